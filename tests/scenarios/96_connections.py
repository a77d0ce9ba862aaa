# SPDX-License-Identifier: GPL-2.0-or-later
"""Several components, several connections of one, a sidecar in reserve."""

import contextlib

from lib.kamailio import add_subscriber
from lib.scenario import scenario
from lib.sip_ua import SipUa, socket_in
from lib.world import assert_heard, stays
from lib.xmpp import new_password

LOUD = "connections come and go"

RING_TIME = 6
RING = f'modparam("jingle", "ring_time", {RING_TIME})\n'


def at_home(world):
    return world.together(lambda: world.xmpp_client("romeo", hz=440),
                          lambda: world.phone("1001", hz=1000))


# --- two gateways in one sidecar, each with a SIP domain of its own ---

ORG = "gw.example.org"
TWO_GATEWAYS = {"more": [ORG], "cfg": """
alias="sip.example.org"
modparam("xmpp_gateway", "sip_domain", "sip.example, sip.example.org")
"""}


def org_user(world, user):
    """A registered user agent of the second SIP domain."""
    password = new_password()
    add_subscriber(world.database, user, "sip.example.org", password)
    netns, address = world.network.client(f"ua-{user}")
    ua = world.at_home(SipUa(user, address, (world.address, world.sip_port),
                             socket_in(netns), "sip.example.org"))
    ua.password = password
    return ua.registers()


def answered_as(world, romeo, ua, jid):
    """romeo calls a JID and is answered as it; the user agent hangs up."""
    call = romeo.calls(jid)
    invite = ua.receives("INVITE")
    assert call.wait("proceed")["sender"] == f"{jid}/gateway"
    answer = ua.reply(invite, 200, body=ua.sdp())
    ua.receives("ACK")
    call.is_answered()
    ua.in_dialog("BYE", invite, answer, outgoing=False)
    assert call.ends()[0] == "success"
    return invite


def shown_as(world, romeo, ua):
    """The user agent calls romeo, who declines; return as whom it is shown."""
    invite = ua.invites(f"sip:{world.sip_uri('romeo')}")
    call = romeo.is_called()
    call.declines()
    ua.ack(invite, ua.receives_code(486))
    return call.sender


@scenario("two gateways in one sidecar: each reaches its own SIP domain",
          **TWO_GATEWAYS)
def two_gateways(world):
    romeo = world.xmpp_client("romeo")
    ua, other = world.sip_ua("1001"), org_user(world, "2001")
    invite = answered_as(world, romeo, ua, f"1001@{world.component}")
    assert "<sip:1001@sip.example>" in invite.get("To")
    invite = answered_as(world, romeo, other, f"2001@{ORG}")
    assert "<sip:2001@sip.example.org>" in invite.get("To")
    # by the other gateway: with his domain
    answered_as(world, romeo, other, f"2001%sip.example.org@{world.component}")


@scenario("two gateways: a caller is shown by the one of his domain",
          **TWO_GATEWAYS)
def two_gateways_called(world):
    romeo = world.xmpp_client("romeo")
    ua, other = world.sip_ua("1001"), org_user(world, "2002")
    assert shown_as(world, romeo, ua) == f"1001@{world.component}/gateway"
    assert shown_as(world, romeo, other) == f"2002@{ORG}/gateway"


@scenario("two gateways: a caller is shown as the contact that he is",
          **TWO_GATEWAYS)
def two_gateways_contact(world):
    romeo = world.xmpp_client("romeo")
    other = org_user(world, "2003")
    contact = f"2003%sip.example.org@{world.component}"
    romeo.sends(f"<presence type='subscribe' to='{contact}'/>")
    full = romeo.gets_presence(contact)
    assert shown_as(world, romeo, other) == full


@scenario("one resource, whoever speaks for a contact",
          cfg='modparam("xmpp_gateway", "resource", "front")\n')
