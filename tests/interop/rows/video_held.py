# SPDX-License-Identifier: GPL-2.0-or-later
from story import client_calls, hear_each_other, phone_leaves, see_each_other

TITLE = "the phone holds a call with video, and resumes it"
GROUP = "video"
NEEDS = {"client": ("video",), "phone": ("hold",)}
PHONE = {"video": True}


def play(world, client, phone):
    call = client_calls(world, client, phone, media=("audio", "video"))
    see_each_other(call, phone)
    phone.holds()
    phone.resumes()
    hear_each_other(call, client, phone)
    see_each_other(call, phone)
    phone_leaves(call, phone)
