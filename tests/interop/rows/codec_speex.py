# SPDX-License-Identifier: GPL-2.0-or-later
from story import ends_as

TITLE = "a phone with speex alone"
GROUP = "media"
PHONE = {"codec": "speex"}
REFUSED = "speex is not offered to phones; one that has nothing else refuses " \
    "the call, and the client is told so"


def play(world, client, phone):
    ends_as(client.calls(world.gateway_jid(phone.user)),
            "incompatible-parameters", "failed-application")
    return REFUSED
