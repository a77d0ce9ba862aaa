# SPDX-License-Identifier: GPL-2.0-or-later
"""The link under bad luck: what is lost, late, too long, or too slow."""

import os
import re
import signal
import socket
import time
import xml.etree.ElementTree as ET

from lib.process import wait_until
from lib.scenario import scenario
from lib.world import assert_heard, stays

LOUD = "the link is in trouble"

IQ_TIMEOUT = 3
SHORT = {"cfg": f'modparam("xmpp_link", "iq_timeout", {IQ_TIMEOUT})\n'}
SLOW = 300  # ms, that an event route sleeps
WORLD = {"cfg": f"""
loadmodule "cfgutils.so"
modparam("xmpp_link", "workers", WORKERS)
event_route[xmpp-link:stanza] {{
	if($xmpp_link(to) == "slow@gw.example")
		usleep("{SLOW}000");
}}
""", "defines": ("WORKERS=4",)}
PING = "<ping xmlns='urn:xmpp:ping'/>"


def at_home(world, **options):
    return world.together(lambda: world.xmpp_client("romeo", hz=440,
                                                    **options),
                          lambda: world.phone("1001", hz=1000))


def calls_phone(world, romeo, phone):
    """A call that is answered, heard and ended."""
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    phone.answers()
    call.is_answered()
    assert_heard((call, 1000), (phone, 440))
    phone.hangs_up()
    call.ends()
    phone.call_ends()


# --- the sidecar dies, Kamailio comes back ---

@scenario("the sidecar is killed with an iq unanswered: it goes again with "
          "the same id")
def open_iq(world):
    romeo, phone = at_home(world)
    romeo.set(answers_iqs=False)
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()

    def initiates():
        return [e for e in romeo.had("stanza", name="iq", type="set")
                if "session-initiate" in e["xml"]]
    wait_until(initiates, 10, "session-initiate")
    world.sidecar.kill()
    romeo.set(answers_iqs=True)
    world.sidecar.start()
    phone.is_answered()
    assert_heard((call, 1000), (phone, 440))
    phone.hangs_up()
    call.ends()
    ids = {ET.fromstring(e["xml"]).get("id") for e in initiates()}
    assert len(initiates()) == 2 and len(ids) == 1, ids


@scenario("Kamailio is restarted with fewer workers, then with more")
def other_workers(world):
    romeo = world.xmpp_client("romeo", hz=440)
    for workers in (2, 7):
        world.kamailio.stop()
        world.kamailio.defines[0] = f"WORKERS={workers}"
        world.kamailio.start()
        wait_until(lambda: world.kamailio.rpc("xmpp_link.list").count(
            "streams: gw.example") == workers, 20, "all are linked")
        phone = world.phone("1001", hz=1000)
        calls_phone(world, romeo, phone)
        phone.stop()
        world.people.remove(phone)


@scenario("what comes while Kamailio restarts waits for it")
def kamailio_restarts(world):
    romeo = world.xmpp_client("romeo")
    world.kamailio.kill()
    answer, _ = world.together(
        lambda: romeo.asks("get", world.gateway_jid("1001"), PING),
        lambda: world.kamailio.start())
    assert "type=\"result\"" in answer, answer


@scenario("a call while Kamailio stays away: the caller is told within "
          "seconds", long=True, ends=False)
def kamailio_away(world):
    romeo = world.xmpp_client("romeo")
    world.kamailio.kill()
    call = romeo.calls(world.gateway_jid("1001"))
    romeo.find("stanza", lambda e: e["name"] == "message"
               and "remote-server-timeout" in e["xml"], timeout=8)
    assert not call.had("ringing")
    answer = romeo.asks("get", world.gateway_jid("1001"), PING)
    assert "remote-server-timeout" in answer, answer
    world.kamailio.start()


# --- too slow, too long ---

def total(world, name):
    """A figure of xmpp_link.stats, of all workers together."""
    text = world.kamailio.rpc("xmpp_link.stats")
    return sum(int(n) for n in re.findall(rf"\b{name}: (\d+)", text))


