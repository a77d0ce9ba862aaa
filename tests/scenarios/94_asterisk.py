# SPDX-License-Identifier: GPL-2.0-or-later
"""Asterisk beside Kamailio, with the lines of cfg/doc/CONNECT-A-PBX.md: as a
telephone system with extensions of its own, and as a trunk."""

from lib import asterisk, edits
from lib.baresip import Phone
from lib.process import wait_until
from lib.scenario import Skip, scenario
from lib.world import assert_heard, stays

ROMEO_HZ = 440
PHONE_HZ = 1700  # a telephone of the PBX
NUMBER = "+4930123456"


def example(name, real, more=()):
    """One of cfg/examples, with the PBX's address."""
    def config(world):
        address = world.network.reserve("pbx")
        return edits.copy(world, name, values={
            real: address, real.replace(".", "\\."):
            address.replace(".", "\\."), **dict(more)})
    return {"kamailio": config}


PBX = example("pbx.cfg", "192.0.2.30", {"6[0-9]{2}": "[67][0-9]{2}"})

# extensions that answer by themselves, and a telephone
DIALPLAN = """
[internal]
include = xmpp
exten = 601,1,Dial(PJSIP/601,60)
exten = 42,1,Goto(tests,talk,1)
exten = *97,1,Goto(tests,talk,1)
exten = 700,1,Answer()
 same = n,Echo()
exten = 701,1,Answer()
 same = n,Queue(help)
exten = 702,1,Answer()
 same = n,ConfBridge(1,room,guest)
exten = 703,1,Progress()
 same = n,Playtones(1000)
 same = n,Wait(3)
 same = n,Goto(tests,talk,1)
exten = 704,1,Answer()
 same = n,Read(KEYS,,3)
 same = n,Verbose(1,keys: ${KEYS})
 same = n,SendDTMF(46#)
 same = n,Goto(tests,talk,1)
exten = 708,1,Answer()
 same = n,Wait(1)
 same = n,SendDTMF(46#)
 same = n,Goto(tests,talk,1)
exten = 705,1,Answer()
 same = n,Wait(1)
 same = n,Transfer(PJSIP/sip:1001@sip.example)
 same = n,Verbose(1,transfer: ${TRANSFERSTATUS})
 same = n,Goto(tests,talk,1)
exten = 706,1,Dial(PJSIP/romeo@kamailio,60)
exten = 707,1,Progress()
 same = n,Playtones(1000)
 same = n,Wait(3)
 same = n,Busy(1)

[tests]
exten = talk,1,Answer()
 same = n,MixMonitor(all.wav,r(INSIDE/heard.wav))
 same = n,Playtones(1000)
 same = n,Wait(600)
"""


def pbx(world, **options):
    reason = asterisk.available()
    if reason:
        raise Skip(reason)
    return world.asterisk(
        dialplan=DIALPLAN + options.pop("dialplan", ""),
        sip=asterisk.TELEPHONE + options.pop("sip", ""), **options)


def telephone(world, server):
    """baresip as the PBX's telephone 601."""
    netns, address = world.network.client("telephone")
    return world.at_home(Phone(
        world.folder_for("601"), "601", server.address,
        f"{server.address}:5060", address, netns, password="telephone",
        hz=PHONE_HZ)).start()


def people(world, **options):
    server = pbx(world, **options)
    return server, world.xmpp_client("romeo", hz=ROMEO_HZ)


@scenario("an XMPP user calls extensions that answer by themselves: of two "
          "digits, a star code; each hangs up once", long=True, **PBX)
def extension_answers(world):
    server, romeo = people(world)
    for user in ("42", "*97"):
        call = romeo.calls(world.gateway_jid(user))
        call.is_answered()
        assert_heard((call, asterisk.HZ), (server, ROMEO_HZ))
        if user == "42":
            call.hangs_up()
            server.call_ends()
        else:
            server.hangs_up()
            assert call.ends()[0] == "success"


