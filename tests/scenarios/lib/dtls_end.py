# SPDX-License-Identifier: GPL-2.0-or-later
"""RTP with DTLS-SRTP (RFC 5763, 5764), without ICE. What comes of DTLS before
the call is answered is not heard."""

import re
import threading

from OpenSSL import SSL, crypto
from pylibsrtp import Policy, Session

from .rtp import RtpEnd

SECURE = "UDP/TLS/RTP/SAVP"
KEY, SALT = 16, 14  # bytes, of AES_CM_128_HMAC_SHA1_80
DTLS_TYPES = range(20, 64)  # RFC 7983 section 7


def certificate():
    key = crypto.PKey()
    key.generate_key(crypto.TYPE_RSA, 2048)
    made = crypto.X509()
    made.get_subject().CN = "phone"
    made.set_issuer(made.get_subject())
    made.gmtime_adj_notBefore(-86400)
    made.gmtime_adj_notAfter(86400)
    made.set_pubkey(key)
    made.sign(key, "sha256")
    return made, key


class DtlsEnd(RtpEnd):
    """ignored: how many DTLS packets came before the answer."""

    profile = SECURE

    def __init__(self, *args):
        self.certificate, key = certificate()
        context = SSL.Context(SSL.DTLS_METHOD)
        context.use_certificate(self.certificate)
        context.use_privatekey(key)
        context.set_tlsext_use_srtp(b"SRTP_AES128_CM_SHA1_80")
        context.set_verify(SSL.VERIFY_PEER, lambda *_: True)
        self.context = context
        self.tls = self.peer = None
        self.tls_lock = threading.Lock()
        self.setup = "actpass"
        self.begun = self.ready = False
        self.ignored = 0
        self.inward = self.outward = None
        super().__init__(*args)

    def lines(self):
        if self.profile != SECURE:
            return ""
        digest = self.certificate.digest("sha256").decode()
        return f"a=setup:{self.setup}\r\na=fingerprint:sha-256 {digest}\r\n"

    def offered(self, sdp):
        """Who is offered plain RTP has that."""
        self.profile = SECURE if SECURE in sdp else RtpEnd.profile
        self.setup = "active"

    def answered(self, sdp):
        """From now on DTLS is heard; begin it, if that is ours. It begins anew
        where the other side has moved (RFC 8842 section 4)."""
        if self.profile != SECURE or self.begun and self.peer == self.target:
            return
        remote = re.search("a=setup:([a-z]+)", sdp).group(1)
        self.setup = "passive" if remote == "active" else "active"
        with self.tls_lock:
            self.peer = self.target
            self.tls = SSL.Connection(self.context, None)
            self.begun, self.ready = True, False
            if self.setup == "active":
                self.tls.set_connect_state()
            else:
                self.tls.set_accept_state()
            self.shake()

    def shake(self, data=b""):
        """A step of the handshake."""
        if data:
            self.tls.bio_write(data)
        try:
            self.tls.do_handshake()
            self.ready = self.ready or self.has_keys()
        except SSL.WantReadError:
            pass
        try:
            if self.target:
                self.sock.sendto(self.tls.bio_read(16384), self.target)
        except SSL.WantReadError:
            pass

    def has_keys(self):
        secret = self.tls.export_keying_material(
            b"EXTRACTOR-dtls_srtp", 2 * (KEY + SALT))
        client = secret[:KEY] + secret[2 * KEY:2 * KEY + SALT]
        server = secret[KEY:2 * KEY] + secret[2 * KEY + SALT:]
        ours, theirs = (client, server) if self.setup == "active" else \
            (server, client)
        profile = Policy.SRTP_PROFILE_AES128_CM_SHA1_80
        self.outward = Session(Policy(
            key=ours, ssrc_type=Policy.SSRC_ANY_OUTBOUND,
            srtp_profile=profile))
        self.inward = Session(Policy(
            key=theirs, ssrc_type=Policy.SSRC_ANY_INBOUND,
            srtp_profile=profile))
        return True

    def listen(self):
        while not self.closed:
            try:
                data = self.sock.recv(2048)
            except OSError:
                return
            if data and data[0] in DTLS_TYPES:
                self.hears_dtls(data)
            elif self.profile != SECURE:
                self.receiver.packet(data)
            elif self.ready and len(data) > 1 and not 192 <= data[1] < 224:
                self.receiver.packet(self.inward.unprotect(data))

    def hears_dtls(self, data):
        if not self.begun:
            self.ignored += 1
            return
        with self.tls_lock:
            self.shake(data)

    def send(self, data):
        if self.profile != SECURE:
            super().send(data)
        elif self.ready:
            self.sock.sendto(self.outward.protect(data), self.target)
        elif self.begun:
            with self.tls_lock:  # what got no answer goes out again
                self.shake()
