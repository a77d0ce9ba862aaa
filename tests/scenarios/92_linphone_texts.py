# SPDX-License-Identifier: GPL-2.0-or-later
"""Text messages with Linphone, a phone that people use: it notifies of each text
that it has (RFC 5438), compressed, and of a second one with a Call-ID it shows
nothing. Here its notifications alone are receipts."""

from lib import linphone
from lib.process import wait_until
from lib.scenario import Skip, scenario

WORLD = {"defines": ["JINGLE_CHAT"],
         "cfg": 'modparam("xmpp_chat", "receipt_on_200", 0)\n'}
REQUEST = "<request xmlns='urn:xmpp:receipts'/>"
MARKABLE = "<markable xmlns='urn:xmpp:chat-markers:0'/>"


def receipts(client, ident):
    return [e for e in client.had("stanza", name="message")
            if "urn:xmpp:receipts" in e["xml"] and f'id="{ident}"' in e["xml"]]


@scenario("an XMPP user and Linphone write to each other: texts are shown, its "
          "notifications are receipts, one for each", long=True)
def linphone_writes(world):
    reason = linphone.available()
    if reason:
        raise Skip(reason)
    romeo = world.xmpp_client("romeo")
    phone = world.linphone("1001", sip="im_notif_policy=all\n")
    contact = world.gateway_jid("1001")
    for n in range(2):
        romeo.writes(contact, f"text number {n}", REQUEST + MARKABLE, f"t{n}")
        wait_until(lambda n=n: f"text number {n}" in phone.shown(), 10,
                   f"Linphone shows text number {n}")
        romeo.find("stanza", lambda e, n=n: e["name"] == "message" and
                   "urn:xmpp:receipts" in e["xml"] and
                   f'id="t{n}"' in e["xml"], 10, f"a receipt of t{n}")
    phone.does(f"chat sip:{world.sip_uri('romeo')} back to you")
    romeo.reads(contact, "back to you")
    # its notifications have come by now, and no error
    for n in range(2):
        assert len(receipts(romeo, f"t{n}")) == 1, romeo.had("stanza")
    assert not romeo.had("stanza", name="message", type="error")
