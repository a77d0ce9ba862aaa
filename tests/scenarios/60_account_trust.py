# SPDX-License-Identifier: GPL-2.0-or-later
"""Trust, with SIP accounts of XMPP users: whose name a call has, and who gets at
a password."""

import contextlib
import re

from lib.accounts import CFG, account, config, provider_of, shown, state_is
from lib.process import Failed, wait_until
from lib.registrar import DOMAIN
from lib.scenario import scenario
from lib.sip_call import SipCall

WORLD = {"kamailio": config, "cfg": CFG}
ASKED = "Proxy Authentication Required"


@contextlib.contextmanager
def silent_account(world, registrar, sip, user="romeo"):
    """An account at a registrar that has not said anything yet."""
    world.kamailio.rpc(
        "xmpp_account.set", world.jid(user), "main", f"sip:{sip}", "s:",
        "s:guess", f"{registrar.address}:{registrar.port}")
    try:
        registrar.receives("REGISTER")
        assert shown(world, user)["state"] == "trying", shown(world, user)
        yield
    finally:
        world.kamailio.rpc("xmpp_account.remove", world.jid(user))
        wait_until(lambda: not shown(world, user), 10, "the account is gone")


def accepts(registrar):
    """It says yes to the account, which it let wait."""
    request = next(m for m in registrar.messages if m.method == "REGISTER")
    registrar.reply(request, 200, headers=[
        ("Contact", request.get("Contact"))], contact=False)


def is_called_by(phone):
    return re.search(r"<([^>]+)>", phone.receives("INVITE").get("From")).group(1)


@scenario("an account that its registrar has not accepted gives nobody its name")
def name_before_accepted(world):
    romeo = world.xmpp_client("romeo")
    phone = world.sip_ua("1001")
    registrar = world.sip_ua("registrar", register=False)
    with silent_account(world, registrar, f"ceo@{DOMAIN}"):
        romeo.calls(world.gateway_jid("1001"))
        caller = is_called_by(phone)
        assert "ceo" not in caller and "romeo" in caller, caller


@scenario("nor does a call leave by it", loud="the call is refused")
def call_before_accepted(world):
    romeo = world.xmpp_client("romeo")
    registrar = world.sip_ua("registrar", register=False)
    with silent_account(world, registrar, f"ceo@{DOMAIN}"):
        call = romeo.calls(f"bob%{DOMAIN}@{world.component}")
        assert call.wait("reject")["reason"] == "decline"
        assert not registrar.had(lambda m: m.method == "INVITE")


@scenario("a name of our own SIP domain is for our own registrar alone to give: "
          "no other one is asked for it")
def own_name(world):
    registrar = world.sip_ua("registrar", register=False)
    try:
        world.kamailio.rpc(
            "xmpp_account.set", world.jid("romeo"), "main",
            f"sip:1002@{world.sip_domain}", "s:", "s:guess",
            f"{registrar.address}:{registrar.port}")
    except Failed as error:
        assert "not allowed" in str(error), error
    else:
        raise Failed("any registrar may give names of our own domain")


@scenario("a phone of ours that is called does not get at the password of the "
          "caller's account by asking as the provider does",
          loud="it is logged")
def callee_asks(world):
    provider = provider_of(world)
    romeo = world.xmpp_client("romeo")
    phone = world.sip_ua("1001")
    with account(world, provider):
        state_is(world, "registered")
        call = romeo.calls(world.gateway_jid("1001"))
        invite = phone.receives("INVITE")
        phone.reply(invite, 407, ASKED, headers=[
            ("Proxy-Authenticate",
             f'Digest realm="{DOMAIN}", nonce="n", qop="auth"')])
        phone.receives("ACK")
        call.ends()
        assert not phone.had(lambda m: m.method == "INVITE" and
                             m.get("Proxy-Authorization"))


@scenario("a provider does not speak for our users by a port in its From",
          loud="it is logged")
def provider_with_port(world):
    romeo = world.xmpp_client("romeo")
    registrar = world.sip_ua("registrar", register=False)
    with silent_account(world, registrar, f"alice@{DOMAIN}"):
        accepts(registrar)
        contact = state_is(world, "registered")["contact"]
        for sender in ("1001@sip.example:5099", "juliet@xmpp.example:5099",
                       "1001@SIP.example"):
            invite = registrar.invites(
                contact, from_=f"<sip:{sender}>;tag=p{sender[0]}{len(sender)}")
            answer = registrar.receives_code(403)
            registrar.ack(invite, answer)
        assert not romeo.had("propose")


@scenario("a phone that transfers its call does not spend by the account of the "
          "user with whom it talks",
          defines=("JINGLE_ALLOW_NUMBERS", "JINGLE_ALLOW_DOMAINS"),
          loud="the domain is not found: it is not sent to the registrar")
def transferred(world):
    romeo = world.xmpp_client("romeo", hz=440)
    phone = SipCall(world, "1001", hz=1000)
    registrar = world.sip_ua("registrar", register=False)
    with silent_account(world, registrar, f"alice@{DOMAIN}"):
        accepts(registrar)
        state_is(world, "registered")
        call = romeo.calls(world.gateway_jid("1001"))
        phone.is_called().answers()
        call.is_answered()
        refer = phone.says("REFER", headers=[
            ("Refer-To", f"<sip:bob@{DOMAIN}>")])
        phone.gets_answer(refer)
        wait_until(lambda: any("sipfrag" in str(m.headers) and
                               not m.body.startswith("SIP/2.0 100")
                               for m in phone.ua.messages), 10,
                   "the phone is told what became of it")
        assert not registrar.had(lambda m: m.method == "INVITE")
        phone.hangs_up()
        call.ends()


@scenario("after a restart calls go out by an account that was accepted before, "
          "registered anew or not; by none that was not",
          loud="Kamailio is killed, and the other call is refused")
def restart(world):
    romeo = world.xmpp_client("romeo")
    juliet = world.xmpp_client("juliet")
    registrar = world.sip_ua("registrar", register=False)
    other = world.sip_ua("other", register=False)
    callee = f"bob%{DOMAIN}@{world.component}"
    with silent_account(world, registrar, f"alice@{DOMAIN}"), \
            silent_account(world, other, f"carol@{DOMAIN}", "juliet"):
        accepts(registrar)
        state_is(world, "registered")
        wait_until(lambda: "store_waiting: 0" in
                   world.kamailio.rpc("xmpp_account.stats"), 5,
                   "all is written")
        world.kamailio.kill()
        world.kamailio.start()
        for ua in (registrar, other):
            ua.receives("REGISTER")
        wait_until(lambda: world.kamailio.rpc("xmpp_link.list").count(
            "streams: gw.example") == 4, 20, "all are linked")
        romeo.calls(callee)
        assert "<sip:alice@" in registrar.receives("INVITE").get("From")
        call = juliet.calls(callee)
        assert call.wait("reject")["reason"] == "decline"
        assert not other.had(lambda m: m.method == "INVITE")
