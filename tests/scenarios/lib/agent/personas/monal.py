# SPDX-License-Identifier: GPL-2.0-or-later
"""Monal of 2024 and 2025 (MLCall.m, MLVoIPProcessor.m, MLMessageProcessor.m;
its Rust part, sdp-to-jingle, reads contents more strictly than others)."""

import secrets

from .. import jingle_sdp as js
from ..about import FEATURES
from ..persona import Persona, candidates, contents, credentials, \
    fingerprint, media, payloads, rule
from ..stream import bare

TAKEN = ("session-initiate", "session-accept", "transport-info",
         "session-terminate")


class Monal(Persona):
    NAME = "monal"
    NODE = "http://monal-im.org/"
    FEATURES = FEATURES
    KNOBS = {"trickle": True, "rings": True}
    FINISHES = True
    PARTIES = ()
    CONNECT_TIME = 15  # from proceed until ICE is connected
    DISCOVER_TIME = 30  # propose without ringing
    RING_TIME = 45  # from ringing
    ICE_TIME = 2  # disconnected

    # --- how it writes ---

    def reason(self, name, reason):
        """MLCall: a reject is busy, always."""
        return "busy" if name == "reject" else reason

    def writes(self, xml):
        """sdp-to-jingle spells rel-port otherwise."""
        return xml.replace(" rel-port=", " rel_port=")

    # --- message initiation ---

    @rule("retract", "reject")
    def too_late(self, heard):
        """handleIncomingJMIStanza: only before proceed."""
        return heard.call is not None and heard.call.state != \
            ("proposed" if heard.kind == "reject" else "ringing")

    @rule("sent propose")
    def not_found(self, heard):
        """MLCall.startDiscoveringTimeout: nobody rings."""
        def gone():
            if not heard.call.rung:
                self.retracts(heard.call)
        self.after(self.DISCOVER_TIME, heard.call, ("proposed",), gone)

    @rule("ringing")
    def rings_too_long(self, heard):
        """MLCall.startRingingTimeout: begins with each ringing."""
        if heard.call and heard.call.state == "proposed":
            number = heard.call.notes["ringing"] = \
                heard.call.notes.get("ringing", 0) + 1

            def gone():
                if heard.call.notes["ringing"] == number:
                    self.retracts(heard.call)
            self.after(self.RING_TIME, heard.call, ("proposed",), gone)

    @rule("sent proceed", "proceed")
    def connects_in_time(self, heard):
        """MLCall.startConnectingTimeout: from proceed, sent or received."""
        def late():
            if not heard.call.notes.get("connected"):
                self.terminates(heard.call, "connectivity-error")
        if heard.call and (heard.kind == "sent proceed" or
                           heard.call.state == "proposed"):
            self.after(self.CONNECT_TIME, heard.call,
                       ("proceeded", "initiated", "active"), late)

    @rule("finish")
    def finish(self, heard):
        """Any time, from anybody: ends the call with words of its own."""
        if heard.call:
            self.terminates(heard.call, "success")
        return True

    # --- sessions ---

    @rule("jingle")
    def unknown_session(self, heard):
        """processIncomingSDP: no call of that id, no answer."""
        return heard.call is None

    @rule("jingle")
    def not_understood(self, heard):
        """MLVoIPProcessor: session-info, content-*, transport-replace …:
        nothing."""
        return heard.kind not in TAKEN

    @rule("session-initiate", "session-accept")
    def second_description(self, heard):
        """MLCall.processIncomingSDP."""
        if heard.call and (heard.call.offer if heard.kind ==
                           "session-initiate" else heard.call.answer) is None:
            return False
        self.refuses(heard, "conflict")
        return True

    def gives_up(self, heard, condition, reason):
        self.refuses(heard, condition)
        self.terminates(heard.call, reason)
        return True

    @rule("session-initiate", "session-accept")
    def video_not_proposed(self, heard):
        """MLCall: video only if the propose had it."""
        return "video" in [media(c) for c in heard.contents] and \
            "video" not in heard.call.media and \
            self.gives_up(heard, "not-acceptable", "security-error")

    @rule("session-initiate", "session-accept")
    def unreadable(self, heard):
        """xep_0167.rs, xep_0320.rs: senders is never none; creator, name;
        both attributes of a parameter; a candidate has a generation."""
        return any(unreadable(c) for c in heard.contents) and \
            self.gives_up(heard, "bad-request", "application-error")

    @rule("session-accept")
    def order_of_accept(self, heard):
        """WebRTC: as many m= sections as offered, in their order."""
        _, said = js.read_sdp(heard.call.said or "")
        return [c.get("name") for c in heard.contents] != \
            [m.get("mid") for m in said] and \
            self.gives_up(heard, "not-acceptable", "application-error")

    @rule("session-initiate", "session-accept")
    def answers_candidates(self, heard):
        """MLCall.processRemoteICECandidate: a result for each candidate that
        is in them, with ids that nobody has used."""
        for content in heard.contents:
            for _ in candidates(content):
                self.client.stream.write(
                    f"<iq type='result' to='{heard.sender}' "
                    f"id='{secrets.token_hex(8)}'/>")

    @rule("transport-info")
    def other_credentials(self, heard):
        """processRemoteICECandidate: ufrag and pwd are those of the initiate
        or the accept: there is no ICE restart."""
        first = heard.call.offer if not heard.call.outgoing else \
            heard.call.answer
        known = {} if first is None else {
            c.get("name"): credentials(c) for c in contents(first)}
        if all(credentials(c) == known.get(c.get("name"), credentials(c))
               for c in heard.contents):
            return False
        self.refuses(heard, "not-authorized")
        return True

    @rule("transport-info")
    def not_answered(self, heard):
        """The later copy answers with ids of its own: ours is never
        answered."""
        self.client.on_transport_info(heard.call, heard.element)
        return True

    @rule("session-terminate")
    def terminates_back(self, heard):
        """No answer, but a session-terminate and a finish of its own."""
        call = heard.call
        self.client.on_session_terminate(call, heard.element)
        self.client.later(self.client.jingle(
            call, "session-terminate", "<reason><success/></reason>"))
        self.finishes(call, "success")
        return True

    # --- media ---

    @rule("media")
    def ice_is_lost(self, heard):
        """MLCall: disconnected for 2 s."""
        heard.call.notes["ice"] = heard.state
        if heard.state == "connected":
            heard.call.notes["connected"] = True

        def lost():
            if heard.call.notes["ice"] != "connected":
                self.terminates(heard.call, "connectivity-error")
        if heard.state in ("disconnected", "failed"):
            self.after(self.ICE_TIME, heard.call, ("active",), lost)

    def retracts(self, call):
        self.client.event("gives-up", sid=call.sid, reason="timeout")
        self.client.jmi(bare(call.peer), "retract", call.sid)
        self.client.later(self.client.end(call))


def unreadable(content):
    print_ = fingerprint(content)
    return not content.get("creator") or not content.get("name") or \
        content.get("senders") == "none" or \
        print_ is not None and not print_.get("setup") or any(
            not p.get("id") for p in payloads(content)) or any(
                p.get("name") is None or p.get("value") is None
                for p in content.iter(f"{{{js.RTP}}}parameter")) or any(
                    c.get("generation") is None for c in candidates(content))


PERSONA = Monal
