# SPDX-License-Identifier: GPL-2.0-or-later
"""Calls of XMPP users whose client gets its proceed when the phone has
answered: what each side hears of it, and when."""

import re
import sqlite3
import time

from lib.jmi import each_ends_once
from lib.process import wait_until
from lib.rtp import sdp_direction
from lib.scenario import scenario
from lib.sip_call import SipCall
from lib.sip_ua import socket_in
from lib.video import VideoEnd, video_target
from lib.world import assert_heard, stays

ROMEO_HZ = 440
PHONE_HZ = 1000


def setting(value):
    return f'modparam("jingle", "proceed", "{value}")\n'


ANSWERED = setting("answered")
WORLD = {"cfg": ANSWERED}
BY_CLIENT = setting("by_client")

AUDIO = ("<content creator='initiator' name='a'><description xmlns="
         "'urn:xmpp:jingle:apps:rtp:1' media='audio'><payload-type id='8' "
         "name='PCMA' clockrate='8000'/></description><transport xmlns="
         "'urn:xmpp:jingle:transports:raw-udp:1'><candidate component='1' "
         "generation='0' id='a' ip='192.0.2.1' port='40000'/></transport>"
         "</content>")


def romeo_and_phone(world, payloads=(8, 0), **options):
    return (world.xmpp_client("romeo", hz=ROMEO_HZ, **options),
            SipCall(world, hz=PHONE_HZ, payloads=payloads))


def rings(world, romeo, phone, media=("audio",)):
    """The phone rings, and romeo's client knows it."""
    call = romeo.calls(world.gateway_jid("1007"), media=list(media))
    phone.is_called()
    call.hears_ringing()
    assert not call.had("proceed")
    return call


def romeo_calls(world, media=("audio",), **options):
    romeo, phone = romeo_and_phone(world, **options)
    return rings(world, romeo, phone, media), phone


def heard(call, phone):
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))


def end(call, phone):
    call.hangs_up()
    phone.ends()


def answered(call, phone):
    phone.answers()
    call.wait("proceed")
    call.is_answered()
    heard(call, phone)


# --- what the phone hears of the client's offer ---

@scenario("the phone rings, is answered and hears nothing of the client's offer")
def silently(world):
    call, phone = romeo_calls(world)
    answered(call, phone)
    assert phone.requests() == 2, "INVITE and ACK"
    end(call, phone)


@scenario("its answer has what the client has not: it is asked again")
def aloud(world):
    call, phone = romeo_calls(world, payloads=(8, 0, 101))
    phone.answers()
    phone.gets_reinvite()
    call.is_answered()
    heard(call, phone)
    end(call, phone)


@scenario("the phone refuses to be asked again: BYE, and the client is told")
def refused_again(world):
    call, phone = romeo_calls(world, payloads=(8, 0, 101))
    phone.answers()
    phone.takes(phone.gets("INVITE"), code=488)
    phone.ends()
    call.ends()


@scenario("held by the phone, by the client and by both; it was not asked "
          "again")
def held(world):
    call, phone = romeo_calls(world)
    answered(call, phone)
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
    end(call, phone)


# --- Monal ---

@scenario("Monal, whose program is known, lets it ring longer than it waits for "
          "a connection, and for a ringing", cfg=BY_CLIENT, timeout=90)
def monal_rings(world):
    romeo, phone = romeo_and_phone(world, persona="monal",
                                   times={"RING_TIME": 22})
    world.adds_contact(romeo, "1007")
    call = rings(world, romeo, phone)
    with stays(lambda: call.had("gives-up") or call.had("proceed"), 27,
               "Monal gave up, or was told to proceed"):
        pass
    assert len(call.had("ringing")) >= 2
    answered(call, phone)
    assert phone.requests() == 2
    end(call, phone)


@scenario("Monal with its own times lets it ring for a minute", cfg=BY_CLIENT +
          'modparam("jingle", "ring_time", 90)\n', timeout=150, long=True)
def monal_rings_a_minute(world):
    romeo, phone = romeo_and_phone(world, persona="monal")
    world.adds_contact(romeo, "1007")
    call = rings(world, romeo, phone)
    with stays(lambda: call.had("gives-up") or call.had("proceed"), 60,
               "Monal gave up, or was told to proceed"):
        pass
    answered(call, phone)
    end(call, phone)


@scenario("Monal without a contact of the gateway is known by its resource",
          cfg=BY_CLIENT)
def monal_by_resource(world):
    romeo = world.xmpp_client("romeo", "Monal-iOS.1f3a", hz=ROMEO_HZ,
                              persona="monal")
    phone = SipCall(world, hz=PHONE_HZ, payloads=(8, 0))
    answered_call = rings(world, romeo, phone)
    answered(answered_call, phone)
    end(answered_call, phone)


