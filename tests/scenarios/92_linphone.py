# SPDX-License-Identifier: GPL-2.0-or-later
"""Linphone, a phone that people use: it asks for a GRUU, keeps its SSRC across
a hold, and numbers its payloads anew in each offer."""

from lib import linphone
from lib.process import wait_until
from lib.scenario import Skip, scenario
from lib.world import assert_heard

ROMEO_HZ = 440
PHONE_HZ = 1000
PACKETS = 150  # of 20 ms


def people(world, **options):
    reason = linphone.available()
    if reason:
        raise Skip(reason)
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    return romeo, world.linphone("1001", hz=PHONE_HZ, **options)


def gets_info(call, name, timeout=10):
    call.client.find("info", lambda e: e["sid"] == call.sid and
                     name in e["names"], timeout, name)


def romeo_calls(world, **options):
    romeo, phone = people(world, **options)
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    phone.answers()
    call.is_answered()
    phone.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    return call, phone


def phone_calls(world, **options):
    romeo, phone = people(world, **options)
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    phone.hears_ringing()
    call.answers()
    phone.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    return call, phone


@scenario("an XMPP user calls Linphone, which hangs up", long=True)
def linphone_is_called_and_hangs_up(world):
    call, phone = romeo_calls(world)
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("an XMPP user calls Linphone and hangs up", long=True)
def linphone_is_called_and_left(world):
    call, phone = romeo_calls(world)
    call.hangs_up()
    phone.call_ends()


@scenario("Linphone calls an XMPP user and hangs up", long=True)
def linphone_calls_and_hangs_up(world):
    call, phone = phone_calls(world)
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("Linphone calls an XMPP user, who hangs up", long=True)
def linphone_calls_and_is_left(world):
    call, phone = phone_calls(world)
    call.hangs_up()
    phone.call_ends()


@scenario("Linphone declines; then it calls and gives up", long=True)
def linphone_declines_and_gives_up(world):
    romeo, phone = people(world)
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    phone.rejects()
    assert call.ends()[0] in ("busy", "decline")
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    phone.hears_ringing()
    phone.hangs_up()
    call.wait("retract")


@scenario("Linphone holds twice in a call that the XMPP user placed; both hear "
          "each other afterwards", long=True, timeout=90)
def linphone_holds(world):
    call, phone = romeo_calls(world)
    for _ in range(2):
        phone.holds()
        gets_info(call, "hold")
        phone.resumes()
        assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    call.hangs_up()
    phone.call_ends()


@scenario("the XMPP user holds Linphone twice; both hear each other "
          "afterwards", long=True, timeout=90)
def linphone_is_held(world):
    call, phone = phone_calls(world)
    for _ in range(2):
        call.holds()
        wait_until(lambda: not call.hears(PHONE_HZ), 10,
                   "Linphone is silent")
        call.resumes()
        assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("Linphone encrypts: SDES, then DTLS", long=True, timeout=90)
def linphone_encrypts(world):
    for kind in ("srtp", "dtls"):
        romeo, phone = people(world, encryption=kind)
        phone.records()
        phone.dials(world.sip_uri("romeo"))
        call = romeo.is_called()
        call.answers()
        phone.is_answered()
        assert_heard((call, PHONE_HZ))
        wait_until(lambda: sum(phone.ear.receiver.counts.values()) > PACKETS, 20,
                   "Linphone gets three seconds of packets")
        phone.hangs_up()
        assert call.ends()[0] == "success"
        world.reset()
        assert phone.heard(ROMEO_HZ), kind
