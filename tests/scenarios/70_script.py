# SPDX-License-Identifier: GPL-2.0-or-later
"""What operators do in their scripts: the examples in cfg/examples, each with
exactly the lines that it asks for."""

import hashlib
import re
import sqlite3

from lib import edits
from lib.kamailio import make_tables, run_scripts
from lib.process import wait_until
from lib.scenario import scenario
from lib.world import assert_heard, stays

RING_TIME = 3
VOICEMAIL = "10.77.0.3:5062"  # whoever comes second
NUMBER = "+4930123456"
JID = "romeo@xmpp.example"


def example(*names, **options):
    values = options.pop("values", {})
    default = options.pop("default", False)
    return dict(options, kamailio=lambda world: edits.copy(
        world, *names, values=values, default=default))


def in_default(function, *names, **options):
    """The same scenario with Kamailio's own kamailio.cfg."""
    def again(world):
        function(world)
    again.__name__ = f"{function.__name__}_default"
    options = example(*names, default=True, defines=("WITH_AUTH",), **options)
    globals()[again.__name__] = scenario(
        f"Kamailio's own configuration: {function.scenario.title}",
        **options)(again)


def calls_romeo(world, ua, **options):
    return ua.invites(f"sip:{world.sip_uri('romeo')}", **options)


def hangs_up(ua, invite, answer):
    ua.in_dialog("BYE", invite, answer)
    ua.receives_code(200, method="BYE")


# --- voicemail ---

WITH_VOICEMAIL = example(
    "voicemail.cfg", values={"192.0.2.10:5060": VOICEMAIL},
    cfg=f'modparam("jingle", "ring_time", {RING_TIME})\n')


def at_voicemail(world, ua, voicemail, invite, user="romeo"):
    """The voicemail server takes the call, the caller hangs up."""
    taken = voicemail.receives("INVITE", timeout=RING_TIME + 5)
    assert taken.first.split()[1] == f"sip:{user}@{VOICEMAIL}", taken.first
    assert "m=audio 20000 RTP/AVP" in taken.body, taken.body
    voicemail.reply(taken, 200, body=voicemail.sdp())
    answer = ua.receives_code(200)
    ua.ack(invite, answer)
    voicemail.receives("ACK")
    ua.in_dialog("BYE", invite, answer)
    voicemail.reply(voicemail.receives("BYE"), 200)
    ua.receives_code(200, method="BYE")
    return taken


@scenario("voicemail: the XMPP user does not answer", **WITH_VOICEMAIL)
def voicemail_no_answer(world):
    romeo = world.xmpp_client("romeo")
    voicemail = world.sip_ua("voicemail", register=False)
    ua = world.sip_ua("1001")
    invite = calls_romeo(world, ua, headers=[
        ("Diversion", "<sip:juliet@xmpp.example>")],
        to="<sip:juliet@xmpp.example>")
    call = romeo.is_called()
    ua.receives_code(180)
    taken = at_voicemail(world, ua, voicemail, invite)
    assert [d.split(";")[0] for d in taken.all("Diversion")] == [
        "<sip:romeo@xmpp.example>"]
    call.wait("retract")


@scenario("voicemail: the XMPP user declines, or is not online",
          **WITH_VOICEMAIL)
def voicemail_declined(world):
    mercutio = world.xmpp_client("mercutio")
    voicemail = world.sip_ua("voicemail", register=False)
    ua = world.sip_ua("1001")
    invite = ua.invites(f"sip:{world.sip_uri('mercutio')}")
    mercutio.is_called().declines()
    at_voicemail(world, ua, voicemail, invite, "mercutio")
    mercutio.stop()
    world.people.remove(mercutio)
    invite = ua.invites(f"sip:{world.sip_uri('mercutio')}")
    at_voicemail(world, ua, voicemail, invite, "mercutio")


@scenario("voicemail: a call that is answered, or given up, does not get there",
          **WITH_VOICEMAIL)
