# SPDX-License-Identifier: GPL-2.0-or-later
"""SIP accounts of XMPP users at a provider elsewhere (cfg/examples/accounts.cfg):
a second Kamailio with digest authentication."""

import re

from lib.accounts import CFG, account, config, provider_of, shown, state_is
from lib.process import Failed, wait_until
from lib.registrar import DOMAIN
from lib.scenario import scenario
from lib.sip_call import SipCall, branch
from lib.sip_ua import Message
from lib.world import assert_heard, stays

ALLOW = ("Allow", "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO")
EVENTS = "".join(f"""
event_route[xmpp-account:{{name}}] {{{{
	xlog("L_INFO", "EVENT {{name}} $xmpp_account(jid) $xmpp_account(line) $xmpp_account(code)\\n");
}}}}
""".format(name=name) for name in ("registered", "unregistered", "failed"))
WORLD = {"kamailio": config, "cfg": CFG + EVENTS}
DEFAULT = {"kamailio": lambda world: config(world, default=True),
           "defines": ("WITH_AUTH",)}


@scenario("an account is registered, refreshed, and un-registered when it is "
          "removed")
def registers(world):
    provider = provider_of(world)
    with account(world, provider):
        found = state_is(world, "registered")
        assert found["code"] == "200", found
        assert found["password"] == "(kept)", found
        contacts = provider.contacts("alice")
        assert len(contacts) == 1, contacts
        assert contacts[0].startswith(found["contact"]), (contacts, found)
    wait_until(lambda: not provider.contacts("alice"), 5,
               "the provider has no contact any more")


@scenario("it is registered anew in time, with the nonce that the provider "
          "gave last; SHA-256 where that is offered")
def refreshes(world):
    provider = provider_of(world, algorithm="SHA-256", max_expires=4)
    with account(world, provider):
        state_is(world, "registered")
        token = shown(world)["contact"].split("@")[0]

        def requests():
            return [r.text for r in world.wire.sip()
                    if r.text.startswith("REGISTER ") and token in r.text]

        wait_until(lambda: len(requests()) >= 4, 20, "it is refreshed twice")
        assert "Authorization" not in requests()[0]
        assert "algorithm=SHA-256" in requests()[1], requests()[1]
        assert [re.search(r"nc=(\d+)", r).group(1) for r in requests()[1:4]] \
            == ["00000001", "00000002", "00000003"]
        assert len(provider.contacts("alice")) == 1
        assert state_is(world, "registered")["calls"] == "0"


@scenario("the provider's phone calls the number of an account: the user's "
          "client rings, both are heard, and each can hang up")
def rings(world):
    provider = provider_of(world)
    romeo = world.xmpp_client("romeo", hz=440)
    with account(world, provider):
        state_is(world, "registered")
        phone = provider.phone("bob", hz=1000)
        phone.dials(f"sip:alice@{DOMAIN}")
        call = romeo.is_called(how="propose")
        assert call.sender.split("/")[0] == \
            f"bob%{DOMAIN}@{world.component}", call.sender
        phone.hears_ringing()
        call.answers()
        phone.is_answered()
        assert_heard((call, 1000), (phone, 440))
        assert shown(world)["calls"] == "1", shown(world)
        phone.hangs_up()
        call.ends()


@scenario("an XMPP user calls out under the account's name, through the "
          "provider's 407, and is heard")
def calls_out(world):
    provider = provider_of(world)
    romeo = world.xmpp_client("romeo", hz=440)
    phone = provider.phone("bob", hz=1000)
    with account(world, provider, name="Romeo M."):
        state_is(world, "registered")
        call = romeo.calls(world.gateway_jid("bob"))
        phone.is_called()
        call.hears_ringing()
        phone.answers()
        call.is_answered()
        assert_heard((call, 1000), (phone, 440))
        invites = [r.text for r in world.wire.sip()
                   if r.text.startswith(f"INVITE sip:bob@{DOMAIN}")
                   and r.target[0] == provider.address]
        assert len(invites) == 2, invites
        for invite in invites:
            assert re.search(r'^From: "Romeo M." <sip:alice@pbx.example>',
                             invite, re.M), invite
        assert "Proxy-Authorization" in invites[1]
        assert "Proxy-Authorization" not in invites[0]
        call.hangs_up()
        phone.call_ends()


