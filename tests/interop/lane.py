# SPDX-License-Identifier: GPL-2.0-or-later
"""Plays rows of one client and one phone; started by `run` in namespaces of
its own. Results go to stdout as JSON lines."""

import json
import sys
import types

import matrix

from lib import inside
from lib.process import Failed
from lib.scenario import scenario

TIMEOUT = 150  # seconds for one row


def people(cell, world):
    """The client and the phone, both ready to be called."""
    contact = world.gateway_jid(matrix.number(cell.phone))
    options = dict({"contact": contact}, **cell.options("CLIENT"))
    client, phone = world.together(
        lambda: cell.client.online(world, hz=440, **options),
        lambda: cell.phone.ready(world, hz=1000, **cell.options("PHONE")))
    client.hz, phone.hz = 440, 1000
    return client, phone


def play(cell, world):
    """The row; its stories, if it has several, with new people each. return
    the row's note when it was refused cleanly"""
    note = None
    for story in getattr(cell.row, "STORIES", None) or [cell.row.play]:
        if note is not None:
            world.reset()
        note = told(cell, world, story) or note or ""
    return note or None


def told(cell, world, story):
    """Once more when a program's own sound failed, as it says itself."""
    try:
        return proven(story, world, *people(cell, world))
    except (Failed, AssertionError):
        if not any(getattr(p, "sound_is_broken", bool)()
                   for p in world.people):
            raise
        world.reset()
        return proven(story, world, *people(cell, world))


def proven(story, world, client, phone):
    """Some phones show only in the end what they have heard."""
    note = story(world, client, phone)
    if hasattr(phone, "proves"):
        phone.proves(client.hz)
    return note


class Lane(inside.Runner):
    def __init__(self, options, out):
        super().__init__(types.SimpleNamespace(__file__=__file__), options,
                         out)
        self.note = None

    def say(self, **fields):
        fields["note"] = self.note
        super().say(**fields)

    def plays(self, cell):
        self.note = None
        self.module.__file__ = cell.row.__file__

        def story(world):
            self.note = play(cell, world)
        story.__name__ = cell.row.NAME
        scenario(cell.row.TITLE, timeout=getattr(
            cell.row, "TIMEOUT", TIMEOUT), quiet=False, **cell.world())(story)
        self.run(story.scenario)


def main():
    options = json.loads(sys.argv[1])
    out = inside.begin(options)
    clients, phones, rows = map(matrix.load, ("clients", "phones", "rows"))
    lane = Lane(options, out)
    try:
        for name in options["rows"]:
            cell = matrix.Cell(clients[options["client"]],
                               phones[options["phone"]], rows[name])
            lane.plays(cell)
    finally:
        lane.end_world()


main()
