# SPDX-License-Identifier: GPL-2.0-or-later
"""A SIP user agent that does exactly what a test says, over UDP, no more:
no retransmission, no ACK, no answer comes by itself. For the odd cases; the
everyday phone is baresip."""

import hashlib
import re
import secrets
import socket
import threading
import time

from .phone_personas import persona as persona_of
from .process import Failed, wait_until

SDP = """v=0\r
o=- 1 {version} IN IP4 {address}\r
s=-\r
c=IN IP4 {address}\r
t=0 0\r
m=audio {port} RTP/AVP 8 0\r
a=rtpmap:8 PCMA/8000\r
a=rtpmap:0 PCMU/8000\r
a={direction}\r
"""
PHRASES = {100: "Trying", 180: "Ringing", 183: "Session Progress", 200: "OK",
           302: "Moved Temporarily", 404: "Not Found", 408: "Request Timeout",
           480: "Temporarily Unavailable", 486: "Busy Here",
           487: "Request Terminated", 488: "Not Acceptable Here",
           491: "Request Pending", 500: "Server Internal Error",
           503: "Service Unavailable", 600: "Busy Everywhere",
           603: "Decline"}
COMPACT = {"v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact",
           "l": "content-length", "c": "content-type", "k": "supported"}


class Message:
    """A SIP message. headers: [(name as written, value)]."""

    def __init__(self, first, headers=(), body=""):
        self.first = first
        self.headers = list(headers)
        self.body = body

    @classmethod
    def parse(cls, data):
        head, _, body = data.decode("utf-8", "replace").partition("\r\n\r\n")
        lines = re.sub(r"\r\n[ \t]+", " ", head).split("\r\n")
        headers = [tuple(p.strip() for p in line.split(":", 1))
                   for line in lines[1:] if ":" in line]
        return cls(lines[0], headers, body)

    def all(self, name):
        return [v for k, v in self.headers
                if COMPACT.get(k.lower(), k.lower()) == name.lower()]

    def get(self, name, default=""):
        values = self.all(name)
        return values[0] if values else default

    @property
    def method(self):
        """The request's method, or the one that a response answers."""
        if self.is_response:
            return self.get("CSeq").split()[1]
        return self.first.split(" ", 1)[0]

    @property
    def is_response(self):
        return self.first.startswith("SIP/2.0")

    @property
    def code(self):
        return int(self.first.split(" ")[1]) if self.is_response else 0

    def tag(self, name):
        found = re.search(r";\s*tag=([^;>\s]+)", self.get(name))
        return found.group(1) if found else None

    def contact_uri(self):
        return re.search(r"<([^>]+)>|(\S+)", self.get("Contact")).group(1)

    def encode(self):
        lines = [self.first] + [f"{k}: {v}" for k, v in self.headers]
        lines.append(f"Content-Length: {len(self.body.encode())}")
        return ("\r\n".join(lines) + "\r\n\r\n" + self.body).encode()


