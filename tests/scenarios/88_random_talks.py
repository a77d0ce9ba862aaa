# SPDX-License-Identifier: GPL-2.0-or-later
"""Calls in which both sides do what comes to their minds, in any order and at
the same time: hold, resume, keys, streams added and removed, ICE begun anew, the
phone offers anew, is transferred or transfers its call, and Kamailio or the
sidecar is killed in between. At the end the two that are left hear each other,
or both know that the call is over, and nothing is left of it.

Each talk has a number: TALK=7 tests/scenarios/run 88 tells it again,
TALKS=500 that many of them."""

import os
import random
import re
import sqlite3
import threading

from lib.process import Failed, wait_until
from lib.rtp import sdp_direction
from lib.scenario import scenario
from lib.sip_call import SipCall
from lib.sip_ua import socket_in
from lib.video import VideoEnd, video_target
from lib.world import assert_heard

LOUD = "programs are killed, and the others say so"
ROMEO_HZ = 440
PHONE_HZ = 1000
OTHER_HZ = 1500
NAME = "more"
FEW, MANY = 6, 500
STEPS = 6  # of a talk
ANSWER = {"sendrecv": "sendrecv", "sendonly": "recvonly",
          "recvonly": "sendonly", "inactive": "inactive"}


class Phone(SipCall):
    """Takes what comes in the dialog by itself, in a thread of its own; a REFER
    with 405."""

    def __init__(self, world, user="1007", hz=PHONE_HZ):
        super().__init__(world, user, hz=hz)
        self.hz = hz
        socks = [socket_in(self.netns) for _ in range(2)]
        self.video = world.at_home(
            VideoEnd(user, socks, self.ua.address, 20600))
        self.pictures = None  # None: no such line, else the direction or port 0
        self.held = False
        self.over = threading.Event()
        self.trouble = []
        self.told = []  # of a transfer of its own

    def more(self):
        if self.pictures is None:
            return ""
        if self.pictures == 0:
            return self.video.sdp(port=0)
        return self.video.sdp(self.pictures)

    def looks_at(self, body):
        """Of an offer to us: the line of pictures, as it is answered."""
        found = re.search(r"^m=video (\d+)(?:.*\r\n(?!m=))*?a=(sendrecv|"
                          r"sendonly|recvonly|inactive)", body, re.M)
        if not re.search(r"^m=video ", body, re.M):
            return
        live = re.search(r"^m=video ([1-9]\d*) ", body, re.M)
        self.pictures = (ANSWER[found[2]] if found else "sendrecv") \
            if live else 0
        payload = re.search(r"a=rtpmap:(\d+) VP8/90000", body)
        if live and payload:
            self.video.number(int(payload[1]))
            self.video.target = video_target(body)
        if not live:
            self.video.target = None

    def begins(self):
        threading.Thread(target=self.lives, daemon=True).start()

    def lives(self):
        try:
            while not self.over.is_set():
                self.turn()
        except Exception as error:  # pylint: disable=W0718
            self.trouble.append(error)
            self.over.set()

    def turn(self):
        try:
            request = self.ua.wait(
                lambda m: not m.is_response and ";tag=" in m.get("To") and
                m.method != "ACK" and m.get("CSeq") not in self.seen and
                m.get("Call-ID") == self.invite.get("Call-ID"), 0.2)
        except Failed:
            return
        if request.method == "BYE":
            self.ua.reply(request, 200)
            self.over.set()
            return
        if request.method == "REFER":
            self.seen.add(request.get("CSeq"))
            self.ua.reply(request, 405)
            return
        if request.method == "NOTIFY":
            self.seen.add(request.get("CSeq"))
            self.ua.reply(request, 200)
            self.told.append(request.body.split("\r\n")[0])
            return
        if request.method != "INVITE":
            self.takes(request)
            return
        with self.ua.busy:
            self.looks_at(request.body)
            mine = ANSWER[sdp_direction(request.body)]
            if self.held and mine == "sendrecv":
                mine = "sendonly"
            self.takes(request, self.body(mine, more=self.more()))

    def gets_ack(self, request, code):
        """It is not waited for: who should send it may have been killed."""

    def stop(self):
        super().stop()
        self.video.stop()
        self.world.people.remove(self.video)

    # --- what comes to its mind ---

    def transfers(self, target):
        """Blind; the status of the REFER."""
        with self.ua.busy:
            return self.asks("REFER", headers=[
                ("Refer-To", f"<sip:{target}@sip.example>")], timeout=20).code

    def offers(self, direction):
        with self.ua.busy:
            self.held = direction == "sendonly"
        sent = []

        def taken():
            sent.append(self.body(direction, more=self.more()))
            with self.ua.busy:
                if self.over.is_set():
                    return True
                answer = self.asks("INVITE", sent[-1], timeout=20)
            if answer.code in (491, 500):
                return None
            if answer.code == 200:
                self.talks_to(answer, sent[-1])
            assert answer.code in (200, 481, 408), answer.first
            return True
        wait_until(taken, 40, "the phone's re-INVITE has an end")


