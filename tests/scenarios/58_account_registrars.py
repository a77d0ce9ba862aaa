# SPDX-License-Identifier: GPL-2.0-or-later
"""Registrars of accounts that say which way calls take (Service-Route, RFC 3608),
and that stand behind a NAT (OPTIONS)."""

from lib.accounts import CFG, config, shown, state_is
from lib.process import wait_until
from lib.scenario import scenario

WORLD = {"kamailio": config, "cfg": CFG + """
modparam("xmpp_account", "ping_interval", 1)
modparam("xmpp_account", "pings_lost", 2)
modparam("xmpp_account", "voicemail_expires", 0)
"""}


@scenario("calls out go by the routes that the registrar has named; it is pinged, "
          "and an account whose pings are lost is registered anew, and is "
          "registered all the while", loud="lost pings are logged")
def routes_and_pings(world):
    romeo = world.xmpp_client("romeo")
    registrar = world.sip_ua("registrar", register=False)
    host = f"{registrar.address}:{registrar.port}"
    routes = [f"<sip:edge@{host};lr>", "<sip:core.pbx.example;lr>"]

    def accepts(*headers):
        request = registrar.receives("REGISTER")
        registrar.reply(request, 200, headers=[
            ("Contact", request.get("Contact")), *headers], contact=False)

    world.kamailio.rpc("xmpp_account.set", world.jid("romeo"), "main",
                       f"sip:alice@{host}", "s:", "s:secret")
    accepts(("Service-Route", ", ".join(routes)))
    contact = state_is(world, "registered")["contact"]
    call = romeo.calls(world.gateway_jid("bob"))
    invite = registrar.receives("INVITE")
    assert invite.first == f"INVITE sip:bob@{host} SIP/2.0", invite.first
    assert invite.get("Route").replace(" ", "") == ",".join(routes), \
        str(invite.headers)
    registrar.reply(invite, 486, "Busy Here")
    registrar.receives("ACK")
    call.ends()
    # any answer will do
    for code in (200, 405):
        ping = registrar.receives("OPTIONS")
        assert ping.first == f"OPTIONS sip:{host} SIP/2.0", ping.first
        assert contact in ping.get("Contact"), ping.get("Contact")
        registrar.reply(ping, code, contact=False)
    assert shown(world)["unanswered_pings"] == "0", shown(world)
    # silence
    wait_until(lambda: shown(world)["unanswered_pings"] == "2", 10,
               "two are lost")
    assert shown(world)["state"] == "registered", shown(world)
    accepts()
    wait_until(lambda: int(shown(world)["unanswered_pings"]) > 3, 10,
               "it stays silent to them")
    seen = len([m for m in registrar.messages if m.method == "REGISTER"])
    assert seen == 2, registrar.messages
    # no route any more
    call = romeo.calls(world.gateway_jid("bob"))
    invite = registrar.receives("INVITE")
    assert not invite.get("Route"), str(invite.headers)
    registrar.reply(invite, 486, "Busy Here")
    registrar.receives("ACK")
    call.ends()
    world.kamailio.rpc("xmpp_account.remove", world.jid("romeo"))
    registrar.reply(registrar.receives("REGISTER"), 200, contact=False)
    wait_until(lambda: not shown(world), 10, "the account is gone")
