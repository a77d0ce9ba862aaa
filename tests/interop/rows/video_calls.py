# SPDX-License-Identifier: GPL-2.0-or-later
from story import client_calls, phone_leaves, see_each_other

TITLE = "the client calls with video"
GROUP = "video"
NEEDS = {"client": ("video",)}
PHONE = {"video": True}


def play(world, client, phone):
    call = client_calls(world, client, phone, media=("audio", "video"))
    see_each_other(call, phone)
    phone_leaves(call, phone)