@scenario("a slow event route is counted and logged")
def slow_route(world):
    romeo, phone = at_home(world)
    answer = romeo.asks("get", f"slow@{world.component}",
                        "<query xmlns='urn:example:unknown'/>")
    assert "service-unavailable" in answer, answer
    assert total(world, "slow_runs") == 1
    assert total(world, "route_longest_us") >= 1000 * SLOW
    world.kamailio.process.wait_log("blocked its worker for")
    calls_phone(world, romeo, phone)


@scenario("a stanza with an id of 100 KB is refused and holds up nobody")
def long_id(world):
    romeo, phone = at_home(world)
    juliet = world.xmpp_client("juliet", hz=440)
    ups = world.sidecar.process.log_text().count("stream up")
    ident = "i" * 100000
    romeo.sends(f"<iq type='get' id='{ident}' "
                f"to='{world.gateway_jid('1001')}'>{PING}</iq>")
    # parsers put a long tag off until there is twice as much as when they
    # tried last: the server's here, and romeo's own for the answer
    romeo.sends(" " * (3 * len(ident)))
    world.sidecar.process.wait_log("its id is longer than")
    calls_phone(world, juliet, phone)
    assert world.sidecar.process.log_text().count("stream up") == ups
    with open(romeo.xml_log, encoding="utf-8") as log:
        assert "policy-violation" in log.read()


def cpu_of(process):
    """Seconds of CPU that a process has used."""
    with open(f"/proc/{process.pid}/stat", encoding="utf-8") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


READ_BY_SERVER = 60  # seconds that a slow XMPP server may take for one of these
SHAPES = {  # most some 200 KB, within what servers let through
    "attributes": "<x " + " ".join(f"a{n}=''" for n in range(20000)) + "/>",
    "prefixes": "<x>" + "".join(f"<y xmlns:p{n}='u'/>" for n in range(9000)) +
                "</x>",
    "scope": "<x " + " ".join(f"xmlns:p{n}='u'" for n in range(6000)) + ">" +
             "<p0:y/>" * 12000 + "</x>",
    "elements": "<x>" + "<y/>" * 50000 + "</x>",
    "depth": "<y>" * 2000 + "</y>" * 2000,  # ejabberd dies of ten times that
}


@scenario("stanzas with thousands of attributes, prefixes, elements: each is "
          "refused at the cost of reading it, and logged once", ends=False,
          timeout=240)
def odd_shapes(world):
    romeo, phone = at_home(world)
    ups = world.sidecar.process.log_text().count("stream up")
    used = cpu_of(world.sidecar.process)
    for name, shape in SHAPES.items():
        romeo.sends(f"<iq type='set' id='{name}' "
                    f"to='{world.gateway_jid('1001')}'>{shape}</iq>")
        # as above: the server's parser puts a long tag off
        romeo.sends(" " * 2 * max(len(t) for t in shape.split("<")))
        answer = romeo.find("stanza", lambda e, n=name: e["name"] == "iq"
                            and n in e["xml"] and e["type"] == "error",
                            READ_BY_SERVER)
        assert "policy-violation" in answer["xml"], answer
    assert cpu_of(world.sidecar.process) - used < 0.5
    assert total(world, "stanza_longest_us") < 4 * 200000
    log = world.sidecar.process.log_text()
    assert log.count(" refused: ") == 1, log
    assert log.count("stream up") == ups
    calls_phone(world, romeo, phone)


FLOOD = 300
LINES = 150  # at most ten a second, of one worker; and what says how many more


# so many at once are more than the capture of the wire can always hold
@scenario("hundreds of stanzas that are refused: each is answered, the log "
          "is not filled", ends=False)
def refused_by_the_hundred(world):
    romeo, phone = at_home(world)
    to = world.gateway_jid("1001")
    lines = world.kamailio.process.log_text().count("\n")
    romeo.sends("".join(
        f"<iq type='set' id='bad{n}' to='{to}'><jingle action='nonsense' "
        "xmlns='urn:xmpp:jingle:1' sid='s'><content/></jingle></iq>"
        for n in range(FLOOD)))
    wait_until(lambda: len([e for e in romeo.had("stanza", type="error")
                            if "bad-request" in e["xml"]]) == FLOOD, 20,
               "an answer to each")
    text = world.kamailio.process.log_text()
    assert text.count("\n") - lines < LINES, text[-3000:]
    calls_phone(world, romeo, phone)


