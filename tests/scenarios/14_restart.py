# SPDX-License-Identifier: GPL-2.0-or-later
"""Kamailio is killed with SIGKILL and started anew: answered calls go on and
can be ended, held and changed by both sides; ringing ones end, once."""

import contextlib
import os
import re
import shutil
import sqlite3
import time

from lib import ng
from lib.jmi import each_ends_once
from lib.kamailio import run_scripts
from lib.process import wait_until
from lib.rtp import sdp_direction
from lib.scenario import scenario
from lib.sip_call import SipCall
from lib.world import REPO, assert_heard, stays

LOUD = "programs are killed, and the others say so"

ROMEO_HZ = 440
JULIET_HZ = 600
PHONE_HZ = 1000
OTHER_HZ = 1400
WORLD = {"cfg": """
#!ifdef WORKERS
modparam("xmpp_link", "workers", WORKERS)
#!endif
#!ifdef JINGLE_DB
modparam("jingle", "db_url", JINGLE_DB)
#!endif
#!ifdef GATEWAY_DB
modparam("xmpp_gateway", "db_url", GATEWAY_DB)
#!endif
"""}


def restart(world, *also, **start):
    """Kill Kamailio (and others) with SIGKILL, start again, wait until XMPP
    is there for all its workers."""
    for part in (world.kamailio, *also):
        part.kill()
    start_again(world, *also, **start)


def start_again(world, *also, defines=()):
    kept = [d for d in world.kamailio.defines
            if not d.startswith(("WORKERS", "JINGLE_DB", "GATEWAY_DB"))]
    world.kamailio.defines = kept + list(defines)
    world.kamailio.start()
    for part in also:
        part.start()
    log = world.kamailio.process
    workers = next((int(d[8:]) for d in defines if d.startswith("WORKERS=")),
                   4)
    wait_until(lambda: len(set(re.findall(
        r"is up for worker (\d+)", log.log_text()))) == workers, 30,
        "all workers have a stream", [log])


def rows(world, column="state"):
    with sqlite3.connect(world.database, timeout=10) as database:
        return database.execute(f"SELECT {column} FROM jingle_call").fetchall()


def is_written(world):
    """The call stands in the table as one that was answered."""
    wait_until(lambda: rows(world) in ([("accepted",)], [("active",)]), 5,
               "the call is written")


def nothing_is_left(world):
    """No row, no call, nothing in rtpengine."""
    wait_until(lambda: not rows(world), 10, "the table of calls is empty")
    wait_until(lambda: "gr:" not in world.kamailio.rpc("jingle.list"), 10,
               "no calls")
    wait_until(lambda: not ng.calls(world.rtpengine.ng), 10,
               "rtpengine has forgotten all calls")


def stats(world):
    return dict(re.findall(r"(\w+): (\d+)", world.kamailio.rpc(
        "jingle.stats")))


def people(world, **options):
    return world.together(
        lambda: world.xmpp_client("romeo", hz=ROMEO_HZ, **options),
        lambda: world.phone("1001", hz=PHONE_HZ))


def heard(call, phone):
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))


def phone_calls(world, **options):
    """The phone has called romeo, both hear each other."""
    romeo, phone = people(world, **options)
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    phone.hears_ringing()
    call.answers()
    phone.is_answered()
    heard(call, phone)
    return call, phone


def romeo_calls(world, **options):
    """romeo has called the phone, both hear each other."""
    romeo, phone = people(world, **options)
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    phone.answers()
    call.is_answered()
    heard(call, phone)
    return call, phone


def romeo_hangs_up(world, call, phone):
    heard(call, phone)
    assert call.hangs_up() == "result"
    phone.call_ends()
    nothing_is_left(world)


def phone_hangs_up(world, call, phone):
    heard(call, phone)
    phone.hangs_up()
    assert call.ends()[0] == "success"
    nothing_is_left(world)


# --- answered ---


@scenario("an answered call to XMPP; then the XMPP user hangs up")
def to_xmpp_romeo_hangs_up(world):
    call, phone = phone_calls(world)
    restart(world)
    romeo_hangs_up(world, call, phone)


@scenario("an answered call to XMPP; then the phone hangs up")
def to_xmpp_phone_hangs_up(world):
    call, phone = phone_calls(world)
    restart(world)
    phone_hangs_up(world, call, phone)


@scenario("an answered call from XMPP; then the XMPP user hangs up")
def from_xmpp_romeo_hangs_up(world):
    call, phone = romeo_calls(world)
    restart(world)
    romeo_hangs_up(world, call, phone)


