# SPDX-License-Identifier: GPL-2.0-or-later
from story import both_ways

TITLE = "a phone with DTLS-SRTP alone"
GROUP = "media"
PHONE = {"encryption": "dtls"}
OF = ("phones",)
WORLD = {"defines": ["JINGLE_SIP_DTLS"]}
STORIES = both_ways()
