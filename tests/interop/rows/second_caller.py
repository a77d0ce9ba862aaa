# SPDX-License-Identifier: GPL-2.0-or-later
from lib.sip_call import SipCall
from lib.world import assert_heard
from story import hear_each_other, phone_calls, phone_leaves

TITLE = "another phone calls while the client is in a call, and gives up"
GROUP = "devices"
OF = ("clients",)


def play(world, client, phone):
    call = phone_calls(world, client, phone)
    second = SipCall(world, "1008")
    second.calls(world.sip_uri("romeo"))
    answer = second.ua.wait(
        lambda m: m.is_response and (m.code == 180 or m.code >= 400), 15,
        "ringing, or a refusal")
    if answer.code == 180:
        second.ua.cancel(second.invite)
        answer = second.ua.receives_code(487)
    second.ua.ack(second.invite, answer)
    assert_heard((call, phone.hz))
    hear_each_other(call, client, phone)
    phone_leaves(call, phone)
