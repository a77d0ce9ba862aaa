# SPDX-License-Identifier: GPL-2.0-or-later
"""The end of MSRP sessions that plays phones (lib/msrp_peer.py), with itself:
no servers. When one of these fails, the tool is at fault."""

import concurrent.futures
import contextlib

from lib import msrp
from lib.msrp_peer import MsrpCall, MsrpEnd
from lib.process import Failed, run
from lib.scenario import scenario
from lib.sip_ua import SipUa
from lib.world import stays

WORLD = None
HOME = "127.0.0.1"
PATHS = ("To-Path: msrp://bob.example.com:8888/9di4ea;tcp\r\n"
         "From-Path: msrp://alicepc.example.com:7777/iau39;tcp\r\n")
# RFC 4975 sections 11.6 and 11.5
SEND = ("MSRP d93kswow SEND\r\n" + PATHS + "Message-ID: 12339sdqwer\r\n"
        "Byte-Range: 1-{}/{}\r\nSuccess-Report: yes\r\n"
        "Failure-Report: no\r\nContent-Type: text/html\r\n\r\n"
        "<p>Here</p>\r\n-------d93kswow{}\r\n")
REPORT = ("MSRP dkei38sd REPORT\r\n" + PATHS + "Message-ID: 12339sdqwer\r\n"
          "Byte-Range: 1-106/106\r\nStatus: 000 200 OK\r\n"
          "-------dkei38sd$\r\n")
ANSWER = "MSRP d93kswow 200 OK\r\n" + PATHS + "-------d93kswow$\r\n"


def one(text):
    """The frame of it, byte by byte; nothing is left over."""
    reader, found = msrp.Reader(), []
    for byte in text.encode():
        found += reader.feed(bytes([byte]))
    assert len(found) == 1 and not reader.data, (found, reader.data)
    return found[0]


@scenario("frames: read in any pieces, written as they were, and what is wrong "
          "with one")
def frames(_):
    for text in (SEND.format(11, 11, "$"), REPORT, ANSWER):
        assert one(text).encode() == text.encode()
        assert msrp.faults(one(text)) == [], msrp.faults(one(text))
    assert one(SEND.format(11, 11, "$")).body == b"<p>Here</p>"
    assert one(SEND.format("*", "*", "+")).range() == (1, None, None)
    for text, word in (
            (SEND.format(12, 12, "$"), "range-end"),
            (SEND.format("*", 12, "$"), "total"),
            (REPORT.replace("Status: 000 200 OK\r\n", ""), "without a Status"),
            (REPORT.replace("Status", "Success-Report: yes\r\nStatus"),
             "asks for reports"),
            (ANSWER.replace("d93kswow$", "d93kswow+"), "ends with $"),
            (ANSWER.replace("From-Path", "Message-ID"), "not first"),
            (ANSWER.replace("msrp://bob", "sip:bob"), "no URIs"),
            (SEND.format(11, 11, "$").replace("12339sdqwer", "1"),
             "no Message-ID"),
            (SEND.format(11, 11, "$").replace("Failure-Report: no\r\nContent-"
             "Type: text/html", "Content-Type: text/html\r\nFailure-Report: no"),
             "not the last"),
            (SEND.format(2400, 2400, "$").replace("<p>Here</p>", "x" * 2400),
             "not interruptible")):
        assert any(word in fault for fault in msrp.faults(one(text))), \
            (word, msrp.faults(one(text)))
    empty = msrp.Frame("d93kswow", "SEND", headers=[("Content-Type", "a/b")],
                       body=b"")
    assert one(empty.encode().decode()).body == b""


@scenario("URIs are the same or not by RFC 4975 section 6.1; message/cpim, "
          "isComposing")
def forms(_):
    uri = "msrp://host.example.com:8493/asfd34;tcp"
    for other in ("MSRP://HOST.example.com:8493/asfd34;TCP",
                  "msrp://me@host.example.com:8493/asfd34;tcp;x=y"):
        assert msrp.same_uri(uri, other), other
    for other in (uri.replace("8493", "8494"), uri.replace("msrp", "msrps"),
                  uri.replace("asfd", "ASFD"), uri.replace("/asfd34", ""),
                  uri.replace(":8493", ""), uri.replace("tcp", "sctp")):
        assert not msrp.same_uri(uri, other), other
    outer, inner, text = msrp.cpim_parts(msrp.cpim(
        "sip:a@example.com", "sip:b@example.com", "eins\r\n\r\nzwei",
        headers=[("imdn.Message-ID", "34jk324j")]))
    assert outer["From"] == "<sip:a@example.com>", outer
    assert outer["imdn.Message-ID"] == "34jk324j", outer
    assert inner == {"Content-Type": "text/plain;charset=UTF-8"}, inner
    assert text == "eins\r\n\r\nzwei", text
    # RFC 3994 section 4.2
    assert msrp.composing_state(
        '<isComposing xmlns="urn:ietf:params:xml:ns:im-iscomposing" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><state>active'
        "</state><contenttype>text/plain</contenttype><refresh>90</refresh>"
        "</isComposing>") == ("active", 90)
    assert msrp.composing_state(msrp.composing("idle")) == ("idle", None)


@contextlib.contextmanager
def introduced(secure=False, alice=(), bob=()):
    """Two ends, each has the other's description."""
    run(["ip", "link", "set", "lo", "up"])
    ends = [MsrpEnd("alice", HOME, secure=secure, **dict(alice)),
            MsrpEnd("bob", HOME, secure=secure, **dict(bob))]
    try:
        ends[0].remote_is(ends[1].sdp())
        ends[1].remote_is(ends[0].sdp())
        yield ends
    finally:
        for end in ends:
            end.stop()


