# SPDX-License-Identifier: GPL-2.0-or-later
"""SIP as it is on bad days: forks, redirects, challenges, lost messages."""

import re
import time

from lib.jmi import each_ends_once, said
from lib.kamailio import version
from lib.process import wait_until
from lib.scenario import Skip, scenario
from lib.sip_ua import Message
from lib.world import stays

PERSONAS = True


def calls_1007(world, *uas):
    """romeo calls 1007, or whose the user agents are; return his call and the
    INVITE of each."""
    client = world.xmpp_client("romeo")
    call = client.calls(world.gateway_jid(uas[0].user))
    return call, [ua.receives("INVITE") for ua in uas]


def dials_romeo(world, **options):
    client = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    return client, ua, ua.invites(f"sip:{world.sip_uri('romeo')}", **options)


def answers(ua, call, invite, **options):
    answer = ua.reply(invite, 200, body=ua.sdp(), **options)
    ua.receives("ACK")
    call.is_answered()
    return answer


def ends(ua, call, invite, answer, outgoing=False):
    ua.in_dialog("BYE", invite, answer, outgoing)
    ua.receives_code(200, method="BYE")
    assert call.ends()[0] == "success"


# --- provisional replies ---

@scenario("183 with SDP counts as ringing, its SDP serves a 200 without one")
def early_answer(world):
    ua = world.sip_ua("1007")
    call, (invite,) = calls_1007(world, ua)
    ua.reply(invite, 183, body=ua.sdp())
    call.hears_ringing()
    assert not call.had("accepted")
    answer = ua.reply(invite, 200)
    ua.receives("ACK")
    assert "PCMA" in call.is_answered()["xml"]
    ends(ua, call, invite, answer)


@scenario("a 200 with SDP counts more than the 183 before it")
def early_and_late_answer(world):
    ua = world.sip_ua("1007")
    call, (invite,) = calls_1007(world, ua)
    ua.reply(invite, 183, body=ua.sdp(port=21000))
    call.hears_ringing()
    answer = answers(ua, call, invite)
    ends(ua, call, invite, answer)


@scenario("a 200 without SDP after another phone's 183: ended, not heard")
def early_answer_of_another(world):
    ua = world.sip_ua("1007")
    call, (invite,) = calls_1007(world, ua)
    ua.reply(invite, 183, body=ua.sdp(), to_tag="other")
    call.hears_ringing()
    ua.reply(invite, 200)
    ua.receives("ACK")
    ua.reply(ua.receives("BYE"), 200)
    assert call.ends()[0] == "failed-application"


@scenario("a phone with a tag of 4000 bytes: answered, and ended, rtpengine "
          "too")
def long_tag(world):
    ua = world.sip_ua("1007")
    call, (invite,) = calls_1007(world, ua)
    answer = answers(ua, call, invite, to_tag="t" * 4000)
    ends(ua, call, invite, answer)


@scenario("18x after the 200 changes nothing")
def late_ringing(world):
    ua = world.sip_ua("1007")
    call, (invite,) = calls_1007(world, ua)
    answer = answers(ua, call, invite)
    for code in (180, 183, 181):
        ua.reply(invite, code)
    with stays(lambda: call.had("ringing"), 0.3, "it rings after the answer"):
        pass
    assert 'type="result"' in call.do("info")
    ends(ua, call, invite, answer)


@scenario("each kind of 18x is told as ringing, 100 is not")
def kinds_of_ringing(world):
    ua = world.sip_ua("1007")
    for code in (180, 181, 182, 183):
        call, (invite,) = calls_1007(world, ua)
        ua.reply(invite, 100)
        ua.reply(invite, code)
        call.hears_ringing()
        ua.reply(invite, 486)
        ua.receives("ACK")
        call.ends()
        call.client.stop()
        world.people.remove(call.client)


