# SPDX-License-Identifier: GPL-2.0-or-later
from lib.sip_call import SipCall
from story import client_calls, client_leaves, hear_each_other

TITLE = "the phone transfers the call to one that declines: it goes on"
GROUP = "other"
OF = ("phones",)
NEEDS = {"phone": ("transfer in vain",)}


def play(world, client, phone):
    call = client_calls(world, client, phone)
    other = SipCall(world, "1006")
    phone.transfers(f"1006@{world.sip_domain}")
    other.is_called()
    other.ua.reply(other.invite, 603)
    hear_each_other(call, client, phone)
    client_leaves(call, phone)
