# SPDX-License-Identifier: GPL-2.0-or-later
"""A sound server of a program's own: its microphone plays a tone, what it
plays is kept."""

import os
import time

from . import tone
from .process import wait_until

RATE = 8000
STALE = 1  # seconds without sound until there is nothing to hear

SCRIPT = """load-module module-null-sink sink_name=ears rate=48000
load-module module-null-sink sink_name=voice rate=48000
load-module module-remap-source master=voice.monitor source_name=mouth
load-module module-native-protocol-tcp listen=127.0.0.1 port=4713 auth-anonymous=1
set-default-sink ears
set-default-source mouth
"""


# in a namespace of its own; a socket's path could be too long
SERVER = "tcp:127.0.0.1:4713"


UP = "until pactl info; do sleep 0.05; done >/dev/null 2>&1; exec "


def start(folder, part, hz):
    """part: starts a program with the environment and in the namespace of the
    one that shall hear."""
    script = f"{folder}/pulse.pa"
    with open(script, "w", encoding="utf-8") as file:
        file.write(SCRIPT)
    pulse = part("pulse", [
        "pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no",
        "--exit-idle-time=-1", "-F", script])
    tone.write_wav(f"{folder}/tone.wav", hz, 48000, 1, 300)
    part("voice", ["bash", "-c", f"{UP} paplay --device=voice "
                   f"{folder}/tone.wav"])
    ears = f"{folder}/ears.raw"
    part("ears", ["bash", "-c", f"{UP} parec --device=ears.monitor "
                  "--format=s16le --rate=8000 --channels=1 "
                  f"--raw --latency-msec=50 > {ears}"])
    wait_until(lambda: os.path.exists(ears) and os.path.getsize(ears), 15,
               "PulseAudio is up", [pulse])


def hears(folder, hz):
    path = f"{folder}/ears.raw"
    if os.path.getmtime(path) < time.time() - STALE:
        return False
    with open(path, "rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - 2 * RATE) // 2 * 2)
        data = file.read()
    samples = list(memoryview(data[:len(data) // 2 * 2]).cast("h"))
    return tone.has_tone(samples, RATE, hz)
