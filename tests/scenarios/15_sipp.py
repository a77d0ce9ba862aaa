# SPDX-License-Identifier: GPL-2.0-or-later
"""sipp as the SIP side: one more independent implementation, and many calls."""

from lib.process import wait_until
from lib.scenario import scenario


def answer_all(client):
    """From now on the client takes every call by itself."""
    client.set(answers_by_itself=True)


@scenario("sipp calls an XMPP user ten times, one call after the other")
def ten_calls_to_xmpp(world):
    romeo = world.xmpp_client("romeo")
    answer_all(romeo)
    sipp = world.sipp("uac_answered", "1008", target=world.sip_uri("romeo"),
                      calls=10, rate=5, at_once=1)
    sipp.ends_well()
    assert sipp.count("SuccessfulCall(C)") == 10
    wait_until(lambda: len(romeo.had("ended")) == 10, 10, "ten ends")
    assert {e["reason"] for e in romeo.had("ended")} == {"success"}


@scenario("an XMPP user calls a sipp that answers, five times")
def five_calls_to_sipp(world):
    romeo = world.xmpp_client("romeo")
    sipp = world.sipp("uas_answers", "1009", calls=5, register=True)
    for _ in range(5):
        call = romeo.calls(world.gateway_jid("1009"))
        call.hears_ringing()
        call.is_answered()
        assert call.hangs_up() == "result"
    sipp.ends_well()
    assert sipp.count("SuccessfulCall(C)") == 5


@scenario("sipp never sends the ACK: the call ends on both sides",
          timeout=90, loud="a phone that says nothing in the dialog")
def lost_ack(world):
    romeo = world.xmpp_client("romeo")
    answer_all(romeo)
    sipp = world.sipp("uac_lost_ack", "1008", target=world.sip_uri("romeo"))
    reason, _ = romeo.is_called().ends(45)
    assert reason == "timeout", reason
    sipp.ends_well()
