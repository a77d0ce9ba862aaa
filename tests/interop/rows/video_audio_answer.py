# SPDX-License-Identifier: GPL-2.0-or-later
from story import client_leaves, phone_calls

TITLE = "the phone calls with video, the client answers with audio alone"
GROUP = "video"
NEEDS = {"client": ("answers with audio",)}
PHONE = {"video": True}


def play(world, client, phone):
    client_leaves(phone_calls(world, client, phone, media=("audio",)), phone)
