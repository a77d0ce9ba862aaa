# SPDX-License-Identifier: GPL-2.0-or-later
"""Dino: message initiation, libnice, DTLS-SRTP or plain, one contact whose
chat is open."""

from lib import dino

TITLE = "Dino"
PACKAGE = "dino-im"
WORLD = {"tls": True}
NO_CONTACT = "8000"
LIMITS = {
    "hold": "has no hold",
    "keys": "has no keypad",
    "hears keys": "shows no keys that come",
    "client_calls_unknown": "shows no call button for a number that is not "
    "there",
}

available = dino.available


class Call:
    def __init__(self, dino, seen=0):
        self.dino = dino
        self.user = dino.user
        self.seen = seen

    def sees(self, *texts, timeout=20):
        self.dino.sees_one(texts, timeout, self.seen)

    def hears_ringing(self, timeout=20):
        self.sees(":ringing ", timeout=timeout)

    def is_answered(self, timeout=20):
        self.sees("session-accept", timeout=timeout)

    def answers(self):
        self.dino.answers()

    def declines(self):
        self.dino.declines()

    def hangs_up(self):
        self.dino.hangs_up()

    retracts = hangs_up

    def ends(self, timeout=20):
        self.sees("session-terminate", ":retract ", ":reject ", ":finish ",
                  timeout=timeout)

    def hears(self, hz):
        return self.dino.hears(hz)


class Dino(dino.Dino):
    def sees_one(self, texts, timeout, since):
        dino.wait_until(
            lambda: any(t in self.process.log_text()[since:] for t in texts),
            timeout, f"Dino's stanzas have {' or '.join(texts)}",
            [self.process])


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
        seen = len(self.dino.process.log_text())
        if "video" in media:
            self.dino.calls_with_video()
        else:
            self.dino.calls()
        return Call(self.dino, seen)

    def is_called(self, timeout=20):
        seen = len(self.dino.process.log_text())
        self.dino.is_called(timeout)
        return Call(self.dino, seen)

    def kill(self):
        self.dino.kill()
