# SPDX-License-Identifier: GPL-2.0-or-later
"""Streams added, removed, paused and brought back in a call, from either side:
pictures are decoded at both ends after the addition, none come after the
removal, and they are back after the return. The client's ICE does not begin
again through all of it."""

import re
import time
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
             {(c.get("ip"), c.get("port")) for c in transport
              if c.tag.endswith("}candidate")})
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
                assert addresses <= known[name][1], (known, event)
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


# --- what the phone does not want ---

def client_is_refused(call, phone):
    """By port 0, and by a status: the call goes on, and the next offers have
    the m= lines that both know."""
    assert 'type="result"' in call.do("add", name=NAME)
    phone.gets_reinvite(body=phone.body(more=phone.video.sdp(port=0)))
    assert f'name="{NAME}"' in call.wait("content-reject")["xml"]
    for code in (488, 603):
        assert 'type="result"' in call.do("add", name="other")
        phone.takes(phone.gets("INVITE"), code=code)
        assert 'name="other"' in call.wait("content-reject")["xml"]
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.reinvites(phone.body("sendonly", more=phone.video.sdp(port=0)))
    phone.reinvites(phone.body(more=phone.video.sdp(port=0)))
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    end(call, phone)


@scenario("the phone does not want the picture; the XMPP user called",
          persona=False)
def client_refused_calling(world):
    client_is_refused(*romeo_calls(world))


@scenario("the phone does not want the picture; the phone called",
          persona=False)
def client_refused_called(world):
    client_is_refused(*phone_calls(world))


@scenario("Conversations adds a picture to be bundled with the voice, which the "
          "media relay cannot: refused as it takes it, nobody else is asked",
          persona=False)
def client_adds_bundled(world):
    call, phone = romeo_calls(world, persona="conversations")
    before = phone.requests()
    assert 'type="result"' in call.do("add_bundled")
    reject = call.wait("content-reject")["xml"]
    assert 'media="video"' in reject and "transport" in reject, reject
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    assert phone.requests() == before
    end(call, phone)


@scenario("Movim adds a picture that has the voice's transport (max-bundle), which "
          "the media relay cannot: refused, and the call goes on",
          persona=False)
def client_adds_max_bundle(world):
    call, phone = romeo_calls(world, persona="movim")
    adds_max_bundle(call, phone)
    # which the phone's next offers know nothing of
    phone.reinvites(phone.body("sendonly"))
    phone.reinvites(phone.body())
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    end(call, phone)


def adds_max_bundle(call, phone):
    before = phone.requests()
    assert 'type="result"' in call.do("add_bundled", shared=True)
    reject = call.client.find("stanza", lambda e: e["name"] == "iq" and
                              "content-reject" in e["xml"],
                              what="the refusal")["xml"]
    assert "failed-application" in reject and 'name="more"' in reject, reject
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    assert phone.requests() == before


@scenario("the client sends alone: the phone is offered sendonly", timeout=60,
          persona=False)
def client_sends_alone(world):
    call, phone = romeo_calls(world)
    accept = client_adds(call, phone, senders="initiator",
                         direction="recvonly")
    assert 'senders="initiator"' in accept, accept
    assert "a=sendonly" in phone.sdp.split("m=video")[1], phone.sdp
    wait_until(lambda: phone.video.frames >= 10, 20, "1007 decodes pictures")
    end(call, phone)


# --- the phone adds ---

def phone_adds(call, phone, direction="sendrecv"):
    """The name of the content that the client is asked about."""
    answer = phone.reinvites(phone.body(more=phone.video.sdp(direction)))
    assert lines(answer.body) == [("audio", True), ("video", True)], \
        answer.body
    phone.video.target = video_target(answer.body)
    return call.wait("content-add")["names"][0]


def phone_removes(call, phone):
    answer = phone.reinvites(phone.body(more=phone.video.sdp(port=0)))
    assert lines(answer.body) == [("audio", True), ("video", False)]
    gone(call, phone)


def phone_gives_back(call, phone):
    answer = phone.reinvites(phone.body(more=phone.video.sdp()))
    assert lines(answer.body) == [("audio", True), ("video", True)]
    phone.video.target = video_target(answer.body)


def told_of(call, word):
    """session-info of this name, for a content."""
    return [e for e in call.had("info") if e["names"] == [word]]


def added_by_phone(call, phone):
    """Its content stays, and is muted while the phone does not send."""
    name = phone_adds(call, phone)
    seen(call, phone, name)
    for n in range(2):
        phone_removes(call, phone)
        assert len(told_of(call, "mute")) == n + 1
        phone_gives_back(call, phone)
        seen(call, phone, name)
        assert len(told_of(call, "unmute")) == n + 1
    assert len(call.had("content-add")) == 1
    assert not call.had("content-remove")
    end(call, phone)


@scenario("the phone, which called, adds a picture, takes it away, and gives "
          "it back", timeout=120, persona=False)
def phone_adds_calling(world):
    added_by_phone(*phone_calls(world))


@scenario("the phone, which was called, adds a picture, takes it away, and gives "
          "it back", timeout=120, persona=False)
def phone_adds_called(world):
    added_by_phone(*romeo_calls(world))


def phone_is_refused(world, how, wait=0):
    """The call goes on, and the phone may offer again."""
    call, phone = romeo_calls(world)
    call.client.set(adds=how)
    start = time.monotonic()
    answer = phone.reinvites(phone.body(more=phone.video.sdp()))
    assert time.monotonic() - start >= wait
    assert lines(answer.body) == [("audio", True), ("video", False)], \
        answer.body
    if how == "silent":
        call.wait("content-remove")
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.reinvites(phone.body("sendonly", more=phone.video.sdp(port=0)))
    phone.reinvites(phone.body(more=phone.video.sdp(port=0)))
    call.client.set(adds="accept")
    name = phone_adds(call, phone)
    seen(call, phone, name)
    end(call, phone)


