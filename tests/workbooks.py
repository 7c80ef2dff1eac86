"""Workbooks for tests: the example that ships, with some cells changed."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from detente.case import Case
from detente.case.interchange.workbook import make_draft
from detente.case.interchange.workbook_fill import Grid, fill_sheets
from detente.case.interchange.workbook_rows import Desk
from detente.case.interchange.workbook_text import Origins
from detente.case.template import TEMPLATE
from detente.errors import CaseError

_CELL = re.compile(r"(.+)!([A-Z]+)([0-9]+)")


def fill_example(**changes: str) -> dict[str, Grid]:
    """Fill the sheets of the example, with other texts in some of its files."""
    return fill_sheets({**TEMPLATE, **changes})


def edit(grids: dict[str, Grid], cells: dict[str, str]) -> dict[str, Grid]:
    """Change some cells, by what a spreadsheet calls them; rows and columns are made."""
    for name, text in cells.items():
        found = _CELL.fullmatch(name)
        assert found is not None, name
        column = sum(
            26**power * (ord(letter) - 64) for power, letter in enumerate(reversed(found[2]))
        )
        grid, row = grids.setdefault(found[1], []), int(found[3])
        grid.extend([] for _ in range(row - len(grid)))
        grid[row - 1].extend("" for _ in range(column - len(grid[row - 1])))
        grid[row - 1][column - 1] = text
    return grids


def find_cell(grids: dict[str, Grid], sheet: str, heading: str, row: int) -> str:
    """Name the cell of a row below a heading."""
    column = grids[sheet][0].index(heading)
    letters = chr(65 + column) if column < 26 else "A" + chr(65 + column - 26)
    return f"{sheet}!{letters}{row}"


def explain(grids: dict[str, Grid], folder: Path) -> list[str]:
    """Read the sheets as a case, and list all that is said of them; nothing when all is well."""
    try:
        make_draft(grids, Desk(Origins("case.xlsx"))).save(folder)
    except CaseError as error:
        return [str(problem) for problem in error.problems]
    return []


def bare(value: Any) -> Any:
    """Take a case, or a part of it, from where it stands: all that it says, without places."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in dataclasses.fields(value) if field.name not in _PLACES]
        return type(value).__name__, {name: bare(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {key: bare(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [bare(item) for item in value]
    return value


_PLACES = ("place", "digest", "folder", "notices")


def read_back(files: Mapping[str, str], folder: Path) -> Case:
    """Fill the sheets from files, read them as a case, and save that."""
    return make_draft(fill_sheets(files), Desk(Origins("case.xlsx"))).save(folder)
