# SPDX-License-Identifier: GPL-2.0-or-later
import threading

from story import client_calls, deaf, hear_each_other, phone_leaves

TITLE = "both hold at the same moment, and resume at the same moment"
GROUP = "hold"
NEEDS = {"client": ("hold",), "phone": ("hold",)}


def at_once(*steps):
    """All steps begin together; none may fail."""
    errors = []

    def take(step):
        try:
            step()
        except Exception as error:
            errors.append(error)
    threads = [threading.Thread(target=take, args=(s,)) for s in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def play(world, client, phone):
    call = client_calls(world, client, phone)
    at_once(phone.holds, call.holds)
    deaf(call, phone.hz)
    at_once(phone.resumes, call.resumes)
    hear_each_other(call, client, phone)
    phone_leaves(call, phone)
