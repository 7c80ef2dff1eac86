"""Read the cells of a workbook as text, as they look to whoever filled them in."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from detente.case.files import MAX_TOTAL
from detente.case.interchange.workbook_fill import Grid
from detente.case.interchange.workbook_numbers import is_percent, say_day, say_number, say_percent
from detente.case.interchange.workbook_rows import Desk
from detente.case.interchange.workbook_save import LONGEST
from detente.case.interchange.workbook_scan import ScanError, read_bytes, scan
from detente.case.interchange.workbook_text import Cell
from detente.case.words import quote
from detente.errors import CaseError, Problem

MOST_SHEETS = 100
_RETURN = re.compile(r"_x000D_\n?|\r\n?")
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_BAD = "\N{REPLACEMENT CHARACTER}"


def load_sheets(path: Path, desk: Desk) -> dict[str, Grid]:
    """Read every sheet of a workbook: its cells as text, by its name.

    What single cells hold that cannot be used is noted on the desk.

    Raises
    ------
    CaseError : the file is no workbook, or too large a one.
    """
    try:
        content = read_bytes(path)
        return _load(content, scan(content), desk)
    except ScanError as error:
        raise CaseError([Problem(desk.origins.workbook, 0, 0, str(error))]) from None


def _load(content: bytes, has_formula: bool, desk: Desk) -> dict[str, Grid]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts that it does not keep; nothing is written back
        try:
            return _read_sheets(content, has_formula, desk)
        except ScanError:
            raise
        except Exception as error:  # openpyxl raises whatever it stumbles over
            text = f"is damaged: {quote(error)}; open it in a spreadsheet program and save it again"
            raise ScanError(text) from None


def _read_sheets(content: bytes, has_formula: bool, desk: Desk) -> dict[str, Grid]:
    shown = _open(content, data_only=True)
    typed = _open(content, data_only=False) if has_formula else None
    reader = _Reader(desk)
    try:
        if len(shown.worksheets) > MOST_SHEETS:
            count = len(shown.worksheets)
            raise ScanError(f"has {count} sheets, and at most {MOST_SHEETS} are read; remove some")
        return {
            sheet.title: reader.read(sheet, typed[sheet.title] if typed is not None else None)
            for sheet in shown.worksheets
        }
    finally:
        shown.close()
        if typed is not None:
            typed.close()


def _open(content: bytes, *, data_only: bool) -> Any:
    from openpyxl import load_workbook

    stream = io.BytesIO(content)
    return load_workbook(stream, read_only=True, data_only=data_only, keep_links=False)


class _Reader:
    """Reads cells as text, and counts how much there is."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.total = 0

    def read(self, sheet: Any, typed: Any) -> Grid:
        """Read a sheet; `typed` is the same with formulas where it has any."""
        grid = []
        for number, row in enumerate(_pair(sheet, typed), start=1):
            cells = enumerate(row, start=1)
            grid.append(
                [self._read((sheet.title, number, column), *pair) for column, pair in cells]
            )
        return grid

    def _read(self, place: Cell, cell: Any, formula: Any) -> str:
        if cell.value is None:
            if formula is not None and formula.data_type == "f" and cell.data_type != "str":
                self.desk.refuse(
                    place,
                    "a formula stands here whose result is not saved; open the workbook in a "
                    "spreadsheet program and save it, or write the value itself",
                )
            return ""
        text = _RETURN.sub("\n", self._say(place, cell))
        self.total += len(text)
        if self.total > MAX_TOTAL:
            raise ScanError(f"holds more than {MAX_TOTAL / 1e6:g} MB of text; split the case")
        if len(text) > LONGEST:
            self.desk.refuse(place, f"{len(text):,} characters are too many for a cell; shorten it")
            return ""
        return self._check(place, text)

    def _check(self, place: Cell, text: str) -> str:
        found = _CONTROL.search(text)
        if found is None:
            return text
        code = f"U+{ord(found.group()):04X}"
        self.desk.refuse(place, f"control character {code} in text; remove it")
        return _CONTROL.sub(_BAD, text)

    def _say(self, place: Cell, cell: Any) -> str:
        """Write what a cell shows; of errors and times of day, say that they cannot be used."""
        value = cell.value
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if cell.data_type == "e":
            self.desk.refuse(place, f"holds the error {quote(value)}; correct the formula here")
            return ""
        if isinstance(value, int | float):
            return say_percent(value) if is_percent(cell.number_format) else say_number(value)
        if isinstance(value, dt.datetime) and value.time() == dt.time():
            return say_day(value, cell.number_format)
        if isinstance(value, dt.datetime | dt.time | dt.timedelta):
            self.desk.refuse(
                place, f"a time of day ({value}) stands here; write a date alone, or text"
            )
            return ""
        return str(value)


def _pair(sheet: Any, typed: Any) -> Iterator[list[tuple[Any, Any]]]:
    """Go over the rows of a sheet, each cell beside the same with its formula, if any."""
    sheet.reset_dimensions()
    if typed is None:
        for row in sheet.iter_rows():
            yield [(cell, None) for cell in row]
        return
    typed.reset_dimensions()
    for row, other in zip(sheet.iter_rows(), typed.iter_rows(), strict=False):
        yield list(zip_longest(row, other))
