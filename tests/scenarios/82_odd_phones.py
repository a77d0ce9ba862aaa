# SPDX-License-Identifier: GPL-2.0-or-later
"""Phones with habits that phones in use have (lib/phone_personas.py): each
plays calls of each kind, in both directions. Some of them here, all with
--long."""

import re

from lib import edits
from lib.dtls_end import DtlsEnd
from lib.phone_personas import MTU
from lib.process import wait_until
from lib.rtp import sdp_direction
from lib.scenario import scenario
from lib.sip_call import SipCall
from lib.sip_ua import Message, socket_in
from lib.world import assert_heard

ROMEO_HZ = 440
PHONE_HZ = 1000
STEP = 5  # of so many plays each phone plays one here
VIDEO = """<content creator='initiator' name='more'>
<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='video'>
<payload-type id='97' name='VP8' clockrate='90000'/></description>
<transport xmlns='urn:xmpp:jingle:transports:ice-udp:1' ufrag='abcd'
pwd='abcdefghijklmnopqrstuv'/></content>"""
NO_VIDEO = "m=video 0 RTP/AVP 97\r\n"
TIMER = [("Supported", "timer"), ("Session-Expires", "90;refresher=uac")]


# --- how a call begins ---

class RomeoCalls:
    def __init__(self, world, romeo, phone, **options):
        self.call = romeo.calls(world.gateway_jid(phone.user), **options)
        self.phone = phone.is_called()

    def declines(self):
        self.phone.ua.reply(self.phone.invite, 486)
        self.phone.ua.receives("ACK")
        assert self.call.ends()[0] == "busy"

    def cancels(self):
        self.call.hears_ringing()
        self.call.hangs_up()
        cancel = self.phone.ua.receives("CANCEL")
        self.phone.ua.reply(cancel, 200)
        self.phone.ua.reply(self.phone.invite, 487)
        self.phone.ua.receives("ACK")

    def answers(self, body=None, headers=()):
        self.phone.answers(body, headers)
        self.call.is_answered()


class PhoneCalls:
    def __init__(self, world, romeo, phone, headers=(), **_):
        self.phone = phone.calls(world.sip_uri(romeo.user), headers=headers)
        self.call = romeo.is_called()

    def declines(self):
        self.call.declines("busy")
        answer = self.phone.ua.receives_code(486)
        self.phone.ua.ack(self.phone.invite, answer)

    def cancels(self):
        self.phone.ua.receives_code(180)
        self.phone.ua.cancel(self.phone.invite)
        answer = self.phone.ua.receives_code(487)
        self.phone.ua.ack(self.phone.invite, answer)
        self.call.wait("retract")

    def answers(self, *_):
        self.call.answers()
        self.phone.is_answered()


# --- what is played: of somebody who is called, or of a call that is up ---

def declined(begun):
    begun.declines()


def cancelled(begun):
    begun.cancels()


def user_hangs_up(call, phone):
    call.hangs_up()
    phone.ends()


def phone_hangs_up(call, phone):
    phone.hangs_up()
    assert call.ends()[0] == "success"


def end(call, phone):
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone_hangs_up(call, phone)


def gets_info(call, name):
    call.client.find("info", lambda e: e["sid"] == call.sid and
                     name in e["names"], 10, name)


def phone_holds(call, phone):
    for _ in range(2):
        answer = phone.reinvites(direction="sendonly")
        assert sdp_direction(answer.body) == "recvonly", answer.body
        gets_info(call, "hold")
        answer = phone.reinvites()
        assert sdp_direction(answer.body) == "sendrecv", answer.body
        gets_info(call, "unhold")
        assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    end(call, phone)


def refused(call, phone, times=1):
    """The phone has refused a re-INVITE; 481 ends the call, else it goes on
    (RFC 3261 section 14.1)."""
    had = phone.persona.refused
    call.holds()
    wait_until(lambda: phone.persona.refused >= had + times, 10,
               "the phone has refused")
    if phone.persona.refuses == 481:
        assert call.ends()[0] == "gone"
        phone.persona.is_over(False)
        return False
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    call.resumes()
    return True


def user_holds(call, phone):
    for _ in range(2):
        if phone.persona.refuses:
            if not refused(call, phone):
                return
            continue
        call.holds()
        request = phone.gets_reinvite(direction="recvonly")
        assert sdp_direction(request.body) == "sendonly", request.body
        call.resumes()
        request = phone.gets_reinvite()
        assert sdp_direction(request.body) == "sendrecv", request.body
        assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    end(call, phone)


