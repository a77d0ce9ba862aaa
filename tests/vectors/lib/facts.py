# SPDX-License-Identifier: GPL-2.0-or-later
"""What an SDP body and a Jingle stanza say, as sets of plain facts.

An independent reading of both, written from the RFCs and XEPs: a fact is a
tuple (content, kind, value...). What has a counterpart in the other language
has the same fact in both, so that a translation keeps facts, and a fact that
comes, goes or changes is a fault or a rule of KEPT below.
"""

import ipaddress
import re
import xml.etree.ElementTree as ET

JINGLE = "urn:xmpp:jingle:1"
RTP = "urn:xmpp:jingle:apps:rtp:1"
ICE_UDP = "urn:xmpp:jingle:transports:ice-udp:1"
RAW_UDP = "urn:xmpp:jingle:transports:raw-udp:1"
ICE = "urn:xmpp:jingle:transports:ice:0"
FEEDBACK = "urn:xmpp:jingle:apps:rtp:rtcp-fb:0"
HDREXT = "urn:xmpp:jingle:apps:rtp:rtp-hdrext:0"
SSMA = "urn:xmpp:jingle:apps:rtp:ssma:0"
DTLS = "urn:xmpp:jingle:apps:dtls:0"
GROUPING = "urn:xmpp:jingle:apps:grouping:0"
ZRTP = "urn:xmpp:jingle:apps:rtp:zrtp:1"
SCTP = "urn:xmpp:jingle:transports:dtls-sctp:1"
CATEGORY = "urn:xmpp:jingle:apps:category:0"
MSID = "urn:xmpp:jingle:apps:rtp:msid:0"

# RFC 3551 tables 4 and 5
STATIC = {0: ("PCMU", 8000, 1), 3: ("GSM", 8000, 1), 4: ("G723", 8000, 1),
          5: ("DVI4", 8000, 1), 6: ("DVI4", 16000, 1), 7: ("LPC", 8000, 1),
          8: ("PCMA", 8000, 1), 9: ("G722", 8000, 1), 10: ("L16", 44100, 2),
          11: ("L16", 44100, 1), 12: ("QCELP", 8000, 1), 13: ("CN", 8000, 1),
          14: ("MPA", 90000, 1), 15: ("G728", 8000, 1), 16: ("DVI4", 11025, 1),
          17: ("DVI4", 22050, 1), 18: ("G729", 8000, 1), 25: ("CelB", 90000, 1),
          26: ("JPEG", 90000, 1), 28: ("nv", 90000, 1), 31: ("H261", 90000, 1),
          32: ("MPV", 90000, 1), 33: ("MP2T", 90000, 1), 34: ("H263", 90000, 1)}
RTP_PROTOS = {"RTP/AVP", "RTP/AVPF", "RTP/SAVP", "RTP/SAVPF",
              "UDP/TLS/RTP/SAVP", "UDP/TLS/RTP/SAVPF", "TCP/DTLS/RTP/SAVP",
              "TCP/DTLS/RTP/SAVPF"}
DATA_PROTOS = {"UDP/DTLS/SCTP", "TCP/DTLS/SCTP", "DTLS/SCTP"}
DIRECTIONS = {"sendrecv": ("send", "recv"), "sendonly": ("send",),
              "recvonly": ("recv",), "inactive": ()}
TOKEN = re.compile(r"[!#$%&'*+\-.0-9A-Z^_`a-z{|}~]+$")


class Unreadable(Exception):
    """Nothing that can be compared."""


def number(text, most=2 ** 32 - 1):
    """A whole number of ASCII digits, or None."""
    text = (text or "").strip(" \t\r\n")
    if not re.fullmatch("[0-9]+", text) or int(text) > most:
        return None
    return int(text)


def address_kind(text):
    """ip, link-local, name, or None."""
    try:
        ip = ipaddress.ip_address(text)
    except ValueError:
        return "name" if re.fullmatch(r"[A-Za-z0-9._-]{1,255}", text) else None
    return "link-local" if ip.version == 6 and ip.is_link_local else "ip"


