# SPDX-License-Identifier: GPL-2.0-or-later
"""Clients made of a library that real programs are made of: a small program
of ours is built with it, and told what to do."""

import fcntl
import json
import os
import shutil
import subprocess
import time

from . import tone
from .gajim import NO_PLUGINS, PLUGINS
from .process import Process, run
from .xmpp import Peer, XmppCall

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ.get("JINGLE_BUILD",
                       f"{HERE}/../../../build") + "/scenarios"
RATE = 8000
STALE = 1  # seconds without sound until there is nothing to hear


def missing(compiler, *modules):
    """None, or what is needed to build with these pkg-config modules."""
    if not shutil.which(compiler) or not shutil.which("pkg-config"):
        return f"{compiler} and pkg-config are not installed"
    found = subprocess.run(["pkg-config", "--exists", *modules],
                           stderr=subprocess.DEVNULL, check=False)
    return f"pkg-config knows not all of {' '.join(modules)}" \
        if found.returncode else None


def build(compiler, source, *modules):
    """The program of a source of lib/, built when that has changed."""
    path = f"{BUILD}/{os.path.splitext(source)[0]}"
    source = f"{HERE}/{source}"
    os.makedirs(BUILD, exist_ok=True)
    with open(f"{path}.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.exists(path) or \
                os.path.getmtime(path) < os.path.getmtime(source):
            flags = run(["pkg-config", "--cflags", "--libs", *modules]).split()
            run([compiler, "-fPIC", "-O1", "-o", f"{path}.new", source, *flags])
            os.rename(f"{path}.new", path)
    return path


class LibraryCall(XmppCall):
    """What these programs can do of it."""

    def declines(self, reason="decline"):
        self.do("reject")

    def hangs_up(self, reason="success"):
        self.do("terminate")

    retracts = hangs_up

    def ends(self, timeout=15):
        """Wait for the end of the call; its reason is not told."""
        self.wait("ended", timeout)

    def hears(self, hz):
        return self.client.hears(hz)

    def presses(self, digits, arrived=None):
        for digit in digits:
            self.do("presses", digit=digit)


class LibraryClient(Peer):
    """One account; commands are lines of words, answers as the scripted
    client's."""

    kind = LibraryCall

    def __init__(self, program, folder, user, domain, address, port, password,
                 netns=None, hz=440):
        os.makedirs(f"{folder}/plugins")
        self.folder = folder
        for name in set(os.listdir(PLUGINS)) - set(NO_PLUGINS):
            os.symlink(f"{PLUGINS}/{name}", f"{folder}/plugins/{name}")
        self.jid = f"{user}@{domain}"
        with open(f"{folder}/config", "w", encoding="utf-8") as file:
            file.write("\n".join([self.jid, password, address, str(port),
                                  str(hz), ""]))
        env = {"HOME": folder, "XDG_RUNTIME_DIR": folder, "LC_ALL": "C.UTF-8",
               "GSETTINGS_BACKEND": "memory",
               "GST_PLUGIN_SYSTEM_PATH_1_0": f"{folder}/plugins"}
        super().__init__(user, Process(
            f"{os.path.basename(program)} {user}", [program, folder],
            f"{folder}.log", netns=netns, env=env, cwd=folder, pipes=True))
        self.wait("online", 20)

    @staticmethod
    def line(number, command, args):
        return f"{number} {command} {' '.join(args.values())}"

    def calls(self, jid):
        return self.kind(self, self.do("call", to=jid))

    def is_called(self, timeout=15):
        event = self.wait("call", timeout)
        return self.kind(self, event["sid"], event["sender"], event)

    def hears(self, hz):
        try:
            if os.path.getmtime(f"{self.folder}/ears") < time.time() - STALE:
                return False
            with open(f"{self.folder}/ears", "rb") as file:
                file.seek(0, 2)
                file.seek(max(0, file.tell() - 2 * RATE) // 2 * 2)
                data = file.read()
        except FileNotFoundError:
            return False
        samples = list(memoryview(data[:len(data) // 2 * 2]).cast("h"))
        return tone.has_tone(samples, RATE, hz)
