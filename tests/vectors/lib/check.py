# SPDX-License-Identifier: GPL-2.0-or-later
"""What must hold for one sample, by an independent reading of it."""

import json
import os
import re
import subprocess

from . import facts, tools

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
WEB = f"{tools.TOP}/tests/scenarios/web"
# actions whose contents carry both a description and a transport
WHOLE = ("session-initiate", "session-accept", "content-add", "content-accept")
OFFERS = ("session-initiate", "content-add")


def table(name):
    """Rows of a tab-separated file beside this folder, without its head."""
    with open(f"{HERE}/{name}", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file
                if line.strip() and not line.startswith("#")]
    return rows[1:]


def read(path):
    with open(path, newline="", encoding="utf-8", errors="replace") as file:
        return file.read()


class Sample:
    """One file with a whole session description, and our translation."""

    def __init__(self, path, text, result):
        self.path = path
        self.text = text
        self.result = result
        self.is_jingle = tools.tool_of(path) == "jingle2sdp"
        self.role = "initiator"
        self.offer = True
        self.transport = facts.ICE_UDP
        if self.is_jingle:
            self.action = facts.jingle_element(text).get("action")
            self.offer = self.action in OFFERS
            self.role = "initiator" if self.offer else "responder"
            if facts.ICE in text:
                self.transport = facts.ICE

    def of(self, text):
        """Facts of a text in either language."""
        if text.lstrip().startswith("<"):
            return facts.of_jingle(text)
        return facts.of_sdp(text, self.role, self.offer, self.transport)

    def kept(self):
        """What our translation lost and added."""
        return self.differences(self.result.text)

    def there_and_back(self, folder):
        """The same after it was translated back; None: it was refused."""
        tool = "sdp2jingle" if self.is_jingle else "jingle2sdp"
        options = [] if self.offer else ["--role", "responder"]
        if self.transport == facts.ICE:
            options += ["--transport", "ice"]
        back = tools.run(folder, tool, self.result.text.encode(), *options)
        if back.outcome != "translated":
            return [f"{back.outcome}: {back.why or back.errors}"], []
        return self.differences(back.text)

    def differences(self, text):
        before = self.of(self.text)
        return without_lone_bundle(before, *facts.differences(
            before, self.of(text)))


def without_lone_bundle(before, lost, added):
    """RFC 9143 section 7.2.1: a bundle of one content, the first, changes
    nothing that is sent, but who bundles all (max-bundle) takes no description
    without a bundle. It may come to what has ICE and rtcp-mux, and no group."""
    first = next(iter(facts.order_of(before)), None)
    kinds = {f[1] for f in before if f[0] == first}
    if {"ice", "rtcp-mux"} <= kinds and not any(
            f[1] == "group" and f[2] == "BUNDLE" for f in before):
        added = [f for f in added if f[1] != "group" or f[2] != "BUNDLE"
                 or len(f[3]) != 1]
    return lost, added


def sample(path, result):
    """A Sample, or None when there is nothing to compare."""
    if result.outcome != "translated" or path.endswith((".log", ".sip",
                                                        ".frag")):
        return None
    text = read(path)
    if tools.tool_of(path) == "jingle2sdp" \
            and facts.jingle_element(text).get("action") not in WHOLE:
        return None
    return Sample(path, text, result)


def stanza_js(samples):
    """[(sample, what stanza.js made of it or None, why not)]"""
    lines = "\n".join(json.dumps({"text": s.text, "role": s.role})
                      for s in samples)
    done = subprocess.run(["node", f"{HERE}/oracle/stanza.mjs"], input=lines,
                          capture_output=True, text=True, check=True)
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    return [(s, r.get("text"), r.get("error"))
            for s, r in zip(samples, replies)]


def explanation(rows, way, side, text):
    """The row that explains a difference to stanza.js."""
    for row in rows:
        if row[0] in (way, "both") and row[1] in (side, "both") \
                and re.search(row[2], text):
            return row
    return None


def refused_by_them(theirs, ours):
    """Contents that stanza.js gives port 0, and why."""
    for name in facts.order_of(ours):
        if name in facts.order_of(theirs):
            continue
        kinds = {f[1] for f in ours if f[0] == name}
        lacks = [k for k in ("ice", "fingerprint") if k not in kinds]
        yield name, "refused for lack of " + " and ".join(lacks or ["nothing"])


def marked(sdp):
    """Mids of m= sections that have no transport of their own."""
    for part in facts.split_sdp(sdp)[1:]:
        texts = [t for k, t in part if k == "a"]
        for mid in (t[4:] for t in texts if t.startswith("mid:")):
            if part[0][1].split()[1] == "0":
                yield mid, " (port 0)"
            elif not any(t.startswith("ice-ufrag:") for t in texts):
                yield mid, " (no ufrag)"


def without_static(theirs, ours):
    """Merge what follows from a static payload type without a=rtpmap."""
    for mine in [f for f in ours if f[1] == "codecs"]:
        other = next((f for f in theirs if f[:2] == mine[:2]), None)
        missing = {pt for pt in mine[2] if pt in facts.STATIC
                   and other and pt not in other[2]}
        if other and other[2] == tuple(
                pt for pt in mine[2] if pt not in missing):
            theirs = [f for f in theirs if f != other]
            ours = [f for f in ours if f != mine
                    and not (f[0] == mine[0] and f[1] in ("fmtp", "codec")
                             and f[2] in missing)] + [
                (mine[0], "static", tuple(sorted(missing)))]
    return theirs, ours


