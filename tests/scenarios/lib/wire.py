# SPDX-License-Identifier: GPL-2.0-or-later
"""What goes over the wire: SIP messages and XMPP stanzas, read by a packet
socket from the interfaces themselves, not from anybody's log.

Streams are TCP without TLS (XEP-0114, and the scripted client's own).
"""

import select
import socket
import struct
import threading
import time
import xml.parsers.expat

from .process import wait_until

ETH_P_ALL = 3
PACKET_OUTGOING = 4
RECEIVE_BUFFER = 8 << 20
SNAPLEN = 1 << 17
TIMESTAMPNS = 35  # SO_TIMESTAMPNS


class Record:
    """One message. kind: sip or xmpp; source, target: (address, port)."""

    def __init__(self, when, kind, source, target, text):
        self.when = when
        self.kind = kind
        self.source = source
        self.target = target
        self.text = text


class Stanzas:
    """Cuts one direction of a stream into its first-level elements."""

    def __init__(self):
        self.reset()

    def reset(self):
        self.parser = xml.parsers.expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.depth = 0
        self.data = b""
        self.offset = 0  # of data[0] in the parser's count
        self.begin = 0
        self.done = []
        self.broken = False

    def start(self, *_):
        if self.depth == 1:
            self.begin = self.parser.CurrentByteIndex
        self.depth += 1

    def end(self, name):
        self.depth -= 1
        if self.depth == 1:
            self.done.append((self.begin, self.parser.CurrentByteIndex,
                              b"</" + name.encode()))

    def feed(self, data):
        """return the elements that this data completes"""
        if data.startswith((b"<?xml", b"<stream:stream")):
            self.reset()
        if self.broken:
            return []
        self.data += data
        self.done = []
        try:
            self.parser.Parse(data, False)
        except xml.parsers.expat.ExpatError:
            self.broken = True  # TLS, a WebSocket, or a start that we missed
            return []
        found = []
        close = 0
        for begin, end, tag in self.done:
            close = end - self.offset  # <empty/>: already behind it
            if self.data.startswith(tag, close):
                close = self.data.index(b">", close) + 1
            found.append(self.data[begin - self.offset:close])
        self.data = self.data[close:]
        self.offset += close
        return [text.decode("utf-8", "replace") for text in found]


class Direction:
    """One direction of a TCP connection, its segments put in order."""

    def __init__(self):
        self.next = None
        self.waiting = {}
        self.stanzas = Stanzas()

    def segment(self, number, data, syn):
        if syn:
            self.__init__()
            self.next = (number + 1) & 0xffffffff
            return []
        if self.next is None:
            self.next = number
        if not data:
            return []
        if (number - self.next) & 0xffffffff < 0x80000000:
            self.waiting.setdefault(number, data)
        found = []
        while self.next in self.waiting:
            data = self.waiting.pop(self.next)
            self.next = (self.next + len(data)) & 0xffffffff
            found += self.stanzas.feed(data)
        return found


class Wire:
    """Records from start() to stop(). ports: of streams, and of SIP."""

    def __init__(self, interfaces, stream_ports, sip_ports):
        self.interfaces = interfaces
        self.stream_ports = set(stream_ports)
        self.sip_ports = set(sip_ports)
        self.records = []
        self.directions = {}
        self.fragments = {}
        self.sockets = []
        self.ending = False
        self.thread = None

    def start(self):
        for name in self.interfaces:
            sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                                 socket.htons(ETH_P_ALL))
            sock.setsockopt(socket.SOL_SOCKET, 33, RECEIVE_BUFFER)
            sock.setsockopt(socket.SOL_SOCKET, TIMESTAMPNS, 1)
            sock.bind((name, 0))
            self.sockets.append(sock)
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()
        return self

    def stop(self):
        self.ending = True
        if self.thread:
            self.thread.join(2)
        for sock in self.sockets:
            sock.close()
        self.sockets = []

    def read(self):
        while not self.ending:
            ready, _, _ = select.select(self.sockets, [], [], 0.2)
            for sock in ready:
                data, ancillary, _, address = sock.recvmsg(SNAPLEN, 256)
                # what goes over lo is seen on its way out and in
                if address[0] == "lo" and address[2] == PACKET_OUTGOING:
                    continue
                when = time.time()
                for level, kind, value in ancillary:
                    if level == socket.SOL_SOCKET and kind == TIMESTAMPNS:
                        seconds, nanos = struct.unpack("qq", value[:16])
                        when = seconds + nanos / 1e9
                self.frame(when, data)

    def frame(self, when, data):
        kind = struct.unpack_from("!H", data, 12)[0]
        if kind == 0x0800:
            self.ipv4(when, data[14:])
        elif kind == 0x86dd:
            source = socket.inet_ntop(socket.AF_INET6, data[22:38])
            target = socket.inet_ntop(socket.AF_INET6, data[38:54])
            self.transport(when, data[20], source, target, data[54:])

    def ipv4(self, when, packet):
        size = (packet[0] & 15) * 4
        length, ident, offset = struct.unpack_from("!HHH", packet, 2)
        proto = packet[9]
        source = socket.inet_ntoa(packet[12:16])
        target = socket.inet_ntoa(packet[16:20])
        data = packet[size:length or None]
        if offset & 0x3fff:  # a fragment
            key = (source, target, ident, proto)
            parts = self.fragments.setdefault(key, {})
            parts[(offset & 0x1fff) * 8] = (data, offset & 0x2000)
            data = self.whole(parts)
            if data is None:
                return
            del self.fragments[key]
        self.transport(when, proto, source, target, data)

    @staticmethod
    def whole(parts):
        """The datagram when all its fragments are there."""
        data = b""
        for offset in sorted(parts):
            if offset != len(data):
                return None
            piece, more = parts[offset]
            data += piece
            if not more:
                return data
        return None

    def transport(self, when, proto, source, target, data):
        if proto not in (6, 17) or len(data) < 8:
            return
        sport, dport = struct.unpack_from("!HH", data)
        if proto == 17:
            if {sport, dport} & self.sip_ports:
                text = data[8:].decode("utf-8", "replace")
                if "SIP/2.0" in text.split("\n", 1)[0]:
                    self.add(when, "sip", (source, sport), (target, dport),
                             text)
            return
        if not {sport, dport} & self.stream_ports:
            return
        number = struct.unpack_from("!I", data, 4)[0]
        header = (data[12] >> 4) * 4
        key = (source, sport, target, dport)
        direction = self.directions.setdefault(key, Direction())
        for text in direction.segment(number, data[header:], data[13] & 2):
            self.add(when, "xmpp", (source, sport), (target, dport), text)

    def add(self, when, kind, source, target, text):
        self.records.append(Record(when, kind, source, target, text))

    def wait_sip(self, start, timeout=5, since=0.0):
        """Wait for a SIP message whose first line starts so; return it."""
        return wait_until(
            lambda: next((r.text for r in self.sip(since)
                          if r.text.startswith(start)), None),
            timeout, f"{start} on the wire")

    def stanzas(self, since=0.0):
        return [r for r in self.records if r.kind == "xmpp" and
                r.when >= since]

    def sip(self, since=0.0):
        return [r for r in self.records if r.kind == "sip" and
                r.when >= since]
