# SPDX-License-Identifier: GPL-2.0-or-later
from story import client_calls, client_leaves

TITLE = "the client calls and hangs up"
GROUP = "calls"


def play(world, client, phone):
    client_leaves(client_calls(world, client, phone), phone)
