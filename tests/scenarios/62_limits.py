# SPDX-License-Identifier: GPL-2.0-or-later
"""Limits: who reaches one hurts nobody else, and nothing is held for ever."""

import re

from lib import ng
from lib.process import wait_until
from lib.scenario import scenario
from lib.world import stays

LOUD = "who reaches a limit is logged"

HIDDEN = [("Privacy", "id")]
# strangers may call, as mail comes in
OPEN = 'alias="xmpp.example"\n'
CANCEL_TIME = 32  # s; 64*T1 (RFC 3261 section 9.1)


def is_busy(ua, invite):
    ua.ack(invite, ua.receives_code(486))


def listed(world):
    return re.findall(r"gr: (\w+)", world.kamailio.rpc("jingle.list"))


def states(world):
    return re.findall(r"state: (\w+)", world.kamailio.rpc("jingle.list"))


def calls_and_is_told(romeo, ua):
    """romeo calls this phone, which declines."""
    call = romeo.calls(f"{ua.user}@gw.example")
    invite = ua.receives("INVITE")
    ua.reply(invite, 486)
    ua.receives("ACK")
    assert call.ends()[0] == "busy"


def rings(romeo, ua, uri):
    """A call of this phone rings, and is given up."""
    had = len(romeo.had("call"))
    invite = ua.invites(uri)
    ua.receives_code(180)
    wait_until(lambda: len(romeo.had("call")) == had + 1, 5, "it rings")
    ua.cancel(invite)
    ua.ack(invite, ua.receives_code(487))


@scenario("anonymous callers ring twice, further ones are busy; others are "
          "heard, and the user can call", cfg=OPEN)
def anonymous_flood(world):
    romeo = world.xmpp_client("romeo")
    uri = f"sip:{world.sip_uri('romeo')}"
    phone = world.sip_ua("1001")
    flood = world.sip_ua("flood", register=False)
    flood.password = None
    invites = [flood.invites(uri, from_=f"<sip:a@a.example>;tag=a{n}",
                             headers=HIDDEN) for n in range(2)]
    wait_until(lambda: len(romeo.had("call")) == 2, 10, "two ring")
    for n, from_ in enumerate(("sip:a@a.example", "sip:b@b.example",
                               "tel:1001", "sip:c@c.invalid",
                               "tel:+4930123", "sip:1001@d.example")):
        is_busy(flood, flood.invites(uri, from_=f"<{from_}>;tag=b{n}",
                                     headers=HIDDEN * (n % 2)))
    rings(romeo, phone, uri)
    calls_and_is_told(romeo, phone)
    for invite in invites:
        flood.cancel(invite)
    for invite in invites:
        flood.ack(invite, flood.receives_code(487))


@scenario("a user of ours who hides counts by account, not by what it is "
          "called")
def hidden_account(world):
    romeo = world.xmpp_client("romeo")
    uri = f"sip:{world.sip_uri('romeo')}"
    ua, other = world.sip_ua("1001"), world.sip_ua("1002")
    invites = [ua.invites(uri, headers=HIDDEN) for _ in range(2)]
    wait_until(lambda: len(romeo.had("call")) == 2, 10, "two ring")
    is_busy(ua, ua.invites(uri, headers=HIDDEN))
    rings(romeo, other, uri)
    for invite in invites:
        ua.cancel(invite)
        ua.ack(invite, ua.receives_code(487))


@scenario("calls that a user gets do not count for those that the user makes",
          cfg='modparam("jingle", "max_calls_per_user", 2)\n')
def made_and_got(world):
    romeo = world.xmpp_client("romeo")
    uri = f"sip:{world.sip_uri('romeo')}"
    uas = [world.sip_ua(f"100{n}") for n in range(1, 6)]
    got = [(ua, ua.invites(uri)) for ua in uas[:2]]
    wait_until(lambda: len(romeo.had("call")) == 2, 10, "two ring")
    is_busy(uas[4], uas[4].invites(uri))
    made = []
    for ua in uas[2:4]:
        call = romeo.calls(world.gateway_jid(ua.user))
        made.append((ua, ua.receives("INVITE"), call))
    assert romeo.calls(world.gateway_jid("1005")).wait("reject")["reason"] \
        == "busy"
    for ua, invite in got:
        ua.cancel(invite)
        ua.ack(invite, ua.receives_code(487))
    rings(romeo, uas[4], uri)
    for ua, invite, call in made:
        ua.reply(invite, 486)
        ua.receives("ACK")
        call.ends()


