# SPDX-License-Identifier: GPL-2.0-or-later
"""Offers that come late or early: an INVITE that leaves the offer to us, whose
ACK has the answer."""

import re
import sqlite3

from lib import linphone, tone
from lib.process import wait_until
from lib.rtp import sdp_direction, sdp_payloads
from lib.scenario import Skip, scenario
from lib.sip_call import SipCall
from lib.sip_ua import Message
from lib.world import BUILD, assert_heard, stays

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
        request, answer = wait_until(self.offer_of_ours, 10, "a 200")
        self.offer = answer.body
        return request, answer

    def offer_of_ours(self):
        """Once more when our ACK was slower than the re-INVITE (RFC 3261
        section 14.2)."""
        request = self.says("INVITE")
        answer = self.ua.wait(
            lambda m: m.is_response and m.code >= 200 and
            m.get("CSeq") == request.get("CSeq"), 10, "answer to re-INVITE")
        if answer.code not in (491, 500):
            return request, answer
        self.ua.ack(request, answer)
        return None

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
          timeout=90, long=True)
def again_lost(world):
    call, phone = romeo_calls(world)
    phone.asks_for_offer()
    phone.ends(45)
    assert call.ends()[0] == "timeout"


# --- provisional responses that are acknowledged (RFC 3262) ---

RELIABLE = [("Require", "100rel")]


def ringing(world, phone):
    """romeo has called the phone, which has not answered."""
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    call = romeo.calls(world.gateway_jid("1007"))
    phone.outgoing = False
    phone.invite = phone.ua.receives("INVITE")
    phone.offer = phone.sdp = phone.invite.body
    phone.rtp.offered(phone.offer)
    phone.number(False)
    return call


def rings_reliably(phone, rseq, code=180, body="", prack=True, **options):
    """A reliable 18x of the phone's, and its PRACK."""
    reply = phone.ua.reply(phone.invite, code, body=body, headers=RELIABLE + [
        ("RSeq", str(rseq))], **options)
    if not prack:
        return reply
    request = phone.ua.receives("PRACK")
    number = phone.invite.get("CSeq").split()[0]
    assert request.get("RAck") == f"{rseq} {number} INVITE", request.headers
    assert request.tag("To") == reply.tag("To"), request.headers
    phone.ua.reply(request, 200)
    return request


def pracks(phone):
    return phone.ua.had(lambda m: m.first.startswith("PRACK"))


@scenario("a phone's reliable 180 and 183 have their PRACK, each once and in "
          "order")
def prack_once(world):
    phone = SipCall(world, hz=PHONE_HZ)
    call = ringing(world, phone)
    first = rings_reliably(phone, 5)
    call.hears_ringing()
    rings_reliably(phone, 5, prack=False)  # once more
    rings_reliably(phone, 7, prack=False)  # 6 is missing
    second = rings_reliably(phone, 6, 183)
    assert len(pracks(phone)) == 2
    numbers = [int(m.get("CSeq").split()[0])
               for m in (phone.invite, first, second)]
    assert numbers == sorted(set(numbers)), numbers
    phone.answers()
    call.is_answered()
    end(call, phone)


@scenario("a reliable 183 has the answer, the 200 has none")
def answer_in_183(world):
    phone = SipCall(world, hz=PHONE_HZ)
    call = ringing(world, phone)
    rings_reliably(phone, 1, 183, phone.body())
    call.hears_ringing()
    phone.response = phone.ua.reply(phone.invite, 200)
    phone.ua.receives("ACK")
    phone.talks_to(phone.invite)
    call.is_answered()
    end(call, phone)


@scenario("a reliable 180 without a Contact, as Linphone's: PRACK reaches it")
def prack_without_contact(world):
    phone = SipCall(world, hz=PHONE_HZ)
    call = ringing(world, phone)
    rings_reliably(phone, 1, contact=False)
    phone.answers()
    call.is_answered()
    end(call, phone)


@scenario("two early dialogs, each with its own numbers")
def prack_forks(world):
    phone = SipCall(world, hz=PHONE_HZ)
    call = ringing(world, phone)
    rings_reliably(phone, 5, to_tag="one")
    rings_reliably(phone, 9, to_tag="two")
    rings_reliably(phone, 6, to_tag="one")
    phone.answers()
    call.is_answered()
    end(call, phone)


