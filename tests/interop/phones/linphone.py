# SPDX-License-Identifier: GPL-2.0-or-later
"""Linphone: asks for a GRUU, numbers its payloads anew in each offer."""

import re

from lib import linphone, tone
from lib.process import Failed
from lib.video import Pictures
from lib.wire_ear import WireEar

TITLE = "Linphone"
PACKAGE = "linphone-cli"
NUMBER = "1002"
VIDEO_PORT = 9078
PACKETS = 150  # three seconds
LIMITS = {
    "codec=G729": "Debian's has no G.729",
    "websocket": "speaks no WebSocket",
    "early=True": "sends nothing before it answers",
}

available = linphone.available


class Linphone(linphone.Linphone):
    """What it hears and sees is decoded on its wire; what that does not show
    stands in its recording, which is whole when it has been stopped. Held, the
    other side hears what it plays."""

    hold_music = True

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.clear = options["encryption"] == "none" and \
            options["codecs"][0] in ("PCMA", "PCMU")
        if not self.clear:
            self.records()
        self.pictures = Pictures()
        self.eye = WireEar(self.netns, {VIDEO_PORT}, self.pictures)

    def hears(self, hz):
        if self.clear:
            return super().hears(hz)
        return sum(self.ear.receiver.counts.values()) > PACKETS

    def proves(self, hz):
        """What it heard before the call ended, once it has been stopped."""
        if self.clear or not self.ear.receiver.counts:
            return
        self.stop()
        if not self.recorded(hz):
            raise Failed(f"linphone {self.user} has not recorded {hz} Hz")

    def recorded(self, hz):
        """The recording has our own voice in it as well, and gaps."""
        samples, rate = tone.recording(f"{self.folder}/heard.wav", 60)
        size = int(rate * tone.FRAME)
        found = [tone.frame_has_tone(samples[n:n + size], rate, hz)
                 for n in range(0, len(samples) - size, size)]
        return sum(found) >= tone.FRAMES

    def stop(self):
        if self.process.running():
            super().stop()
            self.eye.stop()

    def holds(self):
        self.changes("pause", "Pausing", "Paused")

    def resumes(self):
        self.changes("resume", "Resuming", "(StreamsRunning|PausedByRemote)")

    def changes(self, command, begun, done):
        """Again when it met a change of the other side's: after a 491 it does
        not try again by itself."""
        for _ in range(3):
            self.does(command)
            self.state_is(begun)
            if re.search(done, self.state_is(r"\w+").group(0).split()[-1]):
                return
        raise Failed(f"linphone {self.user}: no {command}")

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
          transport="udp", timers=0, video=False,
          avpf=False):
    ice = encryption == "ice"
    return world.linphone(number, hz=hz, codecs=(codec,), make=Linphone,
                          encryption="dtls" if ice else encryption,
                          firewall="ice" if ice else "none", transport=transport,
                          video=video, avpf=avpf, sip=f"session_expires_enabled=1\n"
                          f"session_expires_value={timers}\n"
                          if timers else "")
