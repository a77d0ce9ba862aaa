# SPDX-License-Identifier: GPL-2.0-or-later
"""How calls end, as each side is told: SIP codes and Reason headers, Jingle
reasons. The tables are those of RFC 7247, RFC 3398 and the mapping."""

import re
import time

from lib.jmi import each_ends_once, said
from lib.process import Failed, wait_until
from lib.scenario import scenario
from lib.world import stays

PERSONAS = True

# reason: SIP final, cause and Q.850 cause of the Reason header
FINAL = {
    "busy": (486, 486, 17), "decline": (486, 603, 21),
    "cancel": (487, 487, 16), "timeout": (480, 408, 19),
    "expired": (480, 408, 19), "gone": (480, 480, 20),
    "connectivity-error": (480, 503, 41),
    "failed-transport": (480, 503, 41),
    "unsupported-transports": (488, 488, 65),
    "unsupported-applications": (488, 488, 65),
    "incompatible-parameters": (488, 488, 65),
    "failed-application": (488, 488, 65), "media-error": (488, 488, 65),
    "security-error": (488, 403, 21), "general-error": (500, 500, 111),
    "alternative-session": (486, 486, 17), "success": (480, 200, 16),
}
# SIP final: reason
REASON = {
    404: "gone", 410: "gone", 484: "gone", 485: "gone", 604: "gone",
    486: "busy", 600: "busy", 603: "decline", 607: "decline",
    608: "decline", 403: "decline", 408: "timeout", 480: "timeout",
    504: "timeout", 487: "cancel", 415: "incompatible-parameters",
    488: "incompatible-parameters", 606: "incompatible-parameters",
    420: "incompatible-parameters", 421: "incompatible-parameters",
    401: "security-error", 407: "security-error",
    # a proxy makes 500 of a 503 (RFC 3261 section 16.7): not here
    502: "connectivity-error",
    500: "general-error", 501: "general-error", 513: "general-error",
    699: "general-error", 302: "gone",
}
# Reason header of a BYE: reason
BYE_REASON = {
    None: "success", "Q.850;cause=16;text=\"Normal clearing\"": "success",
    "SIP;cause=486;text=\"Busy\"": "busy", "Q.850;cause=17": "busy",
    "SIP;cause=503": "connectivity-error", "Q.850;cause=21": "decline",
    "SIP;cause=488;text=\"no codec\"": "incompatible-parameters",
}


def direct(world, *names, **options):
    """romeo's devices without JMI, with 1007 among his contacts."""
    world.account("romeo")
    clients = world.together(*[
        lambda name=name: world.xmpp_client("romeo", name, jmi=False,
                                            **options) for name in names])
    world.adds_contact(clients[0], "1007")
    return clients


def reasons(message):
    """{protocol: cause} of the Reason headers."""
    return {p: int(c) for value in message.all("Reason")
            for p, c in re.findall(r"(SIP|Q\.850)\s*;\s*cause=(\d+)", value)}


def calls(world, ua, **options):
    return ua.invites(f"sip:{world.sip_uri('romeo')}", **options)


def final(ua, invite, timeout=10):
    """The final reply of 300 and above; acknowledged."""
    response = ua.wait(lambda m: m.is_response and m.method == "INVITE" and
                       m.code >= 300 and m.code != 407 and
                       m.get("CSeq") == invite.get("CSeq") and
                       m.get("Call-ID") == invite.get("Call-ID"), timeout,
                       "a final reply")
    ua.ack(invite, response)
    return response


def answered_by_romeo(world, ua, how=None):
    """1007 has called romeo's first device."""
    invite = calls(world, ua)
    call = how.is_called()
    call.answers()
    answer = ua.receives_code(200)
    ua.ack(invite, answer)
    return call, invite, answer


def answered_by_phone(world, ua, client, **options):
    call = client.calls(world.gateway_jid("1007"), **options)
    invite = ua.receives("INVITE")
    answer = ua.reply(invite, 200, body=ua.sdp())
    ua.receives("ACK")
    call.is_answered()
    return call, invite, answer


# --- reasons, from XMPP to SIP ---

@scenario("each reason of a session-terminate, as final code and Reason",
          timeout=120)
