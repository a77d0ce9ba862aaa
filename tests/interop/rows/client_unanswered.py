# SPDX-License-Identifier: GPL-2.0-or-later
from story import phone_dials, refused_with

TITLE = "the client does not answer: 480 after the ring time"
GROUP = "endings"
RING_TIME = 4
WORLD = {"cfg": f'modparam("jingle", "ring_time", {RING_TIME})\n'}


def play(world, client, phone):
    call = phone_dials(world, client, phone)
    refused_with(phone, "480", "408", timeout=RING_TIME + 10)
    call.ends()
