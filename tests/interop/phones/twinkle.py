# SPDX-License-Identifier: GPL-2.0-or-later
"""Twinkle: begins a new RTP session at each hold."""

import re

from lib import twinkle

TITLE = "Twinkle"
PACKAGE = "twinkle-console"
NUMBER = "1003"
LIMITS = {
    "video=True": "has no video",
    "codec=G729": "Debian's has no G.729",
    "codec=G722": "knows no G.722",
    "codec=opus": "knows no opus",
    "encryption=srtp": "knows no SRTP but by ZRTP, which Debian's has not",
    "encryption=dtls": "knows no DTLS",
    "encryption=ice": "knows no ICE",
    "avpf": "knows no RTP/AVPF",
    "early=True": "says nothing before it answers",
    "session timers": "knows no session timers",
    "video": "knows no video",
    "websocket": "speaks no WebSocket",
}
CODECS = {"PCMA": "g711a", "PCMU": "g711u", "speex": "speex-nb"}

available = twinkle.available


class Twinkle(twinkle.Twinkle):
    def heard_digits(self):
        return "".join(re.findall(r"DTMF detected: (\S)", self.console()))

    def transfers(self, uri):
        super().transfers(f"sip:{uri}")

    def call_ends(self, timeout=15):
        """Return the code by which a call failed, where it did."""
        seen = self.seen
        super().call_ends(timeout)
        failed = re.search(r"call failed\.\s+(.*)", self.console()[seen:])
        return failed.group(1) if failed else ""

    def kill(self):
        self.process.kill()


def ready(world, hz, number=NUMBER, codec="PCMA", transport="udp"):
    return world.twinkle(number, hz=hz, codecs=CODECS[codec], make=Twinkle,
                         transport=transport, more="referrer_hold=no\n")