def one_resource(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    contact = world.gateway_jid("1001")
    assert shown_as(world, romeo, ua) == f"{contact}/front"
    assert world.adds_contact(romeo, "1001") == f"{contact}/front"
    call = romeo.calls(contact)
    ua.reply(ua.receives("INVITE"), 486)
    assert call.wait("proceed")["sender"] == f"{contact}/front"
    call.ends()


# --- a second component that is the script's ---

BOT = "bot.example"
SCRIPT = {"more": [BOT], "cfg": """
modparam("xmpp_gateway", "component", "gw.example")
event_route[xmpp-link:stanza] {
	if($xmpp_link(component) != "bot.example"
			|| $xmpp_link(kind) != "message" || $xmpp_link(type) == "error")
		return;
	$var(x) = "<message from='" + $xmpp_link(to) + "' to='"
		+ $xmpp_link(from) + "'><body>what?</body></message>";
	xmpp_link_send("bot.example", "$var(x)");
}
"""}


@scenario("a second component that an event route serves: nobody else "
          "answers there", **SCRIPT)
def script_component(world):
    romeo, phone = at_home(world)
    romeo.sends(f"<message to='hal@{BOT}'><body>open the door</body>"
                "</message>")
    romeo.find("stanza", lambda e: e["name"] == "message"
               and e["sender"] == f"hal@{BOT}" and "what?" in e["xml"])
    reply = romeo.asks("get", f"hal@{BOT}", "<query xmlns="
                       "'http://jabber.org/protocol/disco#info'/>")
    assert "service-unavailable" in reply, reply
    reply = romeo.do("action", sid="s1", action="session-initiate",
                     to=f"hal@{BOT}/x")
    assert "service-unavailable" in reply, reply
    romeo.sends(f"<presence type='subscribe' to='hal@{BOT}'/>")
    with stays(lambda: romeo.had("stanza", name="presence",
                                 sender=f"hal@{BOT}"), 0.5, "a subscription"):
        pass
    # the gateway beside it works
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    phone.answers()
    call.is_answered()
    assert_heard((call, 1000), (phone, 440))
    call.hangs_up()
    phone.call_ends()


@scenario("a component mistyped: the log says which is up",
          cfg='modparam("xmpp_gateway", "component", "gw.exampel")\n')
def mistyped(world):
    text = "component gw.exampel has no stream; up: gw.example "
    world.kamailio.process.wait_log(text, 20)
    assert world.kamailio.process.log_text().count(" has no stream") == 1


# --- two connections of one component ---

BALANCED = {"connections": 2, "cfg": RING}
PEOPLE = ("romeo", "juliet", "mercutio", "tybalt", "paris", "rosaline")


def streams_of(world, user, since):
    """Ports of the component's connections that carried stanzas from and to
    a user."""
    port = world.ports["component"]
    jid = world.jid(user)
    records = world.wire.stanzas(since)
    return ({r.target[1] for r in records if r.source[1] == port
             and f"from='{jid}" in r.text},
            {r.source[1] for r in records if r.target[1] == port
             and f"to='{jid}" in r.text})


@scenario("ejabberd, two connections: the stanzas of a call stay on one "
          "stream in each direction", servers=("ejabberd",), timeout=120,
          **BALANCED)
def two_connections(world):
    ua = world.sip_ua("1007")
    came, went = set(), set()
    for user in PEOPLE:
        since = world.wire.records[-1].when if world.wire.records else 0
        client = world.xmpp_client(user, trickle=True)
        answered_as(world, client, ua, world.gateway_jid("1007"))
        into, out = streams_of(world, user, since)
        assert len(into) == 1 and len(out) == 1, (user, into, out)
        came |= into
        went |= out
        client.stop()
    assert len(came) == 2 and len(went) == 2, (came, went)


@contextlib.contextmanager
def two_sidecars(world):
    """Two with a connection each, as on two machines."""
    world.sidecar.stop()
    both = [world.make_sidecar(name, connections=1, level="debug")
            for name in ("one", "two")]
    try:
        for sidecar in both:
            sidecar.start()
        yield both
    finally:
        for sidecar in both:
            sidecar.stop()
        world.sidecar.start()


def who_hears(user, sidecars):
    """The sidecar by which all comes that a user sends."""
    found = [s for s in sidecars if f"from='{user.jid}" in "".join(
        line for line in s.process.log_text().splitlines()
        if " in: " in line)]
    assert len(found) == 1, [s.folder for s in found]
    return found[0]


@scenario("ejabberd, two sidecars: the one that hears the user is killed and "
          "restarted while he rings; he answers", servers=("ejabberd",),
          **BALANCED)
def one_restarted_while_romeo_rings(world):
    with two_sidecars(world) as both:
        romeo, phone = at_home(world)
        phone.dials(world.sip_uri("romeo"))
        call = romeo.is_called()
        phone.hears_ringing()
        one = who_hears(romeo, both)
        one.kill()
        one.start()
        call.answers()
        phone.is_answered()
        assert_heard((call, 1000), (phone, 440))
        phone.hangs_up()
        call.ends()


@scenario("ejabberd, two sidecars: the one that hears the user is killed "
          "while he rings and stays away; both get an end",
          servers=("ejabberd",), **BALANCED)
def one_killed_while_romeo_rings(world):
    with two_sidecars(world) as both:
        romeo, phone = at_home(world)
        phone.dials(world.sip_uri("romeo"))
        call = romeo.is_called()
        phone.hears_ringing()
        who_hears(romeo, both).kill()
        call.answers()  # ejabberd drops it
        assert "480" in phone.call_ends(RING_TIME + 3)
        call.wait("retract")


@scenario("ejabberd, two sidecars: the one that hears the user is killed "
          "while the phone rings; it answers", servers=("ejabberd",),
          **BALANCED)
def one_killed_while_phone_rings(world):
    with two_sidecars(world) as both:
        romeo, phone = at_home(world)
        call = romeo.calls(world.gateway_jid("1001"))
        phone.is_called()
        call.hears_ringing()
        one = who_hears(romeo, both)
        one.kill()
        phone.answers()
        call.is_answered()
        assert_heard((call, 1000), (phone, 440))
        one.start()
        assert call.hangs_up() == "result"
        phone.call_ends()


@scenario("ejabberd, two sidecars: one dies in a call, the phone hangs up",
          servers=("ejabberd",), **BALANCED)
def one_killed_in_call(world):
    with two_sidecars(world) as both:
        romeo, phone = at_home(world)
        for sidecar in (0, 1):
            call = romeo.calls(world.gateway_jid("1001"))
            phone.is_called()
            phone.answers()
            call.is_answered()
            assert_heard((call, 1000), (phone, 440))
            both[sidecar].kill()
            phone.hangs_up()
            assert call.ends()[0] == "success"
            both[sidecar].start()


# --- a sidecar in reserve ---

@contextlib.contextmanager
def standby(world):
    """A second sidecar, which Prosody does not let in."""
    second = world.make_sidecar("standby")
    second.start(wait=False)
    try:
        second.process.wait_log("conflict")
        yield second
    finally:
        second.stop()
        world.sidecar.stop()
        world.sidecar.start()


def in_call(world):
    romeo, phone = at_home(world)
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    assert_heard((call, 1000), (phone, 440))
    return phone, call


@scenario("Prosody: a standby sidecar takes over in a call; the phone hangs "
          "up", servers=("prosody",), cfg=RING)
def standby_phone_hangs_up(world):
    with standby(world) as second:
        phone, call = in_call(world)
        world.sidecar.kill()
        second.process.wait_log("stream up")
        assert_heard((call, 1000), (phone, 440))
        phone.hangs_up()
        assert call.ends()[0] == "success"


@scenario("Prosody: a standby sidecar takes over in a call; the XMPP user "
          "hangs up", servers=("prosody",), cfg=RING)
def standby_romeo_hangs_up(world):
    with standby(world) as second:
        phone, call = in_call(world)
        world.sidecar.kill()
        second.process.wait_log("stream up")
        assert_heard((call, 1000), (phone, 440))
        assert call.hangs_up() == "result"
        phone.call_ends()


@scenario("Prosody: a standby sidecar takes over while an XMPP user rings; he "
          "answers", servers=("prosody",),
          cfg='modparam("jingle", "ring_time", 20)\n')
def standby_while_romeo_rings(world):
    with standby(world) as second:
        romeo, phone = at_home(world)
        phone.dials(world.sip_uri("romeo"))
        call = romeo.is_called()
        phone.hears_ringing()
        world.sidecar.kill()
        second.process.wait_log("stream up")
        call.answers()
        phone.is_answered()
        assert_heard((call, 1000), (phone, 440))
        phone.hangs_up()
        call.ends()
