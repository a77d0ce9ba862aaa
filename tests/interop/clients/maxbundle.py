# SPDX-License-Identifier: GPL-2.0-or-later
"""stanza.js in Chromium with bundlePolicy max-bundle, as Movim has it."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import chromium  # noqa: E402

TITLE = "the same, max-bundle"
LIMITS = chromium.LIMITS

available = chromium.available
version = chromium.version


def online(world, hz, contact=None, **options):
    return chromium.online(world, hz, contact, bundle_policy="max-bundle",
                           **options)
