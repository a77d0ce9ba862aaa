# SPDX-License-Identifier: GPL-2.0-or-later
"""Dino, a desktop client that people use: places, answers, hangs up."""

import functools
import time
from xml.etree import ElementTree

from lib import dino
from lib.process import Failed, wait_until
from lib.scenario import Skip, scenario
from lib.world import assert_heard

WORLD = {"tls": True}
DINO_HZ = 440
OTHER_HZ = 1000
TRIES = 4


def needs_dino():
    reason = dino.available()
    if reason:
        raise Skip(reason)


def again_if_deaf(story):
    """Tell a story again while Dino's own sound fails, as it does in two of
    five fresh starts."""
    @functools.wraps(story)
    def told(world):
        for _ in range(TRIES - 1):
            try:
                return story(world)
            except Failed:
                if not any(isinstance(p, dino.Dino) and p.sound_is_broken()
                           for p in world.people):
                    raise
            world.reset()
        return story(world)
    return told


def with_phone(world):
    """romeo's Dino with the phone 1001 as a contact, and that phone."""
    needs_dino()
    phone = world.phone("1001", hz=OTHER_HZ)
    client = world.xmpp_client("romeo", "roster", jmi=False)
    contact = world.adds_contact(client, "1001")
    client.stop()
    world.people.remove(client)
    romeo = world.dino("romeo", contact=world.gateway_jid("1001"), hz=DINO_HZ)
    romeo.sees(contact)
    return romeo, phone


@scenario("Dino and a scripted client, no gateway: the recipe itself",
          long=True, timeout=300, gateway=False,
          kamailio="/etc/kamailio/kamailio.cfg")
@again_if_deaf
def dino_and_scripted_client(world):
    needs_dino()
    juliet = world.xmpp_client("juliet", hz=OTHER_HZ)
    world.befriend("romeo", juliet)
    romeo = world.dino("romeo", contact=juliet.jid, hz=DINO_HZ)
    romeo.sees("scripted", 20)
    romeo.calls()
    call = juliet.is_called(how="propose")
    call.answers()
    call.is_connected()
    assert_heard((call, DINO_HZ), (romeo, OTHER_HZ))
    call.hangs_up()
    call = juliet.calls(romeo.jid)
    romeo.is_called()
    romeo.answers()
    call.is_answered()
    assert_heard((call, DINO_HZ), (romeo, OTHER_HZ))
    romeo.hangs_up()
    assert call.ends()[0] == "success"


@scenario("Dino presses its call button: a phone rings, both hear each other; "
          "Dino hangs up", long=True, timeout=300)
@again_if_deaf
def dino_calls_phone(world):
    romeo, phone = with_phone(world)
    romeo.calls()
    assert "romeo" in phone.is_called()
    phone.answers()
    assert_heard((romeo, OTHER_HZ), (phone, DINO_HZ))
    romeo.hangs_up()
    phone.call_ends()


@scenario("Dino calls a phone, which hangs up; then one that is busy",
          long=True, timeout=300)
@again_if_deaf
def dino_calls_and_phone_hangs_up(world):
    romeo, phone = with_phone(world)
    romeo.calls()
    phone.is_called()
    phone.answers()
    assert_heard((romeo, OTHER_HZ), (phone, DINO_HZ))
    phone.hangs_up()
    phone.call_ends()
    romeo.calls()
    phone.is_called()
    phone.rejects()
    romeo.sees("busy")


@scenario("a phone calls Dino, which answers; the phone hangs up", long=True,
          timeout=300)
@again_if_deaf
def phone_calls_dino(world):
    romeo, phone = with_phone(world)
    phone.dials(world.sip_uri("romeo"))
    romeo.is_called()
    phone.hears_ringing()
    romeo.answers()
    phone.is_answered()
    assert_heard((romeo, OTHER_HZ), (phone, DINO_HZ))
    phone.hangs_up()
    phone.call_ends()


@scenario("a phone calls Dino, which declines; then the phone gives up",
          long=True, timeout=300)
def dino_declines(world):
    romeo, phone = with_phone(world)
    phone.dials(world.sip_uri("romeo"))
    romeo.is_called()
    romeo.declines()
    assert "486" in phone.call_ends()
    phone.dials(world.sip_uri("romeo"))
    romeo.is_called()
    phone.hears_ringing()
    phone.hangs_up()
    romeo.sees("retract")


def shapes(world, since, user):
    """What a user's stanzas of calls are made of: paths of elements with
    their attributes. What names codecs and addresses is left out."""
    found = set()
    for record in world.wire.stanzas(since):
        if world.ports["component"] != record.source[1]:
            continue
        stanza = ElementTree.fromstring(record.text)
        if world.jid(user) in (stanza.get("from") or ""):
            for child in stanza:
                if "jingle" in child.tag:
                    found |= paths(child, stanza.get("type"))
    return found


def paths(element, above):
    name = element.tag.rsplit("}", 1)[-1]
    path = f"{above}/{name}" + (element.get("action") or "")
    # the scripted client's media engine knows no ptime
    found = {(path, *sorted(set(element.keys()) - {"ptime"}))}
    for child in element:
        if not child.tag.endswith(("parameter", "}device", "rtcp-fb")):
            found |= paths(child, path)
    return found


def calls_both_ways(world, make):
    """A user calls the phone and hangs up, is called and hangs up, and
    declines; return the shapes of what it wrote."""
    since = time.time()
    romeo, phone = make()
    out = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    phone.answers()
    phone.is_answered()
    out.hangs_up()
    phone.call_ends()
    for verb in ("answers", "declines"):
        phone.dials(world.sip_uri("romeo"))
        into = romeo.is_called()
        getattr(into, verb)()
        if verb == "answers":
            phone.is_answered()
            into.hangs_up()
        phone.call_ends()
    wait_until(lambda: any("reject" in shape[0] for shape in shapes(
        world, since, "romeo")), 5, "all is on the wire")
    return shapes(world, since, "romeo")


class Window:
    """Dino with the verbs of a scripted call."""

    def __init__(self, client):
        self.client = client
        self.user = client.user

    def calls(self, _):
        self.client.calls()
        return self.client

    def is_called(self):
        self.client.is_called()
        return self.client


@scenario("the scripted client as Dino writes what Dino writes", long=True,
          timeout=150)
def persona_of_dino(world):
    def real():
        romeo, phone = with_phone(world)
        return Window(romeo), phone

    def scripted():
        phone = world.phone("1001", hz=OTHER_HZ)
        romeo = world.xmpp_client("romeo", hz=DINO_HZ, persona="dino")
        world.adds_contact(romeo, "1001")
        return romeo, phone
    wrote = calls_both_ways(world, real)
    world.reset()
    ours = calls_both_ways(world, scripted)
    assert len(wrote) > 20, wrote
    assert ours == wrote, {"Dino alone": wrote - ours, "we": ours - wrote}
