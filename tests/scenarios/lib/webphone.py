# SPDX-License-Identifier: GPL-2.0-or-later
"""A phone in a browser: JsSIP or SIP.js in a headless Chromium, registered by
a WebSocket, with Chromium's own media."""

import threading
import time

from . import chromium
from .process import wait_until
from .xmpp import Peer

PACKAGES = {"jssip": "jssip", "sipjs": "sip.js"}
RECONNECTS = 15  # seconds that the libraries take for it, with some to spare


def available(library):
    """None, or why it cannot run here."""
    return chromium.available(PACKAGES[library])


class WebPhone(Peer):
    """library: jssip or sipjs; server: the URL of the WebSocket; keys: "rtp"
    (RFC 4733) or "info", how they are sent; media: of its calls, unless they
    say otherwise; flags: of Chromium's."""

    def __init__(self, folder, page, library, user, domain, server, password,
                 address, netns=None, hz=1000, bundle_policy="balanced",
                 keys="rtp", media=("audio",), flags=()):
        self.folder = folder
        self.user = user
        self.address = address
        self.port = None
        self.hz = hz
        self.keys = keys
        self.media = list(media)
        self.sip_log = f"{folder}/sip.log"
        self.events = []
        self.seen = {}
        self.lock = threading.Condition()
        self.options = {"library": library, "uri": f"sip:{user}@{domain}",
                        "password": password, "server": server,
                        "bundlePolicy": bundle_policy}
        self.page = chromium.Chromium(folder, page, user, "phone",
                                      self.reported, hz, netns, flags)
        self.process = self.page.process
        self.registers()

    def registers(self):
        self.do("start", **self.options)
        self.wait("registered")

    def reported(self, message):
        if message["event"] == "sip":
            with open(self.sip_log, "a", encoding="utf-8") as file:
                file.write(f"--- {time.time():.6f} {message['way']}\n"
                           f"{message['text']}\n")
            return
        with self.lock:
            self.events.append(message)
            self.lock.notify_all()

    def sip(self):
        """All that it has sent and got."""
        with open(self.sip_log, encoding="utf-8") as file:
            return file.read()

    def do(self, command, timeout=40, **args):
        return self.page.do(command, timeout, **args)

    def dials(self, uri, media=None):
        self.do("call", to=uri if uri.startswith("sip:") else f"sip:{uri}",
                media=list(media or self.media))
        return self

    def is_called(self, timeout=15):
        self.wait("called", timeout)
        return self

    def hears_ringing(self, timeout=15):
        self.wait("ringing", timeout, code=180)

    def answers(self, media=None, refuses=False):
        """refuses: video is refused that it gives none of."""
        self.do("answer", media=list(media or self.media), refuses=refuses)

    def is_answered(self, timeout=15):
        self.wait("answered", timeout)
        return self

    def rejects(self, code=486):
        self.do("reject", code=code)

    def hangs_up(self):
        self.do("hangUp")

    cancels = hangs_up

    def call_ends(self, timeout=15):
        return self.wait("ended", timeout)

    def holds(self):
        self.do("hold")

    def resumes(self):
        self.do("resume")

    def presses(self, digits):
        self.do("presses", digits=digits, how=self.keys)

    def hears(self, hz):
        return self.do("hears", hz=hz)

    def hears_key(self, key, timeout=10):
        """Chromium plays telephone-events as the tones of their keys."""
        wait_until(lambda: self.do("hearsKey", key=key), timeout,
                   f"{self.user} hears the key {key}")

    def transfers(self, uri):
        self.do("transfer", to=f"sip:{uri}")

    def frames(self):
        return self.do("frames")

    def sees_frames(self, count=10, timeout=20):
        """So many more pictures than it has seen."""
        had = self.do("frames")
        wait_until(lambda: self.do("frames") >= had + count, timeout,
                   f"{self.user} decodes {count} more frames than {had}")

    def loses_socket(self):
        """Its connection to the proxy ends; it opens another one."""
        self.do("loseSocket")
        self.wait("disconnected")
        self.wait("registered", RECONNECTS)

    def reloads(self):
        """The page is loaded again, in a call perhaps, and registers."""
        self.page.reloads()
        self.registers()

    def stop(self):
        self.process.stop()
