# SPDX-License-Identifier: GPL-2.0-or-later
"""The connection of an end of MSRP sessions, with TLS or without."""

import select
import socket
import threading
import time

from OpenSSL import SSL


def tls_context(certificate, key):
    """Both ends show their certificates; whose they are is said by the SDP."""
    context = SSL.Context(SSL.TLS_METHOD)
    context.use_certificate(certificate)
    context.use_privatekey(key)
    context.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT,
                       lambda *_: True)
    return context


class Link:
    """For one thread that reads and any that write."""

    def __init__(self, sock, context=None, active=True):
        self.sock = sock
        self.closed = False
        self.lock = threading.RLock()
        sock.setblocking(False)
        self.tls = SSL.Connection(context, sock) if context else None
        if self.tls:
            (self.tls.set_connect_state if active else
             self.tls.set_accept_state)()
            self.until_done(self.tls.do_handshake)

    def until_done(self, step, *args):
        """One step of the connection, as often as it must be tried."""
        end = time.monotonic() + 10
        while time.monotonic() < end and not self.closed:
            with self.lock:
                try:
                    return step(*args)
                except (SSL.WantReadError, SSL.WantWriteError,
                        BlockingIOError):
                    pass
                except SSL.Error as error:
                    raise OSError(f"TLS: {error!r}") from error
            select.select([self.sock], [], [], 0.01)
        raise OSError("the connection stands still")

    def peer_digest(self):
        """SHA-256 of the other end's certificate."""
        found = self.tls.get_peer_certificate()
        return found and found.digest("sha256").decode()

    def recv(self):
        """What has come, b"" when the connection is over."""
        while not self.closed:
            try:
                with self.lock:
                    return (self.tls or self.sock).recv(65536)
            except (SSL.WantReadError, BlockingIOError):
                try:
                    select.select([self.sock], [], [], 0.05)
                except (OSError, ValueError):  # closed here meanwhile
                    break
            except (SSL.ZeroReturnError, SSL.SysCallError, SSL.Error, OSError):
                break
        return b""

    def send(self, data):
        while data:
            done = self.until_done((self.tls or self.sock).send, data)
            data = data[done:]

    def close(self):
        self.closed = True
        with self.lock:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            self.sock.close()
