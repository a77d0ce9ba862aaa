# SPDX-License-Identifier: GPL-2.0-or-later
"""The scripted client alone, without servers: a test is the other side.

What it sends is looked at, what it shall hear is fed to it, and its clock goes
only as far as it is told: 30 seconds are over at once.
"""

import asyncio
import functools
import re
import xml.etree.ElementTree as ET

from .agent import jingle_sdp as js
from .agent.client import Client
from .agent.persona import persona
from .agent.stream import CLIENT, Stream

OWN = "romeo@xmpp.example/stage"
PEER = "1001@gw.example/gateway"
JMI = "urn:xmpp:jingle-message:0"
PRINT = ":".join(["AB"] * 32)
RTPMAP = {"audio": ("96 opus/48000/2", "8 PCMA/8000"),
          "video": ("97 VP8/90000",)}


class Clock(asyncio.SelectorEventLoop):
    """Time that passes only when it is told to."""

    now = 0.0

    def time(self):
        return self.now


class Silence:
    """A media engine that says what one says, and neither hears nor talks."""

    def __init__(self, name="own"):
        self.name = name
        self.kinds = []
        self.answer = None

    def sdp(self):
        lines = ["v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0",
                 "a=group:BUNDLE " + " ".join(
                     str(n) for n in range(len(self.kinds)))]
        for mid, kind in enumerate(self.kinds):
            lines += section(kind, str(mid), self.name)
        return "\r\n".join(lines) + "\r\n"

    async def offer(self, kinds, names=None):
        self.kinds = kinds
        return js.with_names(self.sdp(), names) if names else self.sdp()

    async def take_offer(self, sdp):
        _, medias = js.read_sdp(sdp)
        self.kinds = [m.kind for m in medias]
        answer = self.sdp().replace("setup:actpass", "setup:active")
        for mid, found in enumerate(medias):
            answer = answer.replace(f"a=mid:{mid}\r", f"a=mid:{found.get('mid')}\r")
        return answer

    def offered(self):
        return self.sdp()

    async def take_answer(self, sdp):
        self.answer = sdp

    async def renew(self, *_):
        self.name = "fresh"
        return self.sdp()

    async def candidate(self, value, name):
        pass

    async def close(self):
        pass


def section(kind, mid, name):
    """The lines of one m= section."""
    return [f"m={kind} 9 UDP/TLS/RTP/SAVPF " + " ".join(
        r.split()[0] for r in RTPMAP[kind]), f"a=mid:{mid}"] + \
        [f"a=rtpmap:{r}" for r in RTPMAP[kind]] + [
            "a=rtcp-mux", f"a=ice-ufrag:{name}", f"a=ice-pwd:{name}-password",
            f"a=fingerprint:sha-256 {PRINT}", "a=setup:actpass",
            "a=candidate:1 1 udp 2130706431 192.0.2.7 4000 typ host",
            "a=candidate:2 1 udp 2130706175 192.0.2.8 4000 typ host"]


