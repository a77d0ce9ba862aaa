# SPDX-License-Identifier: GPL-2.0-or-later
"""Habits of SIP phones in use, for the scripted one: each is a class here, and
SipUa and SipCall ask it where phones differ."""

import re
import secrets
import threading
import uuid

from .process import Failed
from .rtp import sdp_direction

MTU = 1500
HEADERS = 28  # of IPv4 and UDP
DYNAMIC = (96, 128)
SOON = 1  # seconds
PATIENCE = 15


class Plain:
    """A phone without habits."""

    refuses = None  # its answer to each re-INVITE of the other side
    dtls = False

    def encode(self, message):
        """What goes out."""
        return message.encode()

    def sees(self, _):
        """Does a datagram reach it?"""
        return True

    def contact(self, _):
        """The URI of its Contact, None: its address."""
        return None

    def registers(self, _):
        """Parameters of the Contact in REGISTER, and further headers."""
        return "", []

    def registered(self, ua, answer):
        """It has heard the 200."""

    def events(self, call):
        """The number of telephone-event in an offer."""
        return call.events

    def talks(self, _, __):
        """Does it talk, where a body says this of the direction? None: as the
        test says."""
        return None

    def is_up(self, call):
        """It has been answered, or has answered and has the ACK."""

    def is_over(self, by_itself):
        """It hangs up, or is hung up on."""


class Renumbers(Plain):
    """It counts its dynamic payload types anew in each offer (Linphone)."""

    def events(self, call):
        first, end = DYNAMIC
        return first + call.version % (end - first)


class KeepsSsrc(Plain):
    """It sends nothing while held, and then goes on with the SSRC and the
    sequence that it had (Linphone)."""

    def talks(self, _, sdp):
        return sdp_direction(sdp) == "sendrecv"


class NewSsrc(KeepsSsrc):
    """It begins a new stream, of another SSRC, after a hold (baresip)."""

    def talks(self, call, sdp):
        goes_on = super().talks(call, sdp)
        if goes_on and not call.rtp.talks:
            call.rtp.sender.ssrc = secrets.randbits(32)
            call.rtp.sender.number = secrets.randbits(15)
        return goes_on


class LateDtls(Plain):
    """It calls with DTLS-SRTP, and hears no ClientHello before the answer."""

    dtls = True


class Gruu(Plain):
    """It asks for a GRUU (RFC 5627), and is where that says. The phone of a
    user stays the same device when it registers anew (RFC 5626 section 4.1)."""

    def __init__(self):
        self.uri = None
        self.instance = None

    def contact(self, _):
        return self.uri

    def registers(self, ua):
        self.instance = uuid.uuid5(uuid.NAMESPACE_DNS,
                                   f"{ua.user}.{ua.domain}").urn
        return f';+sip.instance="<{self.instance}>"', [("Supported", "gruu")]

    def registered(self, ua, answer):
        found = [re.search('pub-gruu="([^"]+)"', value)
                 for value in answer.all("Contact") if self.instance in value]
        if not found or not found[0]:
            raise Failed(f"{ua.user}: no GRUU in {answer.headers}")
        self.uri = found[0].group(1)


class NoLength(Plain):
    """No Content-Length, which UDP does not need (RFC 3261 section 18.3)."""

    def encode(self, message):
        return re.sub(rb"\r\nContent-Length: \d+", b"", message.encode(), 1)


class NoFragments(Plain):
    """What is longer than one packet never comes."""

    def sees(self, data):
        return len(data) + HEADERS <= MTU


class Refuses(Plain):
    """It answers each re-INVITE of the other side with the same code."""

    def __init__(self, code):
        self.refuses = int(code)
        self.refused = 0
        self.stopped = False
        self.thread = None

    def is_up(self, call):
        self.stopped = False
        self.thread = threading.Thread(target=self.refuse, args=(call,),
                                       daemon=True)
        self.thread.start()

    def refuse(self, call):
        while not self.stopped:
            try:
                request = call.gets("INVITE", 0.1)
            except Failed:
                continue
            self.refused += 1
            call.takes(request, code=self.refuses)

    def is_over(self, _):
        self.stopped = True
        if self.thread:
            self.thread.join()


class Reinvites(Plain):
    """It asks again itself, a second after the call is up."""

    def __init__(self):
        self.timer = None
        self.done = threading.Event()
        self.failed = None

    def is_up(self, call):
        def again():
            try:
                call.reinvites()
            except (Failed, AssertionError, OSError) as error:
                self.failed = error
            self.done.set()
        self.done.clear()
        self.timer = threading.Timer(SOON, again)
        self.timer.daemon = True
        self.timer.start()

    def is_over(self, by_itself):
        timer, self.timer = self.timer, None
        if by_itself and timer and not self.done.wait(SOON + PATIENCE):
            raise Failed("its own re-INVITE has no answer")
        if timer:
            timer.cancel()
            timer.join()
        if by_itself and self.failed:
            raise Failed(f"its own re-INVITE: {self.failed}")


class AtDomain(Plain):
    """Its Contact in calls is its address of record."""

    def contact(self, ua):
        return f"sip:{ua.user}@{ua.domain}" if ua.registered else None


PERSONAS = {
    "renumbers": Renumbers,
    "keeps-ssrc": KeepsSsrc,
    "new-ssrc": NewSsrc,
    "late-dtls": LateDtls,
    "gruu": Gruu,
    "no-length": NoLength,
    "no-fragments": NoFragments,
    "refuses": Refuses,
    "reinvites": Reinvites,
    "at-domain": AtDomain,
}


def persona(name):
    """None, a name, or a name and what it needs: "refuses 488"."""
    if name is None:
        return Plain()
    word, *more = name.split()
    if word not in PERSONAS:
        raise Failed(f"no phone is {name!r}; there are {', '.join(PERSONAS)}")
    return PERSONAS[word](*more)
