# SPDX-License-Identifier: GPL-2.0-or-later
"""SIP users as contacts of XMPP users: discovery, subscriptions, presence."""

import base64
import hashlib
import sqlite3
import time
import xml.etree.ElementTree as ET

from lib.kamailio import no_such
from lib.process import Failed, wait_until
from lib.scenario import scenario
from lib.world import stays

POLICY = """
event_route[xmpp-gateway:subscribe] {
    if ($xmpp_gateway(contact) =~ "^secret") {
        xmpp_gateway_refuse();
    }
}
"""

WORLD = {"cfg": POLICY, "defines": ("JINGLE_OWN_CONTACTS",)}

INFO = "http://jabber.org/protocol/disco#info"
CAPS = "{http://jabber.org/protocol/caps}c"
CALLABLE = {"urn:xmpp:jingle:1", "urn:xmpp:jingle:apps:rtp:1",
            "urn:xmpp:jingle:apps:rtp:audio", "urn:xmpp:jingle:apps:rtp:video",
            "urn:xmpp:jingle:apps:dtls:0",
            "urn:xmpp:jingle:transports:ice-udp:1",
            "urn:xmpp:jingle-message:0"}


def parse(xml):
    return ET.fromstring(xml)


def discover(client, jid, node=None):
    """The <query/> of a disco#info answer."""
    where = f" node='{node}'" if node else ""
    answer = parse(client.asks("get", jid, f"<query xmlns='{INFO}'{where}/>"))
    assert answer.get("type") == "result", ET.tostring(answer)
    return answer[0]


def features(query):
    return {f.get("var") for f in query.findall(f"{{{INFO}}}feature")}


def verification_string(query):
    """XEP-0115 section 5.1, written down a second time."""
    text = "".join(sorted(
        f"{i.get('category')}/{i.get('type')}//{i.get('name') or ''}<"
        for i in query.findall(f"{{{INFO}}}identity")))
    text += "".join(f"{f}<" for f in sorted(features(query)))
    return base64.b64encode(hashlib.sha1(text.encode()).digest()).decode()


def error_of(client, kind, jid, payload):
    answer = parse(client.asks(kind, jid, payload))
    assert answer.get("type") == "error", ET.tostring(answer)
    return answer.find(".//{jabber:client}error")[0].tag.split("}")[1]


def comes(world, user, **options):
    """A client that has asked for its roster, as real ones do: only those are
    told about subscriptions (RFC 6121 section 2.2)."""
    client = world.xmpp_client(user, **options)
    client.asks("get", client.jid, "<query xmlns='jabber:iq:roster'/>")
    return client


def presences(client, contact):
    return [e for e in client.had("stanza", name="presence")
            if (e["sender"] or "").startswith(contact)]


def listed(world, user):
    """What the gateway keeps of a user, as text."""
    try:
        return world.kamailio.rpc("xmpp_gateway.list", world.jid(user))
    except Failed as error:
        if not no_such(error):
            raise
        return ""


def knows_device(world, user):
    wait_until(lambda: "known: 1" in listed(world, user), 15,
               f"capabilities of {user}'s client are known")
    for what in ("audio", "ice_udp", "dtls", "jingle_message"):
        assert f"{what}: 1" in listed(world, user)


@scenario("a contact and the gateway answer service discovery")
def discovery(world):
    romeo = comes(world, "romeo")
    contact = world.gateway_jid("1001")
    for jid in (contact, contact + "/gateway", contact + "/anything"):
        assert CALLABLE <= features(discover(romeo, jid)), jid
    query = discover(romeo, world.component)
    identity = query.find(f"{{{INFO}}}identity")
    assert identity.get("category") == "gateway"
    assert identity.get("type") == "sip"
    items = parse(romeo.asks("get", world.component, "<query xmlns="
                             "'http://jabber.org/protocol/disco#items'/>"))
    assert items.get("type") == "result" and len(items[0]) == 0
    assert error_of(romeo, "get", contact, f"<query xmlns='{INFO}' "
                    "node='nothing'/>") == "item-not-found"


