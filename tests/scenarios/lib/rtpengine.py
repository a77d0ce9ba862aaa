# SPDX-License-Identifier: GPL-2.0-or-later
"""A private rtpengine with the shipped configuration file."""

import contextlib
import os
import re
import shutil
import signal
import subprocess

from . import ng
from .process import Process, wait_until


def version():
    """The installed version, as numbers: (10, 5)."""
    said = subprocess.run(["rtpengine", "--version"], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True,
                          check=False).stdout
    return tuple(int(n) for n in re.search(r"(\d+)\.(\d+)", said).groups())


class Rtpengine:
    """ng: port of the control socket on 127.0.0.1. media: (first, last).
    address: one, or a list."""

    def __init__(self, folder, config, address, ng=2223, media=(30000, 30999),
                 options=()):
        self.folder = folder
        self.config = config
        self.addresses = [address] if isinstance(address, str) else address
        self.ng = ng
        self.media = media
        self.options = list(options)
        self.process = None
        self.log = f"{folder}.log"
        self.missed = False  # was it deaf when calls ended?

    def start(self):
        os.makedirs(self.folder, exist_ok=True)
        self.process = Process("rtpengine", [
            shutil.which("rtpengine") or "/usr/bin/rtpengine",
            f"--config-file={self.config}", "--table=-1", "--foreground",
            "--log-stderr", "--no-log-timestamps",
            *[f"--interface={a}" for a in self.addresses],
            f"--listen-ng=127.0.0.1:{self.ng}", f"--port-min={self.media[0]}", f"--port-max={self.media[1]}",
            "--delete-delay=0", "--log-level=7", "--num-threads=2",
            f"--pidfile={self.folder}/rtpengine.pid"] + self.options, self.log,
            env={"OPENSSL_CONF": f"{os.path.dirname(self.config)}/"
                 "rtpengine-openssl.cnf"})
        self.process.wait_log("Startup complete")

    @contextlib.contextmanager
    def silent(self):
        """It is there, and answers nobody."""
        self.missed = True
        self.process.freeze()
        try:
            yield
        finally:
            self.process.signal(signal.SIGCONT)

    def told(self):
        """What it was told of calls."""
        return [line for line in self.process.log_text().splitlines()
                if "Received command" in line
                and "ping" not in line and "list" not in line]

    def sides(self, command):
        """from-tag of each command of a kind that it got, in their order."""
        return re.findall(r'"from-tag": "([^"]*)"[^\n]*"command": '
                          f'"{command}"', self.process.log_text())

    def forgets_all(self, timeout):
        """No call is left in it, but those whose end it cannot know."""
        if not self.missed:
            wait_until(lambda: not ng.calls(self.ng), timeout,
                       "rtpengine has forgotten all calls")

    @contextlib.contextmanager
    def gone(self):
        """It is killed, and starts anew."""
        self.process.kill()
        try:
            yield
        finally:
            self.start()

    def kill(self):
        self.process.kill()

    def stop(self):
        if self.process:
            self.process.stop()
            self.process = None
