# SPDX-License-Identifier: GPL-2.0-or-later
"""Siskin of 2024-02 with Martin 2025-01, and Snikket for iOS (JingleModule,
JingleManager, CallManager)."""

from .. import jingle_sdp as js
from ..about import FEATURES
from ..persona import Persona, contents, credentials, description, rule, \
    transport

NOT_KNOWN = ("description-info", "transport-replace", "transport-accept",
             "transport-reject", "content-accept", "content-reject")


class Siskin(Persona):
    NAME = "siskin"
    NODE = "http://tigase.org/TigaseSwiftX"
    FEATURES = FEATURES
    IN_TURN = False
    KNOBS = {"trickle": True, "rings": True}
    PARTIES = ()

    # --- message initiation ---

    @rule("propose")
    def unusable_propose(self, heard):
        """CallManager: one without RTP is rejected."""
        if any(d.tag == f"{{{js.RTP}}}description" for d in heard.element):
            return False
        self.client.jmi(heard.sender, "reject", heard.sid)
        return True

    @rule("accept", "reject")
    def ends_by_sid(self, heard):
        """JingleManager: with its sid, from anybody."""
        if heard.call:
            self.client.later(self.client.end(heard.call))
        return True

    @rule("retract")
    def retract_of_others(self, heard):
        """JingleManager: from the full JID that proposed."""
        return heard.call is not None and heard.sender != heard.call.peer

    @rule("ringing", "finish")
    def not_known(self, _):
        return True

    # --- sessions ---

    def gives_up(self, heard):
        """CallManager: whatever fails ends by success."""
        self.takes(heard)
        self.terminates(heard.call, "success")
        return True

    @rule("session-initiate", "session-accept")
    def sdp_refused(self, heard):
        """WebRTC: max-compat with rtcp-mux; an answer has the contents of the
        offer, in its order."""
        if not heard.call:
            return False
        said = js.read_sdp(heard.call.said or "")[1] if \
            heard.kind == "session-accept" else None
        fits = all(transport(c) is not None and description(c).find(
            f"{{{js.RTP}}}rtcp-mux") is not None for c in heard.contents)
        if fits and (said is None or [c.get("name") for c in heard.contents]
                     == [m.get("mid") for m in said]):
            return False
        return self.gives_up(heard)

    @rule("content-remove")
    def content_removed(self, heard):
        """CallManager: an answer that WebRTC refuses, always."""
        return heard.call is not None and self.gives_up(heard)

    @rule("content-modify", "content-add")
    def modified(self, heard):
        """CallManager: it sets an answer that nobody asked for, if it
        called; else it does as it is told."""
        if not heard.call:
            return False
        if heard.call.outgoing:
            return self.gives_up(heard)
        self.takes(heard)
        return True

    @rule("transport-info")
    def new_ufrag(self, heard):
        """JingleManager: a result; unknown contents and new credentials are
        dropped."""
        call = heard.call
        first = call and (call.answer if call.outgoing else call.offer)
        if first is None:
            return False
        known = {c.get("name"): credentials(c) for c in contents(first)}
        if all(known.get(c.get("name")) == credentials(c)
               for c in heard.contents):
            return False
        self.takes(heard)
        self.client.event("restart-ignored", sid=heard.sid)
        return True

    @rule(*NOT_KNOWN)
    def not_implemented(self, heard):
        """JingleModule."""
        self.refuses(heard, "feature-not-implemented")
        return True

    @rule("iq-error")
    def description_refused(self, heard):
        """CallManager: an error to its session-initiate or -accept."""
        if heard.action not in ("session-initiate", "session-accept"):
            return False
        self.terminates(heard.call, "success")
        return True


PERSONA = Siskin
