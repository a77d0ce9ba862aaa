# SPDX-License-Identifier: GPL-2.0-or-later
"""Addresses: every form is read, and the caller is shown by the right one."""

import re
import xml.etree.ElementTree as ET

from lib.process import wait_until
from lib.scenario import scenario

NICK = "{http://jabber.org/protocol/nick}nick"
# the one SIP user agent that is believed whom it calls for
TRUNK = {"defines": ('JINGLE_TRUNKS="^10\\.77\\.0\\.3$"',),
         "cfg": 'modparam("xmpp_gateway", "trunk_domains", "carrier.example")\n'}


def from_uri(invite):
    return re.search(r"<([^>]+)>", invite.get("From")).group(1)


def from_name(invite):
    return invite.get("From").rsplit("<", 1)[0].strip()


def refuses(ua, invite):
    ua.reply(invite, 486)
    ua.receives("ACK")


def calls(world, romeo, ua, jid):
    """romeo calls a JID, the user agent declines; return the INVITE, and the
    JID that took the propose."""
    call = romeo.calls(jid)
    invite = ua.receives("INVITE")
    sender = call.wait("proceed")["sender"]
    refuses(ua, invite)
    assert call.ends()[0] == "busy"
    return invite, sender.split("/")[0]


def is_called_by(world, romeo, ua, uri=None, **options):
    """The user agent calls romeo, who declines; return his call's event."""
    invite = ua.invites(uri or f"sip:{world.sip_uri('romeo')}", **options)
    call = romeo.is_called(how="propose")
    call.declines()
    ua.ack(invite, ua.receives_code(486))
    return call


def caller(call):
    return call.sender.split("/")[0]


def propose(client, sid):
    """The message of a propose, as the client got it."""
    for event in client.had("stanza", name="message"):
        message = ET.fromstring(event["xml"])
        child = message.find("{urn:xmpp:jingle-message:0}propose")
        if child is not None and child.get("id") == sid:
            return message
    raise AssertionError(f"no propose {sid}")


def subscribes(romeo, contact):
    romeo.sends(f"<presence type='subscribe' to='{contact}'/>")
    return romeo.gets_presence(contact)


@scenario("user@gw, user%domain@gw, user\\40domain@gw: each reaches the user, "
          "who answers as the one that was called")
