# SPDX-License-Identifier: GPL-2.0-or-later
"""The XMPP user transfers the phone: by the chat, a stanza, a command, an
operator; to a number, an XMPP user, another call of his; and when it fails."""

import re

from lib import linphone
from lib.process import wait_until
from lib.scenario import Skip, scenario
from lib.sip_call import SipCall
from lib.world import assert_heard, stays

ROMEO_HZ = 440
PHONE_HZ = 1000
CAROL_HZ = 1500
ALLOW = [("Allow", "INVITE, ACK, CANCEL, BYE, OPTIONS, REFER, NOTIFY")]
COMMANDS = "http://jabber.org/protocol/commands"
TRANSFER = "urn:xmpp:jingle:transfer:0"


def romeo_calls(world, headers=ALLOW, **options):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, **options)
    phone = SipCall(world, hz=PHONE_HZ, payloads=(8,))
    call = romeo.calls(world.gateway_jid(phone.user))
    phone.is_called().answers(headers=headers)
    call.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    return call, phone


def gets_refer(phone, code=202):
    """The REFER, answered; whom to, and who asks."""
    request = phone.gets("REFER")
    phone.seen.add(request.get("CSeq"))
    phone.ua.reply(request, code)
    found = re.fullmatch(r"<([^>]*)>", request.get("Refer-To"))
    assert found, request.get("Refer-To")
    assert request.get("Referred-By") == "<sip:romeo@xmpp.example>", \
        request.headers
    return found.group(1)


def notifies(phone, line, state="active;expires=60"):
    phone.ua.body_type = "message/sipfrag;version=2.0"
    answer = phone.asks("NOTIFY", line + "\r\n", [
        ("Event", "refer"), ("Subscription-State", state)])
    phone.ua.body_type = "application/sdp"
    return answer.code


def succeeds(call, phone, words="transferred to"):
    """As Linphone says it; the phone ends its own call."""
    assert notifies(phone, "SIP/2.0 100 Trying") == 200
    assert notifies(phone, "SIP/2.0 200 Ok",
                    "terminated;reason=reason=noresource") == 200
    reason, text = call.ends()
    assert reason == "success" and words in text, (reason, text)


def still_talk(call, phone):
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("typed in the chat of the call: to a number, a JID, a SIP address; the "
          "phone sends BYE, or we do", timeout=90)
def by_chat(world):
    world.sip_ua("1003")
    for typed, target, bye in (
            ("/transfer 1003", "sip:1003@sip.example", True),
            ("/transfer 1003@gw.example", "sip:1003@sip.example", False),
            ("/Transfer  sip:1003@sip.example ", "sip:1003@sip.example", True),
            ("/transfer juliet@xmpp.example", "sip:juliet@xmpp.example", True)):
        call, phone = romeo_calls(world)
        call.types(typed)
        assert gets_refer(phone) == target
        succeeds(call, phone)
        call.client.reads(world.gateway_jid("1007"), "is transferred to")
        if bye:
            phone.hangs_up()
        else:
            phone.ends()
        phone.stop()
        call.client.stop()
        world.people.remove(call.client)


@scenario("by XEP-0251")
def by_stanza(world):
    world.sip_ua("1003")
    call, phone = romeo_calls(world)
    answer = call.do("info", xml=f"<transfer xmlns='{TRANSFER}' "
                     "to='1003@gw.example'/>")
    assert 'type="result"' in answer, answer
    assert gets_refer(phone) == "sip:1003@sip.example"
    again = call.do("info", xml=f"<transfer xmlns='{TRANSFER}' "
                    "to='1003@gw.example'/>")
    assert "feature-not-implemented" in again and "under way" in again, again
    succeeds(call, phone)
    phone.hangs_up()


def command(client, to, more="", inside=""):
    return client.asks("set", to, f"<command xmlns='{COMMANDS}' "
                       f"node='transfer' {more}>{inside}</command>")


def form(**fields):
    return "<x xmlns='jabber:x:data' type='submit'>" + "".join(
        f"<field var='{name}'><value>{value}</value></field>"
        for name, value in fields.items()) + "</x>"


def session(answer):
    return "sessionid='" + re.search(
        'sessionid="([^"]+)"', answer).group(1) + "'"


def listed(client, to):
    return "transfer" in client.asks(
        "get", to, "<query xmlns='http://jabber.org/protocol/disco#items' "
        f"node='{COMMANDS}'/>")


