# SPDX-License-Identifier: GPL-2.0-or-later
"""QXmpp 1.9 of 2025-03 (QXmppCallManager, QXmppCall), and Kaidan: plain RTP
over ICE, no message initiation."""

from .. import jingle_sdp as js
from ..about import FEATURES
from ..persona import Persona, contents, media, payloads, rule

CODECS = ("OPUS", "SPEEX", "PCMU", "PCMA", "VP8", "THEORA")


class Qxmpp(Persona):
    NAME = "qxmpp"
    NODE = "https://github.com/qxmpp-project/qxmpp"
    FEATURES = [f for f in FEATURES if f not in (js.DTLS, js.GROUP, js.FB,
                                                 js.HDREXT, js.SSMA)]
    JMI = False
    IN_TURN = False
    KNOBS = {"trickle": False, "rings": True, "jmi": False, "plain": "ice"}

    # --- how it writes ---

    def reason(self, _name, _reason):
        """QXmppCall::hangup: none."""
        return None

    def order(self, kinds):
        """QXmppCall: voice, and a picture by content-add later."""
        return kinds[:1]

    # --- what it hears ---

    @rule("session-initiate")
    def unknown_media(self, heard):
        """QXmppCallManager: no answer."""
        return media(heard.contents[0]) not in ("audio", "video") if \
            heard.contents else True

    @rule("session-initiate", "session-accept")
    def first_content(self, heard):
        """QXmppCall::handleDescription: the first alone counts."""
        for content in heard.contents[1:]:
            heard.element.remove(content)
            self.client.event("not-read", sid=heard.sid,
                              name=content.get("name"))

    @rule("session-accept")
    def unknown_accept(self, heard):
        """QXmppCall: another name, or no codec, as it spells them."""
        if not heard.call:
            return False
        _, said = js.read_sdp(heard.call.said or "")
        if [c.get("name") for c in heard.contents] == \
                [m.get("mid") for m in said[:1]] and any(
                    p.get("name") in CODECS for p in
                    payloads(heard.contents[0])):
            return False
        self.takes(heard)
        self.terminates(heard.call, "failed-application")
        return True

    @rule("session-info", "content-remove", "content-modify",
          "content-reject")
    def silent(self, heard):
        """QXmppCallManager: no answer at all, and no ping is one."""
        return heard.call is not None

    @rule("presence")
    def gone(self, heard):
        """QXmppCallManager: the other full JID is unavailable."""
        if heard.stanza.get("type") != "unavailable":
            return False
        for call in list(self.client.calls.values()):
            if call.peer == heard.sender:
                self.terminates(call, "gone")
        return False

    @rule("transport-info")
    def credentials_anew(self, heard):
        """QXmppCall: each overwrites ufrag and pwd."""
        call = heard.call
        first = call and (call.answer if call.outgoing else call.offer)
        if first is None or not heard.contents:
            return False
        new = heard.contents[0].find(f"{{{js.ICE}}}transport")
        old = contents(first)[0].find(f"{{{js.ICE}}}transport")
        if new is not None and old is not None and \
                new.get("ufrag") != old.get("ufrag"):
            self.client.event("credentials", sid=heard.sid,
                              ufrag=new.get("ufrag"))
        return False


PERSONA = Qxmpp
