# SPDX-License-Identifier: GPL-2.0-or-later
"""INVITEs with Replaces (RFC 3891): a phone takes the place of another one in a
call with an XMPP user, whose session hears nothing of it but that phone."""

import re

from lib import linphone
from lib.process import wait_until
from lib.scenario import Skip, scenario
from lib.sip_call import SipCall
from lib.sip_ua import Message
from lib.world import assert_heard

ROMEO_HZ = 440
PHONE_HZ = 1000
CAROL_HZ = 1500


def romeo_calls(world, user="1007", **options):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = SipCall(world, user, hz=PHONE_HZ, **options)
    call = romeo.calls(world.gateway_jid(user))
    phone.is_called().answers()
    call.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    return call, phone


def phone_calls(world, name="romeo", **options):
    romeo = world.xmpp_client(name, hz=ROMEO_HZ)
    phone = SipCall(world, "1007", hz=PHONE_HZ, **options)
    phone.calls(world.sip_uri(name))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    return call, phone


def ours(phone):
    """The gateway's message of the dialog: its Contact, its tag."""
    return phone.response if phone.outgoing else phone.invite


def replaces(phone, more=""):
    """What names the phone's dialog, as the gateway has it (section 6.1)."""
    own, theirs = ("From", "To") if phone.outgoing else ("To", "From")
    tags = [phone.response.tag(own), ours(phone).tag(theirs)]
    return f"{phone.invite.get('Call-ID')};from-tag={tags[0]};" \
        f"to-tag={tags[1]}{more}"


def takes_over(world, phone, carol, to=None, more="", **options):
    carol.calls(to or world.sip_uri("romeo"), headers=[
        ("Replaces", replaces(phone, more)), ("Require", "replaces")],
        **options)
    return carol


def refused(carol, code):
    answer = carol.ua.receives_code(code)
    carol.ua.ack(carol.invite, answer)


def same_transport(world, call):
    """ICE was never begun anew, nor at another port."""
    said = [s for r in world.wire.records if r.kind == "xmpp"
            for s in re.findall(r"<iq [^>]*[^/>]>.*?</iq>", r.text, re.S)
            if call.sid in s and re.search(
                r"from=['\"][^'\"]*@gw\.example", s.partition(">")[0])]
    told = {(ufrag, port) for text in said
            for ufrag in re.findall(r"ufrag=['\"]([^'\"]+)", text)
            for c in re.findall(r"<(?:\w+:)?candidate [^<>]*>", text)
            if re.search(r"component=['\"]1", c)
            for port in re.findall(r" port=['\"](\d+)", c)}
    assert len(told) == 1, told


def taken(world, call, phone, carol, to=None):
    """Carol has the call, the phone is hung up, the client hears no stanza."""
    before = len(call.client.events)
    takes_over(world, phone, carol, to)
    carol.is_answered()
    assert "replaces" in carol.response.get("Supported")
    phone.ends()
    assert_heard((call, CAROL_HZ), (carol, ROMEO_HZ))
    said = [e for e in call.client.events[before:]
            if e.get("sid") == call.sid and e["event"] != "transport-info" and
            (e["event"] != "info" or e["names"])]  # but that it is asked
    assert not said, said
    same_transport(world, call)


def can_be_held(world, call, carol):
    for direction in ("sendonly", "sendrecv"):
        carol.reinvites(direction=direction)
    call.holds()
    carol.gets_reinvite(direction="recvonly")
    call.resumes()
    carol.gets_reinvite()
    assert_heard((call, CAROL_HZ), (carol, ROMEO_HZ))
    same_transport(world, call)


@scenario("a phone that was called is replaced by another one, which may hold the "
          "call, transfer it and be replaced")
def called(world):
    call, phone = romeo_calls(world)
    carol = SipCall(world, "1009", hz=CAROL_HZ)
    # to the Contact of the dialog, as RFC 5589 has it
    taken(world, call, phone, carol, ours(phone).contact_uri()[4:])
    can_be_held(world, call, carol)
    dave = SipCall(world, "1010", hz=PHONE_HZ)
    takes_over(world, carol, dave).is_answered()
    carol.ends()
    assert_heard((call, PHONE_HZ), (dave, ROMEO_HZ))
    erin = SipCall(world, "1011", hz=CAROL_HZ)
    request = dave.says("REFER", headers=[
        ("Refer-To", "<sip:1011@sip.example>"), ("Refer-Sub", "false")])
    assert dave.gets_answer(request).code == 200
    erin.is_called()
    assert erin.invite.get("Referred-By") == "<sip:1010@sip.example>"
    erin.answers()
    dave.ends()
    assert_heard((call, CAROL_HZ), (erin, ROMEO_HZ))
    same_transport(world, call)
    call.hangs_up()
    erin.ends()


@scenario("a phone that called is replaced by another one, at the user's address")
def calling(world):
    call, phone = phone_calls(world)
    carol = SipCall(world, "1009", hz=CAROL_HZ)
    taken(world, call, phone, carol)
    can_be_held(world, call, carol)
    carol.hangs_up()
    assert call.ends()[0] == "success"