def reasons_of_terminate(world):
    client, = direct(world, "one")
    ua = world.sip_ua("1007")
    for reason, (code, cause, q850) in FINAL.items():
        invite = calls(world, ua)
        client.is_called(how="initiate").do("terminate", reason=reason)
        response = final(ua, invite)
        assert response.code == code, (reason, response.first)
        assert reasons(response) == {"SIP": cause, "Q.850": q850}, \
            (reason, response.all("Reason"))
        if code == 488:
            assert re.match(r"3(04|05|99) ", response.get("Warning")), reason


@scenario("each reason of a JMI reject", timeout=120, persona=False)
def reasons_of_reject(world):
    since = time.time()
    client = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    for reason in (None, *FINAL):
        invite = calls(world, ua)
        client.is_called(how="propose").declines(reason)
        response = final(ua, invite)
        # without one the user is busy (XEP-0353 section 3.5)
        code, cause, q850 = FINAL[reason or "busy"]
        assert response.code == code, (reason, response.first)
        if reason:
            assert reasons(response) == {"SIP": cause, "Q.850": q850}, \
                (reason, response.all("Reason"))
    each_ends_once(world, since)


@scenario("each reason of the caller's session-terminate, in the CANCEL",
          timeout=120)
def reasons_of_cancel(world):
    client = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    for reason in FINAL:
        call = client.calls(world.gateway_jid("1007"))
        invite = ua.receives("INVITE")
        ua.reply(invite, 180)
        call.hears_ringing()
        assert call.hangs_up(reason) == "result"
        cancel = ua.receives("CANCEL")
        ua.reply(cancel, 200)
        ua.reply(invite, 487)
        ua.receives("ACK")
        # Kamailio builds the CANCEL of the next hop; it keeps the Reason
        expected = 487 if reason == "success" else FINAL[reason][1]
        assert reasons(cancel).get("SIP") == expected, \
            (reason, cancel.all("Reason"))


@scenario("each reason of a session-terminate after the answer, in the BYE",
          timeout=120)
def reasons_of_bye(world):
    client = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    for reason in (None, *FINAL):
        call, _, _ = answered_by_phone(world, ua, client)
        call.hangs_up(reason)
        bye = ua.receives("BYE")
        ua.reply(bye, 200)
        _, cause, q850 = FINAL[reason or "success"]
        assert reasons(bye) == {"SIP": cause, "Q.850": q850}, \
            (reason, bye.all("Reason"))


# --- reasons, from SIP to XMPP ---

@scenario("each final code, as the reason and the text of session-terminate",
          timeout=150)
def final_codes(world):
    client = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    for code, reason in REASON.items():
        call = client.calls(world.gateway_jid("1007"))
        invite = ua.receives("INVITE")
        ua.reply(invite, code, "Whatever It Is")
        ua.receives("ACK")
        said_reason, text = call.ends()
        assert said_reason == reason, f"{code}: {said_reason}, not {reason}"
        assert text == f"{code} Whatever It Is", f"{code}: {text}"
        call.wait("finish")


@scenario("the Reason of a BYE, whoever called", timeout=120)
def bye_reasons(world):
    client = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    for value, reason in BYE_REASON.items():
        for outgoing in (True, False):
            call, invite, answer = answered_by_romeo(world, ua, client) \
                if outgoing else answered_by_phone(world, ua, client)
            ua.in_dialog("BYE", invite, answer, outgoing,
                         headers=[("Reason", value)] if value else [])
            ua.receives_code(200, method="BYE")
            assert call.ends()[0] == reason, (value, outgoing)


@scenario("a CANCEL for a call answered elsewhere says so, JMI and not")
def answered_elsewhere(world):
    since = time.time()
    for jmi in (True, False):
        client = world.xmpp_client("romeo", jmi=jmi)
        if not jmi:
            world.adds_contact(client, "1007")
        ua = world.sip_ua("1007")
        invite = calls(world, ua)
        call = client.is_called()
        ua.receives_code(180)
        cancel_with(ua, invite, [("Reason", "SIP;cause=200;text=\"Call "
                                  "completed elsewhere\"")])
        ua.receives_code(200, method="CANCEL")
        final(ua, invite)
        if jmi:
            event = call.wait("retract")
        else:
            event = call.wait("ended")
        assert event["reason"] == "cancel", event
        assert event["text"] == "Call completed elsewhere", event
        world.reset()
    each_ends_once(world, since)