def holds_cross(call, phone):
    """The phone holds, the user too; the phone resumes, then the user."""
    phone.reinvites(direction="sendonly")
    gets_info(call, "hold")
    if phone.persona.refuses:
        if not refused(call, phone):
            return
    else:
        call.holds()
        request = phone.gets_reinvite(direction="inactive")
        # RFC 6337 section 5.3: the offer says what the user himself wants
        assert sdp_direction(request.body) == "sendonly", request.body
    phone.reinvites()
    gets_info(call, "unhold")
    if not phone.persona.refuses:
        call.resumes()
        assert sdp_direction(phone.gets_reinvite().body) == "sendrecv"
    end(call, phone)


def video_added(call, phone):
    """The client would like to see; the phone cannot."""
    assert 'type="result"' in call.do("action", action="content-add",
                                      xml=VIDEO)
    if not phone.persona.refuses:
        phone.other_media = NO_VIDEO
        phone.gets_reinvite()
    elif phone.persona.refuses == 481:
        assert call.ends()[0] == "gone"
        phone.persona.is_over(False)
        return
    call.wait("content-reject")
    end(call, phone)


def refreshes(call, phone):
    """Session timer (RFC 4028): by re-INVITE with the same body, by UPDATE."""
    answer = phone.asks("INVITE", phone.body(new=False), headers=TIMER)
    assert answer.code in (200, 491), answer.first
    answer = phone.asks("UPDATE", headers=TIMER)
    assert answer.code == 200, answer.first
    end(call, phone)


def ice_restarts(call, phone):
    assert 'type="result"' in call.do("restart")
    if not phone.persona.refuses:
        phone.gets_reinvite()
    elif phone.persona.refuses == 481:
        assert call.ends()[0] == "gone"
        phone.persona.is_over(False)
        return
    wait_until(lambda: len(call.had("media", state="connected")) == 2, 10,
               "the new transport is connected")
    phone.rtp.receiver.samples = []
    end(call, phone)


PLAYS = [user_hangs_up, phone_hangs_up, declined, cancelled, phone_holds,
         user_holds, holds_cross, video_added, refreshes, ice_restarts]
UNANSWERED = (declined, cancelled)


class Play:
    """One call of an XMPP user's and a phone's."""

    def __init__(self, play, begins):
        self.play = play
        self.begins = begins

    def run(self, world, romeo, ua):
        phone = SipCall(world, ua.user, hz=PHONE_HZ, ua=ua)
        options = {"headers": TIMER} if self.play is refreshes else {}
        begun = self.begins(world, romeo, phone, **(
            options if self.begins is PhoneCalls else {}))
        if self.play in UNANSWERED:
            self.play(begun)
        else:
            begun.answers(None, options.get("headers", ()))
            assert_heard((begun.call, PHONE_HZ), (phone, ROMEO_HZ))
            self.play(begun.call, phone)
        phone.rtp.stop()
        world.people.remove(phone.rtp)
        world.check()


ALL = [Play(play, begins) for play in PLAYS
       for begins in (RomeoCalls, PhoneCalls)]
PHONES = ["renumbers", "keeps-ssrc", "new-ssrc", "late-dtls", "gruu",
          "no-length", "no-fragments", "reinvites", "at-domain", "refuses 488",
          "refuses 500", "refuses 403", "refuses 405", "refuses 491",
          "refuses 481"]


def plays(world, phone, chosen, make=None, first=1010):
    # aiortc cannot restart ICE, juliet's can
    romeo, juliet = world.together(
        lambda: world.xmpp_client("romeo", hz=ROMEO_HZ),
        lambda: world.xmpp_client("juliet", hz=ROMEO_HZ, plain="ice"))
    user = str(first + PHONES.index(phone))  # each world has many phones
    ua = (make or world.sip_ua)(user, persona=phone)
    for play in chosen:
        try:
            play.run(world, juliet if play.play is ice_restarts else romeo, ua)
        except Exception as error:
            error.args = (f"{phone}, {play.play.__name__}, "
                          f"{play.begins.__name__}: {error}",)
            raise


def some(world, phone):
    plays(world, phone, ALL[PHONES.index(phone) % STEP::STEP])



# --- do they have their habits? ---

def event_numbers(phone):
    return re.findall(r"a=rtpmap:(\d+) telephone-event", phone.body())


@scenario("a phone numbers telephone-event anew in offers, not in answers")
def renumbers_indeed(world):
    phone = SipCall(world, persona="renumbers")
    numbers = [event_numbers(phone) for _ in range(3)]
    assert len({n[0] for n in numbers}) == 3, numbers
    phone.offer = "a=rtpmap:126 telephone-event/8000\r\n"
    assert event_numbers(phone) == ["126"]


