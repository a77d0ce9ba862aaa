# SPDX-License-Identifier: GPL-2.0-or-later
"""Parameters that cannot be meant: Kamailio does not start and says why, or
says at its start what will not work."""

import glob
import subprocess

from lib.kamailio import Kamailio, module_path
from lib.process import Failed
from lib.scenario import scenario
from lib.world import BUILD

LOUD = "parameters that cannot be meant are logged"

# what is wrong by itself: already `kamailio -c` says so, with file and line
MALFORMED = {
    'modparam("jingle", "component", "gw@xmpp.example")': "is not a domain",
    'modparam("jingle", "component", "gw.example GW.example")':
        "is named twice",
    'modparam("jingle", "component", "")': "must name the domain",
    'modparam("jingle", "component", "1.a 2.a 3.a 4.a 5.a 6.a 7.a 8.a 9.a")':
        "more than 8",
    'modparam("jingle", "sip_domain", "<sip.example>")': "is not a domain",
    'modparam("jingle", "local_domains", "romeo@xmpp.example")':
        "romeo@xmpp.example is not a domain",
    'modparam("jingle", "trunk_domains", "sip:192.0.2.20/")':
        "is not a domain",
    'modparam("jingle", "socket", "tcp:127.0.0.1:5060")':
        "is not a UDP socket",
    'modparam("jingle", "socket", "udp:127.0.0.1:sip")': "is no address",
    'modparam("jingle", "resource", "gate\tway")': "parameter resource",
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
    'modparam("xmpp_gateway", "local_domains", "http://xmpp.example")':
        "is not a domain",
    'modparam("xmpp_gateway", "resource", "")': "must have 1 to 1023 bytes",
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
    'modparam("jingle", "local_domains", "gw.example")':
        "gw.example is a component",
    'modparam("jingle", "sip_domain", "sip.example sip2.example")':
        "2 domains for 1 components",
    'modparam("jingle", "socket", "udp:192.0.2.1:5060")':
        "does not listen on",
    'modparam("jingle", "event_callback", "nobody")': "no KEMI engine",
}
WARNED = {
    'modparam("jingle", "sip_domain", "other.example")':
        "other.example is not a domain of this Kamailio",
    'modparam("jingle", "local_domains", "")': "local_domains is empty",
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
