"""Fill the sheets of a workbook from the files of a case: plain texts, a row below the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any, TypeAlias

from detente.case.files import (
    APART,
    FILES,
    FOLDERS,
    compute_digest,
    decode,
    find_folder,
    list_entries,
    load_files,
    read_inside,
)
from detente.case.interchange import workbook_layout as layout
from detente.case.interchange.workbook_cells import say_value
from detente.case.interchange.workbook_layout import Column, Sheet
from detente.case.interchange.workbook_settings import SETTINGS
from detente.case.model import Case
from detente.case.positions import read_tree
from detente.case.words import quote
from detente.errors import InputError, Problem

Grid: TypeAlias = list[list[str]]
"""The cells of a sheet, headings first; an empty text for an empty cell."""

Data: TypeAlias = dict[str, Any]

IN_SHEETS = ("case.yaml", "promises.yaml", "offers.yaml", "sources.yaml")
README = "README.md"
_EDITORS = "# yaml-language-server"
_REMARK = re.compile(r"^[ \t]*#", re.MULTILINE)


@dataclass
class Texts:
    """The files of a case as text, by name, and what of them a workbook does not hold."""

    files: dict[str, str]
    notes: list[str] = field(default_factory=list)


def read_texts(case: Case) -> Texts:
    """Read the files of a case's folder as text.

    Raises
    ------
    InputError : the case has no folder, or what is there is another case by now.
    """
    if case.folder is None:
        raise InputError(
            "a workbook is written from a case folder; this case was not loaded from one"
        )
    folder = find_folder(case.folder)
    contents, _, _ = load_files(folder)
    if compute_digest(contents) != case.digest:
        raise InputError(
            f"{quote(str(folder))} holds another case by now, or this is a view of it; load the "
            "folder again, and write that"
        )
    texts = Texts({name: _decode(name, content) or "" for name, content in contents.items()})
    names = list_entries(folder, "")
    for name in (*APART, README):
        if name in names and not _add_text(texts, folder, name):
            texts.notes.append(f"{name} is left out: it is no plain text.")
    _add_documents(texts, folder, case)
    texts.notes += [*_note_remarks(texts.files), *_note_strays(names)]
    return texts


def _decode(name: str, content: bytes) -> str | None:
    found = decode(name, content)
    return None if isinstance(found, Problem) else found


def _add_text(texts: Texts, folder: Path, name: str) -> bool:
    """Add a file of the folder, if it is text."""
    content = read_inside(folder, name)
    text = _decode(name, content) if isinstance(content, bytes) else None
    if text is not None:
        texts.files[name] = text
    return text is not None


def _add_documents(texts: Texts, folder: Path, case: Case) -> None:
    """Add the documents that sources name, as far as they are text."""
    for source in case.sources.values():
        if (
            source.file
            and source.file not in texts.files
            and not _add_text(texts, folder, source.file)
        ):
            texts.notes.append(
                f"{source.file} is no plain text: source {source.id} stands without it, so put it "
                "back into the folder, and name it again, after reading the workbook."
            )


def _note_strays(names: Sequence[str]) -> list[str]:
    known = (*FILES, *APART, *FOLDERS, README)
    strays = [name for name in names if name not in known]
    if not strays:
        return []
    return [f"Other files of the folder are no part of a case and left out: {', '.join(strays)}."]


def _note_remarks(files: Mapping[str, str]) -> list[str]:
    heads = _find_heads(files)
    found = [
        name
        for name in IN_SHEETS
        if len(_REMARK.findall(files.get(name, ""))) > len(_REMARK.findall(heads.get(name, "")))
    ]
    if not found:
        return []
    where = ", ".join(found)
    return [f"Remarks (lines that begin with #) are kept at the head of a file only: see {where}."]


def _find_heads(files: Mapping[str, str]) -> dict[str, str]:
    """Find the remarks with which the files begin that have sheets of their own."""
    heads = {}
    for name in IN_SHEETS:
        lines = takewhile(lambda line: line.startswith("#"), files.get(name, "").splitlines())
        kept = [line for line in lines if not line.startswith(_EDITORS)]
        if kept:
            heads[name] = "\n".join(kept)
    return heads


def fill_sheets(files: Mapping[str, str]) -> dict[str, Grid]:
    """Fill the sheets from the texts of a case that is in order, by the name of the sheet."""
    data = {name: _read_data(name, files[name]) for name in IN_SHEETS if name in files}
    case = data.get("case.yaml", {})
    reasons = _start(layout.REASONS)
    rest = {name: text for name, text in files.items() if name not in IN_SHEETS}
    return {
        layout.CASE.name: _fill_case(data),
        layout.PARTIES.name: _fill_parties(case),
        layout.OPTIONS.name: _fill_options(case, reasons),
        layout.INTERACTIONS.name: _fill_interactions(case, reasons),
        layout.CONSTRAINTS.name: _fill_constraints(case),
        layout.REASONS.name: reasons,
        layout.PROMISES.name: _fill_list(
            layout.PROMISES, data.get("promises.yaml", {}).get("promises")
        ),
        layout.OFFERS.name: _fill_offers(data.get("offers.yaml", {})),
        layout.SOURCES.name: _fill_sources(data.get("sources.yaml", {}), files),
        layout.FILES.name: _fill_files({**_find_heads(files), **rest}),
    }


def _read_data(name: str, text: str) -> Data:
    tree, _ = read_tree(name, text)
    data = tree.data() if tree is not None else {}
    return data if isinstance(data, dict) else {}


def _start(sheet: Sheet, sides: Sequence[str] = ()) -> Grid:
    """Begin a sheet with its headings."""
    headings: list[str] = []
    for column in sheet.all:
        headings.append(column.heading)
        if sides and column.heading == sheet.before_sides:
            headings += sides
    return [headings]


def _fill_case(data: Mapping[str, Data]) -> Grid:
    rows = _start(layout.CASE)
    for setting in SETTINGS:
        found = _dig(data.get(setting.file, {}), setting.path)
        value, because, note = _take_apart(found) if setting.cited else (found, None, None)
        rows.append(
            [
                setting.label,
                _say(setting.kind, value),
                _say("citations", because),
                _say("text", note),
                setting.help,
            ]
        )
    return rows


def _dig(data: Any, path: Sequence[str]) -> Any:
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def _take_apart(value: Any) -> tuple[Any, Any, Any]:
    """Take a value from what it rests on, where that is written beside it."""
    if isinstance(value, dict):
        return value.get("value"), value.get("because"), value.get("note")
    return value, None, None


def _say(kind: str, value: Any) -> str:
    return "" if value is None else say_value(kind, value)


def _say_row(columns: Sequence[Column], data: Data) -> dict[str, str]:
    """Write what the columns with a key hold, by heading."""
    return {
        column.heading: _say(column.kind, data.get(column.key)) for column in columns if column.key
    }


def _lay(grid: Grid, cells: Mapping[str, str]) -> None:
    """Add a row with some cells filled, by heading."""
    grid.append([cells.get(heading, "") for heading in grid[0]])


def _fill_parties(case: Data) -> Grid:
    grid = _start(layout.PARTIES)
    for section in ("parties", "ratifiers"):
        for id_, entry in (case.get(section) or {}).items():
            data = dict(entry or {})
            data["reservation"], because, note = _take_apart(data.get("reservation"))
            cells = {
                "Id": id_,
                **_say_row(layout.PARTIES.columns, data),
                "Because": _say("citations", because),
                "Note": _say("text", note),
            }
            _lay(grid, cells)
    return grid


def _list_sides(case: Data) -> list[str]:
    return [*(case.get("parties") or {}), *(case.get("ratifiers") or {})]


def _fill_options(case: Data, reasons: Grid) -> Grid:
    sides = _list_sides(case)
    grid = _start(layout.OPTIONS, sides)
    for issue, entry in (case.get("issues") or {}).items():
        shared = _say_row(layout.OPTIONS.head, entry)
        for option, data in entry["options"].items():
            cells = {**shared, "Issue": issue, "Option": option}
            cells |= _say_row(layout.OPTIONS.columns, data or {})
            where = {"Issue": issue, "Option": option}
            cells |= _say_sides(sides, data or {}, where, reasons)
            _lay(grid, cells)
            shared = {}
    return grid


def _say_sides(
    sides: Sequence[str], data: Data, where: Mapping[str, str], reasons: Grid
) -> dict[str, str]:
    """Write the values of sides; what one of them rests on goes to the sheet for that."""
    cells = {}
    for side in sides:
        value, because, note = _take_apart(data.get(side))
        cells[side] = _say("number", value)
        if because is not None or note is not None:
            said = {"Because": _say("citations", because), "Note": _say("text", note)}
            _lay(reasons, {**where, "Side": side, **said})
    return cells


def _fill_interactions(case: Data, reasons: Grid) -> Grid:
    sides = _list_sides(case)
    grid = _start(layout.INTERACTIONS, sides)
    for number, data in enumerate(case.get("interactions") or [], start=1):
        cells = {"No.": str(number), **_say_row(layout.INTERACTIONS.columns, data)}
        _lay(grid, cells | _say_sides(sides, data, {"Interaction": str(number)}, reasons))
    return grid


def _fill_constraints(case: Data) -> Grid:
    grid = _start(layout.CONSTRAINTS)
    for data in case.get("constraints") or []:
        kind = next(kind for kind in layout.KINDS if kind in data)
        is_limit = "of" in data
        cells = {
            **_say_row(layout.CONSTRAINTS.columns, data),
            "Kind": kind,
            "Count": _say("text", data[kind]) if is_limit else "",
            "Options": _say("references", data["of"])
            if is_limit
            else _say("combinations", data[kind]),
        }
        _lay(grid, cells)
    return grid


def _fill_list(sheet: Sheet, entries: Any) -> Grid:
    grid = _start(sheet)
    for data in entries or []:
        _lay(grid, _say_row(sheet.columns, data))
    return grid


def _fill_offers(data: Data) -> Grid:
    grid = _start(layout.OFFERS)
    for offer in data.get("offers") or []:
        cells = _say_row(layout.OFFERS.head, offer)
        for issue, pledge in (offer.get("pledges") or {"": {}}).items():
            written = pledge if isinstance(pledge, dict) else {"option": pledge}
            said = {**_say_row(layout.OFFERS.columns, written), "Issue": issue}
            _lay(grid, {**cells, **said, "Id": offer["id"]})
            cells = {}
    return grid


def _fill_sources(data: Data, files: Mapping[str, str]) -> Grid:
    grid = _start(layout.SOURCES)
    for source, entry in (data.get("sources") or {}).items():
        cells = _say_row(layout.SOURCES.head, entry)
        if cells["File"] not in files:
            cells["File"] = ""
        for passage, text in (entry.get("passages") or {"": ""}).items():
            _lay(grid, {**cells, "Id": source, "Passage": passage, "What it says": _say("", text)})
            cells = {}
    return grid


def _fill_files(files: Mapping[str, str]) -> Grid:
    grid = _start(layout.FILES)
    for name, text in files.items():
        for line in _list_lines(text):
            grid.append([name, line])
    return grid


def _list_lines(text: str) -> Iterator[str]:
    """Go over the lines of a text, however they end; the last need not end."""
    yield from text.removesuffix("\n").replace("\r\n", "\n").replace("\r", "\n").split("\n")