@scenario("by a command, of the contact and of the gateway", timeout=60)
def by_command(world):
    world.sip_ua("1003")
    for place in ("contact", "gateway"):
        call, phone = romeo_calls(world)
        romeo = call.client
        to = world.component if place == "gateway" else \
            world.gateway_jid("1007") + "/gateway"
        assert listed(romeo, to)
        assert not listed(romeo, world.gateway_jid("1008") + "/gateway")
        asked = command(romeo, to)
        assert 'status="executing"' in asked and "target" in asked, asked
        romeo.sends(f"<iq type='set' id='go' to='{to}'><command xmlns="
                    f"'{COMMANDS}' node='transfer' {session(asked)}>" +
                    form(target="1003") + "</command></iq>")
        assert gets_refer(phone) == "sip:1003@sip.example"
        succeeds(call, phone)
        told = romeo.find("stanza", lambda e: e["name"] == "iq" and
                          'id="go"' in e["xml"], what="the outcome")["xml"]
        assert 'status="completed"' in told and "is transferred" in told, told
        phone.hangs_up()
        assert not listed(romeo, to)
        assert "forbidden" in command(romeo, to)
        phone.stop()
        romeo.stop()
        world.people.remove(romeo)


@scenario("by an operator")
def by_rpc(world):
    world.sip_ua("1003")
    call, phone = romeo_calls(world)
    gr = re.search(r"gr: (\w+)", world.kamailio.rpc("jingle.list")).group(1)
    world.kamailio.rpc("jingle.transfer", gr, "s:1003")
    assert gets_refer(phone) == "sip:1003@sip.example"
    succeeds(call, phone)
    phone.hangs_up()


@scenario("it fails, in any way: the user is told why in words, and the call goes "
          "on", timeout=120)
def fails(world):
    world.sip_ua("1003")
    call, phone = romeo_calls(world)
    number = world.gateway_jid("1007")
    for code, words in ((488, "refused"), (500, "something failed"),
                        (480, "nobody answers"), (400, "refused")):
        call.types("/transfer 1003")
        gets_refer(phone, code)
        call.client.reads(number, words)
    for line, words in (("SIP/2.0 486 Busy here", "is busy"),
                        ("SIP/2.0 404 Not Found", "no such number"),
                        ("SIP/2.0 503 X", "something failed"),
                        ("SIP/2.0 480", "nobody answers")):
        call.types("/transfer 1003")
        gets_refer(phone)
        assert notifies(phone, "SIP/2.0 180 Ringing") == 200
        assert notifies(phone, line, "terminated;reason=noresource") == 200
        call.client.reads(number, words)
    call.types("/transfer 1003")
    gets_refer(phone)
    assert notifies(phone, "SIP/2.0 100 Trying",
                    "terminated;reason=timeout") == 200
    call.client.reads(number, "does not say how it went")
    assert notifies(phone, "SIP/2.0 200 OK", "terminated") == 481
    still_talk(call, phone)


@scenario("only where the user might call: numbers, other domains and addresses "
          "are refused", loud="who may not is logged")
def policy(world):
    call, phone = romeo_calls(world)
    for n, target in enumerate((
            "+49900123456", "sip:+49900123456@sip.example", "tel:+49900123456",
            "sip:bob@other.example", "sip:900@10.77.0.1", "bob@other.example",
            "sip:1999@sip.example;user=phone", "*21*0900#")):
        call.types(f"/transfer {target}", ident=f"m{n}")
        call.client.reads(world.gateway_jid("1007"), "may not transfer")
        call.client.events.clear()
        call.client.seen.clear()
    with stays(lambda: phone.ua.had(lambda m: m.method == "REFER"), 1, "REFER"):
        pass
    still_talk(call, phone)


@scenario("what is no address never reaches the phone",
          loud="what could be one is said not to be allowed")
def hostile(world):
    call, phone = romeo_calls(world)
    for target in ("sip:1003@sip.example?Replaces=x", "sip:a@b>\\r\\nX: y",
                   "sip:1003@sip.example;method=BYE", "<sip:1003@sip.example>",
                   "sip:", "@", "a@b@c", "1 <&amp;", "%s%n%s%n", "\u202e1003",
                   "x" * 600, "sip:" + "a" * 10000 + "@sip.example",
                   "1003\nX: y", "\"a\" <sip:b@c>", "/", "//", "sip:a b@c"):
        call.types(f"/transfer {target}")
        call.client.reads(world.gateway_jid("1007"), "")
        call.client.events.clear()
        call.client.seen.clear()
    for typed in ("/transferred to you", "please /transfer 1003", "/transfer1003"):
        call.types(typed)
        call.client.reads(world.gateway_jid("1007"), kind="error")
        call.client.events.clear()
        call.client.seen.clear()
    with stays(lambda: phone.ua.had(lambda m: m.method == "REFER"), 1, "REFER"):
        pass
    still_talk(call, phone)


@scenario("without a call, while it rings, with others' calls: no transfer",
          persona=False)