@scenario("a phone that wants its 180 acknowledged by PRACK: the call goes on")
def reliable_ringing(world):
    ua = world.sip_ua("1007")
    call, (invite,) = calls_1007(world, ua)
    assert "100rel" in " ".join(invite.all("Supported"))
    ua.reply(invite, 180, headers=[("Require", "100rel"), ("RSeq", "1")])
    ua.reply(ua.receives("PRACK"), 200)
    call.hears_ringing()
    answer = answers(ua, call, invite)
    ends(ua, call, invite, answer)


@scenario("a caller who knows PRACK and does not demand it: plain 180")
def reliable_if_wanted(world):
    client, ua, invite = dials_romeo(world, headers=[
        ("Supported", "100rel, timer, replaces")])
    call = client.is_called()
    ringing = ua.receives_code(180)
    assert not ringing.get("RSeq") and "100rel" not in ringing.all("Require")
    call.answers()
    answer = ua.receives_code(200)
    assert "100rel" not in " ".join(answer.all("Require"))
    ua.ack(invite, answer)
    ends(ua, call, invite, answer, outgoing=True)


@scenario("a caller who demands what there is not: 420, Unsupported")
def demanded(world):
    for demand, unknown in (("precondition", "precondition"),
                            ("100rel, x", "x")):
        client, ua, invite = dials_romeo(world, headers=[("Require", demand)])
        response = ua.receives_code(420)
        ua.ack(invite, response)
        assert ", ".join(response.all("Unsupported")) == unknown
        assert not client.had("call")
        world.reset()


@scenario("a demand in the dialog: 420, and the call goes on")
def demanded_in_dialog(world):
    client, ua, invite = dials_romeo(world)
    call = client.is_called()
    call.answers()
    answer = ua.receives_code(200)
    ua.ack(invite, answer)
    again = ua.in_dialog("INVITE", invite, answer, body=ua.sdp(version=2),
                         headers=[("Require", "precondition")])
    response = ua.receives_code(420)
    ua.ack(again, response)
    assert response.get("Unsupported") == "precondition"
    ends(ua, call, invite, answer, outgoing=True)


# --- forks ---

@scenario("two phones answer in one moment: one call, the other gets ACK and "
          "BYE")
def two_answers(world):
    first = world.sip_ua("1009")
    second = world.sip_ua("1009", port=5063)
    call, invites = calls_1007(world, first, second)
    for ua, invite, tag in ((first, invites[0], "one"),
                            (second, invites[1], "two")):
        ua.reply(invite, 180, to_tag=tag)
    call.hears_ringing()
    for ua, invite, tag in ((first, invites[0], "one"),
                            (second, invites[1], "two")):
        ua.reply(invite, 200, body=ua.sdp(), to_tag=tag)
    for ua, tag in ((first, "one"), (second, "two")):
        ack = ua.wait(lambda m, tag=tag: m.method == "ACK" and
                      not m.is_response and m.tag("To") == tag, 10,
                      f"ACK for {tag}")
        assert ack.get("CSeq").split()[0] == \
            invites[0].get("CSeq").split()[0]
    call.is_answered()
    loser = wait_until(
        lambda: next((u for u in (first, second) if u.had(
            lambda m: m.method == "BYE" and not m.is_response)), None), 10,
        "a BYE for the second answer")
    bye = loser.receives("BYE")
    loser.reply(bye, 200)
    assert bye.tag("To") == ("one" if loser is first else "two")
    winner = first if loser is second else second
    assert not winner.had(lambda m: m.method == "BYE" and not m.is_response)
    assert 'type="result"' in call.do("info")
    assert call.hangs_up() == "result"
    winner.reply(winner.receives("BYE"), 200)


