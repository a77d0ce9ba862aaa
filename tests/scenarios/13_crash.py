# SPDX-License-Identifier: GPL-2.0-or-later
"""The sidecar is killed with SIGKILL: nobody hangs, answered calls go on."""

import re
import time

from lib.process import wait_until
from lib.scenario import scenario
from lib.world import assert_heard

LOUD = "programs are killed, and the others say so"

RING_TIME = 5
RESTART = 5  # seconds that a stream may be away before calls are refused
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


def is_refused(world, ua, timeout):
    """The final reply to an INVITE to romeo, and after how many seconds."""
    began = time.monotonic()
    invite = ua.invites(f"sip:{world.sip_uri('romeo')}")
    refused = ua.wait(lambda m: m.is_response and m.code >= 400 and
                      m.code != 407 and m.method == "INVITE" and
                      m.get("Call-ID") == invite.get("Call-ID"), timeout,
                      "a refusal")
    ua.ack(invite, refused)
    assert not ua.had(lambda m: m.is_response and m.code == 180)
    return refused.code, time.monotonic() - began


# RFC 3261 section 16.7: a proxy tries its next way after a 503
@scenario("no stream is up: 503, soon at once, and nothing rings; it comes "
          "back", cfg=WORLD["cfg"] +
          'modparam("xmpp_link", "hold_seconds", 2)\n')
def no_stream(world):
    romeo, ua = world.xmpp_client("romeo"), world.sip_ua("1007")
    world.sidecar.kill()
    gone = time.monotonic()
    world.kamailio.process.wait_log("has disconnected")
    code, seconds = is_refused(world, ua, 4)
    assert code == 503 and seconds > 1, (code, seconds)
    while time.monotonic() - gone < RESTART:
        code, _ = is_refused(world, ua, 4)
        assert code == 503
    code, seconds = is_refused(world, ua, 2)
    assert code == 503 and seconds < 1, (code, seconds)
    world.sidecar.start()
    ua.invites(f"sip:{world.sip_uri('romeo')}")
    romeo.is_called().declines()


@scenario("a phone calls while the sidecar is started anew: the call waits")
def called_during_a_restart(world):
    romeo, phone = world.together(
        lambda: world.xmpp_client("romeo", hz=440),
        lambda: world.phone("1001", hz=1000))
    world.sidecar.kill()
    world.kamailio.process.wait_log("has disconnected")
    phone.dials(world.sip_uri("romeo"))
    wait_until(lambda: "state: offered" in world.calls(), 2, "the call is there")
    world.sidecar.start()
    call = romeo.is_called()
    phone.hears_ringing()
    call.answers()
    phone.is_answered()
    assert_heard((call, 1000), (phone, 440))
    phone.hangs_up()
    call.ends()


@scenario("a phone calls after Kamailio's start, before the sidecar is there: "
          "the call waits")
def called_before_the_sidecar(world):
    romeo, ua = world.xmpp_client("romeo"), world.sip_ua("1007")
    world.sidecar.kill()
    world.kamailio.kill()
    world.kamailio.start()
    ua.invites(f"sip:{world.sip_uri('romeo')}")
    wait_until(lambda: "state: offered" in world.calls(), 2, "the call is there")
    world.sidecar.start()
    romeo.is_called().declines()
    refused = ua.wait(lambda m: m.is_response and m.code == 486, 5, "486")
    assert refused.method == "INVITE"


@scenario("the propose is lost: 503 as soon as it is, and no 180",
          cfg=WORLD["cfg"] + 'modparam("xmpp_link", "hold_seconds", 1)\n')
def propose_lost(world):
    world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    world.sidecar.process.freeze()  # it takes the propose, and is killed
    began = time.monotonic()
    invite = ua.invites(f"sip:{world.sip_uri('romeo')}")
    wait_until(lambda: "state: offered" in world.calls(), 2, "the call is there")
    world.sidecar.kill()
    refused = ua.wait(lambda m: m.is_response and m.code >= 400 and
                      m.code != 407 and m.method == "INVITE", 10, "a refusal")
    ua.ack(invite, refused)
    assert refused.code == 503, refused.first
    assert time.monotonic() - began < RING_TIME - 1, "late"
    assert not ua.had(lambda m: m.is_response and m.code == 180)
    world.sidecar.start()


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


@scenario("a sidecar's restart is told in three lines of Kamailio's log and four "
          "of its own")
def restart_is_told_briefly(world):
    before = len(world.kamailio.process.log_text())
    world.sidecar.stop()
    world.kamailio.process.wait_log("component gw.example is down")
    world.sidecar.start()
    world.kamailio.process.wait_log("component gw.example is up", count=2)
    lines = [line for line in
             world.kamailio.process.log_text()[before:].splitlines()
             if re.search(r" (NOTICE|WARNING|ERROR|CRITICAL): ", line)]
    assert len(lines) <= 3, "\n".join(lines)
    lines = world.sidecar.process.log_text().splitlines()
    assert len(lines) <= 4, "\n".join(lines)
    assert world.kamailio.process.log_text().count("user agent is at") <= 1
