# SPDX-License-Identifier: GPL-2.0-or-later
"""The scripted client: message initiation, ICE, DTLS-SRTP, opus (aiortc)."""

import importlib.metadata

from lib.xmpp import XmppCall, XmppClient

TITLE = "scripted client"
LIMITS = {
    "answers with audio": "accepts all that is offered",
    "keys": "aiortc sends no RFC 4733 events",
}


def available():
    return None


def version():
    return f"aiortc {importlib.metadata.version('aiortc')}"


class Call(XmppCall):
    """As a user sees it: one way to hang up, one end."""

    def answers(self, media=()):
        super().answers()

    def retracts(self):
        self.do("terminate", reason="cancel")

    def ends(self, timeout=15):
        event = self.client.first(self.sid, timeout, "ended", "retract",
                                  "reject")
        return event["reason"], event["text"]

    def heard_digits(self):
        return self.do("digits")


class Client(XmppClient):
    def calls(self, jid, media=("audio",)):
        return Call(self, self.do("call", to=jid, media=list(media)))

    def is_called(self, timeout=15):
        event = self.wait("call", timeout)
        return Call(self, event["sid"], event["sender"], event)

    def first(self, sid, timeout, *names):
        """The first of several events of a call."""
        from lib.process import wait_until
        return wait_until(
            lambda: next((e for e in list(self.events) if e["event"] in names
                          and e["sid"] == sid), None), timeout,
            f"{self.user}: {' or '.join(names)}; events: {self.story()}",
            [self.process])


def online(world, hz, contact=None, **options):
    del contact
    return world.xmpp_client("romeo", hz=hz, make=Client, **options)
