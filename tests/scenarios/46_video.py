# SPDX-License-Identifier: GPL-2.0-or-later
"""Audio and video in one call: pictures are decoded at both ends."""

import re
from xml.etree import ElementTree

from lib import browser
from lib.process import wait_until
from lib.scenario import Skip, scenario
from lib.sip_call import SipCall
from lib.sip_ua import socket_in
from lib.video import VideoEnd, video_target
from lib.world import assert_heard, stays

PERSONAS = True

ROMEO_HZ = 440
PHONE_HZ = 1000


def make_phone(world, **video):
    phone = SipCall(world, hz=PHONE_HZ)
    socks = [socket_in(phone.netns) for _ in range(2)]
    phone.video = world.at_home(
        VideoEnd("1007", socks, phone.ua.address, 20600, **video))
    return phone


def seen(call, phone, more=10):
    """Both hear, and both see new pictures."""
    had, theirs = phone.video.frames, call.do("frames", kind="video")
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    wait_until(lambda: phone.video.frames >= had + more, 20,
               f"1007 decodes {more} pictures, {phone.video.frames} so far")
    call.sees_frames("video", theirs + more)


def romeo_calls(world, media=("audio", "video"), shown=False, **options):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, **options)
    if shown:
        world.adds_contact(romeo, "1007")
    phone = make_phone(world)
    call = romeo.calls(world.gateway_jid("1007"), media=list(media))
    phone.is_called()
    return call, phone


def phone_calls(world, user="romeo", shown=False, **options):
    """shown: his presence is shown to us, so that we know his program."""
    romeo = world.xmpp_client(user, hz=ROMEO_HZ, **options)
    if shown:
        world.adds_contact(romeo, "1007")
    phone = make_phone(world)
    phone.calls(world.sip_uri(user),
                phone.body(more=phone.video.sdp()))
    call = romeo.is_called()
    assert sorted(call.event["media"]) == ["audio", "video"], call.event
    call.answers()
    phone.is_answered()
    phone.video.target = video_target(phone.response.body)
    return call, phone


def end(call, phone):
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("audio and video; the XMPP user called", timeout=90)
def video_calls(world):
    call, phone = romeo_calls(world)
    phone.answers(phone.body(more=phone.video.sdp()))
    phone.video.target = video_target(phone.invite.body)
    call.is_answered()
    seen(call, phone)
    assert phone.video.size == (640, 480), phone.video.size
    end(call, phone)


@scenario("audio and video; the phone called", timeout=90)
def video_called(world):
    call, phone = phone_calls(world)
    seen(call, phone)
    end(call, phone)


def answered_without_video(call, phone):
    """The phone takes audio alone; the stanza that says so."""
    phone.answers(phone.body(more=phone.video.sdp(port=0)))
    accept = call.is_answered()["xml"]
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    return accept


def audio_alone(call, phone):
    """Both are heard, and no packet of video comes to the phone's voice."""
    accept = answered_without_video(call, phone)
    assert not call.had("content-remove")
    assert set(phone.rtp.receiver.counts) <= set(phone.payloads), \
        phone.rtp.receiver.counts
    end(call, phone)
    return accept


@scenario("the phone takes audio alone; a program that is not known to us")
def video_refused(world):
    call, phone = romeo_calls(world)
    if "movim" in world.played:  # not known, it is not told as it reads it
        answered_without_video(call, phone)
        end(call, phone)
        return
    audio_alone(call, phone)


# Monal's phone is asked again when it took keys that Monal has not: 57_proceed
@scenario("the phone takes audio alone; the program is known by its presence",
          persona=False)
def video_refused_known(world):
    audio_alone(*romeo_calls(world, shown=True))


@scenario("the phone takes audio alone: the client sends no video, says the "
          "accept", persona=False)
def video_refused_plain(world):
    accept = audio_alone(*romeo_calls(world, shown=True))
    assert len(re.findall("content [^>]*senders=.responder", accept)) == 1, \
        accept


