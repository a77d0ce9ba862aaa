# SPDX-License-Identifier: GPL-2.0-or-later
"""The calls of tests/bench/pickup, in namespaces of their own."""

import os
import signal
import statistics
import sys
import time

sys.path.insert(0, os.getcwd())  # tests/scenarios

from lib.net import private_run_folder  # noqa: E402
from lib.process import wait_until  # noqa: E402
from lib.sip_call import SipCall  # noqa: E402
from lib.world import World  # noqa: E402

RINGS = 0.5  # seconds, as long as nobody needs to pick up
CALLS = int(os.environ.get("CALLS", "9"))
# at once; answered, the answer fits the client's offer, and does not
WAYS = (("at_once", (8, 0)), ("answered", (8, 0)), ("answered", (8, 0, 101)))


def measure(world, persona, payloads):
    """ms from the phone's 200 until phone, client hear the first sound"""
    options = {} if persona == "plain" else {"persona": persona}
    romeo = world.xmpp_client("romeo", hz=440, **options)
    world.adds_contact(romeo, "1007")
    figures = []
    for number in range(CALLS + 1):
        phone = SipCall(world, hz=1000, payloads=payloads,
                        port=20000 + 10 * number)
        call = romeo.calls(world.gateway_jid("1007"))
        phone.is_called()
        call.hears_ringing()
        time.sleep(RINGS)
        start = time.monotonic()
        phone.answers()
        if len(payloads) > 2 and world.proceed == "answered":
            phone.gets_reinvite()
        call.is_answered()
        heard = wait_until(lambda c=call: c.do("first_heard"), 15,
                           "the client hears")
        wait_until(lambda p=phone: p.rtp.receiver.first, 15, "the phone hears")
        figures.append(((phone.rtp.receiver.first - start) * 1000,
                        (heard - start) * 1000))
        call.hangs_up()
        phone.ends()
        phone.stop()
    romeo.stop()
    world.people.remove(romeo)
    return [statistics.median(f[side] for f in figures[1:])
            for side in (0, 1)]


def main():
    folder, *personas = sys.argv[1:]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    private_run_folder()
    print(f"{'client':15}{'proceed':11}{'asked again':13}{'phone hears':>12}"
          f"{'client hears':>14}   (ms after the 200, median of {CALLS})")
    for number, (proceed, payloads) in enumerate(WAYS):
        where = f"{folder}/{number}"
        os.makedirs(where)
        os.chmod(where, 0o755)
        world = World(where, cfg='modparam("jingle", "proceed", '
                                 f'"{proceed}")\n')
        world.proceed = proceed
        world.start()
        try:
            for persona in personas:
                phone, client = measure(world, persona, payloads)
                again = "yes" if number == 2 else "no"
                print(f"{persona:15}{proceed:11}{again:13}{phone:12.0f}"
                      f"{client:14.0f}", flush=True)
        finally:
            world.stop()


main()
