# SPDX-License-Identifier: GPL-2.0-or-later
"""Calls in which both sides do what comes to their minds, in any order and at
the same time: hold, resume, keys, streams added and removed, the phone offers
anew, and Kamailio or the sidecar is killed in between. At the end both hear
each other, or both know that the call is over, and nothing is left of it.

Each talk has a number: TALK=7 tests/scenarios/run 88 tells it again,
TALKS=500 that many of them."""

import os
import random
import re
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
NAME = "more"
FEW, MANY = 6, 500
STEPS = 6  # of a talk
ANSWER = {"sendrecv": "sendrecv", "sendonly": "recvonly",
          "recvonly": "sendonly", "inactive": "inactive"}


class Phone(SipCall):
    """Takes what comes in the dialog by itself, in a thread of its own."""

    def __init__(self, world):
        super().__init__(world, hz=PHONE_HZ)
        socks = [socket_in(self.netns) for _ in range(2)]
        self.video = world.at_home(
            VideoEnd("1007", socks, self.ua.address, 20600))
        self.pictures = None  # None: no such line, else the direction or port 0
        self.held = False
        self.over = threading.Event()
        self.trouble = []

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

    # --- what comes to its mind ---

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
                 self.both_at_once]
        for _ in range(STEPS):
            if self.is_over():
                break
            if self.chance.random() < 0.12:
                self.tries(self.chance.choice([self.kamailio_dies,
                                               self.sidecar_dies]))
            else:
                self.tries(self.chance.choice(usual))
        self.ends()

    def ends(self):
        if not self.is_over():
            self.tries(self.client_resumes)
            self.tries(self.phone_goes_on)
        if not self.is_over():
            self.call.do("forget")
            assert_heard((self.call, PHONE_HZ), (self.phone, ROMEO_HZ))
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
    told.phone.stop()
    told.phone.video.stop()
    world.people.remove(told.phone.video)


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
