# SPDX-License-Identifier: GPL-2.0-or-later
"""stanza.js in Chromium: WebRTC, no message initiation, so it must have the
gateway as a contact and calls a full JID."""

import json

from lib import browser, chromium as engine

TITLE = "stanza.js in Chromium"
LIMITS = {
    "hears keys": "WebRTC does not tell a page of keys that come",
}

available = browser.available


def version():
    with open(f"{engine.WEB}/package.json", encoding="utf-8") as file:
        return json.load(file)["dependencies"]["stanza"]


class Call:
    """stanza.js has one way to end a call, whatever its state."""

    def __init__(self, call):
        self.call = call

    def __getattr__(self, name):
        return getattr(self.call, name)

    def retracts(self):
        self.call.hangs_up("cancel")

    def presses(self, digits, _):
        self.call.presses(digits)


class Client:
    """contact: a JID whose full one it has learnt; all numbers of the gateway
    are called with that resource."""

    one_transport = False

    def __init__(self, world, client, contact):
        self.client = client
        self.user = client.user
        self.jid = client.jid
        contact = contact or world.gateway_jid("0")
        self.resource = world.browser_adds_contact(
            client, contact.split("@")[0]).split("/")[1]

    def calls(self, jid, **options):
        return Call(self.client.calls(f"{jid}/{self.resource}", **options))

    def is_called(self, timeout=15):
        return Call(self.client.is_called(timeout))

    def kill(self):
        self.client.kill()


def online(world, hz, contact=None, **options):
    return Client(world, world.browser("romeo", hz=hz, **options), contact)
