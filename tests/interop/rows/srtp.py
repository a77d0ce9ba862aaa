# SPDX-License-Identifier: GPL-2.0-or-later
from story import both_ways

TITLE = "a phone with SRTP alone (keys in the SDP)"
GROUP = "media"
PHONE = {"encryption": "srtp"}
OF = ("phones",)
WORLD = {"defines": ["JINGLE_SIP_SDES"]}
STORIES = both_ways()
