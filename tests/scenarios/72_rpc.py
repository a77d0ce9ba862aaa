# SPDX-License-Identifier: GPL-2.0-or-later
"""What an operator sees and does from outside: RPC and statistics."""

import re
import time

from lib.process import Failed, wait_until
from lib.rtp import sdp_direction
from lib.scenario import scenario
from lib.sip_call import SipCall
from lib.world import assert_heard

RING_TIME = 3
WORLD = {"cfg": f'modparam("jingle", "ring_time", {RING_TIME})\n'
                'modparam("jingle", "max_calls_per_user", 4)\n'}
OUTCOMES = ["answered", "busy", "declined", "cancelled", "unanswered",
            "not_found", "incompatible", "refused", "failed"]


def records(text):
    """The structs that kamcmd prints, as dicts."""
    return [dict(re.findall(r"^\s*(\w+): (.*)$", part, re.M))
            for part in re.findall(r"\{(.*?)\}", text, re.S)]


def listed(world, *args):
    return records(world.kamailio.rpc("jingle.list", *args))


def stats(world):
    return {k: int(v) for k, v in
            records(world.kamailio.rpc("jingle.stats"))[0].items()}


def faults(world, *words):
    try:
        world.kamailio.rpc(*words)
    except Failed as error:
        return str(error)
    raise AssertionError(f"{words} is no fault")


def ringing(world, romeo, ua):
    """1001 rings at the user's."""
    invite = ua.invites(f"sip:{world.sip_uri(romeo.user)}")
    call = romeo.is_called()
    ua.receives_code(180)
    return invite, call


def answered(world, romeo, ua):
    invite, call = ringing(world, romeo, ua)
    call.answers()
    answer = ua.receives_code(200)
    ua.ack(invite, answer)
    call.is_connected()
    return invite, call, answer