@scenario("an answered call from XMPP; then the phone hangs up")
def from_xmpp_phone_hangs_up(world):
    call, phone = romeo_calls(world)
    restart(world)
    phone_hangs_up(world, call, phone)


@scenario("sidecar and Kamailio killed; then the XMPP user hangs up")
def both_killed_romeo_hangs_up(world):
    call, phone = phone_calls(world)
    restart(world, world.sidecar)
    romeo_hangs_up(world, call, phone)


@scenario("sidecar and Kamailio killed; then the phone hangs up")
def both_killed_phone_hangs_up(world):
    call, phone = romeo_calls(world)
    restart(world, world.sidecar)
    phone_hangs_up(world, call, phone)


@scenario("a device without JMI; then the phone hangs up")
def without_jmi(world):
    romeo, phone = people(world, jmi=False)
    world.adds_contact(romeo, "1001")
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called(how="initiate")
    call.answers()
    phone.is_answered()
    heard(call, phone)
    restart(world)
    phone_hangs_up(world, call, phone)


@scenario("the phone hangs up while Kamailio is away: its next try is heard")
def phone_hangs_up_meanwhile(world):
    call, phone = romeo_calls(world)
    world.kamailio.kill()
    phone.hangs_up()  # sends its BYE again and again
    start_again(world)
    assert call.ends()[0] == "success"
    nothing_is_left(world)


@scenario("the XMPP user hangs up while Kamailio is away")
def romeo_hangs_up_meanwhile(world):
    call, phone = romeo_calls(world)
    world.kamailio.kill()
    answer, _ = world.together(call.hangs_up, lambda: start_again(world))
    assert answer == "result"
    phone.call_ends()
    nothing_is_left(world)


@scenario("the XMPP user's device is gone after the restart: the call ends")
def romeo_is_gone(world):
    call, phone = romeo_calls(world)
    world.kamailio.kill()
    call.client.kill()
    start_again(world)
    phone.call_ends(40)
    nothing_is_left(world)
    world.people.remove(call.client)


@scenario("killed twice in one call; then the phone hangs up")
def killed_twice(world):
    call, phone = phone_calls(world)
    restart(world)
    heard(call, phone)
    restart(world)
    phone_hangs_up(world, call, phone)


OLD = "call-id=JX-$ci"  # what rtpengine was told before


def old_config(world):
    """The shipped files, in which media are called by the Call-ID."""
    os.makedirs(f"{world.folder}/old")
    for name in ("kamailio.cfg", "jingle.cfg"):
        with open(f"{REPO}/cfg/{name}", encoding="utf-8") as file:
            text = file.read()
        with open(f"{world.folder}/old/{name}", "w",
                  encoding="utf-8") as file:
            file.write(text.replace("$jingle(rtpengine)", OLD))
    return f"{world.folder}/old/kamailio.cfg"


# a context of version 2: fields in this order, "-" for a text that is absent
CONTEXT_2 = ("state pending peer_role peer_hold sip_hold sdp_id sdp_version "
             "sdp_digest sip_origin: sip_groups: groups:").split()
SLOT_2 = ("state creator by_sip data bundle_only kind crypto_required "
          "replacing replaced_kind replaced: name: mid: media: proto: formats: "
          "peer_mask responded sip_mask senders peer: sip_codecs: "
          "sip_transport sip_keys sip_ufrag: sip_generation sip_setup "
          "peer_setup").split()


def context_2(text):
    """A context of today, as it was written when it had no keys."""
    blob = text.encode()
    assert blob.startswith(b"J3 ") and blob.endswith(b"."), text
    at, parts = 3, [{}]
    while blob[at:] != b".":
        if blob.startswith(b"slot ", at):
            parts.append({})
            at += 5
            continue
        key, number, stop = re.match(rb"(\w+)=(\d+)([ :])",
                                     blob[at:]).groups()
        begin, at = at + len(key) + 1, at + len(key) + len(number) + 2
        if stop == b":":
            at += int(number) + 1
        parts[-1][key.decode()] = blob[begin:at - 1].decode()

    def written(part, order):
        return "".join(part.get(key.strip(":"), "-" if ":" in key else "0")
                       + " " for key in order)
    return (f"J2 {written(parts[0], CONTEXT_2)}{len(parts) - 1} "
            + "".join(written(p, SLOT_2) for p in parts[1:]))


