# SPDX-License-Identifier: GPL-2.0-or-later
"""stanza.js 12.22 (SessionManager, ICESession, MediaSession): no message
initiation, trickles."""

import re

from .. import jingle_sdp as js
from ..about import FEATURES
from ..persona import Persona, contents, credentials, description, rule

REFUSED = ("content-modify", "content-remove", "description-info",
           "security-info", "content-accept")


class StanzaJs(Persona):
    NAME = "stanzajs"
    NODE = "https://stanzajs.org"
    FEATURES = FEATURES
    JMI = False
    IN_TURN = False
    KNOBS = {"trickle": True, "rings": True, "jmi": False}
    PARTIES = ()

    def __init__(self, client, without=None, times=None):
        super().__init__(client, without, times)
        self.stuck = set()  # sids whose queue stands still

    # --- how it writes ---

    def writes(self, xml):
        """Candidates without id, generation, network; a transport-info has a
        ufrag and no pwd; no senders."""
        xml = re.sub(r' (id="c\d+"|generation="0"|network="0"|senders="both")',
                     "", xml)
        if "<description" not in xml:
            xml = re.sub(r' pwd="[^"]*"', "", xml)
        return xml

    @rule()
    async def after_trickle(self, call):
        """ICESession.onIceEndOfCandidates."""
        _, medias = js.read_sdp(call.said)
        for media in medias:
            await self.client.jingle(call, "transport-info", js.xml(
                "content", {"creator": "initiator", "name": media.get("mid")},
                js.xml("transport", {"xmlns": js.ICE,
                                     "ufrag": media.get("ice-ufrag")},
                       f"<gathering-complete xmlns='{js.ICE}'/>")))

    # --- what it hears ---

    @rule("jingle")
    def stuck_queue(self, heard):
        """SessionManager: what threw stands in its queue for ever."""
        return heard.sid in self.stuck

    @rule("jingle")
    def another_sender(self, heard):
        """SessionManager: the peer's full JID."""
        if not heard.call or heard.sender == heard.call.peer:
            return False
        self.refuses(heard, "item-not-found", extra=(
            "<unknown-session xmlns='urn:xmpp:jingle:errors:1'/>"))
        return True

    @rule("session-accept")
    def accepted_twice(self, heard):
        """JingleSession."""
        if not heard.call or heard.call.answer is None:
            return False
        self.refuses(heard, "unexpected-request", extra=(
            "<out-of-order xmlns='urn:xmpp:jingle:errors:1'/>"))
        return True

    @rule("session-accept")
    def accept_refused(self, heard):
        """MediaSession.onSessionAccept: WebRTC refuses it (mux required, the
        contents of the offer by their place): an error without condition, and
        the session stays."""
        if not heard.call:
            return False
        _, said = js.read_sdp(heard.call.said or "")
        if len(heard.contents) == len(said) and all(
                description(c) is not None and
                description(c).find(f"{{{js.RTP}}}rtcp-mux") is not None
                for c in heard.contents):
            return False
        self.client.stream.write(
            f"<iq type='error' to='{heard.sender}' "
            f"id='{heard.stanza.get('id')}'><error type='cancel'/></iq>")
        self.client.event("hangs", sid=heard.sid)
        return True

    @rule("transport-info")
    def unknown_content(self, heard):
        """ICESession.onTransportInfo throws: no content, or one that is not
        there."""
        call = heard.call
        if not call:
            return False
        known = [m.get("mid") for m in js.read_sdp(call.said or "")[1]] if \
            call.outgoing or call.offer is None else [
                c.get("name") for c in contents(call.offer)]
        if heard.contents and all(c.get("name") in known
                                  for c in heard.contents):
            return False
        self.stuck.add(heard.sid)
        self.client.event("hangs", sid=heard.sid)
        return True

    @rule("transport-info")
    def new_ufrag(self, heard):
        """ICESession.onTransportInfo: if it called, it cannot be restarted by
        the other."""
        call = heard.call
        if not call or not call.outgoing or call.answer is None:
            return False
        known = {c.get("name"): credentials(c)[0]
                 for c in contents(call.answer)}
        if all(credentials(c)[0] == known.get(c.get("name"))
               for c in heard.contents):
            return False
        self.refuses(heard, "unexpected-request")
        self.terminates(call, "failed-transport")
        return True

    @rule("content-add", "transport-replace")
    def rejects(self, heard):
        """JingleSession: a result, and its reject."""
        if not heard.call:
            return False
        self.takes(heard)
        self.client.later(self.client.jingle(
            heard.call, {"content-add": "content-reject"}.get(
                heard.kind, "transport-reject"),
            "<reason><failed-application/></reason>"))
        return True

    @rule(*REFUSED)
    def bad_request(self, heard):
        """JingleSession: what it has no handler for."""
        if not heard.call:
            return False
        self.refuses(heard, "bad-request")
        return True

    @rule("iq-error")
    def unknown_session(self, heard):
        """JingleSession: it is gone for the other side."""
        if "unknown-session" not in self.condition(heard):
            return False
        self.over(heard.call)
        return True


PERSONA = StanzaJs
