# SPDX-License-Identifier: GPL-2.0-or-later
"""rtpengine is gone, silent, or has given a call up: every call ends clearly,
and the next one is heard as soon as it is back."""

import contextlib
import time

from lib import ng
from lib.process import wait_until
from lib.scenario import scenario
from lib.sip_call import SipCall
from lib.world import assert_heard

LOUD = "rtpengine is in trouble"

PING = 2
SILENT = 1.1  # seconds: cfg/kamailio.cfg asks twice for 500 ms
PAUSE = 2  # seconds that a silent rtpengine is not asked
SETUP = 4  # seconds that a set-up may take to fail
MEDIA_TIMEOUT = 3
# the last when the watch over calls is faster
FAILED = ("general-error", "failed-application", "connectivity-error")
WORLD = {"defines": [f"PING_INTERVAL={PING}"]}
ROMEO_HZ = 440
PHONE_HZ = 1000
INFO = "urn:xmpp:jingle:apps:rtp:info:1"


def at_home(world):
    return (world.xmpp_client("romeo", hz=ROMEO_HZ),
            SipCall(world, hz=PHONE_HZ))


def answered(world, romeo, phone):
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called().answers()
    call.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    return call


def fails(world, romeo, phone):
    """A call each way ends at once with what it should."""
    began = time.monotonic()
    call = romeo.calls(world.gateway_jid("1007"))
    reason, _ = call.ends(SETUP)
    assert reason in FAILED, reason
    phone.calls(world.sip_uri("romeo"))
    refused = phone.ua.wait(lambda m: m.is_response and m.code >= 400 and
                            m.code not in (401, 407) and
                            m.method == "INVITE", SETUP, "a refusal")
    assert refused.code in (488, 500, 503), refused.first
    phone.ua.ack(phone.invite, refused)
    assert time.monotonic() - began < 2 * SETUP
    assert not romeo.had("call"), "it was offered without media"


