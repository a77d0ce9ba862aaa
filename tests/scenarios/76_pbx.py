# SPDX-License-Identifier: GPL-2.0-or-later
"""A telephone system beside Kamailio (cfg/examples/pbx.cfg) and the calls that
a trunk brings (trunk.cfg, numbers.cfg); both played by a scripted one."""

import re

from lib import edits
from lib.scenario import scenario

ADDRESS = "10.77.0.3"  # whoever comes second
TARGET = f"{ADDRESS}:5062"
NUMBER = "+4930123456"


def example(name, real, **options):
    """One of cfg/examples whose other side is the second that comes."""
    values = {f"{real}:5060": TARGET, real: ADDRESS,
              real.replace(".", "\\."): ADDRESS.replace(".", "\\.")}
    default = options.pop("default", False)
    return dict(options, kamailio=lambda world: edits.copy(
        world, *name.split(), values=values, default=default))


def in_both(title, *given, **options):
    """The scenario with our kamailio.cfg, and with Kamailio's own."""
    def mark(function):
        def again(world):
            function(world)
        again.__name__ = f"{function.__name__}_default"
        globals()[again.__name__] = scenario(
            f"Kamailio's own configuration: {title}",
            **example(*given, default=True, defines=("WITH_AUTH",),
                      **options))(again)
        return scenario(title, **example(*given, **options))(function)
    return mark


def second(world, name):
    """A user agent at the address that is believed."""
    ua = world.sip_ua(name, register=False)
    assert ua.address == ADDRESS, ua.address
    ua.password = None
    return ua


def refuses(ua, invite):
    ua.reply(invite, 486)
    ua.receives("ACK")


def is_called(romeo, ua, uri, **options):
    """The user agent calls romeo, who declines; return who he is shown."""
    invite = ua.invites(uri, **options)
    call = romeo.is_called(how="propose")
    call.declines()
    ua.ack(invite, ua.receives_code(486))
    return call.sender.split("/")[0]


# --- a telephone system ---

WITH_PBX = ("pbx.cfg", "192.0.2.30")


@in_both("an XMPP user calls extensions of two and three digits, and a star "
         "code", *WITH_PBX, loud="who is called in vain is logged")
def extensions(world):
    romeo = world.xmpp_client("romeo")
    pbx = second(world, "pbx")
    for user in ("42", "601", "*97", "*1234"):
        call = romeo.calls(world.gateway_jid(user))
        invite = pbx.receives("INVITE")
        assert invite.first.split()[1] == f"sip:{user}@{TARGET}", invite.first
        assert "<sip:romeo@xmpp.example>" in invite.get("From")
        refuses(pbx, invite)
        assert call.ends()[0] == "busy"
    for user in ("1", "042", "700", "6012", "*9", "97*", "*97*1", "6o1",
                 NUMBER, f"601%{ADDRESS}\\3a5062", "601\\3b1"):
        event = romeo.calls(world.gateway_jid(user)).wait("reject")
        assert event["reason"] in ("gone", "decline"), (user, event)
    assert not [m for m in pbx.messages
                if m.method == "INVITE" and not m.is_response
                and m.first.split()[1].split("@")[0][4:] not in
                ("42", "601", "*97", "*1234")]


@in_both("a telephone system's extension calls an XMPP user: it is shown so "
         "that it can be called back, however he was called", *WITH_PBX)
def callers(world):
    romeo = world.xmpp_client("romeo")
    pbx = second(world, "pbx")
    for n, (uri, user) in enumerate((
            (f"sip:{world.sip_uri('romeo')}", "601"),
            (f"sip:romeo@{world.address}", "42"),
            (f"sip:romeo@{world.address}:5060", "*97"))):
        jid = is_called(romeo, pbx, uri,
                        from_=f'"Anna" <sip:{user}@{ADDRESS}>;tag=p{n}')
        assert jid == world.gateway_jid(user), jid
        call = romeo.calls(jid)
        invite = pbx.receives("INVITE")
        assert invite.first.split()[1] == f"sip:{user}@{TARGET}", invite.first
        refuses(pbx, invite)
        assert call.ends()[0] == "busy"
    jid = is_called(
        romeo, pbx, f"sip:{world.sip_uri('romeo')}",
        from_=f"<sip:main@{ADDRESS}>;tag=p8",
        headers=[("P-Asserted-Identity", f"<sip:602@{ADDRESS}>")])
    assert jid == world.gateway_jid("602"), jid
    # what is no extension keeps its domain
    jid = is_called(romeo, pbx, f"sip:{world.sip_uri('romeo')}",
                    from_=f"<sip:030123@{ADDRESS}>;tag=p9")
    assert jid == f"030123%{ADDRESS}@{world.component}", jid


@scenario("a telephone system does not speak for Kamailio's phones, and "
          "nobody else speaks for it; strangers do not call it",
          **example(*WITH_PBX))