def cancel_with(ua, invite, headers):
    """CANCEL with headers of our own."""
    sent = []
    send = ua.send
    ua.send = sent.append
    ua.cancel(invite)
    ua.send = send
    sent[0].headers += headers
    ua.send(sent[0])


@scenario("a retract tells its reason, as a session-terminate does",
          timeout=120)
def reasons_of_retract(world):
    """He retracts after his session-initiate, as XEP-0353 lets him."""
    client = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    call = client.calls(world.gateway_jid("1007"))
    invite = ua.receives("INVITE")
    ua.reply(invite, 180)
    call.hears_ringing()
    call.retracts()
    cancel = ua.receives("CANCEL")
    assert reasons(cancel).get("SIP") == 487, cancel.all("Reason")
    ua.reply(cancel, 200)
    ua.reply(invite, 487)
    ua.receives("ACK")


@scenario("the phone's answer takes none of the streams: "
          "incompatible-parameters, BYE")
def all_refused(world):
    client = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    call = client.calls(world.gateway_jid("1007"))
    invite = ua.receives("INVITE")
    asked = len(world.rtpengine.told())
    ua.reply(invite, 200, body=ua.sdp(port=0))
    ua.receives("ACK")
    bye = ua.receives("BYE")
    ua.reply(bye, 200)
    assert reasons(bye) == {"SIP": 488, "Q.850": 65}, bye.all("Reason")
    assert call.ends()[0] == "incompatible-parameters"
    # some versions of rtpengine take no answer without streams
    assert not [line for line in world.rtpengine.told()[asked:]
                if "answer" in line]


@scenario("a ringing client ends the session without a reason: 486")
def ended_without_reason(world):
    since = time.time()
    client, = direct(world, "one")
    ua = world.sip_ua("1007")
    invite = calls(world, ua)
    client.is_called().declines(None)
    assert final(ua, invite).code == 486
    each_ends_once(world, since)


@scenario("the INVITE expires: 487 in time, retract; a later one is answered")
def invite_expires(world):
    client = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    began = time.monotonic()
    invite = calls(world, ua, headers=[("Expires", "2")])
    call = client.is_called()
    assert final(ua, invite, 4).code == 487
    assert time.monotonic() - began >= 1.9
    call.wait("retract")
    invite = calls(world, ua, headers=[("Expires", "180")])
    client.is_called().declines("busy")
    assert final(ua, invite).code == 486


@scenario("line breaks in a reason or a sid begin no line of the log",
          persona=False, loud="the lines have what the sid forges")
def reason_with_line_breaks(world):
    text = "<text>bye&#10; 0(1) ERROR: forged\x85forged\u2028forged</text>"
    client = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    log = world.kamailio.process.log_text

    def ends_in_one_line(count):
        pattern = r"bye[? ]+0\(1\) ERROR: forged\?forged\?forged;"
        wait_until(lambda: len(re.findall(pattern, log())) == count, 5,
                   "the last line")
        assert not [line for line in re.split("[\n\x85\u2028]", log())
                    if re.match(r" ?0\(1\) ERROR|forged", line)]
    invite = calls(world, ua)
    call = client.is_called(how="propose")
    client.do("send", xml=f"<message to='{world.gateway_jid('1007')}' "
              f"type='chat'><reject xmlns='urn:xmpp:jingle-message:0' "
              f"id='{call.sid}'><reason xmlns='urn:xmpp:jingle:1'><decline/>"
              f"{text}</reason></reject></message>")
    final(ua, invite)
    ends_in_one_line(1)
    call, invite, _ = answered_by_romeo(world, ua, client)
    call.do("action", action="session-terminate",
            xml=f"<reason><success/>{text}</reason>")
    ua.reply(ua.receives("BYE"), 200)
    ends_in_one_line(2)
    # a line break in an attribute is a blank for the next XML reader
    call = client.calls(world.gateway_jid("1007"),
                        sid="bye 0(1) ERROR: forged\x85forged\u2028forged;")
    ua.reply(ua.receives("INVITE"), 486)
    call.ends()
    ends_in_one_line(3)