def upgraded(world):
    """Kamailio starts anew with the files of today; in the table stands what
    was written when calls had no name for their media, contexts no keys."""
    is_written(world)
    world.kamailio.kill()
    with open(f"{world.folder}/old/jingle.cfg", encoding="utf-8") as file:
        assert file.read().count(OLD) > 5
    shutil.copy(f"{REPO}/cfg/jingle.cfg", f"{world.folder}/old")
    with sqlite3.connect(world.database, timeout=10) as database:
        gr, context = database.execute(
            "SELECT gr, context FROM jingle_call").fetchone()
        database.execute("UPDATE jingle_call SET context = ? WHERE gr = ?",
                         (context_2(context), gr))
        for column in ("media_id", "rem_cseq", "rtp_avp"):
            database.execute(f"ALTER TABLE jingle_call DROP COLUMN {column}")
        database.execute("UPDATE version SET table_version = 1 "
                         "WHERE table_name = 'jingle_call'")
        with open(f"{REPO}/cfg/sqlite/jingle-update.sql",
                  encoding="utf-8") as file:
            database.executescript(file.read())
    start_again(world)


@scenario("upgraded from media called by the Call-ID; the XMPP user hangs up",
          kamailio=old_config)
def upgraded_to_xmpp(world):
    call, phone = phone_calls(world)
    upgraded(world)
    heard(call, phone)
    phone.holds()
    phone.resumes()
    heard(call, phone)
    romeo_hangs_up(world, call, phone)


@scenario("upgraded from media called by the Call-ID; the phone hangs up",
          kamailio=lambda world: old_config(world))
def upgraded_from_xmpp(world):
    call, phone = romeo_calls(world)
    upgraded(world)
    heard(call, phone)
    restart(world)
    heard(call, phone)
    phone_hangs_up(world, call, phone)


@scenario("a database whose table version does not name the table: the call "
          "goes on, the log says what is missing")
def version_row_is_missing(world):
    call, phone = phone_calls(world)
    is_written(world)
    world.kamailio.kill()
    with sqlite3.connect(world.database, timeout=10) as database:
        assert database.execute(
            "DELETE FROM version WHERE table_name IN "
            "('jingle_call', 'xmpp_contact')").rowcount == 2
    start_again(world)
    for table in ("jingle_call", "xmpp_contact"):
        world.kamailio.process.wait_log(f"no row for table {table}")
    with sqlite3.connect(world.database, timeout=10) as database:
        database.executescript(
            "INSERT INTO version (table_name, table_version) VALUES "
            "('jingle_call', 2), ('xmpp_contact', 1);")
    heard(call, phone)
    phone_hangs_up(world, call, phone)


@scenario("a table of a later release: the log says so, its call is left "
          "alone, and goes on with that release")
def version_of_later(world):
    def version_is(number):
        with sqlite3.connect(world.database, timeout=10) as database:
            assert database.execute(
                "UPDATE version SET table_version = ? "
                "WHERE table_name = 'jingle_call'", (number,)).rowcount == 1

    call, phone = phone_calls(world)
    is_written(world)
    world.kamailio.kill()
    version_is(3)
    world.kamailio.start()
    world.kamailio.process.wait_log("has version 3, this module uses 2")
    world.kamailio.kill()
    version_is(2)
    start_again(world)
    heard(call, phone)
    romeo_hangs_up(world, call, phone)


@scenario("stopped as an operator does (SIGTERM); then the phone hangs up")
def stopped_in_peace(world):
    call, phone = phone_calls(world)
    world.kamailio.stop()
    start_again(world)
    phone_hangs_up(world, call, phone)


# --- changed after the restart ---


def sip_call(world, calling):
    """A call of the scripted phone 1007."""
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = SipCall(world, hz=PHONE_HZ)
    if calling:
        phone.calls(world.sip_uri("romeo"))
        call = romeo.is_called()
        call.answers()
        phone.is_answered()
    else:
        call = romeo.calls(world.gateway_jid("1007"))
        phone.is_called().answers()
        call.is_answered()
    heard(call, phone)
    return call, phone


def silent(listener):
    wait_until(lambda: not listener.hears(ROMEO_HZ) and
               not listener.hears(PHONE_HZ), 10,
               f"{listener.user} hears nothing")


def gets_info(call, name):
    call.client.find("info", lambda e: e["sid"] == call.sid and
                     name in e["names"], 10, name)


def number(message):
    return int(message.get("CSeq").split()[0])


def is_asked(phone):
    """After the restart the phone is asked whether it is still there."""
    request = phone.gets("OPTIONS")
    phone.takes(request)
    # RFC 3261 section 12.2.1.1: the numbers go on
    for other in phone.ua.had(lambda m: not m.is_response):
        assert other is request or number(other) < number(request)


