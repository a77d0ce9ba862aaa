# SPDX-License-Identifier: GPL-2.0-or-later
"""Calls of clients whose program the gateway knows, since the number is among
the user's contacts, as it is for everybody who presses a call button; and what
one client alone would take amiss."""

from lib.process import Failed, wait_until
from lib.rtp import sdp_direction
from lib.scenario import scenario
from lib.sip_call import SipCall
from lib.world import assert_heard, stays

PERSONAS = True
ROMEO_HZ = 440
PHONE_HZ = 1000
ICE = "urn:xmpp:jingle:transports:ice-udp:1"
RTP = "urn:xmpp:jingle:apps:rtp:1"
LONG = "mid-of-more-than-sixteen-letters"


def known(world, **options):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, **options)
    world.adds_contact(romeo, "1007")
    return romeo, SipCall(world, hz=PHONE_HZ)


def romeo_calls(world, **options):
    romeo, phone = known(world, **options)
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called().answers()
    is_answered(call, phone)
    heard(call, phone)
    return call, phone


def is_answered(call, phone):
    """A phone that has answered the offer in place of Monal's is asked again
    where it took what Monal has not, here telephone-event."""
    def asked_or_there():
        try:
            phone.gets_reinvite(0.2)
        except Failed:
            pass
        return call.had("accepted")
    wait_until(asked_or_there, 15, "the client has its answer")
    call.is_answered()


def phone_calls(world, body=None, **options):
    romeo, phone = known(world, **options)
    phone.calls(world.sip_uri("romeo"), body and body(phone))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    heard(call, phone)
    return call, phone


def heard(call, phone):
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))


def lives(call):
    """The client has not given the call up, and both are heard."""
    assert call.do("state") == "active", call.client.story()


def held_both_ways(call, phone):
    """The phone holds and resumes, then both hold, the phone first."""
    answer = phone.reinvites(direction="sendonly")
    assert sdp_direction(answer.body) == "recvonly", answer.body
    phone.reinvites()
    heard(call, phone)
    phone.reinvites(direction="sendonly")
    call.holds()
    phone.gets_reinvite(direction="inactive")
    phone.reinvites()
    call.resumes()
    phone.gets_reinvite()
    heard(call, phone)
    lives(call)


@scenario("held by the phone and by both, hung up by the client; it called",
          quiet=True)
def held_calling(world):
    call, phone = romeo_calls(world)
    held_both_ways(call, phone)
    call.hangs_up()
    phone.ends()


@scenario("held by the phone and by both, hung up by the phone; it called",
          quiet=True)
def held_called(world):
    call, phone = phone_calls(world)
    held_both_ways(call, phone)
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("the phone's streams have long names: Conversations takes 16 letters",
          quiet=True)
def long_mids(world):
    call, phone = phone_calls(
        world, lambda p: p.body(more=f"a=mid:{LONG}\r\n"))
    assert LONG not in call.wait("initiate")["xml"]
    lives(call)
    phone.hangs_up()
    call.ends()


@scenario("the phone offers opus, red and keys in all their parameters: Monal "
          "wants each to have a name and a value, Conversations a value")
def parameters(world):
    def body(phone):
        return phone.body(more=(
            "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\n")
            ).replace(" 101\r\n", " 101 96 97\r\n").replace(
                "a=sendrecv\r\n", "a=sendrecv\r\na=rtpmap:96 opus/48000/2\r\n"
                "a=fmtp:96 useinbandfec=1;stereo\r\na=rtpmap:97 "
                "red/48000/2\r\na=fmtp:97 96/96\r\n")
    call, phone = phone_calls(world, body)
    lives(call)
    phone.hangs_up()
    call.ends()


CANDIDATE = f"<transport xmlns='{ICE}' ufrag='{{}}' pwd='{{}}'><candidate " \
    "component='1' foundation='1' generation='0' id='x' ip='{}' " \
    "network='0' port='{}' priority='1' protocol='{}' type='{}'/></transport>"
PWD = "abcdefghijklmnopqrstuv"
TOLD = {
    "tcp": CANDIDATE.format("abcd", PWD, "192.0.2.1", 9, "tcp", "host"),
    "mdns": CANDIDATE.format("abcd", PWD, "x.local", 5000, "udp", "host"),
    "type": CANDIDATE.format("abcd", PWD, "192.0.2.1", 5000, "udp", "odd"),
    "port": CANDIDATE.format("abcd", PWD, "192.0.2.1", 99999, "udp", "host"),
    "short": CANDIDATE.format("a", "b", "192.0.2.1", 5000, "udp", "host"),
    "lone": f"<transport xmlns='{ICE}'/>",
    "none": "",
    "raw": "<transport xmlns='urn:xmpp:jingle:transports:raw-udp:1'/>",
    "odd": "<transport xmlns='urn:x'/>",
}


def tells_all(call, name):
    """transport-info with what the gateway can make nothing of."""
    answers = {key: call.do("action", action="transport-info", xml=(
        f"<content creator='initiator' name='{name}'>{told}</content>"))
        for key, told in TOLD.items()}
    answers["unknown"] = call.do("action", action="transport-info", xml=(
        f"<content creator='initiator' name='nothing'>{TOLD['tcp']}"
        "</content>"))
    answers["empty"] = call.do("action", action="transport-info")
    return {k for k, v in answers.items() if 'type="result"' not in v}


@scenario("candidates that the gateway can make nothing of get a result: "
          "Conversations would end its call at an error", persona=False)
def useless_candidates(world):
    for make in (romeo_calls, phone_calls):
        call, phone = make(world)
        name = "0" if call.event == {} else call.do("content", kind="audio")
        assert not tells_all(call, name)
        heard(call, phone)
        phone.hangs_up()
        call.ends()
        world.reset()


@scenario("no such phone: no client rings on",
          loud="who is called in vain is logged")
def no_such_phone(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    call = romeo.calls(world.gateway_jid("1999"))
    wait_until(lambda: call.had("ended") + call.had("reject"), 10,
               "the call is refused")
    wait_until(lambda: call.do("state") == "ended", 5, "it does not ring on")


@scenario("a phone that is picked up within Monal's time: it talks on",
          persona="monal")
def monal_in_time(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, persona="monal",
                              times={"CONNECT_TIME": 6})
    phone = SipCall(world, hz=PHONE_HZ)
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called().answers()
    is_answered(call, phone)
    with stays(lambda: call.had("gives-up"), 8, "Monal gives up"):
        heard(call, phone)
    phone.hangs_up()
    call.ends()


@scenario("Conversations has neither ringing nor proceed for 12 s: the gateway "
          "is faster", persona="conversations")
def conversations_hears_in_time(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, persona="conversations",
                              times={"DEVICE_TIME": 2})
    phone = SipCall(world, hz=PHONE_HZ)
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called()
    with stays(lambda: call.had("gives-up"), 4, "Conversations gives up"):
        pass
    phone.answers()
    call.is_answered()
    heard(call, phone)
    phone.hangs_up()
    call.ends()