def held_and_resumed(phone):
    """Its SSRCs, before and after a hold."""
    before = phone.rtp.sender.ssrc
    for own, talks in (("sendonly", False), ("sendrecv", True)):
        phone.talks_to(Message("SIP/2.0 200 OK", body=phone.body()),
                       phone.body(own))
        assert phone.rtp.talks == talks, own
    return before, phone.rtp.sender.ssrc


@scenario("a phone is silent while held, and its SSRC stays, or is another")
def ssrcs_indeed(world):
    before, after = held_and_resumed(SipCall(world, "1007",
                                             persona="keeps-ssrc"))
    assert before == after
    before, after = held_and_resumed(SipCall(world, "1008",
                                             persona="new-ssrc"))
    assert before != after


@scenario("a phone hears DTLS only once it has been answered")
def late_dtls_indeed(world):
    phone = SipCall(world, persona="late-dtls")
    assert DtlsEnd.profile in phone.body()
    other = socket_in(phone.netns)
    for _ in range(2):
        other.sendto(bytes([22]) + bytes(60), (phone.rtp.address,
                                               phone.rtp.port))
    wait_until(lambda: phone.rtp.ignored == 2, 5, "it has heard nothing")
    assert not phone.rtp.begun
    other.close()


def registered_as(world, ua):
    """Its last REGISTER, as it went out."""
    return [r.text for r in world.wire.sip() if r.source[0] == ua.address and
            r.text.startswith("REGISTER")][-1]


@scenario("phones whose Contact is at our domain: a GRUU, and their own name")
def contacts_indeed(world):
    ua = world.sip_ua("1007", persona="gruu")
    assert re.match(r"<sip:1007@sip\.example;gr=urn:uuid:", ua.contact()[1])
    assert "\r\nSupported: gruu\r\n" in registered_as(world, ua)
    ua = world.sip_ua("1008", persona="at-domain")
    assert ua.contact()[1] == "<sip:1008@sip.example>"
    assert f"<sip:1008@{ua.address}:" in registered_as(world, ua)


@scenario("a phone says no Content-Length; another gets no long datagrams")
def datagrams_indeed(world):
    ua = world.sip_ua("1007", persona="no-length")
    assert "Content-Length" not in registered_as(world, ua)
    plain = world.sip_ua("1009")
    assert "Content-Length: 0" in registered_as(world, plain)
    ua = world.sip_ua("1008", persona="no-fragments")
    for size in (MTU, 100):
        request = plain.request("MESSAGE", "sip:1008@sip.example",
                                body="x" * size)
        plain.send(request, (ua.address, ua.port))
    assert len(ua.receives("MESSAGE").body) == 100
    assert not ua.had(lambda m: len(m.body) > 100)


