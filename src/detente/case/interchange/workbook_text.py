"""Write the files of a case from the cells of a workbook, and remember which cell each part is of.

The text is plain YAML, as a person would write it. Every key and every value in it knows its cell,
so that whatever the checks of a case say of a line can be said of the cell that it came from.
"""

from __future__ import annotations

import bisect
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from detente.case.messages import MISSING
from detente.errors import Problem

Cell: TypeAlias = tuple[str, int, int]
"""A sheet, a row and a column, both from 1; row 0 for the sheet as a whole."""


@dataclass(frozen=True)
class Leaf:
    """One plain value; ``bare`` ones, such as true, are never put in quotes."""

    text: str
    cell: Cell
    bare: bool = False


@dataclass(frozen=True)
class Row:
    """A list that is written in brackets."""

    items: tuple[Leaf | Row, ...]
    cell: Cell


@dataclass
class Branch:
    """A mapping: key, the cell of the key, and the value. ``blanks`` are cells of keys without."""

    cell: Cell
    entries: dict[str, tuple[Cell, Tree]] = field(default_factory=dict)
    blanks: dict[str, Cell] = field(default_factory=dict)

    def add(self, key: str, value: Tree, cell: Cell | None = None) -> None:
        """Put a value under a key; the key is of the value's cell unless another is given."""
        self.entries[key] = (cell or value.cell, value)

    def find(self, *path: str) -> Tree | None:
        """Walk down to a value; None when it is not there."""
        here: Tree | None = self
        for key in path:
            if not isinstance(here, Branch) or key not in here.entries:
                return None
            here = here.entries[key][1]
        return here


@dataclass
class Listing:
    """A list with one entry below the other."""

    cell: Cell
    items: list[Leaf | Row | Branch] = field(default_factory=list)


Tree: TypeAlias = Leaf | Row | Branch | Listing


def say_cell(cell: Cell) -> str:
    """Name a cell as a spreadsheet does.

    >>> say_cell(("Options", 12, 28))
    'Options!AB12'
    """
    sheet, row, column = cell
    return f"{sheet}!{_letters(column)}{row}" if row else sheet


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


@dataclass(frozen=True, order=True)
class CellProblem(Problem):
    """A problem in a cell: ``file`` is the workbook and its sheet, ``line`` the row.

    Examples
    --------
    >>> print(CellProblem("case.xlsx  Options", 12, 4, "nothing is written here"))
    case.xlsx  Options!D12  nothing is written here
    """

    def __str__(self) -> str:
        return f"{say_cell((self.file, self.line, self.column))}  {self.message}"


class Origins:
    """Which cell every part of the text of some files came from."""

    def __init__(self, workbook: str) -> None:
        self.workbook = workbook
        self._places: dict[str, list[tuple[int, int, Cell]]] = {}
        self._blanks: dict[tuple[str, int, int], Mapping[str, Cell]] = {}

    def mark(self, file: str, line: int, column: int, cell: Cell) -> None:
        """Note where a part of a file begins; parts are noted in their order."""
        self._places.setdefault(file, []).append((line, column, cell))

    def mark_blanks(self, file: str, line: int, column: int, blanks: Mapping[str, Cell]) -> None:
        """Note the empty cells that belong to the mapping which begins at a place."""
        if blanks:
            self._blanks[file, line, column] = blanks

    def find(self, file: str, line: int, column: int) -> Cell | None:
        """Find the cell of a place; None when the file has none."""
        places = self._places.get(file, [])
        at = bisect.bisect_right(places, (line, column, ("\U0010ffff", 0, 0)))
        return places[max(at - 1, 0)][2] if places else None

    def make_problem(self, cell: Cell, message: str) -> CellProblem:
        """Make a problem in a cell."""
        sheet, row, column = cell
        return CellProblem(f"{self.workbook}  {sheet}", row, column, message)

    def move(self, problems: Sequence[Problem]) -> list[Problem]:
        """Move problems from the text of files to the cells it came from."""
        return [self._move(problem) for problem in problems]

    def _move(self, problem: Problem) -> CellProblem:
        place = (problem.file, problem.line, problem.column)
        message = self._retell(problem.file, problem.message)
        missing = _MISSING.search(problem.message)
        cell = self._blanks.get(place, {}).get(missing[1]) if missing else None
        cell = cell or self.find(*place)
        if cell is None:
            return CellProblem(f"{self.workbook}  {problem.file}", 0, 0, message)
        return self.make_problem(cell, message)

    def _retell(self, file: str, message: str) -> str:
        """Let a message that points to another line point to its cell."""

        def tell(found: re.Match[str], name: str, line: str, column: str) -> str:
            cell = self.find(name, int(line), int(column))
            return found.group() if cell is None else say_cell(cell)

        message = _PLACE.sub(lambda found: tell(found, found[1], found[2], found[3]), message)
        return _LINE.sub(lambda found: f"at {tell(found, file, found[1], '999999')}", message)


_MISSING = re.compile(f'"([a-z_]+)"{re.escape(MISSING)}')
_PLACE = re.compile(r"\b([a-z]+(?:/[\w.-]+)?\.yaml):(\d{1,7}):(\d{1,7})")
_LINE = re.compile(r"\bat line (\d{1,7})\b")


