# SPDX-License-Identifier: GPL-2.0-or-later
"""An end of MSRP sessions (RFC 4975; 6135 for who connects), and a phone that
has one: written from the standards alone. It answers and reports as they say;
what the other end does against them fails the next step of the test."""

import re
import socket
import threading
import time

from . import msrp
from .dtls_end import certificate
from .msrp import Frame, ident, same_uri
from .msrp_link import Link, tls_context
from .process import Failed
from .sip_ua import socket_in

TYPES = ("text/plain", "message/cpim", msrp.COMPOSING_TYPE)
FAILURE = "yes"  # of a SEND without the header (s. 7.1.1)


class Habits:
    """What an end does otherwise than the standard has it.

    code: that every text is answered with, None: with nothing
    reports: does it send success reports when asked to?
    delay: seconds before each answer
    piece, pause: bytes of one write, seconds between two
    dies_after: bytes that it writes, then the connection is closed
    to_path: a URI in place of the other end's
    """

    def __init__(self, code=200, reports=True, delay=0, piece=None, pause=0.01,
                 dies_after=None, to_path=None):
        self.code = code
        self.reports = reports
        self.delay = delay
        self.piece = piece
        self.pause = pause
        self.dies_after = dies_after
        self.to_path = to_path


class Text:
    """A message that has come, whole or not yet."""

    def __init__(self, frame):
        self.ident = frame.get("Message-ID")
        self.type = frame.get("Content-Type", "")
        self.pieces = {}  # first byte: bytes
        self.size = None
        self.aborted = False

    def add(self, frame):
        start, _, _ = frame.range()
        self.pieces[start] = frame.body
        if frame.flag == "$":
            self.size = start + len(frame.body) - 1
        self.aborted = self.aborted or frame.flag == "#"

    def data(self):
        """All of it, None while a byte is missing; what came last counts (s.
        7.3.1)."""
        if self.size is None or self.aborted:
            return None
        found = [None] * self.size
        for start, piece in self.pieces.items():
            found[start - 1:start - 1 + len(piece)] = piece
        return None if None in found else bytes(found)


class Sent:
    """A text on its way: what the other end says of it."""

    def __init__(self, end, message_id):
        self.end = end
        self.ident = message_id
        self.tids = []

    def is_answered(self, code=200, timeout=5):
        """Each chunk has this answer."""
        for tid in self.tids:
            answer = self.end.wait(lambda f, tid=tid: f.code and f.tid == tid,
                                   timeout, f"answer to {tid}")
            assert answer.code == code, answer
        return self

    def is_reported(self, code=200, timeout=5):
        """There is a REPORT of it; return that."""
        report = self.end.wait(
            lambda f: f.method == "REPORT" and f.get("Message-ID") ==
            self.ident, timeout, f"REPORT of {self.ident}")
        assert report.get("Status").split()[:2] == ["000", str(code)], report
        return report

    def codes(self):
        """Those that have come for it, of answers and reports."""
        with self.end.lock:
            frames = list(self.end.frames)
        return [f.code for f in frames if f.code and f.tid in self.tids] + [
            int(f.get("Status").split()[1]) for f in frames
            if f.method == "REPORT" and f.get("Message-ID") == self.ident]


