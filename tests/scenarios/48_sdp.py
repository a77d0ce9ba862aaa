# SPDX-License-Identifier: GPL-2.0-or-later
"""SDP of phones as it comes: streams that are refused or cannot be read leave
the others alone, and too much of anything is refused before rtpengine sees
it."""

import re

from lib.ice_phone import IcePhone
from lib.scenario import scenario
from lib.sip_call import SipCall
from lib.world import assert_heard

ROMEO_HZ = 440
PHONE_HZ = 1000
DEAD = "m=video 0 RTP/AVP 255\r\n"  # Cisco's
INFO = "urn:xmpp:jingle:apps:rtp:info:1"
MANY = "".join(f"m=audio {20000 + 2 * n} RTP/AVP 8\r\n" for n in range(1000))


def romeo_says(call, name):
    assert 'type="result"' in call.do("info", xml=f"<{name} xmlns='{INFO}'/>")


def at_home(world):
    return (world.xmpp_client("romeo", hz=ROMEO_HZ),
            SipCall(world, hz=PHONE_HZ))


def calls(world, change):
    """The phone calls with a changed SDP; the first answer."""
    romeo, phone = at_home(world)
    phone.calls(world.sip_uri("romeo"), change(phone.body()))
    first = phone.ua.wait(lambda m: m.is_response and m.code > 100 and
                          m.method == "INVITE", 15, "an answer")
    return romeo, phone, first


def answered(world, change):
    romeo, phone, first = calls(world, change)
    assert first.code < 300, first.first
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    return call, phone


def romeo_calls(world, answer, **options):
    romeo, phone = at_home(world)
    call = romeo.calls(world.gateway_jid("1007"), **options)
    phone.is_called().answers(answer(phone.body()))
    call.is_answered()
    return call, phone


def m_lines(sdp):
    return re.findall(r"^m=(\w+) (\d+)", sdp, re.M)


def ends_well(call, phone):
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.hangs_up()
    assert call.ends()[0] == "success"


def is_refused(world, phone, refusal, code, word):
    """With a Warning that says why; and the gateway's log does."""
    assert refusal.code == code, refusal.first
    assert word in (refusal.get("Warning") or ""), refusal.headers
    log = world.kamailio.process.log_text()
    assert word in log, f"no line with {word}"
    assert phone.invite.get("Call-ID")


def moved_address(body):
    """c= in the m= section, not before it."""
    line = re.search(r"c=.*\r\n", body).group(0)
    return re.sub(r"(m=audio .*\r\n)", r"\1" + line,
                  body.replace(line, "", 1))


@scenario("m=video 0 RTP/AVP 255 in a phone's offer: refused in its place")
def dead_offered(world):
    call, phone = answered(world, lambda b: b + DEAD)
    lines = m_lines(phone.response.body)
    assert [n for n, _ in lines] == ["audio", "video"], lines
    assert lines[1][1] == "0", lines
    ends_well(call, phone)


@scenario("m=video 0 RTP/AVP 255 before the audio of an offer")
def dead_first(world):
    def change(body):
        return body.replace("m=audio", DEAD + "m=audio")
    romeo, phone, first = calls(world, change)
    assert first.code < 300, first.first
    call = romeo.is_called()
    call.answers()
    response = phone.ua.receives_code(200)
    phone.ua.ack(phone.invite, response)
    phone.response = response
    lines = m_lines(response.body)
    assert [n for n, _ in lines] == ["video", "audio"], lines
    assert lines[0][1] == "0" and lines[1][1] != "0", lines
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("m=video 0 RTP/AVP 255 in the answer to audio and video")
def dead_answered(world):
    call, phone = romeo_calls(world, lambda b: b + DEAD,
                              media=["audio", "video"])
    ends_well(call, phone)


@scenario("m=video 0 RTP/AVP 255 in a re-INVITE, and in the answer to one")
def dead_again(world):
    call, phone = answered(world, lambda b: b)
    answer = phone.reinvites(phone.body(more=DEAD))
    assert [n for n, _ in m_lines(answer.body)] == ["audio", "video"], answer
    romeo_says(call, "hold")
    request = phone.gets("INVITE")
    phone.takes(request, phone.body("recvonly", more=DEAD))
    romeo_says(call, "unhold")
    request = phone.gets("INVITE")
    phone.takes(request, phone.body(more=DEAD))
    ends_well(call, phone)


