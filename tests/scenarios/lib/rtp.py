# SPDX-License-Identifier: GPL-2.0-or-later
"""RTP without any library: a tone out as PCMA, PCMU or nothing, what comes in
counted by payload type, listened to, and its RFC 4733 events read."""

import bisect
import contextlib
import math
import re
import secrets
import socket
import struct
import threading
import time

from . import tone

RATE = 8000
FRAME = 160  # samples of 20 ms
STALE = 0.5  # seconds without a packet until there is nothing to hear
EVENT_VOLUME = 10
DIGITS = "0123456789*#ABCD"


def alaw_sample(byte):
    """ITU-T G.711, A-law to 16 bit linear."""
    byte ^= 0x55
    exponent, mantissa = (byte >> 4) & 7, byte & 15
    value = (mantissa << 4) + 8
    if exponent:
        value = (value + 0x100) << (exponent - 1)
    return value if byte & 0x80 else -value


def ulaw_sample(byte):
    """ITU-T G.711, mu-law to 16 bit linear."""
    byte = ~byte & 0xff
    value = (((byte & 15) << 3) + 132 << ((byte >> 4) & 7)) - 132
    return -value if byte & 0x80 else value


DECODED = {0: [ulaw_sample(b) for b in range(256)],
           8: [alaw_sample(b) for b in range(256)]}


def encoder(payload):
    """A function that gives the nearest code of a sample."""
    codes = sorted((v, b) for b, v in enumerate(DECODED[payload]))
    values = [v for v, _ in codes]

    def encode(sample):
        n = bisect.bisect_left(values, sample)
        return min(codes[max(0, n - 1):n + 1],
                   key=lambda c: abs(c[0] - sample))[1]
    return encode


class Sender:
    """Makes the packets of one stream. payload: 0 or 8."""

    def __init__(self, hz, payload=8):
        self.hz = hz
        self.payload = payload
        self.ssrc = secrets.randbits(32)
        self.number = secrets.randbits(15)
        self.stamp = secrets.randbits(31)
        encode = encoder(payload)
        self.second = bytes(
            encode(int(8000 * math.sin(2 * math.pi * hz * n / RATE)))
            for n in range(RATE))
        self.place = 0

    def header(self, payload, stamp, marker=False):
        self.number = (self.number + 1) & 0xffff
        return struct.pack("!BBHII", 0x80, payload | (0x80 if marker else 0),
                           self.number, stamp & 0xffffffff, self.ssrc)

    def voice(self):
        """The next 20 ms."""
        data = self.second[self.place:self.place + FRAME]
        self.place = (self.place + FRAME) % RATE
        packet = self.header(self.payload, self.stamp) + data
        self.stamp += FRAME
        return packet

    def event(self, digit, payload, frames=5):
        """RFC 4733: one key, its packets in the order of sending."""
        start, packets = self.stamp, []
        for n in range(frames + 3):
            end = n >= frames  # the last one goes three times
            duration = FRAME * min(n + 1, frames)
            packets.append(self.header(payload, start, n == 0) + struct.pack(
                "!BBH", DIGITS.index(digit), EVENT_VOLUME |
                (0x80 if end else 0), duration))
        self.stamp += FRAME * (frames + 3)
        return packets


class Receiver:
    """Looks at the packets of one stream. events: its payload type."""

    def __init__(self, events=None):
        self.events = events
        self.counts = {}  # by payload type
        self.digits = ""
        self.lengths = []  # ms, of each of them
        self.volumes = []  # -dBm0, likewise
        self.streams = []  # SSRCs, as they came; one that comes back is new
        self.last_event = None
        self.first = None  # when the first voice came, time.monotonic()
        self.last = 0.0
        self.samples = []

    def packet(self, data):
        if len(data) < 12 or data[0] >> 6 != 2 or 64 <= data[1] & 127 < 96:
            return  # no RTP, or RTCP on the same port
        payload = data[1] & 127
        self.counts[payload] = self.counts.get(payload, 0) + 1
        if data[8:12].hex() not in self.streams[-1:]:
            self.streams.append(data[8:12].hex())
        size = 12 + 4 * (data[0] & 15)
        if data[0] & 0x10:
            size += 4 + 4 * struct.unpack_from("!H", data, size + 2)[0]
        if payload == self.events and len(data) >= size + 4:
            stamp = struct.unpack_from("!I", data, 4)[0]
            if stamp != self.last_event and data[size] < len(DIGITS):
                self.last_event = stamp
                self.digits += DIGITS[data[size]]
                self.lengths.append(0)
                self.volumes.append(data[size + 1] & 63)
            if self.lengths:
                self.lengths[-1] = struct.unpack_from(
                    "!H", data, size + 2)[0] * 1000 // RATE
        elif payload in DECODED:
            self.last = time.monotonic()
            self.first = self.first or self.last
            table = DECODED[payload]
            self.samples = (self.samples +
                            [table[b] for b in data[size:]])[-RATE:]

    def hears(self, hz):
        return time.monotonic() - self.last < STALE and \
            tone.has_tone(self.samples, RATE, hz)

    def hears_key(self, digit):
        """Is it in the last second of the voice, as a tone?"""
        return tone.has_key(self.samples, RATE, digit)


