# SPDX-License-Identifier: GPL-2.0-or-later
"""Phones in browsers, real ones: JsSIP and SIP.js in Chromium, by WebSocket,
with cfg/examples/webphones.cfg."""

from lib import edits, webphone
from lib.process import wait_until
from lib.scenario import Skip, scenario
from lib.world import assert_heard

ROMEO_HZ = 440
PHONE_HZ = 1000
PING = 2
LIBRARIES = ("jssip", "sipjs")

WORLD = {
    "kamailio": lambda world: edits.copy(world, "webphones.cfg", values={
        "192.0.2.1": world.address}),
    "cfg": f'modparam("jingle", "ping_interval", {PING})\n'}


def people(world, library, **options):
    reason = webphone.available(library)
    if reason:
        raise Skip(reason)
    return world.together(
        lambda: world.xmpp_client("romeo", hz=ROMEO_HZ),
        lambda: world.web_phone(library, "1007", hz=PHONE_HZ, **options))


def heard(call, phone):
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))


def phone_calls(world, romeo, phone):
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    phone.hears_ringing()
    call.answers()
    phone.is_answered()
    heard(call, phone)
    return call


def romeo_calls(world, romeo, phone):
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called()
    call.hears_ringing()
    phone.answers()
    call.is_answered()
    heard(call, phone)
    return call


def all_endings(world, library, **options):
    """Calls both ways, each hung up by either."""
    romeo, phone = people(world, library, **options)
    for begins in (phone_calls, romeo_calls):
        call = begins(world, romeo, phone)
        phone.hangs_up()
        assert call.ends()[0] == "success"
        phone.call_ends()
        call = begins(world, romeo, phone)
        call.hangs_up()
        phone.call_ends()


@scenario("JsSIP calls and is called, each side hangs up", long=True,
          timeout=120)
def jssip_calls(world):
    all_endings(world, "jssip")


@scenario("SIP.js calls and is called, each side hangs up", long=True,
          timeout=120)
def sipjs_calls(world):
    all_endings(world, "sipjs")