@scenario("ping, version, time are answered; what a contact has not is not "
          "found")
def small_questions(world):
    romeo = comes(world, "romeo")
    contact = world.gateway_jid("1001")
    for jid in (contact, contact + "/gateway", world.component):
        for payload in ("<ping xmlns='urn:xmpp:ping'/>",
                        "<time xmlns='urn:xmpp:time'/>",
                        "<query xmlns='jabber:iq:version'/>"):
            answer = parse(romeo.asks("get", jid, payload))
            assert answer.get("type") == "result", ET.tostring(answer)
    for payload in ("<vCard xmlns='vcard-temp'/>",
                    "<pubsub xmlns='http://jabber.org/protocol/pubsub'>"
                    "<items node='urn:xmpp:avatar:metadata'/></pubsub>"):
        assert error_of(romeo, "get", contact, payload) == "item-not-found"
    for payload in ("<query xmlns='jabber:iq:private'/>",
                    "<query xmlns='urn:example:unknown'/>"):
        assert error_of(romeo, "get", contact, payload) \
            == "service-unavailable"
    prompt = parse(romeo.asks("set", world.component, "<query xmlns='jabber:iq"
                              ":gateway'><prompt>+49 30 12@sip.example"
                              "</prompt></query>"))
    assert prompt.find(".//{jabber:iq:gateway}jid").text == \
        "+49\\2030\\2012\\40sip.example@" + world.component


@scenario("a user adds a contact: subscribed both ways, capabilities that are "
          "true")
def subscription(world):
    romeo = comes(world, "romeo")
    contact = world.gateway_jid("1001")
    full = world.adds_contact(romeo, "1001")
    assert full == contact + "/gateway"
    romeo.gets_presence(contact, "subscribe")  # and the client lets it
    available = [e for e in presences(romeo, full) if not e["type"]][-1]
    caps = parse(available["xml"]).find(CAPS)
    assert caps.get("hash") == "sha-1"
    node = caps.get("node") + "#" + caps.get("ver")
    query = discover(romeo, full, node)
    assert query.get("node") == node
    assert verification_string(query) == caps.get("ver")
    assert CALLABLE <= features(query)
    wait_until(lambda: "subscription: both" in listed(world, "romeo"), 10,
               "the subscription is both ways")


@scenario("the policy of the script refuses a contact")
def refused(world):
    romeo = comes(world, "romeo")
    contact = world.gateway_jid("secret")
    romeo.sends(f"<presence type='subscribe' to='{contact}'/>")
    romeo.gets_presence(contact, "unsubscribed")
    assert not [e for e in presences(romeo, contact) if not e["type"]]


@scenario("a client that comes back sees its contacts again; one that "
          "unsubscribes does not")
def comes_back(world):
    contact = world.gateway_jid("1002")
    juliet = comes(world, "juliet", resource="one")
    world.adds_contact(juliet, "1002")
    juliet.stop()
    juliet = comes(world, "juliet", resource="two")
    juliet.gets_presence(contact)
    juliet.sends(f"<presence type='unsubscribe' to='{contact}'/>")
    juliet.gets_presence(contact, "unavailable")
    juliet.stop()
    juliet = comes(world, "juliet", resource="three")
    with stays(lambda: presences(juliet, contact), 1, "presence of a contact "
               "that was removed"):
        juliet.asks("get", contact, "<ping xmlns='urn:xmpp:ping'/>")


@scenario("directed presence is answered: a client without a contact can call")
def directed(world):
    romeo = comes(world, "benvolio")
    contact = world.gateway_jid("1003")
    romeo.sends(f"<presence to='{contact}'/>")
    assert romeo.gets_presence(contact) == contact + "/gateway"
    romeo.sends(f"<presence to='{contact}'/>")
    romeo.asks("get", contact, "<ping xmlns='urn:xmpp:ping'/>")
    assert len(presences(romeo, contact)) == 1


