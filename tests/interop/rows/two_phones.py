# SPDX-License-Identifier: GPL-2.0-or-later
from story import client_dials, hear_each_other, phone_leaves

TITLE = "two phones of one number ring; one answers, the other stops"
GROUP = "devices"
OF = ("phones",)


def play(world, client, phone):
    other = world.phone(phone.user, port=5070, ctrl_port=4450)
    call = client_dials(world, client, phone)
    other.is_called()
    phone.answers()
    call.is_answered()
    phone.is_answered()
    other.call_ends()
    hear_each_other(call, client, phone)
    phone_leaves(call, phone)
