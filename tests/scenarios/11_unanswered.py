# SPDX-License-Identifier: GPL-2.0-or-later
"""Calls that are not answered: why, and what each side is told."""

from lib.process import wait_until
from lib.scenario import scenario
from lib.world import stays

PERSONAS = True

RING_TIME = 4  # seconds, shortened for the tests

# ring_grace: the phone of a device that never rings hears 180 after it
WORLD = {"cfg": f'modparam("jingle", "ring_time", {RING_TIME})\n'}


def romeo_and_phone(world, **options):
    return world.together(lambda: world.xmpp_client("romeo", **options),
                          lambda: world.phone("1001"))


# --- a phone calls an XMPP user ---

@scenario("the XMPP user declines: 486 by default")
def romeo_declines(world):
    romeo, phone = romeo_and_phone(world)
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    phone.hears_ringing()
    call.declines()
    assert "486" in phone.call_ends()


@scenario("the XMPP user declines: 603 when the operator wants it",
          cfg='modparam("jingle", "decline_code", 603)\n')
def romeo_declines_with_603(world):
    """Monal says busy whatever its user wants."""
    romeo, phone = romeo_and_phone(world)
    phone.dials(world.sip_uri("romeo"))
    romeo.is_called().declines("decline")
    code = "486" if romeo.persona == "monal" else "603"
    assert code in phone.call_ends()


@scenario("the session is ended without a reason while it rings: 603, too",
          cfg='modparam("jingle", "decline_code", 603)\n')
def ended_without_reason_603(world):
    romeo, phone = romeo_and_phone(world, jmi=False)
    world.adds_contact(romeo, "1001")
    phone.dials(world.sip_uri("romeo"))
    romeo.is_called(how="initiate").declines(None)
    assert "603" in phone.call_ends()


@scenario("the XMPP user is busy: 486")
def romeo_is_busy(world):
    romeo, phone = romeo_and_phone(world)
    phone.dials(world.sip_uri("romeo"))
    romeo.is_called().declines("busy")
    assert "486" in phone.call_ends()


@scenario("a device without JMI declines: session-terminate")
def device_without_jmi_declines(world):
    romeo, phone = romeo_and_phone(world, jmi=False)
    world.adds_contact(romeo, "1001")
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called(how="initiate")
    phone.hears_ringing()
    call.declines("busy")
    assert "486" in phone.call_ends()


@scenario("the phone hangs up while it rings: retract")
def phone_cancels(world):
    romeo, phone = romeo_and_phone(world)
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    phone.hears_ringing()
    phone.hangs_up()
    call.wait("retract")
    phone.call_ends()


@scenario("the phone hangs up between proceed and session-accept")
def phone_cancels_after_proceed(world):
    romeo, phone = romeo_and_phone(world)
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    phone.hears_ringing()
    call.do("proceed_only")
    call.wait("initiate")
    phone.hangs_up()
    assert call.ends()[0] == "cancel"
    call.wait("finish")
    assert not call.had("retract")


@scenario("a device without JMI: the phone hangs up while it rings")
def phone_cancels_without_jmi(world):
    romeo, phone = romeo_and_phone(world, jmi=False)
    world.adds_contact(romeo, "1001")
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called(how="initiate")
    phone.hears_ringing()
    phone.hangs_up()
    assert call.ends()[0] == "cancel"


@scenario("nobody answers: retract, and 480 within the ring time")
def romeo_does_not_answer(world):
    romeo, phone = romeo_and_phone(world)
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.wait("retract", timeout=RING_TIME + 3)
    assert "480" in phone.call_ends()


@scenario("a device that sends no ringing: the phone hears it all the same")
def device_sends_no_ringing(world):
    romeo, phone = romeo_and_phone(world, rings=False)
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    phone.hears_ringing(timeout=3)
    call.declines()
    phone.call_ends()


@scenario("the XMPP user is offline, the server stores: 480 by the ring time",
          servers=("prosody",))
