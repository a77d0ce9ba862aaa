# SPDX-License-Identifier: GPL-2.0-or-later
"""Dino 0.4 and later (the files named are those of its xmpp-vala, libdino
and plugins/ice). An accept with fewer contents than its offer is taken."""

from .. import jingle_sdp as js
from ..about import FEATURES
from ..persona import Persona, contents, credentials, payloads, rule, \
    transport
from ..stream import bare

SDES = "<encryption><crypto crypto-suite='AES_CM_128_HMAC_SHA1_80' tag='1' " \
    "key-params='inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj'/>" \
    "</encryption>"
INFO = "urn:xmpp:jingle:apps:rtp:info:1"
CODECS = ("opus", "speex", "g722", "pcmu", "pcma", "vp8", "vp9", "h264")


class Dino(Persona):
    NAME = "dino"
    NODE = "https://dino.im"
    FEATURES = [f for f in FEATURES if f != js.GROUP]
    KNOBS = {"trickle": False, "rings": False}
    PARTIES = ("initiator",)
    camera = True

    def __init__(self, client, without=None, times=None):
        super().__init__(client, without, times)
        self.camera = client.config.get("camera", True)

    # --- how it writes ---

    def names(self, kinds):
        return kinds

    def tells(self, sdp, answer):
        """No group, no sources, no header extensions for audio; component 2
        always; an accept has one payload type."""
        lines = []
        for line in sdp.split("\r\n"):
            if line.startswith(("a=group:", "a=ssrc", "a=extmap:")):
                continue
            lines.append(line)
            if line.startswith("a=candidate:"):
                lines.append(second_component(line))
        sdp = "\r\n".join(lines)
        return js.first_payloads(sdp) if answer else sdp

    def inside(self, name, _reason):
        """0353: retract and reject are empty."""
        return ""

    def writes(self, xml):
        """An offer has keys for SDES as well as a fingerprint."""
        if "actpass" not in xml:
            return xml
        return xml.replace("<rtcp-mux/>", SDES + "<rtcp-mux/>")

    @rule()
    def rejected(self, sid):
        """calls.vala: its other devices hear of its reject, too."""
        self.client.jmi(bare(self.client.stream.jid), "reject", sid)

    def creator(self, role):
        """session.vala: always."""
        return "initiator"

    @rule()
    async def takes_stream(self, call, content):
        """calls: nobody is asked; the picture is taken without a camera."""
        await self.client.jingle(call, "content-modify", js.xml(
            "content", {"creator": "initiator", "name": content.get("name"),
                        "senders": self.other(call)}))

    def senders_of_stream(self, call, _content):
        """Who it has said sends."""
        return self.other(call)

    def other(self, call):
        return "responder" if call.outgoing else "initiator"

    @rule("sent proceed")
    def tells_own_devices(self, heard):
        """calls.vala: its other devices hear of it by its bare JID."""
        self.client.jmi(bare(self.client.stream.jid), "accept", heard.sid)

    @rule()
    async def before_accept(self, call):
        """call_state.vala: video is taken without a camera: it says first
        that only the other side sends."""
        if self.camera:
            return
        for content in contents(call.offer):
            if content.find(f"{{{js.RTP}}}description").get("media") == \
                    "video":
                await self.client.jingle(call, "content-modify", js.xml(
                    "content", {"creator": "initiator", "senders":
                                "initiator", "name": content.get("name")}))

    @rule()
    def initiate_refused(self, call):
        """session.vala create_session: logged; it rings on for ever."""
        self.client.event("rings-on", sid=call.sid)

    # --- message initiation ---

    @rule("proceed")
    def second_proceed(self, heard):
        """calls.vala: each proceed makes a session-initiate, with the same
        sid."""
        if not heard.call or not heard.call.outgoing or \
                heard.call.state != "initiated":
            return False
        self.client.event("second-initiate", sid=heard.sid)
        self.client.later(self.client.initiate(heard.call))
        return True

    @rule("propose")
    def second_propose(self, heard):
        """calls.vala: the same id again is a second call that rings."""
        if not heard.call:
            return False
        self.client.event("call", how="propose", sid=heard.sid,
                          sender=heard.sender, second=True)
        return True

    @rule("retract", "reject")
    def retracted_any_time(self, heard):
        """calls.vala: from the peer's bare JID, even after proceed."""
        if not heard.call or bare(heard.sender) != bare(heard.call.peer):
            return False
        self.client.later(self.client.end(heard.call))
        return True

    @rule("ringing", "finish")
    def not_known(self, _):
        """0353: it knows neither."""
        return True

    # --- sessions ---

    @rule("jingle")
    def senders_none(self, heard):
        """jingle_structs.vala Senders.parse knows no none; a content has a
        name and a creator."""
        if all(c.get("name") and c.get("senders") != "none" and
               c.get("creator") in ("initiator", "responder")
               for c in heard.contents):
            return False
        self.refuses(heard, "bad-request")
        return True

    @rule("session-initiate")
    def sid_in_use(self, heard):
        """jingle_module.vala: by anybody."""
        if not heard.call or heard.call.offer is None and \
                not heard.call.outgoing:
            return False
        self.refuses(heard, "conflict")
        return True

    @rule("session-initiate")
    def no_codec(self, heard):
        """handle_proposed_content: no payload that GStreamer has; the
        terminate goes out before the result."""
        if any(p.get("name", "").lower() in CODECS or p.get("id") in
               ("0", "8", "9") for c in heard.contents for p in payloads(c)):
            return False
        call = heard.call
        if call:
            self.terminates(call, "decline")
        self.client.later(self.late_result(heard))
        return True

    async def late_result(self, heard):
        self.takes(heard)

    @rule("transport-info", "transport-replace", "transport-accept",
          "transport-reject")
    def not_one_content(self, heard):
        """session.vala get_single_content_node: exactly one, a known one."""
        if not heard.call:
            return False
        if len(heard.contents) != 1:
            self.refuses(heard, "feature-not-implemented")
            return True
        if heard.contents[0].get("name") in self.known(heard.call) and \
                transport(heard.contents[0]) is not None:
            return False
        self.refuses(heard, "bad-request")
        return True

    def known(self, call):
        if call.outgoing:
            return [m.get("mid") for m in js.read_sdp(call.said)[1]]
        return [] if call.offer is None else \
            [c.get("name") for c in contents(call.offer)]

    @rule("transport-info")
    def new_ufrag(self, heard):
        """transport_parameters.vala: a result; the new credentials are
        ignored, the candidates are added to the old."""
        call = heard.call
        first = call and (call.answer if call.outgoing else call.offer)
        if first is None:
            return False
        known = {c.get("name"): credentials(c) for c in contents(first)}
        content = heard.contents[0]
        if known.get(content.get("name")) == credentials(content):
            return False
        self.takes(heard)
        self.client.event("restart-ignored", sid=heard.sid)
        return True

    @rule("content-modify")
    def direction(self, heard):
        """session.vala: only "we begin to send" counts; all else is a result
        and ignored."""
        self.takes(heard)
        return True

    @rule("content-remove", "content-reject", "security-info")
    def not_implemented(self, heard):
        self.refuses(heard, "feature-not-implemented")
        return True

    @rule("session-info")
    def foreign_info(self, heard):
        """session.vala handle_session_info: the error gets lost."""
        return any(not c.tag.startswith(f"{{{INFO}}}")
                   for c in heard.element)


def second_component(line):
    """A candidate of component 2 beside one of component 1."""
    words = line.split(" ")
    words[1], words[3] = "2", str(int(words[3]) - 1)
    words[5] = str(int(words[5]) % 65535 + 1)
    return " ".join(words)


PERSONA = Dino
