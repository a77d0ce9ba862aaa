# SPDX-License-Identifier: GPL-2.0-or-later
"""Asterisk beside Kamailio, with the lines of cfg/doc/CONNECT-A-PBX.md: as a
telephone system with extensions of its own, and as a trunk."""

from lib import asterisk, edits
from lib.process import wait_until
from lib.scenario import Skip, scenario
from lib.world import assert_heard

ROMEO_HZ = 440
PHONE_HZ = 1700  # a telephone of the PBX
ADDRESS = "10.77.0.2"  # it comes first
NUMBER = "+4930123456"


def example(name, real, more=(), **options):
    values = {f"{real}:5060": f"{ADDRESS}:5060", real: ADDRESS,
              real.replace(".", "\\."): ADDRESS.replace(".", "\\."),
              **dict(more)}
    return dict(options, kamailio=lambda world: edits.copy(
        world, name, values=values))


PBX = example("pbx.cfg", "192.0.2.30", {"6[0-9]{2}": "[67][0-9]{2}"},
              cfg=f'modparam("jingle", "trunk_domains", "{ADDRESS}")\n')

# extensions that answer by themselves, and a telephone
DIALPLAN = """
[internal]
include = xmpp
exten = 601,1,Dial(PJSIP/601,60)
exten = 42,1,Goto(tests,talk,1)
exten = *97,1,Goto(tests,talk,1)
exten = 700,1,Answer()
 same = n,Echo()

[tests]
exten = talk,1,Answer()
 same = n,MixMonitor(all.wav,r(INSIDE/heard.wav))
 same = n,Playtones(1000)
 same = n,Wait(600)
"""

# its telephone 601
TELEPHONE = """
[601]
type = endpoint
context = internal
aors = 601
auth = 601
disallow = all
allow = alaw
direct_media = no
callerid = Anna <601>

[601]
type = aor
max_contacts = 1

[601]
type = auth
auth_type = userpass
username = 601
password = telephone
"""


def pbx(world, **options):
    reason = asterisk.available()
    if reason:
        raise Skip(reason)
    found = world.asterisk(dialplan=DIALPLAN + options.pop("dialplan", ""),
                           sip=TELEPHONE + options.pop("sip", ""), **options)
    assert found.address == ADDRESS, found.address
    return found


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


@scenario("Asterisk calls an XMPP user, who hangs up; then it hangs up",
          long=True, **PBX)
def asterisk_calls(world):
    server, romeo = people(world)
    for uri in ("sip:romeo@xmpp.example",):
        server.dials(uri)
        call = romeo.is_called()
        call.answers()
        assert_heard((call, asterisk.HZ), (server, ROMEO_HZ))
        call.hangs_up()
        server.call_ends()
