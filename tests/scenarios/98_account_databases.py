# SPDX-License-Identifier: GPL-2.0-or-later
"""Accounts of XMPP users in PostgreSQL and MariaDB, by the tables of cfg/: they
outlive Kamailio, and a database that is away."""

from lib.accounts import CFG, account, config, provider_of, shown, state_is
from lib.database import Mysql, Postgres
from lib.process import wait_until
from lib.scenario import scenario

LOUD = "databases are in trouble"


def world_of(server):
    return {"sql": server.kind, "kamailio": config, "cfg": CFG +
            f'modparam("xmpp_account", "db_url", "{server.url}")\n'}


POSTGRES, MYSQL = world_of(Postgres), world_of(Mysql)


def row(world, user):
    return world.sql.ask(
        "SELECT concat(line, '|', sip_uri, '|', auth_name, '|', display_name,"
        f" '|', flags) FROM xmpp_account WHERE username = '{world.jid(user)}';"
    ).strip()


def is_linked(world):
    wait_until(lambda: world.kamailio.rpc("xmpp_link.list").count(
        "streams: gw.example") == 4, 20, "all are linked")


def outlives(world):
    """What is not ASCII stays what it is, the password is not to be read, what
    is removed stays away."""
    provider = provider_of(world)
    with account(world, provider, name="Roméo 𝄞"):
        state_is(world, "registered")
        with account(world, provider, "juliet", "carol"):
            state_is(world, "registered", "juliet")
            wait_until(lambda: row(world, "juliet"), 10, "it is written")
        wait_until(lambda: not row(world, "juliet"), 10, "it is removed")
        assert row(world, "romeo") == \
            "main|sip:alice@pbx.example|alice|Roméo 𝄞|3", row(world, "romeo")
        text = world.sql.ask("SELECT * FROM xmpp_account;")
        assert provider.account("alice") not in text, text
        world.kamailio.kill()
        world.kamailio.start()
        is_linked(world)
        state_is(world, "registered")
        assert shown(world)["display_name"] == "Roméo 𝄞"
        assert not shown(world, "juliet")
    wait_until(lambda: not row(world, "romeo"), 10, "no row is left")


def is_away(world):
    """Killed while an account is made, and while Kamailio starts: it is written,
    and read, once it is back."""
    provider = provider_of(world)
    world.sql.kill()
    with account(world, provider):
        state_is(world, "registered")
        world.sql.start()
        wait_until(lambda: row(world, "romeo"), 30, "it is written")
        world.sql.kill()
        world.kamailio.kill()
        world.kamailio.start()
        is_linked(world)
        assert not shown(world)
        world.sql.start()
        wait_until(lambda: shown(world), 30, "it is read")
        state_is(world, "registered")
    wait_until(lambda: not row(world, "romeo"), 30, "no row is left")


@scenario("PostgreSQL: accounts outlive Kamailio", long=True, **POSTGRES)
def postgres_outlives(world):
    outlives(world)


@scenario("PostgreSQL is killed and comes back", long=True, timeout=120,
          **POSTGRES)
def postgres_is_away(world):
    is_away(world)


@scenario("MariaDB: accounts outlive Kamailio", long=True, **MYSQL)
def mysql_outlives(world):
    outlives(world)


@scenario("MariaDB is killed and comes back", long=True, timeout=120, **MYSQL)
def mysql_is_away(world):
    is_away(world)
