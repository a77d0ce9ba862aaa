# SPDX-License-Identifier: GPL-2.0-or-later
"""While a call is up: what a SIP phone asks in the dialog. Each in both
directions: the XMPP user called, the phone called."""

import re
from xml.etree import ElementTree

from lib.ice_phone import IcePhone
from lib.process import wait_until
from lib.rtp import DECODED, sdp_direction, sdp_payloads
from lib.scenario import scenario
from lib.sip_call import SipCall, attribute
from lib.world import assert_heard

PERSONAS = True

ROMEO_HZ = 440
PHONE_HZ = 1000
ICE_UDP = "urn:xmpp:jingle:transports:ice-udp:1"
ALLOW = "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO, REFER, NOTIFY, PRACK"


def romeo_calls(world, make=SipCall, **options):
    """romeo has called 1007 and both hear each other."""
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, **options)
    phone = make(world, hz=PHONE_HZ)
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called().answers()
    call.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    return call, phone


def phone_calls(world, make=SipCall, **options):
    """1007 has called romeo and both hear each other."""
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, **options)
    phone = make(world, hz=PHONE_HZ).calls(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    return call, phone


def silent(listener, timeout=10):
    """The listener hears nothing any more."""
    wait_until(lambda: not listener.hears(ROMEO_HZ) and
               not listener.hears(PHONE_HZ), timeout,
               f"{listener.user} hears nothing")


def end(call, phone):
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.hangs_up()
    assert call.ends()[0] == "success"


def gets_info(call, name, timeout=10):
    call.client.find("info", lambda e: e["sid"] == call.sid and
                     name in e["names"], timeout, name)


def hold_and_resume(call, phone, **hold):
    answer = phone.reinvites(**hold)
    assert sdp_direction(answer.body) in ("recvonly", "inactive"), answer.body
    gets_info(call, "hold")
    phone.rtp.talks = False
    silent(call)
    phone.rtp.talks = True
    answer = phone.reinvites()
    assert sdp_direction(answer.body) == "sendrecv", answer.body
    gets_info(call, "unhold")
    is_told_nothing_new(call)  # ICE does not begin again
    end(call, phone)


@scenario("a re-INVITE that a newer one has overtaken: 500, nothing changes")
def reinvite_late(world):
    call, phone = romeo_calls(world)
    phone.reinvites()
    late = phone.ua.in_dialog("INVITE", phone.invite, phone.response, False,
                              phone.body("inactive"), cseq=1)
    assert phone.gets_answer(late).code == 500
    end(call, phone)
    assert not [e for e in call.had("info") if "hold" in e["names"]]


@scenario("the phone holds (sendonly) and resumes; the XMPP user called")
def phone_holds_called(world):
    hold_and_resume(*romeo_calls(world), direction="sendonly")


@scenario("the phone holds (sendonly) and resumes; the phone called")
def phone_holds_calling(world):
    hold_and_resume(*phone_calls(world), direction="sendonly")


@scenario("the phone holds (inactive) and resumes; the XMPP user called")
def phone_holds_inactive_called(world):
    hold_and_resume(*romeo_calls(world), direction="inactive")


@scenario("the phone holds (inactive) and resumes; the phone called")
def phone_holds_inactive_calling(world):
    hold_and_resume(*phone_calls(world), direction="inactive")


@scenario("the phone holds the old way (c=0.0.0.0); the XMPP user called")
def phone_holds_old_called(world):
    hold_and_resume(*romeo_calls(world), address="0.0.0.0")


@scenario("the phone holds the old way (c=0.0.0.0); the phone called")
def phone_holds_old_calling(world):
    hold_and_resume(*phone_calls(world), address="0.0.0.0")


def romeo_holds(call, phone, ends=True):
    info = "urn:xmpp:jingle:apps:rtp:info:1"
    assert 'type="result"' in call.do("info", xml=f"<hold xmlns='{info}'/>")
    request = phone.gets_reinvite(direction="recvonly")
    assert sdp_direction(request.body) in ("sendonly", "inactive"), \
        request.body
    assert set(sdp_payloads(request.body)) & DECODED.keys(), request.body
    assert 'type="result"' in call.do("info", xml=f"<unhold xmlns='{info}'/>")
    request = phone.gets_reinvite()
    assert sdp_direction(request.body) == "sendrecv", request.body
    assert set(sdp_payloads(request.body)) & DECODED.keys(), request.body
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    is_told_nothing_new(call)
    if ends:
        end(call, phone)


@scenario("the XMPP user holds and resumes; he called")
def romeo_holds_calling(world):
    romeo_holds(*romeo_calls(world))


@scenario("the XMPP user holds and resumes; the phone called")
def romeo_holds_called(world):
    romeo_holds(*phone_calls(world))


@scenario("hold and resume where codecs are transcoded; the XMPP user called",
          loud="rtpengine, of a codec that the client cannot hear")
def hold_transcoded_calling(world):
    call, phone = romeo_calls(world, codecs=["opus"])
    romeo_holds(call, phone, False)
    hold_and_resume(call, phone, direction="sendonly")


@scenario("hold and resume where codecs are transcoded; the phone called",
          loud="rtpengine, of a codec that the client cannot hear")
def hold_transcoded_called(world):
    call, phone = phone_calls(world, codecs=["opus"])
    romeo_holds(call, phone, False)
    hold_and_resume(call, phone, direction="sendonly")


def romeo_active(call, phone):
    info = "urn:xmpp:jingle:apps:rtp:info:1"
    call.do("info", xml=f"<hold xmlns='{info}'/>")
    phone.gets_reinvite(direction="recvonly")
    call.do("info", xml=f"<active xmlns='{info}'/>")
    assert sdp_direction(phone.gets_reinvite().body) == "sendrecv"
    before = phone.requests()
    for xml in ("", f"<mute xmlns='{info}' name='0' creator='initiator'/>",
                f"<unmute xmlns='{info}' name='0' creator='initiator'/>",
                f"<active xmlns='{info}'/>", f"<ringing xmlns='{info}'/>"):
        assert 'type="result"' in call.do("info", xml=xml), xml
    is_told_nothing_new(call)
    end(call, phone)
    assert phone.requests() == before


@scenario("'active' after a hold resumes, too; ping and mute change nothing")
def romeo_active_calling(world):
    romeo_active(*romeo_calls(world))


@scenario("'active', ping and mute when the phone called")
def romeo_active_called(world):
    romeo_active(*phone_calls(world))


def both_hold(call, phone):
    """The phone holds; then the user, too; the phone resumes: still held."""
    phone.reinvites(direction="sendonly")
    gets_info(call, "hold")
    info = "urn:xmpp:jingle:apps:rtp:info:1"
    call.do("info", xml=f"<hold xmlns='{info}'/>")
    request = phone.gets_reinvite(direction="inactive")
    # RFC 6337 section 5.3: the offer says what the user himself wants
    assert sdp_direction(request.body) == "sendonly", request.body
    answer = phone.reinvites()
    assert sdp_direction(answer.body) == "sendonly", answer.body
    gets_info(call, "unhold")
    call.do("info", xml=f"<unhold xmlns='{info}'/>")
    assert sdp_direction(phone.gets_reinvite().body) == "sendrecv"
    is_told_nothing_new(call)
    end(call, phone)


@scenario("both hold, the phone first; the XMPP user called")
def both_hold_called(world):
    both_hold(*romeo_calls(world))


@scenario("both hold, the phone first; the phone called")
def both_hold_calling(world):
    both_hold(*phone_calls(world))


def media_address(event):
    """Credentials and addresses of a stanza's transport."""
    jingle = ElementTree.fromstring(event["xml"])
    transport = jingle.find(f".//{{{ICE_UDP}}}transport")
    return ({transport.get("ufrag")} | {
        (c.get("ip"), c.get("port"))
        for c in transport.findall(f"{{{ICE_UDP}}}candidate")})


def is_told_nothing_new(call):
    """But perhaps which pair ICE has settled on (XEP-0176 section 5.7)."""
    first = call.had("initiate") + call.had("accepted")
    for stanza in call.had("transport-info"):
        assert media_address(stanza) <= media_address(first[0]), stanza


def new_address(call, phone):
    """The phone's media move to another port."""
    old = phone.rtp
    phone.rtp = phone.rtp_end(old.port + 100, PHONE_HZ)
    answer = phone.reinvites()
    assert sdp_direction(answer.body) == "sendrecv"
    old.target = None
    end(call, phone)
    is_told_nothing_new(call)


@scenario("the phone's media get a new address; the XMPP user called")
def phone_moves_called(world):
    new_address(*romeo_calls(world))


@scenario("the phone's media get a new address; the phone called")
def phone_moves_calling(world):
    new_address(*phone_calls(world))


def refresh(call, phone):
    """Session timer: the same SDP again, by re-INVITE; UPDATE without."""
    before = len(call.client.had("stanza", name="iq"))
    first = phone.reinvites(body=phone.body(new=False), headers=[])
    again = phone.asks("INVITE", phone.body(new=False), headers=[
        ("Supported", "timer"), ("Session-Expires", "90;refresher=uac")])
    assert again.code == 200, again.first
    for name in ("o=",):
        one, two = ([line for line in m.body.splitlines()
                     if line.startswith(name)] for m in (first, again))
        assert one == two, (one, two)
    answer = phone.asks("UPDATE", headers=[("Supported", "timer")])
    assert answer.code == 200 and not answer.body, answer.first
    assert len(call.client.had("stanza", name="iq")) == before
    end(call, phone)


@scenario("session timer refreshes say nothing to XMPP; the XMPP user called")
def refresh_called(world):
    refresh(*romeo_calls(world))


@scenario("session timer refreshes say nothing to XMPP; the phone called")
def refresh_calling(world):
    refresh(*phone_calls(world))


TIMER = [("Supported", "timer"), ("Session-Expires", "90;refresher=uac"),
         ("Min-SE", "90")]


@scenario("a phone with session timers: it refreshes by itself; it called")
def timer_calling(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = SipCall(world, hz=PHONE_HZ).calls(world.sip_uri("romeo"),
                                              headers=TIMER)
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    # RFC 4028 section 9: as it wished, and it must know
    assert phone.response.get("Session-Expires") == "90;refresher=uac"
    assert "timer" in phone.response.get("Require")
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    refresh(call, phone)


@scenario("a phone with session timers: it refreshes by itself; it was called")
def timer_called(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = SipCall(world, hz=PHONE_HZ)
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called()
    assert phone.invite.get("Session-Expires") == "1800"
    phone.answers(headers=[("Session-Expires", "90;refresher=uas")])
    call.is_answered()
    # rtpengine may change its port while the client's ICE is not settled
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    refresh(call, phone)


def requests(call, phone):
    answer = phone.asks("UPDATE", phone.body("sendonly"))
    assert answer.code == 200, answer.first
    assert sdp_direction(answer.body) == "recvonly", answer.body
    gets_info(call, "hold")
    answer = phone.asks("UPDATE", phone.body())
    assert sdp_direction(answer.body) == "sendrecv", answer.body
    gets_info(call, "unhold")
    assert phone.asks("OPTIONS").code == 200
    assert phone.asks("INFO").code == 200
    answer = phone.asks("INFO", "v=0\r\n")
    assert answer.code == 415, answer.first
    # whom it may refer to is in 52_transfer; nobody is subscribed to anything
    assert phone.asks("REFER", headers=[
        ("Refer-To", "<sip:1009@x.y>")]).code == 603
    assert phone.asks("NOTIFY", headers=[("Event", "talk")]).code == 489
    assert phone.asks("NOTIFY", headers=[("Event", "refer")]).code == 481
    assert phone.asks("PRACK", headers=[("RAck", "1 1 INVITE")]).code == 481
    for method, header in (("SUBSCRIBE", ("Event", "dialog")),
                           ("PUBLISH", ("Event", "presence")),
                           ("MESSAGE", ("Subject", "hello")),
                           ("DANCE", ("Subject", "waltz"))):
        answer = phone.asks(method, headers=[header])
        assert answer.code == 405, (method, answer.first)
        assert answer.get("Allow") == ALLOW, answer.headers
    end(call, phone)


@scenario("UPDATE, OPTIONS, INFO, REFER, NOTIFY, PRACK, an unknown method",
          loud="who may not transfer")
def requests_called(world):
    requests(*romeo_calls(world))


@scenario("the same when the phone called",
          loud="who may not transfer")
def requests_calling(world):
    requests(*phone_calls(world))


def broken_offer(call, phone):
    answer = phone.asks("INVITE", "v=0\r\nnonsense\r\n")
    assert answer.code in (400, 488), answer.first
    end(call, phone)


@scenario("a re-INVITE that rtpengine or we cannot read: 488, the call goes on",
          loud="the phone is at fault")
def broken_offer_calling(world):
    broken_offer(*romeo_calls(world))


@scenario("a re-INVITE that nobody can read, when the phone called",
          loud="the phone is at fault")
def broken_offer_called(world):
    broken_offer(*phone_calls(world))


T38 = "m=image 20334 udptl t38\r\na=T38FaxVersion:0\r\n" \
    "a=T38MaxBitRate:14400\r\na=T38FaxRateManagement:transferredTCF\r\n"


def without_voice(phone, more="", audio="m=audio 0 RTP/AVP 8"):
    """An offer without a stream that could live."""
    phone.version += 1
    address = phone.rtp.address
    return f"v=0\r\no=1007 77 {phone.version} IN IP4 {address}\r\ns=-\r\n" \
        f"c=IN IP4 {address}\r\nt=0 0\r\n{audio}\r\n{more}"


def no_stream_left(call, phone):
    """RFC 3264 section 6, RFC 3261 section 14.2: nothing of it can be: 488,
    and the call is as it was."""
    for method in ("INVITE", "UPDATE"):
        for body in (without_voice(phone, audio=T38.strip()),
                     without_voice(phone, T38),
                     without_voice(phone),
                     without_voice(phone, "m=video 0 RTP/AVP 31\r\n"),
                     without_voice(phone, "m=application 9 UDP/BFCP *\r\n"),
                     without_voice(phone, "m=application 9 TCP/MRCPv2 1\r\n"),
                     without_voice(phone, "m=message 2855 TCP/MSRP *\r\n"),
                     without_voice(phone, "m=audio 20500 RTP/AVP 8\r\n")):
            answer = phone.asks(method, body)
            assert answer.code == 488, (body, answer.first, answer.body)
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    for name in ("content-remove", "content-modify", "content-add"):
        assert not call.had(name), call.had(name)
    hold_and_resume(call, phone, direction="sendonly")


@scenario("T.38 and other offers without voice: 488; the XMPP user called")
def no_stream_left_calling(world):
    no_stream_left(*romeo_calls(world))


@scenario("T.38 and other offers without voice: 488; the phone called")
def no_stream_left_called(world):
    no_stream_left(*phone_calls(world))


def no_dialog(call, phone):
    good = phone.response
    phone.response = type(good)(good.first, [
        (k, v.replace("tag=", "tag=x")) for k, v in good.headers], good.body)
    assert phone.asks("INVITE", phone.body()).code == 481
    assert phone.asks("BYE").code == 481
    phone.response = good
    end(call, phone)


@scenario("a request in no dialog of ours: 481")
def no_dialog_calling(world):
    no_dialog(*romeo_calls(world))


@scenario("a request in no dialog of ours, when the phone called")
def no_dialog_called(world):
    no_dialog(*phone_calls(world))


INFO = "urn:xmpp:jingle:apps:rtp:info:1"


def holds_and_resumes(call, phone, change):
    """Hold in a body that is not as the standard wants it."""
    answer = phone.reinvites(change(phone.body("sendonly", new=False)))
    assert sdp_direction(answer.body) in ("recvonly", "inactive"), answer.body
    gets_info(call, "hold")
    answer = phone.reinvites(change(phone.body("sendrecv", new=False)))
    assert sdp_direction(answer.body) == "sendrecv", answer.body
    gets_info(call, "unhold")
    end(call, phone)


@scenario("hold with the o= version of before; the phone called")
def same_version_calling(world):
    holds_and_resumes(*phone_calls(world), lambda b: b)


@scenario("hold with the o= version of before; the XMPP user called")
def same_version_called(world):
    holds_and_resumes(*romeo_calls(world), lambda b: b)


@scenario("hold with a blank behind a=sendonly")
def blank_behind_direction(world):
    holds_and_resumes(*romeo_calls(world),
                      lambda b: re.sub("(a=send[a-z]+)", r"\1 ", b))


def romeo_says(call, name):
    assert 'type="result"' in call.do("info", xml=f"<{name} xmlns='{INFO}'/>")


def glare(call, phone):
    """Both re-INVITE at once: 491 both ways, then ours comes again."""
    romeo_says(call, "hold")
    ours = phone.gets("INVITE")
    theirs = phone.says("INVITE", phone.body("sendonly"))
    assert phone.gets_answer(theirs).code == 491
    phone.takes(ours, code=491)
    again = phone.gets_reinvite(6, direction="recvonly")
    assert again.get("CSeq") != ours.get("CSeq")
    assert sdp_direction(again.body) == "sendonly", again.body
    answer = phone.reinvites(direction="sendonly")
    assert sdp_direction(answer.body) == "inactive", answer.body
    phone.reinvites()
    romeo_says(call, "unhold")
    assert sdp_direction(phone.gets_reinvite().body) == "sendrecv"
    end(call, phone)


@scenario("glare: 491 both ways, and another try; the XMPP user called")
def glare_called(world):
    glare(*romeo_calls(world))


@scenario("glare: 491 both ways, and another try; the phone called")
def glare_calling(world):
    glare(*phone_calls(world))


def queue(call, phone):
    """What the XMPP user changes while a re-INVITE is open comes after it,
    as one."""
    romeo_says(call, "hold")
    first = phone.gets("INVITE")
    romeo_says(call, "unhold")
    romeo_says(call, "hold")
    romeo_says(call, "unhold")
    phone.takes(first, direction="recvonly")
    assert sdp_direction(first.body) == "sendonly", first.body
    assert sdp_direction(phone.gets_reinvite().body) == "sendrecv"
    end(call, phone)


@scenario("changes while a re-INVITE is open wait for it; he called")
def queue_called(world):
    queue(*romeo_calls(world))


@scenario("changes while a re-INVITE is open wait for it; the phone called")
def queue_calling(world):
    queue(*phone_calls(world))


@scenario("the XMPP user holds before the phone's ACK: a re-INVITE after it")
def hold_before_ack(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = SipCall(world, hz=PHONE_HZ).calls(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.response = phone.ua.receives_code(200)
    romeo_says(call, "hold")
    refused = phone.gets_answer(phone.says("UPDATE", phone.body()))
    assert refused.code == 500 and refused.get("Retry-After"), refused.first
    phone.ua.ack(phone.invite, phone.response)
    phone.talks_to(phone.response)
    request = phone.gets_reinvite(direction="recvonly")
    assert sdp_direction(request.body) == "sendonly", request.body
    romeo_says(call, "unhold")
    phone.gets_reinvite()
    end(call, phone)


def refused_hold(call, phone):
    romeo_says(call, "hold")
    phone.takes(phone.gets("INVITE"), code=488)
    romeo_says(call, "unhold")
    phone.takes(phone.gets("INVITE"))
    end(call, phone)


@scenario("the phone refuses our re-INVITE (488): the call goes on as it was")
def refused_hold_calling(world):
    refused_hold(*romeo_calls(world))


@scenario("the phone that called refuses our re-INVITE")
def refused_hold_called(world):
    refused_hold(*phone_calls(world))


def lost_dialog(call, phone):
    romeo_says(call, "hold")
    phone.takes(phone.gets("INVITE"), code=481)
    assert call.ends()[0] == "gone"


@scenario("the phone says 481 to our re-INVITE: both get their end")
def lost_dialog_calling(world):
    lost_dialog(*romeo_calls(world))


@scenario("the phone that called says 481 to our re-INVITE")
def lost_dialog_called(world):
    lost_dialog(*phone_calls(world))


VIDEO = """<content creator='initiator' name='more'>
<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='video'>
<payload-type id='97' name='VP8' clockrate='90000'/></description>
<transport xmlns='urn:xmpp:jingle:transports:ice-udp:1' ufrag='abcd'
pwd='abcdefghijklmnopqrstuv'/></content>"""


def content_add(call, phone):
    assert 'type="result"' in call.do("action", action="content-add",
                                      xml=VIDEO)
    request = phone.gets("INVITE")
    assert "m=video " in request.body, request.body
    phone.takes(request, code=488)
    event = call.wait("content-reject")
    assert "more" in event["xml"], event["xml"]
    end(call, phone)


@scenario("content-add, which the phone refuses: rejected in Jingle's own way; "
          "the XMPP user called",
          persona=False)
def content_add_calling(world):
    content_add(*romeo_calls(world))


@scenario("content-add, which the phone refuses: rejected in Jingle's own way; "
          "the phone called",
          persona=False)
def content_add_called(world):
    content_add(*phone_calls(world))


def refused_info(call, phone):
    for xml in ("<dtmf xmlns='urn:example:dtmf' code='5'/>",
                "<applause xmlns='urn:example:mood'/>"):
        reply = call.do("info", xml=xml)
        assert "feature-not-implemented" in reply, reply
        assert "unsupported-info" in reply, reply
    end(call, phone)


@scenario("session-info of a kind that is not known: an error that says so",
          persona=False)
def refused_info_calling(world):
    refused_info(*romeo_calls(world))


@scenario("the same when the phone called", persona=False)
def refused_info_called(world):
    refused_info(*phone_calls(world))


def phone_adds(call, phone):
    answer = phone.reinvites(phone.body(
        more="m=video 20500 RTP/AVP 97\r\na=rtpmap:97 VP8/90000\r\n"))
    ports = [line.split()[1] for line in answer.body.splitlines()
             if line.startswith("m=")]
    assert len(ports) == 2 and ports[0] != "0" and ports[1] == "0", ports
    assert not call.had("content-add")
    phone.reinvites(phone.body(more="m=video 0 RTP/AVP 97\r\n"))
    end(call, phone)


@scenario("the phone adds a stream: port 0 in the answer, audio goes on")
def phone_adds_calling(world):
    phone_adds(*romeo_calls(world))


@scenario("the phone that called adds a stream")
def phone_adds_called(world):
    phone_adds(*phone_calls(world))


@scenario("the phone adds a stream and holds at once: the hold is told")
def phone_adds_and_holds(world):
    call, phone = phone_calls(world)
    answer = phone.reinvites(phone.body(
        direction="sendonly", more="m=video 20500 RTP/AVP 31\r\n"))
    assert "m=video 0 " in answer.body, answer.body
    gets_info(call, "hold")
    phone.reinvites(phone.body(more="m=video 0 RTP/AVP 31\r\n"))
    gets_info(call, "unhold")
    end(call, phone)


def content_name(call):
    return call.do("content", kind="audio") if call.sender else "0"


def content_modify(call, phone):
    for senders, direction, answer in (
            ("responder" if call.sender else "initiator", "sendonly",
             "recvonly"),
            ("none", "inactive", "inactive"),
            ("both", "sendrecv", "sendrecv")):
        assert 'type="result"' in call.do(
            "action", action="content-modify", xml="<content creator="
            f"'initiator' name='{content_name(call)}' senders='{senders}'/>")
        request = phone.gets_reinvite(direction=answer)
        assert sdp_direction(request.body) == direction, request.body
    assert not call.had("content-accept")
    end(call, phone)


@scenario("content-modify holds and resumes, as some clients say it; it called",
          persona=False)
def content_modify_calling(world):
    content_modify(*romeo_calls(world))


@scenario("content-modify holds and resumes; the phone called", persona=False)
def content_modify_called(world):
    content_modify(*phone_calls(world))


@scenario("the phone refuses a direction (488): the client is told what counts",
          persona=False)
def refused_modify(world):
    call, phone = phone_calls(world)
    content = "<content creator='initiator' name='{}' senders='{}'/>"
    call.do("action", action="content-modify",
            xml=content.format(content_name(call), "none"))
    phone.takes(phone.gets("INVITE"), code=488)
    told = call.wait("content-modify")["xml"]
    assert 'senders="both"' in told, told
    end(call, phone)


def late_candidates(call, phone):
    before = phone.requests()
    for inside in ("<candidate component='1' foundation='9' generation='0' "
                   "id='z' ip='10.77.0.250' network='0' port='9999' "
                   "priority='1' protocol='udp' type='host'/>",
                   "<gathering-complete/>", ""):
        assert 'type="result"' in call.do(
            "action", action="transport-info",
            xml="<content creator='initiator' name="
            f"'{content_name(call)}'><transport xmlns='{ICE_UDP}'>"
            f"{inside}</transport></content>")
    end(call, phone)
    assert phone.requests() == before


@scenario("late candidates and gathering-complete change nothing for SIP")
def late_candidates_calling(world):
    late_candidates(*romeo_calls(world))


@scenario("late candidates and gathering-complete, when the phone called")
def late_candidates_called(world):
    late_candidates(*phone_calls(world))


def heard_anew(call, phone):
    """Media come by the new transport: what was heard before is forgotten."""
    wait_until(lambda: len(call.had("media", state="connected")) == 2, 10,
               "the new transport is connected")
    phone.rtp.receiver.samples = []
    end(call, phone)


def all_refused_inside(call, phone):
    """The user holds; the phone's answer has no stream left: over."""
    assert 'type="result"' in call.do("info", xml=f"<hold xmlns='{INFO}'/>")
    request = phone.gets("INVITE")
    phone.takes(request, body=re.sub(
        r"m=audio \d+", "m=audio 0", phone.body()))
    phone.ends()
    assert call.ends()[0] == "incompatible-parameters"


@scenario("the phone's answer to our re-INVITE takes no stream; it was called")
def all_refused_called(world):
    all_refused_inside(*romeo_calls(world))


@scenario("the phone's answer to our re-INVITE takes no stream; it called")
def all_refused_calling(world):
    all_refused_inside(*phone_calls(world))


def ice_restart(call, phone):
    """New ICE credentials: new ones come back, and both are heard on."""
    assert 'type="result"' in call.do("restart")
    phone.gets_reinvite()
    call.wait("transport-info")
    heard_anew(call, phone)


@scenario("the XMPP client restarts ICE; it called")
def ice_restart_calling(world):
    ice_restart(*romeo_calls(world, plain="ice"))


@scenario("the XMPP client restarts ICE; the phone called")
def ice_restart_called(world):
    ice_restart(*phone_calls(world, plain="ice"))


def dtls_restart(call, phone):
    """As browsers and Conversations restart ICE: new credentials first, then
    the candidates, one by one; keys stay."""
    assert 'type="result"' in call.do("restart", candidates=False)
    phone.gets_reinvite()
    call.wait("transport-info")
    call.do("trickle")
    call.wait("media", state="renewed")
    call.do("forget")
    phone.rtp.receiver.samples = []
    end(call, phone)


@scenario("a client with DTLS restarts ICE; it called", persona=False)
def dtls_restart_calling(world):
    dtls_restart(*romeo_calls(world))


@scenario("a client with DTLS restarts ICE; the phone called", persona=False)
def dtls_restart_called(world):
    dtls_restart(*phone_calls(world))


@scenario("Conversations restarts ICE; it called", persona="conversations")
def conversations_restarts_calling(world):
    dtls_restart(*romeo_calls(world))


@scenario("Conversations restarts ICE; the phone called",
          persona="conversations")
def conversations_restarts_called(world):
    dtls_restart(*phone_calls(world))


WITH_ICE = """
route[JINGLE_XMPP_MEDIA] {
	$var(media) = "UDP/TLS/RTP/SAVPF DTLS=passive SDES-off ICE=force rtcp-mux-offer generate-mid";
}

route[JINGLE_SIP_MEDIA] {
	$var(media) = "RTP/AVP DTLS=off SDES-off ICE=force rtcp-mux-offer";
}
"""


def origin(sdp):
    """Session id and version."""
    return tuple(int(word) for word in re.search(
        r"^o=\S+ (\d+) (\d+) ", sdp, re.M).groups())


@scenario("rtcp-mux of a phone is taken, whether the client has it or not")
def phone_rtcp_mux(world):
    for client in ({}, {"plain": "ice"}):
        call, phone = phone_calls(world, IcePhone, **client)
        assert attribute(phone.sdp, "rtcp-mux"), phone.sdp
        end(call, phone)
        world.reset()


def phone_restarts(call, phone):
    """rtpengine ends ICE: XMPP hears nothing of it."""
    ours, version = attribute(phone.sdp, "ice-ufrag"), origin(phone.sdp)
    assert ours and phone.rtp.checked, phone.sdp
    phone.rtp.renew()
    phone.reinvites()
    assert attribute(phone.sdp, "ice-ufrag") not in ([], ours), phone.sdp
    # RFC 3264 section 8: another body has another version
    assert origin(phone.sdp) == (version[0], version[1] + 1), phone.sdp
    wait_until(lambda: phone.rtp.checked, 10, "the phone is checked anew")
    phone.rtp.receiver.samples = []
    end(call, phone)
    is_told_nothing_new(call)


@scenario("the phone restarts ICE; the XMPP user called",
          defines=["JINGLE_OWN_MEDIA"], cfg=WITH_ICE,
          loud="rtpengine pairs the candidates of before as well")
def phone_restarts_called(world):
    phone_restarts(*romeo_calls(world, IcePhone))


@scenario("the phone restarts ICE; the phone called")
def phone_restarts_calling(world):
    phone_restarts(*phone_calls(world, IcePhone))


def replace(call, phone, kind):
    """A new transport: the phone is asked, then it is accepted with ours."""
    assert 'type="result"' in call.do("restart", kind=kind,
                                      action="transport-replace")
    phone.gets_reinvite()
    accepted = call.wait("transport-accept")["xml"]
    assert f"transports:{'ice' if kind == 'ice' else 'raw'}-udp" in accepted, \
        accepted
    heard_anew(call, phone)


@scenario("the XMPP client replaces its transport (new ICE); it called")
def replace_ice_calling(world):
    replace(*romeo_calls(world, plain="ice"), "ice")


@scenario("the XMPP client replaces its transport (new ICE); the phone called")
def replace_ice_called(world):
    replace(*phone_calls(world, plain="ice"), "ice")


@scenario("the XMPP client replaces ICE by raw-udp; it called")
def replace_raw_calling(world):
    replace(*romeo_calls(world, plain="ice"), "raw")


@scenario("the XMPP client replaces ICE by raw-udp; the phone called")
def replace_raw_called(world):
    replace(*phone_calls(world, plain="ice"), "raw")


@scenario("a transport-replace outlives a glare (491): accepted after it")
def replace_glare(world):
    call, phone = phone_calls(world, plain="ice")
    call.do("restart", action="transport-replace")
    phone.takes(phone.gets("INVITE"), code=491)
    assert not call.had("transport-accept") + call.had("transport-reject")
    phone.gets_reinvite(6)
    call.wait("transport-accept")
    heard_anew(call, phone)


REPLACE = """<content creator='initiator' name='{}'><transport
xmlns='urn:xmpp:jingle:transports:ice-udp:1' ufrag='abcd'
pwd='abcdefghijklmnopqrstuv'/></content>"""


def refused_replace(call, phone):
    """The phone refuses, or is busy with another change of ours."""
    said = {"action": "transport-replace",
            "xml": REPLACE.format(content_name(call))}
    romeo_says(call, "hold")
    hold = phone.gets("INVITE")
    assert 'type="result"' in call.do("action", **said)
    call.wait("transport-reject")
    phone.takes(hold, direction="recvonly")
    romeo_says(call, "unhold")
    phone.gets_reinvite()
    assert 'type="result"' in call.do("action", **said)
    phone.takes(phone.gets("INVITE"), code=488)
    call.wait("transport-reject")
    assert not call.had("transport-accept")
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("a transport-replace that cannot be is rejected; the client called",
          persona=False)
def refused_replace_calling(world):
    refused_replace(*romeo_calls(world))


@scenario("a transport-replace that cannot be is rejected; the phone called",
          persona=False)
def refused_replace_called(world):
    refused_replace(*phone_calls(world))


def baresip_holds(call, phone):
    phone.holds()
    gets_info(call, "hold")
    wait_until(lambda: phone.receives() == 0, 10, "baresip hears nothing")
    phone.resumes()
    gets_info(call, "unhold")
    wait_until(lambda: phone.receives() > 50000, 10, "baresip hears on")
    assert_heard((call, PHONE_HZ))
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("baresip holds and resumes; the XMPP user called")
def baresip_holds_called(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = world.phone("1001", hz=PHONE_HZ)
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    phone.answers()
    call.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    baresip_holds(call, phone)


@scenario("baresip holds and resumes; baresip called")
def baresip_holds_calling(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = world.phone("1001", hz=PHONE_HZ)
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    baresip_holds(call, phone)
