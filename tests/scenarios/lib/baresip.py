# SPDX-License-Identifier: GPL-2.0-or-later
"""baresip as a SIP phone: driven by ctrl_tcp, heard by its recording."""

import contextlib
import glob
import json
import os
import queue
import re
import shutil
import socket
import threading
import time

from . import tone
from .process import Failed, Process, wait_until

CTRL_PORT = 4444
CODECS = {  # name: (baresip's name, rate, channels)
    "PCMA": ("PCMA/8000/1", 8000, 1),
    "PCMU": ("PCMU/8000/1", 8000, 1),
    "G722": ("G722/16000/1", 16000, 1),
    "opus": ("opus/48000/2", 48000, 2),
}
MODULES = {"PCMA": "g711", "PCMU": "g711", "G722": "g722", "opus": "opus"}

CONFIG = """
poll_method epoll
sip_listen {address}:{port}
net_interface {address}
ctrl_tcp_listen {ctrl}
call_local_timeout {ring_time}
call_max_calls 4
audio_player aubridge,nil
audio_source aufile,tone.wav
audio_alert aubridge,nil
audio_codecs {codecs}
ausrc_srate {rate}
auplay_srate {rate}
ausrc_channels {channels}
auplay_channels {channels}
audio_txmode thread
rtp_ports 20000-20100
rtp_timeout {rtp_timeout}
jitter_buffer_delay 2-10
snd_path .
module_path {modules}
{codec_modules}module aufile.so
module aubridge.so
module sndfile.so
module srtp.so
module ice.so
module dtls_srtp.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
{config}"""