@scenario("two phones answer a call that is over already: BYE for both")
def two_answers_too_late(world):
    first = world.sip_ua("1009")
    second = world.sip_ua("1009", port=5063)
    call, invites = calls_1007(world, first, second)
    first.reply(invites[0], 180, to_tag="one")
    call.hears_ringing()
    call.hangs_up("cancel")
    first.receives("CANCEL")
    first.reply(invites[0], 200, body=first.sdp(), to_tag="one")
    second.reply(invites[1], 200, body=second.sdp(), to_tag="two")
    for ua, tag in ((first, "one"), (second, "two")):
        bye = ua.receives("BYE")
        assert bye.tag("To") == tag
        ua.reply(bye, 200)
    assert not call.had("accepted")


# --- answers that say not where to go ---

DAMAGED = (
    ("no Contact", None, None),
    ("Contact of all", ("Contact", "*"), None),
    ("empty Contact", ("Contact", "<>"), None),
    ("Contact without a host", ("Contact", "<sip:>"), None),
    ("a Contact that is none", ("Contact", '"1007'), None),
    ("a Record-Route that is none", None, ("Record-Route", "<sip:x")),
    ("another one", None, ("Record-Route", "here, there")),
)


def answers_damaged(ua, invite, contact, route, **options):
    """200 with these headers in place of right ones."""
    headers = [contact] if contact else []
    if route:
        invite = Message(invite.first, [
            route if k == "Record-Route" else (k, v)
            for k, v in invite.headers], invite.body)
        invite.source = ua.proxy
    return ua.reply(invite, 200, body=ua.sdp(), headers=headers,
                    contact=bool(route), **options)


@scenario("200 without a Contact or Record-Route of use: ACK, the call goes "
          "on, and ends",
          loud="the phone is at fault")
def damaged_answers(world):
    for name, contact, route in DAMAGED:
        ua = world.sip_ua("1007")
        call, (invite,) = calls_1007(world, ua)
        answers_damaged(ua, invite, contact, route)
        ua.receives("ACK")
        call.is_answered()
        assert call.hangs_up() == "result", name
        ua.reply(ua.receives("BYE"), 200)
        ua.stop()
        world.people.remove(ua)
        world.reset()


@scenario("the same of a phone that is too late: ACK and BYE",
          loud="the phone is at fault")
def damaged_and_late(world):
    if version() >= (6, 1):
        raise Skip("tm of Kamailio 6.1 forgets what it sent to a phone as soon "
                   "as another one has answered: nothing to mend it by")
    for _, contact, route in (DAMAGED[0], DAMAGED[5]):
        first = world.sip_ua("1009")
        second = world.sip_ua("1009", port=5063)
        call, invites = calls_1007(world, first, second)
        answers(first, call, invites[0])
        answers_damaged(second, invites[1], contact, route, to_tag="late")
        for method in ("ACK", "BYE"):
            request = second.receives(method)
            assert request.tag("To") == "late"
        second.reply(request, 200)
        assert call.hangs_up() == "result"
        first.reply(first.receives("BYE"), 200)
        for ua in (first, second):
            ua.stop()
            world.people.remove(ua)
        world.reset()


@scenario("the same when it crosses our CANCEL: ACK and BYE",
          loud="the phone is at fault")
def damaged_and_cancelled(world):
    for _, contact, route in (DAMAGED[0], DAMAGED[5]):
        ua = world.sip_ua("1007")
        call, (invite,) = calls_1007(world, ua)
        ua.reply(invite, 180)
        call.hears_ringing()
        call.hangs_up("cancel")
        ua.receives("CANCEL")
        answers_damaged(ua, invite, contact, route)
        ua.receives("ACK")
        ua.reply(ua.receives("BYE"), 200)
        ua.stop()
        world.people.remove(ua)
        world.reset()


@scenario("200 with a route set above the limits: ACK, BYE, an end for the "
          "user",
          loud="the phone is at fault")
