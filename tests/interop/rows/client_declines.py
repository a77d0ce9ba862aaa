# SPDX-License-Identifier: GPL-2.0-or-later
from story import phone_dials, refused_with

TITLE = "the client declines: 486 or 603"
GROUP = "endings"


def play(world, client, phone):
    phone_dials(world, client, phone).declines()
    refused_with(phone, "486", "603")