@scenario("the last line of a call says who ended it, why, and its names")
def last_line(world):
    client = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")

    def ended(by, why, message, talked=False):
        line = wait_until(
            lambda: next((line for line in reversed(
                world.kamailio.process.log_text().splitlines())
                if ": over after" in line and
                message.get("Call-ID") in line), None), 5, "the last line")
        assert f"ended by {by}: " in line and why in line, line
        assert re.search(r"sid \S+, devices asked: 1$", line), line
        seconds, spoken = map(int, re.search(
            r"after (\d+)s \((-?\d+)s talked\)", line).groups())
        assert 0 <= spoken <= seconds and (talked or not spoken), line
    invite = calls(world, ua)
    call = client.is_called()
    call.declines("busy")
    final(ua, invite)
    ended("client", "486 busy", invite)
    call, invite, _ = answered_by_romeo(world, ua, client)
    call.hangs_up()
    ua.reply(ua.receives("BYE"), 200)
    ended("client", "success", invite, True)
    call, invite, _ = answered_by_romeo(world, ua, client)
    gr = re.search(r"gr: (\S+)", world.calls()).group(1)
    world.kamailio.rpc("jingle.hangup", gr)
    ua.reply(ua.receives("BYE"), 200)
    ended("operator", "ended by the operator", invite, True)
    call = client.calls(world.gateway_jid("1007"))
    invite = ua.receives("INVITE")
    ua.reply(invite, 486)
    ua.receives("ACK")
    call.ends()
    ended("phone", "486 busy", invite)
    invite = ua.invites(f"sip:nobody@{world.xmpp_domain}")
    code = final(ua, invite).code
    ended("client", f"{code} ", invite)
    assert f" {code} ;" not in world.kamailio.process.log_text()


@scenario("he has blocked the caller: 480 at once, and nothing rings")
def blocked(world):
    client = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    jid = world.gateway_jid("1007")
    for action in ("block", "unblock"):
        reply = client.asks(
            "set", client.jid, f"<{action} xmlns='urn:xmpp:blocking'>"
            f"<item jid='{jid}'/></{action}>")
        assert 'type="result"' in reply, reply
        invite = calls(world, ua)
        if action == "block":
            assert final(ua, invite, 3).code == 480
            assert not client.had("call")
        else:
            client.is_called().declines("busy")
            assert final(ua, invite).code == 486


# --- the caller gives up ---

@scenario("the phone gives up before anything rings")
def cancel_at_once(world):
    since = time.time()
    client = world.xmpp_client("romeo", rings=False)
    ua = world.sip_ua("1007")
    invite = calls(world, ua)
    ua.receives_code(100)
    ua.cancel(invite)
    ua.receives_code(200, method="CANCEL")
    assert final(ua, invite).code == 487
    each_ends_once(world, since)
    if client.had("call"):
        client.is_called().wait("retract")


@scenario("the phone gives up after proceed, the session-accept comes late")
def cancel_then_accept(world):
    since = time.time()
    client = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    invite = calls(world, ua)
    call = client.is_called()
    ua.receives_code(180)
    call.do("proceed_only")
    call.wait("initiate")
    gateway = call.sender
    ua.cancel(invite)
    assert final(ua, invite).code == 487
    assert call.ends()[0] == "cancel"
    reply = client.do("action", sid=call.sid, action="session-accept",
                      to=gateway)
    assert "unknown-session" in reply, reply
    call.wait("finish")
    each_ends_once(world, since)


@scenario("the CANCEL crosses the 200: ACK, BYE, and the session ends")
def accept_then_cancel(world):
    client, = direct(world, "one")
    ua = world.sip_ua("1007")
    invite = calls(world, ua)
    call = client.is_called(how="initiate")
    ua.receives_code(180)
    call.answers()
    answer = ua.receives_code(200)
    ua.cancel(invite)  # sent before the 200 was seen
    ua.ack(invite, answer)
    ua.in_dialog("BYE", invite, answer)
    ua.receives_code(200, method="BYE")
    assert call.ends()[0] == "success"


@scenario("CANCEL and session-accept in the same moment: one outcome, always",
          timeout=120)
