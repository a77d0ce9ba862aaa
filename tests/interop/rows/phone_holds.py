# SPDX-License-Identifier: GPL-2.0-or-later
from story import client_calls, client_leaves, deaf, hear_each_other, \
    phone_calls

TITLE = "the phone holds and resumes, twice"
GROUP = "hold"
NEEDS = {"phone": ("hold",)}


def holds_twice(call, client, phone):
    for _ in range(2):
        phone.holds()
        if not getattr(phone, "hold_music", False):
            deaf(call, phone.hz)
        phone.resumes()
        hear_each_other(call, client, phone)
    client_leaves(call, phone)


STORIES = (lambda world, client, phone: holds_twice(
    client_calls(world, client, phone), client, phone),
    lambda world, client, phone: holds_twice(
    phone_calls(world, client, phone), client, phone))
