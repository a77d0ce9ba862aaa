# SPDX-License-Identifier: GPL-2.0-or-later
"""Keys of phones that have no telephone-event: by INFO to the client, as tones
from it; what INFOs are not keys."""

from lib import browser
from lib.process import wait_until
from lib.scenario import Skip, scenario
from lib.sip_call import SipCall
from lib.world import assert_heard, stays

WORLD = {"defines": ("JINGLE_KEY_TONES", 'JINGLE_INFO_KEYS="JsSIP|SIP\\.js"')}
ROMEO_HZ = 440
PHONE_HZ = 1000
RELAY = "application/dtmf-relay"
PLAIN = "application/dtmf"


def make_phone(world, **options):
    return SipCall(world, hz=PHONE_HZ, **{"payloads": (8,), **options})


def romeo_calls(world, phone=None, headers=(), **options):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ,
                              **{"plain": "ice", **options})
    phone = phone or make_phone(world)
    call = romeo.calls(world.gateway_jid(phone.user))
    phone.is_called().answers(headers=headers)
    call.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    return call, phone


def phone_calls(world, phone=None, headers=(), **options):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ,
                              **{"plain": "ice", **options})
    phone = phone or make_phone(world)
    phone.calls(world.sip_uri("romeo"), headers=headers)
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    return call, phone


def informs(phone, body, kind=RELAY, headers=()):
    """An INFO and its answer."""
    phone.ua.body_type = kind
    request = phone.says("INFO", body, headers)
    phone.ua.body_type = "application/sdp"
    return phone.gets_answer(request)


def key(digit, ms=200):
    return f"Signal={digit}\r\nDuration={ms}\r\n"


def romeo_gets(call, digits, timeout=10):
    wait_until(lambda: call.do("digits") == digits, timeout,
               f"{digits} for romeo, {call.do('digits')} so far")


def phone_gets(call, phone, digit):
    """As a tone."""
    call.presses(digit)
    wait_until(lambda: phone.rtp.receiver.hears_key(digit), 10,
               f"the tone of {digit} for the phone")


def end(call, phone):
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.hangs_up()
    assert call.ends()[0] == "success"


def keys(call, phone):
    """Each once, in order, as long as it was pressed; and the other way."""
    for digit, ms in (("5", 200), ("#", 160), ("5", 300)):
        assert informs(phone, key(digit, ms)).code == 200
    assert informs(phone, "1", PLAIN).code == 200
    romeo_gets(call, "5#51")
    wait_until(lambda: all(abs(heard - said) <= 40 for heard, said in
                           zip(call.do("lengths"), (200, 160, 300, 250))), 5,
               "each is as long as it was pressed")
    phone_gets(call, phone, "8")
    end(call, phone)


@scenario("a phone without telephone-event sends keys by INFO and gets them as "
          "tones; the XMPP user called", quiet=True)
def keys_calling(world):
    keys(*romeo_calls(world))


@scenario("a phone without telephone-event sends keys by INFO and gets them as "
          "tones; the phone called", quiet=True)
def keys_called(world):
    keys(*phone_calls(world))


@scenario("the same where rtpengine transcodes; the XMPP user called")
def keys_transcoded_calling(world):
    keys(*romeo_calls(world, codecs=["PCMU"]))


@scenario("the same where rtpengine transcodes; the phone called")
def keys_transcoded_called(world):
    keys(*phone_calls(world, codecs=["PCMU"]))


def keys_after_hold(call, phone):
    """The stream of the phone's voice stays the same one, too."""
    assert informs(phone, key("1")).code == 200
    romeo_gets(call, "1")
    streams = call.do("streams")
    phone.reinvites(direction="sendonly")
    phone.reinvites()
    call.holds()
    phone.gets_reinvite(direction="recvonly")
    call.resumes()
    phone.gets_reinvite()
    assert informs(phone, key("2")).code == 200
    romeo_gets(call, "12")
    phone_gets(call, phone, "9")
    assert call.do("streams") == streams, (streams, call.do("streams"))
    end(call, phone)


