# SPDX-License-Identifier: GPL-2.0-or-later
"""Video of the scripted SIP phone: VP8 in plain RTP, encoded and decoded by
aiortc's codecs, so that what counts as a frame is a picture."""

import fractions
import random
import socket
import threading
import time

from aiortc import RTCRtpCodecParameters, rtp
from aiortc.codecs import depayload
from aiortc.codecs.vpx import Vp8Decoder, Vp8Encoder
from aiortc.jitterbuffer import JitterBuffer
from av import VideoFrame

PAYLOAD = 97
SIZE = (320, 240)
RATE = 10  # frames a second
CODEC = RTCRtpCodecParameters(mimeType="video/VP8", clockRate=90000,
                              payloadType=PAYLOAD)


class Pictures:
    """Decodes what comes as one payload type; None: as any that is dynamic."""

    def __init__(self, payload=None):
        self.payload = payload
        self.frames = 0
        self.size = None
        self.ssrc = None
        self.decoder = Vp8Decoder()
        self.buffer = JitterBuffer(128, is_video=True)

    def packet(self, data):
        if len(data) < 12 or 64 <= data[1] & 127 < 96:
            return
        packet = rtp.RtpPacket.parse(data)
        self.ssrc = packet.ssrc
        if not packet.payload or packet.payload_type not in (
                [self.payload] if self.payload else range(96, 128)):
            return
        packet._data = depayload(CODEC, packet.payload)
        _, encoded = self.buffer.add(packet)
        for frame in self.decoder.decode(encoded) if encoded else []:
            self.frames += 1
            self.size = (frame.width, frame.height)


class VideoEnd:
    """One m=video of a phone, RTP on port, RTCP on the next one. stingy: its
    only key frames are the first one and those that are asked for."""

    def __init__(self, user, socks, address, port, stingy=False):
        self.user = user
        self.address = address
        self.port = port
        self.socks = socks
        for n, sock in enumerate(socks):
            sock.bind((address, port + n))
        self.target = None
        self.stingy = stingy
        self.wanted = False  # a key frame
        self.sent = 0
        self.ssrc = random.getrandbits(32)
        self.number(PAYLOAD)
        self.closed = False
        for work in (self.listen, self.talk):
            threading.Thread(target=work, daemon=True).start()

    def number(self, payload):
        """The payload type; an answer has that of the offer."""
        self.payload = payload
        self.pictures = Pictures(payload)

    def sdp(self, direction="sendrecv", port=None):
        return f"m=video {self.port if port is None else port} RTP/AVP " \
            f"{self.payload}\r\na=rtpmap:{self.payload} VP8/90000\r\n" \
            f"a={direction}\r\n"

    @property
    def frames(self):
        """How many pictures were decoded so far."""
        return self.pictures.frames

    @property
    def size(self):
        return self.pictures.size

    def listen(self):
        while not self.closed:
            try:
                self.pictures.packet(self.socks[0].recv(2048))
            except OSError:
                return

    def talk(self):
        encoder, number = Vp8Encoder(), random.getrandbits(15)
        while not self.closed:
            time.sleep(1 / RATE)
            if not self.target:
                continue
            frame = VideoFrame(width=SIZE[0], height=SIZE[1])
            for plane in frame.planes:
                plane.update(bytes([self.sent % 256]) * plane.buffer_size)
            frame.pts, frame.time_base = self.sent * 9000, fractions.Fraction(
                1, 90000)
            whole = self.wanted if self.stingy else self.sent % RATE == 0
            self.wanted = False
            payloads, stamp = encoder.encode(frame, whole)
            for n, payload in enumerate(payloads):
                number = (number + 1) & 0xffff
                packet = rtp.RtpPacket(
                    payload_type=self.payload, sequence_number=number,
                    timestamp=stamp & 0xffffffff, ssrc=self.ssrc,
                    marker=int(n == len(payloads) - 1))
                packet.payload = payload
                self.send(0, packet.serialize(), self.target)
            self.sent += 1
            if self.sent % RATE == 0 and self.pictures.ssrc and \
                    not self.frames:
                self.asks_for_a_picture()

    def asks_for_a_picture(self):
        """PLI (RFC 4585 section 6.3.1)."""
        packet = rtp.RtcpPsfbPacket(fmt=1, ssrc=self.ssrc,
                                    media_ssrc=self.pictures.ssrc)
        self.send(1, bytes(packet), (self.target[0], self.target[1] + 1))

    def send(self, n, data, target):
        try:
            self.socks[n].sendto(data, target)
        except OSError:
            pass

    def stop(self):
        self.closed = True
        for sock in self.socks:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            sock.close()


def video_target(sdp):
    """(address, port) of the m=video line; None when it is refused."""
    address, port, kind = None, 0, None
    for line in sdp.splitlines():
        if line.startswith("m="):
            kind = line[2:7]
            if kind == "video":
                port = int(line.split()[1])
        elif line.startswith("c=") and (kind == "video" or address is None):
            address = line.split()[2]
    return (address, port) if port else None
