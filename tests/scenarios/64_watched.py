# SPDX-License-Identifier: GPL-2.0-or-later
"""SIP users watch XMPP users (cfg/examples/watchers.cfg): a subscription is
pending until the XMPP user has answered, then phones see how the user is."""

from lib.process import wait_until
from lib.scenario import scenario
from lib.watcher import (CFG, Watcher, WatchingPhone, are_stored, config,
                         said)
from lib.world import stays

WORLD = {"kamailio": config, "cfg": CFG}


def comes(world, user="romeo", **options):
    """A client that has asked for its roster, as real ones do: only those are
    asked (RFC 6121 section 2.2)."""
    client = world.xmpp_client(user, **options)
    client.asks("get", client.jid, "<query xmlns='jabber:iq:roster'/>")
    return client


def shows(client, inside=""):
    client.sends(f"<presence>{inside}</presence>")


@scenario("a phone watches: pending, approved, away, dnd, a note, offline, "
          "back; refreshed, ended, polled")
def watched(world):
    romeo = comes(world)
    romeo.set(approves=False)
    ua = world.sip_ua("1011")
    contact = world.gateway_jid("1011")
    one = Watcher(world, ua)
    pending = one.hears("pending")
    assert not pending.body and "expires=" in pending.get("Subscription-State")
    romeo.gets_presence(contact, "subscribe")
    # asked once, whoever asks
    two = Watcher(world, ua)
    assert not two.hears("pending").body
    assert one.again().code == 200
    one.hears("pending")
    romeo.sends(f"<presence type='subscribed' to='{contact}'/>")
    one.sees("open")
    two.sees("open")
    assert len([e for e in romeo.had("stanza", name="presence")
                if e["type"] == "subscribe"]) == 1
    are_stored(world, "1011", ("presence", 1), ("presence", 1))
    assert two.again(expires=0).code == 200
    assert said(two.hears("terminated;reason=timeout")) == ("open", None, None)

    shows(romeo, "<show>away</show><status>lunch</status>")
    one.sees("open", "away", "lunch")
    shows(romeo, "<show>dnd</show>")
    one.sees("open", "busy")
    # the same again is no news
    count = one.notifies()
    with stays(lambda: one.notifies() > count, 1.5, "another NOTIFY"):
        shows(romeo, "<show>dnd</show>")
    romeo.sends("<presence type='unavailable'/>")
    one.sees("closed")
    shows(romeo)
    one.sees("open")
    assert one.again().code == 200
    one.sees("open")

    poll = Watcher(world, ua, expires=0)
    assert said(poll.hears("terminated;reason=timeout")) == \
        ("open", None, None)
    assert one.again(expires=0).code == 200
    one.hears("terminated;reason=timeout")
    are_stored(world, "1011")
    assert one.again().code == 481


@scenario("two devices are one user: the one that is most willing to talk "
          "counts")
def two_devices(world):
    romeo = comes(world)
    ua = world.sip_ua("1012")
    one = Watcher(world, ua)
    one.hears("pending")
    one.sees("open")
    shows(romeo, "<show>xa</show>")
    one.sees("open", "away")
    other = comes(world, resource="other")
    one.sees("open")
    shows(other, "<show>dnd</show><status>busy here</status>")
    one.sees("open", "away")
    romeo.sends("<presence type='unavailable'/>")
    one.sees("open", "busy", "busy here")
    other.sends("<presence type='unavailable'/>")
    one.sees("closed")


# ejabberd tells nobody that the user has blocked him
@scenario("a phone that the user blocks (XEP-0191), or tells something else, sees that "
          "alone; the others nothing of it, and it nothing of the others",
          servers=("prosody",))
def one_of_two(world):
    romeo = comes(world)
    one, other = Watcher(world, world.sip_ua("1031")), \
        Watcher(world, world.sip_ua("1032"))
    for watcher in (one, other):
        watcher.hears("pending")
        watcher.sees("open")
    romeo.sends(f"<presence to='{world.gateway_jid('1032')}'><show>dnd</show>"
                "<status>for you</status></presence>")
    other.sees("open", "busy", "for you")
    contact = world.gateway_jid("1031")
    romeo.asks("set", world.jid("romeo"), "<block xmlns='urn:xmpp:blocking'>"
               f"<item jid='{contact}'/></block>")
    one.sees("closed")
    phone = world.phone("1033", hz=1000)
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called(how="propose")
    call.answers()
    phone.is_answered()
    other.sees("open", "on-the-phone", "for you")
    phone.hangs_up()
    call.ends()
    other.sees("open", "busy", "for you")
    shows(romeo, "<show>xa</show>")
    other.sees("open", "away")
    assert one.again().code == 200
    assert said(one.hears("active")) == ("closed", None, None)
    romeo.asks("set", world.jid("romeo"), "<unblock xmlns='urn:xmpp:blocking'>"
               f"<item jid='{contact}'/></unblock>")
    one.sees("open", "away")


