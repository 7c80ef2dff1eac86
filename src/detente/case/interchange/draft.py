"""A case as it comes out of another format: texts, where each came from, and what was assumed.

An importer writes text, never a `Case`: what is imported can be read, edited and kept like a case
that somebody wrote, and passes the same checks. Problems that the checks find are told at the
place in the source file from which the text was made.
"""

from __future__ import annotations

import bisect
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

from detente.case.files import MAX_TOTAL
from detente.case.load import UNSEEN, load
from detente.case.model import Case
from detente.case.new_folder import save_folder, save_text
from detente.case.resolutions import check_resolutions
from detente.case.words import quote
from detente.errors import CaseError, InputError, Problem

Place: TypeAlias = tuple[str, int, int]
"""File, line and column; line 0 where a name says it all, as ``case.xlsx  Options!D12`` does."""

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_. -]{0,99}")
_DEEPEST = 3
_DEVICES = frozenset(("con", "prn", "aux", "nul"))


@dataclass(frozen=True)
class Draft:
    """A case as text, before it is checked.

    Parameters
    ----------
    files : text by name relative to the case folder, such as ``case.yaml``.
    notes : what was assumed, rounded, or has no counterpart, in sentences.
    places : for places in `files` that begin something, where it comes from; what is between two of
        them in the same file belongs to the first.
    move : moves problems there instead, for a format whose places are no lines.
    """

    files: Mapping[str, str]
    notes: tuple[str, ...] = ()
    places: Mapping[Place, Place] = field(default_factory=dict)
    move: Callable[[Sequence[Problem]], list[Problem]] | None = None

    def save(self, folder: str | os.PathLike[str]) -> Case:
        """Write the case to a new or empty folder; see `save_draft`."""
        return save_draft(self, folder)


@dataclass(frozen=True)
class Format:
    """A format in which others keep scenarios.

    Parameters
    ----------
    name, title : what it is called on the command line, and in sentences.
    recognise : whether a path that exists looks like it; reads little, and never fails.
    read : from a file or folder to a draft; raises CaseError with every problem.
    write : writes a case to a path that is not there, a file or a folder as the format has it;
        returns notes on what did not fit. Raises InputError where nothing can be written.
    read_some : for a format with a file for each party: the same, with the names of the files that
        are wanted, in order.
    """

    name: str
    title: str
    recognise: Callable[[Path], bool]
    read: Callable[[Path], Draft]
    write: Callable[[Case, Path], tuple[str, ...]]
    read_some: Callable[[Path, Sequence[str]], Draft] | None = None


def save_draft(draft: Draft, folder: str | os.PathLike[str]) -> Case:
    """Write a draft to a folder as a case, once it has passed every check.

    Parameters
    ----------
    draft : what an importer made.
    folder : new, or empty; nothing is left behind in it if something fails.

    Returns
    -------
    The case, loaded from there.

    Raises
    ------
    CaseError : the case would not pass its checks; with the places in the source, as far as they
        are known.
    InputError : the folder holds something already, or cannot be written; or a file of the draft
        would not lie inside it.
    """
    _check_files(draft.files)

    def write(stage: Path) -> Case:
        for name, text in draft.files.items():
            save_text(stage, name, text)
        try:
            case = load(stage)
            check_resolutions(case)
        except CaseError as error:
            raise _move_error(draft, error) from None
        return case

    return replace(save_folder(folder, write, "save the case"), folder=Path(folder))


def _move_error(draft: Draft, error: CaseError) -> CaseError:
    """Say the problems of a draft at their places in the source; and that more may show, if so."""
    moved = CaseError(find_origins(draft, error.problems))
    if str(error).endswith(UNSEEN):
        moved.args = (f"{moved}\n\n{UNSEEN}",)
    return moved


def find_origins(draft: Draft, problems: Sequence[Problem]) -> list[Problem]:
    """Move problems from the text of a draft to where that text comes from.

    Examples
    --------
    >>> draft = Draft({"case.yaml": "..."}, places={("case.yaml", 3, 5): ("a.xml", 7, 2)})
    >>> print(find_origins(draft, [Problem("case.yaml", 3, 9, "is wrong")])[0])
    a.xml:7:2  is wrong
    """
    if draft.move is not None:
        return draft.move(problems)
    known: dict[str, list[Place]] = {}
    for place in sorted(draft.places):
        known.setdefault(place[0], []).append(place)
    return [_find_origin(draft, known.get(problem.file, []), problem) for problem in problems]


def _find_origin(draft: Draft, known: list[Place], problem: Problem) -> Problem:
    at = bisect.bisect_right(known, (problem.file, problem.line, problem.column))
    if at == 0 or not problem.line:
        return replace(problem, file=f"{problem.file} (as imported)")
    file, line, column = draft.places[known[at - 1]]
    return Problem(file, line, column, problem.message)


def _check_files(files: Mapping[str, str]) -> None:
    """Refuse names that lead out of the folder or cannot be told apart, and too much text."""
    for name in files:
        if not _is_inside(name):
            raise InputError(f"{quote(name)} does not name a file inside a case folder; rename it")
    names = {name.casefold() for name in files}
    both = next((name for name in files if names & set(_list_folders(name.casefold()))), None)
    if both is not None:
        raise InputError(f"{quote(both)} lies in a folder that is named as a file too; rename one")
    if len(names) < len(files):
        raise InputError("two files of the case differ only in upper and lower case; rename one")
    total = sum(len(text) for text in files.values())
    if total > MAX_TOTAL:
        size = f"{total / 1e6:.1f} MB of text, and at most {MAX_TOTAL / 1e6:g} MB are read"
        raise InputError(f"the case would have {size}; import less of it")


def _list_folders(name: str) -> list[str]:
    """List the folders in which a file lies, as they are named within the case."""
    parts = name.split("/")
    return ["/".join(parts[:end]) for end in range(1, len(parts))]


def _is_inside(name: str) -> bool:
    """Whether a name is made of a few plain parts, none of which leads up or means a device."""
    parts = name.split("/")
    return len(parts) <= _DEEPEST and all(
        _NAME.fullmatch(part)
        and part.rstrip(". ") == part
        and part.split(".")[0].lower() not in _DEVICES
        for part in parts
    )
