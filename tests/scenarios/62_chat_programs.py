# SPDX-License-Identifier: GPL-2.0-or-later
"""What phones and clients tell each other of a text: arrived, read, being
written. A phone that is scripted, baresip, and Linphone."""

import re

from lib import linphone
from lib.process import wait_until
from lib.scenario import Skip, scenario
from lib.world import stays

WORLD = {"defines": ["JINGLE_CHAT"],
         "cfg": 'modparam("xmpp_chat", "typing_refresh", 2)\n'
                'modparam("xmpp_chat", "message_large", "split")\n'}

REQUEST = "<request xmlns='urn:xmpp:receipts'/>"
MARKABLE = "<markable xmlns='urn:xmpp:chat-markers:0'/>"
STATES = "http://jabber.org/protocol/chatstates"
PLAIN = "text/plain;charset=UTF-8"
CPIM = "message/cpim"
COMPOSING = "application/im-iscomposing+xml"
CPIM_LINPHONE = """im_notif_policy=all
[misc]
cpim_in_basic_chat_rooms_enabled=1
[proxy_default_values]
cpim_in_basic_chat_rooms_enabled=1
"""
ALL = "positive-delivery, negative-delivery, display"


# --- what a phone says and gets ------------------------------------------------------

def sends(ua, uri, body, kind, code):
    """A phone sends a MESSAGE and gets this answer."""
    ua.body_type = kind
    request = ua.authenticated(ua.request("MESSAGE", f"sip:{uri}", body=body))
    answer = ua.wait(lambda m: m.is_response and
                     m.get("Call-ID") == request.get("Call-ID"),
                     what="answer to MESSAGE")
    assert answer.code == code, answer.first
    return request


def cpim(text, ident, wants=ALL):
    """RFC 3862, in the form that Linphone sends."""
    return ("From: <sip:1001@sip.example>\r\nTo: <sip:romeo@xmpp.example>\r\n"
            "DateTime: 2026-12-01T00:00:00Z\r\n"
            "NS: imdn <urn:ietf:params:imdn>\r\n"
            f"imdn.Message-ID: {ident}\r\n"
            f"imdn.Disposition-Notification: {wants}\r\n\r\n"
            f"Content-Type: text/plain; charset=UTF-8\r\n\r\n{text}")


def imdn(ident, what):
    kind = "display" if what == "displayed" else "delivery"
    return ("<?xml version='1.0' encoding='UTF-8'?>"
            "<imdn xmlns='urn:ietf:params:xml:ns:imdn'>"
            f"<message-id>{ident}</message-id>"
            "<datetime>2026-12-01T00:00:00Z</datetime>"
            f"<{kind}-notification><status><{what}/></status>"
            f"</{kind}-notification></imdn>")


def composing(state, refresh=""):
    return ("<?xml version='1.0' encoding='UTF-8'?><isComposing "
            "xmlns='urn:ietf:params:xml:ns:im-iscomposing'>"
            f"<state>{state}</state>{refresh}</isComposing>")


def gets(ua, kind, words, code=200):
    """The phone is sent this, and answers it."""
    request = ua.receives("MESSAGE")
    assert request.get("Content-Type") == kind, request.get("Content-Type")
    for word in words:
        assert word in request.body, (word, request.body)
    ua.reply(request, code, contact=False)
    return request


def is_told(ua, ident, what):
    """A notification of RFC 5438 about this text."""
    request = gets(ua, CPIM, [
        "Content-Type: message/imdn+xml\r\n", f"<message-id>{ident}</message-id>",
        "Content-Disposition: notification\r\n", f"<{what}/>",
        "<datetime>2026-12-01T00:00:00Z</datetime>"])
    assert "Disposition-Notification" not in request.body
    assert f"imdn.Message-ID: {ident}\r\n" not in request.body


# --- what a client says and gets -------------------------------------------------------

def stanza(client, contact, words, timeout=5):
    """A message of the contact's that has all these words."""
    return client.find(
        "stanza", lambda e: e["name"] == "message" and
        (e["sender"] or "").split("/")[0] == contact and
        all(w in e["xml"] for w in words), timeout, f"a message with {words}")


def receipt(client, contact, ident):
    return stanza(client, contact, ["urn:xmpp:receipts", f'id="{ident}"',
                                    "received"])


def state(client, contact, name):
    return stanza(client, contact, [STATES, name, "no-store"])["xml"]


def answers(client, got, *names):
    """The client says that it has a text, that it was read."""
    xml = got["xml"]
    ident = re.search(r'<[^>]*message[^>]* id="([^"]+)"', xml).group(1)
    spaces = {"received": "urn:xmpp:receipts",
              "displayed": "urn:xmpp:chat-markers:0"}
    for name in names:
        client.sends(f"<message type='chat' to='{got['sender']}'>"
                     f"<{name} xmlns='{spaces[name]}' id='{ident}'/></message>")


