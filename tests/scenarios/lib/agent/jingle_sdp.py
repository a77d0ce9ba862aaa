# SPDX-License-Identifier: GPL-2.0-or-later
"""SDP as aiortc reads and writes it <-> Jingle contents, for the scripted
client. Written from XEP-0167, 0176, 0293, 0294, 0320, 0338, 0339; it shares
nothing with the gateway's own translation."""

import xml.etree.ElementTree as ET
from xml.sax.saxutils import quoteattr

JINGLE = "urn:xmpp:jingle:1"
RTP = "urn:xmpp:jingle:apps:rtp:1"
ICE = "urn:xmpp:jingle:transports:ice-udp:1"
RAW = "urn:xmpp:jingle:transports:raw-udp:1"
DTLS = "urn:xmpp:jingle:apps:dtls:0"
FB = "urn:xmpp:jingle:apps:rtp:rtcp-fb:0"
HDREXT = "urn:xmpp:jingle:apps:rtp:rtp-hdrext:0"
SSMA = "urn:xmpp:jingle:apps:rtp:ssma:0"
GROUP = "urn:xmpp:jingle:apps:grouping:0"

SETUP_ATTRS = ("ice-ufrag", "ice-pwd", "fingerprint", "setup", "mid")


def xml(name, attrs=None, children=""):
    """An element as text; attributes that are None are left out."""
    text = "".join(f" {k}={quoteattr(str(v))}"
                   for k, v in (attrs or {}).items() if v is not None)
    return f"<{name}{text}>{children}</{name}>" if children else \
        f"<{name}{text}/>"


class Media:
    """One m= section of an SDP: kind, payloads, a= lines."""

    def __init__(self, line):
        self.kind, _, self.proto, payloads = line.split(" ", 3)
        self.payloads = payloads.split()
        self.lines = []

    def all(self, name):
        start = name + ":"
        return [v[len(start):] for v in self.lines if v.startswith(start)]

    def get(self, name, default=None):
        values = self.all(name)
        return values[0] if values else default

    def flag(self, name):
        return name in self.lines


def read_sdp(sdp):
    """return (session a= lines, [Media])"""
    session, medias = [], []
    for line in sdp.replace("\r", "").split("\n"):
        if line.startswith("m="):
            medias.append(Media(line[2:]))
        elif line.startswith("a="):
            (medias[-1].lines if medias else session).append(line[2:])
    return session, medias


# --- SDP to Jingle ---------------------------------------------------------

def payload_xml(media, number):
    rtpmap = dict(v.split(" ", 1) for v in media.all("rtpmap")).get(number)
    name, rate, channels = None, None, None
    if rtpmap:
        name, rate, channels = (rtpmap.split("/") + [None])[:3]
    children = ""
    for fmtp in media.all("fmtp"):
        key, _, params = fmtp.partition(" ")
        if key == number:
            for param in filter(None, params.split(";")):
                k, eq, v = param.strip().partition("=")
                children += xml("parameter", {"name": k if eq else "",
                                              "value": v if eq else k})
    for fb in media.all("rtcp-fb"):
        key, kind, *sub = fb.split(" ", 2)
        if key in (number, "*"):
            children += xml("rtcp-fb", {"xmlns": FB, "type": kind, "subtype":
                                        sub[0] if sub else None})
    return xml("payload-type", {"id": number, "name": name, "clockrate": rate,
                                "channels": channels}, children)


def sources_xml(media):
    sources = {}
    for line in media.all("ssrc"):
        ssrc, _, param = line.partition(" ")
        sources.setdefault(ssrc, []).append(param.partition(":"))
    return "".join(
        xml("source", {"xmlns": SSMA, "ssrc": ssrc},
            "".join(xml("parameter", {"name": k, "value": v})
                    for k, _, v in params))
        for ssrc, params in sources.items())


def description_xml(media):
    children = "".join(payload_xml(media, n) for n in media.payloads)
    for line in media.all("extmap"):
        number, uri = line.split(" ")[:2]
        children += xml("rtp-hdrext", {"xmlns": HDREXT, "uri": uri,
                                       "id": number.split("/")[0]})
    children += sources_xml(media)
    if media.flag("rtcp-mux"):
        children += "<rtcp-mux/>"
    return xml("description", {"xmlns": RTP, "media": media.kind}, children)


def candidate_xml(line, number):
    """An SDP candidate value as a Jingle candidate element."""
    found, component, proto, priority, ip, port, _, kind, *more = line.split()
    extra = dict(zip(more[::2], more[1::2]))
    return xml("candidate", {
        "id": f"c{number}", "foundation": found, "component": component,
        "protocol": proto.lower(), "priority": priority, "ip": ip,
        "port": port, "type": kind, "generation": "0", "network": "0",
        "rel-addr": extra.get("raddr"), "rel-port": extra.get("rport")})


