# SPDX-License-Identifier: GPL-2.0-or-later
"""Dino, the desktop client, under Xvfb: JMI, libnice, GStreamer."""

import os
import re
import shutil
import sqlite3
import subprocess

from . import tone
from .process import Failed, Process, run, wait_until

NEEDS = {"dino-im": "dino-im", "Xvfb": "xvfb", "openbox": "openbox",
         "dbus-daemon": "dbus", "pulseaudio": "pulseaudio",
         "parec": "pulseaudio-utils"}
AT_SPI = "/usr/libexec/at-spi-bus-launcher"
RATE = 8000
HERE = os.path.dirname(os.path.abspath(__file__))

PULSE = """load-module module-null-sink sink_name=ears rate=48000
load-module module-null-sink sink_name=voice rate=48000
load-module module-remap-source master=voice.monitor source_name=mouth
load-module module-native-protocol-unix socket={socket} auth-anonymous=1
set-default-sink ears
set-default-source mouth
"""


def available():
    """None, or why Dino cannot run here."""
    missing = [p for c, p in NEEDS.items() if not shutil.which(c)]
    if not os.path.exists(AT_SPI):
        missing.append("at-spi2-core")
    if subprocess.run(["/usr/bin/python3", "-c", "import pyatspi"],
                      stderr=subprocess.DEVNULL, check=False).returncode:
        missing.append("python3-pyatspi")
    return f"not installed: {' '.join(missing)}" if missing else None


def trust(folder, certificate, address, names):
    """Bind-mount, in this mount namespace, a certificate bundle with ours
    in it and a hosts file with our names."""
    bundle = f"{folder}/ca-certificates.crt"
    hosts = f"{folder}/hosts"
    with open(bundle, "wb") as out:
        for path in ("/etc/ssl/certs/ca-certificates.crt", certificate):
            if os.path.exists(path):
                with open(path, "rb") as file:
                    out.write(file.read())
    with open(hosts, "w", encoding="utf-8") as file:
        file.write(f"127.0.0.1 localhost\n{address} {' '.join(names)}\n")
    run(["mount", "--bind", bundle, "/etc/ssl/certs/ca-certificates.crt"])
    run(["mount", "--bind", hosts, "/etc/hosts"])


