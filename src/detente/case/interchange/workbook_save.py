"""Write the sheets of a workbook to a file, made to be filled in.

Every heading has a note that explains its column, what can be chosen is chosen from a list, and the
same sheets give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from detente.case.interchange import workbook_layout as layout
from detente.case.interchange.workbook_fill import Grid
from detente.case.interchange.workbook_guide import GUIDE
from detente.case.interchange.workbook_layout import Column, Sheet
from detente.case.interchange.workbook_numbers import DAY, find_day, find_number
from detente.case.interchange.workbook_text import say_cell
from detente.errors import InputError

MOST_ROWS = 100_000
LONGEST = 32_767
_SPARE = 300
_HEIGHT, _MOST_LINES, _PACKED = 15, 12, 1.15
_A3, _A4 = 8, 9
_WIDE = 180
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_LISTS = {
    "parties": (layout.PARTIES, "Id", 60),
    "sides": (layout.PARTIES, "Id", 60),
    "issues": (layout.OPTIONS, "Issue", 2_000),
}
_SIDE_WIDTH = 15
_INK, _HEAD, _SIDE, _LINE = "#1a1a1a", "#dfe7ef", "#f3e8d6", "#b8c2cc"


def save_sheets(grids: Mapping[str, Grid], path: Path, title: str = "") -> None:
    """Write a workbook.

    Parameters
    ----------
    grids : the cells of each sheet by its name; headings first.
    title : for the properties of the file.

    Raises
    ------
    InputError : a text or a sheet is longer than a spreadsheet can hold.
    """
    from xlsxwriter import Workbook

    _check_sizes(grids)
    with Workbook(str(path), dict(_OPTIONS)) as book:
        book.set_properties({"title": title, "created": _CREATED})
        painter = _Painter(book)
        _write_guide(painter)
        for sheet in (layout.CASE, *layout.TABLES):
            _write_sheet(painter, sheet, grids[sheet.name])
        book.get_worksheet_by_name(layout.CASE.name).activate()


def _check_sizes(grids: Mapping[str, Grid]) -> None:
    for name, grid in grids.items():
        if len(grid) > MOST_ROWS:
            raise InputError(
                f"the sheet {name} would have {len(grid):,} rows, and at most {MOST_ROWS:,} are "
                "read again; keep the case as text"
            )
        for number, row in enumerate(grid, start=1):
            for column, text in enumerate(row, start=1):
                if len(text) > LONGEST:
                    cell = say_cell((name, number, column))
                    raise InputError(
                        f"{cell} would hold {len(text):,} characters, and a cell holds at most "
                        f"{LONGEST:,}; shorten that text"
                    )


class _Painter:
    """The workbook with its formats, each made once."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def format(self, **properties: Any) -> Any:
        """Make a format, or take the one there is."""
        full = {"font_color": _INK, "valign": "top", "text_wrap": True, **properties}
        key = tuple(sorted(full.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(full)
        return self._formats[key]

    def heading(self, column: Column) -> Any:
        """Make the format of a heading; those of sides look apart."""
        fill = _HEAD if column.heading else _SIDE
        return self.format(bold=True, bg_color=fill, bottom=1, border_color=_LINE, **_align(column))


def _write_guide(painter: _Painter) -> None:
    page = painter.book.add_worksheet(layout.README)
    page.hide_gridlines(2)
    page.set_column(0, 0, 20)
    page.set_column(1, 1, 100)
    for row, (term, text) in enumerate(GUIDE):
        page.write_string(row, 0, term, painter.format(bold=True, text_wrap=False))
        page.write_string(row, 1, text, painter.format())
        _set_height(page, row, (term, text), (20, 100))
    _set_up_print(page, landscape=False)


def _write_sheet(painter: _Painter, sheet: Sheet, grid: Grid) -> None:
    page = painter.book.add_worksheet(sheet.name)
    known = {column.heading: column for column in sheet.all}
    side = Column("", kind="number", help="What it is worth to this side, in its own points: 5, "
                  "5 to 9, or 5 to 9, best 6. Empty counts 0.", width=_SIDE_WIDTH)  # fmt: skip
    columns = [known.get(heading, side) for heading in grid[0]]
    widths = [column.width for column in columns]
    for place, (heading, column) in enumerate(zip(grid[0], columns, strict=True)):
        page.set_column(place, place, column.width, painter.format(num_format=_find_form(column)))
        page.write_string(0, place, heading, painter.heading(column))
        page.write_comment(0, place, column.help, {"x_scale": 2, "y_scale": 1.4})
        _offer_choices(page, place, column, len(grid))
    if sheet.before_sides:
        _offer_headings(page, columns, side)
    for row, texts in enumerate(grid[1:], start=1):
        _set_height(page, row, texts, widths)
        begins = bool(sheet.head) and row > 1 and texts[0] != grid[row - 1][0]
        for place, text in enumerate(texts):
            _write_cell(painter, page, (row, place), text, columns[place], begins=begins)
    _finish_sheet(page, sheet, grid)


def _set_height(page: Any, row: int, texts: Sequence[str], widths: Sequence[int]) -> None:
    """Make a row as high as its longest text needs, within reason; programs differ in doing so."""
    lines = max(
        sum(max(1, math.ceil(len(line) / (_PACKED * width))) for line in text.split("\n"))
        for text, width in zip(texts, widths, strict=True)
    )
    if lines > 1:
        page.set_row(row, _HEIGHT * min(lines, _MOST_LINES))


def _find_form(column: Column) -> str:
    """Choose the number format of a column; text stays as it is typed."""
    if column.kind in ("number", "share", "setting"):
        return "General"
    return DAY if column.kind == "date" else "@"


def _align(column: Column) -> dict[str, Any]:
    """Put numbers and ranges below each other, and all else to the left."""
    is_number = column.kind in ("number", "share")
    return {"align": "right", "indent": 1} if is_number else {"align": "left"}


def _write_cell(
    painter: _Painter,
    page: Any,
    place: tuple[int, int],
    text: str,
    column: Column,
    *,
    begins: bool,
) -> None:
    """Write a text as what it is: a number, a day or a text; a line above where a group begins."""
    line = {"top": 1, "border_color": _LINE} if begins else {}
    looks: dict[str, Any] = {"num_format": _find_form(column), **_align(column), **line}
    number = find_number(text) if column.kind in ("number", "share", "setting") else None
    day = find_day(text) if column.kind in ("date", "setting") else None
    if number is not None:
        looks["num_format"] = number[1]
        page.write_number(*place, number[0], painter.format(**looks))
    elif day is not None:
        page.write_datetime(*place, day, painter.format(**{**looks, "num_format": DAY}))
    elif text:
        page.write_string(*place, text, painter.format(**looks))
    elif begins:
        page.write_blank(*place, None, painter.format(**looks))


def _offer_choices(page: Any, place: int, column: Column, rows: int) -> None:
    """Let a column be filled from a list; where several may be named, anything may be typed."""
    if not column.choices:
        return
    open_ = column.kind == "names" or isinstance(column.choices, str)
    page.data_validation(
        1, place, rows + _SPARE, place,
        {"validate": "list", "source": _find_source(column), "show_error": not open_,
         "error_title": column.heading, "error_message": "Choose one of the list."},
    )  # fmt: skip


def _find_source(column: Column) -> str | Sequence[str]:
    if not isinstance(column.choices, str):
        return list(column.choices)
    sheet, heading, rows = _LISTS[column.choices]
    letter = say_cell(("", 1, _index(sheet, heading) + 1))[1:-1]
    return f"='{sheet.name}'!${letter}$2:${letter}${rows}"


def _index(sheet: Sheet, heading: str) -> int:
    return [column.heading for column in sheet.all].index(heading)


def _offer_headings(page: Any, columns: Sequence[Column], side: Column) -> None:
    """Let the headings of sides be chosen among the parties and audiences there are."""
    places = [place for place, column in enumerate(columns) if column is side]
    if places:
        source = _find_source(Column("", choices="sides"))
        rule = {"validate": "list", "source": source, "show_error": False}
        page.data_validation(0, places[0], 0, places[-1], rule)


def _finish_sheet(page: Any, sheet: Sheet, grid: Grid) -> None:
    """Freeze the headings, and set up the print."""
    page.freeze_panes(1, 1)
    page.ignore_errors({"number_stored_as_text": "A1:XFD100000"})
    if len(grid) > 1 and sheet is not layout.CASE:
        page.autofilter(0, 0, len(grid) - 1, len(grid[0]) - 1)
    page.repeat_rows(0)
    width = sum(column.width for column in sheet.all)
    _set_up_print(page, landscape=True, paper=_A3 if width > _WIDE else _A4)


def _set_up_print(page: Any, *, landscape: bool, paper: int = _A4) -> None:
    if landscape:
        page.set_landscape()
    page.set_paper(paper)
    page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.set_footer("&L&A&R&P / &N")
