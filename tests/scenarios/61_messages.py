# SPDX-License-Identifier: GPL-2.0-or-later
"""Text messages between XMPP and SIP users, and what each is told of them."""

import re

from lib.process import wait_until
from lib.scenario import scenario
from lib.world import stays

WORLD = {"defines": ["JINGLE_CHAT"],
         "cfg": 'modparam("tm", "fr_timer", 3000)\n'}

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