def sent_within(world, provider, method, call):
    """What the gateway sent to the provider within this call of a phone's."""
    return [Message.parse(r.text.encode()) for r in world.wire.sip()
            if r.text.startswith(f"{method} ") and
            r.target[0] == provider.address and
            call.invite.get("Call-ID") in r.text and ";tag=" in
            re.search(r"^To:.*", r.text, re.M).group(0)]


def authorized(world, provider, method, call):
    """All of it with the password each second time, CSeq and branch new."""
    sent = sent_within(world, provider, method, call)
    assert sent and len(sent) % 2 == 0, [m.first for m in sent]
    for first, second in zip(sent[::2], sent[1::2]):
        assert not first.get("Proxy-Authorization"), first.headers
        assert f'username="alice", realm="{DOMAIN}"' in \
            second.get("Proxy-Authorization"), second.headers
        assert int(second.get("CSeq").split()[0]) > \
            int(first.get("CSeq").split()[0])
        assert branch(second) != branch(first)
        assert second.body == first.body
    return sent


@scenario("a provider that asks for the password within the call, too: the user "
          "holds it, presses keys (INFO), hangs up")
def asked_within(world):
    provider = provider_of(world)
    provider.asks_within("alice")
    romeo = world.xmpp_client("romeo", hz=440)
    phone = SipCall(world, "carol", payloads=(8, 0), register=False)
    provider.account("carol")
    provider.places("carol", phone.ua)
    with account(world, provider):
        state_is(world, "registered")
        call = romeo.calls(world.gateway_jid("carol"))
        phone.is_called()
        phone.answers(headers=[ALLOW])
        call.is_answered()
        assert_heard((call, 1000), (phone, 440))
        call.holds()
        hold = phone.gets_reinvite(direction="recvonly")
        assert "a=sendonly" in hold.body, hold.body
        call.resumes()
        phone.gets_reinvite()
        assert_heard((call, 1000), (phone, 440))
        call.sends_keys("5")
        info = phone.gets("INFO")
        assert info.body.startswith("Signal=5\r\n"), info.body
        phone.takes(info)
        call.hangs_up()
        phone.ends()
        wait_until(lambda: len(sent_within(world, provider, "BYE", phone)) == 2,
                   5, "the provider has the BYE, again with the password")
        for method, count in (("BYE", 2), ("INVITE", 4), ("INFO", 2)):
            assert len(authorized(world, provider, method, phone)) == count
        acks = [r.text for r in world.wire.sip()
                if r.text.startswith("ACK sip:carol@") and
                r.target[0] == provider.address and "Proxy-Authorization"
                in r.text]
        assert acks, "an ACK has no credentials"


@scenario("who called in by the account's number is not given what the password "
          "makes of a nonce, unless the operator says so: authorize_incoming",
          loud="a phone is not told the end of its call")
def asked_within_called(world):
    provider = provider_of(world)
    provider.asks_within("alice")
    romeo = world.xmpp_client("romeo", hz=440)
    phone = provider.phone("bob", hz=1000)
    with account(world, provider):
        state_is(world, "registered")
        for allowed in (0, 1):
            world.kamailio.rpc("cfg.set_now_int", "xmpp_account",
                               "authorize_incoming", str(allowed))
            before = len(world.wire.sip())
            phone.dials(f"sip:alice@{DOMAIN}")
            call = romeo.is_called(how="propose")
            call.answers()
            phone.is_answered()
            call.hangs_up()
            wait_until(lambda: any(
                r.text.startswith("SIP/2.0 407") and "BYE" in
                re.search(r"^CSeq:.*", r.text, re.M).group(0)
                for r in world.wire.sip()[before:]), 5, "it is asked")
            if allowed:
                phone.call_ends()
            else:
                phone.hangs_up()
            byes = [r.text for r in world.wire.sip()[before:]
                    if r.text.startswith("BYE ") and
                    r.target[0] == provider.address]
            assert any("Proxy-Authorization" in b for b in byes) == \
                bool(allowed), byes
        world.kamailio.rpc("cfg.set_now_int", "xmpp_account",
                           "authorize_incoming", "0")


@scenario("with Kamailio's own configuration: an account is called", **DEFAULT)
def rings_default(world):
    rings(world)


@scenario("with Kamailio's own configuration: an account calls", **DEFAULT)
def calls_out_default(world):
    calls_out(world)


@scenario("an account that follows presence: signed in within 100 ms of the "
          "first device, signed out with the last one")