def phone_holds_and_resumes(world, call, phone):
    is_asked(phone)
    answer = phone.reinvites(direction="sendonly")
    assert sdp_direction(answer.body) in ("recvonly", "inactive"), answer.body
    gets_info(call, "hold")
    phone.rtp.talks = False
    silent(call)
    phone.rtp.talks = True
    answer = phone.reinvites()
    assert sdp_direction(answer.body) == "sendrecv", answer.body
    gets_info(call, "unhold")
    heard(call, phone)
    phone.hangs_up()
    assert call.ends()[0] == "success"
    nothing_is_left(world)


@scenario("the phone holds and resumes after the restart; it called")
def phone_holds_calling(world):
    call, phone = sip_call(world, True)
    restart(world)
    phone_holds_and_resumes(world, call, phone)


@scenario("a BYE of before the restart, played again, ends nothing")
def old_request_is_played_again(world):
    call, phone = sip_call(world, True)
    phone.reinvites(direction="sendonly")
    wait_until(lambda: rows(world, "rem_cseq") > [(number(phone.invite),)], 5,
               "the re-INVITE's number is written")
    restart(world)
    is_asked(phone)
    request = phone.ua.in_dialog("BYE", phone.invite, phone.response,
                                 cseq=number(phone.invite))
    assert phone.gets_answer(request).code == 500
    phone.hangs_up()
    assert call.ends()[0] == "success"


@scenario("the phone holds and resumes after the restart; it was called")
def phone_holds_called(world):
    call, phone = sip_call(world, False)
    restart(world)
    phone_holds_and_resumes(world, call, phone)


def romeo_holds_and_resumes(world, call, phone):
    is_asked(phone)
    info = "urn:xmpp:jingle:apps:rtp:info:1"
    assert 'type="result"' in call.do("info", xml=f"<hold xmlns='{info}'/>")
    request = phone.gets_reinvite(direction="recvonly")
    assert sdp_direction(request.body) in ("sendonly", "inactive"), \
        request.body
    assert 'type="result"' in call.do("info", xml=f"<unhold xmlns='{info}'/>")
    request = phone.gets_reinvite()
    assert sdp_direction(request.body) == "sendrecv", request.body
    heard(call, phone)
    assert call.hangs_up() == "result"
    phone.ends()
    nothing_is_left(world)


@scenario("the XMPP user holds and resumes after the restart; phone called")
def romeo_holds_called(world):
    call, phone = sip_call(world, True)
    restart(world)
    romeo_holds_and_resumes(world, call, phone)


@scenario("the XMPP user holds and resumes after the restart; he called")
def romeo_holds_calling(world):
    call, phone = sip_call(world, False)
    restart(world)
    romeo_holds_and_resumes(world, call, phone)


@scenario("held before the restart, resumed after it")
def held_across(world):
    call, phone = sip_call(world, False)
    phone.reinvites(direction="sendonly")
    gets_info(call, "hold")
    wait_until(lambda: stats(world)["store_waiting"] == "0", 5, "written")
    restart(world)
    answer = phone.reinvites()
    assert sdp_direction(answer.body) == "sendrecv", answer.body
    gets_info(call, "unhold")
    heard(call, phone)
    phone.hangs_up()
    assert call.ends()[0] == "success"


# --- ringing ---


def once(client, sid, **ends):
    """What the device was told of this call's end, each as often as said."""
    # the gateway answers in order: what it had to say has been said
    client.asks("get", client.jid.split("@")[1],
                "<ping xmlns='urn:xmpp:ping'/>")
    for event, count in ends.items():
        had = client.had(event, sid=sid)
        assert len(had) == count, (event, had)


@scenario("killed while an XMPP user's devices ring: one retract, and the "
          "caller hears an end")
def romeo_rings(world):
    romeo, phone = people(world)
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called(how="propose")
    phone.hears_ringing()
    restart(world)
    call.wait("retract")
    assert "480" in phone.call_ends()
    nothing_is_left(world)
    once(romeo, call.sid, retract=1, finish=0, ended=0)


@scenario("killed in the moment when the propose arrives: one retract")
def romeo_begins_to_ring(world):
    romeo, phone = people(world)
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called(how="propose")
    restart(world)
    call.wait("retract")
    nothing_is_left(world)
    once(romeo, call.sid, retract=1, finish=0, ended=0)


def is_in(world, state):
    wait_until(lambda: f"state: {state}" in world.calls(), 2, state)


def is_in(world, state):
    wait_until(lambda: f"state: {state}" in world.calls(), 2, state)


@scenario("killed in the middle of an answer: what is written is of before, "
          "and both are told the end", cfg=WORLD["cfg"] +
          'modparam("rtpengine", "rtpengine_tout_ms", 3000)\n')
