# SPDX-License-Identifier: GPL-2.0-or-later
"""Tones: written as WAV files, recognised by a Goertzel filter."""

import math
import struct
import wave

FRAME = 0.2  # seconds that one decision looks at
FRAMES = 3  # frames in a row that must carry the tone
MIN_LEVEL = 200  # amplitude (16 bit) below which a frame counts as silence
PURITY = 0.3  # share of the frame's energy that the tone must have


def write_wav(path, hz, rate=8000, channels=1, seconds=60):
    """A sine; one second of it, repeated."""
    amplitude = 8000
    samples = bytearray()
    for n in range(rate):
        value = int(amplitude * math.sin(2 * math.pi * hz * n / rate))
        samples += struct.pack("<h", value) * channels
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(bytes(samples) * seconds)


def goertzel(samples, rate, hz):
    """Energy of one frequency as a share of all energy, 0 to 1."""
    coefficient = 2 * math.cos(2 * math.pi * hz / rate)
    s1 = s2 = 0.0
    energy = 0.0
    for x in samples:
        s1, s2 = x + coefficient * s1 - s2, s1
        energy += x * x
    if energy == 0:
        return 0.0
    power = s1 * s1 + s2 * s2 - coefficient * s1 * s2
    return 2 * power / (len(samples) * energy)


def frame_has_tone(samples, rate, hz):
    if not samples or max(map(abs, samples)) < MIN_LEVEL:
        return False
    return goertzel(samples, rate, hz) > PURITY


def has_tone(samples, rate, hz):
    """Do the last FRAMES frames of the samples all carry the tone?"""
    size = int(rate * FRAME)
    if len(samples) < size * FRAMES:
        return False
    tail = samples[-size * FRAMES:]
    return all(frame_has_tone(tail[n * size:(n + 1) * size], rate, hz)
               for n in range(FRAMES))


def has_key(samples, rate, digit):
    """Are the two frequencies of a key in them (ITU-T Q.23), in 50 ms at
    least?"""
    place = "123A456B789C*0#D".index(digit)
    low = (697, 770, 852, 941)[place // 4]
    high = (1209, 1336, 1477, 1633)[place % 4]
    size = rate // 20
    return any(
        all(goertzel(samples[n:n + size], rate, hz) > 0.2
            for hz in (low, high))
        for n in range(0, len(samples) - size, size // 2))


def recording(path, seconds=FRAME * FRAMES + 0.4):
    """The last seconds of a WAV file that may still be written to.

    return (samples of the first channel, rate)
    """
    with open(path, "rb") as file:
        head = file.read(44)
        if len(head) < 44:
            return [], 8000
        channels, rate = struct.unpack_from("<HI", head, 22)
        width = 2 * channels
        file.seek(0, 2)
        have = (file.tell() - 44) // width
        want = min(have, int(rate * seconds))
        file.seek(44 + (have - want) * width)
        data = file.read(want * width)
    return [v[0] for v in struct.iter_unpack("<h%dx" % (width - 2), data)], rate
