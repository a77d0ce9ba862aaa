# SPDX-License-Identifier: GPL-2.0-or-later
"""Several devices of one XMPP user, and calls that cross."""

import re
import time

from lib import browser, dino
from lib.jmi import each_ends_once, has_said, said, senders
from lib.process import wait_until
from lib.rtp import sdp_direction
from lib.scenario import Skip, scenario
from lib.sip_call import SipCall
from lib.world import assert_heard, stays

PERSONAS = True

HIGH = "~high"  # sorts after each session id of ours, and LOW before
LOW = "!low"


def devices(world, *kinds, **options):
    """romeo's devices; jmi or direct."""
    names = [f"{kind}{n}" for n, kind in enumerate(kinds)]
    world.account("romeo")
    clients = world.together(*[
        lambda name=name: world.xmpp_client(
            "romeo", name, jmi=name.startswith("jmi"), **options)
        for name in names])
    if "direct" in kinds:
        world.adds_contact(clients[0], "1007")
    return clients


def rings(world, ua, uri=None, **options):
    """The SIP user agent 1007 calls romeo; return its INVITE."""
    return ua.invites(uri or f"sip:{world.sip_uri('romeo')}", **options)


def is_answered(ua, invite):
    answer = ua.receives_code(200)
    ua.ack(invite, answer)
    return answer


def hangs_up(ua, invite, answer):
    ua.in_dialog("BYE", invite, answer)
    ua.receives_code(200, method="BYE")


def refused(ua, invite, code, timeout=10):
    response = ua.receives_code(code, timeout)
    ua.ack(invite, response)
    return response


# --- who rings, who gets the call ---

@scenario("three JMI devices: all ring, the first that takes it has the call")
def three_jmi_devices(world):
    since = time.time()
    clients = devices(world, "jmi", "jmi", "jmi")
    ua = world.sip_ua("1007")
    invite = rings(world, ua)
    calls = [c.is_called(how="propose") for c in clients]
    assert len({c.sid for c in calls}) == 1
    assert calls[0].event["media"] == ["audio"], calls[0].event
    ua.receives_code(180)
    calls[1].answers()
    answer = is_answered(ua, invite)
    hangs_up(ua, invite, answer)
    assert calls[1].ends()[0] == "success"
    calls[1].wait("finish")
    for other in (calls[0], calls[2]):
        assert not other.had("initiate") and not other.had("finish")
    each_ends_once(world, since)


@scenario("three JMI devices: one rejects, the call is over for all")
def one_of_three_rejects(world):
    since = time.time()
    clients = devices(world, "jmi", "jmi", "jmi")
    ua = world.sip_ua("1007")
    invite = rings(world, ua)
    calls = [c.is_called(how="propose") for c in clients]
    calls[2].declines("busy")
    refused(ua, invite, 486)
    each_ends_once(world, since)


@scenario("JMI and other devices: each shows one call; one without JMI takes "
          "it")
def mixed_direct_answers(world):
    since = time.time()
    clients = devices(world, "jmi", "direct", "direct")
    ua = world.sip_ua("1007")
    invite = rings(world, ua)
    jmi = clients[0].is_called(how="propose")
    first, second = [c.is_called(how="initiate") for c in clients[1:]]
    assert len({jmi.sid, first.sid, second.sid}) == 3
    second.answers()
    answer = is_answered(ua, invite)
    jmi.wait("retract")
    assert first.ends() == ("cancel", "answered elsewhere")
    hangs_up(ua, invite, answer)
    assert second.ends()[0] == "success"
    for client in clients:
        assert len(client.had("call")) == 1, client.story()
    each_ends_once(world, since)


@scenario("JMI and other devices: each shows one call; one with JMI takes it")
def mixed_jmi_answers(world):
    since = time.time()
    clients = devices(world, "jmi", "direct", "jmi")
    ua = world.sip_ua("1007")
    invite = rings(world, ua)
    calls = [c.is_called() for c in clients]
    calls[2].answers()
    answer = is_answered(ua, invite)
    assert calls[1].ends()[0] == "cancel"
    assert not calls[0].had("initiate")
    hangs_up(ua, invite, answer)
    calls[2].ends()
    calls[2].wait("finish")
    for client in clients:
        assert len(client.had("call")) == 1, client.story()
    each_ends_once(world, since)


@scenario("a JMI device and stanza.js: each shows one call, stanza.js answers",
          timeout=90)
