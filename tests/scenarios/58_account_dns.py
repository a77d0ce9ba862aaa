# SPDX-License-Identifier: GPL-2.0-or-later
"""Accounts at domains whose name servers do not answer."""

from lib.accounts import CFG, config, provider_of, shown, state_is
from lib.process import wait_until
from lib.registrar import DOMAIN
from lib.scenario import scenario

DEAD = 8
WORLD = {"kamailio": config, "cfg": CFG, "dns": True}


@scenario("domains whose name servers do not answer hold up no other one's "
          "accounts, and their users are told",
          loud="what is not found is logged")
def dead_domains(world):
    provider = provider_of(world)
    world.dns.servers[DOMAIN] = (provider.address, 0)
    world.dns.dead = "dead"
    world.kamailio.rpc(
        "xmpp_account.set", world.jid("romeo"), "main", f"sip:alice@{DOMAIN}",
        "s:", f"s:{provider.account('alice')}")
    state_is(world, "registered")

    def requests():
        return len([r for r in world.wire.sip() if r.text.startswith(
            f"REGISTER sip:{DOMAIN}") and r.target[0] == provider.address])

    for n in range(DEAD):
        world.kamailio.rpc(
            "xmpp_account.set", world.jid(f"user{n}"), "main",
            f"sip:alice@pbx{n}.dead", "s:", "s:secret")
    for _ in range(5):
        seen = requests()
        world.kamailio.rpc("xmpp_account.force", world.jid("romeo"))
        wait_until(lambda: requests() > seen, 2, "it leaves at once")
        state_is(world, "registered", timeout=2)
    waiting = [n for n in range(DEAD)
               if shown(world, f"user{n}")["state"] == "trying"]
    assert len(waiting) >= DEAD / 2, waiting  # they were looked for meanwhile
    for n in range(DEAD):
        found = state_is(world, "failed", f"user{n}", timeout=40)
        assert "its domain cannot be found" in found["status"], found
    for user in ["romeo"] + [f"user{n}" for n in range(DEAD)]:
        world.kamailio.rpc("xmpp_account.remove", world.jid(user))
    wait_until(lambda: not shown(world), 10, "the account is gone")
