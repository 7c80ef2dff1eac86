"""Tables as they were shown, kept for a while so that they can be saved as CSV."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import OrderedDict
from dataclasses import dataclass, field

from detente.report.tables import Cell, Table

KEPT = 1024
"""Tables that are kept at hand: what a few tabs show, and showed before the last edits."""

MINUS = "\N{MINUS SIGN}"
_NUMBER = re.compile(r"[+-]?(\d+(,\d{3})*(\.\d*)?|\.\d+)([eE][+-]?\d+)?%?")
_OPENERS = tuple("=+-@\t\r＝＋－＠")


@dataclass(frozen=True)
class Shown:
    """A table under the name that its file gets."""

    name: str
    text: str


@dataclass(frozen=True)
class Tables:
    """The tables that were shown last, by what is in them."""

    _kept: OrderedDict[str, Shown] = field(default_factory=OrderedDict)

    def keep(self, table: Table, name: str = "") -> str:
        """Keep a table; what is returned names it in addresses."""
        shown = Shown(_name_file(name or table.caption), write_csv(table))
        key = hashlib.sha256(f"{shown.name}\n{shown.text}".encode()).hexdigest()[:20]
        self._kept[key] = shown
        self._kept.move_to_end(key)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return key

    def find(self, key: str) -> Shown | None:
        """Return a table that was shown; None when that was too long ago."""
        return self._kept.get(key)


def write_csv(table: Table) -> str:
    r"""Write a table as CSV that a spreadsheet takes for text and numbers, never for formulas.

    Examples
    --------
    >>> from detente.report.tables import make_table
    >>> write_csv(make_table("Odds", ["Party", "Odds"], [["=City()", "-5"]]))
    "Party,Odds\r\n'=City(),-5\r\n"
    """
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([guard(title) for title in table.head])
    writer.writerows([guard(_read(cell)) for cell in row] for row in table.rows)
    return file.getvalue()


def guard(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would compute.

    Examples
    --------
    >>> guard("=1+1"), guard("-5 to -2"), guard("-5"), guard("\N{MINUS SIGN}0.5"), guard("about 3")
    ("'=1+1", "'-5 to -2", '-5', '-0.5', 'about 3')
    """
    plain = text.replace(MINUS, "-").strip()
    if _NUMBER.fullmatch(plain):
        return plain
    return f"'{text}" if text.lstrip(" \n\N{NO-BREAK SPACE}").startswith(_OPENERS) else text


def _read(cell: Cell) -> str:
    return f"{cell.text} ({cell.under})" if cell.under else cell.text


def _name_file(text: str) -> str:
    """Name a file by plain letters and digits.

    Examples
    --------
    >>> _name_file("Odds of a deal, in 2020"), _name_file("…")
    ('odds-of-a-deal-in-2020', 'table')
    """
    words = re.findall(r"[a-z0-9]+", text.lower())
    return "-".join(words)[:60].strip("-") or "table"
