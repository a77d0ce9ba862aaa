# SPDX-License-Identifier: GPL-2.0-or-later
from story import ends_as, phone_dials

TITLE = "the phone calls and gives up"
GROUP = "endings"


def play(world, client, phone):
    call = phone_dials(world, client, phone)
    phone.hangs_up()
    ends_as(call, "cancel", "success", None)
    phone.call_ends()
