# SPDX-License-Identifier: GPL-2.0-or-later
import re

from lib.process import wait_until
from story import client_calls, client_leaves, hear_each_other

TITLE = "the phone transfers the call to another party"
GROUP = "other"
OF = ("phones",)
NEEDS = {"phone": ("transfer",)}
REFUSED = "a transfer is not made: the phone is told so, the call continues"


def answers(world):
    return [r.text for r in world.wire.sip() if r.text.startswith("SIP/2.0 ")
            and re.search(r"CSeq: *\d+ REFER", r.text)]


def play(world, client, phone):
    call = client_calls(world, client, phone)
    phone.transfers(f"1009@{world.sip_domain}")
    wait_until(lambda: answers(world), 10, "the phone's REFER is answered")
    code = answers(world)[-1].split()[1]
    hear_each_other(call, client, phone)
    client_leaves(call, phone)
    assert code in ("202", "405", "501", "403", "603"), code
    return f"{REFUSED} ({code})" if code != "202" else None
