# SPDX-License-Identifier: GPL-2.0-or-later
"""Conversations 2.17 to 2.19.5, and Snikket, Cheogram, which are made of it.

Each rule names the method of its source that has it: JCM is
JingleConnectionManager, JRC JingleRtpConnection, AJC AbstractJingleConnection,
RCM RtpContentMap, SD SessionDescription.
"""

from .. import jingle_sdp as js
from ..about import DISCO, FEATURES
from ..persona import Persona, candidates, contents, credentials, \
    description, fingerprint, media, rule, transport
from ..stream import bare

SENDERS = (None, "none", "initiator", "responder", "both")
IN_CALL = ("proceeded", "initiated", "active")


class Conversations(Persona):
    NAME = "conversations"
    NODE = "https://conversations.im"
    FEATURES = FEATURES + ["urn:xmpp:receipts"]
    KNOBS = {"trickle": True, "rings": True}
    FINISHES = True
    PARTIES = ()
    DEVICE_TIME = 12  # Config.DEVICE_DISCOVERY_TIMEOUT; 6 in 2.18
    RING_TIME = 30

    # --- how it writes ---

    def inside(self, name, _reason):
        """JRC.sendJingleMessage: a description, without media."""
        return f"<description xmlns='{js.RTP}'/>"

    def ident(self, name, sid):
        return f"jm-{name}-{sid}"

    def beside(self, name):
        return "<request xmlns='urn:xmpp:receipts'/>" \
            if name == "propose" else ""

    @rule()
    def order(self, kinds):
        """WRW: the video track is made first, so its content is first."""
        return sorted(kinds, reverse=True)

    @rule()
    async def trickles(self, call):
        """JRC.remoteHasSdpOfferAnswer: with urn:ietf:rfc:3264 in our disco
        all candidates are in the session-initiate or -accept."""
        reply = await self.client.stream.iq(
            "get", call.peer, f"<query xmlns='{DISCO}'/>")
        return not any(f.get("var") == "urn:ietf:rfc:3264"
                       for f in reply.iter(f"{{{DISCO}}}feature"))

    @rule("sent proceed")
    def tells_own_devices(self, heard):
        """JRC.sendJingleMessage: accept, to its other devices."""
        self.client.jmi(bare(self.client.stream.jid), "accept", heard.sid)

    # --- message initiation ---

    @rule("propose")
    def unusable_propose(self, heard):
        """JCM.deliverMessage: a description at least, all of them RTP with
        audio or video; else it is silent."""
        return not len(heard.element) or any(
            d.tag != f"{{{js.RTP}}}description" or
            d.get("media") not in ("audio", "video") for d in heard.element)

    @rule("retract")
    def retract_of_others(self, heard):
        """JRC.receiveRetract: only from the full JID that proposed, before
        the session-initiate."""
        return heard.call is not None and (
            heard.sender != heard.call.peer or heard.call.offer is not None)

    @rule("proceed", "reject", "ringing")
    def not_to_this_device(self, heard):
        """JCM.deliverMessage: only to its own full JID."""
        return heard.to != self.client.stream.jid

    @rule("proceed")
    def late_proceed(self, heard):
        """JCM.deliverMessage: a call that it knows no more."""
        if heard.call:
            return False
        ident = heard.stanza.get("id")
        self.client.stream.write(
            f"<message to='{heard.sender}' type='error' id='{ident}'>"
            "<error type='cancel'><item-not-found "
            "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>")
        return True

    @rule("sent propose")
    def no_device(self, heard):
        """JRC: neither ringing nor proceed in time."""
        def gone():
            if not heard.call.rung:
                self.retracts(heard.call)
        self.after(self.DEVICE_TIME, heard.call, ("proposed",), gone)

    @rule("rings")
    def not_answered(self, heard):
        """JRC.ringingTimeout: a reject, or session-terminate decline."""
        self.after(self.RING_TIME, heard.call, ("ringing",),
                   lambda: self.client.later(
                       self.client.do_reject(heard.sid, "decline")))

    @rule("finish")
    def finish(self, _):
        """JRC.deliveryMessage: ignored, always."""
        return True

    @rule("message-error")
    def propose_bounces(self, heard):
        """MessageParser: an error to its propose or proceed ends the call."""
        if heard.call:
            self.over(heard.call)
        return heard.call is not None

    # --- session-initiate and session-accept ---

    @rule("session-initiate")
    def initiate_from_elsewhere(self, heard):
        """JCM: the session of another JID is another call: it is busy."""
        if not heard.call or heard.sender == heard.call.peer:
            return False
        return self.busy(heard)

    @rule("session-initiate")
    def initiate_while_busy(self, heard):
        """JCM.deliverPacket: in a call, or that session has ended."""
        others = [c for c in self.client.calls.values()
                  if c is not heard.call and c.state in IN_CALL]
        if heard.call or not others and \
                (heard.sender, heard.sid) not in self.client.over:
            return False
        return self.busy(heard)

    def busy(self, heard):
        self.takes(heard)
        self.terminates_session(heard, "busy")
        return True

    def terminates_session(self, heard, reason):
        """session-terminate to who asks for a session that it has not."""
        self.client.event("gives-up", sid=heard.sid, reason=reason)
        self.client.later(self.client.stream.iq("set", heard.sender, js.xml(
            "jingle", {"xmlns": js.JINGLE, "action": "session-terminate",
                       "sid": heard.sid},
            f"<reason><{reason}/></reason>")))

    def gives_up(self, heard, reason):
        """The result, then the end: AJC.sendSessionTerminate."""
        self.takes(heard)
        if heard.call:
            self.terminates(heard.call, reason)
        else:
            self.terminates_session(heard, reason)
        return True

    @rule("session-initiate", "session-accept")
    def no_ice(self, heard):
        """RCM.of: the transport of each content is ice-udp."""
        return any(transport(c) is None for c in heard.contents) and \
            self.gives_up(heard, "unsupported-transports")

    @rule("session-initiate", "session-accept")
    def no_fingerprint(self, heard):
        """RCM.requireDTLSFingerprint: text, hash, setup; actpass in the
        initiate."""
        def bad(content):
            found = fingerprint(content)
            return found is None or not found.text or not found.get("hash") \
                or not found.get("setup") or (
                    heard.kind == "session-initiate" and
                    found.get("setup") != "actpass")
        return any(bad(c) for c in heard.contents) and \
            self.gives_up(heard, "security-error")

    @rule("session-initiate", "session-accept")
    def unreadable(self, heard):
        """RCM.of and SD.of throw."""
        names = [c.get("name") for c in heard.contents]
        return (len(set(names)) < len(names) or
                any(unreadable(c) for c in heard.contents)) and \
            self.gives_up(heard, "failed-application")

    @rule("session-initiate")
    def other_media_than_proposed(self, heard):
        """JRC.receiveSessionInitiate: no result at all, security-error."""
        return heard.call is not None and heard.call.jmi and \
            self.mismatch(heard, heard.call.media)

    @rule("session-accept")
    def other_media_than_offered(self, heard):
        """JRC.receiveSessionAccept: kinds, not names; no result, no finish,
        and then the app may die of an assertion (WRW.verifyClosed)."""
        return heard.call is not None and \
            self.mismatch(heard, heard.call.media, finish=False)

    def mismatch(self, heard, kinds, finish=None):
        if {media(c) for c in heard.contents} == set(kinds):
            return False
        self.terminates(heard.call, "security-error", finish)
        return True

    @rule("session-accept")
    def order_of_accept(self, heard):
        """WebRTC refuses an answer in another order than the offer's."""
        if not heard.call or not heard.call.said:
            return False
        _, said = js.read_sdp(heard.call.said)
        return [c.get("name") for c in heard.contents] != \
            [m.get("mid") for m in said] and \
            self.gives_up(heard, "failed-application")

    @rule("session-accept")
    def setup_of_accept(self, heard):
        """JRC.storePeerDtlsSetup throws, nobody catches it: "connecting" for
        ever."""
        setups = {fingerprint(c).get("setup") for c in heard.contents}
        if len(setups) == 1 and setups <= {"active", "passive"}:
            return False
        self.takes(heard)
        self.client.event("hangs", sid=heard.sid, setups=sorted(setups))
        return True

    # --- in the call ---

    def in_call(self, heard):
        return heard.call is not None and heard.call.state == "active"

    def new_ufrag(self, heard):
        """Credentials, the same in all contents, that it has not heard."""
        if not self.in_call(heard) or not heard.contents:
            return None
        told = {credentials(c) for c in heard.contents}
        known = heard.call.notes.setdefault("credentials", {
            credentials(c) for c in contents(heard.call.answer if
                                             heard.call.outgoing else
                                             heard.call.offer)})
        new = told - known
        return new.pop() if len(told) == 1 and new and \
            None not in next(iter(new)) else None

    @rule("transport-info")
    def restart_without_candidates(self, heard):
        """JRC.checkForIceRestart: for all contents; its own new credentials
        are told in a transport-info."""
        new = self.new_ufrag(heard)
        if not new or any(candidates(c) for c in heard.contents):
            return False
        heard.call.notes["credentials"].add(new)
        self.takes(heard)
        self.client.event("ice-restart", sid=heard.sid, ufrag=new[0])
        self.client.later(self.restarts(heard.call, new))
        return True

    async def restarts(self, call, remote):
        call.said = await call.connection.renew(*remote)
        for content in js.transports_xml(call.said):
            await self.client.jingle(call, "transport-info", content)

    @rule("transport-info")
    def restart_with_candidates(self, heard):
        """JRC.checkForIceRestart: taken for the answer to a restart of its
        own; WebRTC refuses it when there is none."""
        new = self.new_ufrag(heard)
        if new and heard.call.restarted:
            heard.call.notes["credentials"].add(new)
            return False
        return new is not None and self.gives_up(heard, "failed-application")

    @rule("content-modify")
    def unknown_content_modified(self, heard):
        """JRC.receiveContentModify."""
        if not self.in_call(heard):
            return False
        if all(c.get("name") in self.senders_of(heard.call)
               for c in heard.contents):
            return False
        self.refuses(heard, "item-not-found")
        return True

    @rule("content-modify")
    def direction(self, heard):
        """RCM.checkSenderModification: the other side may only stop or begin
        to send."""
        if not self.in_call(heard):
            return False
        names = self.senders_of(heard.call)
        own = "initiator" if heard.call.outgoing else "responder"
        for content in heard.contents:
            name, wish = content.get("name"), content.get("senders")
            if {names[name], wish} != {"both", own}:
                return self.gives_up(heard, "failed-application")
            names[name] = wish
        self.takes(heard)
        return True

    def senders_of(self, call):
        """Contents of a call, and who sends in each."""
        return call.notes.setdefault("senders", {
            c.get("name"): c.get("senders") or "both" for c in
            contents(call.answer if call.outgoing else call.offer)})

    @rule("content-remove")
    def content_removed(self, heard):
        """JRC.receiveContentRemove: only what it has been asked to add and
        has not answered; RCM.of reads it first."""
        if not heard.call:
            return False
        whole = all(transport(c) is not None for c in heard.contents)
        return self.gives_up(heard, "failed-application" if whole
                             else "unsupported-transports")

    @rule("iq-error")
    def own_iq_refused(self, heard):
        """AJC.handleIqErrorResponse: any iq, each transport-info, too; only
        a tie-break to its content-add is something else."""
        if "tie-break" in self.condition(heard) or \
                heard.action == "session-terminate":
            return False
        self.over(heard.call)
        return True


def unreadable(content):
    """What RCM.of or SD.of of a content throws at."""
    name = content.get("name")
    if not name or len(name) > 16 or " " in name or \
            content.get("senders") not in SENDERS or \
            description(content) is None or None in credentials(content):
        return True
    return any(unreadable_payload(p) for p in description(content)
               if p.tag == f"{{{js.RTP}}}payload-type") or any(
                   not e.get("id") or not e.get("uri") for e in
                   description(content).findall(f"{{{js.HDREXT}}}rtp-hdrext"))


def unreadable_payload(payload):
    parameters = payload.findall(f"{{{js.RTP}}}parameter")
    return not (payload.get("id") or "").isdigit() or \
        not payload.get("name") or any(
            not p.get("value") or len(parameters) > 1 and not p.get("name")
            for p in parameters)


PERSONA = Conversations
