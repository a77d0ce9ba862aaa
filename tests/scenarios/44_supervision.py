# SPDX-License-Identifier: GPL-2.0-or-later
"""Nobody pays for a call whose party is gone, and no call ends whose parties
are both there."""

import re
import time

from lib.process import Failed, wait_until
from lib.scenario import scenario
from lib.sip_call import SipCall
from lib.world import assert_heard

PERSONAS = True

PING = 2
FR = 3  # seconds until tm gives up a request
# a lost ping is repeated after half of PING, and waited for as long
FOUND = 3 * PING + 2
WORLD = {"defines": [f"PING_INTERVAL={PING}"],
         "cfg": f'modparam("tm", "fr_timer", {FR * 1000})\n'}
ROMEO_HZ = 440
PHONE_HZ = 1000


def romeo_calls(world, user="romeo"):
    romeo = world.xmpp_client(user, hz=ROMEO_HZ)
    phone = SipCall(world, hz=PHONE_HZ)
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called().answers()
    call.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    return romeo, call, phone


def phone_calls(world, user="romeo"):
    romeo = world.xmpp_client(user, hz=ROMEO_HZ)
    phone = SipCall(world, hz=PHONE_HZ).calls(world.sip_uri(user))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    return romeo, call, phone


def stays_up(call, phone, seconds=2 * FOUND):
    """The call is there for that long, and heard at the end."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer_options(phone)
        assert not call.had("ended"), call.had("ended")
        assert not phone.ua.had(lambda m: m.method == "BYE")
        time.sleep(0.1)
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))


def answer_options(phone, code=200):
    try:
        phone.takes(phone.gets("OPTIONS", 0), code=code)
    except Failed:
        pass


def phone_is_told(phone, timeout):
    """The phone, who answers what it is asked, gets a BYE."""
    def told():
        answer_options(phone)
        return phone.ua.had(lambda m: not m.is_response and
                            m.method == "BYE")
    wait_until(told, timeout, "BYE to the phone")
    return phone.ends(1)


@scenario("the XMPP client is killed: BYE to the phone, which was called")
def client_killed_calling(world):
    romeo, _, phone = romeo_calls(world)
    romeo.kill()
    assert "Reason" in phone_is_told(phone, FOUND).encode().decode()


@scenario("the XMPP client is killed: BYE to the phone, which called")
def client_killed_called(world):
    romeo, _, phone = phone_calls(world)
    romeo.kill()
    phone_is_told(phone, FOUND)


def netns_of(world, start):
    return next(n for n in world.network.clients if n.startswith(start))


@scenario("the XMPP client's network is cut: BYE to the phone, which called")
def client_cut(world):
    _, _, phone = phone_calls(world)
    world.network.cut(netns_of(world, "romeo"))
    phone_is_told(phone, FOUND)


@scenario("the XMPP client's network is cut: BYE to the phone, that was called")
def client_cut_calling(world):
    world.network.restore(netns_of(world, "romeo"))
    _, _, phone = romeo_calls(world)
    world.network.cut(netns_of(world, "romeo"))
    phone_is_told(phone, FOUND)
    world.network.restore(netns_of(world, "romeo"))


def account_deleted(world, client, phone):
    client.sends("<iq type='set' id='bye'><query xmlns='jabber:iq:register'>"
                 "<remove/></query></iq>")
    phone_is_told(phone, FOUND)
    del world.passwords[client.user]


@scenario("the XMPP user's account is deleted: BYE to the phone, which called")
def account_deleted_called(world):
    juliet, _, phone = phone_calls(world, "juliet")
    account_deleted(world, juliet, phone)


@scenario("the account is deleted: BYE to the phone, which was called")
def account_deleted_calling(world):
    juliet, _, phone = romeo_calls(world, "juliet")
    account_deleted(world, juliet, phone)


@scenario("the XMPP client hangs: BYE to the phone, which called")
def client_stalled_called(world):
    romeo, _, phone = phone_calls(world)
    romeo.stall()
    phone_is_told(phone, FOUND)


@scenario("the XMPP client hangs: BYE to the phone, which was called")
def client_stalled_calling(world):
    romeo, _, phone = romeo_calls(world)
    romeo.stall()
    phone_is_told(phone, FOUND)


@scenario("the XMPP client has forgotten the session: BYE at the next ping",
          persona=False)
def client_forgot_calling(world):
    """Monal would be silent, and nobody could find out (it answers nothing of
    a session that it does not know)."""
    romeo, call, phone = romeo_calls(world)
    romeo.set(forgets=call.sid)
    phone_is_told(phone, PING + 2)


@scenario("the same when the phone called", persona=False)
def client_forgot_called(world):
    romeo, call, phone = phone_calls(world)
    romeo.set(forgets=call.sid)
    phone_is_told(phone, PING + 2)


def client_unsupported(romeo, call, phone):
    """Gajim says so (501), others have other words for it."""
    for condition in ("feature-not-implemented", "bad-request"):
        romeo.set(ping_error=condition)
        stays_up(call, phone)
    assert call.had("info", names=[]), "it was not pinged"
    phone.hangs_up()
    call.ends()


@scenario("a client that answers our ping with 'unsupported' stays; it called",
          timeout=90)
def client_unsupported_calling(world):
    client_unsupported(*romeo_calls(world))


@scenario("a client that answers our ping with 'unsupported' stays; the phone "
          "called", timeout=90)
def client_unsupported_called(world):
    client_unsupported(*phone_calls(world))


def client_ignores_info(romeo, call, phone):
    """It is asked by XEP-0199 instead, and found when it is gone."""
    romeo.set(answers_no_info=True)
    stays_up(call, phone)
    assert romeo.had("stanza", name="iq", payloads=["ping"]), "not asked"
    romeo.kill()
    phone_is_told(phone, FOUND)


@scenario("a client that answers no session-info stays, until it is killed; "
          "it called", timeout=90)
def client_ignores_info_calling(world):
    client_ignores_info(*romeo_calls(world))


@scenario("a client that answers no session-info stays, until it is killed; "
          "the phone called", timeout=90)
def client_ignores_info_called(world):
    client_ignores_info(*phone_calls(world))


@scenario("unavailable presence alone ends no call whose media flow")
def client_unavailable(world):
    romeo, call, phone = phone_calls(world)
    romeo.sends("<presence type='unavailable'/>")
    stays_up(call, phone)
    phone.hangs_up()
    call.ends()


@scenario("the phone is dead: both get their end; the XMPP user called")
def phone_dead_called(world):
    _, call, phone = romeo_calls(world)
    world.network.cut(netns_of(world, "ua-1007"))
    reason, text = call.ends(PING + FR + 3)
    assert reason == "timeout", (reason, text)
    world.network.restore(netns_of(world, "ua-1007"))


@scenario("the phone is dead: both get their end; the phone called")
def phone_dead_calling(world):
    _, call, phone = phone_calls(world)
    world.network.cut(netns_of(world, "ua-1007"))
    assert call.ends(PING + FR + 3)[0] == "timeout"
    world.network.restore(netns_of(world, "ua-1007"))


@scenario("baresip is killed: the XMPP user gets an end")
def baresip_killed(world):
    romeo, phone = world.together(
        lambda: world.xmpp_client("romeo", hz=ROMEO_HZ),
        lambda: world.phone("1001", hz=PHONE_HZ))
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    phone.answers()
    call.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    end = time.monotonic() + 2 * FOUND
    while time.monotonic() < end:  # a real phone answers what we ask
        assert not call.had("ended"), call.had("ended")
        time.sleep(0.1)
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.kill()
    assert call.ends(PING + FR + 3)[0] in ("timeout", "gone")


def phone_forgot(call, phone):
    phone.takes(phone.gets("OPTIONS", PING + 2), code=481)
    assert call.ends(3)[0] == "gone"


@scenario("the phone does not know the dialog any more (481): an end for XMPP")
def phone_forgot_called(world):
    phone_forgot(*romeo_calls(world)[1:])


@scenario("the phone that called does not know the dialog any more (481)")
def phone_forgot_calling(world):
    phone_forgot(*phone_calls(world)[1:])


@scenario("a phone whose connection is gone, as its proxy says: the call ends",
          timeout=90)
def phone_flow_gone(world):
    """430 (RFC 5626 section 5.3) twice, since it may be opening another one;
    other failures when they come twice from where other answers came before."""
    for codes in ((430, 430), (430, 200, 430, 430), (200, 500, 503), (200, 480, 480), (405, 504, 500)):
        _, call, phone = romeo_calls(world)
        for code in codes:
            assert not call.had("ended")
            phone.takes(phone.gets("OPTIONS", PING + 2), code=code)
        assert call.ends(3)[0] == "timeout", codes
        phone.stop()
        world.reset()


@scenario("a phone that cannot OPTIONS, or says no, stays")
def phone_unsupported(world):
    _, call, phone = romeo_calls(world)
    for code in (405, 501, 404, 500):
        phone.takes(phone.gets("OPTIONS", PING + 2), code=code)
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    assert not call.had("ended")
    phone.hangs_up()
    call.ends()


def end_both(call, phone):
    bye = phone_is_told(phone, PING + 2)
    assert "cause=" in bye.get("Reason"), bye.get("Reason")
    reason, _ = call.ends(2)
    assert reason == "connectivity-error", reason


@scenario("rtpengine is killed in a call: both get their end",
          loud="rtpengine is away")
def rtpengine_killed(world):
    _, call, phone = romeo_calls(world)
    with world.rtpengine.gone():
        end_both(call, phone)


@scenario("rtpengine falls silent in a call: both get their end",
          loud="rtpengine is away")
def rtpengine_silent(world):
    _, call, phone = phone_calls(world)
    with world.rtpengine.silent():
        end_both(call, phone)


# --- does anything arrive? ---

CHECK = 1  # seconds after the answer
CHECKED = WORLD["cfg"] + f'modparam("jingle", "media_check", {CHECK})\n'


def last_line(world, phone):
    """What the log says of the call at its end."""
    callid = phone.invite.get("Call-ID")
    return wait_until(
        lambda: next((line for line in
                      world.kamailio.process.log_text().splitlines()
                      if ": over after" in line and callid in line), None),
        5, "the last line of the call")


def packets(line):
    found = re.search(rf", packets after {CHECK} s: client (\d+), phone (\d+)$",
                      line)
    assert found, line
    return int(found[1]), int(found[2])


@scenario("the last line of a call says how much of the media has arrived",
          cfg=CHECKED)
def media_arrives(world):
    _, call, phone = phone_calls(world)
    stays_up(call, phone, CHECK + 1)
    phone.hangs_up()
    call.ends()
    client, other = packets(last_line(world, phone))
    assert client > 20 and other > 20, (client, other)


@scenario("a phone whose media a firewall keeps away: the log names the port",
          cfg=CHECKED, loud="nothing arrives of the phone")
def media_blocked(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = SipCall(world, hz=PHONE_HZ)
    world.network.lets_out("ua-1007", udp=[5060])
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called().answers()
    call.is_answered()
    notice = wait_until(
        lambda: next((line for line in
                      world.kamailio.process.log_text().splitlines()
                      if "nothing has arrived" in line), None),
        CHECK + 3, "a notice")
    port = int(re.search(r"of the media of phone \S+, which rtpengine awaits "
                         r"at UDP port (\d+);", notice)[1])
    assert port == phone.rtp.target[1], (port, phone.rtp.target)
    phone.hangs_up()
    call.ends()
    client, other = packets(last_line(world, phone))
    assert client > 20 and other == 0, (client, other)