def senders(words, own):
    """The set of parties that send, of what `own` says about itself."""
    other = "responder" if own == "initiator" else "initiator"
    who = {own} if "send" in words else set()
    return frozenset(who | ({other} if "recv" in words else set()))


def by_name(value):
    """The parties in Jingle's attribute senders."""
    return frozenset({"both": ("initiator", "responder"), None:
                      ("initiator", "responder"), "initiator": ("initiator",),
                      "responder": ("responder",), "none": ()}[value])


def fmtp(codec, text):
    """(name, value) pairs of an a=fmtp line: stox-media-07 section 10."""
    text = text.strip(" \t")
    if not text:
        return []
    if "=" not in text:
        if codec == "telephone-event":
            return [("events", text)]
        if codec == "red":
            return [("pt", text.replace("/", ","))]
    pieces = text.split(";")
    if len(pieces) == 1 and "," in text and all(
            re.fullmatch("[^=]+=[^=]+", p) for p in text.split(",")):
        pieces = text.split(",")
    pairs = []
    for piece in pieces:
        piece = piece.strip(" \t")
        name, equals, value = piece.partition("=")
        if piece:
            pairs.append((name, value) if equals and name else ("", piece))
    return pairs


def candidate_fact(c, transport):
    """A fact, or None for what RFC 8839 section 5.1 says to ignore."""
    protocol = c["protocol"].lower()
    if protocol not in ("udp", "tcp") or address_kind(c["ip"]) != "ip":
        return None
    if protocol == "tcp" and transport != ICE:
        return None  # only ice:0 has TCP (XEP-0371 §5.3)
    if protocol == "udp" and c["port"] == 0:
        return None
    # one that others of another address have, too, is given a suffix
    # (RFC 8445 §5.1.1.3)
    foundation = re.sub(r"\+[0-9]+$", "", c["foundation"])
    return ("candidate", foundation, c["component"], protocol,
            c["priority"], c["ip"], c["port"], c["type"], c["raddr"],
            c["rport"], c["generation"])


class Codecs:
    """Codecs of one content; collects what both languages say about them."""

    def __init__(self, media):
        self.media = media
        self.order = []
        self.codec = {}
        self.params = {}

    def add(self, pt, name, clock, channels):
        if pt in self.codec:
            return
        fixed = STATIC.get(pt)
        if not name and not fixed:
            return  # RFC 8866 section 6.6: a dynamic type needs a name
        if fixed and (not name or name.lower() == fixed[0].lower()):
            name, clock = fixed[0], fixed[1]
            channels = channels or fixed[2]
        name = name.lower()
        if name == "opus":  # RFC 7587 section 7
            clock, channels = 48000, 2
        clock = clock or (90000 if self.media == "video" else 8000)
        self.order.append(pt)
        self.codec[pt] = (name, clock, max(channels or 1, 1))

    def facts(self, name):
        yield (name, "codecs", tuple(self.order))
        for pt, codec in self.codec.items():
            yield (name, "codec", pt, *codec)
            params = self.params.get(pt, [])
            if codec[0] == "telephone-event" and not params:
                params = [("events", "0-15")]  # RFC 4733 section 2.5.1.1
            for key, value in params:
                if codec[0] == "telephone-event" and not key:
                    key = "events"
                if key not in ("ptime", "maxptime"):  # row 3.3.5
                    yield (name, "fmtp", pt, key, value)


# SDP ---------------------------------------------------------------------

def split_sdp(text):
    """Lines of the session part and of each m= section."""
    sections = [[]]
    for line in re.split("\r\n|\n", text):
        if line.startswith("m="):
            sections.append([])
        if len(line) > 1 and line[1] == "=":
            sections[-1].append((line[0], line[2:]))
    return sections


