# SPDX-License-Identifier: GPL-2.0-or-later
"""Does to configuration files what an example's own comment says:

# In kamailio.cfg, before the line `x`:
#
#	text
"""

import os
import re
import shutil

from .process import Failed

EDIT = re.compile(r"^(#|--) In (\S+), (before|after|in place of) the line "
                  r"`(.+)`:\n\1\n((?:\1\t.*\n)+)", re.M)


def apply(text, where, line, new):
    """Put new before, after or in place of the one line that reads so."""
    lines = text.splitlines(keepends=True)
    found = [n for n, old in enumerate(lines) if old.strip() == line.strip()]
    if len(found) != 1:
        raise Failed(f"{line!r} is there {len(found)} times")
    n = found[0]
    old = {"before": [new, lines[n]], "after": [lines[n], new],
           "in place of": [new]}[where]
    return "".join(lines[:n] + old + lines[n + 1:])


def copy(world, *examples, values=()):
    """The shipped configuration, in the world's folder, with the edits that
    these examples ask for.

    values: {text in an example: text instead of it}
    return the path of kamailio.cfg
    """
    folder = f"{world.folder}/cfg"
    os.makedirs(folder)
    for name in ("kamailio.cfg", "jingle.cfg"):
        shutil.copy(f"{world.repo}/cfg/{name}", folder)
    for name in examples:
        with open(f"{world.repo}/cfg/examples/{name}",
                  encoding="utf-8") as file:
            text = file.read()
        for old, new in dict(values).items():
            text = text.replace(old, new)
        with open(f"{folder}/{name}", "w", encoding="utf-8") as file:
            file.write(text)
        edits = EDIT.findall(text)
        if not edits:
            raise Failed(f"{name} says nothing of where to put it")
        for mark, target, where, line, block in edits:
            path = os.path.join(folder, target)
            with open(path, encoding="utf-8") as file:
                edited = apply(file.read(), where, line,
                               re.sub(f"^{mark}", "", block,
                                      flags=re.M))
            with open(path, "w", encoding="utf-8") as file:
                file.write(edited)
    return f"{folder}/kamailio.cfg"
