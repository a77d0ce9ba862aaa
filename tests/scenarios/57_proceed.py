# SPDX-License-Identifier: GPL-2.0-or-later
"""Calls of XMPP users whose client gets its proceed when the phone has
answered: what each side hears of it, and when."""

import re

from lib.scenario import scenario
from lib.sip_call import SipCall
from lib.world import assert_heard, stays

ROMEO_HZ = 440
PHONE_HZ = 1000
ANSWERED = 'modparam("jingle", "proceed", "answered")\n'
WORLD = {"cfg": ANSWERED}


def romeo_and_phone(world, payloads=(8, 0), **options):
    return (world.xmpp_client("romeo", hz=ROMEO_HZ, **options),
            SipCall(world, hz=PHONE_HZ, payloads=payloads))


def romeo_calls(world, media=("audio",), **options):
    """The phone rings, and romeo's client says so."""
    romeo, phone = romeo_and_phone(world, **options)
    call = romeo.calls(world.gateway_jid("1007"), media=list(media))
    phone.is_called()
    call.hears_ringing()
    assert not call.had("proceed")
    return call, phone


def heard(call, phone):
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))


def end(call, phone):
    call.hangs_up()
    phone.ends()


def answered(call, phone):
    phone.answers()
    call.wait("proceed")
    call.is_answered()
    heard(call, phone)


@scenario("the phone rings, is answered and hears nothing of the client's offer")
def silently(world):
    call, phone = romeo_calls(world)
    answered(call, phone)
    assert phone.requests() == 2, "INVITE and ACK"
    end(call, phone)


@scenario("its answer has what the client has not: it is asked again")
def aloud(world):
    call, phone = romeo_calls(world, payloads=(8, 0, 101))
    phone.answers()
    phone.gets_reinvite()
    call.is_answered()
    heard(call, phone)
    end(call, phone)