def kill_kamailio(world):
    world.kamailio.kill()
    world.kamailio.start()
    log = world.kamailio.process
    wait_until(lambda: len(set(re.findall(
        r"is up for worker (\d+)", log.log_text()))) == 4, 30,
        "all workers have a stream", [log])


def kill_sidecar(world):
    world.sidecar.kill()
    world.sidecar.start()


class Talk:
    """One call and its chance."""

    def __init__(self, world, number):
        self.world = world
        self.chance = random.Random(number)
        self.adding = False
        self.hung_up = False
        self.steps = []
        romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
        world.adds_contact(romeo, "1007")
        self.phone = Phone(world)
        if self.chance.random() < 0.5:
            self.call = romeo.calls(world.gateway_jid("1007"))
            self.phone.is_called().answers()
            self.call.is_answered()
        else:
            self.phone.calls(world.sip_uri("romeo"))
            self.call = romeo.is_called()
            self.call.answers()
            self.phone.is_answered()
        assert_heard((self.call, PHONE_HZ), (self.phone, ROMEO_HZ))
        self.phone.begins()
        self.contact = world.gateway_jid("1007")
        self.left = []  # phones that are in the call no more
        self.joined = None  # the phone that talks with the phone, not romeo

    def is_over(self):
        return self.phone.over.is_set() or bool(self.call.had("ended"))

    # --- steps ---

    def client_holds(self):
        self.call.holds()

    def client_resumes(self):
        self.call.resumes()

    def phone_holds(self):
        self.phone.offers("sendonly")

    def phone_goes_on(self):
        self.phone.offers("sendrecv")

    def client_sends_keys(self):
        self.call.sends_keys("12", 100)

    def phone_sends_keys(self):
        self.phone.rtp.presses("34", self.phone.events)

    def client_adds(self):
        if not self.adding:
            self.adding = True
            self.call.do("add", name=NAME, senders="both")
            wait_until(lambda: self.call.had("content-accept") or
                       self.call.had("content-reject") or self.is_over(), 20,
                       "the client's stream has an answer")

    def client_removes(self):
        if self.adding and self.call.had("content-accept"):
            self.call.do("remove", name=NAME)

    def client_restarts_ice(self):
        self.call.do("restart")

    def other_is_called(self):
        """Another phone, which may be called."""
        other = Phone(self.world, f"10{10 + len(self.left)}", OTHER_HZ)
        self.left.append(other)
        return other

    def dies_meanwhile(self, other):
        """A restart ends the new call: once it is written whom it rings."""
        def is_written():
            with sqlite3.connect(self.world.database, timeout=10) as database:
                return database.execute(
                    "SELECT 1 FROM jingle_call WHERE state = 'referred' "
                    "AND request <> ''").fetchall()
        wait_until(is_written, 10, "the new call is written")
        self.steps.append("meanwhile")
        self.kamailio_dies()
        cancel = other.ua.receives("CANCEL", 30)
        other.ua.reply(cancel, 200)
        other.ua.reply(other.invite, 487)

    def other_answers(self, other):
        """1 it has, 0 it is busy, -1 Kamailio has died while it rang."""
        other.is_called(20)
        chance = self.chance.random()
        if chance < 0.3:
            other.ua.reply(other.invite, 486)
            return 0
        if chance < 0.4:
            self.dies_meanwhile(other)
            return -1
        other.looks_at(other.invite.body)
        body = other.body(ANSWER[sdp_direction(other.invite.body)],
                          more=other.more())
        other.response = other.ua.reply(other.invite, 200, body=body)
        other.talks_to(other.invite, body)
        other.begins()
        return 1

    def phone_transfers(self):
        """Blind: romeo goes on with the other phone, or the call is as it was."""
        other = self.other_is_called()
        if self.phone.transfers(other.user) not in (200, 202):
            return
        answers = self.other_answers(other)
        if answers <= 0:
            wait_until(lambda: self.is_over() or (
                "SIP/2.0 486 Busy Here", "SIP/2.0 503 Service Unavailable")[
                    -answers] in self.phone.told, 30,
                "the phone hears that it failed")
            return
        wait_until(lambda: self.is_over() or "SIP/2.0 200 OK" in
                   self.phone.told, 20, "the phone hears of the 200")
        if not self.is_over():
            self.phone.over.set()
            self.phone.hangs_up()
            self.left.remove(other)
            self.left.append(self.phone)
            self.phone = other

    def client_transfers(self):
        """By the gateway, for a phone that takes no REFER: the two phones go on,
        or the call is as it was."""
        def failed():
            return sum("was not transferred" in e.get("xml", "") for e in
                       list(self.call.client.events))
        before = failed()
        other = self.other_is_called()
        self.call.types(f"/transfer {other.user}")
        try:
            answers = self.other_answers(other)
        except Failed:
            self.call.client.reads(self.contact)  # romeo is told why not
            return
        if answers < 0:
            return
        if not answers:
            self.call.client.reads(self.contact, "is busy")
            return
        wait_until(lambda: self.is_over() or failed() > before, 30,
                   "the transfer has an end")
        if not self.phone.over.is_set() and not other.over.is_set():
            self.joined = other

    def both_at_once(self):
        other = threading.Thread(target=self.tries, args=(
            self.phone_holds,), daemon=True)
        other.start()
        self.tries(self.client_holds)
        other.join(60)
        assert not other.is_alive(), "the phone's re-INVITE has no end"

    def kamailio_dies(self):
        kill_kamailio(self.world)

    def sidecar_dies(self):
        kill_sidecar(self.world)

    def tries(self, step):
        self.steps.append(step.__name__)
        try:
            step()
        except Failed:
            if not self.is_over():
                raise

    def goes(self):
        usual = [self.client_holds, self.client_resumes, self.phone_holds,
                 self.phone_goes_on, self.client_sends_keys,
                 self.phone_sends_keys, self.client_adds, self.client_removes,
                 self.both_at_once, self.client_restarts_ice,
                 self.phone_transfers, self.client_transfers]
        for _ in range(STEPS):
            if self.is_over():
                break
            if self.chance.random() < 0.12:
                self.tries(self.chance.choice([self.kamailio_dies,
                                               self.sidecar_dies]))
            else:
                self.tries(self.chance.choice(usual))
        self.ends()

    def phones_end(self):
        """The gateway has joined them, and romeo has no part in it."""
        one, two = self.phone, self.joined
        if self.chance.random() < 0.5:
            self.tries(self.kamailio_dies)
        with one.ua.busy:
            one.held = False
        one.offers("sendrecv")
        two.offers("sendrecv")
        if not one.over.is_set() and not two.over.is_set():
            assert_heard((one, two.hz), (two, one.hz))
            one.over.set()
            one.hangs_up()
        for phone in (one, two):
            wait_until(phone.over.is_set, 30, f"the end of {phone.user}")
            assert not phone.trouble, phone.trouble

    def ends(self):
        if self.joined:
            self.phones_end()
        if not self.is_over():
            self.tries(self.client_resumes)
            self.tries(self.phone_goes_on)
        if not self.is_over():
            self.call.do("forget")
            assert_heard((self.call, self.phone.hz), (self.phone, ROMEO_HZ))
            if self.chance.random() < 0.5:
                self.call.hangs_up()
                self.hung_up = True
            else:
                self.phone.over.set()
                self.phone.hangs_up()
        wait_until(lambda: self.phone.over.is_set(), 30, "the phone's end")
        wait_until(lambda: self.hung_up or self.call.had("ended"), 30,
                   "the client's end")
        assert not self.phone.trouble, self.phone.trouble


def talk(world, number):
    told = Talk(world, number)
    try:
        told.goes()
    except (Failed, AssertionError) as error:
        raise Failed(f"talk {number} ({', '.join(told.steps)}): {error}") \
            from error
    wait_until(lambda: "gr:" not in world.kamailio.rpc("jingle.list"), 15,
               f"talk {number}: no call")
    told.call.client.stop()
    world.people.remove(told.call.client)
    for phone in [told.phone, *told.left]:
        phone.stop()


def talks(world, count):
    if os.environ.get("TALK"):
        talk(world, int(os.environ["TALK"]))
        return
    for number in range(1, 1 + int(os.environ.get("TALKS", count))):
        talk(world, number)


@scenario("a few random talks", timeout=300, ends=False)
def few(world):
    talks(world, FEW)


@scenario("many random talks", long=True, timeout=7200, ends=False)
def many(world):
    talks(world, MANY)
