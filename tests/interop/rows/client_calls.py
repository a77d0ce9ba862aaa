# SPDX-License-Identifier: GPL-2.0-or-later
from lib.world import assert_heard

TITLE = "the client calls, both hear each other, the phone hangs up"
GROUP = "calls"
BASIC = True


def play(world, client, phone):
    call = client.calls(world.gateway_jid(phone.user))
    phone.is_called()
    call.hears_ringing()
    phone.answers()
    call.is_answered()
    phone.is_answered()
    assert_heard((call, phone.hz), (phone, client.hz))
    phone.hangs_up()
    call.ends()
    phone.call_ends()
