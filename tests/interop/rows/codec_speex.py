# SPDX-License-Identifier: GPL-2.0-or-later
from story import both_ways

TITLE = "a phone with speex alone"
GROUP = "media"
PHONE = {"codec": "speex"}
STORIES = both_ways()
