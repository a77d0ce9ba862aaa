# SPDX-License-Identifier: GPL-2.0-or-later
"""Who calls, as both sides see it: names that trunks assert, privacy, calls that
were for somebody else before, numbers of XMPP users' own."""

import os
import xml.etree.ElementTree as ET

from lib import edits
from lib.scenario import scenario
from lib.sip_call import SipCall
from lib.world import assert_heard

NICK = "{http://jabber.org/protocol/nick}nick"
ROMEO_HZ = 440
PHONE_HZ = 1000
NUMBER = "sip:+493012345@carrier.example"
# the second who comes is believed whom it calls for
TRUNK = {"defines": ('JINGLE_TRUNKS="^10\\.77\\.0\\.3$"',),
         "cfg": 'modparam("xmpp_gateway", "trunk_domains", "carrier.example")\n'}
RPID = dict(TRUNK, defines=TRUNK["defines"] + ("JINGLE_TRUNK_RPID",))


def trunk_of(world):
    ua = world.sip_ua("trunk", register=False)
    assert ua.address == "10.77.0.3", ua.address
    return ua


def shown(world, romeo, ua, **options):
    """The user agent calls romeo, who declines: (JID, name) that were shown."""
    invite = ua.invites(f"sip:{world.sip_uri('romeo')}", **options)
    call = romeo.is_called(how="propose")
    call.declines()
    ua.ack(invite, ua.receives_code(486))
    for event in romeo.had("stanza", name="message"):
        message = ET.fromstring(event["xml"])
        child = message.find("{urn:xmpp:jingle-message:0}propose")
        if child is not None and child.get("id") == call.sid:
            nick = message.find(NICK)
            return (call.sender.split("/")[0],
                    nick.text if nick is not None else None)
    raise AssertionError(f"no propose {call.sid}")


def number_at(world):
    return f"+493012345@{world.component}"


# --- names of trunks ---

@scenario("the name of a trunk's caller is that of its P-Asserted-Identity",
          **TRUNK)
def asserted_name(world):
    romeo = world.xmpp_client("romeo")
    trunk = trunk_of(world)
    number = number_at(world)
    for n, (from_, asserted, name) in enumerate((
            ("Wrong <sip:wrong@carrier.example>", f'"Anna" <{NUMBER}>', "Anna"),
            ("Wrong <sip:wrong@carrier.example>",
             f'"Anna, \\"A\\" <&>" <{NUMBER}>, "No" <tel:+49777>',
             'Anna, "A" <&>'),
            ('"Anonymous" <sip:anonymous@anonymous.invalid>',
             f"Anna <{NUMBER}>", "Anna"),
            ('"Anonymous" <sip:anonymous@anonymous.invalid>',
             f"<{NUMBER}>", None),
            ("Frank <sip:frank@carrier.example>", f"<{NUMBER}>", "Frank"))):
        seen = shown(world, romeo, trunk, from_=f"{from_};tag=n{n}",
                     headers=[("P-Asserted-Identity", asserted)])
        assert seen == (number, name), (seen, from_, asserted)


@scenario("a trunk's Remote-Party-ID is taken where the operator says so",
          **RPID)
def remote_party(world):
    romeo = world.xmpp_client("romeo")
    trunk = trunk_of(world)
    from_ = "Wrong <sip:wrong@carrier.example>;tag=r"
    seen = shown(world, romeo, trunk, from_=from_ + "1", headers=[
        ("Remote-Party-ID", f'"Anna" <{NUMBER}>;party=calling;privacy=off')])
    assert seen == (number_at(world), "Anna"), seen
    jid, name = shown(world, romeo, trunk, from_=from_ + "2", headers=[
        ("Remote-Party-ID", f'"Anna" <{NUMBER}>;privacy=full')])
    assert jid.startswith("anonymous-") and name is None, (jid, name)
    seen = shown(world, romeo, trunk, from_=from_ + "3", headers=[
        ("Remote-Party-ID", '"No" <sip:+49777@carrier.example>'),
        ("P-Asserted-Identity", f'"Anna" <{NUMBER}>')])
    assert seen == (number_at(world), "Anna"), seen


@scenario("a trunk's Remote-Party-ID is not taken by itself", **TRUNK)
def no_remote_party(world):
    romeo = world.xmpp_client("romeo")
    seen = shown(world, romeo, trunk_of(world),
                 from_=f"Frank <{NUMBER}>;tag=p1", headers=[
                     ("Remote-Party-ID", "Evil <sip:+49777@carrier.example>")])
    assert seen == (number_at(world), "Frank"), seen


