# SPDX-License-Identifier: GPL-2.0-or-later
"""Gajim: no message initiation, plain RTP over ICE-UDP."""

from lib import gajim
from lib.process import wait_until

TITLE = "Gajim"
PACKAGE = "gajim"
LIMITS = {
    **dict.fromkeys(("video", "calls with video", "answers with audio"),
                    "there is no camera, and without one it has no video"),
    "hold": "has no hold",
    "hears keys": "shows no keys that come",
    "client_calls_unknown": "shows no call button for a number that is not "
    "there",
    "contact=None": "shows no call of a contact whose chat it has not",
}
KEYS = {"#": "pound", "*": "star"}

available = gajim.available


class Call:
    def __init__(self, program):
        self.gajim = program
        self.user = program.user

    def hears_ringing(self, timeout=20):
        """It shows nothing of it."""

    def is_answered(self, timeout=20):
        self.gajim.state_is("CONNECTED", timeout)

    def answers(self):
        self.gajim.answers()

    def declines(self):
        self.gajim.declines()

    def hangs_up(self):
        self.gajim.hangs_up()

    retracts = hangs_up

    def ends(self, timeout=20):
        self.gajim.has_no_session(timeout)

    def hears(self, hz):
        return self.gajim.hears(hz)

    def presses(self, digits, arrived):
        """Each key is held down until it has arrived."""
        for digit in digits:
            before = arrived()
            self.gajim.presses(KEYS.get(digit, digit),
                               lambda before=before: arrived() != before)


class Client:
    def __init__(self, program, contact):
        self.gajim = program
        self.user = program.user
        self.contact = contact

    def calls(self, jid):
        self.gajim.sees_button(jid)
        self.gajim.calls()
        return Call(self.gajim)

    def is_called(self, timeout=20):
        self.gajim.is_called(self.contact, timeout)
        return Call(self.gajim)

    def kill(self):
        self.gajim.kill()


def online(world, hz, contact=None):
    client = world.xmpp_client("romeo", "roster", jmi=False)
    world.adds_contact(client, contact.split("@")[0])
    client.stop()
    world.people.remove(client)
    made = world.gajim("romeo", hz=hz)
    wait_until(lambda: made.do("open", jid=contact), 20,
               "Gajim's call button", [made.process])
    return Client(made, contact)