def without_call(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    number = world.gateway_jid("1007")
    romeo.writes(number, "/transfer 1003")
    romeo.reads(number, "no answered call")
    call, phone = None, SipCall(world, hz=PHONE_HZ, payloads=(8,))
    call = romeo.calls(number)
    phone.is_called()
    call.types("/transfer 1003")
    romeo.reads(number, "not answered")
    phone.answers(headers=ALLOW)
    call.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    juliet = world.xmpp_client("juliet")
    juliet.writes(number, "/transfer 1003")
    juliet.reads(number, "no answered call")
    assert not listed(juliet, world.component)
    assert "forbidden" in command(juliet, world.component)
    assert notifies(phone, "SIP/2.0 200 OK", "terminated") == 481
    still_talk(call, phone)


def two_calls(world):
    call, phone = romeo_calls(world)
    carol = SipCall(world, "1003", hz=CAROL_HZ, payloads=(8,))
    other = call.client.calls(world.gateway_jid("1003"))
    carol.is_called().answers(headers=ALLOW)
    other.is_answered()
    assert_heard((other, CAROL_HZ))
    return call, phone, other, carol


@scenario("attended: /transfer alone, with two calls; by a stanza with the sid",
          timeout=90)
def attended(world):
    for how in ("chat", "sid"):
        call, phone, other, carol = two_calls(world)
        if how == "chat":
            call.types("/transfer")
        else:
            answer = call.do("info", xml=f"<transfer xmlns='{TRANSFER}' "
                             f"sid='{other.sid}'/>")
            assert 'type="result"' in answer, answer
        target = gets_refer(phone)
        uri, replaces = target.split("?Replaces=")
        assert "1003" in uri, uri
        tag = {name: re.search("tag=([^;>]+)", carol.invite.get(name))
               for name in ("From", "To")}
        own = re.search("tag=([^;>]+)", carol.response.get("To")).group(1)
        assert replaces == (
            carol.invite.get("Call-ID").replace("@", "%40") +
            f"%3Bto-tag%3D{own}%3Bfrom-tag%3D{tag['From'].group(1)}"), replaces
        succeeds(call, phone)
        phone.hangs_up()
        carol.hangs_up()
        other.ends()
        for part in (phone, carol):
            part.stop()
        call.client.stop()
        world.people.remove(call.client)


@scenario("attended without another call: the user is told")
def attended_alone(world):
    call, phone = romeo_calls(world)
    call.types("/transfer")
    call.client.reads(world.gateway_jid("1007"), "no other call")
    still_talk(call, phone)


@scenario("baresip is transferred to another phone, and both hear each other",
          timeout=60)
def baresip_is_transferred(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    bob = world.phone("1001", hz=PHONE_HZ)
    carol = world.phone("1003", hz=CAROL_HZ)
    carol.answers_by_itself()
    call = romeo.calls(world.gateway_jid("1001"))
    bob.is_called()
    bob.answers()
    call.is_answered()
    assert_heard((call, PHONE_HZ), (bob, ROMEO_HZ))
    call.types("/transfer 1003")
    reason, text = call.ends(20)
    assert reason == "success", (reason, text)
    assert_heard((bob, CAROL_HZ), (carol, PHONE_HZ))
    bob.hangs_up()


def linphones(world):
    if linphone.available():
        raise Skip(linphone.available())
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    bob = world.linphone("1001", hz=PHONE_HZ)
    call = romeo.calls(world.gateway_jid("1001"))
    bob.is_called()
    bob.answers()
    bob.is_answered()
    call.is_answered()
    assert_heard((call, PHONE_HZ), (bob, ROMEO_HZ))
    return call, bob


@scenario("Linphone is transferred to another phone, and both hear each other",
          timeout=90, long=True)
def linphone_is_transferred(world):
    call, bob = linphones(world)
    carol = world.phone("1003", hz=CAROL_HZ)
    carol.answers_by_itself()
    call.types("/transfer 1003")
    reason, text = call.ends(20)
    assert reason == "success", (reason, text)
    assert_heard((bob, CAROL_HZ), (carol, PHONE_HZ))
    bob.hangs_up()


@scenario("Linphone takes the user's place in a call with Linphone: attended",
          timeout=90, long=True)
def linphones_are_connected(world):
    call, bob = linphones(world)
    carol = world.linphone("1003", hz=CAROL_HZ)
    other = call.client.calls(world.gateway_jid("1003"))
    carol.is_called()
    carol.answers()
    other.is_answered()
    assert_heard((other, CAROL_HZ), (carol, ROMEO_HZ))
    call.types("/transfer")
    reason, text = call.ends(20)
    assert reason == "success", (reason, text)
    other.ends(20)
    assert_heard((bob, CAROL_HZ), (carol, PHONE_HZ))
    bob.hangs_up()


@scenario("the phone hangs up while it is being transferred: the call is over")
def hangs_up_meanwhile(world):
    world.sip_ua("1003")
    call, phone = romeo_calls(world)
    call.types("/transfer 1003")
    gets_refer(phone)
    phone.hangs_up()
    assert call.ends()[0] == "success"