def cancel_races_accept(world):
    client, = direct(world, "one")
    ua = world.sip_ua("1007")
    outcomes = set()
    for _ in range(8):
        invite = calls(world, ua)
        call = client.is_called(how="initiate")
        ua.receives_code(180)
        world.together(lambda: give(client, call), lambda: ua.cancel(invite))
        response = ua.wait(
            lambda m: m.is_response and m.method == "INVITE" and
            m.code in (200, 487) and m.get("Call-ID") ==
            invite.get("Call-ID"), 10, "200 or 487")
        ua.ack(invite, response)
        outcomes.add(response.code)
        if response.code == 200:
            ua.in_dialog("BYE", invite, response)
            ua.receives_code(200, method="BYE")
        assert call.ends()[0] in ("success", "cancel")
    assert outcomes <= {200, 487}


@scenario("CANCEL as it begins to ring, again and again: 487, and Kamailio lives")
def cancel_races_ringing(world):
    client = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    for n in range(40):
        invite = calls(world, ua)
        client.is_called()
        time.sleep(n % 8 / 2000)  # the ringing is on its way to the phone
        ua.cancel(invite)
        ua.ack(invite, ua.wait(
            lambda m: m.is_response and m.code == 487 and m.get("Call-ID") ==
            invite.get("Call-ID"), 10, "487"))


def give(client, call):
    try:
        call.answers()
    except Failed:
        pass  # the session was over


@scenario("the XMPP user gives up before the phone rings: CANCEL once it may")
def romeo_cancels_at_once(world):
    since = time.time()
    client = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    call = client.calls(world.gateway_jid("1007"))
    invite = ua.receives("INVITE")
    assert call.hangs_up("cancel") == "result"
    with stays(lambda: ua.had(lambda m: m.method == "CANCEL"), 0.3,
               "CANCEL before a provisional reply (RFC 3261 section 9.1)"):
        pass
    ua.reply(invite, 180)
    cancel = ua.receives("CANCEL")
    ua.reply(cancel, 200)
    ua.reply(invite, 487)
    ua.receives("ACK")
    each_ends_once(world, since)


@scenario("the XMPP user gives up, the phone answers: ACK and BYE")
def romeo_cancels_and_200(world):
    client = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    call = client.calls(world.gateway_jid("1007"))
    invite = ua.receives("INVITE")
    ua.reply(invite, 180)
    call.hears_ringing()
    assert call.hangs_up("cancel") == "result"
    ua.receives("CANCEL")
    ua.reply(invite, 200, body=ua.sdp())
    ua.receives("ACK")
    bye = ua.receives("BYE")
    ua.reply(bye, 200)
    assert not call.had("accepted")


@scenario("the XMPP user retracts after proceed, before session-initiate")
def romeo_retracts(world):
    since = time.time()
    client = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    client.set(stops_after_proceed=True)
    call = client.calls(world.gateway_jid("1007"))
    call.wait("proceed")
    call.retracts()
    with stays(lambda: ua.had(lambda m: m.method == "INVITE"), 0.3,
               "a retracted call is made"):
        pass
    each_ends_once(world, since)


