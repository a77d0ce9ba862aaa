# SPDX-License-Identifier: GPL-2.0-or-later
"""Gajim, a desktop client that people use: no message initiation, ICE-UDP
without DTLS."""

from lib import gajim
from lib.scenario import Skip, scenario
from lib.sip_call import SipCall
from lib.world import assert_heard

GAJIM_HZ = 440
OTHER_HZ = 1000


def with_phone(world):
    """romeo's Gajim with the phone 1007 as a contact, and that phone."""
    reason = gajim.available()
    if reason:
        raise Skip(reason)
    client = world.xmpp_client("romeo", "roster", jmi=False)
    world.adds_contact(client, "1007")
    client.stop()
    world.people.remove(client)
    romeo = world.gajim("romeo", hz=GAJIM_HZ)
    phone = SipCall(world, hz=OTHER_HZ)
    romeo.sees_button(world.gateway_jid("1007"))
    return romeo, phone


def gajim_calls(world):
    romeo, phone = with_phone(world)
    romeo.calls()
    phone.is_called().answers()
    romeo.state_is("CONNECTED")
    assert_heard((romeo, OTHER_HZ), (phone, GAJIM_HZ))
    return romeo, phone


def gajim_is_called(world):
    romeo, phone = with_phone(world)
    phone.calls(world.sip_uri("romeo"))
    romeo.is_called(world.gateway_jid("1007"))
    romeo.answers()
    phone.is_answered()
    assert_heard((romeo, OTHER_HZ), (phone, GAJIM_HZ))
    return romeo, phone


@scenario("Gajim has a call button, calls a phone; the phone hangs up",
          long=True, timeout=120)
def gajim_calls_phone(world):
    romeo, phone = gajim_calls(world)
    phone.hangs_up()
    romeo.state_is("NULL")


@scenario("Gajim calls a phone, and hangs up", long=True, timeout=120)
def gajim_hangs_up(world):
    romeo, phone = gajim_calls(world)
    romeo.hangs_up()
    phone.ends()


@scenario("a phone calls Gajim, which answers and hangs up", long=True,
          timeout=120)
def phone_calls_gajim(world):
    romeo, phone = gajim_is_called(world)
    romeo.hangs_up()
    phone.ends()


@scenario("a phone calls Gajim, and hangs up", long=True, timeout=120)
def phone_hangs_up(world):
    romeo, phone = gajim_is_called(world)
    phone.hangs_up()
    romeo.state_is("NULL")


@scenario("Gajim declines a call", long=True, timeout=120)
def gajim_declines(world):
    romeo, phone = with_phone(world)
    phone.calls(world.sip_uri("romeo"))
    romeo.is_called(world.gateway_jid("1007"))
    romeo.declines()
    phone.ua.ack(phone.invite, phone.ua.receives_code(486))


@scenario("a phone gives up calling Gajim", long=True, timeout=120)
def phone_cancels(world):
    romeo, phone = with_phone(world)
    phone.calls(world.sip_uri("romeo"))
    romeo.is_called(world.gateway_jid("1007"))
    phone.ua.cancel(phone.invite)
    phone.ua.ack(phone.invite, phone.ua.receives_code(487))
    romeo.has_no_session()


@scenario("Gajim presses keys in a call, and is held and taken back", long=True,
          timeout=120)
def gajim_in_call(world):
    romeo, phone = gajim_calls(world)
    romeo.presses("5", lambda: phone.rtp.receiver.digits == "5")
    romeo.presses("pound", lambda: phone.rtp.receiver.digits == "5#")
    phone.reinvites(direction="sendonly")
    phone.reinvites()
    assert_heard((romeo, OTHER_HZ), (phone, GAJIM_HZ))
    phone.hangs_up()
    romeo.state_is("NULL")