@scenario("what is refused: other events, other types, too short, strangers, "
          "who was refused by the user")
def refused(world):
    romeo = comes(world)
    romeo.set(approves=False)
    ua = world.sip_ua("1013")
    contact = world.gateway_jid("1013")

    def answer(**options):
        return Watcher(world, ua, wait=False, **options).answer

    other = answer(event="message-summary")
    assert other.code == 489 and "presence" in other.get("Allow-Events")
    assert answer(headers=[], event="presence.winfo").code == 489
    short = answer(expires=1)
    assert short.code == 423 and short.get("Min-Expires") == "2"
    long = Watcher(world, ua, expires=100000)
    assert long.answer.get("Expires") == "3600"
    long.hears("pending")
    romeo.gets_presence(contact, "subscribe")
    romeo.sends(f"<presence type='unsubscribed' to='{contact}'/>")
    long.hears("terminated;reason=rejected")
    assert answer().code == 403
    are_stored(world, "1013", ("presence", 2))
    stranger = world.sip_ua("1014", register=False)
    stranger.password = None
    assert Watcher(world, stranger, wait=False).answer.code == 407


@scenario("a subscription that is not refreshed ends; one whose NOTIFY is "
          "refused, or not answered, is gone", loud="no answer to a NOTIFY")
def ends(world):
    comes(world)
    ua = world.sip_ua("1015")
    short = Watcher(world, ua, expires=3)
    short.hears("pending")
    short.sees("open")
    short.hears("terminated;reason=timeout")
    gone = Watcher(world, ua)
    gone.hears("active", answers=481)
    wait_until(lambda: gone.again().code == 481, 5, "it is gone")
    silent = Watcher(world, ua)
    silent.hears("active", answers=None)
    wait_until(lambda: silent.again().code == 481, 15, "it is gone")


@scenario("Kamailio is killed and started again: nobody is asked, who is "
          "offline meanwhile is seen so, pending ones stay pending",
          loud="Kamailio is killed")
def restarted(world):
    romeo = comes(world)
    juliet = comes(world, "juliet")
    juliet.set(approves=False)
    ua = world.sip_ua("1016")
    one = Watcher(world, ua)
    one.hears("pending")
    one.sees("open")
    waits = Watcher(world, ua, user="juliet")
    waits.hears("pending")
    are_stored(world, "1016", ("presence", 1))
    are_stored(world, "1016", ("presence", 0), user="juliet")
    world.kamailio.kill()
    romeo.sends("<presence type='unavailable'/>")
    world.kamailio.start()
    one.sees("closed", timeout=30)
    shows(romeo, "<show>away</show>")
    one.sees("open", "away")
    assert waits.again().code == 200
    waits.hears("pending")
    assert len([e for e in juliet.had("stanza", name="presence")
                if e["type"] == "subscribe"]) == 1
    juliet.sends("<presence type='subscribed' "
                 f"to='{world.gateway_jid('1016')}'/>")
    waits.sees("open")


@scenario("a user in a call is on the phone; a key's lamp follows the call: "
          "trying, early, confirmed, terminated")
def on_the_phone(world):
    romeo = comes(world)
    ua = world.sip_ua("1017")
    one = Watcher(world, ua)
    one.hears("pending")
    one.sees("open")
    lamp = Watcher(world, ua, event="dialog")
    lamp.sees_call()
    phone = world.phone("1018", hz=1000)
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called(how="propose")
    lamp.sees_call("early")
    call.answers()
    phone.is_answered()
    confirmed = lamp.sees_call("confirmed")
    one.sees("open", "on-the-phone")
    assert "recipient" in confirmed.body, confirmed.body
    for word in ("call-id", "local-tag", "remote", "1018"):
        assert word not in confirmed.body, confirmed.body
    phone.hangs_up()
    lamp.sees_call("terminated")
    one.sees("open")


