# SPDX-License-Identifier: GPL-2.0-or-later
from story import refused_with

TITLE = "the phone calls a user who is not there: 404 or 480"
GROUP = "endings"


def play(world, client, phone):
    phone.dials(world.sip_uri("nobody"))
    refused_with(phone, "404", "480")
