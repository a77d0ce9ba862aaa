# SPDX-License-Identifier: GPL-2.0-or-later
from story import both_ways

TITLE = "a phone with ICE and DTLS-SRTP alone"
GROUP = "media"
PHONE = {"encryption": "ice"}
OF = ("phones",)
WORLD = {"defines": ["JINGLE_SIP_WEBRTC"]}
STORIES = both_ways()
