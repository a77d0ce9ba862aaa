# SPDX-License-Identifier: GPL-2.0-or-later
"""A phone and an XMPP client that write to each other all the time, and the
book of their texts: how far each came, by the wire, and what its end was.

Each text is "NAME WISH": its name is unique, the wish is what the phone shall
answer to it."""

import re
import signal
import threading
import time

from .process import Failed, wait_until
from .sip_ua import Message
from .xmpp import register_account

# Registrations outlast Kamailio, and nobody is as quick as these two
WORLD = {"defines": ["JINGLE_CHAT"], "store": True, "tables": ("usrloc",),
         "cfg": 'modparam("usrloc", "db_mode", 1)\n'
                'modparam("usrloc", "db_url", DB_URL)\n'
                'modparam("tm", "fr_timer", 3000)\n'
                'modparam("xmpp_chat", "rate", 100000)\n'}
NAME = re.compile(r"\b[xs]\d+n\d+\b")  # x: of the XMPP user, s: of the phone
REQUEST = "<request xmlns='urn:xmpp:receipts'/>"
MAM = "urn:xmpp:mam:2"
RSM = "http://jabber.org/protocol/rsm"
T1, T2, TIMER_F = 0.5, 4, 32  # s (RFC 3261 section 17.1.2.2)
ANSWERS = {"yes": 200, "no": 486, "never": None, "later": None}


class Sending:
    """A MESSAGE of the phone's until its end."""

    def __init__(self, name, request, now):
        self.name = name
        self.request = request
        self.begin = now
        self.pause = T1
        self.next = now + T1
        self.code = None  # of its end, 408: no answer

    def is_over(self):
        return self.code is not None


class ChatPhone:
    """A user agent that answers texts by their wish and sends its own as RFC
    3261 has it: again and again until the answer, with credentials when it is
    asked for them."""

    def __init__(self, ua):
        self.ua = ua
        self.user = ua.user
        ua.body_type = "text/plain;charset=UTF-8"
        self.at = len(ua.messages)
        self.sent = {}  # by name
        self.by_callid = {}
        self.shown = []  # (name, Call-ID, CSeq)
        self.answered = {}  # code, None: it is not
        self.last = {}  # request of a text
        self.lock = threading.Lock()
        self.over = False
        self.trouble = []
        threading.Thread(target=self.lives, daemon=True).start()

    def lives(self):
        try:
            while not self.over:
                with self.ua.lock:
                    self.ua.lock.wait_for(
                        lambda: len(self.ua.messages) > self.at, 0.02)
                    new = self.ua.messages[self.at:]
                    self.at += len(new)
                for message in new:
                    if message.is_response:
                        self.is_told(message)
                    elif message.method == "MESSAGE":
                        self.reads(message)
                self.repeats()
        except Exception as error:  # pylint: disable=W0718
            self.trouble.append(error)

    def reads(self, request):
        name, wish = request.body.split()[:2]
        key = (name, request.get("Call-ID"), request.get("CSeq"))
        code = self.answered.setdefault(key, ANSWERS[wish])
        if code == 200 and key not in self.shown:
            self.shown.append(key)
        if code:
            self.ua.reply(request, code, contact=False)
        self.last[name] = request

    def answers(self, name):
        """200 to a text that was to be answered later."""
        request = self.last[name]
        key = (name, request.get("Call-ID"), request.get("CSeq"))
        self.answered[key] = 200
        self.shown.append(key)
        self.ua.reply(request, 200, contact=False)

    def writes(self, uri, name):
        request = self.ua.request("MESSAGE", f"sip:{uri}", body=f"{name} -")
        with self.lock:
            sending = Sending(name, request, time.monotonic())
            self.sent[name] = self.by_callid[request.get("Call-ID")] = sending
        self.ua.send(request)

    def is_told(self, response):
        with self.lock:
            sending = self.by_callid.get(response.get("Call-ID"))
            if not sending or sending.is_over() or response.code < 200 or \
                    response.get("CSeq") != sending.request.get("CSeq"):
                return
            if response.code == 407:
                self.sends_credentials(sending, response)
            else:
                sending.code = response.code

    def sends_credentials(self, sending, challenge):
        old = sending.request
        uri = old.first.split()[1]
        headers = [
            self.ua.via() if k == "Via" else
            (k, f"{int(v.split()[0]) + 1} MESSAGE") if k == "CSeq" else (k, v)
            for k, v in old.headers if k != "Proxy-Authorization"]
        headers.append(("Proxy-Authorization", self.ua.digest(
            challenge.get("Proxy-Authenticate"), "MESSAGE", uri)))
        sending.request = Message(old.first, headers, old.body)
        sending.begin = time.monotonic()
        sending.pause, sending.next = T1, sending.begin + T1
        self.ua.send(sending.request)

    def repeats(self):
        """Timers E and F."""
        now = time.monotonic()
        with self.lock:
            for sending in self.sent.values():
                if sending.is_over():
                    continue
                if now > sending.begin + TIMER_F:
                    sending.code = 408
                elif now > sending.next:
                    sending.pause = min(2 * sending.pause, T2)
                    sending.next = now + sending.pause
                    self.ua.send(sending.request)

    def open(self):
        with self.lock:
            return [n for n, s in self.sent.items() if not s.is_over()]


