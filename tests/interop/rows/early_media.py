# SPDX-License-Identifier: GPL-2.0-or-later
from lib.world import assert_heard, stays
from story import client_dials, hear_each_other, phone_leaves

TITLE = "the phone's announcement is heard before it answers"
GROUP = "other"
OF = ("phones",)
PHONE = {"early": True}
NOT_YET = "what a phone says before it answers is not heard; the client " \
    "hears ringing, and both hear each other after the answer"


def play(world, client, phone):
    call = client_dials(world, client, phone)
    try:
        assert_heard((call, phone.hz), timeout=3)
        heard = True
    except Exception:
        heard = False
    phone.answers()
    phone.is_answered()
    hear_each_other(call, client, phone)
    phone_leaves(call, phone)
    return None if heard else NOT_YET
