# SPDX-License-Identifier: GPL-2.0-or-later
"""What the scripted client says of itself: disco#info and caps."""

import base64
import hashlib
from xml.sax.saxutils import quoteattr

from . import jingle_sdp as js

DISCO = "http://jabber.org/protocol/disco#info"
CAPS = "http://jabber.org/protocol/caps"
PING = "urn:xmpp:ping"
NODE = "https://example.org/scripted-client"
FEATURES = [
    DISCO, CAPS, PING, js.JINGLE, js.RTP, js.RTP.replace("rtp:1", "rtp:audio"),
    js.RTP.replace("rtp:1", "rtp:video"), js.ICE, js.DTLS, js.FB, js.HDREXT,
    js.SSMA, js.GROUP]


def ver(features):
    """XEP-0115 verification string."""
    text = "client/pc//scripted<" + "".join(f + "<" for f in sorted(features))
    return base64.b64encode(hashlib.sha1(text.encode()).digest()).decode()


def disco(features, node):
    attr = f" node={quoteattr(node)}" if node else ""
    return f"<query xmlns='{DISCO}'{attr}><identity category='client' " \
        "type='pc' name='scripted'/>" + "".join(
            f"<feature var='{f}'/>" for f in features) + "</query>"