@scenario("an XMPP user hears himself: Asterisk's echo", long=True, **PBX)
def echo(world):
    server, romeo = people(world)
    call = romeo.calls(world.gateway_jid("700"))
    call.is_answered()
    assert_heard((call, ROMEO_HZ))
    call.hangs_up()
    server.call_ends()


@scenario("a telephone of the PBX calls an XMPP user by his name, by a number, "
          "and by the short form of Dial(): it is shown as 601, and called "
          "back", long=True, timeout=120, **PBX)
def telephone_calls(world):
    server, romeo = people(world)
    phone = telephone(world, server)
    for dialled in ("romeo", "801", "706"):
        phone.dials(f"sip:{dialled}@{server.address}")
        call = romeo.is_called()
        assert call.sender.split("/")[0] == world.gateway_jid("601"), \
            call.sender
        phone.hears_ringing()
        call.answers()
        phone.is_answered()
        assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
        if dialled == "romeo":
            call.hangs_up()
            phone.call_ends()
        else:
            phone.hangs_up()
            assert call.ends()[0] == "success"
    back = romeo.calls(call.sender.split("/")[0])
    phone.is_called()
    back.hears_ringing()
    phone.answers()
    back.is_answered()
    assert_heard((back, PHONE_HZ), (phone, ROMEO_HZ))
    back.hangs_up()
    phone.call_ends()
    server.call_ends()


@scenario("an XMPP user and a telephone of the PBX: declined and given up by "
          "each", long=True, **PBX)
def unanswered(world):
    server, romeo = people(world)
    phone = telephone(world, server)
    call = romeo.calls(world.gateway_jid("601"))
    phone.is_called()
    phone.rejects()
    assert call.ends()[0] in ("busy", "decline")
    call = romeo.calls(world.gateway_jid("601"))
    phone.is_called()
    call.hears_ringing()
    call.retracts()
    phone.call_ends()
    phone.dials(f"sip:romeo@{server.address}")
    call = romeo.is_called()
    phone.hears_ringing()
    call.declines()
    phone.call_ends()
    phone.dials(f"sip:romeo@{server.address}")
    call = romeo.is_called()
    phone.hears_ringing()
    phone.hangs_up()
    call.wait("retract")
    phone.dials(f"sip:nobody@{server.address}")
    phone.call_ends()
    server.call_ends()


def hold_and_music(call, phone):
    """The telephone holds twice; the PBX plays its music."""
    for _ in range(2):
        phone.holds()
        assert_heard((call, asterisk.HOLD_HZ))
        phone.resumes()
        assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))


DIRECT = {"edits": {"direct_media = no": "direct_media = yes"},
          "native": True}


def both_held(world, romeo, server, phone, calls_back):
    """A call in each direction, held by each side."""
    call = romeo.calls(calls_back)
    phone.is_called()
    phone.answers()
    call.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    hold_and_music(call, phone)
    call.hangs_up()
    phone.call_ends()
    phone.dials(f"sip:{romeo.user}@{server.address}")
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    hold_and_music(call, phone)
    for _ in range(2):
        call.holds()
        wait_until(lambda: not call.hears(PHONE_HZ), 15,
                   "the XMPP user hears nothing")
        call.resumes()
        assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.hangs_up()
    assert call.ends()[0] == "success"
    server.call_ends()


@scenario("a telephone of the PBX holds: the XMPP user hears its music; each "
          "holds twice, in calls of both directions", long=True, timeout=150,
          **PBX)
def hold(world):
    server, romeo = people(world)
    both_held(world, romeo, server, telephone(world, server),
              world.gateway_jid("601"))


@scenario("the same with direct_media: the PBX says at each hold where its "
          "sound comes from", long=True, timeout=150, **PBX)
def hold_direct(world):
    server, romeo = people(world, **DIRECT)
    both_held(world, romeo, server, telephone(world, server),
              world.gateway_jid("601"))


@scenario("a telephone of the PBX holds: Chromium hears the music and, "
          "afterwards, the telephone", long=True, timeout=120, **PBX)