@scenario("baresip watches: online, busy, on the phone, offline, online")
def baresip(world):
    romeo = comes(world)
    phone = world.phone("1019", make=WatchingPhone)
    phone.shows("Online")
    shows(romeo, "<show>dnd</show>")
    phone.shows("Busy")
    romeo.sends("<presence type='unavailable'/>")
    phone.shows("Offline")
    shows(romeo)
    phone.shows("Online")
    caller = world.phone("1020", hz=1000)
    caller.dials(world.sip_uri("romeo"))
    call = romeo.is_called(how="propose")
    call.answers()
    caller.is_answered()
    phone.shows("Busy")
    call.hangs_up()
    caller.call_ends()
    phone.shows("Online")


@scenario("the stream is away: all are gone, with a note, and come back with it",
          loud="the sidecar is killed")
def stream_away(world):
    comes(world)
    ua = world.sip_ua("1021")
    one = Watcher(world, ua)
    one.hears("pending")
    one.sees("open")
    world.kamailio.rpc("cfg.seti", "xmpp_presence", "away_time", 1)
    world.sidecar.kill()
    one.sees("closed", None, "the XMPP server cannot be reached")
    world.sidecar.start()
    one.sees("open", timeout=30)
    world.kamailio.rpc("cfg.seti", "xmpp_presence", "away_time", 300)


@scenario("a flood: too many of one phone, too many at once are told to come "
          "back later; calls go on", loud="limits are met")
def flood(world):
    romeo = comes(world)
    ua = world.sip_ua("1022")
    first = Watcher(world, ua)
    first.hears("pending")
    first.sees("open")
    first.again(expires=0)
    world.kamailio.rpc("cfg.seti", "xmpp_presence", "max_subscriptions", 2)
    for _ in range(2):
        Watcher(world, ua).hears()
    listed = world.kamailio.rpc("xmpp_presence.subscriptions")
    assert listed.count(f"contact: {world.gateway_jid('1022')}") == 2, listed
    late = Watcher(world, ua, wait=False).answer
    assert late.code == 503 and 10 <= int(late.get("Retry-After")) <= 20
    world.kamailio.rpc("cfg.seti", "xmpp_presence", "max_subscriptions", 50)
    world.kamailio.rpc("cfg.seti", "xmpp_presence", "subscribe_rate", 1)
    codes = {Watcher(world, ua, wait=False, expires=0).answer.code
             for _ in range(5)}
    assert 503 in codes, codes
    world.kamailio.rpc("cfg.seti", "xmpp_presence", "subscribe_rate", 1000)
    told = Watcher(world, ua)
    told.hears()
    world.kamailio.rpc("xmpp_presence.refuse", world.jid("romeo"),
                       world.gateway_jid("1022"))
    told.hears("terminated;reason=rejected")
    assert Watcher(world, ua, wait=False).answer.code == 403
    phone = world.phone("1023", hz=1000)
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called(how="propose")
    call.answers()
    phone.is_answered()
    phone.hangs_up()
    call.ends()


@scenario("a phone that asks user after user, and ends each subscription, comes to "
          "an end; those that it has asked stay watched", loud="limits are met")
def asks_many(world):
    ua = world.sip_ua("1024")
    world.kamailio.rpc("cfg.seti", "xmpp_presence", "max_subscriptions", 3)
    for n in range(3):
        watcher = Watcher(world, ua, user=f"nobody{n}")
        watcher.hears("pending")
        watcher.again(expires=0)
        watcher.hears("terminated")
    for expires in (600, 0):
        late = Watcher(world, ua, user=f"late{expires}", wait=False,
                       expires=expires).answer
        assert late.code == 503, late.first
    Watcher(world, ua, user="nobody1").hears("pending")
    Watcher(world, world.sip_ua("1025"), user="late0").hears("pending")
    world.kamailio.rpc("cfg.seti", "xmpp_presence", "max_subscriptions", 50)


@scenario("with Kamailio's own configuration: a phone watches",
          kamailio=lambda world: config(world, default=True),
          defines=("WITH_AUTH",))
def watched_default(world):
    romeo = comes(world)
    ua = world.sip_ua("1024")
    one = Watcher(world, ua)
    one.hears("pending")
    one.sees("open")
    shows(romeo, "<show>away</show>")
    one.sees("open", "away")
    assert one.again().code == 200
    one.sees("open", "away")
    assert one.again(expires=0).code == 200
    one.hears("terminated;reason=timeout")
