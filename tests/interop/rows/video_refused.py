# SPDX-License-Identifier: GPL-2.0-or-later
from story import client_calls, phone_leaves

TITLE = "the client calls a phone without video, with video: audio alone"
GROUP = "video"
NEEDS = {"client": ("calls with video",)}


def play(world, client, phone):
    phone_leaves(client_calls(world, client, phone,
                              media=("audio", "video")), phone)