# --- another local process at the link's socket ---

HELLO = b"\xa1\x00\x0c\x01" b"\x61hello\x00" b"\x10\x01" b"\x21x\x00"
HOSTILE = {
    "a frame of 4 GiB": b"\xa1\x0c\xff\xff\xff\xff\x01",
    "a long one before hello": b"\xa1\x08\x08\x00\x00\x01",
    "another protocol": b"GET / HTTP/1.1\r\n\r\n",
    "no hello": b"\xa1\x00\x06\x01" b"\x51ping\x00",
    "no method": b"\xa1\x00\x00\x01",
    "an answer to nothing": HELLO + b"\xa1\x10\x00\x07",
    "4 GiB behind a hello": HELLO + b"\xa1\x0c\xff\xff\xff\xff\x01",
    "a str without an end": HELLO + b"\xa1\x00\x03\x01" b"\x31ab",
    "a stanza without fields": HELLO + b"\xa1\x00\x08\x01" b"\x71stanza\x00",
}


def largest():
    """VmPeak of the largest process of Kamailio, in KB."""
    sizes = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/status", encoding="utf-8") as file:
                text = file.read()
        except OSError:
            continue
        peak = re.search(r"VmPeak:\s*(\d+)", text)  # none: it has ended
        if text.startswith("Name:\tkamailio\n") and peak:
            sizes.append(int(peak[1]))
    return max(sizes)


@scenario("a local process sends the link what is no frame: it is closed, and "
          "no memory is taken for it")
def hostile_frames(world):
    romeo, phone = at_home(world)
    before = largest()
    for name, data in HOSTILE.items():
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(5)
            link.connect("/run/kamailio/xmpp_link.0")
            link.sendall(data)
            while link.recv(4096):
                pass  # it ends, or socket.timeout says for which it did not
    assert largest() - before < 64 * 1024, name
    calls_phone(world, romeo, phone)


# --- answers that are lost ---

def goes_on(world, call, phone):
    """The call lives longer than an iq of ours waits for its answer."""
    with stays(lambda: call.had("ended"), IQ_TIMEOUT + 1, "the call ends"):
        pass
    assert_heard((call, 1000), (phone, 440))
    phone.hangs_up()
    call.ends()


@scenario("the result of our session-initiate is lost: the call goes on",
          **SHORT)
def result_of_initiate_lost(world):
    romeo, phone = at_home(world)
    romeo.set(loses_result="session-initiate")
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    goes_on(world, call, phone)


@scenario("the result of our session-accept is lost: the call goes on",
          **SHORT)
def result_of_accept_lost(world):
    romeo, phone = at_home(world)
    romeo.set(loses_result="session-accept")
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    phone.answers()
    call.is_answered()
    goes_on(world, call, phone)


# --- a propose that waits ---

AGE = 2  # seconds; after them nobody waits for an answer to his propose


def proposed_while_frozen(world, seconds):
    """romeo proposes to 1007 while Kamailio does not run for a while."""
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1007")
    kamailio = world.kamailio.process
    kamailio.freeze()
    try:
        begin = time.monotonic()
        call = romeo.calls(world.gateway_jid("1007"))
        with stays(lambda: call.had("proceed"), seconds, "a frozen answer"):
            pass
        assert time.monotonic() - begin >= seconds
    finally:
        kamailio.signal(signal.SIGCONT)
    return romeo, ua, call


@scenario("a propose that has waited too long is rejected, and no phone rings",
          cfg=f'modparam("jingle", "propose_age", {AGE})\n')
def propose_too_late(world):
    romeo, ua, call = proposed_while_frozen(world, AGE + 0.5)
    assert call.wait("reject")["reason"] == "expired"
    assert not call.had("proceed")
    assert not ua.had(lambda m: m.method == "INVITE")
    # the next one is in time
    again = romeo.calls(world.gateway_jid("1007"))
    ua.reply(ua.receives("INVITE"), 486)
    assert again.ends()[0] == "busy"


@scenario("a propose that has waited a little is taken")
def propose_in_time(world):
    _, ua, call = proposed_while_frozen(world, 1)
    ua.reply(ua.receives("INVITE"), 486)
    assert call.ends()[0] == "busy"