@scenario("the replacing phone leaves the offer to us; one that offers what cannot "
          "be is refused, and the call goes on")
def offers(world):
    call, phone = phone_calls(world)
    carol = SipCall(world, "1009", hz=CAROL_HZ)
    for body in (carol.body().replace("m=audio", "m=video"),
                 carol.body(port=0).replace(f"m=audio {carol.rtp.port}",
                                            "m=audio 0"),
                 carol.body().replace(" 8 0 101", " 97").replace(
                     "rtpmap:8 PCMA", "rtpmap:97 x-none")):
        refused(takes_over(world, phone, carol, body=body), 488)
        assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    carol.outgoing = True
    carol.invite = carol.ua.invites(
        f"sip:{world.sip_uri('romeo')}", "",
        headers=[("Replaces", replaces(phone))])
    carol.response = carol.ua.receives_code(200)
    carol.offer = carol.response.body
    answer = carol.body()
    carol.ua.ack(carol.invite, carol.response, answer)
    carol.talks_to(carol.response, answer)
    phone.ends()
    assert_heard((call, CAROL_HZ), (carol, ROMEO_HZ))
    same_transport(world, call)
    call.hangs_up()
    carol.ends()


def sip_messages(world, first):
    return [Message.parse(r.text.encode()) for r in world.wire.records
            if r.kind == "sip" and r.text.startswith(first)]


