# SPDX-License-Identifier: GPL-2.0-or-later
"""The link under bad luck: what is lost, late, too long, or too slow."""

from lib.scenario import scenario
from lib.world import assert_heard, stays

IQ_TIMEOUT = 2
WORLD = {"cfg": f'modparam("xmpp_link", "iq_timeout", {IQ_TIMEOUT})\n'}


def at_home(world, **options):
    return world.together(lambda: world.xmpp_client("romeo", hz=440,
                                                    **options),
                          lambda: world.phone("1001", hz=1000))


def goes_on(world, call, phone):
    """The call lives longer than an iq of ours waits for its answer."""
    with stays(lambda: call.had("ended"), 2 * IQ_TIMEOUT, "the call ends"):
        pass
    assert_heard((call, 1000), (phone, 440))
    phone.hangs_up()
    call.ends()


@scenario("the result of our session-initiate is lost: the call goes on")
def result_of_initiate_lost(world):
    romeo, phone = at_home(world)
    romeo.set(loses_result="session-initiate")
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    goes_on(world, call, phone)


@scenario("the result of our session-accept is lost: the call goes on")
def result_of_accept_lost(world):
    romeo, phone = at_home(world)
    romeo.set(loses_result="session-accept")
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    phone.answers()
    call.is_answered()
    goes_on(world, call, phone)
