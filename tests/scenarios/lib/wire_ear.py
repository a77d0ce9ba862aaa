# SPDX-License-Identifier: GPL-2.0-or-later
"""Hears the G.711 that a program gets, on its own interface: for programs that
keep no recording which could be read while the call lasts."""

import socket
import struct
import threading

from .sip_ua import socket_in

ETH_P_IP = 0x0800


class WireEar:
    """Gives what comes in for some UDP ports to a Receiver."""

    def __init__(self, netns, ports, receiver):
        self.ports = ports
        self.receiver = receiver
        self.sock = socket_in(netns, socket.AF_PACKET, socket.SOCK_RAW,
                              socket.htons(ETH_P_IP))
        self.sock.bind(("eth0", 0))
        self.closed = False
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while not self.closed:
            try:
                data, address = self.sock.recvfrom(4096)
            except OSError:
                return
            if address[2] == socket.PACKET_OUTGOING or data[23] != 17:
                continue
            at = 14 + (data[14] & 15) * 4
            if struct.unpack_from("!H", data, at + 2)[0] in self.ports:
                self.receiver.packet(data[at + 8:])

    def hears(self, hz):
        return self.receiver.hears(hz)

    def stop(self):
        self.closed = True
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.sock.close()