class ChatClient:
    """What one XMPP user, on one device, has sent and got."""

    def __init__(self, client):
        self.client = client
        self.at = 0
        self.away = False
        self.lock = threading.Lock()
        self.shown = {}  # name: ids of stanzas
        self.ends = {}  # name: "receipt" or "error", in their order

    def writes(self, to, name, wish):
        """Not while the client knows that its server is away."""
        with self.lock:
            if not self.away:
                self.client.writes(to, f"{name} {wish}", REQUEST, name)

    def leaves(self):
        with self.lock:
            self.away = True

    def comes_back(self):
        self.client.do("connect")
        with self.lock:
            self.away = False

    def looks(self):
        events = self.client.events
        new = events[self.at:]
        self.at += len(new)
        for event in new:
            if event["event"] == "stanza" and event["name"] == "message":
                self.reads(event["xml"], event["type"])

    def reads(self, xml, kind=None):
        ident = re.search(r'<\S*message\b[^>]*? id="([^"]*)"', xml)
        body = re.search(r"<(?:\w+:)?body[^>]*>(s\d+n\d+) -", xml)
        if kind == "error" and ident:
            self.ends.setdefault(ident.group(1), []).append("error")
        elif body and ident:
            self.shown.setdefault(body.group(1), set()).add(ident.group(1))
        receipt = re.search(r'<[^>]*received[^>]* id="([^"]+)"', xml)
        if receipt and "urn:xmpp:receipts" in xml:
            self.ends.setdefault(receipt.group(1), []).append("receipt")

    def reads_archive(self):
        """What came while its stream was broken (XEP-0313)."""
        last = ""
        while True:
            self.looks()
            answer = self.client.asks(
                "set", None, f"<query xmlns='{MAM}'><set xmlns='{RSM}'>"
                f"<max>50</max>{last}</set></query>")
            self.looks()
            found = re.search(r"<\S*last[^>]*>([^<]+)<", answer)
            if "complete=\"true\"" in answer or not found:
                return
            last = f"<after>{found.group(1)}</after>"


class Trace:
    """When each text was seen where, first: step: time."""

    def __init__(self, world, phones):
        self.world = world
        self.phones = {(p.ua.address, p.ua.port) for p in phones}
        self.at = 0
        self.steps = {}
        self.names = {}  # of Call-IDs

    def looks(self):
        records = self.world.wire.records
        new = records[self.at:]
        self.at += len(new)
        for record in new:
            if record.kind == "sip":
                self.sip(record)
            else:
                self.stanza(record)

    def note(self, name, step, when):
        self.steps.setdefault(name, {}).setdefault(step, when)

    def sip(self, record):
        """Of requests and answers between Kamailio and a phone."""
        if self.phones.isdisjoint((record.source, record.target)):
            return
        message = Message.parse(record.text.encode())
        callid = message.get("Call-ID")
        out = record.target in self.phones
        if message.method != "MESSAGE":
            return
        if not message.is_response:
            self.names[callid] = message.body.split()[0]
            self.note(self.names[callid], "request", record.when)
        elif message.code >= 200 and message.code != 407 and \
                callid in self.names:
            self.note(self.names[callid], "answer", record.when)
            assert out == self.names[callid].startswith("s"), record.text

    def stanza(self, record):
        if not record.text.startswith("<message") or MAM in record.text:
            return
        ports = self.world.ports
        for port, where in ((ports["c2s"], "client"),
                            (ports["component"], "component")):
            away = {record.source[1]: "from server to ",
                    record.target[1]: "to server from "}.get(port)
            for name in set(NAME.findall(record.text)) if away else ():
                is_text = re.search(rf"<body[^>]*>{name} ", record.text) and \
                    "type='error'" not in record.text and \
                    'type="error"' not in record.text
                self.note(name, away + where + (
                    "" if is_text else ", its end"), record.when)


class Parts:
    """The programs between them, each killed or stopped by its name."""

    def __init__(self, world, romeo):
        self.world = world
        self.romeo = romeo
        self.parts = {"kamailio": world.kamailio, "sidecar": world.sidecar,
                      "server": world.xmpp_server}
        self.frozen = None

    def freezes(self, part):
        """It stands still till goes_on(), or till another one is killed."""
        self.frozen = part
        if part:
            self.parts[part].process.freeze()

    def goes_on(self):
        if self.frozen:
            self.parts[self.frozen].process.signal(signal.SIGCONT)
        self.frozen = None

    def kills(self, part, away=0):
        """It is started again after so many seconds, all is well afterwards."""
        log = self.world.sidecar.process.log_text
        before = log().count("stream up")
        if part == "server":
            self.romeo.leaves()
        self.parts[part].kill()
        if self.frozen != part:
            self.goes_on()
        time.sleep(away)
        self.parts[part].start()
        self.frozen = None
        if part == "kamailio":
            self.world.kamailio.process.wait_log(
                f"component {self.world.component} is up\n")
        if part == "server":
            self.world.sidecar.process.wait_log("stream up", 20, before + 1)
            self.server_is_back()

    def server_is_back(self):
        world = self.world
        # ejabberd writes its tables every two seconds: an account may be lost
        for user, password in world.passwords.items():
            register_account(world.address, world.ports["c2s"],
                             world.xmpp_domain, user, password)
        self.romeo.comes_back()


def wait_seen(trace, name, step):
    """Wait until a text is seen there."""
    def found():
        trace.looks()
        return step in trace.steps.get(name, {})
    wait_until(found, 10, f"{name} is seen {step}")
