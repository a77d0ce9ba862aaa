# SPDX-License-Identifier: GPL-2.0-or-later
"""Requests in the dialog: whose, in which order, when, with what bodies."""

import re

from lib import edits
from lib.process import wait_until
from lib.rtp import sdp_direction
from lib.scenario import scenario
from lib.sip_call import SipCall
from lib.sip_ua import Message
from lib.world import assert_heard, stays

PERSONAS = True

ROMEO_HZ = 440
PHONE_HZ = 1000
BASE32 = "abcdefghijklmnopqrstuvwxyz234567"


def romeo_calls(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = SipCall(world, hz=PHONE_HZ)
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called().answers()
    call.is_answered()
    return call, phone


def phone_calls(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = SipCall(world, hz=PHONE_HZ).calls(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    return call, phone


def phone_is_ringing(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = SipCall(world, hz=PHONE_HZ)
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called()
    phone.response = Message("SIP/2.0 180 Ringing", [
        ("To", phone.invite.get("To") + ";tag=callee1")])
    call.hears_ringing()
    return call, phone


def romeo_is_ringing(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = SipCall(world, hz=PHONE_HZ).calls(world.sip_uri("romeo"))
    call = romeo.is_called()
    phone.response = phone.ua.receives_code(180)
    return call, phone


def end(call, phone):
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.hangs_up()
    assert call.ends()[0] == "success"


def gr(number):
    """26 characters as ours are."""
    text = ""
    for _ in range(26):
        text += BASE32[number % 32]
        number //= 32
    return text


def transactions(world):
    found = re.search(r"\bcreated: (\d+)", world.kamailio.rpc("tm.stats"))
    return int(found.group(1))


# --- whose it is ---

@scenario("requests of dialogs that nobody knows: one 481 each, nothing kept")
def unknown_dialogs(world):
    call, phone = romeo_calls(world)
    contact = phone.invite.contact_uri()
    stranger = world.sip_ua("stranger", register=False)
    before = transactions(world)
    sent = []
    for number, method in enumerate(("INVITE", "BYE", "UPDATE", "MESSAGE",
                                     "OPTIONS", "CANCEL") * 20):
        uri = re.sub(r"gr=\w+", "gr=" + gr(number), contact)
        request = stranger.request(method, uri,
                                   to=f"<{uri}>;tag={gr(number + 7)}")
        stranger.send(request)
        sent.append(request)
    for request in sent:
        stranger.wait(lambda m, r=request: m.is_response and m.code == 481 and
                      m.get("Call-ID") == r.get("Call-ID"), 10,
                      f"481 to {request.method}")
    # no ACK comes for the INVITEs: a transaction would repeat its 481
    with stays(lambda: len(stranger.had(lambda m: m.is_response)) > len(sent),
               2, "a second answer"):
        pass
    assert transactions(world) == before
    end(call, phone)


@scenario("the gr of another server's Contact is not ours to answer")
def foreign_gr(world):
    ua = world.sip_ua("1007")
    for host in ("192.0.2.7:5060", world.sip_domain, "[2001:db8::7]"):
        uri = f"sip:1001@{host};gr={gr(5)}"
        ua.send(ua.request("BYE", uri, to=f"<{uri}>;tag={gr(6)}"))
        answer = ua.wait(lambda m: m.is_response and m.method == "BYE", 10,
                         "an answer")
        assert answer.code != 481, (uri, answer.first)


def other_dialog(call, phone, changed):
    """Requests that differ from the dialog in one thing."""
    for method in ("BYE", "INVITE", "UPDATE", "INFO", "OPTIONS", "MESSAGE"):
        request = phone.ua.request(
            method, phone.uri, to=phone.remote, from_=phone.local,
            call_id=phone.invite.get("Call-ID"), cseq=phone.ua.cseq + 100)
        request.headers = [changed(k, v) for k, v in request.headers]
        phone.ua.send(request)
        answer = phone.ua.wait(
            lambda m, r=request: m.is_response and m.code >= 200 and
            m.get("CSeq") == r.get("CSeq"), 10, f"answer to {method}")
        if method == "INVITE":
            phone.ua.ack(request, answer)
        assert answer.code == 481, (method, answer.first)
    assert not call.had("ended")


def sides(phone):
    if phone.outgoing:
        phone.remote, phone.local = (phone.response.get("To"),
                                     phone.invite.get("From"))
        phone.uri = phone.response.contact_uri()
    else:
        phone.remote, phone.local = (phone.invite.get("From"),
                                     phone.response.get("To"))
        phone.uri = phone.invite.contact_uri()


CHANGES = [
    lambda k, v: (k, v + "x") if k == "Call-ID" else (k, v),
    lambda k, v: (k, v.upper()) if k == "Call-ID" else (k, v),
    lambda k, v: (k, v + "x") if k == "From" else (k, v),
    lambda k, v: (k, v + "x") if k == "To" else (k, v),
    lambda k, v: (k, v[:-1]) if k == "To" else (k, v),
]


@scenario("another Call-ID or tag is another dialog, whatever the method: 481")
def other_dialogs(world):
    for begin in (romeo_calls, phone_calls):
        call, phone = begin(world)
        sides(phone)
        for changed in CHANGES:
            other_dialog(call, phone, changed)
        end(call, phone)
        phone.stop()
        world.reset()


@scenario("a callee's BYE before the answer ends nothing: 481 (RFC 3261 15)")
def bye_while_ringing(world):
    call, phone = phone_is_ringing(world)
    sides(phone)
    stray = "<sip:1007@elsewhere.example>;tag=stray"
    for from_ in (phone.local, stray):
        request = phone.ua.request(
            "BYE", phone.uri, to=phone.remote, from_=from_,
            call_id=phone.invite.get("Call-ID"))
        phone.ua.send(request)
        answer = phone.gets_answer(request)
        assert answer.code == 481, answer.first
    assert not call.had("ended")
    phone.answers()
    call.is_answered()
    end(call, phone)


@scenario("a callee's BYE after the caller gave up: its INVITE is cancelled")
def bye_while_cancelling(world):
    call, phone = phone_is_ringing(world)
    sides(phone)
    call.hangs_up()
    cancel = phone.ua.receives("CANCEL")
    request = phone.ua.request("BYE", phone.uri, to=phone.remote,
                               from_=phone.local,
                               call_id=phone.invite.get("Call-ID"))
    phone.ua.send(request)
    assert phone.gets_answer(request).code == 481
    phone.ua.reply(cancel, 200)
    phone.ua.reply(phone.invite, 487)
    phone.ua.receives("ACK")


# --- in which order ---

def in_order(call, phone):
    number = phone.ua.cseq + 1000

    def asks(method, cseq, body=""):
        request = phone.ua.in_dialog(method, phone.invite, phone.response,
                                     phone.outgoing, body, cseq=cseq)
        return phone.gets_answer(request).code
    for method in ("UPDATE", "OPTIONS", "INFO"):
        assert asks(method, number) == 200
        number += 1
    for method in ("BYE", "OPTIONS", "INFO", "UPDATE", "MESSAGE"):
        assert asks(method, number - 100) == 500, method
    assert asks("INVITE", number - 101, phone.body()) == 500
    # RFC 3261 section 8.1.1.5: below 2^31; else it counts for nothing
    for cseq in (2**31, 2**32 - 1, 2**32 + number, 10**30):
        for method in ("BYE", "OPTIONS", "UPDATE"):
            assert asks(method, cseq) == 400, (method, cseq)
    assert asks("UPDATE", number + 1) == 200
    assert asks("UPDATE", 2**31 - 2) == 200
    assert not call.had("ended")
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    assert asks("BYE", 2**31 - 1) == 200
    phone.rtp.target = None
    assert call.ends()[0] == "success"


@scenario("CSeq: older requests get 500, numbers above 2^31 400, for each "
          "method",
          loud="the phone is at fault")
def in_order_called(world):
    in_order(*romeo_calls(world))


@scenario("CSeq: a phone that rings beside has an order of its own")
def in_order_of_each(world):
    romeo = world.xmpp_client("romeo")
    ua, beside = world.sip_ua("1001"), world.sip_ua("1001b", register=False)
    beside.user, beside.domain, beside.password = "1001", ua.domain, ua.password
    beside.registers()
    call = romeo.calls(world.gateway_jid("1001"))
    invite, other = ua.receives("INVITE"), beside.receives("INVITE")
    ringing = beside.reply(other, 180, to_tag="beside")
    for method in ("OPTIONS", "INFO", "UPDATE"):
        beside.in_dialog(method, other, ringing, outgoing=False,
                         cseq=2 ** 31 - 1)
        beside.receives_code(200, method=method)
    answer = ua.reply(invite, 200, body=ua.sdp())
    call.is_answered()
    ua.receives("ACK")
    beside.reply(beside.receives("CANCEL"), 200)
    beside.reply(other, 487, to_tag="beside")
    beside.receives("ACK")
    ua.in_dialog("BYE", invite, answer, outgoing=False, cseq=1)
    ua.receives_code(200, method="BYE")
    assert call.ends()[0] == "success"


@scenario("CSeq of a phone that called: its INVITE's is the first",
          loud="the phone is at fault")
def in_order_calling(world):
    call, phone = phone_calls(world)
    request = phone.ua.in_dialog(
        "BYE", phone.invite, phone.response,
        cseq=int(phone.invite.get("CSeq").split()[0]) - 1)
    assert phone.gets_answer(request).code == 500
    in_order(call, phone)


@scenario("an INVITE with a CSeq of 2^31 and more: 400",
          loud="the phone is at fault")
def invite_above(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    for cseq in (2**31, 2**32 + 5):
        request = ua.request("INVITE", f"sip:{world.sip_uri('romeo')}",
                             body=ua.sdp(), cseq=cseq)
        invite = ua.authenticated(request)
        answer = ua.wait(lambda m: m.is_response and m.code > 100 and
                         m.method == "INVITE", 10, "an answer")
        ua.ack(invite, answer)
        assert answer.code == 400, (cseq, answer.first)
    assert not romeo.had("call")


# --- which, and when ---

ALLOW = "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO, REFER, NOTIFY, PRACK"
OTHERS = (("MESSAGE", ("Subject", "x")), ("SUBSCRIBE", ("Event", "dialog")),
          ("PUBLISH", ("Event", "x")))
KEY_FRAME = ('<?xml version="1.0" encoding="utf-8"?><media_control><vc_primitive>'
             '<to_encoder><picture_fast_update/></to_encoder></vc_primitive>'
             '</media_control>')


def asks(phone, method, body="", headers=(), kind="application/sdp"):
    """A request and its final answer, in an early dialog, too."""
    phone.ua.body_type = kind
    request = phone.ua.in_dialog(method, phone.invite, phone.response,
                                 phone.outgoing, body, headers)
    phone.ua.body_type = "application/sdp"
    answer = phone.ua.wait(
        lambda m: m.is_response and m.code >= 200 and
        m.get("CSeq") == request.get("CSeq"), 10, f"answer to {method}")
    if method == "INVITE":
        phone.ua.ack(request, answer)
    return answer


def in_any_state(phone):
    """What is answered alike from the first 18x on."""
    for method, header in OTHERS:
        answer = asks(phone, method, headers=[header])
        assert answer.code == 405, (method, answer.first)
        assert answer.get("Allow") == ALLOW, (method, answer.headers)
    # nothing of ours waits for it
    answer = asks(phone, "PRACK", headers=[("RAck", "1 1 INVITE")])
    assert answer.code == 481, answer.first
    for event, code in (("talk", 489), ("refer", 481)):
        answer = asks(phone, "NOTIFY", headers=[("Event", event)])
        assert answer.code == code, answer.first  # RFC 6665 4.1.3, 8.3.2
    answer = asks(phone, "OPTIONS")
    assert answer.code == 200, answer.first
    assert answer.get("Allow") == ALLOW, answer.headers
    assert "application/sdp" in answer.get("Accept"), answer.headers
    assert asks(phone, "UPDATE").code == 200
    assert asks(phone, "INFO").code == 200
    answer = asks(phone, "INFO", "d=5\r\n",
                  kind="application/vnd.nortelnetworks.digits")
    assert answer.code == 415 and answer.get("Accept"), answer.headers
    # a key, for a client that takes none
    answer = asks(phone, "INFO", "Signal=5\r\nDuration=160\r\n",
                  kind="application/dtmf-relay")
    assert answer.code == 488, answer.first
    answer = asks(phone, "INFO", KEY_FRAME,
                  kind="application/media_control+xml")
    assert answer.code == 200, answer.first
    # RFC 6086 section 4.2.2, with the list of what we would take: nothing
    answer = asks(phone, "INFO", "x", [("Info-Package", "conference")],
                  kind="application/conference")
    assert answer.code == 469, answer.first
    assert ("Recv-Info", "") in answer.headers, answer.headers
    for method in ("UPDATE", "INVITE"):
        answer = asks(phone, method, "<recording/>",
                      kind="application/rs-metadata+xml")
        assert answer.code == 415, (method, answer.first)
        assert "application/sdp" in answer.get("Accept"), answer.headers
        answer = asks(phone, method, phone.body(),
                      [("Content-Encoding", "gzip")])
        assert answer.code == 415, (method, answer.first)
        assert answer.get("Accept-Encoding") == "identity", answer.headers


def later(answer):
    assert answer.code == 500, answer.first
    assert 0 <= int(answer.get("Retry-After")) <= 10, answer.headers


@scenario("requests of a caller while it rings: its offers come again later")
def early_requests_of_caller(world):
    call, phone = romeo_is_ringing(world)
    in_any_state(phone)
    later(asks(phone, "UPDATE", phone.body()))
    later(asks(phone, "INVITE", phone.body()))
    later(asks(phone, "INVITE"))
    call.answers()
    phone.is_answered()
    end(call, phone)


@scenario("requests of a callee while it rings: offers cross ours, 491")
def early_requests_of_callee(world):
    call, phone = phone_is_ringing(world)
    in_any_state(phone)
    assert asks(phone, "UPDATE", phone.body()).code == 491
    assert asks(phone, "INVITE", phone.body()).code == 491
    phone.answers()
    call.is_answered()
    end(call, phone)


@scenario("requests of a callee whose INVITE is being cancelled")
def requests_while_cancelling(world):
    call, phone = phone_is_ringing(world)
    call.hangs_up()
    cancel = phone.ua.receives("CANCEL")
    in_any_state(phone)
    assert asks(phone, "UPDATE", phone.body()).code == 491
    phone.ua.reply(cancel, 200)
    phone.ua.reply(phone.invite, 487)
    phone.ua.receives("ACK")


@scenario("requests of a caller who owes the ACK, and the user has left since")
def requests_before_ack(world):
    call, phone = romeo_is_ringing(world)
    call.answers()
    phone.response = phone.ua.receives_code(200)
    in_any_state(phone)
    later(asks(phone, "UPDATE", phone.body()))
    later(asks(phone, "INVITE", phone.body()))
    call.hangs_up()
    wait_until(lambda: "leaving" in world.kamailio.rpc("jingle.list"), 10,
               "the call waits for the ACK only")
    in_any_state(phone)
    later(asks(phone, "UPDATE", phone.body()))
    phone.ua.ack(phone.invite, phone.response)
    phone.ends()


@scenario("requests of phones in the call")
def requests_in_call(world):
    for begin in (romeo_calls, phone_calls):
        call, phone = begin(world)
        in_any_state(phone)
        end(call, phone)
        phone.stop()
        world.reset()


@scenario("an UPDATE without an offer refreshes the phone's Contact")
def update_refreshes_target(world):
    call, phone = romeo_calls(world)
    phone.ua.user = "moved"
    assert asks(phone, "UPDATE").code == 200
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    call.hangs_up()
    assert "sip:moved@" in phone.ends().first


# --- with what bodies ---

ISUP = ("--sonus-content-delim\r\n"
        "Content-Disposition: session; handling=required\r\n"
        "Content-Type: application/sdp\r\n\r\n{sdp}\r\n"
        "--sonus-content-delim\r\n"
        "Content-Disposition: signal; handling={handling}\r\n"
        "Content-Type: application/isup; version=itu-t92+; base=itu-t92+"
        "\r\n\r\nabc\r\n--sonus-content-delim--\r\n")
ISUP_TYPE = "multipart/mixed; boundary=sonus-content-delim"
PIDF = ("--unique-boundary-1\r\n"
        "Content-Type: application/pidf+xml\r\n"
        "Content-ID: <1007@sip.example>\r\n\r\n"
        "<?xml version='1.0'?><presence xmlns='urn:ietf:params:xml:ns:pidf' "
        "entity='pres:1007@sip.example'/>\r\n"
        "--unique-boundary-1\r\n"
        "Content-Type: application/sdp\r\n\r\n{sdp}\r\n"
        "--unique-boundary-1--\r\n")
PIDF_TYPE = 'multipart/mixed;boundary="unique-boundary-1"'


def with_isup(sdp, handling="optional"):
    return ISUP.format(sdp=sdp, handling=handling)


def typed(phone, kind):
    phone.ua.body_type = kind
    return phone


def invites_with(world, body, kind, headers=()):
    """An INVITE and its first answer that is not provisional by hops."""
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = typed(SipCall(world, hz=PHONE_HZ), kind)
    phone.calls(world.sip_uri("romeo"), body(phone.body()), headers=headers)
    typed(phone, "application/sdp")
    return romeo, phone


@scenario("INVITE, re-INVITE, UPDATE with SDP beside other parts")
def multipart_of_caller(world):
    for form, kind in ((with_isup, ISUP_TYPE),
                       (lambda sdp: PIDF.format(sdp=sdp), PIDF_TYPE)):
        romeo, phone = invites_with(world, form, kind)
        call = romeo.is_called()
        call.answers()
        phone.is_answered()
        assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
        for method, direction, back, told in (
                ("INVITE", "sendonly", "recvonly", "hold"),
                ("INVITE", "sendrecv", "sendrecv", "unhold"),
                ("UPDATE", "sendonly", "recvonly", "hold"),
                ("UPDATE", "sendrecv", "sendrecv", "unhold")):
            typed(phone, kind)
            answer = phone.asks(method, form(phone.body(direction)))
            typed(phone, "application/sdp")
            assert answer.code == 200, (method, answer.first)
            assert sdp_direction(answer.body) == back, answer.body
            call.client.find("info", lambda e, n=told: n in e["names"], 8, told)
        end(call, phone)
        phone.stop()
        world.reset()


def passed_on(world, first):
    """What the phone has sent has gone through the proxy: Kamailio's processes
    may turn round what comes in the same moment."""
    wait_until(lambda: len([r for r in world.wire.sip()
                            if r.text.startswith(first)]) > 1, 5,
               f"{first} on both sides of the proxy")


@scenario("18x and 200 with SDP beside other parts")
def multipart_of_callee(world):
    for code in (200, 183):
        romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
        phone = SipCall(world, hz=PHONE_HZ)
        call = romeo.calls(world.gateway_jid("1007"))
        phone.is_called()
        typed(phone, ISUP_TYPE)
        answer = phone.ua.reply(phone.invite, code,
                                body=with_isup(phone.body()))
        if code == 183:  # a 200 without SDP means the early one
            passed_on(world, "SIP/2.0 183")
            answer = phone.ua.reply(phone.invite, 200)
        typed(phone, "application/sdp").response = answer
        phone.ua.receives("ACK")
        phone.talks_to(phone.invite)
        call.is_answered()
        end(call, phone)
        phone.stop()
        world.reset()


@scenario("our re-INVITE is answered with SDP beside other parts")
def multipart_answer_to_reinvite(world):
    call, phone = romeo_calls(world)
    info = "urn:xmpp:jingle:apps:rtp:info:1"
    assert 'type="result"' in call.do("info", xml=f"<hold xmlns='{info}'/>")
    request = phone.gets("INVITE")
    typed(phone, ISUP_TYPE)
    phone.takes(request, body=with_isup(phone.body("recvonly")))
    typed(phone, "application/sdp")
    assert 'type="result"' in call.do("info", xml=f"<unhold xmlns='{info}'/>")
    phone.gets_reinvite()
    end(call, phone)


REFUSED = (
    ("no SDP at all", 415, "application/isup", lambda sdp: "abc", ()),
    ("a part that must be understood", 415, ISUP_TYPE,
     lambda sdp: with_isup(sdp, "required"), ()),
    ("compressed", 415, "application/sdp", lambda sdp: sdp,
     (("Content-Encoding", "gzip"),)),
    ("no boundary", 400, "multipart/mixed", with_isup, ()),
    ("another boundary", 400, "multipart/mixed;boundary=x", with_isup, ()),
)


@scenario("INVITE with a body that cannot be read: 415 with Accept, or 400",
          loud="the phone is at fault")
def unreadable_offers(world):
    for name, code, kind, form, headers in REFUSED:
        romeo, phone = invites_with(world, form, kind, headers)
        answer = phone.ua.wait(lambda m: m.is_response and m.code > 100 and
                               m.method == "INVITE", 15, "an answer")
        phone.ua.ack(phone.invite, answer)
        assert answer.code == code, (name, answer.first)
        if code == 415:
            wanted = "Accept-Encoding" if headers else "Accept"
            assert answer.get(wanted), (name, answer.headers)
        assert not romeo.had("call"), name
        phone.stop()
        world.reset()


@scenario("200 with a body that cannot be read: ACK, BYE, an end for the user")
def unreadable_answers(world):
    for _, _, kind, form, headers in REFUSED:
        romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
        phone = SipCall(world, hz=PHONE_HZ)
        call = romeo.calls(world.gateway_jid("1007"))
        typed(phone.is_called(), kind)
        phone.ua.reply(phone.invite, 200, body=form(phone.body()),
                       headers=headers)
        typed(phone, "application/sdp")
        phone.ua.receives("ACK")
        phone.ends()
        assert call.ends()[0] == "failed-application"
        phone.stop()
        world.reset()


@scenario("what is behind the Content-Length of an answer is not read")
def behind_length(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = SipCall(world, hz=PHONE_HZ)
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called()
    send = phone.ua.sock.sendto
    plain = phone.ua.send
    phone.ua.send = lambda message, target=None: send(
        message.encode() + b"m=video 9 RTP/AVP 96\r\na=inactive\r\n", target)
    phone.response = phone.ua.reply(phone.invite, 200, body=phone.body())
    phone.ua.send = plain
    phone.ua.receives("ACK")
    phone.talks_to(phone.invite)
    assert "video" not in call.is_answered()["xml"]
    end(call, phone)


# --- what the script did before ---

def transaction_first(world):
    """The shipped configuration, whose script makes the transaction itself,
    and is slow after that."""
    path = edits.copy(world)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(edits.apply(text, "before", "####### Routing Logic ########",
                               'loadmodule "cfgutils.so"\n'))
    jingle = f"{world.folder}/cfg/jingle.cfg"
    with open(jingle, encoding="utf-8") as file:
        text = file.read()
    with open(jingle, "w", encoding="utf-8") as file:
        file.write(edits.apply(
            text, "before", "jingle_call(JINGLE_NO_ANSWER);",
            '\tt_newtran();\n\tt_reply("100", "Trying");\n'
            '\tif($hdr(X-Slow) != $null) {\n'
            '\t\tusleep("1000000");\n\t}\n'))
    return path


@scenario("jingle_call() behind the script's own t_newtran()",
          kamailio=transaction_first)
def after_newtran(world):
    call, phone = phone_calls(world)
    end(call, phone)


@scenario("an INVITE that is cancelled before jingle_call(): 487, no errors",
          kamailio=transaction_first)
def cancelled_before(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    invite = ua.invites(f"sip:{world.sip_uri('romeo')}",
                        headers=[("X-Slow", "yes")])
    ua.receives_code(100)
    ua.cancel(invite)
    answer = ua.wait(lambda m: m.is_response and m.code >= 200 and
                     m.method == "INVITE", 10, "an answer")
    ua.ack(invite, answer)
    assert answer.code == 487, answer.first
    wait_until(lambda: "cancelled its INVITE already" in world.kamailio.process.log_text(), 10,
               "the script comes to jingle_call()")
    assert "cannot answer an INVITE" not in world.kamailio.process.log_text()
    assert not romeo.had("call")
