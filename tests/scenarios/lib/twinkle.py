# SPDX-License-Identifier: GPL-2.0-or-later
"""Twinkle as a SIP phone: twinkle-console, driven by its console; its
microphone and its ear are twinkle_sound.c."""

import os
import re
import shutil
import struct

from . import tone
from .process import Process, run, wait_until

SOUND = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                     "twinkle_sound.c")
RATE = 8000
RTP_PORT = 8000

# a steady tone is noise for what cleans sound
PROFILE = """user_name={user}
user_domain={domain}
auth_name={user}
auth_pass={password}
outbound_proxy={proxy}
all_requests_to_proxy=yes
registrar={proxy}
registration_time=600
register_at_startup=yes
codecs={codecs}
speex_dsp_vad=no
speex_dsp_agc=no
speex_dsp_aec=no
speex_dsp_nrd=no
dtmf_transport={keys}
hold_variant={hold}
sip_transport={transport}
allow_refer=yes
ask_user_to_refer=no
timer_noanswer=120
pres_publish_startup=no
zrtp_enabled={zrtp}
{more}"""

SYSTEM = """dev_ringtone=alsa:null
dev_speaker=alsa:null
dev_mic=alsa:null
validate_audio_dev=no
log_show_sip=yes
log_show_debug=yes
sip_port={port}
rtp_port={rtp_port}
play_ringtone=no
play_ringback=no
"""


def available():
    """None, or why it cannot run here."""
    if not shutil.which("twinkle-console"):
        return "twinkle-console is not installed"
    return None if shutil.which("gcc") else "gcc is not installed"


class Twinkle:
    """codecs: in Twinkle's words, the only ones that it offers and takes;
    hold: rfc3264 (sendonly) or rfc2543 (c=0.0.0.0); keys: rfc2833, info or
    inband; more: further lines of its profile."""

    def __init__(self, folder, user, domain, proxy, address, netns, password,
                 hz=1000, codecs="g711a", hold="rfc3264", keys="rfc2833",
                 zrtp="no", port=5060, transport="udp", more=""):
        self.folder = folder
        self.user = user
        self.address = address
        self.port = port
        self.hz = hz
        self.played = f"{folder}/played.raw"
        self.seen = 0
        os.makedirs(f"{folder}/.twinkle")
        with open(f"{folder}/.twinkle/p.cfg", "w", encoding="utf-8") as file:
            file.write(PROFILE.format(
                user=user, domain=domain, password=password, proxy=proxy,
                codecs=codecs, keys=keys, hold=hold, zrtp=zrtp, more=more,
                transport=transport))
        with open(f"{folder}/.twinkle/twinkle.sys", "w",
                  encoding="utf-8") as file:
            file.write(SYSTEM.format(port=port, rtp_port=RTP_PORT))
        sound = f"{folder}/sound.so"
        run(["gcc", "-O2", "-shared", "-fPIC", "-o", sound, SOUND, "-lm"])
        self.process = Process(
            f"twinkle {user}",
            ["sh", "-c", 'exec stdbuf -oL twinkle-console p.cfg '
             '>console.log 2>&1'], f"{folder}.log", netns, cwd=folder,
            pipes=True, env={"HOME": folder, "LD_PRELOAD": sound,
                             "TONE_HZ": str(hz), "PLAYED": self.played,
                             "TERM": "dumb"})

    def does(self, command):
        """One line of its console."""
        self.process.popen.stdin.write(f"{command}\n".encode())
        self.process.popen.stdin.flush()

    def console(self):
        try:
            with open(f"{self.folder}/console.log", encoding="utf-8",
                      errors="replace") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def sees(self, pattern, timeout=15):
        """Wait for a line of its console, behind the one found last."""
        def found():
            match = re.search(pattern, self.console()[self.seen:])
            if match:
                self.seen += match.end()
            return match
        return wait_until(found, timeout, f"twinkle {self.user}: {pattern}",
                          [self.process])

    def registers(self, timeout=20):
        self.sees("(?i)registration succeeded", timeout)
        return self

    def dials(self, uri):
        self.does(f"call {uri if ':' in uri else 'sip:' + uri}")

    def is_called(self, timeout=15):
        self.sees("(?i)incoming call", timeout)

    def hears_ringing(self, timeout=15):
        self.sees(r"180 Ringing", timeout)

    def answers(self):
        self.does("answer")

    def is_answered(self, timeout=15):
        self.sees("(?i)call established|far end answered", timeout)

    def hangs_up(self):
        self.does("bye")

    def rejects(self):
        self.does("reject")

    def holds(self):
        self.does("hold")
        self.sees("re-INVITE successful")

    def resumes(self):
        self.does("retrieve")
        self.sees("re-INVITE successful")

    def presses(self, digits):
        self.does(f"dtmf {digits}")

    def call_ends(self, timeout=15):
        self.sees("(?i)call ended|far end (ended|cancelled)|call failed", timeout)

    def gets_keys(self, digits, timeout=15):
        for digit in digits:
            self.sees(f"(?i)dtmf.*{re.escape(digit)}", timeout)

    def transfers(self, uri):
        self.does(f"transfer {uri}")

    def gives_up(self, timeout=15):
        self.sees("(?i)far end cancelled", timeout)

    def fails(self, timeout=15):
        self.sees("(?i)call failed", timeout)

    def hears(self, hz):
        """Does what it plays end with this tone?"""
        try:
            with open(self.played, "rb") as file:
                file.seek(0, 2)
                file.seek(max(0, file.tell() // 2 - RATE) * 2)
                data = file.read()
        except FileNotFoundError:
            return False
        return tone.has_tone([v[0] for v in struct.iter_unpack(
            "<h", data[:len(data) // 2 * 2])], RATE, hz)

    def stop(self):
        self.process.stop()
