# SPDX-License-Identifier: GPL-2.0-or-later
"""XMPP users watch SIP users: what phones and presence servers say is shown as
show and status of the contact, which can be called all the time
(cfg/examples/presence.cfg)."""

import xml.etree.ElementTree as ET

from lib import edits
from lib.process import Failed, wait_until
from lib.scenario import scenario
from lib.watcher import Watcher
from lib.watching import (CFG, TYPES, PresenceServer, call_document, config,
                          document, is_asked, state_is, watched)
from lib.world import stays

WORLD = {"kamailio": config, "cfg": CFG}
CLIENT = "{jabber:client}"
SERVER = "10.77.0.2"  # whoever comes first


def comes(world, user, **options):
    """A client that has asked for its roster, as real ones do."""
    client = world.xmpp_client(user, **options)
    client.asks("get", client.jid, "<query xmlns='jabber:iq:roster'/>")
    return client


def presences(client, contact):
    """What it was told of a contact, in order: (type, show, status)."""
    found = []
    for e in client.had("stanza", name="presence"):
        if (e["sender"] or "") == contact + "/gateway":
            xml = ET.fromstring(e["xml"])
            found.append((e["type"], xml.findtext(f"{CLIENT}show"),
                          xml.findtext(f"{CLIENT}status")))
    return found


def is_shown(client, contact, show, status=None, timeout=10):
    """The last presence of a contact says so, and that it is available."""
    wait_until(lambda: presences(client, contact)[-1:] ==
               [(None, show, status)], timeout,
               f"{contact} is shown as {show}, {status}")


def watching(world, user="romeo", contact="1007"):
    """A client, a phone that it watches, and the subscription."""
    client = comes(world, user)
    ua = world.sip_ua(contact)
    world.adds_contact(client, contact)
    return client, ua, is_asked(ua), world.gateway_jid(contact)


def unwatches(world, client, contact, subscription=None):
    client.sends(f"<presence type='unsubscribe' to='{contact}'/>")
    if subscription:
        leave = subscription.is_refreshed()
        assert leave.get("Expires") == "0", leave.encode()
        subscription.accepts(expires=0, request=leave)
        subscription.notifies("terminated;reason=timeout")
    user = contact.split("@")[0]
    wait_until(lambda: not watched(world, client.user, user), 10,
               "nothing is watched")


def config_with_server(world):
    """With another Kamailio as presence server."""
    path = config(world)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace("#!KAMAILIO\n", "#!KAMAILIO\n#!define "
                                f'PRESENCE_SERVER "sip:{SERVER}:5060"\n', 1))
    return path


def publishes(world, ua, server, activity=None, etag=None, **options):
    headers = [("Event", "presence"), ("Expires", "600")]
    if etag:
        headers.append(("SIP-If-Match", etag))
    ua.body_type = "application/pidf+xml"
    request = ua.request("PUBLISH", f"sip:{ua.user}@{world.sip_domain}",
                         body=document(ua.user, activity, **options),
                         headers=headers)
    if server == ua.proxy:
        ua.authenticated(request)
    else:
        ua.send(request, server)
    return ua.receives_code(200, method="PUBLISH").get("SIP-ETag")


@scenario("the contact is available at once; what the phone says of itself is "
          "shown, equal states are not; unsubscribed with Expires 0")
def states(world):
    romeo, _, subscription, contact = watching(world)
    assert presences(romeo, contact)[-1] == (None, None, None)
    request = subscription.request
    assert request.get("From").startswith("<sip:romeo@xmpp.example>")
    assert request.get("To") == "<sip:1007@sip.example>", request.encode()
    assert request.get("Expires") == "3600"
    # before the 200, as RFC 6665 section 4.1.2.4 wants it
    subscription.notifies(body=document("1007", "away", note="At lunch"))
    subscription.accepts()
    is_shown(romeo, contact, "away", "At lunch")
    state_is(world, "romeo", "1007", "active")
    for activity, show, status in (("busy", "dnd", None),
                                   ("on-the-phone", "dnd", "On the phone"),
                                   ("vacation", "xa", None)):
        subscription.notifies(body=document("1007", activity))
        is_shown(romeo, contact, show, status)
    subscription.notifies(body=document("1007", basic="closed"))
    is_shown(romeo, contact, "xa", "Not available")
    count = len(presences(romeo, contact))
    with stays(lambda: len(presences(romeo, contact)) > count, 0.5,
               "an equal state is told again"):
        subscription.notifies(body=document("1007", basic="closed"))
    subscription.notifies(body=document("1007"))
    is_shown(romeo, contact, None)
    subscription.notifies()
    assert presences(romeo, contact)[-1] == (None, None, None)
    unwatches(world, romeo, contact, subscription)
    subscription.notifies(code=481)


