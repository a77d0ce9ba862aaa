# SPDX-License-Identifier: GPL-2.0-or-later
"""Streams that the scripted client adds to a call, or has added to it: each has
a peer connection of its own, as Dino and QXmpp have it."""

import re
import xml.etree.ElementTree as ET

from . import jingle_sdp as js
from .media import Connection

VIDEO = "video"
GROUPING = "urn:xmpp:jingle:apps:grouping:0"
REJECTS = "<reason><decline/></reason>"


def description(content):
    return content.find(f"{{{js.RTP}}}description")


class Streams:
    """A part of the client. Knob adds: what it does when a content is added:
    accept, reject, silent, error (an iq error), tie-break."""

    def role(self, call):
        return "initiator" if call.outgoing else "responder"

    def stream_connection(self, call, name):
        def on_state(state):
            self.event("stream", sid=call.sid, name=name, state=state)
        added = Connection(self.config["hz"], on_state, None, self.servers)
        call.streams[name] = added
        return added

    def content_xml(self, sdp, creator, senders):
        """The contents of an SDP, without its group."""
        _, medias = js.read_sdp(sdp)
        return "".join(js.xml(
            "content", {"creator": creator, "name": media.get("mid"),
                        "senders": senders},
            js.description_xml(media) + js.transport_xml(media))
            for media in medias)

    # --- commands ---

    async def do_add(self, sid, kind=VIDEO, name="more", senders="both",
                     creator=None):
        """content-add; return the reply."""
        call = self.calls[sid]
        sdp = await self.stream_connection(call, name).offer([kind], [name])
        creator = creator or self.persona.creator(self.role(call))
        xml = self.content_xml(sdp, creator, senders)
        return ET.tostring(await self.jingle(
            call, "content-add", self.persona.writes(xml)), "unicode")

    async def do_add_bundled(self, sid, name="more", shared=False):
        """A content-add as Conversations makes it: its transport is empty. Shared:
        as Movim and all that are max-bundle make it, ICE and keys are the
        voice's, and both stand in a group (RFC 9143 section 7.2.3, RFC 9429
        section 5.2.2)."""
        call = self.calls[sid]
        transport, group = js.xml("transport", {"xmlns": js.ICE}), ""
        if shared:
            _, medias = js.read_sdp(call.connection.pc.localDescription.sdp)
            transport = js.transport_xml(medias[0])
            transport = re.sub(r"<candidate [^>]*/>", "", transport)
            group = (f"<group xmlns='{GROUPING}' semantics='BUNDLE'>"
                     f"<content name='{medias[0].get('mid')}'/>"
                     f"<content name='{name}'/>"
                     "</group>")
        xml = group + js.xml(
            "content", {"creator": "initiator", "name": name}, (
                "<description xmlns='urn:xmpp:jingle:apps:rtp:1' "
                "media='video'><payload-type id='97' name='VP8' "
                "clockrate='90000'/><rtcp-mux/></description>") + transport)
        return ET.tostring(await self.jingle(call, "content-add", xml),
                           "unicode")

    async def do_remove(self, sid, name="more", creator=None):
        """content-remove of an added stream; return the reply."""
        call = self.calls[sid]
        added = call.streams.pop(name, None)
        reply = await self.jingle(call, "content-remove", js.xml(
            "content", {"creator": creator or self.persona.creator(
                self.role(call)), "name": name}))
        if added:
            await added.close()
        return ET.tostring(reply, "unicode")

    async def do_stream_frames(self, sid, name):
        """Pictures decoded so far, of an added stream."""
        added = self.calls[sid].streams.get(name)
        return added.frames(VIDEO) if added else 0

    async def do_stream_names(self, sid):
        return list(self.calls[sid].streams)

    # --- receiving ---

    def content_refused(self, stanza, action):
        """Is a content-add of the other side answered by an error?"""
        how = self.config.get("adds", "accept")
        if action != "content-add" or how not in ("error", "tie-break"):
            return False
        extra = "<tie-break xmlns='urn:xmpp:jingle:errors:1'/>" \
            if how == "tie-break" else ""
        self.stream.answer_error(
            stanza, "conflict" if extra else "feature-not-implemented",
            extra=extra)
        self.event("refused", sid=stanza[0].get("sid"), action=action)
        return True

    def on_content_add(self, call, jingle):
        how = self.config.get("adds", "accept")
        names = [c.get("name") for c in jingle.findall(
            f"{{{js.JINGLE}}}content")]
        self.event("content-add", sid=call.sid, names=names,
                   xml=ET.tostring(jingle, "unicode"))
        if how == "accept":
            self.later(self.accept_streams(call, jingle))
        elif how == "reject":
            self.later(self.reject_streams(call, jingle))

    async def accept_streams(self, call, jingle):
        for content in jingle.findall(f"{{{js.JINGLE}}}content"):
            await self.persona.takes_stream(call, content)
            added = self.stream_connection(call, content.get("name"))
            answer = await added.take_offer(self.offer_of(content, call))
            await self.jingle(
                call, "content-accept", self.persona.writes(self.content_xml(
                    self.persona.tells(answer, True), content.get("creator"),
                    self.persona.senders_of_stream(call, content))))

    async def reject_streams(self, call, jingle):
        contents = "".join(js.xml("content", {
            "creator": c.get("creator"), "name": c.get("name")})
            for c in jingle.findall(f"{{{js.JINGLE}}}content"))
        await self.jingle(call, "content-reject", contents + REJECTS)

    def offer_of(self, content, call):
        """The SDP of one content that the other side offers."""
        speaker = "responder" if call.outgoing else "initiator"
        return "\r\n".join([
            "v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0"] +
            js.content_lines(content, speaker)) + "\r\n"

    def on_content_accept(self, call, jingle):
        self.event("content-accept", sid=call.sid,
                   xml=ET.tostring(jingle, "unicode"))
        for content in jingle.findall(f"{{{js.JINGLE}}}content"):
            added = call.streams.get(content.get("name"))
            if added:
                self.later(added.take_answer(self.offer_of(content, call)))

    def on_content_reject(self, call, jingle):
        self.event("content-reject", sid=call.sid,
                   xml=ET.tostring(jingle, "unicode"))
        self.drop_streams(call, jingle)

    def on_content_remove(self, call, jingle):
        self.event("content-remove", sid=call.sid,
                   xml=ET.tostring(jingle, "unicode"))
        self.drop_streams(call, jingle)

    def drop_streams(self, call, jingle):
        for content in jingle.findall(f"{{{js.JINGLE}}}content"):
            added = call.streams.pop(content.get("name"), None)
            if added:
                self.later(added.close())
