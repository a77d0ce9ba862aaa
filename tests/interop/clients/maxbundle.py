# SPDX-License-Identifier: GPL-2.0-or-later
"""stanza.js in Chromium with bundlePolicy max-bundle and the name of Movim,
which has it, and its reading of senders."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import chromium  # noqa: E402

TITLE = "stanza.js, max-bundle"
LIMITS = dict(chromium.LIMITS, video_held="places no call with pictures, as "
              "the row of such a call says")

available = chromium.available
version = chromium.version


def online(world, hz, contact=None, **options):
    made = chromium.online(world, hz, contact, bundle_policy="max-bundle",
                           caps_node="https://movim.eu",
                           reversed_senders=True, **options)
    made.one_transport = True
    return made
