# SPDX-License-Identifier: GPL-2.0-or-later
"""stanza.js in Chromium: WebRTC, no message initiation, so it must have the
gateway as a contact and calls a full JID."""

import json

from lib import browser

TITLE = "stanza.js in Chromium"
PACKAGE = "chromium"
LIMITS = {}

available = browser.available


def version():
    with open(f"{browser.WEB}/package.json", encoding="utf-8") as file:
        return json.load(file)["dependencies"]["stanza"]


class Client:
    def __init__(self, world, client, contact):
        self.client = client
        self.user = client.user
        self.jid = client.jid
        self.process = client.process
        self.contact = world.browser_adds_contact(
            client, contact.split("@")[0]) if contact else None

    def calls(self, jid, **options):
        known = self.contact and jid == self.contact.split("/")[0]
        return self.client.calls(self.contact if known else jid, **options)

    def is_called(self, timeout=15):
        return self.client.is_called(timeout)

    def kill(self):
        self.client.kill()


def online(world, hz, contact=None, **options):
    return Client(world, world.browser("romeo", hz=hz, **options), contact)
