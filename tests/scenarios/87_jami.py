# SPDX-License-Identifier: GPL-2.0-or-later
"""Jami with a SIP account: a phone made of PJSIP."""

from lib import jami
from lib.process import wait_until
from lib.scenario import Skip, scenario
from lib.world import assert_heard

# it knows no outbound proxy
WORLD = {"dns": True}
ROMEO_HZ = 440
PHONE_HZ = 1000


def people(world, **options):
    reason = jami.available()
    if reason:
        raise Skip(reason)
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    return romeo, world.jami("1001", hz=PHONE_HZ, **options)


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


@scenario("an XMPP user calls Jami, which hangs up", long=True)
def jami_is_called_and_hangs_up(world):
    call, phone = romeo_calls(world)
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("Jami calls an XMPP user, who hangs up", long=True)
def jami_calls_and_is_left(world):
    call, phone = phone_calls(world)
    call.hangs_up()
    phone.call_ends()


@scenario("an XMPP user calls Jami and hangs up", long=True)
def jami_is_called_and_left(world):
    call, phone = romeo_calls(world)
    call.hangs_up()
    phone.call_ends()


@scenario("Jami calls an XMPP user and hangs up", long=True)
def jami_calls_and_hangs_up(world):
    call, phone = phone_calls(world)
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("Jami declines; then it calls and gives up", long=True)
def jami_declines_and_gives_up(world):
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


@scenario("an XMPP user gives up calling Jami; then he declines", long=True)
def jami_is_declined(world):
    romeo, phone = people(world)
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    call.hears_ringing()
    call.hangs_up("cancel")
    phone.call_ends()
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    phone.hears_ringing()
    call.declines()
    phone.call_ends()


def holds_twice(call, phone):
    for _ in range(2):
        phone.holds()
        wait_until(lambda: not call.hears(PHONE_HZ), 10, "Jami is silent")
        phone.resumes()
        assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))


@scenario("Jami holds twice in a call that the XMPP user placed", long=True,
          timeout=90)
def jami_holds_called(world):
    call, phone = romeo_calls(world)
    holds_twice(call, phone)
    call.hangs_up()
    phone.call_ends()


@scenario("Jami holds twice in a call that it placed", long=True, timeout=90)
def jami_holds_calling(world):
    call, phone = phone_calls(world)
    holds_twice(call, phone)
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("Jami with each of its codecs; it calls with SDES", long=True,
          timeout=180)
def jami_codecs(world):
    def leaves(call, phone):
        phone.hangs_up()
        assert call.ends()[0] == "success"
        world.reset()
    for codec in ("PCMU", "G722", "opus"):
        for make in (romeo_calls, phone_calls):
            leaves(*make(world, codecs=(codec,)))
    leaves(*phone_calls(world, srtp=True))