class MsrpEnd:
    """One session at a time, over one connection.

    netns: of the network that it lives in; secure: msrps, with the fingerprint
    of its certificate (s. 14.4); types: for accept-types; setup: of its offers
    (RFC 6135), None: as RFC 4975 has it, the offerer connects; habits: of
    Habits
    """

    def __init__(self, user, address, netns=None, secure=False, types=TYPES,
                 max_size=None, setup=None, **habits):
        self.user = user
        self.address = address
        self.netns = netns
        self.secure = secure
        self.types = types
        self.max_size = max_size
        self.setup = setup
        self.habits = Habits(**habits)
        self.lock = threading.Condition()
        self.frames = []
        self.taken = set()
        self.texts = {}  # by Message-ID
        self.faults = []
        self.link = None
        self.bound = False  # has the connection shown whose it is?
        self.remote = None
        self.stopped = False
        self.written = 0
        self.context = None
        if secure:
            self.certificate, key = certificate()
            self.context = tls_context(self.certificate, key)
        self.server = self.socket()
        self.server.bind((address, 0))
        self.server.listen(5)
        self.server.settimeout(0.1)
        self.port = self.server.getsockname()[1]
        self.begins()
        threading.Thread(target=self.accepts, daemon=True).start()

    def socket(self):
        family = socket.AF_INET6 if ":" in self.address else socket.AF_INET
        if self.netns:
            return socket_in(self.netns, family, socket.SOCK_STREAM)
        return socket.socket(family, socket.SOCK_STREAM)

    def begins(self):
        """A session of its own URI."""
        host = f"[{self.address}]" if ":" in self.address else self.address
        self.uri = f"{'msrps' if self.secure else 'msrp'}://{host}:" \
            f"{self.port}/{ident()};tcp"

    # --- the description of it ---

    def sdp(self, setup=None):
        kind = "IP6" if ":" in self.address else "IP4"
        lines = ["v=0", f"o={self.user} 1 1 IN {kind} {self.address}", "s=-",
                 f"c=IN {kind} {self.address}", "t=0 0",
                 f"m=message {self.port} TCP/{'TLS/' * self.secure}MSRP *",
                 f"a=accept-types:{' '.join(self.types)}",
                 f"a=path:{self.uri}"]
        if self.max_size:
            lines.append(f"a=max-size:{self.max_size}")
        if setup or self.setup:
            lines.append(f"a=setup:{setup or self.setup}")
        if self.secure:
            lines.append("a=fingerprint:SHA-256 " +
                         self.certificate.digest("sha256").decode())
        return "\r\n".join(lines) + "\r\n"

    def remote_is(self, sdp):
        self.remote = Description(sdp, self.secure)

    # --- the connection ---

    def connects(self):
        """The active end: it connects, and says at once whose it is (s. 5.4)."""
        sock = self.socket()
        sock.settimeout(10)
        sock.connect(msrp.host_of(self.remote.path[0]))
        self.takes_link(Link(sock, self.context))
        self.request("SEND", [("Message-ID", ident()),
                              ("Byte-Range", "1-0/0")]).is_answered()

    def is_connected(self, timeout=10):
        """The passive end: the other one's first request has come."""
        with self.lock:
            self.lock.wait_for(lambda: self.bound, timeout)
        self.check()
        if not self.bound:
            raise Failed(f"{self.user}: nobody connects to {self.uri}")

    def accepts(self):
        while not self.stopped:
            try:
                sock, _ = self.server.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            try:
                self.takes_link(Link(sock, self.context, active=False), False)
            except OSError as error:
                self.blames(str(error))
            except Failed:  # it has been blamed
                pass

    def takes_link(self, link, own=True):
        if link.tls and self.remote and \
                link.peer_digest() != self.remote.fingerprint:
            self.blames("its certificate is not the one of its SDP (s. 14.4)")
            link.close()
            self.check()
        if own:
            self.link = link
            self.bound = True
        threading.Thread(target=self.reads_link, args=(link,),
                         daemon=True).start()

    def reads_link(self, link):
        reader = msrp.Reader()
        try:
            while True:
                data = link.recv()
                if not data:
                    break
                for frame in reader.feed(data):
                    self.comes(frame, link)
        except (Failed, UnicodeDecodeError, OSError) as error:
            self.blames(str(error))
        link.close()
        with self.lock:
            self.lock.notify_all()

    def is_closed(self, timeout=10):
        """The connection is over."""
        with self.lock:
            if not self.lock.wait_for(lambda: self.link and self.link.closed,
                                      timeout):
                raise Failed(f"{self.user}: the connection is not closed")

    def closes(self):
        self.link.close()

    def blames(self, what):
        with self.lock:
            self.faults.append(what)
            self.lock.notify_all()

    def check(self):
        if self.faults:
            raise Failed(f"{self.user}: the other end of MSRP: "
                         f"{'; '.join(self.faults)}")

    # --- what comes ---

    def comes(self, frame, link):
        for fault in msrp.faults(frame):
            self.blames(f"{fault}: {frame!r}")
        code = self.whose(frame, link)
        with self.lock:
            self.frames.append(frame)
            self.lock.notify_all()
        if frame.code or frame.method == "REPORT":
            return
        if frame.method != "SEND":
            code = code or 501
        self.answers(frame, code, link)

    def whose(self, frame, link):
        """A refusal of what is of no session of ours; the first request binds
        the connection (s. 5.4)."""
        path = frame.path("To-Path")
        if len(path) != 1 or not same_uri(path[0], self.uri):
            self.blames(f"481: To-Path is not {self.uri}: {frame!r}")
            return 481
        if self.bound and link is not self.link:
            self.blames(f"506: a second connection: {frame!r}")
            return 506
        with self.lock:
            self.link, self.bound = link, True
            self.lock.notify_all()
        return None

    def answers(self, frame, code, link):
        text = None
        if not code and frame.body is not None:
            code, text = self.takes(frame)
        if not code:
            code = 200 if frame.body is None else self.habits.code
        if self.habits.delay:
            time.sleep(self.habits.delay)
        wanted = frame.get("Failure-Report", FAILURE)
        if code and (wanted == "yes" or wanted == "partial" and code != 200):
            self.write(Frame(frame.tid, code=code, headers=[
                ("To-Path", frame.path("From-Path")[0]),
                ("From-Path", self.uri)]), link)
        if code == 200 and text and text.data() is not None and \
                self.habits.reports and \
                frame.get("Success-Report", "no") == "yes":
            self.reports(text)

    def takes(self, frame):
        """A chunk; return a code that refuses it, and its text."""
        kind = frame.get("Content-Type", "").split(";")[0].strip().lower()
        if kind not in self.types and "*" not in self.types:
            return 415, None
        text = self.texts.get(frame.get("Message-ID")) or Text(frame)
        if self.max_size and sum(map(len, text.pieces.values())) + \
                len(frame.body) > self.max_size:
            return 413, None
        text.add(frame)
        with self.lock:
            self.texts[text.ident] = text
            self.lock.notify_all()
        return None, text

    def reports(self, text, code=200):
        """A REPORT of the whole (s. 7.1.3, 7.1.4)."""
        size = len(text.data())
        self.request("REPORT", [("Message-ID", text.ident),
                                ("Byte-Range", f"1-{size}/{size}"),
                                ("Status", f"000 {code} OK")])

    def wait(self, test, timeout=5, what="frame"):
        """Take the next frame, in order, that passes a test."""
        end = time.monotonic() + timeout
        with self.lock:
            while True:
                self.check()
                for n, frame in enumerate(self.frames):
                    if n not in self.taken and test(frame):
                        self.taken.add(n)
                        return frame
                left = end - time.monotonic()
                if left <= 0 or self.link and self.link.closed:
                    raise Failed(
                        f"{self.user}: no {what}, " + (
                            f"within {timeout} s" if left <= 0 else
                            "the connection is over") + f"; got {self.frames}")
                self.lock.wait(left)

    def reads(self, words, timeout=5):
        """Wait for a text, whole, that has these words; return it."""
        def found():
            return next((t for t in self.texts.values() if t.data() is not None
                         and words in t.data().decode()), None)
        with self.lock:
            self.lock.wait_for(lambda: found() or self.faults, timeout)
            self.check()
            if not found():
                raise Failed(f"{self.user}: no text {words!r}; got "
                             f"{[t.pieces for t in self.texts.values()]}")
            return found()

    # --- what it says ---

    def request(self, method, headers, body=None, flag="$"):
        """Send one frame; what comes of it."""
        tid = ident()
        while body and tid.encode() in body:
            tid = ident()
        sent = Sent(self, dict(headers)["Message-ID"])
        sent.tids.append(tid)
        self.write(Frame(tid, method, headers=[
            ("To-Path", self.habits.to_path or " ".join(self.remote.path)),
            ("From-Path", self.uri)] + list(headers), body=body, flag=flag))
        return sent

    def writes(self, text, content_type="text/plain;charset=UTF-8", size=None,
               success=None, failure=None, headers=(), order=None, last="$"):
        """A text, in chunks of so many bytes.

        success, failure: the values of Success-Report and Failure-Report
        order: of the chunks, which must not matter; last: flag of the last one
        """
        data = text.encode() if isinstance(text, str) else text
        sent = Sent(self, ident())
        asked = [(name, value) for name, value in (
            ("Success-Report", success), ("Failure-Report", failure)) if value]
        found = msrp.chunks(data, size)
        for n in order or range(len(found)):
            span, piece, flag = found[n]
            if 413 in sent.codes():
                break  # no further chunk of it (s. 10.5)
            sent.tids += self.request("SEND", [
                ("Message-ID", sent.ident), ("Byte-Range", span)] + asked +
                list(headers) + [("Content-Type", content_type)], piece,
                last if flag == "$" else flag).tids
        return sent

    def writes_cpim(self, text, sender, to, headers=(), inner=
                    "text/plain;charset=UTF-8", **options):
        return self.writes(msrp.cpim(sender, to, text, inner, headers),
                           "message/cpim", **options)

    def types_text(self, state="active", refresh=None):
        """isComposing (RFC 3994)."""
        return self.writes(msrp.composing(state, refresh), msrp.COMPOSING_TYPE)

    def write(self, frame, link=None):
        """In the pieces that are its habit."""
        link = link or self.link
        data, habits = frame.encode(), self.habits
        if habits.dies_after is not None:
            data = data[:max(habits.dies_after - self.written, 0)]
        piece = habits.piece or len(data) or 1
        for n in range(0, len(data), piece):
            if n:
                time.sleep(habits.pause)
            link.send(data[n:n + piece])
        self.written += len(data)
        if habits.dies_after is not None and self.written >= habits.dies_after:
            link.close()

    def stop(self):
        self.stopped = True
        self.server.close()
        if self.link:
            self.link.close()


