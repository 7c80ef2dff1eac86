"""Excel workbooks: a case as sheets that an analyst fills in, and back.

A workbook carries everything that a case folder holds. What has no sheet of its own stands as text
on the sheet "Other files". Whatever is wrong is said with its cell, as ``case.xlsx  Options!D12``.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from detente.case.interchange.draft import Draft, Format
from detente.case.interchange.text import mask
from detente.case.interchange.workbook_build import build_files
from detente.case.interchange.workbook_fill import Grid, fill_sheets, read_texts
from detente.case.interchange.workbook_load import load_sheets
from detente.case.interchange.workbook_rows import Desk
from detente.case.interchange.workbook_save import save_sheets
from detente.case.interchange.workbook_scan import is_workbook
from detente.case.interchange.workbook_text import Origins
from detente.case.load import MAX_SHOWN, UNSEEN, load
from detente.case.model import Case
from detente.case.new_folder import save_folder, save_text
from detente.case.resolutions import check_resolutions
from detente.case.template import TEMPLATE
from detente.errors import CaseError, Problem

BLANK = {
    "case.yaml": "detente: 1\ntitle:\nas_of:\nseed: 1\nparties: {a: {}, b: {}}\n",
}
"""What a workbook to fill in begins with: two parties, so that their columns are there."""


def read_workbook(path: Path) -> Draft:
    """Read a workbook as the text of a case.

    Raises
    ------
    CaseError : it is no workbook; or cells of it cannot be read, each with its place.
    """
    desk = Desk(Origins(mask(path.name)))
    return make_draft(load_sheets(path, desk), desk)


def make_draft(grids: Mapping[str, Grid], desk: Desk) -> Draft:
    """Make the text of a case from the cells of a workbook.

    Raises
    ------
    CaseError : cells cannot be read, each with its place, or there is no such sheet.
    """
    files = build_files(grids, desk)
    draft = Draft(files, tuple(desk.notes), move=desk.origins.move)
    if desk.problems:
        raise _gather_problems(draft, desk)
    return draft


def _gather_problems(draft: Draft, desk: Desk) -> CaseError:
    """Put the problems of cells with what the checks of a case say of the rest.

    Where a sheet or column could not be placed, what else seems to be missing may not be.
    """
    problems: list[Problem] = list(desk.problems)
    if not desk.blind:
        seen = {(problem.file, problem.line, problem.column) for problem in problems}
        problems += [
            problem
            for problem in _check_text(draft, desk)
            if (problem.file, problem.line, problem.column) not in seen
        ]
    error = CaseError(_shorten(problems, desk))
    error.args = (f"{error}\n\n{UNSEEN}",)
    return error


def _shorten(problems: Sequence[Problem], desk: Desk) -> list[Problem]:
    """Of very many problems keep the first, and say how many there are."""
    found = sorted(set(problems))
    if len(found) <= MAX_SHOWN:
        return found
    text = f"{len(found):,} problems were found; these are the first {MAX_SHOWN}"
    return [desk.origins.make_problem(("(all sheets)", 0, 0), text), *found[:MAX_SHOWN]]


def _check_text(draft: Draft, desk: Desk) -> list[Problem]:
    """Check the text of a draft; what is wrong with it, by cell."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            for name, text in draft.files.items():
                save_text(Path(folder), name, text)
            check_resolutions(load(folder))
        except CaseError as error:
            listed = [problem for problem in error.problems if problem.file != "(all files)"]
            return desk.origins.move(listed)
        except OSError:  # names that get in each other's way, as saving the draft will say
            return []
    return []


def write_workbook(case: Case, path: Path) -> tuple[str, ...]:
    """Write the folder of a case as a workbook; what of it is left out.

    Raises
    ------
    InputError : the case has no folder; or a text is longer than a cell can hold.
    """
    texts = read_texts(case)
    save_sheets(fill_sheets(texts.files), path, case.title)
    return tuple(texts.notes)


def save_workbooks(folder: str | os.PathLike[str]) -> Path:
    """Start a case as a workbook to fill in, beside an example that is filled in; the folder.

    Raises
    ------
    InputError : the folder holds something already, or cannot be written.
    """

    def write(stage: Path) -> None:
        save_sheets(fill_sheets(BLANK), stage / "case.xlsx", "A case for detente")
        save_sheets(fill_sheets(TEMPLATE), stage / "example.xlsx", "An example for detente")

    save_folder(folder, write, "start a case")
    return Path(folder)


FORMAT = Format("xlsx", "an Excel workbook", is_workbook, read_workbook, write_workbook)
