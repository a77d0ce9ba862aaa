# SPDX-License-Identifier: GPL-2.0-or-later
from story import client_leaves, phone_calls, see_each_other

TITLE = "the phone calls with video"
GROUP = "video"
NEEDS = {"client": ("video",)}
PHONE = {"video": True}


def play(world, client, phone):
    call = phone_calls(world, client, phone, media=("audio", "video"))
    see_each_other(call, phone)
    client_leaves(call, phone)
