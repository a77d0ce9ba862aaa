# SPDX-License-Identifier: GPL-2.0-or-later
from story import client_calls, phone_leaves

TITLE = "the client calls, the phone hangs up"
GROUP = "calls"
BASIC = True


def play(world, client, phone):
    phone_leaves(client_calls(world, client, phone), phone)