@scenario("a phone without video replaces one that has it")
def video(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = world.phone("1001", hz=PHONE_HZ)
    call = romeo.calls(world.gateway_jid("1001"), media=("audio", "video"))
    phone.is_called()
    phone.answers()
    call.is_answered()
    invite = next(m for m in sip_messages(world, "INVITE sip:1001"))
    ok = next(m for m in sip_messages(world, "SIP/2.0 200")
              if m.get("Call-ID") == invite.get("Call-ID") and m.body)
    carol = SipCall(world, "1009", hz=CAROL_HZ)
    carol.calls(world.sip_uri("romeo"), headers=[(
        "Replaces", f"{invite.get('Call-ID')};to-tag={invite.tag('From')}"
        f";from-tag={ok.tag('To')}")])
    carol.is_answered()
    assert len(re.findall("^m=", carol.response.body, re.M)) == 1
    phone.call_ends()
    assert_heard((call, CAROL_HZ), (carol, ROMEO_HZ))
    carol.hangs_up()
    assert call.ends()[0] == "success"


@scenario("481: no such call; 486: early-only, and it is answered; 400: malformed, "
          "several; 481: a call of the phone's own that rings")
def none_such(world):
    call, phone = romeo_calls(world)
    carol = SipCall(world, "1009", hz=CAROL_HZ)
    good = replaces(phone)
    callid, from_tag, to_tag = good.split(";")
    for value, code in (
            (good + ";early-only", 486),
            (f"x{good}", 481), (f"{callid};{from_tag}x;{to_tag}", 481),
            (f"{callid};{from_tag};{to_tag[:-1]}a", 481),
            (f"{callid};{from_tag};to-tag=x", 481),
            (f"{callid};to-tag={from_tag[9:]};from-tag={to_tag[7:]}", 481),
            (callid, 400), (f"{good};{to_tag}", 400)):
        carol.calls(world.sip_uri("romeo"), headers=[("Replaces", value)])
        refused(carol, code)
    carol.calls(world.sip_uri("romeo"),
                headers=[("Replaces", good), ("Replaces", good)])
    refused(carol, 400)
    phone.hangs_up()
    assert call.ends()[0] == "success"
    phone.calls(world.sip_uri("romeo"))
    call = call.client.is_called()
    rings = phone.ua.receives_code(180)
    carol.calls(world.sip_uri("romeo"), headers=[(
        "Replaces", f"{phone.invite.get('Call-ID')};from-tag="
        f"{phone.invite.tag('From')};to-tag={rings.tag('To')}")])
    refused(carol, 481)
    call.answers()
    phone.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.hangs_up()
    assert call.ends()[0] == "success"


# --- it rings yet ---

@scenario("call pickup: while one phone rings another one takes the call; the first "
          "gets a CANCEL")
def pickup(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = SipCall(world, "1007", hz=PHONE_HZ)
    carol = SipCall(world, "1009", hz=CAROL_HZ)
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called()
    call.hears_ringing()
    value = f"{phone.invite.get('Call-ID')};from-tag=callee1;" \
        f"to-tag={phone.invite.tag('From')};early-only"
    carol.calls(phone.invite.contact_uri()[4:], headers=[("Replaces", value)])
    carol.is_answered()
    phone.ua.reply(phone.ua.receives("CANCEL"), 200)
    phone.ua.reply(phone.invite, 487)
    carol.gets_reinvite()
    call.is_answered()
    assert_heard((call, CAROL_HZ), (carol, ROMEO_HZ))
    same_transport(world, call)
    can_be_held(world, call, carol)
    call.hangs_up()
    carol.ends()


# --- both calls of a phone are the gateway's ---

@scenario("a phone has a call with each of two XMPP users, and connects them")
def connects(world):
    call, phone = phone_calls(world)
    juliet = world.xmpp_client("juliet", hz=CAROL_HZ)
    second = SipCall(world, "1007", hz=PHONE_HZ, ua=phone.ua, port=20010)
    second.calls(world.sip_uri("juliet"))
    other = juliet.is_called()
    other.answers()
    second.is_answered()
    assert_heard((other, PHONE_HZ), (second, CAROL_HZ))
    value = replaces(second).replace(";", "%3B").replace("=", "%3D")
    request = phone.says("REFER", headers=[
        ("Refer-To", f"<{second.response.contact_uri()}?Replaces={value}>"),
        ("Refer-Sub", "false")])
    assert phone.gets_answer(request).code == 200
    for dialog in (second, phone):
        bye = phone.ua.wait(
            lambda m, d=dialog: m.method == "BYE" and not m.is_response and
            m.get("Call-ID") == d.invite.get("Call-ID"), what="BYE")
        phone.ua.reply(bye, 200)
        dialog.rtp.target = None
    assert_heard((call, CAROL_HZ), (other, ROMEO_HZ))
    for one in (call, other):
        same_transport(world, one)
    call.hangs_up()
    assert other.ends()[0] == "success"


# --- who may ---

DENIED = "who may not is logged"


@scenario("a trunk, a stranger, and who claims to be a user, take nothing over, "
          "whatever they know", loud=DENIED,
          defines=('JINGLE_TRUNKS="^10\\.77\\.0\\.4$"',))
def denied(world):
    call, phone = romeo_calls(world)
    trunk = world.sip_ua("trunk", register=False)
    one = SipCall(world, "trunk", hz=CAROL_HZ, ua=trunk)
    for from_ in ("<sip:+4930123456@carrier.example>;tag=t1",
                  "<sip:mallory@evil.example>;tag=t2"):
        for to in (world.sip_uri("romeo"), ours(phone).contact_uri()[4:]):
            takes_over(world, phone, one, to, from_=from_)
            refused(one, 603)
    takes_over(world, phone, one, from_="<sip:1009@sip.example>;tag=t3")
    refused(one, 4)
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    assert not phone.ua.had(lambda m: m.method == "BYE")
    phone.hangs_up()
    assert call.ends()[0] == "success"


# --- Kamailio is killed ---

def kamailio_restarts(world):
    world.kamailio.kill()
    world.kamailio.start()
    wait_until(lambda: len(set(re.findall(
        r"is up for worker (\d+)",
        world.kamailio.process.log_text()))) == 4, 30,
        "all workers have a stream", [world.kamailio.process])


@scenario("Kamailio is killed before another phone takes over, and afterwards",
          timeout=90, loud="Kamailio is killed")
def killed(world):
    call, phone = romeo_calls(world)
    carol = SipCall(world, "1009", hz=CAROL_HZ)
    kamailio_restarts(world)
    taken(world, call, phone, carol)
    kamailio_restarts(world)
    can_be_held(world, call, carol)
    call.hangs_up()
    carol.ends()


# --- real phones ---

@scenario("Linphone has a call with an XMPP user and one with a phone, and connects "
          "them: the phone replaces Linphone", timeout=90, long=True)
def linphone_to_phone(world):
    if linphone.available():
        raise Skip(linphone.available())
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = world.linphone("1001", hz=PHONE_HZ)
    carol = SipCall(world, "1009", hz=CAROL_HZ)
    phone.dials("1009@sip.example")
    carol.is_called().answers()
    phone.is_answered()
    phone.does("pause")
    carol.gets_reinvite(direction="recvonly")
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    assert_heard((call, PHONE_HZ))
    phone.does("transfer 1 --to-call 2")
    refer = carol.gets("REFER")
    carol.takes(refer, code=202)
    target = re.search("<([^>]+)>", refer.get("Refer-To")).group(1)
    uri, value = target.split("?Replaces=")
    again = SipCall(world, "1009", hz=CAROL_HZ, ua=carol.ua, port=20010)
    again.calls(uri[4:], headers=[("Replaces", value.replace(
        "%3B", ";").replace("%3b", ";").replace("%3D", "=").replace(
            "%3d", "=").replace("%40", "@"))])
    again.is_answered()
    assert_heard((call, CAROL_HZ), (again, ROMEO_HZ))
    same_transport(world, call)
    carol.says("BYE")
    again.hangs_up()
    assert call.ends()[0] == "success"


@scenario("Linphone has calls with two XMPP users, and connects them", timeout=90,
          long=True)
def linphone_connects(world):
    if linphone.available():
        raise Skip(linphone.available())
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    juliet = world.xmpp_client("juliet", hz=CAROL_HZ)
    phone = world.linphone("1001", hz=PHONE_HZ)
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.does("pause")
    phone.state_is("Paused")
    phone.dials(world.sip_uri("juliet"))
    other = juliet.is_called()
    other.answers()
    phone.is_answered()
    phone.does("transfer 1 --to-call 2")
    assert_heard((call, CAROL_HZ), (other, ROMEO_HZ))
    for one in (call, other):
        same_transport(world, one)
    call.hangs_up()
    assert other.ends()[0] == "success"
