# SPDX-License-Identifier: GPL-2.0-or-later
"""XMPP servers as they are: refusing, dying, coming back."""

import time

from lib.scenario import Skip, scenario
from lib.world import assert_heard, stays
from lib.xmpp import register_account

LOUD = "servers are in trouble"

RING_TIME = 12
WORLD = {"cfg": f'modparam("jingle", "ring_time", {RING_TIME})\n'}


def at_home(world):
    return world.together(lambda: world.xmpp_client("romeo", hz=440),
                          lambda: world.phone("1001", hz=1000))


def answered(world):
    romeo, phone = at_home(world)
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    phone.answers()
    call.is_answered()
    assert_heard((call, 1000), (phone, 440))
    return romeo, phone, call


def come_back(world, *clients):
    """The killed server starts again, and everybody goes back to it."""
    log = world.sidecar.process.log_text
    before = log().count("stream up")
    world.xmpp_server.start()
    world.sidecar.process.wait_log("stream up", 20, before + 1)
    # ejabberd writes its tables every two seconds: an account may be lost
    for user, password in world.passwords.items():
        register_account(world.address, world.ports["c2s"],
                         world.xmpp_domain, user, password)
    for client in clients:
        client.do("connect")


# --- what stands in the log ---

def refused(world, text, **options):
    """A sidecar that is not taken says so once, and goes on trying."""
    wrong = world.make_sidecar("wrong", level="debug", **options)
    wrong.start(wait=False)
    try:
        wrong.process.wait_log("next attempt in", count=3)
        log = wrong.process.log_text()
        assert log.count(text) == 1, log
        assert "error" in next(line for line in log.splitlines()
                               if text in line)
        assert "stream up" not in log
    finally:
        wrong.stop()


@scenario("a wrong secret: the sidecar's log says so, once")
def wrong_secret(world):
    refused(world, "the server does not accept the secret", secret="wrong")


@scenario("a component that the server does not know: the log says so, once")
def unknown_component(world):
    text = "the server does not know this component" \
        if world.server == "prosody" else "says this of an unknown component"
    refused(world, text, component="other.example")


@scenario("no server at that port: the log says so, once")
def no_server(world):
    refused(world, "is the server running, and host and port right?", port=9)


# --- killed in an answered call ---

@scenario("the server is killed and restarted in a call: media goes on, the "
          "XMPP user hangs up")
def killed_in_call_romeo_hangs_up(world):
    romeo, phone, call = answered(world)
    world.xmpp_server.kill()
    romeo.wait("disconnected")
    assert_heard((call, 1000), (phone, 440))
    come_back(world, romeo)
    assert_heard((call, 1000), (phone, 440))
    assert call.hangs_up() == "result"
    phone.call_ends()


@scenario("the server is killed and restarted in a call: the phone hangs up")
def killed_in_call_phone_hangs_up(world):
    romeo, phone, call = answered(world)
    world.xmpp_server.kill()
    romeo.wait("disconnected")
    come_back(world, romeo)
    assert_heard((call, 1000), (phone, 440))
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("the server is killed in the moment of the answer: what goes again "
          "finds nobody at home, the call goes on", store=False)
def killed_at_answer(world):
    romeo, phone = at_home(world)
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    phone.answers()
    call.wait("media", state="connected")
    world.xmpp_server.kill()
    romeo.wait("disconnected")
    come_back(world)
    with stays(lambda: "CALL_CLOSED" in str(phone.events), 1,
               "the call ends"):
        pass
    romeo.do("connect")
    assert_heard((call, 1000), (phone, 440))
    assert call.hangs_up() == "result"
    phone.call_ends()


@scenario("the phone hangs up while the server is away", long=True)
def phone_hangs_up_meanwhile(world):
    romeo, phone, _ = answered(world)
    world.xmpp_server.kill()
    romeo.wait("disconnected")
    phone.hangs_up()
    phone.call_ends()
    come_back(world)


# --- killed while it rings ---