@scenario("NOTIFY requests that are none of ours, or of another kind, are "
          "answered 481, 489, 415, 400, and change nothing",
          loud="a NOTIFY that cannot be read")
def refused_notifies(world):
    romeo, _, subscription, contact = watching(world)
    subscription.accepts()
    subscription.cseq = 10
    subscription.notifies(body=document("1007", "away"))
    is_shown(romeo, contact, "away")
    busy = document("1007", "busy")
    subscription.notifies(body=busy, event="dialog", code=489)
    answer = subscription.notifies(body=busy, content="text/plain", code=415)
    assert answer.get("Accept") == "application/pidf+xml", answer.encode()
    subscription.notifies(body=busy[:200], code=400)
    subscription.notifies(state="", body=busy, code=400)
    # a second dialog, as by a fork (RFC 3856 section 6.9)
    subscription.notifies(body=busy, tag="other", code=481)
    subscription.cseq = 0
    subscription.notifies(body=busy, code=500)
    assert presences(romeo, contact)[-1] == (None, "away", None)
    assert watched(world, "romeo", "1007")["state"] == "active"
    subscription.cseq = 20
    unwatches(world, romeo, contact, subscription)


@scenario("a SUBSCRIBE that has the names of the gateway's, and is another's, "
          "does not get to the phone", loud="a request claims to be a user's")
def forged(world):
    romeo, ua, subscription, contact = watching(world)
    asked = subscription.request
    subscription.accepts()
    subscription.notifies()
    thief = world.sip_ua("1009", register=False)
    request = thief.request(
        "SUBSCRIBE", "sip:1007@sip.example", from_=asked.get("From"),
        call_id=asked.get("Call-ID"), cseq=9, contact=asked.get("Contact"),
        headers=[("Event", "presence"), ("Expires", "0")])
    thief.send(request)
    assert thief.receives_code(403, method="SUBSCRIBE")
    assert len(ua.had(lambda m: m.first.startswith("SUBSCRIBE "))) == 1
    unwatches(world, romeo, contact, subscription)


@scenario("423, refresh in the dialog, a server that forgot it (481), reasons "
          "of the end")
def refreshes(world):
    romeo, ua, first, contact = watching(world)
    first.refuses(423, headers=[("Min-Expires", "7200")])
    subscription = is_asked(ua)
    assert subscription.request.get("Expires") == "7200"
    assert subscription.request.get("Call-ID") != ""
    subscription.accepts(expires=2)
    subscription.notifies("active;expires=2", document("1007", "away"))
    is_shown(romeo, contact, "away")
    subscription.accepts(expires=2, request=subscription.is_refreshed())
    subscription.notifies("active;expires=2", document("1007", "away"))
    ua.reply(subscription.is_refreshed(), 481)
    again = is_asked(ua, 3)
    assert again.request.get("Call-ID") != subscription.request.get("Call-ID")
    subscription.notifies(code=481)
    again.accepts()
    again.notifies(body=document("1007", "busy"))
    is_shown(romeo, contact, "dnd")
    # at once: what was known stays shown meanwhile
    again.notifies("terminated;reason=deactivated")
    third = is_asked(ua, 3)
    assert presences(romeo, contact)[-1] == (None, "dnd", None)
    third.accepts()
    third.notifies(body=document("1007", "busy"))
    third.notifies("terminated;reason=giveup;retry-after=1")
    is_shown(romeo, contact, None)
    fourth = is_asked(ua, 3)
    fourth.accepts()
    fourth.notifies(body=document("1007", "away"))
    is_shown(romeo, contact, "away")
    fourth.notifies("terminated;reason=rejected")
    assert state_is(world, "romeo", "1007", "off")["code"] == "200"
    is_shown(romeo, contact, None)
    unwatches(world, romeo, contact)


@scenario("a phone that wants to be asked at another host, which is none of ours, "
          "is asked where it is registered")
