# SPDX-License-Identifier: GPL-2.0-or-later
"""What some clients take otherwise than others: all are told what all take."""

import re
import time

from lib.jmi import has_said, said
from lib.process import wait_until
from lib.rtp import sdp_direction
from lib.scenario import scenario
from lib.sip_call import SipCall
from lib.world import assert_heard

LOW = "!low"  # sorts before each session id of ours
MOVIM = "https://movim.eu"
RTP = "urn:xmpp:jingle:apps:rtp:1"
ICE = "urn:xmpp:jingle:transports:ice-udp:1"
PAYLOAD = "<payload-type id='{}' name='x' clockrate='8000'/>"
CONTENT = "<content creator='initiator' name='a'>" \
    f"<description xmlns='{RTP}' media='audio'>{{}}</description>" \
    f"<transport xmlns='{ICE}' ufrag='abcd' pwd='abcdefghijklmnopqrstuv'/>" \
    "</content>"
UNREADABLE = CONTENT.format(PAYLOAD.format(1000))


def is_refused(client, to, sid, content):
    """A session-initiate gets a result, and then session-terminate: at an
    error Dino and Movim would ring on. Return the reason."""
    reply = client.do("action", sid=sid, action="session-initiate",
                      xml=content, to=to)
    assert 'type="result"' in reply, reply
    ended = client.find("stanza", lambda e: "session-terminate" in e["xml"]
                        and sid in e["xml"], 10, f"session-terminate of {sid}")
    return re.search(r"reason><[^>]*?([a-z-]+) ?/>", ended["xml"]).group(1)


# --- a session-initiate that becomes no call ---

@scenario("a session-initiate to no address of ours, or that cannot be read: "
          "result, then session-terminate",
          loud="the client is at fault")
def refused_address(world):
    client = world.xmpp_client("romeo", jmi=False)
    gateway = f"{world.component}/gateway"
    content = CONTENT.format(PAYLOAD.format(8))
    assert is_refused(client, gateway, "no-address", content) == "gone"
    contact = f"{world.gateway_jid('1007')}/gateway"
    assert is_refused(client, contact, "unreadable",
                      UNREADABLE) == "incompatible-parameters"
    assert is_refused(client, world.gateway_jid("1007"), "too-many",
                      content * 40)


@scenario("one session-initiate too many: result, then session-terminate",
          cfg='modparam("jingle", "max_calls_per_user", 1)\n',
          loud="a limit is reached")
def refused_limit(world):
    client = world.xmpp_client("romeo", jmi=False)
    ua, other = world.sip_ua("1007"), world.sip_ua("1008")
    call = client.calls(f"{world.gateway_jid('1007')}/gateway")
    invite = ua.receives("INVITE")
    second = client.calls(f"{world.gateway_jid('1008')}/gateway")
    assert second.ends()[0] == "busy"
    assert not second.had("error")
    ua.reply(invite, 486)
    ua.receives("ACK")
    assert call.ends()[0] == "busy"
    assert not other.had(lambda m: m.method == "INVITE")


@scenario("a session-initiate after our proceed that cannot be read: result, "
          "session-terminate, finish",
          loud="the client is at fault")
def refused_proposed(world):
    client = world.xmpp_client("romeo")
    client.set(stops_after_proceed=True)
    world.sip_ua("1007")
    call = client.calls(world.gateway_jid("1007"))
    sender = call.wait("proceed")["sender"]
    assert is_refused(client, sender, call.sid,
                      UNREADABLE) == "incompatible-parameters"
    call.wait("finish")


# --- one device and a new call ---

def talks(world, **options):
    client = world.xmpp_client("romeo", hz=440, **options)
    phone = SipCall(world, hz=1000)
    call = client.calls(world.gateway_jid("1007"))
    phone.is_called().answers()
    call.is_answered()
    return client, phone, call


@scenario("a device calls anew whom it talks to: the old session ends by its "
          "finish alone, for to Movim a session-terminate ends the new one")
def calls_anew(world):
    since = time.time()
    client, phone, old = talks(world)
    new = client.calls(world.gateway_jid("1007"))
    new.wait("proceed")
    assert [m.migrated_to for m in has_said(world, "finish", old.sid)] == \
        [new.sid]
    phone.gets_reinvite()
    new.is_answered()
    assert_heard((new, 1000))
    assert not [m for m in said(world, since) if m.sid == old.sid and m.ours
                and m.name == "session-terminate"]
    phone.hangs_up()
    assert new.ends()[0] == "success"


