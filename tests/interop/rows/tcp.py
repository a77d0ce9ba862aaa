# SPDX-License-Identifier: GPL-2.0-or-later
from story import both_ways

TITLE = "a phone that speaks TCP"
GROUP = "media"
PHONE = {"transport": "tcp"}
OF = ("phones",)
STORIES = both_ways()
