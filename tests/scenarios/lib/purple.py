# SPDX-License-Identifier: GPL-2.0-or-later
"""libpurple, of which Pidgin and Finch are made: no message initiation, plain
RTP over ICE-UDP or raw UDP, the same payload number for several codecs."""

from . import library
from .process import wait_until

SOURCE = "purple_client.c"
MODULES = ("purple", "gstreamer-1.0")


def available():
    """None, or why it cannot run here."""
    return library.missing("gcc", *MODULES)


class Call(library.LibraryCall):
    def hears_ringing(self, timeout=15):
        """It shows nothing of it."""


class Purple(library.LibraryClient):
    """One account in libpurple; contacts come from its roster."""

    kind = Call
    resource = "purple"

    def __init__(self, *args, **options):
        super().__init__(library.build("gcc", SOURCE, *MODULES), *args,
                         **options)

    def sees_button(self, contact, timeout=20):
        """Its user could call that contact."""
        wait_until(lambda: self.do("can_call", to=contact), timeout,
                   f"libpurple may call {contact}", [self.process])
