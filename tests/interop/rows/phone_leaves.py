# SPDX-License-Identifier: GPL-2.0-or-later
from story import phone_calls, phone_leaves

TITLE = "the phone calls and hangs up"
GROUP = "calls"


def play(world, client, phone):
    phone_leaves(phone_calls(world, client, phone), phone)