def voicemail_not(world):
    romeo = world.xmpp_client("romeo")
    voicemail = world.sip_ua("voicemail", register=False)
    ua = world.sip_ua("1001")
    invite = calls_romeo(world, ua)
    call = romeo.is_called()
    call.answers()
    answer = ua.receives_code(200)
    ua.ack(invite, answer)
    call.is_connected()
    hangs_up(ua, invite, answer)
    assert call.ends()[0] == "success"
    invite = calls_romeo(world, ua)
    call = romeo.is_called()
    ua.receives_code(180)
    ua.cancel(invite)
    ua.receives_code(487)
    call.wait("retract")
    assert not voicemail.messages


@scenario("voicemail: a number is no mailbox", **WITH_VOICEMAIL)
def voicemail_no_number(world):
    world.xmpp_client("romeo")
    voicemail = world.sip_ua("voicemail", register=False)
    ua = world.sip_ua("1001")
    for number in (NUMBER, "%2B4930123456", "0049-30-1234", "*98*1"):
        invite = ua.invites(f"sip:{world.sip_uri(number)}")
        ua.ack(invite, ua.receives_code(404))
    assert not voicemail.messages


# --- phones and XMPP devices together ---

RING_BOTH = example("ring-both.cfg")


def both_ring(world):
    """The phone juliet and the XMPP user juliet; 1001 calls her."""
    xmpp = world.xmpp_client("juliet", hz=440)
    phone = world.phone("juliet", hz=700)
    caller = world.phone("1001", hz=1000)
    caller.dials("juliet@sip.example")
    call = xmpp.is_called()
    phone.is_called()
    caller.hears_ringing()
    return xmpp, call, phone, caller


@scenario("phone and XMPP device ring together: the phone answers",
          **RING_BOTH)
def phone_wins(world):
    _, call, phone, caller = both_ring(world)
    phone.answers()
    caller.is_answered()
    call.wait("retract")
    assert_heard((caller, 700), (phone, 1000))
    caller.hangs_up()
    phone.call_ends()


@scenario("phone and XMPP device ring together: the XMPP user answers",
          **RING_BOTH)
def xmpp_wins(world):
    _, call, phone, caller = both_ring(world)
    call.answers()
    caller.is_answered()
    phone.call_ends()
    assert_heard((caller, 440), (call, 1000))
    call.hangs_up()
    caller.call_ends()


@scenario("phone and XMPP device ring together: the caller gives up",
          **RING_BOTH)
def caller_gives_up(world):
    _, call, phone, caller = both_ring(world)
    caller.hangs_up()
    call.wait("retract")
    phone.call_ends()


@scenario("phone and XMPP device ring together: one declines, one answers",
          **RING_BOTH)
def one_declines(world):
    _, call, phone, caller = both_ring(world)
    call.declines()
    with stays(lambda: "CALL_CLOSED" in str(caller.events), 0.5,
               "the call ends though the phone still rings"):
        pass
    phone.answers()
    caller.is_answered()
    assert_heard((caller, 700), (phone, 1000))
    caller.hangs_up()
    phone.call_ends()


@scenario("no phone of his is registered: only the XMPP devices ring",
          **RING_BOTH)
def only_xmpp(world):
    xmpp = world.xmpp_client("juliet", hz=440)
    caller = world.phone("1001", hz=1000)
    caller.dials("juliet@sip.example")
    call = xmpp.is_called()
    call.answers()
    caller.is_answered()
    assert_heard((caller, 440), (call, 1000))
    caller.hangs_up()
    assert call.ends()[0] == "success"


# --- lists of who may call ---

WITH_ACL = example("acl.cfg")


def may(world, jid, what):
    world.kamailio.rpc("htable.sets", "xmpp_acl", f"s:{jid}", what)


