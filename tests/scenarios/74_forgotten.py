# SPDX-License-Identifier: GPL-2.0-or-later
"""Lines of kamailio.cfg that somebody forgot, or put in the wrong place: the
log names the line, at the start where it can, else at the first call."""

import shutil

from lib.process import wait_until
from lib.scenario import scenario
from lib.world import REPO

LOUD = "what is forgotten is logged"

HANDLE = "write jingle_handle(); in request_route, ahead of all that looks at "\
    "dialogs"
AUTH = "write route(JINGLE_AUTH); in place of route(AUTH);"


def without(*changes, **options):
    """The shipped configuration with (old, new) instead."""
    def config(world):
        with open(f"{REPO}/cfg/kamailio.cfg", encoding="utf-8") as file:
            text = file.read()
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        path = f"{world.folder}/kamailio.cfg"
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        shutil.copy(f"{REPO}/cfg/jingle.cfg", world.folder)
        return path
    return dict(options, kamailio=config)


def says(world, *words):
    """One line of the log has all these words, and one only."""
    def lines():
        return [line for line in
                world.kamailio.process.log_text().splitlines()
                if all(word in line for word in words)]
    wait_until(lines, 10, f"the log says {words}")
    assert len(lines()) == 1, lines()


def calls_romeo(world):
    ua = world.sip_ua("1001")
    return ua, ua.invites(f"sip:{world.sip_uri('romeo')}")


@scenario("nothing is forgotten: nothing is said of it", **without())
def all_there(world):
    romeo = world.xmpp_client("romeo")
    ua, invite = calls_romeo(world)
    romeo.is_called().declines()
    ua.ack(invite, ua.receives_code(486))
    call = romeo.calls(world.gateway_jid("1001"))
    ua.reply(ua.receives("INVITE"), 403)
    assert call.ends()[0] == "decline"
    text = world.kamailio.process.log_text()
    assert HANDLE not in text and AUTH not in text


@scenario("jingle_handle() is forgotten: Kamailio says so when it starts",
          **without(("\tjingle_handle();\n", "")))
def no_handle(world):
    says(world, "does not call jingle_handle()", HANDLE)


@scenario("jingle_handle() stands in a route that nobody calls: a phone's call "
          "says so", **without(
              ("\tjingle_handle();\n", ""),
              ("route[REQINIT] {", "route[NOBODY] {\n\tjingle_handle();\n}\n"
               "route[REQINIT] {")))
def handle_elsewhere(world):
    romeo = world.xmpp_client("romeo")
    ua, invite = calls_romeo(world)
    romeo.is_called().declines()
    ua.ack(invite, ua.receives_code(486))
    says(world, "a call begins, but jingle_handle() has not run", HANDLE)


@scenario("jingle_handle() stands in a route that nobody calls: an XMPP user's "
          "call says so", **without(
              ("\tjingle_handle();\n", ""),
              ("route[REQINIT] {", "route[NOBODY] {\n\tjingle_handle();\n}\n"
               "route[REQINIT] {")))
def handle_elsewhere_for_xmpp(world):
    romeo = world.xmpp_client("romeo")
    ua = world.sip_ua("1001")
    call = romeo.calls(world.gateway_jid("1001"))
    ua.reply(ua.receives("INVITE"), 486)
    assert call.ends()[0] == "busy"
    says(world, "a call begins, but jingle_handle() has not run", HANDLE)


@scenario("jingle_handle() stands behind route(WITHINDLG): the phone's BYE is "
          "not ours, and the log says why when the call is found dead",
          **without(
              ("\tjingle_handle();\n", ""),
              ("\troute(WITHINDLG);\n",
               "\troute(WITHINDLG);\n\tjingle_handle();\n"),
              defines=("PING_INTERVAL=2",)))
def handle_too_late(world):
    romeo = world.xmpp_client("romeo")
    ua, invite = calls_romeo(world)
    call = romeo.is_called()
    call.answers()
    answer = ua.receives_code(200)
    ua.ack(invite, answer)
    call.is_connected()
    ua.in_dialog("BYE", invite, answer)
    ua.receives_code(404, method="BYE")
    ua.reply(ua.receives("OPTIONS"), 481)
    call.ends()
    says(world, "the phone does not answer", HANDLE)


@scenario("route(JINGLE_AUTH) is forgotten, and route(AUTH) lets the call pass: "
          "500, for route(JINGLE_AUTH) has not run",
          **without(("\troute(JINGLE_AUTH);\n", "\troute(AUTH);\n")))
def no_auth(world):
    ua, invite = calls_romeo(world)
    ua.ack(invite, ua.receives_code(500))
    says(world, "route(JINGLE_AUTH) has not run", AUTH)
    romeo = world.xmpp_client("romeo")
    assert romeo.calls(world.gateway_jid("1001")).ends()[0]


@scenario("route(JINGLE_AUTH) is forgotten, and route(AUTH) refuses the call of "
          "a phone: the log says why", **without(
              ("\troute(JINGLE_AUTH);\n", "\troute(AUTH);\n"),
              ("route[AUTH] {", 'route[AUTH] {\n\tif(uri != myself) {\n'
               '\t\tsend_reply("403", "Not relaying");\n\t\texit;\n\t}')))
def auth_refuses_phone(world):
    ua, invite = calls_romeo(world)
    ua.ack(invite, ua.receives_code(403))
    says(world, "before jingle_from_ua() was called", AUTH)


@scenario("route(JINGLE_AUTH) is forgotten, and route(AUTH) refuses the call of "
          "an XMPP user: the log says why", **without(
              ("\troute(JINGLE_AUTH);\n", "\troute(AUTH);\n"),
              ("route[AUTH] {", 'route[AUTH] {\n\tif(from_uri != myself) {\n'
               '\t\tsend_reply("403", "Forbidden");\n\t\texit;\n\t}')))
def auth_refuses_xmpp(world):
    romeo = world.xmpp_client("romeo")
    world.sip_ua("1001")
    call = romeo.calls(world.gateway_jid("1001"))
    assert call.ends()[0] == "decline"
    says(world, "our INVITE was refused with 403", AUTH)
