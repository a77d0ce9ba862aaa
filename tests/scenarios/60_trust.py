# SPDX-License-Identifier: GPL-2.0-or-later
"""Trust: who may call whom, and what a forger gets."""

import re
import subprocess

from lib import ng
from lib.process import wait_until
from lib.scenario import scenario
from lib.sip_call import SipCall
from lib.sip_ua import Message
from lib.world import assert_heard, stays

LOUD = "who tries what he may not is logged"

NUMBER = "+4930123456"
TOKEN = "X-Jingle-Token"


def from_uri(invite):
    return re.search(r"<([^>]+)>", invite.get("From")).group(1)


def nobody_rings(client):
    """Nothing of a call has come to this client."""
    return stays(lambda: client.had("call"), 0.5, "the XMPP user was called")


def refused(ua, invite, *codes):
    answer = ua.receives_code(4)
    assert answer.code in codes, answer.first
    ua.ack(invite, answer)


def refuses(call, *reasons):
    """The user's propose was refused, nobody was asked."""
    event = call.wait("reject")
    assert event["reason"] in reasons, event
    return event


def answered(world):
    """romeo and the user agent 1001 have a call, made by romeo."""
    romeo = world.xmpp_client("romeo", resource="secret-resource")
    ua = world.sip_ua("1001")
    call = romeo.calls(world.gateway_jid("1001"))
    invite = ua.receives("INVITE")
    answer = ua.reply(invite, 200, body=ua.sdp())
    ua.receives("ACK")
    call.is_answered()
    return romeo, ua, call, invite, answer


def ends(ua, call, invite, answer):
    ua.in_dialog("BYE", invite, answer, outgoing=False)
    ua.receives_code(200, method="BYE")
    assert call.ends()[0] == "success"


# --- the page that says it all ---

@scenario("each line of WHO-MAY-DO-WHAT has tests, and they exist")
def page_has_tests(world):
    with open(f"{world.repo}/cfg/doc/WHO-MAY-DO-WHAT.md",
              encoding="utf-8") as file:
        lines = [row for row in file.read().splitlines()
                 if row.startswith("| ") and not row.endswith("| test |")]
    assert len(lines) > 25, lines
    for line in lines:
        names = re.findall(r"`(\d\d_\w+)\.(\w+)`", line)
        assert names, line
        for file_name, name in names:
            with open(f"{world.repo}/tests/scenarios/{file_name}.py",
                      encoding="utf-8") as file:
                assert f"\ndef {name}(world" in file.read(), name


# --- who calls from SIP ---

