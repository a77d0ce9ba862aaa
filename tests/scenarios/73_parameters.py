# SPDX-License-Identifier: GPL-2.0-or-later
"""Parameters that cannot be meant: Kamailio does not start and says why, or
says at its start what will not work."""

from lib.kamailio import Kamailio
from lib.process import Failed
from lib.scenario import scenario
from lib.world import BUILD

REFUSED = {
    'modparam("jingle", "component", "gw@xmpp.example")': "is not a domain",
    'modparam("jingle", "component", "gw.example GW.example")':
        "gw.example is named twice",
    'modparam("jingle", "sip_domain", "<sip.example>")': "is not a domain",
    'modparam("jingle", "local_domains", "gw.example")':
        "gw.example is a component",
    'modparam("jingle", "socket", "tcp:127.0.0.1:5060")':
        "is not a UDP socket",
    'modparam("jingle", "event_callback", "nobody")': "no KEMI engine",
    'modparam("jingle", "ring_time", 0)': "ring_time is 0, must be from 1",
}
WARNED = {
    'modparam("jingle", "sip_domain", "other.example")':
        "other.example is not a domain of this Kamailio",
    'modparam("jingle", "local_domains", "")': "local_domains is empty",
}


def started(world, text):
    """A Kamailio with the shipped configuration and this line, or Failed."""
    path = f"{world.folder}/changed.cfg"
    with open(path, "w", encoding="utf-8") as file:
        file.write(f'include_file "{world.repo}/cfg/kamailio.cfg"\n{text}\n')
    kamailio = Kamailio(f"{world.folder}/changed", path, BUILD, world.address,
                        world.sip_port, world.kamailio.defines)
    try:
        kamailio.start()
    except Failed:
        kamailio.stop()
        raise
    return kamailio


@scenario("parameters that cannot be meant: Kamailio refuses to start, and "
          "says which and why")
def refused(world):
    world.kamailio.stop()
    for text, why in REFUSED.items():
        try:
            started(world, text).stop()
        except Failed as error:
            assert why in str(error).replace("GW", "gw"), f"{text}: {error}"
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
    assert "not a domain of this" not in world.kamailio.process.log_text()
