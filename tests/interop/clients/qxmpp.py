# SPDX-License-Identifier: GPL-2.0-or-later
"""QXmpp, of which Kaidan is made: no message initiation, plain RTP over
ICE-UDP; a contact of the gateway, and full JIDs are called."""

from lib import qxmpp

TITLE = "QXmpp"
PACKAGE = "libqxmpp-dev"
OWN_NUMBER = "called with this codec, sends it under a number of its own"
LIMITS = {
    "hold": "has no hold",
    "keys": "has no keypad",
    "video": "the program of these tests sends no pictures",
    "video_audio_answer": "no pictures", "video_refused": "no pictures",
    "hears keys": "shows no keys that come",
    "codec_opus": OWN_NUMBER,
    "codec_g722": OWN_NUMBER,
    "stranger": "rings only for contacts of the gateway in its roster",
}

available = qxmpp.available


class Client(qxmpp.Qxmpp):
    resource_called = "sip"

    def calls(self, jid):
        return super().calls(f"{jid}/{self.resource_called}")


def online(world, hz, contact=None):
    full = contact and world.has_contact("romeo", contact.split("@")[0])
    made = world.qxmpp("romeo", hz=hz, make=Client)
    if full:
        made.resource_called = full.split("/")[1]
    return made
