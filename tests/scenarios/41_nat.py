# SPDX-License-Identifier: GPL-2.0-or-later
"""Both parties behind one NAT that cannot hairpin: the relay joins them. The
same with direct media shows that the NAT is one."""

import re
import socket

from lib.nat import Nat
from lib.process import Failed, wait_until
from lib.rtp import RtpEnd
from lib.scenario import scenario
from lib.sip_call import SipCall
from lib.sip_ua import socket_in
from lib.world import assert_heard, stays

LOUD = "the phone has first registered an address that nobody reaches"
ROMEO_HZ = 440
PHONE_HZ = 1000


def behind(world):
    """romeo and 1007 get their places behind the NAT, once."""
    if "nat" not in world.network.clients:
        nat = Nat(world.network).start()
        nat.client("romeo-scripted")
        nat.client("ua-1007")
    return world.network.clients["nat"][1]


def phone_behind(world, outside):
    """A phone that learns its address from its registrar (RFC 3581), and
    writes it in its Contact; its SDP says what its own interface has."""
    ua = world.sip_ua("1007", register=False)
    ua.registers()
    via = ua.had(lambda m: m.is_response and m.method == "REGISTER")[-1].get(
        "Via")
    assert f"received={outside}" in via, via
    ua.public = (outside, int(re.search(r"rport=(\d+)", via).group(1)))
    ua.registers()
    return SipCall(world, hz=PHONE_HZ, ua=ua)


def romeo_calls(world, **options):
    outside = behind(world)
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, **options)
    phone = phone_behind(world, outside)
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called().answers()
    call.is_answered()
    return call, phone


def phone_calls(world, **options):
    outside = behind(world)
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, **options)
    phone = phone_behind(world, outside).calls(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    return call, phone


def heard(call, phone):
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("both behind one NAT: heard; the XMPP user called")
def hairpin_calls(world):
    heard(*romeo_calls(world))


@scenario("both behind one NAT: heard; the phone called")
def hairpin_called(world):
    heard(*phone_calls(world))


@scenario("both behind one NAT, without DTLS: heard")
def hairpin_plain(world):
    heard(*romeo_calls(world, plain="ice"))


@scenario("both behind one NAT, raw-udp: heard")
def hairpin_raw(world):
    heard(*romeo_calls(world, plain="raw"))


def not_heard(call, phone, seconds=5):
    for listener, hz in ((call, PHONE_HZ), (phone, ROMEO_HZ)):
        with stays(lambda listener=listener, hz=hz: listener.hears(hz),
                   seconds / 2, f"{listener.user} hears {hz} Hz"):
            pass


@scenario("the same with direct media: nobody hears anything",
          defines=["JINGLE_WITHOUT_RTPENGINE"])
def direct(world):
    call, phone = romeo_calls(world, plain="raw")
    not_heard(call, phone)
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("the NAT is one: it changes addresses, and does not hairpin",
          defines=["JINGLE_WITHOUT_RTPENGINE"])
def no_hairpin(world):
    outside = behind(world)
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind((world.address, 7007))
    server.settimeout(5)
    ends = []
    for name in ("romeo-scripted", "ua-1007"):
        netns, address = world.network.clients[name]
        end = RtpEnd(name, socket_in(netns), address, 7008, 700)
        end.target = (world.address, 7007)
        ends.append(world.at_home(end))
    seen = {}
    while len(seen) < 2:
        _, source = server.recvfrom(2048)
        assert source[0] == outside, source
        seen[source] = True
    mapped = list(seen)
    # through the hole that each has made, from the server: it arrives
    for source in mapped:
        server.sendto(b"\x80" + bytes(30), source)
    for end in ends:
        wait_until(lambda end=end: end.receiver.counts, 5, "a packet")
        end.receiver.counts = {}
    # from the other one behind the same router: it does not
    ends[0].target, ends[1].target = mapped[1], mapped[0]
    try:
        wait_until(lambda: ends[0].receiver.counts or
                   ends[1].receiver.counts, 2, "")
    except Failed:
        server.close()
        return
    raise AssertionError("the NAT hairpins")