@scenario("the client rejects what the phone adds, and takes it later",
          timeout=90, persona=False)
def phone_refused(world):
    phone_is_refused(world, "reject")


@scenario("the client answers the content-add by an error", timeout=90,
          persona=False)
def phone_refused_by_error(world):
    phone_is_refused(world, "error")


@scenario("the client does not answer: port 0 after add_time, and the "
          "content-add is taken back", timeout=90, persona=False,
          cfg='modparam("jingle", "add_time", 2)\n')
def phone_asks_in_vain(world):
    phone_is_refused(world, "silent", wait=2)


# --- who takes away what the other one has added ---

@scenario("the client takes away what the phone has added, and adds a picture "
          "itself: the same m= line", timeout=90, persona=False)
def client_removes_theirs(world):
    call, phone = phone_calls(world)
    name = phone_adds(call, phone)
    seen(call, phone, name)
    assert 'type="result"' in call.do("remove", name=name,
                                      creator="initiator")
    phone.gets_reinvite(body=phone.body(more=phone.video.sdp(port=0)))
    gone(call, phone)
    # the relay would not begin ICE on it anew for an answer
    answer = phone.reinvites(phone.body(more=phone.video.sdp()))
    assert lines(answer.body) == [("audio", True), ("video", False)]
    assert len(call.had("content-add")) == 1
    phone.reinvites(phone.body(more=phone.video.sdp(port=0)))
    client_adds(call, phone)
    seen(call, phone)
    end(call, phone)


@scenario("the phone takes away what the client has added, and gives it back",
          timeout=90, persona=False)
def phone_removes_theirs(world):
    call, phone = romeo_calls(world)
    client_adds(call, phone)
    seen(call, phone)
    phone_removes(call, phone)
    phone_gives_back(call, phone)
    seen(call, phone)
    client_removes(call, phone)
    end(call, phone)


# --- both at once ---

@scenario("the phone says 491 to the picture: it is offered again",
          timeout=90, persona=False)
def glare(world):
    call, phone = romeo_calls(world)
    assert 'type="result"' in call.do("add", name=NAME)
    phone.takes(phone.gets("INVITE"), code=491)
    request = phone.gets("INVITE")
    assert lines(request.body) == [("audio", True), ("video", True)]
    phone.takes(request, phone.body(more=phone.video.sdp()))
    phone.video.target = video_target(request.body)
    call.wait("content-accept")
    seen(call, phone)
    end(call, phone)


@scenario("both add a picture at once, the phone called: the client's is a "
          "tie-break", timeout=90, persona=False,
          cfg='modparam("jingle", "add_time", 3)\n')
def crossed(world):
    call, phone = phone_calls(world)
    call.client.set(adds="silent")
    request = phone.says("INVITE", phone.body(more=phone.video.sdp()))
    call.wait("content-add")
    reply = call.do("add", name=NAME)
    assert "conflict" in reply and "tie-break" in reply, reply
    answer = phone.gets_answer(request)
    assert lines(answer.body) == [("audio", True), ("video", False)]
    end(call, phone)


@scenario("both add a picture at once, the client called: its own one counts",
          timeout=90, persona=False)
def yields(world):
    call, phone = romeo_calls(world)
    call.client.set(adds="tie-break")
    phone.reinvites(phone.body(more=phone.video.sdp()), code=491)
    phone.version -= 1
    client_adds(call, phone)
    seen(call, phone)
    end(call, phone)


# --- programs ---

@scenario("the phone adds a picture, Dino has no camera yet: it sees, and its "
          "user's picture comes later", timeout=90, persona=False)
def phone_adds_dino(world):
    call, phone = phone_calls(world, persona="dino")
    name = phone_adds(call, phone)
    direction = phone.sdp.split("m=video")[1]
    assert "a=recvonly" in direction, direction
    wait_until(lambda: call.do("stream_frames", name=name) >= 10, 20,
               "romeo decodes 10 pictures")
    call.do("action", action="content-modify",
            xml=f"<content creator='initiator' name='{name}' "
            "senders='both'/>")
    request = phone.gets_reinvite(body=phone.body(more=phone.video.sdp()))
    assert lines(request.body) == [("audio", True), ("video", True)]
    assert "a=sendrecv" in request.body.split("m=video")[1], request.body
    phone_removes(call, phone)
    assert told_of(call, "mute")
    phone_gives_back(call, phone)
    wait_until(lambda: told_of(call, "unmute"), 5, "romeo: unmute")
    end(call, phone)


# --- a restart ---

@scenario("Kamailio is killed with a stream added: it goes on, and is taken away "
          "and given back", timeout=120, persona=False,
          loud="Kamailio is killed, and the others say so")
def restarted(world):
    call, phone = phone_calls(world)
    name = phone_adds(call, phone)
    seen(call, phone, name)
    world.kamailio.kill()
    world.kamailio.start()
    wait_until(lambda: len(set(re.findall(
        r"is up for worker (\d+)", world.kamailio.process.log_text()))) == 4,
        30, "all workers have a stream", [world.kamailio.process])
    seen(call, phone, name)
    phone_removes(call, phone)
    phone_gives_back(call, phone)
    seen(call, phone, name)
    end(call, phone)