def mixed_with_browser(world):
    reason = browser.available()
    if reason:
        raise Skip(reason)
    world.account("juliet")
    page, phone, jmi = world.together(
        lambda: world.browser("juliet", hz=440),
        lambda: world.phone("1001", hz=1000),
        lambda: world.xmpp_client("juliet", "jmi"))
    world.adds_contact(jmi, "1001")
    phone.dials(world.sip_uri("juliet"))
    shown = jmi.is_called(how="propose")
    call = page.is_called()
    call.answers()
    phone.is_answered()
    shown.wait("retract")
    assert_heard((call, 1000), (phone, 440))
    phone.hangs_up()
    assert call.ends()[0] == "success"
    assert len(jmi.had("call")) == 1 and len(page.had("call")) == 1


GAJIM = ["urn:xmpp:jingle:1", "urn:xmpp:jingle:apps:rtp:1",
         "urn:xmpp:jingle:apps:rtp:audio", "urn:xmpp:jingle:apps:dtls:0",
         "urn:xmpp:jingle:transports:ice-udp:1",
         "http://jabber.org/protocol/disco#info"]


@scenario("Dino, stanza.js and a client with Gajim's features: each shows one "
          "call; Dino declines, and it is over for all", long=True,
          timeout=150, tls=True)
def mixed_real_programs(world):
    for reason in (dino.available(), browser.available()):
        if reason:
            raise Skip(reason)
    world.account("romeo")
    gajim = world.xmpp_client("romeo", "gajim", jmi=False, features=GAJIM,
                              node="https://gajim.org")
    contact = world.adds_contact(gajim, "1007")
    ua = world.sip_ua("1007")
    page = world.browser("romeo", hz=440)
    desktop = world.dino("romeo", contact=world.gateway_jid("1007"))
    desktop.sees(contact)
    invite = rings(world, ua)
    desktop.is_called()
    shown = [gajim.is_called(how="initiate"), page.is_called()]
    assert desktop.new_call() is None, "Dino shows two calls"
    desktop.declines()
    refused(ua, invite, 486)
    for call in shown:
        call.ends()
    assert len(gajim.had("call")) == 1 and len(page.had("call")) == 1


@scenario("three devices without JMI: one declines, one is busy, the third "
          "answers")
def third_answers(world):
    clients = devices(world, "direct", "direct", "direct")
    ua = world.sip_ua("1007")
    invite = rings(world, ua)
    calls = [c.is_called(how="initiate") for c in clients]
    calls[0].declines("decline")
    calls[1].declines("busy")
    calls[2].answers()
    answer = is_answered(ua, invite)
    hangs_up(ua, invite, answer)
    assert calls[2].ends()[0] == "success"


@scenario("two devices without JMI, both decline: the call is over at once")
def all_decline(world):
    since = time.time()
    clients = devices(world, "direct", "direct")
    ua = world.sip_ua("1007")
    invite = rings(world, ua)
    for call in [c.is_called(how="initiate") for c in clients]:
        call.declines("busy")
    refused(ua, invite, 486, timeout=3)
    each_ends_once(world, since)


@scenario("a device that cannot call is left in peace")
def device_without_calls(world):
    mute = world.xmpp_client("romeo", "mute", jmi=False, features=[
        "http://jabber.org/protocol/disco#info", "urn:xmpp:ping"])
    direct, = devices(world, "direct")
    ua = world.sip_ua("1007")
    invite = rings(world, ua)
    direct.is_called(how="initiate").declines("busy")
    refused(ua, invite, 486, timeout=3)
    assert not mute.had("call")


# each of them took it, so each hears that it is over
@scenario("two devices take the call at once: the second is told so",
          ends=False)
def two_proceeds(world):
    since = time.time()
    clients = devices(world, "jmi", "jmi")
    ua = world.sip_ua("1007")
    invite = rings(world, ua)
    calls = [c.is_called() for c in clients]
    world.together(*[lambda c=c: c.do("proceed_only") for c in calls])
    first = wait_until(lambda: next((c for c in calls if c.had("initiate")),
                                    None), 5, "a session-initiate")
    late = next(c for c in calls if c is not first)
    assert late.wait("finish")["reason"] == "expired"
    assert not late.had("initiate")
    first.do("terminate", reason="busy")
    refused(ua, invite, 486)
    first.wait("finish")
    targets = [m.target for m in has_said(world, "finish", None, since, 2)]
    assert sorted(targets) == sorted(c.full_jid for c in clients), targets


@scenario("a device that never says that it rings: 180 within 3 s")
def no_ringing(world):
    devices(world, "jmi", rings=False)
    ua = world.sip_ua("1007")
    invite = rings(world, ua)
    ua.receives_code(180, timeout=3)
    ua.cancel(invite)
    refused(ua, invite, 487)


