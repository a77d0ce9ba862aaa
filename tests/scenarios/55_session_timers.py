# SPDX-License-Identifier: GPL-2.0-or-later
"""Session timers (RFC 4028): either side refreshes, refuses, forgets; proxies on
the way that want their own; a restart in between."""

import re
import sqlite3
import time

from lib import edits, linphone
from lib.process import wait_until
from lib.scenario import Skip, scenario
from lib.sip_call import SipCall
from lib.world import assert_heard, stays

ROMEO_HZ = 440
PHONE_HZ = 1000
# seconds: a refresh is due after 3, a BYE after 4
WORLD = {"cfg": """
modparam("jingle", "session_expires", 6)
modparam("jingle", "min_se", 2)
"""}
UPDATE = ("Allow", "INVITE, ACK, CANCEL, BYE, UPDATE")
TIMER = ("Supported", "timer")


def expires(seconds, refresher=None):
    return ("Session-Expires", str(seconds) + (
        f";refresher={refresher}" if refresher else ""))


def romeo_calls(world, *headers):
    """romeo calls a scripted phone, whose 200 has these lines."""
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = SipCall(world, hz=PHONE_HZ)
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called().answers(headers=headers)
    call.is_answered()
    return call, phone


def phone_calls(world, *headers):
    """The scripted phone calls romeo with these lines in its INVITE."""
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = SipCall(world, hz=PHONE_HZ).calls(
        world.sip_uri("romeo"), headers=headers)
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    return call, phone


def end(call, phone):
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.hangs_up()
    assert call.ends()[0] == "success"


def hung_up(call, phone):
    """Neither refreshed: both are told, the phone why (RFC 4028 section 10)."""
    bye = phone.ends()
    assert "cause=408" in bye.get("Reason"), bye.get("Reason")
    assert call.ends()[0] == "timeout"


def refreshed_by_update(phone, seconds=6, refresher="uac", **options):
    update = phone.gets("UPDATE", **options)
    assert update.body == "", update.body
    assert update.get("Session-Expires") == f"{seconds};refresher=uac", \
        update.get("Session-Expires")
    assert update.get("Supported") == "timer"
    phone.takes(update, headers=[expires(seconds, refresher), TIMER])


def origin(sdp):
    return re.search(r"^o=(.*?)\r?$", sdp, re.M).group(1)


def phone_refreshes(phone, method="UPDATE", seconds=6):
    """Its 200 has what is asked for."""
    answer = phone.asks(method, "" if method == "UPDATE" else phone.body(
        new=False), [TIMER, expires(seconds, "uac")])
    assert answer.code == 200, answer.first
    assert answer.get("Session-Expires") == f"{seconds};refresher=uac"
    assert answer.get("Require") == "timer"


# --- we refresh ---

def passes(phone, seconds):
    """Time, in which the call does not end."""
    with stays(lambda: phone.ua.had(lambda m: m.method == "BYE"), seconds,
               "a BYE"):
        pass


@scenario("the gateway refreshes by UPDATE without a body; then the phone ends it")
def by_update(world):
    call, phone = romeo_calls(world, UPDATE, TIMER, expires(6, "uac"))
    assert phone.invite.get("Session-Expires") == "6"
    assert phone.invite.get("Min-SE") == "2"
    assert phone.invite.get("Supported") == "timer"
    for _ in range(3):
        refreshed_by_update(phone)
    end(call, phone)


@scenario("the gateway refreshes by re-INVITE: the SDP as it was, and its version")
def by_reinvite(world):
    call, phone = romeo_calls(world, TIMER, expires(6, "uac"))
    origins = set()
    for _ in range(3):
        request = phone.gets("INVITE")
        origins.add(origin(request.body))
        assert request.get("Session-Expires") == "6;refresher=uac"
        phone.takes(request, headers=[expires(6, "uac")], new=False)
    # its first one has the codecs that the phone took
    assert len(origins) == 1, origins
    end(call, phone)


