# SPDX-License-Identifier: GPL-2.0-or-later
"""A call of the scripted client's, and words about one."""


def local(element):
    return element.tag.rsplit("}", 1)[-1]


class Call:
    """One session of ours. state: proposed, ringing (an incoming one),
    proceeded, initiated, active, ended."""

    def __init__(self, sid, peer, outgoing, state):
        self.sid = sid
        self.peer = peer
        self.outgoing = outgoing
        self.state = state
        self.jmi = False
        self.media = ["audio"]
        self.offer = None  # the jingle element of an incoming initiate
        self.answer = None  # … of the session-accept of our initiate
        self.rung = False  # the other side has said that it rings
        self.said = None  # the SDP that we have told
        self.notes = {}  # of the persona
        self.connection = None
        self.restarted = False
        self.streams = {}  # name: connection of a content that was added


def reason_of(element):
    """reason and text of a <reason/>, both None without one."""
    if element is None:
        return {"reason": None, "text": None}
    text = None
    names = []
    for child in element:
        if local(child) == "text":
            text = child.text
        else:
            names.append(local(child))
    return {"reason": names[0] if names else None, "text": text}
