# SPDX-License-Identifier: GPL-2.0-or-later
"""A private coturn, set up as cfg/prosody.cfg.lua says."""

import os
import secrets
import shutil

from .process import Process

CONFIG = """
listening-ip={address}
relay-ip={address}
listening-port={port}
min-port=49152
max-port=49999
use-auth-secret
static-auth-secret={secret}
realm={realm}
no-cli
no-tls
no-dtls
allow-loopback-peers
log-file=stdout
simple-log
pidfile={folder}/turnserver.pid
userdb={folder}/turndb
"""


class TurnServer:
    """secret: as turn_external_secret of Prosody."""

    def __init__(self, folder, address, realm, port=3478):
        self.folder = folder
        self.address = address
        self.realm = realm
        self.port = port
        self.secret = secrets.token_hex(24)
        self.process = None
        self.log = f"{folder}.log"

    def start(self):
        os.makedirs(self.folder, exist_ok=True)
        path = f"{self.folder}/turnserver.conf"
        with open(path, "w", encoding="utf-8") as file:
            file.write(CONFIG.format(
                address=self.address, port=self.port, secret=self.secret,
                realm=self.realm, folder=self.folder))
        self.process = Process("turnserver", ["turnserver", "-c", path],
                               self.log)
        self.process.wait_port(self.address, self.port)

    def stop(self):
        if self.process:
            self.process.stop()
            self.process = None


def available():
    """None, or why there is no TURN server here."""
    return None if shutil.which("turnserver") else "no coturn"