@scenario("a phone floods with reliable 18x of new tags: eight have a PRACK")
def prack_flood(world):
    phone = SipCall(world, hz=PHONE_HZ)
    call = ringing(world, phone)
    for n in range(100):
        rings_reliably(phone, 1 + n, prack=False, to_tag=f"t{n}")
    wait_until(lambda: len(pracks(phone)) >= 8, 10, "eight PRACKs")
    with stays(lambda: len({m.tag("To") for m in pracks(phone)}) > 8, 0.5,
               "more PRACKs"):
        pass
    for request in pracks(phone):
        phone.ua.reply(request, 200)
    phone.answers()
    call.is_answered()
    end(call, phone)


@scenario("the client gives up while a reliable 180 waits: CANCEL, 487")
def cancelled_after_prack(world):
    phone = SipCall(world)
    call = ringing(world, phone)
    rings_reliably(phone, 1)
    call.hears_ringing()
    call.hangs_up("cancel")
    phone.ua.reply(phone.ua.receives("CANCEL"), 200)
    phone.ua.reply(phone.invite, 487)
    phone.ua.receives("ACK")


def reliably_called(world, make=SipCall):
    """The phone has called, and requires that 18x are reliable; its 180."""
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = make(world, hz=PHONE_HZ)
    phone.calls(world.sip_uri("romeo"), headers=RELIABLE)
    call = romeo.is_called()
    reply = phone.ua.receives_code(180)
    assert reply.get("Require") == "100rel", reply.headers
    assert int(reply.get("RSeq")) > 0, reply.headers
    phone.response = reply
    return call, phone


def prack(phone, rack=None):
    number = phone.invite.get("CSeq").split()[0]
    rack = rack or f"{phone.response.get('RSeq')} {number} INVITE"
    return phone.asks("PRACK", headers=[("RAck", rack)])


@scenario("a caller that requires reliable responses: 180 until its PRACK, then "
          "the call")
def reliable_called(world):
    call, phone = reliably_called(world)
    again = phone.ua.receives_code(180)  # after 500 ms
    assert again.get("RSeq") == phone.response.get("RSeq")
    for wrong in ("1 1 INVITE", "1 1 BYE", "x"):
        assert prack(phone, wrong).code == 481
    assert prack(phone).code == 200
    with stays(lambda: len(phone.ua.had(lambda m: m.code == 180)) > 2, 2.5,
               "a 180 after its PRACK"):
        pass
    call.answers()
    phone.is_answered()
    end(call, phone)


@scenario("the 200 need not wait for the PRACK of a 180 without SDP")
def reliable_answered(world):
    call, phone = reliably_called(world)
    call.answers()
    phone.is_answered()
    end(call, phone)


@scenario("no PRACK in 32 s: 504, and the client rings no more", timeout=90,
          long=True)
def no_prack(world):
    call, phone = reliably_called(world)
    phone.ua.ack(phone.invite, phone.ua.receives_code(504, 45))
    call.wait("retract")


