# SPDX-License-Identifier: GPL-2.0-or-later
"""With Kamailio's dialog, acc, topoh and topos: one dialog and one detail
record of each call, whoever ends it; addresses hidden."""

import re
import sqlite3

from lib import edits
from lib.kamailio import make_tables
from lib.process import wait_until
from lib.scenario import scenario
from lib.world import assert_heard

MODULES = {
    "dialog": """
loadmodule "dialog.so"
loadmodule "acc.so"
modparam("dialog", "default_timeout", 3600)
modparam("acc", "db_url", "sqlite:///FOLDER/acc.sqlite")
modparam("acc", "cdr_enable", 1)
modparam("acc", "cdr_extra", "callid=$dlg_var(callid)")
modparam("acc", "cdrs_table", "acc_cdrs")
""",
    "topos": """
loadmodule "topos.so"
modparam("topos", "storage", "db")
modparam("topos", "db_url", "sqlite:///FOLDER/topos.sqlite")
"""}
MANAGE = """
	if(is_method("INVITE")) {
		dlg_manage();
		$dlg_var(callid) = $ci;
	}
"""


def config(*modules, examples=()):
    """The shipped configuration with some modules more."""
    def make(world):
        path = edits.copy(world, *examples)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        text = edits.apply(
            text, "before", "####### Routing Logic ########",
            "".join(MODULES[m] for m in modules).replace(
                "FOLDER", world.folder))
        if "dialog" in modules:
            text = edits.apply(text, "before", "route(JINGLE);", MANAGE)
            make_tables(f"{world.folder}/acc.sqlite", "acc")
            with sqlite3.connect(f"{world.folder}/acc.sqlite") as database:
                database.execute("ALTER TABLE acc_cdrs ADD COLUMN callid TEXT")
        if "topos" in modules:
            make_tables(f"{world.folder}/topos.sqlite", "topos")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path
    return make


def dialogs(world):
    """call-id and tags of the dialogs that the module knows"""
    text = world.kamailio.rpc("dlg.list")
    return list(zip(re.findall(r"call-id: (\S+)", text),
                    re.findall(r"tag: (\S+)", text)[0::2],
                    re.findall(r"tag: (\S+)", text)[1::2]))


def one_dialog(world):
    wait_until(lambda: "state: 4" in world.kamailio.rpc("dlg.list"), 10,
               "the dialog is confirmed")
    found = dialogs(world)
    assert len(found) == 1, found
    return found[0]


def records(world):
    with sqlite3.connect(f"{world.folder}/acc.sqlite") as database:
        return [r[0] for r in database.execute("SELECT callid FROM acc_cdrs")]


def no_dialog(world):
    wait_until(lambda: not dialogs(world), 15, "there are no dialogs")


def no_dialog_one_record(world, dialog):
    """The call is over for everybody."""
    no_dialog(world)
    wait_until(lambda: records(world).count(dialog[0]) == 1, 10,
               "one detail record")


def people(world):
    return world.together(lambda: world.xmpp_client("romeo", hz=440),
                          lambda: world.phone("1001", hz=1000))


def from_xmpp(world, romeo, phone):
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    call.hears_ringing()
    phone.answers()
    call.is_answered()
    phone.is_answered()
    assert_heard((call, 1000), (phone, 440))
    return call


def to_xmpp(world, romeo, phone):
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    phone.hears_ringing()
    call.answers()
    phone.is_answered()
    assert_heard((call, 1000), (phone, 440))
    return call


def ended_by_either(world, *begins):
    romeo, phone = people(world)
    for begin in begins:
        for end in ("romeo", "phone"):
            call = begin(world, romeo, phone)
            dialog = one_dialog(world)
            if end == "romeo":
                call.hangs_up()
                phone.call_ends()
            else:
                phone.hangs_up()
                assert call.ends()[0] == "success"
            no_dialog_one_record(world, dialog)


def ended_by_operator(world, begin):
    romeo, phone = people(world)
    call = begin(world, romeo, phone)
    dialog = one_dialog(world)
    world.kamailio.rpc("dlg.terminate_dlg", *(f"s:{d}" for d in dialog))
    phone.call_ends()
    call.ends()
    no_dialog(world)  # acc writes no record of what an operator ends


