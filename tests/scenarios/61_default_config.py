# SPDX-License-Identifier: GPL-2.0-or-later
"""Kamailio's own default configuration with exactly the lines that
cfg/doc/INSTALL.md names, in its variants: calls both ways, and no toll for
strangers."""

import re
import sqlite3

from lib import edits
from lib.process import run, wait_until
from lib.scenario import scenario
from lib.world import REPO, assert_heard, stays

NUMBER = "+4930123456"
GATEWAY = "10.77.0.3"  # to the PSTN: whoever comes second


def with_numbers(world):
    return edits.default_config(world, numbers=True)


def with_database(world):
    """And with the page's database: what it has the operator's shell do, and
    the lines of the configuration."""
    section = edits.install_page().split("## 6. Database", 1)[1]
    shell, lines = re.findall(r"^```\n(.*?)^```\n", section, re.M | re.S)[:2]
    folder = f"{world.folder}/database"
    run(["sh", "-e", "-c", shell.replace(
        "/usr/share/kamailio-jingle", f"{REPO}/cfg").replace(
        "/var/lib/kamailio", folder)])
    path = edits.default_config(world)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    # Kamailio is started with -A DB_URL here, of another file
    lines = lines.replace("/var/lib/kamailio", folder).replace(
        "DB_URL", "THE_PAGES_DB_URL")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace("####### Routing Logic", lines +
                                "####### Routing Logic", 1))
    return path


def variant(*defines, config=edits.default_config):
    return {"kamailio": config, "defines": defines}


def both_ways(world):
    """A call each way, heard, each hung up by the other side."""
    romeo, phone = world.together(
        lambda: world.xmpp_client("romeo", hz=440),
        lambda: world.phone("1001", hz=1000))
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    phone.hears_ringing()
    call.answers()
    phone.is_answered()
    assert_heard((call, 1000), (phone, 440))
    call.hangs_up()
    phone.call_ends()
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    call.hears_ringing()
    phone.answers()
    call.is_answered()
    phone.is_answered()
    assert_heard((call, 1000), (phone, 440))
    phone.hangs_up()
    assert call.ends()[0] == "success"


def strangers_are_refused(world, *codes):
    ua = world.sip_ua("mallory", register=False)
    ua.password = None
    for sender in ("mallory@evil.example", "romeo@xmpp.example"):
        invite = ua.invites(f"sip:{world.sip_uri('romeo')}",
                            from_=f"<sip:{sender}>;tag=m{sender[0]}")
        answer = ua.receives_code(4)
        assert answer.code in codes, answer.first
        ua.ack(invite, answer)


@scenario("as it is", **variant(),
          loud="strangers are refused")
def plain(world):
    both_ways(world)
    strangers_are_refused(world, 403)


@scenario("with the database of that page: a call outlives Kamailio",
          **variant(config=with_database),
          loud="Kamailio is killed")
def with_a_database(world):
    romeo, phone = world.together(
        lambda: world.xmpp_client("romeo", hz=440),
        lambda: world.phone("1001", hz=1000))
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    phone.answers()
    call.is_answered()
    wait_until(lambda: "store_waiting: 0" in world.kamailio.rpc(
        "jingle.stats"), 5, "the call is written")
    world.kamailio.kill()
    world.kamailio.start()
    wait_until(lambda: world.kamailio.rpc("xmpp_link.list").count(
        "streams: gw.example") == 4, 20, "all are linked")
    assert "calls_restored: 1" in world.kamailio.rpc("jingle.stats")
    assert_heard((call, 1000), (phone, 440))
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("WITH_AUTH", **variant("WITH_AUTH"),
          loud="strangers are refused")
def with_auth(world):
    both_ways(world)
    strangers_are_refused(world, 403)


@scenario("WITH_AUTH: without a password nobody calls an XMPP user",
          **variant("WITH_AUTH"))
def with_auth_no_password(world):
    romeo = world.xmpp_client("romeo")
    world.sip_password("1002")
    ua = world.sip_ua("1001")
    for sender in ("1001", "1002"):  # the second with 1001's password
        if sender == "1001":
            password, ua.password = ua.password, None
        else:
            ua.password = password
        invite = ua.invites(f"sip:{world.sip_uri('romeo')}",
                            from_=f"<sip:{sender}@sip.example>;tag={sender}")
        answer = ua.receives_code(4)
        assert answer.code == 407, answer.first
        ua.ack(invite, answer)
    assert not romeo.had("call")


@scenario("WITH_NAT", **variant("WITH_NAT"),
          loud="there is no rtpproxy")
def with_nat(world):
    both_ways(world)


@scenario("WITH_NAT and WITH_RTPENGINE",
          **variant("WITH_NAT", "WITH_RTPENGINE"))
def with_rtpengine(world):
    both_ways(world)


@scenario("WITH_ANTIFLOOD", **variant("WITH_ANTIFLOOD"))
def with_antiflood(world):
    both_ways(world)
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1002")
    for _ in range(10):  # our own requests are no flood
        call = romeo.calls(world.gateway_jid("1002"))
        ua.reply(ua.receives("INVITE"), 486)
        assert call.ends()[0] == "busy"


