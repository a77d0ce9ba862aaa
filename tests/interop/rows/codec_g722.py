# SPDX-License-Identifier: GPL-2.0-or-later
from story import both_ways

TITLE = "a phone with G722 alone"
GROUP = "media"
PHONE = {"codec": "G722"}
STORIES = both_ways()