@scenario("proposes cross, Movim's is lower: it hears no retract of ours, which "
          "would end its own call; the user's other device does", ends=False)
def crossing_movim(world):
    since = time.time()
    movim = world.xmpp_client("romeo", "movim", node=MOVIM)
    other = world.xmpp_client("romeo", "other")
    world.adds_contact(movim, "1007")
    phone = SipCall(world, hz=1000)
    phone.calls(world.sip_uri("romeo"))
    ours = movim.is_called(how="propose")
    theirs = other.is_called(how="propose")
    his = movim.calls(world.gateway_jid("1007"), sid=LOW)
    assert theirs.wait("retract")["reason"] == "expired"
    phone.is_answered()
    phone.gets_reinvite()
    his.is_answered()
    ours.wait("finish")
    assert not ours.had("retract")
    phone.hangs_up()
    assert his.ends()[0] == "success"
    assert [m.target for m in said(world, since) if m.ours and
            m.sid == ours.sid and m.name == "retract"] == [other.full_jid]


@scenario("a second call of a phone's to one user comes from another resource, "
          "which goes when it is over",
          cfg='modparam("jingle", "second_call", 1)\n')
def second_call(world):
    client = world.xmpp_client("romeo", hz=440, jmi=False)
    contact = world.adds_contact(client, "1007")
    first = SipCall(world, hz=1000).calls(world.sip_uri("romeo"))
    call = client.is_called(how="initiate")
    call.answers()
    first.is_answered()
    second = SipCall(world, hz=700, ua=first.ua, port=20100)
    second.calls(world.sip_uri("romeo"))
    again = client.is_called(how="initiate")
    assert call.sender == contact and again.sender != contact
    assert again.sender.split("/")[0] == contact.split("/")[0]
    client.gets_presence(world.gateway_jid("1007"))
    again.answers()
    second.is_answered()
    assert_heard((call, 1000), (again, 700))
    again.hangs_up()
    second.ends()
    wait_until(lambda: again.sender in [
        e["sender"] for e in client.had("stanza", name="presence",
                                        type="unavailable")], 10,
               "the second resource has gone")
    assert_heard((call, 1000), (first, 440))
    call.hangs_up()
    first.ends()


# --- directions ---

def pauses(world, node):
    """The phone pauses its video, or asks for none: nothing is told, for
    some programs end the call at a content-modify, or refuse it."""
    client = world.xmpp_client("romeo", hz=440, node=node)
    world.adds_contact(client, "1007")
    phone = SipCall(world, hz=1000)
    call = client.calls(world.gateway_jid("1007"), media=["audio", "video"])
    phone.is_called()
    offer = phone.sdp[phone.sdp.index("m=video"):]
    number = re.search(r"m=video \d+ \S+ (\d+)", offer).group(1)
    codec = re.search(rf"a=rtpmap:{number} .*\r\n", offer).group(0)
    video = f"m=video 20300 RTP/AVP {number}\r\n{codec}a={{}}\r\n"
    phone.answers(phone.body(more=video.format("sendrecv")))
    call.is_answered()
    before = len(call.client.had("stanza", name="iq", type="set"))
    for direction, answer in (("inactive", "inactive"),
                              ("sendonly", "recvonly"),
                              ("recvonly", "sendonly"),
                              ("sendrecv", "sendrecv")):
        got = phone.reinvites(phone.body(more=video.format(direction)))
        assert sdp_direction(got.body[got.body.index("m=video"):]) == answer
    assert_heard((call, 1000), (phone, 440))
    assert len(call.client.had("stanza", name="iq", type="set")) == before
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("the phone pauses its video alone: no client is told by "
          "content-modify")
def pauses_video(world):
    pauses(world, None)


@scenario("the phone pauses its video alone; the client is one that ends its "
          "call at content-modify")
def pauses_video_conversations(world):
    pauses(world, "https://conversations.im")


@scenario("a phone calls on hold: the client may talk, and hears it when it "
          "resumes, without a word of content-modify")
def begins_held(world):
    for direction in ("sendonly", "recvonly", "inactive"):
        client = world.xmpp_client(f"romeo-{direction}", hz=440)
        phone = SipCall(world, hz=1000)
        phone.calls(world.sip_uri(client.user), phone.body(direction))
        call = client.is_called()
        call.answers()
        assert 'senders="both"' in call.wait("initiate")["xml"]
        phone.is_answered()
        phone.reinvites()
        assert_heard((call, 1000), (phone, 440))
        assert not call.had("content-modify")
        phone.hangs_up()
        call.ends()
        phone.stop()
