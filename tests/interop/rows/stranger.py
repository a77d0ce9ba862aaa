# SPDX-License-Identifier: GPL-2.0-or-later
from story import client_leaves, phone_calls

TITLE = "the phone calls, the client has no contact of the gateway"
GROUP = "calls"
CLIENT = {"contact": None}
OF = ("clients",)


def play(world, client, phone):
    client_leaves(phone_calls(world, client, phone), phone)
