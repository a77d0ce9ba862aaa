# SPDX-License-Identifier: GPL-2.0-or-later
from story import client_calls, digits_arrive, hear_each_other, phone_leaves

TITLE = "the client presses keys, before and after the phone's hold"
GROUP = "keys"
NEEDS = {"client": ("keys",), "phone": ("hears keys", "hold")}


def play(world, client, phone):
    call = client_calls(world, client, phone)
    call.presses("12", phone.heard_digits)
    digits_arrive(phone, "12")
    phone.holds()
    phone.resumes()
    hear_each_other(call, client, phone)
    call.presses("9#", phone.heard_digits)
    digits_arrive(phone, "129#")
    phone_leaves(call, phone)
