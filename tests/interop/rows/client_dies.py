# SPDX-License-Identifier: GPL-2.0-or-later
from story import phone_calls

TITLE = "the client is killed in a call: the phone's call ends"
GROUP = "endings"
WORLD = {"cfg": 'modparam("jingle", "ping_interval", 2)\n'}


def play(world, client, phone):
    phone_calls(world, client, phone)
    client.kill()
    phone.call_ends(timeout=30)
