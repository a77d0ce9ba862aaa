# SPDX-License-Identifier: GPL-2.0-or-later
"""Programs of a test: started into a log, waited for, always stopped by pid."""

import glob
import os
import signal
import socket
import subprocess
import time

POLL = 0.02  # seconds between two looks at a condition
STOP_TIMEOUT = 5  # seconds from TERM to KILL


class Failed(Exception):
    """A step of a test that did not go as told."""


def wait_until(condition, timeout, what, alive=()):
    """Wait until condition() is true and return its value.

    alive: processes that must be running meanwhile.
    """
    end = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        for process in alive:
            process.check()
        if time.monotonic() > end:
            raise Failed(f"{what}: not within {timeout} s")
        time.sleep(POLL)


class Process:
    """One program, its output in a log file, in a session of its own.

    A test runs in a process namespace of its own: what it should fail to
    stop dies with it.
    """

    def __init__(self, name, argv, log, netns=None, user=None, env=None,
                 cwd=None, pipes=False, pass_fds=()):
        self.name = name
        self.argv = [str(a) for a in argv]
        self.log = log
        command = []
        if netns:
            command += ["ip", "netns", "exec", netns]
        if user:
            command += ["setpriv", "--reuid", user, "--regid", user,
                        "--init-groups"]
        self.out = open(log, "ab")
        self.log_start = self.out.tell()
        try:
            self.popen = subprocess.Popen(
                command + self.argv, cwd=cwd,
                stdin=subprocess.PIPE if pipes else subprocess.DEVNULL,
                stdout=subprocess.PIPE if pipes else self.out,
                stderr=self.out, env=dict(os.environ, **(env or {})),
                start_new_session=True, pass_fds=pass_fds)
        except OSError as error:
            raise Failed(f"{name}: cannot start {argv[0]}: {error.strerror}")

    @property
    def pid(self):
        return self.popen.pid

    def running(self):
        return self.popen.poll() is None

    def check(self):
        """Raise Failed when the program has ended."""
        if not self.running():
            raise Failed(f"{self.name} ended with {self.popen.returncode}, "
                         f"log {self.log}:\n{self.log_errors()}")

    def log_text(self):
        """What this run of the program has logged."""
        with open(self.log, "rb") as file:
            file.seek(self.log_start)
            return file.read().decode("utf-8", "replace")

    def log_errors(self, lines=4):
        """The first lines that look like the cause, else the last ones."""
        found = [line for line in self.log_text().splitlines()
                 if "ERROR" in line or "CRITICAL" in line]
        return "\n".join(found[:lines]) or self.log_tail()

    def log_tail(self, lines=15):
        return "\n".join(self.log_text().splitlines()[-lines:])

    def wait_log(self, text, timeout=20, count=1):
        """Wait until the log contains a text (count times)."""
        wait_until(lambda: self.log_text().count(text) >= count, timeout,
                   f"{self.name}: log line {text!r}", [self])

    def wait_port(self, address, port, timeout=20):
        """Wait until a TCP port takes connections."""
        wait_until(lambda: port_open(address, port), timeout,
                   f"{self.name}: port {address}:{port}", [self])

    def freeze(self):
        """Stop it, without a word to anybody; SIGCONT wakes it again."""
        self.signal(signal.SIGSTOP)
        wait_until(self.is_frozen, 5, f"{self.name} stands still")

    def is_frozen(self):
        states = set()
        for path in glob.glob(f"/proc/{self.pid}/task/*/stat"):
            with open(path, encoding="ascii", errors="replace") as file:
                states.add(file.read().rpartition(")")[2].split()[0])
        return states == {"T"}

    def signal(self, number):
        """Send a signal to the program and all it has started."""
        try:
            os.killpg(self.popen.pid, number)
        except ProcessLookupError:
            pass

    def kill(self):
        """kill -9, and wait for the end."""
        self.signal(signal.SIGKILL)
        self.popen.wait()
        self.close()

    def stop(self):
        if self.running():
            self.signal(signal.SIGTERM)
            try:
                self.popen.wait(STOP_TIMEOUT)
            except subprocess.TimeoutExpired:
                pass
        self.signal(signal.SIGKILL)
        self.popen.wait()
        self.close()

    def close(self):
        self.out.close()
        for pipe in (self.popen.stdin, self.popen.stdout):
            try:
                if pipe:
                    pipe.close()
            except OSError:
                pass


def port_open(address, port):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex((address, port)) == 0


def run(argv, **options):
    """Run a short command; Failed with its output when it fails."""
    done = subprocess.run([str(a) for a in argv], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False,
                          **options)
    if done.returncode != 0:
        raise Failed(f"{' '.join(str(a) for a in argv)}: "
                     f"{done.stdout.strip() or done.returncode}")
    return done.stdout
