# SPDX-License-Identifier: GPL-2.0-or-later
"""What a real client checks and does that the plain scripted one does not.

A persona is a file of personas/: what it says of itself, how it writes its
stanzas, and rules: methods marked with @rule(kinds), which are asked, in their
order, when a stanza of such a kind comes. A rule that returns True has dealt
with the stanza: nobody else sees it. Kinds are

  propose, proceed, ringing, reject, retract, finish, accept   JMI, or all: jmi
  session-initiate, transport-info, ...                Jingle, or all: jingle
  iq-error        an answer to an iq of ours           message-error
  sent propose, sent proceed, rings (a call of either kind)
  media (heard.state), message, presence

A rule without a kind is how something is written, in place of a method below.
"""

import importlib
import pkgutil

from . import jingle_sdp as js
from .stream import CLIENT, bare

PLAIN = "plain"
JMI = "urn:xmpp:jingle-message:0"
JMI_NAMES = ("propose", "proceed", "ringing", "reject", "retract", "finish",
             "accept")


def rule(*kinds):
    def mark(function):
        function.kinds = kinds
        return function
    return mark


class Heard:
    """A stanza, and the call of ours that it is about, or None.

    element: the Jingle or JMI element; action: of ours, which failed;
    state: of the media
    """

    def __init__(self, kind, stanza, element, call, action=None, state=None):
        self.kind = kind
        self.stanza = stanza
        self.element = element
        self.call = call
        self.action = action
        self.state = state
        jingle = element is not None and element.tag == f"{{{js.JINGLE}}}jingle"
        self.group = "jingle" if jingle else \
            "jmi" if kind in JMI_NAMES else None

    @property
    def sid(self):
        if self.call:
            return self.call.sid
        get = self.element.get if self.element is not None else {}.get
        return get("sid") or get("id")

    @property
    def sender(self):
        return self.stanza.get("from")

    @property
    def to(self):
        return self.stanza.get("to")

    @property
    def contents(self):
        return contents(self.element)


# --- looking at contents ---

def contents(jingle):
    return jingle.findall(f"{{{js.JINGLE}}}content")


def description(content):
    return content.find(f"{{{js.RTP}}}description")


def transport(content):
    """Only of ice-udp."""
    return content.find(f"{{{js.ICE}}}transport")


def media(content):
    found = description(content)
    return None if found is None else found.get("media")


def fingerprint(content):
    found = transport(content)
    return None if found is None else found.find(f"{{{js.DTLS}}}fingerprint")


def credentials(content):
    found = transport(content)
    return (None, None) if found is None else \
        (found.get("ufrag"), found.get("pwd"))


def candidates(content):
    found = transport(content)
    return [] if found is None else found.findall(f"{{{js.ICE}}}candidate")


def payloads(content):
    found = description(content)
    return [] if found is None else found.findall(f"{{{js.RTP}}}payload-type")