@scenario("the phone takes audio alone; Dino takes an accept without video, "
          "and no senders='none'", persona="dino")
def video_refused_omitted(world):
    accept = audio_alone(*romeo_calls(world, shown=True))
    assert 'media="video"' not in accept, accept


def hold(call, phone):
    """Hold of all streams and resume: pictures flow again."""
    seen(call, phone)
    phone.reinvites(phone.body("sendonly",
                               more=phone.video.sdp("sendonly")))
    answer = phone.reinvites(phone.body(more=phone.video.sdp()))
    assert video_target(answer.body), answer.body
    seen(call, phone)
    end(call, phone)


@scenario("hold and resume with video; the XMPP user called", timeout=90)
def hold_called(world):
    call, phone = romeo_calls(world)
    phone.answers(phone.body(more=phone.video.sdp()))
    phone.video.target = video_target(phone.invite.body)
    call.is_answered()
    hold(call, phone)


@scenario("hold and resume with video; the phone called", timeout=90)
def hold_calling(world):
    hold(*phone_calls(world))


@scenario("the phone takes its video away: it is muted, audio goes on",
          timeout=90, persona=False)
def video_removed(world):
    call, phone = phone_calls(world, shown=True)
    seen(call, phone)
    answer = phone.reinvites(phone.body(more=phone.video.sdp(port=0)))
    assert video_target(answer.body) is None, answer.body
    call.client.find("info", lambda e: e["names"] == ["mute"], what="mute")
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    end(call, phone)


def removed_unsaid(call, phone):
    """Nothing is said of it, and audio goes on; given back, it is there."""
    seen(call, phone)
    for _ in range(2):
        answer = phone.reinvites(phone.body(more=phone.video.sdp(port=0)))
        assert video_target(answer.body) is None, answer.body
        assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
        answer = phone.reinvites(phone.body(more=phone.video.sdp()))
        phone.video.target = video_target(answer.body)
        seen(call, phone)
    assert not call.had("content-remove") + call.had("content-add")
    end(call, phone)


@scenario("the phone takes its video away from a program whose call "
          "content-remove would end", timeout=90, persona="conversations")
def video_removed_conversations(world):
    removed_unsaid(*phone_calls(world, shown=True))


@scenario("the phone takes its video away from a program that we do not know",
          timeout=90)
def video_removed_unknown(world):
    removed_unsaid(*phone_calls(world, "juliet"))


@scenario("the XMPP user takes his video away: port 0, audio goes on",
          timeout=90)
def video_removed_by_romeo(world):
    call, phone = phone_calls(world)
    seen(call, phone)
    assert 'type="result"' in call.do(
        "action", action="content-remove",
        xml="<content creator='initiator' name='2'/>".replace(
            "'2'", f"'{call.do('content', kind='video')}'"))
    request = phone.gets_reinvite(
        body=phone.body(more=phone.video.sdp(port=0)))
    assert video_target(request.body) is None, request.body
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    end(call, phone)


def trickled(call, phone):
    """Candidates come on their own, and again in the call: pictures and voice
    go on, the phone is asked nothing."""
    before = phone.requests()
    seen(call, phone)
    call.do("trickle")
    seen(call, phone)
    assert phone.requests() == before
    end(call, phone)


@scenario("trickled candidates, audio and video; the XMPP user called",
          timeout=90)
def video_trickled_calling(world):
    call, phone = romeo_calls(world, trickle=True)
    phone.answers(phone.body(more=phone.video.sdp()))
    phone.video.target = video_target(phone.invite.body)
    call.is_answered()
    trickled(call, phone)


@scenario("trickled candidates, audio and video; the phone called", timeout=90)
def video_trickled_called(world):
    trickled(*phone_calls(world, trickle=True))


# --- the first key frame is lost ---

TAKES_INFO = [("Allow", "INVITE, ACK, CANCEL, BYE, INFO")]


