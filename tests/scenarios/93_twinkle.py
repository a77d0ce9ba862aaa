# SPDX-License-Identifier: GPL-2.0-or-later
"""Twinkle, an old phone that people still use: it holds in the way of RFC 3264
or of RFC 2543, and begins a new RTP session each time. (Debian's is built
without ZRTP, the only encryption that it knows.)"""

from lib import twinkle
from lib.process import wait_until
from lib.scenario import Skip, scenario
from lib.world import assert_heard

ROMEO_HZ = 440
PHONE_HZ = 1000


KEYPAD = {"plain": "ice"}


def people(world, client=(), **options):
    reason = twinkle.available()
    if reason:
        raise Skip(reason)
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, **dict(client))
    return romeo, world.twinkle("1001", hz=PHONE_HZ, **options)


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


@scenario("an XMPP user calls Twinkle, which hangs up", long=True)
def twinkle_is_called_and_hangs_up(world):
    call, phone = romeo_calls(world)
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("an XMPP user calls Twinkle and hangs up", long=True)
def twinkle_is_called_and_left(world):
    call, phone = romeo_calls(world)
    call.hangs_up()
    phone.call_ends()


@scenario("Twinkle calls an XMPP user and hangs up", long=True)
def twinkle_calls_and_hangs_up(world):
    call, phone = phone_calls(world)
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("Twinkle calls an XMPP user, who hangs up", long=True)
def twinkle_calls_and_is_left(world):
    call, phone = phone_calls(world)
    call.hangs_up()
    phone.call_ends()


@scenario("Twinkle declines; the XMPP user gives up; Twinkle gives up; the "
          "XMPP user declines", long=True, timeout=90)
def twinkle_unanswered(world):
    romeo, phone = people(world)
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    phone.rejects()
    assert call.ends()[0] in ("busy", "decline")
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    call.retracts()
    phone.gives_up()
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    phone.hears_ringing()
    phone.hangs_up()
    call.wait("retract")
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    phone.hears_ringing()
    call.declines()
    phone.fails()


@scenario("Twinkle holds twice, in the way of RFC 3264, then of RFC 2543; both "
          "hear each other afterwards", long=True, timeout=120)
def twinkle_holds(world):
    for begins, way in ((romeo_calls, "rfc3264"), (phone_calls, "rfc2543")):
        call, phone = begins(world, hold=way)
        for _ in range(2):
            phone.holds()
            wait_until(lambda call=call: not call.hears(PHONE_HZ), 15,
                       "the XMPP user hears nothing")
            phone.resumes()
            assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
        call.hangs_up()
        phone.call_ends()
        world.reset()


@scenario("Twinkle holds, with Chromium at the other end: its sound has another "
          "source afterwards", long=True, timeout=120)
def twinkle_holds_a_browser(world):
    _, phone = people(world)
    romeo = world.browser("juliet", hz=ROMEO_HZ)
    call = romeo.calls(world.browser_adds_contact(romeo, "1001"))
    phone.is_called()
    phone.answers()
    call.is_answered()
    phone.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    for _ in range(2):
        phone.holds()
        wait_until(lambda: not call.hears(PHONE_HZ), 15,
                   "the XMPP user hears nothing")
        phone.resumes()
        assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("the XMPP user holds Twinkle twice; both hear each other afterwards",
          long=True, timeout=120)
def twinkle_is_held(world):
    for begins in (romeo_calls, phone_calls):
        call, phone = begins(world)
        for _ in range(2):
            call.holds()
            wait_until(lambda call=call: not call.hears(PHONE_HZ), 15,
                       "the XMPP user hears nothing")
            call.resumes()
            assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
        phone.hangs_up()
        assert call.ends()[0] == "success"
        world.reset()


@scenario("keys pass both ways by RFC 4733", long=True)
def twinkle_keys(world):
    call, phone = romeo_calls(world, client=KEYPAD)
    phone.presses("5#")
    wait_until(lambda: call.do("digits") == "5#", 15, "5# for romeo")
    call.presses("12")
    phone.gets_keys("12")
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("keys of Twinkle's by INFO: taken and heard, or refused, but not "
          "taken and lost; the call goes on", long=True)
def twinkle_keys_by_info(world):
    call, phone = romeo_calls(world, client=KEYPAD, keys="info")
    phone.presses("5#")
    codes = world.info_codes(2)
    if codes == {200}:
        wait_until(lambda: call.do("digits") == "5#", 15, "5# for romeo")
    else:
        assert codes == {488}, codes
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("Twinkle transfers its call: refused, and the call goes on",
          long=True, loud="who may not transfer")
def twinkle_transfers(world):
    call, phone = romeo_calls(world)
    phone.transfers("sip:1002@sip.example")
    phone.sees("(?i)refer.*(rejected|failed|not allowed|declined)")
    phone.does("retrieve")
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.hangs_up()
    assert call.ends()[0] == "success"
