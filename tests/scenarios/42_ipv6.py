# SPDX-License-Identifier: GPL-2.0-or-later
"""IPv6 and dual stack: each party may have the one, the other, or both."""

from lib.rtp import sdp_target
from lib.scenario import scenario
from lib.sip_call import SipCall
from lib.world import assert_heard

ROMEO_HZ = 440
PHONE_HZ = 1000
V6 = "fd77::1"
WORLD = {"listen": ["udp:10.77.0.1:5060", f"udp:[{V6}]:5060"],
         "cfg": 'modparam("jingle", "socket", "udp:10.77.0.1:5060")\n',
         "media_addresses": ["10.77.0.1", V6]}


def phone_v6(world, **options):
    """A phone whose signalling and media are IPv6."""
    return SipCall(world, "1006", hz=PHONE_HZ, ipv6=True, **options)


def romeo_calls(world, user, phone, romeo):
    call = romeo.calls(world.gateway_jid(user))
    phone.is_called().answers()
    call.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    return call


def phone_calls(world, phone, romeo):
    phone.calls(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    return call


def end(call, phone):
    phone.hangs_up()
    assert call.ends()[0] == "success"


def both_ways(world, romeo, user, make):
    for calls in (lambda p: romeo_calls(world, user, p, romeo),
                  lambda p: phone_calls(world, p, romeo)):
        phone = make()
        call = calls(phone)
        end(call, phone)
        phone.stop()
    return phone


@scenario("an IPv6 phone and a client with both, both ways")
def v6_phone(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = both_ways(world, romeo, "1006", lambda: phone_v6(world))
    assert ":" in sdp_target(phone.sdp)[0], phone.sdp


@scenario("an IPv4 phone and a client whose media are IPv6 only, both ways")
def v6_client(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, plain="ice", ipv6=True)
    phone = both_ways(world, romeo, "1007", lambda: SipCall(world,
                                                            hz=PHONE_HZ))
    assert ":" not in sdp_target(phone.sdp)[0], phone.sdp


@scenario("an IPv6 phone and a client whose media are IPv4 only, both ways")
def v4_client(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, plain="ice", ipv6=False)
    phone = both_ways(world, romeo, "1006", lambda: phone_v6(world))
    assert ":" in sdp_target(phone.sdp)[0], phone.sdp


@scenario("IPv6 on both sides, both ways")
def v6_both(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, plain="ice", ipv6=True)
    both_ways(world, romeo, "1006", lambda: phone_v6(world))


@scenario("hold and resume with an IPv6 phone")
def v6_hold(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = phone_v6(world)
    call = phone_calls(world, phone, romeo)
    phone.reinvites(direction="sendonly")
    phone.reinvites()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    end(call, phone)
