# SPDX-License-Identifier: GPL-2.0-or-later
"""sipp: SIP scenarios as XML, in tests/scenarios/sipp/."""

import csv
import glob
import os
import shutil

from .process import Failed, Process, wait_until

SCENARIOS = os.path.join(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))), "sipp")


class Sipp:
    """One sipp in a namespace of its own; it ends by itself after `calls`.

    scenario: the name of a file in sipp/, without .xml
    target: whom it calls, user@domain; keys: further [keywords] of the file
    hold: milliseconds that a call lasts; at_once: calls at the same time
    """

    def __init__(self, folder, scenario, user, password, domain, proxy,
                 address, netns, target="", calls=1, rate=1, port=5070,
                 keys=None, timeout=60, hold=300, at_once=10):
        os.makedirs(folder, exist_ok=True)
        self.folder = folder
        self.user = user
        self.address = address
        self.port = port
        self.log = f"{folder}.log"
        self.xml_log = self.log
        keys = dict({"user": user, "domain": domain, "target": target},
                    **(keys or {}))
        argv = [shutil.which("sipp") or "/usr/bin/sipp", proxy, "-sf",
                f"{SCENARIOS}/{scenario}.xml", "-i", address, "-p", port,
                "-mi", address, "-m", calls, "-r", rate, "-d", hold, "-l",
                at_once, "-au", user, "-ap",
                password, "-nostdin", "-timeout", timeout, "-timeout_error",
                "-trace_err", "-error_file", f"{folder}/errors.log",
                "-trace_stat", "-stf", f"{folder}/stat.csv", "-fd", "1",
                "-trace_msg", "-message_file", f"{folder}/messages.log"]
        for name, value in keys.items():
            argv += ["-key", name, value]
        self.process = Process(f"sipp {scenario}", argv, self.log,
                               netns=netns, cwd=folder,
                               env={"TERM": "dumb"})

    def ends_well(self, timeout=60):
        """Wait until all calls are over; Failed unless all went as told."""
        wait_until(lambda: not self.process.running(), timeout,
                   f"sipp of {self.user} ends")
        code = self.process.popen.returncode
        if code != 0:
            raise Failed(f"sipp of {self.user} ended with {code}:\n"
                         f"{self.errors()}")

    def errors(self):
        text = ""
        for path in glob.glob(f"{self.folder}/errors.log"):
            with open(path, encoding="utf-8", errors="replace") as file:
                text = file.read()
        return text[-2000:] or self.process.log_tail()

    def count(self, column):
        """A figure of sipp's last statistics line, as SuccessfulCall(C)."""
        with open(f"{self.folder}/stat.csv", encoding="utf-8") as file:
            rows = list(csv.DictReader(file, delimiter=";"))
        return int(rows[-1][column])

    def kill(self):
        self.process.kill()

    def stop(self):
        self.process.stop()