def stingy_answers(world, headers=TAKES_INFO):
    """The phone's first picture is gone before the client has keys; all later
    ones build upon it."""
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = make_phone(world, stingy=True)
    call = romeo.calls(world.gateway_jid("1007"), media=["audio", "video"])
    phone.is_called()
    phone.video.target = video_target(phone.invite.body)
    wait_until(lambda: phone.video.sent > 2, 10, "the first picture is lost")
    phone.answers(phone.body(more=phone.video.sdp()), headers=headers)
    call.is_answered()
    call.is_connected()
    return call, phone


def asked_for_a_picture(phone, code=200):
    """By RFC 5168."""
    request = phone.gets("INFO")
    assert request.get("Content-Type") == "application/media_control+xml"
    root = ElementTree.fromstring(request.body)
    assert root.tag == "media_control", request.body
    assert root.find("vc_primitive/to_encoder/picture_fast_update") is not None
    phone.takes(request, code=code)
    phone.video.wanted = code == 200
    return request


def pictures_go_on(call, phone):
    """Soon, and they are asked for once more."""
    had = call.do("frames", kind="video")
    asked_for_a_picture(phone)
    call.sees_frames("video", had + 5, timeout=10)
    asked_for_a_picture(phone)
    # two are enough
    count = len(phone.ua.had(lambda m: m.method == "INFO"))
    with stays(lambda: len(phone.ua.had(
            lambda m: m.method == "INFO")) > count, 3, "no third INFO"):
        pass


@scenario("the phone's first picture is lost: it is asked for another; the "
          "XMPP user called", timeout=90)
def picture_calls(world):
    call, phone = stingy_answers(world)
    pictures_go_on(call, phone)
    end(call, phone)


@scenario("the phone's first picture is lost: it is asked for another; the "
          "phone called", timeout=90)
