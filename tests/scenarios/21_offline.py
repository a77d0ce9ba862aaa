# SPDX-License-Identifier: GPL-2.0-or-later
"""XMPP users who are not online when a phone calls them."""

import re
import time

from lib.jmi import each_ends_once, said
from lib.process import wait_until
from lib.scenario import scenario
from lib.world import assert_heard
from lib.xmpp import XmppCall

RING_TIME = 4  # seconds
LATE = 8  # seconds after the propose: a phone that a push has woken
SHORT = f'modparam("jingle", "ring_time", {RING_TIME})\n'


def calls_romeo(world, user="romeo"):
    """1007 calls romeo, who has an account and is offline."""
    world.account(user)
    ua = world.sip_ua("1007")
    return ua, ua.invites(f"sip:{world.sip_uri(user)}")


def refused(ua, invite, codes, timeout):
    response = ua.receives_code(4, timeout)
    ua.ack(invite, response)
    assert response.code in codes, response.first


def bounced_at_once(world):
    since = time.time()
    ua, invite = calls_romeo(world)
    refused(ua, invite, (480, 404), 3)
    each_ends_once(world, since)


@scenario("nothing is stored, the server bounces: 480 at once", store=False)
def bounced(world):
    bounced_at_once(world)


@scenario("no such user: 404 or 480 at once, whatever the server stores")
def nobody(world):
    since = time.time()
    ua = world.sip_ua("1007")
    invite = ua.invites(f"sip:{world.sip_uri('nobody')}")
    refused(ua, invite, (480, 404), 3)
    each_ends_once(world, since)


def missed(world):
    """The ring time passes; at his next login he finds one call, over."""
    since = time.time()
    ua, invite = calls_romeo(world)
    ua.receives_code(180, 4)
    refused(ua, invite, (480,), RING_TIME + 3)
    sid = [m for m in said(world, since) if m.name == "propose"][0].sid
    wait_until(lambda: [m for m in said(world, since) if m.name == "retract"
                        and m.sid == sid], 3, "a retract")
    romeo = world.xmpp_client("romeo")
    call = romeo.is_called(how="propose")
    assert call.event["delayed"] and call.sid == sid
    assert call.wait("retract")["delayed"]
    assert len(romeo.had("call")) == 1, romeo.story()
    # nobody is called by it
    assert romeo.asks("get", world.component, "<ping xmlns='urn:xmpp:ping'/>")
    assert not [m for m in said(world, since) if m.sid == sid and
                m.name in ("proceed", "finish")]
    each_ends_once(world, since)


def archived(romeo):
    """The messages of his archive, as text."""
    romeo.asks("set", romeo.jid, "<query xmlns='urn:xmpp:mam:2'/>")
    return [e["xml"] for e in romeo.had("stanza", name="message")
            if "urn:xmpp:mam:2" in e["xml"]]


@scenario("stored and archived: 480 by the ring time, one missed call later",
          cfg=SHORT)
def stored(world):
    missed(world)


@scenario("stored, no archive: 480 by the ring time, one missed call later",
          store="offline", cfg=SHORT)
def stored_only(world):
    missed(world)


@scenario("archived, not stored: 480, one missed call in the archive",
          store="mam", cfg=SHORT)
def archived_only(world):
    since = time.time()
    world.account("romeo")
    ua, invite = calls_romeo(world)
    response = ua.receives_code(4, RING_TIME + 3)
    ua.ack(invite, response)
    assert response.code == 480, response.first
    each_ends_once(world, since)
    romeo = world.xmpp_client("romeo")
    sid = [m for m in said(world, since) if m.name == "propose"][0].sid
    texts = [t for t in archived(romeo) if sid in t]
    proposes = [t for t in texts if re.search(r"[:<]propose ", t)]
    retracts = [t for t in texts if re.search(r"[:<]retract ", t)]
    # a server that bounces a message may archive it, too: then no retract
    # comes, for nobody could have rung
    assert len(proposes) <= 1 and len(retracts) <= 1, texts


def late(world, since):
    """Wait until the propose is LATE seconds old."""
    propose = wait_until(
        lambda: next((m for m in said(world, since) if m.name == "propose"),
                     None), 5, "a propose")
    wait_until(lambda: time.time() > propose.when + LATE, LATE + 5,
               f"{LATE} s pass")
    return propose


def takes_it(world, call, phone):
    call.answers()
    phone.is_answered()
    assert_heard((call, 1000), (phone, 440))
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario(f"a device comes {LATE} s after the propose, gets it and answers",
          timeout=90)
def comes_and_answers(world):
    since = time.time()
    world.account("romeo")
    phone = world.phone("1001", hz=1000)
    phone.dials(world.sip_uri("romeo"))
    phone.hears_ringing(4)
    late(world, since)
    romeo = world.xmpp_client("romeo", hz=440)
    call = romeo.is_called(how="propose")
    assert call.event["delayed"]
    takes_it(world, call, phone)
    each_ends_once(world, since)


@scenario(f"a device comes {LATE} s after the propose, nothing but offline "
          "storage, and answers", store="offline", timeout=90)
def comes_and_answers_offline(world):
    comes_and_answers(world)


@scenario(f"a device comes {LATE} s after the propose, finds it in the "
          "archive and answers", timeout=90)
def finds_and_answers(world):
    since = time.time()
    world.account("benvolio")
    phone = world.phone("1001", hz=1000)
    phone.dials(world.sip_uri("benvolio"))
    phone.hears_ringing(4)
    propose = late(world, since)
    # takes no offline messages: its priority is below 0
    romeo = world.xmpp_client("benvolio", hz=440, presence=False)
    texts = [t for t in archived(romeo) if propose.sid in t]
    assert len(texts) == 1, texts
    romeo.do("learn", sid=propose.sid, sender=propose.sender)
    takes_it(world, XmppCall(romeo, propose.sid), phone)
    each_ends_once(world, since)


@scenario("an account whose only device sleeps: rings, declined after waking")
def wakes_and_declines(world):
    since = time.time()
    ua, invite = calls_romeo(world, "tybalt")
    ua.receives_code(180, 4)
    romeo = world.xmpp_client("tybalt")
    romeo.is_called(how="propose").declines("busy")
    refused(ua, invite, (486,), 5)
    each_ends_once(world, since)