class Description:
    """The other end's SDP: path, types, setup, fingerprint."""

    def __init__(self, sdp, secure):
        def value(name):
            found = re.search(rf"^a={name}:(.*?)\r?$", sdp, re.M)
            return found and found.group(1).strip()
        line = re.search(r"^m=message (\d+) (\S+) (.*?)\r?$", sdp, re.M)
        if not line or line.groups()[1:] != (
                f"TCP/{'TLS/' * secure}MSRP", "*"):
            raise Failed(f"no line for MSRP (s. 8.1): {sdp}")
        self.path = (value("path") or "").split()
        self.types = (value("accept-types") or "").split()
        self.max_size = int(value("max-size") or 0)
        self.setup = value("setup")
        hashed, _, self.fingerprint = (value("fingerprint") or "").partition(
            " ")
        if not self.path or not all(map(msrp.URI.fullmatch, self.path)):
            raise Failed(f"no path (s. 8.2): {sdp}")
        if not self.types:
            raise Failed(f"no accept-types (s. 8.6): {sdp}")
        if msrp.host_of(self.path[-1])[1] != int(line.group(1)) and \
                line.group(1) != "0":
            raise Failed(f"the ports of m= and path differ (s. 8.1): {sdp}")
        if secure and hashed.upper() != "SHA-256":
            raise Failed(f"no fingerprint of SHA-256 (s. 14.4): {sdp}")
        if not self.path[-1].lower().startswith(
                "msrps://" if secure else "msrp://"):
            raise Failed(f"the scheme of the path (s. 8.2): {sdp}")


