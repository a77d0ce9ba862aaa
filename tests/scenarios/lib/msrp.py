# SPDX-License-Identifier: GPL-2.0-or-later
"""Frames of MSRP (RFC 4975), what is wrong with one, URIs, chunks; message/cpim
(RFC 3862) and isComposing (RFC 3994), which they carry."""

import re
import secrets
from xml.etree import ElementTree

from .process import Failed

IDENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+%=-]{3,31}")
URI = re.compile(r"(msrps?)://([^/;\s]+)(?:/([A-Za-z0-9._~+=/-]+))?"
                 r";([a-z0-9]+)((?:;[^;\s]+)*)", re.I)
RANGE = re.compile(r"(\d+)-(\d+|\*)/(\d+|\*)")
MIME = ("content-type", "content-id", "content-description",
        "content-disposition", "content-transfer-encoding")
COMPOSING = "urn:ietf:params:xml:ns:im-iscomposing"
COMPOSING_TYPE = "application/im-iscomposing+xml"
CHUNK = 2048  # bytes above which a chunk must be interruptible
END = b"-------"


def ident():
    """A transaction's or message's: at least 64 bits of randomness."""
    return secrets.token_hex(10)


class Frame:
    """A request, or a response with its code. flag: of the end-line, body:
    bytes, None: there is none."""

    def __init__(self, tid, method=None, code=None, headers=(), body=None,
                 flag="$", comment=""):
        self.tid = tid
        self.method = method
        self.code = code
        self.headers = list(headers)
        self.body = body
        self.flag = flag
        self.comment = comment

    def get(self, name, default=None):
        for found, value in self.headers:
            if found.lower() == name.lower():
                return value
        return default

    def path(self, name):
        return self.get(name, "").split()

    def range(self):
        """(start, end or None, total or None) of its Byte-Range."""
        found = RANGE.fullmatch(self.get("Byte-Range", "1-*/*"))
        if not found:
            raise Failed(f"Byte-Range: {self.get('Byte-Range')}")
        return tuple(None if n == "*" else int(n) for n in found.groups())

    def encode(self):
        first = f"MSRP {self.tid} {self.method or self.code}" + (
            f" {self.comment}" if self.comment else "")
        head = "".join(f"{line}\r\n" for line in [first] + [
            f"{name}: {value}" for name, value in self.headers]).encode()
        body = b"" if self.body is None else b"\r\n" + self.body + b"\r\n"
        return head + body + END + f"{self.tid}{self.flag}\r\n".encode()

    def __repr__(self):
        return f"{self.method or self.code} {self.tid} {self.headers} " \
            f"{self.body!r}{self.flag}"


class Reader:
    """Makes frames of what a connection brings, in any pieces."""

    def __init__(self):
        self.data = b""

    def feed(self, data):
        self.data += data
        while True:
            frame = self.take()
            if not frame:
                return
            yield frame

    def take(self):
        first, end, rest = self.data.partition(b"\r\n")
        if not end:
            return None
        words = first.decode("utf-8", "replace").split(" ", 3)
        if len(words) < 3 or words[0] != "MSRP":
            raise Failed(f"no MSRP: {first[:80]!r}")
        found = re.search(rb"(?:^|\r\n)-------" + re.escape(
            words[1].encode()) + rb"([+$#])\r\n", rest)
        if not found:
            return None
        self.data = rest[found.end():]
        return self.frame(words, rest[:found.start()],
                          found.group(1).decode())

    @staticmethod
    def frame(words, text, flag):
        head, blank, body = text.partition(b"\r\n\r\n")
        if not blank and text.endswith(b"\r\n"):  # an empty body
            head, blank = text[:-2], True
        headers = [tuple(part.strip() for part in line.split(":", 1))
                   for line in head.decode().split("\r\n") if ":" in line]
        code = int(words[2]) if words[2].isdigit() else None
        return Frame(words[1], None if code else words[2], code, headers,
                     body if blank else None, flag,
                     words[3] if len(words) > 3 else "")


def faults(frame):
    """What the standard does not allow in a frame, one line each."""
    names = [name.lower() for name, _ in frame.headers]
    say = []
    if not IDENT.fullmatch(frame.tid):
        say.append("no transaction id by its syntax (s. 9)")
    if names[:2] != ["to-path", "from-path"]:
        say.append("To-Path and From-Path are not first (s. 9)")
    for name in ("To-Path", "From-Path"):
        if not frame.path(name) or not all(
                URI.fullmatch(uri) for uri in frame.path(name)):
            say.append(f"{name} has no URIs (s. 9)")
    for name in set(names):
        if names.count(name) > 1:
            say.append(f"{name} twice")
    if frame.code:
        say += response_faults(frame)
    else:
        say += request_faults(frame, names)
    return say