@scenario("a user's own P-Asserted-Identity and Remote-Party-ID are nobody's")
def users_assert_nothing(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    seen = shown(world, romeo, ua, from_=(
        '"Real" <sip:1001@sip.example>;tag=u1'), headers=[
            ("P-Asserted-Identity", '"Evil" <sip:1002@sip.example>'),
            ("Remote-Party-ID", '"Evil" <sip:1002@sip.example>;privacy=full')])
    assert seen == (f"1001@{world.component}", "Real"), seen


# --- privacy ---

@scenario("each kind of privacy, and what asks for none")
def privacy(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    for n, (value, hidden) in enumerate((
            ("id", True), ("user", True), ("header", True),
            ("none;id", True), ("user;critical", True), ("unheard-of", True),
            ("none", False), ("critical", False), ("history", False),
            ("session", False))):
        jid, name = shown(world, romeo, ua, from_=(
            f'"Real" <sip:1001@sip.example>;tag=v{n}'),
            headers=[("Privacy", value)])
        assert (name is None) == hidden, (value, name)
        assert jid.startswith("anonymous-") == hidden, (value, jid)


# --- diverted ---

@scenario("a call that was for somebody else: the name says for whom")
def diverted(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    to_1002 = "<sip:1002@sip.example>"
    named = '"Anna" <sip:1001@sip.example>'
    for n, (from_, headers, name) in enumerate((
            (named, [("Diversion", f"{to_1002};reason=no-answer")],
             "Anna (for 1002)"),
            ("<sip:1001@sip.example>", [("Diversion", to_1002)],
             "1001 (for 1002)"),
            (named, [("Diversion", "<tel:+4930777>;reason=unconditional"),
                     ("Diversion", to_1002)], "Anna (for +4930777)"),
            (named, [("History-Info", f"{to_1002};index=1, <sip:romeo@"
                      "xmpp.example;cause=486>;index=1.1;mp=1")],
             "Anna (for 1002)"),
            (named, [("History-Info", "<sip:1002@sip.example?Reason=SIP%3B"
                      "cause%3D302>;index=1")], "Anna (for 1002)"),
            (named, [("History-Info", f"{to_1002};index=1")], "Anna"),
            (named, [("Diversion", f"{to_1002};privacy=full")], "Anna"),
            (named, [("Privacy", "history"), ("Diversion", to_1002)], "Anna"),
            (named, [("Diversion", "<sip:</nick><evil/>@x>")], "Anna"),
            (named, [("Diversion", "<sip:1002@sip.example")], "Anna"))):
        _, seen = shown(world, romeo, ua, from_=f"{from_};tag=d{n}",
                        headers=headers)
        assert seen == name, (seen, headers)
    jid, seen = shown(world, romeo, ua, from_=f"{named};tag=d99", headers=[
        ("Privacy", "id"), ("Diversion", to_1002)])
    assert jid.startswith("anonymous-") and seen is None, (jid, seen)


# --- what the script finds out ---

def verstat(world):
    """A script that believes a header, and shows who was proven."""
    path = edits.copy(world)
    folder = os.path.dirname(path)
    for name, where, line, new in (
            ("kamailio.cfg", "before", "route(JINGLE);", """
	if(is_method("INVITE") && $hdr(X-Proven) != $null) {
		$jingle(verstat) = $hdr(X-Proven);
	}
"""), ("jingle.cfg", "after", "route[JINGLE_NAME] {", """
		if($jingle(verstat) == "TN-Validation-Passed-A") {
			$jingle(name) = $jingle(name) + " (proven)";
		}
""")):
        with open(f"{folder}/{name}", encoding="utf-8") as file:
            text = edits.apply(file.read(), where, line, new)
        with open(f"{folder}/{name}", "w", encoding="utf-8") as file:
            file.write(text)
    return path


@scenario("$jingle(verstat): of this call, and of no other", kamailio=verstat,
          loud="one value is none")
def script_says(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    for n, (proven, name) in enumerate((
            ("TN-Validation-Passed-A", "Anna (proven)"), (None, "Anna"),
            ("TN-Validation-Failed", "Anna"), ("two words", "Anna"))):
        _, seen = shown(world, romeo, ua, from_=(
            f'"Anna" <sip:1001@sip.example>;tag=s{n}'),
            headers=[("X-Proven", proven)] if proven else ())
        assert seen == name, (seen, proven)


# --- numbers of one's own ---

@scenario("a phone sees an XMPP user's own number, and calls back by it",
          kamailio=lambda world: edits.copy(world, "own-numbers.cfg"))
def calls_back(world):
    number_is_called_back(world)


@scenario("Kamailio's own configuration: the same", defines=("WITH_AUTH",),
          kamailio=lambda world: edits.copy(world, "own-numbers.cfg",
                                            default=True))
def calls_back_default(world):
    number_is_called_back(world)


def number_is_called_back(world):
    for table, key, value in (
            ("number_of", "romeo@xmpp.example", "s:+4930123010"),
            ("user_of", "s:+4930123010", "romeo@xmpp.example")):
        world.kamailio.rpc("htable.sets", table, key, value)
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = SipCall(world, hz=PHONE_HZ)
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called()
    shown_as = phone.invite.get("From").split("<")[1].split(">")[0]
    assert shown_as == "sip:+4930123010@sip.example", shown_as
    phone.answers()
    call.is_answered()
    call.holds()
    phone.gets_reinvite(direction="recvonly")
    call.resumes()
    phone.gets_reinvite()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.hangs_up()
    assert call.ends()[0] == "success"
    # "call" in the phone's list of calls
    phone.stop()
    again = SipCall(world, hz=PHONE_HZ)
    again.calls(shown_as.removeprefix("sip:"))
    call = romeo.is_called()
    assert call.sender.split("/")[0] == world.gateway_jid("1007")
    call.answers()
    again.is_answered()
    assert_heard((call, PHONE_HZ), (again, ROMEO_HZ))
    again.hangs_up()
    assert call.ends()[0] == "success"
