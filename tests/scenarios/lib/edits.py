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
from .scenario import Skip

REPO = os.path.abspath(os.path.join(os.path.dirname(__file__), "../../.."))
DEFAULT = "/etc/kamailio/kamailio.cfg"  # as the package brings it

# of cfg/doc/INSTALL.md: "In place of the line `x`, …:" and the block that
# follows
INSTALL_EDIT = re.compile(
    r"^(Before|After|In place of) the line `(.+?)`.*?:\n\n```\n(.*?)```\n"
    r"|^(At the end) of the file:\n\n```\n(.*?)```\n"
    r"|^With `WITH_PSTN`.*?(in place of) the line\n`(.+?)`:\n\n```\n(.*?)```\n",
    re.M | re.S)

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


def install_page():
    with open(f"{REPO}/cfg/doc/INSTALL.md", encoding="utf-8") as file:
        return file.read()


def install_edits():
    """What that page says, as (where, line, text, only with numbers)."""
    section = install_page().split("## 5. kamailio.cfg", 1)[1]
    found = []
    for m in INSTALL_EDIT.finditer(section.split("\n## ", 1)[0]):
        if m.group(1):
            found.append((m.group(1), m.group(2), m.group(3), False))
        elif m.group(4):
            found.append(("end", None, m.group(5), False))
        else:
            found.append(("In place of", m.group(7), m.group(8), True))
    assert [e[0] for e in found] == [
        "Before", "After", "In place of", "Before", "end", "In place of"], \
        [e[:2] for e in found]
    return found


def install_apply(text, edit):
    where, line, new, _ = edit
    if where == "end":
        return text + "\n" + new
    assert text.count(f"\n{line}\n") == 1, f"{line!r} is not there once"
    return text.replace(f"\n{line}\n", {
        "Before": f"\n{new}{line}\n", "After": f"\n{line}\n{new}",
        "In place of": f"\n{new}"}[where])


def default_config(world, numbers=False, folder=None):
    """The installed file with that page's lines in it; its path."""
    folder = folder or world.folder
    try:
        with open(DEFAULT, encoding="utf-8") as file:
            text = file.read()
    except OSError as error:
        raise Skip(f"{DEFAULT}: {error.strerror}") from error
    for edit in install_edits():
        if numbers or not edit[3]:
            text = install_apply(text, edit)
    path = f"{folder}/kamailio.cfg"
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    shutil.copy(f"{REPO}/cfg/jingle.cfg", folder)
    # what an operator has there himself: his domain, and his database
    with open(f"{folder}/kamailio-local.cfg", "w", encoding="utf-8") as file:
        file.write(f'alias="{world.sip_domain}"\nchildren=2\n'
                   '#!ifdef WITH_AUTH\nloadmodule "db_sqlite.so"\n'
                   f'#!define DBURL "sqlite:///{world.database}"\n'
                   "#!endif\n")
    return path


def copy(world, *examples, values=(), default=False):
    """The shipped configuration, in the world's folder, with the edits that
    these examples ask for.

    values: {text in an example: text instead of it}
    default: Kamailio's own file with our lines instead
    return the path of kamailio.cfg
    """
    folder = f"{world.folder}/cfg"
    os.makedirs(folder)
    if default:
        default_config(world, folder=folder)
    else:
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
