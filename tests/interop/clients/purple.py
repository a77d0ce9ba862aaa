# SPDX-License-Identifier: GPL-2.0-or-later
"""libpurple, of which Pidgin and Finch are made: no message initiation, plain
RTP, one payload number for several codecs."""

from lib import purple

TITLE = "libpurple"
PACKAGE = "libpurple0"
LIMITS = {
    "hold": "holds without telling the other side",
    "video": "there is no camera, and without one it refuses the call",
    "video_audio_answer": "no camera", "video_refused": "no camera",
    "hears keys": "shows no keys that come",
    "stranger": "rings only for contacts of the gateway in its roster",
    "two_clients": "has the higher priority: the server gives it alone what is "
    "for all",
    "client_calls_unknown": "shows no call button for a number that is not "
    "there",
}

available = purple.available


class Client(purple.Purple):
    def calls(self, jid):
        self.sees_button(jid)
        return super().calls(jid)


def online(world, hz, contact=None):
    if contact:
        world.has_contact("romeo", contact.split("@")[0])
    return world.purple("romeo", hz=hz, make=Client)
