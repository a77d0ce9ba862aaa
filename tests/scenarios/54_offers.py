# SPDX-License-Identifier: GPL-2.0-or-later
"""Offers that come late or early: an INVITE that leaves the offer to us, whose
ACK has the answer."""

import re

from lib.process import wait_until
from lib.rtp import sdp_direction, sdp_payloads
from lib.scenario import scenario
from lib.sip_call import SipCall
from lib.sip_ua import Message
from lib.world import assert_heard, stays

ROMEO_HZ = 440
PHONE_HZ = 1000
LOW, HIGH = "!low", "~high"  # before and after each session id of ours


class LateCall(SipCall):
    """A phone that leaves each offer to the other side."""

    def calls(self, uri, **options):
        self.outgoing = True
        self.invite = self.ua.invites(f"sip:{uri}", "", **options)
        return self

    def gets_offer(self, timeout=15):
        """The 200, without its ACK."""
        self.response = self.ua.receives_code(200, timeout)
        assert self.response.body, self.response.first
        self.offer = self.sdp = self.response.body
        return self.response

    def acks(self, body=None):
        self.ua.ack(self.invite, self.response,
                    self.body() if body is None else body)

    def is_answered(self, timeout=15):
        response = self.gets_offer(timeout)
        own = self.body()
        self.acks(own)
        self.talks_to(response, own)
        return self

    def asks_for_offer(self):
        """A re-INVITE without an offer; return it and its 200."""
        request = self.says("INVITE")
        answer = self.ua.wait(
            lambda m: m.is_response and m.code >= 200 and
            m.get("CSeq") == request.get("CSeq"), 10, "answer to re-INVITE")
        self.offer = answer.body
        return request, answer

    def answers_offer(self, request, answer, body):
        headers = [(k, v) for k, v in request.headers
                   if k in ("Max-Forwards", "From", "To", "Call-ID", "Route")]
        self.ua.send(Message(
            "ACK " + request.first.split(" ")[1] + " SIP/2.0",
            [self.ua.via()] + headers +
            [("CSeq", request.get("CSeq").split()[0] + " ACK")] +
            ([("Content-Type", "application/sdp")] if body else []), body))
        if body:
            self.talks_to(answer, body)


def media_of(stanza):
    """ufrag and ports of rtpengine in a stanza."""
    candidates = re.findall(r":candidate ([^>]+)>", stanza["xml"])
    return (set(re.findall(r'ufrag="([^"]+)"', stanza["xml"])),
            {re.search(r'\bport="(\d+)"', c).group(1) for c in candidates})


def is_told_no_media(call):
    """Neither credentials nor ports but those that it had from the first on."""
    first = media_of((call.had("initiate") + call.had("accepted"))[0])
    for stanza in call.had("transport-info"):
        ufrag, ports = media_of(stanza)
        assert ufrag <= first[0] and ports <= first[1], stanza


def phone_calls(world, **options):
    """1007 has called romeo without an offer, and both hear each other."""
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, **options)
    phone = LateCall(world, hz=PHONE_HZ).calls(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    return call, phone


def romeo_calls(world, **options):
    """romeo has called 1007, which leaves later offers to us."""
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, **options)
    phone = LateCall(world, hz=PHONE_HZ)
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called().answers()
    call.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    return call, phone


def end(call, phone):
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    is_told_no_media(call)
    phone.hangs_up()
    assert call.ends()[0] == "success"


def gets_info(call, name, timeout=10):
    call.client.find("info", lambda e: e["sid"] == call.sid and
                     name in e["names"], timeout, name)


# --- an INVITE without an offer ---


@scenario("an INVITE without an offer: ours in the 200, the answer in the ACK")
def late_offer(world):
    call, phone = phone_calls(world)
    offer = phone.response.body
    assert sdp_direction(offer) == "sendrecv", offer
    assert {0, 8} <= set(sdp_payloads(offer)), offer
    assert "RTP/AVP" in offer and "candidate" not in offer, offer
    end(call, phone)


