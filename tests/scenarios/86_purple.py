# SPDX-License-Identifier: GPL-2.0-or-later
"""libpurple, the engine of Pidgin and Finch: no message initiation, plain RTP,
one payload number for several codecs."""

from lib import purple
from lib.process import wait_until
from lib.scenario import Skip, scenario
from lib.sip_call import SipCall
from lib.world import assert_heard

ROMEO_HZ = 440
PHONE_HZ = 1000


def online(world, contact="1001"):
    """romeo's client, with a phone as a contact."""
    reason = purple.available()
    if reason:
        raise Skip(reason)
    world.has_contact("romeo", contact)
    return world.purple("romeo", hz=ROMEO_HZ)


def people(world, **options):
    phone = world.phone("1001", hz=PHONE_HZ, **options)
    return online(world), phone


def placed(world, romeo):
    romeo.sees_button(world.gateway_jid("1001"))
    return romeo.calls(world.gateway_jid("1001"))


def romeo_calls(world, **options):
    romeo, phone = people(world, **options)
    call = placed(world, romeo)
    phone.is_called()
    phone.answers()
    call.is_answered()
    phone.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    return call, phone


def phone_calls(world, **options):
    romeo, phone = people(world, **options)
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    return call, phone


@scenario("libpurple calls a phone, which hangs up", long=True)
def purple_calls_and_is_left(world):
    call, phone = romeo_calls(world)
    phone.hangs_up()
    call.ends()


@scenario("libpurple calls a phone, and hangs up", long=True)
def purple_calls_and_hangs_up(world):
    call, phone = romeo_calls(world)
    call.hangs_up()
    phone.call_ends()


@scenario("a phone calls libpurple, and hangs up", long=True)
def purple_is_called_and_left(world):
    call, phone = phone_calls(world)
    phone.hangs_up()
    call.ends()


@scenario("a phone calls libpurple, which hangs up", long=True)
def purple_is_called_and_hangs_up(world):
    call, phone = phone_calls(world)
    call.hangs_up()
    phone.call_ends()


@scenario("libpurple declines, which the phone hears as busy; then the phone "
          "gives up", long=True)
def purple_declines(world):
    romeo, phone = people(world)
    phone.dials(world.sip_uri("romeo"))
    romeo.is_called().declines()
    assert "486" in phone.call_ends()
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    phone.hangs_up()
    phone.call_ends()
    call.ends()


@scenario("libpurple gives up; then the phone declines", long=True)
def phone_declines_purple(world):
    romeo, phone = people(world)
    call = placed(world, romeo)
    phone.is_called()
    call.hangs_up()
    phone.call_ends()
    call = placed(world, romeo)
    phone.is_called()
    phone.rejects()
    call.ends()


def held_twice(call, phone):
    for _ in range(2):
        phone.holds()
        wait_until(lambda: not call.hears(PHONE_HZ), 10,
                   "the phone is silent")
        phone.resumes()
        assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))


@scenario("a phone holds libpurple twice in a call that libpurple placed",
          long=True, timeout=90)
def purple_is_held_calling(world):
    call, phone = romeo_calls(world)
    held_twice(call, phone)
    phone.hangs_up()
    call.ends()


@scenario("a phone holds libpurple twice in a call that it placed", long=True,
          timeout=90)
def purple_is_held_called(world):
    call, phone = phone_calls(world)
    held_twice(call, phone)
    call.hangs_up()
    phone.call_ends()


@scenario("libpurple and phones of one codec each hear each other, both ways",
          long=True, timeout=180)
def purple_and_codecs(world):
    for codec in ("PCMA", "PCMU", "G722", "opus"):
        for make in (romeo_calls, phone_calls):
            call, phone = make(world, codecs=(codec,))
            phone.hangs_up()
            call.ends()
            world.reset()


@scenario("libpurple presses keys", long=True)
def purple_presses(world):
    romeo = online(world, "1007")
    phone = SipCall(world, hz=PHONE_HZ)
    romeo.sees_button(world.gateway_jid("1007"))
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called().answers()
    call.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    for digit in "5#":
        call.presses(digit)
    wait_until(lambda: phone.rtp.receiver.digits == "5#", 10,
               f"5# has arrived, not {phone.rtp.receiver.digits}")
    phone.hangs_up()
    call.ends()


@scenario("libpurple's program dies in a call: the phone's call ends",
          long=True)
def purple_dies(world):
    call, phone = romeo_calls(world)
    call.client.kill()
    phone.call_ends(timeout=30)
