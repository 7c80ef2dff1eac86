"""Read the rows of a sheet by its headings, and say at which cell something is amiss."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from detente.case.interchange import workbook_layout as layout
from detente.case.interchange.workbook_cells import CellError, read_value
from detente.case.interchange.workbook_layout import Column, Sheet
from detente.case.interchange.workbook_text import (
    Branch,
    Cell,
    CellProblem,
    Leaf,
    Origins,
    Tree,
    say_cell,
)
from detente.case.words import quote, suggest, suggest_or_list

LONGEST_ID = 200
_CAUSES = (("because", "citations"), ("note", "text"))


@dataclass
class Desk:
    """What is found while the sheets of a workbook are read.

    ``blind`` tells that a sheet or column could not be placed, so that what is missing elsewhere
    may only seem to be.
    """

    origins: Origins
    problems: list[CellProblem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    blind: bool = False

    def refuse(self, cell: Cell, message: str) -> None:
        """Note a problem in a cell."""
        self.problems.append(self.origins.make_problem(cell, message))


@dataclass(frozen=True)
class Line:
    """A row of a sheet with its cells by heading."""

    sheet: str
    number: int
    cells: Mapping[str, str]
    places: Mapping[str, int]

    def text(self, heading: str) -> str:
        """What stands under a heading; empty for nothing."""
        return self.cells.get(heading, "")

    def cell(self, heading: str) -> Cell:
        """The cell under a heading; where there is no such column, the first of the row."""
        return self.sheet, self.number, self.places.get(heading, 1)


@dataclass
class Table:
    """A sheet with its headings understood, and its rows that are not empty.

    ``unread`` holds columns of which enough is said; ``refused`` tells that a heading is unknown.
    """

    sheet: Sheet
    places: dict[str, int] = field(default_factory=dict)
    sides: dict[str, Cell] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    unread: set[int] = field(default_factory=set)
    refused: bool = False


def read_table(
    sheet: Sheet, grid: Sequence[Sequence[str]], sides: Iterable[str], desk: Desk
) -> Table:
    """Read a sheet by its headings: words of the sheet, and ids of sides where it has values."""
    table = Table(sheet)
    if not any(any(text.strip() for text in row) for row in grid):
        return table
    _read_headings(table, grid[0], frozenset(sides), desk)
    if not _check_headings(table, desk):
        return table
    names = {place: heading for heading, place in table.places.items()}
    for number, row in enumerate(grid[1:], start=2):
        cells = {}
        for column, text in enumerate(row, start=1):
            said = text if sheet is layout.FILES else text.strip()
            if not said or column in table.unread:
                continue
            if column in names:
                cells[names[column]] = said
            else:
                _refuse_nameless(sheet, number, column, desk)
                table.unread.add(column)
        if cells:
            table.lines.append(Line(sheet.name, number, cells, table.places))
    return table


def _refuse_nameless(sheet: Sheet, row: int, column: int, desk: Desk) -> None:
    cell = (sheet.name, row, column)
    desk.refuse(cell, "stands in a column without a heading; name the column, or empty the cell")


def _read_headings(
    table: Table, headings: Sequence[str], sides: frozenset[str], desk: Desk
) -> None:
    """Find out what each column holds; columns of sides are named by their ids."""
    known = {column.heading.lower(): column.heading for column in table.sheet.all}
    for column, text in enumerate(headings, start=1):
        name, cell = text.strip(), (table.sheet.name, 1, column)
        heading = _find_heading(name, known, sides)
        if heading in table.places:
            first = say_cell((table.sheet.name, 1, table.places[heading]))
            desk.refuse(cell, f"heading {quote(name)} stands at {first} already; keep one of them")
            table.unread.add(column)
            desk.blind = True
        elif heading:
            table.places[heading] = column
            if heading in sides and table.sheet.before_sides:
                table.sides[heading] = cell
    for heading, column in table.places.items():
        if heading not in table.sides and heading not in known.values():
            _refuse_heading((table.sheet.name, 1, column), heading, table, sides, desk)


def _find_heading(name: str, known: Mapping[str, str], sides: frozenset[str]) -> str:
    """Find what a heading means: a side by its id, or a word of the sheet, in small letters or not.

    A name that is neither stays as it is.
    """
    if name in sides or name in known.values():
        return name
    return name.lower() if name.lower() in sides else known.get(name.lower(), name)


def _refuse_heading(cell: Cell, name: str, table: Table, sides: frozenset[str], desk: Desk) -> None:
    """Refuse a heading that is neither a word of the sheet nor a side."""
    missing = [each.heading for each in table.sheet.all if each.heading not in table.places]
    near = suggest(name, missing)
    if near or not table.sheet.before_sides:
        hint = near or suggest_or_list(name, [each.heading for each in table.sheet.all], "headings")
        desk.refuse(cell, f"heading {quote(name)} is not known here. {hint}")
        table.refused = True
        desk.blind = True
        return
    if not sides:
        return  # the sheet of parties cannot be read, and says so itself
    others = [side for side in sides if side not in table.places]
    hint = suggest(name, others) or "Give it a row there, or take the column out."
    desk.refuse(cell, f"{quote(name)} is not on the sheet Parties. {hint}")


def _check_headings(table: Table, desk: Desk) -> bool:
    """Refuse a sheet without the headings that it cannot be read without."""
    missing = [heading for heading in table.sheet.needed if heading not in table.places]
    for heading in missing if not table.refused else ():
        cell = (table.sheet.name, 1, 1)
        desk.refuse(cell, f"the heading {quote(heading)} is missing in the first row; write it")
        desk.blind = True
    return not missing


def fill_branch(branch: Branch, line: Line, columns: Iterable[Column], desk: Desk) -> None:
    """Add what the columns with a key hold in a row; their empty cells are the blanks."""
    for column in columns:
        if not column.key:
            continue
        cell, text = line.cell(column.heading), line.text(column.heading)
        if not text:
            if column.heading in line.places:
                branch.blanks.setdefault(column.key, cell)
            continue
        value = parse(column.kind, text, cell, desk)
        if value is None:
            branch.blanks[column.key] = cell
        else:
            branch.add(column.key, value)


def parse(kind: str, text: str, cell: Cell, desk: Desk) -> Tree | None:
    """Read a cell; None when it cannot be read, which is noted."""
    try:
        return read_value(kind, text, cell)
    except CellError as error:
        desk.refuse(cell, str(error))
        return None


def fill_sides(branch: Branch, line: Line, table: Table, desk: Desk) -> None:
    """Add the values of sides in a row."""
    for side, heading in table.sides.items():
        text = line.text(side)
        value = parse("number", text, line.cell(side), desk) if text else None
        if value is not None:
            branch.add(side, value, heading)


def read_id(line: Line, heading: str, desk: Desk) -> str:
    """Read the id that names a row; empty when there is none that can be used."""
    text = line.text(heading)
    if len(text) > LONGEST_ID:
        desk.refuse(line.cell(heading), f"{quote(text)} is too long for an id; shorten it")
        desk.blind = True
        return ""
    return text


def group(table: Table, heading: str, desk: Desk) -> Iterator[tuple[str, list[Line]]]:
    """Put the rows together that have the same id; a row without one belongs to the row above."""
    groups: dict[str, list[Line]] = {}
    current = ""
    for line in table.lines:
        current = read_id(line, heading, desk) if line.text(heading) else current
        if current:
            groups.setdefault(current, []).append(line)
        elif not line.text(heading):
            what = f"{heading} is empty, and no row above names one; write an id"
            desk.refuse(line.cell(heading), what)
    yield from groups.items()


def read_head(lines: Sequence[Line], columns: Iterable[Column], desk: Desk) -> Branch:
    """Read what several rows share: from the first that says it; another may not differ."""
    first = lines[0]
    branch = Branch((first.sheet, first.number, 1))
    for column in columns:
        said = [line for line in lines if line.text(column.heading)]
        fill_branch(branch, said[0] if said else first, [column], desk)
        for line in said[1:]:
            if column.key and line.text(column.heading) != said[0].text(column.heading):
                there = say_cell(said[0].cell(column.heading))
                text = f"{quote(line.text(column.heading))} differs from {there}; say it once"
                desk.refuse(line.cell(column.heading), text)
    return branch


def add_once(branch: Branch, key: str, value: Tree, cell: Cell, desk: Desk, what: str) -> bool:
    """Put a value under a key that is to be new; False when it is not."""
    if key in branch.entries:
        there = say_cell(branch.entries[key][0])
        desk.refuse(cell, f"{what} {quote(key)} stands at {there} already; keep one of the two")
        desk.blind = True
        return False
    branch.add(key, value, cell)
    return True


def make_leaf(line: Line, heading: str) -> Leaf:
    """Make a plain value of a cell."""
    return Leaf(line.text(heading), line.cell(heading))


@dataclass
class Book:
    """The sheets with their headings understood, by name."""

    tables: Mapping[str, Table]
    desk: Desk

    def table(self, sheet: Sheet) -> Table:
        """Return a sheet's table, empty where the workbook lacks it."""
        return self.tables[sheet.name]


def add_causes(book: Book, line: Line, value: Tree) -> Tree:
    """Put what a value rests on beside it, where the row says so."""
    branch = Branch(value.cell)
    branch.add("value", value)
    for key, kind in _CAUSES:
        heading = key.capitalize()
        text = line.text(heading)
        cause = parse(kind, text, line.cell(heading), book.desk) if text else None
        if cause is not None:
            branch.add(key, cause)
    return branch if len(branch.entries) > 1 else value