class SipUa:
    """One socket. user may be called at sip:user@address:port.

    persona: one of phone_personas, with its habits
    """

    transport = "UDP"

    def __init__(self, user, address, proxy, netns_socket=None, domain=None,
                 port=5062, persona=None):
        self.user = user
        self.persona = persona_of(persona)
        self.registered = False
        self.address = address
        self.host = f"[{address}]" if ":" in address else address
        self.port = port
        self.public = None  # (address, port) for the Contact, behind a NAT
        self.proxy = proxy  # (address, port)
        self.domain = domain or address
        self.sock = netns_socket or socket.socket(socket.AF_INET,
                                                  socket.SOCK_DGRAM)
        self.sock.bind((address, port))
        self.messages = []
        self.taken = set()
        self.lock = threading.Condition()
        self.busy = threading.RLock()  # with an INVITE inside a dialog
        self.cseq = 0
        self.password = None
        self.body_type = "application/sdp"
        self.closed = False
        self.sock.settimeout(0.1)
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        while not self.closed:
            try:
                data, source = self.sock.recvfrom(65536)
            except TimeoutError:
                continue
            if not data.strip() or not self.persona.sees(data):
                continue
            message = Message.parse(data)
            message.source = source
            with self.lock:
                self.messages.append(message)
                self.lock.notify_all()

    def send(self, message, target=None):
        self.sock.sendto(self.persona.encode(message), target or self.proxy)

    def wait(self, test, timeout=10, what="message"):
        """Take the next message, in order, that passes a test."""
        end = time.monotonic() + timeout
        with self.lock:
            while True:
                for n, message in enumerate(self.messages):
                    if n not in self.taken and test(message):
                        self.taken.add(n)
                        return message
                left = end - time.monotonic()
                if left <= 0:
                    raise Failed(f"{self.user}: no {what} within {timeout} s;"
                                 f" got {[m.first for m in self.messages]}")
                self.lock.wait(left)

    def receives(self, method, timeout=10):
        return self.wait(lambda m: not m.is_response and m.method == method,
                         timeout, method)

    def receives_code(self, code, timeout=10, method="INVITE"):
        """A response; code 1 to 6 stands for the whole class."""
        return self.wait(
            lambda m: m.is_response and m.method == method and
            (m.code == code or m.code // 100 == code), timeout,
            f"{code} ({method})")

    def had(self, test):
        with self.lock:
            return [m for m in self.messages if test(m)]

    # --- building ---

    def sdp(self, direction="sendrecv", port=20000, version=1):
        return SDP.format(address=self.address, port=port, version=version,
                          direction=direction)

    def via(self):
        return ("Via", f"SIP/2.0/{self.transport} {self.host}:{self.port};rport;"
                f"branch=z9hG4bK{secrets.token_hex(8)}")

    def contact(self):
        host, port = self.public or (self.host, self.port)
        uri = self.persona.contact(self) or f"sip:{self.user}@{host}:{port}" + (
            ";transport=tcp" if self.transport == "TCP" else "")
        return ("Contact", f"<{uri}>")

    def request(self, method, uri, to=None, body="", headers=(),
                call_id=None, from_=None, cseq=None, from_tag=None,
                contact=None):
        self.cseq += 1
        own = list(headers)
        if body:
            own.append(("Content-Type", self.body_type))
        return Message(f"{method} {uri} SIP/2.0", [
            self.via(), ("Max-Forwards", "70"),
            ("From", from_ or f"<sip:{self.user}@{self.domain}>;tag="
             f"{from_tag or secrets.token_hex(4)}"),
            ("To", to or f"<{uri}>"),
            ("Call-ID", call_id or secrets.token_hex(8)),
            ("CSeq", f"{cseq or self.cseq} {method}"),
            ("Contact", contact) if contact else self.contact()] + own, body)

    def reply(self, request, code, phrase=None, body="", headers=(),
              to_tag="callee1", contact=True):
        """Send a response to a request that came in; return it."""
        copied = [(k, v) for k, v in request.headers if COMPACT.get(
            k.lower(), k.lower()) in ("via", "record-route", "from",
                                      "call-id", "cseq")]
        to = request.get("To")
        if code > 100 and ";tag=" not in to:
            to += f";tag={to_tag}"
        own = list(headers)
        if contact:
            own.append(self.contact())
        if body:
            own.append(("Content-Type", self.body_type))
        response = Message(
            f"SIP/2.0 {code} {phrase or PHRASES.get(code, 'Code')}",
            copied + [("To", to)] + own, body)
        self.send(response, request.source)
        return response

    def ack(self, invite, response, body=""):
        """The ACK for a final response to an INVITE of ours; body: the answer,
        where the response has the offer."""
        if response.code >= 300:
            via = [("Via", invite.get("Via"))]
            uri = invite.first.split(" ")[1]
            routes = []
        else:
            via = [self.via()]
            uri = response.contact_uri()
            routes = [("Route", v) for v in
                      reversed(response.all("Record-Route"))]
        self.send(Message(f"ACK {uri} SIP/2.0", via + routes + [
            ("Max-Forwards", "70"), ("From", invite.get("From")),
            ("To", response.get("To")), ("Call-ID", invite.get("Call-ID")),
            ("CSeq", invite.get("CSeq").split()[0] + " ACK")] + (
                [("Content-Type", self.body_type)] if body else []), body))

    def cancel(self, invite):
        uri = invite.first.split(" ")[1]
        request = Message(f"CANCEL {uri} SIP/2.0", [
            ("Via", invite.get("Via")), ("Max-Forwards", "70"),
            ("From", invite.get("From")), ("To", invite.get("To")),
            ("Call-ID", invite.get("Call-ID")),
            ("CSeq", invite.get("CSeq").split()[0] + " CANCEL")])
        self.send(request)

    def in_dialog(self, method, invite, response, outgoing=True, body="",
                  headers=(), cseq=None):
        """A request inside the dialog that an INVITE and its 2xx made.

        outgoing: the INVITE was ours
        """
        if outgoing:
            remote, local, peer = (response.get("To"), invite.get("From"),
                                   response)
            routes = reversed(response.all("Record-Route"))
        else:
            remote, local, peer = (invite.get("From"), response.get("To"),
                                   invite)
            routes = invite.all("Record-Route")
        request = self.request(
            method, peer.contact_uri(), to=remote, from_=local, body=body,
            call_id=invite.get("Call-ID"), headers=[
                ("Route", v) for v in routes] + list(headers),
            cseq=cseq or self.cseq + 100)
        self.send(request)
        return request

    # --- what is done every day ---

    def registers(self):
        """REGISTER at the proxy."""
        uri = f"sip:{self.domain}"
        aor = f"<sip:{self.user}@{self.domain}>"
        parameters, headers = self.persona.registers(self)
        self.authenticated(self.request(
            "REGISTER", uri, to=aor, headers=[("Expires", "600")] + headers,
            contact=self.contact()[1] + parameters))
        self.persona.registered(
            self, self.receives_code(200, method="REGISTER"))
        self.registered = True
        return self

    def invites(self, uri, body=None, headers=(), **options):
        """Send an INVITE, with credentials when asked; return it."""
        return self.authenticated(self.request(
            "INVITE", uri, body=self.sdp() if body is None else body,
            headers=headers, **options))

    def authenticated(self, request):
        """Send a request; when it is challenged, send it again."""
        self.send(request)
        method = request.method
        answer = self.wait(
            lambda m: m.is_response and m.get("CSeq") == request.get("CSeq")
            and m.get("Call-ID") == request.get("Call-ID"),
            what=f"answer to {method}")
        if answer.code not in (401, 407) or not self.password:
            with self.lock:  # give it back
                self.taken.discard(self.messages.index(answer))
            return request
        if method == "INVITE":
            self.ack(request, answer)
        name = "WWW-Authenticate" if answer.code == 401 else \
            "Proxy-Authenticate"
        again = Message(request.first, request.headers, request.body)
        again.headers = [
            self.via() if k == "Via" else
            (k, f"{int(v.split()[0]) + 1} {method}") if k == "CSeq" else (k, v)
            for k, v in request.headers]
        self.cseq += 1
        again.headers.append((name.replace("WWW-Authenticate",
                                           "Authorization").replace(
            "Proxy-Authenticate", "Proxy-Authorization"),
            self.digest(answer.get(name), method, request.first.split()[1])))
        self.send(again)
        return again

    def digest(self, challenge, method, uri):
        """RFC 2617, MD5, with or without qop."""
        given = dict(re.findall(r'(\w+)="?([^",]+)"?', challenge))

        def md5(*parts):
            return hashlib.md5(":".join(parts).encode()).hexdigest()
        ha1 = md5(self.user, given["realm"], self.password)
        ha2 = md5(method, uri)
        text = f'Digest username="{self.user}", realm="{given["realm"]}", ' \
            f'nonce="{given["nonce"]}", uri="{uri}", algorithm=MD5'
        if "qop" in given:
            response = md5(ha1, given["nonce"], "00000001", "c0ffee", "auth",
                           ha2)
            text += ', qop=auth, nc=00000001, cnonce="c0ffee"'
        else:
            response = md5(ha1, given["nonce"], ha2)
        return text + f', response="{response}"'

    def stop(self):
        self.closed = True
        self.thread.join()
        self.sock.close()


def socket_in(netns, family=socket.AF_INET, kind=socket.SOCK_DGRAM, proto=0):
    """A socket, of UDP by default, of another network namespace."""
    result = []

    def make():
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        with open(f"/run/netns/{netns}", "rb") as target:
            if libc.setns(target.fileno(), 0x40000000) != 0:
                return
        result.append(socket.socket(family, kind, proto))
    # setns() moves one thread only: this one, which ends with it
    thread = threading.Thread(target=make)
    thread.start()
    thread.join()
    if not result:
        raise Failed(f"cannot enter {netns}")
    return result[0]


def wait_count(ua, test, count, timeout=10, what="messages"):
    wait_until(lambda: len(ua.had(test)) >= count, timeout, what)
