# SPDX-License-Identifier: GPL-2.0-or-later
"""JsSIP in Chromium, by WebSocket: the configuration is that of
cfg/examples/webphones.cfg."""

import json

from lib import chromium, edits, webphone

TITLE = "JsSIP in Chromium"
NUMBER = "1008"
WORLD = {"kamailio": lambda world: edits.copy(
    world, "webphones.cfg", values={"192.0.2.1": world.address})}
RTCP = "sends a key frame when RTCP asks, which the scripted client does not; " \
    "with stanza.js as client 84_browser_phones shows pictures"
BROWSERS = "the page takes the codecs that the browser has, in its order"
LIMITS = {
    "hears keys": "WebRTC does not tell a page of keys that come",
    "codec=PCMU": BROWSERS, "codec=G722": BROWSERS,
    "codec=G729": "browsers have no G.729",
    "codec=speex": "browsers have no speex",
    "encryption=srtp": "browsers have no SRTP with keys in the SDP",
    "encryption=dtls": "browsers have no DTLS without ICE",
    "video_called": RTCP, "video_calls": RTCP, "video_held": RTCP,
    "avpf": "browsers have no media without DTLS",
    "transport=tcp": "browsers have no SIP but over WebSocket",
    "early=True": "a page rings, and says nothing before it answers",
    "holds_cross": "ends the call when its hold meets another one (491)",
    "session timers": "the page of these tests has them off",
}
LIBRARY = "jssip"


class WebPhone(webphone.WebPhone):
    """Says how a call ended as text, as other phones do."""

    def call_ends(self, timeout=15):
        ended = super().call_ends(timeout)
        return f"{ended['code']} {ended['cause']}" if ended["code"] else ""


def available():
    return webphone.available(LIBRARY)


def version():
    with open(f"{chromium.WEB}/package.json", encoding="utf-8") as file:
        return json.load(file)["dependencies"]["jssip"]


def ready(world, hz, number=NUMBER, library=LIBRARY, codec="opus",
          encryption="ice", video=False):
    assert codec == "opus" and encryption == "ice"
    return world.web_phone(
        library, number, hz=hz, make=WebPhone,
        media=("audio", "video") if video else ("audio",))
