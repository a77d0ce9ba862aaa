# SPDX-License-Identifier: GPL-2.0-or-later
"""Dino: message initiation, libnice, DTLS-SRTP or plain, one contact whose
chat is open."""

import sqlite3

from lib import dino

TITLE = "Dino"
PACKAGE = "dino-im"
WORLD = {"tls": True}
NO_CONTACT = "8000"
LIMITS = {
    "stranger": "shows it in a notification alone, which is not clicked here",
    "video": "its pictures cannot be counted from outside",
    "hold": "has no hold",
    "keys": "has no keypad",
    "hears keys": "shows no keys that come",
    "client_calls_unknown": "shows no call button for a number that is not "
    "there",
}

available = dino.available


class Call:
    def __init__(self, dino, seen):
        self.dino = dino
        self.user = dino.user
        self.seen = seen  # of its stanzas: archived ones come before

    def sees(self, timeout, *texts):
        dino.wait_until(
            lambda: any(t in self.dino.process.log_text()[self.seen:]
                        for t in texts), timeout,
            f"Dino's stanzas have {' or '.join(texts)}", [self.dino.process])

    def hears_ringing(self, timeout=20):
        self.sees(timeout, ":ringing ")

    def is_answered(self, timeout=20):
        self.sees(timeout, "session-accept")

    def answers(self, media=()):
        """There is no camera: it sends no pictures in any case."""
        self.dino.answers()

    def declines(self):
        self.dino.declines()

    def hangs_up(self):
        self.dino.hangs_up()

    retracts = hangs_up

    def ends(self, timeout=20):
        self.sees(timeout, "session-terminate", ":retract ", ":reject ",
                  ":finish ")

    def hears(self, hz):
        return self.dino.hears(hz)


class Dino(dino.Dino):
    """Its calls stand in its database, as over until they are."""

    def rows(self, query, *values):
        with sqlite3.connect(self.database) as database:
            return database.execute(query, values).fetchall()

    def last_call(self):
        return self.rows("SELECT max(id) FROM call")[0][0] or 0


def online(world, hz, contact=None):
    if contact:
        with_contact(world, contact)
    made = world.dino("romeo", contact=contact or
                      world.gateway_jid(NO_CONTACT), hz=hz, make=Dino)
    return Client(made)


def with_contact(world, contact):
    """romeo has it in the roster before Dino starts."""
    client = world.xmpp_client("romeo", "roster", jmi=False)
    world.adds_contact(client, contact.split("@")[0])
    client.stop()
    world.people.remove(client)


class Client:
    def __init__(self, made):
        self.dino = made
        self.user = made.user

    def calls(self, jid, media=("audio",)):
        assert jid == self.dino.contact, f"{jid} is not the open chat"
        before = self.dino.last_call()
        seen = len(self.dino.process.log_text())
        if "video" in media:
            self.dino.calls_with_video()
        else:
            self.dino.calls()
        dino.wait_until(lambda: self.dino.last_call() > before, 20,
                        "Dino has a call", [self.dino.process])
        return Call(self.dino, seen)

    def is_called(self, timeout=20):
        seen = len(self.dino.process.log_text())
        self.dino.is_called(timeout)
        return Call(self.dino, seen)

    def kill(self):
        self.dino.kill()