def follows_presence(world):
    provider = provider_of(world)
    romeo = world.xmpp_client("romeo")
    world.adds_contact(romeo, "1099")
    with account(world, provider, keep=0):
        state_is(world, "registered")
        romeo.sends("<presence type='unavailable'/>")
        state_is(world, "offline")
        wait_until(lambda: not provider.contacts("alice"), 5,
                   "the provider has no contact any more")
        before = len(world.wire.sip())
        romeo.sends("<presence/>")
        state_is(world, "registered")
        request = next(r for r in world.wire.sip()[before:]
                       if r.text.startswith("REGISTER "))
        presence = [r for r in world.wire.records
                    if r.when <= request.when and "presence" in r.text
                    and "from=" in r.text and "romeo@" in r.text][-1]
        assert request.when - presence.when < 0.1, \
            request.when - presence.when
        other = world.xmpp_client("romeo", "second")
        romeo.sends("<presence type='unavailable'/>")
        with stays(lambda: shown(world)["state"] != "registered", 1,
                   "it is signed out with the first device"):
            pass
        assert shown(world)["state"] == "registered"
        other.stop()
        state_is(world, "offline")


@scenario("after a restart of Kamailio all are registered again, with the same "
          "contact, and nobody has done anything",
          loud="Kamailio is killed, and the others say so")
def survives(world):
    provider = provider_of(world)
    romeo = world.xmpp_client("romeo", hz=440)
    juliet = world.xmpp_client("juliet")
    world.adds_contact(juliet, "1099")
    provider.account("dave")
    with account(world, provider), \
            account(world, provider, "juliet", "carol", keep=0), \
            account(world, provider, "mercutio", "dave", "wrong"):
        contact = state_is(world, "registered")["contact"]
        state_is(world, "registered", "juliet")
        state_is(world, "refused", "mercutio")
        wait_until(lambda: "store_waiting: 0" in
                   world.kamailio.rpc("xmpp_account.stats"), 5,
                   "all is written")
        world.kamailio.kill()
        world.kamailio.start()
        wait_until(lambda: world.kamailio.rpc("xmpp_link.list").count(
            "streams: gw.example") == 4, 20, "all are linked")
        assert state_is(world, "registered")["contact"] == contact
        state_is(world, "registered", "juliet")
        assert len(provider.contacts("alice")) == 1, provider.contacts("alice")
        # the wrong password was not tried again
        found = shown(world, "mercutio")
        assert found["state"] == "refused" and found["code"] == "401", found
        phone = provider.phone("bob", hz=1000)
        phone.dials(f"sip:alice@{DOMAIN}")
        call = romeo.is_called(how="propose")
        call.answers()
        phone.is_answered()
        assert_heard((call, 1000), (phone, 440))
        phone.hangs_up()
        call.ends()


@scenario("several accounts of one user: calls out go by the default, each "
          "rings; a user without one may not call there",
          loud="the other user is refused")
def several(world):
    provider = provider_of(world)
    romeo = world.xmpp_client("romeo", hz=440)
    phone = provider.phone("bob", hz=1000)
    with account(world, provider), \
            account(world, provider, sip="carol", line="work", transport="tcp",
                    default=1):
        state_is(world, "registered")
        work = state_is(world, "registered", line="work")
        assert work["default"] == "1" and shown(world)["default"] == "0"
        assert ";transport=tcp" in work["contact"], work
        call = romeo.calls(f"bob%{DOMAIN}@{world.component}")
        phone.is_called()
        invite = next(r.text for r in world.wire.sip()
                      if r.text.startswith(f"INVITE sip:bob@{DOMAIN}")
                      and "<sip:carol@" in r.text)
        assert "<sip:carol@pbx.example>" in invite
        phone.answers()
        call.is_answered()
        call.hangs_up()
        phone.call_ends()
        for sip in ("alice", "carol"):
            phone.dials(f"sip:{sip}@{DOMAIN}")
            ringing = romeo.is_called(how="propose")
            ringing.declines()
            phone.call_ends()
    juliet = world.xmpp_client("juliet")
    call = juliet.calls(f"bob%{DOMAIN}@{world.component}")
    assert call.wait("reject")["reason"] == "decline"


@scenario("who knows the name of a Contact, and is not the registrar, does not "
          "reach the user; nor does a provider that speaks for our users",
          loud="both are logged")