@scenario("reliable responses required, and no offer: no 180, the 200 has ours")
def reliable_late(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = LateCall(world, hz=PHONE_HZ)
    phone.calls(world.sip_uri("romeo"), headers=RELIABLE)
    call = romeo.is_called()
    call.rings()
    call.answers()
    phone.is_answered()
    assert not phone.ua.had(lambda m: m.code in (180, 183))
    end(call, phone)


@scenario("PRACKs by the hundred, right and wrong: each is answered, the call "
          "goes on")
def called_flood(world):
    call, phone = reliably_called(world)
    number = phone.invite.get("CSeq").split()[0]
    good = f"{phone.response.get('RSeq')} {number} INVITE"
    for _ in range(5):  # as many answers as its socket holds
        sent = [phone.says("PRACK", headers=[("RAck", good if n % 2 else
                                              f"{n} 1 INVITE")])
                for n in range(40)]
        for n, request in enumerate(sent):
            assert phone.gets_answer(request).code in (200, 481, 500), n
    call.answers()
    phone.is_answered()
    end(call, phone)


# --- Linphone, which acknowledges provisional responses ---


def linphone_people(world):
    reason = linphone.available()
    if reason:
        raise Skip(reason)
    return (world.xmpp_client("romeo", hz=ROMEO_HZ),
            world.linphone("1001", hz=PHONE_HZ, sip="100rel_support_level=2"))


def pracks_on_wire(world):
    return {r.text.split("\r\nRAck: ")[1].split("\r\n")[0]
            for r in world.wire.sip() if r.text.startswith("PRACK ")}


@scenario("Linphone with 100rel is called: each of its 18x has a PRACK",
          long=True)
def linphone_is_called(world):
    romeo, phone = linphone_people(world)
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    call.hears_ringing()
    phone.answers()
    call.is_answered()
    phone.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    assert pracks_on_wire(world)
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("Linphone with 100rel calls", long=True)
def linphone_calls(world):
    romeo, phone = linphone_people(world)
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    phone.hears_ringing()
    call.answers()
    phone.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    assert pracks_on_wire(world)
    call.hangs_up()


# --- answers that come early: early_accept ---

EARLY = {"cfg": 'modparam("jingle", "early_accept", 1)\n'}


def early(world, code=183, rseq=None, **options):
    """romeo has called 1007, which plays an announcement."""
    phone = SipCall(world, hz=PHONE_HZ)
    call = ringing(world, phone)
    own = phone.body(**options)
    if rseq:
        rings_reliably(phone, rseq, code, own)
    else:
        phone.ua.reply(phone.invite, code, body=own)
    phone.response = phone.ua.reply(phone.invite, 180)
    phone.talks_to(phone.invite, own)
    call.is_answered()
    return call, phone, own


@scenario("183 with SDP: the client is answered and hears it; the 200 has the "
          "same and says nothing", **EARLY)
def early_heard(world):
    call, phone, own = early(world)
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    assert not call.had("ringing")
    phone.answers(own)
    end(call, phone)
    assert not call.had("info") and len(call.had("accepted")) == 1


@scenario("180 with SDP, reliably, and a 200 without", **EARLY)
def early_reliable(world):
    call, phone, _ = early(world, 180, rseq=3)
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.response = phone.ua.reply(phone.invite, 200)
    phone.ua.receives("ACK")
    end(call, phone)


@scenario("an announcement, then 486: session-terminate with the reason", **EARLY)
def early_busy(world):
    call, phone, _ = early(world)
    assert_heard((call, PHONE_HZ))
    phone.ua.reply(phone.invite, 486)
    phone.ua.receives("ACK")
    assert call.ends()[0] == "busy"


@scenario("an announcement, then the client hangs up: CANCEL", **EARLY)
def early_left(world):
    call, phone, _ = early(world)
    assert_heard((call, PHONE_HZ))
    call.hangs_up()
    phone.ua.reply(phone.ua.receives("CANCEL"), 200)
    phone.ua.reply(phone.invite, 487)
    phone.ua.receives("ACK")


@scenario("the 200 is of another phone, at another address: both hear each "
          "other, ICE is as it was", **EARLY)
def early_of_another(world):
    call, phone, _ = early(world)
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    old = phone.rtp
    old.target = None
    phone.rtp = phone.rtp_end(old.port + 100, PHONE_HZ)
    phone.rtp.offered(phone.invite.body)
    own = phone.body()
    phone.response = phone.ua.reply(phone.invite, 200, body=own,
                                    to_tag="another")
    phone.ua.receives("ACK")
    phone.talks_to(phone.invite, own)
    end(call, phone)


@scenario("the client holds during an announcement: the phone hears of it once "
          "it has answered", **EARLY)
def early_hold(world):
    call, phone, own = early(world)
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    call.holds()
    phone.answers(own)
    request = phone.gets_reinvite(direction="recvonly")
    assert sdp_direction(request.body) in ("sendonly", "inactive")
    call.resumes()
    phone.gets_reinvite()
    end(call, phone)


@scenario("UPDATE with an offer after an early answer: answered; the client hears "
          "of a hold", **EARLY)
def early_update(world):
    call, phone, _ = early(world, rseq=3)
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    answer = phone.asks("UPDATE", phone.body("sendonly"))
    assert answer.code == 200 and answer.body, answer.first
    gets_info(call, "hold")
    answer = phone.asks("UPDATE", phone.body())
    assert answer.code == 200 and answer.body, answer.first
    gets_info(call, "unhold")
    phone.response = phone.ua.reply(phone.invite, 200)
    phone.ua.receives("ACK")
    end(call, phone)


@scenario("a 183 whose SDP cannot be used: the client rings, the 200 counts",
          loud="the phone is at fault", **EARLY)
def early_garbage(world):
    phone = SipCall(world, hz=PHONE_HZ)
    call = ringing(world, phone)
    phone.ua.reply(phone.invite, 183, body="v=0\r\nnonsense\r\n")
    call.hears_ringing()
    phone.answers()
    call.is_answered()
    end(call, phone)


@scenario("without early_accept: UPDATE before the answer, without an offer 200, "
          "with one 491")
def update_early(world):
    phone = SipCall(world, hz=PHONE_HZ)
    call = ringing(world, phone)
    phone.response = phone.ua.reply(phone.invite, 183, body=phone.body())
    call.hears_ringing()
    assert phone.asks("UPDATE").code == 200
    assert phone.asks("UPDATE", phone.body()).code == 491
    phone.answers()
    call.is_answered()
    end(call, phone)


@scenario("UPDATE before our answer: without an offer 200, with one 500 and "
          "Retry-After")
def update_called(world):
    call, phone = reliably_called(world)
    assert prack(phone).code == 200
    assert phone.asks("UPDATE").code == 200
    answer = phone.asks("UPDATE", phone.body())
    assert answer.code == 500 and answer.get("Retry-After"), answer.first
    call.answers()
    phone.is_answered()
    end(call, phone)


# --- hold music, muting, and what is no voice ---

MUSIC = f"{BUILD}/hold-music.wav"
MUSIC_HZ = 700
HOLD = {"defines": [f'JINGLE_HOLD_MUSIC="{MUSIC}"']}
FAX = "m=image 20334 udptl t38\r\na=T38FaxVersion:0\r\n" \
    "a=T38FaxUdpEC:t38UDPRedundancy\r\n"
TEXT = "m=text 20400 RTP/AVP 98\r\na=rtpmap:98 t140/1000\r\n"


def holds_with_music(world, make, **options):
    tone.write_wav(MUSIC, MUSIC_HZ, 8000)
    return make(world, **options)


def hears_music(phone):
    wait_until(lambda: phone.hears(MUSIC_HZ) and not phone.hears(ROMEO_HZ), 10,
               "the phone hears music alone")


def hears_none(phone):
    wait_until(lambda: not phone.hears(MUSIC_HZ), 10, "no music any more")


def held(call, phone):
    call.holds()
    request = phone.gets_reinvite(direction="recvonly")
    assert sdp_direction(request.body) == "sendonly", request.body
    phone.rtp.talks = False
    hears_music(phone)


def resumed(call, phone):
    call.resumes()
    request = phone.gets_reinvite()
    assert sdp_direction(request.body) == "sendrecv", request.body
    phone.rtp.talks = True
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    hears_none(phone)


def music(call, phone):
    for _ in range(2):
        held(call, phone)
        resumed(call, phone)
    end(call, phone)


@scenario("the XMPP user holds: the phone hears music, until the resume; the XMPP "
          "user called", **HOLD)
def music_calling(world):
    music(*holds_with_music(world, romeo_calls))


@scenario("the same; the phone called, without an offer", **HOLD)
def music_called(world):
    music(*holds_with_music(world, phone_calls))


@scenario("both hold: inactive, and no music; then each resumes", **HOLD)
def music_both(world):
    call, phone = holds_with_music(world, romeo_calls)
    held(call, phone)
    answer = phone.reinvites(direction="sendonly")
    assert sdp_direction(answer.body) == "inactive", answer.body
    gets_info(call, "hold")
    hears_none(phone)
    answer = phone.reinvites(direction="sendrecv")
    assert sdp_direction(answer.body) == "sendonly", answer.body
    phone.rtp.talks = False
    hears_music(phone)
    resumed(call, phone)
    end(call, phone)


@scenario("the phone holds with music of its own: it passes, none of ours", **HOLD)
def music_of_the_phone(world):
    call, phone = holds_with_music(world, romeo_calls)
    phone.reinvites(direction="sendonly")
    gets_info(call, "hold")
    phone.rtp.talks = True
    assert_heard((call, PHONE_HZ))
    phone.reinvites()
    end(call, phone)


@scenario("the call ends while music is played: nothing is left", **HOLD)
def music_ends(world):
    call, phone = holds_with_music(world, romeo_calls)
    held(call, phone)
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("Kamailio is killed while music is played: it ends at the resume",
          loud="programs are killed, and the others say so", **HOLD)
def music_restarted(world):
    call, phone = holds_with_music(world, romeo_calls)
    held(call, phone)
    restarted(world)
    resumed(call, phone)
    end(call, phone)


@scenario("mute and unmute: a result, nothing for the phone, both hear each other")
def muted(world):
    call, phone = phone_calls(world)
    before = phone.requests()
    info = "urn:xmpp:jingle:apps:rtp:info:1"
    for name in ("mute", "unmute"):
        answer = call.do("info", xml=f"<{name} xmlns='{info}' name='1' "
                         "creator='initiator'/>")
        assert 'type="result"' in answer, answer
    assert phone.requests() == before
    end(call, phone)


def ports(body):
    return [(m, int(p)) for m, p in re.findall(r"m=(\w+) (\d+)", body)]


@scenario("fax and text beside voice in an INVITE, an answer, a re-INVITE: port 0, "
          "voice as it is", loud="rtpengine says that a refused stream has no "
          "codecs")
def beside_voice(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = SipCall(world, hz=PHONE_HZ)
    phone.calls(world.sip_uri("romeo"), phone.body(more=FAX + TEXT))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    answers = [phone.response.body,
               phone.reinvites(phone.body(more=FAX + TEXT)).body]
    for body in answers:
        assert ports(body)[0][1] > 0, body
        assert ports(body)[1:] == [("image", 0), ("text", 0)], body
    end(call, phone)


@scenario("a fax that begins in a call is refused with 488, and goes on in G.711")
def fax_in_voice(world):
    call, phone = phone_calls(world)
    voice = re.sub(r"m=audio \d+", "m=audio 0", phone.body())
    phone.reinvites(voice + FAX, 488)
    phone.reinvites()
    assert {8} <= set(sdp_payloads(phone.sdp)), phone.sdp
    end(call, phone)


def of_one_codec(phone, number, name):
    """An offer of the phone's with this codec alone."""
    body = re.sub(r"a=(rtpmap|fmtp):.*\r\n", "", phone.body())
    body = re.sub(r"(m=audio \d+ \S+) .*\r\n", rf"\1 {number}\r\n", body)
    return body + (f"a=rtpmap:{number} {name}\r\n" if name else "")


@scenario("a re-INVITE or UPDATE with codecs that nobody has, or without a stream, "
          "gets 488 and a Warning, and the call is as it was")
def no_codec(world):
    call, phone = phone_calls(world)
    for method in ("INVITE", "UPDATE"):
        for offer in (of_one_codec(phone, 97, "FOO/8000"),
                      of_one_codec(phone, 96, "EVS/16000"),
                      of_one_codec(phone, 99, None)):
            answer = phone.asks(method, offer)
            assert answer.code == 488, answer.first + answer.body
            assert answer.get("Warning").startswith("305 "), answer.headers
        answer = phone.asks(method, re.sub(r"m=audio \d+", "m=audio 0",
                                           phone.body()))
        assert answer.code == 488, answer.first
        assert answer.get("Warning").startswith("304 "), answer.headers
        assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    assert not call.had("content-remove") and not call.had("content-modify")
    phone.reinvites()
    end(call, phone)


# --- after a restart ---


def rows(world):
    """The table of calls, as text."""
    with sqlite3.connect(world.database, timeout=10) as database:
        return str(database.execute("SELECT * FROM jingle_call").fetchall())


def restarted(world):
    """Kamailio is killed and started again."""
    world.kamailio.kill()
    world.kamailio.start()
    log = world.kamailio.process
    wait_until(lambda: len(set(re.findall(
        r"is up for worker (\d+)", log.log_text()))) == 4, 30,
        "all workers have a stream", [log])


@scenario("Kamailio is killed in a call that began without an offer: it goes on, "
          "and is held, and asked for an offer", loud="programs are killed, and "
          "the others say so")
def late_offer_restarted(world):
    call, phone = phone_calls(world)
    restarted(world)
    request, answer = phone.asks_for_offer()
    assert answer.code == 200, answer.first
    phone.answers_offer(request, answer, phone.body())
    call.holds()
    phone.gets_reinvite(direction="recvonly")
    call.resumes()
    phone.gets_reinvite()
    end(call, phone)


@scenario("Kamailio is killed between our offer and its answer: the phone is "
          "offered the session anew", loud="programs are killed, and the others "
          "say so")
def answer_lost(world):
    call, phone = phone_calls(world)
    phone.asks_for_offer()
    wait_until(lambda: "pending=1 " in rows(world), 5, "that is in the database")
    restarted(world)
    phone.gets_reinvite(30)
    end(call, phone)
