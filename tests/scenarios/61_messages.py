# SPDX-License-Identifier: GPL-2.0-or-later
"""Text messages between XMPP and SIP users, and what each is told of them."""

import re

from lib.process import wait_until
from lib.scenario import scenario
from lib.world import stays

EVENT = """
event_route[xmpp-chat:message] {
	if($xmpp_chat(text) == "drop this") {
		drop;
	}
	if($xmpp_chat(text) == "refuse this") {
		$xmpp_chat(code) = 403;
	}
	if($xmpp_chat(text) == "change this") {
		$xmpp_chat(text) = $xmpp_chat(direction) + " " + $xmpp_chat(user) + " " + $xmpp_chat(local);
	}
}
"""
WORLD = {"defines": ["JINGLE_CHAT"],
         "cfg": 'modparam("tm", "fr_timer", 3000)\n' + EVENT}

REQUEST = "<request xmlns='urn:xmpp:receipts'/>"
OMEMO = ("<encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='1'>"
         "<key rid='2'>a</key></header><payload>b</payload></encrypted>")


def writes(client, contact, text, more="", ident="t1"):
    client.writes(contact, text, more, ident)


def gets(ua, text, code=200, **options):
    """The phone is sent this text, and answers it."""
    request = ua.receives("MESSAGE")
    assert request.body == text, request.body
    if code:
        ua.reply(request, code, contact=False, **options)
    return request


def receipt(client, contact, ident="t1", timeout=5):
    return client.find(
        "stanza", lambda e: e["name"] == "message" and
        (e["sender"] or "") == contact and "urn:xmpp:receipts" in e["xml"]
        and f'id="{ident}"' in e["xml"], timeout, f"a receipt of {ident}")


def failure(client, contact, condition, kind, ident="t1", timeout=5):
    """The client is told that its text has failed, once."""
    def is_one(event):
        return event["event"] == "stanza" and event["name"] == "message" and \
            event["type"] == "error" and f'id="{ident}"' in event["xml"]

    event = client.find("stanza", is_one, timeout, f"an error for {ident}")
    assert event["sender"] == contact, event
    assert f"<{condition} " in event["xml"] or \
        f":{condition} " in event["xml"], event["xml"]
    assert f'type="{kind}"' in event["xml"], event["xml"]
    assert len([e for e in client.events if is_one(e)]) == 1
    return event["xml"]


def nothing_told(client, ident="t1", seconds=0.7):
    """Neither receipt nor error comes for this text."""
    return stays(lambda: [e for e in client.had("stanza", name="message")
                          if f'"{ident}"' in e["xml"]], seconds,
                 f"the user is told something of {ident}")


def sends(ua, uri, text, code, **options):
    """A phone sends a text; return request and answer."""
    ua.body_type = options.pop("body_type", "text/plain;charset=UTF-8")
    request = ua.authenticated(ua.request("MESSAGE", f"sip:{uri}", body=text,
                                          **options))
    answer = ua.wait(lambda m: m.is_response and
                     m.get("Call-ID") == request.get("Call-ID"),
                     what="answer to MESSAGE")
    assert answer.code == code, answer.first
    return request, answer


@scenario("an XMPP user writes to a phone: a 200 is a receipt, a 202 is none, "
          "an error is an error with its text")
