# SPDX-License-Identifier: GPL-2.0-or-later
from story import ends_as

TITLE = "the client calls a number that is not there"
GROUP = "endings"


def play(world, client, phone):
    ends_as(client.calls(world.gateway_jid("7777")), "gone")