class Dino:
    """One account in one Dino. contact: the JID whose chat is open."""

    def __init__(self, folder, user, domain, password, contact, netns=None,
                 hz=440):
        self.folder = folder
        self.user = user
        self.jid = f"{user}@{domain}"
        self.password = password
        self.contact = contact
        self.netns = netns
        self.hz = hz
        self.parts = []
        self.process = None
        self.incoming = None
        self.log = f"{folder}.log"
        self.xml_log = self.log
        os.makedirs(f"{folder}/home", exist_ok=True)
        self.env = {
            "HOME": f"{folder}/home", "XDG_RUNTIME_DIR": folder,
            "XDG_DATA_HOME": f"{folder}/home/share",
            "XDG_CONFIG_HOME": f"{folder}/home/config",
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder}/bus",
            "PULSE_SERVER": f"unix:{folder}/pulse.sock",
            "GDK_BACKEND": "x11", "GSK_RENDERER": "cairo", "GTK_A11Y":
            "atspi", "LIBGL_ALWAYS_SOFTWARE": "1", "LC_ALL": "C.UTF-8",
            "NO_AT_BRIDGE": "0", "GSETTINGS_BACKEND": "memory",
        }
        self.database = f"{folder}/home/share/dino/dino.db"

    def part(self, name, argv):
        process = Process(f"{name} of {self.user}'s Dino", argv,
                          f"{self.folder}/{name}.log", netns=self.netns,
                          env=self.env)
        self.parts.append(process)
        return process

    def desktop(self):
        """X server, window manager, session bus, accessibility, sound."""
        xvfb = self.part("xvfb", ["bash", "-c", "exec Xvfb -displayfd 1 "
                                  "-screen 0 1280x900x24 -nolisten tcp"])
        number = wait_until(
            lambda: re.search(r"^(\d+)$", xvfb.log_text(), re.M), 15,
            "Xvfb is up", [xvfb]).group(1)
        self.env["DISPLAY"] = f":{number}"
        self.part("bus", ["dbus-daemon", "--session", "--nofork",
                          f"--address=unix:path={self.folder}/bus"])
        wait_until(lambda: os.path.exists(f"{self.folder}/bus"), 30,
                   "session bus")
        self.part("at-spi", [AT_SPI, "--launch-immediately"])
        self.part("openbox", ["openbox"])
        script = f"{self.folder}/pulse.pa"
        with open(script, "w", encoding="utf-8") as file:
            file.write(PULSE.format(socket=f"{self.folder}/pulse.sock"))
        pulse = self.part("pulse", [
            "pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no",
            "--exit-idle-time=-1", "-F", script])
        wait_until(lambda: os.path.exists(f"{self.folder}/pulse.sock"), 15,
                   "PulseAudio is up", [pulse])
        tone.write_wav(f"{self.folder}/tone.wav", self.hz, 48000, 1, 300)
        self.part("voice", ["paplay", "--device=voice",
                            f"{self.folder}/tone.wav"])
        self.part("ears", ["bash", "-c", "exec parec --device=ears.monitor "
                           "--format=s16le --rate=8000 --channels=1 "
                           f"--raw --latency-msec=50 > {self.folder}/ears.raw"])

    def start_dino(self):
        self.process = Process(f"dino {self.user}", [
            "dino-im", "--print-xmpp=all"], self.log, netns=self.netns,
            env=self.env)

    def start(self):
        self.desktop()
        # the first start only makes the database
        self.start_dino()
        wait_until(self.has_tables, 20, "Dino's database", [self.process])
        self.process.stop()
        self.insert_account()
        self.start_dino()
        self.process.wait_log("urn:ietf:params:xml:ns:xmpp-bind", 30)
        self.process.wait_log("jabber:iq:roster", 20)
        return self

    def has_tables(self):
        if not os.path.exists(self.database):
            return False
        try:
            with sqlite3.connect(self.database) as database:
                names = {n for n, in database.execute(
                    "SELECT name FROM sqlite_master")}
        except sqlite3.Error:
            return False
        return {"account", "jid", "conversation", "_meta"} <= names

    def insert_account(self):
        with sqlite3.connect(self.database) as database:
            def insert(table, **values):
                columns = {row[1] for row in database.execute(
                    f"PRAGMA table_info({table})")}
                values = {k: v for k, v in values.items() if k in columns}
                marks = ", ".join("?" * len(values))
                return database.execute(
                    f"INSERT INTO {table} ({', '.join(values)}) VALUES "
                    f"({marks})", list(values.values())).lastrowid
            account = insert("account", bare_jid=self.jid, resourcepart="dino",
                             password=self.password, alias="", enabled=1,
                             roster_version="", mam_earliest_synced=0)
            jid = insert("jid", bare_jid=self.contact)
            insert("conversation", account_id=account, jid_id=jid, type_=0,
                   type=0, active=1, active_last_changed=1700000000,
                   last_active=1700000000, encryption=0, read_up_to=-1,
                   read_up_to_item=-1, notification=0, send_typing=0,
                   send_marker=0)

    def sees(self, text, timeout=20):
        """Wait for something in the stanzas that it sent or got."""
        self.process.wait_log(text, timeout)

    def ui(self, *action):
        done = subprocess.run(
            ["ip", "netns", "exec", self.netns, "/usr/bin/python3",
             f"{HERE}/dino_ui.py", *action], env=dict(os.environ, **self.env),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            timeout=60, check=False)
        if done.returncode != 0:
            raise Failed(f"Dino: {' '.join(action)}: {done.stdout.strip()[-9000:]}")
        return done.stdout

    def writes(self, text):
        """Into the chat that is open."""
        self.ui("write", text)

    def calls(self):
        self.ui("call")

    def calls_with_video(self):
        self.ui("video")

    def hangs_up(self):
        self.ui("hangup")

    def new_call(self):
        """(conversation, call) of an incoming call not seen before."""
        with sqlite3.connect(self.database) as database:
            call = database.execute(
                "SELECT max(id) FROM call WHERE direction = 0").fetchone()[0]
        return (1, call) if call and (1, call) != self.incoming else None

    def is_called(self, timeout=20):
        """Wait until it rings, on the screen as well: answered before that,
        within milliseconds, Dino's DTLS handshake fails."""
        self.incoming = wait_until(self.new_call, timeout,
                                   f"{self.user}'s Dino is called",
                                   [self.process])
        self.ui("ringing")

    def action(self, name):
        conversation, call = self.incoming
        subprocess.run(
            ["ip", "netns", "exec", self.netns, "gdbus", "call", "--session",
             "--dest", "im.dino.Dino", "--object-path", "/im/dino/Dino",
             "--method", "org.freedesktop.Application.ActivateAction", name,
             f"[<({conversation}, {call})>]", "{}"], check=True,
            env=dict(os.environ, **self.env), stdout=subprocess.DEVNULL,
            timeout=20)

    def answers(self):
        self.action("accept-call")

    def declines(self):
        self.action("reject-call")

    def hears(self, hz):
        path = f"{self.folder}/ears.raw"
        want = int(RATE * 2 * 1.0)
        with open(path, "rb") as file:
            file.seek(0, 2)
            size = file.tell()
            file.seek(max(0, size - want) // 2 * 2)
            data = file.read()
        samples = list(memoryview(data[:len(data) // 2 * 2]).cast("h"))
        return tone.has_tone(samples, RATE, hz)

    def sound_is_broken(self):
        """On a busy machine Dino's echo canceller now and then starts with
        a wrong sample rate; then it sends nothing in the whole call."""
        return self.process is not None and \
            "ProcessReverseStream -7" in self.process.log_text()

    def kill(self):
        self.process.kill()

    def stop(self):
        for process in [self.process] + self.parts[::-1]:
            if process:
                process.stop()
        self.parts = []
