# SPDX-License-Identifier: GPL-2.0-or-later
"""The scripted XMPP client as a test sees it."""

import json
import os
import queue
import secrets
import socket
import threading
import time
from xml.sax.saxutils import escape, quoteattr

from .agent.persona import persona
from .process import Failed, Process, wait_until

HERE = os.path.dirname(os.path.abspath(__file__))
DTMF = "urn:xmpp:jingle:dtmf:0"
RTP_INFO = "urn:xmpp:jingle:apps:rtp:info:1"
# no session tickets: Dino's GnuTLS cannot read their handshake (see there)
OPENSSL = os.path.abspath(f"{HERE}/../../../cfg/rtpengine-openssl.cnf")


def register_account(host, port, domain, user, password):
    """Make an account by in-band registration (XEP-0077)."""
    with socket.create_connection((host, port), 10) as sock:
        def talk(text, until):
            sock.sendall(text.encode())
            data = b""
            while not any(word in data for word in until):
                more = sock.recv(65536)
                if not more:
                    break
                data += more
            return data.decode()
        talk(f"<?xml version='1.0'?><stream:stream to='{domain}' "
             "xmlns='jabber:client' version='1.0' "
             "xmlns:stream='http://etherx.jabber.org/streams'>",
             (b"</stream:features>", b"</stream:error>"))
        reply = talk("<iq type='set' id='r1'><query xmlns='jabber:iq:register'>"
                     f"<username>{escape(user)}</username><password>"
                     f"{escape(password)}</password></query></iq>",
                     (b"</iq>", b"/>", b"</stream:error>"))
    if "result" not in reply and "conflict" not in reply:
        raise Failed(f"account {user}@{domain} not made: {reply}")


class Peer:
    """A program that is told what to do by JSON lines and tells events."""

    def __init__(self, name, process):
        self.user = name
        self.process = process
        self.events = []
        self.seen = {}
        self.replies = {}
        self.number = 0
        self.lock = threading.Condition()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.popen.stdout:
            message = json.loads(line)
            if "event" in message:
                with self.lock:
                    self.events.append(message)
                    self.lock.notify_all()
            else:
                self.replies[message["id"]].put(message)

    @staticmethod
    def line(number, command, args):
        return json.dumps({"id": number, "do": command, "args": args})

    def do(self, command, timeout=40, **args):
        """Give a command and return its value."""
        self.number += 1
        number = self.number
        self.replies[number] = queue.Queue()
        line = self.line(number, command, args)
        try:
            self.process.popen.stdin.write(line.encode() + b"\n")
            self.process.popen.stdin.flush()
            reply = self.replies[number].get(timeout=timeout)
            del self.replies[number]
        except (OSError, queue.Empty, ValueError):
            raise Failed(f"{self.user}: {command} not done; last lines of "
                         f"{self.process.log}:\n"
                         f"{self.process.log_tail()}") from None
        if "error" in reply:
            raise Failed(f"{self.user}: {command}: {reply['error']}")
        return reply["ok"]

    def wait(self, event, timeout=15, **fields):
        """Wait for the next event with these fields and return it.

        Each event is given once for the same question, so that repeated
        waits find later ones; a call once, however it is asked for.
        """
        key = (event,) + (() if event == "call" else
                          tuple(sorted(fields.items())))
        end = time.monotonic() + timeout
        with self.lock:
            while True:
                start = self.seen.get(key, 0)
                for n in range(start, len(self.events)):
                    found = self.events[n]
                    if found["event"] == event and all(
                            found.get(k) == v for k, v in fields.items()):
                        self.seen[key] = n + 1
                        return found
                left = end - time.monotonic()
                if left <= 0 or not self.process.running():
                    raise Failed(f"{self.user}: no {event} {fields or ''} "
                                 f"within {timeout} s; events: "
                                 f"{self.story()}")
                self.lock.wait(min(left, 1))

    def find(self, event, test, timeout=15, what=""):
        """Wait for an event, old or new, that passes a test."""
        return wait_until(
            lambda: next((e for e in list(self.events)
                          if e["event"] == event and test(e)), None),
            timeout, f"{self.user}: {event} {what}", [self.process])

    def had(self, event, **fields):
        """All events so far with these fields."""
        with self.lock:
            return [e for e in self.events if e["event"] == event and all(
                e.get(k) == v for k, v in fields.items())]

    def story(self):
        """The events in short, for messages."""
        return ", ".join(
            e["event"] + (f"({e['reason']})" if e.get("reason") else "") +
            (f"({e['text']})" if e["event"] == "trouble" else "")
            for e in self.events if e["event"] != "stanza") or "none"

    def kill(self):
        self.process.kill()

    def stop(self):
        self.process.stop()