@scenario("the gateway learns what a client can do")
def devices(world):
    romeo = comes(world, "mercutio")
    contact = world.gateway_jid("1004")
    romeo.sends(f"<presence to='{contact}'/>")

    knows_device(world, "mercutio")


def shows(client, contact, ver):
    """Directed presence with capabilities of the test's choice."""
    client.sends(f"<presence to='{contact}'><c xmlns='http://jabber.org/"
                 f"protocol/caps' hash='sha-1' node='urn:x' ver='{ver}'/>"
                 "</presence>")


@scenario("capabilities that do not match their hash are believed of nobody "
          "else")
def poisoned_capabilities(world):
    ver = base64.b64encode(hashlib.sha1(b"anything").digest()).decode()
    contact = world.gateway_jid("1008")
    liar, honest = world.together(
        lambda: world.xmpp_client("liar"),
        lambda: world.xmpp_client("honest", jmi=False,
                                  features=["urn:xmpp:jingle:1"]))
    shows(liar, contact, ver)
    knows_device(world, "liar")
    shows(honest, contact, ver)
    wait_until(lambda: "known: 1" in listed(world, "honest"), 15,
               "the second device was asked itself")
    assert "audio: 0" in listed(world, "honest")


@scenario("a hash that was verified is asked of nobody again")
def asked_once(world):
    contact = world.gateway_jid("1009")
    features = ["urn:xmpp:jingle:1", "urn:example:asked-once"]
    first, second = world.together(
        lambda: world.xmpp_client("first", jmi=False, features=features),
        lambda: world.xmpp_client("second", jmi=False, features=features))

    def questions(client):
        return [e for e in client.had("stanza", name="iq", type="get")
                if (e["sender"] or "").startswith(contact)]
    ver = verification_string(discover(second, first.full_jid))
    shows(first, contact, ver)
    wait_until(lambda: "known: 1" in listed(world, "first"), 15, "known")
    shows(second, contact, ver)
    wait_until(lambda: "known: 1" in listed(world, "second"), 15, "known")
    assert len(questions(first)) == 1
    assert not questions(second)


@scenario("a text message is refused once, chat states are ignored")
def messages(world):
    romeo = comes(world, "romeo")
    contact = world.gateway_jid("1001")
    romeo.sends(f"<message type='chat' to='{contact}' id='m0'><composing "
                "xmlns='http://jabber.org/protocol/chatstates'/></message>")
    romeo.sends(f"<message type='chat' to='{contact}' id='m1'>"
                "<body>hello</body></message>")
    error = romeo.find("stanza", lambda e: e["name"] == "message"
                       and e["type"] == "error", 10, "for the text")
    stanza = parse(error["xml"])
    assert stanza.get("id") == "m1"
    assert stanza.find(".//{urn:ietf:params:xml:ns:xmpp-stanzas}"
                       "service-unavailable") is not None
    assert len(romeo.had("stanza", name="message", type="error")) == 1


@scenario("receipts, markers, corrections' states: dropped, no error comes")
def silent_messages(world):
    romeo = comes(world, "romeo")
    contact = world.gateway_jid("1001")
    for n, payload in enumerate((
            "<active xmlns='http://jabber.org/protocol/chatstates'/>",
            "<gone xmlns='http://jabber.org/protocol/chatstates'/>",
            "<received xmlns='urn:xmpp:receipts' id='x'/>",
            "<received xmlns='urn:xmpp:chat-markers:0' id='x'/>",
            "<displayed xmlns='urn:xmpp:chat-markers:0' id='x'/>")):
        romeo.sends(f"<message type='chat' to='{contact}' id='s{n}'>{payload}"
                    "<store xmlns='urn:xmpp:hints'/></message>")
    with stays(lambda: romeo.had("stanza", name="message"), 1, "an answer"):
        romeo.asks("get", contact, "<ping xmlns='urn:xmpp:ping'/>")


