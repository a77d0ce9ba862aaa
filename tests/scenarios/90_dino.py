# SPDX-License-Identifier: GPL-2.0-or-later
"""Dino, a desktop client that people use: places, answers, hangs up."""

from lib import dino
from lib.scenario import Skip, scenario
from lib.world import assert_heard

WORLD = {"tls": True}


@scenario("Dino and a scripted client, no gateway: the recipe itself",
          long=True, timeout=120, gateway=False,
          kamailio="/etc/kamailio/kamailio.cfg")
def dino_and_scripted_client(world):
    reason = dino.available()
    if reason:
        raise Skip(reason)
    juliet = world.xmpp_client("juliet", hz=1000)
    world.befriend("romeo", juliet)
    romeo = world.dino("romeo", contact=juliet.jid, hz=440)
    romeo.sees("scripted", 20)
    romeo.calls()
    call = juliet.is_called(how="propose")
    call.answers()
    call.is_connected()
    assert_heard((call, 440), (romeo, 1000))
    call.hangs_up()
    juliet.calls(romeo.jid)
    romeo.is_called()
    romeo.answers()
    call = juliet.wait("accepted")