def forms_are_read(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    for local in ("1001", "1001%sip.example", "1001\\40sip.example",
                  "1001%SIP.Example"):
        jid = f"{local}@{world.component}"
        invite, answered = calls(world, romeo, ua, jid)
        # not every server folds what it hands on
        assert answered.lower() == jid.lower(), (jid, answered)
        assert "<sip:1001@sip.example>" in invite.get("To"), invite.get("To")
        assert from_uri(invite) == "sip:romeo@xmpp.example"


@scenario("a user of another SIP domain, refused until it is allowed",
          loud="who is called in vain is logged")
def other_domain_is_refused(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    call = romeo.calls(f"1001%{ua.address}\\3a{ua.port}@{world.component}")
    assert call.wait("reject")["reason"] == "decline"
    assert not ua.had(lambda m: m.method == "INVITE")


@scenario("a user of another SIP domain, with % and \\40",
          defines=("JINGLE_ALLOW_DOMAINS", "JINGLE_ALLOW_ADDRESSES"))
def other_domain(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    for at in ("%", "\\40"):
        jid = f"juliet{at}{ua.address}\\3a{ua.port}@{world.component}"
        invite, answered = calls(world, romeo, ua, jid)
        assert answered == jid
        assert invite.first.split()[1] == \
            f"sip:juliet@{ua.address}:{ua.port}", invite.first


@scenario("both forms in one roster: each is available, and answers as itself")
def both_forms(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    contacts = [f"1001{at}sip.example@{world.component}"
                for at in ("%", "\\40")]
    for contact in contacts:
        subscribes(romeo, contact)
    for contact in contacts:
        assert calls(world, romeo, ua, contact)[1] == contact
    # either is right when he calls; a third one would not be
    assert caller(is_called_by(world, romeo, ua)) in contacts


@scenario("the caller is shown by the JID that the user has subscribed to")
def known_form(world):
    ua = world.sip_ua("1001")
    for user, contact in (("mercutio", f"1001%sip.example@{world.component}"),
                          ("tybalt", f"1001\\40sip.example@{world.component}"),
                          ("benvolio", f"1001@{world.component}")):
        client = world.xmpp_client(user)
        subscribes(client, contact)
        call = is_called_by(world, client, ua,
                            f"sip:{world.sip_uri(user)}")
        assert caller(call) == contact, (caller(call), contact)


@scenario("a stranger's call is called back from the call log")
def called_back(world):
    romeo = world.xmpp_client("paris")
    ua = world.sip_ua("1001")
    call = is_called_by(world, romeo, ua, f"sip:{world.sip_uri('paris')}")
    assert caller(call) == f"1001@{world.component}"
    invite, _ = calls(world, romeo, ua, caller(call))
    assert "<sip:1001@sip.example>" in invite.get("To")


@scenario("an XMPP user is called back from a phone's call log")
def called_back_by_phone(world):
    romeo = world.xmpp_client("paris")
    ua = world.sip_ua("1001")
    invite, _ = calls(world, romeo, ua, f"1001@{world.component}")
    call = is_called_by(world, romeo, ua, from_uri(invite))
    assert caller(call) == f"1001@{world.component}"


@scenario("SIP users do not differ by case, as JIDs do not")
def upper_case(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("Alice")
    assert caller(is_called_by(world, romeo, ua)) == \
        f"alice@{world.component}"
    calls(world, romeo, ua, f"alice@{world.component}")
    calls(world, romeo, ua, f"ALICE@{world.component}")


@scenario("a number typed with spaces, dots, parentheses")
def number_with_spaces(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("+493012345")
    for typed in ("+493012345", "+49\\2030\\2012345", "+49.30.12345",
                  "+49(30)123-45", "+49\\2030\\2f12345"):
        invite, answered = calls(world, romeo, ua,
                                 f"{typed}@{world.component}")
        assert invite.get("To").startswith("<sip:+493012345@sip.example>")
        assert answered == f"{typed}@{world.component}"
    assert caller(is_called_by(world, romeo, ua)) == \
        f"+493012345@{world.component}"


@scenario("users with an apostrophe and an ampersand (RFC 7247 section 6)")
def escapes(world):
    omalley = world.xmpp_client("o\\27malley")
    ua = world.sip_ua("m&m")
    invite, _ = calls(world, omalley, ua, f"m\\26m@{world.component}")
    assert invite.get("To").startswith("<sip:m&m@sip.example>")
    assert from_uri(invite) == "sip:o'malley@xmpp.example"
    call = is_called_by(world, omalley, ua, "sip:o'malley@xmpp.example")
    assert caller(call) == f"m\\26m@{world.component}"


@scenario("users whose names are not ASCII (RFC 7247 section 6)",
          defines=("JINGLE_ALLOW_DOMAINS", "JINGLE_ALLOW_ADDRESSES"))
def not_ascii(world):
    juergen = world.xmpp_client("j\u00fcrgen")
    # Kamailio's registrar takes no such user: he is at home elsewhere
    ua = world.sip_ua("j%C3%B6rg", register=False)
    domain = f"{ua.address}:{ua.port}"
    invite, _ = calls(world, juergen, ua, "j\u00f6rg%" + domain.replace(
        ":", "\\3a") + f"@{world.component}")
    assert invite.first.split()[1] == f"sip:j%C3%B6rg@{domain}", invite.first
    assert from_uri(invite) == "sip:j%C3%BCrgen@xmpp.example"
    call = is_called_by(world, juergen, ua,
                        "sip:j%C3%BCrgen@xmpp.example")
    assert caller(call) == f"j\u00f6rg@{world.component}"


@scenario("a phone's display name is the nickname of its propose")
def display_name_to_xmpp(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    for display, nick in (
            ('"Anna Gr\u00f6\u00dfe" ', "Anna Gr\u00f6\u00dfe"),
            ("Anna ", "Anna"), ("", None), ('"" ', None),
            (r'"A \"B\" <&> \\ C" ', 'A "B" <&> \\ C')):
        call = is_called_by(
            world, romeo, ua,
            from_=f"{display}<sip:1001@sip.example>;tag=x{len(display)}")
        found = propose(romeo, call.sid).find(NICK)
        assert (found.text if found is not None else None) == nick, nick


@scenario("the nickname of a propose is the INVITE's display name")
def nickname_to_sip(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    for nick, display in (
            ("R\u00f6meo", '"R\u00f6meo"'), ("", ""),
            ('Ro"me\\o', r'"Ro\"me\\o"'),
            ("Romeo\r\nX-Evil: 1\r\n\r\nbody", '"Romeo X-Evil: 1 body"'),
            ("<sip:juliet@sip.example>", '"<sip:juliet@sip.example>"')):
        romeo.set(nick=nick)
        invite, _ = calls(world, romeo, ua, f"1001@{world.component}")
        assert from_name(invite).encode() == display.encode(), \
            (from_name(invite), display)
        assert invite.get("From").endswith(
            "<sip:romeo@xmpp.example>;tag=" + invite.tag("From"))
        assert not invite.get("X-Evil")


@scenario("a caller who does not show himself has a JID of each call's own",
          loud="who is called in vain is logged")
def anonymous(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    hidden = '"Anonymous" <sip:anonymous@anonymous.invalid>;tag=h1'
    shown = '"Nosy Parker" <sip:1001@sip.example>;tag=s1'
    seen = set()
    since = len(world.wire.records)
    for from_, headers in (
            (hidden, ()), (hidden, [("Privacy", "id")]),
            (shown, [("Privacy", "id")]),
            (shown, [("Privacy", "none"), ("Privacy", "id")]),
            (shown, [("Privacy", "user;critical"),
                     ("P-Asserted-Identity", "<sip:1001@sip.example>")])):
        call = is_called_by(world, romeo, ua, from_=from_, headers=headers)
        seen.add(caller(call))
        assert re.match(r"anonymous-\w+@", call.sender), call.sender
        assert propose(romeo, call.sid).find(NICK) is None
        romeo.gets_presence(caller(call), "unavailable")
    assert len(seen) == 5, seen
    for jid in seen:  # nobody can be called back by it
        assert romeo.calls(jid).wait("reject")["reason"] == "gone"
    for record in world.wire.records[since:]:
        if record.kind == "xmpp":
            for word in ("1001", "Nosy", "sip.example"):
                assert word not in record.text, (word, record.text)


@scenario("who only says 'Privacy: none' shows himself")
def privacy_none(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    call = is_called_by(world, romeo, ua, headers=[("Privacy", "none")])
    assert caller(call) == f"1001@{world.component}"


@scenario("the component serves the SIP domain itself: one address for all",
          component="sip.example")
def one_domain(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    subscribes(romeo, "1001@sip.example")
    invite, answered = calls(world, romeo, ua, "1001@sip.example")
    assert answered == "1001@sip.example"
    assert invite.get("To").startswith("<sip:1001@sip.example>")
    assert caller(is_called_by(world, romeo, ua)) == "1001@sip.example"


@scenario("a number of a trunk is number@gw, by its P-Asserted-Identity first",
          **TRUNK)
def trunk_number(world):
    romeo = world.xmpp_client("romeo")
    trunk = world.sip_ua("trunk", register=False)
    assert trunk.address == "10.77.0.3", trunk.address
    number = "sip:+493012345@carrier.example"
    call = is_called_by(world, romeo, trunk, from_=f"<{number}>;tag=t1")
    assert caller(call) == f"+493012345@{world.component}"
    call = is_called_by(
        world, romeo, trunk,
        from_="<sip:wrong@carrier.example>;tag=t2",
        headers=[("P-Asserted-Identity", f'"Anna" <{number}>')])
    assert caller(call) == f"+493012345@{world.component}"
    call = is_called_by(
        world, romeo, trunk,
        from_="<sip:anonymous@anonymous.invalid>;tag=t3",
        headers=[("P-Asserted-Identity", f"<{number}>"), ("Privacy", "id")])
    assert caller(call).startswith("anonymous-"), caller(call)
    assert "+4930" not in propose(romeo, call.sid).get("from")


FOREIGN = dict(TRUNK, defines=TRUNK["defines"] + (
    "JINGLE_ALLOW_DOMAINS", "JINGLE_ALLOW_ADDRESSES"))


@scenario("a user of another SIP domain is user%domain@gw, and called back so",
          **FOREIGN)
def foreign_user(world):
    romeo = world.xmpp_client("romeo")
    trunk = world.sip_ua("trunk", register=False)
    assert trunk.address == "10.77.0.3", trunk.address
    domain = f"{trunk.address}:{trunk.port}"
    call = is_called_by(world, romeo, trunk,
                        from_=f'"Anna" <sip:Anna@{domain}>;tag=f1')
    contact = f"anna%{domain}@{world.component}".replace(":", "\\3a")
    assert caller(call) == contact, caller(call)
    assert propose(romeo, call.sid).find(NICK).text == "Anna"
    invite, answered = calls(world, romeo, trunk, caller(call))
    assert invite.first.split()[1].lower() == f"sip:anna@{domain}"
    assert answered == contact, answered


@scenario("a number in a tel: URI is number@gw", **TRUNK)
def tel_uri(world):
    romeo = world.xmpp_client("romeo")
    trunk = world.sip_ua("trunk", register=False)
    for n, header in enumerate(("<tel:+493012345>",
                                '"Anna" <tel:+49-30-123.45>',
                                "tel:+493012345")):
        call = is_called_by(
            world, romeo, trunk, from_=f"<sip:a@carrier.example>;tag=t{n}",
            headers=[("P-Asserted-Identity", header)])
        assert caller(call) == f"+493012345@{world.component}", caller(call)


@scenario("who gives no password is nobody's extension, whatever the From says",
          cfg='alias="xmpp.example"\n')  # strangers may call, as mail comes in
def not_our_extension(world):
    romeo = world.xmpp_client("romeo")
    stranger = world.sip_ua("stranger", register=False)
    stranger.password = None
    for n, (from_, jid) in enumerate((
            ("<tel:1001>", "anonymous-"), ("<TEL:10-01>", "anonymous-"),
            ("<tel:1001;phone-context=sip.example>", "anonymous-"),
            ("<tel:+493012345>", "anonymous-"), ("tel:1001", "anonymous-"),
            ("<sip:1001@sip.other>", "1001%sip.other@"),
            ("<sip:+493012345@carrier.example>",
             "+493012345%carrier.example@"))):
        call = is_called_by(world, romeo, stranger,
                            from_=f"{from_};tag=n{n}")
        assert caller(call).startswith(jid), (from_, caller(call))


@scenario("accounts like 10-01 and (1001) are not the extension 1001")
def accounts_with_separators(world):
    romeo = world.xmpp_client("romeo")
    for user, local in (("10-01", "10-01%sip.example"),
                        ("10.01", "10.01%sip.example"),
                        ("(1001)", "(1001)%sip.example")):
        ua = world.sip_ua(user)
        assert caller(is_called_by(world, romeo, ua)) == \
            f"{local}@{world.component}"
        invite, _ = calls(world, romeo, ua, f"{local}@{world.component}")
        assert f"<sip:{user}@sip.example>" in invite.get("To")


@scenario("a trunk's own extensions keep its domain, its numbers lose their "
          "parameters, and it does not speak for our users", **TRUNK)
def trunk_identities(world):
    romeo = world.xmpp_client("romeo")
    trunk = world.sip_ua("trunk", register=False)
    number = "+493012345"
    for n, (asserted, local) in enumerate((
            ("sip:1001@carrier.example", "1001%carrier.example"),
            ("sip:1001;npdi@carrier.example;user=phone",
             "1001%carrier.example"),
            (f"sip:{number};npdi;rn=+4940999@carrier.example;user=phone",
             number),
            (f"tel:{number};npdi;rn=+4940999", number),
            (f"sip:{number}@sip.example;user=phone", number),
            # then the From counts
            ("sip:1001@sip.example", "a%carrier.example"))):
        call = is_called_by(
            world, romeo, trunk, from_=f"<sip:a@carrier.example>;tag=i{n}",
            headers=[("P-Asserted-Identity", f"<{asserted}>")])
        assert caller(call) == f"{local}@{world.component}", \
            (asserted, caller(call))


@scenario("display names of XMPP users and phones that are not ASCII, "
          "in the way that old phones write them")
def display_escapes(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    for display, nick in (
            ('"Zo\u00eb \u2603 \U0001f600" ', "Zo\u00eb \u2603 \U0001f600"),
            (r'"tab\	in" ', "tab in")):
        call = is_called_by(
            world, romeo, ua,
            from_=f"{display}<sip:1001@sip.example>;tag=d{len(display)}")
        assert propose(romeo, call.sid).find(NICK).text == nick


@scenario("what is no address is not called: the user is told at once")
def no_address(world):
    romeo = world.xmpp_client("romeo")
    since = len(world.wire.records)
    for local in ("", "1001\\40", "1001%-bad-", "%sip.example"):
        jid = f"{local}@{world.component}" if local else world.component
        call = romeo.calls(jid)
        wait_until(lambda: call.had("reject") or call.had("error"), 10,
                   f"{jid} is refused")
    assert not [r for r in world.wire.records[since:] if r.kind == "sip"]


# --- Contacts at our own domain ---

def contacts_of(world, user):
    """A phone that is registered, and what may stand in its Contact: the
    GRUUs that it was given (RFC 5627), its own address of record."""
    ua = world.sip_ua(user, register=False)
    instance = f"{ua.contact()[1]};+sip.instance=" \
        '"<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>"'
    plain, ua.contact = ua.contact, lambda: ("Contact", instance)
    ua.authenticated(ua.request(
        "REGISTER", "sip:sip.example", to=f"<sip:{user}@sip.example>",
        headers=[("Expires", "600"), ("Supported", "gruu")]))
    answer = ua.receives_code(200, method="REGISTER")
    ua.contact = plain
    return ua, re.findall(r'(?:pub|temp)-gruu="([^"]+)"',
                          answer.get("Contact")) + [f"sip:{user}@sip.example"]


def invited(ua, seen, inside):
    """The next INVITE that is no retransmission; inside a dialog or not."""
    invite = ua.wait(lambda m: m.method == "INVITE" and not m.is_response
                     and ("tag=" in m.get("To")) == inside
                     and (m.get("Call-ID"), m.get("CSeq")) not in seen,
                     what="INVITE")
    seen.add((invite.get("Call-ID"), invite.get("CSeq")))
    return invite


def shows(ua, contact):
    ua.contact = lambda: ("Contact", f"<{contact}>")


@scenario("a phone whose Contact is a GRUU, or its own address: ACK, BYE and "
          "re-INVITE of an XMPP user reach it")
def contact_at_our_domain(world):
    romeo = world.xmpp_client("romeo")
    ua, contacts = contacts_of(world, "1001")
    seen = set()
    for contact in contacts:
        shows(ua, contact)
        call = romeo.calls(world.gateway_jid("1001"))
        ua.reply(invited(ua, seen, False), 200, body=ua.sdp())
        ua.receives("ACK")
        call.is_answered()
        call.do("info", xml="<hold xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>")
        held = invited(ua, seen, True)
        ua.reply(held, 200, body=ua.sdp(direction="recvonly", version=2))
        ua.receives("ACK")
        assert call.hangs_up() == "result"
        ua.reply(ua.receives("BYE"), 200)
        # and when it calls
        invite = ua.invites(f"sip:{world.sip_uri('romeo')}")
        call = romeo.is_called()
        call.answers()
        ua.ack(invite, ua.receives_code(200))
        call.is_connected()
        assert call.hangs_up() == "result"
        ua.reply(ua.receives("BYE"), 200)


@scenario("a phone whose Contact is a GRUU, or its own address, and a phone")
def contact_at_our_domain_of_phones(world):
    ua, contacts = contacts_of(world, "1001")
    other = world.sip_ua("1002")
    for contact in contacts:
        shows(ua, contact)
        invite = other.invites("sip:1001@sip.example")
        ua.reply(ua.receives("INVITE"), 200, body=ua.sdp())
        answer = other.receives_code(200)
        other.ack(invite, answer)
        ua.receives("ACK")
        other.in_dialog("BYE", invite, answer)
        ua.reply(ua.receives("BYE"), 200)
        other.receives_code(200, method="BYE")


# local parts that no phone has: too long for a registrar, other than ASCII,
# per cent signs, what only looks like an address
ODD = ("a" * 300, "b" * 900, "\u00e4\u00f6", "\u00e9ric", "\\25", "a\\2525", "1001%",
       "*", "+", "..", "x;y=z", "sip\\3a1001", "\\20x")


@scenario("whom nobody can be is not found, and no error is logged",
          loud="who is called in vain is logged")
def odd_local_parts(world):
    romeo = world.xmpp_client("romeo")
    for local in ODD:
        romeo.calls(world.gateway_jid(local)).wait("reject")
    assert "ERROR" not in world.kamailio.process.log_text()
