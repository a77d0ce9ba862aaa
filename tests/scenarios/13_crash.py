# SPDX-License-Identifier: GPL-2.0-or-later
"""The sidecar is killed with SIGKILL: nobody hangs, answered calls go on."""

from lib.scenario import scenario
from lib.world import assert_heard

RING_TIME = 5
WORLD = {"cfg": f'modparam("jingle", "ring_time", {RING_TIME})\n'}


def answered(world):
    romeo, phone = world.together(
        lambda: world.xmpp_client("romeo", hz=440),
        lambda: world.phone("1001", hz=1000))
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    phone.answers()
    call.is_answered()
    assert_heard((call, 1000), (phone, 440))
    return romeo, phone, call


@scenario("killed and restarted in an answered call; the XMPP user hangs up")
def killed_in_call_romeo_hangs_up(world):
    _, phone, call = answered(world)
    world.sidecar.kill()
    world.sidecar.start()
    assert_heard((call, 1000), (phone, 440))
    assert call.hangs_up() == "result"
    phone.call_ends()


@scenario("killed and restarted in an answered call; the phone hangs up")
def killed_in_call_phone_hangs_up(world):
    _, phone, call = answered(world)
    world.sidecar.kill()
    world.sidecar.start()
    assert_heard((call, 1000), (phone, 440))
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("the phone hangs up while the sidecar is away")
def phone_hangs_up_meanwhile(world):
    _, phone, call = answered(world)
    world.sidecar.kill()
    phone.hangs_up()
    phone.call_ends()
    world.sidecar.start()
    assert call.ends()[0] == "success"


@scenario("killed while an XMPP user is being called: the phone gets an end")
def killed_while_romeo_rings(world):
    romeo, phone = world.together(lambda: world.xmpp_client("romeo"),
                                  lambda: world.phone("1001"))
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    phone.hears_ringing()
    world.sidecar.kill()
    phone.call_ends(RING_TIME + 5)
    world.sidecar.start()
    call.wait("retract", RING_TIME + 5)


@scenario("killed while a phone is being called: both get an end")
def killed_while_phone_rings(world):
    romeo, phone = world.together(lambda: world.xmpp_client("romeo"),
                                  lambda: world.phone("1001"))
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    call.hears_ringing()
    world.sidecar.kill()
    phone.call_ends(RING_TIME + 5)
    world.sidecar.start()
    call.ends(RING_TIME + 5)


@scenario("killed and restarted while it rings: the call can be answered")
def restarted_while_romeo_rings(world):
    romeo, phone = world.together(
        lambda: world.xmpp_client("romeo", hz=440),
        lambda: world.phone("1001", hz=1000))
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    phone.hears_ringing()
    world.sidecar.kill()
    world.sidecar.start()
    call.answers()
    phone.is_answered()
    assert_heard((call, 1000), (phone, 440))
    phone.hangs_up()
    call.ends()
