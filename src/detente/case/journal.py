"""Add an event to the journal of a case, events.yaml, so that nothing in it is ever lost.

The file only grows: what stood in it before, remarks included, stays as it was, byte for byte.
The whole case is checked with the new event before anything is written, and the new file takes
the place of the old one in a single step.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from detente.case import event_text
from detente.case.files import MAX_BYTES, MAX_TOTAL, find_folder, load_files
from detente.case.load import UNSEEN, build
from detente.case.placing import Change, hold, place_files
from detente.case.plan_model import Event
from detente.errors import CaseError, InputError, Problem

FILE = "events.yaml"


def append_event(
    folder: str | os.PathLike[str], event: str | Mapping[str, Any], *, timeout: float = 10.0
) -> Event:
    """Add an event at the end of events.yaml, and return it as the case now has it.

    Parameters
    ----------
    folder : the case folder, or its ``case.yaml``.
    event : the fields of the event, or YAML text of one: ``date: 2020-11-28`` and so on, with or
        without the dash of a list before it. Dates and numbers may be given as such or as text.
    timeout : seconds to wait while another process writes.

    Raises
    ------
    CaseError : the case with the new event is not in order. Problems of the event itself name
        no line, for it was not written.
    InputError : the text is not one event, or the file cannot be added to, or not be written.

    Notes
    -----
    Whatever is raised, events.yaml is as it was. Several processes may add at once: they wait for
    each other, by a lock on the hidden file ``.events.lock``, which stays behind. A process that
    is killed leaves the old file or the new one, never a part.

    Examples
    --------
    >>> import tempfile
    >>> from detente.case import save_template
    >>> with tempfile.TemporaryDirectory() as place:
    ...     case = save_template(place)
    ...     fields = {"date": "2024-09-01", "moves": {"gauges": "shared"}, "outcome": "done"}
    ...     added = append_event(case, fields)
    ...     print((case / "events.yaml").read_text(), end="")
    events:
      - date: 2024-09-01
        moves: {gauges: shared}
        outcome: done
    >>> added.outcome
    'done'
    """
    root = find_folder(folder)
    if not (root / "case.yaml").exists():
        raise CaseError(load_files(root)[1])
    entry = event_text.read_event(event)
    with hold(root, FILE, timeout):
        return _append(root, entry)


def _append(root: Path, entry: event_text.Plain) -> Event:
    contents, problems, notices = load_files(root)
    before = contents.get(FILE, b"")
    if problems:
        raise CaseError(problems)
    after = event_text.extend(FILE, before, entry)
    _check_size(contents, len(before), len(after))
    try:
        case = build(root, {**contents, FILE: after}, problems, notices)
    except CaseError as error:
        raise _relocate(error, before) from None
    place_files(root, [Change(FILE, before, after)])
    return case.events[-1]


def _check_size(contents: Mapping[str, bytes], before: int, after: int) -> None:
    total = sum(map(len, contents.values())) + after - before
    if after > MAX_BYTES or total > MAX_TOTAL:
        limits = f"{MAX_BYTES / 1e6:g} MB, and with the other files {MAX_TOTAL / 1e6:g} MB"
        raise InputError(f"{FILE} would be too large: at most {limits} are read; split the case")


def _relocate(error: CaseError, before: bytes) -> CaseError:
    """Give the problems of the new event no place: it stands in no file yet."""
    first = before.count(b"\n") + (not before.endswith(b"\n"))
    problems = [_unplace(problem, max(first, 1)) for problem in error.problems]
    moved = CaseError(problems)
    if str(error).endswith(UNSEEN):
        moved.args = (f"{moved}\n\n{UNSEEN}",)
    return moved


def _unplace(problem: Problem, first: int) -> Problem:
    if problem.file != FILE or problem.line <= first:
        return problem
    return Problem(event_text.NEW, 0, 0, re.sub(r"^event [0-9]+(: |, )", "", problem.message))
