# SPDX-License-Identifier: GPL-2.0-or-later
from lib.process import wait_until
from story import client_calls, hear_each_other, phone_leaves, see_each_other

TITLE = "the client calls with video"
GROUP = "video"
NEEDS = {"client": ("video",)}
PHONE = {"video": True}


APART = "the media relay gives each content a transport of its own, and this " \
    "client takes one for all: voice alone, and the phone is told"


def told_without(world, phone):
    """A re-INVITE without video has come to the phone."""
    return any(r.target[0] == phone.address and r.text.startswith("INVITE") and
               "\r\nm=video 0 " in r.text for r in world.wire.sip())


def play(world, client, phone):
    call = client_calls(world, client, phone, media=("audio", "video"))
    if getattr(client, "one_transport", False):
        wait_until(lambda: told_without(world, phone), 15,
                   "the phone is told that there is no video")
        hear_each_other(call, client, phone)
        phone_leaves(call, phone)
        return APART
    see_each_other(call, phone)
    phone_leaves(call, phone)