@scenario("with proceed at once Monal ends a call that rings too long",
          cfg=setting("at_once"), ends=False)
def monal_at_once(world):
    romeo, phone = romeo_and_phone(world, persona="monal",
                                   times={"CONNECT_TIME": 3})
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called()
    call.wait("proceed")
    phone.ua.reply(phone.ua.receives("CANCEL"), 200)
    phone.ua.reply(phone.invite, 487)


# --- other clients, with both settings ---

def plays(world, persona):
    romeo, phone = romeo_and_phone(world, persona=persona)
    world.adds_contact(romeo, "1007")
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called()
    call.hears_ringing()
    phone.answers()
    call.is_answered()
    heard(call, phone)
    answer = phone.reinvites(direction="sendonly")
    assert sdp_direction(answer.body) == "recvonly", answer.body
    phone.reinvites()
    heard(call, phone)
    assert call.do("state") == "active", romeo.story()
    end(call, phone)
    romeo.stop()
    world.people.remove(romeo)
    phone.stop()


CLIENTS = ("conversations", "dino", "movim", "siskin", "monal")


@scenario("Conversations, Dino, Movim, Siskin and Monal: proceed when it is "
          "answered", timeout=120)
def clients_answered(world):
    for persona in CLIENTS:
        plays(world, persona)


@scenario("Conversations, Dino, Movim and Siskin: each as it needs it",
          cfg=BY_CLIENT, timeout=120)
def clients_by_client(world):
    for persona in CLIENTS[:4]:
        plays(world, persona)


@scenario("a phone that says nothing for long: Conversations waits")
def late_ringing(world):
    romeo, phone = romeo_and_phone(world, persona="conversations")
    world.adds_contact(romeo, "1007")
    call = romeo.calls(world.gateway_jid("1007"))
    phone.outgoing = False
    phone.invite = phone.ua.receives("INVITE")
    phone.ua.reply(phone.invite, 100)
    phone.sdp = phone.offer = phone.invite.body
    phone.number(False)
    call.hears_ringing(8)
    answered(call, phone)
    end(call, phone)


@scenario("clients without message initiation: Gajim, and stanza.js in "
          "Chromium", timeout=90)
def without_jmi(world):
    plays(world, "gajim")
    browser = world.browser("juliet")
    phone = world.phone("1001", hz=PHONE_HZ)
    call = browser.calls(world.gateway_jid("1001") + "/gateway")
    phone.is_called()
    phone.answers()
    call.is_answered()
    assert_heard((call, PHONE_HZ))
    call.hangs_up()
    phone.call_ends()


# --- it is not answered ---

@scenario("the caller gives up while it rings: CANCEL")
def retracted(world):
    since = time.time()
    call, phone = romeo_calls(world)
    call.retracts()
    phone.ua.reply(phone.ua.receives("CANCEL"), 200)
    phone.ua.reply(phone.invite, 487)
    assert not call.had("proceed") and not call.had("finish")
    each_ends_once(world, since)


@scenario("the phone is busy, declines, is not there: reject, with the reason")
def rejected(world):
    for persona in ("plain", "conversations", "monal", "dino", "movim"):
        romeo, phone = romeo_and_phone(
            world, **({} if persona == "plain" else {"persona": persona}))
        for code, reason in ((486, "busy"), (603, "decline"), (404, "gone")):
            call = rings(world, romeo, phone)
            phone.ua.reply(phone.invite, code)
            assert call.wait("reject")["reason"] == reason, (persona, code)
            assert not call.had("finish") and not call.had("proceed")
            wait_until(lambda c=call: c.do("state") == "ended", 5,
                       f"{persona} has ended it")
            phone.ua.receives("ACK")
        romeo.stop()
        world.people.remove(romeo)
        phone.stop()


@scenario("nobody answers: CANCEL, and reject (timeout)",
          cfg=ANSWERED + 'modparam("jingle", "ring_time", 3)\n')
def unanswered(world):
    call, phone = romeo_calls(world)
    phone.ua.reply(phone.ua.receives("CANCEL"), 200)
    phone.ua.reply(phone.invite, 487)
    assert call.wait("reject")["reason"] == "timeout"


@scenario("who may not call is rejected, and no phone rings",
          cfg=ANSWERED, loud="the script says who may not call")
def not_allowed(world):
    romeo = world.xmpp_client("romeo")
    call = romeo.calls(world.gateway_jid("00900123"))
    assert call.wait("reject")["reason"] == "gone"


# --- crossings ---

@scenario("the phone answers as the caller gives up: ACK and BYE")
def answer_crosses_retract(world):
    call, phone = romeo_calls(world)
    call.retracts()
    phone.ua.reply(phone.ua.receives("CANCEL"), 200)
    phone.response = phone.ua.reply(phone.invite, 200, body=phone.body())
    phone.ua.receives("ACK")
    phone.ends()
    assert not call.had("proceed")