class Stage:
    """One client of a persona, and a test that is its server and its peer.

    sent: elements that it has sent, oldest first
    features: what disco#info says of the peer
    """

    features = ("urn:xmpp:jingle:1",)

    def __init__(self, name, without=None, **config):
        self.loop = Clock()
        asyncio.set_event_loop(self.loop)
        self.sent = []
        self.events = []
        self.number = 0
        self.client = Client(dict({
            "jid": OWN, "password": "", "host": "", "port": 0, "hz": 440,
            "resource": "stage", "jmi": True, "trickle": False, "rings": True,
            "answers_iqs": True, "persona": name, "without": without},
            **config), lambda kind, **f: self.events.append(dict(f, event=kind)))
        self.client.connect_media = self.connect_media
        stream = Stream(OWN, "", "", 0, self.client.stanza)
        stream.open = True
        stream.writer = self
        self.client.stream = stream

    def connect_media(self, call):
        call.connection = Silence()
        return call.connection

    # --- as the server's end of its stream ---

    def write(self, data):
        for stanza in ET.fromstring(
                f"<x xmlns='{CLIENT}'>{data.decode()}</x>"):
            self.sent.append(stanza)
            if stanza.get("type") == "get":
                self.loop.call_soon(self.tells_features, stanza)

    def tells_features(self, iq):
        self.client.stream.element(ET.fromstring(
            f"<iq xmlns='{CLIENT}' type='result' id='{iq.get('id')}'>"
            "<query xmlns='http://jabber.org/protocol/disco#info'>" + "".join(
                f"<feature var='{f}'/>" for f in self.features) +
            "</query></iq>"))

    def passes(self, seconds=0):
        """Let time pass, and everybody do what is due."""
        async def rest():
            for _ in range(60):
                await asyncio.sleep(0)
        self.loop.run_until_complete(rest())
        if seconds:
            self.loop.now += seconds
            self.loop.run_until_complete(rest())

    def feeds(self, xml):
        """The client gets a stanza."""
        self.client.stream.element(ET.fromstring(xml.replace(
            " ", f" xmlns='{CLIENT}' ", 1)))
        self.passes()

    def does(self, command, **args):
        """A command, as a scenario gives it; runs until it waits."""
        task = self.loop.create_task(
            getattr(self.client, f"do_{command}")(**args))
        self.passes()
        return task.result() if task.done() else None

    # --- as the peer ---

    def says(self, name, sid, children="", sender=PEER, to=OWN, beside=""):
        """A JMI message."""
        self.feeds(f"<message from='{sender}' to='{to}' type='chat' id='m1'>"
                   f"<{name} xmlns='{JMI}' id='{sid}'>{children}</{name}>"
                   f"{beside}</message>")

    def asks(self, action, sid, children="", sender=PEER):
        """A Jingle iq; return what answers it: result, error or None."""
        self.number += 1
        self.feeds(f"<iq type='set' id='q{self.number}' from='{sender}' "
                   f"to='{OWN}'><jingle xmlns='{js.JINGLE}' "
                   f"action='{action}' sid='{sid}'>{children}</jingle></iq>")
        return self.answer(f"q{self.number}")

    def answer(self, ident):
        """The type of the answer to an iq; None: it has none."""
        return next((s.get("type") for s in self.sent
                     if s.get("id") == ident and s.get("type") != "set"), None)

    def errors(self):
        """The conditions of its last iq error."""
        found = [s for s in self.sent if s.get("type") == "error"]
        return [c.tag.rsplit("}", 1)[-1] for c in found[-1].iter()
                if c is not found[-1]] if found else []

    def takes(self, action):
        """Answer its last iq of this action with a result."""
        self.replies(self.iqs(action)[-1], "result")

    def refuses(self, action, condition="bad-request"):
        self.replies(self.iqs(action)[-1], "error", (
            f"<error type='cancel'><{condition} "
            "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"))

    def replies(self, iq, kind, payload=""):
        self.feeds(f"<iq type='{kind}' id='{iq.get('id')}' from='{PEER}' "
                   f"to='{OWN}'>{payload}</iq>")

    # --- what it has sent ---

    def iqs(self, action):
        """Its Jingle iqs of an action."""
        return [s for s in self.sent if s.get("type") == "set" and any(
            c.get("action") == action for c in s)]

    def jingles(self, action):
        return [s[0] for s in self.iqs(action)]

    def messages(self, name):
        """Its JMI messages of a name."""
        return [s for s in self.sent if any(
            c.tag == f"{{{JMI}}}{name}" for c in s)]

    def reasons(self):
        """Of its session-terminates."""
        return [c.tag.rsplit("}", 1)[-1] for jingle in
                self.jingles("session-terminate")
                for c in jingle.find(f"{{{js.JINGLE}}}reason")]

    def had(self, event):
        return [e for e in self.events if e["event"] == event]

    # --- calls ---

    def calls(self, media=("audio",), proceed=True, takes=True):
        """It calls the peer, who proceeds and takes its session-initiate;
        return the sid."""
        if not self.client.config["jmi"]:
            return self.initiates(media, takes and proceed)
        sid = self.does("call", to="1001@gw.example", media=media)
        if proceed:
            self.says("proceed", sid)
            if takes:
                self.takes("session-initiate")
        return sid

    def initiates(self, media, takes):
        """The same of a client that knows no message initiation."""
        self.number += 1
        sid = f"out{self.number}"
        self.does("call", to=PEER, media=media, sid=sid)
        if takes:
            self.takes("session-initiate")
        return sid

    def is_called(self, sid="in1", media=("audio",)):
        self.says("propose", sid, "".join(
            f"<description xmlns='{js.RTP}' media='{m}'/>" for m in media))
        return sid

    def proceeds(self, sid="in1", media=("audio",)):
        """It is called, and proceeds."""
        self.is_called(sid, media)
        self.does("accept", sid=sid)
        return sid

    def talks(self, media=("audio",), outgoing=True):
        """It is in a call."""
        if outgoing:
            sid = self.calls(media)
            kinds = self.client.persona.order(media)
            assert self.asks("session-accept", sid, offer(
                kinds, "active", self.client.persona.names(kinds))) == "result"
        else:
            sid = self.proceeds(media=media)
            self.asks("session-initiate", sid, offer(media))
            self.takes("session-accept")
        assert self.client.calls[sid].state == "active", self.events
        return sid

    def lives(self, sid):
        return sid in self.client.calls

    def close(self):
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.passes()
        self.loop.close()


def offer(kinds=("audio",), setup="actpass", names=None):
    """The contents of a session-initiate or -accept of the peer's."""
    silence = Silence("peer")
    silence.kinds = list(kinds)
    sdp = silence.sdp().replace("actpass", setup)
    return js.contents_xml(js.with_names(sdp, names) if names else sdp)


def candidate(ufrag="peer", pwd="peer-password", name="0", count=1, port=5000):
    """The content of a transport-info."""
    attrs = {"xmlns": js.ICE, "ufrag": ufrag, "pwd": pwd}
    return js.xml("content", {"creator": "initiator", "name": name}, js.xml(
        "transport", attrs, "".join(js.candidate_xml(
            f"1 1 udp 2130706431 192.0.2.9 {port + n} typ host", n)
            for n in range(count))))


def content(name="0", inside="", **attrs):
    return js.xml("content", dict({"creator": "initiator", "name": name},
                                  **attrs), inside)


def without(xml, pattern, put=""):
    """Contents without something; it must have been there."""
    assert re.search(pattern, xml), (pattern, xml)
    return re.sub(pattern, put, xml)


def bites(name, taken_out):
    """A test of one rule of a persona: it passes, and fails when the rule is
    taken out."""
    def mark(test):
        assert hasattr(getattr(persona(name), taken_out), "kinds")

        def plays(without_rule):
            stage = Stage(name, without_rule)
            try:
                test(stage)
            finally:
                stage.close()

        @functools.wraps(test)
        def played(_):
            plays(None)
            try:
                plays(taken_out)
            except (AssertionError, LookupError):
                return
            raise AssertionError(f"passes without the rule {taken_out}, too")
        played.rule = (name, taken_out)
        return played
    return mark


def all_tested(name, module):
    """Each rule of a persona has a test."""
    rules = {n for n, f in vars(persona(name)).items() if hasattr(f, "kinds")}
    tested = {f.rule[1] for f in module.values()
              if getattr(f, "rule", ("",))[0] == name}
    assert rules == tested, rules ^ tested