def without_generation(theirs, ours):
    """Candidates that are the same but for the generation."""
    same = {f[:-1] for f in theirs if f[1] == "candidate" and f[-1] == 0} & {
        f[:-1] for f in ours if f[1] == "candidate"}
    if not same:
        return theirs, ours
    return [f for f in theirs if f[:-1] not in same], [
        f for f in ours if f[:-1] not in same] + [
            (name, "generation") for name in {f[0] for f in same}]


def against_stanza(s, text):
    """[(way, side, fact)]: `theirs` only they have, `ours` only we."""
    way = "jingle2sdp" if s.is_jingle else "sdp2jingle"
    ours = s.of(s.result.text)
    try:
        theirs = s.of(text)
    except (IndexError, AttributeError, TypeError) as error:
        return [(way, "theirs", f"unreadable {error}")]
    # names that are no mid, sections without one: matched by their place
    every = facts.order_of(s.of(s.text))
    if len(every) == len(facts.order_of(ours)):
        ours = facts.renamed(ours, {
            name: f"place-{to[1:]}" if to.startswith("#") else to
            for name, to in zip(facts.order_of(ours), every)})
    found, gone = [], set()
    for name, why in refused_by_them(theirs, ours):
        gone.add(name)
        if not s.is_jingle:
            media = next(f[2] for f in ours if f[:2] == (name, "media"))
            why = f"is {media}, not known"
        found.append((way, "theirs", f"{name} {why}"))
    extra = set(facts.order_of(theirs)) - set(facts.order_of(ours))
    for name in extra:
        found.append((way, "theirs", f"{name} kept without use"))
    lost, added = facts.differences(
        {f for f in theirs if f[0] not in extra},
        {f for f in ours if f[0] not in gone})
    both = gone | extra
    lost, added = without_generation(*without_static(lost, added))
    marks = {} if s.is_jingle else dict(marked(s.text))

    def said(f):
        return facts.show(f) + marks.get(f[0], "")
    return found + [(way, "theirs", said(f)) for f in lost
                    if not both or f[0] is not None] + [
        (way, "ours", said(f)) for f in added if not both or f[0] is not None]


def of_json(text):
    """Facts of a Jingle session in JSON, as stanza.js and sdp-jingle-json
    write it; both spell the same things differently."""
    found = set()
    jingle = json.loads(text)
    names = []
    for c in jingle["contents"]:
        name = c["name"]
        names.append(name)
        found.update(json_content(c, name))
    found.add((None, "order", tuple(names)))
    for g in jingle.get("groups", []):
        found.add((None, "group", g["semantics"], tuple(g["contents"])))
    return found


def json_content(c, name):
    app, transport = c["application"], c["transport"]
    yield (name, "media", app.get("media", "application"))
    if "media" in app:
        yield (name, "senders", facts.by_name(c["senders"]))
    codecs = facts.Codecs(app.get("media"))
    for p in app.get("payloads", []):
        codecs.add(int(p["id"]), p["name"], int(p["clockrate"]),
                   int(p.get("channels", 1)))
        codecs.params[int(p["id"])] = [(q["key"], q["value"])
                                       for q in p["parameters"]]
        for f in p["feedback"]:
            yield (name, "fb", p["id"], " ".join(
                w for w in (f["type"], f["subtype"]) if w))
    if "media" in app:
        yield from codecs.facts(name)
    for e in app.get("encryption", []):
        yield (name, "crypto", e["tag"], e["cipherSuite"], e["keyParams"],
               e["sessionParams"])
    for h in app.get("headerExtensions", []):
        yield (name, "extmap", int(h["id"]), facts.by_name(h["senders"]),
               h["uri"], "")
    if app.get("mux"):
        yield (name, "rtcp-mux")
    for s in app.get("sources", []):
        for q in s["parameters"]:
            yield (name, "ssrc", int(s["ssrc"]), q["key"], q["value"])
    for g in app.get("sourceGroups", []):
        yield (name, "ssrc-group", g["semantics"],
               tuple(int(x) for x in g["sources"]))
    if "sctp" in transport:
        yield (name, "sctp", transport["sctp"]["port"])
    yield (name, "ice", transport.get("ufrag",
                                      transport.get("usernameFragment")),
           transport.get("pwd", transport.get("password")))
    for f in transport["fingerprints"]:
        yield (name, "fingerprint", f.get("hash", f.get("algorithm")),
               f["value"])
        if "setup" in f:
            yield (name, "setup", f["setup"])
    for d in transport["candidates"]:
        fact = facts.candidate_fact(
            {"foundation": d["foundation"], "component": int(d["component"]),
             "protocol": d["protocol"], "priority": int(d["priority"]),
             "ip": d["ip"], "port": int(d["port"]), "type": d["type"],
             "raddr": d.get("relAddr"), "rport": int(d.get("relPort", 0)),
             "generation": int(d["generation"])}, facts.ICE_UDP)
        if fact:
            yield (name, *fact)


def unsaid(added):
    """What the JSON has no place for: derived facts only."""
    return [f for f in added if f[1] not in ("setup", "msid", "sources")]