class Section:
    """One m= section with what the session part says for it."""

    def __init__(self, lines, session):
        self.lines = lines
        self.session = session
        media = lines[0][1].split()
        self.media, self.port, self.proto = media[0], media[1], media[2]
        self.port = number(self.port.split("/")[0], 65535)
        self.formats = media[3:]
        self.shared = False  # has candidates of another section

    def all(self, name, lines=None):
        """Values of a=name lines, None for those without a colon."""
        for kind, text in self.lines if lines is None else lines:
            key, colon, value = text.partition(":")
            if kind == "a" and key == name:
                yield value if colon else None

    def first(self, name, inherit=True):
        for lines in (self.lines, self.session if inherit else []):
            for value in self.all(name, lines):
                return (value or "").strip(" \t")
        return None

    def has(self, name, inherit=False):
        return self.first(name, inherit) is not None

    def connection(self):
        for lines in (self.lines, self.session):
            for kind, text in lines:
                words = text.split()
                if kind == "c" and len(words) >= 3:
                    return words[2].split("/")[0]
        return None


def sdp_codecs(section, name):
    codecs = Codecs(section.media)
    maps = {}
    for value in section.all("rtpmap"):
        words = (value or "").split()
        pt = number(words[0], 127) if words else None
        parts = words[1].split("/") if len(words) > 1 else []
        if len(parts) == 1 and pt not in STATIC:
            parts.append("90000" if section.media == "video" else "8000")
        if pt is None or len(parts) < 2 or not TOKEN.match(parts[0]) \
                or not number(parts[1]):
            continue
        maps.setdefault(pt, (parts[0], number(parts[1]),
                             number(parts[2], 255) if len(parts) > 2 else 0))
    for word in section.formats:
        pt = number(word, 127)
        codecs.add(pt, *maps.get(pt, ("", 0, 0)))
    for value in section.all("fmtp"):
        words = (value or "").split(None, 1)
        pt = number(words[0], 127) if words else None
        if pt in codecs.codec and len(words) > 1:
            codecs.params.setdefault(pt, []).extend(
                fmtp(codecs.codec[pt][0], words[1]))
    yield from codecs.facts(name)
    for value in section.all("rtcp-fb"):
        words = (value or "").split()
        if len(words) > 1 and (words[0] == "*"
                               or number(words[0], 127) in codecs.codec):
            yield (name, "fb", words[0], " ".join(words[1:]))
    for kind in "ptime", "maxptime":
        values = [number(v, 65535) for v in section.all(kind)][-1:] + [
            number(value, 10000) for pairs in codecs.params.values()
            for key, value in pairs if key == kind]
        values = [v for v in values if v]
        if values and codecs.order:
            yield (name, kind, values[0])


def sdp_extensions(section, name, own):
    for value in list(section.all("extmap")) + list(
            section.all("extmap", section.session)):
        words = (value or "").split()
        key, _, way = words[0].partition("/") if words else ("", "", "")
        if len(words) > 1 and number(key, 4351):
            yield (name, "extmap", number(key),
                   senders(DIRECTIONS.get(way, ("send", "recv")), own),
                   words[1], " ".join(words[2:]))
    if section.has("extmap-allow-mixed", inherit=True):
        yield (name, "allow-mixed")


def sdp_sources(section, name):
    known = []
    has_msid = set()
    own = None
    msid = next(((v or "").strip() for v in section.all("msid")), None)
    for value in section.all("ssrc"):
        words = (value or "").split(None, 1)
        ssrc = number(words[0]) if words else None
        key, colon, text = (words + [""])[1].partition(":")
        # row 3.3.14; and Conversations ends its call at one without a value
        if ssrc is None or key == "fmtp" or (key and not text):
            continue
        known.append(ssrc)
        if key:
            has_msid |= {ssrc} if key == "msid" else set()
            own = own or (text if key == "msid" else None)
            yield (name, "ssrc", ssrc, key, text if colon else None)
    for value in section.all("ssrc-group"):
        words = (value or "").split()
        if words and all(number(w) is not None for w in words[1:]):
            yield (name, "ssrc-group", words[0],
                   tuple(number(w) for w in words[1:]))
    if known:
        yield (name, "sources", frozenset(known))
    if msid and known:  # row 3.4.7: into every source; without one it is lost
        for ssrc in set(known) - has_msid:
            yield (name, "ssrc", ssrc, "msid", msid)
    if known and (own or msid):
        yield (name, "msid", own or msid)


