# SPDX-License-Identifier: GPL-2.0-or-later
"""The scripted client: message initiation, ICE, DTLS-SRTP, opus (aiortc)."""

TITLE = "scripted client"
LIMITS = {}


def available():
    return None


def version():
    return "aiortc"


def online(world, hz, contact=None, **options):
    del contact
    return world.xmpp_client("romeo", hz=hz, **options)