@scenario("jingle.get tells of a call: who, state, both ids, since when, media")
def get(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    begin = int(time.time())
    invite, call = ringing(world, romeo, ua)
    found = listed(world)
    assert len(found) == 1 and found[0]["state"] == "offered", found
    call.answers()
    answer = ua.receives_code(200)
    ua.ack(invite, answer)
    wait_until(lambda: listed(world)[0]["state"] == "active", 10, "it is active")
    gr = found[0]["gr"]
    one = records(world.kamailio.rpc("jingle.get", gr))[0]
    expected = {"gr": gr, "direction": "to-xmpp", "state": "active",
                "xmpp": romeo.full_jid, "sip": "sip:1001@sip.example",
                "sid": call.sid, "callid": invite.get("Call-ID"),
                "local": call.sender, "media": "audio"}
    assert {k: one.get(k) for k in expected} == expected, one
    assert begin <= int(one["since"]) <= time.time(), one
    assert f";gr={gr}>" in answer.get("Contact")
    ua.in_dialog("BYE", invite, answer)
    call.ends()
    wait_until(lambda: not listed(world), 5, "the list is empty")
    assert "No such call" in faults(world, "jingle.get", gr)


@scenario("a call of an XMPP user in the list, before and after the answer")
def get_from_xmpp(world):
    romeo = world.xmpp_client("romeo", jmi=False)
    ua = world.sip_ua("1001")
    call = romeo.calls(f"{world.gateway_jid('1001')}/gateway")
    invite = ua.receives("INVITE")
    one = records(world.kamailio.rpc("jingle.get", listed(world)[0]["gr"]))[0]
    expected = {"direction": "from-xmpp", "state": "invited",
                "xmpp": romeo.full_jid, "sip": "sip:1001@sip.example",
                "sid": call.sid, "callid": invite.get("Call-ID"),
                "local": f"{world.gateway_jid('1001')}/gateway",
                "media": "audio"}
    assert {k: one.get(k) for k in expected} == expected, one
    ua.reply(invite, 486)
    call.ends()


@scenario("jingle.hangup ends a call at both sides, answered or not")
def hangup(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    invite, call, answer = answered(world, romeo, ua)
    world.kamailio.rpc("jingle.hangup", listed(world)[0]["gr"])
    ua.reply(ua.receives("BYE"), 200)
    reason, text = call.ends()
    assert reason == "success" and "operator" in text, (reason, text)
    invite, call = ringing(world, romeo, ua)
    world.kamailio.rpc("jingle.hangup", listed(world)[0]["gr"])
    ua.ack(invite, ua.receives_code(480))
    call.wait("retract")
    call = romeo.calls(world.gateway_jid("1001"))
    invite = ua.receives("INVITE")
    ua.reply(invite, 180)
    world.kamailio.rpc("jingle.hangup", listed(world)[0]["gr"])
    ua.reply(ua.receives("CANCEL"), 200)
    ua.reply(invite, 487)
    assert call.ends()[0] == "cancel"
    assert "No such call" in faults(world, "jingle.hangup", "x" * 26)


def in_call(world):
    """An answered call with voice."""
    romeo = world.xmpp_client("romeo", hz=440, plain="ice")
    phone = SipCall(world, payloads=(8, 101)).calls(
        world.sip_uri("romeo"), headers=[("Allow", "INVITE, ACK, BYE, CANCEL")])
    call = romeo.is_called()
    gr = listed(world)[0]["gr"]
    for order in (("jingle.dtmf", gr, "s:1"), ("jingle.hold", gr)):
        assert "409 - The call is not answered" in faults(world, *order)
    call.answers()
    phone.is_answered()
    assert_heard((call, 1000), (phone, 440))
    return call, phone, gr


@scenario("jingle.dtmf presses keys for the phone")
def dtmf(world):
    call, phone, gr = in_call(world)
    for keys in ("s:", "s:x", "s:1 2", "s:" + "1" * 33, "s:%s"):
        assert "400 - gr of a call and 1 to 32 keys" in faults(
            world, "jingle.dtmf", gr, keys)
    assert "400" in faults(world, "jingle.dtmf", gr)
    assert "No such call" in faults(world, "jingle.dtmf", "x" * 26, "s:1")
    world.kamailio.rpc("jingle.dtmf", gr, "s:1234#")
    wait_until(lambda: phone.rtp.receiver.digits == "1234#", 10, "1234#")
    phone.hangs_up()
    call.ends()


@scenario("jingle.hold and jingle.resume, as if the XMPP user had done it")
def hold(world):
    call, phone, gr = in_call(world)
    for order in ("jingle.hold", "jingle.resume"):
        assert "400" in faults(world, order)
        assert "No such call" in faults(world, order, "x" * 26)
    world.kamailio.rpc("jingle.hold", gr)
    held = phone.gets_reinvite(direction="recvonly")
    assert sdp_direction(held.body) == "sendonly", held.body
    world.kamailio.rpc("jingle.resume", gr)
    resumed = phone.gets_reinvite()
    assert sdp_direction(resumed.body) == "sendrecv", resumed.body
    assert_heard((call, 1000), (phone, 440))
    phone.hangs_up()
    call.ends()


@scenario("jingle.transfer: faults that say what is wrong")
def transfer(world):
    call, phone, gr = in_call(world)
    for target in ((), ("s:",), ("s:" + "x" * 600,)):
        assert "400 - gr of a call and whom to" in faults(
            world, "jingle.transfer", gr, *target)
    assert "No such call" in faults(world, "jingle.transfer", "x" * 26, "s:1")
    phone.hangs_up()
    call.ends()


@scenario("jingle.list by pages")
def pages(world):
    clients = world.together(*[
        lambda n=n: world.xmpp_client(f"user{n}") for n in range(5)])
    ua = world.sip_ua("1001")
    calls = [ringing(world, client, ua) for client in clients]
    everything = {c["gr"] for c in listed(world)}
    assert len(everything) == 5
    seen = []
    for offset in range(0, 6, 2):
        page = listed(world, offset, 2)
        assert len(page) == (1 if offset == 4 else 2), page
        seen += [c["gr"] for c in page]
    assert set(seen) == everything and len(seen) == 5
    assert not listed(world, 5, 2)
    for arguments in ((0, 0), (0, 1001)):
        assert "limit" in faults(world, "jingle.list", *arguments)
    for invite, call in calls:
        ua.cancel(invite)
        call.wait("retract")
    wait_until(lambda: not listed(world), 5, "the list is empty")


@scenario("RPC with wrong arguments: a fault that says what is wrong")
def wrong_arguments(world):
    for words in (("jingle.list", "x"), ("jingle.list", -1), (
            "jingle.list", 0, -1), ("jingle.list", 0, "x"),
            ("jingle.get",), ("jingle.get", ""), ("jingle.hangup",),
            ("xmpp_link.stats", "x"), ("xmpp_link.stats", -1), ("xmpp_link.stats", 4),
            ("xmpp_gateway.list", 1), ("xmpp_gateway.list", "nobody@x"),
                  ("xmpp_gateway.remove",), ("xmpp_gateway.remove", "x")):
        text = faults(world, *words)
        assert re.match(r"RPC .*: error: 4\d\d - \S+", text), (words, text)
    for words in (("jingle.get", "x" * 26), ("jingle.hangup", "s:%s%n"),
                  ("jingle.get", "x" * 30000)):
        text = faults(world, *words)
        assert "error: 404 - No such call" in text, (words, text)


class Counted:
    """Exactly one call of one outcome happens in the block."""

    def __init__(self, world, outcome, side="sip"):
        self.world, self.outcome, self.side = world, outcome, side

    def __enter__(self):
        self.before = stats(self.world)

    def __exit__(self, kind, *_):
        if kind:
            return
        wanted = {f"calls_from_{self.side}": 1, f"calls_{self.outcome}": 1}

        def grown():
            after = stats(self.world)
            return {k: after[k] - self.before[k] for k in after
                    if k.startswith("calls_") and
                    after[k] != self.before[k]} == wanted
        wait_until(grown, 10, f"{wanted} beside {self.before}")


@scenario("statistics: each call of a phone counts once, by its outcome",
          timeout=120)
def outcomes_from_sip(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    with Counted(world, "answered"):
        invite, call, answer = answered(world, romeo, ua)
        ua.in_dialog("BYE", invite, answer)
        ua.receives_code(200, method="BYE")
    for reason, outcome in (("decline", "declined"), ("busy", "busy")):
        with Counted(world, outcome):
            invite, call = ringing(world, romeo, ua)
            call.declines(reason)
            ua.ack(invite, ua.receives_code(486))
    with Counted(world, "cancelled"):
        invite, call = ringing(world, romeo, ua)
        ua.cancel(invite)
        ua.ack(invite, ua.receives_code(487))
    with Counted(world, "unanswered"):
        invite, call = ringing(world, romeo, ua)
        ua.ack(invite, ua.receives_code(480, timeout=RING_TIME + 3))
    with Counted(world, "incompatible"):
        invite, call = ringing(world, romeo, ua)
        call.do("proceed_only")
        call.wait("initiate")
        call.hangs_up("unsupported-applications")
        ua.ack(invite, ua.receives_code(488))
    invite, call, answer = answered(world, romeo, ua)
    with Counted(world, "refused"):
        # the same two again while they talk
        again = ua.invites(f"sip:{world.sip_uri('romeo')}")
        ua.ack(again, ua.receives_code(486))
    balanced(world)
    ua.in_dialog("BYE", invite, answer)
    ua.receives_code(200, method="BYE")
    balanced(world)


def balanced(world):
    """Every call that began has one outcome, or is still there."""
    def is_so():
        now = stats(world)
        begun = now["calls_from_sip"] + now["calls_from_xmpp"]
        over = sum(now[f"calls_{name}"] for name in OUTCOMES)
        return begun == over + now["calls"]
    wait_until(is_so, 5, "begun is over and still there")


@scenario("statistics: each call of an XMPP user counts once, by its outcome",
          timeout=120,
          loud="who is called in vain is logged")
def outcomes_from_xmpp(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    for code, outcome in ((486, "busy"), (603, "declined"), (480, "unanswered"),
                          (404, "not_found"), (488, "incompatible"),
                          (500, "failed"), (503, "failed")):
        with Counted(world, outcome, "xmpp"):
            call = romeo.calls(world.gateway_jid("1001"))
            ua.reply(ua.receives("INVITE"), code)
            ua.receives("ACK")
            call.ends()
    with Counted(world, "answered", "xmpp"):
        call = romeo.calls(world.gateway_jid("1001"))
        invite = ua.receives("INVITE")
        answer = ua.reply(invite, 200, body=ua.sdp())
        ua.receives("ACK")
        call.is_answered()
        ua.in_dialog("BYE", invite, answer, outgoing=False)
        call.ends()
    with Counted(world, "cancelled", "xmpp"):
        call = romeo.calls(world.gateway_jid("1001"))
        invite = ua.receives("INVITE")
        ua.reply(invite, 180)
        call.hears_ringing()
        call.hangs_up("cancel")
        ua.reply(ua.receives("CANCEL"), 200)
        ua.reply(invite, 487)
    with Counted(world, "refused", "xmpp"):
        romeo.calls(world.gateway_jid("1999")).wait("reject")
    with Counted(world, "not_found", "xmpp"):
        romeo.calls(f"1001%-@{world.component}").wait("reject")
    with Counted(world, "unanswered", "xmpp"):
        call = romeo.calls(world.gateway_jid("1001"))
        invite = ua.receives("INVITE")
        ua.reply(invite, 180)
        assert call.ends(RING_TIME + 3)[0] == "timeout"
        ua.reply(ua.receives("CANCEL"), 200)
        ua.reply(invite, 487)
    balanced(world)


@scenario("statistics are Kamailio's own, too")
def kamailio_statistics(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    invite, call = ringing(world, romeo, ua)
    text = world.kamailio.rpc("stats.get_statistics", "jingle:")
    assert re.search(r"jingle:calls = 1\b", text), text
    for name in OUTCOMES:
        assert f"jingle:calls_{name} = " in text, text
    ua.cancel(invite)
    call.wait("retract")
