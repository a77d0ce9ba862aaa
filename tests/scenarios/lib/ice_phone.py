# SPDX-License-Identifier: GPL-2.0-or-later
"""A SIP phone that speaks ICE without DTLS, as an ICE-lite agent (RFC 8445
section 2.5): it answers checks, so whoever wants its media must make them."""

import secrets

from aioice import stun

from .rtp import RtpEnd
from .sip_call import SipCall
from .sip_ua import socket_in


class IceEnd(RtpEnd):
    """checked: by how many checks with the credentials of now."""

    def __init__(self, *args):
        self.renew()
        super().__init__(*args)

    def renew(self):
        self.ufrag, self.pwd = secrets.token_hex(4), secrets.token_hex(12)
        self.checked = 0

    def listen(self):
        while not self.closed:
            try:
                data, source = self.sock.recvfrom(2048)
            except OSError:
                return
            if data and data[0] < 4:
                self.check(data, source)
            elif self.checked:  # nobody is heard who was not checked
                self.receiver.packet(data)

    def check(self, data, source):
        key = self.pwd.encode()
        try:
            request = stun.parse_message(data, integrity_key=key)
        except ValueError:
            return  # of other credentials
        if request.attributes.get("USERNAME", "").split(":")[0] != self.ufrag:
            return
        self.checked += 1
        answer = stun.Message(
            message_method=stun.Method.BINDING,
            message_class=stun.Class.RESPONSE,
            transaction_id=request.transaction_id)
        answer.attributes["XOR-MAPPED-ADDRESS"] = source
        answer.add_message_integrity(key)
        self.sock.sendto(bytes(answer), source)

    def lines(self):
        return "a=ice-lite\r\n" \
            f"a=ice-ufrag:{self.ufrag}\r\na=ice-pwd:{self.pwd}\r\n" \
            f"a=candidate:1 1 UDP 2130706431 {self.address} {self.port} " \
            "typ host\r\na=rtcp-mux\r\n"


class IcePhone(SipCall):
    def rtp_end(self, port, hz):
        return self.world.at_home(IceEnd(
            self.user, socket_in(self.netns), self.ua.address, port, hz,
            self.payloads[0]))