class MsrpCall:
    """A phone's session: INVITE and BYE by the scripted user agent, MSRP by its
    end."""

    def __init__(self, ua, end):
        self.ua = ua
        self.end = end
        self.user = ua.user
        self.invite = self.response = None
        self.outgoing = None

    def calls(self, uri, headers=()):
        self.outgoing = True
        self.ua.body_type = "application/sdp"
        self.invite = self.ua.invites(f"sip:{uri}", self.end.sdp(),
                                      headers=headers)
        return self

    def is_answered(self, timeout=10, connects=True):
        """200, ACK, and the connection by whom it is due."""
        self.response = self.ua.receives_code(200, timeout)
        self.ua.ack(self.invite, self.response)
        self.end.remote_is(self.response.body)
        if connects:
            if self.end.remote.setup == "active":
                self.end.is_connected()
            else:
                self.end.connects()
        return self

    def is_refused(self, code, timeout=10):
        answer = self.ua.receives_code(code, timeout)
        self.ua.ack(self.invite, answer)
        return answer

    def is_called(self, timeout=10):
        self.outgoing = False
        self.ua.body_type = "application/sdp"
        self.invite = self.ua.receives("INVITE", timeout)
        self.end.remote_is(self.invite.body)
        return self

    def answers(self, active=False):
        """200; active: we connect, which the offer must allow (RFC 6135)."""
        offered = self.end.remote.setup
        assert not active or offered in ("actpass", "passive"), offered
        active = active or offered == "passive"
        self.response = self.ua.reply(self.invite, 200, body=self.end.sdp(
            offered and ("active" if active else "passive")))
        self.ua.receives("ACK")
        if active:
            self.end.connects()
        else:
            self.end.is_connected()
        return self

    def refuses(self, code=488):
        self.ua.reply(self.invite, code)
        self.ua.receives("ACK")

    def hangs_up(self):
        request = self.ua.in_dialog("BYE", self.invite, self.response,
                                    self.outgoing)
        answer = self.ua.receives_code(200, method="BYE")
        assert answer.get("CSeq") == request.get("CSeq"), answer.headers

    def ends(self, timeout=10):
        """Wait for a BYE and take it."""
        self.ua.reply(self.ua.receives("BYE", timeout), 200)
        self.end.check()
