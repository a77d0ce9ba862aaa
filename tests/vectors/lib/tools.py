# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs jingle2sdp and sdp2jingle, built with AddressSanitizer and UBSan."""

import collections
import concurrent.futures
import os
import re
import subprocess

TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.dirname(os.path.abspath(__file__)))))
BROKEN = 99  # exit code of the sanitizers
SECONDS = 60
ENV = dict(os.environ, LC_ALL="C",
           ASAN_OPTIONS=f"exitcode={BROKEN}:detect_leaks=1",
           UBSAN_OPTIONS=f"exitcode={BROKEN}:print_stacktrace=1",
           LSAN_OPTIONS=f"exitcode={BROKEN}")

Result = collections.namedtuple("Result", "outcome why notes text errors")


def build():
    """Build the tools with sanitizers; return their folder."""
    subprocess.run(["make", "-s", "-f", f"{TOP}/utils/build.mk", "CC=gcc",
                    "SANITIZE=1", "tools"], check=True,
                   stdout=subprocess.DEVNULL)
    return f"{TOP}/build/gcc-san"


def tool_of(path):
    """Which tool takes a file, None for a file of another kind."""
    if path.endswith((".sdp", ".sip", ".frag")):
        return "sdp2jingle"
    if path.endswith((".xml", ".log")):
        return "jingle2sdp"
    return None


def run(folder, tool, text, *options):
    """Translate a text."""
    try:
        done = subprocess.run([f"{folder}/{tool}", *options], env=ENV,
                              input=text, capture_output=True, check=False,
                              timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return Result("hang", f"more than {SECONDS} s", [], "", "")
    out = done.stdout.decode("utf-8", "replace")
    errors = done.stderr.decode("utf-8", "replace")
    notes = [x[6:] for x in errors.splitlines() if x.startswith("note: ")]
    why = [x[len(tool) + 2:] for x in errors.splitlines()
           if x.startswith(tool + ": ")]
    if "LeakSanitizer" in errors:
        outcome = "leak"
    elif done.returncode not in (0, 1):
        outcome = "crash"
    elif done.returncode == 1 and any(re.match("no (Jingle|SDP) found", x)
                                      for x in why):
        outcome = "nothing"
    elif done.returncode == 1:
        outcome = "refused"
    elif out.startswith("# "):
        outcome = "comment"
    else:
        outcome = "translated"
    return Result(outcome, why[0] if why else "", notes, out, errors)


def run_all(folder, files):
    """[(path, Result)] of files, two at once."""
    def one(path):
        with open(path, "rb") as file:
            return path, run(folder, tool_of(path), file.read())
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, files))