def asked_elsewhere(world):
    romeo, ua, subscription, contact = watching(world)
    subscription.accepts(expires=2)
    subscription.notifies("active;expires=2", document("1007", "away"),
                          contact="<sip:1007@10.77.0.250:5099>")
    is_shown(romeo, contact, "away")
    refresh = subscription.is_refreshed()
    assert ua.address[0] in refresh.first, refresh.first
    subscription.accepts(expires=600, request=refresh)
    unwatches(world, romeo, contact, subscription)


@scenario("who has no presence is not asked for a day, the contact stays; a "
          "number that is unknown is said to be; the operator asks again")
def refusals(world):
    romeo, ua, subscription, contact = watching(world)
    subscription.refuses(489)
    found = state_is(world, "romeo", "1007", "off")
    assert found["code"] == "489" and int(found["next"]) > 70000, found
    assert {p[0] for p in presences(romeo, contact)} == {None}
    world.kamailio.rpc("xmpp_presence.retry", world.jid("romeo"),
                       world.gateway_jid("1006"))
    assert watched(world, "romeo", "1007")["state"] == "off"
    world.kamailio.rpc("xmpp_presence.retry", world.jid("romeo"), contact)
    is_asked(ua).refuses(404)
    state_is(world, "romeo", "1007", "off")
    is_shown(romeo, contact, None, "unknown number")
    world.kamailio.rpc("xmpp_presence.retry", world.jid("romeo"))
    is_asked(ua).refuses(503, headers=[("Retry-After", "1")])
    is_shown(romeo, contact, None)
    # accepted, and no NOTIFY within timer N
    is_asked(ua, 4).accepts()
    state_is(world, "romeo", "1007", "waiting")
    state_is(world, "romeo", "1007", "failed")
    last = is_asked(ua, 4)
    last.accepts()
    last.notifies("pending;expires=600")
    state_is(world, "romeo", "1007", "pending")
    assert presences(romeo, contact)[-1] == (None, None, None)
    world.kamailio.rpc("xmpp_presence.retry", world.jid("romeo"))
    last.accepts(request=last.is_refreshed())
    unwatches(world, romeo, contact, last)


def config_with_route(world):
    """Romeo may not watch 1005."""
    path = config(world)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(text + """
event_route[xmpp-presence:watch] {
	if($xmpp_presence(uri) == "sip:1005@sip.example"
			&& $xmpp_presence(user) == "romeo@xmpp.example"
			&& $xmpp_presence(contact) == "1005@gw.example") {
		drop;
	}
}
""")
    return path


@scenario("the event route says who may watch whom: whom it keeps is not asked, and "
          "can be called; another one watches", kamailio=config_with_route)
def kept_by_the_route(world):
    ua = world.sip_ua("1005")
    romeo = comes(world, "romeo")
    world.adds_contact(romeo, "1005")
    juliet = comes(world, "juliet")
    world.adds_contact(juliet, "1005")
    contact = world.gateway_jid("1005")
    subscription = is_asked(ua)
    assert "juliet" in subscription.request.get("From")
    subscription.accepts()
    subscription.notifies(body=document("1005", "away"))
    is_shown(juliet, contact, "away")
    is_shown(romeo, contact, None)
    assert watched(world, "romeo", "1005")["state"] == "not asked"
    unwatches(world, romeo, contact)
    unwatches(world, juliet, contact, subscription)


@scenario("an answered call through the gateway is shown to all who watch: On "
          "the phone, whatever SIP says, and no longer when it ends")
def on_the_phone(world):
    romeo, ua, subscription, contact = watching(world)
    subscription.accepts()
    juliet = comes(world, "juliet")
    world.adds_contact(juliet, "1007")
    is_asked(ua).refuses(489)
    subscription.notifies(body=document("1007", "away"))
    is_shown(romeo, contact, "away")
    mercutio = world.xmpp_client("mercutio")
    invite = ua.invites(f"sip:{world.sip_uri('mercutio')}")
    call = mercutio.is_called()
    call.answers()
    answer = ua.receives_code(200)
    ua.ack(invite, answer)
    is_shown(romeo, contact, "dnd", "On the phone")
    is_shown(juliet, contact, "dnd", "On the phone")
    subscription.notifies(body=document("1007", "vacation"))
    ua.in_dialog("BYE", invite, answer)
    ua.receives_code(200, method="BYE")
    call.ends()
    is_shown(romeo, contact, "xa")
    is_shown(juliet, contact, None)
    unwatches(world, romeo, contact, subscription)
    unwatches(world, juliet, contact)