@scenario("one device, by the gr parameter: it alone rings")
def full_jid(world):
    clients = devices(world, "direct", "direct", "jmi")
    ua = world.sip_ua("1007")
    invite = rings(world, ua, f"sip:{world.sip_uri('romeo')};gr=direct1")
    call = clients[1].is_called(how="initiate")
    ua.receives_code(180)
    call.answers()
    answer = is_answered(ua, invite)
    hangs_up(ua, invite, answer)
    call.ends()
    assert not clients[0].had("call") and not clients[2].had("call")


@scenario("a device that comes while it rings, rings too")
def comes_late(world):
    client, = devices(world, "jmi")
    world.adds_contact(client, "1007")
    ua = world.sip_ua("1007")
    invite = rings(world, ua)
    client.is_called()
    ua.receives_code(180)
    late = world.xmpp_client("romeo", "late", jmi=False)
    call = late.is_called(how="initiate")
    call.answers()
    answer = is_answered(ua, invite)
    hangs_up(ua, invite, answer)
    call.ends()


@scenario("somebody shows the same client and never says what it can do: that "
          "client's other users ring all the same")
def silent_twin(world):
    """XEP-0115 section 6.2: whoever is asked may not answer, others do."""
    ua = world.sip_ua("1007")
    same = {"jmi": False, "node": "https://twin.example"}
    silent = world.xmpp_client("tybalt", answers_disco=False, **same)
    world.adds_contact(silent, "1007")
    romeo = world.xmpp_client("romeo", **same)
    romeo.sends(f"<presence to='{world.gateway_jid('1007')}'/>")
    world.adds_contact(romeo, "1007")
    invite = rings(world, ua)
    call = romeo.is_called(how="initiate", timeout=5)
    call.declines("busy")
    refused(ua, invite, 486, timeout=3)


@scenario("a client whose quirks are known by its caps gets what it reads")
def known_client(world):
    """QXmpp compares codec names with regard to case, and says OPUS."""
    client = world.xmpp_client(
        "romeo", "kaidan", codecs=["opus"],
        node="https://github.com/qxmpp-project/qxmpp")
    other = world.xmpp_client("mercutio", codecs=["opus"])
    for one in (client, other):
        world.adds_contact(one, "1007")
    ua = world.sip_ua("1007")
    for one, name in ((client, "OPUS"), (other, "opus")):
        invite = ua.invites(f"sip:{one.jid}")
        call = one.is_called()
        call.answers()
        assert f'name="{name}"' in call.wait("initiate")["xml"], name
        answer = is_answered(ua, invite)
        hangs_up(ua, invite, answer)
        call.ends()
        his = one.calls(world.gateway_jid("1007"))
        into = ua.receives("INVITE")
        answer = ua.reply(into, 200, body=ua.sdp())
        ua.receives("ACK")
        assert f'name="{name}"' in his.is_answered()["xml"], name
        ua.in_dialog("BYE", into, answer, outgoing=False)
        his.ends()


# --- calls that cross ---

@scenario("proposes cross, ours is lower: his is rejected, ours is answered")
def crossing_proposes_ours(world):
    client, = devices(world, "jmi")
    ua = world.sip_ua("1007")
    invite = rings(world, ua)
    call = client.is_called()
    his = client.calls(world.gateway_jid("1007"), sid=HIGH)
    assert his.wait("reject")["reason"] == "expired"
    tie = has_said(world, "reject", HIGH)
    assert len(tie) == 1 and tie[0].tie_break, tie
    call.answers()
    answer = is_answered(ua, invite)
    hangs_up(ua, invite, answer)
    call.ends()
    assert not ua.had(lambda m: not m.is_response and m.method == "INVITE")


def joined(ua, invite):
    """The waiting INVITE is answered, with his offer behind it; both: what
    the phone was told, and the 200."""
    answer = is_answered(ua, invite)
    assert sdp_direction(answer.body) == "sendonly", answer.body
    again = ua.wait(lambda m: not m.is_response and m.method == "INVITE", 10,
                    "a re-INVITE")
    assert again.get("Call-ID") == invite.get("Call-ID")
    assert sdp_direction(again.body) == "sendrecv", again.body
    return again, answer


def retracts_ours(world, call):
    assert call.wait("retract")["reason"] == "expired"
    tie = has_said(world, "retract", call.sid)
    assert len(tie) == 1 and tie[0].tie_break, tie