@scenario("the server is killed and restarted while an XMPP user rings: the "
          "call can be answered")
def killed_while_romeo_rings(world):
    romeo, phone = at_home(world)
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    phone.hears_ringing()
    world.xmpp_server.kill()
    romeo.wait("disconnected")
    come_back(world, romeo)
    call.answers()
    phone.is_answered()
    assert_heard((call, 1000), (phone, 440))
    phone.hangs_up()
    call.ends()


@scenario("the server is killed and restarted while a phone rings: it can "
          "answer")
def killed_while_phone_rings(world):
    romeo, phone = at_home(world)
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    call.hears_ringing()
    world.xmpp_server.kill()
    romeo.wait("disconnected")
    come_back(world, romeo)
    phone.answers()
    call.is_answered()
    assert_heard((call, 1000), (phone, 440))
    phone.hangs_up()
    call.ends()


@scenario("the phone answers while the server is away, and the XMPP user does "
          "not come back: the phone's call ends")
def answered_meanwhile(world):
    romeo, phone = at_home(world)
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    call.hears_ringing()
    world.xmpp_server.kill()
    romeo.wait("disconnected")
    phone.answers()
    come_back(world)
    phone.call_ends()


@scenario("the server stays away while an XMPP user rings: the phone gets its "
          "end", long=True)
def away_while_romeo_rings(world):
    romeo, phone = at_home(world)
    phone.dials(world.sip_uri("romeo"))
    romeo.is_called()
    phone.hears_ringing()
    world.xmpp_server.kill()
    phone.call_ends(RING_TIME + 5)
    come_back(world)


# --- the servers' limits ---

@scenario("a client that has just sent a lot is not slowed down when it calls")
def limits_of_clients(world):
    # the usual defaults, 10 and 3 kB a second, would take 5 and 20 s for it
    romeo = world.xmpp_client("romeo", jmi=False)
    ua = world.sip_ua("1001")
    begin = time.monotonic()
    for _ in range(10):
        romeo.sends(f"<message to='{romeo.jid}'><x xmlns='urn:example:x'>"
                    f"{'x' * 8000}</x></message>")
    call = romeo.calls(f"{world.gateway_jid('1001')}/gateway")
    ua.reply(ua.receives("INVITE"), 486)
    assert time.monotonic() - begin < 4
    assert call.ends()[0] == "busy"


# --- STUN and TURN ---

def behind_wall(world, user, **options):
    """A client whose firewall lets only STUN and TURN pass."""
    client = world.xmpp_client(user, **options)
    world.network.lets_out(f"{user}-scripted", udp=[3478])
    return client


def calls_from_behind(world, client, phone):
    call = client.calls(world.gateway_jid("1001"))
    phone.is_called()
    phone.answers()
    call.is_answered()
    return call


@scenario("a client behind a firewall is told of a TURN server, and is heard",
          turn=True, timeout=90)
def turn(world):
    if world.server == "prosody" and not world.turn:
        raise Skip("no coturn")
    romeo = behind_wall(world, "romeo", hz=440)
    phone = world.phone("1001", hz=1000)
    services = {s["type"]: s for s in romeo.do("services")}
    assert services["stun"]["host"] == world.address
    assert services["turn"]["port"] == "3478"
    assert services["turn"]["username"] and services["turn"]["password"]
    call = calls_from_behind(world, romeo, phone)
    assert_heard((call, 1000), (phone, 440))
    phone.hangs_up()
    call.ends()
    phone.call_ends()
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    assert_heard((call, 1000), (phone, 440))
    phone.hangs_up()
    call.ends()


@scenario("the same firewall without TURN: nobody is heard", long=True)
def no_turn(world):
    juliet = behind_wall(world, "juliet", hz=440)
    phone = world.phone("1001", hz=1000)
    with stays(lambda: phone.hears(440), 5, "a hole in the wall"):
        call = calls_from_behind(world, juliet, phone)
    assert not call.hears(1000)
    phone.hangs_up()
    call.ends()