def setup_of(setup, offer):
    """RFC 8842 section 5: an answer decides."""
    if setup not in ("active", "passive") and not offer:
        return "active"
    return setup if setup in ("active", "passive", "actpass") else "actpass"


def sdp_keys(section, name, offer):
    dtls = not offer and section.has("fingerprint", True)
    for value in () if dtls else section.all("crypto"):
        words = (value or "").split(None, 3)
        if len(words) > 2:
            yield (name, "crypto", *words[:3],
                   words[3].strip() if len(words) > 3 else "")
    for value in section.all("zrtp-hash"):
        words = (value or "").split()
        if len(words) > 1:
            yield (name, "zrtp", *words[:2])
    prints = list(section.all("fingerprint")) or list(
        section.all("fingerprint", section.session))
    for value in prints:
        words = value.split()
        yield (name, "fingerprint", words[0].lower(), words[1].upper())
    if prints:
        setup = section.first("setup")
        yield (name, "setup", setup_of(setup, offer))


def sdp_candidate(text):
    words = text.split()
    if len(words) < 8 or words[6] != "typ":
        return None
    extra = dict(zip(words[8::2], words[9::2]))
    c = {"foundation": words[0], "component": number(words[1], 256),
         "protocol": words[2], "priority": number(words[3]), "ip": words[4],
         "port": number(words[5], 65535), "type": words[7],
         "raddr": extra.get("raddr"), "rport": number(extra.get("rport", "0")),
         "generation": number(extra.get("generation", "0"), 255) or 0}
    if None in (c["component"], c["priority"], c["port"]) or not c["component"]:
        return None
    if c["raddr"] is not None and not address_kind(c["raddr"]):
        c["raddr"] = None
    if c["raddr"] is None:
        c["rport"] = 0
    return c


def sdp_transport(section, name, transport):
    ufrag, pwd = section.first("ice-ufrag"), section.first("ice-pwd")
    if ufrag and pwd and not section.has("ice-mismatch", inherit=True):
        yield (name, "ice", ufrag, pwd)
        for value in section.all("candidate"):
            c = sdp_candidate(value or "")
            fact = c and candidate_fact(c, transport)
            if fact:
                yield (name, *fact)
        return
    mux = section.has("rtcp-mux") or section.has("rtcp-mux-only")
    ip = section.connection()
    yield (name, "address", 1, ip, section.port)
    rtcp = (section.first("rtcp", inherit=False) or "").split()
    if section.proto.upper() in RTP_PROTOS and not mux:
        yield (name, "address", 2, rtcp[3] if len(rtcp) > 3 else ip,
               number(rtcp[0], 65535) if rtcp else (section.port + 1) % 65536)


def direction(lines):
    """The last that is said: what contradicts itself has no rule."""
    said = [text for kind, text in lines if kind == "a" and text in DIRECTIONS]
    return said[-1] if said else None


def sdp_content(section, name, own, offer, transport):
    yield (name, "media", section.media)
    if section.proto.upper() in DATA_PROTOS:
        old = (section.first("sctpmap", inherit=False) or "").split()
        port = number(section.first("sctp-port") or
                      (old[0] if old else section.formats[0]), 65535)
        yield (name, "sctp", port or 5000)
    else:
        way = direction(section.lines) or direction(section.session) \
            or "sendrecv"
        who = senders(DIRECTIONS[way], own)
        if section.connection() in ("0.0.0.0", "::") \
                and not section.first("ice-ufrag"):
            who &= {own}  # old hold, RFC 3264 section 8.4
        yield (name, "senders", who)
        yield from sdp_codecs(section, name)
        if section.has("rtcp-mux") or section.has("rtcp-mux-only"):
            yield (name, "rtcp-mux")
        yield from sdp_extensions(section, name, own)
        yield from sdp_sources(section, name)
    yield from sdp_keys(section, name, offer)
    yield from sdp_transport(section, name, transport)
    for value in section.all("content"):
        for word in (value or "").split(","):
            yield (name, "category", word.strip())


