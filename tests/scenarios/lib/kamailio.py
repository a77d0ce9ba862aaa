# SPDX-License-Identifier: GPL-2.0-or-later
"""A private Kamailio that runs a given configuration file."""

import glob
import os
import re
import shutil
import sqlite3
import subprocess

from .process import Failed, Process, wait_until

RUN = "/run/kamailio"
SQL = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                   "../../../cfg/sqlite")


def version():
    """The installed version, as numbers: (6, 1, 5)."""
    said = subprocess.run(["kamailio", "-v"], stdout=subprocess.PIPE,
                          text=True, check=True).stdout
    return tuple(int(n) for n in
                 re.search(r"kamailio (\d+)\.(\d+)\.(\d+)", said).groups())


def module_path(build):
    """Ours first, then the installed ones; for kamailio -L."""
    installed = glob.glob("/usr/lib/*/kamailio/modules")
    return ":".join([f"{build}/modules"] + installed)


def no_such(error):
    """Does an RPC say that there is none, or is there no Kamailio now?"""
    return any(words in str(error) for words in (
        "404 - ", "500 - AOR not found", "connect_unix_sock"))


def make_tables(path, *names):
    """Tables of Kamailio's modules, as kamdbctl makes them, in a new file."""
    run_scripts(path, [f"/usr/share/kamailio/db_sqlite/{name}-create.sql"
                       for name in ("standard", *names)])


def run_scripts(path, scripts):
    with sqlite3.connect(path) as database:
        for script in scripts:
            with open(script, encoding="utf-8") as file:
                database.executescript(file.read())


def make_database(path, tables=()):
    """Kamailio's own tables, and ours."""
    make_tables(path, "auth_db", *tables)
    run_scripts(path, sorted(glob.glob(f"{SQL}/*-create.sql")))


def add_subscriber(path, user, domain, password):
    with sqlite3.connect(path) as database:
        database.execute(
            "INSERT INTO subscriber (username, domain, password) "
            "VALUES (?, ?, ?)", (user, domain, password))


class Kamailio:
    """config: a file; defines: names or NAME=value for -A.

    /run must be private: sockets lie there under their usual names.
    """

    def __init__(self, folder, config, build, address, port=5060, defines=(),
                 options=(), listen=None):
        self.folder = folder
        self.config = config
        self.build = build
        self.address = address
        self.port = port
        self.defines = list(defines)
        self.options = list(options)
        self.listen = listen  # None: bind to all addresses
        self.process = None
        self.log = f"{folder}.log"

    def command(self):
        argv = [shutil.which("kamailio") or "/usr/sbin/kamailio", "-DD", "-E",
                "-f", self.config, "-L", module_path(self.build), "-Y",
                RUN, "-m", "64", "-M", "8"]
        for define in self.defines:
            argv += ["-A", define]
        for socket in self.listen or []:
            argv += ["-l", socket]
        return argv + self.options

    def start(self):
        os.makedirs(self.folder, exist_ok=True)
        self.process = Process("kamailio", self.command(), self.log)
        wait_until(lambda: self.answers(), 20, "kamailio answers RPC",
                   [self.process])

    def kamcmd(self, *words):
        return ["kamcmd", "-s", f"unixs:{RUN}/kamailio_ctl", "--"] + \
            [str(w) for w in words]

    def answers(self):
        return os.path.exists(f"{RUN}/kamailio_ctl") and subprocess.run(
            self.kamcmd("core.version"),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            check=False).returncode == 0

    def rpc(self, *words):
        """Call an RPC; return its text, Failed with the fault."""
        done = subprocess.run(
            self.kamcmd(*words),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            timeout=20, check=False)
        if done.returncode != 0 or done.stdout.startswith("error"):
            raise Failed(f"RPC {' '.join(map(str, words))}: "
                         f"{done.stdout.strip()}")
        return done.stdout

    def kill(self):
        self.process.kill()

    def stop(self):
        if self.process:
            self.process.stop()
            self.process = None