class RtpEnd:
    """A socket that sends a tone from the moment it has a target, and
    listens. What the other side sends as RTCP comes to another port."""

    profile = "RTP/AVP"

    def __init__(self, user, sock, address, port, hz, payload=8, events=101):
        self.user = user
        self.hz = hz
        self.sock = sock
        self.address = address
        self.port = port
        sock.bind((address, port))
        self.sender = Sender(hz, payload)
        self.receiver = Receiver(events)
        self.target = None
        self.talks = True
        self.closed = False
        self.queue = []
        for work in (self.listen, self.talk):
            threading.Thread(target=work, daemon=True).start()

    def listen(self):
        while not self.closed:
            try:
                self.receiver.packet(self.sock.recv(2048))
            except OSError:
                return

    def talk(self):
        due = time.monotonic()
        while not self.closed:
            due += 0.02
            time.sleep(max(0, due - time.monotonic()))
            if not self.target or not self.talks:
                continue
            data = self.queue.pop(0) if self.queue else self.sender.voice()
            try:
                self.send(data)
            except OSError:
                if self.closed:
                    return

    def send(self, data):
        self.sock.sendto(data, self.target)

    def lines(self):
        """Attributes of the m= line, besides its codecs."""
        return ""

    def offered(self, sdp):
        """The other side's body, before it is answered."""

    def answered(self, sdp):
        """Both sides have said theirs."""

    def speaks(self, payloads):
        """Speak the first codec of the other side's list that we can."""
        number = next((n for n in payloads if n in DECODED),
                      self.sender.payload)
        if number != self.sender.payload:
            self.sender = Sender(self.hz, number)

    def presses(self, digits, payload=101):
        for digit in digits:
            self.queue += self.sender.event(digit, payload)

    def hears(self, hz):
        return self.receiver.hears(hz)

    def stop(self):
        self.closed = True
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.sock.close()


def audio_lines(sdp):
    """The session's lines and those of its first m=audio."""
    session, *sections = re.split("^m=", sdp, flags=re.M)
    audio = next(s for s in sections if s.startswith("audio"))
    return session.splitlines() + ("m=" + audio).splitlines()


class EchoEnd(RtpEnd):
    """Says what it hears, whatever the codec: who talks to it hears himself."""

    def listen(self):
        number = secrets.randbits(15)
        while not self.closed:
            try:
                data = self.sock.recv(2048)
            except OSError:
                return
            self.receiver.packet(data)
            if len(data) < 12 or 64 <= data[1] & 127 < 96 or not self.target:
                continue
            number = (number + 1) & 0xffff
            with contextlib.suppress(OSError):
                self.sock.sendto(data[:2] + struct.pack("!H", number) +
                                 data[4:8] + struct.pack(
                                     "!I", self.sender.ssrc) + data[12:],
                                 self.target)

    def talk(self):
        pass


def sdp_target(sdp):
    """(address, port) of the audio of an SDP."""
    address, port = None, 0
    for line in audio_lines(sdp):
        if line.startswith("c="):
            address = line.split()[2]
        elif line.startswith("m="):
            port = int(line.split()[1])
    return address, port


def sdp_payloads(sdp):
    """Payload types of the audio."""
    line = next(line for line in audio_lines(sdp) if line.startswith("m="))
    return [int(n) for n in line.split()[3:]]


def sdp_direction(sdp):
    for line in sdp.splitlines():
        if line[2:] in ("sendrecv", "sendonly", "recvonly", "inactive"):
            return line[2:]
    return "sendrecv"