def not_for_all(world):
    romeo = world.xmpp_client("romeo")
    pbx = second(world, "pbx")
    phone = world.sip_ua("1001")
    # a phone of ours by its address of record, and by the PBX's own domain
    for n, user in enumerate((f"1001@{world.sip_domain}",
                              f"601@{world.sip_domain}")):
        invite = pbx.invites(f"sip:{world.sip_uri('romeo')}",
                             from_=f"<sip:{user}>;tag=f{n}")
        pbx.ack(invite, pbx.receives_code(407))
    jid = is_called(romeo, pbx, f"sip:{world.sip_uri('romeo')}",
                    from_=f"<sip:1001@{ADDRESS}>;tag=f5")
    assert jid == f"1001%{ADDRESS}@{world.component}", jid
    stranger = world.sip_ua("stranger", register=False)
    stranger.password = None
    for uri in (f"sip:{world.sip_uri('romeo')}", "sip:601@sip.example"):
        invite = stranger.invites(
            uri, from_=f"<sip:601@{ADDRESS}>;tag=s{len(uri)}")
        stranger.ack(invite, stranger.receives_code(4))
    # it does not go round by us, either
    invite = pbx.invites("sip:42@sip.example",
                         from_=f"<sip:601@{ADDRESS}>;tag=f6")
    pbx.ack(invite, pbx.receives_code(404))
    # a phone of ours calls it, and is called by it
    invite = phone.invites("sip:601@sip.example")
    refuses(pbx, pbx.receives("INVITE"))
    phone.ack(invite, phone.receives_code(486))
    invite = pbx.invites(f"sip:1001@{world.address}",
                         from_=f"<sip:601@{ADDRESS}>;tag=f7")
    phone.reply(phone.receives("INVITE"), 486)
    pbx.ack(invite, pbx.receives_code(486))


# --- calls that a trunk brings ---

WITH_TRUNK = ("trunk.cfg", "192.0.2.20")


@in_both("a trunk brings a call for a number of ours: an XMPP user rings, and "
         "calls the caller back by the trunk", *WITH_TRUNK)
def number_of_ours(world):
    romeo = world.xmpp_client("romeo")
    trunk = second(world, "trunk")
    world.kamailio.rpc("htable.sets", "did", "s:+4930123010",
                       "romeo@xmpp.example")
    for n, user in enumerate(("+4930123010", "+4930123010;npdi;rn=+49301")):
        jid = is_called(romeo, trunk, f"sip:{user}@{world.address}",
                        from_=f"<sip:{NUMBER}@{ADDRESS}>;tag=d{n}")
        assert jid == world.gateway_jid(NUMBER), jid
    invite = trunk.invites(f"sip:+4930123011@{world.address}",
                           from_=f"<sip:{NUMBER}@{ADDRESS}>;tag=d3")
    trunk.ack(invite, trunk.receives_code(404))
    # nobody else brings calls for it
    stranger = world.sip_ua("stranger", register=False)
    stranger.password = None
    invite = stranger.invites(f"sip:+4930123010@{world.address}",
                              from_=f"<sip:{NUMBER}@{ADDRESS}>;tag=d4")
    stranger.ack(invite, stranger.receives_code(4))


@scenario("a number calls by a trunk: an XMPP user calls it back through the "
          "same trunk", **example(*WITH_TRUNK))
def number_is_called_back(world):
    romeo = world.xmpp_client("romeo")
    trunk = second(world, "trunk")
    jid = is_called(romeo, trunk, f"sip:{world.sip_uri('romeo')}",
                    from_=f"<sip:{NUMBER}@{ADDRESS}>;tag=b1")
    call = romeo.calls(jid)
    invite = trunk.receives("INVITE")
    assert invite.first.split()[1] == f"sip:{NUMBER}@{TARGET}", invite.first
    refuses(trunk, invite)
    assert call.ends()[0] == "busy"


ASSERTED = (  # what a trunk may write around a number (RFC 3966, RFC 4694)
    f"sip:{NUMBER};npdi;rn=+49301@{ADDRESS};user=phone",
    f"sip:{NUMBER};npdi;rn=+49301@{ADDRESS}",
    f"sip:{NUMBER};npdi@sip.example;user=phone",
    f"sip:{NUMBER};npdi;rn=+49301@sip.example",
    f"sip:{NUMBER};phone-context=example.com@{ADDRESS}",
    f"sip:{NUMBER};ext=12@{ADDRESS}",
    f"sips:{NUMBER};cic=+1-6789@{ADDRESS}",
    f"tel:{NUMBER};npdi;rn=+49301",
    f"tel:{NUMBER};isub=1411",
)


@scenario("what stands beside a number is not of it, however a trunk writes "
          "it: in P-Asserted-Identity and in From", **example(*WITH_TRUNK))
def number_alone(world):
    romeo = world.xmpp_client("romeo")
    trunk = second(world, "trunk")
    for n, uri in enumerate(ASSERTED):
        jid = is_called(
            romeo, trunk, f"sip:{world.sip_uri('romeo')}",
            from_=f"<sip:main@{ADDRESS}>;tag=a{n}",
            headers=[("P-Asserted-Identity", f"<{uri}>")])
        assert jid == world.gateway_jid(NUMBER), (uri, jid)
        if "sip.example" in uri or uri.startswith("tel"):
            continue
        jid = is_called(romeo, trunk, f"sip:{world.sip_uri('romeo')}",
                        from_=f"<{uri}>;tag=b{n}")
        assert jid == world.gateway_jid(NUMBER), (uri, jid)


@scenario("numbers in one form: also those with parameters in the user part",
          defines=(f'JINGLE_TRUNKS="^{re.escape(ADDRESS)}$"',),
          cfg=f'modparam("xmpp_gateway", "trunk_domains", "{ADDRESS}")\n',
          **example("numbers.cfg", "192.0.2.20"))
def number_in_one_form(world):
    romeo = world.xmpp_client("romeo")
    trunk = second(world, "trunk")
    for n, user in enumerate(("030123456", "030123456;npdi;rn=+49301",
                              "004930123456;npdi", f"{NUMBER};npdi")):
        jid = is_called(romeo, trunk, f"sip:{world.sip_uri('romeo')}",
                        from_=f"<sip:{user}@{ADDRESS}>;tag=n{n}")
        assert jid == world.gateway_jid(NUMBER), (user, jid)