def picture_called(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = make_phone(world, stingy=True)
    phone.calls(world.sip_uri("romeo"), phone.body(more=phone.video.sdp()),
                headers=TAKES_INFO)
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    phone.video.target = video_target(phone.response.body)
    pictures_go_on(call, phone)
    end(call, phone)


@scenario("after a hold, the phone's or the client's, it is asked for a "
          "picture again", timeout=120)
def picture_after_hold(world):
    call, phone = stingy_answers(world)
    pictures_go_on(call, phone)
    answer = phone.reinvites(phone.body("sendonly",
                                        more=phone.video.sdp("sendonly")))
    assert answer.code == 200, answer.first
    phone.reinvites(phone.body(more=phone.video.sdp()))
    pictures_go_on(call, phone)
    call.holds()
    phone.gets_reinvite(body=phone.body(
        "recvonly", more=phone.video.sdp("recvonly")))
    call.resumes()
    phone.gets_reinvite(body=phone.body(more=phone.video.sdp()))
    pictures_go_on(call, phone)
    end(call, phone)


@scenario("a phone that refuses to be asked for a picture is asked no more",
          timeout=90)
def picture_refused(world):
    call, phone = stingy_answers(world)
    asked_for_a_picture(phone, code=415)
    phone.reinvites(phone.body(more=phone.video.sdp("sendonly")))
    with stays(lambda: len(phone.ua.had(
            lambda m: m.method == "INFO")) > 1, 6, "no second INFO"):
        pass
    phone.hangs_up()
    assert call.ends()[0] == "success"


def is_not_asked(call, phone):
    with stays(lambda: phone.ua.had(lambda m: m.method == "INFO"), 3,
               "no INFO"):
        pass
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("who does not say that he takes INFO gets none: another Allow, none")
def picture_not_allowed(world):
    for headers in ([("Allow", "INVITE, ACK, BYE"), ("Allow", "INFORM")], []):
        call, phone = stingy_answers(world, headers)
        is_not_asked(call, phone)
        phone.video.stop()
        phone.stop()


@scenario("a call without video: nobody is asked for pictures", persona=False)
def picture_of_nobody(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = SipCall(world, hz=PHONE_HZ)
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called().answers(headers=TAKES_INFO)
    call.is_answered()
    is_not_asked(call, phone)
    call = romeo.calls(world.gateway_jid("1007"), media=["audio", "video"])
    phone.is_called().answers(phone.body(more="m=video 0 RTP/AVP 97\r\n"),
                              headers=TAKES_INFO)
    call.is_answered()
    is_not_asked(call, phone)


@scenario("picture_update 0: nobody is asked for pictures",
          cfg='modparam("jingle", "picture_update", 0)\n')
def picture_update_off(world):
    is_not_asked(*stingy_answers(world))


# --- browsers: streams in a bundle, and a phone that says no a=ssrc ---

MOVIM = {"bundle_policy": "max-bundle", "caps_node": "https://movim.eu",
         "reversed_senders": True}


def browser_calls(world, media=("audio", "video"), **options):
    reason = browser.available()
    if reason:
        raise Skip(reason)
    romeo = world.browser("romeo", hz=ROMEO_HZ, **options)
    contact = world.browser_adds_contact(romeo, "1007")
    phone = make_phone(world)
    call = romeo.calls(contact, media=list(media))
    phone.is_called()
    phone.video.number(int(re.search(
        r"a=rtpmap:(\d+) VP8/90000", phone.invite.body)[1]))
    return call, phone


def browser_hears(world, direction="sendrecv", port=0, **options):
    """The phone has no video, or no camera, or shows nothing."""
    call, phone = browser_calls(world, **options)
    phone.answers(phone.body(more=phone.video.sdp(direction, port=port)))
    call.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    assert set(phone.rtp.receiver.counts) <= set(phone.payloads), \
        phone.rtp.receiver.counts
    end(call, phone)


@scenario("a browser with video, a phone that has none: both are heard",
          timeout=90, persona=False)
def browser_voice(world):
    browser_hears(world)


@scenario("the same, its picture is the first content", timeout=90,
          persona=False)
def browser_picture_first(world):
    browser_hears(world, media=("video", "audio"))


@scenario("the same, with one transport for all (max-bundle)", timeout=90,
          persona=False)
def one_transport_voice(world):
    browser_hears(world, bundle_policy="max-bundle")


@scenario("the same, with one transport for all, its picture is the first "
          "content", timeout=90, persona=False)
def one_transport_picture_first(world):
    browser_hears(world, media=("video", "audio"), bundle_policy="max-bundle")


@scenario("a browser that reads senders as Movim does", timeout=90,
          persona=False)
def reversed_voice(world):
    browser_hears(world, media=("video", "audio"), **MOVIM)


@scenario("a browser with video, a phone without camera: both are heard",
          timeout=90, persona=False)
def browser_to_no_camera(world):
    browser_hears(world, "recvonly", port=None)


@scenario("a browser with video, a phone whose video is inactive", timeout=90,
          persona=False)
def browser_to_inactive(world):
    browser_hears(world, "inactive", port=None)


@scenario("Movim has one transport for all, the relay has two: both are heard, "
          "the phone is told that there is no video", timeout=90,
          persona=False)
def one_transport_apart(world):
    call, phone = browser_calls(world, **MOVIM)
    phone.answers(phone.body(more=phone.video.sdp()))
    call.is_answered()
    request = phone.gets_reinvite(
        body=phone.body(more=phone.video.sdp(port=0)))
    assert video_target(request.body) is None, request.body
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    end(call, phone)


@scenario("a browser and a phone with video, which the phone takes away: both "
          "are heard", timeout=90, persona=False)
def browser_video_removed(world):
    call, phone = browser_calls(world)
    phone.answers(phone.body(more=phone.video.sdp()))
    phone.video.target = video_target(phone.invite.body)
    call.is_answered()
    seen(call, phone)
    answer = phone.reinvites(phone.body(more=phone.video.sdp(port=0)))
    assert video_target(answer.body) is None, answer.body
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    end(call, phone)
