# SPDX-License-Identifier: GPL-2.0-or-later
from story import client_leaves, phone_calls

TITLE = "a phone that calls with RTP/AVPF"
GROUP = "media"
PHONE = {"avpf": True}
NEEDS = {"phone": ("avpf",)}
OF = ("phones",)


def play(world, client, phone):
    call = phone_calls(world, client, phone)
    assert any(r.source[0] == phone.address and r.text.startswith("INVITE")
               and "RTP/AVPF" in r.text for r in world.wire.sip()), \
        "the phone did not offer RTP/AVPF"
    client_leaves(call, phone)
