# SPDX-License-Identifier: GPL-2.0-or-later
from story import client_calls, deaf, hear_each_other, phone_leaves, \
    settled

TITLE = "both hold, and resume in the same order, and the other way round"
GROUP = "hold"
NEEDS = {"client": ("hold",), "phone": ("hold",)}


def play(world, client, phone):
    call = client_calls(world, client, phone)
    for first, second in ((phone, call), (call, phone)):
        phone.holds()
        call.holds()
        settled(world, phone)
        if not getattr(phone, "hold_music", False):
            deaf(call, phone.hz)
        first.resumes()
        settled(world, phone)
        second.resumes()
        hear_each_other(call, client, phone)
    phone_leaves(call, phone)
