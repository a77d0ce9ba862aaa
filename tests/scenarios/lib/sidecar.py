# SPDX-License-Identifier: GPL-2.0-or-later
"""The jingle-sidecar with the shipped configuration, our names in it."""

import os
import re

from .process import Process, wait_until

CONFIG = """
[component gw.example]
host = 127.0.0.1
secret = change-me
"""


class Sidecar:
    """more: further components [(name, secret, port)]; connections: of
    each."""

    def __init__(self, folder, binary, component, secret, port,
                 link="/run/kamailio/xmpp_link", config=None, level="notice",
                 more=(), connections=1):
        self.folder = folder
        self.binary = binary
        self.components = [(component, secret, port)] + list(more)
        self.connections = connections
        self.link = link
        self.config = config
        self.level = level
        self.process = None
        self.log = f"{folder}.log"

    def start(self, wait=True):
        os.makedirs(self.folder, exist_ok=True)
        path = f"{self.folder}/jingle-sidecar.conf"
        text = CONFIG
        if self.config and os.path.exists(self.config):
            with open(self.config, encoding="utf-8") as file:
                text = file.read()
        head, block = text.split("[component gw.example]\n", 1)
        block = re.sub(r"^#?\s*(port|connections)\s*=.*\n", "", block,
                       flags=re.M)
        text = head + "".join(
            f"[component {name}]\nport = {port}\n"
            f"connections = {self.connections}\n" +
            block.replace("change-me", secret) + "\n"
            for name, secret, port in self.components)
        text = re.sub(r"^log_level = .*", f"log_level = {self.level}", text,
                      flags=re.M)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, 0o600)
        self.process = Process("sidecar", [self.binary, "-c", path], self.log)
        if wait:
            self.wait()

    def wait(self, timeout=20):
        """Wait until the components are up and all workers are linked."""
        self.process.wait_log("stream up", timeout,
                              len(self.components) * self.connections)
        wait_until(self.linked, timeout, "sidecar: linked to Kamailio",
                   [self.process])

    def linked(self):
        """Has it a connection to each worker?"""
        return bool(re.search(r"all \d+ workers of Kamailio at \S+ are connected",
                              self.process.log_text()))

    def kill(self):
        self.process.kill()

    def stop(self):
        if self.process:
            self.process.stop()
            self.process = None
