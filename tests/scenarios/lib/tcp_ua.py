# SPDX-License-Identifier: GPL-2.0-or-later
"""The scripted SIP user agent over one TCP connection, from the port that its
Contact names (RFC 3261 section 18)."""

import re
import socket

from .sip_ua import SipUa, socket_in

LENGTH = re.compile(rb"\r\n(?:content-length|l)[ \t]*:[ \t]*(\d+)", re.I)


class Stream:
    """A connection with the little of a UDP socket that SipUa uses."""

    def __init__(self, sock, server):
        self.sock = sock
        self.server = server
        self.data = b""

    def bind(self, address):
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.sock.bind(address)
        self.sock.settimeout(10)
        self.sock.connect(self.server)

    def settimeout(self, seconds):
        self.sock.settimeout(seconds)

    def sendto(self, data, _):
        self.sock.sendall(data)

    def recvfrom(self, _):
        """The next message."""
        while True:
            self.data = self.data.lstrip(b"\r\n")
            head, end, body = self.data.partition(b"\r\n\r\n")
            length = LENGTH.search(head)
            size = int(length.group(1)) if length else 0
            if end and len(body) >= size:
                self.data = body[size:]
                return head + end + body[:size], self.server
            more = self.sock.recv(65536)
            if not more:
                raise TimeoutError  # closed: nothing comes any more
            self.data += more

    def close(self):
        self.sock.close()


class TcpUa(SipUa):
    transport = "TCP"

    def __init__(self, user, address, server, netns, domain, **options):
        sock = socket_in(netns, kind=socket.SOCK_STREAM)
        super().__init__(user, address, server, Stream(sock, server), domain,
                         **options)