def gives_up(world, romeo, ua):
    """romeo calls and gives up, the phone answers the CANCEL and no more."""
    call = romeo.calls(world.gateway_jid(ua.user))
    invite = ua.receives("INVITE")
    ua.reply(invite, 180)
    call.hears_ringing()
    call.hangs_up("cancel")
    ua.reply(ua.receives("CANCEL"), 200)
    return invite


@scenario("phones that never answer a CANCEL: the calls count, have no media, "
          "and can be hung up",
          cfg='modparam("jingle", "max_calls_per_user", 2)\n')
def cancelling_counts(world):
    romeo = world.xmpp_client("romeo")
    uas = [world.sip_ua(f"100{n}") for n in range(1, 4)]
    for ua in uas[:2]:
        gives_up(world, romeo, ua)
    assert states(world) == ["cancelling"] * 2
    wait_until(lambda: not ng.calls(world.rtpengine.ng), 5,
               "no media are kept for them")
    assert romeo.calls(world.gateway_jid("1003")).wait("reject")["reason"] \
        == "busy"
    for gr in listed(world):
        world.kamailio.rpc("jingle.hangup", gr)
    wait_until(lambda: not listed(world), 5, "none is left")
    calls_and_is_told(romeo, uas[2])


@scenario("a phone that never answers a CANCEL is forgotten in time; the 200 "
          "that it sends then is ended", timeout=90)
def cancelling_ends(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    invite = gives_up(world, romeo, ua)
    with stays(lambda: not listed(world), CANCEL_TIME - 4,
               "it was forgotten too early"):
        pass
    wait_until(lambda: not listed(world), 8, "it is over")
    ua.reply(invite, 200, body=ua.sdp())
    ua.receives("ACK")
    ua.reply(ua.receives("BYE"), 200)


@scenario("hung up before the phone has said anything: it is cancelled as soon "
          "as it does")
def hung_up_before_ringing(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    call = romeo.calls(world.gateway_jid("1001"))
    invite = ua.receives("INVITE")
    call.hangs_up("cancel")
    wait_until(lambda: states(world) == ["cancelling"], 5, "it is given up")
    world.kamailio.rpc("jingle.hangup", listed(world)[0])
    wait_until(lambda: not listed(world), 5, "it is not listed any more")
    ua.reply(invite, 180)
    ua.reply(ua.receives("CANCEL"), 200)
    ua.reply(invite, 487)
    ua.receives("ACK")


@scenario("a hang-up is taken, however much the client says with it")
def long_farewell(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    invite = ua.invites(f"sip:{world.sip_uri('romeo')}")
    call = romeo.is_called()
    call.answers()
    ua.ack(invite, ua.receives_code(200))
    romeo.sends(
        f"<iq type='set' id='bye' to='{call.sender}'>"
        "<jingle xmlns='urn:xmpp:jingle:1' action='session-terminate' "
        f"sid='{call.sid}'><reason><success/><text>{'so long ' * 800}</text>"
        "</reason></jingle></iq>")
    ua.reply(ua.receives("BYE"), 200)


DROPS = '''modparam("jingle", "max_calls", 2)
event_route[tm:local-request] {
	if(is_method("INVITE") && $rU == "1009") {
		drop;
	}
}
'''


@scenario("INVITEs that event_route[tm:local-request] drops end their calls, "
          "and take no place from others", cfg=DROPS)
def dropped_invites(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    world.sip_ua("1009")
    for _ in range(4):
        call = romeo.calls(world.gateway_jid("1009"))
        assert call.ends()[0] == "general-error"
    calls_and_is_told(romeo, ua)