@contextlib.contextmanager
def talking(**options):
    """Two ends in a session; alice has connected."""
    with introduced(**options) as (alice, bob):
        alice.connects()
        bob.is_connected()
        yield alice, bob


def converses(alice, bob):
    sent = alice.writes("hallo \u263a", success="yes").is_answered()
    bob.reads("hallo \u263a")
    report = sent.is_reported()
    assert report.range() == (1, 9, 9), report
    long = "0123456789" * 1000
    sent = bob.writes(long, success="yes")
    assert len(sent.tids) == 5 and alice.reads("0123").data().decode() == long
    sent.is_answered().is_reported()
    bob.writes("y" * 3000, size=3000).is_answered()
    alice.reads("yyy")
    alice.writes("abcdEFGH", size=3, order=[2, 0, 1]).is_answered()
    bob.reads("abcdEFGH")
    alice.writes_cpim("drin", "sip:a@example.com", "sip:b@example.com",
                      success="yes").is_answered().is_reported()
    assert msrp.cpim_parts(bob.reads("drin").data().decode())[2] == "drin"
    bob.types_text("active", 60).is_answered()
    assert msrp.composing_state(
        alice.reads("isComposing").data().decode()) == ("active", 60)


@scenario("two ends, TCP: texts in one and in many chunks, in any order, "
          "reports, message/cpim, typing")
def tcp(_):
    with talking() as ends:
        converses(*ends)


@scenario("two ends, TLS: the same, each knows the other by the fingerprint of "
          "its SDP; a wrong one is no session")
def tls(_):
    with talking(secure=True) as ends:
        converses(*ends)
    for wrong in (0, 1):
        with introduced(secure=True) as ends:
            ends[wrong].remote.fingerprint = "00:11"
            try:
                ends[0].connects()
                raise AssertionError("a session with a wrong certificate")
            except (Failed, OSError):
                pass
            assert "14.4" in ends[wrong].faults[0], ends[wrong].faults
            assert not ends[1].bound


@scenario("a text that is refused: its type, its size; nothing is answered where "
          "that is asked for; what is given up")
def refusals(_):
    with talking(bob={"max_size": 5000}) as (alice, bob):
        alice.writes("x", "image/png").is_answered(415)
        sent = alice.writes("x" * 9000)
        assert 3 <= len(sent.tids) <= 5, sent.tids
        assert sent.end.wait(lambda f: f.code == 413)
        quiet = alice.writes("leise", failure="no")
        partial = alice.writes("halb", failure="partial")
        bob.reads("leise")
        bob.reads("halb")
        with stays(lambda: quiet.codes() or partial.codes(), 0.2, "an answer"):
            alice.writes("x", "image/png", failure="partial").is_answered(415)
        alice.writes("aufgegeben", last="#").is_answered()
        assert all(t.data() is None for t in bob.texts.values()
                   if b"aufge" in b"".join(t.pieces.values()))


@scenario("habits: a byte at a time, late, without an answer or a report, to a "
          "wrong path, dead in the middle of a frame")
def habits(_):
    with talking(alice={"piece": 7, "pause": 0.001},
                 bob={"delay": 0.2}) as (alice, bob):
        alice.writes("langsam").is_answered()
        bob.reads("langsam")
    for code in (None, 403):
        with talking(bob={"code": code, "reports": False}) as (alice, bob):
            sent = alice.writes("umsonst", success="yes")
            bob.reads("umsonst")
            if code:
                sent.is_answered(code)
            assert not [f for f in alice.frames if f.method == "REPORT"]
            assert sent.codes() == [code] * bool(code), sent.codes()
    with talking() as (alice, bob):
        alice.habits.to_path = bob.uri.replace(";tcp", "x;tcp")
        alice.writes("wem?").is_answered(481)
        assert "481" in bob.faults[0], bob.faults
    with talking() as (alice, bob):
        alice.habits.dies_after = alice.written + 20
        alice.writes("nie ganz da")
        bob.is_closed()
        assert not bob.texts and not bob.faults


@scenario("a second connection for the same session is refused")
def second_connection(_):
    with talking() as (alice, bob):
        other = MsrpEnd("carol", HOME)
        other.remote = alice.remote
        try:
            other.connects()
        except AssertionError as error:
            assert "506" in str(error), error
        other.stop()
        assert "506" in bob.faults[0], bob.faults
        bob.faults.clear()
        alice.writes("noch da").is_answered()


def together(*steps):
    with concurrent.futures.ThreadPoolExecutor() as pool:
        for done in [pool.submit(step) for step in steps]:
            done.result()


def phones(**options):
    """Two that call each other without a proxy."""
    run(["ip", "link", "set", "lo", "up"])
    uas = [SipUa("alice", HOME, (HOME, 5072), port=5071),
           SipUa("bob", HOME, (HOME, 5071), port=5072)]
    return [MsrpCall(ua, MsrpEnd(ua.user, HOME, **options)) for ua in uas]


@scenario("phones: the offerer connects (RFC 4975), or who says so (RFC 6135); "
          "refused; over by either side")
def calls(_):
    for setup, active, secure in ((None, False, False), ("actpass", False, True),
                                  ("actpass", True, True),
                                  ("passive", False, False)):
        alice, bob = phones(setup=setup, secure=secure)
        together(lambda a=alice: a.calls("bob@127.0.0.1").is_answered(),
                 lambda b=bob, active=active: b.is_called().answers(active))
        bob.end.writes("hallo").is_answered()
        alice.end.reads("hallo")
        together(alice.ends, bob.hangs_up)
        for phone in (alice, bob):
            phone.end.stop()
            phone.ua.stop()
    alice, bob = phones()
    together(lambda: alice.calls("bob@127.0.0.1").is_refused(488),
             lambda: bob.is_called().refuses())
