# SPDX-License-Identifier: GPL-2.0-or-later
"""Dino: message initiation, libnice, DTLS-SRTP or plain, one contact whose
chat is open."""

import sqlite3

from lib import dino

TITLE = "Dino"
PACKAGE = "dino-im"
WORLD = {"tls": True}
OVER = (3, 4, 5, 6, 7)  # of Dino's Call.State: on another device, ended, declined, missed, failed
NO_CONTACT = "8000"
LIMITS = {
    "video": "its pictures cannot be counted from outside",
    "hold": "has no hold",
    "keys": "has no keypad",
    "hears keys": "shows no keys that come",
    "client_calls_unknown": "shows no call button for a number that is not "
    "there",
}

available = dino.available


class Call:
    def __init__(self, dino, number):
        self.dino = dino
        self.user = dino.user
        self.number = number

    def hears_ringing(self, timeout=20):
        self.dino.process.wait_log(":ringing ", timeout)

    def state_is(self, timeout, what, *states):
        dino.wait_until(
            lambda: self.dino.rows("SELECT state FROM call WHERE id = ?",
                                   self.number)[0][0] in states, timeout,
            f"Dino's call {what}", [self.dino.process])

    def is_answered(self, timeout=20):
        self.dino.process.wait_log("session-accept", timeout)

    def answers(self, media=()):
        """There is no camera: it sends no pictures in any case."""
        self.dino.answers()

    def declines(self):
        self.dino.declines()

    def hangs_up(self):
        self.dino.hangs_up()

    retracts = hangs_up

    def ends(self, timeout=20):
        self.state_is(timeout, "has ended", *OVER)

    def hears(self, hz):
        return self.dino.hears(hz)


class Dino(dino.Dino):
    """What it shows of its calls stands in its database."""

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
    """romeo has it in his roster before Dino starts."""
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
        if "video" in media:
            self.dino.calls_with_video()
        else:
            self.dino.calls()
        dino.wait_until(lambda: self.dino.last_call() > before, 20,
                        "Dino has a call", [self.dino.process])
        return Call(self.dino, self.dino.last_call())

    def is_called(self, timeout=20):
        self.dino.is_called(timeout)
        return Call(self.dino, self.dino.incoming[1])

    def kill(self):
        self.dino.kill()