class Persona:
    """The plain client: all that a persona can be different in.

    KNOBS: of the client's configuration, whatever the test says
    FINISHES: a JMI finish after each session-terminate of its own
    PARTIES: which of initiator and responder are written
    JMI: it knows message initiation
    IN_TURN: it plays where nobody was asked for
    """

    NAME = PLAIN
    NODE = None
    FEATURES = None
    KNOBS = {}
    FINISHES = False
    PARTIES = ("initiator", "responder")
    JMI = True
    IN_TURN = True

    def __init__(self, client, without=None, times=None):
        """without: a rule that is left out, to see that its test bites"""
        self.client = client
        self.rules = [f for cls in reversed(type(self).__mro__)
                      for n, f in vars(cls).items()
                      if hasattr(f, "kinds") and n != without]
        if without and hasattr(Persona, without):
            setattr(self, without, getattr(Persona, without).__get__(self))
        for name, seconds in (times or {}).items():
            setattr(self, name, seconds)

    # --- how it writes ---

    def order(self, kinds):
        """The media of an offer, in the order of their contents."""
        return kinds

    def names(self, _kinds):
        """Of the contents of an offer; None: numbers."""
        return None

    def tells(self, sdp, _answer):
        """The SDP that is told of what its media engine says."""
        return sdp

    def reads(self, accept):
        """A session-accept as it understands it."""
        return accept

    def writes(self, xml):
        """Contents as it writes them."""
        return xml

    async def trickles(self, _call):
        """Are candidates sent by themselves?"""
        return self.client.config["trickle"]

    def reason(self, _name, reason):
        """The reason it gives in a reject or a session-terminate."""
        return reason

    def inside(self, _name, reason_xml):
        """The children of its JMI retract or reject."""
        return reason_xml

    def ident(self, _name, _sid):
        """The id of a JMI message."""
        return self.client.stream.new_id()

    def beside(self, _name):
        """What stands beside a JMI element in its message."""
        return ""

    def rejected(self, sid):
        """It has sent its JMI reject."""

    def parties(self, action, _call):
        """initiator and responder of its session-initiate and -accept."""
        party = "initiator" if action == "session-initiate" else "responder"
        return {party: self.client.stream.jid} if party in self.PARTIES \
            else {}

    async def before_accept(self, call):
        """What it says before its session-accept."""

    async def after_accept(self, call):
        """And after it."""

    async def after_trickle(self, call):
        """Behind its last candidate."""

    async def after_retract(self, call):
        """Behind a JMI retract of its own."""

    async def before_terminate(self, call):
        """What it says before a session-terminate that it was told to say."""

    def initiate_refused(self, call):
        """Its session-initiate was answered by an error."""
        self.client.later(self.client.end(call))

    def creator(self, role):
        """Of a content that it adds."""
        return role

    async def takes_stream(self, call, content):
        """What it says before its content-accept."""

    def senders_of_stream(self, _call, content):
        """In its content-accept."""
        return content.get("senders")

    # --- what it hears ---

    def hears(self, kind, stanza, element, call, **more):
        """Ask the rules; True: one has dealt with it."""
        heard = Heard(kind, stanza, element, call, **more)
        for function in self.rules:
            if (kind in function.kinds or heard.group in function.kinds) and \
                    function(self, heard):
                self.client.event("rule", persona=self.NAME, sid=heard.sid,
                                  name=function.__name__)
                return True
        return False

    # --- what rules do ---

    def takes(self, heard):
        """The result of an iq."""
        self.client.stream.answer(heard.stanza)

    def refuses(self, heard, condition, kind="cancel", extra=""):
        """The error of an iq."""
        self.client.stream.answer_error(heard.stanza, condition, kind, extra)

    def over(self, call):
        """The call is gone; the other side is not told."""
        self.client.event("over", sid=call.sid)
        self.client.later(self.client.end(call))

    def terminates(self, call, reason, finish=None):
        """It ends a call by itself."""
        self.client.event("gives-up", sid=call.sid, reason=reason)
        self.client.later(self.client.jingle(
            call, "session-terminate", f"<reason><{reason}/></reason>"))
        if self.FINISHES if finish is None else finish:
            self.finishes(call, reason)
        self.client.later(self.client.end(call))

    def finishes(self, call, reason):
        self.client.jmi(call.peer, "finish", call.sid,
                        f"<reason xmlns='{js.JINGLE}'><{reason}/></reason>")

    def retracts(self, call):
        """It gives up waiting for an answer to its propose."""
        self.client.event("gives-up", sid=call.sid, reason="timeout")
        self.client.jmi(bare(call.peer), "retract", call.sid,
                        self.inside("retract", ""))
        self.client.later(self.client.end(call))

    def after(self, seconds, call, states, what):
        """Do something to a call that is still in one of these states."""
        async def wait():
            await self.client.sleep(seconds)
            if self.client.calls.get(call.sid) is call and \
                    call.state in states:
                self.client.event("late", sid=call.sid, state=call.state)
                what()
        self.client.later(wait())

    def condition(self, heard):
        """The condition of an error stanza."""
        error = heard.stanza.find(f"{{{CLIENT}}}error")
        return [] if error is None else [c.tag.rsplit("}", 1)[-1]
                                         for c in error]


def personas():
    """The names of all, the plain client last."""
    return sorted(m.name for m in pkgutil.iter_modules(
        importlib.import_module(".personas", __package__).__path__)) + [PLAIN]


def in_turn():
    """Those that any scenario can have."""
    return [name for name in personas() if persona(name).IN_TURN]


def persona(name):
    """The class of a persona."""
    if name in (None, PLAIN):
        return Persona
    module = importlib.import_module(f".personas.{name}", __package__)
    return module.PERSONA
