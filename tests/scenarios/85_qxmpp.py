# SPDX-License-Identifier: GPL-2.0-or-later
"""QXmpp, the library that Kaidan calls with: no message initiation, plain RTP
over ICE-UDP; it answers no session-info, and gives no reasons."""

from lib import qxmpp
from lib.process import wait_until
from lib.scenario import Skip, scenario
from lib.world import assert_heard, stays

PING = 2  # seconds
WORLD = {"defines": [f"PING_INTERVAL={PING}"]}
ROMEO_HZ = 440
PHONE_HZ = 1000


def online(world):
    """romeo's client; a contact of the gateway shows that it is there."""
    reason = qxmpp.available()
    if reason:
        raise Skip(reason)
    world.has_contact("romeo", "1001")
    return world.qxmpp("romeo", hz=ROMEO_HZ)


def people(world, **options):
    phone = world.phone("1001", hz=PHONE_HZ, **options)
    return online(world), phone


def contact(world, user="1001"):
    return world.gateway_jid(user) + "/sip"


def romeo_calls(world, **options):
    romeo, phone = people(world, **options)
    call = romeo.calls(contact(world))
    phone.is_called()
    call.hears_ringing()
    phone.answers()
    call.is_answered()
    phone.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    return call, phone


def phone_calls(world, **options):
    romeo, phone = people(world, **options)
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    call.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    return call, phone


@scenario("QXmpp calls a phone, which hangs up", long=True)
def qxmpp_calls_and_is_left(world):
    call, phone = romeo_calls(world)
    phone.hangs_up()
    call.ends()


@scenario("QXmpp calls a phone, and hangs up", long=True)
def qxmpp_calls_and_hangs_up(world):
    call, phone = romeo_calls(world)
    call.hangs_up()
    phone.call_ends()


@scenario("a phone calls QXmpp, and hangs up", long=True)
def qxmpp_is_called_and_left(world):
    call, phone = phone_calls(world)
    phone.hangs_up()
    call.ends()


@scenario("a phone calls QXmpp, which hangs up", long=True)
def qxmpp_is_called_and_hangs_up(world):
    call, phone = phone_calls(world)
    call.hangs_up()
    phone.call_ends()


@scenario("QXmpp declines, which the phone hears as busy; then the phone gives "
          "up", long=True)
def qxmpp_declines(world):
    romeo, phone = people(world)
    phone.dials(world.sip_uri("romeo"))
    romeo.is_called().declines()
    assert "486" in phone.call_ends()
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    phone.hangs_up()
    phone.call_ends()
    call.ends()


@scenario("QXmpp gives up; then the phone declines", long=True)
def phone_declines_qxmpp(world):
    romeo, phone = people(world)
    call = romeo.calls(contact(world))
    phone.is_called()
    call.hangs_up()
    phone.call_ends()
    call = romeo.calls(contact(world))
    phone.is_called()
    phone.rejects()
    call.ends()


@scenario("QXmpp calls a number that nobody has", long=True,
          loud="who may not call")
def qxmpp_calls_nobody(world):
    romeo = online(world)
    romeo.calls(contact(world, "1999")).ends()


def held_twice(call, phone):
    for _ in range(2):
        phone.holds()
        wait_until(lambda: not call.hears(PHONE_HZ), 10,
                   "the phone is silent")
        phone.resumes()
        assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))


@scenario("a phone holds QXmpp twice in a call that QXmpp placed", long=True,
          timeout=90)
def qxmpp_is_held_calling(world):
    call, phone = romeo_calls(world)
    held_twice(call, phone)
    phone.hangs_up()
    call.ends()


@scenario("a phone holds QXmpp twice in a call that it placed", long=True,
          timeout=90)
def qxmpp_is_held_called(world):
    call, phone = phone_calls(world)
    held_twice(call, phone)
    call.hangs_up()
    phone.call_ends()


@scenario("QXmpp and phones of one codec each hear each other", long=True,
          timeout=180)
def qxmpp_and_codecs(world):
    # called with opus, QXmpp 1.4 sends it under a number of its own
    for make, codecs in ((romeo_calls, ("PCMA", "PCMU", "G722", "opus")),
                         (phone_calls, ("PCMA", "PCMU"))):
        for codec in codecs:
            call, phone = make(world, codecs=(codec,))
            phone.hangs_up()
            call.ends()
            world.reset()


@scenario("a call with QXmpp, which answers no question within it, lasts",
          long=True)
def qxmpp_answers_no_info(world):
    call, phone = romeo_calls(world)
    with stays(lambda: not world.calls().strip(), 8 * PING,
               "the call has ended"):
        pass
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.hangs_up()
    call.ends()


@scenario("QXmpp offers video to a phone that has none: the voices go on",
          long=True)
def qxmpp_adds_video(world):
    call, phone = romeo_calls(world)
    call.do("video")
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.hangs_up()
    call.ends()


@scenario("QXmpp's program dies in a call: the phone's call ends", long=True)
def qxmpp_dies(world):
    call, phone = romeo_calls(world)
    call.client.kill()
    phone.call_ends(timeout=30)
