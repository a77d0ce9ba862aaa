# SPDX-License-Identifier: GPL-2.0-or-later
"""The scripted SIP user agent over a WebSocket (RFC 7118), as phones in
browsers are: no address of its own, everything by the one connection."""

import base64
import os
import secrets
import socket
import struct

from .process import Failed
from .sip_ua import SipUa, socket_in

TEXT = 1
PING = 9
PONG = 10


class WebSocket:
    """The client's side of a connection (RFC 6455), with the little of a UDP
    socket that SipUa uses."""

    def __init__(self, sock, server):
        self.sock = sock
        self.data = b""
        sock.settimeout(10)
        sock.connect(server)
        key = base64.b64encode(os.urandom(16)).decode()
        sock.sendall((
            f"GET / HTTP/1.1\r\nHost: {server[0]}:{server[1]}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Protocol: sip\r\n\r\n").encode())
        while b"\r\n\r\n" not in self.data:
            more = sock.recv(4096)
            if not more:
                break
            self.data += more
        head, _, self.data = self.data.partition(b"\r\n\r\n")
        if b" 101 " not in head:
            raise Failed(f"no WebSocket: {head.decode(errors='replace')}")

    def bind(self, _):
        """It is connected."""

    def settimeout(self, seconds):
        self.sock.settimeout(seconds)

    def sendto(self, data, _):
        self.frame(TEXT, data)

    def frame(self, kind, data):
        mask = os.urandom(4)
        size = bytes([0x80 | len(data)]) if len(data) < 126 else \
            b"\xfe" + struct.pack("!H", len(data))
        self.sock.sendall(bytes([0x80 | kind]) + size + mask + bytes(
            b ^ mask[n % 4] for n, b in enumerate(data)))

    def recvfrom(self, _):
        """The next text; b"" for a frame of another kind."""
        begin = 2
        size = self.take(begin)[1] & 127
        if size == 126:
            begin = 4
            size = struct.unpack("!H", self.take(begin)[2:])[0]
        whole = self.take(begin + size)
        self.data = self.data[len(whole):]
        kind = whole[0] & 15
        if kind == PING:
            self.frame(PONG, whole[begin:])
        return (whole[begin:] if kind == TEXT else b""), None

    def take(self, count):
        """The first bytes of what came, which stay there."""
        while len(self.data) < count:
            more = self.sock.recv(65536)
            if not more:
                raise TimeoutError  # closed: nothing comes any more
            self.data += more
        return self.data[:count]

    def close(self):
        self.sock.close()


class WsUa(SipUa):
    """user may be called at the proxy; nobody else reaches it."""

    def __init__(self, user, address, server, netns, domain):
        self.name = f"{secrets.token_hex(6)}.invalid"
        sock = socket_in(netns, kind=socket.SOCK_STREAM)
        super().__init__(user, address, server, WebSocket(sock, server),
                         domain)

    def via(self):
        return ("Via", f"SIP/2.0/WS {self.name};rport;"
                f"branch=z9hG4bK{secrets.token_hex(8)}")

    def contact(self):
        return ("Contact", f"<sip:{self.user}@{self.name};transport=ws>")
