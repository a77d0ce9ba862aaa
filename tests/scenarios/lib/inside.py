# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the scenarios of one file; started by `run` in namespaces of its own.

Results go to stdout as JSON lines, everything else to the file's log.
"""

import importlib.util
import json
import os
import signal
import sys
import time
import traceback
import zlib

from . import logs
from .agent.persona import PLAIN, in_turn
from .net import private_run_folder
from .jmi import each_ends_once
from .process import Failed
from .scenario import Skip
from .world import World

LONG_TIME = 300  # s; the runner waits so long without being told


class Timeout(Exception):
    pass


def load(path):
    spec = importlib.util.spec_from_file_location("scenarios", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def scenarios(module):
    """All of a file, in its order."""
    # a warning of Python's, while one runs, adds a name to the module
    return [value.scenario for value in list(vars(module).values())
            if hasattr(value, "scenario")]


def wanted(module, options):
    """The scenarios of a file that were asked for."""
    stem = os.path.splitext(os.path.basename(module.__file__))[0]
    for found in scenarios(module):
        if options["server"] not in found.servers:
            continue
        if found.long and not options["long"]:
            continue
        if options.get("persona") and not may_be(found, options["persona"]):
            continue
        name = f"{stem}.{found.name}"
        if options["names"] and not any(n in name for n in options["names"]):
            continue
        yield found


def assert_quiet(world, before):
    """A call that goes well logs nothing above info."""
    loud = logs.loud(world, before)
    if loud:
        raise Failed("logged in a call that goes well:\n" + "\n".join(loud))


def may_be(scenario, asked):
    """May the scripted client be the one that was asked for?"""
    return asked == (scenario.persona or PLAIN) or scenario.persona is True


def persona_for(module, scenario, asked):
    """The client that the scripted one is in a scenario: by rotation, or the
    one that was asked for."""
    if not getattr(module, "PERSONAS", False) or not scenario.persona:
        return PLAIN
    if isinstance(scenario.persona, str) or asked:
        return scenario.persona if scenario.persona is not True else asked
    names = in_turn()
    file = os.path.basename(module.__file__)
    turn = [s.name for s in scenarios(module)].index(scenario.name)
    return names[(turn + zlib.crc32(file.encode())) % len(names)]


class Runner:
    def __init__(self, module, options, out):
        self.module = module
        self.file = os.path.splitext(os.path.basename(module.__file__))[0]
        self.options = options
        self.out = out
        self.world = None
        self.world_options = None

    def say(self, **fields):
        self.out.write(json.dumps(dict(fields, file=self.file)) + "\n")
        self.out.flush()

    def world_for(self, scenario):
        """The world of the last scenario, when it will do; else a new one."""
        options = getattr(self.module, "WORLD", {})
        if options is None:  # the file needs no servers
            return None
        options = dict(options, **scenario.world)
        if self.world and options != self.world_options:
            self.end_world()
        if not self.world:
            folder = f"{self.options['folder']}/{scenario.name}"
            os.makedirs(folder)
            os.chmod(folder, 0o755)
            self.world_options = options
            self.world = World(folder, server=self.options["server"],
                               **options)
            self.world.start()
        return self.world

    def end_world(self):
        world, self.world = self.world, None
        if world:
            world.stop()

    def run(self, scenario):
        begin = time.monotonic()
        since = time.time()
        result, text, world = "ok", "", None
        if scenario.timeout > LONG_TIME:
            self.say(may_take=scenario.timeout)
        signal.alarm(scenario.timeout)
        try:
            world = self.world_for(scenario)
            if world is None:
                scenario.function(None)
            else:
                self.play(scenario, world, since)
        except Skip as error:
            result, text = "skip", str(error)
            self.end_world()  # its people are in the midst of something
        except Timeout:
            result, text = "FAIL", f"not done after {scenario.timeout} s\n" + \
                traceback.format_exc(limit=-3)
        except (Failed, AssertionError, OSError, KeyError) as error:
            result = "FAIL"
            place = traceback.extract_tb(error.__traceback__)
            here = [f for f in place if f.filename == self.module.__file__]
            text = f"line {here[-1].lineno}: {here[-1].line}\n" if here else ""
            text += f"{error}" if isinstance(error, Failed) else \
                traceback.format_exc()
        except Exception:
            result, text = "FAIL", traceback.format_exc()
        signal.alarm(0)
        if result == "FAIL":
            text += "\n" + self.after_failure(since)
        self.say(result=result, name=scenario.name, title=scenario.title,
                 seconds=time.monotonic() - begin, text=text,
                 played=sorted(world.played) if world else [])

    def is_quiet(self, scenario):
        """Must nobody log anything?"""
        if scenario.quiet is not None:
            return scenario.quiet
        return not scenario.loud and not getattr(self.module, "LOUD", None)

    def play(self, scenario, world, since):
        before = world.with_gateway and logs.sizes(world)
        world.persona = persona_for(self.module, scenario,
                                    self.options.get("persona"))
        world.played.clear()
        scenario.function(world)
        world.check()
        if world.with_gateway and self.is_quiet(scenario):
            assert_quiet(world, before)
        if scenario.ends and world.with_gateway:
            each_ends_once(world, since)
        world.reset()

    def after_failure(self, since):
        """Keep what helps to understand it; the world is not used again."""
        text = f"logs: {self.world.folder if self.world else '-'}"
        try:
            if self.world and self.world.wire:
                path = f"{self.world.folder}/ladder.txt"
                with open(path, "w", encoding="utf-8") as file:
                    file.write(self.world.ladder(since) + "\n")
                text += f"\nladder: {path}"
                with open(f"{self.world.folder}/wire.txt", "w",
                          encoding="utf-8") as file:
                    for r in self.world.wire.records:
                        file.write(f"--- {r.when:.6f} {r.kind} "
                                   f"{r.source} -> {r.target}\n{r.text}\n")
            self.end_world()
        except Exception:
            text += "\n" + traceback.format_exc()
        return text


def begin(options):
    """Log to a file, end when told to; return where results go."""
    out = os.fdopen(os.dup(1), "w")
    log = os.open(f"{options['folder']}/run.log",
                  os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(log, 1)
    os.dup2(log, 2)

    def on_alarm(*_):
        raise Timeout()

    def on_term(*_):
        raise SystemExit(1)
    signal.signal(signal.SIGALRM, on_alarm)
    signal.signal(signal.SIGTERM, on_term)
    signal.signal(signal.SIGINT, on_term)
    private_run_folder()
    return out


def main():
    options = json.loads(sys.argv[2])
    out = begin(options)
    runner = Runner(load(sys.argv[1]), options, out)
    try:
        for scenario in wanted(runner.module, options):
            runner.run(scenario)
    finally:
        runner.end_world()


if __name__ == "__main__":
    main()
