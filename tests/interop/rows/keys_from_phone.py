# SPDX-License-Identifier: GPL-2.0-or-later
from story import client_calls, digits_arrive, hear_each_other, phone_calls, \
    phone_leaves

TITLE = "the phone presses keys, before and after its hold"
GROUP = "keys"
NEEDS = {"client": ("hears keys",), "phone": ("keys", "hold")}
CLIENT = {"plain": "ice"}  # aiortc knows no RFC 4733


def pressed(call, client, phone):
    phone.presses("12")
    digits_arrive(call, "12")
    phone.holds()
    phone.resumes()
    hear_each_other(call, client, phone)
    phone.presses("9#")
    digits_arrive(call, "129#")
    phone_leaves(call, phone)


STORIES = (lambda world, client, phone: pressed(
    client_calls(world, client, phone), client, phone),
    lambda world, client, phone: pressed(
    phone_calls(world, client, phone), client, phone))
