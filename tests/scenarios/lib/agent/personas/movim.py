# SPDX-License-Identifier: GPL-2.0-or-later
"""Movim of 2026-08: its server (Payload/*.php, Jingle*.php) answers, its page
(movim_jingles.js, with a max-bundle peer connection) has the call."""

import copy

from .. import jingle_sdp as js
from ..about import FEATURES
from ..persona import Persona, candidates, description, rule
from ..stream import bare

REVERSED = {"initiator": "responder", "responder": "initiator"}
IGNORED = ("content-accept", "content-reject", "transport-replace",
           "transport-accept", "transport-reject", "description-info",
           "content-add", "content-modify", "content-remove", "security-info")


class Movim(Persona):
    NAME = "movim"
    NODE = "https://movim.eu"
    FEATURES = FEATURES
    IN_TURN = False
    KNOBS = {"trickle": True, "rings": True}
    FINISHES = True

    # --- how it writes ---

    def parties(self, action, call):
        """JingletoSDP.php: both, always; itself by its bare JID."""
        return {"initiator": bare(self.client.stream.jid),
                "responder": call.peer}

    @rule()
    def order(self, kinds):
        """movim_jingles.js: the picture is added first."""
        return sorted(kinds, reverse=True)

    @rule()
    async def after_retract(self, call):
        """Visio.php: it ends a session that never was, too."""
        await self.client.jingle(call, "session-terminate",
                                 "<reason><cancel/></reason>")

    @rule()
    def reads(self, accept):
        """JingletoSDP.php: senders='initiator' is sendonly, 'responder' is
        recvonly, whoever says it."""
        accept = copy.deepcopy(accept)
        for content in accept.findall(f"{{{js.JINGLE}}}content"):
            senders = content.get("senders")
            content.set("senders", REVERSED.get(senders, senders or "both"))
        return accept

    # --- message initiation ---

    @rule("propose")
    def propose_in_call(self, heard):
        """JinglePropose.php: a reject while a call of its own runs."""
        if not any(c is not heard.call and c.state in (
                "proceeded", "initiated", "active")
                for c in self.client.calls.values()):
            return False
        self.client.jmi(heard.sender, "reject", heard.sid)
        return True

    def call_with(self, heard):
        """Its call with that bare JID: ids are not looked at."""
        return next((c for c in self.client.calls.values()
                     if bare(c.peer) == bare(heard.sender)), None)

    @rule("proceed")
    def each_proceed(self, heard):
        """movim_jingles.js onProceed: each makes a session-initiate."""
        call = self.call_with(heard)
        if not call or not call.outgoing or call.state != "initiated":
            return False
        self.client.event("second-initiate", sid=call.sid)
        self.client.later(self.client.initiate(call))
        return True

    @rule("retract", "reject", "session-terminate")
    def ends_by_jid(self, heard):
        """Visio.php onTerminate: whatever the id, by the bare JID."""
        call = heard.call or self.call_with(heard)
        if heard.group == "jingle":
            self.takes(heard)
        if heard.call and heard.group == "jingle":
            self.client.on_session_terminate(call, heard.element)
        elif call:
            self.client.event("ended-by-jid", sid=call.sid, other=heard.sid)
            self.client.later(self.client.end(call))
        return True

    @rule("finish")
    def finish(self, _):
        """JingleFinish.php: noted, no more."""
        return True

    # --- sessions ---

    @rule("session-initiate")
    def not_proposed(self, heard):
        """onInitiateSDP: after its own proceed, or nothing ever happens."""
        if heard.call and heard.call.jmi and heard.call.state != "ringing":
            return False
        self.takes(heard)
        self.client.event("hangs", sid=heard.sid)
        return True

    @rule("session-initiate", "session-accept")
    def not_bundled(self, heard):
        """onInitiateSDP, onAcceptSDP: max-bundle wants a group and rtcp-mux;
        an answer has the contents of the offer, in its order."""
        said = js.read_sdp(heard.call.said or "")[1] if heard.call and \
            heard.kind == "session-accept" else None
        if bundled(heard) and (said is None or [
                c.get("name") for c in heard.contents] == [
                    m.get("mid") for m in said]):
            return False
        self.takes(heard)
        if heard.kind == "session-initiate":
            self.client.event("hangs", sid=heard.sid)
        elif heard.call:
            self.terminates(heard.call, "incompatible-parameters")
        return True

    @rule("transport-info")
    def first_candidate(self, heard):
        """onCandidate: more of them are glued into one line, of which the
        first counts at best."""
        found = [(c, d) for c in heard.contents for d in candidates(c)]
        if not heard.call or len(found) < 2:
            return False
        self.takes(heard)
        self.client.event("lost-candidates", sid=heard.sid,
                          count=len(found) - 1)
        content, candidate = found[0]
        self.client.later(heard.call.connection.candidate(
            js.candidate_sdp(candidate), content.get("name")))
        return True

    @rule("jingle")
    def any_iq(self, heard):
        """Payload/Jingle.php: a result, whatever it is."""
        if heard.call and heard.kind not in IGNORED:
            return False
        self.takes(heard)
        return True


def bundled(heard):
    groups = [g for g in heard.element.findall(f"{{{js.GROUP}}}group")
              if g.get("semantics") == "BUNDLE"]
    return bool(groups) and all(
        description(c) is not None and
        description(c).find(f"{{{js.RTP}}}rtcp-mux") is not None
        for c in heard.contents)


PERSONA = Movim
