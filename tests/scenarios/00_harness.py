# SPDX-License-Identifier: GPL-2.0-or-later
"""The tools of the tests themselves: who hears whom without the gateway.

When one of these fails, the machine or the tools are at fault, not the
gateway.
"""

from lib import browser
from lib.scenario import Skip, scenario
from lib.world import assert_heard

# Kamailio's own default configuration, without our modules
WORLD = {"gateway": False, "kamailio": "/etc/kamailio/kamailio.cfg",
         "defines": ("WITH_NAT", "WITH_RTPENGINE")}


def ends_well(caller, callee, caller_hz, callee_hz):
    caller.is_answered()
    assert_heard((caller, callee_hz), (callee, caller_hz))
    assert not caller.hears(caller_hz), "one's own tone comes back"


@scenario("two scripted clients, JMI, hung up by the callee")
def scripted_clients_with_jmi(world):
    romeo, juliet = world.together(
        lambda: world.xmpp_client("romeo", hz=440),
        lambda: world.xmpp_client("juliet", hz=1000))
    out = romeo.calls(juliet.jid)
    into = juliet.is_called(how="propose")
    out.hears_ringing()
    into.answers()
    ends_well(out, into, 440, 1000)
    into.hangs_up()
    assert out.ends() == ("success", None)


@scenario("two scripted clients, no JMI, trickled candidates, declined once")
def scripted_clients_without_jmi(world):
    romeo, juliet = world.together(
        lambda: world.xmpp_client("romeo", hz=440, jmi=False, trickle=True),
        lambda: world.xmpp_client("juliet", hz=1000, jmi=False,
                                  trickle=True))
    romeo.calls(juliet.full_jid).do("state")
    juliet.is_called().declines("busy")
    assert romeo.wait("ended")["reason"] == "busy"
    out = romeo.calls(juliet.full_jid)
    into = juliet.is_called(how="initiate")
    out.hears_ringing()
    into.answers()
    ends_well(out, into, 440, 1000)
    out.hangs_up()
    assert into.ends()[0] == "success"


@scenario("two scripted clients, one as Conversations: ICE is restarted, both "
          "hear each other by the new path")
def scripted_clients_restart_ice(world):
    romeo, juliet = world.together(
        lambda: world.xmpp_client("romeo", hz=440),
        lambda: world.xmpp_client("juliet", hz=1000, persona="conversations"))
    out = romeo.calls(juliet.jid)
    into = juliet.is_called()
    into.answers()
    ends_well(out, into, 440, 1000)
    assert 'type="result"' in out.do("restart", candidates=False)
    into.wait("ice-restart")
    out.wait("transport-info")
    out.do("trickle")
    for call in (out, into):
        call.wait("media", state="renewed")
    ends_well_again(out, into, 440, 1000)


def ends_well_again(out, into, *tones):
    for call in (out, into):
        call.do("forget")
    assert_heard((out, tones[1]), (into, tones[0]))
    out.hangs_up()
    assert into.ends()[0] == "success"


@scenario("a scripted client that offers G.711 only")
def scripted_clients_with_g711(world):
    romeo, juliet = world.together(
        lambda: world.xmpp_client("romeo", hz=440, codecs=["PCMA"]),
        lambda: world.xmpp_client("juliet", hz=1000))
    out = romeo.calls(juliet.jid)
    into = juliet.is_called()
    into.answers()
    ends_well(out, into, 440, 1000)
    assert "opus" not in into.wait("initiate")["xml"]


@scenario("stanza.js in Chromium and a scripted client call each other")
def browser_and_scripted_client(world):
    reason = browser.available()
    if reason:
        raise Skip(reason)
    romeo, juliet = world.together(
        lambda: world.xmpp_client("romeo", hz=440, jmi=False),
        lambda: world.browser("juliet", hz=1000))
    for caller, callee in ((romeo, juliet), (juliet, romeo)):
        out = caller.calls(callee.full_jid)
        into = callee.is_called()
        if callee is juliet:
            into.rings()
        out.hears_ringing()
        into.answers()
        ends_well(out, into, caller.hz, callee.hz)
        into.hangs_up()
        assert out.ends()[0] == "success"


@scenario("two phones through Kamailio's own default configuration")
def two_phones(world):
    alice, bob = world.together(
        lambda: world.phone("1001", hz=440),
        lambda: world.phone("1002", hz=1000))
    alice.dials(f"1002@{world.address}")
    assert "1001" in bob.is_called()
    alice.hears_ringing()
    bob.answers()
    bob.is_answered()
    ends_well(alice, bob, 440, 1000)
    bob.hangs_up()
    alice.call_ends()
    for method in ("INVITE", "ACK", "BYE"):
        world.wire.wait_sip(method)


@scenario("a phone is busy: the caller gets 486")
def phone_is_busy(world):
    alice, bob = world.together(lambda: world.phone("1001"),
                                lambda: world.phone("1002"))
    alice.dials(f"1002@{world.address}")
    bob.is_called()
    bob.rejects()
    assert "486" in alice.call_ends()
