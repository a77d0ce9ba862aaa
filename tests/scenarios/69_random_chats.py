# SPDX-License-Identifier: GPL-2.0-or-later
"""Chats in which a phone and an XMPP user write to each other all the time, while
Kamailio, the sidecar and the XMPP server are killed and stopped at any moment.
Afterwards the books of both ends are compared: each text was shown or refused,
its sender knows which, and nothing was shown twice.

Each chat has a number: CHAT=7 tests/scenarios/run 69 tells it again, CHATS=50
that many of them. What may be without an end, and why, is EXCUSES."""

import os
import random
import threading
import time

from lib import chatters
from lib.chatters import ChatClient, ChatPhone, Parts, Trace
from lib.process import Failed, wait_until
from lib.scenario import scenario

LOUD = "programs are killed, and the others say so"
WORLD = chatters.WORLD
FEW, TEXTS, TROUBLES = 2, 40, 3
MANY, MANY_TEXTS, MANY_TROUBLES = 5, 400, 12
WISHES = ["yes"] * 44 + ["no"] * 5 + ["never"]
HOLDS = 1  # s that a text is in a program that works
SETTLE = 60  # s until all have their ends

# A text of the XMPP user without an end, by the last place where it was seen:
# the part that was killed, where no standard acknowledges
EXCUSES = {
    "to server from client": {
        "server": "without XEP-0198",
        "sidecar": "the server writes to a stream that is gone"},
    "from server to component": {
        "sidecar": "XEP-0114 acknowledges nothing"},
    "to server from component, its end": {
        "server": "the client was away, and errors are not stored"},
}


class Trouble:
    """A part that is killed or stopped, from begin to end."""

    def __init__(self, part, kind):
        self.part = part
        self.kind = kind
        self.begin = time.time()
        self.end = None

    def __repr__(self):
        return f"{self.part} {self.kind}"

    def covers(self, when, slack):
        return self.begin - slack <= when <= (self.end or time.time())