def half_answered(world):
    romeo, phone = people(world, jmi=False)
    world.adds_contact(romeo, "1001")
    other = sqlite3.connect(world.database, isolation_level=None,
                            check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")  # the call waits to be written
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called(how="initiate")
    phone.hears_ringing()

    def killed():
        is_in(world, "accepted")
        other.execute("ROLLBACK")
        wait_until(lambda: rows(world), 2, "the call is written")
        assert rows(world) == [("offered",)]
        world.kamailio.kill()
        other.close()
    with world.rtpengine.silent():  # nobody makes the answer
        world.together(call.answers, killed)
    start_again(world)
    call.ends()
    assert "480" in phone.call_ends()
    nothing_is_left(world)
    assert "cannot continue" not in world.kamailio.process.log_text()
    once(romeo, call.sid, ended=1, finish=0)


@scenario("killed while a device without JMI rings: one session-terminate")
def romeo_rings_without_jmi(world):
    romeo, phone = people(world, jmi=False)
    world.adds_contact(romeo, "1001")
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called(how="initiate")
    phone.hears_ringing()
    restart(world)
    assert call.ends()[0] == "cancel"
    assert "480" in phone.call_ends()
    nothing_is_left(world)
    once(romeo, call.sid, ended=1, finish=0)


@scenario("killed between proceed and session-accept: terminate and finish")
def romeo_has_proceeded(world):
    romeo, phone = people(world)
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called(how="propose")
    call.do("proceed_only")
    call.wait("initiate")
    restart(world)
    call.ends()
    call.wait("finish")
    nothing_is_left(world)
    once(romeo, call.sid, ended=1, finish=1, retract=0)


@scenario("killed when his own propose has won over ours: one finish, and the "
          "caller hears an end")
def romeo_joins(world):
    since = time.time()
    romeo, phone = people(world)
    romeo.set(stops_after_proceed=True)
    phone.dials(world.sip_uri("romeo"))
    ours = romeo.is_called(how="propose")
    his = romeo.calls(world.gateway_jid("1001"), sid="!lower")
    his.wait("proceed")
    restart(world)
    his.wait("finish")
    assert "480" in phone.call_ends()
    nothing_is_left(world)
    once(romeo, ours.sid, retract=1, finish=0, ended=0)
    once(romeo, his.sid, retract=0, finish=1, ended=0)
    each_ends_once(world, since)


@scenario("killed while an XMPP user goes on with another device: both are "
          "told the end")
def romeo_migrates(world):
    call, phone = sip_call(world, True)
    tablet = world.xmpp_client("romeo", "tablet")
    tablet.set(stops_after_proceed=True)
    new = tablet.calls(world.gateway_jid("1007"))
    new.wait("proceed")
    call.wait("finish")
    restart(world)
    phone.ends()
    new.wait("finish")
    nothing_is_left(world)


@scenario("an XMPP user has gone on with another device; then he hangs up")
def migrated(world):
    call, phone = sip_call(world, True)
    tablet = world.xmpp_client("romeo", "tablet", hz=ROMEO_HZ)
    new = tablet.calls(world.gateway_jid("1007"))
    phone.gets_reinvite()
    new.is_answered()
    heard(new, phone)
    wait_until(lambda: stats(world)["store_waiting"] == "0", 5, "written")
    restart(world)
    romeo_holds_and_resumes(world, new, phone)


@scenario("a call of both to each other; then the XMPP user hangs up")
def joined(world):
    since = time.time()
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ)
    phone = SipCall(world, hz=PHONE_HZ)
    phone.calls(world.sip_uri("romeo"))
    romeo.is_called(how="propose")
    his = romeo.calls(world.gateway_jid("1007"), sid="!lower")
    phone.is_answered()
    phone.gets_reinvite()
    his.is_answered()
    heard(his, phone)
    is_written(world)
    restart(world)
    romeo_holds_and_resumes(world, his, phone)
    each_ends_once(world, since)


@scenario("killed between proceed and session-initiate of an XMPP caller: "
          "one finish")
def romeo_was_told_to_proceed(world):
    romeo, _ = people(world)
    romeo.set(stops_after_proceed=True)
    call = romeo.calls(world.gateway_jid("1001"))
    call.wait("proceed")
    restart(world)
    call.wait("finish")
    nothing_is_left(world)
    once(romeo, call.sid, ended=0, finish=1, retract=0, reject=0)


@scenario("killed while the phone of an XMPP caller rings: one terminate, "
          "and the phone stops")
def phone_rings(world):
    romeo, phone = people(world)
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    call.hears_ringing()
    is_noted(world)
    restart(world)
    phone.call_ends()
    call.ends()
    call.wait("finish")
    nothing_is_left(world)
    once(romeo, call.sid, ended=1, finish=1, retract=0)