DIALOG = {"kamailio": config("dialog")}
BY_BRANCH = dict(DIALOG, defines=("JINGLE_BY_BRANCH",))


@scenario("one dialog, one record: an XMPP user calls, either ends it",
          **DIALOG)
def from_xmpp_ended_by_either(world):
    ended_by_either(world, from_xmpp)


@scenario("one dialog, one record: a phone calls, either ends it", **DIALOG)
def to_xmpp_ended_by_either(world):
    ended_by_either(world, to_xmpp)


@scenario("dlg.terminate_dlg ends an XMPP user's call at both sides", **DIALOG,
          loud="dialog says so")
def from_xmpp_terminated(world):
    ended_by_operator(world, from_xmpp)


@scenario("one dialog, one record: a phone calls by a branch, either ends it",
          **BY_BRANCH)
def by_branch_ended_by_either(world):
    ended_by_either(world, to_xmpp)


@scenario("dlg.terminate_dlg ends a phone's call by a branch at both sides",
          **BY_BRANCH,
          loud="dialog says so")
def by_branch_terminated(world):
    ended_by_operator(world, to_xmpp)


@scenario("an unanswered call leaves no dialog", **DIALOG)
def unanswered(world):
    romeo, phone = people(world)
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    phone.rejects()
    assert call.ends()[0] == "busy"
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    phone.hears_ringing()
    phone.hangs_up()
    call.wait("retract")
    no_dialog(world)


# --- hidden topology ---

def hidden(world):
    """All four ways: who calls, who hangs up."""
    since = len(world.wire.records)
    romeo, phone = people(world)
    for begin in (from_xmpp, to_xmpp):
        for end in ("romeo", "phone"):
            call = begin(world, romeo, phone)
            if end == "romeo":
                call.hangs_up()
                phone.call_ends()
            else:
                phone.hangs_up()
                assert call.ends()[0] == "success"
    return [r.text for r in world.wire.records[since:] if r.kind == "sip" and
            r.target[0] == phone.address and r.source[0] != phone.address]


def held(world):
    """A re-INVITE from the phone comes through."""
    romeo, phone = people(world)
    for begin in (from_xmpp, to_xmpp):
        call = begin(world, romeo, phone)
        phone.holds()
        phone.resumes()
        assert_heard((call, 1000), (phone, 440))
        phone.hangs_up()
        assert call.ends()[0] == "success"


TOPOH = {"kamailio": config(examples=("topology.cfg",))}
TOPOS = {"kamailio": config("topos")}


@scenario("topoh with masked Call-ID: calls both ways, either ends them",
          **TOPOH)
def with_topoh(world):
    to_phone = hidden(world)
    for text in to_phone:
        if text.startswith("INVITE"):
            assert "<sip:192.0.2.99;line=" in text and ";gr=" not in text, text
    assert any(text.startswith("INVITE") for text in to_phone)


@scenario("topoh with masked Call-ID: hold and resume", **TOPOH)
def with_topoh_hold(world):
    held(world)


@scenario("topos: calls both ways, either ends them", **TOPOS,
          loud="topos, of what begins inside Kamailio")
def with_topos(world):
    for text in hidden(world):
        if text.startswith("INVITE"):
            assert "Record-Route:" not in text and ";gr=" not in text, text


@scenario("topos: hold and resume", **TOPOS,
          loud="topos, of what begins inside Kamailio")
def with_topos_hold(world):
    held(world)


@scenario("topoh and dialog together: calls both ways, either ends them",
          kamailio=config("dialog", examples=("topology.cfg",)))
def with_topoh_and_dialog(world):
    ended_by_either(world, to_xmpp, from_xmpp)


@scenario("topoh and calls by a branch, in one dialog each",
          kamailio=config("dialog", examples=("topology.cfg",)),
          defines=("JINGLE_BY_BRANCH",))
def with_topoh_by_branch(world):
    ended_by_either(world, to_xmpp)


@scenario("topos and calls by a branch", defines=("JINGLE_BY_BRANCH",),
          **TOPOS,
          loud="topos, of what begins inside Kamailio")
def with_topos_by_branch(world):
    hidden(world)