@scenario("a phone sends a re-INVITE of its own, a second after the answer")
def reinvites_indeed(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = SipCall(world, hz=PHONE_HZ, persona="reinvites")
    begun = RomeoCalls(world, romeo, phone)
    begun.answers()
    end(begun.call, phone)
    again = [r for r in world.wire.sip() if r.source[0] == phone.ua.address and
             r.text.startswith("INVITE")]
    assert again and re.search("\nTo:.*tag=", again[0].text)


# --- some calls of each, then all ---


@scenario("a phone that numbers its payloads anew in each offer", timeout=120)
def renumbers(world):
    some(world, "renumbers")


@scenario("a phone that is silent while held, and keeps its SSRC", timeout=120)
def keeps_ssrc(world):
    some(world, "keeps-ssrc")


@scenario("a phone that is silent while held, and takes a new SSRC", timeout=120)
def new_ssrc(world):
    some(world, "new-ssrc")


@scenario("a phone that hears no DTLS before the answer", timeout=120,
          loud="it begins DTLS anew before its answer is there")
def late_dtls(world):
    some(world, "late-dtls")


@scenario("a phone that has a GRUU (RFC 5627)", timeout=120)
def gruu(world):
    some(world, "gruu")


@scenario("a phone that says no Content-Length", timeout=120)
def no_length(world):
    some(world, "no-length")


@scenario("a phone that gets nothing that is longer than a packet", timeout=120)
def no_fragments(world):
    some(world, "no-fragments")


@scenario("a phone that asks again itself, a second after the answer", timeout=120)
def reinvites(world):
    some(world, "reinvites")


@scenario("a phone that has its Contact at our domain", timeout=120)
def at_domain(world):
    some(world, "at-domain")


@scenario("a phone that answers 488 to each re-INVITE", timeout=120)
def refuses_488(world):
    some(world, "refuses 488")


@scenario("a phone that answers 500 to each re-INVITE", timeout=120)
def refuses_500(world):
    some(world, "refuses 500")


@scenario("a phone that answers 403 to each re-INVITE", timeout=120)
def refuses_403(world):
    some(world, "refuses 403")


@scenario("a phone that answers 405 to each re-INVITE", timeout=120)
def refuses_405(world):
    some(world, "refuses 405")


@scenario("a phone that answers 491 to each re-INVITE", timeout=120)
def refuses_491(world):
    some(world, "refuses 491")


@scenario("a phone that answers 481 to each re-INVITE", timeout=120)
def refuses_481(world):
    some(world, "refuses 481")


@scenario("a phone that numbers its payloads anew in each offer: all calls", long=True, timeout=300)
def renumbers_all(world):
    plays(world, "renumbers", ALL)


@scenario("a phone that is silent while held, and keeps its SSRC: all calls", long=True, timeout=300)
def keeps_ssrc_all(world):
    plays(world, "keeps-ssrc", ALL)


@scenario("a phone that is silent while held, and takes a new SSRC: all calls", long=True, timeout=300)
def new_ssrc_all(world):
    plays(world, "new-ssrc", ALL)


@scenario("a phone that hears no DTLS before the answer: all calls", long=True,
          timeout=300, loud="it begins DTLS anew before its answer is there")
def late_dtls_all(world):
    plays(world, "late-dtls", ALL)


@scenario("a phone that has a GRUU (RFC 5627): all calls", long=True, timeout=300)
def gruu_all(world):
    plays(world, "gruu", ALL)


@scenario("a phone that says no Content-Length: all calls", long=True, timeout=300)
def no_length_all(world):
    plays(world, "no-length", ALL)


@scenario("a phone that gets nothing that is longer than a packet: all calls", long=True, timeout=300)
def no_fragments_all(world):
    plays(world, "no-fragments", ALL)


@scenario("a phone that asks again itself, a second after the answer: all calls", long=True, timeout=300)
def reinvites_all(world):
    plays(world, "reinvites", ALL)


@scenario("a phone that has its Contact at our domain: all calls", long=True, timeout=300)
def at_domain_all(world):
    plays(world, "at-domain", ALL)


@scenario("a phone that answers 488 to each re-INVITE: all calls", long=True, timeout=300)
def refuses_488_all(world):
    plays(world, "refuses 488", ALL)


@scenario("a phone that answers 500 to each re-INVITE: all calls", long=True, timeout=300)
def refuses_500_all(world):
    plays(world, "refuses 500", ALL)


@scenario("a phone that answers 403 to each re-INVITE: all calls", long=True, timeout=300)
def refuses_403_all(world):
    plays(world, "refuses 403", ALL)


@scenario("a phone that answers 405 to each re-INVITE: all calls", long=True, timeout=300)
def refuses_405_all(world):
    plays(world, "refuses 405", ALL)


@scenario("a phone that answers 491 to each re-INVITE: all calls", long=True, timeout=300)
def refuses_491_all(world):
    plays(world, "refuses 491", ALL)


@scenario("a phone that answers 481 to each re-INVITE: all calls", long=True, timeout=300)
def refuses_481_all(world):
    plays(world, "refuses 481", ALL)


# --- by other ways ---

BY_TCP = ["renumbers", "gruu", "reinvites", "at-domain", "refuses 488"]


@scenario("such phones by TCP", long=True, timeout=400)
def by_tcp(world):
    for phone in BY_TCP:
        plays(world, phone, ALL[PHONES.index(phone) % 2::2], world.tcp_ua, 1030)


@scenario("a phone by TCP whose Contact is a GRUU, and one at our domain")
def some_by_tcp(world):
    for phone in ("gruu", "at-domain"):
        plays(world, phone, ALL[PHONES.index(phone) % STEP::STEP], world.tcp_ua,
              1030)


@scenario("such phones at Kamailio's own default configuration", long=True,
          timeout=500, kamailio=edits.default_config,
          loud="its sanity_check() warns of a missing Content-Length")
def at_default_config(world):
    for phone in PHONES:
        # It hands out no GRUU. For an ACK to its own domain with a Route its
        # loose_route() takes a strict router's way: it reaches no such phone.
        if phone not in ("gruu", "at-domain"):
            some(world, phone)
