# SPDX-License-Identifier: GPL-2.0-or-later
"""baresip: plain RTP by default."""

TITLE = "baresip"
PACKAGE = "baresip-core"
LIMITS = {}
NUMBER = "1001"


def available():
    return None


def ready(world, hz, codec="PCMA"):
    return world.phone(NUMBER, hz=hz, codecs=(codec,))
