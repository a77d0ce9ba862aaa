# SPDX-License-Identifier: GPL-2.0-or-later
"""Text sessions of phones with XMPP users (MSRP), by cfg/examples/msrp.cfg."""

import re

from lib import edits, msrp
from lib.scenario import scenario

STATES = "http://jabber.org/protocol/chatstates"
REQUEST = "<request xmlns='urn:xmpp:receipts'/>"


def config(world):
    return edits.copy(world, "msrp.cfg", values={
        "MSRP_LISTEN)": f'"{world.address}:2855")'})


WORLD = {"kamailio": config, "defines": ["JINGLE_CHAT"],
         "cfg": 'modparam("tm", "fr_timer", 3000)\n'
                'modparam("xmpp_chat", "msrp_timeout", 2000)\n'}


def session(world, user="1001", **options):
    """A phone in a session with romeo."""
    return world.msrp_phone(user, **options).calls(
        world.sip_uri("romeo")).is_answered()


def is_read(romeo, world, words):
    """romeo reads it: the id of its stanza, and its sender."""
    stanza = romeo.reads(world.gateway_jid("1001"), words)
    return [re.search(rf' {name}="([^"]+)"', stanza).group(1)
            for name in ("id", "from")]


def receives(romeo, sender, ident):
    romeo.sends(f"<message type='chat' to='{sender}'><received "
                f"xmlns='urn:xmpp:receipts' id='{ident}'/></message>")


def tells(romeo, sender, state):
    romeo.sends(f"<message type='chat' to='{sender}'><{state} "
                f"xmlns='{STATES}'/></message>")


def told(romeo, inside, ident, timeout=5):
    """A receipt, or an error, of one of romeo's texts."""
    return romeo.find("stanza", lambda e: e["name"] == "message" and
                      inside in e["xml"] and f'id="{ident}"' in e["xml"],
                      timeout, f"{inside} of {ident}")


@scenario("a phone begins a session: texts both ways, in chunks of any order, in "
          "CPIM, reports and receipts, typing; the phone ends it")
def talks(world):
    romeo = world.xmpp_client("romeo")
    phone = session(world)
    end = phone.end
    sent = end.writes("Hallo <Welt> \u263a", success="yes").is_answered()
    ident, sender = is_read(romeo, world, "Hallo &lt;Welt&gt; \u263a")
    receives(romeo, sender, ident)
    sent.is_reported()
    long = "".join(f"{n} " for n in range(800))
    end.writes(long, size=1000, order=[2, 0, 3, 1]).is_answered()
    is_read(romeo, world, long)
    end.writes_cpim("im Umschlag", f"sip:1001@{world.sip_domain}",
                    f"sip:{world.sip_uri('romeo')}").is_answered()
    is_read(romeo, world, "im Umschlag")
    romeo.writes(sender, "zur\u00fcck\nzwei " + "x" * 5000, REQUEST, "t1")
    assert end.reads("zwei").data().decode() == \
        "zur\u00fcck\r\nzwei " + "x" * 5000
    told(romeo, "urn:xmpp:receipts", "t1")
    # typing is told to those who are there, and have shown that they type
    romeo.sends(f"<presence to='{world.gateway_jid('1001')}'/>")
    tells(romeo, sender, "composing")
    assert "active" in end.reads("isComposing").data().decode()
    end.types_text().is_answered()
    romeo.find("stanza", lambda e: "composing " in e["xml"], 5, "typing")
    phone.hangs_up()
    # without the session it is a MESSAGE
    romeo.writes(sender, "danach", ident="t2")
    message = phone.ua.receives("MESSAGE")
    assert message.body == "danach"
    phone.ua.reply(message, 200, contact=False)


@scenario("what is not taken: no such user, TLS, no path, a name of somebody else's; "
          "frames too long, of other types, methods and sessions")