def raw_xml(media):
    """raw-udp, for an SDP with our own lines a=raw:component address port"""
    children = ""
    for line in media.all("raw"):
        component, ip, port = line.split()
        children += xml("candidate", {
            "component": component, "generation": "0", "ip": ip,
            "id": f"r{component}", "port": port})
    return xml("transport", {"xmlns": RAW}, children)


def transport_xml(media, with_candidates=True, only_candidates=False):
    if media.all("raw"):
        return raw_xml(media)
    children = ""
    if not only_candidates and media.get("fingerprint"):
        kind, _, value = media.get("fingerprint").partition(" ")
        children += f"<fingerprint xmlns='{DTLS}' hash='{kind}' " \
            f"setup='{media.get('setup')}'>{value}</fingerprint>"
    if with_candidates:
        children += "".join(candidate_xml(line, n) for n, line in
                            enumerate(media.all("candidate")))
    return xml("transport", {"xmlns": ICE, "ufrag": media.get("ice-ufrag"),
                             "pwd": media.get("ice-pwd")}, children)


def contents_xml(sdp, creator="initiator", with_candidates=True):
    """The <content/> and <group/> elements that say what an SDP says."""
    session, medias = read_sdp(sdp)
    children = ""
    for media in medias:
        children += xml("content", {"creator": creator, "name":
                                    media.get("mid"), "senders": "both"},
                        description_xml(media) +
                        transport_xml(media, with_candidates))
    for line in session:
        if line.startswith("group:BUNDLE "):
            children += xml("group", {"xmlns": GROUP, "semantics": "BUNDLE"},
                            "".join(xml("content", {"name": name}) for name
                                    in line.split()[1:]))
    return children


def trickle_xml(sdp, creator="initiator"):
    """One list entry (children of a transport-info) for each candidate."""
    _, medias = read_sdp(sdp)
    infos = []
    for media in medias:
        for n, line in enumerate(media.all("candidate")):
            transport = xml("transport", {
                "xmlns": ICE, "ufrag": media.get("ice-ufrag"),
                "pwd": media.get("ice-pwd")}, candidate_xml(line, n))
            infos.append(xml("content", {"creator": creator, "name":
                                         media.get("mid")}, transport))
    return infos


def transports_xml(sdp, creator="initiator"):
    """One list entry for each content: its whole transport."""
    return [xml("content", {"creator": creator, "name": media.get("mid")},
                transport_xml(media)) for media in read_sdp(sdp)[1]]


# --- Jingle to SDP ---------------------------------------------------------

def candidate_sdp(element):
    get = element.get
    text = f"{get('foundation', '1')} {get('component')} " \
        f"{get('protocol')} {get('priority')} {get('ip')} {get('port')} " \
        f"typ {get('type')}"
    if get("rel-addr"):
        text += f" raddr {get('rel-addr')} rport {get('rel-port')}"
    return text


def payload_lines(payload):
    number = payload.get("id")
    lines = []
    if payload.get("name"):
        channels = payload.get("channels")
        lines.append(f"a=rtpmap:{number} {payload.get('name')}/"
                     f"{payload.get('clockrate', '8000')}" +
                     (f"/{channels}" if channels and channels != "1" else ""))
    params = []
    for param in payload.iter(f"{{{RTP}}}parameter"):
        name, value = param.get("name"), param.get("value")
        params.append(f"{name}={value}" if name else value)
    if params:
        lines.append(f"a=fmtp:{number} {';'.join(params)}")
    for fb in payload.iter(f"{{{FB}}}rtcp-fb"):
        lines.append(f"a=rtcp-fb:{number} {fb.get('type')} "
                     f"{fb.get('subtype') or ''}".strip())
    return lines


def transport_lines(content):
    transport = content.find(f"{{{ICE}}}transport")
    raw = content.find(f"{{{RAW}}}transport")
    if raw is not None:
        return [f"a=raw:{c.get('component')} {c.get('ip')} {c.get('port')}"
                for c in raw]
    lines = [f"a=ice-ufrag:{transport.get('ufrag')}",
             f"a=ice-pwd:{transport.get('pwd')}"]
    print_ = transport.find(f"{{{DTLS}}}fingerprint")
    if print_ is not None:
        lines += [f"a=fingerprint:{print_.get('hash')} {print_.text.strip()}",
                  f"a=setup:{print_.get('setup')}"]
    return lines + [f"a=candidate:{candidate_sdp(c)}" for c in
                    transport.findall(f"{{{ICE}}}candidate")]