@scenario("keys by INFO after holds; the XMPP user called", timeout=90)
def keys_after_hold_calling(world):
    keys_after_hold(*romeo_calls(world, codecs=["PCMU"]))


@scenario("keys by INFO after holds; the phone called", timeout=90)
def keys_after_hold_called(world):
    keys_after_hold(*phone_calls(world, codecs=["PCMU"]))


@scenario("an INFO that comes again is one key, and many at once keep their "
          "order")
def keys_again(world):
    call, phone = phone_calls(world)
    phone.ua.body_type = RELAY
    request = phone.says("INFO", key("7", 100))
    for _ in range(3):
        phone.ua.send(request)
    assert phone.gets_answer(request).code == 200
    romeo_gets(call, "7")
    for digit in "123456789*0#ABCD":
        assert informs(phone, key(digit, 100)).code == 200
    romeo_gets(call, "7123456789*0#ABCD", 15)
    end(call, phone)


@scenario("INFOs that bring no key: 400, 415; a flash of the hook: 488")
def no_keys(world):
    call, phone = romeo_calls(world)
    for body in ("Signal=\r\n", "Duration=200\r\n", "Signal=55\r\n",
                 "Signal=x\r\nDuration=1\r\n", "Signal=5\r\nDuration=-1\r\n",
                 "Signal=5\r\nDuration=1e9\r\n", "5\r\n",
                 "Signal=5\r\nSignal=6\r\n", "\r\n", "Signal=\u0665\r\n"):
        assert informs(phone, body).code == 400, body
    for body in ("12", "Signal=5", "x", " "):
        assert informs(phone, body, PLAIN).code == 400, body
    for body in ("Signal=16\r\n", "Signal=!\r\nDuration=100\r\n"):
        answer = informs(phone, body)
        assert answer.code == 488 and answer.get("Warning"), answer.headers
    for kind in ("text/plain", "application/sdp",
                 "application/vnd.nortelnetworks.digits"):
        answer = informs(phone, "v=0\r\n", kind)
        assert answer.code == 415, answer.first
        assert RELAY in answer.get("Accept"), answer.headers
    # spelled otherwise, they are keys; without a length it is the usual one
    for body in ("signal= 1\nDURATION =100", "Signal=11\r\nVolume=10\r\n",
                 "Signal=a\r\nDuration=0\r\n"):
        assert informs(phone, body).code == 200, body
    romeo_gets(call, "1#A")
    end(call, phone)


@scenario("a client without telephone-event: the phone is told that its keys "
          "do not get there")
def keys_to_nobody(world):
    call, phone = romeo_calls(world, plain=None)
    for body, kind in ((key("5"), RELAY), ("5", PLAIN)):
        answer = informs(phone, body, kind)
        assert answer.code == 488 and answer.get("Warning"), answer.headers
    end(call, phone)


@scenario("while it rings nobody hears a key")
def keys_early(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, plain="ice")
    phone = make_phone(world).calls(world.sip_uri("romeo"))
    call = romeo.is_called()
    phone.response = phone.ua.receives_code(180)
    assert informs(phone, key("5")).code == 488
    call.answers()
    phone.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    assert informs(phone, key("6")).code == 200
    romeo_gets(call, "6")
    end(call, phone)


def with_events(world):
    return make_phone(world, payloads=(8, 101))


def voice_packets(call):
    """Whatever their codec."""
    return sum(call.do("payloads").values())


@scenario("a browser's phone program sends INFO though it has telephone-event: "
          "heard")
def keys_of_browsers(world):
    for agent, make in (("JsSIP 3.13.0", phone_calls),
                        ("SIP.js/0.21.2", phone_calls)):
        headers = [("User-Agent", agent)]
        call, phone = make(world, with_events(world), headers)
        assert informs(phone, key("5"), headers=headers).code == 200
        romeo_gets(call, "5")
        wait_until(lambda: call.do("lengths")[0] >= 180, 5, "a whole key")
        voice = voice_packets(call)
        wait_until(lambda: voice_packets(call) > voice + 10, 5,
                   "the voice goes on behind it")
        phone.rtp.presses("6", phone.events)
        romeo_gets(call, "56")
        end(call, phone)
        phone.stop()
        call.client.stop()
        world.people.remove(call.client)