def response_faults(frame):
    say = []
    if frame.flag != "$" or frame.body is not None:
        say.append("a response has no body and ends with $ (s. 7.2)")
    if len(frame.path("To-Path")) != 1:
        say.append("a response goes to the previous hop alone (s. 7.2)")
    if not 100 <= frame.code <= 999:
        say.append("no code of three digits (s. 9)")
    return say


def request_faults(frame, names):
    say = []
    if not IDENT.fullmatch(frame.get("Message-ID", "")):
        say.append("no Message-ID by its syntax (s. 7.1.1, 7.1.2)")
    if frame.body is None and any(name in MIME for name in names):
        say.append("MIME headers without a body (s. 7.1)")
    if frame.body is not None and names[-1] != "content-type":
        say.append("Content-Type is not the last header (s. 7.1)")
    for name in ("Success-Report", "Failure-Report"):
        if frame.get(name, "yes") not in ("yes", "no", "partial"):
            say.append(f"{name}: {frame.get(name)} (s. 9)")
    if frame.method == "REPORT":
        if "success-report" in names or "failure-report" in names:
            say.append("a REPORT asks for reports (s. 7.1.2)")
        if not re.fullmatch(r"\d{3} \d{3}( .*)?", frame.get("Status", "")):
            say.append("a REPORT without a Status (s. 7.1.2)")
    elif frame.method == "SEND" and frame.body is not None:
        say += range_faults(frame)
    return say


def range_faults(frame):
    say = []
    start, end, total = frame.range()
    if start < 1:
        say.append("the first byte is 1 (s. 7.1.1)")
    if len(frame.body) > CHUNK and end is not None:
        say.append(f"{len(frame.body)} bytes, not interruptible (s. 7.1.1)")
    last = start + len(frame.body) - 1
    if end is not None and end != last:
        say.append(f"range-end is {end}, the body ends with {last}")
    if total is not None and (last > total or
                              frame.flag == "$" and last != total):
        say.append(f"the total is {total}, the body ends with {last}")
    return say


def same_uri(one, other):
    """RFC 4975 section 6.1."""
    def parts(uri):
        found = URI.fullmatch(uri)
        if not found:
            return None
        scheme, authority, session, transport, _ = found.groups()
        return (scheme.lower(), authority.rpartition("@")[2].lower(), session,
                transport.lower())
    return parts(one) is not None and parts(one) == parts(other)


def host_of(uri):
    """(host, port) of a URI, which says its port in SDP (s. 8.2)."""
    authority = URI.fullmatch(uri).group(2).rpartition("@")[2]
    host, _, port = authority.rpartition(":")
    return host.strip("[]"), int(port)


def chunks(data, size):
    """A message as [(Byte-Range, bytes, flag)], in order."""
    size = size or CHUNK
    pieces = [data[n:n + size] for n in range(0, len(data), size)] or [b""]
    found, start = [], 1
    for n, piece in enumerate(pieces):
        end = "*" if len(piece) > CHUNK else start + len(piece) - 1
        found.append((f"{start}-{end}/{len(data)}", piece,
                      "$" if n + 1 == len(pieces) else "+"))
        start += len(piece)
    return found


def cpim(sender, to, text, content_type="text/plain;charset=UTF-8", headers=()):
    """A message/cpim: two blocks of headers with an empty line between (RFC 3862
    section 2), text as it is."""
    lines = [f"From: <{sender}>", f"To: <{to}>"] + [
        f"{name}: {value}" for name, value in headers]
    return "\r\n".join(lines + ["", f"Content-Type: {content_type}", "",
                                text])


def cpim_parts(data):
    """{header: value}, {MIME header: value}, text of a message/cpim."""
    outer, first, rest = data.partition("\r\n\r\n")
    inner, second, text = rest.partition("\r\n\r\n")
    if not first or not second:
        raise Failed(f"no message/cpim, which has two empty lines: {data!r}")

    def headers(block):
        return {name.strip(): value.strip() for name, _, value in (
            line.partition(":") for line in block.split("\r\n"))}
    return headers(outer), headers(inner), text


def composing(state, refresh=None):
    more = f"<refresh>{refresh}</refresh>" if refresh else ""
    return f"<?xml version='1.0' encoding='UTF-8'?><isComposing xmlns=" \
        f"'{COMPOSING}'><state>{state}</state>{more}</isComposing>"


def composing_state(data):
    """(state, refresh or None) of such a document."""
    root = ElementTree.fromstring(data)
    if root.tag != f"{{{COMPOSING}}}isComposing":
        raise Failed(f"no isComposing: {data!r}")
    refresh = root.findtext(f"{{{COMPOSING}}}refresh")
    return root.findtext(f"{{{COMPOSING}}}state"), refresh and int(refresh)
