# SPDX-License-Identifier: GPL-2.0-or-later
"""A call of the scripted SIP user agent, with RTP: every message of the dialog
is said by the test, what stands in it is right by default."""

import re

from .dtls_end import DtlsEnd
from .process import wait_until
from .rtp import DECODED, RtpEnd, sdp_direction, sdp_payloads, sdp_target
from .sip_ua import Message, socket_in

CODECS = {8: "PCMA/8000", 0: "PCMU/8000", 9: "G722/8000", 101:
          "telephone-event/8000", 18: "G729/8000", 3: "GSM/8000",
          4: "G723/8000", 97: "speex/8000", 98: "speex/16000"}
EVENTS = 101  # of our offers
PORT = 20000


class SipCall:
    """One dialog. payloads: of our offers and answers."""

    def __init__(self, world, user="1007", hz=1000, payloads=(8, 0, 101),
                 ua=None, port=PORT, end=RtpEnd, **options):
        self.world = world
        self.user = user
        self.payloads = payloads
        self.ua = ua or world.sip_ua(user, **options)
        self.persona = self.ua.persona
        name = f"ua-{user}"[:24]
        self.netns, _ = world.network.client(name)
        self.end = end
        self.rtp = self.rtp_end(port, hz)
        self.invite = None
        self.response = None  # the 2xx that made the dialog
        self.outgoing = None
        self.version = 0
        self.sdp = None  # of the other side, the last one
        self.seen = set()
        self.events = EVENTS
        self.other_media = ""  # m= lines beside audio, which each later SDP has, too
        self.offer = None  # of the other side, while it has no answer

    def rtp_end(self, port, hz):
        family = 10 if ":" in self.ua.address else 2
        kind = DtlsEnd if self.persona.dtls else self.end
        end = kind(self.user, socket_in(self.netns, family),
                   self.ua.address, port, hz, self.payloads[0]
                   if self.payloads[0] in DECODED else 8)
        return self.world.at_home(end)

    def body(self, direction="sendrecv", address=None, port=None, more=None,
             new=True):
        """Our SDP; new: with a raised version."""
        self.version += new
        self.number(new)
        more = self.other_media if more is None else more
        address = address or self.rtp.address
        kind = "IP6" if ":" in address else "IP4"
        numbers = [self.events if n == EVENTS else n for n in self.payloads]
        session = ["v=0", f"o={self.user} 77 {self.version} IN {kind} "
                   f"{self.rtp.address}", "s=-", f"c=IN {kind} {address}",
                   "t=0 0", ""]
        lines = [f"m=audio {port or self.rtp.port} {self.rtp.profile} " +
                 " ".join(map(str, numbers))]
        lines += [f"a=rtpmap:{n} {CODECS[p]}"
                  for n, p in zip(numbers, self.payloads)]
        if EVENTS in self.payloads:
            lines.append(f"a=fmtp:{self.events} 0-15")
        lines.append(f"a={direction}")
        audio = "\r\n".join(lines) + "\r\n" + self.rtp.lines()
        return "\r\n".join(session) + (
            more + audio if self.audio_is_last() else audio + more)

    def audio_is_last(self):
        """The streams stand in the order of the first offer (RFC 3264
        section 8)."""
        kinds = re.findall(r"^m=(\w+)", self.invite.body if self.invite and
                           not self.outgoing else "", re.M)
        return kinds[:1] == ["video"]

    def number(self, new):
        """telephone-event: an answer has the offer's numbers (RFC 3264 section
        6.1), an offer has the phone's own."""
        if self.offer:
            found = [n.split()[0] for n in attribute(self.offer, "rtpmap")
                     if n.endswith(" telephone-event/8000")]
            self.events = int(found[0]) if found else EVENTS
        elif new:
            self.events = self.persona.events(self)
        self.rtp.receiver.events = self.events

    def talks_to(self, message, own=None):
        """The other side's body, and the one of ours that goes with it."""
        self.offer = None
        if own and message.body:
            talks = self.persona.talks(self, own if sdp_direction(own) !=
                                       "sendrecv" else message.body)
            if talks is not None:
                self.rtp.talks = talks
        if message.body:
            self.sdp = message.body
            address, port = sdp_target(message.body)
            self.rtp.speaks(n for n in sdp_payloads(message.body)
                            if n in self.payloads)
            self.rtp.target = (address, port) if address not in (
                "0.0.0.0", "::") else None
            self.rtp.answered(message.body)

    # --- how it begins ---

    def calls(self, uri, body=None, **options):
        self.outgoing = True
        self.invite = self.ua.invites(f"sip:{uri}", body or self.body(),
                                      **options)
        return self

    def is_answered(self, timeout=15):
        self.response = self.ua.receives_code(200, timeout)
        self.ua.ack(self.invite, self.response)
        self.talks_to(self.response)
        self.persona.is_up(self)
        return self

    def is_called(self, timeout=15):
        self.outgoing = False
        self.invite = self.ua.receives("INVITE", timeout)
        self.ua.reply(self.invite, 100)
        self.ua.reply(self.invite, 180)
        self.sdp = self.offer = self.invite.body
        self.rtp.offered(self.offer)
        self.number(False)
        return self

    def answers(self, body=None, headers=()):
        self.response = self.ua.reply(self.invite, 200,
                                      body=body or self.body(),
                                      headers=headers)
        self.ua.receives("ACK")
        self.talks_to(self.invite)
        self.persona.is_up(self)
        return self

    # --- inside it ---

    def cseq(self, message):
        return message.get("CSeq")

    def says(self, method, body="", headers=()):
        """Send a request in the dialog; return it."""
        return self.ua.in_dialog(method, self.invite, self.response,
                                 self.outgoing, body, headers)

    def gets_answer(self, request, timeout=10):
        """The final answer to a request of ours."""
        answer = self.ua.wait(
            lambda m: m.is_response and m.code >= 200 and
            m.get("CSeq") == request.get("CSeq"), timeout,
            f"answer to {request.method}")
        if request.method == "INVITE":
            self.ack(request, answer)
        return answer

    def ack(self, invite, answer):
        """ACK for a re-INVITE of ours, along the dialog's route set."""
        if answer.code >= 300:
            self.ua.ack(invite, answer)
            return
        headers = [(k, v) for k, v in invite.headers
                   if k in ("Max-Forwards", "From", "To", "Call-ID", "Route")]
        self.ua.send(Message(
            "ACK " + invite.first.split(" ")[1] + " SIP/2.0",
            [self.ua.via()] + headers +
            [("CSeq", invite.get("CSeq").split()[0] + " ACK")]))

    def asks(self, method, body="", headers=(), timeout=10):
        """A request in the dialog and its final answer."""
        return self.gets_answer(self.says(method, body, headers), timeout)

    def reinvites(self, body=None, code=200, **options):
        """Again when told 491: what the gateway asked is answered, but its
        call has not heard of it yet (RFC 3261 section 14.1)."""
        sent = []

        def final():
            sent.append(body or self.body(**options))
            with self.ua.busy:
                answer = self.asks("INVITE", sent[-1])
            return answer if code == 491 or answer.code != 491 else None
        answer = wait_until(final, 10, f"{self.user}: a re-INVITE is taken")
        assert answer.code == code, answer.first
        if answer.code == 200:
            self.talks_to(answer, sent[-1])
        return answer

    def gets(self, method="INVITE", timeout=10):
        """A request in the dialog that comes to us."""
        return self.ua.wait(
            lambda m: not m.is_response and m.method == method and
            ";tag=" in m.get("To") and m.get("CSeq") not in self.seen and
            m.get("Call-ID") == self.invite.get("Call-ID"),
            timeout, f"{method} in the dialog")

    def requests(self):
        """How many requests of this dialog have come."""
        return len(self.ua.had(
            lambda m: not m.is_response and
            m.get("Call-ID") == self.invite.get("Call-ID")))

    def takes(self, request, body=None, code=200, headers=(), **options):
        """Answer a request that came to us."""
        self.seen.add(request.get("CSeq"))
        if request.method in ("INFO", "UPDATE"):  # its body is no offer
            self.ua.reply(request, code, headers=headers)
            return
        self.offer = request.body
        with self.ua.busy:
            if body is None and request.method == "INVITE" and code == 200:
                body = self.body(**options)
            if request.body and code == 200:
                self.talks_to(request, body)
            self.offer = None
            self.ua.reply(request, code, body=body or "", headers=headers)
            if request.method == "INVITE":
                self.gets_ack(request, code)

    def gets_ack(self, request, code):
        """For a 2xx it is a transaction of its own, else it belongs to that
        of the INVITE (RFC 3261 sections 8.1.1.7 and 17.1.1.3)."""
        ack = self.ua.wait(
            lambda m: not m.is_response and m.method == "ACK" and
            m.get("CSeq").split()[0] == request.get("CSeq").split()[0],
            what=f"ACK of {request.get('CSeq')}")
        same = branch(ack) == branch(request)
        assert same == (code >= 300), (ack.get("Via"), request.get("Via"))

    def gets_reinvite(self, timeout=10, **options):
        """Take a re-INVITE with 200; return it."""
        request = self.gets("INVITE", timeout)
        self.takes(request, **options)
        return request

    def hears(self, hz):
        return self.rtp.hears(hz)

    # --- how it ends ---

    def stop(self):
        """Let go of all ports."""
        for part in (self.rtp, self.ua):
            part.stop()
            self.world.people.remove(part)

    def hangs_up(self):
        self.persona.is_over(True)
        answer = self.asks("BYE")
        assert answer.code == 200, answer.first
        self.rtp.target = None

    def ends(self, timeout=15):
        """Wait for a BYE and take it; return it."""
        self.persona.is_over(False)
        request = self.ua.receives("BYE", timeout)
        self.ua.reply(request, 200)
        self.rtp.target = None
        return request


def attribute(sdp, name):
    """All values of an SDP attribute."""
    return re.findall(rf"^a={re.escape(name)}:?(.*?)\r?$", sdp, re.M)


def branch(message):
    """Of the last hop."""
    return re.search(r"branch=([^;, ]+)", message.get("Via")).group(1)