def is_noted(world, phones=1):
    """So many phones have our INVITE, says the table."""
    def noted():
        with sqlite3.connect(world.database, timeout=10) as database:
            found = database.execute(
                "SELECT request FROM jingle_call").fetchall()
        return found and found[0][0].count("Hops: ") == phones
    wait_until(noted, 5, "the INVITE is noted")


@scenario("killed while two phones of an XMPP caller ring: a CANCEL for each, "
          "as RFC 3261 has it")
def two_phones_ring(world):
    romeo = world.xmpp_client("romeo")
    first = world.sip_ua("1009")
    second = world.sip_ua("1009", port=5063)
    call = romeo.calls(world.gateway_jid("1009"))
    invites = [ua.receives("INVITE") for ua in (first, second)]
    for ua, invite in zip((first, second), invites):
        ua.reply(invite, 180)
    call.hears_ringing()
    is_noted(world, 2)
    restart(world)
    for ua, invite in zip((first, second), invites):
        cancel = ua.receives("CANCEL")
        # section 9.1: what must be the same
        assert cancel.first.split()[1] == invite.first.split()[1]
        assert cancel.all("Via") == invite.all("Via")[:1]
        for name in ("From", "To", "Call-ID"):
            assert cancel.get(name) == invite.get(name), name
        assert cancel.get("CSeq").split() == [
            invite.get("CSeq").split()[0], "CANCEL"]
        ua.reply(cancel, 200)
        ua.reply(invite, 487)
    call.ends()
    nothing_is_left(world)
    with stays(lambda: first.had(lambda m: m.method == "BYE"), 0.3, "a BYE"):
        pass


