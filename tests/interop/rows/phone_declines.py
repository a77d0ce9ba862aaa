# SPDX-License-Identifier: GPL-2.0-or-later
from story import client_dials, ends_as

TITLE = "the phone is busy or declines"
GROUP = "endings"


def play(world, client, phone):
    call = client_dials(world, client, phone)
    phone.rejects()
    ends_as(call, "busy", "decline")