@scenario("a phone that sends CPIM is told that its texts have arrived and were "
          "read, each once; a marker is for those before it as well")
def phone_is_told(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    contact = world.gateway_jid("1001")
    uri = world.sip_uri("romeo")
    sends(ua, uri, cpim("one", "m1"), CPIM, 202)
    got = stanza(romeo, contact, [">one<", "urn:xmpp:receipts", "markable"])
    answers(romeo, got, "received", "received")
    is_told(ua, "m1", "delivered")
    sends(ua, uri, cpim("two", "m2"), CPIM, 202)
    got = stanza(romeo, contact, [">two<"])
    answers(romeo, got, "displayed")
    told = [ua.receives("MESSAGE")]
    ua.reply(told[0], 200, contact=False)
    for _ in range(2):
        told.append(ua.receives("MESSAGE"))
        ua.reply(told[-1], 200, contact=False)
    said = sorted(re.search(r"message-id>(\w+)<.*<(delivered|displayed)/>",
                            m.body, re.S).groups() for m in told)
    assert said == [("m1", "displayed"), ("m2", "delivered"),
                    ("m2", "displayed")], said
    sends(ua, uri, cpim("three", "m3", "negative-delivery"), CPIM, 202)
    answers(romeo, stanza(romeo, contact, [">three<"]), "received", "displayed")
    with stays(lambda: [m for m in ua.messages if m.method == "MESSAGE" and
                        "m3" in m.body], 0.7, "told what it has not asked"):
        pass


@scenario("an XMPP user asks for a receipt: a phone that has sent CPIM gets CPIM "
          "and says so; one that refuses it gets text, from then on")
def client_is_told(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1002")
    contact = world.gateway_jid("1002")
    uri = world.sip_uri("romeo")
    romeo.writes(contact, "zero", REQUEST + MARKABLE, "t0")
    first = gets(ua, PLAIN, ["zero"], 202)
    # RFC 5438 section 7.2.1: without CPIM the Call-ID is its name
    sends(ua, uri, imdn(first.get("Call-ID"), "delivered"),
          "message/imdn+xml", 200)
    receipt(romeo, contact, "t0")
    sends(ua, uri, cpim("hello", "m1"), CPIM, 202)
    romeo.reads(contact, "hello")
    romeo.writes(contact, "one", REQUEST + MARKABLE, "t1")
    request = gets(ua, CPIM, [f"imdn.Disposition-Notification: {ALL}\r\n",
                              "\r\n\r\none"], 202)
    ident = re.search(r"imdn\.Message-ID: (\S+)\r\n", request.body).group(1)
    for what in ("delivered", "displayed", "displayed"):
        sends(ua, uri, imdn(ident, what), "message/imdn+xml", 200)
    receipt(romeo, contact, "t1")
    stanza(romeo, contact, ["urn:xmpp:chat-markers:0", "displayed",
                            'id="t1"'])
    # nobody asked for anything: no CPIM
    romeo.writes(contact, "two", "", "t2")
    gets(ua, PLAIN, ["two"])
    romeo.writes(contact, "three", REQUEST, "t3")
    gets(ua, CPIM, ["three"], 415)
    gets(ua, PLAIN, ["three"])
    receipt(romeo, contact, "t3")
    romeo.writes(contact, "four", REQUEST, "t4")
    gets(ua, PLAIN, ["four"])
    receipt(romeo, contact, "t4")
    assert not [e for e in romeo.had("stanza", name="message")
                if e["type"] == "error"]


@scenario("two phones of one user, one of which refuses CPIM behind the other's 200: "
          "both get text from then on")
def two_phones(world):
    romeo = world.xmpp_client("romeo")
    old = world.sip_ua("1006")
    new = world.sip_ua("1006", port=5064)
    contact = world.gateway_jid("1006")
    sends(new, world.sip_uri("romeo"), cpim("hello", "n1"), CPIM, 202)
    romeo.reads(contact, "hello")
    romeo.writes(contact, "one", REQUEST, "p1")
    gets(old, CPIM, ["one"], 415)
    gets(new, CPIM, ["one"])
    receipt(romeo, contact, "p1")
    romeo.writes(contact, "two", REQUEST, "p2")
    gets(old, PLAIN, ["two"])
    gets(new, PLAIN, ["two"])
    receipt(romeo, contact, "p2")


@scenario("who types is shown on both sides, ends by itself and by a text; a phone "
          "that does not know it is told no more")
def typing(world):
    romeo = world.xmpp_client("romeo")
    romeo.sends(f"<presence to='{world.gateway_jid('1003')}'/>")
    ua = world.sip_ua("1003")
    contact = world.gateway_jid("1003")
    uri = world.sip_uri("romeo")

    def says(name, more=""):
        romeo.sends(f"<message type='chat' to='{contact}'>{more}"
                    f"<{name} xmlns='{STATES}'/></message>")

    # not before the client's first state; nothing to a phone that never did
    sends(ua, uri, composing("active"), COMPOSING, 200)
    says("active")
    says("composing")
    gets(ua, COMPOSING, ["<state>active</state>", "<refresh>32</refresh>"])
    gets(ua, COMPOSING, ["<state>active</state>"])  # typing_refresh
    says("paused")
    gets(ua, COMPOSING, ["<state>idle</state>"])
    assert not [e for e in romeo.had("stanza", name="message")
                if "composing" in e["xml"]]
    sends(ua, uri, composing("active", "<refresh>2</refresh>"), COMPOSING, 200)
    state(romeo, contact, "composing")
    state(romeo, contact, "active")  # after these two seconds
    sends(ua, uri, composing("active"), COMPOSING, 200)
    state(romeo, contact, "composing")
    sends(ua, uri, composing("idle"), COMPOSING, 200)
    state(romeo, contact, "paused")
    # a text ends it on both sides: nothing else is sent for that
    says("composing")
    gets(ua, COMPOSING, ["<state>active</state>"])
    says("active", "<body>done</body>")
    gets(ua, PLAIN, ["done"])
    says("composing")
    gets(ua, COMPOSING, ["<state>active</state>"], 415)
    romeo.writes(contact, "behind it")
    gets(ua, PLAIN, ["behind it"])
    says("paused")
    says("composing")
    romeo.writes(contact, "last")
    gets(ua, PLAIN, ["last"])


@scenario("a text that is too long for UDP goes in parts: one receipt when the "
          "phone has them all, one error when it has not")
def in_parts(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    contact = world.gateway_jid("1007")
    text = " ".join(f"word{n}" for n in range(240))
    romeo.writes(contact, text, REQUEST, "l1")
    parts = [gets(ua, PLAIN, [f"({n}/3) "]).body[6:].strip() for n in (1, 2, 3)]
    assert " ".join(parts) == text, parts
    receipt(romeo, contact, "l1")
    romeo.writes(contact, text, REQUEST, "l2")
    gets(ua, PLAIN, ["(1/3) "])
    gets(ua, PLAIN, ["(2/3) "], 480)
    stanza(romeo, contact, ['type="error"', 'id="l2"', "Part 2 of 3: 480"])
    romeo.writes(contact, "short", REQUEST, "l3")
    gets(ua, PLAIN, ["short"])
    receipt(romeo, contact, "l3")


@scenario("a long text to a phone on TCP, whole", long=True, cfg=
          'modparam("xmpp_chat", "message_large", "tcp")\n')
def by_tcp(world):
    romeo = world.xmpp_client("romeo")
    ua = world.tcp_ua("1008")
    contact = world.gateway_jid("1008")
    text = " ".join(f"word{n}" for n in range(2000))
    romeo.writes(contact, text, REQUEST, "l1")
    assert gets(ua, PLAIN, []).body == text
    receipt(romeo, contact, "l1")


@scenario("baresip, which takes text and nothing else: both ways, with a receipt")
def baresip(world):
    romeo = world.xmpp_client("romeo")
    phone = world.phone("1004", writes_to=world.sip_uri("romeo"))
    contact = world.gateway_jid("1004")
    romeo.writes(contact, "to baresip", REQUEST + MARKABLE, "t1")
    receipt(romeo, contact, "t1")  # its 200
    phone.writes("from baresip")
    romeo.reads(contact, "from baresip")


@scenario("Linphone that sends CPIM: texts both ways, arrived and read",
          long=True)
def linphone_chats(world):
    reason = linphone.available()
    if reason:
        raise Skip(reason)
    romeo = world.xmpp_client("romeo")
    contact = world.gateway_jid("1005")
    phone = world.linphone("1005", sip=CPIM_LINPHONE)
    romeo.writes(contact, "to linphone", REQUEST + MARKABLE, "t1")
    wait_until(lambda: "to linphone" in phone.shown(), 10, "the text is shown")
    receipt(romeo, contact, "t1")
    phone.does(f"chat sip:{world.sip_uri('romeo')} from linphone")
    got = stanza(romeo, contact, [">from linphone<", "urn:xmpp:receipts"])
    answers(romeo, got, "received", "displayed")
    phone.sees("(?s)<delivered.*?<displayed")
    # it has sent CPIM, so it gets CPIM
    romeo.writes(contact, "once more", REQUEST + MARKABLE, "t2")
    wait_until(lambda: "once more" in phone.shown(), 10, "the text is shown")
    assert [r for r in world.wire.sip() if r.text.startswith("MESSAGE ") and
            "Content-Type: message/cpim" in r.text and "once more" in r.text]
    receipt(romeo, contact, "t2")