class Chat:
    def __init__(self, world, number, texts, troubles):
        self.world = world
        self.number = number
        self.texts = texts
        self.chance = random.Random(number)
        self.count = troubles
        self.troubles = []
        self.doubts = []
        world.account("romeo")
        self.phone = ChatPhone(world.sip_ua("1001"))
        self.romeo = ChatClient(world.xmpp_client("romeo"))
        self.parts = Parts(world, self.romeo)
        self.trace = Trace(world, [self.phone])
        self.trace.at = len(world.wire.records)
        self.written = 0

    # --- what everybody does ---

    def writes(self, mark, write):
        """One end's texts, with pauses; its chance is its own."""
        chance = random.Random(f"{self.number}{mark}")
        for n in range(self.texts):
            write(f"{mark}{self.number}n{n}", chance.choice(WISHES))
            self.written += 1
            # a user's pause: the load, not a wait for anything
            time.sleep(chance.expovariate(12))

    def goes(self):
        writers = [threading.Thread(target=self.writes, args=args) for args in (
            ("x", lambda name, wish: self.romeo.writes(
                self.world.gateway_jid("1001"), name, wish)),
            ("s", lambda name, _: self.phone.writes(
                self.world.sip_uri("romeo"), name)))]
        for writer in writers:
            writer.start()
        for n in range(self.count):
            due = (n + self.chance.random()) * 2 * self.texts / self.count
            wait_until(lambda due=due: self.written >= due or not any(
                w.is_alive() for w in writers), 600, "the next trouble")
            part, kind = self.chance.choice(
                [(p, k) for p in ("kamailio", "sidecar", "server")
                 for k in ("killed", "stopped")])
            trouble = Trouble(part, kind)
            self.troubles.append(trouble)
            getattr(self, kind)(part)
            trouble.end = time.time()
        for writer in writers:
            writer.join()
        self.ends()

    def killed(self, part):
        self.parts.kills(part, self.chance.random() / 2)

    def stopped(self, part):
        self.parts.freezes(part)
        time.sleep(0.2 + self.chance.random())  # how long it stands still
        self.parts.goes_on()

    # --- the books ---

    def looks(self):
        self.romeo.looks()
        self.trace.looks()

    def excused(self, name):
        """Why a text of the XMPP user's may have no end, or None."""
        steps = self.trace.steps.get(name)
        if not steps:
            return "never left the client"
        last = max(steps, key=steps.get)
        excuses = EXCUSES.get(last, {})
        slack = HOLDS + sum(t.kind == "stopped" for t in self.troubles)
        for trouble in self.troubles:
            if trouble.kind != "killed":
                continue
            part = trouble.part
            if part in excuses and trouble.covers(steps[last], slack):
                return f"{part} killed: {excuses[part]}"
        return None

    def names(self, mark):
        return [f"{mark}{self.number}n{n}" for n in range(self.texts)]

    def unexplained(self):
        self.looks()
        return [n for n in self.names("x")
                if n not in self.romeo.ends and not self.excused(n)] + \
            self.phone.open()

    def ends(self):
        end = time.monotonic() + SETTLE
        while self.unexplained() and time.monotonic() < end:
            with self.phone.ua.lock:
                self.phone.ua.lock.wait(0.3)
        self.romeo.reads_archive()
        self.looks()
        assert not self.phone.trouble, self.phone.trouble
        faults = self.of_romeo() + self.of_phone()
        print(f"chat {self.number}: {self.troubles}: {self.sums()}")
        if faults:
            raise Failed(f"chat {self.number} ({self.troubles}): "
                         f"{self.sums()}\n" + "\n".join(
                             f"{fault}; it was seen {self.seen(fault)}"
                             for fault in faults))

    def seen(self, fault):
        steps = self.trace.steps.get(fault.split(":")[0], {})
        begin = min((t.begin for t in self.troubles), default=0)
        return ", ".join(f"{step} at {when - begin:.2f}"
                         for step, when in steps.items()) + "; " + ", ".join(
            f"{t} {t.begin - begin:.2f} to {t.end - begin:.2f}"
            for t in self.troubles)

    def doubtful(self, name, why):
        """Was Kamailio killed while the text was on its way? Its successor
        does not know what it has done."""
        steps = self.trace.steps.get(name, {}).values()
        found = steps and any(
            t.part == "kamailio" and t.kind == "killed" and
            t.begin <= max(steps) + HOLDS and
            (t.end or t.begin) >= min(steps) - HOLDS for t in self.troubles)
        if found:
            self.doubts.append(f"{name} {why}")
        return found

    def of_romeo(self):
        """His texts: at the phone, or an error; the end that he is told is
        true, but where Kamailio died that knew it."""
        faults = []
        shown = {}
        for name, callid, cseq in self.phone.shown:
            shown.setdefault(name, set()).add((callid, cseq))
        for name in self.names("x"):
            ends = self.romeo.ends.get(name, [])
            if not ends and not self.excused(name):
                faults.append(f"{name}: no end")
            if "receipt" in ends and name not in shown:
                faults.append(f"{name}: a receipt, and not shown")
            if len(shown.get(name, ())) > 1 and not self.doubtful(
                    name, "shown twice"):
                faults.append(f"{name}: shown twice")
            if "error" in ends and name in shown and not self.doubtful(
                    name, "shown, and an error"):
                faults.append(f"{name}: {ends}, and shown")
        return faults

    def of_phone(self):
        """Its texts: a 2xx is shown, an error is not, but where nobody can
        know: a stream that broke is 504 (RFC 7247), no answer is 408."""
        faults = []
        for name, sending in self.phone.sent.items():
            shown = self.romeo.shown.get(name, ())
            if sending.code is None:
                faults.append(f"{name}: no end")
            elif sending.code < 300 and not shown and not self.lost_there(name):
                faults.append(f"{name}: {sending.code}, and not shown")
            elif sending.code >= 300 and shown and sending.code not in (
                    504, 408) and not self.doubtful(
                        name, f"{sending.code}, and shown"):
                faults.append(f"{name}: {sending.code}, and shown")
            # Kamailio, started anew, takes no credentials of before, and with new
            # ones it has another CSeq (RFC 3261 section 22.2)
            if len(shown) > 1 and not self.doubtful(name, "shown twice"):
                faults.append(f"{name}: shown twice, as {shown}")
        return faults

    def lost_there(self, name):
        """ejabberd writes its archive some time later."""
        when = min(self.trace.steps[name].values())
        return self.world.server == "ejabberd" and any(
            t.part == "server" and t.kind == "killed" and
            t.begin - 5 < when < t.end for t in self.troubles)

    def sums(self):
        """Sent = shown + refused, each way."""
        ends = {n: e for n, e in self.romeo.ends.items()
                if n in self.names("x")}
        codes = {}
        for sending in self.phone.sent.values():
            codes[sending.code] = codes.get(sending.code, 0) + 1
        excused = {}
        for name in self.names("x"):
            if name not in ends:
                why = self.excused(name)
                excused[why] = excused.get(why, 0) + 1
        return f"from XMPP {self.texts}: " \
            f"{sum('receipt' in e for e in ends.values())} receipts, " \
            f"{sum('receipt' not in e for e in ends.values())} errors, " \
            f"{excused}; from SIP {len(self.phone.sent)}: {codes}, " \
            f"{len(set(self.phone.sent) & set(self.romeo.shown))} shown; " \
            f"nobody can know: {self.doubts}"


def chats(world, count, *options):
    only = os.environ.get("CHAT")
    numbers = [int(only)] if only else range(
        1, 1 + int(os.environ.get("CHATS", count)))
    for number in numbers:
        chat = Chat(world, number, *options)
        chat.goes()
        chat.phone.over = True
        for person in (chat.romeo.client, chat.phone.ua):
            person.stop()
            world.people.remove(person)


@scenario("a few random chats", timeout=300, ends=False)
def few(world):
    chats(world, FEW, TEXTS, TROUBLES)


@scenario("2000 texts each way, while all parts are killed and stopped",
          long=True, timeout=3600, ends=False)
def many(world):
    chats(world, MANY, MANY_TEXTS, MANY_TROUBLES)
