# SPDX-License-Identifier: GPL-2.0-or-later
"""stanza.js in a headless Chromium: a real WebRTC stack with real XMPP."""

import os
import threading
import time

from . import chromium
from .process import wait_until
from .xmpp import Peer, XmppCall


def available():
    """None, or why stanza.js cannot run here."""
    return chromium.available("stanza")


class BrowserClient(Peer):
    """One user with stanza.js. No JMI: it is called at its full JID."""

    def __init__(self, folder, page, user, domain, url, password, netns=None,
                 resource="browser", hz=440, bundle_policy="balanced",
                 caps_node=None, reversed_senders=False):
        os.makedirs(folder, exist_ok=True)
        self.folder = folder
        self.user = user
        self.hz = hz
        self.jid = f"{user}@{domain}"
        self.xml_log = f"{folder}/stanzas.log"
        self.events = []
        self.seen = {}
        self.lock = threading.Condition()
        self.page = chromium.Chromium(folder, page, user, "client",
                                      self.reported, hz, netns)
        self.process = self.page.process
        self.full_jid = self.do("connect", jid=self.jid, password=password,
                                url=url, resource=resource,
                                bundlePolicy=bundle_policy,
                                capsNode=caps_node,
                                reversed=reversed_senders)

    def reported(self, message):
        if message["event"] == "xml":
            with open(self.xml_log, "a", encoding="utf-8") as file:
                file.write(f"{time.time():.6f} {message['way']} "
                           f"{message['xml']}\n")
            return
        with self.lock:
            self.events.append(message)
            self.lock.notify_all()

    def do(self, command, timeout=40, **args):
        return self.page.do(command, timeout, **args)

    def calls(self, jid, media=("audio",)):
        return BrowserCall(self, self.do("call", to=jid, media=list(media)))

    def is_called(self, timeout=15):
        event = self.wait("call", timeout)
        return BrowserCall(self, event["sid"], event["sender"], event)


class BrowserCall(XmppCall):
    """The same steps; stanza.js knows no JMI."""

    def answers(self, media=("audio",)):
        self.do("accept", media=list(media))

    def holds(self):
        self.do("hold")

    def resumes(self):
        self.do("resume")

    def hears_key(self, key, timeout=10):
        """Chromium plays telephone-events as the tones of their keys."""
        wait_until(lambda: self.do("hearsKey", key=key), timeout,
                   f"{self.user} hears the key {key}")
