# SPDX-License-Identifier: GPL-2.0-or-later
"""QXmpp, of which Kaidan is made: no message initiation, plain RTP over
ICE-UDP without rtcp-mux, payload numbers that stand twice in its offers."""

from . import library

SOURCE = "qxmpp_client.cpp"
MODULES = ("qxmpp", "gstreamer-1.0", "Qt5Core", "Qt5Network", "Qt5Xml")


def available():
    """None, or why it cannot run here."""
    return library.missing("g++", *MODULES)


class Qxmpp(library.LibraryClient):
    """One account in QXmpp's call manager."""

    resource = "qxmpp"

    def __init__(self, *args, **options):
        super().__init__(library.build("g++", SOURCE, *MODULES), *args,
                         **options)