@scenario("a hold is a refresh: the next one is due half an interval later")
def hold_is_refresh(world):
    call, phone = romeo_calls(world, UPDATE, TIMER, expires(6, "uac"))
    call.holds()
    request = phone.gets("INVITE")
    assert request.get("Session-Expires") == "6;refresher=uac"
    phone.takes(request, headers=[expires(6, "uac")])
    began = time.monotonic()
    refreshed_by_update(phone)
    assert time.monotonic() - began > 2, "too early"
    call.resumes()
    phone.takes(phone.gets("INVITE"), headers=[expires(6, "uac")])
    end(call, phone)


def refuses(code):
    def play(world):
        call, phone = romeo_calls(world, UPDATE, TIMER, expires(6, "uac"))
        phone.takes(phone.gets("UPDATE"), code=code)
        phone.ends()
        assert call.ends()[0] in ("gone", "timeout")
    return play


@scenario("the phone knows the call no more: 481 to the refresh ends it")
def refused_481(world):
    refuses(481)(world)


@scenario("nobody answers the refresh: 408 ends the call")
def refused_408(world):
    refuses(408)(world)


@scenario("the phone refuses each refresh (500): it is asked again, then hung up")
def refused_500(world):
    call, phone = romeo_calls(world, UPDATE, TIMER, expires(6, "uac"))
    seen = []

    def refused():
        new = [m for m in phone.ua.had(lambda m: not m.is_response and
                                       m.method == "UPDATE")
               if m.get("CSeq") not in seen]
        for update in new:
            seen.append(update.get("CSeq"))
            phone.ua.reply(update, 500)
        return phone.ua.had(lambda m: not m.is_response and m.method == "BYE")
    wait_until(refused, 10, "a BYE")
    assert 2 <= len(seen) <= 6, seen
    hung_up(call, phone)


@scenario("the phone refuses a refresh once (491), takes the next")
def refused_491(world):
    call, phone = romeo_calls(world, UPDATE, TIMER, expires(12, "uac"))
    phone.takes(phone.gets("UPDATE"), code=491)
    refreshed_by_update(phone, 12)
    end(call, phone)


@scenario("the phone refuses a re-INVITE as refresh once (491), takes the next",
          long=True)
def refused_reinvite(world):
    # asked at 15 s, again up to 4 s later (RFC 3261 section 14.1), over at 20 s
    call, phone = romeo_calls(world, TIMER, expires(30, "uac"))
    phone.takes(phone.gets("INVITE", timeout=20), code=491)
    phone.takes(phone.gets("INVITE"), headers=[expires(30, "uac")], new=False)
    end(call, phone)


@scenario("the phone said that it takes UPDATE, and does not: re-INVITE")
def no_update(world):
    call, phone = romeo_calls(world, UPDATE, TIMER, expires(6, "uac"))
    phone.takes(phone.gets("UPDATE"), code=501)
    phone.takes(phone.gets("INVITE"), headers=[expires(6, "uac")], new=False)
    end(call, phone)


@scenario("a refresh is too short for the phone (422): once more, longer")
def refresh_422(world):
    call, phone = romeo_calls(world, UPDATE, TIMER, expires(6, "uac"))
    phone.takes(phone.gets("UPDATE"), code=422, headers=[("Min-SE", "30")])
    update = phone.gets("UPDATE")
    assert update.get("Session-Expires") == "30;refresher=uac"
    assert update.get("Min-SE") == "30"
    phone.takes(update, headers=[expires(30, "uac")])
    passes(phone, 6)
    end(call, phone)


# --- the phone refreshes ---

@scenario("the phone refreshes by UPDATE and re-INVITE, then forgets it")
def phone_forgets(world):
    call, phone = romeo_calls(world, TIMER, expires(6, "uas"))
    for method in ("UPDATE", "INVITE", "UPDATE"):
        passes(phone, 2)
        phone_refreshes(phone, method)
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    hung_up(call, phone)


@scenario("a phone that calls asks for a timer and refreshes itself")
def phone_calls_and_refreshes(world):
    call, phone = phone_calls(world, TIMER, expires(6))
    assert phone.response.get("Session-Expires") == "6;refresher=uac"
    assert phone.response.get("Require") == "timer"
    passes(phone, 2)
    phone_refreshes(phone)
    passes(phone, 2)
    phone_refreshes(phone, "INVITE")
    end(call, phone)