TRANSPORT = ("ice-ufrag", "ice-pwd", "fingerprint", "setup", "candidate")


def share_bundles(sections, session):
    """RFC 9143 section 7.1.3: said once, in the section of the first mid."""
    for kind, text in session:
        if kind != "a" or not text.startswith("group:BUNDLE "):
            continue
        members = [s for mid in text.split()[1:] for s in sections
                   if s.first("mid", False) == mid]
        for s in members[1:]:
            if s.port == 0:
                s.lines = [x for x in s.lines if x[0] != "c"] + [
                    x for x in members[0].lines if x[0] == "c"]
                s.port = members[0].port
            if s.has("ice-ufrag", True) or not members[0].has("ice-ufrag",
                                                              True):
                continue
            for kind_, line in members[0].lines:
                name = line.partition(":")[0]
                if kind_ == "a" and name in TRANSPORT and not s.has(name) \
                        or (name == "candidate" and s.shared):
                    s.shared = s.shared or name == "candidate"
                    s.lines.append((kind_, line))


def of_sdp(text, own="initiator", offer=True, transport=ICE_UDP):
    """Facts of an SDP body; what Jingle has no counterpart for is left out.

    transport: which Jingle transport it is compared with.
    """
    session, *rest = split_sdp(text)
    sections = [Section(lines, session) for lines in rest]
    share_bundles(sections, session)
    facts = set()
    order = []
    for index, section in enumerate(sections):
        mid = section.first("mid", inherit=False)
        name = mid if mid and TOKEN.match(mid) else f"#{index}"
        known = section.proto.upper() in RTP_PROTOS or (
            section.proto.upper() in DATA_PROTOS
            and section.media == "application")
        if not known or (section.port == 0
                         and not section.has("bundle-only")):
            continue
        found = list(sdp_content(section, name, own, offer, transport))
        if (name, "codecs", ()) in found:
            continue  # none of its payload types has a name
        order.append(name)
        facts.update(found)
        if section.proto.upper() in RTP_PROTOS:
            facts.update(bandwidths(section, name, len(sections)))
    facts.add((None, "order", tuple(order)))
    for kind, text_ in session:
        if kind == "a" and text_.startswith("group:"):
            words = text_[6:].split()
            names = tuple(w for w in words[1:] if w in order)
            if names:
                facts.add((None, "group", words[0], names))
    return facts


def bandwidths(section, name, count):
    """AS, else TIAS, else the first: Jingle has room for one."""
    own = [t for k, t in section.lines if k == "b"]
    if not own and count == 1:
        own = [t for k, t in section.session if k == "b"]
    pairs = [tuple(x.strip() for x in t.split(":", 1)) for t in own if ":" in t]
    pairs = [p for p in pairs if number(p[1]) is not None]
    best = [p for p in pairs if p[0] == "AS"] + [
        p for p in pairs if p[0] == "TIAS"] + pairs
    if best:
        yield (name, "bandwidth", *best[0])


# Jingle --------------------------------------------------------------------

def tag(ns, name):
    return f"{{{ns}}}{name}"


def local(element):
    return element.tag.rpartition("}")[2]


def parameter_text(element):
    words = []
    for p in element:
        if local(p) != "parameter":
            continue
        name, value = p.get("name", ""), p.get("value", "")
        words.append(f"{name}={value}" if name and value else name or value)
    return " ".join(words)