def proposes_cross(world, client, ua, **options):
    """Ours and his, which is lower; return the INVITE and his call."""
    invite = rings(world, ua, **options)
    call = client.is_called()
    his = client.calls(world.gateway_jid("1007"), sid=LOW)
    retracts_ours(world, call)
    return invite, his


@scenario("proposes cross, his is lower: ours is retracted, his session is "
          "joined to the waiting INVITE")
def crossing_proposes_his(world):
    since = time.time()
    client, = devices(world, "jmi")
    ua = world.sip_ua("1007")
    invite, his = proposes_cross(world, client, ua)
    his.wait("proceed")
    again, answer = joined(ua, invite)
    assert not his.had("accepted")
    ua.reply(again, 200, body=ua.sdp(version=2))
    ua.receives("ACK")
    his.is_answered()
    jids = senders(world, his.sid, since)
    assert len(jids) == 1 and "/" in jids.pop()
    assert len(client.had("call")) == 1, client.story()
    hangs_up(ua, invite, answer)
    assert his.ends()[0] == "success"
    his.wait("finish")
    each_ends_once(world, since)


@scenario("proposes cross, his is lower: both are heard, he hangs up",
          persona="conversations")
def crossing_proposes_heard(world):
    since = time.time()
    romeo = world.xmpp_client("romeo", hz=440)
    phone = SipCall(world, hz=1000)
    phone.calls(world.sip_uri("romeo"))
    call = romeo.is_called(how="propose")
    his = romeo.calls(world.gateway_jid("1007"), sid=LOW)
    retracts_ours(world, call)
    phone.is_answered()
    phone.gets_reinvite()
    his.is_answered()
    assert_heard((his, 1000), (phone, 440))
    assert his.hangs_up() == "result"
    phone.ends()
    each_ends_once(world, since)


@scenario("proposes cross, his is lower: baresip is joined, and hangs up",
          rtpengine=("--delete-delay=30",))
def crossing_proposes_baresip(world):
    romeo, phone = world.together(
        lambda: world.xmpp_client("romeo", hz=440),
        lambda: world.phone("1001", hz=1000))
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called(how="propose")
    his = romeo.calls(world.gateway_jid("1001"), sid=LOW)
    retracts_ours(world, call)
    phone.is_answered()
    his.is_answered()
    assert_heard((his, 1000))
    wait_until(lambda: phone.receives() > 50000, 10, "baresip hears him")
    phone.hangs_up()
    assert his.ends()[0] == "success"


@scenario("proposes cross, several devices: one calls, the others stop ringing")
def crossing_proposes_devices(world):
    since = time.time()
    clients = devices(world, "jmi", "jmi", "direct")
    ua = world.sip_ua("1007")
    invite = rings(world, ua)
    calls = [c.is_called() for c in clients]
    his = clients[0].calls(world.gateway_jid("1007"), sid=LOW)
    for call in calls[:2]:
        assert call.wait("retract")["reason"] == "expired"
    assert calls[2].ends() == ("cancel", "answered elsewhere")
    again, answer = joined(ua, invite)
    ua.reply(again, 200, body=ua.sdp(version=2))
    ua.receives("ACK")
    his.is_answered()
    hangs_up(ua, invite, answer)
    his.ends()
    each_ends_once(world, since)


@scenario("joined, then the user is gone before his session: 480, each way")
def joined_in_vain(world):
    since = time.time()
    client, = devices(world, "jmi")
    ua = world.sip_ua("1007")
    client.set(stops_after_proceed=True)
    # he retracts
    invite, his = proposes_cross(world, client, ua)
    his.wait("proceed")
    his.retracts()
    refused(ua, invite, 480)
    # the phone gives up
    invite = rings(world, ua)
    client.is_called()
    his = client.calls(world.gateway_jid("1007"), sid=LOW + "2")
    his.wait("proceed")
    ua.cancel(invite)
    refused(ua, invite, 487)
    assert his.wait("finish")["reason"] == "cancel"
    each_ends_once(world, since)


@scenario("joined, and no session-initiate comes: 480, finish",
          cfg='modparam("jingle", "proceed_time", 2)\n')
def joined_no_initiate(world):
    since = time.time()
    client, = devices(world, "jmi")
    ua = world.sip_ua("1007")
    client.set(stops_after_proceed=True)
    invite, his = proposes_cross(world, client, ua)
    refused(ua, invite, 480, timeout=6)
    assert his.wait("finish")["reason"] == "timeout"
    each_ends_once(world, since)