def hold_browser(world):
    server = pbx(world)
    juliet = world.browser("juliet", hz=ROMEO_HZ)
    phone = telephone(world, server)
    call = juliet.calls(world.browser_adds_contact(juliet, "601"))
    phone.is_called()
    phone.answers()
    call.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    hold_and_music(call, phone)
    phone.hangs_up()
    assert call.ends()[0] == "success"
    server.call_ends()


@scenario("keys pass both ways by RFC 4733: Read() and SendDTMF()", long=True,
          **PBX)
def keys(world):
    server = pbx(world)
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, plain="ice")
    call = romeo.calls(world.gateway_jid("704"))
    call.is_answered()
    call.is_connected()
    call.presses("12#")
    server.sees("keys: 12")
    wait_until(lambda: call.do("digits") == "46#", 15, "46# for romeo")
    assert_heard((call, asterisk.HZ))
    call.hangs_up()
    server.call_ends()


@scenario("keys by INFO (dtmf_mode = info): taken and heard, or refused, but "
          "not taken and lost; the call goes on", long=True, **PBX)
def keys_by_info(world):
    server = pbx(world, edits={"dtmf_mode = rfc4733": "dtmf_mode = info"})
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, plain="ice")
    call = romeo.calls(world.gateway_jid("708"))
    call.is_answered()
    call.is_connected()
    codes = world.info_codes(3)
    if codes == {200}:
        wait_until(lambda: call.do("digits") == "46#", 15, "46# for romeo")
    else:
        assert codes == {415}, codes
    assert_heard((call, asterisk.HZ), (server, ROMEO_HZ))
    call.hangs_up()
    server.call_ends()


@scenario("a queue: music and announcements are heard", long=True, **PBX)
def queue(world):
    server, romeo = people(world)
    call = romeo.calls(world.gateway_jid("701"))
    call.is_answered()
    assert_heard((call, asterisk.HOLD_HZ), (call, asterisk.ANNOUNCED_HZ))
    call.hangs_up()
    server.call_ends()


@scenario("a conference of two XMPP users and a telephone", long=True,
          timeout=90, **PBX)
def conference(world):
    server, romeo = people(world)
    phone = telephone(world, server)
    juliet = world.xmpp_client("juliet", hz=2600)
    calls = [user.calls(world.gateway_jid("702")) for user in (romeo, juliet)]
    phone.dials(f"sip:702@{server.address}")
    phone.is_answered()
    for call in calls:
        call.is_answered()
    # two at once: each tone has half of what is heard
    assert_heard((calls[0], 2600), (calls[0], PHONE_HZ),
                 (calls[1], ROMEO_HZ), (calls[1], PHONE_HZ))
    phone.hangs_up()
    assert_heard((calls[0], 2600), (calls[1], ROMEO_HZ))
    for call in calls:
        call.hangs_up()
    server.call_ends()


@scenario("announcements before the answer are not heard; after it all is",
          long=True, **PBX)
def early_media(world):
    server, romeo = people(world)
    call = romeo.calls(world.gateway_jid("703"))
    with stays(lambda: call.hears(asterisk.HZ), 1, "it was answered early"):
        call.hears_ringing()
    call.is_answered()
    assert_heard((call, asterisk.HZ), (server, ROMEO_HZ))
    call.hangs_up()
    server.call_ends()
    call = romeo.calls(world.gateway_jid("707"))
    assert call.ends()[0] == "busy"


@scenario("the PBX transfers by REFER: refused, and the call goes on",
          long=True, **PBX)
def transfer(world):
    server, romeo = people(world)
    call = romeo.calls(world.gateway_jid("705"))
    call.is_answered()
    server.sees("transfer: FAILURE")
    assert_heard((call, asterisk.HZ), (server, ROMEO_HZ))
    call.hangs_up()
    server.call_ends()


@scenario("a telephone transfers the XMPP user within the PBX", long=True,
          **PBX)
def transfer_within(world):
    server, romeo = people(world)
    phone = telephone(world, server)
    call = romeo.calls(world.gateway_jid("601"))
    phone.is_called()
    phone.answers()
    call.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.command("transfer", f"sip:42@{server.address}")
    assert_heard((call, asterisk.HZ), (server, ROMEO_HZ))
    call.hangs_up()
    server.call_ends()