def foreign_calls(world):
    provider = provider_of(world)
    romeo = world.xmpp_client("romeo")
    stranger = world.sip_ua("stranger", register=False)
    with account(world, provider):
        contact = state_is(world, "registered")["contact"]
        invite = stranger.invites(
            contact, from_=f"<sip:bob@{DOMAIN}>;tag=s1")
        answer = stranger.receives_code(4)
        stranger.ack(invite, answer)
        assert answer.code in (403, 404), answer.first
        wait_until(lambda: "is from " + stranger.address in
                   world.kamailio.process.log_text(), 5, "it is logged")
    with account(world, stranger_of(stranger)):
        request = stranger.receives("REGISTER")
        stranger.reply(request, 200, headers=[
            ("Contact", request.get("Contact"))], contact=False)
        contact = state_is(world, "registered")["contact"]
        for sender in ("1001@sip.example", "juliet@xmpp.example"):
            invite = stranger.invites(
                contact, from_=f"<sip:{sender}>;tag=s2")
            answer = stranger.receives_code(403)
            stranger.ack(invite, answer)
        assert not romeo.had("propose")
        # the un-REGISTER at the end
    stranger.reply(stranger.receives("REGISTER"), 200)


def stranger_of(ua):
    """A scripted registrar."""
    class Scripted:
        proxy = f"{ua.address}:{ua.port}"

        def account(self, _):
            return "secret"
    return Scripted()


@scenario("an account at this very Kamailio: its number rings the XMPP user, who "
          "calls out under it")
def own_registrar(world):
    romeo = world.xmpp_client("romeo", hz=440)
    phone = world.phone("1002", hz=1000)
    world.kamailio.rpc(
        "xmpp_account.set", world.jid("romeo"), "main",
        f"sip:1001@{world.sip_domain}", "s:",
        f"s:{world.sip_password('1001')}", f"{world.address}:5060")
    try:
        state_is(world, "registered")
        phone.dials(f"sip:1001@{world.sip_domain}")
        call = romeo.is_called(how="propose")
        assert call.sender.split("/")[0] == world.gateway_jid("1002")
        call.answers()
        phone.is_answered()
        assert_heard((call, 1000), (phone, 440))
        phone.hangs_up()
        call.ends()
        call = romeo.calls(world.gateway_jid("1002"))
        phone.is_called()
        wait_until(lambda: any(
            r.text.startswith("INVITE ") and r.target[0] == phone.address
            and "From: <sip:1001@sip.example>" in r.text
            for r in world.wire.sip()), 5, "the phone sees who calls")
        phone.answers()
        call.is_answered()
        assert_heard((call, 1000), (phone, 440))
        call.hangs_up()
        phone.call_ends()
    finally:
        world.kamailio.rpc("xmpp_account.remove", world.jid("romeo"))
        wait_until(lambda: not shown(world), 10, "the account is gone")


@scenario("whoever is called does not get at the password: a challenge of "
          "another realm is not met", loud="it is logged")
def foreign_realm(world):
    provider = provider_of(world)
    romeo = world.xmpp_client("romeo")
    callee = world.sip_ua("callee", register=False)
    with account(world, provider):
        state_is(world, "registered")
    # the same account at a proxy that asks for another realm's password
    with account(world, stranger_of(callee)):
        request = callee.receives("REGISTER")
        callee.reply(request, 200, headers=[
            ("Contact", request.get("Contact"))], contact=False)
        state_is(world, "registered")
        call = romeo.calls(world.gateway_jid("bob"))
        invite = callee.receives("INVITE")
        callee.reply(invite, 407, "Proxy Authentication Required", headers=[
            ("Proxy-Authenticate",
             'Digest realm="evil.example", nonce="n", qop="auth"')])
        callee.receives("ACK")
        call.ends()
        assert not callee.had(lambda m: m.method == "INVITE" and
                              m.get("Proxy-Authorization"))
    callee.reply(callee.receives("REGISTER"), 200)


@scenario("event routes tell of accounts that are registered, are not any more, "
          "or fail", loud="a refused account is logged")
def tells(world):
    provider = provider_of(world)
    log = world.kamailio.process

    def told():
        return [line.split("EVENT ")[1].strip() for line in
                log.log_text().splitlines() if "EVENT " in line
                and "mercutio" in line]

    with account(world, provider, "mercutio"):
        state_is(world, "registered", "mercutio")
    with account(world, provider, "mercutio", line="work", password="wrong"):
        state_is(world, "refused", "mercutio", "work")
    wait_until(lambda: len(told()) == 3, 5, "three events")
    jid = world.jid("mercutio")
    assert told() == [f"registered {jid} main 200",
                      f"unregistered {jid} main 200",
                      f"failed {jid} work 401"], told()