@scenario("without a password nobody calls an XMPP user")
def no_password(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    ua.password = None
    with nobody_rings(romeo):
        for sender, code in (("1001@sip.example", 407),
                             ("mallory@evil.example", 403),
                             ("anonymous@anonymous.invalid", 407)):
            invite = ua.invites(f"sip:{world.sip_uri('romeo')}",
                                from_=f"<sip:{sender}>;tag={code}{sender[0]}")
            refused(ua, invite, code)
        ua.password = "wrong"
        invite = ua.invites(f"sip:{world.sip_uri('romeo')}")
        refused(ua, invite, 407)


@scenario("another user's From is refused, another user's identity ignored")
def forged_identity(world):
    romeo = world.xmpp_client("romeo")
    world.sip_password("1002")
    ua = world.sip_ua("1001")
    with nobody_rings(romeo):
        invite = ua.invites(f"sip:{world.sip_uri('romeo')}",
                            from_="<sip:1002@sip.example>;tag=f1")
        refused(ua, invite, 407, 403)
    invite = ua.invites(f"sip:{world.sip_uri('romeo')}", headers=[
        ("P-Asserted-Identity", "<sip:1002@sip.example>"),
        ("P-Preferred-Identity", "<sip:1002@sip.example>"),
        ("Remote-Party-ID", "<sip:1002@sip.example>")])
    call = romeo.is_called()
    assert call.sender.startswith("1001@"), call.sender
    call.declines()
    refused(ua, invite, 486)


@scenario("a forged identity does not reach a phone either")
def forged_identity_to_phone(world):
    ua, other = world.sip_ua("1001"), world.sip_ua("1002")
    sent = ua.invites("sip:1002@sip.example", headers=[
        ("P-Asserted-Identity", "<sip:1009@sip.example>"), (TOKEN, "guess")])
    invite = other.receives("INVITE")
    assert not invite.get("P-Asserted-Identity") and not invite.get(TOKEN)
    other.reply(invite, 486)
    refused(ua, sent, 486)


@scenario("nobody but the gateway speaks for XMPP users")
def forged_xmpp_user(world):
    ua, other = world.sip_ua("1001"), world.sip_ua("1002")
    for target in ("1002@sip.example", world.sip_uri("juliet")):
        invite = ua.invites(f"sip:{target}",
                            from_="<sip:romeo@xmpp.example>;tag=x1")
        refused(ua, invite, 403)
    assert not other.had(lambda m: m.method == "INVITE")


@scenario("a trunk is believed; from elsewhere the same is refused",
          defines=('JINGLE_TRUNKS="^10\\.77\\.0\\.3$"',))
def trunk(world):
    romeo = world.xmpp_client("romeo")
    trunk_ua = world.sip_ua("trunk", register=False)
    other = world.sip_ua("other", register=False)
    caller = f"<sip:{NUMBER}@carrier.example>;tag=t1"
    invite = trunk_ua.invites(f"sip:{world.sip_uri('romeo')}", from_=caller)
    romeo.is_called().declines()
    refused(trunk_ua, invite, 486)
    other.password = None
    invite = other.invites(f"sip:{world.sip_uri('romeo')}", from_=caller)
    refused(other, invite, 403)
    assert len(romeo.had("call")) == 1


@scenario("a trunk's address spares calls to XMPP users the password, nothing "
          "else", defines=('JINGLE_TRUNKS="^10\\.77\\.0\\.3$"',))
def trunk_is_no_user(world):
    romeo = world.xmpp_client("romeo")
    forger = world.sip_ua("trunk", register=False)
    assert forger.address == "10.77.0.3"
    forger.password = None
    phone = world.sip_ua("1001")
    own = "<sip:1001@sip.example>;tag="
    forger.send(forger.request(
        "REGISTER", "sip:sip.example", to="<sip:1001@sip.example>",
        from_=f"{own}r", headers=[("Expires", "600")]))
    forger.receives_code(401, method="REGISTER")
    for method in ("MESSAGE", "SUBSCRIBE", "PUBLISH", "OPTIONS", "REFER",
                   "INVITE"):
        forger.send(forger.request(
            method, "sip:1001@sip.example", from_=f"{own}{method}",
            headers=[("Event", "presence")], body=forger.sdp()))
        forger.receives_code(407, method=method)
    # an XMPP user's name is nobody's but his server's
    invite = forger.invites(f"sip:{world.sip_uri('romeo')}",
                            from_="<sip:romeo@xmpp.example>;tag=x")
    refused(forger, invite, 403)
    invite = forger.invites(f"sip:{world.sip_uri('romeo')}",
                            from_=f"{own}y", headers=[
                                ("P-Asserted-Identity",
                                 "<sip:1002@sip.example>")])
    refused(forger, invite, 407)
    assert not romeo.had("call")
    invite = forger.invites(
        f"sip:{world.sip_uri('romeo')}",
        from_=f"<sip:{NUMBER}@c.example>;tag=z",
        headers=[("P-Asserted-Identity", "<sip:juliet@xmpp.example>")])
    call = romeo.is_called()
    assert call.sender.startswith(NUMBER), call.sender
    call.declines()
    refused(forger, invite, 486)
    # he is still registered where he was
    other = world.sip_ua("1002")
    invite = other.invites("sip:1001@sip.example")
    phone.reply(phone.receives("INVITE"), 486)
    refused(other, invite, 486)


ONE_DOMAIN = {"sip_domain": "xmpp.example",
              "defines": ('JINGLE_TRUNKS="^10\\.77\\.0\\.3$"',)}


@scenario("likewise where SIP and XMPP share a domain: its address spares no "
          "call to a phone the password", **ONE_DOMAIN)
def trunk_of_one_domain(world):
    romeo = world.xmpp_client("romeo")
    forger = world.sip_ua("trunk", register=False)
    assert forger.address == "10.77.0.3"
    forger.password = None
    phone = world.sip_ua("1001")
    asserted = [("P-Asserted-Identity", f"<tel:{NUMBER}>")]
    invite = forger.invites("sip:1001@xmpp.example", headers=asserted,
                            from_="<sip:1002@xmpp.example>;tag=o1")
    refused(forger, invite, 407)
    # a stranger may call phones, but asserts nothing
    invite = forger.invites("sip:1001@xmpp.example", headers=asserted,
                            from_="<sip:x@carrier.example>;tag=o2")
    called = phone.receives("INVITE")
    assert called.tag("From") == "o2" and not called.get("P-Asserted-Identity")
    phone.reply(called, 486)
    refused(forger, invite, 486)
    invite = forger.invites("sip:romeo@xmpp.example", headers=asserted,
                            from_="<sip:x@carrier.example>;tag=o3")
    call = romeo.is_called()
    assert call.sender.startswith(NUMBER), call.sender
    call.declines()
    refused(forger, invite, 486)


def allows(answer):
    return [m.strip() for m in answer.get("Allow").split(",")]


@scenario("a message or subscription for an XMPP user is answered, not sent on")
def other_methods(world):
    ua = world.sip_ua("1001")
    for method in ("MESSAGE", "SUBSCRIBE", "OPTIONS", "REFER"):
        ua.authenticated(ua.request(method, f"sip:{world.sip_uri('romeo')}",
                                    headers=[("Event", "presence")]))
        answer = ua.receives_code(405, method=method)
        assert "INVITE" in allows(answer), answer.headers  # RFC 3261 21.4.6
        assert method not in allows(answer)


@scenario("likewise where SIP and XMPP share a domain; phones are phones",
          sip_domain="xmpp.example")
def other_methods_of_one_domain(world):
    ua, phone = world.sip_ua("1001"), world.sip_ua("1002")
    for method in ("MESSAGE", "SUBSCRIBE", "OPTIONS", "REFER"):
        ua.authenticated(ua.request(method, "sip:romeo@xmpp.example",
                                    headers=[("Event", "presence")]))
        answer = ua.receives_code(405, method=method)
        assert method not in allows(answer) and "INVITE" in allows(answer)
    for method in ("MESSAGE", "SUBSCRIBE", "OPTIONS"):
        request = ua.authenticated(ua.request(
            method, "sip:1002@xmpp.example", headers=[("Event", "presence")]))
        phone.reply(phone.receives(method), 200)
        assert ua.receives_code(200, method=method).get("Call-ID") == \
            request.get("Call-ID")


@scenario("what a phone publishes does not come back to it: 405")
def publish(world):
    ua = world.sip_ua("1001")
    ua.authenticated(ua.request("PUBLISH", "sip:1001@sip.example",
                                headers=[("Event", "presence")]))
    answer = ua.receives_code(405, method="PUBLISH")
    assert "INVITE" in allows(answer) and "PUBLISH" not in allows(answer)
    assert not ua.had(lambda m: not m.is_response)


def is_refused_by_methods(world):
    """Two phones of one user, neither has registered for MESSAGE."""
    ua = world.sip_ua("1001")
    for port, methods in ((5062, "INVITE,ACK,CANCEL,BYE"),
                          (5063, "INVITE,ACK,CANCEL,BYE,INFO,UPDATE")):
        phone = world.sip_ua("1002", register=False, port=port)
        phone.authenticated(phone.request(
            "REGISTER", "sip:sip.example", to="<sip:1002@sip.example>",
            contact=f'{phone.contact()[1]};methods="{methods}"'))
        phone.receives_code(200, method="REGISTER")
    ua.authenticated(ua.request("MESSAGE", "sip:1002@sip.example", body="x"))
    answer = ua.receives_code(405, method="MESSAGE")
    assert sorted(allows(answer)) == sorted(
        ["INVITE", "ACK", "CANCEL", "BYE", "INFO", "UPDATE"]), answer.headers


METHOD_FILTERING = 'modparam("registrar", "method_filtering", 1)'


@scenario("phones that have registered for some methods: 405 names all of them",
          cfg=METHOD_FILTERING)
def registered_methods(world):
    is_refused_by_methods(world)


@scenario("credentials that somebody overheard are worth nothing")
def replayed_credentials(world):
    phone, other = world.sip_ua("1001"), world.sip_ua("1002")
    forger = world.sip_ua("mallory", register=False)
    forger.password = None
    sent = [Message.parse(r.text.encode()) for r in world.wire.sip()
            if r.source[0] == phone.address and "Authorization" in r.text]
    invite = phone.invites("sip:1002@sip.example")
    other.reply(other.receives("INVITE"), 486)
    refused(phone, invite, 486)
    assert sent and invite.get("Proxy-Authorization")
    for message, code in ((sent[-1], 401), (invite, 407)):
        copy = Message(message.first, [
            forger.via() if k == "Via" else
            forger.contact() if k == "Contact" else
            ("Call-ID", "replayed") if k == "Call-ID" else (k, v)
            for k, v in message.headers if k != "Content-Length"],
            message.body)
        forger.send(copy)
        answer = forger.receives_code(code, method=message.method)
        assert "stale=true" in (answer.get("WWW-Authenticate") or
                                answer.get("Proxy-Authenticate"))
    assert len(other.had(lambda m: m.method == "INVITE" and
                         not m.is_response)) == 1
    # a count makes a nonce good for more than one request
    assert 'qop="auth"' in answer.get("Proxy-Authenticate")


@scenario("a REGISTER that comes again, its answer lost, gets the same answer")
def register_again(world):
    ua = world.sip_ua("1001")
    sent = [Message.parse(r.text.encode()) for r in world.wire.sip()
            if r.source[0] == ua.address and "Authorization" in r.text][-1]
    ua.send(Message(sent.first, [
        h for h in sent.headers if h[0] != "Content-Length"], sent.body))
    again = ua.wait(lambda m: m.is_response and
                    m.get("CSeq") == sent.get("CSeq"), 5, "answer")
    assert again.code == 200, again.first


def without_length(message):
    """As it goes over UDP, where the datagram ends the body."""
    return message.encode().replace(b"Content-Length: 0\r\n", b"")


@scenario("a request without Content-Length over UDP: nothing to complain of")
def no_content_length(world):
    ua = world.sip_ua("1001")
    for target in ("sip.example", "1001@sip.example"):
        request = ua.request("OPTIONS", f"sip:{target}")
        ua.sock.sendto(without_length(request), ua.proxy)
        answer = ua.wait(lambda m: m.is_response and m.get("CSeq") ==
                         request.get("CSeq"), what="answer")
        assert answer.code in (200, 407), answer.first
    said = world.kamailio.process.log_text().lower()
    assert not re.search("content.length", said), said
    # one that says more than there is, is malformed
    told = ua.request("OPTIONS", "sip:1001@sip.example")
    ua.sock.sendto(told.encode().replace(b"Length: 0", b"Length: 10"),
                   ua.proxy)
    ua.receives_code(400, method="OPTIONS")


@scenario("a phone that registers our own address does not make calls to it go "
          "round and multiply")
def own_address_registered(world):
    forger = world.sip_ua("1008", register=False)
    for contact in (f"<sip:1008@{world.address}:5060;n=1>, "
                    f"<sip:1008@{world.address}:5060;n=2>",
                    "<sip:1008@sip.example;n=3>"):
        forger.contact = lambda where=contact: ("Contact", where)
        forger.authenticated(forger.request(
            "REGISTER", "sip:sip.example", to="<sip:1008@sip.example>",
            headers=[("Expires", "600")]))
        forger.receives_code(200, method="REGISTER")
    stranger = world.sip_ua("mallory", register=False)
    stranger.password = None
    again = [("Route", f"<sip:{world.address};lr>")] * 6
    for method, within in (("INVITE", ""), ("MESSAGE", ""),
                           ("INFO", ";tag=guess")):
        request = stranger.request(
            method, "sip:1008@sip.example", to=f"<sip:1008@sip.example>{within}",
            headers=again if within else (),
            from_="<sip:mallory@evil.example>;tag=l", body=stranger.sdp())
        # each turn takes one: what goes round ends within the test
        request.headers = [(k, "6" if k == "Max-Forwards" else v)
                           for k, v in request.headers]
        stranger.send(request)
        answer = stranger.receives_code(4, method=method, timeout=20)
        # RFC 3261 16.3
        assert answer.code == 482 or within, answer.first
        if method == "INVITE":
            stranger.ack(request, answer)
        turns = {m.get("Via") for m in (
            Message.parse(r.text.encode()) for r in world.wire.sip()
            if r.source == r.target and r.text.startswith(method))}
        assert len(turns) <= (3 * len(again) if within else 3), turns


# --- forged requests ---

@scenario("who says to be within a call does not speak for XMPP users, and "
          "asserts nothing")
def forged_within_a_call(world):
    phone = world.sip_ua("1002")
    stranger = world.sip_ua("mallory", register=False)
    stranger.password = None
    for target in ("sip:1002@sip.example",
                   f"sip:1002@{phone.address}:{phone.port}"):
        def within(method, sender, *headers):
            request = stranger.request(
                method, target, to=f"<{target}>;tag=guess",
                from_=f"<sip:{sender}>;tag=w", headers=[
                    ("Route", f"<sip:{world.address};lr>"), *headers])
            stranger.send(request)
            return request
        for method in ("INVITE", "MESSAGE", "REFER", "SUBSCRIBE", "NOTIFY"):
            within(method, "romeo@xmpp.example")
            stranger.receives_code(403, method=method)
        within("INFO", "x@evil.example", *(
            (name, "<sip:1009@sip.example>") for name in (
                "P-Asserted-Identity", "P-Preferred-Identity",
                "Remote-Party-ID")))
        info = phone.receives("INFO")
        phone.reply(info, 481, "Unknown")
        stranger.receives_code(481, method="INFO")
        assert "1009" not in str(info.headers), info.headers
    assert {m.method for m in phone.messages if not m.is_response} == {"INFO"}


@scenario("an INVITE with gr and From tag of a live call, without its secret")
def forged_invite(world):
    romeo, ua, call, invite, answer = answered(world)
    forger = world.sip_ua("1002")
    forger.password = None
    gr = re.search(r"gr=\w+", invite.get("Contact")).group(0)
    for headers in ([], [(TOKEN, "a" * 26)], [(TOKEN, gr[3:])],
                    [(TOKEN, "")]):
        for host in (f"{world.address}:5060", forger.address):
            request = forger.request(
                "INVITE", "sip:1001@sip.example", body=forger.sdp(),
                from_=invite.get("From"), headers=headers)
            request.headers = [
                ("Contact", f"<sip:romeo@{host};{gr}>") if k == "Contact"
                else (k, v) for k, v in request.headers]
            forger.send(request)
            refused(forger, request, 403, 407)
    assert len(ua.had(lambda m: m.method == "INVITE")) == 1
    ends(ua, call, invite, answer)


def own_requests(world, mark):
    """INVITEs that Kamailio has sent to itself, with some mark in them."""
    return [Message.parse(r.text.encode()) for r in world.wire.records
            if r.kind == "sip" and r.source == r.target
            and r.text.startswith("INVITE") and mark in r.text]


def replays(forger, own, target=None):
    """A stranger sends it as it was, from where he is, and is refused."""
    copy = Message(own.first, [
        forger.via() if k == "Via" else (k, v) for k, v in own.headers
        if k not in ("Content-Length", "Route", "Record-Route")], own.body)
    if target:
        copy.first = f"INVITE {target} SIP/2.0"
    forger.send(copy)
    refused(forger, copy, 403, 407)


@scenario("our own INVITE, secret and all, sent again by a stranger")
def replayed_invite(world):
    romeo, ua, call, invite, answer = answered(world)
    own = own_requests(world, TOKEN)[-1]
    assert own.get("Call-ID") == invite.get("Call-ID")
    forger = world.sip_ua("1002")
    forger.password = None
    replays(forger, own)
    replays(forger, own, f"sip:{NUMBER}@sip.example")
    ends(ua, call, invite, answer)
    wait_until(lambda: not world.calls().strip(), 10, "the call is over")
    replays(forger, own)
    assert len(ua.had(lambda m: m.method == "INVITE")) == 1


@scenario("a branch of jingle_branch(), sent again by a stranger",
          defines=("JINGLE_BY_BRANCH",))
def replayed_branch(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    invite = ua.invites(f"sip:{world.sip_uri('romeo')}")
    call = romeo.is_called()
    own = own_requests(world, ";jingle=")[-1]
    forger = world.sip_ua("1002")
    forger.password = None
    replays(forger, own)
    call.answers()
    answer = ua.receives_code(200)
    ua.ack(invite, answer)
    replays(forger, own)
    ua.in_dialog("BYE", invite, answer)
    ua.receives_code(200, method="BYE")
    assert call.ends()[0] == "success"
    wait_until(lambda: not world.calls().strip(), 10, "the call is over")
    replays(forger, own)
    assert len(romeo.had("call")) == 1


@scenario("the secret and the user's resource never leave the proxy")
def secret_stays(world):
    since = len(world.wire.records)
    romeo, ua, call, invite, answer = answered(world)
    ends(ua, call, invite, answer)
    second = ua.invites(f"sip:{world.sip_uri('romeo')}")
    call = romeo.is_called()
    call.declines()
    refused(ua, second, 486)
    records = [r for r in world.wire.records[since:] if r.kind == "sip"]
    inside = [r for r in records if r.source == r.target]
    assert any(TOKEN in r.text for r in inside), "the wire saw nothing"
    for record in records:
        if record.source != record.target:
            assert TOKEN not in record.text, record.text
        assert "secret-resource" not in record.text, record.text


@scenario("a branch of jingle_branch() cannot be made elsewhere")
def forged_branch(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    ua.password = None
    with nobody_rings(romeo):
        for code in ("a" * 26 + "0" * 32, "", "f" * 31):
            invite = ua.invites(f"sip:{world.sip_uri('romeo')};jingle={code}")
            refused(ua, invite, 407)


@scenario("requests to our Contact from outside of the dialog: 481")
def outside_the_dialog(world):
    romeo, ua, call, invite, answer = answered(world)
    stranger = world.sip_ua("1002")
    stranger.password = None
    contact = invite.contact_uri()
    right = invite.get("From")  # ours; theirs is in the answer
    for to in (f"<{contact}>", f"<{contact}>;tag=guess", right):
        for method in ("BYE", "INVITE", "UPDATE", "INFO", "REFER", "OPTIONS"):
            request = stranger.request(
                method, contact, to=to, call_id=invite.get("Call-ID"),
                body=stranger.sdp() if method == "INVITE" else "")
            stranger.send(request)
            response = stranger.receives_code(481, method=method)
            if method == "INVITE":
                stranger.ack(request, response)
    assert not call.had("ended")
    ends(ua, call, invite, answer)
    late = stranger.request("BYE", contact, to=right,
                            from_=answer.get("To"),
                            call_id=invite.get("Call-ID"))
    stranger.send(late)
    stranger.receives_code(481, method="BYE")


@scenario("a call from XMPP that comes back for an XMPP user is a loop",
          defines=("JINGLE_ALLOW_DOMAINS",), kamailio=lambda world:
          loop_config(world))
def loop(world):
    romeo = world.xmpp_client("romeo")
    call = romeo.calls(f"juliet%xmpp.example@{world.component}")
    reason, text = call.ends()
    assert "482" in text, (reason, text)


def loop_config(world):
    """A dial plan that sends everything for XMPP to the gateway."""
    path = f"{world.folder}/loop.cfg"
    with open(f"{world.repo}/cfg/kamailio.cfg", encoding="utf-8") as file:
        text = file.read()
    text = text.replace("\troute(JINGLE);\n", "\tjingle_call();\n\texit;\n")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace('include_file "jingle.cfg"',
                                f'include_file "{world.repo}/cfg/jingle.cfg"'))
    return path


# --- media of somebody else's call ---

def media_names(world):
    """What rtpengine calls the media of its calls."""
    listed = ng.calls(world.rtpengine.ng)
    names = []
    while listed:
        length, _, rest = listed.partition(":")
        if not length.isdigit():  # what is around the list
            listed = listed[1:]
            continue
        names.append(rest[:int(length)])
        listed = rest[int(length):]
    return [n for n in names if n not in ("calls", "result", "ok")]


def repeats(world, call, victim):
    """Another user of ours, with his password, begins a call to an accomplice
    that has the Call-ID and From tag of somebody else's."""
    accomplice = world.xmpp_client("tybalt", hz=600)
    forger = SipCall(world, "1002", hz=1400)
    tag = re.search(r"tag=([^;>\s]+)", victim).group(1)
    forger.calls(world.sip_uri("tybalt"), call_id=call, from_tag=tag)
    his = accomplice.is_called()
    his.answers()
    forger.is_answered()
    return forger, his


@scenario("who repeats Call-ID and From tag of a phone's call hears his own "
          "call only, and ends no other")
def repeated_call_id(world):
    romeo = world.xmpp_client("romeo", hz=440)
    phone = SipCall(world, "1001", hz=1000)
    phone.calls(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    assert_heard((call, 1000), (phone, 440))
    with stays(lambda: call.hears(1400), 2, "romeo hears the forger"):
        forger, his = repeats(world, phone.invite.get("Call-ID"),
                              phone.invite.get("From"))
        assert_heard((forger, 600), (his, 1400))
    assert not forger.hears(440)
    forger.hangs_up()
    assert his.ends()[0] == "success"
    assert len(media_names(world)) == 1, media_names(world)
    assert_heard((call, 1000), (phone, 440))
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("likewise for the call of an XMPP user, by the phone that he called")
def repeated_call_id_of_ours(world):
    romeo = world.xmpp_client("romeo", hz=440)
    phone = SipCall(world, "1001", hz=1000)
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    phone.answers()
    call.is_answered()
    assert_heard((call, 1000), (phone, 440))
    with stays(lambda: call.hears(1400), 2, "romeo hears the forger"):
        forger, his = repeats(world, phone.invite.get("Call-ID"),
                              phone.invite.get("From"))
        assert_heard((forger, 600), (his, 1400))
    assert not forger.hears(440)
    forger.hangs_up()
    assert his.ends()[0] == "success"
    assert_heard((call, 1000), (phone, 440))
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("media have a name that cannot be guessed and that nobody is told")
def media_names_are_secret(world):
    since = len(world.wire.records)
    romeo, ua, call, invite, answer = answered(world)
    other = world.sip_ua("1002")
    again = other.invites(f"sip:{world.sip_uri('romeo')}")
    second = romeo.is_called()
    second.answers()
    taken = other.receives_code(200)
    other.ack(again, taken)
    names = media_names(world)
    assert len(set(names)) == 2, names
    for name in names:  # at least 128 bits in base32
        assert re.fullmatch(r"JX-[a-z2-7]{26,}", name), name
        for one in (invite, again):
            assert one.get("Call-ID") not in name
    ends(ua, call, invite, answer)
    other.in_dialog("BYE", again, taken)
    other.receives_code(200, method="BYE")
    assert second.ends()[0] == "success"
    said = [r for r in world.wire.records[since:]]
    assert {r.kind for r in said} == {"sip", "xmpp"}
    for record in said:
        for name in names:
            assert name[3:] not in record.text, record.text


@scenario("a Call-ID that is none gets 400, and rtpengine is told nothing",
          defines=("JINGLE_TRUST_FROM",))
def odd_call_ids(world):
    romeo = world.xmpp_client("romeo")
    phone = world.sip_ua("1001")
    told = len(world.rtpengine.told())
    with nobody_rings(romeo):
        for call_id in ("a media-address=192.0.2.66", "a call-id=b",
                        "a record-call=yes", "a\tb", "a b@c", "a@b c",
                        "a,b", "a;b", "a@", "@a", "a@b@c", "a=b", "ä", "a$b",
                        "a&b", "a#b", "a|b"):
            refused(phone, phone.invites(f"sip:{world.sip_uri('romeo')}",
                                         call_id=call_id), 400)
    assert world.rtpengine.told()[told:] == []
    # all that may stand there (RFC 3261 section 25.1)
    for call_id in ("a-1.!%*_+`'~()<>:\\\"/[]?{}@[2001:db8::1]:5060", "a"):
        invite = phone.invites(f"sip:{world.sip_uri('romeo')}",
                               call_id=call_id)
        romeo.is_called().declines()
        refused(phone, invite, 486)


def dropped(world):
    """How many requests Kamailio's own parser did not take: some versions
    drop them without an answer."""
    return world.kamailio.process.log_text().count(
        "required headers not found in request")


@scenario("who writes control characters into his name is refused, and writes "
          "nothing into our log lines")
def log_lines(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("mallory", register=False)
    ua.password = None
    with nobody_rings(romeo):
        for n, sender in enumerate((
                "<sip:rom\r\n ERROR: forged@xmpp.example>",
                "<sip:romeo@xmpp.example;x=a\r\n ERROR: forged>",
                '"a\r\n ERROR: forged" <sip:romeo@xmpp.example>',
                "<sip:rom\x1b[2Jeo@xmpp.example>", "<sip:r\teo@xmpp.example>",
                "<sip:romeo\x7f@xmpp.example>")):
            invite = ua.request("INVITE", f"sip:{world.sip_uri('romeo')}",
                                from_=f"{sender};tag=c{n}")
            before = dropped(world), len(ua.had(lambda m: m.is_response))
            ua.send(invite)
            wait_until(lambda before=before: before != (
                dropped(world), len(ua.had(lambda m: m.is_response))), 10,
                "an answer, or none for ever")
            if dropped(world) == before[0]:
                refused(ua, invite, 400, 403)
    for line in world.kamailio.process.log_text().splitlines():
        if "<script>" in line or "jingle" in line:
            assert "forged" not in line and line.isprintable(), repr(line)


# --- who speaks to Kamailio as the sidecar, and as whom ---

CONNECT = """
import socket
link = socket.socket(socket.AF_UNIX)
link.settimeout(10)
link.connect("/run/kamailio/xmpp_link.0")
print(link.recv(1))
"""


def as_nobody():
    """What a process of a user without rights gets at the link's socket."""
    done = subprocess.run(
        ["setpriv", "--reuid", "nobody", "--regid", "nogroup",
         "--clear-groups", "/usr/bin/python3", "-c", CONNECT],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        check=False)
    return done.stdout + done.stderr


@scenario("the link's socket is not for everybody")
def link_socket(world):
    assert "PermissionError" in as_nobody()


@scenario("everybody may open the link's socket, but is turned away",
          cfg='modparam("xmpp_link", "socket_mode", 0666)\n')
def link_socket_open(world):
    assert as_nobody() == "b''\n"
    text = world.kamailio.rpc("xmpp_link.stats", 0)
    assert "peers_refused: 1" in text, text


FORGES = {"more": ["bot.example"], "cfg": """
modparam("xmpp_gateway", "component", "gw.example")
event_route[xmpp-link:stanza] {
	if($xmpp_link(component) != "bot.example"
			|| $xmpp_link(kind) != "message")
		return;
	xmpp_link_send("bot.example", "<message from='romeo@xmpp.example' to='1001@gw.example'><body>x</body></message>");
	xmpp_link_send("bot.example", "<message from='a@gw.example' to='romeo@xmpp.example'><body>x</body></message>");
	xmpp_link_send("gw.example", "<message to='romeo@xmpp.example'><body>x</body></message>");
}
"""}


@scenario("a script cannot speak for others on a component's stream",
          **FORGES)
def forged_from(world):
    romeo = world.xmpp_client("romeo")
    ups = world.sidecar.process.log_text().count("stream up")
    romeo.sends("<message to='hal@bot.example'><body>go</body></message>")
    wait_until(lambda: sum(int(n) for n in re.findall(
        r"sends_refused: (\d+)", world.kamailio.rpc("xmpp_link.stats")))
        == 3, 10, "three are refused")
    # both streams are what they were
    call = romeo.calls(world.gateway_jid("1999"))
    assert call.wait("reject")
    assert world.sidecar.process.log_text().count("stream up") == ups
    assert not romeo.had("stanza", name="message", sender="a@gw.example")


# --- what XMPP users reach ---

@scenario("numbers are refused until the operator allows them")
def numbers(world):
    romeo = world.xmpp_client("romeo")
    for number in (NUMBER, "004930123456", "030123456", "110"):
        refuses(romeo.calls(world.gateway_jid(number)), "gone", "decline")


@scenario("allowed numbers go on in the operator's dial plan",
          defines=("JINGLE_ALLOW_NUMBERS",), kamailio=lambda world:
          dial_plan(world))
def numbers_allowed(world):
    romeo = world.xmpp_client("romeo")
    trunk_ua = world.sip_ua("trunk", register=False)
    call = romeo.calls(world.gateway_jid(NUMBER))
    invite = trunk_ua.receives("INVITE")
    assert NUMBER in invite.first
    trunk_ua.reply(invite, 486)
    assert call.ends()[0] == "busy"
    refuses(romeo.calls(world.gateway_jid("alias")), "gone")


@scenario("aliases to the PSTN are refused until the operator allows them",
          kamailio=lambda world: dial_plan(world))
def aliases(world):
    romeo = world.xmpp_client("romeo")
    trunk_ua = world.sip_ua("trunk", register=False)
    refuses(romeo.calls(world.gateway_jid("alias")), "gone")
    # a client that does not ask first
    call = romeo.calls(f"{world.gateway_jid('alias')}/gateway", jmi=False)
    assert call.ends()[0] == "gone"
    assert not trunk_ua.messages


@scenario("allowed aliases go on in the operator's dial plan",
          defines=("JINGLE_ALLOW_ALIASES",), kamailio=lambda world:
          dial_plan(world))
def aliases_allowed(world):
    romeo = world.xmpp_client("romeo")
    trunk_ua = world.sip_ua("trunk", register=False)
    call = romeo.calls(world.gateway_jid("alias"))
    invite = trunk_ua.receives("INVITE")
    assert NUMBER in invite.first, invite.first
    trunk_ua.reply(invite, 486)
    assert call.ends()[0] == "busy"


def dial_plan(world):
    """The shipped configuration with a trunk (whoever comes second), and an
    alias for a number."""
    path = f"{world.folder}/dial-plan.cfg"
    with open(f"{world.repo}/cfg/kamailio.cfg", encoding="utf-8") as file:
        text = file.read()
    text = text.replace("route[LOCATION] {\n", f"""route[LOCATION] {{
	if($rU == "alias") {{
		$rU = "{NUMBER}";
	}}
	if($rU =~ "^\\+?[0-9]{{6,}}$") {{
		$ru = "sip:" + $rU + "@10.77.0.3:5062";
		route(RELAY);
	}}
""")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace('include_file "jingle.cfg"',
                                f'include_file "{world.repo}/cfg/jingle.cfg"'))
    return path


NUMBERS = (NUMBER, "004930123456", "+49-30-1234", "(030)\\20123", "110",
           "*21*0123#", f"{NUMBER};x=\u00e4", f"\u00e9{NUMBER}",
           "\u00e41\u00e42\u00e43")


@scenario("numbers of other domains are numbers; addresses are no domains",
          defines=("JINGLE_ALLOW_DOMAINS", "JINGLE_ALLOW_ALIASES"))
def numbers_elsewhere(world):
    romeo = world.xmpp_client("romeo")
    trunk_ua = world.sip_ua("trunk", register=False)
    assert romeo.calls(world.gateway_jid("nobody")).ends()[0] == "gone"
    for number in NUMBERS:
        refuses(romeo.calls(world.gateway_jid(
            f"{number}%provider.example")), "decline")
        refuses(romeo.calls(world.gateway_jid(number)), "gone")
    for host in ("10.77.0.3", "192.168.1.1", "[2001\\3adb8\\3a\\3a1]", "printer",
                 "2130706433", "0x7f.1", "10.77.0.3.", "fritz"):
        for user in ("juliet", NUMBER):
            call = romeo.calls(world.gateway_jid(f"{user}%{host}"))
            refuses(call, "decline", "item-not-found", "gone")
    assert not trunk_ua.messages


@scenario("addresses and numbers of other domains, when they are allowed",
          defines=("JINGLE_ALLOW_DOMAINS", "JINGLE_ALLOW_NUMBERS",
                   "JINGLE_ALLOW_ADDRESSES"))
def numbers_elsewhere_allowed(world):
    romeo = world.xmpp_client("romeo")
    trunk_ua = world.sip_ua("trunk", register=False, port=5060)
    for user in ("juliet", NUMBER):
        call = romeo.calls(world.gateway_jid(f"{user}%{trunk_ua.address}"))
        trunk_ua.reply(trunk_ua.receives("INVITE"), 486)
        assert call.ends()[0] == "busy"


@scenario("users of foreign servers reach phones only, also where users of ours "
          "reach numbers", federated=True, servers=("prosody",),
          defines=("JINGLE_ALLOW_FOREIGN", "JINGLE_ALLOW_NUMBERS",
                   "JINGLE_ALLOW_ALIASES", "JINGLE_ALLOW_DOMAINS"),
          kamailio=lambda world: dial_plan(world))
def foreign_users_do_not_spend(world):
    romeo = world.xmpp_client("romeo")
    trunk_ua = world.sip_ua("trunk", register=False)
    assert trunk_ua.address == "10.77.0.3"
    eve = world.foreign.client("eve")
    ua = world.sip_ua("1001")
    for user in (NUMBER, "alias", f"{NUMBER}%provider.example",
                 "juliet%elsewhere.example"):
        refuses(eve.calls(world.gateway_jid(user)), "gone", "decline")
        call = eve.calls(f"{world.gateway_jid(user)}/gateway", jmi=False)
        assert call.ends()[0] in ("gone", "decline")
    assert not trunk_ua.messages
    call = eve.calls(world.gateway_jid("1001"))
    ua.reply(ua.receives("INVITE"), 486)
    assert call.ends()[0] == "busy"
    call = romeo.calls(world.gateway_jid(NUMBER))
    trunk_ua.reply(trunk_ua.receives("INVITE"), 486)
    assert call.ends()[0] == "busy"


@scenario("a phone redirects an XMPP user to a number: the call ends")
def redirect(world):
    romeo = world.xmpp_client("romeo")
    ua, target = world.sip_ua("1001"), world.sip_ua("target", register=False)
    call = romeo.calls(world.gateway_jid("1001"))
    invite = ua.receives("INVITE")
    ua.reply(invite, 302, headers=[
        ("Contact", f"<sip:{NUMBER}@{target.address}:5062>")])
    ua.receives("ACK")
    reason, text = call.ends()
    assert "302" in text, (reason, text)
    assert not target.messages


# --- two servers ---

@scenario("users of a foreign server may not call or subscribe",
          federated=True, servers=("prosody",))
def foreign_user_calls(world):
    eve = world.foreign.client("eve")
    ua = world.sip_ua("1001")
    # registered, unknown, a number: all the same to a stranger
    texts = set()
    for user in ("1001", "1999", NUMBER):
        event = refuses(eve.calls(world.gateway_jid(user)), "decline")
        texts.add(event["text"])
        call = eve.calls(f"{world.gateway_jid(user)}/gateway", jmi=False)
        reason, text = call.ends()
        texts.add(text)
        assert reason == "decline", reason
    assert len(texts) == 1, texts
    eve.sends(f"<presence type='subscribe' "
              f"to='{world.gateway_jid('1001')}'/>")
    eve.gets_presence(world.gateway_jid("1001"), "unsubscribed")
    assert not ua.had(lambda m: m.method == "INVITE")


@scenario("users of a foreign server may call when its domain is on the list",
          federated=True, servers=("prosody",),
          defines=('JINGLE_FOREIGN_CALLERS="^foreign\\.example$"',))
def foreign_user_is_allowed(world):
    eve = world.foreign.client("eve", hz=440)
    phone = world.phone("1001", hz=1000)
    call = eve.calls(world.gateway_jid("1001"))
    phone.is_called()
    phone.answers()
    call.is_answered()
    assert_heard((call, 1000), (phone, 440))
    phone.hangs_up()
    assert call.ends()[0] == "success"


def allowed_foreigner_calls(world):
    """eve rings at 1001."""
    eve = world.foreign.client("eve")
    ua = world.sip_ua("1001")
    call = eve.calls(world.gateway_jid("1001"))
    return ua, call, ua.receives("INVITE")


FOREIGN_CALLER = {
    "federated": True, "servers": ("prosody",), "timeout": 120,
    "cfg": 'modparam("jingle", "ring_time", 10)\n'
           'modparam("xmpp_link", "iq_timeout_remote", 5)\n',
    "defines": ("JINGLE_ALLOW_FOREIGN", "PING_INTERVAL=4")}


@scenario("the foreign caller's server dies while the phone rings: the phone "
          "stops", **FOREIGN_CALLER)
def foreign_caller_dies_ringing(world):
    ua, _, invite = allowed_foreigner_calls(world)
    ua.reply(invite, 180)
    world.foreign.server.kill()
    cancel = ua.receives("CANCEL", timeout=15)
    ua.reply(cancel, 200)
    ua.reply(invite, 487)
    ua.receives("ACK")
    world.foreign.start()


@scenario("the foreign caller's server dies in the call: the phone's leg ends",
          **FOREIGN_CALLER)
def foreign_caller_dies_in_call(world):
    ua, call, invite = allowed_foreigner_calls(world)
    ua.reply(invite, 200, body=ua.sdp())
    ua.receives("ACK")
    call.is_answered()
    world.foreign.server.kill()
    while True:  # asked whether it is there, then told the end
        request = ua.wait(lambda m: m.method in ("OPTIONS", "BYE") and
                          not m.is_response, 60, "OPTIONS or BYE")
        ua.reply(request, 200)
        if request.method == "BYE":
            break
    world.foreign.start()


@scenario("users of foreign servers may call when all may",
          federated=True, servers=("prosody",),
          defines=("JINGLE_ALLOW_FOREIGN",))
def all_foreign_users(world):
    eve = world.foreign.client("eve")
    ua = world.sip_ua("1001")
    call = eve.calls(world.gateway_jid("1001"))
    ua.reply(ua.receives("INVITE"), 486)
    assert call.ends()[0] == "busy"


@scenario("calls of users of foreign servers are limited, by domain and all",
          federated=True, servers=("prosody",),
          defines=("JINGLE_ALLOW_FOREIGN",),
          cfg='modparam("jingle", "max_calls_per_domain", 2)\n')
def foreign_users_are_limited(world):
    eve = world.foreign.client("eve")
    romeo = world.xmpp_client("romeo")  # is no stranger
    uas = [world.sip_ua(f"100{n}") for n in range(1, 4)]

    def rings(caller, n):
        call = caller.calls(world.gateway_jid(uas[n].user))
        return uas[n], uas[n].receives("INVITE"), call
    ringing = [rings(eve, 0), rings(eve, 1)]
    refuses(eve.calls(world.gateway_jid("1003")), "busy")
    ringing.append(rings(romeo, 2))
    for ua, invite, call in ringing:
        ua.reply(invite, 486)
        assert call.ends()[0] == "busy"
    ua, invite, call = rings(eve, 2)
    ua.reply(invite, 486)
    assert call.ends()[0] == "busy"


FOREIGN_CALLEES = {
    "federated": True, "servers": ("prosody",),
    "defines": ('JINGLE_FOREIGN_DOMAINS="^foreign\\.example$"',)}


@scenario("a phone calls a user of a foreign server, who answers",
          **FOREIGN_CALLEES)
def foreign_user_is_called(world):
    eve = world.foreign.client("eve", hz=440)
    phone = world.phone("1001", hz=1000)
    phone.dials(world.foreign.jid("eve"))
    call = eve.is_called()
    phone.hears_ringing()
    call.answers()
    phone.is_answered()
    assert_heard((call, 1000), (phone, 440))
    call.hangs_up()
    phone.call_ends()


@scenario("the foreign server is dead: the caller is told",
          timeout=120, **FOREIGN_CALLEES)
def foreign_server_is_dead(world):
    ua = world.sip_ua("1001")
    world.foreign.stop()
    world.started.remove(world.foreign)
    invite = ua.invites(f"sip:{world.foreign.jid('eve')}")
    answer = ua.receives_code(4, timeout=100)
    assert answer.code in (404, 408, 480), answer.first
    ua.ack(invite, answer)
    # and a domain that is not there at all
    invite = ua.invites("sip:eve@nowhere.example")
    refused(ua, invite, 403)
