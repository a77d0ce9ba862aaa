# SPDX-License-Identifier: GPL-2.0-or-later
"""Requests in the dialog: whose, in which order, when, with what bodies."""

import re

from lib.scenario import scenario
from lib.sip_call import SipCall
from lib.sip_ua import Message
from lib.world import assert_heard, stays

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
    stays(lambda: len(stranger.had(lambda m: m.is_response)) == len(sent), 2,
          "one answer each")
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
          "method")
def in_order_called(world):
    in_order(*romeo_calls(world))


@scenario("CSeq of a phone that called: its INVITE's is the first")
def in_order_calling(world):
    call, phone = phone_calls(world)
    request = phone.ua.in_dialog(
        "BYE", phone.invite, phone.response,
        cseq=int(phone.invite.get("CSeq").split()[0]) - 1)
    assert phone.gets_answer(request).code == 500
    in_order(call, phone)


@scenario("an INVITE with a CSeq of 2^31 and more: 400")
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
