# SPDX-License-Identifier: GPL-2.0-or-later
from story import both_ways

TITLE = "a phone with PCMU alone"
GROUP = "media"
PHONE = {"codec": "PCMU"}
STORIES = both_ways()
