# SPDX-License-Identifier: GPL-2.0-or-later
"""What several rows tell: calls that are up, ears that must be deaf, digits
that must arrive."""

import re

from lib.process import Failed, wait_until
from lib.world import assert_heard

USER = "romeo"


def client_dials(world, client, phone, **options):
    """The client has called and the phone rings."""
    call = client.calls(world.gateway_jid(phone.user), **options)
    phone.is_called()
    call.hears_ringing()
    return call


def client_calls(world, client, phone, **options):
    """The client has called, and both hear each other."""
    call = client_dials(world, client, phone, **options)
    phone.answers()
    call.is_answered()
    phone.is_answered()
    hear_each_other(call, client, phone)
    return call


def phone_dials(world, client, phone):
    """The phone has called and the client rings."""
    phone.dials(world.sip_uri(USER))
    call = client.is_called()
    phone.hears_ringing()
    return call


def phone_calls(world, client, phone, **options):
    """The phone has called, and both hear each other."""
    call = phone_dials(world, client, phone)
    call.answers(**options)
    phone.is_answered()
    hear_each_other(call, client, phone)
    return call


def hear_each_other(call, client, phone):
    assert_heard((call, phone.hz), (phone, client.hz))


def phone_leaves(call, phone):
    phone.hangs_up()
    ends_as(call, "success")
    phone.call_ends()


def client_leaves(call, phone):
    call.hangs_up()
    phone.call_ends()


def ends_as(call, *reasons, timeout=15):
    """The client's call ends; for one of these reasons, where its program
    shows one."""
    ended = call.ends(timeout)
    if ended and ended[0] not in reasons:
        raise Failed(f"{call.user}'s call ended with {ended}, not "
                     f"{' or '.join(reasons)}")


def refused_with(phone, *codes, timeout=15):
    """The phone's call ends; with one of these codes, where it shows one."""
    text = phone.call_ends(timeout)
    if text and not any(code in text for code in codes):
        raise Failed(f"{phone.user} was told {text!r}, not "
                     f"{' or '.join(codes)}")


def deaf(listener, hz, timeout=15):
    """The listener does not hear this tone any more."""
    wait_until(lambda: not listener.hears(hz), timeout,
               f"{listener.user} does not hear {hz} Hz any more")


def both_ways():
    """Stories of a kind of phone: it is called, and it calls."""
    return (lambda *people: phone_leaves(client_calls(*people), people[2]),
            lambda *people: client_leaves(phone_calls(*people), people[2]))


def digits_arrive(listener, digits, timeout=15):
    wait_until(lambda: listener.heard_digits() == digits, timeout,
               f"{listener.user} got the keys {digits}, so far "
               f"{listener.heard_digits()}")


def see_each_other(call, phone, more=10, timeout=40):
    """New pictures are decoded at both ends."""
    before = phone.frames()
    call.sees_frames("video", call.do("frames", kind="video") + more, timeout)
    wait_until(lambda: phone.frames() >= before + more, timeout,
               f"{phone.user} decodes {more} pictures more than {before}")


def settled(world, phone, timeout=15):
    """Each INVITE that came to the phone has its ACK: the next change meets
    no other one."""
    def transactions(method):
        return {(r.text.split("\r\nCall-ID:", 1)[1].split("\r\n")[0].strip(),
                 re.search(r"\r\nCSeq: *(\d+)", r.text).group(1))
                for r in world.wire.sip() if r.target[0] == phone.address and
                r.text.startswith(f"{method} ")}
    wait_until(lambda: transactions("INVITE") <= transactions("ACK"), timeout,
               f"the INVITEs to {phone.user} are acknowledged")