def route_set_too_long(world):
    for lines, length in ((30, 200), (40, 10)):
        ua = world.sip_ua("1007")
        call, (invite,) = calls_1007(world, ua)
        ua.reply(invite, 200, body=ua.sdp(), headers=[
            ("Record-Route", f"<sip:192.0.2.{n}:9;lr;{'p' * length}>")
            for n in range(lines)])
        assert call.ends()[0] == "general-error"
        ua.receives("ACK")
        ua.reply(ua.receives("BYE"), 200)
        ua.stop()
        world.people.remove(ua)
        world.reset()


@scenario("a busy and a ringing phone: the ringing one takes the call")
def one_of_two_is_busy(world):
    first = world.sip_ua("1009")
    second = world.sip_ua("1009", port=5063)
    call, invites = calls_1007(world, first, second)
    first.reply(invites[0], 486)
    first.receives("ACK")
    second.reply(invites[1], 180)
    call.hears_ringing()
    answer = answers(second, call, invites[1])
    ends(second, call, invites[1], answer)


# --- redirects, challenges, no answer ---

@scenario("302: refused, unless the operator follows it")
def redirected(world):
    ua = world.sip_ua("1007")
    call, (invite,) = calls_1007(world, ua)
    ua.reply(invite, 302, headers=[("Contact", "<sip:+19005550100@"
                                    f"{world.sip_domain}>")])
    ua.receives("ACK")
    assert call.ends() == ("gone", "302 Moved Temporarily")
    assert len(ua.had(lambda m: m.method == "INVITE")) == 1


FOLLOW = """
loadmodule "acc.so"
loadmodule "uac_redirect.so"

route[JINGLE_TO_SIP] {
	t_on_failure("FOLLOW");
	lookup("location");
	route(RELAY);
	exit;
}
route[JINGLE_POLICY] {
	return(1);
}
failure_route[FOLLOW] {
	if(t_check_status("302")) {
		get_redirects("*");
		t_relay();
	}
}
"""


@scenario("302 that the operator follows: the new phone is heard of",
          defines=("JINGLE_OWN_POLICY",), cfg=FOLLOW)
def redirect_followed(world):
    ua = world.sip_ua("1007")
    other = world.sip_ua("1008")
    call, (invite,) = calls_1007(world, ua)
    ua.reply(invite, 302, headers=[("Contact", f"<sip:1008@{other.address}:"
                                    f"{other.port}>")])
    ua.receives("ACK")
    second = other.receives("INVITE")
    other.reply(second, 180)
    call.hears_ringing()
    answer = answers(other, call, second)
    ends(other, call, second, answer)


CHALLENGE = 'Digest realm="trunk", nonce="abc", algorithm=MD5'


@scenario("401 and 407 that nobody answers: security-error")
def challenged(world):
    ua = world.sip_ua("1007")
    for code, header in ((401, "WWW-Authenticate"),
                         (407, "Proxy-Authenticate")):
        call, (invite,) = calls_1007(world, ua)
        ua.reply(invite, code, headers=[(header, CHALLENGE)])
        ua.receives("ACK")
        reason, text = call.ends()
        assert reason == "security-error" and str(code) in text
        call.client.stop()
        world.people.remove(call.client)


@scenario("the phone says nothing at all: timeout, with SIP's own code",
          cfg='modparam("tm", "fr_timer", 2000)\n')
def phone_is_dead(world):
    ua = world.sip_ua("1007")
    call, _ = calls_1007(world, ua)
    reason, text = call.ends(8)
    assert reason == "timeout" and text.startswith("408"), (reason, text)


@scenario("the phone rings for ever: tm's own timer ends it",
          cfg='modparam("tm", "fr_inv_timer", 2000)\n')
def phone_rings_for_ever(world):
    ua = world.sip_ua("1007")
    call, (invite,) = calls_1007(world, ua)
    ua.reply(invite, 180)
    call.hears_ringing()
    reason, text = call.ends(8)
    assert reason == "timeout" and text.startswith("408"), (reason, text)
    ua.reply(ua.receives("CANCEL"), 200)
    ua.reply(invite, 487)
    ua.receives("ACK")


