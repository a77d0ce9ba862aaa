# SPDX-License-Identifier: GPL-2.0-or-later
"""Keys of XMPP users whose clients have no keypad: typed in the chat of the call,
or said by a stanza (XEP-0181)."""

from lib.process import Failed, wait_until
from lib.scenario import scenario
from lib.sip_call import SipCall
from lib.world import assert_heard, stays

ROMEO_HZ = 440
PHONE_HZ = 1000
ALLOW = ("Allow", "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO")


def make_phone(world, payloads=(8, 101), **options):
    return SipCall(world, hz=PHONE_HZ, payloads=payloads, **options)


def romeo_calls(world, phone=None, headers=(), **options):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, **options)
    phone = phone or make_phone(world)
    call = romeo.calls(world.gateway_jid(phone.user))
    phone.is_called().answers(headers=headers)
    call.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    return call, phone


def phone_calls(world, phone=None, headers=(), **options):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, **options)
    phone = phone or make_phone(world)
    phone.calls(world.sip_uri("romeo"), headers=headers)
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    return call, phone


def gets(phone, digits, timeout=15):
    heard = phone.rtp.receiver
    try:
        wait_until(lambda: heard.digits == digits, timeout, "keys")
    except Failed:
        raise Failed(f"{digits} for the phone, {heard.digits} came") from None


def lasted(phone, lengths):
    """Each as long as it was said to be, or as typed keys are; loud enough (RFC
    4733 section 2.3.3 with ITU-T Q.24: -25 dBm0 at least, here)."""
    volumes = phone.rtp.receiver.volumes
    assert volumes and all(0 < v <= 25 for v in volumes), volumes
    heard = phone.rtp.receiver.lengths
    wait_until(lambda: len(heard) == len(lengths) and all(
        abs(a - b) <= 40 for a, b in zip(heard, lengths)), 5,
        f"{lengths} ms, not {heard}")


def end(call, phone):
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.hangs_up()
    assert call.ends()[0] == "success"


def typed(call, phone):
    """In the chat and by stanzas, before and after holds; no re-INVITE comes for
    it."""
    count = phone.requests()
    call.types("1234#")
    gets(phone, "1234#")
    lasted(phone, [200] * 5)
    assert 'type="result"' in call.sends_keys("5*", 300)
    assert 'type="result"' in call.sends_keys("d")
    gets(phone, "1234#5*D")
    lasted(phone, [200] * 5 + [300, 300, 100])
    assert phone.requests() == count, "the phone is asked for nothing"
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.reinvites(direction="sendonly")
    phone.reinvites()
    call.holds()
    phone.gets_reinvite(direction="recvonly")
    call.resumes()
    phone.gets_reinvite()
    call.types(" 0 ")
    gets(phone, "1234#5*D0")
    end(call, phone)


@scenario("keys typed in the chat, and by XEP-0181; the XMPP user called",
          timeout=90)
def typed_calling(world):
    typed(*romeo_calls(world, plain="ice"))


@scenario("keys typed in the chat, and by XEP-0181; the phone called", timeout=90)
def typed_called(world):
    typed(*phone_calls(world, plain="ice"))


@scenario("the same where rtpengine transcodes", timeout=90)
def typed_transcoded(world):
    typed(*romeo_calls(world, plain="ice", codecs=["PCMU"]))


def same_stream(call, phone):
    """The client must not hear another stream (SSRC) because of keys."""
    streams = call.do("streams")
    call.types("7")
    gets(phone, "7")
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    assert call.do("streams") == streams, (streams, call.do("streams"))
    end(call, phone)


@scenario("what the client hears stays the same stream; the XMPP user called")
def same_stream_calling(world):
    same_stream(*romeo_calls(world, plain="ice"))


@scenario("what the client hears stays the same stream; the phone called")
def same_stream_called(world):
    same_stream(*phone_calls(world, plain="ice"))


def key_is_over(phone):
    """The phone hears voice again: rtpengine lets no other key into one that it
    makes."""
    counts = phone.rtp.receiver.counts
    voice = counts[8]
    wait_until(lambda: counts[8] > voice + 5, 5, "the key is over")


@scenario("keys that the client sends as telephone-event go on beside typed ones")
def both_kinds(world):
    call, phone = romeo_calls(world, plain="ice")
    call.presses("1")
    gets(phone, "1")
    key_is_over(phone)
    call.types("2")
    gets(phone, "12")
    key_is_over(phone)
    call.presses("3")
    gets(phone, "123")
    end(call, phone)


def info_key(phone, code=200):
    """The next INFO with a key, answered; the key and its length."""
    request = phone.gets("INFO")
    assert request.get("Content-Type") == "application/dtmf-relay"
    phone.takes(request, code=code)
    lines = dict(line.split("=") for line in request.body.split())
    return lines["Signal"], int(lines["Duration"])


@scenario("a phone without telephone-event that takes INFO gets keys by INFO")
def by_info(world):
    call, phone = romeo_calls(world, make_phone(world, (8,)), [ALLOW])
    call.types("12")
    call.sends_keys("#", 400)
    assert [info_key(phone) for _ in range(3)] == [
        ("1", 200), ("2", 200), ("#", 400)]
    end(call, phone)


@scenario("a phone that refuses keys by INFO, or takes none, gets tones",
          timeout=90)
def by_tone(world):
    for headers in ([ALLOW], []):
        call, phone = romeo_calls(world, make_phone(world, (8,)), headers)
        call.types("58")
        if headers:
            assert info_key(phone, 415)[0] == "5"
        for digit in "58":
            wait_until(lambda d=digit: phone.rtp.receiver.hears_key(d), 10,
                       f"the tone of {digit}")
        end(call, phone)
        phone.stop()
        call.client.stop()
        world.people.remove(call.client)


