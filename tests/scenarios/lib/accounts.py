# SPDX-License-Identifier: GPL-2.0-or-later
"""SIP accounts of XMPP users, as an operator makes and sees them, in a world with
cfg/examples/accounts.cfg."""

import contextlib
import os
import re
import secrets

from . import edits
from .kamailio import no_such
from .process import Failed, wait_until
from .registrar import DOMAIN, Registrar

CFG = """
modparam("xmpp_account", "voicemail_refresh_min", 1)
modparam("xmpp_account", "voicemail_interval", 500)
modparam("xmpp_account", "sip_domains", "*")
modparam("xmpp_account", "expires_min", 1)
modparam("xmpp_account", "retry_min", 1)
modparam("xmpp_account", "retry_max", 2)
modparam("xmpp_account", "attempts", 1000)
modparam("tm", "fr_timer", 2000)
"""


def config(world, default=False):
    key = f"{world.folder}/account.key"
    with open(key, "w", encoding="utf-8") as file:
        file.write(secrets.token_hex(32) + "\n")
    os.chmod(key, 0o600)
    return edits.copy(world, "accounts.cfg", default=default, values={
        "/etc/kamailio/account.key": key, "192.0.2.1": world.address})


def own_config(world, port):
    """Of a world whose own Kamailio is the registrar, and which names its
    addresses itself; port: where the web form is."""
    key = f"{world.folder}/account.key"
    with open(key, "w", encoding="utf-8") as file:
        file.write(secrets.token_hex(32) + "\n")
    os.chmod(key, 0o600)
    return edits.copy(world, "accounts.cfg", values={
        "#\tlisten=udp:192.0.2.1:5060\n": "",
        "#\tlisten=tcp:192.0.2.1:5060\n": "",
        "127.0.0.1:8080": f"127.0.0.1:{port}", "== 8080": f"== {port}",
        "/etc/kamailio/account.key": key,
        "sip.example, pbx.example": f"{world.sip_domain}, {world.address}"})


def records(text):
    return [dict(re.findall(r"^\s*(\w+): ?(.*)$", part, re.M))
            for part in re.findall(r"\{(.*?)\n\}", text, re.S)]


def shown(world, user="romeo", line="main"):
    """What the operator is told of an account; empty: there is none."""
    try:
        found = records(world.kamailio.rpc("xmpp_account.show",
                                           world.jid(user)))
    except Failed as error:
        if not no_such(error):
            raise
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