@scenario("changes that follow one another are told as one; Kamailio killed and "
          "restarted: subscribed again, nobody is told unavailable",
          loud="Kamailio is killed")
def restarted(world):
    romeo, ua, subscription, contact = watching(world)
    subscription.accepts()
    subscription.notifies(body=document("1007", "away"))
    is_shown(romeo, contact, "away")
    count = len(presences(romeo, contact))
    for activity in ("busy", "away", "busy", "vacation"):
        subscription.notifies(body=document("1007", activity))
    is_shown(romeo, contact, "xa")
    assert len(presences(romeo, contact)) <= count + 2, \
        presences(romeo, contact)
    world.kamailio.kill()
    world.kamailio.start()
    ua.registers()
    again = is_asked(ua, 30)
    again.accepts()
    again.notifies(body=document("1007", "busy"))
    is_shown(romeo, contact, "dnd")
    assert {p[0] for p in presences(romeo, contact)} == {None}
    subscription.notifies(code=481)
    unwatches(world, romeo, contact, again)


@scenario("a real presence server: what a phone publishes is shown; it is killed "
          "and has forgotten all, and is asked anew", loud="a server is killed",
          kamailio=config_with_server)
def presence_server(world):
    # its subscriptions are short
    server = world.at_home(PresenceServer(world, expires=6))
    assert server.address == SERVER, server.address
    server.start()
    proxy = (server.address, 5060)
    romeo = comes(world, "romeo")
    ua = world.sip_ua("1007")
    world.adds_contact(romeo, "1007")
    contact = world.gateway_jid("1007")
    state_is(world, "romeo", "1007", "active")
    assert presences(romeo, contact)[-1] == (None, None, None)
    etag = publishes(world, ua, proxy, "away")
    is_shown(romeo, contact, "away")
    etag = publishes(world, ua, proxy, "on-the-phone", etag=etag)
    is_shown(romeo, contact, "dnd", "On the phone")
    publishes(world, ua, proxy, etag=etag, basic="closed")
    is_shown(romeo, contact, "xa", "Not available")
    server.forgets()
    publishes(world, ua, proxy, "busy")
    # its refresh is due within 6 s, and gets 481
    is_shown(romeo, contact, "dnd", timeout=15)
    unwatches(world, romeo, contact)


def config_with_dialog(world):
    """Kamailio's dialog tracks the calls of the phones."""
    path = config(world)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    text = edits.apply(text, "before", 'loadmodule "xmpp_presence.so"',
                       'loadmodule "dialog.so"\n')
    text = edits.apply(text, "before", "route(JINGLE);", """
	if(is_method("INVITE")) {
		dlg_manage();
	}
""")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


@scenario("a call from phone to phone, which does not pass the gateway: both are shown "
          "on the phone, until it ends; another contact is not",
          kamailio=config_with_dialog,
          cfg=CFG + 'modparam("xmpp_presence", "busy_from_dialog", 1)\n')
def phones_among_themselves(world):
    romeo, one, subscription, caller = watching(world)
    subscription.accepts()
    two = world.sip_ua("1010")
    world.adds_contact(romeo, "1010")
    is_asked(two).refuses(489)
    callee = world.gateway_jid("1010")
    is_shown(romeo, callee, None)
    invite = one.invites("sip:1010@sip.example")
    incoming = two.receives("INVITE")
    two.reply(incoming, 180)
    one.receives_code(180)
    two.reply(incoming, 200, body=two.sdp())
    answer = one.receives_code(200)
    one.ack(invite, answer)
    is_shown(romeo, caller, "dnd", "On the phone")
    is_shown(romeo, callee, "dnd", "On the phone")
    bye = one.in_dialog("BYE", invite, answer)
    two.reply(two.receives("BYE"), 200)
    assert one.receives_code(200, method="BYE"), bye
    is_shown(romeo, caller, None)
    is_shown(romeo, callee, None)
    unwatches(world, romeo, caller, subscription)
    unwatches(world, romeo, callee)


@scenario("a telephone system that says by Event: dialog who is in a call: On the "
          "phone; a document that was lost is asked for; refused, it is left alone",
          cfg=CFG + 'modparam("xmpp_presence", "watch_dialogs", 1)\n')