def works_again(world, romeo, phone):
    """At once when it was gone; when it was silent, after a pause."""
    log = world.kamailio.process.log_text
    wait_until(lambda: log().count("the media relay does not answer") ==
               log().count("the media relay answers again"), PAUSE + 3,
               "rtpengine is asked again")
    call = answered(world, romeo, phone)
    phone.hangs_up()
    assert call.ends()[0] == "success"
    phone.calls(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.hangs_up()
    call.ends()


@scenario("rtpengine is gone: set-ups fail at once, both ways; it comes back")
def setup_gone(world):
    romeo, phone = at_home(world)
    with world.rtpengine.gone():
        fails(world, romeo, phone)
    works_again(world, romeo, phone)


@scenario("rtpengine is silent: set-ups fail soon, both ways; it comes back")
def setup_silent(world):
    romeo, phone = at_home(world)
    with world.rtpengine.silent():
        fails(world, romeo, phone)
    works_again(world, romeo, phone)


def answer_called(world, romeo, phone, without, known=0):
    """The phone answers: it gets its ACK, and within a second of what is
    known after so many seconds a BYE."""
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called()
    with without:
        phone.response = phone.ua.reply(phone.invite, 200, body=phone.body())
        phone.ua.receives("ACK")
        acked = time.monotonic()
        phone.ends(SETUP)
        took = time.monotonic() - acked
        reason, _ = call.ends(SETUP)
    assert reason in FAILED, reason
    assert took < 1 + known, f"BYE came {took:.1f} s after the ACK"


def answer_calling(world, romeo, phone, without):
    """romeo answers: he gets an end, the phone a final response."""
    phone.calls(world.sip_uri("romeo"))
    call = romeo.is_called()
    with without:
        call.answers()
        refused = phone.ua.wait(
            lambda m: m.is_response and m.code >= 400 and
            m.code not in (401, 407) and m.method == "INVITE", SETUP,
            "a refusal")
        assert refused.code in (488, 500, 503), refused.first
        phone.ua.ack(phone.invite, refused)
        reason, _ = call.ends(SETUP)
    assert reason in FAILED, reason


@scenario("many calls end while rtpengine is silent: each at once, and their "
          "media when it is back", timeout=90)
def ends_silent(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, plain="ice")
    pairs = []
    for n in range(6):
        phone = SipCall(world, user=f"100{n}", hz=PHONE_HZ)
        call = romeo.calls(world.gateway_jid(f"100{n}"))
        phone.is_called().answers()
        call.is_answered()
        pairs.append((call, phone))
    with world.rtpengine.silent():
        for call, phone in pairs[:3]:
            call.do("terminate")
        began = time.monotonic()
        for call, phone in pairs[:3]:
            phone.ends()
        for call, phone in pairs[3:]:
            phone.hangs_up()
            call.ends()
        took = time.monotonic() - began
        assert took < 2 * SILENT, f"the ends took {took:.1f} s"
    wait_until(lambda: not ng.calls(world.rtpengine.ng), 2 * PAUSE + 2,
               "rtpengine has forgotten all calls")


@scenario("rtpengine falls silent before the phone answers: both get an end")
def answer_silent_called(world):
    romeo, phone = at_home(world)
    answer_called(world, romeo, phone, world.rtpengine.silent(), SILENT)
    works_again(world, romeo, phone)


@scenario("rtpengine is gone before the phone answers: both get an end")
def answer_gone_called(world):
    romeo, phone = at_home(world)
    answer_called(world, romeo, phone, world.rtpengine.gone())
    works_again(world, romeo, phone)


@scenario("rtpengine falls silent before the user answers: both get an end")
def answer_silent_calling(world):
    romeo, phone = at_home(world)
    answer_calling(world, romeo, phone, world.rtpengine.silent())
    works_again(world, romeo, phone)


@scenario("rtpengine is gone before the user answers: both get an end")
def answer_gone_calling(world):
    romeo, phone = at_home(world)
    answer_calling(world, romeo, phone, world.rtpengine.gone())
    works_again(world, romeo, phone)


def ends_both(call, phone, began):
    phone.ends(3)
    reason, _ = call.ends(3)
    assert reason == "connectivity-error", reason
    assert time.monotonic() - began < 3, "BYE came late"


@scenario("rtpengine is gone when the phone holds: refused, and both end")
def hold_gone(world):
    romeo, phone = at_home(world)
    call = answered(world, romeo, phone)
    with world.rtpengine.gone():
        began = time.monotonic()
        answer = phone.asks("INVITE", phone.body("sendonly"))
        assert answer.code in (488, 500), answer.first
        ends_both(call, phone, began)


@scenario("rtpengine is gone when the XMPP user holds: both end")
def hold_by_romeo_gone(world):
    romeo, phone = at_home(world)
    call = answered(world, romeo, phone)
    with world.rtpengine.gone():
        began = time.monotonic()
        call.do("info", xml=f"<hold xmlns='{INFO}'/>")
        ends_both(call, phone, began)


def answers_options(phone):
    """The phone's signalling is alive while it is asked."""
    with contextlib.suppress(Exception):
        phone.takes(phone.gets("OPTIONS", 0))
    return phone.ua.had(lambda m: not m.is_response and m.method == "BYE")


@scenario("no media from either side for rtpengine's timeout: both end",
          rtpengine=[f"--timeout={MEDIA_TIMEOUT}"])
def media_timeout(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, plain="ice")
    phone = SipCall(world, hz=PHONE_HZ)
    call = answered(world, romeo, phone)
    phone.rtp.talks = False
    call.do("mute")
    wait_until(lambda: answers_options(phone), MEDIA_TIMEOUT + 2 * PING + 6,
               "BYE to the phone")
    phone.ends()
    assert call.ends()[0] == "connectivity-error"


@scenario("a call on hold outlives rtpengine's timeout",
          rtpengine=[f"--timeout={MEDIA_TIMEOUT}"])
def hold_no_timeout(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, plain="ice")
    phone = SipCall(world, hz=PHONE_HZ)
    call = answered(world, romeo, phone)
    phone.reinvites(direction="inactive")
    phone.rtp.talks = False
    call.do("mute")
    end = time.monotonic() + MEDIA_TIMEOUT + 3 * PING
    while time.monotonic() < end:
        assert not answers_options(phone)
        time.sleep(0.05)
    phone.rtp.talks = True
    call.do("mute", on=False)
    phone.reinvites()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("a call that only rang ends at rtpengine as the side that made the "
          "offer: it need not know the other")
def only_rang(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    invite = ua.invites(f"sip:{world.sip_uri('romeo')}")
    romeo.is_called(how="propose").declines()
    ua.ack(invite, ua.receives_code(486))
    call = romeo.calls(world.gateway_jid("1007"))
    ua.reply(ua.receives("INVITE"), 486)
    call.ends()
    wait_until(lambda: len(world.rtpengine.sides("delete")) == 2, 5,
               "rtpengine is told both ends")
    offers = world.rtpengine.sides("offer")
    assert len(set(offers)) == 2, offers
    assert world.rtpengine.sides("delete") == offers
