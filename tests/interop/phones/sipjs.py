# SPDX-License-Identifier: GPL-2.0-or-later
"""SIP.js in Chromium, by WebSocket."""

import json
import os
import sys

from lib import chromium, webphone

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import jssip  # noqa: E402

TITLE = "SIP.js in Chromium"
NUMBER = "1009"
WORLD = jssip.WORLD
BUSY = "begins no hold while the other side's is open, and says so to the page"
LIMITS = dict(jssip.LIMITS, **{
    "session timers": "has no session timers",
    "holds_cross": BUSY, "both_hold": BUSY})


def available():
    return webphone.available("sipjs")


def version():
    with open(f"{chromium.WEB}/package.json", encoding="utf-8") as file:
        return json.load(file)["dependencies"]["sip.js"]


def ready(world, hz, number=NUMBER, **options):
    return jssip.ready(world, hz, number, library="sipjs", **options)
