# SPDX-License-Identifier: GPL-2.0-or-later
"""Parameters that cannot be meant: Kamailio does not start and says why, or
says at its start what will not work."""

import glob
import subprocess
import time

from lib.kamailio import Kamailio, module_path
from lib.process import Failed
from lib.scenario import scenario
from lib.world import BUILD, REPO, assert_heard

LOUD = "parameters that cannot be meant are logged"

# what is wrong by itself: already `kamailio -c` says so, with file and line
MALFORMED = {
    'modparam("jingle", "socket", "tcp:127.0.0.1:5060")':
        "is not a UDP socket",
    'modparam("jingle", "socket", "udp:127.0.0.1:sip")': "is no address",
    'modparam("jingle", "db_url", "/var/lib/kamailio/jingle.sqlite")':
        "no URL of a database",
    'modparam("jingle", "table", "jingle call")': "no name of a table",
    'modparam("jingle", "ring_time", 0)': "ring_time is 0, must be from 1",
    'modparam("jingle", "ring_time", 171)': "ring_time is 171, must be from 1",
    'modparam("jingle", "decline_code", 404)': "must be 486 or 603",
    'modparam("jingle", "second_call", 2)': "must be from 0 to 1",
    'modparam("jingle", "max_candidates", 0)': "max_candidates is 0",
    'modparam("xmpp_gateway", "component", "gw@xmpp.example")':
        "is not a domain",
    'modparam("xmpp_gateway", "component", "gw.example GW.example")':
        "is given twice",
    'modparam("xmpp_gateway", "component", "1.a 2.a 3.a 4.a 5.a 6.a 7.a 8.a '
    '9.a")': "more than 8",
    'modparam("xmpp_gateway", "sip_domain", "<sip.example>")':
        "is not a domain",
    'modparam("xmpp_gateway", "trunk_domains", "sip:192.0.2.20/")':
        "is not a domain",
    # the names of before are looked at likewise
    'modparam("jingle", "local_domains", "romeo@xmpp.example")':
        "romeo@xmpp.example is not a domain",
    'modparam("jingle", "fold_users", 2)': "must be from 0 to 1",
    'modparam("xmpp_gateway", "local_domains", "http://xmpp.example")':
        "is not a domain",
    'modparam("xmpp_gateway", "resource", "")': "must have 1 to 1023 bytes",
    'modparam("xmpp_gateway", "resource", "gate\tway")': "not text in UTF-8",
    'modparam("xmpp_gateway", "name", "SIP\x01")': "not text in UTF-8",
    'modparam("xmpp_gateway", "types", "")': "must name at least one",
    'modparam("xmpp_gateway", "types", "sip sip")': "sip is given twice",
    'modparam("xmpp_gateway", "features", "urn:x urn:y urn:x")':
        "urn:x is given twice",
    'modparam("xmpp_gateway", "db_url", "jingle.sqlite")':
        "no URL of a database",
    'modparam("xmpp_gateway", "query_time", 0)': "query_time is 0",
    'modparam("xmpp_link", "socket", "")': "must have 1 to 100",
    f'modparam("xmpp_link", "socket", "/run/{"x" * 100}")':
        "must have 1 to 100",
    'modparam("xmpp_link", "socket_mode", 660)':
        "socket_mode is 01224, must be from 0600 to 0777",
    'modparam("xmpp_link", "workers", 65)': "workers is 65, must be from 1",
    'modparam("xmpp_link", "user", "nobody-of-this-name")': "no user nobody-",
    'modparam("xmpp_link", "group", "nobody-of-this-name")':
        "no group nobody-",
    'modparam("xmpp_link", "peer_users", "root nobody-of-this-name")':
        "no user nobody-",
    'modparam("xmpp_link", "local_domains", "romeo@xmpp.example")':
        "is not a domain",
}
# what is wrong beside the rest of the configuration: it does not start
REFUSED = {
    'modparam("xmpp_gateway", "local_domains", "gw.example")':
        "gw.example is a component",
    'modparam("xmpp_gateway", "sip_domain", "sip.example sip2.example")':
        "2 domains for 1 components",
    'modparam("xmpp_gateway", "component", "")': "must name the domain",
    'modparam("jingle", "socket", "udp:192.0.2.1:5060")':
        "does not listen on",
    'modparam("jingle", "event_callback", "nobody")': "no KEMI engine",
    # an old name that contradicts: which one is meant?
    'modparam("jingle", "component", "gw.example, gw.example.org")':
        'modparam("xmpp_gateway", "component", "gw.example") differ',
    'modparam("jingle", "sip_domain", "sip.example.org")':
        'modparam("xmpp_gateway", "sip_domain", "sip.example") differ',
    'modparam("jingle", "local_domains", "")':
        'modparam("xmpp_gateway", "local_domains", "xmpp.example") differ',
    'modparam("xmpp_gateway", "resource", "front")\n'
    'modparam("jingle", "resource", "back")': "let that of xmpp_gateway say",
    'modparam("xmpp_gateway", "fold_users", 1)\n'
    'modparam("jingle", "fold_users", 0)': "let that of xmpp_gateway say",
    'modparam("xmpp_link", "local_domains", "other.example")':
        "take the line of xmpp_link out",
}
WARNED = {
    'modparam("xmpp_gateway", "sip_domain", "other.example")':
        "other.example is not a domain of this Kamailio",
    'modparam("xmpp_gateway", "local_domains", "")': "local_domains is empty",
    'modparam("jingle", "trunk_domains", "carrier.example")':
        'write modparam("xmpp_gateway", "trunk_domains", "carrier.example")',
    'modparam("jingle", "fold_users", 0)':
        'write modparam("xmpp_gateway", "fold_users", 0)',
    'modparam("jingle", "local_domains", "XMPP.example,")':
        "says the same: take the line out",
}


