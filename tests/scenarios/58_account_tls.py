# SPDX-License-Identifier: GPL-2.0-or-later
"""Providers by TLS, with the lines of cfg/doc/ACCOUNTS.md: a second Kamailio whose
certificate is good, of another host, old, or of an authority that nobody trusts."""

import re

from lib import edits
from lib.accounts import CFG, account, config, shown, state_is
from lib.certificates import Authority
from lib.process import wait_until
from lib.registrar import DOMAIN, Registrar
from lib.scenario import scenario
from lib.world import make_cert

PAGE = f"{edits.REPO}/cfg/doc/ACCOUNTS.md"
LINES = r"\n```\n(enable_tls=yes\n.*?)```\n"
TLS_CFG = r"\n```\n(\[server:default\]\n.*?)```\n"


def with_tls(world):
    """The lines of the page behind those of the example."""
    with open(PAGE, encoding="utf-8") as file:
        page = file.read()
    world.authority = Authority(world.folder)
    cert, key = make_cert(world.folder, [world.sip_domain])
    tls = re.search(TLS_CFG, page, re.S).group(1).replace(
        "/etc/kamailio/cert.pem", cert).replace(
        "/etc/kamailio/key.pem", key).replace(
        "/etc/ssl/certs/ca-certificates.crt", world.authority.path)
    with open(f"{world.folder}/tls.cfg", "w", encoding="utf-8") as file:
        file.write(tls)
    lines = re.search(LINES, page, re.S).group(1).replace(
        "192.0.2.1", world.address).replace(
        "/etc/kamailio/tls.cfg", f"{world.folder}/tls.cfg")
    path = config(world)
    with open(path, encoding="utf-8") as file:
        text = edits.apply(file.read(), "after", 'loadmodule "xmpp_account.so"',
                           lines)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


WORLD = {"kamailio": with_tls, "cfg": CFG}


class ByTls:
    """What account() wants to know of a provider."""

    def __init__(self, provider):
        self.proxy = provider.tls_proxy
        self.account = provider.account


@scenario("a provider by TLS: its number rings; one whose certificate is of another "
          "host gets no password, nor one whose certificate is old or of nobody "
          "we trust, and the user is told why; a good one again will do",
          loud="certificates that are refused, a provider that is killed")
def by_tls(world):
    ca = world.authority
    good = ca.makes("good", "www.example", DOMAIN)
    provider = world.at_home(Registrar(world, tls=good)).start()
    romeo = world.xmpp_client("romeo")
    bob = provider.phone("bob", hz=1000)
    with account(world, ByTls(provider), transport="tls"):
        contact = state_is(world, "registered")["contact"]
        assert ";transport=tls" in contact, contact
        bob.dials(f"sip:alice@{DOMAIN}")
        romeo.is_called(how="propose").declines()
        bob.call_ends()
        for name, tls, said in (
                ("other", ca.makes("other", "evil.example", f"a.{DOMAIN}"),
                 "the certificate of the server is of another host"),
                ("old", ca.makes("old", DOMAIN, expired=True),
                 "no answer by TLS: is its certificate valid"),
                ("unknown", Authority(world.folder, "nobody").makes(
                    "unknown", DOMAIN),
                 "no answer by TLS: is its certificate valid")):
            provider.kill()
            provider.tls = tls
            provider.start()
            world.kamailio.rpc("xmpp_account.force", world.jid("romeo"))
            wait_until(lambda said=said: said in shown(world)["status"], 15,
                       f"{name}: {said}")
            assert shown(world)["state"] in ("trying", "failed"), shown(world)
            assert not provider.contacts("alice"), name
        provider.kill()
        provider.tls = good
        provider.start()
        state_is(world, "registered", timeout=20)
        assert provider.contacts("alice")