@scenario("joined, and the phone does not take his offer: both are told")
def joined_refused(world):
    since = time.time()
    client, = devices(world, "jmi")
    ua = world.sip_ua("1007")
    invite, his = proposes_cross(world, client, ua)
    again, _ = joined(ua, invite)
    ua.reply(again, 488)
    ua.receives("ACK")
    ua.reply(ua.receives("BYE"), 200)
    assert his.ends()[0] == "incompatible-parameters"
    his.wait("finish")
    each_ends_once(world, since)


@scenario("joined, and the phone takes none of his streams: both are told")
def joined_all_refused(world):
    client, = devices(world, "jmi")
    ua = world.sip_ua("1007")
    invite, his = proposes_cross(world, client, ua)
    again, _ = joined(ua, invite)
    ua.reply(again, 200, body=ua.sdp(version=2, port=0))
    ua.receives("ACK")
    ua.reply(ua.receives("BYE"), 200)
    assert his.ends()[0] == "incompatible-parameters"
    his.wait("finish")


@scenario("joined, and the phone's own re-INVITE comes first: 491, then ours "
          "again", timeout=60)
def joined_glare(world):
    client, = devices(world, "jmi")
    ua = world.sip_ua("1007")
    invite, his = proposes_cross(world, client, ua)
    again, answer = joined(ua, invite)
    own = ua.in_dialog("INVITE", invite, answer, body=ua.sdp(version=2))
    ua.ack(own, ua.receives_code(491))
    ua.reply(again, 491)
    ua.receives("ACK")
    again = ua.wait(lambda m: not m.is_response and m.method == "INVITE"
                    and m is not again, 6, "the re-INVITE again")
    ua.reply(again, 200, body=ua.sdp(version=3))
    ua.receives("ACK")
    his.is_answered()
    hangs_up(ua, invite, answer)
    his.ends()


SDES = ("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:"
        "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz\r\n")


@scenario("proposes cross, his is lower, but the phone's keys cannot be "
          "answered before his media: 486, and it is called")
def crossing_proposes_keys(world):
    client, = devices(world, "jmi")
    ua = world.sip_ua("1007")
    body = ua.sdp().replace("RTP/AVP", "RTP/SAVP") + SDES
    invite, his = proposes_cross(world, client, ua, body=body)
    refused(ua, invite, 486)
    his.wait("proceed")
    into = ua.receives("INVITE")
    answer = ua.reply(into, 200, body=ua.sdp())
    ua.receives("ACK")
    his.is_answered()
    ua.in_dialog("BYE", into, answer, outgoing=False)
    his.ends()


@scenario("session-initiates cross, ours is lower: his gets conflict")
def crossing_initiates_ours(world):
    client, = devices(world, "direct")
    contact = world.adds_contact(client, "1007")
    ua = world.sip_ua("1007")
    invite = rings(world, ua)
    call = client.is_called(how="initiate")
    client.calls(contact, sid=HIGH)
    error = client.wait("error", sid=HIGH)
    assert "conflict" in error["conditions"], error
    assert "tie-break" in error["conditions"], error
    call.answers()
    answer = is_answered(ua, invite)
    hangs_up(ua, invite, answer)
    call.ends()


@scenario("session-initiates cross, his is lower: his is joined to the "
          "waiting INVITE")
def crossing_initiates_his(world):
    client, = devices(world, "direct")
    contact = world.adds_contact(client, "1007")
    ua = world.sip_ua("1007")
    invite = rings(world, ua)
    client.is_called(how="initiate")
    his = client.calls(contact, sid=LOW)
    again, answer = joined(ua, invite)
    ua.reply(again, 200, body=ua.sdp(version=2))
    ua.receives("ACK")
    his.is_answered()
    hangs_up(ua, invite, answer)
    assert his.ends()[0] == "success"


@scenario("he is calling already when the phone calls him: 486, his goes on")
def phone_calls_its_caller(world):
    client, = devices(world, "jmi")
    ua = world.sip_ua("1007")
    his = client.calls(world.gateway_jid("1007"))
    into = ua.receives("INVITE")
    invite = rings(world, ua)
    refused(ua, invite, 486)
    answer = ua.reply(into, 200, body=ua.sdp())
    ua.receives("ACK")
    his.is_answered()
    ua.in_dialog("BYE", into, answer, outgoing=False)
    his.ends()


# --- proposes of XMPP users ---

def answered_by_ua(world, client, ua, **options):
    his = client.calls(world.gateway_jid("1007"), **options)
    into = ua.receives("INVITE")
    answer = ua.reply(into, 200, body=ua.sdp())
    ua.receives("ACK")
    his.is_answered()
    return his, into, answer