def romeo_is_offline_and_stored(world):
    world.account("romeo")
    phone = world.phone("1001")
    phone.dials(world.sip_uri("romeo"))
    assert "480" in phone.call_ends(RING_TIME + 3)


@scenario("the XMPP user is offline, the server bounces: 480 at once",
          store=False)
def romeo_is_offline_and_bounced(world):
    world.account("romeo")
    phone = world.phone("1001")
    phone.dials(world.sip_uri("romeo"))
    assert "480" in phone.call_ends(RING_TIME - 1)


@scenario("no such XMPP user: 404 or 480, at once")
def no_such_xmpp_user(world):
    phone = world.phone("1001")
    phone.dials(world.sip_uri("nobody"))
    said = phone.call_ends(RING_TIME - 1)
    assert "404" in said or "480" in said, said


# --- an XMPP user calls a phone ---

@scenario("the phone is busy: session-terminate busy")
def phone_is_busy(world):
    romeo, phone = romeo_and_phone(world)
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    call.hears_ringing()
    phone.rejects()
    reason, text = call.ends()
    assert reason == "busy" and "486" in text, (reason, text)


@scenario("the XMPP user hangs up while it rings: CANCEL")
def romeo_cancels(world):
    romeo, phone = romeo_and_phone(world)
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    call.hears_ringing()
    assert call.hangs_up("cancel") == "result"
    phone.call_ends()
    world.wire.wait_sip("CANCEL")


@scenario("the phone does not answer: session-terminate timeout")
def phone_does_not_answer(world):
    romeo, phone = romeo_and_phone(world)
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    reason, _ = call.ends(RING_TIME + 5)
    assert reason == "timeout", reason
    phone.call_ends()


@scenario("no such SIP user: the call ends with gone, or is rejected",
          loud="who is called in vain is logged")
def no_such_sip_user(world):
    romeo = world.xmpp_client("romeo")
    call = romeo.calls(world.gateway_jid("1999"))
    event = wait_until(lambda: (call.had("reject") + call.had("ended")
                                or [None])[0], 15, "reject or end")
    assert event["reason"] == "gone", event


@scenario("no such SIP user, session-initiate at once: gone",
          loud="who is called in vain is logged")
def no_such_sip_user_without_jmi(world):
    romeo = world.xmpp_client("romeo", jmi=False)
    call = romeo.calls(f"{world.gateway_jid('1999')}/gateway")
    reason, text = call.ends()
    assert reason == "gone" and "404" in text, (reason, text)


@scenario("a SIP user whom nobody told how SIP ends: each final code",
          timeout=90)
def final_codes(world):
    wanted = [(486, "busy"), (600, "busy"), (603, "decline"),
              (403, "decline"), (410, "gone"), (484, "gone"),
              (408, "timeout"), (480, "timeout"), (504, "timeout"),
              (415, "incompatible-parameters"),
              (488, "incompatible-parameters"), (502, "connectivity-error"),
              (500, "general-error")]
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    for code, reason in wanted:
        call = romeo.calls(world.gateway_jid("1007"))
        invite = ua.receives("INVITE")
        ua.reply(invite, code, "Whatever It Is")
        ua.receives("ACK")
        said, text = call.ends()
        assert said == reason, f"{code}: {said}, not {reason}"
        assert str(code) in (text or ""), f"{code}: text {text!r}"


@scenario("180 is told once, 183 counts as ringing, nothing rings after 200")
def ringing_once(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    call = romeo.calls(world.gateway_jid("1007"))
    invite = ua.receives("INVITE")
    for code in (180, 180, 183, 180):
        ua.reply(invite, code)
    call.hears_ringing()
    answer = ua.reply(invite, 200, body=ua.sdp())
    ua.receives("ACK")
    call.is_answered()
    with stays(lambda: len(call.had("ringing")) > 1, 0.5,
               "ringing is told twice"):
        pass
    ua.in_dialog("BYE", invite, answer, outgoing=False)
    call.ends()