def refused(world):
    phone = world.msrp_phone("1001")
    for body, code in ((phone.end.sdp().replace("TCP/MSRP", "TCP/TLS/MSRP"),
                        488), (phone.end.sdp("holdconn"), 488)):
        invite = phone.ua.invites(f"sip:{world.sip_uri('romeo')}", body)
        phone.ua.ack(invite, phone.ua.receives_code(code))
    romeo = world.xmpp_client("romeo")
    phone.calls(world.sip_uri("romeo")).is_answered()
    end = phone.end
    end.writes("x" * 60000).is_answered(413)
    end.writes("x", "image/png").is_answered(415)
    end.request("NICKNAME", [("Message-ID", msrp.ident())]).is_answered(501)
    end.writes("x", failure="no")
    is_read(romeo, world, "x")
    end.habits.to_path = re.sub("/[^/;]+;", "/another;", end.remote.path[0])
    end.writes("y").is_answered(481)
    end.habits.to_path = None
    # nobody of that name: the phone is told behind the answer
    nobody = world.msrp_phone("1002").calls(world.sip_uri("nobody"))
    nobody.is_answered()
    nobody.end.writes("z").is_answered().is_reported(408)
    phone.hangs_up()
    nobody.hangs_up()


@scenario("a session ends: the user has gone, the connection is lost, the phone never "
          "connects, knows it no more; texts go as MESSAGE then")
def ends(world):
    romeo = world.xmpp_client("romeo")
    phone = session(world)
    tells(romeo, world.gateway_jid("1001"), "gone")
    phone.ends()
    phone = session(world, "1002")
    phone.end.closes()
    phone.ends()
    phone = world.msrp_phone("1003").calls(
        world.sip_uri("romeo")).is_answered(connects=False)
    by_message(romeo, world, phone, "1003", "t1")
    phone.ends()
    phone = session(world, "1004")
    phone.end.habits.code = 481
    by_message(romeo, world, phone, "1004", "t2")
    phone.ends()


def by_message(romeo, world, phone, user, ident):
    romeo.writes(world.gateway_jid(user), "zwei", REQUEST, ident)
    message = phone.ua.receives("MESSAGE")
    assert message.body == "zwei", message.body
    phone.ua.reply(message, 200, contact=False)
    told(romeo, "urn:xmpp:receipts", ident)


@scenario("a phone refuses a text, answers nothing, or goes without an answer: the "
          "user is told once; a second session takes the first one's place")
def fails(world):
    romeo = world.xmpp_client("romeo")
    phone = session(world)
    phone.end.habits.code = 413
    romeo.writes(world.gateway_jid("1001"), "eins", REQUEST, "t1")
    told(romeo, "policy-violation ", "t1")
    first = phone.invite, phone.response
    phone.end.begins()
    phone.calls(world.sip_uri("romeo"))
    phone.ends()
    phone.is_answered()
    phone.end.habits.code = None
    romeo.writes(world.gateway_jid("1001"), "zwei", REQUEST, "t2")
    phone.end.reads("zwei")
    told(romeo, "recipient-unavailable ", "t2")
    phone.ends()
    old = phone.ua.in_dialog("BYE", *first)
    assert phone.ua.receives_code(481, method="BYE").get("CSeq") == \
        old.get("CSeq")
    phone = session(world, "1002")
    phone.end.habits.code = None
    romeo.writes(world.gateway_jid("1002"), "drei", REQUEST, "t3")
    phone.end.reads("drei")
    phone.end.closes()
    told(romeo, "recipient-unavailable ", "t3")
    phone.ends()


@scenario("a phone that waits for us: the gateway connects; Kamailio killed: they "
          "begin anew", loud="Kamailio is killed")
def passive(world):
    romeo = world.xmpp_client("romeo")
    phone = session(world, setup="passive")
    phone.end.writes("eins").is_answered()
    _, sender = is_read(romeo, world, "eins")
    romeo.writes(sender, "zwei", ident="t1")
    phone.end.reads("zwei")
    world.kamailio.kill()
    phone.end.is_closed()
    world.kamailio.start()
    world.kamailio.process.wait_log(f"component {world.component} is up\n")
    phone.end.begins()
    phone.end.setup = None
    phone.calls(world.sip_uri("romeo")).is_answered()
    phone.end.writes("drei").is_answered()
    is_read(romeo, world, "drei")
    phone.hangs_up()
