# SPDX-License-Identifier: GPL-2.0-or-later
"""A phone that watches an XMPP user by SUBSCRIBE, in a world with
cfg/examples/watchers.cfg; it does only what it is told."""

import sqlite3
import xml.etree.ElementTree as ET

from . import edits
from .baresip import Phone
from .process import Failed, wait_until

PIDF = "{urn:ietf:params:xml:ns:pidf}"
RPID = "{urn:ietf:params:xml:ns:pidf:rpid}"
PERSON = "{urn:ietf:params:xml:ns:pidf:data-model}"
DIALOG = "{urn:ietf:params:xml:ns:dialog-info}"
TYPES = {"presence": "application/pidf+xml",
         "dialog": "application/dialog-info+xml"}

CFG = """
modparam("xmpp_presence", "db_url", DB_URL)
modparam("xmpp_presence", "min_expires", 2)
modparam("xmpp_presence", "notify_interval", 1000)
modparam("xmpp_presence", "probe_time", 2000)
modparam("xmpp_presence", "subscribe_rate", 1000)
modparam("tm", "fr_timer", 2000)
"""


def config(world, default=False):
    return edits.copy(world, "watchers.cfg", default=default)


class WatchingPhone(Phone):
    """baresip with romeo among its contacts, whom it watches."""

    def __init__(self, *args, **options):
        super().__init__(*args, config="module_app contact.so\n"
                         "module_app presence.so\n", **options)

    def write_files(self):
        super().write_files()
        with open(f"{self.folder}/contacts", "w", encoding="utf-8") as file:
            file.write('"romeo" <sip:romeo@xmpp.example>;presence=p2p\n')

    def shows(self, status, timeout=15):
        wait_until(lambda: status in self.command("contacts"), timeout,
                   f"baresip shows romeo as {status}")


class Watcher:
    """A subscription of a phone's."""

    def __init__(self, world, ua, user="romeo", event="presence", expires=600,
                 headers=(), wait=True):
        self.ua, self.event, self.world = ua, event, world
        self.uri = f"sip:{world.sip_uri(user)}"
        self.request = ua.authenticated(ua.request(
            "SUBSCRIBE", self.uri, headers=[
                ("Event", event), ("Expires", str(expires)),
                ("Accept", TYPES.get(event, "*/*"))] + list(headers)))
        self.answer = ua.wait(
            lambda m: m.is_response and m.get("Call-ID") == self.call_id and
            (m.code not in (401, 407) or not ua.password), what="answer to SUBSCRIBE")
        if wait and self.answer.code != 200:
            raise Failed(f"SUBSCRIBE was answered {self.answer.first}")

    @property
    def call_id(self):
        return self.request.get("Call-ID")

    def hears(self, state="active", timeout=10, answers=200):
        """The next NOTIFY; it is of this Subscription-State. return it"""
        notify = self.ua.wait(
            lambda m: m.method == "NOTIFY" and not m.is_response and
            m.get("Call-ID") == self.call_id, timeout, "NOTIFY")
        if answers:
            self.ua.reply(notify, answers)
        got = notify.get("Subscription-State")
        if got.split(";")[0] != state.split(";")[0] or \
                not got.startswith(state):
            raise Failed(f"Subscription-State {got!r} instead of {state!r}")
        assert notify.get("Event").split(";")[0] == self.event, notify.encode()
        assert self.answer.tag("To") == notify.tag("From"), notify.encode()
        return notify

    def sees(self, basic, activity=None, note=None, timeout=10,
             state="active"):
        """NOTIFYs come until one says so."""
        while True:
            notify = self.hears(state, timeout)
            if notify.body and said(notify) == (basic, activity, note):
                return notify

    def sees_call(self, *states, timeout=10):
        """Likewise, of dialogs: their states, in any order."""
        while True:
            notify = self.hears("active", timeout)
            found = [d.findtext(f"{DIALOG}state") for d in
                     ET.fromstring(notify.body.encode())]
            if sorted(found) == sorted(states):
                return notify

    def again(self, expires=600):
        """A SUBSCRIBE in the dialog; return its answer."""
        request = self.ua.in_dialog(
            "SUBSCRIBE", self.request, self.answer, headers=[
                ("Event", self.event), ("Expires", str(expires))],
            cseq=int(self.request.get("CSeq").split()[0]) + self.ua.cseq)
        return self.ua.wait(
            lambda m: m.is_response and m.get("CSeq") == request.get("CSeq"),
            what="answer to SUBSCRIBE")

    def notifies(self):
        """How many there were."""
        return len(self.ua.had(
            lambda m: m.method == "NOTIFY" and
            m.get("Call-ID") == self.call_id))


def said(notify):
    """(basic, activity, note) of a presence document."""
    assert notify.get("Content-Type") == TYPES["presence"], notify.encode()
    root = ET.fromstring(notify.body.encode())
    activities = root.find(f".//{RPID}activities")
    return (root.findtext(f".//{PIDF}basic"),
            activities[0].tag[len(RPID):] if activities is not None else None,
            root.findtext(f".//{PERSON}note"))


def are_stored(world, phone, *expected, user="romeo"):
    """The database has these of a phone's subscriptions to a user: (event,
    state)."""
    def rows():
        with sqlite3.connect(world.database, timeout=5) as database:
            return sorted(database.execute(
                "SELECT event, state FROM xmpp_presence WHERE username = ? "
                "AND contact = ?",
                (world.jid(user), world.gateway_jid(phone))).fetchall())

    wait_until(lambda: rows() == sorted(expected), 10,
               f"the database has {expected}")
