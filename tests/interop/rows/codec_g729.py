# SPDX-License-Identifier: GPL-2.0-or-later
from story import both_ways

TITLE = "a phone with G729 alone"
GROUP = "media"
PHONE = {"codec": "G729"}
STORIES = both_ways()
