# SPDX-License-Identifier: GPL-2.0-or-later
"""Clicks in Dino's windows by AT-SPI: python3 dino_ui.py call|video|hangup.

Runs inside Dino's session bus. GTK 4.8 sets VISIBLE on what can be seen;
SHOWING is only on windows.
"""

import sys
import time

import pyatspi

TIMEOUT = 20


def walk(node, depth=0):
    try:
        yield node
        if depth < 40:
            for child in node:
                if child is not None:
                    yield from walk(child, depth + 1)
    except Exception:  # nodes vanish while we look
        return


def find(test):
    """Wait for the first visible node that passes a test."""
    end = time.monotonic() + TIMEOUT
    while time.monotonic() < end:
        for app in pyatspi.Registry.getDesktop(0):
            if app is None:
                continue
            for node in walk(app):
                try:
                    if node.getState().contains(pyatspi.STATE_VISIBLE) and \
                            test(node):
                        return node
                except Exception:
                    continue
        time.sleep(0.1)
    sys.exit("not found in Dino's windows")


def role(node, *names):
    return node.getRoleName() in names


def click(node):
    node.queryAction().doAction(0)


def describe():
    """What is there, for the log of a failure."""
    for app in pyatspi.Registry.getDesktop(0):
        for node in walk(app):
            try:
                print(node.getRoleName(), repr(node.name),
                      repr(node.description),
                      node.getState().contains(pyatspi.STATE_VISIBLE))
            except Exception:
                continue


def call(item):
    click(find(lambda n: role(n, "push button", "toggle button", "button")
               and "Start call" in (n.description, n.name)))
    click(find(lambda n: item in (n.name, n.description) and
               role(n, "menu item", "push button", "button")))


def hang_up():
    window = find(lambda n: role(n, "frame") and "Call" in (n.name or "")
                  or n.name == "DinoUiCallWindow")
    buttons = [n for n in walk(window)
               if role(n, "push button", "toggle button", "button")]
    click(buttons[-1])


def main():
    action = sys.argv[1]
    if action == "call":
        call("Audio call")
    elif action == "video":
        call("Video call")
    elif action == "hangup":
        hang_up()
    else:
        describe()


main()
