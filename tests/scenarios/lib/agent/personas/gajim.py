# SPDX-License-Identifier: GPL-2.0-or-later
"""Gajim 1.7 to 2 (jingle_session.py, jingle_rtp.py, jingle_transport.py):
plain RTP over ICE, no message initiation."""

import re

from .. import jingle_sdp as js
from ..about import FEATURES
from ..persona import Persona, payloads, rule, transport

RTP_INFO = "{urn:xmpp:jingle:apps:rtp:info:1}"
LINK_LOCAL = "<candidate component='1' foundation='1' generation='0' " \
    "id='ll' ip='fe80::1' network='0' port='4000' priority='5' " \
    "protocol='udp' type='host'/>"
TCP = LINK_LOCAL.replace("udp", "tcp").replace("4000", "0").replace(
    "fe80::1", "192.0.2.1").replace("ll", "tcp")
WITH_CONTENT = ("session-accept", "transport-info", "description-info",
                "content-add", "content-accept", "content-remove")


class Gajim(Persona):
    NAME = "gajim"
    NODE = "https://gajim.org"
    FEATURES = [f for f in FEATURES if f not in (js.DTLS, js.GROUP, js.FB,
                                                 js.HDREXT, js.SSMA)]
    JMI = False
    IN_TURN = False
    KNOBS = {"trickle": False, "rings": True, "jmi": False, "plain": "ice"}

    # --- how it writes ---

    def writes(self, xml):
        """jingle_transport.py: one foundation for all, TCP candidates with
        port 0, link-local addresses."""
        xml = re.sub(r'foundation="[^"]*"', 'foundation="1"', xml)
        return xml.replace("</transport>", TCP + LINK_LOCAL + "</transport>")

    @rule()
    async def after_accept(self, call):
        """jingle_rtp.py: its codecs once more, by description-info."""
        _, medias = js.read_sdp(call.said)
        await self.client.jingle(call, "description-info", "".join(
            js.xml("content", {"creator": "initiator", "name": m.get("mid")},
                   js.description_xml(m)) for m in medias))

    @rule()
    async def before_terminate(self, call):
        """jingle_session.py: its content goes first."""
        await self.client.jingle(call, "content-remove", js.xml(
            "content", {"creator": "initiator",
                        "name": self.content_names(call)[0]}))

    # --- what it hears: a refusal is a result, and then an error ---

    def acknowledges(self, heard, condition, extra=""):
        self.takes(heard)
        self.refuses(heard, condition, "cancel", extra)
        return True

    @rule("session-initiate")
    def second_session(self, heard):
        """jingle.py: another session with that JID."""
        if not any(c is not heard.call and c.peer == heard.sender
                   for c in self.client.calls.values()):
            return False
        self.takes(heard)
        self.terminates_session(heard, "alternative-session")
        return True

    def terminates_session(self, heard, reason):
        self.client.event("gives-up", sid=heard.sid, reason=reason)
        self.client.later(self.client.stream.iq("set", heard.sender, js.xml(
            "jingle", {"xmlns": js.JINGLE, "action": "session-terminate",
                       "sid": heard.sid},
            f"<reason><{reason}/></reason>")))

    @rule("session-initiate")
    def unsupported(self, heard):
        """jingle_session.py: a content that it knows, with a transport."""
        if any(transport(c) is not None and payloads(c)
               for c in heard.contents):
            return False
        self.takes(heard)
        self.terminates_session(heard, "unsupported-transports")
        return True

    @rule(*WITH_CONTENT)
    def other_creator(self, heard):
        """jingle_session.py __ack and on: (creator, name) is the key."""
        if not heard.call or heard.kind == "content-add":
            return False
        names = self.content_names(heard.call)
        if all(c.get("creator") == "initiator" and c.get("name") in names
               for c in heard.contents):
            return False
        return self.acknowledges(heard, "bad-request")

    def content_names(self, call):
        if call.outgoing:
            return [m.get("mid") for m in js.read_sdp(call.said or "")[1]]
        return [] if call.offer is None else [
            c.get("name") for c in
            call.offer.findall(f"{{{js.JINGLE}}}content")]

    @rule("session-accept")
    def accepted_twice(self, heard):
        """jingle_session.py: only while it is pending."""
        return heard.call is not None and heard.call.answer is not None and \
            self.acknowledges(heard, "unexpected-request")

    @rule("session-accept")
    def no_codec(self, heard):
        """jingle_rtp.py: id, name, clockrate of each; one in common."""
        if not heard.call or all(
                any(p.get("id") and p.get("name") and p.get("clockrate")
                    for p in payloads(c)) for c in heard.contents):
            return False
        self.takes(heard)
        self.terminates(heard.call, "failed-application")
        return True

    @rule("session-info")
    def other_info(self, heard):
        """jingle_session.py: it knows ringing alone, not the empty one."""
        if not heard.call or [c.tag for c in heard.element] == [
                RTP_INFO + "ringing"]:
            return False
        return self.acknowledges(
            heard, "feature-not-implemented" if heard.call.state == "active"
            else "unexpected-request")


PERSONA = Gajim
