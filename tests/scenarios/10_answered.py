# SPDX-License-Identifier: GPL-2.0-or-later
"""Calls that are answered, in each direction: heard, and hung up by either."""

from lib import browser
from lib.scenario import Skip, scenario
from lib.world import assert_heard

PERSONAS = True
ROMEO_HZ = 440
PHONE_HZ = 1000


def at_home(world, **options):
    """romeo's scripted client and the phone 1001, both online."""
    return world.together(
        lambda: world.xmpp_client("romeo", hz=ROMEO_HZ, **options),
        lambda: world.phone("1001", hz=PHONE_HZ))


def talk(call, phone):
    """Both hear each other, and nobody hears himself."""
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    assert not call.hears(ROMEO_HZ) and not phone.hears(PHONE_HZ)


def phone_calls_romeo(world, romeo, phone):
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called(how="propose")
    phone.hears_ringing()
    call.answers()
    phone.is_answered()
    talk(call, phone)
    return call


def romeo_calls_phone(world, romeo, phone, to=None, **options):
    call = romeo.calls(to or world.gateway_jid("1001"), **options)
    phone.is_called()
    call.hears_ringing()
    phone.answers()
    call.is_answered()
    phone.is_answered()
    talk(call, phone)
    return call


@scenario("a phone calls an XMPP user (JMI), who hangs up")
def phone_calls_and_romeo_hangs_up(world):
    romeo, phone = at_home(world)
    call = phone_calls_romeo(world, romeo, phone)
    call.hangs_up()
    phone.call_ends()
    call.wait("finish")


@scenario("a phone calls an XMPP user (JMI, trickled) and hangs up")
def phone_calls_and_hangs_up(world):
    romeo, phone = at_home(world, trickle=True)
    call = phone_calls_romeo(world, romeo, phone)
    phone.hangs_up()
    assert call.ends()[0] == "success"
    call.wait("finish")


@scenario("an XMPP user calls a phone (JMI), which hangs up")
def romeo_calls_and_phone_hangs_up(world):
    romeo, phone = at_home(world)
    call = romeo_calls_phone(world, romeo, phone)
    phone.hangs_up()
    assert call.ends()[0] == "success"
    phone.call_ends()


@scenario("an XMPP user calls a phone (JMI, trickled) and hangs up")
def romeo_calls_and_hangs_up(world):
    romeo, phone = at_home(world, trickle=True)
    call = romeo_calls_phone(world, romeo, phone)
    assert call.hangs_up() == "result"
    phone.call_ends()


@scenario("a contact's call button: session-initiate to the full JID")
def romeo_calls_without_jmi(world):
    romeo, phone = at_home(world, jmi=False)
    contact = world.adds_contact(romeo, "1001")
    call = romeo_calls_phone(world, romeo, phone, to=contact)
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("a call button, trickled candidates, the XMPP user hangs up")
def romeo_calls_without_jmi_trickled(world):
    romeo, phone = at_home(world, jmi=False, trickle=True)
    contact = world.adds_contact(romeo, "1001")
    call = romeo_calls_phone(world, romeo, phone, to=contact)
    assert call.hangs_up() == "result"
    phone.call_ends()


@scenario("a phone calls a device without JMI, found by its caps")
def phone_calls_without_jmi(world):
    romeo, phone = at_home(world, jmi=False)
    world.adds_contact(romeo, "1001")
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called(how="initiate")
    phone.hears_ringing()
    call.answers()
    phone.is_answered()
    talk(call, phone)
    phone.hangs_up()
    assert call.ends()[0] == "success"


def browser_calls(world, media=("audio",), **options):
    juliet, phone = with_browser(world, **options)
    contact = world.browser_adds_contact(juliet, "1001")
    call = juliet.calls(contact, media=media)
    phone.is_called()
    call.hears_ringing()
    phone.answers()
    call.is_answered()
    talk(call, phone)
    call.hangs_up()
    phone.call_ends()


def browser_is_called(world, **options):
    juliet, phone = with_browser(world, **options)
    world.browser_adds_contact(juliet, "1001")
    phone.dials(world.sip_uri("juliet"))
    call = juliet.is_called()
    call.rings()
    phone.hears_ringing()
    call.answers()
    phone.is_answered()
    talk(call, phone)
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("stanza.js in Chromium calls a phone and hangs up")
def browser_calls_phone(world):
    browser_calls(world)


@scenario("a phone calls stanza.js in Chromium and hangs up")
def phone_calls_browser(world):
    browser_is_called(world)


@scenario("stanza.js with max-bundle, as Movim has it, calls a phone")
def max_bundle_calls(world):
    browser_calls(world, bundle_policy="max-bundle")


@scenario("stanza.js with video calls a phone that has none: both are heard")
def browser_calls_with_video(world):
    browser_calls(world, media=("audio", "video"))


@scenario("stanza.js with video and max-bundle calls a phone that has none")
def max_bundle_calls_with_video(world):
    browser_calls(world, media=("audio", "video"), bundle_policy="max-bundle")


@scenario("a phone calls stanza.js with max-bundle, as Movim has it")
def max_bundle_is_called(world):
    browser_is_called(world, bundle_policy="max-bundle")


def with_browser(world, **options):
    reason = browser.available()
    if reason:
        raise Skip(reason)
    return world.together(
        lambda: world.browser("juliet", hz=ROMEO_HZ, **options),
        lambda: world.phone("1001", hz=PHONE_HZ))
