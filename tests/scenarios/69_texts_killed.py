# SPDX-License-Identifier: GPL-2.0-or-later
"""Kamailio, the sidecar or the XMPP server is killed between each two steps of a
text: what its sender is told, and what the other end shows. A text is brought
behind a step by stopping the part that would do the next one.

The tables say what is right. An end is told once or more, never none where
something acknowledges what it takes over; a receipt and a 202 are true; shown
is once, but where the sender must send it again in another way."""

import re
import time

from lib import chatters
from lib.chatters import ChatClient, ChatPhone, Parts, Trace, wait_seen
from lib.process import wait_until
from lib.scenario import scenario

LOUD = "programs are killed, and the others say so"
LOCAL_WAIT = 600  # ms between the server's answer to the ping and the 202
WORLD = dict(chatters.WORLD, cfg=chatters.WORLD["cfg"] + (
    f'modparam("xmpp_chat", "local_wait", {LOCAL_WAIT})\n'))
COUNTERS = ("receipts", "open_to_xmpp")  # of xmpp_chat.stats
SETTLES = 0.5  # s in which nothing else may come

RECEIPT = ("receipt", 1)
LOST = ("", 0)
ERROR = ("error", 0)
UNKNOWN = ("error", 1)  # what the phone has said is lost with Kamailio

# step: who is stopped, when the text was seen where, what the phone does
FROM_XMPP = {
    "in the server": ("server", "to server from client", "yes"),
    "in the sidecar": ("sidecar", "from server to component", "yes"),
    "in Kamailio": ("kamailio", "from server to component", "yes"),
    "at the phone": (None, "request", "later"),
    "answered": ("kamailio", "answer", "later"),
    "its end in the sidecar": ("sidecar", "receipts", "later"),
    "its end in the server": (
        "server", "to server from component, its end", "later"),
}
# step, killed: what may come of it
ENDS_FROM_XMPP = {
    # the server writes it to a stream that is gone, or knows that it is
    ("in the server", "sidecar"): (LOST, ERROR),
    ("in the server", "kamailio"): (RECEIPT,),
    # the client has no XEP-0198, and sees its stream end
    ("in the server", "server"): (LOST,),
    # XEP-0114 has no acknowledgements
    ("in the sidecar", "sidecar"): (LOST,),
    ("in the sidecar", "kamailio"): (RECEIPT,),
    ("in the sidecar", "server"): (RECEIPT,),
    ("in Kamailio", "sidecar"): (RECEIPT,),
    ("in Kamailio", "kamailio"): (RECEIPT,),
    ("in Kamailio", "server"): (RECEIPT,),
    ("at the phone", "sidecar"): (RECEIPT,),
    ("at the phone", "kamailio"): (UNKNOWN,),
    ("at the phone", "server"): (RECEIPT,),
    ("answered", "sidecar"): (RECEIPT,),
    ("answered", "kamailio"): (UNKNOWN,),
    ("answered", "server"): (RECEIPT,),
    ("its end in the sidecar", "sidecar"): (RECEIPT,),
    ("its end in the sidecar", "kamailio"): (RECEIPT,),
    ("its end in the sidecar", "server"): (RECEIPT,),
    ("its end in the server", "sidecar"): (RECEIPT,),
    ("its end in the server", "kamailio"): (RECEIPT,),
    ("its end in the server", "server"): (RECEIPT,),
}

FROM_SIP = {
    "in Kamailio": ("kamailio", "request"),
    "in the sidecar": ("sidecar", "open_to_xmpp"),
    "in the server": ("server", "to server from component"),
    "shown": (None, "from server to client"),
}
ENDS_FROM_SIP = {
    # nothing was handed over: RFC 3261 section 21.5.4
    ("in Kamailio", "sidecar"): ((503, 0), (202, 1)),
    ("in Kamailio", "kamailio"): ((202, 1),),
    ("in Kamailio", "server"): ((503, 0), (202, 1)),
    # the stream broke between text and ping: nobody knows
    ("in the sidecar", "sidecar"): ((504, 0), (504, 1)),
    ("in the sidecar", "server"): ((504, 0), (504, 1)),
    ("in the server", "sidecar"): ((504, 0), (504, 1)),
    ("in the server", "server"): ((504, 0), (504, 1)),
    # The phone sends it again, and Kamailio, started anew, takes no credentials
    # of before: it is sent with another CSeq (RFC 3261 section 22.2), as
    # another text is
    ("in the sidecar", "kamailio"): ((202, 2), (202, 1), (503, 1)),
    ("in the server", "kamailio"): ((202, 2), (202, 1), (503, 1)),
    ("shown", "kamailio"): ((202, 2), (202, 1), (503, 1)),
    # the server has answered the ping
    ("shown", "sidecar"): ((202, 1),),
    ("shown", "server"): ((202, 1),),
}


