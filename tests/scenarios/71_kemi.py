# SPDX-License-Identifier: GPL-2.0-or-later
"""The routes in Lua: cfg/examples/kamailio.lua in place of jingle.cfg."""

import glob

from lib import edits
from lib.process import wait_until
from lib.scenario import Skip, scenario
from lib.sip_call import SipCall
from lib.sip_ua import Message
from lib.world import assert_heard


def lua(world):
    if not glob.glob("/usr/lib/*/kamailio/modules/app_lua.so"):
        raise Skip("Kamailio's module app_lua is not installed")
    return edits.copy(world, "kamailio.lua", values={
        "/etc/kamailio/kamailio.lua": f"{world.folder}/cfg/kamailio.lua",
        "Keepalive": "Keepalive of Lua"})


PING = 2
WORLD = {"kamailio": lua, "defines": (f"PING_INTERVAL={PING}",)}


def people(world):
    return world.together(lambda: world.xmpp_client("romeo", hz=440),
                          lambda: world.phone("1001", hz=1000))


@scenario("KEMI: it is Lua's routes that are used")
def lua_is_used(world):
    ua = world.sip_ua("1001")
    ua.send(ua.request("OPTIONS", "sip:sip.example"))
    answer = ua.receives_code(200, method="OPTIONS")
    assert answer.first.endswith("Keepalive of Lua"), answer.first


@scenario("KEMI: who says to be within a call speaks for no XMPP user, what we "
          "sent ourselves does not go round")
def forged(world):
    phone = world.sip_ua("1002")
    stranger = world.sip_ua("mallory", register=False)
    stranger.password = None
    route = [("Route", f"<sip:{world.address};lr>")]
    target = "sip:1002@sip.example"
    for method in ("INVITE", "MESSAGE"):
        stranger.send(stranger.request(
            method, target, to=f"<{target}>;tag=guess", headers=route,
            from_="<sip:romeo@xmpp.example>;tag=w"))
        stranger.receives_code(403, method=method)
    stranger.send(stranger.request(
        "INFO", target, to=f"<{target}>;tag=guess", headers=route + [
            ("P-Asserted-Identity", "<sip:1009@sip.example>")]))
    info = phone.receives("INFO")
    assert not info.get("P-Asserted-Identity")
    phone.reply(info, 481, "Unknown")
    phone.contact = lambda: ("Contact", f"<sip:1002@{world.address}:5060>")
    phone.registers()
    invite = stranger.invites(target, from_="<sip:m@evil.example>;tag=l")
    phone.reply(phone.receives("INVITE"), 486)
    answer = stranger.receives_code(4)
    assert answer.code in (482, 486), answer.first
    stranger.ack(invite, answer)

    def turns():
        return {Message.parse(r.text.encode()).get("Via")
                for r in world.wire.sip() if r.source == r.target
                and r.text.startswith("INVITE")}
    wait_until(turns, 5, "it comes back")
    assert len(turns()) == 1, turns()


@scenario("KEMI: a phone calls an XMPP user, holds, resumes, hangs up")
def phone_calls(world):
    romeo, phone = people(world)
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    phone.hears_ringing()
    call.answers()
    phone.is_answered()
    assert_heard((call, 1000), (phone, 440))
    phone.holds()
    phone.resumes()
    assert_heard((call, 1000), (phone, 440))
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("KEMI: an XMPP user calls a phone and hangs up")
def romeo_calls(world):
    romeo, phone = people(world)
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    call.hears_ringing()
    phone.answers()
    call.is_answered()
    assert_heard((call, 1000), (phone, 440))
    call.hangs_up()
    phone.call_ends()


@scenario("KEMI: declined, cancelled, no such user, no password")
def not_answered(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    invite = ua.invites(f"sip:{world.sip_uri('romeo')}")
    romeo.is_called().declines()
    ua.ack(invite, ua.receives_code(486))
    invite = ua.invites(f"sip:{world.sip_uri('romeo')}")
    call = romeo.is_called()
    ua.receives_code(180)
    ua.cancel(invite)
    ua.ack(invite, ua.receives_code(487))
    call.wait("retract")
    event = romeo.calls(world.gateway_jid("1999")).wait("reject")
    assert event["reason"] == "gone" and event["text"] == "404 Not Found"
    ua.password = None
    invite = ua.invites(f"sip:{world.sip_uri('romeo')}")
    ua.ack(invite, ua.receives_code(407))
    assert len(romeo.had("call")) == 2


@scenario("KEMI: rtpengine is gone in a call: both are told; it comes back",
          loud="rtpengine is away")
def media_gone(world):
    romeo, phone = people(world)
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    phone.answers()
    call.is_answered()
    assert_heard((call, 1000), (phone, 440))
    world.rtpengine.kill()
    assert call.ends(PING + 5)[0] == "connectivity-error"
    phone.call_ends()
    world.rtpengine.start()
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    assert_heard((call, 1000), (phone, 440))
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("KEMI: phones that have registered for some methods: 405 names them",
          cfg='modparam("registrar", "method_filtering", 1)')
def registered_methods(world):
    asker = world.sip_ua("1001")
    phone = world.sip_ua("1002", register=False)
    phone.authenticated(phone.request(
        "REGISTER", "sip:sip.example", to="<sip:1002@sip.example>",
        contact=phone.contact()[1] + ';methods="INVITE,ACK,CANCEL,BYE,INFO"'))
    phone.receives_code(200, method="REGISTER")
    asker.authenticated(asker.request("MESSAGE", "sip:1002@sip.example",
                                      body="x"))
    allow = asker.receives_code(405, method="MESSAGE").get("Allow")
    assert sorted(allow.split(", ")) == ["ACK", "BYE", "CANCEL", "INFO",
                                         "INVITE"], allow


@scenario("KEMI: keys by INFO: a phone without telephone-event is heard, one "
          "that has it is told that nobody hears it")
def keys(world):
    romeo = world.xmpp_client("romeo", plain="ice")
    for payloads, code in (((8,), 200), ((8, 101), 488)):
        phone = SipCall(world, hz=1000, payloads=payloads)
        phone.calls(world.sip_uri("romeo"))
        call = romeo.is_called()
        call.answers()
        phone.is_answered()
        assert_heard((call, 1000), (phone, 440))
        phone.ua.body_type = "application/dtmf-relay"
        answer = phone.gets_answer(phone.says(
            "INFO", "Signal=5\r\nDuration=200\r\n"))
        phone.ua.body_type = "application/sdp"
        assert answer.code == code, answer.first
        if code == 200:
            wait_until(lambda call=call: call.do("digits") == "5", 10,
                       "romeo gets the key")
        phone.hangs_up()
        assert call.ends()[0] == "success"
        phone.stop()
