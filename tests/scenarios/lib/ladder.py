# SPDX-License-Identifier: GPL-2.0-or-later
"""A call as a ladder: stanzas and SIP messages on one time line."""

import re
import xml.etree.ElementTree as ET

WIDTH = 31  # columns between two lines


def local(element):
    return element.tag.rsplit("}", 1)[-1]


def jingle_text(jingle):
    text = jingle.get("action", "Jingle")
    reason = next((c for c in jingle if local(c) == "reason"), None)
    names = [local(c) for c in (reason if reason is not None else jingle)
             if local(c) not in ("content", "text", "group")]
    return text + (f" ({', '.join(names)})" if names else "")


def stanza_text(text):
    """One stanza in a few words; None when it has to do with no call."""
    try:
        stanza = ET.fromstring(re.sub(r"^<(\w+):(\w+)", r"<\2", text, 1))
    except ET.ParseError:
        return None
    name, kind = local(stanza), stanza.get("type")
    for child in stanza:
        space = child.tag.split("}")[0].strip("{")
        if space == "urn:xmpp:jingle:1" and local(child) == "jingle" \
                and kind == "set":
            return jingle_text(child)
        if space == "urn:xmpp:jingle-message:0":
            return f"JMI {local(child)}" + (" (error)" if kind == "error"
                                            else "")
    if name == "iq" and kind == "error":
        error = next((c for c in stanza if local(c) == "error"), [])
        return f"error {', '.join(local(c) for c in error)}"
    return None


def sip_text(text):
    first = text.split("\r\n", 1)[0]
    if first.startswith("SIP/2.0"):
        method = re.search(r"^CSeq:\s*\d+\s+(\w+)", text, re.M | re.I)
        return f"{first[8:29]}" + (f" ({method.group(1)})" if method and
                                 method.group(1) != "INVITE" else "")
    return first.split(" ", 1)[0]


def is_call(record):
    if record.kind == "xmpp":
        return stanza_text(record.text) is not None
    method = re.search(r"^CSeq:\s*\d+\s+(\w+)", record.text, re.M | re.I)
    return bool(method) and method.group(1) not in ("REGISTER", "OPTIONS")


class Ladder:
    """columns: [(title, places)], left to right. A place is an (address,
    port), an address, or a port; the first column that has it is meant."""

    def __init__(self, columns):
        self.titles = [title for title, _ in columns]
        self.places = [set(places) for _, places in columns]

    def column(self, end):
        for wanted in (end, end[0], end[1]):
            for n, places in enumerate(self.places):
                if wanted in places:
                    return n
        return None

    def arrow(self, source, target, text):
        left, right = min(source, target), max(source, target)
        space = (right - left) * WIDTH - 1
        text = text if len(text) <= space - 4 else text[:space - 5] + "…"
        line = f" {text} ".center(space - 1, "─")
        line = line + ">" if source < target else "<" + line
        cells = ""
        for n in range(len(self.titles) - 1):
            cells += "" if left < n < right else "│"
            if n == left:
                cells += line
            elif not left <= n < right:
                cells += " " * (WIDTH - 1)
        return cells + "│"

    def lines(self, records):
        """The ladder of those records that belong to calls."""
        shown = [r for r in sorted(records, key=lambda r: r.when)
                 if is_call(r)]
        head = " " * 9 + "".join(t.center(WIDTH) for t in self.titles)
        pad = " " * (9 + WIDTH // 2)
        yield head.rstrip()
        for record in shown:
            source = self.column(record.source)
            target = self.column(record.target)
            if source is None or target is None:
                continue
            text = (stanza_text if record.kind == "xmpp" else
                    sip_text)(record.text)
            stamp = f"{record.when - shown[0].when:8.3f} "
            if source == target:
                yield stamp + pad[9:] + " " * (source * WIDTH) + f"↺ {text}"
            else:
                yield stamp + pad[9:] + self.arrow(source, target, text)

    def text(self, records):
        return "\n".join(self.lines(records))