@scenario("a list of JIDs says who may call and be called", **WITH_ACL)
def acl(world):
    romeo, tybalt = world.together(lambda: world.xmpp_client("romeo"),
                                   lambda: world.xmpp_client("tybalt"))
    ua = world.sip_ua("1001")
    may(world, "tybalt@xmpp.example", "none")
    event = tybalt.calls(world.gateway_jid("1001")).wait("reject")
    assert event["reason"] == "decline"
    assert event["text"] == "You may not call.", event
    invite = ua.invites(f"sip:{world.sip_uri('tybalt')}")
    answer = ua.receives_code(403)
    ua.ack(invite, answer)
    assert not tybalt.had("call")
    call = romeo.calls(world.gateway_jid("1001"))
    ua.reply(ua.receives("INVITE"), 486)
    assert call.ends()[0] == "busy"


@scenario("a list of JIDs says who may call numbers", **WITH_ACL)
def acl_numbers(world):
    romeo, paris = world.together(lambda: world.xmpp_client("romeo"),
                                   lambda: world.xmpp_client("paris"))
    may(world, "romeo@xmpp.example", "numbers")
    event = paris.calls(world.gateway_jid(NUMBER)).wait("reject")
    assert event["text"] == "You may not call numbers.", event
    call = romeo.calls(world.gateway_jid(NUMBER))
    # the shipped configuration has no trunk: the dial plan knows no such user
    reason, text = call.ends()
    assert reason == "gone" and "404" in text, (reason, text)


ROMEOS = ("ROMEO@xmpp.example", "%72omeo@xmpp.example",
          "romeo@XMPP.example", "%52OMEO@xmpp.example:5060",
          "romeo:pw@xmpp.example", "romeo@xmpp.example;transport=udp",
          "romeo@xmpp.example;gr=scripted")


@scenario("a list of JIDs counts however the callee's address is written",
          **WITH_ACL)
