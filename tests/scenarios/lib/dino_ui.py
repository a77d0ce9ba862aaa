# SPDX-License-Identifier: GPL-2.0-or-later
"""Clicks in Dino's windows by AT-SPI: python3 dino_ui.py ACTION.

Runs inside Dino's session bus. GTK 4.8 sets VISIBLE on what can be seen;
SHOWING is only on windows.
"""

import sys
import time

import pyatspi

TIMEOUT = 20
RETURN = 0xff0d  # a keysym


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
    describe()
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
                      repr(node.description), actions(node),
                      node.getState().contains(pyatspi.STATE_VISIBLE))
            except Exception:
                continue


def actions(node):
    """Names of what can be done to a node."""
    try:
        able = node.queryAction()
        return [able.getName(n) for n in range(able.nActions)]
    except NotImplementedError:
        return []


def call(action):
    """The menu button "Start call" has its menu's actions."""
    node = find(lambda n: "Start call" in (n.description, n.name) and
                action in actions(n))
    node.queryAction().doAction(actions(node).index(action))


def hang_up():
    window = find(lambda n: role(n, "frame") and "Call" in (n.name or "")
                  or n.name == "DinoUiCallWindow")
    # mute, camera and hang up have no names; the window's own buttons do
    buttons = [n for n in walk(window) if "click" in actions(n) and
               n.name == "GtkButton"]
    click(buttons[-1])


def write(text):
    """Type into the chat that is open, and press Return."""
    find(lambda n: role(n, "frame") and
         n.getState().contains(pyatspi.STATE_ACTIVE))
    pyatspi.Registry.generateKeyboardEvent(0, text, pyatspi.KEY_STRING)
    pyatspi.Registry.generateKeyboardEvent(RETURN, None, pyatspi.KEY_SYM)


def main():
    action = sys.argv[1]
    if action == "call":
        call("call.audio")
    elif action == "video":
        call("call.video")
    elif action == "hangup":
        hang_up()
    elif action == "write":
        write(sys.argv[2])
    elif action == "ringing":
        find(lambda n: n.name == "Accept" and actions(n))
    else:
        describe()


main()
