# SPDX-License-Identifier: GPL-2.0-or-later
from story import client_calls, ends_as

TITLE = "the phone is killed in a call: the client's call ends"
GROUP = "endings"
WORLD = {"cfg": 'modparam("jingle", "ping_interval", 2)\n'}


def play(world, client, phone):
    call = client_calls(world, client, phone)
    phone.kill()
    ends_as(call, "timeout", "connectivity-error", "gone", timeout=60)