@scenario("a phone that calls asks us to refresh")
def phone_calls_and_asks(world):
    call, phone = phone_calls(world, UPDATE, TIMER, expires(6, "uas"))
    assert phone.response.get("Session-Expires") == "6;refresher=uas"
    for _ in range(2):
        refreshed_by_update(phone)
    end(call, phone)


@scenario("the phone changes who refreshes, with its re-INVITE")
def roles_change(world):
    call, phone = phone_calls(world, UPDATE, TIMER, expires(6, "uac"))
    answer = phone.asks("INVITE", phone.body(), [TIMER, expires(6, "uas")])
    assert answer.get("Session-Expires") == "6;refresher=uas"
    refreshed_by_update(phone)
    end(call, phone)


# --- too short ---

@scenario("a phone's INVITE is too short: 422 with Min-SE, then it is long enough")
def short_invite(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = SipCall(world, hz=PHONE_HZ).calls(
        world.sip_uri("romeo"), headers=[TIMER, expires(1)])
    refusal = phone.ua.receives_code(422)
    phone.ua.ack(phone.invite, refusal)
    assert refusal.get("Min-SE") == "2", refusal.get("Min-SE")
    phone.calls(world.sip_uri("romeo"), headers=[TIMER, expires(6)])
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    answer = phone.asks("UPDATE", headers=[TIMER, expires(1, "uac")])
    assert (answer.code, answer.get("Min-SE")) == (422, "2"), answer.first
    phone_refreshes(phone)
    end(call, phone)


@scenario("our INVITE is too short for the phone: once more, in the same call")
def invite_422(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = SipCall(world, hz=PHONE_HZ)
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called()
    first = phone.invite
    phone.ua.reply(first, 422, "Session Interval Too Small",
                   headers=[("Min-SE", "30")])
    phone.is_called()
    again = phone.invite
    assert again.get("Session-Expires") == "30"
    assert again.get("Min-SE") == "30"
    assert again.get("Call-ID") == first.get("Call-ID")
    assert again.tag("From") == first.tag("From")
    assert int(again.get("CSeq").split()[0]) == \
        int(first.get("CSeq").split()[0]) + 1
    phone.answers(headers=[TIMER, expires(30, "uas")])
    call.is_answered()
    end(call, phone)


@scenario("a phone that asks for ever longer intervals: the call fails")
def invite_422_loop(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = SipCall(world, hz=PHONE_HZ)
    call = romeo.calls(world.gateway_jid("1007"))
    for n in range(1, 5):
        invite = phone.ua.receives("INVITE")
        phone.ua.reply(invite, 422, "Session Interval Too Small",
                       headers=[("Min-SE", str(n * 100))])
    call.ends()
    with stays(lambda: len(phone.ua.had(lambda m: m.method == "INVITE" and
                                        not m.is_response)) > 4, 1,
               "a further INVITE"):
        pass


# --- proxies ---

LOWER = """
	if(jingle_from_ua() && is_method("INVITE") && !has_totag()) {
		remove_hf("Session-Expires");
		append_hf("Session-Expires: 4\\r\\n");
	}
"""
SST = """
loadmodule "dialog.so"
loadmodule "sst.so"
modparam("dialog", "default_timeout", 3600)
modparam("dialog", "timeout_avp", "$avp(dlg_timeout)")
modparam("sst", "timeout_avp", "$avp(dlg_timeout)")
modparam("sst", "sst_flag", 7)
modparam("sst", "min_se", SECONDS)
"""
MANAGE = """
	if(is_method("INVITE") && !has_totag()) {
		setflag(7);
		dlg_manage();
		# sst has answered with 422
		if($hdr(Session-Expires) != $null
				&& $(hdr(Session-Expires){s.int}) < SECONDS) {
			exit;
		}
	}
"""


def proxy(before_route, modules=""):
    """The shipped configuration, with this before route(JINGLE)."""
    def make(world):
        path = edits.copy(world)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        text = edits.apply(text, "before", "####### Routing Logic ########", modules)
        text = edits.apply(text, "before", "route(JINGLE);", before_route)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path
    return make


@scenario("a proxy lowers the interval: what the 200 says counts",
          kamailio=proxy(LOWER))
def proxy_lowers(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = SipCall(world, hz=PHONE_HZ)
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called()
    assert phone.invite.get("Session-Expires") == "4"
    phone.answers(headers=[UPDATE, TIMER, expires(4, "uac")])
    call.is_answered()
    for _ in range(2):
        refreshed_by_update(phone, 4)
    end(call, phone)


def sst(seconds):
    return proxy(*(text.replace("SECONDS", str(seconds))
                   for text in (MANAGE, SST)))


@scenario("Kamailio's sst wants a timer of a phone that knows none: we refresh",
          kamailio=sst(3))
def sst_asks_us(world):
    call, phone = romeo_calls(world, UPDATE)
    for _ in range(3):
        update = phone.gets("UPDATE")
        assert update.get("Session-Expires") == "6;refresher=uac"
        phone.takes(update)  # says nothing of it
    end(call, phone)


@scenario("sst finds our interval too short (422): once more, longer",
          kamailio=sst(91))
def sst_refuses(world):
    call, phone = romeo_calls(world, TIMER, expires(91, "uas"))
    assert phone.invite.get("Session-Expires") == "91"
    assert phone.invite.get("Min-SE") == "91"
    end(call, phone)


@scenario("sst wants a timer of a call to XMPP, the phone knows none: we refresh",
          kamailio=sst(90), cfg="""
modparam("jingle", "session_expires", 90)
modparam("jingle", "min_se", 2)
""")
def sst_asks_to_xmpp(world):
    call, phone = phone_calls(world, UPDATE)
    assert phone.response.get("Session-Expires") == "90;refresher=uas", \
        phone.response.get("Session-Expires")
    end(call, phone)


# --- a restart ---

def restart(world):
    """Kill Kamailio once the call stands in the table; start it again."""
    def written():
        with sqlite3.connect(world.database, timeout=10) as database:
            return [row for row in database.execute(
                "SELECT context FROM jingle_call WHERE state = 'active'")
                if "timer_interval=" in str(row[0])]
    wait_until(written, 5, "the timer is written")
    world.kamailio.kill()
    world.kamailio.start()


LOUD_RESTART = "Kamailio is killed, and the others say so"


@scenario("Kamailio is killed: it refreshes afterwards as before",
          loud=LOUD_RESTART, long=True)
def restart_we_refresh(world):
    call, phone = romeo_calls(world, UPDATE, TIMER, expires(20, "uac"))
    refreshed_by_update(phone, 20, timeout=15)
    restart(world)
    refreshed_by_update(phone, 20, timeout=25)
    end(call, phone)


@scenario("Kamailio is killed: a phone that forgets its refresh is hung up on",
          loud=LOUD_RESTART)
def restart_phone_forgets(world):
    call, phone = romeo_calls(world, TIMER, expires(12, "uas"))
    phone_refreshes(phone, seconds=12)
    restart(world)
    phone_refreshes(phone, seconds=12)
    bye = phone.ends(timeout=20)
    assert "cause=408" in bye.get("Reason"), bye.get("Reason")
    assert call.ends()[0] == "timeout"


# --- a real phone ---

@scenario("Linphone with session timers: it is answered and refreshes", long=True,
          cfg="")
def linphone_refreshes(world):
    reason = linphone.available()
    if reason:
        raise Skip(reason)
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = world.linphone(
        "1001", hz=PHONE_HZ, sip="session_expires_enabled=1\n"
        "session_expires_value=90\nsession_expires_min_value=90")
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    wait_until(lambda: [r for r in world.wire.sip() if re.match(
        r"(INVITE|UPDATE) .*gr=", r.text) and "Session-Expires" in r.text],
        70, "a refresh")
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.hangs_up()
    assert call.ends()[0] == "success"
