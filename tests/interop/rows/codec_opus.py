# SPDX-License-Identifier: GPL-2.0-or-later
from story import both_ways

TITLE = "a phone with opus alone"
GROUP = "media"
PHONE = {"codec": "opus"}
STORIES = both_ways()