@scenario("rtpengine may not transcode: keys by INFO; or the user is told",
          defines=("JINGLE_WITHOUT_TRANSCODING",), timeout=90)
def without_relay(world):
    for headers in ([ALLOW], []):
        call, phone = romeo_calls(world, headers=headers)
        call.types("3")
        if headers:
            assert info_key(phone) == ("3", 200)
        else:
            call.client.reads(world.gateway_jid("1007"), "do not get to")
        end(call, phone)
        phone.stop()
        call.client.stop()
        world.people.remove(call.client)


@scenario("a client without telephone-event, as Dino: by INFO, else by tones",
          timeout=90)
def as_dino(world):
    for headers in ([ALLOW], []):
        call, phone = romeo_calls(world, headers=headers)
        call.types("1#")
        for digit in "1#":
            if headers:
                assert info_key(phone)[0] == digit
            else:
                wait_until(lambda d=digit: phone.rtp.receiver.hears_key(d), 10,
                           f"the tone of {digit}")
        end(call, phone)
        phone.stop()
        call.client.stop()
        world.people.remove(call.client)


def ivr(world, **options):
    """baresip as a voice menu: what it hears, by RTP or by INFO."""
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, **options)
    phone = world.phone("1001", hz=PHONE_HZ)
    phone.answers_by_itself()
    call = romeo.calls(world.gateway_jid("1001"))
    call.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))

    def digits():
        return "".join(e["param"] for e in phone.events
                       if e["type"] == "CALL_DTMF_START")
    call.types("1234#")
    wait_until(lambda: digits() == "1234#", 15, "1234# for the menu")
    call.sends_keys("5*")
    wait_until(lambda: digits() == "1234#5*", 15, "5* for the menu")
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    call.hangs_up()


@scenario("a voice menu (baresip) hears what is typed; the client has "
          "telephone-event", timeout=60)
def ivr_by_events(world):
    ivr(world, plain="ice")


@scenario("a voice menu (baresip) hears what is typed; a client like Dino",
          timeout=60)
def ivr_as_dino(world):
    ivr(world)


@scenario("digits without a call, late, encrypted or with words are no keys")
def no_keys(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, plain="ice")
    number = world.gateway_jid("1007")
    romeo.writes(number, "1")
    romeo.reads(number, kind="error")
    phone = make_phone(world)
    call = romeo.calls(number)
    phone.is_called()
    romeo.writes(number, "2", ident="early")  # while it rings
    romeo.reads(number, "early", kind="error")
    phone.answers()
    call.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    romeo.writes(number, "3", "<delay xmlns='urn:xmpp:delay' stamp='x'/>")
    romeo.writes(number, "4", "<encrypted xmlns='eu.siacs.conversations."
                 "axolotl'><header sid='1'/></encrypted>")
    romeo.writes(world.gateway_jid("1008"), "5")
    for text in ("call me on 6", "6 6", "a", "6" * 33, "+6", "\u0666", "6\n6",
                 "<7/>", "%s%n", "0" * 1000, "8" * 10000):
        romeo.writes(number, text)
    with stays(lambda: phone.rtp.receiver.digits != "", 3, "no key"):
        pass
    call.types("9")
    gets(phone, "9")
    end(call, phone)


@scenario("keys without end: those that are too many are refused, the others "
          "heard once and in order", timeout=120, long=True)
def too_many(world):
    call, phone = romeo_calls(world, plain="ice")
    for n in range(40):
        call.types("0123456789*#ABCD" * 2 if n < 20 else "5" * 32)
    call.client.reads(world.gateway_jid("1007"), "too many keys")
    gets(phone, "0123456789*#ABCD" * 4, 60)
    answer = call.sends_keys("1")
    assert 'type="result"' in answer, answer
    gets(phone, "0123456789*#ABCD" * 4 + "1")
    end(call, phone)


@scenario("stanzas with keys that do not exist, or that come too early: errors",
          loud="lengths that are no numbers are logged")
def wrong_stanzas(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, plain="ice")
    phone = make_phone(world)
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called()
    assert "unexpected-request" in call.sends_keys("1")
    phone.answers()
    call.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    for code in ("", "12", "x", "&apos;", "\u0665", "e", "!"):
        answer = call.do("info", xml="<dtmf xmlns='urn:xmpp:jingle:dtmf:0' "
                         f"code='{code}' duration='100'/>")
        assert "feature-not-implemented" in answer, (code, answer)
    for more in ("duration='-1'", "duration='x'", "duration='999999999999'"):
        answer = call.do("info", xml="<dtmf xmlns='urn:xmpp:jingle:dtmf:0' "
                         f"code='1' {more}/>")
        assert "bad-request" in answer, (more, answer)
    call.sends_keys("2", 0)  # XEP-0181 section 2: none
    call.sends_keys("3", 100)
    wait_until(lambda: phone.rtp.receiver.digits.endswith("3"), 10, "3")
    assert "2" not in phone.rtp.receiver.digits
    end(call, phone)


@scenario("chat_digits 0: the chat of a call is no keypad", cfg='modparam('
          '"jingle", "chat_digits", 0)\n')
def switched_off(world):
    call, phone = romeo_calls(world, plain="ice")
    call.types("1")
    call.client.reads(world.gateway_jid("1007"), kind="error")
    call.sends_keys("2")
    gets(phone, "2")
    end(call, phone)


@scenario("contacts say that they take keys by XEP-0181")
def discovered(world):
    romeo = world.xmpp_client("romeo")
    answer = romeo.asks("get", world.gateway_jid("1007"), "<query xmlns="
                        "'http://jabber.org/protocol/disco#info'/>")
    assert "urn:xmpp:jingle:dtmf:0" in answer, answer
    assert "urn:xmpp:jingle:transfer:0" in answer, answer
