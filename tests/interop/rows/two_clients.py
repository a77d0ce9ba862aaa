# SPDX-License-Identifier: GPL-2.0-or-later
from lib.process import wait_until
from story import hear_each_other, phone_leaves

TITLE = "two clients of one user ring; the one answers, the other stops"
GROUP = "devices"
OF = ("clients",)


def answered_elsewhere(client):
    """A copy (XEP-0280) of what the other client of this user sent."""
    return [e for e in client.had("stanza") if "sent" in e["payloads"] and
            ("proceed" in e["xml"] or "accept" in e["xml"])]


def play(world, client, phone):
    other = world.xmpp_client("romeo", "other")
    other.asks("set", None, "<enable xmlns='urn:xmpp:carbons:2'/>")
    phone.dials(world.sip_uri("romeo"))
    call = client.is_called()
    theirs = other.is_called()
    phone.hears_ringing()
    call.answers()
    phone.is_answered()
    wait_until(lambda: theirs.had("retract") or answered_elsewhere(other),
               15, "the other one is told that somebody answered")
    hear_each_other(call, client, phone)
    phone_leaves(call, phone)
