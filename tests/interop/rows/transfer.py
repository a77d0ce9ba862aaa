# SPDX-License-Identifier: GPL-2.0-or-later
from lib.sip_call import SipCall
from lib.world import assert_heard
from story import client_calls

TITLE = "the phone transfers the call to another phone, which answers"
GROUP = "other"
OF = ("phones",)
NEEDS = {"phone": ("transfer",)}
OTHER_HZ = 1500


def play(world, client, phone):
    call = client_calls(world, client, phone)
    other = SipCall(world, "1006", hz=OTHER_HZ)
    phone.transfers(f"1006@{world.sip_domain}")
    other.is_called().answers()
    assert_heard((call, OTHER_HZ), (other, client.hz))
    phone.call_ends()
    call.hangs_up()
    other.gets("BYE")
