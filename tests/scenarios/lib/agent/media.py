# SPDX-License-Identifier: GPL-2.0-or-later
"""The scripted client's ears and mouth on aiortc: ICE, DTLS-SRTP, a tone."""

import asyncio
import fractions
import time

import numpy
from aiortc import (RTCConfiguration, RTCIceServer, RTCPeerConnection,
                    RTCRtpReceiver, RTCRtpSender, RTCSessionDescription,
                    VideoStreamTrack)
from aiortc.rtcdtlstransport import RTCCertificate
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from aiortc.rtp import RtcpByePacket
from aiortc.sdp import candidate_from_sdp
from av import AudioFrame

from .. import tone
from . import jingle_sdp as js
from .renewal import Renewal, mids, renewed

RATE = 48000
PTIME = 0.02
STALE = 0.5  # seconds without a frame until there is nothing to hear


def take_rsa_certificates():
    """Newer aiortc offers no cipher for the RSA certificate of a phone;
    browsers do."""
    make = RTCCertificate._create_ssl_context  # pylint: disable=W0212

    def with_rsa(*args, **options):
        context = make(*args, **options)
        context.set_cipher_list(b"HIGH:!CAMELLIA:!aNULL")
        return context
    RTCCertificate._create_ssl_context = with_rsa


def outlive_byes():
    """A phone that ends one RTP session and begins another, at a hold, says
    BYE (RFC 3550 section 6.6) for the first one's source; aiortc never plays
    again then, browsers do."""
    handle = RTCRtpReceiver._handle_rtcp_packet  # pylint: disable=W0212

    async def but_bye(self, packet):
        if not isinstance(packet, RtcpByePacket):
            await handle(self, packet)
    RTCRtpReceiver._handle_rtcp_packet = but_bye


take_rsa_certificates()
outlive_byes()


class Tone(MediaStreamTrack):
    """A sine, 20 ms a frame."""

    kind = "audio"

    def __init__(self, hz):
        super().__init__()
        self.hz = hz
        self.start = None
        self.sent = 0

    async def recv(self):
        size = int(RATE * PTIME)
        self.start = self.start or time.monotonic()
        wait = self.start + self.sent / RATE - time.monotonic()
        if wait > 0:
            await asyncio.sleep(wait)
        n = numpy.arange(self.sent, self.sent + size)
        wave = (8000 * numpy.sin(2 * numpy.pi * self.hz * n / RATE))
        frame = AudioFrame.from_ndarray(
            wave.astype(numpy.int16).reshape(1, -1), "s16", "mono")
        frame.sample_rate = RATE
        frame.pts = self.sent
        frame.time_base = fractions.Fraction(1, RATE)
        self.sent += size
        return frame


