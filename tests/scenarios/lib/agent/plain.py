# SPDX-License-Identifier: GPL-2.0-or-later
"""The scripted client's media without DTLS: plain RTP over ICE-UDP with two
components (as QXmpp and libpurple have it), or over raw-udp. Voice and
RFC 4733 events only. The same methods as media.Connection."""

import asyncio
import contextlib
import secrets
import socket

import aioice

from ..rtp import Receiver, Sender

CODECS = {"PCMA": "8 PCMA/8000", "PCMU": "0 PCMU/8000"}
EVENTS = 101


def lines_of(sdp, name):
    start = f"a={name}:"
    return [line[len(start):] for line in sdp.splitlines()
            if line.startswith(start)]


def knows(sdp, codecs=None):
    """Is one of our codecs in an offer?"""
    media = next(line for line in sdp.splitlines() if line.startswith("m="))
    return bool(set(media.split()[3:]) & {
        CODECS[c].split()[0] for c in codecs or CODECS if c in CODECS})


class Sockets:
    """raw-udp: a port and the next one, nothing else."""

    def __init__(self, address):
        self.socks = []
        for n in range(2):
            sock = socket.socket(socket.AF_INET6 if ":" in address else
                                 socket.AF_INET, socket.SOCK_DGRAM)
            sock.setblocking(False)
            sock.bind((address, self.socks[0].getsockname()[1] + 1 if n
                       else 40000 + 2 * secrets.randbelow(5000)))
            self.socks.append(sock)
        self.address = address
        self.target = None

    async def recv(self):
        return await asyncio.get_running_loop().sock_recv(self.socks[0], 2048)

    async def send(self, data):
        if self.target:
            with contextlib.suppress(OSError):
                self.socks[0].sendto(data, self.target)

    async def close(self):
        for sock in self.socks:
            sock.close()


class PlainConnection:
    """kind: ice or raw."""

    def __init__(self, hz, on_state, codecs=None, kind="ice", ipv6=None,
                 address=None, events=None):
        self.on_state = on_state
        self.kind = kind
        self.codecs = [c for c in codecs or ("PCMA", "PCMU") if c in CODECS]
        self.number = int(CODECS[self.codecs[0]].split()[0])
        self.sender = Sender(hz, self.number)
        self.own_events = events  # a number that it keeps, or None
        self.events = events or EVENTS
        self.sent_events = self.events
        self.receiver = Receiver(self.events)
        self.address = address or own_address(ipv6)
        self.ipv6 = ipv6
        self.name = "voice"
        self.link = None
        self.old = []
        self.tasks = []
        self.queue = []
        self.muted = False
        self.early = []

    async def make(self, controlling):
        if self.kind == "raw":
            self.link = Sockets(self.address)
            return
        self.link = aioice.Connection(
            ice_controlling=controlling, components=2,
            use_ipv4=self.ipv6 is not True, use_ipv6=self.ipv6 is not False)
        await self.link.gather_candidates()

    def sdp(self):
        numbers = [CODECS[c].split()[0] for c in self.codecs]
        lines = [f"m=audio 9 RTP/AVP {' '.join(numbers)} {self.events}",
                 f"a=mid:{self.name}"]
        lines += [f"a=rtpmap:{CODECS[c]}" for c in self.codecs]
        lines += [f"a=rtpmap:{self.events} telephone-event/8000",
                  f"a=fmtp:{self.events} 0-15"]
        if self.kind == "raw":
            lines += [f"a=raw:{n + 1} {self.address} {s.getsockname()[1]}"
                      for n, s in enumerate(self.link.socks)]
        else:
            lines += [f"a=ice-ufrag:{self.link.local_username}",
                      f"a=ice-pwd:{self.link.local_password}"]
            lines += [f"a=candidate:{c.to_sdp()}"
                      for c in self.link.local_candidates]
        return "\r\n".join(lines) + "\r\n"

    async def offer(self, kinds, _names=None):
        await self.make(True)
        return self.sdp()

    async def take_offer(self, sdp):
        await self.make(False)
        self.name = (lines_of(sdp, "mid") or [self.name])[0]
        self.choose(sdp)
        await self.connect(sdp)
        return self.sdp()

    async def take_answer(self, sdp):
        self.choose(sdp)
        await self.connect(sdp)

    def choose(self, sdp):
        """Speak the first codec of ours that the other side names, and have
        its number for telephone-event, or send by that one and hear by our own
        (RFC 3264 section 6.1)."""
        for line in lines_of(sdp, "rtpmap"):
            if line.endswith(" telephone-event/8000"):
                self.sent_events = int(line.split()[0])
                self.events = self.own_events or self.sent_events
        media = next(line for line in sdp.splitlines()
                     if line.startswith("m=audio"))
        for number in media.split()[3:]:
            if number in ("0", "8") and any(
                    CODECS[c].startswith(number) for c in self.codecs):
                self.sender = Sender(self.sender.hz, int(number))
                return

    async def connect(self, sdp, _name=None):
        if self.kind == "raw":
            address = lines_of(sdp, "raw")[0].split()
            self.link.target = (address[1], int(address[2]))
            self.on_state("connected")
            self.start()
            return
        self.link.remote_username = lines_of(sdp, "ice-ufrag")[0]
        self.link.remote_password = lines_of(sdp, "ice-pwd")[0]
        for text in lines_of(sdp, "candidate") + self.early:
            await self.link.add_remote_candidate(
                aioice.Candidate.from_sdp(text))
        self.early = []
        await self.link.add_remote_candidate(None)

        async def check(link):
            await link.connect()
            self.on_state("connected")
            self.start()
        self.tasks.append(asyncio.ensure_future(check(self.link)))

    async def candidate(self, value, _):
        self.early.append(value)

    async def restart(self, kind=None):
        """New ICE credentials, or another kind of transport; the old path is
        used until the new one is there. return the SDP"""
        self.old.append(self.link)
        self.kind = kind or self.kind
        await self.make(True)
        return self.sdp()

    def start(self):
        self.receiver = Receiver(self.events)  # what is heard from now on
        for task in self.tasks:
            if task.get_coro().__name__ in ("talk", "listen"):
                task.cancel()
        self.tasks += [asyncio.ensure_future(self.listen(self.link)),
                       asyncio.ensure_future(self.talk(self.link))]

    async def listen(self, link):
        while True:
            try:
                self.receiver.packet(await link.recv())
            except (ConnectionError, OSError):
                return

    async def talk(self, link):
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            due += 0.02
            await asyncio.sleep(max(0, due - loop.time()))
            if self.muted:
                continue
            data = self.queue.pop(0) if self.queue else self.sender.voice()
            with contextlib.suppress(ConnectionError):
                await link.send(data)

    def presses(self, digits):
        for digit in digits:
            self.queue += self.sender.event(digit, self.sent_events)

    def hears(self, hz):
        return self.receiver.hears(hz)

    def frames(self, _):
        return 0

    async def close(self):
        for task in self.tasks:
            task.cancel()
        for link in self.old + [self.link]:
            if link:
                await link.close()


def own_address(ipv6=False):
    """The address of the default route."""
    family, far = (socket.AF_INET6, "fd77::1") if ipv6 else \
        (socket.AF_INET, "192.0.2.1")
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        probe.connect((far, 9))
        return probe.getsockname()[0]