@scenario("the caller gives up as the phone answers, after proceed: BYE")
def retract_crosses_answer(world):
    romeo, phone = romeo_and_phone(world)
    romeo.set(stops_after_proceed=True)
    call = rings(world, romeo, phone)
    phone.answers()
    call.wait("proceed")
    call.retracts()
    phone.ends()


@scenario("no session-initiate follows the proceed: BYE, finish",
          cfg=ANSWERED + 'modparam("jingle", "proceed_time", 2)\n')
def no_initiate(world):
    since = time.time()
    romeo, phone = romeo_and_phone(world)
    romeo.set(stops_after_proceed=True)
    call = rings(world, romeo, phone)
    phone.answers()
    call.wait("proceed")
    bye = phone.ends(8)
    assert "no session-initiate" in bye.get("Reason"), bye.headers
    assert call.wait("finish")["reason"] == "timeout"
    each_ends_once(world, since)


@scenario("the phone hangs up before the session-initiate: that is refused, and "
          "nothing rings again")
def initiate_too_late(world):
    romeo, phone = romeo_and_phone(world)
    romeo.set(stops_after_proceed=True)
    call = rings(world, romeo, phone)
    phone.answers()
    sender = call.wait("proceed")["sender"]
    phone.hangs_up()
    assert call.wait("finish")["reason"] == "success"
    before = phone.requests()
    answer = romeo.asks("set", sender, "<jingle xmlns='urn:xmpp:jingle:1' "
                        "action='session-initiate' initiator='"
                        f"{romeo.full_jid}' sid='{call.sid}'>{AUDIO}</jingle>")
    assert 'type="result"' in answer, answer
    wait_until(lambda: [e for e in romeo.had("stanza") if "session-terminate"
                        in e["xml"]], 5, "session-terminate")
    assert phone.requests() == before


@scenario("a session-initiate before the proceed is out of order")
def initiate_too_early(world):
    romeo, phone = romeo_and_phone(world)
    call = rings(world, romeo, phone)
    answer = romeo.asks("set", world.gateway_jid("1007") + "/gateway",
                        "<jingle xmlns='urn:xmpp:jingle:1' action="
                        f"'session-initiate' initiator='{romeo.full_jid}' "
                        f"sid='{call.sid}'>{AUDIO}</jingle>")
    assert "out-of-order" in answer, answer
    answered(call, phone)
    end(call, phone)


@scenario("the caller forgets its call and calls again: the first one is "
          "cancelled, the second one rings")
def called_again(world):
    romeo, phone = romeo_and_phone(world)
    rings(world, romeo, phone)
    first = phone.invite
    call = romeo.calls(world.gateway_jid("1007"))
    phone.ua.reply(phone.ua.receives("CANCEL"), 200)
    phone.ua.reply(first, 487)
    phone.is_called()
    call.hears_ringing()
    answered(call, phone)
    end(call, phone)


@scenario("another device of the caller calls the same number: busy; the "
          "first one talks")
def second_device(world):
    romeo, phone = romeo_and_phone(world)
    tablet = world.xmpp_client("romeo", "tablet")
    call = rings(world, romeo, phone)
    other = tablet.calls(world.gateway_jid("1007"))
    assert other.wait("reject")["reason"] == "busy"
    answered(call, phone)
    end(call, phone)


