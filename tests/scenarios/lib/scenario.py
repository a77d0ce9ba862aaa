# SPDX-License-Identifier: GPL-2.0-or-later
"""What a scenario file says: the decorator, and why one cannot run here."""


class Skip(Exception):
    """The scenario cannot run on this machine; the text says why."""


class Scenario:
    def __init__(self, function, title, long, timeout, world, servers, ends,
                 quiet, persona=True):
        self.function = function
        self.name = function.__name__
        self.title = title
        self.long = long
        self.timeout = timeout
        self.world = world
        self.servers = servers
        self.ends = ends
        self.quiet = quiet
        self.persona = persona


def scenario(title, long=False, timeout=60, servers=("prosody", "ejabberd"),
             ends=True, quiet=False, persona=True, **world):
    """Mark a function of one World as a scenario.

    long: only with --long; ends: must each propose end exactly once, by
    retract, reject or finish? quiet: all goes well, so neither Kamailio nor the
    sidecar may log anything above info; persona: in a file with PERSONAS, the
    scripted client is another client in each turn, False: not here, its text
    needs the plain one, or a name: only as that; world: options of World, over the file's WORLD.
    """
    def mark(function):
        function.scenario = Scenario(function, title, long, timeout, world,
                                     servers, ends, quiet,
                                     persona)
        return function
    return mark