REFUSE = """
route[JINGLE_TO_SIP] {
	send_reply("%s", "%s");
	exit;
}
route[JINGLE_POLICY] {
	return(1);
}
"""


@scenario("no gateway to the telephone network is left: connectivity-error",
          defines=("JINGLE_OWN_POLICY",),
          cfg=REFUSE % ("503", "No Trunk Left"))
def no_trunk(world):
    client = world.xmpp_client("romeo")
    call = client.calls(world.gateway_jid("1007"))
    assert call.ends() == ("connectivity-error", "503 No Trunk Left")


@scenario("the next hop cannot be reached: connectivity-error",
          defines=("JINGLE_OWN_POLICY",), cfg="""
route[JINGLE_TO_SIP] {
	$du = "sip:127.0.0.1:9;transport=tcp";
	route(RELAY);
	exit;
}
route[JINGLE_POLICY] {
	return(1);
}
""",
          loud="the next hop is away")
def unreachable(world):
    client = world.xmpp_client("romeo")
    call = client.calls(world.gateway_jid("1007"))
    reason, text = call.ends()
    assert reason == "connectivity-error", (reason, text)


# --- repeated and lost messages ---

@scenario("an INVITE sent again and again: one call")
def invite_repeated(world):
    since = time.time()
    client, ua, invite = dials_romeo(world)
    for _ in range(3):
        ua.send(invite)
    call = client.is_called()
    ua.receives_code(180)
    ua.send(invite)
    call.answers()
    answer = ua.receives_code(200)
    ua.send(invite)
    again = ua.receives_code(200)
    assert again.get("To") == answer.get("To")
    ua.ack(invite, answer)
    ends(ua, call, invite, answer, outgoing=True)
    names = [m.name for m in said(world, since)]
    assert names.count("propose") == 1, names
    assert names.count("session-initiate") == 1, names


@scenario("a 200 and a BYE sent again: one session-accept, each has its ACK")
def answer_repeated(world):
    since = time.time()
    ua = world.sip_ua("1007")
    call, (invite,) = calls_1007(world, ua)
    answer = answers(ua, call, invite)
    for _ in range(3):
        ua.send(answer, invite.source)
        ua.receives("ACK")
    bye = ua.in_dialog("BYE", invite, answer, outgoing=False)
    ua.receives_code(200, method="BYE")
    ua.send(bye)
    ua.receives_code(200, method="BYE")
    call.ends()
    call.wait("finish")
    wait_until(lambda: [m for m in said(world, since) if m.name == "finish"],
               3, "finish on the wire")
    names = [m.name for m in said(world, since)]
    assert names.count("session-accept") == 1, names
    assert names.count("session-terminate") == 1, names
    assert not ua.had(lambda m: m.method == "BYE" and not m.is_response)


@scenario("the ACK is lost: the 200 is repeated, then both sides are hung up",
          timeout=60)
def ack_lost(world):
    since = time.time()
    client, ua, invite = dials_romeo(world)
    call = client.is_called()
    call.answers()
    answer = ua.receives_code(200)
    assert ua.receives_code(200).get("To") == answer.get("To")
    bye = ua.receives("BYE", 10)
    ua.reply(bye, 200)
    assert bye.tag("To") == invite.tag("From")
    assert call.ends()[0] == "timeout"
    call.wait("finish")
    each_ends_once(world, since)


@scenario("a late ACK is as good as one in time")
def ack_late(world):
    client, ua, invite = dials_romeo(world)
    call = client.is_called()
    call.answers()
    ua.receives_code(200)
    answer = ua.receives_code(200)
    ua.ack(invite, answer)
    ua.ack(invite, answer)
    with stays(lambda: ua.had(lambda m: m.method == "BYE" and
                              not m.is_response), 6, "hung up all the same"):
        pass
    ends(ua, call, invite, answer, outgoing=True)


