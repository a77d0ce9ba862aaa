# SPDX-License-Identifier: GPL-2.0-or-later
"""baresip. Its recorder does not outlive a hold: what it hears is decoded on
its wire, too."""

import re
import time

from lib.baresip import Phone
from lib.process import wait_until
from lib.rtp import Receiver
from lib.wire_ear import WireEar

TITLE = "baresip"
PACKAGE = "baresip-core"
NUMBER = "1001"
LIMITS = {
    "codec=G729": "Debian's has no G.729",
    "codec=speex": "Debian's has no speex",
    "avpf": "refuses RTP/AVPF",
    "session timers": "knows no session timers",
    "transfer in vain": "hangs up by itself once a transfer is refused",
    "websocket": "Debian's has no WebSocket",
}
ENCRYPTION = {"srtp": ";mediaenc=srtp-mand", "dtls": ";mediaenc=dtls_srtp",
              "ice": ";mediaenc=dtls_srtp;medianat=ice"}
G711 = ("PCMA", "PCMU")
VIDEO = """module vp8.so
module fakevideo.so
video_source fakevideo,
video_display fakevideo,
video_size 320x240
video_bitrate 300000
video_fps 10
"""
RTP_PORTS = range(20000, 20101)


def available():
    return None


class Baresip(Phone):
    """Its digits are events of ctrl_tcp."""

    def start(self, wait=True):
        self.ear = WireEar(self.netns, RTP_PORTS, Receiver())
        return super().start(wait)

    def hears(self, hz):
        clear = ";mediaenc" not in self.account and self.codecs[0] in G711
        return self.ear.hears(hz) if clear else super().hears(hz)

    def is_called(self, timeout=15):
        if self.answermode == "early":  # no event tells of it
            wait_until(lambda: any(
                r.source[0] == self.address and r.text.startswith(
                    "SIP/2.0 183") for r in self.wire.sip(self.since)),
                timeout, "baresip says 183", [self.process])
        else:
            super().is_called(timeout)

    def presses(self, digits):
        for digit in digits:
            self.command("sndcode", digit)
        self.command("sndcode", "\4")  # the last key is let go

    def heard_digits(self):
        return "".join(e["param"] for e in self.events
                       if e["type"] == "CALL_DTMF_START")

    def frames(self):
        """That it has shown, in all calls."""
        return sum(map(int, re.findall(r"vidisp: .* frames=(\d+)",
                                       self.command("video_debug"))))

    def transfers(self, uri):
        self.command("transfer", f"sip:{uri}")

    def stop(self):
        self.ear.stop()
        super().stop()


def ready(world, hz, number=NUMBER, codec="PCMA", encryption=None, early=False,
          transport="udp", video=False):
    phone = world.phone(
        number, hz=hz, codecs=(codec,), make=Baresip, transport=transport,
        account=ENCRYPTION.get(encryption, "") +
        (";video_codecs=vp8" if video else ""),
        answermode="early" if early else "manual",
        config=("rtcp_mux yes\n" if encryption == "ice" else "") +
        (VIDEO if video else ""))
    phone.wire, phone.since = world.wire, time.time()
    return phone