def feedback_text(element):
    if local(element) == "rtcp-fb-trr-int":
        return f"trr-int {element.get('value', '0')}"
    return " ".join(w for w in (element.get("type"), element.get("subtype"),
                                parameter_text(element)) if w)


def is_feedback(element):
    return element.tag in (tag(FEEDBACK, "rtcp-fb"),
                           tag(FEEDBACK, "rtcp-fb-trr-int"))


def jingle_codecs(description, name):
    codecs = Codecs(description.get("media"))
    first = {}
    for p in description.findall(tag(RTP, "payload-type")):
        pt = number(p.get("id"), 127)
        fixed = STATIC.get(pt)
        known = first.get(pt)
        if known is not None and not (
                fixed and (p.get("name") or "").lower() == fixed[0].lower()
                and (known.get("name") or "").lower() != fixed[0].lower()):
            continue  # a repeated id: the first is kept
        first[pt] = p
    for pt, p in first.items():
        codecs.add(pt, p.get("name"), number(p.get("clockrate")),
                   number(p.get("channels"), 255))
    times = {}
    for pt, p in first.items():
        pairs = []
        for q in p.findall(tag(RTP, "parameter")):
            key, value = q.get("name", ""), q.get("value")
            if key in ("ptime", "maxptime") and number(value, 10000):
                times.setdefault(key, number(value))
            elif value is None and codecs.codec[pt][0] == "red":
                pairs.extend(fmtp("red", key))  # stanza.js writes it so
            elif value is None:
                pairs.append(("", key))
            elif key or value:
                pairs.append((key, value))
        codecs.params[pt] = pairs
        for key in "ptime", "maxptime":
            if number(p.get(key), 65535):
                times.setdefault(key, number(p.get(key)))
        for fb in p:
            if is_feedback(fb):
                yield (name, "fb", str(pt), feedback_text(fb))
    yield from codecs.facts(name)
    for key, value in times.items():
        yield (name, key, value)


def jingle_sources(description, name):
    known = []
    said = {}
    for s in description.findall(tag(SSMA, "source")):
        known.append(number(s.get("ssrc")))
        for p in s.findall(tag(SSMA, "parameter")):
            yield (name, "ssrc", known[-1], p.get("name"), p.get("value"))
            if p.get("name") == "msid":
                said[known[-1]] = p.get("value")
    for g in description.findall(tag(SSMA, "ssrc-group")):
        yield (name, "ssrc-group", g.get("semantics"),
               tuple(number(s.get("ssrc")) for s in g))
    stream = [" ".join(w for w in (s.get("id"), s.get("track")) if w)
              for s in description.findall(tag(MSID, "stream"))]
    msid = next(iter(stream or said.values()), None)
    if msid and known:
        yield (name, "msid", msid)
        for ssrc in set(known) - set(said):
            yield (name, "ssrc", ssrc, "msid", msid)
    if known:
        yield (name, "sources", frozenset(known))
    elif number(description.get("ssrc")):  # row 3.4.8; the cname is ours
        yield (name, "sources", frozenset([number(description.get("ssrc"))]))
        yield (name, "ssrc", number(description.get("ssrc")), "cname", "jingle")


def jingle_description(description, name, dtls):
    yield (name, "media", description.get("media"))
    yield from jingle_codecs(description, name)
    yield from jingle_sources(description, name)
    for e in description:
        if is_feedback(e):
            yield (name, "fb", "*", feedback_text(e))
        elif e.tag == tag(HDREXT, "rtp-hdrext"):
            yield (name, "extmap", number(e.get("id")),
                   by_name(e.get("senders")), e.get("uri"), parameter_text(e))
        elif e.tag == tag(HDREXT, "extmap-allow-mixed"):
            yield (name, "allow-mixed")
        elif local(e) == "rtcp-mux":
            yield (name, "rtcp-mux")
        elif e.tag == tag(RTP, "bandwidth"):
            yield (name, "bandwidth", e.get("type"), (e.text or "").strip())
    # RFC 8643 section 3.1: an answer has SDES or DTLS
    for e in () if dtls else description.iter(tag(RTP, "crypto")):
        yield (name, "crypto", e.get("tag"), e.get("crypto-suite"),
               e.get("key-params"), (e.get("session-params") or "").strip())
    for e in description.iter(tag(ZRTP, "zrtp-hash")):
        yield (name, "zrtp", e.get("version"), (e.text or "").strip())


