# SPDX-License-Identifier: GPL-2.0-or-later
from lib.world import assert_heard

TITLE = "the phone calls, both hear each other, the client hangs up"
GROUP = "calls"
BASIC = True


def play(world, client, phone):
    phone.dials(world.sip_uri("romeo"))
    call = client.is_called()
    phone.hears_ringing()
    call.answers()
    phone.is_answered()
    assert_heard((call, phone.hz), (phone, client.hz))
    call.hangs_up()
    phone.call_ends()
