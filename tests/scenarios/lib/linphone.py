# SPDX-License-Identifier: GPL-2.0-or-later
"""Linphone as a SIP phone: linphonec, driven by its console. What it hears is
decoded on its wire, since it writes a recording only when the call ends."""

import os
import queue
import re
import shutil
import threading

from . import tone
from .process import Process, wait_until
from .rtp import Receiver
from .wire_ear import WireEar

RTP_PORT = 7078
CODECS = (("PCMA", 8000), ("PCMU", 8000), ("opus", 48000), ("speex", 8000),
          ("speex", 16000), ("speex", 32000), ("G722", 8000))
WIDE = (16000, 32000)

RC = """[sip]
default_proxy=0
sip_port={port}
guess_hostname=1
use_ipv6=0
media_encryption={encryption}
inc_timeout={ring_time}
{sip}
[rtp]
audio_rtp_port={rtp_port}
[net]
firewall_policy={firewall}
[sound]
echocancellation=0
[video]
enabled={video}
capture={video}
display=0
automatically_initiate={video}
automatically_accept={video}
device=StaticImage: Static picture
size=qcif
[video_codec_0]
mime=VP8
rate=90000
enabled=1
[auth_info_0]
username={user}
passwd={password}
domain={domain}
realm={domain}
[proxy_0]
reg_proxy=sip:{proxy};transport={transport}
reg_route=sip:{proxy};transport={transport};lr
reg_identity=sip:{user}@{domain}
reg_sendregister=1
reg_expires=3600
avpf={avpf}
"""


def available():
    """None, or why it cannot run here."""
    return None if shutil.which("linphonec") else "linphonec is not installed"


class Linphone:
    """codecs: the only ones that it offers and takes; sip: more lines of its
    configuration's section."""

    def __init__(self, folder, user, domain, proxy, address, netns, password,
                 hz=1000, codecs=("PCMA",), encryption="none", port=5060,
                 ring_time=120, sip="", transport="udp",
                 video=False, firewall="none",
                 avpf=False):
        self.folder = folder
        self.user = user
        self.domain = domain
        self.address = address
        self.port = port
        self.netns = netns
        self.hz = hz
        self.queue = queue.Queue()
        # a second call has ports of its own
        self.ear = WireEar(netns, {RTP_PORT, RTP_PORT + 2}, Receiver())
        self.seen = 0
        os.makedirs(f"{folder}/.local/share/linphone")
        tone.write_wav(f"{folder}/tone.wav", hz, 8000, seconds=120)
        with open(f"{folder}/rc", "w", encoding="utf-8") as file:
            file.write(RC.format(
                port=port, encryption=encryption, ring_time=ring_time,
                sip=sip, transport=transport, video=int(video),
                firewall=firewall, avpf=int(avpf),
                rtp_port=RTP_PORT, user=user, password=password,
                domain=domain, proxy=proxy))
            for number, (mime, rate) in enumerate(CODECS):
                file.write(f"[audio_codec_{number}]\nmime={mime}\n"
                           f"rate={rate}\n"
                           f"channels={2 if mime == 'opus' else 1}\n"
                           f"enabled={int(mime in codecs and rate not in WIDE)}\n")
        home = {name: folder for name in (
            "HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
        # its console goes to the log; the debug log has no place of its own
        self.process = Process(
            f"linphone {user}",
            ["sh", "-c", f"exec linphonec {'-C ' if video else ''}" '-c rc -b /dev/null -S -d 6 -l '
             'debug.log >console.log 2>&1'], f"{folder}.log", netns,
            env=home, cwd=folder, pipes=True)
        threading.Thread(target=self.write, daemon=True).start()
        self.does("soundcard use files")
        self.does("play tone.wav")

    def write(self):
        """Its console takes one line at a time, and reads nothing while it
        works."""
        while True:
            line = self.queue.get()
            if line is None:
                return
            try:
                self.process.popen.stdin.write(f"{line}\n".encode())
                self.process.popen.stdin.flush()
            except (OSError, ValueError):
                return

    def does(self, command):
        """One line of its console."""
        self.queue.put(command)

    def log(self):
        try:
            with open(f"{self.folder}/debug.log", encoding="utf-8",
                      errors="replace") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def shown(self):
        """The texts that its console has printed, a line each."""
        with open(f"{self.folder}/console.log", encoding="utf-8",
                  errors="replace") as file:
            return " ".join(line for line in file if "Message received" in line)

    def sees(self, pattern, timeout=15):
        """Wait for a line of its debug log, behind the one found last."""
        def found():
            match = re.search(pattern, self.log()[self.seen:])
            if match:
                self.seen += match.end()
            return match
        return wait_until(found, timeout, f"linphone {self.user}: {pattern}",
                          [self.process])

    def state_is(self, name, timeout=15):
        """Wait until its call has come to a state of liblinphone's."""
        return self.sees(r"moving from state \w+ to (LinphoneCall)?" + name +
                         r"\b", timeout)

    def registers(self, timeout=20):
        self.sees(r"(?i)registration.*(ok|successful)", timeout)
        return self

    def dials(self, uri):
        self.does(f"call {uri if ':' in uri else 'sip:' + uri}")

    def is_called(self, timeout=15):
        self.state_is("IncomingReceived", timeout)

    def hears_ringing(self, timeout=15):
        self.state_is("OutgoingRinging", timeout)

    def answers(self):
        self.does("answer")

    def is_answered(self, timeout=15):
        self.state_is("StreamsRunning", timeout)

    def hangs_up(self):
        self.does("terminate")

    rejects = hangs_up

    def holds(self):
        self.does("pause")
        self.state_is("Paused")

    def resumes(self):
        self.does("resume")
        self.state_is("StreamsRunning")

    def presses(self, digit):
        self.does(digit)

    def call_ends(self, timeout=15):
        self.state_is("(End|Error)", timeout)

    def hears(self, hz):
        return self.ear.hears(hz)

    def records(self):
        """What it hears from now on, also when its packets are encrypted."""
        self.does("record heard.wav")

    def heard(self, hz):
        """Does the recording end with this tone? It is whole when Linphone
        has been stopped."""
        return tone.has_tone(*tone.recording(f"{self.folder}/heard.wav"), hz)

    def stop(self):
        self.queue.put(None)
        self.process.stop()
        self.ear.stop()