def priority(kind, component):
    """RFC 8445 section 5.1.2.1, for a candidate that has none."""
    preference = {"host": 126, "prflx": 110, "srflx": 100, "relay": 0}[kind]
    return (preference << 24) + (65535 << 8) + 256 - component


def jingle_candidate(e):
    raddr = e.get("rel-addr")
    if raddr is not None and not address_kind(raddr):
        raddr = None
    kind = e.get("type")
    kind = kind if kind in ("host", "prflx", "srflx", "relay") else "host"
    component = number(e.get("component", "1"), 256)
    weight = number(e.get("priority"))
    if not weight or weight > 2 ** 31 - 1:  # RFC 8445 section 5.1.2
        weight = component and priority(kind, component)
    return {"foundation": e.get("foundation", "1"), "component": component,
            "protocol": e.get("protocol", "udp"), "priority": weight,
            "ip": e.get("ip", ""), "port": number(e.get("port"), 65535),
            "type": kind, "raddr": raddr,
            "rport": number(e.get("rel-port", "0"), 65535) if raddr else 0,
            "generation": number(e.get("generation", "0"), 255) or 0}


def jingle_transport(t, name, offer, mux):
    ns = t.tag[1:].partition("}")[0]
    found = []
    mux = mux or any(local(e) == "rtcp-mux" for e in t)
    for e in t:
        if local(e) == "candidate" and e.tag.startswith("{" + ns):
            c = jingle_candidate(e)
            if c["component"] and c["port"] is not None:
                found.append(c)
        elif e.tag == tag(DTLS, "fingerprint"):
            yield (name, "fingerprint", e.get("hash").lower(),
                   "".join((e.text or "").split()).upper())
        elif e.tag == tag(SCTP, "sctpmap"):
            yield (name, "sctp", number(e.get("number") or e.get("port")))
        elif local(e) == "rtcp-mux":  # Jitsi
            yield (name, "rtcp-mux")
    first = t.find(tag(DTLS, "fingerprint"))
    if first is not None:
        setup = first.get("setup")
        yield (name, "setup", setup_of(setup, offer))
    if ns == RAW_UDP or not (t.get("ufrag") and t.get("pwd")):
        yield from raw_facts(found, name, mux)
        return
    yield (name, "ice", t.get("ufrag"), t.get("pwd"))
    for c in found:
        fact = candidate_fact(c, ns)
        # RFC 5761 section 5.1.3: once agreed there is one component
        if fact and (offer or not mux or c["component"] == 1):
            yield (name, *fact)


def raw_facts(found, name, mux):
    """Of several the best of each component: relay, srflx, prflx, host."""
    rank = ["host", "prflx", "srflx", "relay"]
    best = None
    for component in 1, 2:
        usable = [c for c in found if c["component"] == component and c["port"]
                  and address_kind(c["ip"]) in ("ip", "name")
                  and c["protocol"].lower() == "udp"]
        usable.sort(key=lambda c: (":" not in c["ip"], rank.index(c["type"]),
                                   c["priority"]), reverse=True)
        if usable:
            best = usable[0]
            yield (name, "address", component, best["ip"], best["port"])
        elif component == 2 and best and not mux:  # RFC 3605 section 2
            yield (name, "address", 2, best["ip"], (best["port"] + 1) % 65536)


def jingle_element(text):
    try:
        root = ET.fromstring(text)
    except ET.ParseError as error:
        raise Unreadable(str(error)) from None
    if root.tag == tag(JINGLE, "jingle"):
        return root
    found = root.find(tag(JINGLE, "jingle"))
    if found is None:
        raise Unreadable("no <jingle/>")
    return found