def tm_can(name):
    """Does this version's module tm know the parameter?"""
    paths = glob.glob("/usr/lib/*/kamailio/modules/tm.so")
    with open(paths[0], "rb") as file:
        return b"\0" + name.encode() + b"\0" in file.read()


# what a later version of tm forgets too early; no word of it where it does not
if tm_can("reply_matching"):
    WARNED['modparam("tm", "reply_matching", 1)'] = "reply_matching is 1"


def changed(world, text):
    """The shipped configuration and this line, its third one."""
    path = f"{world.folder}/changed.cfg"
    with open(path, "w", encoding="utf-8") as file:
        file.write("#!KAMAILIO\n"
                   f'include_file "{world.repo}/cfg/kamailio.cfg"\n{text}\n')
    return path


def started(world, text):
    """A Kamailio with the shipped configuration and this line, or Failed."""
    kamailio = Kamailio(f"{world.folder}/changed", changed(world, text), BUILD,
                        world.address, world.sip_port, world.kamailio.defines)
    try:
        kamailio.start()
    except Failed:
        kamailio.stop()
        raise
    return kamailio


def checked(world, text):
    """What `kamailio -c` says of it, and whether it was content."""
    done = subprocess.run(
        ["kamailio", "-c", "-E", "-f", changed(world, text), "-L",
         module_path(BUILD)], stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, check=False)
    return done.returncode == 0, done.stdout


@scenario("values that cannot be meant: kamailio -c names parameter, reason, "
          "file and line")
def malformed(world):
    content, said = checked(world, "")
    assert content, said
    for text, why in MALFORMED.items():
        content, said = checked(world, text)
        assert not content, f"passed: {text}"
        for words in (why, text.split('"')[3], "changed.cfg, line 3"):
            assert words in said, f"{text}: {words!r} is not in {said}"


@scenario("parameters that cannot be meant: Kamailio refuses to start, and "
          "says which and why")