@scenario("m=video 0 without formats")
def dead_without_formats(world):
    call, phone = answered(world, lambda b: b + "m=video 0 RTP/AVP\r\n")
    ends_well(call, phone)


@scenario("m=video 0 without c=")
def dead_without_address(world):
    call, phone = answered(world, lambda b: moved_address(b) +
                           "m=video 0 RTP/AVPF 96\r\na=label:1\r\n"
                           "a=inactive\r\na=mid:1\r\n")
    ends_well(call, phone)


def is_refused_alone(world, odd):
    call, phone = answered(world, lambda b: b + odd)
    lines = m_lines(phone.response.body)
    assert lines[1] == ("video", "0"), lines
    ends_well(call, phone)


@scenario("a live stream without a format that can be: audio goes on")
def odd_formats(world):
    is_refused_alone(world, "m=video 4000 RTP/AVP 255\r\n")


@scenario("a live stream with a bad fingerprint: audio goes on")
def odd_fingerprint(world):
    is_refused_alone(world, "m=video 4000 UDP/TLS/RTP/SAVPF 99\r\n"
                     "a=rtpmap:99 H264/90000\r\na=fingerprint:sha-256 XX\r\n")


@scenario("a live stream with a bad address: audio goes on")
def odd_address(world):
    is_refused_alone(
        world, "m=video 4000 RTP/AVP 99\r\nc=IN IP4 nowhere!\r\n")


@scenario("blanks at line ends, a format that cannot be, a line that is none")
def odd_lines(world):
    def change(body):
        return body.replace("101\r\n", "101 255  \r\nhello\r\n", 1).replace(
            "t=0 0", "t=0 0 ")
    call, phone = answered(world, change)
    ends_well(call, phone)


@scenario("1000 m= lines in an INVITE: 488 that says why, nobody rings",
          loud="the phone is at fault")
def many_offered(world):
    romeo, phone, refusal = calls(world, lambda b: b + MANY)
    phone.ua.ack(phone.invite, refusal)
    is_refused(world, phone, refusal, 488, "more than 16 m= lines")
    assert not romeo.had("call"), "it rang"


@scenario("1000 m= lines, of port 0, in a re-INVITE and an UPDATE: 488, the "
          "call goes on",
          loud="the phone is at fault")
def many_again(world):
    call, phone = answered(world, lambda b: b)
    more = re.sub(r"audio \d+", "audio 0", MANY)
    for method in ("INVITE", "UPDATE"):
        refusal = phone.asks(method, phone.body(more=more))
        is_refused(world, phone, refusal, 488, "more than 16 m= lines")
    ends_well(call, phone)


@scenario("1000 m= lines in the answer: the call ends on both sides",
          loud="the phone is at fault")
def many_answered(world):
    romeo, phone = at_home(world)
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called()
    phone.response = phone.ua.reply(
        phone.invite, 200, body=phone.body(more=MANY))
    phone.ua.receives("ACK")
    phone.ends()
    assert call.ends()[0] == "incompatible-parameters"


@scenario("an address that rtpengine cannot read: 488 with a Warning",
          loud="the phone is at fault")
def unreadable(world):
    romeo, phone, refusal = calls(world, lambda b: re.sub(
        "c=IN IP4 .*", "c=IN IP4 phone.sip.example", b))
    phone.ua.ack(phone.invite, refusal)
    assert refusal.code == 488, refusal.first
    assert "305" in (refusal.get("Warning") or ""), refusal.headers
    assert not romeo.had("call"), "it rang"


@scenario("a phone that bundles, as in a browser: the answers say BUNDLE, too")
def bundles(world):
    def body():
        return phone.body(more="a=mid:0\r\na=rtcp-mux\r\n").replace(
            "t=0 0\r\n", "t=0 0\r\na=group:BUNDLE 0\r\n")
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = IcePhone(world, hz=PHONE_HZ)
    phone.calls(world.sip_uri("romeo"), body())
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    assert "\r\na=group:BUNDLE 0\r\n" in phone.response.body
    answer = phone.reinvites(body())
    assert "\r\na=group:BUNDLE 0\r\n" in answer.body
    ends_well(call, phone)


@scenario("a phone that does not bundle hears nothing of it")
def bundles_not(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = IcePhone(world, hz=PHONE_HZ)
    phone.calls(world.sip_uri("romeo"),
                phone.body(more="a=mid:0\r\na=rtcp-mux\r\n"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    assert "a=group" not in phone.response.body
    phone.hangs_up()
    assert call.ends()[0] == "success"
