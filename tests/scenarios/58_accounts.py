# SPDX-License-Identifier: GPL-2.0-or-later
"""SIP accounts of XMPP users at a provider elsewhere (cfg/examples/accounts.cfg):
a second Kamailio with digest authentication."""

import contextlib
import os
import re
import secrets

from lib import edits
from lib.process import Failed, wait_until
from lib.registrar import DOMAIN, Registrar
from lib.scenario import scenario
from lib.world import assert_heard, stays


def config(world):
    key = f"{world.folder}/account.key"
    with open(key, "w", encoding="utf-8") as file:
        file.write(secrets.token_hex(32) + "\n")
    os.chmod(key, 0o600)
    return edits.copy(world, "accounts.cfg", values={
        "/etc/kamailio/account.key": key, "192.0.2.1": world.address})


CFG = """
modparam("xmpp_account", "sip_domains", "*")
modparam("xmpp_account", "retry_min", 1)
modparam("xmpp_account", "retry_max", 2)
modparam("xmpp_account", "attempts", 1000)
modparam("tm", "fr_timer", 2000)
"""
WORLD = {"kamailio": config, "cfg": CFG}


def records(text):
    return [dict(re.findall(r"^\s*(\w+): ?(.*)$", part, re.M))
            for part in re.findall(r"\{(.*?)\n\}", text, re.S)]


def shown(world, user="romeo", line="main"):
    """What the operator is told of an account; empty: there is none."""
    try:
        found = records(world.kamailio.rpc("xmpp_account.show",
                                           world.jid(user)))
    except Failed:
        return {}
    return {a["line"]: a for a in found}.get(line, {})


def state_is(world, state, user="romeo", line="main", timeout=10):
    """Wait for a state; return the account."""
    seen = {}

    def reached():
        seen.clear()
        seen.update(shown(world, user, line))
        return seen.get("state") == state

    try:
        wait_until(reached, timeout, f"the account is {state}")
    except Failed as error:
        raise Failed(f"{error}: {seen}") from error
    return seen


@contextlib.contextmanager
def account(world, provider, user="romeo", sip="alice", password=None,
            keep=1, line="main", transport="udp", name="", default=0):
    """An account, made by the operator, and removed in the end."""
    world.kamailio.rpc(
        "xmpp_account.set", world.jid(user), line, f"sip:{sip}@{DOMAIN}", "s:",
        f"s:{password or provider.account(sip)}", provider.proxy, transport,
        f"s:{name}", keep, default)
    try:
        yield
    finally:
        with contextlib.suppress(Failed):
            world.kamailio.rpc("xmpp_account.remove", world.jid(user), line)
        wait_until(lambda: not shown(world, user, line), 10,
                   "the account is gone")


def provider_of(world, **options):
    return world.at_home(Registrar(world, **options)).start()


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
