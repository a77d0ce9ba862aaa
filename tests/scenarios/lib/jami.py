# SPDX-License-Identifier: GPL-2.0-or-later
"""Jami with a SIP account, a phone made of PJSIP: its daemon, driven over
D-Bus."""

import os
import shutil
import subprocess

from . import pulse
from .process import Process, run, wait_until
from .xmpp import Peer

DAEMON = "/usr/libexec/jamid"
NEEDS = {"dbus-daemon": "dbus", "pulseaudio": "pulseaudio",
         "parec": "pulseaudio-utils"}
HERE = os.path.dirname(os.path.abspath(__file__))
NAMES = {"PCMA": "G.711a", "PCMU": "G.711u", "G722": "G.722", "opus": "Opus"}


def available():
    """None, or why it cannot run here."""
    missing = [p for c, p in NEEDS.items() if not shutil.which(c)]
    if not os.path.exists(DAEMON):
        missing.append("jami-daemon")
    if subprocess.run(["/usr/bin/python3", "-c", "import dbus, gi"],
                      stderr=subprocess.DEVNULL, check=False).returncode:
        missing.append("python3-dbus python3-gi")
    return f"not installed: {' '.join(missing)}" if missing else None


class Jami(Peer):
    """codecs: the only ones that it offers and takes."""

    def __init__(self, folder, user, domain, proxy, address, netns, password,
                 hz=1000, codecs=("PCMA",), port=5060, srtp=False):
        os.makedirs(folder)
        self.folder = folder
        self.domain = domain
        self.address = address
        self.port = port
        self.netns = netns
        self.hz = hz
        self.parts = []
        self.call = None
        self.env = {"HOME": folder, "XDG_RUNTIME_DIR": folder,
                    "XDG_DATA_HOME": f"{folder}/data",
                    "XDG_CONFIG_HOME": f"{folder}/config",
                    "XDG_CACHE_HOME": f"{folder}/cache",
                    "PULSE_SERVER": pulse.SERVER,
                    "DBUS_SESSION_BUS_ADDRESS": "unix:abstract=jami"}
        bus = self.part("bus", ["dbus-daemon", "--session", "--nofork",
                                "--address=unix:abstract=jami",
                                "--print-address=1"])
        wait_until(lambda: bus.log_text().strip(), 10, "session bus", [bus])
        pulse.start(folder, self.part, hz)
        # PJSIP asks for IPv6 addresses, and never stops waiting for the end
        run(["ip", "netns", "exec", netns, "sh", "-c",
             "echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6"])
        self.daemon = self.part("daemon", [DAEMON, "-p", "-c", "-d"])
        super().__init__(user, Process(
            f"driver of Jami {user}",
            ["/usr/bin/python3", f"{HERE}/jami_driver.py"], f"{folder}.log",
            netns=netns, env=self.env, cwd=folder, pipes=True))
        self.do("account", domain=domain, user=user, password=password,
                port=str(port), srtp="sdes" if srtp else "",
                codecs=[NAMES[c] for c in codecs])
        self.wait("registration", 20, state="REGISTERED")

    def part(self, name, argv):
        process = Process(f"{name} of {self.folder}", argv,
                          f"{self.folder}/{name}.log", netns=self.netns,
                          env=self.env)
        self.parts.append(process)
        return process

    def state(self, *states, timeout=15):
        """Its call has come to one of these states of Jami's."""
        return self.find("state", lambda e: e["call"] == self.call and
                         e["state"] in states, timeout, " or ".join(states))

    def dials(self, uri):
        self.call = self.do("dial", uri=uri)

    def is_called(self, timeout=15):
        event = self.wait("incoming", timeout)
        self.call = event["call"]
        return event["sender"]

    def hears_ringing(self, timeout=15):
        self.state("RINGING", timeout=timeout)

    def answers(self):
        self.do("accept", call=self.call)

    def is_answered(self, timeout=15):
        self.state("CURRENT", timeout=timeout)

    def rejects(self):
        self.do("refuse", call=self.call)

    def hangs_up(self):
        self.do("hangup", call=self.call)

    def holds(self):
        self.do("hold", call=self.call)
        self.wait("state", 15, call=self.call, state="HOLD")

    def resumes(self):
        self.do("unhold", call=self.call)
        self.wait("state", 15, call=self.call, state="CURRENT")

    def presses(self, digits):
        for digit in digits:
            self.do("key", key=digit)

    def call_ends(self, timeout=15):
        event = self.state("OVER", "FAILURE", "BUSY", "PEER_BUSY",
                           "HUNGUP", timeout=timeout)
        return str(event["code"] or "")

    def hears(self, hz):
        return pulse.hears(self.folder, hz)

    def kill(self):
        self.daemon.kill()

    def stop(self):
        for process in [self.process] + self.parts[::-1]:
            process.stop()
        self.parts = []
