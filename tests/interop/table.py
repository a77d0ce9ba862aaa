# SPDX-License-Identifier: GPL-2.0-or-later
"""The results of all runs (results.tsv), and the tables made of them."""

import datetime
import os
import re

import matrix

REPO = os.path.dirname(os.path.dirname(matrix.HERE))
RESULTS = f"{matrix.HERE}/results.tsv"
SIGNS = {"right": "✓", "refused": "○", "limit": "–", "wrong": "✗",
         "missing": "skip"}
GROUPS = ("calls", "endings", "hold", "keys", "video", "media", "devices",
          "other")
HEAD = "# written by tests/interop/run --write: client, phone, row, server, " \
    "outcome, versions of client and phone, date, note\n"


def read():
    """{(client, phone, row, server): [outcome, versions …, date, note]}"""
    if not os.path.exists(RESULTS):
        return {}
    with open(RESULTS, encoding="utf-8") as file:
        lines = [line.rstrip("\n").split("\t") for line in file
                 if not line.startswith("#")]
    return {tuple(line[:4]): (line[4:] + [""])[:5] for line in lines}


def merge(cells, results, server):
    """Take the results of a run into those of before; forget programs and
    rows that are gone."""
    known = read()
    versions = {}
    today = datetime.date.today().isoformat()
    for name, (outcome, note) in results.items():
        cell = cells[name]
        if outcome == "missing":
            continue
        for program in (cell.client, cell.phone):
            versions.setdefault(program, matrix.version(program))
        known[(cell.client.NAME, cell.phone.NAME, cell.row.NAME, server)] = [
            outcome, versions[cell.client], versions[cell.phone], today,
            re.sub(r"\s+", " ", note)]
    here = {(c.client.NAME, c.phone.NAME, c.row.NAME) for c in matrix.cells(
        *map(matrix.load, ("clients", "phones", "rows")))}
    return {key: value for key, value in known.items() if key[:3] in here}


def write(cells, results, server):
    known = merge(cells, results, server)
    with open(RESULTS, "w", encoding="utf-8") as file:
        file.write(HEAD)
        for key in sorted(known):
            file.write("\t".join([*key, *known[key]]).rstrip("\t") + "\n")
    tables(known)


def tables(known):
    shown = {key[:3]: value for key, value in known.items()
             if key[3] == "prosody"}
    kinds = {kind: matrix.load(kind) for kind in ("clients", "phones",
                                                  "rows")}
    put(f"{REPO}/README.md", "\n".join(small(shown, kinds)))
    put(f"{REPO}/tests/README.md", "\n".join(whole(known, shown, kinds)))


def put(path, text):
    """Between the two markers of a file."""
    with open(path, encoding="utf-8") as file:
        old = file.read()
    new = re.sub(r"(<!-- interop -->\n).*?(<!-- end of interop -->)",
                 lambda m: f"{m.group(1)}{text}\n{m.group(2)}", old,
                 flags=re.S)
    if new == old and "<!-- interop -->" not in old:
        raise SystemExit(f"{path} has no markers for the table")
    with open(path, "w", encoding="utf-8") as file:
        file.write(new)


def dates(values):
    days = sorted({v[3] for v in values})
    return days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"


def of_program(shown, kind, name):
    """What a program has played with the reference of the other kind:
    {row: value}"""
    reference = {"clients": matrix.REFERENCE_PHONE,
                 "phones": matrix.REFERENCE_CLIENT}[kind]
    pair = (lambda r: (name, reference, r)) if kind == "clients" else \
        (lambda r: (reference, name, r))
    return {key[2]: value for key, value in shown.items()
            if key == pair(key[2])}


def summary(values):
    """✓ when all went well; else how many of each."""
    counts = {o: sum(v[0] == o for v in values) for o in SIGNS}
    if not values:
        return ""
    if counts["right"] == len(values):
        return f"✓ {len(values)}"
    return " ".join(f"{SIGNS[o]} {n}" for o, n in counts.items() if n)


def small(shown, kinds):
    """One line for each program."""
    if not shown:
        return ["Not run yet."]
    lines = ["| program | version | " + " | ".join(GROUPS) +
             " | with all others |",
             "|---|---|" + "---|" * (len(GROUPS) + 1)]
    for kind in ("clients", "phones"):
        for name, program in kinds[kind].items():
            own = of_program(shown, kind, name)
            if not own:
                continue
            at = {"clients": 0, "phones": 1}[kind]
            version = next(iter(own.values()))[1 + at]
            groups = [summary([v for r, v in own.items()
                               if kinds["rows"][r].GROUP == g])
                      for g in GROUPS]
            pairs = summary([v for key, v in shown.items()
                             if key[at] == name and getattr(
                                 kinds["rows"][key[2]], "BASIC", False)])
            lines.append(f"| {program.TITLE} | {version} | " + " | ".join(
                groups) + f" | {pairs} |")
    return lines + ["", f"Run on {dates(shown.values())}. ✓ right, ○ refused "
                    "cleanly, – a limit of that program, ✗ wrong."]


class Notes:
    """Numbered, each text once."""

    def __init__(self):
        self.texts = []

    def sign(self, value):
        if value is None:
            return ""
        outcome, note = value[0], value[4]
        if not note:
            return SIGNS[outcome]
        if note not in self.texts:
            self.texts.append(note)
        return f"{SIGNS[outcome]} {self.texts.index(note) + 1}"

    def lines(self):
        return [f"{n}. {text}" for n, text in enumerate(self.texts, 1)]


def grid(heads, rows):
    return ["| | " + " | ".join(heads) + " |",
            "|---|" + "---|" * len(heads)] + [
                f"| {title} | " + " | ".join(signs) + " |"
                for title, signs in rows]


def whole(known, shown, kinds):
    if not shown:
        return ["Not run yet."]
    notes = Notes()
    lines = [f"Run on {dates(shown.values())}."]
    for kind in ("clients", "phones"):
        own = {n: of_program(shown, kind, n) for n in kinds[kind]}
        own = {n: v for n, v in own.items() if v}
        other = {"clients": "baresip", "phones": "the scripted client"}[kind]
        lines += ["", f"{kind.capitalize()}, with {other}:", ""]
        lines += grid([kinds[kind][n].TITLE for n in own], [
            (row.TITLE, [notes.sign(own[n].get(r)) for n in own])
            for r, row in in_groups(kinds["rows"])
            if any(r in v for v in own.values())])
    lines += ["", "Every client with every phone, "
              "calls from the client and from the phone:", ""]
    basic = [r for r, m in kinds["rows"].items() if getattr(m, "BASIC", False)]
    phones = [n for n in kinds["phones"] if any(k[1] == n for k in shown)]
    lines += grid([kinds["phones"][p].TITLE for p in phones], [
        (client.TITLE, [", ".join(
            notes.sign(shown.get((c, p, r))) or "·" for r in basic)
            for p in phones])
        for c, client in kinds["clients"].items()
        if any(k[0] == c for k in shown)])
    others = {k: v for k, v in known.items() if k[3] != "prosody"}
    if others:
        lines += ["", f"On ejabberd, {dates(others.values())}: "
                  f"{summary(list(others.values()))}."]
    return lines + [""] + notes.lines()


def in_groups(rows):
    return sorted(rows.items(),
                  key=lambda item: (GROUPS.index(item[1].GROUP),
                                    not getattr(item[1], "BASIC", False),
                                    item[0]))
