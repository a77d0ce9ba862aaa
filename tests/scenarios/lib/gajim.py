# SPDX-License-Identifier: GPL-2.0-or-later
"""Gajim, the desktop client, under Xvfb: no message initiation, plain RTP over
ICE-UDP by Farstream."""

import json
import os
import re
import shutil
import subprocess
import time

from . import tone
from .process import Process, wait_until
from .xmpp import Peer

NEEDS = {"gajim": "gajim", "Xvfb": "xvfb", "dbus-daemon": "dbus"}
MODULES = "import gi; gi.require_version('Farstream', '0.2'); " \
    "gi.require_version('GstPbutils', '1.0'); " \
    "from gi.repository import Farstream, GstPbutils"
PLUGINS = f"/usr/lib/{os.uname().machine}-linux-gnu/gstreamer-1.0"
# its noise suppression takes a tone for noise
NO_PLUGINS = ("libgstwebrtcdsp.so", "libgstsrtp.so")
RATE = 8000
STALE = 1  # second without sound until there is nothing to hear
USER = "games"  # Gajim refuses to be root's
HERE = os.path.dirname(os.path.abspath(__file__))


def available():
    """None, or why Gajim cannot run here."""
    missing = [p for c, p in NEEDS.items() if not shutil.which(c)]
    if subprocess.run(["/usr/bin/python3", "-c", MODULES],
                      stderr=subprocess.DEVNULL, check=False).returncode:
        missing.append("gir1.2-farstream-0.2 gir1.2-gst-plugins-base-1.0")
    return f"not installed: {' '.join(missing)}" if missing else None


class Gajim(Peer):
    """One account in one Gajim, seen by its screen and its stanzas."""

    def __init__(self, folder, user, domain, address, port, password,
                 netns=None, hz=440):
        os.makedirs(f"{folder}/plugins")
        self.folder = folder
        self.jid = f"{user}@{domain}"
        self.netns = netns
        self.parts = []
        self.xml_log = f"{folder}.log"
        self.settings(user, domain, address, port, password, hz)
        for name in os.listdir(PLUGINS):
            if name not in NO_PLUGINS:
                os.symlink(f"{PLUGINS}/{name}", f"{folder}/plugins/{name}")
        shutil.copy(f"{HERE}/gajim_driver.py", folder)
        for name in (folder, f"{folder}/plugins"):
            shutil.chown(name, USER)
        self.env = {
            "HOME": folder, "XDG_RUNTIME_DIR": folder, "LC_ALL": "C.UTF-8",
            "GDK_BACKEND": "x11", "NO_AT_BRIDGE": "1",
            "GSETTINGS_BACKEND": "memory", "LIBGL_ALWAYS_SOFTWARE": "1",
            "GST_PLUGIN_SYSTEM_PATH_1_0": f"{folder}/plugins",
        }
        self.desktop()
        super().__init__(user, Process(
            f"gajim {user}", ["/usr/bin/python3",
                              f"{folder}/gajim_driver.py"],
            f"{folder}.log", netns=netns, user=USER, env=self.env,
            cwd=folder, pipes=True))
        wait_until(lambda: self.do("online"), 40, f"{user}'s Gajim is online",
                   [self.process])

    def settings(self, user, domain, address, port, password, hz):
        ears = f"audioresample ! audio/x-raw,format=S16LE,rate={RATE}," \
            f"channels=1 ! filesink buffer-mode=2 location={self.folder}/ears"
        with open(f"{self.folder}/settings.json", "w",
                  encoding="utf-8") as file:
            json.dump({
                "app": {"audio_input_device": "audiotestsrc is-live=true "
                        "samplesperbuffer=160 "
                        f"freq={hz} volume=0.3 ! volume name=gajim_vol",
                        "audio_output_device": ears, "use_keyring": False,
                        "show_in_taskbar": True, "sounds_on": False},
                "account": {
                    "name": user, "hostname": domain, "address":
                    f"{user}@{domain}", "password": password, "active": True,
                    "savepass": True, "use_custom_host": True,
                    "custom_host": address, "custom_port": port,
                    "use_plain_connection": True, "custom_type": "PLAIN",
                    "resource": "gajim",
                    "confirm_unencrypted_connection": False}}, file)
        os.chmod(f"{self.folder}/settings.json", 0o644)

    def part(self, name, argv):
        process = Process(f"{name} of Gajim", argv,
                          f"{self.folder}/{name}.log", netns=self.netns,
                          user=USER, env=self.env)
        self.parts.append(process)
        return process

    def desktop(self):
        xvfb = self.part("xvfb", ["bash", "-c", "exec Xvfb -displayfd 1 "
                                  "-screen 0 1280x900x24 -nolisten tcp"])
        number = wait_until(
            lambda: re.search(r"^(\d+)$", xvfb.log_text(), re.M), 15,
            "Xvfb is up", [xvfb]).group(1)
        self.env["DISPLAY"] = f":{number}"
        # a path could be too long for a socket
        bus = self.part("bus", ["dbus-daemon", "--session", "--nofork",
                                "--address=unix:abstract=gajim",
                                "--print-address=1"])
        self.env["DBUS_SESSION_BUS_ADDRESS"] = wait_until(
            lambda: bus.log_text().strip(), 10, "session bus", [bus])

    def sees_button(self, contact, timeout=20):
        """The chat with a contact is open, and it can be called there."""
        wait_until(lambda: self.do("open", jid=contact), timeout,
                   f"Gajim's call button for {contact}", [self.process])

    def calls(self):
        self.do("call")

    def is_called(self, contact, timeout=20):
        """It rings, and is asked by its user what it is: Gajim 1.7.3 shows
        the call when the chat is opened, not when it is open already."""
        self.state_is("CONNECTION_RECEIVED", timeout)
        self.do("open", jid=self.jid)
        self.do("open", jid=contact)
        wait_until(lambda: self.do("rings"), timeout,
                   "Gajim shows the call", [self.process])

    def clicks(self, what):
        assert self.do(what), f"no button to {what}"

    def answers(self):
        self.clicks("answer")

    def declines(self):
        self.clicks("decline")

    def hangs_up(self):
        self.clicks("hangup")

    def state_is(self, state, timeout=20):
        """NULL, CONNECTING, CONNECTION_RECEIVED, CONNECTED"""
        wait_until(lambda: self.do("state") == state, timeout,
                   f"Gajim's call is {state}, it is {self.do('state')}",
                   [self.process])

    def has_no_session(self, timeout=20):
        """Gajim 1.7.3 goes on to show a call that was cancelled."""
        wait_until(lambda: not self.do("sessions"), timeout,
                   "Gajim's session has ended", [self.process])

    def presses(self, key, arrived):
        """Hold a key down until the other side has noticed."""
        self.do("press", key=key, down=True)
        wait_until(arrived, 10, f"{key} has arrived")
        self.do("press", key=key, down=False)

    def hears(self, hz):
        try:
            if time.time() - os.path.getmtime(f"{self.folder}/ears") > STALE:
                return False
            with open(f"{self.folder}/ears", "rb") as file:
                file.seek(0, 2)
                file.seek(max(0, file.tell() - 2 * RATE) // 2 * 2)
                data = file.read()
        except FileNotFoundError:
            return False
        samples = list(memoryview(data[:len(data) // 2 * 2]).cast("h"))
        return tone.has_tone(samples, RATE, hz)

    def stop(self):
        for process in [self.process] + self.parts[::-1]:
            process.stop()
        self.parts = []
