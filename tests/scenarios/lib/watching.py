# SPDX-License-Identifier: GPL-2.0-or-later
"""SIP users whose presence XMPP users watch, in a world with
cfg/examples/presence.cfg: a phone that is its own presence server, as it is
told, and Kamailio's presence modules as a real one."""

import os
import re
import subprocess

from . import edits
from .kamailio import module_path, no_such
from .process import Failed, Process, wait_until
from .sip_ua import Message

CFG = """
modparam("xmpp_presence", "retry_min", 1)
modparam("xmpp_presence", "retry_max", 2)
modparam("xmpp_presence", "interval", 200)
modparam("xmpp_presence", "refresh_min", 1)
modparam("xmpp_presence", "notify_wait", 2)
modparam("tm", "fr_timer", 2000)
"""

PIDF = """<?xml version="1.0" encoding="UTF-8"?>
<presence xmlns="urn:ietf:params:xml:ns:pidf"
 xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model"
 xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid" entity="sip:{user}@sip.example">
<tuple id="t1"><status><basic>{basic}</basic></status></tuple>{person}
</presence>
"""
PERSON = """<dm:person id="p1"><rpid:activities><rpid:{activity}/>
</rpid:activities>{note}</dm:person>"""


def config(world):
    return edits.copy(world, "presence.cfg")


def document(user, activity=None, basic="open", note=""):
    """RFC 3863, with RFC 4480 in it."""
    note = note and f"<dm:note>{note}</dm:note>"
    return PIDF.format(user=user, basic=basic, person=PERSON.format(
        activity=activity, note=note) if activity else "")


def records(text):
    return [dict(re.findall(r"^\s*(\w+): ?(.*)$", part, re.M))
            for part in re.findall(r"\{(.*?)\n\}", text, re.S)]


def watched(world, user, contact):
    """What the operator is told of a pair; empty: there is none."""
    try:
        found = records(world.kamailio.rpc("xmpp_presence.watch",
                                           world.jid(user)))
    except Failed as error:
        if not no_such(error):
            raise
        return {}
    return {p["contact"]: p for p in found}.get(world.gateway_jid(contact), {})


def state_is(world, user, contact, state, timeout=10):
    """Wait for a state of the subscription; return the pair."""
    seen = {}

    def reached():
        seen.clear()
        seen.update(watched(world, user, contact))
        return seen.get("state") == state

    try:
        wait_until(reached, timeout, f"{user} watches {contact}: {state}")
    except Failed as error:
        raise Failed(f"{error}: {seen}") from error
    return seen


class Subscription:
    """One of the gateway's, at a scripted phone."""

    def __init__(self, ua, request):
        self.ua = ua
        self.request = request
        self.tag = f"n{len(ua.messages)}"
        self.cseq = 0
        self.answer = None

    def accepts(self, code=200, expires=600, headers=(), request=None):
        self.answer = self.ua.reply(
            request or self.request, code, to_tag=self.tag,
            headers=[("Expires", str(expires))] + list(headers))

    def refuses(self, code, headers=()):
        self.ua.reply(self.request, code, headers=headers)

    def notifies(self, state="active;expires=600", body="", event="presence",
                 content="application/pidf+xml", tag=None, code=200,
                 contact=None):
        """NOTIFY in the dialog; the answer has this code."""
        ua, asked = self.ua, self.request
        self.cseq += 1
        to, uri = asked.get("From"), asked.contact_uri()
        headers = [("Route", v) for v in asked.all("Record-Route")] + [
            ("Event", event), ("Subscription-State", state)]
        if body:
            headers.append(("Content-Type", content))
        notify = Message(f"NOTIFY {uri} SIP/2.0", [
            ua.via(), ("Max-Forwards", "70"),
            ("From", asked.get("To").split(";tag=")[0] +
             f";tag={tag or self.tag}"), ("To", to),
            ("Call-ID", asked.get("Call-ID")),
            ("CSeq", f"{self.cseq} NOTIFY"), ("Contact", contact) if contact else
            ua.contact()] + headers, body)
        ua.send(notify)
        answer = ua.wait(
            lambda m: m.is_response and m.get("Via").split(",")[0] ==
            notify.get("Via") or m.is_response and m.method == "NOTIFY"
            and m.get("CSeq") == notify.get("CSeq")
            and m.get("Call-ID") == asked.get("Call-ID"),
            what="answer to NOTIFY")
        assert answer.code == code, answer.first
        return answer

    def is_refreshed(self, timeout=10):
        """The next SUBSCRIBE in its dialog."""
        found = self.ua.wait(
            lambda m: m.method == "SUBSCRIBE" and not m.is_response
            and m.get("Call-ID") == self.request.get("Call-ID")
            and f";tag={self.tag}" in m.get("To"), timeout,
            "SUBSCRIBE in the dialog")
        return found


