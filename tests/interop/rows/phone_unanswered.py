# SPDX-License-Identifier: GPL-2.0-or-later
from story import client_dials, ends_as

TITLE = "the phone does not answer: the client's call ends after the ring time"
GROUP = "endings"
RING_TIME = 4
WORLD = {"cfg": f'modparam("jingle", "ring_time", {RING_TIME})\n'}


def play(world, client, phone):
    call = client_dials(world, client, phone)
    ends_as(call, "timeout", timeout=RING_TIME + 10)
    phone.call_ends()