@scenario("the same with a client that has opus alone")
def late_offer_opus(world):
    call, phone = phone_calls(world, codecs=["opus"])
    assert "opus" in phone.response.body, phone.response.body
    end(call, phone)


@scenario("the same, and the phone takes PCMU of the client's PCMA")
def late_offer_other_codec(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, codecs=["PCMA"])
    phone = LateCall(world, hz=PHONE_HZ, payloads=(0, 101)).calls(
        world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    end(call, phone)


@scenario("a late offer, and both hold and resume afterwards")
def late_offer_holds(world):
    call, phone = phone_calls(world)
    phone.reinvites(direction="sendonly")
    gets_info(call, "hold")
    phone.reinvites()
    gets_info(call, "unhold")
    call.holds()
    request = phone.gets_reinvite(direction="recvonly")
    assert sdp_direction(request.body) in ("sendonly", "inactive")
    call.resumes()
    phone.gets_reinvite()
    end(call, phone)


@scenario("a late offer whose ACK holds: the call is up, and is resumed")
def late_offer_held(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = LateCall(world, hz=PHONE_HZ).calls(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.gets_offer()
    phone.acks(phone.body("inactive"))
    gets_info(call, "hold")
    phone.reinvites()
    gets_info(call, "unhold")
    end(call, phone)


def is_refused(world, answer):
    """The ACK of a late offer has no answer that can be used."""
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = LateCall(world, hz=PHONE_HZ).calls(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.gets_offer()
    phone.acks(answer(phone))
    bye = phone.ends()
    assert "cause=488" in bye.get("Reason"), bye.headers
    assert call.ends()[0] in ("incompatible-parameters",
                              "failed-application"), call.had("ended")


def no_streams(phone):
    return re.sub(r"m=audio \d+", "m=audio 0", phone.body())


@scenario("an ACK without an answer: BYE, and the client is told")
def no_answer(world):
    is_refused(world, lambda phone: "")


@scenario("an ACK that refuses all streams: BYE")
def all_refused(world):
    is_refused(world, no_streams)


@scenario("an ACK with a fax as its answer: BYE", loud="the phone is at fault")
def fax_answered(world):
    is_refused(world, lambda phone: phone.body().replace(
        "m=audio", "m=image").replace("RTP/AVP 8 0 101", "udptl t38"))


@scenario("an ACK with garbage: BYE", loud="the phone is at fault")
def garbage_answered(world):
    is_refused(world, lambda phone: "v=0\r\nnonsense\r\n")


@scenario("an ACK with 1000 streams: BYE", loud="the phone is at fault")
def huge_answered(world):
    is_refused(world, lambda phone: phone.body(more="".join(
        f"m=audio {20000 + 2 * n} RTP/AVP 8\r\n" for n in range(1000))))


@scenario("an ACK with another type of body: BYE")
def other_type(world):
    def answer(phone):
        phone.ua.body_type = "text/plain"
        return "hello"
    is_refused(world, answer)


@scenario("an INVITE without an offer is cancelled while it rings")
def cancelled(world):
    romeo = world.xmpp_client("romeo")
    phone = LateCall(world).calls(world.sip_uri("romeo"))
    call = romeo.is_called()
    phone.ua.receives_code(180)
    phone.ua.cancel(phone.invite)
    phone.ua.ack(phone.invite, phone.ua.receives_code(487))
    call.wait("retract")


@scenario("the ACK comes late: the 200 is sent again, and both hear each other")
def late_ack(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = LateCall(world, hz=PHONE_HZ).calls(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    response = phone.gets_offer()
    for _ in range(2):
        assert phone.ua.receives_code(200).body == response.body
    own = phone.body()
    for _ in range(3):  # once for each 200 (RFC 3261 section 13.2.2.4)
        phone.acks(own)
    phone.talks_to(response, own)
    end(call, phone)


@scenario("the client holds before the ACK has come: held after it")
def held_before_ack(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = LateCall(world, hz=PHONE_HZ).calls(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    response = phone.gets_offer()
    call.holds()
    own = phone.body()
    phone.acks(own)
    phone.talks_to(response, own)
    request = phone.gets_reinvite(direction="recvonly")
    assert sdp_direction(request.body) in ("sendonly", "inactive")
    call.resumes()
    phone.gets_reinvite()
    end(call, phone)


@scenario("the client hangs up before the ACK has come: BYE after it")
def left_before_ack(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = LateCall(world, hz=PHONE_HZ).calls(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.gets_offer()
    call.hangs_up()
    with stays(lambda: phone.ua.had(lambda m: m.first.startswith("BYE")), 0.3,
               "a BYE before the ACK"):
        pass
    phone.acks()
    phone.ends()


@scenario("a phone calls without an offer, the client calls it, too: ours counts "
          "(tie-break)")
def crossed_ours(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = LateCall(world, hz=PHONE_HZ).calls(world.sip_uri("romeo"))
    call = romeo.is_called()
    theirs = romeo.calls(world.gateway_jid("1007"), sid=HIGH)
    assert theirs.wait("reject")["reason"] == "expired"
    call.answers()
    phone.is_answered()
    end(call, phone)


@scenario("the same, and the client's counts: the phone is called")
def crossed_theirs(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = LateCall(world, hz=PHONE_HZ).calls(world.sip_uri("romeo"))
    romeo.is_called()
    call = romeo.calls(world.gateway_jid("1007"), sid=LOW)
    phone.ua.ack(phone.invite, phone.ua.receives_code(486))
    phone.is_called().answers()
    call.is_answered()
    end(call, phone)


# --- a re-INVITE without an offer ---


def late_again(call, phone):
    for direction in ("sendrecv", "sendonly", "sendrecv"):
        request, answer = phone.asks_for_offer()
        assert answer.code == 200, answer.first
        assert sdp_direction(answer.body) == "sendrecv", answer.body
        phone.answers_offer(request, answer, phone.body(direction))
        if direction == "sendonly":
            gets_info(call, "hold")
    gets_info(call, "unhold")
    end(call, phone)


@scenario("re-INVITEs without an offer, answered in the ACK; the XMPP user "
          "called")
def again_calling(world):
    late_again(*romeo_calls(world))


@scenario("re-INVITEs without an offer; the phone called, with one")
def again_called(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = LateCall(world, hz=PHONE_HZ)
    SipCall.calls(phone, world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    SipCall.is_answered(phone)
    late_again(call, phone)


@scenario("re-INVITEs without an offer; the phone called without one")
def again_late(world):
    late_again(*phone_calls(world))


@scenario("no answer in the ACK of a re-INVITE without an offer: BYE")
def again_unanswered(world):
    call, phone = romeo_calls(world)
    request, answer = phone.asks_for_offer()
    phone.answers_offer(request, answer, "")
    assert "cause=488" in phone.ends().get("Reason")
    call.ends()


@scenario("meanwhile: another re-INVITE or UPDATE is told 491, and what the "
          "client changes comes after the ACK")
def again_meets(world):
    call, phone = romeo_calls(world)
    request, answer = phone.asks_for_offer()
    for method in ("INVITE", "UPDATE"):
        assert phone.asks(method, phone.body()).code == 491
    call.holds()
    phone.answers_offer(request, answer, phone.body())
    again = phone.gets_reinvite(direction="recvonly")
    assert sdp_direction(again.body) in ("sendonly", "inactive")
    call.resumes()
    phone.gets_reinvite()
    end(call, phone)


@scenario("a re-INVITE without an offer whose ACK never comes: BYE",
          timeout=90)
def again_lost(world):
    call, phone = romeo_calls(world)
    phone.asks_for_offer()
    phone.ends(45)
    assert call.ends()[0] == "timeout"