def byes_answered(ua):
    """How many BYEs of ours have a final answer."""
    answers = ua.had(lambda m: m.is_response and m.method == "BYE"
                     and (m.code == 481 or m.code // 100 == 2))
    return len({(m.get("Call-ID"), m.get("CSeq")) for m in answers})


@scenario("the phone hangs up and so does the XMPP user, in one moment",
          timeout=90)
def both_hang_up(world):
    since = time.time()
    client = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    for n in range(5):
        call, invite, answer = answered_by_phone(world, ua, client)
        world.together(
            lambda: call.hangs_up(),
            lambda: ua.in_dialog("BYE", invite, answer, outgoing=False))
        # 200, or 481 when ours was first
        wait_until(lambda: byes_answered(ua) > n, 10, "an answer to the BYE")
    each_ends_once(world, since)


# --- neither yes nor no ---

@scenario("after proceed no session-initiate comes: finish",
          cfg='modparam("jingle", "proceed_time", 2)\n')
def no_initiate(world):
    since = time.time()
    client = world.xmpp_client("romeo")
    world.sip_ua("1007")
    client.set(stops_after_proceed=True)
    call = client.calls(world.gateway_jid("1007"))
    call.wait("proceed")
    assert call.wait("finish", 5)["reason"] == "timeout"
    each_ends_once(world, since)


SHORT_IQ = 'modparam("xmpp_link", "iq_timeout", 2)\n'


@scenario("the device answers no iq: 480 when the iq times out",
          cfg=SHORT_IQ)
def silent_device(world):
    since = time.time()
    client, = direct(world, "one")
    client.set(answers_iqs=False)
    ua = world.sip_ua("1007")
    invite = calls(world, ua)
    assert final(ua, invite, 8).code == 480
    each_ends_once(world, since)


@scenario("a device that proceeded answers no iq: 480, finish", cfg=SHORT_IQ)
def silent_after_proceed(world):
    since = time.time()
    client = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    invite = calls(world, ua)
    call = client.is_called()
    client.set(answers_iqs=False)
    call.do("proceed_only")
    assert final(ua, invite, 8).code == 480
    call.wait("finish")
    each_ends_once(world, since)


@scenario("session-accept is never answered, nor the pings after it: BYE, "
          "session-terminate, finish",
          cfg=SHORT_IQ + 'modparam("jingle", "ping_interval", 2)\n')
def accept_unanswered(world):
    since = time.time()
    client = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    call = client.calls(world.gateway_jid("1007"))
    invite = ua.receives("INVITE")
    client.set(answers_iqs=False)
    ua.reply(invite, 200, body=ua.sdp())
    ua.receives("ACK")
    bye = ua.receives("BYE", 12)
    ua.reply(bye, 200)
    call.wait("finish")
    each_ends_once(world, since)


# --- errors instead of results ---

CONDITIONS = {"service-unavailable": 480, "recipient-unavailable": 480,
              "item-not-found": 404, "not-acceptable": 406,
              "forbidden": 403, "bad-request": 400,
              "remote-server-not-found": 404, "conflict": 486,
              "internal-server-error": 500}


@scenario("an error instead of a result to session-initiate: RFC 7247's code",
          timeout=120)
def initiate_refused(world):
    client, = direct(world, "one")
    ua = world.sip_ua("1007")
    for condition, code in CONDITIONS.items():
        client.set(refuses={"session-initiate": condition})
        invite = calls(world, ua)
        answer = final(ua, invite)
        assert answer.code == code, condition
        # RFC 3261 section 21.4.6
        assert code != 405 or "INVITE" in answer.get("Allow"), answer.headers


@scenario("an error to session-initiate after proceed: finish")
def initiate_refused_after_proceed(world):
    since = time.time()
    client = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    invite = calls(world, ua)
    call = client.is_called()
    client.set(refuses={"session-initiate": "item-not-found"})
    call.do("proceed_only")
    assert final(ua, invite).code == 404
    call.wait("finish")
    each_ends_once(world, since)


@scenario("an error to session-accept: BYE and finish",
          loud="the client refuses its own call")
def accept_refused(world):
    since = time.time()
    client = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    call = client.calls(world.gateway_jid("1007"))
    invite = ua.receives("INVITE")
    client.set(refuses={"session-accept": "item-not-found"})
    ua.reply(invite, 200, body=ua.sdp())
    ua.receives("ACK")
    ua.reply(ua.receives("BYE"), 200)
    call.wait("finish")
    each_ends_once(world, since)


@scenario("a message error to our proceed ends the call")
def proceed_bounced(world):
    client = world.xmpp_client("romeo")
    world.sip_ua("1007")
    client.set(stops_after_proceed=True)
    call = client.calls(world.gateway_jid("1007"))
    sender = call.wait("proceed")["sender"]
    client.sends(f"<message to='{sender}' type='error' id='e1'><proceed "
                 f"xmlns='urn:xmpp:jingle-message:0' id='{call.sid}'/><error "
                 "type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns"
                 ":xmpp-stanzas'/></error></message>")
    assert call.wait("finish")["reason"] == "expired"


# --- by the script, by the operator ---

@scenario("event_route[jingle:offer] refuses: the reason's code",
          defines=("JINGLE_WITHOUT_RTPENGINE",), cfg="""
event_route[jingle:offer] {
	jingle_reject("security-error");
}
""",
          loud="the script refuses")
def offer_refused(world):
    client = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    invite = calls(world, ua)
    response = final(ua, invite)
    assert response.code == 488, response.first
    assert not client.had("call")


@scenario("the operator hangs up: ringing and answered, both directions")
def operator_hangs_up(world):
    since = time.time()
    client = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")

    def hangs_up():
        gr = re.search(r"gr: (\S+)", world.calls()).group(1)
        world.kamailio.rpc("jingle.hangup", gr)
    invite = calls(world, ua)
    call = client.is_called()
    ua.receives_code(180)
    hangs_up()
    assert final(ua, invite).code == 480
    call.wait("retract")
    call, invite, answer = answered_by_romeo(world, ua, client)
    hangs_up()
    ua.reply(ua.receives("BYE"), 200)
    assert call.ends() == ("success", "ended by the operator")
    call = client.calls(world.gateway_jid("1007"))
    invite = ua.receives("INVITE")
    ua.reply(invite, 180)
    call.hears_ringing()
    hangs_up()
    assert call.ends()[0] == "cancel"
    ua.reply(ua.receives("CANCEL"), 200)
    ua.reply(invite, 487)
    ua.receives("ACK")
    call, invite, answer = answered_by_phone(world, ua, client)
    hangs_up()
    ua.reply(ua.receives("BYE"), 200)
    assert call.ends()[0] == "success"
    each_ends_once(world, since)


@scenario("the XMPP user hangs up before the ACK: the BYE waits for it")
def hangs_up_before_ack(world):
    client, = direct(world, "one")
    ua = world.sip_ua("1007")
    invite = calls(world, ua)
    call = client.is_called()
    call.answers()
    answer = ua.receives_code(200)
    assert call.hangs_up("connectivity-error") == "result"
    with stays(lambda: ua.had(lambda m: m.method == "BYE" and
                              not m.is_response), 0.3,
               "BYE before the ACK (RFC 3261 section 15)"):
        pass
    ua.ack(invite, answer)
    bye = ua.receives("BYE")
    ua.reply(bye, 200)
    assert reasons(bye) == {"SIP": 503, "Q.850": 41}, bye.all("Reason")


# --- nothing is left ---

def some_calls(world, client, ua):
    """One of each kind."""
    call, invite, answer = answered_by_romeo(world, ua, client)
    ua.in_dialog("BYE", invite, answer)
    ua.receives_code(200, method="BYE")
    call.ends()
    call, _, _ = answered_by_phone(world, ua, client)
    call.hangs_up()
    ua.reply(ua.receives("BYE"), 200)
    invite = calls(world, ua)
    client.is_called().declines("busy")
    final(ua, invite)
    invite = calls(world, ua)
    call = client.is_called()
    ua.receives_code(180)
    ua.cancel(invite)
    final(ua, invite)
    call.wait("retract")
    call = client.calls(world.gateway_jid("1007"))
    invite = ua.receives("INVITE")
    ua.reply(invite, 486)
    ua.receives("ACK")
    call.ends()


def shm_used(world):
    """Bytes of shared memory in use once no call and no transaction is
    left."""
    from lib.process import wait_until
    wait_until(lambda: "calls: 0\n" in world.kamailio.rpc("jingle.stats") and
               "current: 0\n" in world.kamailio.rpc("tm.stats"), 20,
               "no call and no transaction is left")
    return int(re.search(r"real_used: (\d+)",
                         world.kamailio.rpc("core.shmmem")).group(1))


@scenario("nothing is left of calls: no entry, no shared memory",
          timeout=150, cfg='modparam("tm", "wt_timer", 1000)\n')
def nothing_is_left(world):
    client = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    some_calls(world, client, ua)
    some_calls(world, client, ua)
    used = shm_used(world)
    for _ in range(4):
        some_calls(world, client, ua)
    grown = shm_used(world) - used
    # a lost call is 4 KB at least; 20 calls were made
    assert grown < 2048, f"{grown} bytes more after 20 calls"


@scenario("sessions that ended say each thing once")
def ends_said_once(world):
    since = time.time()
    client = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    some_calls(world, client, ua)
    ends = [(m.sid, m.name) for m in said(world, since) if m.ours and
            m.name in ("session-terminate", "finish", "retract", "reject")]
    assert len(ends) == len(set(ends)), ends
    each_ends_once(world, since)