def refused(world):
    world.kamailio.stop()
    for text, why in REFUSED.items():
        try:
            started(world, text).stop()
        except Failed as error:
            assert why in str(error), f"{text}: {error}"
        else:
            raise AssertionError(f"started with {text}")
    world.kamailio.start()


@scenario("parameters that are hardly meant: the log says so, once")
def warned(world):
    world.kamailio.stop()
    for text, why in WARNED.items():
        kamailio = started(world, text)
        kamailio.process.wait_log(why)
        assert kamailio.process.log_text().count(why) == 1
        kamailio.stop()
    world.kamailio.start()
    for why in ("not a domain of this", "reply_matching"):
        assert why not in world.kamailio.process.log_text()


def value(world, module, name):
    return int(world.kamailio.rpc("cfg.get", module, name).split()[-1])


def refusal(world, *words):
    """What kamcmd says of a value that is not taken; the old one stays."""
    before = value(world, *words[:2])
    try:
        world.kamailio.rpc("cfg.set", *words)
    except Failed as error:
        assert "400" in str(error), error
    else:
        raise AssertionError(f"cfg.set {words} was taken")
    assert value(world, *words[:2]) == before
    return world.kamailio.process.log_text()


@scenario("cfg.set: a new ring_time holds for the next call, a value outside "
          "its range for none, and a restart brings the file's",
          cfg='modparam("jingle", "ring_time", 50)\n', persona=False)
def run_time(world):
    assert value(world, "jingle", "ring_time") == 50
    world.kamailio.rpc("cfg.set", "jingle", "ring_time", 2)
    assert value(world, "jingle", "ring_time") == 2
    romeo = world.xmpp_client("romeo")
    phone = world.phone("1001")
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    began = time.monotonic()
    assert "480" in phone.call_ends()
    assert 1 < time.monotonic() - began < 10
    call.wait("retract")
    for bad in (171, 0, "soon"):
        said = refusal(world, "jingle", "ring_time", bad)
    assert "out of range" in said and "jingle.ring_time" in said
    assert "1 to 170" in world.kamailio.rpc("cfg.help", "jingle", "ring_time")
    world.kamailio.stop()
    world.kamailio.start()
    assert value(world, "jingle", "ring_time") == 50


@scenario("cfg.set: what was laid out at the start is read-only, and cfg.help "
          "says so")
def start_only(world):
    for module, name, number in (("jingle", "hash_size", 8),
                                 ("jingle", "decline_code", 603),
                                 ("xmpp_gateway", "video", 0),
                                 ("xmpp_link", "workers", 2)):
        assert "read-only" in refusal(world, module, name, number)
        assert "as set at the start" in world.kamailio.rpc(
            "cfg.help", module, name)


@scenario("cfg.set: a limit of each module holds from now on")
def limits_at_run_time(world):
    romeo = world.xmpp_client("romeo")
    contact = world.gateway_jid("1001")
    world.kamailio.rpc("cfg.set", "xmpp_gateway", "max_contacts", 1)
    world.adds_contact(romeo, "1001")
    romeo.sends(f"<presence type='subscribe' "
                f"to='{world.gateway_jid('1002')}'/>")
    world.kamailio.process.wait_log("1 contacts (parameter max_contacts)")
    world.kamailio.rpc("cfg.set", "jingle", "max_calls", 1)
    ua, other = world.sip_ua("1001"), world.sip_ua("1002")
    ua.invites(f"sip:{world.sip_uri('romeo')}")
    call = romeo.is_called()
    ua.receives_code(180)
    other.invites(f"sip:{world.sip_uri('romeo')}")
    other.receives_code(503)
    world.kamailio.rpc("cfg.set", "jingle", "max_calls", 2)
    other.invites(f"sip:{world.sip_uri('romeo')}")
    second = romeo.is_called()
    for one in (call, second):
        one.declines()
    romeo.sends(f"<presence type='unsubscribe' to='{contact}'/>")
    assert value(world, "xmpp_link", "slow_run") == 100
    world.kamailio.rpc("cfg.set", "xmpp_link", "slow_run", 0)
    assert value(world, "xmpp_link", "slow_run") == 0


