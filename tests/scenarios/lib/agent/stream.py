# SPDX-License-Identifier: GPL-2.0-or-later
"""An XMPP client stream (RFC 6120) over TCP without TLS: every byte of it can
be read on the wire, and every odd stanza can be sent."""

import asyncio
import base64
import itertools
import secrets
import time
import xml.etree.ElementTree as ET
from xml.sax.saxutils import quoteattr

CLIENT = "jabber:client"
SASL = "urn:ietf:params:xml:ns:xmpp-sasl"
BIND = "urn:ietf:params:xml:ns:xmpp-bind"
STANZAS = "urn:ietf:params:xml:ns:xmpp-stanzas"
STREAMS = "http://etherx.jabber.org/streams"
IQ_TIMEOUT = 30


class StreamError(Exception):
    pass


def bare(jid):
    return jid.split("/", 1)[0]


class Stream:
    """on_stanza(element) gets every stanza but the answers to our iqs."""

    def __init__(self, jid, password, host, port, on_stanza, log=None):
        self.jid = jid
        self.password = password
        self.host = host
        self.port = port
        self.on_stanza = on_stanza
        self.log = open(log, "a", encoding="utf-8") if log else None
        self.pending = {}
        self.ids = itertools.count(1)
        self.prefix = secrets.token_hex(3)
        self.elements = asyncio.Queue()
        self.reader = self.writer = self.task = None
        self.open = False

    async def connect(self, resource):
        self.reader, self.writer = await asyncio.open_connection(
            self.host, self.port)
        self.task = asyncio.ensure_future(self.read())
        user, domain = bare(self.jid).split("@", 1)
        await self.restart(domain)
        plain = base64.b64encode(
            b"\0" + user.encode() + b"\0" + self.password.encode()).decode()
        self.write(f"<auth xmlns='{SASL}' mechanism='PLAIN'>{plain}</auth>")
        answer = await self.next()
        if answer.tag != f"{{{SASL}}}success":
            raise StreamError(f"{user}: not authorised: "
                              f"{ET.tostring(answer, 'unicode')}")
        await self.restart(domain)
        self.open = True
        reply = await self.iq("set", None, f"<bind xmlns='{BIND}'><resource>"
                              f"{resource}</resource></bind>")
        self.jid = reply.find(f".//{{{BIND}}}jid").text

    async def restart(self, domain):
        """Open the stream (again) and wait for its features."""
        self.parser = ET.XMLPullParser(["start", "end"])
        self.depth = 0
        self.write(f"<?xml version='1.0'?><stream:stream to='{domain}' "
                   f"xmlns='{CLIENT}' xmlns:stream='{STREAMS}' "
                   f"version='1.0'>")
        features = await self.next()
        if features.tag != f"{{{STREAMS}}}features":
            raise StreamError(ET.tostring(features, "unicode"))

    def write(self, text):
        self.note("SENT", text)
        self.writer.write(text.encode())

    def note(self, direction, text):
        if self.log:
            self.log.write(f"{time.time():.6f} {direction} {text}\n")
            self.log.flush()

    async def next(self):
        element = await asyncio.wait_for(self.elements.get(), IQ_TIMEOUT)
        if element is None:
            raise StreamError("the server closed the stream")
        return element

    async def read(self):
        while True:
            try:
                data = await self.reader.read(65536)
            except OSError:  # the server was killed
                data = b""
            if not data:
                break
            self.note("RECV", data.decode("utf-8", "replace"))
            parser = self.parser
            parser.feed(data)
            for event, element in parser.read_events():
                self.depth += 1 if event == "start" else -1
                if event == "end" and self.depth == 1:
                    self.element(element)
        self.open = False
        self.elements.put_nowait(None)
        for future in self.pending.values():
            if not future.done():
                future.set_exception(StreamError("stream closed"))
        self.on_stanza(None)

    def element(self, element):
        if not self.open:
            self.elements.put_nowait(element)
            return
        kind = element.get("type")
        if element.tag == f"{{{CLIENT}}}iq" and kind in ("result", "error"):
            future = self.pending.pop(element.get("id"), None)
            if future and not future.done():
                future.set_result(element)
                return
        self.on_stanza(element)

    def new_id(self):
        return f"{self.prefix}-{next(self.ids)}"

    async def iq(self, kind, to, payload, timeout=IQ_TIMEOUT):
        """Send an iq; return its result or error stanza."""
        ident = self.new_id()
        future = asyncio.get_running_loop().create_future()
        self.pending[ident] = future
        address = f" to={quoteattr(to)}" if to else ""
        self.write(f"<iq type='{kind}' id='{ident}'{address}>{payload}</iq>")
        return await asyncio.wait_for(future, timeout)

    def answer(self, stanza, payload="", kind="result"):
        """Answer an iq get or set; our own server's may have no from."""
        to = stanza.get("from")
        address = f" to={quoteattr(to)}" if to else ""
        self.write(f"<iq type='{kind}' id={quoteattr(stanza.get('id'))}"
                   f"{address}>{payload}</iq>")

    def answer_error(self, stanza, condition, kind="cancel", extra=""):
        self.answer(stanza, f"<error type='{kind}'><{condition} "
                    f"xmlns='{STANZAS}'/>{extra}</error>", "error")

    async def close(self):
        if self.open:
            self.write("</stream:stream>")
            self.open = False
        if self.writer:
            self.writer.close()
        if self.task:
            self.task.cancel()
