# SPDX-License-Identifier: GPL-2.0-or-later
"""Transfers by the phone (REFER, RFC 3515): the XMPP user's session goes on with
another party, and nothing is heard of it but that party."""

import re
import sqlite3

from lib import linphone
from lib.process import wait_until
from lib.scenario import Skip, scenario
from lib.sip_call import SipCall
from lib.world import assert_heard, stays

PERSONAS = True

ROMEO_HZ = 440
PHONE_HZ = 1000
CAROL_HZ = 1500


def romeo_calls(world, **options):
    """romeo calls 1007; return call and phone."""
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = SipCall(world, "1007", hz=PHONE_HZ, **options)
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called().answers()
    call.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    return call, phone


def phone_calls(world, **options):
    """1007 calls romeo; return call and phone."""
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = SipCall(world, "1007", hz=PHONE_HZ, **options)
    phone.calls(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    return call, phone


def refers(phone, target, *headers, code=202):
    """A REFER; return it once it has its answer."""
    request = phone.says("REFER", headers=[("Refer-To", target), *headers])
    answer = phone.gets_answer(request)
    assert answer.code == code, answer.first
    return request


def is_told(phone, refer, code):
    """The next NOTIFY (RFC 3515 section 2.4.4)."""
    notify = phone.gets("NOTIFY")
    phone.seen.add(notify.get("CSeq"))
    phone.ua.reply(notify, 200)
    assert notify.get("Event") == "refer;id=" + \
        refer.get("CSeq").split()[0], notify.headers
    assert notify.get("Content-Type").startswith("message/sipfrag")
    assert re.fullmatch(rf"SIP/2.0 {code} [^\r\n]+\r\n", notify.body), \
        notify.body
    state = notify.get("Subscription-State")
    assert state.startswith("active" if code < 200 else "terminated"), state


def transports(world, call):
    """(ufrag, port) of each transport that the client was told of."""
    said = [s for r in world.wire.records if r.kind == "xmpp"
            for s in re.findall(r"<iq [^>]*[^/>]>.*?</iq>", r.text, re.S)
            if call.sid in s and re.search(
                r"from=['\"][^'\"]*@gw\.example", s.partition(">")[0])]
    candidates = [c for text in said for c in re.findall(
        r"<(?:\w+:)?candidate [^<>]*>", text)
        if re.search(r"component=['\"]1", c)]
    return {(ufrag, port) for text in said
            for ufrag in re.findall(r"ufrag=['\"]([^'\"]+)", text)
            for c in candidates
            for port in re.findall(r" port=['\"](\d+)", c)}


def same_transport(world, call):
    """ICE was never begun anew, nor at another port."""
    told = transports(world, call)
    assert len(told) == 1, told


def transferred(call, phone, carol, refer):
    """carol has taken the call: the phone ends its own, both are heard."""
    is_told(phone, refer, 200)
    phone.hangs_up()
    assert_heard((call, CAROL_HZ), (carol, ROMEO_HZ))


def ends(call, carol):
    carol.hangs_up()
    assert call.ends()[0] == "success"


def blind(world, call, phone):
    carol = SipCall(world, "1009", hz=CAROL_HZ)
    with SessionIsLeftAlone(world, call):
        refer = refers(phone, "<sip:1009@sip.example>")
        is_told(phone, refer, 100)
        carol.is_called()
        assert carol.invite.get("From").startswith(
            "<sip:romeo@xmpp.example>"), carol.invite.headers
        assert carol.invite.get("Referred-By") == "<sip:1007@sip.example>"
        assert carol.invite.get("Call-ID") != phone.invite.get("Call-ID")
        is_told(phone, refer, 180)
        carol.answers()
        transferred(call, phone, carol, refer)
    ends(call, carol)


class SessionIsLeftAlone:
    """The client hears nothing in its session meanwhile, but that its transport
    is what it was: ICE goes on with the same credentials and port."""

    def __init__(self, world, call):
        self.world, self.call = world, call

    def __enter__(self):
        self.before = len(self.call.client.events)

    def __exit__(self, kind, *more):
        if kind is None:
            said = [e for e in self.call.client.events[self.before:]
                    if e.get("sid") == self.call.sid and
                    e["event"] != "transport-info"]
            assert not said, said
            same_transport(self.world, self.call)


@scenario("a phone that was called transfers the call: the XMPP user goes on "
          "with another phone, and its session hears nothing of it")
def blind_called(world):
    blind(world, *romeo_calls(world))


@scenario("the same when the phone called")
def blind_calling(world):
    blind(world, *phone_calls(world))


# --- it does not come about ---

def in_vain(world, call, phone):
    """Each failure brings the old call back, and it can be tried again."""
    carol = SipCall(world, "1009", hz=CAROL_HZ)
    with SessionIsLeftAlone(world, call):
        for code in (486, 603, 404):
            refer = refers(phone, "<sip:1009@sip.example>")
            is_told(phone, refer, 100)
            carol.is_called()
            is_told(phone, refer, 180)
            carol.ua.reply(carol.invite, code)
            carol.ua.receives("ACK")
            is_told(phone, refer, code)
            assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    refer = refers(phone, "<sip:1009@sip.example>")
    is_told(phone, refer, 100)
    carol.is_called()
    is_told(phone, refer, 180)
    carol.answers()
    transferred(call, phone, carol, refer)
    ends(call, carol)


@scenario("a transfer fails: busy, declined, not found; the call goes on, and the "
          "next one succeeds", timeout=90)
def in_vain_called(world):
    in_vain(world, *romeo_calls(world))


@scenario("the same when the phone called", timeout=90)
def in_vain_calling(world):
    in_vain(world, *phone_calls(world))


@scenario("nobody answers the transfer: CANCEL after transfer_time, the call goes "
          "on", cfg='modparam("jingle", "transfer_time", 2)')
def unanswered(world):
    call, phone = romeo_calls(world)
    carol = SipCall(world, "1009", hz=CAROL_HZ)
    refer = refers(phone, "<sip:1009@sip.example>")
    is_told(phone, refer, 100)
    carol.is_called()
    is_told(phone, refer, 180)
    cancel = carol.ua.receives("CANCEL")
    carol.ua.reply(cancel, 200)
    carol.ua.reply(carol.invite, 487)
    is_told(phone, refer, 408)
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("the XMPP user hangs up while the transfer rings")
def user_leaves(world):
    call, phone = romeo_calls(world)
    carol = SipCall(world, "1009", hz=CAROL_HZ)
    refer = refers(phone, "<sip:1009@sip.example>")
    is_told(phone, refer, 100)
    carol.is_called()
    is_told(phone, refer, 180)
    call.hangs_up()
    is_told(phone, refer, 487)
    phone.ends()
    cancel = carol.ua.receives("CANCEL")
    carol.ua.reply(cancel, 200)
    carol.ua.reply(carol.invite, 487)


# --- phones with habits of their own ---

def leaves_early(world, call, phone, code):
    carol = SipCall(world, "1009", hz=CAROL_HZ)
    refer = refers(phone, "<sip:1009@sip.example>")
    is_told(phone, refer, 100)
    carol.is_called()
    phone.hangs_up()
    assert not call.had("ended")
    if code == 200:
        carol.answers()
        assert_heard((call, CAROL_HZ), (carol, ROMEO_HZ))
        ends(call, carol)
    else:
        carol.ua.reply(carol.invite, code)
        assert call.ends()[0] == "busy"


@scenario("a phone hangs up as soon as its REFER is taken: the transfer goes on")
def early_bye(world):
    leaves_early(world, *romeo_calls(world), 200)


@scenario("the same when the phone called, and the other party is busy: the XMPP "
          "user hears why")
def early_bye_busy(world):
    leaves_early(world, *phone_calls(world), 486)


@scenario("a phone that does not hang up after a transfer gets a BYE")
def no_bye(world):
    call, phone = phone_calls(world)
    carol = SipCall(world, "1009", hz=CAROL_HZ)
    refer = refers(phone, "<sip:1009@sip.example>")
    is_told(phone, refer, 100)
    carol.is_called()
    is_told(phone, refer, 180)
    carol.answers()
    is_told(phone, refer, 200)
    phone.ends()
    assert_heard((call, CAROL_HZ), (carol, ROMEO_HZ))
    call.hangs_up()
    carol.ends()


@scenario("a phone wants no NOTIFY (Refer-Sub: false, RFC 4488)")
def no_notify(world):
    call, phone = romeo_calls(world)
    carol = SipCall(world, "1009", hz=CAROL_HZ)
    request = phone.says("REFER", headers=[
        ("r", "sip:1009@sip.example"), ("Refer-Sub", "false")])
    answer = phone.gets_answer(request)
    assert answer.code == 200 and answer.get("Refer-Sub") == "false"
    carol.is_called().answers()
    assert_heard((call, CAROL_HZ), (carol, ROMEO_HZ))
    phone.ends()
    assert not phone.ua.had(
        lambda m: m.method == "NOTIFY" and
        m.get("Call-ID") == phone.invite.get("Call-ID"))
    ends(call, carol)


@scenario("the phone holds before it transfers; the session is resumed with the "
          "other party, and it can be held there")
def on_hold(world):
    call, phone = romeo_calls(world)
    phone.reinvites(direction="sendonly")
    carol = SipCall(world, "1009", hz=CAROL_HZ)
    refer = refers(phone, "<sip:1009@sip.example>")
    is_told(phone, refer, 100)
    carol.is_called()
    is_told(phone, refer, 180)
    carol.answers()
    transferred(call, phone, carol, refer)
    for direction in ("sendonly", "sendrecv"):
        carol.reinvites(direction=direction)
    assert_heard((call, CAROL_HZ), (carol, ROMEO_HZ))
    same_transport(world, call)
    ends(call, carol)


@scenario("the call is on hold, the transfer fails: it is on hold, and can be "
          "resumed")
def on_hold_in_vain(world):
    call, phone = phone_calls(world)
    phone.reinvites(direction="sendonly")
    carol = SipCall(world, "1009", hz=CAROL_HZ)
    refer = refers(phone, "<sip:1009@sip.example>")
    is_told(phone, refer, 100)
    carol.is_called()
    is_told(phone, refer, 180)
    carol.ua.reply(carol.invite, 486)
    is_told(phone, refer, 486)
    phone.reinvites(direction="sendrecv")
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    same_transport(world, call)
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("a phone has changed its address; a transfer that fails brings its sound "
          "back to the new one")
def moved_in_vain(world):
    call, phone = romeo_calls(world)
    phone.rtp.target = None  # the old one says nothing any more
    phone.rtp = phone.rtp_end(20020, PHONE_HZ)
    phone.reinvites()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    carol = SipCall(world, "1009", hz=CAROL_HZ)
    refer = refers(phone, "<sip:1009@sip.example>")
    is_told(phone, refer, 100)
    carol.is_called()
    is_told(phone, refer, 180)
    before = sum(phone.rtp.receiver.counts.values())
    carol.ua.reply(carol.invite, 486)
    is_told(phone, refer, 486)
    wait_until(lambda: sum(phone.rtp.receiver.counts.values()) > before + 50,
               10, "the XMPP user's packets come to the new address")
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("a second transfer while one rings: 491; afterwards the other party "
          "transfers on, and its phone is told")
def one_after_the_other(world):
    call, phone = romeo_calls(world)
    carol = SipCall(world, "1009", hz=CAROL_HZ)
    dave = SipCall(world, "1010", hz=PHONE_HZ)
    refer = refers(phone, "<sip:1009@sip.example>")
    is_told(phone, refer, 100)
    carol.is_called()
    is_told(phone, refer, 180)
    refers(phone, "<sip:1010@sip.example>", code=491)
    carol.answers()
    transferred(call, phone, carol, refer)
    refer = refers(carol, "<sip:1010@sip.example>")
    is_told(carol, refer, 100)
    dave.is_called()
    assert dave.invite.get("Referred-By") == "<sip:1009@sip.example>"
    is_told(carol, refer, 180)
    dave.answers()
    is_told(carol, refer, 200)
    carol.hangs_up()
    assert_heard((call, PHONE_HZ), (dave, ROMEO_HZ))
    same_transport(world, call)
    ends(call, dave)


# --- to whom ---

DENIED = "who may not is logged"


@scenario("to a number: not unless XMPP users may call numbers, and nobody rings",
          loud=DENIED)
def number_denied(world):
    call, phone = romeo_calls(world)
    for target in ("<sip:+4930123456@sip.example>", "<tel:+49-30-123456>",
                   "<sip:+4930123456@evil.example>",
                   "<sip:carol@evil.example>", "<sip:nobody@sip.example>",
                   "<sip:carol@10.77.0.9>"):
        refers(phone, target, code=603)
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.hangs_up()
    assert call.ends()[0] == "success"


def pays(world, user):
    """route[LOCATION] says in the log who pays."""
    wait_until(lambda: f"PAYS {user}." in world.kamailio.process.log_text(), 10,
               f"{user} pays")


def payer_config(world):
    with open(f"{world.repo}/cfg/kamailio.cfg", encoding="utf-8") as file:
        text = file.read()
    line = "route[LOCATION] {"
    assert line in text
    text = text.replace(line, line + """
	if($rU =~ "^\\+49") {
		xlog("L_INFO", "PAYS $avp(payer).\n");
		$ru = "sip:1009@" + SIP_DOMAIN;
	}""").replace('include_file "jingle.cfg"',
                  f'include_file "{world.repo}/cfg/jingle.cfg"')
    path = f"{world.folder}/payer.cfg"
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


NUMBERS = {"defines": ("JINGLE_ALLOW_NUMBERS",), "kamailio": payer_config}


def to_number(world, call, phone):
    carol = SipCall(world, "1009", hz=CAROL_HZ)
    refer = refers(phone, "<tel:+49-30-123456>")
    is_told(phone, refer, 100)
    carol.is_called()
    is_told(phone, refer, 180)
    carol.answers()
    transferred(call, phone, carol, refer)
    pays(world, "1007@sip.example")
    ends(call, carol)


@scenario("to a number where they may: the user of the transferring phone, who "
          "was called, pays", **NUMBERS)
def number_called(world):
    to_number(world, *romeo_calls(world))


@scenario("the same when the phone called, with its password", **NUMBERS)
def number_calling(world):
    to_number(world, *phone_calls(world))


@scenario("a caller without a password of ours transfers nothing, to nobody",
          loud=DENIED, defines=("JINGLE_ALLOW_NUMBERS",
                                     'JINGLE_TRUNKS="^10\\.77\\.0\\.3$"'))
def trunk_refers(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    trunk = world.sip_ua("trunk", register=False)
    carol = world.sip_ua("1009")
    phone = SipCall(world, "trunk", hz=PHONE_HZ, ua=trunk)
    phone.calls(world.sip_uri("romeo"),
                from_="<sip:+4930123456@carrier.example>;tag=t1")
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    for target in ("<sip:1009@sip.example>", "<sip:+4930999@sip.example>",
                   "<sip:juliet@xmpp.example>"):
        refers(phone, target, ("Referred-By", "<sip:1009@sip.example>"),
               code=603)
    assert not carol.had(lambda m: m.method == "INVITE")
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("what a phone says of itself in Referred-By is not repeated")
def referred_by_forged(world):
    call, phone = romeo_calls(world)
    carol = SipCall(world, "1009", hz=CAROL_HZ)
    refer = refers(phone, "<sip:1009@sip.example?From=sip:boss%40sip.example&"
                   "P-Asserted-Identity=sip:boss%40sip.example>",
                   ("Referred-By", "<sip:boss@sip.example>"))
    carol.is_called()
    assert "boss" not in str(carol.invite.headers), carol.invite.headers
    carol.answers()
    for code in (100, 180):
        is_told(phone, refer, code)
    transferred(call, phone, carol, refer)
    ends(call, carol)


@scenario("to another XMPP user: both XMPP users hear each other", timeout=60)
def to_xmpp_user(world):
    call, phone = romeo_calls(world)
    juliet = world.xmpp_client("juliet", hz=CAROL_HZ)
    refer = refers(phone, f"<sip:{world.sip_uri('juliet')}>")
    is_told(phone, refer, 100)
    other = juliet.is_called()
    assert other.sender.startswith("romeo%xmpp.example@"), other.sender
    is_told(phone, refer, 180)
    other.answers()
    is_told(phone, refer, 200)
    phone.hangs_up()
    assert_heard((call, CAROL_HZ), (other, ROMEO_HZ))
    same_transport(world, call)
    other.hangs_up()
    assert call.ends()[0] == "success"


@scenario("to the XMPP user whose call it is, and to addresses of ours: answered, "
          "the call goes on", loud="a loop is logged")
def loops(world):
    call, phone = romeo_calls(world)
    contact = phone.invite.contact_uri()
    refer = refers(phone, f"<sip:{world.sip_uri('romeo')}>")
    is_told(phone, refer, 100)
    is_told(phone, refer, 482)
    refers(phone, f"<{contact}>", code=603)
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.hangs_up()
    assert call.ends()[0] == "success"


HOSTILE = (
    ("<sip:1009@sip.example>, <sip:1008@sip.example>", 400),
    ("<sip:1009@sip.example%0d%0aVia:%20x>", 603),
    ("<sip:1009@sip.example?Replaces=a%0d%0aVia:%20x>", 400),
    ("<sip:1009@sip.example?Replaces=a>", 400),
    ("<sip:10 09@sip.example>", 400),
    ("<sip:" + "1" * 2000 + "@sip.example>", 400),
    ("<sips:1009@sip.example>", 603),
    ("<sip:1009@sip.example;method=BYE>", 603),
    ("<http://sip.example/>", 603),
    ("<tel:>", 400), ("", 400), ("<>", 400), ("1009", 400))


@scenario("hostile, malformed, missing and repeated Refer-To: refused, nobody "
          "rings, the call goes on; too many of them, too", loud=DENIED,
          cfg='modparam("jingle", "max_transfers", 4)', timeout=60)
def hostile(world):
    call, phone = romeo_calls(world)
    carol = world.sip_ua("1009")
    for target, code in HOSTILE:
        refers(phone, target, code=code)
    answer = phone.asks("REFER")
    assert answer.code == 400, answer.first
    refers(phone, "<sip:1009@sip.example>", ("Refer-To", "<sip:a@b>"), code=400)
    refers(phone, "<sip:1009@sip.example>", ("r", "<sip:a@b>"), code=400)
    for _ in range(6):
        refers(phone, "<sip:nobody@sip.example>", code=603)
    refers(phone, "<sip:1009@sip.example>", code=603)  # it is too late
    assert not carol.had(lambda m: m.method == "INVITE")
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
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


def rows(world):
    with sqlite3.connect(world.database, timeout=10) as database:
        return database.execute(
            "SELECT state, request FROM jingle_call").fetchall()


@scenario("Kamailio is killed after a transfer: holds and the end find the phone "
          "that has the call by now, and its media", timeout=90,
          loud="Kamailio is killed", persona=False)
def killed_afterwards(world):
    call, phone = phone_calls(world)
    carol = SipCall(world, "1009", hz=CAROL_HZ)
    refer = refers(phone, "<sip:1009@sip.example>")
    is_told(phone, refer, 100)
    carol.is_called()
    is_told(phone, refer, 180)
    carol.answers()
    transferred(call, phone, carol, refer)
    kamailio_restarts(world)
    for direction in ("sendonly", "sendrecv"):
        carol.reinvites(direction=direction)
    assert_heard((call, CAROL_HZ), (carol, ROMEO_HZ))
    call.holds()
    carol.gets_reinvite(direction="recvonly")
    call.resumes()
    carol.gets_reinvite()
    assert_heard((call, CAROL_HZ), (carol, ROMEO_HZ))
    same_transport(world, call)
    # whose phone it is was not forgotten either
    dave = SipCall(world, "1010", hz=PHONE_HZ)
    refer = refers(carol, "<sip:1010@sip.example>")
    is_told(carol, refer, 100)
    dave.is_called()
    assert dave.invite.get("Referred-By") == "<sip:1009@sip.example>"
    is_told(carol, refer, 180)
    dave.answers()
    is_told(carol, refer, 200)
    carol.hangs_up()
    assert_heard((call, PHONE_HZ), (dave, ROMEO_HZ))
    ends(call, dave)


@scenario("Kamailio is killed while a transfer rings: that ends, the phone is "
          "told, the call goes on", timeout=90, loud="Kamailio is killed",
          persona=False)
def killed_while_ringing(world):
    call, phone = romeo_calls(world)
    carol = SipCall(world, "1009", hz=CAROL_HZ)
    refer = refers(phone, "<sip:1009@sip.example>")
    is_told(phone, refer, 100)
    carol.is_called()
    is_told(phone, refer, 180)
    wait_until(lambda: [r for r in rows(world) if r[0] == "referred" and r[1]],
               5, "the new call is written, and whom it has called")
    kamailio_restarts(world)
    carol.ua.receives("CANCEL", 20)
    is_told(phone, refer, 503)
    phone.gets_reinvite(timeout=20)
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.hangs_up()
    assert call.ends()[0] == "success"


# --- real phones ---

@scenario("baresip transfers its call, blind", timeout=60, persona=False)
def baresip_blind(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = world.phone("1001", hz=PHONE_HZ)
    carol = SipCall(world, "1009", hz=CAROL_HZ)
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    phone.answers()
    call.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.command("transfer", "sip:1009@sip.example")
    carol.is_called().answers()
    phone.call_ends()
    assert_heard((call, CAROL_HZ), (carol, ROMEO_HZ))
    same_transport(world, call)
    ends(call, carol)


def linphone_calls(world):
    if linphone.available():
        raise Skip(linphone.available())
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = world.linphone("1001", hz=PHONE_HZ)
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    return call, phone


@scenario("Linphone transfers its call, blind", timeout=90, long=True,
          persona=False)
def linphone_blind(world):
    call, phone = linphone_calls(world)
    carol = SipCall(world, "1009", hz=CAROL_HZ)
    phone.does("transfer sip:1009@sip.example")
    carol.is_called().answers()
    phone.call_ends()
    assert_heard((call, CAROL_HZ), (carol, ROMEO_HZ))
    same_transport(world, call)
    ends(call, carol)


@scenario("Linphone asks the other party first, and transfers then (Replaces)",
          timeout=90, long=True, persona=False)
def linphone_attended(world):
    call, phone = linphone_calls(world)
    carol = SipCall(world, "1009", hz=CAROL_HZ)
    phone.does("pause")
    phone.state_is("Paused")
    phone.dials("1009@sip.example")
    carol.is_called().answers()
    phone.is_answered()
    phone.does("transfer 1 --to-call 2")
    again = SipCall(world, "1009", hz=CAROL_HZ, ua=carol.ua, port=20010)
    again.is_called()
    parts = [p.strip() for p in again.invite.get("Replaces").split(";")]
    assert parts[0] == carol.invite.get("Call-ID"), parts
    assert set(parts[1:]) == {f"to-tag={carol.response.tag('To')}",
                              f"from-tag={carol.invite.tag('From')}"}, parts
    again.answers()
    carol.says("BYE")
    assert_heard((call, CAROL_HZ), (again, ROMEO_HZ))
    same_transport(world, call)
    ends(call, again)
