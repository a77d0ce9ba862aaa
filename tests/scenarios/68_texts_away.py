# SPDX-License-Identifier: GPL-2.0-or-later
"""Texts of XMPP users to phones that are not there: kept by Kamailio's msilo, and
sent in their order when the phone is back (cfg/examples/texts-away.cfg)."""

import re
import sqlite3

from lib import edits
from lib.process import wait_until
from lib.scenario import scenario
from lib.world import stays

REQUEST = "<request xmlns='urn:xmpp:receipts'/>"


def config(world, **options):
    with sqlite3.connect(world.database) as database:
        database.execute("PRAGMA journal_mode=WAL")  # it is read meanwhile
    return edits.copy(world, "texts-away.cfg", values={
        "192.0.2.1:5060": f"{world.address}:5060", "8000": "1000",
        "sqlite:////var/lib/kamailio/kamailio.sqlite":
        f"sqlite:///{world.database}"}, **options)


WORLD = {"defines": ["JINGLE_CHAT"], "kamailio": config, "tables": ["msilo"],
         "cfg": 'modparam("tm", "fr_timer", 4000)\n'}


def receipt(client, contact, ident):
    return client.find(
        "stanza", lambda e: e["name"] == "message" and
        (e["sender"] or "") == contact and "urn:xmpp:receipts" in e["xml"]
        and f'id="{ident}"' in e["xml"], 5, f"a receipt of {ident}")


def told(client, ident):
    """What the user was told of a text."""
    return [e["xml"] for e in client.had("stanza", name="message")
            if f'"{ident}"' in e["xml"]]


def gets(ua, text, code=200):
    request = ua.receives("MESSAGE")
    assert request.body == text, request.body
    ua.reply(request, code, contact=False)
    return request


def gets_kept(ua, text, code=200):
    """What was sent again in vain before says no Date."""
    request = ua.wait(lambda m: m.method == "MESSAGE" and m.get("Date"),
                      what="a text that was kept")
    assert request.body == text, request.body
    ua.reply(request, code, contact=False)
    return request


def kept(world, user="1001"):
    with sqlite3.connect(world.database) as database:
        found = database.execute(
            "SELECT CAST(body AS TEXT) FROM silo WHERE username=? ORDER BY id",
            (user,)).fetchall()
    return [text for text, in found]


def waits(world, texts):
    """These are kept for 1001."""
    wait_until(lambda: kept(world) == texts, 10, f"{texts} are kept")


@scenario("a phone is away: the user is told nothing, then gets a receipt for each "
          "text as the phone takes it, in their order")
def kept_in_order(world):
    romeo, ua = world.xmpp_client("romeo"), world.sip_ua("1001", register=False)
    contact = world.gateway_jid("1001")
    texts = [f"Zeile {n}\nund ä'\"$x" for n in range(6)]
    for n, text in enumerate(texts):
        romeo.writes(contact, text, REQUEST, f"t{n}")
    waits(world, [t.replace("\n", "\r\n") for t in texts])
    with stays(lambda: told(romeo, "t0"), 0.5, "romeo is told something"):
        pass
    ua.registers()
    first = ua.receives("MESSAGE")
    assert first.body == texts[0].replace("\n", "\r\n"), first.body
    assert first.get("From").startswith("<sip:romeo@xmpp.example>")
    assert first.get("Date")
    # what is written meanwhile does not overtake
    romeo.writes(contact, "neu", REQUEST, "t6")
    waits(world, [t.replace("\n", "\r\n") for t in texts] + ["neu"])
    assert not told(romeo, "t0")
    ua.reply(first, 200, contact=False)
    for n, text in enumerate(texts[1:] + ["neu"], 1):
        gets(ua, text.replace("\n", "\r\n"))
        receipt(romeo, contact, f"t{n - 1}")
    receipt(romeo, contact, "t6")
    waits(world, [])
    romeo.writes(contact, "danach", REQUEST, "t7")
    gets(ua, "danach")
    receipt(romeo, contact, "t7")


@scenario("a phone that has gone without a word: what it does not answer is kept, "
          "also over a restart of Kamailio; one that it refuses stops no other",
          loud="Kamailio is killed")
def gone(world):
    romeo, ua = world.xmpp_client("romeo"), world.sip_ua("1001")
    contact = world.gateway_jid("1001")
    romeo.writes(contact, "eins", REQUEST, "g0")
    first = ua.receives("MESSAGE")
    waits(world, ["eins"])
    romeo.writes(contact, "zwei", REQUEST, "g1")
    romeo.writes(contact, "drei", REQUEST, "g2")
    waits(world, ["eins", "zwei", "drei"])
    assert not told(romeo, "g0")
    world.kamailio.kill()
    world.kamailio.start()
    wait_until(lambda: len(set(re.findall(
        r"is up for worker (\d+)", world.kamailio.process.log_text()))) == 4,
        30, "all workers have a stream")
    ua.registers()
    again = gets_kept(ua, "eins")
    # a phone that had it after all knows it by that
    assert again.get("Call-ID") == first.get("Call-ID")
    gets_kept(ua, "zwei", 488)
    gets_kept(ua, "drei")
    waits(world, [])


@scenario("nothing is kept for those who are not named, nor by others")
def not_kept(world):
    romeo, ua = world.xmpp_client("romeo"), world.sip_ua("1001")
    contact = world.gateway_jid("1001x-")
    romeo.writes(contact, "x", REQUEST, "n0")
    romeo.find("stanza", lambda e: e["type"] == "error" and
               '"n0"' in e["xml"], 5, "an error")
    # the Call-ID of nothing that was sent: as from any client
    ua.body_type = "text/plain"
    request = ua.request("MESSAGE", "sip:1001@sip.example", body="x")
    ua.send(request)
    answer = ua.wait(lambda m: m.is_response and
                     m.get("Call-ID") == request.get("Call-ID"),
                     what="answer to MESSAGE")
    assert answer.code == 401 or answer.code == 407, answer.first


def default_config(world):
    path = config(world, default=True)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    line = 'loadmodule "jingle.so"\n'
    assert text.count(line) == 1, "the module is loaded once"
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace(line, f'{line}loadmodule "xmpp_chat.so"\n'))
    return path


@scenario("the same with the configuration that Kamailio comes with",
          defines=("JINGLE_CHAT", "WITH_AUTH"), kamailio=default_config)
def kept_by_default(world):
    kept_in_order(world)