def direction(content, speaker):
    """What senders= is in the SDP of who says it, the initiator or the
    responder."""
    senders = content.get("senders") or "both"
    if senders in ("both", "none"):
        return "sendrecv" if senders == "both" else "inactive"
    return "sendonly" if senders == speaker else "recvonly"


def content_lines(content, speaker):
    description = content.find(f"{{{RTP}}}description")
    payloads = description.findall(f"{{{RTP}}}payload-type")
    transport = transport_lines(content)
    proto = "UDP/TLS/RTP/SAVPF" if any(
        line.startswith("a=fingerprint") for line in transport) else "RTP/AVP"
    lines = [f"m={description.get('media')} 9 {proto} " +
             " ".join(p.get("id") for p in payloads),
             "c=IN IP4 0.0.0.0", f"a=mid:{content.get('name')}",
             f"a={direction(content, speaker)}"]
    for payload in payloads:
        lines += payload_lines(payload)
    for ext in description.findall(f"{{{HDREXT}}}rtp-hdrext"):
        lines.append(f"a=extmap:{ext.get('id')} {ext.get('uri')}")
    for source in description.findall(f"{{{SSMA}}}source"):
        for param in source.findall(f"{{{SSMA}}}parameter"):
            lines.append(f"a=ssrc:{source.get('ssrc')} "
                         f"{param.get('name')}:{param.get('value')}")
    if description.find(f"{{{RTP}}}rtcp-mux") is not None:
        lines.append("a=rtcp-mux")
    return lines + transport


def sdp_from_jingle(jingle):
    """The SDP that a session-initiate or -accept says."""
    contents = jingle.findall(f"{{{JINGLE}}}content")
    speaker = "initiator" if jingle.get("action") == "session-initiate" \
        else "responder"
    lines = ["v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0"]
    for group in jingle.findall(f"{{{GROUP}}}group"):
        names = [c.get("name") for c in group]
        lines.append(f"a=group:{group.get('semantics')} {' '.join(names)}")
    for content in contents:
        lines += content_lines(content, speaker)
    return "\r\n".join(lines) + "\r\n"


def with_names(sdp, names):
    """Other mids, in the order of the m= sections."""
    numbers = [m.get("mid") for m in read_sdp(sdp)[1]]
    for number, name in zip(numbers, names):
        sdp = sdp.replace(f"a=mid:{number}\r", f"a=mid:{name}\r")
    return sdp.replace(f"a=group:BUNDLE {' '.join(numbers)}",
                       f"a=group:BUNDLE {' '.join(names)}")


def first_payloads(sdp):
    """Of each m= section the first payload type alone."""
    lines, keep = [], None
    for line in sdp.split("\r\n"):
        if line.startswith("m="):
            words = line.split(" ")
            keep = words[3]
            line = " ".join(words[:4])
        elif line.startswith(("a=rtpmap:", "a=fmtp:", "a=rtcp-fb:")) and \
                line.split(":")[1].split(" ")[0] not in (keep, "*"):
            continue
        lines.append(line)
    return "\r\n".join(lines)


def with_refused(answer, offer):
    """aiortc wants as many m= sections in an answer as it offered: contents
    that were left out become inactive ones."""
    _, offered = read_sdp(offer)
    head, *sections = answer.split("\r\nm=")
    if len(sections) == len(offered):
        return answer
    found = {}
    for section in sections:
        section = section.rstrip("\r\n")
        lines = section.split("\r\n")
        found[next(v[6:] for v in lines if v.startswith("a=mid:"))] = section
    keys = [v for v in sections[0].rstrip("\r\n").split("\r\n")
            if v.startswith(("a=ice-ufrag", "a=ice-pwd", "a=fingerprint",
                             "a=setup"))]
    for media in offered:
        mid = media.get("mid")
        if mid in found:
            continue
        number = media.payloads[0]
        codec = next(v for v in media.all("rtpmap")
                     if v.startswith(number + " "))
        found[mid] = "\r\n".join(
            [f"{media.kind} 9 UDP/TLS/RTP/SAVPF {number}",
             "c=IN IP4 0.0.0.0", f"a=mid:{mid}", "a=inactive", "a=rtcp-mux",
             f"a=rtpmap:{codec}"] + keys)
    return "\r\nm=".join(
        [head] + [found[m.get("mid")] for m in offered]) + "\r\n"


def element(text):
    return ET.fromstring(text)
