# SPDX-License-Identifier: GPL-2.0-or-later
"""Linphone: asks for a GRUU, numbers its payloads anew in each offer."""

import re

from lib import linphone

TITLE = "Linphone"
PACKAGE = "linphone-cli"
NUMBER = "1002"
LIMITS = {
    "codec=G729": "Debian's has no G.729",
    "websocket": "speaks no WebSocket",
}

available = linphone.available


class Linphone(linphone.Linphone):
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
          transport="udp"):
    return world.linphone(number, hz=hz, codecs=(codec,), make=Linphone,
                          encryption=encryption, transport=transport)