@scenario("WITH_ANTIFLOOD: who floods our Contact is banned like everybody",
          **variant("WITH_ANTIFLOOD"),
          loud="who floods is logged")
def with_antiflood_contact(world):
    flooder = world.sip_ua("mallory", register=False)
    contact = f"sip:romeo@{world.address}:5060;gr={'a' * 26}"

    def bye():
        request = flooder.request("BYE", contact, to=f"<{contact}>;tag=x")
        flooder.send(request)
        return request.get("Call-ID")
    names = [bye() for _ in range(500)]
    # nobody is banned for 300 s before he is: the last ones get nothing
    with stays(lambda: flooder.had(lambda m: m.get("Call-ID") in names[400:]),
               2, "a flood of 500 is answered to its end"):
        pass
    answers = flooder.had(lambda m: m.is_response)
    assert answers and {m.code for m in answers} <= {404, 481}
    romeo, ua = world.xmpp_client("romeo"), world.sip_ua("1003")
    call = romeo.calls(world.gateway_jid("1003"))  # others call on
    ua.reply(ua.receives("INVITE"), 486)
    assert call.ends()[0] == "busy"


@scenario("WITH_AUTH, WITH_NAT, WITH_RTPENGINE, WITH_PSTN, WITH_ANTIFLOOD",
          **variant("WITH_AUTH", "WITH_NAT", "WITH_RTPENGINE", "WITH_PSTN",
                    "WITH_ANTIFLOOD"),
          loud="strangers are refused")
def with_all(world):
    both_ways(world)
    strangers_are_refused(world, 403)


@scenario("WITH_ACCDB, _BLOCK3XX, _BLOCK401407, _MSGREBUILD, _MULTIDOMAIN, "
          "_SPEEDDIAL, _USRLOCDB, _VOICEMAIL",
          tables=("acc", "domain", "speeddial", "usrloc"),
          **variant("WITH_AUTH", "WITH_ACCDB", "WITH_BLOCK3XX",
                    "WITH_BLOCK401407", "WITH_MSGREBUILD",
                    "WITH_MULTIDOMAIN", "WITH_SPEEDDIAL", "WITH_USRLOCDB",
                    "WITH_VOICEMAIL"),
          loud="acc has no tag for what is answered inside Kamailio")
def with_others(world):
    with open(edits.DEFAULT, encoding="utf-8") as file:
        columns = re.findall(r"^  (ALTER TABLE .*;)$", file.read(), re.M)
    with sqlite3.connect(world.database, timeout=10) as database:
        database.executescript("\n".join(columns))
        database.execute("INSERT INTO domain (domain, did) VALUES "
                         "('sip.example', 'sip.example')")
        database.execute(
            "INSERT INTO speed_dial (username, domain, sd_username, "
            "sd_domain, new_uri) VALUES ('1002', 'sip.example', '12', "
            f"'sip.example', 'sip:{NUMBER}@{GATEWAY}:5062')")
        database.executemany(
            "INSERT INTO speed_dial (username, domain, sd_username, "
            "sd_domain, new_uri) VALUES (?, ?, '12', 'sip.example', ?)",
            [("romeo", "xmpp.example", f"sip:{NUMBER}@{GATEWAY}:5062")])
    world.kamailio.rpc("domain.reload")
    ua = world.sip_ua("1002")
    gateway = world.sip_ua("pstn", register=False)
    assert gateway.address == GATEWAY
    both_ways(world)
    strangers_are_refused(world, 403)
    with sqlite3.connect(world.database, timeout=10) as database:
        answered = {row[0] for row in database.execute(
            "SELECT src_domain FROM acc WHERE method = 'INVITE' AND "
            "sip_code = '200'")}
    assert "xmpp.example" in answered, answered
    # a short number of the phone's, not of the XMPP user's
    invite = ua.invites("sip:12@sip.example")
    gateway.reply(gateway.receives("INVITE"), 486)
    ua.ack(invite, ua.receives_code(486))
    romeo = world.xmpp_client("romeo")
    assert romeo.calls(world.gateway_jid("12")).wait("reject")
    call = romeo.calls(f"{world.gateway_jid('12')}/gateway", jmi=False)
    assert call.ends()[0] == "gone"
    assert len(gateway.had(lambda m: m.method == "INVITE" and
                           not m.is_response)) == 1


@scenario("WITH_AUTH and WITH_IPAUTH: a trunk of the address table is believed",
          tables=("permissions",), **variant("WITH_AUTH", "WITH_IPAUTH"))
def with_ipauth(world):
    romeo = world.xmpp_client("romeo")
    trunk = world.sip_ua("trunk", register=False)
    trunk.password = None
    caller = f"<sip:{NUMBER}@carrier.example>;tag=t"
    invite = trunk.invites(f"sip:{world.sip_uri('romeo')}",
                           from_=f"{caller}1")
    trunk.ack(invite, trunk.receives_code(403))
    with sqlite3.connect(world.database) as database:
        database.execute("INSERT INTO address (grp, ip_addr, mask) "
                         "VALUES (1, ?, 32)", (trunk.address,))
    world.kamailio.rpc("permissions.addressReload")
    invite = trunk.invites(f"sip:{world.sip_uri('romeo')}",
                           from_=f"{caller}2")
    call = romeo.is_called()
    assert NUMBER in call.sender
    call.declines()
    trunk.ack(invite, trunk.receives_code(486))


