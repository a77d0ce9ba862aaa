# SPDX-License-Identifier: GPL-2.0-or-later
"""Streams added, removed, paused and brought back in a call, from either side:
pictures are decoded at both ends after the addition, none come after the
removal, and they are back after the return. The client's ICE does not begin
again through all of it."""

import re
from xml.etree import ElementTree

from lib.process import wait_until
from lib.scenario import scenario
from lib.sip_call import SipCall
from lib.sip_ua import socket_in
from lib.video import VideoEnd, video_target
from lib.world import assert_heard, stays

ROMEO_HZ = 440
PHONE_HZ = 1000
NAME = "more"  # of the content that the client adds
NOWHERE = (None, None)  # of a fingerprint


def make_phone(world):
    phone = SipCall(world, hz=PHONE_HZ)
    socks = [socket_in(phone.netns) for _ in range(2)]
    phone.video = world.at_home(
        VideoEnd("1007", socks, phone.ua.address, 20600))
    return phone


def romeo_calls(world, shown=True, **options):
    """shown: the client's presence is shown to us, and so its program."""
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, **options)
    if shown:
        world.adds_contact(romeo, "1007")
    phone = make_phone(world)
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called().answers()
    call.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    return call, phone


def phone_calls(world, shown=True, **options):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, **options)
    if shown:
        world.adds_contact(romeo, "1007")
    phone = make_phone(world)
    phone.calls(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    return call, phone


def seen(call, phone, name=NAME, more=10):
    """Both hear, and both see new pictures."""
    had, theirs = phone.video.frames, call.do("stream_frames", name=name)
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    wait_until(lambda: phone.video.frames >= had + more, 20,
               f"1007 decodes {more} pictures, {phone.video.frames} so far")
    wait_until(lambda: call.do("stream_frames", name=name) >= theirs + more,
               20, f"romeo decodes {more} pictures")


def gone(call, phone):
    """Both hear, and the phone gets no more pictures."""
    phone.video.target = None
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    had = phone.video.frames
    with stays(lambda: phone.video.frames > had + 2, 2, "no pictures"):
        pass


def transports(xml):
    """Of each content in a stanza: name, ufrag, addresses."""
    root = ElementTree.fromstring(xml)
    return [(content.get("name"), transport.get("ufrag"),
             {(c.get("ip"), c.get("port")) for c in transport})
            for content in root for transport in content
            if transport.tag.endswith("}transport")]


def ice_goes_on(call):
    """The client was told of no other transport for what it had."""
    known = {}
    for event in list(call.client.events):
        if event.get("sid") != call.sid or "xml" not in event:
            continue
        for name, ufrag, addresses in transports(event["xml"]):
            if event["event"] == "transport-info":
                assert known[name][0] == ufrag, (known, event)
                assert addresses - {NOWHERE} <= known[name][1], (known, event)
            else:
                known[name] = (ufrag, addresses)
    for action in ("transport-replace", "content-modify"):
        assert not call.had(action), call.had(action)


def end(call, phone):
    ice_goes_on(call)
    phone.hangs_up()
    assert call.ends()[0] == "success"


def lines(body):
    """The m= lines of an SDP: kinds, and whether they live."""
    return [(kind, port != "0") for kind, port in
            re.findall(r"^m=(\w+) (\d+)", body, re.M)]


def client_adds(call, phone, senders="both", direction="sendrecv"):
    """The client adds a picture, the phone takes it; the content-accept."""
    assert 'type="result"' in call.do("add", name=NAME, senders=senders)
    request = phone.gets("INVITE")
    assert lines(request.body) == [("audio", True), ("video", True)], \
        request.body
    assert re.search(r"^m=video \d+ RTP/AVP ", request.body, re.M), \
        request.body
    assert "a=ice-" not in request.body and "fingerprint" not in request.body
    payload = re.search(r"a=rtpmap:(\d+) VP8/90000", request.body)
    phone.video.number(int(payload[1]))
    phone.takes(request, phone.body(more=phone.video.sdp(direction)))
    phone.video.target = video_target(request.body)
    return call.wait("content-accept")["xml"]


def client_removes(call, phone):
    assert 'type="result"' in call.do("remove", name=NAME)
    request = phone.gets_reinvite(
        body=phone.body(more=phone.video.sdp(port=0)))
    assert lines(request.body) == [("audio", True), ("video", False)], \
        request.body
    gone(call, phone)


def added_and_removed(call, phone):
    """By the client, twice: the m= line is used again."""
    for _ in range(2):
        accept = client_adds(call, phone)
        assert f'name="{NAME}"' in accept and 'senders="both"' in accept, \
            accept
        seen(call, phone)
        client_removes(call, phone)
    end(call, phone)


@scenario("the XMPP user, who called, adds a picture, takes it away, and adds "
          "it again", timeout=120, persona=False)
def client_adds_calling(world):
    added_and_removed(*romeo_calls(world))


@scenario("the XMPP user, who was called, adds a picture, takes it away, and "
          "adds it again", timeout=120, persona=False)
def client_adds_called(world):
    added_and_removed(*phone_calls(world))
