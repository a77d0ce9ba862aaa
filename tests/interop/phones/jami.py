# SPDX-License-Identifier: GPL-2.0-or-later
"""Jami with a SIP account, made of PJSIP; it knows no outbound proxy."""

from lib import jami

TITLE = "Jami"
PACKAGE = "jami-daemon"
NUMBER = "1003"
WORLD = {"dns": True}
FREEZES = "13.7 freezes when it is held"
LIMITS = {
    "avpf": "knows no RTP/AVPF",
    "client_holds": FREEZES,
    "both_hold": FREEZES,
    "holds_cross": FREEZES,
    "keys": "13.7 makes no RFC 4733 events; its keys by INFO are refused (415)",
    "hears keys": "shows no keys that come",
    "early=True": "announces nothing before it answers",
    "video=True": "needs a camera",
    "codec=speex": "offers it in three rates at once",
    "codec=G729": "has no G.729",
    "encryption=dtls": "has no DTLS for SIP accounts",
    "encryption=ice": "offers ICE only together with plain RTP",
    "transport=tcp": "speaks UDP or TLS",
    "websocket": "speaks no WebSocket",
    "transfer": "transfers only by its own program's window",
    "transfer in vain": "transfers only by its own program's window",
    "session timers": "refreshes no session",
}

available = jami.available


def ready(world, hz, number=NUMBER, codec="PCMA", encryption="none"):
    return world.jami(number, hz=hz, codecs=(codec,),
                      srtp=encryption == "srtp")