class Table:
    """A phone, an XMPP user and the parts between them."""

    def __init__(self, world):
        self.world = world
        world.account("romeo")
        self.phone = ChatPhone(world.sip_ua("1001"))
        self.romeo = ChatClient(world.xmpp_client("romeo"))
        self.trace = Trace(world, [self.phone])
        self.trace.at = len(world.wire.records)
        self.parts = Parts(world, self.romeo)
        self.number = 0

    def name(self, mark):
        self.number += 1
        return f"{mark}0n{self.number}"

    def counted(self, name):
        """By the module, since Kamailio's start."""
        said = self.world.kamailio.rpc("xmpp_chat.stats")
        return int(re.search(rf"\b{name}: (\d+)", said).group(1))

    def waits(self, name, place, before):
        """The text has come as far as that; before: what was counted."""
        if place in COUNTERS:
            wait_until(lambda: self.counted(place) > before, 10,
                       f"{name} is counted among {place}")
        else:
            wait_seen(self.trace, name, place)

    def settles(self, is_over, what):
        """It has its end, and nothing more comes behind it."""
        wait_until(is_over, 15, what)
        end = time.monotonic() + SETTLES
        wait_until(lambda: time.monotonic() > end, 5, what)
        self.romeo.reads_archive()
        assert not self.phone.trouble, self.phone.trouble

    def ends(self, name):
        self.romeo.looks()
        return self.romeo.ends.get(name, [])

    def goes_from_xmpp(self, step):
        """A text of romeo's as far as that."""
        stopped, place, wish = FROM_XMPP[step]
        name = self.name("x")
        if wish == "yes":
            self.parts.freezes(stopped)
        self.romeo.writes(self.world.gateway_jid("1001"), name, wish)
        before = None
        if wish == "later":
            wait_seen(self.trace, name, "request")
            before = self.counted("receipts")
            self.parts.freezes(stopped)
            if step != "at the phone":
                self.phone.answers(name)
        self.waits(name, place, before)
        return name

    def from_xmpp(self, step, part, right):
        name = self.goes_from_xmpp(step)
        self.parts.kills(part)
        if step == "at the phone":
            self.phone.answers(name)
        self.settles(lambda: self.ends(name) or LOST in right, f"{step}, {part} killed: an end")
        return " and ".join(sorted(set(self.ends(name)))), \
            len({key for key in self.phone.shown if key[0] == name})

    def goes_from_sip(self, step):
        stopped, place = FROM_SIP[step]
        name = self.name("s")
        self.parts.freezes(stopped)
        self.phone.writes(self.world.sip_uri("romeo"), name)
        self.waits(name, place, 0)
        return name

    def from_sip(self, step, part, _):
        name = self.goes_from_sip(step)
        self.parts.kills(part)
        self.settles(lambda: self.phone.sent[name].is_over(),
                     f"{step}, {part} killed: an answer")
        return self.phone.sent[name].code, len(self.romeo.shown.get(name, ()))


def plays(world, row, ends):
    table = Table(world)
    wrong = []
    for (step, part), right in ends.items():
        found = getattr(table, row)(step, part, right)
        print(f"{step}, {part} killed: {found}", flush=True)
        if found not in right:
            wrong.append(f"{step}, {part} killed: {found}, not {right}")
    assert not wrong, "\n".join(wrong)


@scenario("a text of an XMPP user, and a part is killed at each step: a receipt "
          "where it was shown, but where nothing acknowledges", timeout=180,
          ends=False)
def from_xmpp(world):
    plays(world, "from_xmpp", ENDS_FROM_XMPP)


@scenario("a text of a phone's, and a part is killed at each step: one answer, "
          "and a 202 is true", timeout=180, ends=False)
def from_sip(world):
    plays(world, "from_sip", ENDS_FROM_SIP)
