# SPDX-License-Identifier: GPL-2.0-or-later
"""What providers answer to the accounts of XMPP users, and what is done about
it: wrong passwords, silence, times that are too brief; and what is refused
before any provider is asked."""

import re
import time

from lib.accounts import CFG, account, config, provider_of, shown, state_is
from lib.process import Failed, wait_until
from lib.registrar import DOMAIN
from lib.scenario import scenario
from lib.world import stays

LOUD = "accounts that cannot be registered are logged"
WORLD = {"kamailio": config, "cfg": CFG}


class Scripted:
    """A registrar that answers as it is told."""

    def __init__(self, world):
        self.ua = world.sip_ua("registrar", register=False)
        self.proxy = f"{self.ua.address}:{self.ua.port}"
        self.times = []

    def account(self, _):
        return "secret"

    def asked(self, timeout=10):
        request = self.ua.receives("REGISTER", timeout)
        self.times.append(time.monotonic())
        return request

    def answers(self, code, *headers, phrase=None, contact=None):
        request = self.asked()
        self.ua.reply(request, code, phrase, headers=list(headers) + (
            [("Contact", contact or request.get("Contact"))]
            if code == 200 else []), contact=False)
        return request


def requests(world):
    """So many REGISTER requests were sent."""
    return int(re.search(r"requests: (\d+)", world.kamailio.rpc(
        "xmpp_account.stats")).group(1))


@scenario("a wrong password is told, and not tried again until it is changed; a "
          "password that was changed there likewise")
def wrong_password(world):
    provider = provider_of(world, max_expires=3, nonce_expire=2)
    provider.account("alice")
    with account(world, provider, password="wrong"):
        found = state_is(world, "refused")
        assert found["status"] == f"sip:alice@{DOMAIN}: not registered: 401 " \
            "Unauthorized: wrong password or authentication name", found
        count = requests(world)
        with stays(lambda: requests(world) != count, 4, "it is tried again"):
            pass
        world.kamailio.rpc(
            "xmpp_account.set", world.jid("romeo"), "main",
            f"sip:alice@{DOMAIN}", "s:", f"s:{provider.account('alice')}",
            provider.proxy)
        state_is(world, "registered")
        provider.set_password("alice", "another")
        state_is(world, "refused")
        provider.set_password("alice", "third")
        world.kamailio.rpc(
            "xmpp_account.set", world.jid("romeo"), "main",
            f"sip:alice@{DOMAIN}", "s:", "s:third", provider.proxy)
        state_is(world, "registered")
        # a blank one keeps it, and does not go to another host
        said = faults(world, "xmpp_account.set", world.jid("romeo"), "main",
                      f"sip:alice@{DOMAIN}", "s:", "s:", "evil.example")
        assert "error: 400" in said, said
        world.kamailio.rpc(
            "xmpp_account.set", world.jid("romeo"), "main",
            f"sip:alice@{DOMAIN}", "s:", "s:", provider.proxy, "udp", "s:Name")
        wait_until(lambda: shown(world)["display_name"] == "Name", 5,
                   "it is changed")
        state_is(world, "registered")


@scenario("an unknown user is told")
def unknown_user(world):
    provider = provider_of(world)
    with account(world, provider, sip="nobody", password="x"):
        found = state_is(world, "refused")
        assert "404 Not Found" in found["status"], found


@scenario("a provider that is gone: told, tried again, and registered once it "
          "is back")
def gone_and_back(world):
    provider = provider_of(world, max_expires=3)
    with account(world, provider):
        state_is(world, "registered")
        provider.kill()
        found = state_is(world, "failed", timeout=20)
        assert re.search(r"not registered: no answer, next try \d\d:\d\d$",
                         found["status"]), found
        provider.start()
        state_is(world, "registered", timeout=20)
        assert provider.contacts("alice")


@scenario("423: registered for as long as the provider wants")
def too_brief(world):
    provider = provider_of(world, max_expires=7200)
    provider.wants(1800)
    with account(world, provider):
        found = state_is(world, "registered")
        left = int(found["expires"]) - time.time()
        assert 1700 < left <= 1800, left


@scenario("503 with Retry-After, 302, silence, 200 without us: each as RFC 3261 "
          "says")
def answers(world):
    registrar = Scripted(world)
    other = world.sip_ua("other", register=False)
    with account(world, registrar):
        registrar.answers(503, ("Retry-After", "3"))
        found = state_is(world, "failed")
        assert found["code"] == "503", found
        request = registrar.answers(
            302, ("Contact", f"<sip:{other.address}:{other.port}>"))
        assert registrar.times[1] - registrar.times[0] > 2.9, registrar.times
        moved = other.receives("REGISTER")
        assert moved.first == \
            f"REGISTER sip:{other.address}:{other.port} SIP/2.0", moved.first
        for name in ("To", "Contact"):
            assert moved.get(name) == request.get(name)
        other.reply(moved, 200, contact=False)
        found = state_is(world, "failed")
        assert "does not keep it" in found["status"], found
        # the first one again
        registrar.answers(200, ("Expires", "5"))
        found = state_is(world, "registered")
        assert int(found["expires"]) - time.time() > 10  # its own parameter
        world.kamailio.rpc("xmpp_account.force", world.jid("romeo"))
        registrar.answers(600)
        state_is(world, "failed")
        registrar.asked()
        found = state_is(world, "failed", timeout=5)
    count = requests(world)
    with stays(lambda: requests(world) != count, 3, "it is tried again"):
        pass