# --- what an operator had before who we are was said once ---

# of the commit before, as it was
BEFORE = {"kamailio": f"{REPO}/tests/scenarios/upgrade/kamailio.cfg"}


def refused_with(world, text, why):
    """Kamailio does not start with this text, and says why."""
    path = f"{world.folder}/refused.cfg"
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace('include_file "jingle.cfg"',
                                f'include_file "{REPO}/cfg/jingle.cfg"'))
    kamailio = Kamailio(f"{world.folder}/refused", path, BUILD, world.address,
                        world.sip_port, world.kamailio.defines)
    try:
        kamailio.start()
    except Failed as error:
        assert why in str(error), str(error)
    else:
        raise AssertionError(f"started, though {why}")
    finally:
        kamailio.stop()


@scenario("a configuration with the parameters of before: it starts, the log "
          "says what to write, calls work", **BEFORE)
def before(world):
    log = world.kamailio.process.log_text()
    for text in ('jingle_sdp.so is not loaded: write loadmodule '
                 '"jingle_sdp.so" in front of loadmodule "jingle.so"',
                 'modparam("jingle", "component", ...) is an old name, and '
                 "xmpp_gateway's says the same: take the line out",
                 'modparam("jingle", "local_domains", ...) is an old name, and '
                 "xmpp_gateway's says the same: take the line out",
                 'modparam("jingle", "sip_domain", "sip.example") is an old '
                 'name: write modparam("xmpp_gateway", "sip_domain", '
                 '"sip.example") in its place',
                 'modparam("xmpp_link", "local_domains", "xmpp.example") is '
                 "not needed beside xmpp_gateway: take the line out"):
        assert log.count(text) == 1, text
    romeo, phone = world.together(lambda: world.xmpp_client("romeo", hz=440),
                                  lambda: world.phone("1001", hz=1000))
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    phone.answers()
    call.is_answered()
    assert_heard((call, 1000), (phone, 440))
    call.hangs_up()
    phone.call_ends()
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    assert_heard((call, 1000), (phone, 440))
    phone.hangs_up()
    call.ends()


@scenario("the same, with a line that contradicts: it does not start, and "
          "says which line", **BEFORE)
def before_contradicts(world):
    world.kamailio.stop()
    with open(world.kamailio.config, encoding="utf-8") as file:
        text = file.read()
    line = 'modparam("jingle", "component", XMPP_COMPONENT)'
    assert line in text
    refused_with(world, text.replace(
        line, line.replace("XMPP_COMPONENT", '"other.example"')),
        'modparam("jingle", "component", "other.example") and '
        'modparam("xmpp_gateway", "component", "gw.example") differ: take the '
        "line of jingle out")
    world.kamailio.start()


@scenario("without one of its modules jingle does not start, and says which "
          "line is missing, or in the wrong place")
def module_missing(world):
    world.kamailio.stop()
    with open(f"{REPO}/cfg/kamailio.cfg", encoding="utf-8") as file:
        text = file.read()
    load = 'loadmodule "xmpp_gateway.so"\n'
    params = [line for line in text.splitlines(keepends=True)
              if line.startswith('modparam("xmpp_gateway"')]
    bare = text.replace(load, "")
    for line in params:
        bare = bare.replace(line, "")
    refused_with(world, bare, 'write loadmodule "xmpp_gateway.so"')
    refused_with(world, text.replace(load, "").replace(
        'loadmodule "jingle.so"\n', 'loadmodule "jingle.so"\n' + load),
        'move loadmodule "xmpp_gateway.so" in front of it')
    refused_with(world, bare.replace(
        'modparam("jingle", "db_url"',
        'modparam("jingle", "component", "gw.example")\n'
        'modparam("jingle", "db_url"'),
        "parameter component is one of xmpp_gateway")
    world.kamailio.start()
