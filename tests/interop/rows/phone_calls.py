# SPDX-License-Identifier: GPL-2.0-or-later
from story import client_leaves, phone_calls

TITLE = "the phone calls, the client hangs up"
GROUP = "calls"
BASIC = True


def play(world, client, phone):
    client_leaves(phone_calls(world, client, phone), phone)