@scenario("a registrar that keeps it for too short a time is told, and not asked "
          "all the time; a proxy that asks before the registrar is answered, too")
def brief_and_two_realms(world):
    registrar = Scripted(world)
    world.kamailio.rpc("cfg.set_now_int", "xmpp_account", "expires_min", 20)
    try:
        with account(world, registrar):
            registrar.answers(407, ("Proxy-Authenticate", 'Digest realm="p", '
                                    'nonce="a", qop="auth"'))
            registrar.answers(401, ("WWW-Authenticate", 'Digest realm="r", '
                                    'nonce="b", qop="auth"'))
            request = registrar.asked()
            assert 'realm="p"' in request.get("Proxy-Authorization")
            assert 'realm="r"' in request.get("Authorization")
            registrar.ua.reply(request, 200, headers=[
                ("Contact", request.get("Contact").replace("=600", "=19"))],
                contact=False)
            found = state_is(world, "failed")
            assert "the registrar keeps it for 19 s only" in found["status"], \
                found
            registrar.answers(200)
            state_is(world, "registered")
        registrar.answers(200)
    finally:
        world.kamailio.rpc("cfg.set_now_int", "xmpp_account", "expires_min", 1)


@scenario("challenges that cannot be met, and answers that are none")
def odd_answers(world):
    registrar = Scripted(world)
    nonsense = 'Digest realm="x", nonce="n", algorithm=SHA-512-256'
    with account(world, registrar):
        registrar.answers(401, ("WWW-Authenticate", nonsense))
        found = state_is(world, "refused")
        assert "a kind of password that is not known" in found["status"], found
        world.kamailio.rpc("xmpp_account.force", world.jid("romeo"))
        registrar.answers(401)
        state_is(world, "refused")
        world.kamailio.rpc("xmpp_account.force", world.jid("romeo"))
        # one old nonce after the other is not met for ever
        for n in range(6):
            try:
                request = registrar.asked(timeout=3)
            except Failed:
                break
            registrar.ua.reply(request, 401, headers=[(
                "WWW-Authenticate",
                f'Digest realm="x", nonce="n{n}", stale=true')], contact=False)
        assert n == 5, n
        state_is(world, "refused")


def faults(world, *words):
    try:
        world.kamailio.rpc(*words)
    except Failed as error:
        return str(error)
    raise AssertionError(f"{words} is no fault")


@scenario("hostile fields, foreign users and domains are refused before any "
          "provider is asked; nothing of it is kept")
def refused(world):
    romeo = world.jid("romeo")
    good = (romeo, "main", f"sip:alice@{DOMAIN}", "s:", "s:secret")
    evil = "a\r\nEvil: 1"
    for n, value, code in (
            (0, "romeo", 400), (0, "romeo@else.example", 403),
            (0, f"{romeo}{evil}", 400), (1, f"s:{evil}", 400),
            (1, "s:" + "x" * 65, 400), (2, f"sip:{evil}@{DOMAIN}", 400),
            (2, f"sip:alice@{DOMAIN}\r\nEvil: 1", 400),
            (2, f"sip:alice@{DOMAIN}>;x=<y", 400), (2, "s:", 400),
            (2, "sip:" + "x" * 400 + f"@{DOMAIN}", 400),
            (3, f"s:{evil}", 400), (4, f"s:{evil}", 400)):
        words = list(good)
        words[n] = value
        said = faults(world, "xmpp_account.set", *words)
        assert f"error: {code}" in said, (value, said)
    said = faults(world, "xmpp_account.set", *good, f"s:proxy{evil}")
    assert "error: 400" in said, said
    assert "error: 400" in faults(
        world, "xmpp_account.set", *good, "s:proxy.example", "sctp", "s:")
    assert "error: 404" in faults(world, "xmpp_account.show", romeo)
    assert "error: 404" in faults(world, "xmpp_account.remove", romeo, "main")
    assert not world.kamailio.rpc("xmpp_account.list").strip()


@scenario("many accounts are listed by pages; no answer has a password")
def pages(world):
    registrar = Scripted(world)
    jids = [world.jid(f"user{n:03d}") for n in range(130)]
    for jid in jids:
        world.kamailio.rpc("xmpp_account.set", jid, "main",
                           f"sip:{jid.split('@')[0]}@{DOMAIN}", "s:",
                           "s:very-secret", registrar.proxy)
    found = []
    for skip in (0, 50, 100):
        text = world.kamailio.rpc("xmpp_account.list", skip, 50)
        assert "very-secret" not in text
        found += re.findall(r"jid: (\S+)", text)
    assert sorted(found) == sorted(jids), len(found)
    assert len(re.findall("jid:", world.kamailio.rpc(
        "xmpp_account.list"))) == 100
    assert "very-secret" not in world.kamailio.rpc(
        "xmpp_account.show", jids[0])
    for jid in jids:
        world.kamailio.rpc("xmpp_account.remove", jid)
    wait_until(lambda: "accounts: 0\n" in world.kamailio.rpc(
        "xmpp_account.stats"), 20, "all are gone")
    assert "very-secret" not in world.kamailio.process.log_text()
