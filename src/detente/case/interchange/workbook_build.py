"""Make the files of a case from the sheets of a workbook."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from detente.case.fields import propose_slug
from detente.case.files import APART, FILES
from detente.case.interchange import workbook_layout as layout
from detente.case.interchange.workbook_fill import IN_SHEETS, README, Grid
from detente.case.interchange.workbook_rows import (
    Book,
    Desk,
    Line,
    add_causes,
    parse,
    read_table,
)
from detente.case.interchange.workbook_settings import SETTINGS, Setting
from detente.case.interchange.workbook_tables import PARTS, build_reasons
from detente.case.interchange.workbook_text import Branch, Cell, Leaf, Tree, say_cell, write_text
from detente.case.words import quote, suggest, suggest_or_list

_PART = "[A-Za-z0-9_][A-Za-z0-9_. -]{0,80}"
_CARRIED = re.compile(rf"readings/{_PART}\.yaml|sources/{_PART}(/{_PART})?")


def build_files(grids: Mapping[str, Grid], desk: Desk) -> dict[str, str]:
    """Make the text of each file of the case; what is amiss is noted on the desk."""
    _check_sheets(grids, desk)
    sides = _list_sides(grids.get(layout.PARTIES.name, []))
    tables = {
        sheet.name: read_table(sheet, grids.get(sheet.name, []), sides, desk)
        for sheet in (layout.CASE, *layout.TABLES)
    }
    book = Book(tables, desk)
    trees = _start_trees()
    _build_settings(book, trees)
    for file, key, build in PARTS:
        tree = build(book)
        if tree is not None:
            trees[file].add(key, tree)
    if not desk.blind:
        build_reasons(book, trees["case.yaml"])
    others = _gather_files(book)
    texts = {
        file: write_text(file, tree, desk.origins, _check_remarks(book, others.get(file, [])))
        for file, tree in trees.items()
        if tree.entries
    }
    return {**texts, **_build_others(book, others)}


def _check_sheets(grids: Mapping[str, Grid], desk: Desk) -> None:
    """Refuse a workbook without the sheets that are needed; say which others are not read."""
    needed = (layout.CASE, layout.PARTIES, layout.OPTIONS)
    missing = [sheet.name for sheet in needed if sheet.name not in grids]
    for name in missing:
        text = f"there is no sheet {quote(name)}; `detente init FOLDER --xlsx` writes one with all"
        desk.refuse((name, 0, 0), text)
        desk.blind = True
    for name in grids:
        if name in layout.NAMES:
            continue
        hint = suggest(name, [known for known in layout.NAMES if known not in grids], cutoff=0.8)
        if hint:
            desk.refuse((name, 0, 0), f"is no sheet of a case and is not read. {hint}")
            desk.blind = True
        elif any(any(row) for row in grids[name]):
            desk.notes.append(f"The sheet {quote(name)} is no part of a case and was not read.")


def _list_sides(grid: Grid) -> list[str]:
    """List what stands under the heading Id of the sheet of parties, before anything is checked."""
    headings = [text.strip().lower() for text in grid[0]] if grid else []
    at = headings.index("id") if "id" in headings else -1
    ids = [row[at].strip() for row in grid[1:] if at >= 0 and len(row) > at and row[at].strip()]
    return [name for id_ in ids for name in (id_, propose_slug(id_) or id_)]


def _start_trees() -> dict[str, Branch]:
    top = (layout.CASE.name, 1, 1)
    trees = {file: Branch(top) for file in IN_SHEETS}
    trees["case.yaml"].add("detente", Leaf("1", top))
    return trees


def _build_settings(book: Book, trees: Mapping[str, Branch]) -> None:
    """Put what the sheet Case says where it belongs."""
    known = {setting.label.lower(): setting for setting in SETTINGS}
    seen: dict[str, Cell] = {}
    for line in book.table(layout.CASE).lines:
        label, cell = line.text("What"), line.cell("What")
        setting = known.get(label.lower())
        if setting is None:
            _refuse_setting(book, line)
        elif setting.label in seen:
            there = say_cell(seen[setting.label])
            book.desk.refuse(cell, f"{quote(label)} stands at {there} already; keep one of them")
        else:
            seen[setting.label] = cell
            _build_setting(book, trees[setting.file], setting, line)


def _refuse_setting(book: Book, line: Line) -> None:
    label = line.text("What")
    if not label and not any(line.text(heading) for heading in ("Value", "Because", "Note")):
        return
    hint = suggest_or_list(label, [setting.label for setting in SETTINGS], "rows")
    book.desk.refuse(line.cell("What"), f"{quote(label)} is not known here. {hint}")
    book.desk.blind = True


def _build_setting(book: Book, tree: Branch, setting: Setting, line: Line) -> None:
    cell, text = line.cell("Value"), line.text("Value")
    *above, key = setting.path
    if not text:
        if not above:
            tree.blanks[key] = cell
        _refuse_causes(book, line)
        return
    value: Tree | None = parse(setting.kind, text, cell, book.desk)
    if value is None:
        return
    if setting.cited:
        value = add_causes(book, line, value)
    else:
        _refuse_causes(book, line)
    for step in above:
        if step not in tree.entries:
            tree.add(step, Branch(cell))
        below = tree.entries[step][1]
        if isinstance(below, Branch):
            tree = below
    tree.add(key, value)


def _refuse_causes(book: Book, line: Line) -> None:
    """Refuse what a row cannot keep, so that nothing is lost in silence."""
    for heading in ("Because", "Note"):
        if line.text(heading):
            text = "this row has no place for it; a value comes first, and of a firmness only"
            book.desk.refuse(line.cell(heading), text)


def _gather_files(book: Book) -> dict[str, list[tuple[str, Cell]]]:
    """Gather the lines of the sheet of other files by the name of the file, each with its cell."""
    files: dict[str, list[tuple[str, Cell]]] = {}
    refused: set[str] = set()
    name = ""
    for line in book.table(layout.FILES).lines:
        name = line.text("File").strip() or name
        if _is_carried(name):
            cell = line.cell("Text")
            files.setdefault(name, []).extend((part, cell) for part in _list_parts(line))
        elif name not in refused:
            refused.add(name)
            _refuse_file(book, line, name)
    return files


def _list_parts(line: Line) -> list[str]:
    return line.text("Text").rstrip("\n").split("\n")


def _check_remarks(book: Book, lines: Sequence[tuple[str, Cell]]) -> Sequence[tuple[str, Cell]]:
    """Refuse what is no remark in a file that is made from the other sheets."""
    for text, cell in lines:
        if not text.startswith("#"):
            way_out = "this file is made from the other sheets, so only remarks stand here"
            book.desk.refuse(cell, f'{quote(text)} does not begin with "#"; {way_out}')
    return [(text, cell) for text, cell in lines if text.startswith("#")]


def _build_others(book: Book, files: Mapping[str, Sequence[tuple[str, Cell]]]) -> dict[str, str]:
    """Put the lines of the files together that have no sheet of their own."""
    texts = {}
    for name, lines in files.items():
        if name in IN_SHEETS:
            continue
        for number, (_, cell) in enumerate(lines, start=1):
            book.desk.origins.mark(name, number, 1, cell)
        texts[name] = "".join(f"{text}\n" for text, _ in lines)
    return texts


_OTHERS = (*(file for file in FILES if file not in IN_SHEETS), *APART, README)


def _is_carried(name: str) -> bool:
    """Whether the sheet of other files may hold a file of that name: a part of a case folder."""
    known = name in _OTHERS or name in IN_SHEETS
    return known or _CARRIED.fullmatch(name) is not None


def _refuse_file(book: Book, line: Line, name: str) -> None:
    hint = suggest_or_list(name, [*_OTHERS, "readings/NAME.yaml"], "files")
    book.desk.refuse(line.cell("File"), f"{quote(name)} is no file of a case. {hint}")
