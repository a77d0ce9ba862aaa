# SPDX-License-Identifier: GPL-2.0-or-later
"""Odd things that clients do; each gets its answer, and the call goes on."""

from lib.scenario import scenario
from lib.world import assert_heard

JINGLE = "urn:xmpp:jingle:1"


def answered(world, **options):
    """romeo has called 1001 and both hear each other."""
    romeo, phone = world.together(
        lambda: world.xmpp_client("romeo", hz=440, **options),
        lambda: world.phone("1001", hz=1000))
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    phone.answers()
    call.is_answered()
    assert_heard((call, 1000), (phone, 440))
    return romeo, phone, call


@scenario("an unknown Jingle action gets an error, the call goes on")
def unknown_action(world):
    _, phone, call = answered(world)
    reply = call.do("action", action="dance")
    assert 'type="error"' in reply, reply
    assert "bad-request" in reply or "feature-not-implemented" in reply, reply
    assert_heard((call, 1000), (phone, 440))
    call.hangs_up()
    phone.call_ends()


@scenario("session-info: ping, mute, hold, an unknown payload")
def session_info(world):
    _, phone, call = answered(world)
    info = "urn:xmpp:jingle:apps:rtp:info:1"
    assert 'type="result"' in call.do("info")
    for name in ("mute", "unmute", "hold", "unhold", "active"):
        reply = call.do("info", xml=f"<{name} xmlns='{info}'/>")
        assert 'type="result"' in reply, (name, reply)
    reply = call.do("info", xml="<dance xmlns='urn:example:dance'/>")
    assert "unsupported-info" in reply, reply
    call.hangs_up()
    phone.call_ends()


@scenario("any action for a session that does not exist: unknown-session")
def unknown_session(world):
    romeo = world.xmpp_client("romeo")
    gateway = f"{world.gateway_jid('1001')}/gateway"
    for action in ("session-info", "session-terminate", "transport-info",
                   "session-accept"):
        reply = romeo.do("action", sid="nothing", action=action, to=gateway)
        assert "item-not-found" in reply, (action, reply)
        assert "unknown-session" in reply, (action, reply)


@scenario("a session that has ended is unknown at once")
def ended_session(world):
    romeo, phone, call = answered(world)
    gateway = call.had("proceed")[0]["sender"]
    phone.hangs_up()
    call.ends()
    reply = romeo.do("action", sid=call.sid, action="session-info",
                     to=gateway)
    assert "unknown-session" in reply, reply


@scenario("every iq gets an answer: known, unknown, empty, to whatever JID",
          loud="Jingle without an action is logged")
def every_iq(world):
    romeo = world.xmpp_client("romeo")
    contact = world.gateway_jid("1001")
    for to in (world.component, contact, f"{contact}/gateway"):
        for kind, xml in (
                ("get", "<query xmlns='http://jabber.org/protocol/disco#info'"
                        "/>"),
                ("get", "<query xmlns='http://jabber.org/protocol/disco#items"
                        "'/>"),
                ("get", "<ping xmlns='urn:xmpp:ping'/>"),
                ("get", "<vCard xmlns='vcard-temp'/>"),
                ("get", "<pubsub xmlns='http://jabber.org/protocol/pubsub'>"
                        "<items node='urn:xmpp:avatar:metadata'/></pubsub>"),
                ("set", "<dance xmlns='urn:example:dance'/>"),
                ("get", f"<jingle xmlns='{JINGLE}'/>"),
                ("set", f"<jingle xmlns='{JINGLE}'/>")):
            reply = romeo.asks(kind, to, xml, timeout=5)
            assert "result" in reply or "error" in reply, reply


@scenario("a second call while one is up: both are heard")
def second_call(world):
    romeo, phone, call = answered(world)
    other = world.phone("1002", hz=700)
    other.dials(world.sip_uri("romeo"))
    second = romeo.is_called()
    other.hears_ringing()
    second.answers()
    other.is_answered()
    assert_heard((second, 700), (other, 440), (call, 1000), (phone, 440))
    second.hangs_up()
    other.call_ends()
    assert_heard((call, 1000), (phone, 440))
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("the same phone calls again while its call is up: 486")
def same_caller_again(world):
    romeo = world.xmpp_client("romeo", hz=440)
    ua = world.sip_ua("1007")
    first = ua.invites(f"sip:{world.sip_uri('romeo')}")
    call = romeo.is_called()
    call.answers()
    answer = ua.receives_code(200)
    ua.ack(first, answer)
    again = ua.invites(f"sip:{world.sip_uri('romeo')}")
    refused = ua.receives_code(486)
    ua.ack(again, refused)
    ua.in_dialog("BYE", first, answer)
    ua.receives_code(200, method="BYE")
    assert call.ends()[0] == "success"


@scenario("the same propose again: the same proceed again, one INVITE")
def same_propose_again(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    romeo.set(stops_after_proceed=True)
    call = romeo.calls(world.gateway_jid("1007"), sid="twice-0123456789")
    first = call.wait("proceed")
    romeo.do("call", to=world.gateway_jid("1007"), sid="twice-0123456789")
    assert call.wait("proceed")["sender"] == first["sender"]
    assert not ua.had(lambda m: m.method == "INVITE")
    call.retracts()