def of_jingle(text):
    """Facts of a session-initiate or -accept, of content-add or -accept."""
    jingle = jingle_element(text)
    offer = jingle.get("action") in ("session-initiate", "content-add")
    facts = set()
    order = []
    for content in jingle.findall(tag(JINGLE, "content")):
        name = content.get("name") or ""
        description = content.find(tag(RTP, "description"))
        transport = next((e for e in content if local(e) == "transport"), None)
        sctp = transport is not None and transport.find(tag(SCTP, "sctpmap"))
        if transport is None or (description is None and sctp is None):
            continue
        ns = transport.tag[1:].partition("}")[0]
        if ns not in (ICE_UDP, RAW_UDP, ICE):
            continue
        order.append(name)
        if description is not None:
            facts.add((name, "senders", by_name(content.get("senders"))))
            dtls = not offer and transport.find(tag(DTLS, "fingerprint"))
            facts.update(jingle_description(description, name,
                                            dtls not in (None, False)))
        else:
            facts.add((name, "media", "application"))
        mux = any(local(e) == "rtcp-mux" for e in
                  (description if description is not None else ()))
        facts.update(jingle_transport(
            transport, name, offer, mux or description is None))
        for e in content.iter(tag(CATEGORY, "category")):
            facts.add((name, "category", e.get("name")))
    facts.add((None, "order", tuple(order)))
    for g in jingle.findall(tag(GROUPING, "group")):
        names = tuple(c.get("name") for c in g if c.get("name") in order)
        if names:
            facts.add((None, "group", g.get("semantics"), names))
    return facts


def described(facts):
    """Both members of a FID pair have the cname (RFC 5576 section 6.1)."""
    out = set(facts)
    for f in facts:
        if f[1] != "ssrc-group" or f[2] != "FID" or len(f[3]) != 2:
            continue
        known = next((x for x in facts if x[:2] == (f[0], "sources")), None)
        names = [x[4] for x in sorted(facts, key=show)
                 if x[:2] == (f[0], "ssrc") and x[3] == "cname"]
        if known and names and f[3][1] not in known[2]:
            out -= {x for x in out if x[:2] == known[:2]}
            out |= {known[:2] + (known[2] | {f[3][1]},),
                    (f[0], "ssrc", f[3][1], "cname", names[0])}
            msid = [x[2] for x in facts if x[:2] == (f[0], "msid")]
            if msid:
                out.add((f[0], "ssrc", f[3][1], "msid", msid[0]))
    return out


# comparison ------------------------------------------------------------------

def order_of(facts):
    return next(f[2] for f in facts if f[0] is None and f[1] == "order")


def renamed(facts, names):
    def of(x):
        return names.get(x, x)
    out = set()
    for f in facts:
        if f[0] is not None:
            out.add((of(f[0]),) + f[1:])
        else:
            out.add(f[:-1] + (tuple(of(x) for x in f[-1]),))
    return out


def differences(before, after):
    """What a translation lost and what it added, as two sorted lists.

    A name that can be no mid, and a section without a mid, get a name of the
    other side's choice (row 3.2.6): they are matched by their place.
    """
    before, after = described(before), described(after)
    old, new = order_of(before), order_of(after)
    names = {}
    if len(old) == len(new):
        for a, b in zip(old, new):
            if a != b and (not a or not b or a[0] == "#" or b[0] == "#"
                           or not TOKEN.match(a) or len(a) > 16):
                names[a] = b
        if len(set(new)) == len(new):
            before = renamed(before, names)
    return (sorted(before - after, key=show), sorted(after - before, key=show))


def show(fact):
    words = []
    for x in fact:
        if isinstance(x, frozenset):
            x = "{" + ",".join(sorted(map(str, x))) + "}"
        elif isinstance(x, tuple):
            x = "(" + " ".join(map(str, x)) + ")"
        words.append("-" if x is None else str(x))
    return " ".join(words)
