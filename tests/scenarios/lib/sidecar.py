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
    def __init__(self, folder, binary, component, secret, port,
                 link="/run/kamailio/xmpp_link", config=None, level="debug"):
        self.folder = folder
        self.binary = binary
        self.component = component
        self.secret = secret
        self.port = port
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
        text = text.replace("gw.example", self.component).replace(
            "change-me", self.secret)
        text = re.sub(r"^#?\s*port\s*=.*\n", "", text, flags=re.M)
        text = re.sub(r"^(\[component .*\]\n)", rf"\1port = {self.port}\n",
                      text, flags=re.M)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, 0o600)
        self.process = Process("sidecar", [self.binary, "-c", path], self.log)
        if wait:
            self.wait()

    def wait(self, timeout=20):
        """Wait until the component is up and all workers are linked."""
        self.process.wait_log("stream up", timeout)
        wait_until(self.linked, timeout, "sidecar: linked to Kamailio",
                   [self.process])

    def linked(self):
        """Has it a connection to each worker?"""
        found = re.findall(r"worker (\d+) of (\d+) is up",
                           self.process.log_text())
        return bool(found) and len({n for n, _ in found}) == int(found[0][1])

    def kill(self):
        self.process.kill()

    def stop(self):
        if self.process:
            self.process.stop()
            self.process = None