@scenario("killed when the phone has answered: no CANCEL")
def phone_has_answered(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    call = romeo.calls(world.gateway_jid("1007"))
    invite = ua.receives("INVITE")
    ua.reply(invite, 180)
    call.hears_ringing()
    is_noted(world)
    answer = ua.reply(invite, 200, body=ua.sdp())
    ua.receives("ACK")
    call.is_answered()
    is_written(world)
    restart(world)
    ua.reply(ua.receives("OPTIONS"), 200)
    assert not ua.had(lambda m: m.method == "CANCEL")
    ua.in_dialog("BYE", invite, answer, outgoing=False)
    call.ends()


@scenario("both killed while an XMPP user's devices ring: one retract")
def both_killed_romeo_rings(world):
    romeo, phone = people(world)
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called(how="propose")
    phone.hears_ringing()
    restart(world, world.sidecar)
    call.wait("retract")
    nothing_is_left(world)
    once(romeo, call.sid, retract=1, finish=0, ended=0)


@scenario("retracted, then killed again: not retracted a second time")
def killed_after_retract(world):
    romeo, phone = people(world)
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called(how="propose")
    restart(world)
    call.wait("retract")
    nothing_is_left(world)
    restart(world)
    once(romeo, call.sid, retract=1, finish=0, ended=0)


# --- many, few, other workers ---


@scenario("killed when the last of several proposes arrives: one retract each")
def many_ring(world):
    romeo = world.xmpp_client("romeo")
    callers = world.together(*[
        lambda n=n: world.sip_ua(f"10{n}", port=5070 + n)
        for n in range(20, 27)])
    for ua in callers:
        ua.invites(f"sip:{world.sip_uri('romeo')}", ua.sdp())
    calls = [romeo.is_called(how="propose") for _ in callers]
    restart(world)
    for call in calls:
        call.wait("retract")
    for ua in callers:
        assert ua.receives_code(4).code == 480
    nothing_is_left(world)
    for call in calls:
        once(romeo, call.sid, retract=1, finish=0, ended=0)


@scenario("two calls of different users, and another number of workers")
def two_calls(world):
    romeo, juliet, one, two = world.together(
        lambda: world.xmpp_client("romeo", hz=ROMEO_HZ),
        lambda: world.xmpp_client("juliet", hz=JULIET_HZ),
        lambda: world.phone("1001", hz=PHONE_HZ),
        lambda: world.phone("1002", hz=OTHER_HZ))
    one.dials(world.sip_uri("romeo"))
    first = romeo.is_called()
    first.answers()
    one.is_answered()
    second = juliet.calls(world.gateway_jid("1002"))
    two.is_called()
    two.answers()
    second.is_answered()
    pairs = ((first, PHONE_HZ), (one, ROMEO_HZ), (second, OTHER_HZ),
             (two, JULIET_HZ))
    assert_heard(*pairs)
    for workers in (1, 7):
        restart(world, defines=[f"WORKERS={workers}"])
        assert stats(world)["calls"] == "2"
        assert_heard(*pairs)
    assert second.hangs_up() == "result"
    two.call_ends()
    one.hangs_up()
    assert first.ends()[0] == "success"
    nothing_is_left(world)
    restart(world)


# --- the database ---


@contextlib.contextmanager
def database_locked(world):
    """Another program writes, and does not come to an end."""
    database = sqlite3.connect(world.database, timeout=10,
                               isolation_level=None)
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        database.execute("ROLLBACK")
        database.close()


@scenario("the database is locked: calls do not wait, and are written later")
def database_is_locked(world):
    with database_locked(world):
        begin = time.monotonic()
        call, phone = phone_calls(world)
        took = time.monotonic() - begin
        world.kamailio.process.wait_log("would not survive a restart")
        assert stats(world)["store_failing"] == "1"
    assert took < 15, took
    world.kamailio.process.wait_log("can be written again", 30)
    is_written(world)
    assert int(stats(world)["store_errors"]) > 0
    restart(world)
    phone_hangs_up(world, call, phone)


@scenario("a call that is over before the database is back leaves no row")
def database_is_locked_meanwhile(world):
    call, phone = phone_calls(world)
    is_written(world)
    with database_locked(world):
        phone.hangs_up()
        assert call.ends()[0] == "success"
        world.kamailio.process.wait_log("would not survive a restart")
        wait_until(lambda: stats(world)["calls"] == "0", 10,
                   "calls that are over do not wait for the database")
    nothing_is_left(world)


@scenario("the database is missing: calls work, and the log says it")
def database_is_missing(world):
    missing = f'JINGLE_DB="sqlite:///{world.folder}/none/none.sqlite"'
    restart(world, defines=[missing])
    world.kamailio.process.wait_log("do not survive a restart")
    call, phone = phone_calls(world)
    phone.hangs_up()
    assert call.ends()[0] == "success"
    restart(world)


@scenario("the table is missing: calls work; made later, it is used")
def table_is_missing(world):
    path = f"{world.folder}/late.sqlite"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE version (table_name VARCHAR(32), "
                         "table_version INTEGER)")
    restart(world, defines=[f'JINGLE_DB="sqlite:///{path}"'])
    world.kamailio.process.wait_log("do not survive a restart")
    call, phone = phone_calls(world)
    run_scripts(path, [f"{REPO}/cfg/sqlite/jingle-create.sql"])
    world.kamailio.process.wait_log("can be written again", 30)
    restart(world, defines=[f'JINGLE_DB="sqlite:///{path}"'])
    heard(call, phone)
    phone.hangs_up()
    assert call.ends()[0] == "success"
    restart(world)


# --- the table of subscriptions ---

def subscriptions(path):
    with sqlite3.connect(path, timeout=10) as database:
        return set(database.execute("SELECT username FROM xmpp_contact"))


@scenario("the table of subscriptions is missing: contacts work; made later, "
          "it is written and read")
def contacts_table_is_missing(world):
    path = f"{world.folder}/contacts.sqlite"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE version (table_name VARCHAR(32), "
                         "table_version INTEGER)")
    restart(world, defines=[f'GATEWAY_DB="sqlite:///{path}"'])
    log = world.kamailio.process
    log.wait_log("subscriptions are not known")
    romeo = world.xmpp_client("romeo")
    world.adds_contact(romeo, "1001")
    other, contact = world.jid("mercutio"), world.gateway_jid("1002")
    with open(f"{world.repo}/cfg/sqlite/xmpp_gateway-create.sql",
              encoding="utf-8") as file, sqlite3.connect(path) as database:
        database.executescript(file.read())
        database.execute(
            "INSERT INTO xmpp_contact (username, contact, direction, updated)"
            " VALUES (?, ?, 3, 0)", (other, contact))
    log.wait_log("can be used again", 30)
    assert subscriptions(path) == {(romeo.jid.split("/")[0],), (other,)}
    wait_until(lambda: contact in world.kamailio.rpc(
        "xmpp_gateway.list", other), 10, "the row was read")
    restart(world)


@scenario("the table of subscriptions refuses to be written: the log says it "
          "once, and nobody hammers at it")
def contacts_table_is_read_only(world):
    path = f"{world.folder}/locked.sqlite"
    with open(f"{world.repo}/cfg/sqlite/xmpp_gateway-create.sql",
              encoding="utf-8") as file, sqlite3.connect(path) as database:
        database.execute("CREATE TABLE version (table_name VARCHAR(32), "
                         "table_version INTEGER)")
        database.executescript(file.read())
        database.execute("CREATE TRIGGER locked BEFORE INSERT ON xmpp_contact "
                         "BEGIN SELECT RAISE(ABORT, 'read-only'); END")
    restart(world, defines=[f'GATEWAY_DB="sqlite:///{path}"'])
    log = world.kamailio.process
    romeo = world.xmpp_client("romeo")
    world.adds_contact(romeo, "1001")
    text = "(parameter db_url) cannot be used"
    log.wait_log(text)
    with stays(lambda: log.log_text().count(text) > 1
               or log.log_text().count("read-only") > 4, 4, "it is quiet"):
        pass
    with sqlite3.connect(path) as database:
        database.execute("DROP TRIGGER locked")
    log.wait_log("can be used again", 30)
    assert len(subscriptions(path)) == 1
    restart(world)


def damaged(world, **columns):
    """What stands in the call's row while Kamailio is away."""
    with sqlite3.connect(world.database) as database:
        for column, value in columns.items():
            # a text in a column of numbers reads as 0, no legs as none at all
            database.execute(f"UPDATE jingle_call SET {column} = ?", [value])


def notice(world, text, call=None):
    """One line says which call cannot go on, why, and who can be told."""
    lines = [line for line in
             world.kamailio.process.log_text().splitlines()
             if "cannot continue" in line]
    assert len(lines) == 1 and text in lines[0], lines
    assert "Call-ID " in lines[0]
    if call:
        assert f"sid {call.sid}" in lines[0], lines


def both_end(world, call, phone):
    reason = call.ends()[0]
    assert reason == "general-error", reason
    call.wait("finish")
    phone.call_ends()
    nothing_is_left(world)


# a context of another release cannot be read either
DAMAGES = [{"context": "J1 nonsense"}, {"state": "dead"}, {"leg": 5},
           {"cseq": -5}, {"media": -1}, {"routes": "<sip:a;lr>\r\nX: y"},
           {"received": "x" * 500}, {"since": "soon"}, {"gr": "short"},
           {"state": "?", "context": "", "leg": -1, "updated": 2 ** 62}]


@scenario("an answered call whose row is damaged: both are told its end",
          timeout=300)
def damaged_row(world):
    for n, columns in enumerate(DAMAGES):
        call, phone = (phone_calls, romeo_calls)[n % 2](world)
        is_written(world)
        world.kamailio.kill()
        damaged(world, **columns)
        start_again(world)
        both_end(world, call, phone)
        notice(world, "told its end: phone and client", call)
        assert stats(world)["store_refused"] == "1"
        world.reset()


@scenario("a row of long ago: both are told the call's end")
def too_old(world):
    # after a day everybody takes such a call as over (XEP-0353 section 5)
    call, phone = phone_calls(world)
    is_written(world)
    world.kamailio.kill()
    damaged(world, updated=int(time.time()) - 90000)
    start_again(world)
    both_end(world, call, phone)
    notice(world, "too old", call)


@scenario("a damaged row that has no way to the phone: the client is told",
          ends=False)
def no_way_to_the_phone(world):
    call, phone = phone_calls(world)
    is_written(world)
    world.kamailio.kill()
    damaged(world, rem_target="sip:a\r\nVia: b")
    start_again(world)
    assert call.ends()[0] == "general-error"
    nothing_is_left(world)
    notice(world, "told its end: the client;", call)
    phone.hangs_up()


@scenario("a damaged row without devices: the phone is told", ends=False)
def no_devices(world):
    call, phone = phone_calls(world)
    is_written(world)
    world.kamailio.kill()
    damaged(world, legs="a 1 9999:x")
    start_again(world)
    phone.call_ends()
    nothing_is_left(world)
    notice(world, "told its end: the phone;")
    call.hangs_up()


@scenario("a damaged row that names nobody is dropped", ends=False)
def nobody_is_told(world):
    call, phone = phone_calls(world)
    is_written(world)
    world.kamailio.kill()
    damaged(world, legs="", rem_target="")
    start_again(world)
    assert rows(world) == []
    assert stats(world)["calls"] == "0"
    notice(world, "told its end: no party;")
    world.rtpengine.missed = True  # its own timeout ends the media
    call.hangs_up()
    phone.hangs_up()


@scenario("keys typed in the chat before and after a restart")
def typed_keys(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, plain="ice")
    phone = SipCall(world, hz=PHONE_HZ, payloads=(8, 101))
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called().answers()
    call.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    call.types("1")
    heard = phone.rtp.receiver
    wait_until(lambda: heard.digits == "1", 10, "1 for the phone")
    wait_until(lambda: "presses=1" in str(rows(world, "context")), 5,
               "it is written that the relay makes keys")
    restart(world)
    call.types("2#")
    wait_until(lambda: heard.digits == "12#", 15, "2# for the phone")
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.hangs_up()
    call.ends()