@scenario("a probe is answered: presence, or unsubscribed where the policy "
          "says no")
def probe(world):
    romeo = comes(world, "gregory")
    contact = world.gateway_jid("1010")
    full = world.adds_contact(romeo, "1010")
    romeo.gets_presence(contact, "subscribe")
    wait_until(lambda: "subscription: both" in listed(world, "gregory"), 10,
               "the subscription is both ways")
    before = len(presences(romeo, full))
    romeo.sends(f"<presence type='probe' to='{contact}'/>")
    wait_until(lambda: len(presences(romeo, full)) > before, 10,
               "an answer to the probe")
    assert CAPS[1:-2] in presences(romeo, full)[-1]["xml"]
    secret, since = world.gateway_jid("secret1"), time.time()
    romeo.sends(f"<presence type='probe' to='{secret}'/>")
    # his server drops what tells him nothing new
    wait_until(lambda: [r for r in world.wire.stanzas(since)
                        if f"from='{secret}'" in r.text and
                        "type='unsubscribed'" in r.text], 10, "the refusal")
    assert not presences(romeo, secret)


@scenario("Kamailio is killed and comes back: subscribers see their contacts",
          loud="Kamailio is killed")
def restart(world):
    romeo = comes(world, "tybalt")
    ua = world.sip_ua("1005")
    contact = world.gateway_jid("1005")
    world.adds_contact(romeo, "1005")
    wait_until(lambda: "store_waiting: 0" in world.kamailio.rpc(
        "xmpp_gateway.stats"), 10, "the subscription is stored")
    before = len(presences(romeo, contact))
    world.kamailio.kill()
    world.kamailio.start()
    wait_until(lambda: len(presences(romeo, contact)) > before, 30,
               "presence after the restart")
    assert not [e for e in presences(romeo, contact)
                if e["type"] == "unavailable"]
    knows_device(world, "tybalt")
    # the button works: the resource, and what it can do, are as before
    shown = [e for e in presences(romeo, contact) if not e["type"]]
    assert len({e["sender"] for e in shown}) == 1, shown
    assert len({parse(e["xml"]).find(CAPS).get("ver") for e in shown}) == 1
    ua.registers()  # Kamailio forgot where the phone is
    romeo.set(stops_after_proceed=True)
    call = romeo.calls(contact)
    assert call.wait("proceed")["sender"] == shown[0]["sender"]
    call.retracts()


@scenario("the database is lost: nobody loses a contact",
          loud="the database is away")
def lost_database(world):
    user, contact = "balthasar", world.gateway_jid("1006")
    romeo = comes(world, user)
    world.adds_contact(romeo, "1006")
    wait_until(lambda: "store_waiting: 0" in world.kamailio.rpc(
        "xmpp_gateway.stats"), 10, "the subscription is stored")
    romeo.stop()
    world.kamailio.kill()
    with sqlite3.connect(world.database) as database:
        gone = database.execute("DELETE FROM xmpp_contact").rowcount
    assert gone > 0
    world.kamailio.start()
    world.kamailio.process.wait_log("is up for worker", 20)
    romeo = comes(world, user)
    romeo.gets_presence(contact)
    assert not romeo.had("stanza", name="presence", type="unsubscribed")


@scenario("the operator ends a subscription")
def removed(world):
    romeo = comes(world, "abram")
    contact = world.gateway_jid("1007")
    world.adds_contact(romeo, "1007")
    wait_until(lambda: "subscription: both" in listed(world, "abram"), 10,
               "nothing is underway any more")
    world.kamailio.rpc("xmpp_gateway.remove", world.jid("abram"), contact)
    romeo.gets_presence(contact, "unsubscribed")
    wait_until(lambda: "1007" not in listed(world, "abram"), 10, "it is gone")
