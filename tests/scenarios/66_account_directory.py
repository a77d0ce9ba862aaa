# SPDX-License-Identifier: GPL-2.0-or-later
"""SIP accounts pushed by the operator's own system: JSON-RPC over HTTP, by
cfg/examples/directory.cfg, with the requests that Python's own library makes. The
registrar is a second Kamailio with digest authentication."""

import contextlib
import hashlib
import http.client
import json
import os
import secrets
import socket
import sqlite3
import urllib.parse

from lib import edits
from lib.accounts import CFG, provider_of, shown, state_is
from lib.process import wait_until
from lib.registrar import DOMAIN
from lib.scenario import scenario
from lib.world import assert_heard

PORT = 8081
TOKEN = secrets.token_hex(32)
METHOD = "xmpp_account.list"


def config(world):
    key = f"{world.folder}/account.key"
    with open(key, "w", encoding="utf-8") as file:
        file.write(secrets.token_hex(32) + "\n")
    os.chmod(key, 0o600)
    return edits.copy(world, "accounts.cfg", "directory.cfg", values={
        "/etc/kamailio/account.key": key, "192.0.2.1": world.address,
        "127.0.0.1": world.address,
        "0" * 64: hashlib.sha256(f"Bearer {TOKEN}".encode()).hexdigest()})


WORLD = {"kamailio": config, "cfg": CFG}


# --- the operator's system ---