def migrates(world, call, phone):
    """His tablet proposes to the contact whom he talks to."""
    tablet = world.xmpp_client("romeo", "tablet", hz=600)
    new = tablet.calls(world.gateway_jid("1007"))
    new.wait("proceed")
    assert call.ends()[0] == "expired"
    finish = call.wait("finish")
    assert finish["reason"] == "expired"
    told = [m for m in has_said(world, "finish", call.sid)]
    assert [m.migrated_to for m in told] == [new.sid], told
    again = phone.gets_reinvite()
    # RFC 3264 section 8: the origin's next version
    assert origin(again.body)[:2] == origin(phone.before.body)[:2]
    assert origin(again.body)[2] == origin(phone.before.body)[2] + 1
    new.is_answered()
    assert_heard((new, 1000), (phone, 600))
    return new


def origin(sdp):
    """User, session id and version of o=."""
    user, session, version = re.search(r"o=(\S+) (\S+) (\d+) ", sdp).groups()
    return user, session, int(version)


@scenario("the XMPP user, whom the phone called, goes on with another device")
def migration_called(world):
    since = time.time()
    romeo = world.xmpp_client("romeo", hz=440)
    phone = SipCall(world, hz=1000)
    phone.calls(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    phone.before = phone.response
    assert_heard((call, 1000), (phone, 440))
    new = migrates(world, call, phone)
    phone.hangs_up()
    assert new.ends()[0] == "success"
    new.wait("finish")
    each_ends_once(world, since)


@scenario("the XMPP user, who called, goes on with another device")
def migration_calling(world):
    since = time.time()
    romeo = world.xmpp_client("romeo", hz=440)
    phone = SipCall(world, hz=1000)
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called().answers()
    call.is_answered()
    phone.before = phone.invite
    assert_heard((call, 1000), (phone, 440))
    new = migrates(world, call, phone)
    assert new.hangs_up() == "result"
    phone.ends()
    new.wait("finish")
    each_ends_once(world, since)


@scenario("he calls anew, and then leaves it: BYE, finish",
          cfg='modparam("jingle", "proceed_time", 2)\n')
def migration_in_vain(world):
    since = time.time()
    client, = devices(world, "jmi")
    ua = world.sip_ua("1007")
    his, _, _ = answered_by_ua(world, client, ua)
    client.set(stops_after_proceed=True)
    again = client.calls(world.gateway_jid("1007"))
    again.wait("proceed")
    assert his.wait("finish")["reason"] == "expired"
    ua.reply(ua.receives("BYE", 6), 200)
    assert again.wait("finish")["reason"] == "timeout"
    each_ends_once(world, since)


@scenario("he goes on with another device that the phone does not take: it "
          "ends")
def migration_refused(world):
    client, = devices(world, "jmi")
    ua = world.sip_ua("1007")
    answered_by_ua(world, client, ua)
    other = world.xmpp_client("romeo", "other")
    again = other.calls(world.gateway_jid("1007"))
    again.wait("proceed")
    again_invite = ua.wait(
        lambda m: not m.is_response and m.method == "INVITE", 10,
        "a re-INVITE")
    ua.reply(again_invite, 488)
    ua.receives("ACK")
    ua.reply(ua.receives("BYE"), 200)
    assert again.ends()[0] == "incompatible-parameters"


@scenario("a new session-initiate in an answered call: busy")
def second_session(world):
    client, = devices(world, "direct")
    contact = world.adds_contact(client, "1007")
    ua = world.sip_ua("1007")
    his = client.calls(contact)
    into = ua.receives("INVITE")
    answer = ua.reply(into, 200, body=ua.sdp())
    ua.receives("ACK")
    his.is_answered()
    again = client.calls(contact)
    assert again.ends()[0] == "busy"
    assert 'type="result"' in his.do("info")
    ua.in_dialog("BYE", into, answer, outgoing=False)
    his.ends()


@scenario("a propose that was left, and a new one: the old is finished")
def propose_left(world):
    since = time.time()
    client, = devices(world, "jmi")
    ua = world.sip_ua("1007")
    client.set(stops_after_proceed=True)
    old = client.calls(world.gateway_jid("1007"))
    old.wait("proceed")
    client.set(stops_after_proceed=False)
    his, into, answer = answered_by_ua(world, client, ua)
    assert old.wait("finish")["reason"] == "expired"
    ua.in_dialog("BYE", into, answer, outgoing=False)
    his.ends()
    each_ends_once(world, since)


@scenario("the same propose again when the phone rings: nothing new")
def propose_again(world):
    client, = devices(world, "jmi")
    ua = world.sip_ua("1007")
    his = client.calls(world.gateway_jid("1007"))
    into = ua.receives("INVITE")
    ua.reply(into, 180)
    his.hears_ringing()
    client.sends(
        f"<message to='{world.gateway_jid('1007')}' type='chat' id='again'>"
        f"<propose xmlns='urn:xmpp:jingle-message:0' id='{his.sid}'>"
        "<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/>"
        "</propose></message>")
    assert 'type="result"' in his.do("info")  # it has been read by now
    assert len(his.had("proceed")) == 1 and not his.had("reject")
    assert not ua.had(lambda m: not m.is_response and m.method == "INVITE"
                      and m is not into)
    answer = ua.reply(into, 200, body=ua.sdp())
    ua.receives("ACK")
    his.is_answered()
    ua.in_dialog("BYE", into, answer, outgoing=False)
    his.ends()


@scenario("event_route[jingle:propose] refuses: reject, and nobody saw more",
          defines=("JINGLE_OWN_POLICY",), cfg="""
route[JINGLE_TO_SIP] {
	return(1);
}
route[JINGLE_POLICY] {
	if($rU == "1007") {
		jingle_reject("security-error");
		exit;
	}
}
""")
def propose_refused(world):
    since = time.time()
    client, = devices(world, "jmi")
    ua = world.sip_ua("1007")
    his = client.calls(world.gateway_jid("1007"))
    assert his.wait("reject")["reason"] == "security-error"
    assert not his.had("proceed")
    assert not ua.had(lambda m: m.method == "INVITE")
    each_ends_once(world, since)


@scenario("event_route[jingle:session-initiate] refuses: session-terminate",
          defines=("JINGLE_OWN_POLICY",), cfg="""
route[JINGLE_TO_SIP] {
	return(1);
}
route[JINGLE_POLICY] {
	if($rU == "1007") {
		jingle_reject("decline");
		exit;
	}
}
""")
def initiate_refused(world):
    client, = devices(world, "direct")
    contact = world.gateway_jid("1007") + "/gateway"
    ua = world.sip_ua("1007")
    his = client.calls(contact)
    assert his.ends()[0] == "decline"
    assert not ua.had(lambda m: m.method == "INVITE")


@scenario("a proceed comes within 2 s, and all of a call from one full JID")
def one_full_jid(world):
    since = time.time()
    client, = devices(world, "jmi")
    ua = world.sip_ua("1007")
    his, into, answer = answered_by_ua(world, client, ua)
    ua.in_dialog("BYE", into, answer, outgoing=False)
    his.ends()
    invite = rings(world, ua)
    call = client.is_called()
    call.answers()
    answer = is_answered(ua, invite)
    hangs_up(ua, invite, answer)
    call.ends()
    each_ends_once(world, since)
    spoken = said(world, since)
    propose = [m for m in spoken if m.name == "propose" and not m.ours][0]
    proceed = [m for m in spoken if m.name == "proceed" and m.ours][0]
    assert proceed.when - propose.when < 2
    for sid in (his.sid, call.sid):
        jids = senders(world, sid, since)
        assert len(jids) == 1 and "/" in jids.pop(), (sid, spoken)


@scenario("a retracted propose gets no call, a delayed one is rejected")
def retracted(world):
    since = time.time()
    client, = devices(world, "jmi")
    ua = world.sip_ua("1007")
    client.set(stops_after_proceed=True)
    his = client.calls(world.gateway_jid("1007"))
    his.retracts()
    to = world.gateway_jid("1007")
    client.sends(
        f"<message to='{to}' type='chat' id='late'>"
        "<propose xmlns='urn:xmpp:jingle-message:0' id='late-one'>"
        "<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/>"
        "</propose><delay xmlns='urn:xmpp:delay' "
        "stamp='2020-01-01T00:00:00Z'/></message>")
    told = has_said(world, "reject", "late-one")
    assert [m.name for m in said(world, since) if m.sid == "late-one"
            and m.ours] == ["reject"]
    assert told[0].target == client.full_jid
    assert not ua.had(lambda m: m.method == "INVITE")


# --- strangers ---

@scenario("who is not in a call cannot touch it")
def strangers(world):
    client, = devices(world, "jmi")
    other = world.xmpp_client("romeo", "other")
    mercutio = world.xmpp_client("mercutio")
    ua = world.sip_ua("1007")
    his, into, answer = answered_by_ua(world, client, ua)
    gateway = his.had("proceed")[0]["sender"]
    elsewhere = world.gateway_jid("1008") + "/gateway"
    for who, to in ((other, gateway), (mercutio, gateway),
                    (client, elsewhere)):
        for action in ("session-terminate", "session-info",
                       "session-accept", "transport-info"):
            reply = who.asks(
                "set", to, "<jingle xmlns='urn:xmpp:jingle:1' "
                f"action='{action}' sid='{his.sid}'/>")
            assert "unknown-session" in reply, (who.user, action, reply)
    for who in (other, mercutio):
        for name in ("retract", "reject", "finish", "proceed"):
            who.sends(f"<message to='{gateway}' type='chat' id='x{name}'>"
                      f"<{name} xmlns='urn:xmpp:jingle-message:0' "
                      f"id='{his.sid}'/></message>")
        who.asks("get", gateway, "<ping xmlns='urn:xmpp:ping'/>")
    assert 'type="result"' in his.do("info")
    with stays(lambda: ua.had(lambda m: m.method == "BYE"), 0.5,
               "a stranger ended the call"):
        pass
    ua.in_dialog("BYE", into, answer, outgoing=False)
    his.ends()


@scenario("another user's and another device's answers do not take a call")
def strangers_while_it_rings(world):
    client, = devices(world, "jmi", rings=False)
    mercutio = world.xmpp_client("mercutio")
    ua = world.sip_ua("1007")
    invite = rings(world, ua)
    call = client.is_called()
    for name in ("proceed", "reject", "ringing"):
        mercutio.sends(
            f"<message to='{call.sender}' type='chat' id='x{name}'><{name} "
            f"xmlns='urn:xmpp:jingle-message:0' id='{call.sid}'/></message>")
    mercutio.asks("get", call.sender, "<ping xmlns='urn:xmpp:ping'/>")
    for action in ("session-accept", "session-terminate"):
        reply = mercutio.do("action", sid=call.sid, action=action,
                            to=call.sender)
        assert "unknown-session" in reply, reply
    # a session is there only after the proceed
    reply = client.asks("set", call.sender, "<jingle xmlns='urn:xmpp:jingle:1'"
                        f" action='session-accept' sid='{call.sid}'/>")
    assert "error" in reply, reply
    call.answers()
    answer = is_answered(ua, invite)
    hangs_up(ua, invite, answer)
    call.ends()


@scenario("a carbon of somebody's retract is not a retract")
def carbons(world):
    client, = devices(world, "jmi")
    ua = world.sip_ua("1007")
    his, into, answer = answered_by_ua(world, client, ua)
    gateway = his.had("proceed")[0]["sender"]
    for name in ("sent", "received"):
        client.sends(
            f"<message to='{gateway}' type='chat' id='c{name}'><{name} "
            "xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>"
            f"<message xmlns='jabber:client' from='{client.full_jid}' "
            f"to='{gateway}'><retract xmlns='urn:xmpp:jingle-message:0' "
            f"id='{his.sid}'/></message></forwarded></{name}></message>")
    assert 'type="result"' in his.do("info")
    assert not ua.had(lambda m: m.method == "BYE")
    ua.in_dialog("BYE", into, answer, outgoing=False)
    his.ends()


@scenario("a session-accept of nothing, or of what was not offered: 488",
          loud="the accept is at fault")
def empty_accept(world):
    client, = devices(world, "direct")
    ua = world.sip_ua("1007")
    for content in ("", "<content creator='initiator' name='nothing'>"
                    "<description xmlns='urn:xmpp:jingle:apps:rtp:1' "
                    "media='audio'><payload-type id='3' name='GSM' "
                    "clockrate='8000'/></description></content>"):
        invite = rings(world, ua)
        call = client.is_called(how="initiate")
        reply = call.do("action", action="session-accept", xml=content)
        if "result" in reply:
            call.ends()
        else:
            call.do("terminate", reason="incompatible-parameters")
        refused(ua, invite, 488)


@scenario("session ids of any length: too long ones are refused, no call")
def long_sids(world):
    client, = devices(world, "jmi")
    ua = world.sip_ua("1007")
    his = client.calls(world.gateway_jid("1007"), sid="x" * 300)
    assert his.wait("reject")["reason"]
    for length in (300, 1000):
        reply = client.asks(
            "set", f"{world.gateway_jid('1007')}/gateway",
            "<jingle xmlns='urn:xmpp:jingle:1' action='session-initiate' "
            f"sid='{'x' * length}'/>")
        assert "error" in reply, reply
    assert not ua.had(lambda m: m.method == "INVITE")
    short = client.calls(world.gateway_jid("1007"), sid="a/b+c=")
    into = ua.receives("INVITE")
    ua.reply(into, 486)
    ua.receives("ACK")
    assert short.ends()[0] == "busy"
