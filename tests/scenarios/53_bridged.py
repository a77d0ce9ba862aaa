# SPDX-License-Identifier: GPL-2.0-or-later
"""The XMPP user transfers a phone that takes no REFER: the gateway calls the
other party, and joins both."""

import re

from lib.process import wait_until
from lib.scenario import scenario
from lib.sip_call import SipCall
from lib.world import assert_heard

ROMEO_HZ = 440
PHONE_HZ = 1000
CAROL_HZ = 1500
NO_REFER = [("Allow", "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO")]
REFER = [("Allow", NO_REFER[0][1] + ", REFER")]


def romeo_calls(world, headers=NO_REFER, payloads=(8, 0, 101)):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = SipCall(world, hz=PHONE_HZ, payloads=payloads)
    call = romeo.calls(world.gateway_jid(phone.user))
    phone.is_called().answers(headers=headers)
    call.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    return call, phone


def carol_of(world, payloads=(8, 0, 101)):
    return SipCall(world, "1003", hz=CAROL_HZ, payloads=payloads)


def is_joined(call, phone, carol):
    """carol has answered; the phone takes what it is offered."""
    phone.gets_reinvite()
    reason, text = call.ends()
    assert reason == "success" and "transferred to" in text, (reason, text)
    call.client.reads(phone.world.gateway_jid("1007"), "is transferred to")
    assert_heard((phone, CAROL_HZ), (carol, PHONE_HZ))


@scenario("it answers 405 to the REFER; the target is busy, declines, then answers: "
          "holds, keys and ends pass from one phone to the other", timeout=120)
def refer_refused(world):
    call, phone = romeo_calls(world, REFER)
    number = world.gateway_jid("1007")
    carol = carol_of(world)
    for code, words in ((486, "is busy"), (603, "declined")):
        call.types("/transfer 1003")
        request = phone.gets("REFER")
        phone.seen.add(request.get("CSeq"))
        phone.ua.reply(request, 405)
        carol.is_called()
        assert "romeo@xmpp.example" in carol.invite.get("From")
        assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
        carol.ua.reply(carol.invite, code)
        carol.ua.receives("ACK")
        call.client.reads(number, words)
        assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    call.types("/transfer 1003")
    request = phone.gets("REFER")
    phone.seen.add(request.get("CSeq"))
    phone.ua.reply(request, 405)
    carol.is_called().answers(headers=NO_REFER)
    is_joined(call, phone, carol)
    phone_and_carol(phone, carol)
    carol.hangs_up()
    phone.ends()


def phone_and_carol(phone, carol):
    """Each hears what the other one does."""
    ask = phone.says("INVITE", phone.body("sendonly"))
    told = carol.gets_reinvite(direction="recvonly")
    assert "a=sendonly" in told.body, told.body
    answer = phone.gets_answer(ask)
    assert answer.code == 200 and "a=recvonly" in answer.body, answer.body
    ask = phone.says("INVITE", phone.body("sendrecv"))
    carol.gets_reinvite()
    phone.talks_to(phone.gets_answer(ask))
    assert_heard((phone, CAROL_HZ), (carol, PHONE_HZ))
    # an offer that the other phone does not take leaves all as it was
    ask = carol.says("INVITE", carol.body("sendrecv"))
    phone.takes(phone.gets("INVITE"), code=488)
    assert carol.gets_answer(ask).code == 488
    assert_heard((phone, CAROL_HZ), (carol, PHONE_HZ))
    carol.ua.body_type = "application/dtmf-relay"
    assert carol.asks("INFO", "Signal=5\r\nDuration=200\r\n").code == 200
    carol.ua.body_type = "application/sdp"
    heard = phone.gets("INFO")
    assert heard.body == "Signal=5\r\nDuration=200\r\n", heard.body
    assert heard.get("Content-Type") == "application/dtmf-relay"
    phone.takes(heard)
    assert carol.asks("UPDATE").code == 200
    assert carol.asks("REFER", headers=[
        ("Refer-To", "<sip:1001@sip.example>")]).code == 491


@scenario("its Allow has no REFER: to another XMPP user, out of a hold")
def out_of_hold(world):
    call, phone = romeo_calls(world)
    juliet = world.xmpp_client("juliet", hz=CAROL_HZ)
    call.holds()
    phone.gets_reinvite(direction="recvonly")
    call.types("/transfer juliet@xmpp.example")
    other = juliet.is_called()
    other.answers()
    phone.gets_reinvite()
    assert call.ends()[0] == "success"
    assert_heard((phone, CAROL_HZ), (other, PHONE_HZ))
    assert world.kamailio.rpc("jingle.list").count("state: bridged") == 2
    phone.hangs_up()
    other.ends()


@scenario("the two phones have no codec in common")
def other_codec(world):
    call, phone = romeo_calls(world, payloads=(0, 101))
    carol = carol_of(world, payloads=(8, 101))
    call.types("/transfer 1003")
    carol.is_called().answers(headers=NO_REFER)
    is_joined(call, phone, carol)
    carol.hangs_up()
    phone.ends()


@scenario("one of the three hangs up while it rings; the target does before the "
          "phone is joined, and the call goes on", timeout=90)
def ends_meanwhile(world):
    for who in ("phone", "client"):
        call, phone = romeo_calls(world)
        carol = carol_of(world)
        call.types("/transfer 1003")
        carol.is_called()
        if who == "phone":
            phone.hangs_up()
            assert call.ends()[0] == "success"
        else:
            call.hangs_up()
            phone.ends()
        cancel = carol.ua.receives("CANCEL")
        carol.ua.reply(cancel, 200)
        carol.ua.reply(carol.invite, 487)
        for part in (phone, carol):
            part.stop()
        call.client.stop()
        world.people.remove(call.client)
    call, phone = romeo_calls(world)
    carol = carol_of(world)
    call.types("/transfer 1003")
    carol.is_called().answers(headers=NO_REFER)
    offer = phone.gets("INVITE")
    carol.hangs_up()
    call.client.reads(world.gateway_jid("1007"), "has hung up")
    phone.takes(offer)
    phone.gets_reinvite()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("only where the user might call: nobody is called for the phone else",
          loud="who may not is logged")
def policy(world):
    call, phone = romeo_calls(world)
    for n, target in enumerate(("+49900123456", "sip:900@10.77.0.1",
                                "bob@other.example")):
        call.types(f"/transfer {target}", ident=f"m{n}")
        call.client.reads(world.gateway_jid("1007"), "may not transfer")
        call.client.events.clear()
        call.client.seen.clear()
    assert world.kamailio.rpc("jingle.list").count("gr:") == 1
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("Kamailio is killed: two phones that talk go on", timeout=90,
          loud="Kamailio is killed")
def killed(world):
    call, phone = romeo_calls(world)
    carol = carol_of(world)
    call.types("/transfer 1003")
    carol.is_called().answers(headers=NO_REFER)
    is_joined(call, phone, carol)
    world.kamailio.kill()
    world.kamailio.start()
    wait_until(lambda: len(set(re.findall(
        r"is up for worker (\d+)",
        world.kamailio.process.log_text()))) == 4, 30,
        "all workers have a stream", [world.kamailio.process])
    assert_heard((phone, CAROL_HZ), (carol, PHONE_HZ))
    for direction, other in (("sendonly", "recvonly"), ("sendrecv",) * 2):
        ask = carol.says("INVITE", carol.body(direction))
        phone.gets_reinvite(direction=other)
        carol.talks_to(carol.gets_answer(ask))
    assert_heard((phone, CAROL_HZ), (carol, PHONE_HZ))
    carol.hangs_up()
    phone.ends()