def pstn(world):
    """romeo, a SIP user, and the gateway to the PSTN."""
    romeo = world.xmpp_client("romeo")
    gateway = world.sip_ua("pstn", register=False)
    assert gateway.address == GATEWAY
    world.kamailio.rpc("cfg.sets", "pstn", "gw_ip", GATEWAY)
    world.kamailio.rpc("cfg.sets", "pstn", "gw_port", "s:5062")
    return romeo, gateway, world.sip_ua("1001")


@scenario("WITH_AUTH and WITH_PSTN: SIP users reach numbers, XMPP users not",
          **variant("WITH_AUTH", "WITH_PSTN"),
          loud="who is called in vain is logged")
def with_pstn(world):
    romeo, gateway, ua = pstn(world)
    invite = ua.invites(f"sip:{NUMBER}@sip.example")
    gateway.reply(gateway.receives("INVITE"), 486)
    ua.ack(invite, ua.receives_code(486))
    count = len(gateway.messages)
    for number in (NUMBER, "0049301234567"):
        assert romeo.calls(world.gateway_jid(number)).wait("reject")
        call = romeo.calls(f"{world.gateway_jid(number)}/gateway", jmi=False)
        assert call.ends()[0] in ("gone", "decline")
    assert len([m for m in gateway.messages[count:]
                if m.method == "INVITE"]) == 0


@scenario("WITH_AUTH and WITH_PSTN: XMPP users reach numbers when they may",
          **variant("WITH_AUTH", "WITH_PSTN", "JINGLE_ALLOW_NUMBERS",
                    config=with_numbers))
def with_pstn_allowed(world):
    romeo, gateway, _ = pstn(world)
    call = romeo.calls(world.gateway_jid("0049301234567"))
    invite = gateway.receives("INVITE")
    assert "+49301234567@" in invite.first, invite.first
    gateway.reply(invite, 486)
    assert call.ends()[0] == "busy"
    stranger = world.sip_ua("mallory", register=False)
    stranger.password = None
    request = stranger.invites(f"sip:{NUMBER}@sip.example",
                               from_="<sip:mallory@evil.example>;tag=m2")
    answer = stranger.receives_code(403)
    stranger.ack(request, answer)


@scenario("WITH_AUTH, WITH_PSTN and a trunk: it does not call at our cost",
          **variant("WITH_AUTH", "WITH_PSTN", "JINGLE_ALLOW_NUMBERS",
                    'JINGLE_TRUNKS="^10\\.77\\.0\\.3$"',
                    config=with_numbers))
def with_pstn_and_trunk(world):
    romeo, gateway, _ = pstn(world)
    gateway.password = None
    for sender in ("1001@sip.example", f"{NUMBER}@sip.example",
                   "x@evil.example"):
        invite = gateway.invites(f"sip:{NUMBER}@sip.example",
                                 from_=f"<sip:{sender}>;tag=g{sender[:3]}")
        gateway.ack(invite, gateway.receives_code(4))
    gateway.send(gateway.request(
        "REGISTER", "sip:sip.example", to="<sip:1001@sip.example>",
        from_="<sip:1001@sip.example>;tag=r", headers=[("Expires", "60")]))
    gateway.receives_code(401, method="REGISTER")
    assert not gateway.had(lambda m: m.method == "INVITE" and
                           not m.is_response)
    invite = gateway.invites(f"sip:{world.sip_uri('romeo')}",
                             from_=f"<sip:{NUMBER}@carrier.example>;tag=t")
    romeo.is_called().declines()
    gateway.ack(invite, gateway.receives_code(486))


@scenario("WITH_AUTH and WITH_ALIASDB: an alias to the PSTN is not for them",
          tables=("alias_db",), **variant("WITH_AUTH", "WITH_ALIASDB"),
          loud="who is called in vain is logged")
def with_aliasdb(world):
    with sqlite3.connect(world.database) as database:
        database.execute(
            "INSERT INTO dbaliases (alias_username, alias_domain, username, "
            "domain) VALUES ('taxi', 'sip.example', ?, ?)",
            (NUMBER, f"{GATEWAY}:5062"))
    romeo = world.xmpp_client("romeo")
    gateway = world.sip_ua("pstn", register=False)
    ua = world.sip_ua("1001")
    invite = ua.invites("sip:taxi@sip.example")
    called = gateway.receives("INVITE")
    assert NUMBER in called.first, called.first
    gateway.reply(called, 486)
    ua.ack(invite, ua.receives_code(486))
    assert romeo.calls(world.gateway_jid("taxi")).wait("reject")
    call = romeo.calls(f"{world.gateway_jid('taxi')}/gateway", jmi=False)
    assert call.ends()[0] == "gone"
    assert len(gateway.had(lambda m: not m.is_response and
                           m.method == "INVITE")) == 1
