"""Check what lies between the files of a case: every name, date and constraint."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from detente.case.build import Folder
from detente.case.check_case import check_case
from detente.case.check_constraints import check_constraints
from detente.case.check_events import check_events
from detente.case.check_forecasts import check_forecasts
from detente.case.check_ledger import check_offers, check_promises
from detente.case.check_limits import check_limits
from detente.case.check_meetings import check_meetings
from detente.case.check_plan import check_plan
from detente.case.check_readings import check_reading
from detente.case.check_sizes import check_amounts, check_digits
from detente.case.check_sources import check_all_citations, check_sources
from detente.case.documents import Document
from detente.case.names import Findings, Names
from detente.case.positions import Path as TreePath
from detente.case.ranges import Range


def check_folder(
    folder: Folder, names: Names, root: Path, documents: frozenset[str] = frozenset()
) -> Findings:
    """Check a case as a whole.

    Parameters
    ----------
    folder : the files, each checked by itself.
    names : what they declare.
    root : the case folder, for the documents that sources name.
    documents : those that are not in it yet, and will be.

    Returns
    -------
    Problems, which stop the case, and notices, which do not.
    """
    findings = Findings()
    as_of = _find_date(folder)
    check_amounts(folder.case, names, findings)
    check_case(folder.case, names, findings)
    unsound = check_limits(folder.case, names, findings)
    check_constraints(folder.case, unsound, findings)
    if folder.case.entry is not None:
        check_digits(folder, findings)
    _check_others(folder, names, as_of, findings)
    cited = check_all_citations(folder, names, findings)
    if folder.sources is not None:
        check_sources(folder.sources, root, as_of, cited, findings, documents)
    for reading in folder.readings:
        check_reading(reading, folder, names, findings)
    for document in folder.documents():
        _note_flat(document, findings)
    return findings


def _check_others(folder: Folder, names: Names, as_of: dt.date, findings: Findings) -> None:
    """Check the files beside case.yaml that are there."""
    if folder.promises is not None:
        check_promises(folder.promises, names, as_of, findings)
    if folder.offers is not None:
        check_offers(folder.offers, names, as_of, findings)
    if folder.meetings is not None:
        check_meetings(folder.meetings, folder, names, findings)
    if folder.forecasts is not None:
        check_forecasts(folder.forecasts, names, as_of, _count_agreed(folder), findings)
    if folder.plan is not None:
        check_plan(folder.plan, folder.case, names, findings)
    if folder.events is not None:
        check_events(folder.events, folder, names, findings)


def _count_agreed(folder: Folder) -> int:
    """Count the agreed stages; 0 where there are none."""
    return len(folder.plan.tree.items("agreed")) if folder.plan is not None else 0


def _find_date(folder: Folder) -> dt.date:
    """Return the date of the case; the last of all days when it could not be read."""
    return folder.case.entry.as_of if folder.case.entry is not None else dt.date.max


def _note_flat(document: Document[Any], findings: Findings) -> None:
    """Note the ranges whose ends are equal: they are read as points."""
    if document.entry is None or document.left_out:
        return
    for path, value in _find_ranges(document.entry):
        if value.flat:
            text = f"{value.text} has equal ends and is read as the number {value.point}"
            findings.note(document, path, text)


def _find_ranges(entry: BaseModel) -> list[tuple[TreePath, Range]]:
    found: list[tuple[TreePath, Range]] = []
    stack: list[tuple[TreePath, Any]] = [((), entry)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, Range):
            found.append((path, value))
        elif isinstance(value, BaseModel):
            stack += [((*path, _written(name)), item) for name, item in value]
        elif isinstance(value, dict):
            stack += [((*path, name), item) for name, item in value.items()]
        elif isinstance(value, list):
            stack += [((*path, index), item) for index, item in enumerate(value)]
    return found


def _written(name: str) -> str:
    return name.rstrip("_")
