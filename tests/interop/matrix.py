# SPDX-License-Identifier: GPL-2.0-or-later
"""The programs and rows that there are, and which of them meet.

Every client plays the basic rows with every phone; all other rows each client
plays with the reference phone, each phone with the reference client.
"""

import glob
import importlib.util
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
REFERENCE_CLIENT = "scripted"
REFERENCE_PHONE = "baresip"
USER = "romeo"
NUMBER = "1001"

sys.path.insert(0, f"{os.path.dirname(HERE)}/scenarios")


def load(kind):
    """{name: module} of a folder of small files."""
    found = {}
    for path in sorted(glob.glob(f"{HERE}/{kind}/[a-z]*.py")):
        name = os.path.splitext(os.path.basename(path))[0]
        spec = importlib.util.spec_from_file_location(f"{kind}_{name}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.NAME = name
        found[name] = module
    return found


def version(program):
    """Of its Debian package, or what it says itself."""
    if hasattr(program, "version"):
        return program.version()
    done = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Version}", program.PACKAGE],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        check=False)
    return done.stdout or "-"


def number(phone):
    """The user part by which the phone is called."""
    return getattr(phone, "NUMBER", NUMBER)


class Cell:
    """One client, one phone, one row."""

    def __init__(self, client, phone, row):
        self.client = client
        self.phone = phone
        self.row = row

    @property
    def name(self):
        return f"{self.client.NAME}.{self.phone.NAME}.{self.row.NAME}"

    def options(self, kind):
        """Of the row for the phone (PHONE) or the client (CLIENT)."""
        return dict(getattr(self.row, kind, {}))

    def needs(self, kind):
        """What the row asks of a program: capabilities, and its options as
        name=value."""
        needs = getattr(self.row, "NEEDS", {}).get(kind.lower(), ())
        return [self.row.NAME, *needs] + [
            f"{k}={v}" for k, v in self.options(kind).items()]

    def limit(self):
        """Why the programs cannot play it, or None."""
        for kind, program in (("CLIENT", self.client), ("PHONE", self.phone)):
            for need in self.needs(kind):
                if need in program.LIMITS:
                    return f"{program.TITLE}: {program.LIMITS[need]}"
        return None

    def world(self):
        """What the world must be: the row's, the client's, the phone's."""
        made = {}
        for part in (self.phone, self.client, self.row):
            for key, value in getattr(part, "WORLD", {}).items():
                if key in made and isinstance(value, (str, list)):
                    made[key] = made[key] + value
                else:
                    made.setdefault(key, value)
        return made


def wanted(text, names):
    return not names or any(n in text for n in names)


def meet(client, phone, row):
    if getattr(row, "BASIC", False):
        return True
    kinds = getattr(row, "OF", ("clients", "phones"))
    return ("clients" in kinds and phone.NAME == REFERENCE_PHONE) or \
        ("phones" in kinds and client.NAME == REFERENCE_CLIENT)


def cells(clients, phones, rows, names=()):
    return [cell for client in clients.values() for phone in phones.values()
            for row in rows.values() if meet(client, phone, row)
            for cell in [Cell(client, phone, row)]
            if wanted(cell.name, names)]