class Phone:
    """A SIP phone; it registers when it has a registrar.

    codecs: in its order of preference, all of one sample rate; config: more
    lines for its configuration file; writes_to: whom its texts go to.
    """

    def __init__(self, folder, user, domain, proxy, address, netns=None,
                 hz=1000, codecs=("PCMA",), password=None, register=True,
                 account="", port=5060, ctrl_port=CTRL_PORT, ring_time=120,
                 rtp_timeout=0, config="", transport="udp",
                 answermode="manual", writes_to=None):
        self.folder = folder
        self.user = user
        self.domain = domain
        self.address = address
        self.port = port
        self.proxy = proxy
        self.netns = netns
        self.hz = hz
        self.codecs = codecs
        self.password = password
        self.register = register
        self.account = account
        self.ctrl_port = ctrl_port
        self.ring_time = ring_time
        self.rtp_timeout = rtp_timeout
        self.config = config + ("module_app contact.so\n" if writes_to else "")
        self.writes_to = writes_to
        self.transport = transport
        self.answermode = answermode
        self.log = f"{folder}.log"
        self.process = None
        self.sock = None
        self.events = []
        self.replies = queue.Queue()
        self.lock = threading.Condition()
        self.seen = 0

    def write_files(self):
        os.makedirs(self.folder, exist_ok=True)
        _, rate, channels = CODECS[self.codecs[0]]
        tone.write_wav(f"{self.folder}/tone.wav", self.hz, rate, channels)
        modules = glob.glob("/usr/lib/baresip/modules") + \
            glob.glob("/usr/lib/*/baresip/modules")
        with open(f"{self.folder}/config", "w", encoding="utf-8") as file:
            file.write(CONFIG.format(
                address=self.address, port=self.port, folder=self.folder,
                ctrl=f"{self.address}:{self.ctrl_port}", rate=rate,
                channels=channels, ring_time=self.ring_time,
                rtp_timeout=self.rtp_timeout, modules=modules[0],
                config=self.config,
                codecs=",".join(CODECS[c][0] for c in self.codecs),
                codec_modules="".join(
                    f"module {m}.so\n" for m in
                    dict.fromkeys(MODULES[c] for c in self.codecs))))
        line = f"<sip:{self.user}@{self.domain};transport={self.transport}>" \
            f";outbound=\"sip:{self.proxy};transport={self.transport}\"" \
            f";auth_pass={self.password or ''}" \
            f";answermode={self.answermode}" \
            f";audio_codecs={','.join(CODECS[c][0] for c in self.codecs)}" \
            f";regint={600 if self.register else 0}{self.account}"
        with open(f"{self.folder}/accounts", "w", encoding="utf-8") as file:
            file.write(line + "\n")
        with open(f"{self.folder}/contacts", "w", encoding="utf-8") as file:
            if self.writes_to:
                file.write(f'"peer" <sip:{self.writes_to}>\n')

    def start(self, wait=True):
        self.write_files()
        self.process = Process(f"phone {self.user}", [
            shutil.which("baresip") or "/usr/bin/baresip", "-f", self.folder,
            "-v"], self.log, netns=self.netns, cwd=self.folder)
        if wait:
            self.wait()
        return self

    def wait(self):
        # it knows one connection at a time: none to try whether it listens
        self.sock = wait_until(self.connects, 20, f"phone {self.user} starts",
                               [self.process])
        threading.Thread(target=self.read_ctrl, daemon=True).start()
        if self.register:
            self.process.wait_log(" 200 OK ")

    def connects(self):
        """A connection to ctrl_tcp, or None."""
        try:
            return socket.create_connection((self.address, self.ctrl_port))
        except ConnectionRefusedError:
            return None

    def read_ctrl(self):
        """Thread: netstrings with JSON from baresip."""
        sock = self.sock
        data = b""
        while True:
            try:
                more = sock.recv(65536)
            except OSError:
                more = b""
            if not more:
                return
            data += more
            while b":" in data:
                size, rest = data.split(b":", 1)
                if len(rest) <= int(size):
                    break
                message, data = rest[:int(size)], rest[int(size) + 1:]
                self.got(json.loads(message.decode("utf-8", "replace")))

    def got(self, message):
        if message.get("response"):
            self.replies.put(message)
        if message.get("event"):
            with self.lock:
                self.events.append(message)
                self.lock.notify_all()

    def command(self, name, params=""):
        """Send a command of baresip's menu; return its reply's text."""
        text = json.dumps({"command": name, "params": params, "token": "t"})
        data = text.encode()
        self.sock.sendall(b"%d:%s," % (len(data), data))
        try:
            reply = self.replies.get(timeout=10)
        except queue.Empty:
            raise Failed(f"phone {self.user}: no reply to {name}") from None
        if not reply.get("ok"):
            raise Failed(f"phone {self.user}: {name}: {reply.get('data')}")
        return reply.get("data", "")

    def event(self, kind, timeout=15):
        """Wait for the next event of a kind; those before it are passed."""
        end = time.monotonic() + timeout
        with self.lock:
            while True:
                while self.seen < len(self.events):
                    event = self.events[self.seen]
                    self.seen += 1
                    if event["type"] == kind:
                        return event
                left = end - time.monotonic()
                if left <= 0 or not (self.process and
                                     self.process.running()):
                    raise Failed(
                        f"phone {self.user}: no {kind} within {timeout} s; "
                        f"events: {[e['type'] for e in self.events]}")
                self.lock.wait(min(left, 1))

    def dials(self, uri):
        self.command("dial", uri if ":" in uri else f"sip:{uri}")

    def writes(self, text):
        """A text to its only contact."""
        self.command("message", text)

    def is_called(self, timeout=15):
        """Wait until it rings; return the caller's URI."""
        return self.event("CALL_INCOMING", timeout).get("peeruri", "")

    def hears_ringing(self, timeout=15):
        self.event("CALL_RINGING", timeout)

    def hears_progress(self, timeout=15):
        self.event("CALL_PROGRESS", timeout)

    def answers(self):
        self.command("accept")

    def answers_by_itself(self):
        """From now on take whatever call comes."""
        process = self.process

        def take():
            while process.running():
                try:
                    self.is_called(timeout=3600)
                    self.answers()
                except (Failed, OSError):
                    pass
        threading.Thread(target=take, daemon=True).start()

    def is_answered(self, timeout=15):
        self.event("CALL_ESTABLISHED", timeout)

    def hangs_up(self):
        self.command("hangup")

    def rejects(self):
        """Refuse an incoming call; baresip says 486."""
        self.command("hangup")

    def holds(self):
        self.command("hold")

    def resumes(self):
        # baresip 3 does it and says "Invalid argument"
        with contextlib.suppress(Failed):
            self.command("resume")

    def call_ends(self, timeout=15):
        """Wait for the end of the call; return baresip's text for it."""
        return self.event("CALL_CLOSED", timeout).get("param", "")

    def receives(self):
        """Bits of voice a second that it says it gets; its recorder does not
        outlive a hold."""
        found = re.findall(r"audio=\d+/(\d+) ", self.process.log_text())
        return int(found[-1]) if found else 0

    def hears(self, hz):
        """Does the recording end with this tone?"""
        files = sorted(glob.glob(f"{self.folder}/dump-*-dec.wav"),
                       key=os.path.getmtime)
        if not files:
            return False
        return tone.has_tone(*tone.recording(files[-1]), hz)

    def kill(self):
        self.process.kill()

    def stop(self):
        if self.sock:
            self.sock.close()
            self.sock = None
        if self.process:
            self.process.stop()
            self.process = None


def wait_hears(listener, hz, timeout=20):
    wait_until(lambda: listener.hears(hz), timeout,
               f"{listener.user} hears {hz} Hz", [listener.process])
