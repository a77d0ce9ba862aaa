# SPDX-License-Identifier: GPL-2.0-or-later
"""What was said by message initiation (XEP-0353) on the component's stream."""

import xml.etree.ElementTree as ET

from .process import Failed, wait_until

JMI = "{urn:xmpp:jingle-message:0}"
JINGLE = "{urn:xmpp:jingle:1}"


class Said:
    """One JMI message, or one Jingle stanza that opens or ends a session.

    ours: the gateway sent it
    """

    def __init__(self, record, stanza, child, name, sid, components):
        self.when = record.when
        self.name = name
        self.sid = sid
        self.sender = stanza.get("from")
        self.target = stanza.get("to")
        self.error = stanza.get("type") == "error"
        self.ours = domain(self.sender) in components
        migrated = child.find(f"{JMI}migrated")
        self.migrated_to = migrated.get("to") if migrated is not None else None
        self.tie_break = child.find(f"{JMI}tie-break") is not None

    def __repr__(self):
        return f"{self.name} {self.sid} {self.sender} -> {self.target}" + \
            (" (error)" if self.error else "")


def domain(jid):
    return (jid or "").split("/")[0].rsplit("@", 1)[-1]


def said(world, since=0.0):
    """All that the component's stream carried of it, in order."""
    port = world.ports["component"]
    found = []
    for record in world.wire.stanzas(since):
        if port not in (record.source[1], record.target[1]):
            continue
        try:
            stanza = ET.fromstring(record.text)
        except ET.ParseError:
            continue
        names = [child.tag for child in stanza]
        if stanza.get("type") == "error" and stanza.tag == "message" and \
                not any(name.startswith(JMI) for name in names):
            # a bounce need not repeat what it answers; our propose's id is
            # the session's
            found.append(Said(record, stanza, stanza, "propose",
                              stanza.get("id"), world.components))
        for child in stanza:
            if child.tag.startswith(JMI):
                found.append(Said(record, stanza, child,
                                  child.tag[len(JMI):], child.get("id"),
                                  world.components))
            elif child.tag == f"{JINGLE}jingle":
                found.append(Said(record, stanza, child, child.get("action"),
                                  child.get("sid"), world.components))
    return found


def has_said(world, name, sid, since=0.0, count=1):
    """Wait until so many of a message of ours are on the wire; return them."""
    def found():
        return [m for m in said(world, since) if m.ours and m.name == name
                and sid in (None, m.sid)]
    wait_until(lambda: len(found()) >= count, 3, f"{name} of {sid}")
    return found()


def bare(jid):
    return (jid or "").split("/")[0]


def endings(world, sid, since=0.0):
    """What ended a propose: our retract, reject or finish, or the other
    party's retract or reject; errors count, for nobody was reached. What
    others say of it does not."""
    messages = [m for m in said(world, since) if m.sid == sid]
    propose = [m for m in messages if m.name == "propose"][0]
    return [m for m in messages if
            (m.error and not m.ours and m.name == "propose") or
            (m.name == "finish" and m.ours) or
            (m.name == "retract" and m.sender == propose.sender) or
            (m.name == "reject" and not m.error and
             bare(m.sender) == bare(propose.target))]


def each_ends_once(world, since=0.0, timeout=5):
    """Each propose ends by exactly one of retract, reject, finish."""
    def proposes():
        return {m.sid for m in said(world, since) if m.name == "propose"
                and not m.error}
    wait_until(lambda: all(endings(world, sid, since) for sid in proposes()),
               timeout, "each propose ends")
    for sid in proposes():
        ends = endings(world, sid, since)
        if len(ends) != 1:
            raise Failed(f"propose {sid} ended {len(ends)} times: {ends}")


def senders(world, sid, since=0.0):
    """The JIDs of ours that spoke in a session."""
    return {m.sender for m in said(world, since) if m.sid == sid and m.ours}