def acl_spellings(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    may(world, JID, "none")
    for target in ROMEOS:
        invite = ua.invites(f"sip:{target}")
        ua.ack(invite, ua.receives_code(403))
    invite = ua.invites("sip:romeo@xmpp.example.")
    ua.ack(invite, ua.receives_code(4))
    # one of many spellings, and not on the list
    invite = ua.invites("sip:r%C3%B6meo@xmpp.example")
    ua.ack(invite, ua.receives_code(403))
    may(world, JID, "")
    assert not romeo.had("call")
    invite = ua.invites("sip:%52omeo@xmpp.example")
    romeo.is_called().declines()
    ua.ack(invite, ua.receives_code(486))


# --- numbers ---

@scenario("numbers: whatever is typed becomes +49…, both ways",
          **example("numbers.cfg"))
def numbers(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua(NUMBER)
    for typed in ("030123456", "004930123456", "030\\20123\\20456", NUMBER):
        call = romeo.calls(world.gateway_jid(typed))
        invite = ua.receives("INVITE")
        assert invite.first.split()[1].startswith(f"sip:{NUMBER}@"), \
            invite.first
        ua.reply(invite, 486)
        assert call.ends()[0] == "busy"
    caller = world.sip_ua("030654321")
    caller.invites(f"sip:{world.sip_uri('romeo')}")
    call = romeo.is_called()
    assert call.sender.startswith(f"+4930654321@{world.component}/"), \
        call.sender
    call.declines()
    caller.receives_code(486)


# --- a trunk that wants a password ---

CHALLENGE = 'Digest realm="provider", nonce="abc", algorithm=MD5'
WITH_TRUNK = example("trunk.cfg", values={"192.0.2.20:5060": VOICEMAIL})


def challenges(trunk, code=407):
    """The trunk is called, asks for the password, and gets it."""
    header, asks = {
        401: ("Authorization", "WWW-Authenticate"),
        407: ("Proxy-Authorization", "Proxy-Authenticate")}[code]
    first = trunk.receives("INVITE")
    assert NUMBER in first.first and not first.get(header)
    trunk.reply(first, code, headers=[(asks, CHALLENGE)])
    trunk.receives("ACK")
    again = trunk.receives("INVITE")
    assert cseq(again) > cseq(first)
    said = dict(re.findall(r'(\w+)="([^"]*)"', again.get(header)))

    def md5(*parts):
        return hashlib.md5(":".join(parts).encode()).hexdigest()
    assert said["username"] == "account" and said["response"] == md5(
        md5("account", "provider", "change-me"), "abc",
        md5("INVITE", said["uri"])), said
    assert again.get("P-Asserted-Identity") == \
        "<sip:+4930123000@192.0.2.20>"
    return again


def cseq(message):
    return int(message.get("CSeq").split()[0])


def accepts(trunk, invite):
    """The trunk answers; the ACK is of that INVITE."""
    answer = trunk.reply(invite, 200, body=trunk.sdp())
    assert cseq(trunk.receives("ACK")) == cseq(invite)
    return answer


@scenario("a trunk asks for a password: an XMPP user's call, ended by either",
          **WITH_TRUNK)
def trunk_of_xmpp_user(world):
    romeo = world.xmpp_client("romeo")
    trunk = world.sip_ua("trunk", register=False)
    for code in (407, 401):
        call = romeo.calls(world.gateway_jid(NUMBER))
        invite = challenges(trunk, code)
        trunk.reply(invite, 180)
        call.hears_ringing()
        answer = accepts(trunk, invite)
        call.is_answered()
        if code == 407:
            assert call.hangs_up() == "result"
            bye = trunk.receives("BYE")
            assert cseq(bye) > cseq(answer)
            trunk.reply(bye, 200)
        else:
            trunk.in_dialog("BYE", invite, answer, outgoing=False)
            trunk.receives_code(200, method="BYE")
            assert call.ends()[0] == "success"


@scenario("a trunk asks for a password: the XMPP user holds, then the trunk",
          **WITH_TRUNK)
def trunk_and_hold(world):
    romeo = world.xmpp_client("romeo")
    trunk = world.sip_ua("trunk", register=False)
    call = romeo.calls(world.gateway_jid(NUMBER))
    invite = challenges(trunk)
    answer = accepts(trunk, invite)
    call.is_answered()
    call.do("info", xml="<hold xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>")
    held = trunk.receives("INVITE")
    assert cseq(held) > cseq(invite) and "a=sendonly" in held.body, held.body
    accepts(trunk, held)
    again = trunk.in_dialog("INVITE", invite, answer, outgoing=False,
                            body=trunk.sdp(direction="sendonly"))
    trunk.ack(again, trunk.receives_code(200, method="INVITE"))
    assert call.hangs_up() == "result"
    bye = trunk.receives("BYE")
    assert cseq(bye) > cseq(held)
    trunk.reply(bye, 200)


@scenario("a trunk asks for a password: a phone's call; a stranger's goes not "
          "there", **WITH_TRUNK,
          loud="a stranger tries")
def trunk_of_phone(world):
    ua = world.sip_ua("1001")
    trunk = world.sip_ua("trunk", register=False)
    invite = ua.invites(f"sip:{NUMBER}@sip.example")
    again = challenges(trunk)
    trunk.reply(again, 200, body=trunk.sdp())
    answer = ua.receives_code(200)
    ua.ack(invite, answer)
    assert cseq(trunk.receives("ACK")) == cseq(again)
    stranger = world.sip_ua("mallory", register=False)
    stranger.password = None
    count = len(trunk.messages)
    for sender in ("mallory@evil.example", "1001@sip.example",
                   "romeo@xmpp.example"):
        request = stranger.invites(f"sip:{NUMBER}@sip.example",
                                   from_=f"<sip:{sender}>;tag=s{sender[:2]}")
        stranger.ack(request, stranger.receives_code(4))
    assert not [m for m in trunk.messages[count:] if m.method == "INVITE"]
    ua.in_dialog("BYE", invite, answer)
    bye = trunk.receives("BYE")
    assert cseq(bye) > cseq(again)
    trunk.reply(bye, 200)
    ua.receives_code(200, method="BYE")


@scenario("who pays for a number: nobody who has not given a password, trunks "
          "neither", **dict(WITH_TRUNK, defines=(
              'JINGLE_TRUNKS="^10\\.77\\.0\\.3$"', "JINGLE_TRUST_FROM")))
def trunk_does_not_pay_itself(world):
    romeo = world.xmpp_client("romeo")
    trunk = world.sip_ua("trunk", register=False)
    assert f"{trunk.address}:5062" == VOICEMAIL
    trunk.password = None
    stranger = world.sip_ua("mallory", register=False)
    stranger.password = None
    for ua in (trunk, stranger):
        for n, sender in enumerate((
                "1001@sip.example", "+4930999@sip.example", "x@evil.example",
                f"x@{world.address}", "anonymous@anonymous.invalid")):
            for target in (f"{NUMBER}@sip.example", f"{NUMBER}@10.77.0.3:5062",
                           f"{NUMBER}@{world.address}"):
                invite = ua.invites(f"sip:{target}",
                                    from_=f"<sip:{sender}>;tag=p{n}")
                ua.ack(invite, ua.receives_code(4))
    assert not trunk.had(lambda m: m.method == "INVITE" and
                         not m.is_response)
    # what a trunk is for
    invite = trunk.invites(f"sip:{world.sip_uri('romeo')}",
                           from_=f"<sip:{NUMBER}@carrier.example>;tag=t")
    romeo.is_called().declines()
    trunk.ack(invite, trunk.receives_code(486))


@scenario("a trunk refuses the password: the XMPP user is told", **WITH_TRUNK)
def trunk_refuses(world):
    romeo = world.xmpp_client("romeo")
    trunk = world.sip_ua("trunk", register=False)
    call = romeo.calls(world.gateway_jid(NUMBER))
    invite = challenges(trunk)
    trunk.reply(invite, 403)
    trunk.receives("ACK")
    reason, text = call.ends()
    assert reason == "decline" and "403" in text, (reason, text)


# --- accounting ---

def with_accounting(world, default=False):
    make_tables(acc_file(world), "acc")
    run_scripts(acc_file(world),
                [f"{world.repo}/cfg/examples/accounting.sql"])
    with sqlite3.connect(acc_file(world)) as database:
        database.execute("PRAGMA journal_mode=WAL")
    return edits.copy(world, "accounting.cfg", default=default, values={
        "/var/lib/kamailio/acc.sqlite": acc_file(world)})


def acc_file(world):
    return f"{world.folder}/acc.sqlite"


def rows(world, table, columns):
    with sqlite3.connect(acc_file(world)) as database:
        return database.execute(
            f"SELECT {', '.join(columns)} FROM {table}").fetchall()


def from_xmpp(world, romeo, ua):
    call = romeo.calls(world.gateway_jid("1001"))
    invite = ua.receives("INVITE")
    answer = ua.reply(invite, 200, body=ua.sdp())
    ua.receives("ACK")
    call.is_answered()
    is_accounted(world, invite, call, JID)
    ua.in_dialog("BYE", invite, answer, outgoing=False)
    ua.receives_code(200, method="BYE")
    is_recorded(world, invite)


@scenario("accounting has the names of a call on both sides",
          kamailio=with_accounting)
def accounting(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    from_xmpp(world, romeo, ua)
    incoming = ua.invites("sip:%52omeo@xmpp.example",  # written oddly
                          from_="<sip:1001@SIP.Example:5060>;tag=odd")
    call = romeo.is_called()
    call.answers()
    answer = ua.receives_code(200)
    ua.ack(incoming, answer)
    is_accounted(world, incoming, call, "1001@sip.example")
    hangs_up(ua, incoming, answer)
    is_recorded(world, incoming)
    missed = calls_romeo(world, ua)
    romeo.is_called().declines()
    ua.ack(missed, ua.receives_code(486))
    wait_until(lambda: rows(world, "missed_calls", ("callid", "jid")) == [
        (missed.get("Call-ID"), JID)], 10, "one missed call")
    assert len(rows(world, "acc_cdrs", ("callid",))) == 2


# SQLite has one writer at a time: what comes next waits for the row

def is_accounted(world, invite, call, payer):
    """Both names of the call are there, and who pays for it."""
    wait_until(lambda: (invite.get("Call-ID"), call.sid, JID, payer) in rows(
        world, "acc", ("callid", "sid", "jid", "payer")), 10,
        "the call's row")


def is_recorded(world, invite):
    wait_until(lambda: rows(world, "acc_cdrs", ("callid", "jid")).count(
        (invite.get("Call-ID"), JID)) == 1, 10, "one detail record")


# --- variables of the call ---

KINDS = {"avp": "$avp(mine)", "xavp": "$xavp(mine=>word)",
         "xavu": "$xavu(mine=>word)", "xavi": "$xavi(mine=>word)"}


def keeps_variables(world):
    """Each kind is set when the call comes in, and said at the answer."""
    path = edits.copy(world)
    file = f"{world.folder}/cfg/jingle.cfg"
    with open(file, encoding="utf-8") as handle:
        text = handle.read()
    sets = "".join(f'\t{name} = "{kind}-" + $ci;\n'
                   for kind, name in KINDS.items())
    says = '\txlog("L_INFO", "kept: %s\\n");\n' % " ".join(KINDS.values())
    for where, line in (("route[JINGLE_CALLED] {\n", sets),
                        ("event_route[jingle:answer] {\n", says)):
        assert text.count(where) == 1, where
        text = text.replace(where, where + line)
    with open(file, "w", encoding="utf-8") as handle:
        handle.write(text)
    return path


@scenario("what the script keeps with a call in any kind of variable is there "
          "when it is answered, and is that call's", kamailio=keeps_variables)
def variables_of_the_call(world):
    romeo = world.xmpp_client("romeo")
    phones = [world.sip_ua(number) for number in ("1001", "1002")]
    invites = [calls_romeo(world, ua) for ua in phones]
    calls = [romeo.is_called() for _ in phones]
    for call in reversed(calls):
        call.answers()
    for ua, invite in zip(phones, invites):
        answer = ua.receives_code(200)
        ua.ack(invite, answer)
        kept = " ".join(f"{kind}-{invite.get('Call-ID')}" for kind in KINDS)
        world.kamailio.process.wait_log(f"kept: {kept}")
        hangs_up(ua, invite, answer)


# --- and each example in the file that Kamailio comes with ---

in_default(voicemail_declined, "voicemail.cfg",
           values={"192.0.2.10:5060": VOICEMAIL}, cfg=WITH_VOICEMAIL["cfg"])
in_default(xmpp_wins, "ring-both.cfg")
in_default(acl, "acl.cfg")
in_default(numbers, "numbers.cfg")
in_default(trunk_of_xmpp_user, "trunk.cfg",
           values={"192.0.2.20:5060": VOICEMAIL})


@scenario("Kamailio's own configuration: accounting has the names of a call on "
          "both sides", defines=("WITH_AUTH",),
          kamailio=lambda world: with_accounting(world, True),
          loud="its SQLite is written by others meanwhile")
def accounting_default(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    from_xmpp(world, romeo, ua)
    invite = calls_romeo(world, ua)
    call = romeo.is_called()
    call.answers()
    answer = ua.receives_code(200)
    ua.ack(invite, answer)
    wait_until(lambda: (invite.get("Call-ID"), call.sid, JID) in rows(
        world, "acc", ("callid", "sid", "jid")), 10, "the call's row")
    # the callee's tag: the relayed leg's
    assert [row for row in rows(world, "acc", ("callid", "to_tag"))
            if row == (invite.get("Call-ID"), answer.tag("To"))]
    hangs_up(ua, invite, answer)
    assert call.ends()[0] == "success"