@scenario("session-initiate and session-accept sent again: told so, one call")
def stanzas_repeated(world):
    ua = world.sip_ua("1007")
    call, (invite,) = calls_1007(world, ua)
    gateway = call.had("proceed")[0]["sender"]
    for action in ("session-initiate", "session-accept"):
        reply = call.client.asks(
            "set", gateway, "<jingle xmlns='urn:xmpp:jingle:1' "
            f"action='{action}' sid='{call.sid}'/>")
        assert "out-of-order" in reply, (action, reply)
    answer = answers(ua, call, invite)
    ends(ua, call, invite, answer)
    assert len(ua.had(lambda m: m.method == "INVITE")) == 1
    client, ua, invite = call.client, ua, ua.invites(
        f"sip:{world.sip_uri('romeo')}")
    call = client.is_called()
    call.answers()
    answer = ua.receives_code(200)
    ua.ack(invite, answer)
    reply = client.asks(
        "set", call.sender, "<jingle xmlns='urn:xmpp:jingle:1' "
        f"action='session-accept' sid='{call.sid}'/>")
    assert "error" in reply, reply
    ends(ua, call, invite, answer, outgoing=True)


@scenario("an offer that Jingle cannot say: 488, and nobody rings",
          loud="the phone is at fault")
def unspeakable_offer(world):
    client = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    fax = ua.sdp().replace("audio 20000 RTP/AVP 8 0", "image 20000 udptl t38")
    streams = ua.sdp() + "m=audio 20000 RTP/AVP 0\r\n" * 40
    for body in (fax, ua.sdp(port=0), streams):
        invite = ua.invites(f"sip:{world.sip_uri('romeo')}", body=body)
        ua.ack(invite, ua.receives_code(4))
        assert ua.had(lambda m, i=invite: m.is_response and m.get("Call-ID")
                      == i.get("Call-ID") and m.code == 488), body
    assert not client.had("call")


@scenario("an INVITE that is malformed: 400; to what is no XMPP address: 404",
          loud="the phone is at fault")
def malformed(world):
    client = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    uri = f"sip:{world.sip_uri('romeo')}"

    def answer_to(uri, without=None, **options):
        invite = ua.request("INVITE", uri, body=ua.sdp(), **options)
        invite.headers = [h for h in invite.headers if h[0] != without]
        invite = ua.authenticated(invite)
        answer = ua.receives_code(4)
        ua.ack(invite, answer)
        return answer.code
    assert answer_to(uri, without="Contact") == 400
    assert answer_to(uri, from_=f"<sip:1007@{world.sip_domain}>") == 400
    for name in ("ro%00meo", "r" * 1100):
        assert answer_to(f"sip:{name}@{world.xmpp_domain}") == 404
    assert not client.had("call")


@scenario("requests of a dialog that is over, or never was: 481")
def no_such_dialog(world):
    client, ua, invite = dials_romeo(world)
    call = client.is_called()
    call.answers()
    answer = ua.receives_code(200)
    ua.ack(invite, answer)
    ends(ua, call, invite, answer, outgoing=True)
    for method in ("BYE", "OPTIONS", "INFO", "UPDATE"):
        ua.in_dialog(method, invite, answer)
        ua.receives_code(481, method=method)
    again = ua.in_dialog("INVITE", invite, answer, body=ua.sdp())
    ua.ack(again, ua.receives_code(481))


@scenario("a forged BYE with another tag: 481, the call goes on")
def forged_bye(world):
    client, ua, invite = dials_romeo(world)
    call = client.is_called()
    call.answers()
    answer = ua.receives_code(200)
    ua.ack(invite, answer)
    forged = Message(answer.first, [
        (k, re.sub(r"tag=\w+", "tag=forged", v)) if k == "To" else (k, v)
        for k, v in answer.headers])
    ua.in_dialog("BYE", invite, forged)
    ua.receives_code(481, method="BYE")
    assert 'type="result"' in call.do("info")
    ends(ua, call, invite, answer, outgoing=True)