@scenario("a browser's phone program that says its name in the call only: keys "
          "and voice go on as before")
def keys_named_late(world):
    """JsSIP and SIP.js name themselves in requests, in no answer."""
    call, phone = romeo_calls(world, with_events(world))
    phone.rtp.presses("1", phone.events)
    romeo_gets(call, "1")
    streams = set(call.do("streams"))
    for direction in ("sendonly", "sendrecv"):
        body = phone.body(direction)
        answer = phone.gets_answer(phone.says("INVITE", body, [
            ("User-Agent", "JsSIP 3.13.8")]))
        assert answer.code == 200, answer.first
        phone.talks_to(answer, body)
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.rtp.presses("2", phone.events)
    romeo_gets(call, "12")
    assert set(call.do("streams")) == streams, (streams, call.do("streams"))
    end(call, phone)


def presses(call, phone, digit, digits):
    """And lets go: of a key that a re-INVITE or another key meets, rtpengine
    makes two where it stands between."""
    phone.rtp.presses(digit, phone.events)
    romeo_gets(call, digits)
    wait_until(lambda: not phone.rtp.queue, 5, "the key is over")


@scenario("a browser's phone program that calls: keys after its hold")
def keys_of_browsers_after_hold(world):
    headers = [("User-Agent", "JsSIP 3.13.8")]
    call, phone = phone_calls(world, with_events(world), headers)
    presses(call, phone, "1", "1")
    for direction in ("sendonly", "sendrecv"):
        phone.reinvites(direction=direction)
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    presses(call, phone, "2", "12")
    end(call, phone)


@scenario("a phone that has telephone-event and sends INFO, unasked: it is told "
          "that nobody hears it", defines=())
def keys_unasked(world):
    for make in (phone_calls, romeo_calls):
        call, phone = make(world, with_events(world))
        assert informs(phone, key("5")).code == 488
        phone.rtp.presses("6", phone.events)
        romeo_gets(call, "6")
        end(call, phone)
        phone.stop()
        call.client.stop()
        world.people.remove(call.client)


@scenario("a phone that sends each key by RTP and by INFO: heard once")
def keys_twice(world):
    headers = [("User-Agent", "Linphone Desktop/5.1.2")]
    call, phone = romeo_calls(world, with_events(world), headers,
                              codecs=["PCMU"])
    for digit in "12#":
        phone.rtp.presses(digit, phone.events)
        assert informs(phone, key(digit), headers=headers).code == 200
    romeo_gets(call, "12#")
    with stays(lambda: call.do("digits") != "12#", 2, "12#, and no more"):
        pass
    end(call, phone)


def browser_keypad(call, phone):
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    wait_until(lambda: call.do("can_press"), 10, "Chromium has a keypad")
    for digit in "17#":
        phone_gets(call, phone, digit)
    end(call, phone)


@scenario("Chromium has a keypad, whatever the phone has; Chromium calls",
          timeout=90)
def browser_keypad_calling(world):
    if browser.available():
        raise Skip(browser.available())
    romeo = world.browser("romeo", hz=ROMEO_HZ)
    jid = world.browser_adds_contact(romeo, "1007")
    phone = make_phone(world)
    call = romeo.calls(jid)
    phone.is_called().answers()
    call.is_answered()
    browser_keypad(call, phone)


@scenario("Chromium has a keypad, whatever the phone has; the phone calls",
          timeout=90)
def browser_keypad_called(world):
    if browser.available():
        raise Skip(browser.available())
    romeo = world.browser("romeo", hz=ROMEO_HZ)
    world.browser_adds_contact(romeo, "1007")
    phone = make_phone(world).calls(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    browser_keypad(call, phone)