def request(world, body, method="POST", token=TOKEN, **headers):
    """Status and body of the answer."""
    connection = http.client.HTTPConnection(world.address, PORT, timeout=10)
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    try:
        connection.request(method, "/", body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def call(world, method, *params):
    """What the RPC answers: its result, or its error."""
    _, text = request(world, json.dumps({
        "jsonrpc": "2.0", "id": 1, "method": f"xmpp_account.{method}",
        "params": params}), **{"Content-Type": "application/json"})
    answer = json.loads(text)
    assert answer["id"] == 1, answer
    return answer["error"] if "error" in answer else answer["result"]


def record(world, user, sip, **fields):
    """One account as it is pushed."""
    return urllib.parse.urlencode({
        "jid": f"{user}@{world.xmpp_domain}",
        "sip_address": f"{sip}@{DOMAIN}", **fields})


def ha1(algorithm, user, password, realm=DOMAIN):
    return hashlib.new(
        algorithm, f"{user}:{realm}:{password}".encode()).hexdigest()


def clear(world, *users):
    for user in users:
        call(world, "remove", world.jid(user))
        wait_until(lambda user=user: not shown(world, user), 10,
                   "the account is gone")


@scenario("a directory is pushed in one call: passwords and HA1, each answered; "
          "it is listed in pages, changed, asked again and removed")
def pushed(world):
    provider = provider_of(world)
    alice, carol = provider.account("alice"), provider.account("carol")
    answers = call(
        world, "import",
        record(world, "romeo", "alice", password=alice, proxy=provider.proxy,
               display_name="Romeo <&> \"M\"", keep_reachable=0),
        record(world, "juliet", "carol", proxy=provider.proxy, realm=DOMAIN,
               ha1_md5=ha1("md5", "carol", carol).upper()),
        record(world, "mercutio", "alice", password="x", transport="sctp"))
    assert answers == [
        {"account": 1, "result": "taken"}, {"account": 2, "result": "taken"},
        {"account": 3, "result": "refused", "field": "transport",
         "reason": "it is udp, tcp or tls"}], answers
    # it is tried, and follows a presence that is not there
    assert state_is(world, "offline")["code"] == "200"
    state_is(world, "registered", "juliet")
    found = call(world, "show", world.jid("romeo"))[0]
    assert found["display_name"] == "Romeo <&> \"M\"", found
    assert found["keep_reachable"] == 0 and found["password"] == "(kept)", found
    listed = [account["jid"] for skip in (0, 1)
              for account in call(world, "list", skip, 1)]
    assert sorted(listed) == sorted(
        [world.jid("romeo"), world.jid("juliet")]), listed
    assert call(world, "list", 2, 1) == []
    # blank: what it has, a password or an HA1, stays good
    answers = call(world, "import", *(
        record(world, user, sip, proxy=provider.proxy, display_name="New")
        for user, sip in (("romeo", "alice"), ("juliet", "carol"))))
    assert [a["result"] for a in answers] == ["taken", "taken"], answers
    for user in ("romeo", "juliet"):
        wait_until(lambda user=user: shown(world, user).get("display_name")
                   == "New", 5, "it is changed")
        state_is(world, "registered", user)
        call(world, "force", world.jid(user))
        state_is(world, "registered", user)
    clear(world, "romeo", "juliet")


@scenario("accounts with an HA1 alone, MD5 and SHA-256: a call out through the "
          "407, a call in; the database has neither password nor HA1; a restart",
          loud="Kamailio is killed, and the others say so")
def by_ha1(world):
    provider = provider_of(world)
    newer = provider_of(world, name="newer", algorithm="SHA-256")
    romeo = world.xmpp_client("romeo", hz=440)
    phone = provider.phone("bob", hz=1000)
    password = provider.account("alice")
    hashes = {"ha1_md5": ha1("md5", "alice", password),
              "ha1_sha256": ha1("sha256", "alice", password)}
    newer.set_password("alice", password)
    answers = call(world, "import", *(
        record(world, user, "alice", proxy=registrar.proxy, realm=DOMAIN,
               **hashes)
        for user, registrar in (("romeo", provider), ("juliet", newer))))
    assert [a["result"] for a in answers] == ["taken", "taken"], answers
    state_is(world, "registered")
    state_is(world, "registered", "juliet")
    out = romeo.calls(world.gateway_jid("bob"))
    phone.is_called()
    phone.answers()
    out.is_answered()
    assert_heard((out, 1000), (phone, 440))
    out.hangs_up()
    phone.call_ends()
    phone.dials(f"sip:alice@{DOMAIN}")
    into = romeo.is_called(how="propose")
    into.declines()
    phone.call_ends()
    wait_until(lambda: "store_waiting: 0" in
               world.kamailio.rpc("xmpp_account.stats"), 5, "it is written")
    with sqlite3.connect(world.database) as database:
        rows = str(database.execute("select * from xmpp_account").fetchall())
    for secret in (password, *hashes.values()):
        assert secret not in rows, rows
        assert secret not in world.kamailio.process.log_text()
    # sealed as an HA1, it is taken up again after a restart
    world.kamailio.kill()
    world.kamailio.start()
    state_is(world, "registered", timeout=30)
    state_is(world, "registered", "juliet", timeout=30)
    clear(world, "romeo", "juliet")


@scenario("an HA1 is of one realm and one algorithm: for others it is not used, "
          "and the account is refused", loud="refused accounts are logged")
def other_realm(world):
    provider = provider_of(world, algorithm="SHA-256", port=5070)
    password = provider.account("alice")
    answers = call(
        world, "import",
        record(world, "romeo", "alice", proxy=provider.proxy, realm=DOMAIN,
               ha1_md5=ha1("md5", "alice", password)),
        record(world, "juliet", "alice", proxy=provider.proxy, realm="other",
               ha1_sha256=ha1("sha256", "alice", password, "other")))
    assert [a["result"] for a in answers] == ["taken", "taken"], answers
    for user in ("romeo", "juliet"):
        found = state_is(world, "refused", user)
        assert "another realm or algorithm" in found["reason"], found
    assert not [r for r in world.wire.sip()
                if r.text.startswith("REGISTER ")
                and r.target == (provider.address, provider.port)
                and "Authorization: Digest" in r.text]
    # an HA1 has the name of its user in it
    answers = call(world, "import", record(
        world, "romeo", "alice", auth_name="other", proxy=provider.proxy))
    assert answers[0]["field"] == "password", answers
    clear(world, "romeo", "juliet")


@scenario("what cannot be an account is refused for itself, and says which field "
          "it was", loud="refused ones are logged")
def bad_accounts(world):
    good = dict(password="secret", proxy=f"{world.address}:5099")
    cases = (
        ("jid", record(world, "romeo", "a", **good | {"jid": "no user"})),
        ("jid", record(world, "romeo", "a", **good | {"jid": "a@evil.example"})),
        ("sip_address", record(world, "romeo", "a\r\nEvil: 1", **good)),
        ("auth_name", record(world, "romeo", "a", auth_name="a\r\nE: 1",
                             **good)),
        ("password", record(world, "romeo", "a", **good | {"password": ""})),
        ("password", record(world, "romeo", "a", **good
                            | {"password": "x" * 129})),
        ("password", record(world, "romeo", "a", realm="r", ha1_md5="0" * 32,
                            **good)),
        ("ha1_md5", record(world, "romeo", "a", realm="r", ha1_md5="0" * 31)),
        ("ha1_sha256", record(world, "romeo", "a", realm="r",
                              ha1_sha256="g" * 64)),
        ("realm", record(world, "romeo", "a", ha1_md5="0" * 32)),
        ("realm", record(world, "romeo", "a", realm="r" * 129,
                         ha1_md5="0" * 32)),
        ("keep_reachable", record(world, "romeo", "a", keep_reachable="yes",
                                  **good)),
        ("display_name", record(world, "romeo", "a", display_name="\x01",
                                **good)),
        ("jid", record(world, "romeo", "a", **good) + "&jid=b%40b"),
        ("", record(world, "romeo", "a", evil="1", **good)),
        ("", "jid=%zz"), ("", "a=" + "x" * 4000), ("jid", ""),
        ("line", record(world, "romeo", "a", line="x" * 65, **good)))
    answers = call(world, "import", *(text for _, text in cases))
    assert [a["account"] for a in answers] == list(range(1, len(cases) + 1))
    for (field, text), answer in zip(cases, answers):
        assert answer["result"] == "refused", (text, answer)
        assert answer["field"] == field, (text, answer)
        assert answer["reason"], answer
    # as many accounts as one user may have, counted within the call
    answers = call(world, "import", *(
        record(world, "romeo", "a", line=f"line{n}", **good)
        for n in (0, 1, 2, 0, 3, 4, 5)))
    assert [a["result"] for a in answers] == ["taken"] * 6 + ["refused"]
    assert answers[-1]["field"] == "line", answers
    wait_until(lambda: len(call(world, "show", world.jid("romeo"))) == 5, 5,
               "five accounts")
    clear(world, "romeo")
    assert call(world, "import")["code"] == 400
    assert call(world, "import", "jid=a", 5)["code"] == 400
    assert call(world, "import", {"jid": "a@b"})["code"] == 400
    assert call(world, "import", *["jid="] * 201)["code"] == 413
    # numbers are texts, and each its own
    assert call(world, "set", world.jid("romeo"), "main", f"sip:a@{DOMAIN}",
                1001, 1234, f"{world.address}:5099") in ([], {}, "", None)
    wait_until(lambda: shown(world).get("auth_name") == "1001", 5,
               "the name is not the password")
    clear(world, "romeo")


def rpc(method, **more):
    return json.dumps({"jsonrpc": "2.0", "method": method, "id": 1, **more})


@scenario("only who has the token is answered, for accounts alone; what is no "
          "request is refused, and no secret is in the log",
          loud="an RPC that is unknown is logged")
def hostile(world):
    good = rpc(METHOD)
    assert request(world, good)[0] == 200
    for token in (None, "", TOKEN[:-1], TOKEN + "0", TOKEN.upper(), "0" * 64):
        assert request(world, good, token=token)[0] == 401, token
    assert request(world, good, token=None, Authorization=TOKEN)[0] == 401
    assert request(world, good, token=None,
                   Authorization=f"Basic {TOKEN}")[0] == 401
    for method in ("GET", "PUT", "OPTIONS", "DELETE"):
        assert request(world, None, method=method)[0] == 405, method
    other = "core.shmmem"
    for body in (
            "", "x", "[]", "null", '"' + METHOD + '"', f"[{good}]",
            rpc(other), rpc("xmpp_account"), rpc(METHOD + " "),
            rpc("xmpp_account.list\\u0000"),
            '{"method":"core.shmmem","method":"%s","jsonrpc":"2.0"}' % METHOD,
            '{"Method":"core.shmmem","method":"%s","jsonrpc":"2.0"}' % METHOD,
            '{"jsonrpc":"2.0","id":"\\"","m\\u0065thod":"core.shmmem",'
            '"method":"%s"}' % METHOD,
            '{"jsonrpc":"2.0","id":{"method":"%s"},"method":"core.shmmem"}'
            % METHOD):
        status, text = request(world, body)
        assert status == 400 and "total" not in text, (body, status, text)
    # the first method counts, whatever follows
    status, text = request(
        world, '{"jsonrpc":"2.0","method":"%s","method":"core.shmmem",'
               '"Method":"core.shmmem","id":1}' % METHOD)
    assert "total" not in text, text
    assert request(world, rpc("xmpp_account.nothing"))[0] == 500
    secret = "Geheimnis-" + secrets.token_hex(8)
    for body in (rpc("xmpp_account.import", params=[f"password={secret}"])[:-1],
                 rpc("xmpp_account.import", params=secret),
                 '{"jsonrpc":"2.0","method":"xmpp_account.import","params":['
                 + "[" * 2000 + f'"{secret}"'):
        status, text = request(world, body)
        assert status in (200, 400, 500), (status, text)
        assert secret not in text
    too_long = socket.create_connection((world.address, PORT), 5)
    with too_long:
        head = (f"POST / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}"
                "\r\nContent-Length: 999999999\r\n\r\n")
        # closed when it is more than Kamailio keeps of a message
        with contextlib.suppress(ConnectionError):
            too_long.sendall(head.encode() + b"x" * 1000000)
            assert too_long.recv(100) == b""
    with socket.create_connection((world.address, PORT), 5) as sip:
        sip.sendall(
            b"OPTIONS sip:1001@sip.example SIP/2.0\r\n"
            b"Via: SIP/2.0/TCP 192.0.2.9;branch=z9hG4bKx\r\n"
            b"From: <sip:a@evil.example>;tag=1\r\nTo: <sip:1001@sip.example>"
            b"\r\nCall-ID: http-port\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 9\r\n"
            b"Content-Length: 0\r\n\r\n")
        sip.settimeout(1)
        try:
            assert not sip.recv(100)
        except TimeoutError:
            pass
    assert request(world, good)[0] == 200
    log = world.kamailio.process.log_text()
    assert secret not in log and TOKEN not in log


@scenario("many accounts in one call: all are registered, and the registrar is "
          "never above the pace")
def many(world):
    provider = provider_of(world)
    count, rate = 120, 60
    world.kamailio.rpc("cfg.set_now_int", "xmpp_account", "rate", str(rate))
    records = []
    for n in range(count):
        password = provider.account(f"n{n}")
        records.append(record(
            world, f"user{n}", f"n{n}", proxy=provider.proxy, realm=DOMAIN,
            ha1_md5=ha1("md5", f"n{n}", password)))
    before = len(world.wire.sip())
    answers = call(world, "import", *records)
    assert [a["result"] for a in answers] == ["taken"] * count, answers
    wait_until(lambda: call(world, "stats")["registered"] == count, 30,
               "all are registered")
    sent = sorted(r.when for r in world.wire.sip()[before:]
                  if r.text.startswith("REGISTER ")
                  and r.target[0] == provider.address)
    assert len(sent) == 2 * count, len(sent)  # each asked for its password once
    worst = max(sum(1 for t in sent if begin <= t < begin + 1)
                for begin in sent)
    assert worst <= rate, worst
    pages = [a["jid"] for skip in (0, 100, 200)
             for a in call(world, "list", skip)]
    assert len(pages) == len(set(pages)) == count, len(pages)
    for n in range(count):
        call(world, "remove", f"user{n}@{world.xmpp_domain}")
    wait_until(lambda: call(world, "stats")["accounts"] == 0, 30,
               "all have left")
