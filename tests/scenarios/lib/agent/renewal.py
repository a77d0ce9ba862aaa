# SPDX-License-Identifier: GPL-2.0-or-later
"""An ICE restart, which aiortc does not have: a second ICE agent under the
DTLS transport of a call. What is sent goes by the first that works; what comes
is taken from both."""

import asyncio
import contextlib

import aioice

from . import jingle_sdp as js


class Renewal:
    """ice: an RTCIceTransport; remote: ufrag and pwd of the other side, or
    they come later; on_media() is told when the first packet has come by it."""

    def __init__(self, ice, remote, on_media):
        self.ice = ice
        self.old = ice._connection  # pylint: disable=W0212
        self.new = aioice.Connection(
            ice_controlling=self.old.ice_controlling, components=1)
        self.on_media = on_media
        self.tasks = []
        self.remote(*(remote or (None, None)))

    def remote(self, ufrag, pwd):
        self.new.remote_username, self.new.remote_password = ufrag, pwd

    async def gather(self):
        await self.new.gather_candidates()

    def lines(self):
        """What an m= section says of it."""
        return [f"a=ice-ufrag:{self.new.local_username}",
                f"a=ice-pwd:{self.new.local_password}"] + [
                    f"a=candidate:{c.to_sdp()}"
                    for c in self.new.local_candidates]

    async def candidate(self, value):
        """Of the other side; checks begin with the first."""
        await self.new.add_remote_candidate(aioice.Candidate.from_sdp(value))
        if not self.tasks:
            self.tasks.append(asyncio.ensure_future(self.connect()))

    async def connect(self):
        with contextlib.suppress(ConnectionError):
            await self.new.connect()
            # the other side is not asked on the old path any more
            # (aioice 0.8 calls it handle, 0.10 task)
            consent = getattr(self.old, "_query_consent_task", None) or getattr(
                self.old, "_query_consent_handle", None)
            if consent:
                consent.cancel()
            self.ice._send = self.new.send  # pylint: disable=W0212
            queue = self.old._queue  # pylint: disable=W0212
            queue.put_nowait(await self.new.recvfrom())
            self.on_media()
            while True:  # DTLS reads where it has always read
                queue.put_nowait(await self.new.recvfrom())

    async def close(self):
        for task in self.tasks:
            task.cancel()
        await self.new.close()


def renewed(sdp, renewals):
    """An SDP with the credentials and candidates of each section's renewal,
    one for all or one for each."""
    if not renewals:
        return sdp
    head, *sections = sdp.rstrip("\r\n").split("\r\nm=")
    for n, section in enumerate(sections):
        kept = [line for line in section.split("\r\n") if not line.startswith(
            ("a=ice-ufrag:", "a=ice-pwd:", "a=candidate:"))]
        kept += renewals[min(n, len(renewals) - 1)].lines()
        sections[n] = "\r\n".join(kept)
    return "\r\nm=".join([head] + sections) + "\r\n"


def mids(sdp):
    return [m.get("mid") for m in js.read_sdp(sdp)[1]]
