# SPDX-License-Identifier: GPL-2.0-or-later
"""Asks rtpengine by its ng protocol."""

import secrets
import socket


def ask(port, command):
    """Send a bencoded command; return the reply as text."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(5)
        sock.sendto(f"{secrets.token_hex(4)} {command}".encode(),
                    ("127.0.0.1", port))
        return sock.recv(65536).decode("utf-8", "replace").split(" ", 1)[1]


def calls(port):
    """What rtpengine has, as bencoded text; empty: nothing."""
    reply = ask(port, "d7:command4:liste")
    return reply.replace("d5:callsle6:result2:oke", "")
