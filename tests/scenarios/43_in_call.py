# SPDX-License-Identifier: GPL-2.0-or-later
"""While a call is up: what a SIP phone asks in the dialog. Each in both
directions: the XMPP user called, the phone called."""

from lib.process import wait_until
from lib.rtp import sdp_direction
from lib.scenario import scenario
from lib.sip_call import SipCall
from lib.world import assert_heard

ROMEO_HZ = 440
PHONE_HZ = 1000


def romeo_calls(world, **options):
    """romeo has called 1007 and both hear each other."""
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, **options)
    phone = SipCall(world, hz=PHONE_HZ)
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called().answers()
    call.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    return call, phone


def phone_calls(world, **options):
    """1007 has called romeo and both hear each other."""
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, **options)
    phone = SipCall(world, hz=PHONE_HZ).calls(world.sip_uri("romeo"))
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
    end(call, phone)


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


def romeo_holds(call, phone):
    info = "urn:xmpp:jingle:apps:rtp:info:1"
    assert 'type="result"' in call.do("info", xml=f"<hold xmlns='{info}'/>")
    request = phone.gets_reinvite(direction="recvonly")
    assert sdp_direction(request.body) in ("sendonly", "inactive"), \
        request.body
    assert 'type="result"' in call.do("info", xml=f"<unhold xmlns='{info}'/>")
    request = phone.gets_reinvite()
    assert sdp_direction(request.body) == "sendrecv", request.body
    end(call, phone)


@scenario("the XMPP user holds and resumes; he called")
def romeo_holds_calling(world):
    romeo_holds(*romeo_calls(world))


@scenario("the XMPP user holds and resumes; the phone called")
def romeo_holds_called(world):
    romeo_holds(*phone_calls(world))


@scenario("'active' after a hold resumes, too; ping and mute change nothing")
def romeo_active(world):
    call, phone = romeo_calls(world)
    info = "urn:xmpp:jingle:apps:rtp:info:1"
    call.do("info", xml=f"<hold xmlns='{info}'/>")
    phone.gets_reinvite(direction="recvonly")
    call.do("info", xml=f"<active xmlns='{info}'/>")
    assert sdp_direction(phone.gets_reinvite().body) == "sendrecv"
    before = len(phone.ua.had(lambda m: not m.is_response))
    for xml in ("", f"<mute xmlns='{info}' name='0' creator='initiator'/>",
                f"<unmute xmlns='{info}' name='0' creator='initiator'/>",
                f"<active xmlns='{info}'/>", f"<ringing xmlns='{info}'/>"):
        assert 'type="result"' in call.do("info", xml=xml), xml
    end(call, phone)
    assert len(phone.ua.had(lambda m: not m.is_response)) == before


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
    end(call, phone)


@scenario("both hold, the phone first; the XMPP user called")
def both_hold_called(world):
    both_hold(*romeo_calls(world))


@scenario("both hold, the phone first; the phone called")
def both_hold_calling(world):
    both_hold(*phone_calls(world))


def new_address(call, phone):
    """The phone's media move to another port."""
    old = phone.rtp
    phone.rtp = phone.rtp_end(old.port + 100, PHONE_HZ)
    answer = phone.reinvites()
    assert sdp_direction(answer.body) == "sendrecv"
    old.target = None
    stanzas = call.client.had("transport-info", sid=call.sid)
    end(call, phone)
    assert not stanzas, stanzas


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
    answer = phone.asks("REFER", headers=[("Refer-To", "<sip:1009@x.y>")])
    assert answer.code // 100 in (4, 6), answer.first
    answer = phone.asks("NOTIFY", headers=[("Event", "talk")])
    assert answer.code == 489, answer.first
    assert phone.asks("PRACK", headers=[("RAck", "1 1 INVITE")]).code == 481
    assert phone.asks("DANCE").code == 405
    end(call, phone)


@scenario("UPDATE, OPTIONS, INFO, REFER, NOTIFY, PRACK, an unknown method")
def requests_called(world):
    requests(*romeo_calls(world))


@scenario("the same when the phone called")
def requests_calling(world):
    requests(*phone_calls(world))


@scenario("a re-INVITE without SDP: refused with a text, the call goes on")
def late_offer(world):
    call, phone = romeo_calls(world)
    answer = phone.asks("INVITE")
    assert answer.code == 488 and answer.get("Warning"), answer.first
    end(call, phone)


@scenario("a re-INVITE that rtpengine or we cannot read: 488, the call goes on")
def broken_offer(world):
    call, phone = romeo_calls(world)
    answer = phone.asks("INVITE", "v=0\r\nnonsense\r\n")
    assert answer.code in (400, 488), answer.first
    end(call, phone)


@scenario("a request in no dialog of ours: 481")
def no_dialog(world):
    call, phone = romeo_calls(world)
    good = phone.response
    phone.response = type(good)(good.first, [
        (k, v.replace("tag=", "tag=x")) for k, v in good.headers], good.body)
    assert phone.asks("INVITE", phone.body()).code == 481
    assert phone.asks("BYE").code == 481
    phone.response = good
    end(call, phone)