class XmppClient(Peer):
    """One device of an XMPP user, with real media.

    persona: the client that it is (lib/agent/personas), whose own ways go
    before rings and trickle; times: of its timers, by name; events: its own
    number for telephone-event, with plain media
    """

    def __init__(self, folder, user, domain, host, port, password, netns=None,
                 resource="scripted", hz=440, jmi=True, trickle=False,
                 rings=True, presence=True, codecs=None, features=None,
                 node=None, plain=None, ipv6=None, answers_disco=True,
                 persona=None, times=None, events=None):
        os.makedirs(folder, exist_ok=True)
        self.folder = folder
        self.jid = f"{user}@{domain}"
        self.hz = hz
        self.persona = persona
        self.xml_log = f"{folder}/stanzas.log"
        config = f"{folder}/config.json"
        with open(config, "w", encoding="utf-8") as file:
            json.dump({"jid": self.jid, "password": password, "host": host,
                       "port": port, "resource": resource, "hz": hz,
                       "jmi": jmi, "trickle": trickle, "rings": rings,
                       "answers_iqs": True, "codecs": codecs,
                       "answers_disco": answers_disco,
                       "features": features, "node": node, "plain": plain,
                       "ipv6": ipv6, "persona": persona, "times": times,
                       "events": events,
                       "log": self.xml_log}, file)
        super().__init__(user, Process(
            f"client {user}", ["/usr/bin/python3", "-m", "lib.agent", config],
            f"{folder}.log", netns=netns, cwd=os.path.dirname(HERE),
            pipes=True, env={"OPENSSL_CONF": OPENSSL}))
        self.full_jid = self.do("connect", presence=presence)

    def calls(self, jid, **options):
        """Call a JID; options: jmi, media, sid. Who knows no message initiation
        calls the full one that it has presence of."""
        if not persona(self.persona).JMI and "/" not in jid:
            jid += "/gateway"
        return XmppCall(self, self.do("call", to=jid, **options))

    def is_called(self, timeout=15, how=None):
        """Wait for an incoming call (a propose or a session-initiate; how: one
        of them, where the client knows both)."""
        fields = {"how": how} if how and persona(self.persona).JMI else {}
        event = self.wait("call", timeout, **fields)
        return XmppCall(self, event["sid"], event["sender"], event)

    def sends(self, xml):
        self.do("send", xml=xml)

    def writes(self, to, text, more="", ident="chat"):
        """A chat message."""
        self.sends(f"<message type='chat' to={quoteattr(to)} id='{ident}'>"
                   f"<body>{escape(text)}</body>{more}</message>")

    def reads(self, sender, words="", kind="chat", timeout=15):
        """Wait for a message from a JID, with or without a resource, that has
        these words; return it."""
        return self.find(
            "stanza", lambda e: e["name"] == "message" and e["type"] == kind
            and (e["sender"] or "").split("/")[0] == sender.split("/")[0] and
            words in e["xml"], timeout, f"a message with {words!r}")["xml"]

    def asks(self, kind, to, xml, timeout=30):
        """Send an iq and return the answer as text."""
        return self.do("iq", kind=kind, to=to, xml=xml, timeout=timeout)

    def set(self, **knobs):
        self.do("set", **knobs)

    def gets_presence(self, bare, kind=None, timeout=15):
        """Wait for presence from (a resource of) a JID; return the JID."""
        return self.find(
            "stanza", lambda e: e["name"] == "presence" and e["type"] == kind
            and (e["sender"] or "").split("/")[0] == bare and
            (kind or "/" in e["sender"]), timeout,
            f"presence {kind or 'available'} from {bare}")["sender"]

    def stall(self):
        """Stop the whole program, as a phone that lost its signal does."""
        self.process.freeze()


class XmppCall:
    """A call of one client; steps as methods."""

    def __init__(self, client, sid, sender=None, event=None):
        self.client = client
        self.user = client.user
        self.process = client.process
        self.sid = sid
        self.sender = sender
        self.event = event or {}

    def wait(self, event, timeout=15, **fields):
        return self.client.wait(event, timeout, sid=self.sid, **fields)

    def had(self, event, **fields):
        return self.client.had(event, sid=self.sid, **fields)

    def do(self, command, **args):
        return self.client.do(command, sid=self.sid, **args)

    def hears_ringing(self, timeout=15):
        self.wait("ringing", timeout)

    def rings(self):
        self.do("ring")

    def answers(self):
        self.do("accept")

    def is_answered(self, timeout=15):
        return self.wait("accepted", timeout)

    def declines(self, reason="decline"):
        self.do("reject", reason=reason)

    def retracts(self):
        self.do("retract")

    def hangs_up(self, reason="success"):
        return self.do("terminate", reason=reason)

    def holds(self):
        """XEP-0167 section 8.1; the answer is a result."""
        self.tells("hold")

    def resumes(self):
        self.tells("unhold")

    def tells(self, name):
        answer = self.do("info", xml=f"<{name} xmlns='{RTP_INFO}'/>")
        if 'type="result"' not in answer:
            raise Failed(f"{self.user}: {name} is answered {answer}")

    def is_connected(self, timeout=20):
        """ICE and DTLS are up."""
        self.wait("media", timeout, state="connected")

    def ends(self, timeout=15):
        """Wait for session-terminate; return (reason, text)."""
        event = self.wait("ended", timeout)
        return event["reason"], event["text"]

    def hears(self, hz):
        return self.do("hears", hz=hz)

    def presses(self, digits):
        """RFC 4733 events, for a client with plain media."""
        self.do("presses", digits=digits)

    def types(self, text, **options):
        """In the chat with the other party."""
        self.client.writes(self.sender or self.client.do(
            "peer", sid=self.sid), text, **options)

    def sends_keys(self, digits, duration=None):
        """XEP-0181, one stanza each; return the last answer."""
        length = f" duration='{duration}'" if duration is not None else ""
        answer = ""
        for digit in digits:
            answer = self.do("info", xml=f"<dtmf xmlns='{DTMF}' "
                             f"code={quoteattr(digit)}{length}/>")
        return answer

    def sees_frames(self, kind="video", count=10, timeout=20):
        wait_until(lambda: self.do("frames", kind=kind) >= count, timeout,
                   f"{self.user} decodes {count} {kind} frames")


def new_password():
    return secrets.token_urlsafe(12)
