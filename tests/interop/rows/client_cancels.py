# SPDX-License-Identifier: GPL-2.0-or-later
from story import client_dials

TITLE = "the client calls and gives up"
GROUP = "endings"


def play(world, client, phone):
    client_dials(world, client, phone).retracts()
    phone.call_ends()
