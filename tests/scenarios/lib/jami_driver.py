# SPDX-License-Identifier: GPL-2.0-or-later
"""At Jami's daemon by D-Bus: run by lib/jami.py. Commands come as JSON lines,
as the scripted client's do; what the daemon signals goes out as events."""

import json
import os
import sys
import threading
import time

import dbus
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

NAME = "cx.ring.Ring"
OUT = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)


def say(**message):
    OUT.write(json.dumps(message) + "\n")


def part(bus, name):
    """An object of the daemon's, which may be just starting."""
    for _ in range(200):
        try:
            made = dbus.Interface(bus.get_object(
                NAME, f"/{NAME.replace('.', '/')}/{name}"), f"{NAME}.{name}")
            made.Introspect(dbus_interface="org.freedesktop.DBus.Introspectable")
            return made
        except dbus.DBusException:
            time.sleep(0.1)
    raise RuntimeError("no Jami on the bus")


class Commands:
    def __init__(self, bus):
        self.config = part(bus, "ConfigurationManager")
        self.calls = part(bus, "CallManager")
        self.account = None
        listen = {"registrationStateChanged": lambda a, state, code, text: say(
            event="registration", state=str(state), code=int(code)),
            "callStateChanged": lambda a, call, state, code: say(
                event="state", call=str(call), state=str(state),
                code=int(code)),
            "incomingCallWithMedia": lambda a, call, who, media: say(
                event="incoming", call=str(call), sender=str(who)),
            "peerHold": lambda call, held: say(
                event="held", call=str(call), held=bool(held))}
        for name, function in listen.items():
            bus.add_signal_receiver(function, name)

    def do_account(self, domain, user, password, port, srtp, codecs):
        self.config.setAudioManager("pulseaudio")
        details = {str(k): str(v) for k, v in
                   self.config.getAccountTemplate("SIP").items()}
        details.update({
            "Account.type": "SIP", "Account.alias": user,
            "Account.hostname": domain, "Account.username": user,
            "Account.password": password, "Account.enable": "true",
            "Account.localPort": port, "Account.upnpEnabled": "false",
            "Account.videoEnabled": "false",
            "Account.ringtoneEnabled": "false", "SRTP.keyExchange": srtp,
            "SRTP.enable": "true" if srtp else "false"})
        self.account = self.config.addAccount(details)
        wanted = []
        for codec in self.config.getCodecList():
            about = self.config.getCodecDetails(self.account, codec)
            if str(about.get("CodecInfo.name")) in codecs:
                wanted.append(codec)
        self.config.setActiveCodecList(self.account,
                                       dbus.Array(wanted, "u"))
        return [str(c) for c in wanted]

    def do_dial(self, uri):
        return str(self.calls.placeCallWithMedia(
            self.account, uri, dbus.Array([dbus.Dictionary({
                "MEDIA_TYPE": "MEDIA_TYPE_AUDIO", "ENABLED": "true",
                "MUTED": "false", "SOURCE": "", "LABEL": "audio_0"}, "ss")],
                "a{ss}")))

    def done(self, method, call):
        if not getattr(self.calls, method)(self.account, call):
            raise RuntimeError(f"{method}: not done")

    def do_accept(self, call):
        self.done("accept", call)

    def do_refuse(self, call):
        self.done("refuse", call)

    def do_hangup(self, call):
        self.done("hangUp", call)

    def do_hold(self, call):
        self.done("hold", call)

    def do_unhold(self, call):
        self.done("unhold", call)

    def do_key(self, key):
        self.calls.playDTMF(key)


def main():
    DBusGMainLoop(set_as_default=True)
    commands = Commands(dbus.SessionBus())

    def run(message):
        try:
            say(id=message["id"], ok=getattr(
                commands, "do_" + message["do"])(**message.get("args", {})))
        except Exception as error:  # the test must see whatever it was
            say(id=message["id"], error=f"{type(error).__name__}: {error}")

    def read():
        for line in sys.stdin:
            GLib.idle_add(run, json.loads(line))
    threading.Thread(target=read, daemon=True).start()
    GLib.MainLoop().run()


main()
