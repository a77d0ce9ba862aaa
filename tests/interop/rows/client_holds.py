# SPDX-License-Identifier: GPL-2.0-or-later
from story import client_calls, deaf, hear_each_other, phone_calls, \
    phone_leaves

TITLE = "the client holds and resumes, twice"
GROUP = "hold"
NEEDS = {"client": ("hold",)}


def holds_twice(call, client, phone):
    for _ in range(2):
        call.holds()
        deaf(call, phone.hz)
        call.resumes()
        hear_each_other(call, client, phone)
    phone_leaves(call, phone)


STORIES = (lambda world, client, phone: holds_twice(
    client_calls(world, client, phone), client, phone),
    lambda world, client, phone: holds_twice(
    phone_calls(world, client, phone), client, phone))
