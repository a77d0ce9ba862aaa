# SPDX-License-Identifier: GPL-2.0-or-later
"""What a scenario file says: the decorator, and why one cannot run here."""


class Skip(Exception):
    """The scenario cannot run on this machine; the text says why."""


class Scenario:
    def __init__(self, function, title, long, timeout, world, servers, ends,
                 quiet, loud, persona):
        self.function = function
        self.name = function.__name__
        self.title = title
        self.long = long
        self.timeout = timeout
        self.world = world
        self.servers = servers
        self.ends = ends
        self.quiet = quiet
        self.loud = loud
        self.persona = persona


def scenario(title, long=False, timeout=60, servers=("prosody", "ejabberd"),
             ends=True, quiet=None, loud=None, persona=True, **world):
    """Mark a function of one World as a scenario.

    long: only with --long; ends: must each propose end exactly once, by
    retract, reject or finish? loud: why Kamailio, the sidecar or rtpengine log
    something above info, which nobody does in a call that goes well (logs.py);
    LOUD of a file says it for all its scenarios, quiet=True that one of them is
    not so. persona: in a file with PERSONAS, the scripted client is another
    client in each turn, False: not here, its text needs the plain one, or a
    name: only as that; world: options of World, over the file's WORLD.
    """
    def mark(function):
        function.scenario = Scenario(function, title, long, timeout, world,
                                     servers, ends, quiet, loud, persona)
        return function
    return mark