def write_text(
    file: str, tree: Branch, origins: Origins, remarks: Sequence[tuple[str, Cell]] = ()
) -> str:
    """Write a tree as YAML below some remarks, noting in `origins` where each cell came to stand.

    Examples
    --------
    >>> tree = Branch(("Case", 1, 1))
    >>> tree.add("title", Leaf("Water: who pays?", ("Case", 2, 2)))
    >>> origins = Origins("case.xlsx")
    >>> print(write_text("case.yaml", tree, origins), end="")
    title: "Water: who pays?"
    >>> print(origins.move([Problem("case.yaml", 1, 9, "is too short")])[0])
    case.xlsx  Case!B2  is too short
    """
    page = _Page(file, origins)
    for text, cell in remarks:
        page.start_line(0)
        page.put(text, cell)
    page.write_branch(tree, 0)
    return page.text + "\n"


@dataclass
class _Page:
    """A file as it is written, with the line and column that have been reached."""

    file: str
    origins: Origins
    parts: list[str] = field(default_factory=list)
    line: int = 1
    column: int = 1

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def put(self, text: str, cell: Cell | None = None) -> None:
        """Write some text of a line, which comes from a cell."""
        if cell is not None:
            self.origins.mark(self.file, self.line, self.column, cell)
        self.parts.append(text)
        self.column += len(text)

    def start_line(self, indent: int) -> None:
        """Begin a new line, unless nothing is written yet."""
        if self.parts:
            self.parts.append("\n")
            self.line += 1
        self.parts.append(" " * indent)
        self.column = indent + 1

    def write_branch(self, branch: Branch, indent: int, *, started: bool = False) -> None:
        """Write a mapping, a key a line; its first line may have been started."""
        for number, (key, (cell, value)) in enumerate(branch.entries.items()):
            if number or not started:
                self.start_line(indent)
            if not number:
                self.origins.mark_blanks(self.file, self.line, self.column, branch.blanks)
            self.put(quote_text(key, inside=True), cell)
            self.put(":")
            self.write_below(value, indent)

    def write_below(self, value: Tree, indent: int) -> None:
        """Write the value of a key."""
        if isinstance(value, Branch) and value.entries:
            self.write_branch(value, indent + 2)
        elif isinstance(value, Listing) and value.items:
            self.write_listing(value, indent + 2)
        else:
            self.put(" ")
            self.write_inline(value, indent)

    def write_listing(self, listing: Listing, indent: int) -> None:
        """Write a list, each entry on lines of its own."""
        for item in listing.items:
            self.start_line(indent)
            self.put("- ")
            if isinstance(item, Branch) and item.entries:
                self.write_branch(item, indent + 2, started=True)
            else:
                self.write_inline(item, indent)

    def write_inline(self, value: Tree, indent: int) -> None:
        """Write what fits behind a key: a plain value, a list in brackets, or nothing."""
        if isinstance(value, Leaf) and not value.bare and _is_block(value.text):
            self.write_block(value, indent + 2)
        elif isinstance(value, Leaf | Row):
            self.write_flow(value, inside=False)
        else:
            self.put("{}" if isinstance(value, Branch) else "[]", value.cell)

    def write_flow(self, value: Leaf | Row, *, inside: bool) -> None:
        """Write a plain value, or a list in brackets."""
        if isinstance(value, Leaf):
            text = value.text if value.bare else quote_text(value.text, inside=inside)
            self.put(text, value.cell)
            return
        self.put("[", value.cell)
        for number, item in enumerate(value.items):
            self.put(", " if number else "")
            self.write_flow(item, inside=True)
        self.put("]")

    def write_block(self, leaf: Leaf, indent: int) -> None:
        """Write text of several lines as it is."""
        self.put("|-", leaf.cell)
        for line in leaf.text.split("\n"):
            self.start_line(indent if line else 0)
            self.put(line, leaf.cell)


_PLAIN = re.compile(r"(?:[^\W_]|-(?=[0-9]))(?:[^\s:#]| (?=[^\s#])|:(?=[^\s,\[\]{}])|(?<=\S)#)*")
_FLOW = re.compile(r"[,\[\]{}]")
_MEANING = frozenset(("true", "false", "null"))


def quote_text(text: str, *, inside: bool = False) -> str:
    """Write text so that YAML reads the same text: as it is where that is safe, else in quotes.

    ``inside`` is for keys, and within brackets.

    >>> print(quote_text("5 to 9"), quote_text("p. 9, top", inside=True), quote_text("true"))
    5 to 9 "p. 9, top" "true"
    """
    is_plain = _PLAIN.fullmatch(text) and text.isprintable() and text.lower() not in _MEANING
    if is_plain and not (inside and _FLOW.search(text)):
        return text
    written = json.dumps(text, ensure_ascii=False)
    return "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in written)


def _is_block(text: str) -> bool:
    """Whether text of several lines can be written line by line."""
    lines = text.split("\n")
    return (
        len(lines) > 1
        and all(line == line.strip() and line.replace(" ", "x").isprintable() for line in lines)
        and bool(lines[0] and lines[-1])
    )
