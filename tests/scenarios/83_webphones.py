# SPDX-License-Identifier: GPL-2.0-or-later
"""Phones in browsers: SIP over WebSocket with cfg/examples/webphones.cfg. The
phone is scripted; it has plain media where it may choose."""

from lib import edits
from lib.process import wait_until
from lib.rtp import sdp_direction
from lib.scenario import scenario
from lib.sip_call import SipCall
from lib.world import assert_heard

ROMEO_HZ = 440
PHONE_HZ = 1000
PING = 2


def config(world, default=False):
    return edits.copy(world, "webphones.cfg", default=default, values={
        "192.0.2.1": world.address})


WORLD = {
    "kamailio": config,
    "cfg": f'modparam("jingle", "ping_interval", {PING})\n'}
DEFAULT = {"kamailio": lambda world: config(world, default=True),
           "defines": ("WITH_AUTH",)}


def web_phone(world):
    return SipCall(world, hz=PHONE_HZ, ua=world.web_ua("1007"))


def phone_calls(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = web_phone(world).calls(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    return call, phone


@scenario("a phone in a browser calls an XMPP user, who hangs up")
def web_phone_is_left(world):
    call, phone = phone_calls(world)
    call.hangs_up()
    phone.ends()


@scenario("with Kamailio's own configuration: a phone in a browser calls an XMPP "
          "user", **DEFAULT)
def web_phone_default(world):
    web_phone_leaves(world)


@scenario("with Kamailio's own configuration: a browser and a plain phone ring "
          "together", **DEFAULT)
def web_and_plain_phone_default(world):
    web_and_plain_phone(world)


@scenario("a phone in a browser calls an XMPP user, and hangs up")
def web_phone_leaves(world):
    call, phone = phone_calls(world)
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("a phone in a browser calls an XMPP user, who holds it and goes on")
def web_phone_is_held(world):
    call, phone = phone_calls(world)
    call.holds()
    request = phone.gets_reinvite(direction="recvonly")
    assert sdp_direction(request.body) in ("sendonly", "inactive")
    call.resumes()
    request = phone.gets_reinvite()
    assert sdp_direction(request.body) == "sendrecv"
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    call.hangs_up()
    phone.ends()


@scenario("a phone in a browser is asked in the call whether it is there")
def web_phone_is_asked(world):
    call, phone = phone_calls(world)
    for _ in range(2):
        phone.takes(phone.gets("OPTIONS"))
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("a browser is closed in a call: the XMPP user gets the end",
          loud="its connection is gone")
def web_phone_dies(world):
    call, phone = phone_calls(world)
    phone.ua.stop()
    assert call.ends(4 * PING)[0] == "timeout"


@scenario("a phone in a browser is called, with ICE and DTLS; it is busy")
def web_phone_is_called(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = web_phone(world)
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called()
    call.hears_ringing()
    assert "UDP/TLS/RTP/SAVPF" in phone.sdp and "a=ice-ufrag" in phone.sdp
    assert "a=fingerprint" in phone.sdp
    phone.ua.reply(phone.invite, 486)
    assert call.ends()[0] == "busy"


@scenario("a browser is closed while nobody calls: it cannot be reached, and "
          "the caller hears so",
          loud="its connection is gone")
def web_phone_is_gone(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = web_phone(world)
    phone.ua.stop()
    call = romeo.calls(world.gateway_jid("1007"))
    ended = wait_until(lambda: call.had("reject") + call.had("ended"), 15,
                       "romeo's call ends")
    # before the registration has gone with its connection it may be tried
    assert ended[0]["reason"] in ("gone", "connectivity-error", "timeout",
                                  "general-error"), ended
    wait_until(lambda: not world.calls().strip(), 5, "no call")


@scenario("a user's browser and his plain phone ring together, each in its own "
          "kind of media; the browser refuses, the plain phone answers")
def web_and_plain_phone(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    web = web_phone(world)
    plain = SipCall(world, hz=PHONE_HZ, ua=world.sip_ua("1007"), port=21000)
    call = romeo.calls(world.gateway_jid("1007"))
    for phone in (web, plain):
        phone.is_called()
    assert "UDP/TLS/RTP/SAVPF" in web.sdp and "a=fingerprint" in web.sdp
    assert "a=group:BUNDLE" in web.sdp, web.sdp
    assert " RTP/AVP " in plain.sdp and "a=ice" not in plain.sdp
    assert "a=extmap" not in plain.sdp, plain.sdp
    web.ua.reply(web.invite, 488)
    web.ua.receives("ACK")
    plain.answers()
    call.is_answered()
    assert_heard((call, PHONE_HZ), (plain, ROMEO_HZ))
    call.holds()
    request = plain.gets_reinvite(direction="recvonly")
    assert sdp_direction(request.body) in ("sendonly", "inactive")
    call.resumes()
    request = plain.gets_reinvite()
    assert " RTP/AVP " in request.body, request.body
    plain.reinvites(direction="sendonly")
    answer = plain.reinvites()
    assert " RTP/AVP " in answer.body, answer.body
    assert_heard((call, PHONE_HZ), (plain, ROMEO_HZ))
    plain.hangs_up()
    assert call.ends()[0] == "success"