def event_dialog(world):
    romeo, ua, subscription, contact = watching(world)
    subscription.accepts()
    calls = is_asked(ua, event="dialog")
    calls.accepts()

    def say(version, state, code=200, **options):
        calls.notifies(body=call_document("1007", version, state, **options),
                       event="dialog", content=TYPES["dialog"], code=code)

    subscription.notifies(body=document("1007", "away"))
    is_shown(romeo, contact, "away")
    # of the other package, and in the other dialog
    calls.notifies(body=document("1007", "busy"), code=489)
    say(0, "Trying", kind="full")
    say(1, "confirmed")
    is_shown(romeo, contact, "dnd", "On the phone")
    say(2, "terminated")
    is_shown(romeo, contact, "away")
    say(5, "early", call="b")
    refresh = calls.is_refreshed()
    calls.accepts(request=refresh)
    say(6, "confirmed", kind="full", call="b")
    is_shown(romeo, contact, "dnd", "On the phone")
    calls.notifies("terminated;reason=rejected", event="dialog")
    is_shown(romeo, contact, "away")
    unwatches(world, romeo, contact, subscription)


def says_presence(phone, state):
    """baresip 1.0 has a command for each state, later ones have one."""
    try:
        phone.command(f"presence_{state}")
    except Failed as error:
        assert "not found" in str(error)
        phone.command("presence", state)


@scenario("baresip as the one that is watched: a NOTIFY that says nothing, "
          "online, offline; the end of the subscription")
def baresip_is_watched(world):
    romeo = comes(world, "romeo")
    phone = world.phone("1008", config="module_app presence.so\n")
    world.adds_contact(romeo, "1008")
    contact = world.gateway_jid("1008")
    state_is(world, "romeo", "1008", "active")
    assert presences(romeo, contact)[-1] == (None, None, None)
    says_presence(phone, "offline")
    is_shown(romeo, contact, "xa", "Not available")
    says_presence(phone, "online")
    is_shown(romeo, contact, None)
    unwatches(world, romeo, contact)


def config_with_modules(world):
    """Kamailio's presence modules in this Kamailio."""
    path = config(world)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    text = text.replace("#!KAMAILIO\n", "#!KAMAILIO\n#!define PRESENCE_HERE\n", 1)
    text = text.replace("\nrequest_route {\n", """
loadmodule "presence.so"
loadmodule "presence_xml.so"
modparam("presence", "publ_cache", 2)
modparam("presence", "subs_db_mode", 0)
modparam("presence", "notifier_processes", 0)
modparam("presence_xml", "force_active", 1)

request_route {
""", 1)
    text = text.replace("""	if(is_method("PUBLISH")) {
""", """	if(is_method("PUBLISH")) {
		t_newtran();
		handle_publish();
		t_release();
		exit;
""", 1)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


@scenario("Kamailio's presence modules in the gateway's own Kamailio",
          kamailio=config_with_modules)
def presence_here(world):
    romeo = comes(world, "romeo")
    ua = world.sip_ua("1007")
    world.adds_contact(romeo, "1007")
    contact = world.gateway_jid("1007")
    state_is(world, "romeo", "1007", "active")
    publishes(world, ua, ua.proxy, "away")
    is_shown(romeo, contact, "away")
    unwatches(world, romeo, contact)


@scenario("each watches the other, with the lines of both examples",
          kamailio=lambda world: edits.copy(
              world, "presence.cfg", "watchers.cfg"))
def each_other(world):
    romeo, ua, subscription, contact = watching(world)
    subscription.accepts()
    subscription.notifies(body=document("1007", "away"))
    is_shown(romeo, contact, "away")
    theirs = Watcher(world, ua)
    theirs.sees("open")
    romeo.sends("<presence><show>dnd</show></presence>")
    theirs.sees("open", "busy")
    subscription.notifies(body=document("1007", "busy"))
    is_shown(romeo, contact, "dnd")
    unwatches(world, romeo, contact, subscription)


@scenario("Kamailio's own configuration, with the example's lines",
          kamailio=lambda world: edits.copy(
              world, "presence.cfg", default=True), defines=("WITH_AUTH",))
def default_config(world):
    romeo, _, subscription, contact = watching(world)
    subscription.accepts()
    subscription.notifies(body=document("1007", "away"))
    is_shown(romeo, contact, "away")
    unwatches(world, romeo, contact, subscription)
