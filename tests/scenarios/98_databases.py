# SPDX-License-Identifier: GPL-2.0-or-later
"""Calls and subscriptions in MariaDB and PostgreSQL, by the tables of cfg/."""

import re

from lib.process import wait_until
from lib.scenario import scenario
from lib.world import assert_heard

LOUD = "databases are in trouble"

# not ASCII, and more than the three bytes of old MySQL's utf8
ODD = "zoë𝄞"
MYSQL, POSTGRES = {"sql": "mysql"}, {"sql": "postgres"}


def figures(world, module):
    return {k: int(v) for k, v in re.findall(
        r"(\w+): (\d+)", world.kamailio.rpc(f"{module}.stats"))}


def rows(world, table):
    return int(world.sql.ask(f"SELECT count(*) FROM {table};"))


def is_written(world):
    wait_until(lambda: world.sql.ask("SELECT state FROM jingle_call;").strip()
               in ("active", "accepted"), 10, "the call is written")


def restart(world):
    world.kamailio.kill()
    world.kamailio.start()
    wait_until(lambda: world.kamailio.rpc("xmpp_link.list").count(
        "streams: gw.example") == 4, 20, "all are linked")


def outlives(world):
    """A contact, and a call in each direction, outlive Kamailio."""
    romeo, phone = world.together(
        lambda: world.xmpp_client("romeo", hz=440),
        lambda: world.phone("1001", hz=1000))
    contact = world.gateway_jid("1001")
    world.adds_contact(romeo, "1001")
    wait_until(lambda: rows(world, "xmpp_contact") == 1, 10,
               "the contact is written")
    call = romeo.calls(contact)
    phone.is_called()
    phone.answers()
    call.is_answered()
    is_written(world)
    restart(world)
    assert figures(world, "jingle")["calls_restored"] == 1
    assert_heard((call, 1000), (phone, 440))
    assert call.hangs_up() == "result"
    phone.call_ends()
    wait_until(lambda: rows(world, "jingle_call") == 0, 10, "no row is left")
    romeo.sends(f"<presence type='probe' to='{contact}'/>")
    romeo.gets_presence(contact)
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    is_written(world)
    restart(world)
    assert_heard((call, 1000), (phone, 440))
    phone.hangs_up()
    assert call.ends()[0] == "success"
    wait_until(lambda: rows(world, "jingle_call") == 0, 10, "no row is left")
    for module in ("jingle", "xmpp_gateway"):
        assert figures(world, module)["store_errors"] == 0


def odd_contact(world):
    """What is no ASCII stays what it is; what is removed stays away."""
    romeo = world.xmpp_client("romeo")

    def contacts():
        return dict(line.split() for line in world.sql.ask(
            "SELECT concat(contact, ' ', direction) FROM xmpp_contact;"
            ).splitlines())
    full = world.adds_contact(romeo, ODD)
    world.adds_contact(romeo, "1002")
    wait_until(lambda: contacts().get(world.gateway_jid("1002")) == "3", 10,
               "both see each other")
    world.kamailio.rpc("xmpp_gateway.remove", romeo.jid,
                       world.gateway_jid("1002"))
    wait_until(lambda: world.gateway_jid("1002") not in contacts() and
               world.gateway_jid(ODD) in contacts(), 10, "one contact")
    restart(world)
    text = world.kamailio.rpc("xmpp_gateway.list", romeo.jid)
    assert world.gateway_jid(ODD) in text, text
    assert "1002@" not in text, text
    romeo.sends(f"<presence type='probe' to='{world.gateway_jid(ODD)}'/>")
    assert romeo.gets_presence(world.gateway_jid(ODD)) == full
    assert figures(world, "xmpp_gateway")["store_errors"] == 0


def is_away(world):
    """The server is killed and comes back: what happened meanwhile is
    written then."""
    romeo, phone = world.together(
        lambda: world.xmpp_client("romeo", hz=440),
        lambda: world.phone("1001", hz=1000))
    world.sql.kill()
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    assert_heard((call, 1000), (phone, 440))
    world.adds_contact(romeo, "1003")
    wait_until(lambda: figures(world, "jingle")["store_failing"], 20,
               "the failure shows")
    world.sql.start()
    is_written(world)
    wait_until(lambda: world.gateway_jid("1003") in world.sql.ask(
        "SELECT contact FROM xmpp_contact;").split(), 20, "a contact")
    restart(world)
    assert_heard((call, 1000), (phone, 440))
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("MariaDB: calls and contacts outlive Kamailio", long=True, **MYSQL)
def mysql_outlives(world):
    outlives(world)


@scenario("MariaDB: a contact that is not ASCII", long=True, **MYSQL)
def mysql_odd_contact(world):
    odd_contact(world)


@scenario("MariaDB is killed and comes back", long=True, timeout=90, **MYSQL)
def mysql_is_away(world):
    is_away(world)


@scenario("PostgreSQL: calls and contacts outlive Kamailio", long=True,
          **POSTGRES)
def postgres_outlives(world):
    outlives(world)


@scenario("PostgreSQL: a contact that is not ASCII", long=True, **POSTGRES)
def postgres_odd_contact(world):
    odd_contact(world)


@scenario("PostgreSQL is killed and comes back", long=True, timeout=90,
          **POSTGRES)
def postgres_is_away(world):
    is_away(world)
