# SPDX-License-Identifier: GPL-2.0-or-later
"""Psi of 2026-08 (jinglertp.cpp): plain RTP over ICE, no message initiation."""

from .. import jingle_sdp as js
from ..about import FEATURES
from ..persona import Persona, media, payloads, rule

KNOWN = ("session-initiate", "session-accept", "session-terminate",
         "transport-info")


class Psi(Persona):
    NAME = "psi"
    NODE = "https://psi-im.org"
    FEATURES = [f for f in FEATURES if f not in (js.DTLS, js.GROUP, js.FB,
                                                 js.HDREXT, js.SSMA)]
    JMI = False
    IN_TURN = False
    KNOBS = {"trickle": False, "rings": False, "jmi": False, "plain": "ice"}

    def reason(self, _name, _reason):
        """JingleRtp::reject: gone, whatever it is."""
        return "gone"

    def error_400(self, heard):
        self.client.stream.write(
            f"<iq type='error' to='{heard.sender}' "
            f"id='{heard.stanza.get('id')}'>"
            "<error type='cancel' code='400'/></iq>")
        return True

    @rule("jingle")
    def other_action(self, heard):
        """JingleRtpManager::push: four actions, and sessions of that JID and
        sid; else an error without a condition."""
        known = heard.kind == "session-initiate" or (
            heard.call is not None and heard.sender == heard.call.peer)
        return not (known and heard.kind in KNOWN) and self.error_400(heard)

    @rule("session-accept")
    def nothing_accepted(self, heard):
        """JingleRtpPrivate: contents by media and name, fewer are taken."""
        if any(media(c) and payloads(c) for c in heard.contents):
            return False
        self.takes(heard)
        self.terminates(heard.call, "gone")
        return True


PERSONA = Psi
