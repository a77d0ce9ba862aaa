# SPDX-License-Identifier: GPL-2.0-or-later
from lib.process import wait_until
from story import client_calls, hear_each_other, phone_calls, phone_leaves

TITLE = "the phone refreshes the session (RFC 4028), and the call continues"
GROUP = "other"
OF = ("phones",)
NEEDS = {"phone": ("session timers",)}
PHONE = {"timers": 90}
TIMEOUT = 240


def refreshed(world, call, client, phone):
    wait_until(lambda: len([
        r for r in world.wire.sip() if r.source[0] == phone.address and
        "Session-Expires:" in r.text and r.text.startswith(
            ("INVITE", "UPDATE")) and "\r\nTo:" in r.text and
        ";tag=" in r.text.split("\r\nTo:", 1)[1].split("\r\n")[0]]) > 0, 70,
        "a refresh")
    hear_each_other(call, client, phone)
    phone_leaves(call, phone)


def play(world, client, phone):
    refreshed(world, phone_calls(world, client, phone), client, phone)