@scenario("two phones ring, one answers: the other is cancelled")
def forked(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = SipCall(world, user="1009", hz=PHONE_HZ, payloads=(8, 0))
    second = world.sip_ua("1009", port=5063)
    call = romeo.calls(world.gateway_jid("1009"))
    phone.is_called()
    other = second.receives("INVITE")
    second.reply(other, 180, to_tag="other")
    call.hears_ringing()
    answered(call, phone)
    second.reply(second.receives("CANCEL"), 200)
    second.reply(other, 487, to_tag="other")
    assert len(call.had("ringing")) == 1
    end(call, phone)


# --- media ---

def video_phone(world):
    phone = SipCall(world, hz=PHONE_HZ, payloads=(8, 0))
    socks = [socket_in(phone.netns) for _ in range(2)]
    phone.video = world.at_home(
        VideoEnd("1007", socks, phone.ua.address, 20600))
    return phone


def sees_both(call, phone):
    had, theirs = phone.video.frames, call.do("frames", kind="video")
    heard(call, phone)
    wait_until(lambda: phone.video.frames >= had + 10, 20, "phone sees")
    call.sees_frames("video", theirs + 10)


@scenario("video, which Conversations puts first", timeout=90)
def video(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, persona="conversations")
    world.adds_contact(romeo, "1007")
    phone = video_phone(world)
    call = rings(world, romeo, phone, ("audio", "video"))
    kinds = re.findall(r"^m=(\w+)", phone.invite.body, re.M)
    assert kinds == ["audio", "video"], phone.invite.body
    phone.answers(phone.body(more=phone.video.sdp()))
    call.wait("proceed")
    request = phone.gets("INVITE")
    phone.takes(request, phone.body(more=phone.video.sdp()))
    phone.video.target = video_target(request.body)
    accept = call.is_answered()["xml"]
    assert re.findall(r"media=.(\w+)", accept) == ["video", "audio"], accept
    sees_both(call, phone)
    end(call, phone)


@scenario("video that the phone has not: audio alone, and it is not asked "
          "again", timeout=90)
def video_refused(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = video_phone(world)
    call = rings(world, romeo, phone, ("audio", "video"))
    phone.answers(phone.body(more=phone.video.sdp(port=0)))
    call.is_answered()
    heard(call, phone)
    assert phone.requests() == 2, "INVITE and ACK"
    end(call, phone)


@scenario("video was proposed, the session has none: the phone is told")
def less_than_proposed(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = video_phone(world)
    romeo.set(stops_after_proceed=True)
    call = rings(world, romeo, phone, ("audio", "video"))
    phone.answers(phone.body(more=phone.video.sdp()))
    sender = call.wait("proceed")["sender"]
    romeo.asks("set", sender, "<jingle xmlns='urn:xmpp:jingle:1' "
               f"action='session-initiate' initiator='{romeo.full_jid}' "
               f"sid='{call.sid}'>{AUDIO}</jingle>")
    request = phone.gets("INVITE")
    assert re.findall(r"^m=(\w+) (0?)", request.body, re.M) == [
        ("audio", ""), ("video", "0")], request.body
    phone.takes(request, phone.body(more=phone.video.sdp(port=0)))
    accept = romeo.find("stanza", lambda e: "session-accept" in e["xml"])
    assert re.findall(r"media=.(\w+)", accept["xml"]) == ["audio"], accept
    phone.hangs_up()


@scenario("the session has video that was not proposed: the phone is offered "
          "it")
def more_than_proposed(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = video_phone(world)
    romeo.set(stops_after_proceed=True)
    call = rings(world, romeo, phone)
    phone.answers()
    sender = call.wait("proceed")["sender"]
    more = AUDIO.replace("name='a'", "name='v'").replace(
        "media='audio'", "media='video'").replace(
        "id='8' name='PCMA' clockrate='8000'",
        "id='97' name='VP8' clockrate='90000'").replace("40000", "40002")
    romeo.asks("set", sender, "<jingle xmlns='urn:xmpp:jingle:1' "
               f"action='session-initiate' initiator='{romeo.full_jid}' "
               f"sid='{call.sid}'>{more}{AUDIO}</jingle>")
    request = phone.gets("INVITE")
    assert re.findall(r"^m=(\w+)", request.body, re.M) == [
        "audio", "video"], request.body
    phone.takes(request, phone.body(more=phone.video.sdp(port=0)))
    romeo.find("stanza", lambda e: "session-accept" in e["xml"])
    phone.hangs_up()


# --- Kamailio is started anew ---

def is_written(world, column, test):
    def written():
        with sqlite3.connect(world.database, timeout=10) as database:
            found = database.execute(
                f"SELECT {column} FROM jingle_call").fetchall()
        return found and test(found[0][0])
    wait_until(written, 5, f"{column} is written")


def restart(world):
    world.kamailio.kill()
    world.kamailio.start()
    log = world.kamailio.process
    wait_until(lambda: len(set(re.findall(
        r"is up for worker (\d+)", log.log_text()))) == 4, 30,
        "all workers have a stream", [log])


@scenario("killed while the phone rings: it stops, and the client is told",
          loud="programs are killed, and the others say so")
def killed_ringing(world):
    call, phone = romeo_calls(world)
    is_written(world, "request", lambda text: "Hops: " in text)
    restart(world)
    phone.ua.reply(phone.ua.receives("CANCEL", 15), 200)
    call.wait("reject")


@scenario("killed between proceed and session-initiate: BYE, finish",
          loud="programs are killed, and the others say so")
def killed_awaited(world):
    romeo, phone = romeo_and_phone(world)
    romeo.set(stops_after_proceed=True)
    call = rings(world, romeo, phone)
    phone.answers()
    call.wait("proceed")
    is_written(world, "state", "awaited".__eq__)
    restart(world)
    phone.ends()
    call.wait("finish")


@scenario("killed once they talk: both hear each other, and hang up",
          loud="programs are killed, and the others say so")
def killed_talking(world):
    call, phone = romeo_calls(world)
    answered(call, phone)
    is_written(world, "state", "active".__eq__)
    restart(world)
    heard(call, phone)
    phone.reinvites(direction="sendonly")
    phone.reinvites()
    heard(call, phone)
    end(call, phone)