TYPES = {"presence": "application/pidf+xml",
         "dialog": "application/dialog-info+xml"}


def is_asked(ua, timeout=10, event="presence"):
    """A scripted phone gets a SUBSCRIBE that begins a dialog."""
    request = ua.wait(
        lambda m: m.method == "SUBSCRIBE" and not m.is_response
        and ";tag=" not in m.get("To") and m.get("Event") == event, timeout,
        f"SUBSCRIBE of {event}")
    assert request.get("Accept") == TYPES[event], request.encode()
    return Subscription(ua, request)


CALL = """<?xml version="1.0"?>
<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="{version}"
 state="{kind}" entity="sip:{user}@sip.example">
<dialog id="{call}" direction="recipient"><state>{state}</state></dialog>
</dialog-info>
"""


def call_document(user, version, state, kind="partial", call="a84b4c"):
    """RFC 4235."""
    return CALL.format(user=user, version=version, state=state, kind=kind,
                       call=call)


SERVER = """#!KAMAILIO
debug=2
auto_aliases=no
children=2
alias="{domain}"
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "xlog.so"
loadmodule "ctl.so"
loadmodule "presence.so"
loadmodule "presence_xml.so"
modparam("ctl", "binrpc", "unixs:{ctl}")
modparam("presence", "publ_cache", 2)
modparam("presence", "subs_db_mode", 0)
modparam("presence", "notifier_processes", 0)
modparam("presence", "max_expires", {expires})
modparam("presence", "server_address", "sip:{address}:5060")
modparam("presence_xml", "force_active", 1)

request_route {{
	if(is_method("SUBSCRIBE")) {{
		t_newtran();
		handle_subscribe();
		t_release();
	}} else if(is_method("PUBLISH")) {{
		t_newtran();
		handle_publish();
		t_release();
	}} else {{
		sl_send_reply("405", "Method Not Allowed");
	}}
	exit;
}}
"""


class PresenceServer:
    """A second Kamailio; world.at_home() has it."""

    def __init__(self, world, expires=3600):
        self.user = "presence"
        self.netns, self.address = world.network.client("presence")
        self.folder = world.folder_for("presence")
        self.ctl = "/run/presence_ctl"
        self.process = None
        os.makedirs(self.folder, exist_ok=True)
        with open(f"{self.folder}/kamailio.cfg", "w", encoding="utf-8") as file:
            file.write(SERVER.format(domain=world.sip_domain, ctl=self.ctl,
                                     expires=expires, address=self.address))

    def start(self):
        self.process = Process("presence", [
            "/usr/sbin/kamailio", "-DD", "-E", "-f",
            f"{self.folder}/kamailio.cfg", "-L", module_path(""), "-Y",
            self.folder, "-m", "16", "-M", "4", "-l",
            f"udp:{self.address}:5060"], f"{self.folder}.log",
            netns=self.netns)
        wait_until(self.answers, 20, "the presence server answers RPC",
                   [self.process])
        return self

    def answers(self):
        return os.path.exists(self.ctl) and subprocess.run(
            ["kamcmd", "-s", f"unixs:{self.ctl}", "core.version"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=20,
            check=False).returncode == 0

    def forgets(self):
        """It is killed, and comes back knowing nothing (memory only)."""
        self.process.kill()
        self.start()

    def stop(self):
        if self.process:
            self.process.stop()
            self.process = None