class Ear:
    """Keeps the last second of a received track."""

    def __init__(self):
        self.samples = []
        self.rate = RATE
        self.first = None  # time.monotonic(), as for all processes here
        self.last = 0.0
        self.frames = 0

    async def listen(self, track):
        while True:
            try:
                frame = await track.recv()
            except MediaStreamError:
                return
            self.frames += 1
            self.last = time.monotonic()
            self.first = self.first or self.last
            if track.kind == "audio":
                channels = len(frame.layout.channels)
                data = frame.to_ndarray().reshape(-1)[::channels]
                step = max(1, frame.sample_rate // 8000)
                self.rate = frame.sample_rate // step
                self.samples = (self.samples + data[::step].tolist())[
                    -self.rate:]

    def hears(self, hz):
        if time.monotonic() - self.last > STALE:
            return False
        return tone.has_tone(self.samples, self.rate, hz)


def with_codecs(sdp, names):
    """An offer whose audio has these codecs alone."""
    lines = sdp.split("\r\n")
    keep = {line[9:].split(" ")[0] for line in lines
            if line.startswith("a=rtpmap:") and line.split(" ")[1].split(
                "/")[0].lower() in [n.lower() for n in names]}
    result, drop = [], set()
    for line in lines:
        if line.startswith("m="):
            words = line.split(" ")
            drop = set(words[3:]) - keep if words[0] == "m=audio" else set()
            line = " ".join(words[:3] + [w for w in words[3:]
                                         if w not in drop])
        elif line.split(" ")[0].partition(":")[2] in drop and \
                line.startswith(("a=rtpmap:", "a=fmtp:", "a=rtcp-fb:")):
            continue
        result.append(line)
    return "\r\n".join(result)


class Connection:
    """One peer connection. on_state(text) tells how it goes."""

    def __init__(self, hz, on_state, codecs=None, servers=()):
        self.hz = hz
        self.on_state = on_state
        self.codecs = codecs
        self.ears = {}
        self.tasks = []
        self.early = []  # candidates that came before the description
        self.renewals = []  # ICE agents of a restart, one for each transport
        self.pc = RTCPeerConnection(RTCConfiguration(
            iceServers=[RTCIceServer(**s) for s in servers]))
        self.pc.on("track", self.track)
        self.pc.on("connectionstatechange",
                   lambda: on_state(self.pc.connectionState))

    def track(self, track):
        ear = self.ears.setdefault(track.kind, Ear())
        self.tasks.append(asyncio.ensure_future(ear.listen(track)))

    def add(self, kind):
        self.pc.addTrack(Tone(self.hz) if kind == "audio"
                         else VideoStreamTrack())
        if kind == "audio" and self.codecs:
            able = RTCRtpSender.getCapabilities("audio").codecs
            for transceiver in self.pc.getTransceivers():
                if transceiver.kind == "audio":
                    transceiver.setCodecPreferences(
                        [c for name in self.codecs for c in able if
                         c.mimeType.lower() == f"audio/{name.lower()}"])

    async def offer(self, kinds, names=None):
        """names: of the contents, when they are not numbers."""
        for kind in kinds:
            self.add(kind)
        offer = await self.pc.createOffer()
        if names:
            offer = RTCSessionDescription(
                type="offer", sdp=js.with_names(offer.sdp, names))
        await self.pc.setLocalDescription(offer)
        return self.pc.localDescription.sdp

    async def take_offer(self, sdp):
        """Take an offer and return the answer, candidates included."""
        if self.codecs:
            sdp = with_codecs(sdp, self.codecs)
        await self.pc.setRemoteDescription(
            RTCSessionDescription(sdp=sdp, type="offer"))
        for transceiver in self.pc.getTransceivers():
            if transceiver.kind in ("audio", "video"):
                self.add(transceiver.kind)
        await self.pc.setLocalDescription(await self.pc.createAnswer())
        await self.take_early()
        return self.pc.localDescription.sdp

    def offered(self):
        return renewed(self.pc.localDescription.sdp, self.renewals)

    async def take_answer(self, sdp):
        await self.pc.setRemoteDescription(
            RTCSessionDescription(sdp=sdp, type="answer"))
        await self.take_early()

    async def take_early(self):
        early, self.early = self.early, []
        for value, name in early:
            await self.candidate(value, name)

    async def candidate(self, value, name):
        """Take a trickled candidate (an SDP value) for a content."""
        if self.pc.remoteDescription is None:
            self.early.append((value, name))
            return
        if self.renewals:
            await self.renewal(name).candidate(value)
            return
        candidate = candidate_from_sdp(value)
        candidate.sdpMid = name
        await self.pc.addIceCandidate(candidate)

    def renewal(self, name):
        number = mids(self.offered()).index(name)
        return self.renewals[min(number, len(self.renewals) - 1)]

    async def restart(self, _kind=None):
        """ICE anew, by our own wish; return what we say of ours."""
        return await self.renew()

    async def connect(self, text, name):
        """What the other side says to our restart: SDP lines of a content."""
        values = dict(line[2:].split(":", 1) for line in text.split("\r\n"))
        self.renewal(name).remote(values["ice-ufrag"], values["ice-pwd"])
        for line in text.split("\r\n"):
            if line.startswith("a=candidate:"):
                await self.candidate(line[12:], name)

    async def renew(self, *remote):
        """ICE anew, for all contents: the other side has told new ufrag and
        pwd. return what we say of ours"""
        transports = []
        for transceiver in self.pc.getTransceivers():
            ice = transceiver.sender.transport.transport
            if ice not in transports:
                transports.append(ice)
        self.renewals = [Renewal(ice, remote, lambda: self.on_state(
            "renewed")) for ice in transports]
        for renewal in self.renewals:
            await renewal.gather()
        return self.offered()

    def hears(self, hz):
        return "audio" in self.ears and self.ears["audio"].hears(hz)

    def first_heard(self):
        """When the first sound was decoded; None: not yet."""
        return self.ears["audio"].first if "audio" in self.ears else None

    def forget(self):
        """Whatever was heard so far."""
        for ear in self.ears.values():
            ear.samples = []

    def frames(self, kind):
        """Frames decoded so far."""
        return self.ears[kind].frames if kind in self.ears else 0

    async def close(self):
        for task in self.tasks:
            task.cancel()
        for renewal in self.renewals:
            await renewal.close()
        await self.pc.close()
