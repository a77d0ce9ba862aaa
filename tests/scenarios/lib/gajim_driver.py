# SPDX-License-Identifier: GPL-2.0-or-later
"""Gajim as it is, with somebody at its mouse: run by lib/gajim.py with
HOME set. Its settings come from settings.json; then commands come as JSON
lines on stdin, as the scripted client's do, and buttons are clicked."""

import json
import os
import sqlite3
import sys
import threading

OUT = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)  # whatever Gajim prints is no protocol


def say(**message):
    OUT.write(json.dumps(message) + "\n")


def write_settings():
    """Gajim's own database, with an account that is there."""
    from gajim.common.settings import CREATE_SQL
    with open(f"{os.environ['HOME']}/settings.json", encoding="utf-8") as file:
        given = json.load(file)
    folder = f"{os.environ['HOME']}/gajim"
    os.makedirs(folder, exist_ok=True)
    with sqlite3.connect(f"{folder}/settings.sqlite") as database:
        database.executescript(CREATE_SQL)
        database.execute("UPDATE settings SET settings = ? WHERE name = 'app'",
                         (json.dumps(given["app"]),))
        database.execute("INSERT INTO account_settings VALUES (?, ?)",
                         ("test", json.dumps({"account": given["account"],
                                              "contact": {},
                                              "group_chat": {}})))
    return folder


def widgets(widget):
    """A widget and all in it."""
    from gi.repository import Gtk
    yield widget
    if isinstance(widget, Gtk.Container):
        inside = []
        widget.forall(inside.append)
        for child in inside:
            yield from widgets(child)


def entries(form):
    """Those of a form, from the top down."""
    from gi.repository import Gtk
    return sorted((w for w in form if isinstance(w, Gtk.Entry)),
                  key=lambda w: w.get_allocation().y)


def button(icon, style=None, window=None):
    """The button that shows an icon, on the screen and not grey."""
    from gi.repository import Gtk
    for top in Gtk.Window.list_toplevels():
        if window and top.get_name() != window:
            continue
        for w in widgets(top):
            if isinstance(w, Gtk.Button) and w.get_mapped() and \
                    w.get_sensitive() and any(
                        isinstance(i, Gtk.Image) and
                        i.get_icon_name().icon_name == icon
                        for i in widgets(w)) and (
                            style is None or
                            w.get_style_context().has_class(style)):
                return w
    return None


def click(*args, **options):
    found = button(*args, **options)
    if found is None:
        return False
    found.clicked()
    return True


class Commands:
    """Each returns what JSON can say; run in Gajim's main loop."""

    def do_online(self):
        from gajim.common import app
        return bool(app.get_connected_accounts())

    def do_open(self, jid):
        """Show the chat with a contact; may a call be started there?"""
        from gajim.common import app
        from nbxmpp.protocol import JID
        app.window.add_chat("test", JID.from_string(jid), "contact",
                            select=True)
        return app.window.get_action("start-voice-call").get_enabled()

    def do_call(self):
        from gajim.common import app
        app.window.get_action("start-voice-call").activate(None)

    def do_rings(self):
        return button("call-start-symbolic", "suggested-action") is not None

    def do_answer(self):
        return click("call-start-symbolic", "suggested-action")

    def do_decline(self):
        return click("call-stop-symbolic", "destructive-action")

    def do_hangup(self):
        return click("call-stop", window="CallWindow")

    def do_press(self, key, down):
        from gajim.common import app
        manager = app.call_manager
        if down:
            manager.start_dtmf("test", manager._resource_jid, key)
        else:
            manager.stop_dtmf("test", manager._resource_jid)

    def do_sessions(self):
        """How many Jingle sessions there are."""
        from gajim.common import app
        jingle = app.get_client("test").get_module("Jingle")
        return len(jingle._sessions)

    def do_register(self, jid):
        """The window by which one registers at a service."""
        from gajim.gtk.service_registration import ServiceRegistration
        from nbxmpp.protocol import JID
        self.window = ServiceRegistration("test", JID.from_string(jid))

    def do_page(self):
        """Which of its pages is shown."""
        return self.window.get_current_page()

    def do_labels(self):
        """What its form asks, and what is written there."""
        from gi.repository import Gtk
        form = list(widgets(self.window.get_page("form")))
        return {"labels": [w.get_text() for w in form
                           if isinstance(w, Gtk.Label)],
                "entries": [w.get_text() for w in entries(form)]}

    def do_fill(self, texts):
        """Write into its entries, in order; None leaves one as it is; and
        press the button."""
        from gi.repository import Gtk
        form = widgets(self.window.get_page("form"))
        for entry, text in zip(entries(form), texts):
            if text is not None:
                entry.set_text(text)
        for w in widgets(self.window):
            if isinstance(w, Gtk.Button) and w.get_label() == "Register":
                w.clicked()
                return True
        return False

    def do_failure(self):
        from gi.repository import Gtk
        return [w.get_text() for w in widgets(self.window.get_page("error"))
                if isinstance(w, Gtk.Label)]

    def do_state(self):
        """That of the call, in Gajim's words."""
        from gajim.common import app
        return app.call_manager._jingle_audio_state.name


def read_commands():
    from gi.repository import GLib
    commands = Commands()

    def run(message):
        try:
            value = getattr(commands, "do_" + message["do"])(
                **message.get("args", {}))
            say(id=message["id"], ok=value)
        except Exception as error:  # the test must see whatever it was
            say(id=message["id"], error=f"{type(error).__name__}: {error}")
    for line in sys.stdin:
        GLib.idle_add(run, json.loads(line))


config = write_settings()
sys.argv = ["gajim", "-s", "-c", config, "-v"]
threading.Thread(target=read_commands, daemon=True).start()
from gajim.gajim import main  # noqa: E402
main()
