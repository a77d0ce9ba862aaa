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
def silent_account(world, registrar, sip):
    """An account at a registrar that has not said anything yet."""
    world.kamailio.rpc(
        "xmpp_account.set", world.jid("romeo"), "main", f"sip:{sip}", "s:",
        "s:guess", f"{registrar.address}:{registrar.port}")
    try:
        registrar.receives("REGISTER")
        assert shown(world)["state"] == "trying", shown(world)
        yield
    finally:
        world.kamailio.rpc("xmpp_account.remove", world.jid("romeo"))
        wait_until(lambda: not shown(world), 10, "the account is gone")


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