@scenario("session timers of the PBX: its refreshes are answered, the call "
          "goes on", long=True, timeout=150, **PBX)
def session_timers(world):
    server, romeo = people(world, edits={
        "send_pai = yes": "send_pai = yes\ntimers = always\n"
                          "timers_min_se = 90\ntimers_sess_expires = 90"})
    server.dials("sip:romeo@xmpp.example")
    call = romeo.is_called()
    call.answers()
    assert_heard((call, asterisk.HZ), (server, ROMEO_HZ))
    refreshed = len([r for r in world.wire.records if refreshes(r)])
    wait_until(lambda: len([r for r in world.wire.records if refreshes(r)])
               > refreshed, 80, "a refresh")
    assert_heard((call, asterisk.HZ), (server, ROMEO_HZ))
    call.hangs_up()
    server.call_ends()


def refreshes(record):
    """An answered UPDATE or re-INVITE."""
    return record.kind == "sip" and record.text.startswith(
        "SIP/2.0 200") and "UPDATE" in record.text


@scenario("a PBX that requires PRACK is called, and calls", long=True, **PBX)
def requires_prack(world):
    server, romeo = people(world, edits={
        "send_pai = yes": "send_pai = yes\n100rel = required"})
    call = romeo.calls(world.gateway_jid("42"))
    call.is_answered()
    assert_heard((call, asterisk.HZ), (server, ROMEO_HZ))
    call.hangs_up()
    server.call_ends()
    server.dials("sip:romeo@xmpp.example")
    call = romeo.is_called()
    call.answers()
    assert_heard((call, asterisk.HZ), (server, ROMEO_HZ))
    call.hangs_up()
    server.call_ends()
    assert [r for r in world.wire.records if r.kind == "sip" and
            r.text.startswith("PRACK ")]


# --- as a trunk, which asks for a password ---

OURS = "+4930123010"
TRUNK = example("trunk.cfg", "192.0.2.20")
OUTSIDE = f"""
[internal]
exten = _+X.,1,Goto(tests,talk,1)
exten = 900,1,Set(CALLERID(num)={NUMBER})
 same = n,Dial(PJSIP/{OURS}@kamailio,60)
"""


def trunk(world):
    server = pbx(world, dialplan=OUTSIDE,
                 sip=asterisk.page_lines("pjsip.conf of a trunk"),
                 edits={"send_pai = yes":
                        "send_pai = yes\nauth = kamailio-password"})
    world.kamailio.rpc("htable.sets", "did", f"s:{OURS}",
                       "romeo@xmpp.example")
    return server, world.xmpp_client("romeo", hz=ROMEO_HZ)


@scenario("an XMPP user calls a number through a trunk that asks for a "
          "password; each hangs up once", long=True, **TRUNK)
def trunk_is_called(world):
    server, romeo = trunk(world)
    for ends in (True, False):
        call = romeo.calls(world.gateway_jid(NUMBER))
        call.is_answered()
        assert_heard((call, asterisk.HZ), (server, ROMEO_HZ))
        if ends:
            call.hangs_up()
            server.call_ends()
        else:
            server.hangs_up()
            assert call.ends()[0] == "success"


@scenario("a trunk brings a call for a number of ours; the XMPP user sees the "
          "caller's number, and calls it back", long=True, **TRUNK)
def trunk_calls(world):
    server, romeo = trunk(world)
    phone = telephone(world, server)
    phone.dials(f"sip:900@{server.address}")
    call = romeo.is_called()
    assert call.sender.split("/")[0] == world.gateway_jid(NUMBER), call.sender
    call.answers()
    phone.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    hold_and_music(call, phone)
    call.hangs_up()
    phone.call_ends()
    call = romeo.calls(call.sender.split("/")[0])
    call.is_answered()
    assert_heard((call, asterisk.HZ), (server, ROMEO_HZ))
    call.hangs_up()
    server.call_ends()