def to_phone(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    contact = world.gateway_jid("1001")
    writes(romeo, contact, "Hallo, <Welt> \u263a\nzweite", REQUEST)
    request = gets(ua, "Hallo, <Welt> \u263a\r\nzweite")
    assert request.get("From").startswith(f"<sip:romeo@{world.xmpp_domain}>")
    assert "gr=" not in request.get("From")
    assert not request.all("Contact") and not request.all("P-XMPP-Chat")
    assert request.get("Content-Type") == "text/plain;charset=UTF-8"
    receipt(romeo, contact)
    writes(romeo, contact, "zwei", REQUEST, "t2")
    second = gets(ua, "zwei", 202)
    assert second.get("Call-ID") != request.get("Call-ID")
    with nothing_told(romeo, "t2"):
        pass
    for n, (code, condition, kind) in enumerate((
            (480, "recipient-unavailable", "wait"),
            (404, "item-not-found", "cancel"),
            (415, "not-acceptable", "modify"),
            (603, "forbidden", "auth"),
            (500, "internal-server-error", "wait"))):
        writes(romeo, contact, "drei", REQUEST, f"e{n}")
        gets(ua, "drei", code, phrase="Because")
        assert f"{code} Because" in failure(romeo, contact, condition, kind,
                                            f"e{n}")


@scenario("a phone writes to an XMPP user: 202 when the server has it, and the "
          "user can answer")
def to_client(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    _, answer = sends(ua, world.sip_uri("romeo"), "Eins\r\n& <zwei>", 202)
    assert answer.tag("To")
    got = romeo.reads(world.gateway_jid("1001"), "Eins")
    assert "Eins\n&amp; &lt;zwei&gt;" in got, got
    sender = re.search(r'from="([^"]+)"', got).group(1)
    assert sender.startswith(world.gateway_jid("1001") + "/"), sender
    writes(romeo, sender, "zurueck")
    gets(ua, "zurueck")


@scenario("what cannot go to SIP is refused, and says why: encrypted, too long, "
          "nobody there, not allowed, by the event route")
def refused(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    contact = world.gateway_jid("1001")
    writes(romeo, contact, "[This message is OMEMO encrypted]", OMEMO, "r1")
    assert "switch encryption off" in failure(
        romeo, contact, "not-acceptable", "modify", "r1")
    writes(romeo, contact, "x" * 1500, REQUEST, "r2")
    assert "too long" in failure(romeo, contact, "policy-violation", "modify",
                                 "r2")
    nobody = world.gateway_jid("1009")
    writes(romeo, nobody, "x", REQUEST, "r3")
    failure(romeo, nobody, "recipient-unavailable", "wait", "r3")
    elsewhere = world.gateway_jid("bob%other.example")
    writes(romeo, elsewhere, "x", REQUEST, "r4")
    failure(romeo, elsewhere, "forbidden", "auth", "r4")
    writes(romeo, contact, "refuse this", REQUEST, "r5")
    failure(romeo, contact, "forbidden", "auth", "r5")
    writes(romeo, contact, "drop this", REQUEST, "r6")
    writes(romeo, contact, "change this", REQUEST, "r7")
    gets(ua, f"to-sip {world.jid('romeo')} 1")
    receipt(romeo, contact, "r7")
    with nothing_told(romeo, "r6"):
        pass
    assert not ua.had(lambda m: m.method == "MESSAGE" and "OMEMO" in m.body)


@scenario("many texts at once come in their order, one at a time; what is more "
          "than waits is refused")
def burst(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    contact = world.gateway_jid("1001")
    for n in range(11):
        writes(romeo, contact, f"text {n}", REQUEST, f"b{n}")
    for n in (9, 10):
        failure(romeo, contact, "resource-constraint", "wait", f"b{n}")
    for n in range(9):
        request = ua.receives("MESSAGE")
        assert request.body == f"text {n}", request.body
        assert not ua.had(lambda m, n=n: m.method == "MESSAGE"
                          and m.body > f"text {n}")
        ua.reply(request, 200, contact=False)
        receipt(romeo, contact, f"b{n}")


@scenario("a phone that does not answer: an error, and what waited goes on; of "
          "two phones one is enough")
def phones(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1002")
    contact = world.gateway_jid("1002")
    writes(romeo, contact, "eins", REQUEST, "d1")
    writes(romeo, contact, "zwei", REQUEST, "d2")
    failure(romeo, contact, "remote-server-timeout", "wait", "d1", 8)
    request = ua.wait(lambda m: not m.is_response and m.body == "zwei",
                      what="the second text")
    ua.reply(request, 200, contact=False)
    receipt(romeo, contact, "d2")
    assert ua.had(lambda m: m.body == "eins")
    first = world.sip_ua("1003")
    second = world.sip_ua("1003", port=5063)
    contact = world.gateway_jid("1003")
    writes(romeo, contact, "drei", REQUEST, "d3")
    gets(first, "drei", 415)
    gets(second, "drei", 200)
    receipt(romeo, contact, "d3")
    assert not [e for e in romeo.had("stanza", type="error")
                if 'id="d3"' in e["xml"]]


@scenario("what XMPP refuses is no 202: unknown, blocked; who is offline has it "
          "later; what is no text, and what comes twice")
def to_client_refused(world):
    romeo = world.xmpp_client("romeo")
    world.account("juliet")
    ua = world.sip_ua("1001")
    sends(ua, world.sip_uri("nobody"), "x", 480)
    sends(ua, world.sip_uri("romeo"), "x", 415, body_type="image/png")
    _, answer = sends(ua, world.sip_uri("romeo"), "x", 415,
                      body_type="application/json")
    assert "text/plain" in answer.get("Accept"), answer.headers
    sends(ua, world.sip_uri("romeo"), "<p>fett <b>hier</b>", 202,
          body_type="text/html")
    romeo.reads(world.gateway_jid("1001"), "fett hier")
    sends(ua, world.sip_uri("romeo"), "refuse this", 403)
    sends(ua, world.sip_uri("romeo"), "drop this", 202)
    sends(ua, world.sip_uri("romeo"), "change this", 202)
    romeo.reads(world.gateway_jid("1001"), "to-xmpp romeo@xmpp.example 1")
    sends(ua, world.sip_uri("juliet"), "spaeter", 202)
    juliet = world.xmpp_client("juliet")
    juliet.reads(world.gateway_jid("1001"), "spaeter")
    assert not [e for e in romeo.had("stanza", name="message")
                if "drop this" in e["xml"] or "refuse this" in e["xml"]]
    answer = romeo.asks("set", None, "<block xmlns='urn:xmpp:blocking'><item "
                        f"jid='{world.gateway_jid('1001')}'/></block>")
    assert 'type="result"' in answer, answer
    sends(ua, world.sip_uri("romeo"), "blocked", 480)
    romeo.asks("set", None, "<unblock xmlns='urn:xmpp:blocking'/>")
    request, _ = sends(ua, world.sip_uri("romeo"), "einmal", 202)
    for _ in range(2):
        ua.send(request)
        ua.receives_code(202, method="MESSAGE")
    sends(ua, world.sip_uri("romeo"), "danach", 202)
    romeo.reads(world.gateway_jid("1001"), "danach")
    assert len([e for e in romeo.had("stanza", name="message")
                if "einmal" in e["xml"]]) == 1


@scenario("the component's stream is down: 503 with Retry-After, no 202; a "
          "phone's answer to a text of before still reaches the user",
          loud="the sidecar is killed")
def stream_down(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    contact = world.gateway_jid("1001")
    writes(romeo, contact, "unterwegs", REQUEST, "s1")
    request = ua.receives("MESSAGE")
    world.sidecar.kill()
    wait_until(lambda: world.component not in world.kamailio.rpc(
        "xmpp_link.list"), 10, "the stream is down")
    _, answer = sends(ua, world.sip_uri("romeo"), "verloren", 503)
    assert int(answer.get("Retry-After")) > 0
    ua.reply(request, 200, contact=False)
    world.sidecar.start()
    receipt(romeo, contact, "s1", 15)
    sends(ua, world.sip_uri("romeo"), "wieder da", 202)
    romeo.reads(contact, "wieder da")
    assert not [e for e in romeo.had("stanza", name="message")
                if "verloren" in e["xml"]]


@scenario("only the gateway sends as an XMPP user, and only users with a "
          "password write", loud="who tries it is logged")
def trust(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    other = world.sip_ua("1002")
    contact = world.gateway_jid("1002")
    writes(romeo, contact, "echt")
    gets(other, "echt")
    own = [r.text for r in world.wire.sip()
           if r.text.startswith("MESSAGE ") and "P-XMPP-Chat" in r.text][-1]
    header = re.search("^P-XMPP-Chat: (.*?)\r?$", own, re.M).group(1)
    callid = re.search("^Call-ID: (.*?)\r?$", own, re.M).group(1)
    for headers in ([], [("P-XMPP-Chat", header)]):
        ua.body_type = "text/plain"
        ua.send(ua.request(
            "MESSAGE", f"sip:1002@{world.sip_domain}", body="falsch",
            from_=f"<sip:romeo@{world.xmpp_domain}>;tag=1", call_id=callid,
            headers=headers))
        ua.receives_code(403, method="MESSAGE")
    ua.password = None
    ua.send(ua.request("MESSAGE", f"sip:{world.sip_uri('romeo')}",
                       body="ohne"))
    ua.receives_code(407, method="MESSAGE")
    assert not other.had(lambda m: m.body == "falsch")


@scenario("Kamailio is killed: each text that has no end yet, at the phone, behind "
          "it, on its way in, fails once; what had its end has no other; then all "
          "goes on", loud="Kamailio is killed")
def killed(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    contact = world.gateway_jid("1001")
    writes(romeo, contact, "zugestellt", REQUEST, "k0")
    gets(ua, "zugestellt")
    receipt(romeo, contact, "k0")
    writes(romeo, contact, "zugestellt", "", "k1")
    gets(ua, "zugestellt", 202)
    writes(romeo, contact, "vorher", REQUEST, "k2")
    writes(romeo, contact, "dahinter", REQUEST, "k3")
    request = ua.receives("MESSAGE")
    world.kamailio.kill()
    writes(romeo, contact, "inzwischen", REQUEST, "k4")
    world.kamailio.start()
    world.kamailio.process.wait_log(f"component {world.component} is up\n")
    failure(romeo, contact, "remote-server-timeout", "wait", "k2")
    failure(romeo, contact, "remote-server-timeout", "wait", "k3")
    failure(romeo, contact, "recipient-unavailable", "wait", "k4")
    ua.reply(request, 200, contact=False)
    ua.registers()
    writes(romeo, contact, "nachher", REQUEST, "k5")
    ua.reply(ua.wait(lambda m: not m.is_response and m.body == "nachher",
                     what="the text of afterwards"), 200, contact=False)
    receipt(romeo, contact, "k5")
    sends(ua, world.sip_uri("romeo"), "auch zurueck", 202)
    romeo.reads(contact, "auch zurueck")
    errors = sorted(re.search(r' id="(k\d)"', e["xml"]).group(1)
                    for e in romeo.had("stanza", name="message", type="error"))
    assert errors == ["k2", "k3", "k4"], errors


@scenario("Kamailio is killed and stays away: its sidecar answers what it had",
          loud="Kamailio is killed", long=True)
def killed_for_good(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    contact = world.gateway_jid("1001")
    writes(romeo, contact, "unterwegs", REQUEST, "g1")
    ua.receives("MESSAGE")
    world.kamailio.kill()
    failure(romeo, contact, "remote-server-timeout", "wait", "g1", 15)
    world.kamailio.start()
    world.kamailio.process.wait_log(f"component {world.component} is up\n")
    ua.registers()
    writes(romeo, contact, "nachher", REQUEST, "g2")
    ua.reply(ua.wait(lambda m: not m.is_response and m.body == "nachher",
                     what="the text of afterwards"), 200, contact=False)
    receipt(romeo, contact, "g2")
    failure(romeo, contact, "remote-server-timeout", "wait", "g1")
