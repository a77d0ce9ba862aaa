# SPDX-License-Identifier: GPL-2.0-or-later
"""Linphone: asks for a GRUU, numbers its payloads anew in each offer."""

import re

from lib import linphone
from lib.video import Pictures
from lib.wire_ear import WireEar

TITLE = "Linphone"
PACKAGE = "linphone-cli"
NUMBER = "1002"
VIDEO_PORT = 9078
LIMITS = {
    "codec=G729": "Debian's has no G.729",
    "websocket": "speaks no WebSocket",
}

available = linphone.available


class Linphone(linphone.Linphone):
    """What it sees is decoded on its wire."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.pictures = Pictures()
        self.eye = WireEar(self.netns, {VIDEO_PORT}, self.pictures)

    def frames(self):
        return self.pictures.frames

    def presses(self, digits):
        for digit in digits:
            super().presses(digit)

    def heard_digits(self):
        with open(f"{self.folder}/console.log", encoding="utf-8",
                  errors="replace") as file:
            return "".join(re.findall(r"Receiving tone (\S) ", file.read()))

    def transfers(self, uri):
        self.does(f"transfer sip:{uri}")

    def kill(self):
        self.process.kill()


def ready(world, hz, number=NUMBER, codec="PCMA", encryption="none",
          transport="udp", timers=0, video=False):
    return world.linphone(number, hz=hz, codecs=(codec,), make=Linphone,
                          encryption=encryption, transport=transport,
                          video=video, sip=f"session_expires_enabled=1\n"
                          f"session_expires_value={timers}\n"
                          if timers else "")
