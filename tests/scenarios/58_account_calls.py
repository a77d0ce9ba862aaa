# SPDX-License-Identifier: GPL-2.0-or-later
"""What a user is told of calls to SIP accounts: which line rings, and what was
missed."""

import re

from lib.accounts import CFG, account, config, provider_of, state_is
from lib.registrar import DOMAIN
from lib.scenario import scenario
from lib.process import wait_until

WORLD = {"kamailio": config, "cfg": CFG}


def texts(client, world):
    """What the gateway wrote in its chat."""
    found = (re.search(r"body[^>]*>(.*?)</", e["xml"])
             for e in client.had("stanza", name="message")
             if (e["sender"] or "") == world.component)
    return [f.group(1) for f in found if f]


@scenario("two lines: the user reads which one rings, and which call was missed; "
          "nothing more of a call that was declined, answered, or taken by "
          "another phone of the same number")
def lines(world):
    provider = provider_of(world)
    romeo = world.xmpp_client("romeo", hz=440)
    bob = provider.phone("bob", hz=1000)
    who = f"bob%{DOMAIN}@{world.component}"
    work = f"on line work (sip:carol@{DOMAIN})"
    with account(world, provider), \
            account(world, provider, sip="carol", line="work"):
        state_is(world, "registered")
        state_is(world, "registered", line="work")
        bob.dials(f"sip:carol@{DOMAIN}")
        call = romeo.is_called(how="propose")
        assert call.sender.split("/")[0] == who, call.sender
        bob.hears_ringing()
        rang = texts(romeo, world)
        assert len(rang) == 1 and rang[0].startswith("Call from ") and \
            who in rang[0] and rang[0].endswith(work), rang
        bob.hangs_up()
        call.wait("retract")
        wait_until(lambda: len(texts(romeo, world)) == 2, 5, "a second text")
        missed = texts(romeo, world)[1]
        assert re.search(r"^Missed call from .* at \d\d:\d\d " + re.escape(work),
                         missed) and who in missed, missed
        bob.call_ends()
        # declined
        bob.dials(f"sip:alice@{DOMAIN}")
        call = romeo.is_called(how="propose")
        call.declines()
        bob.call_ends()
        # answered
        bob.dials(f"sip:alice@{DOMAIN}")
        call = romeo.is_called(how="propose")
        call.answers()
        bob.is_answered()
        bob.hangs_up()
        call.ends()
        # another phone of this number takes it
        alice = provider.phone("alice", hz=500)
        bob.dials(f"sip:alice@{DOMAIN}")
        call = romeo.is_called(how="propose")
        alice.is_called()
        alice.answers()
        bob.is_answered()
        call.wait("retract")
        bob.hangs_up()
        bob.call_ends()
        # one more that is missed: all texts of before are there
        alice.stop()
        bob.dials(f"sip:carol@{DOMAIN}")
        call = romeo.is_called(how="propose")
        bob.hears_ringing()
        bob.hangs_up()
        call.wait("retract")
        wait_until(lambda: len([t for t in texts(romeo, world)
                                if t.startswith("Missed")]) == 2, 5,
                   "the second missed call")
        said = [re.sub(r" .*on line (\w+) .*", r" \1", t)
                for t in texts(romeo, world)]
        assert said == ["Call work", "Missed work", "Call main", "Call main",
                        "Call main", "Call work", "Missed work"], said
