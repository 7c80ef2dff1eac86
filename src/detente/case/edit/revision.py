"""The files of a case as they stand after some edits, checked, and not yet on the disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Protocol

from detente.case.edit.issues import Removal
from detente.case.edit.reading import read_file
from detente.case.edit.sheet import Sheet
from detente.case.files import MAX_BYTES, MAX_TOTAL, compute_digest, find_folder, load_files
from detente.case.load import build
from detente.case.model import Case
from detente.errors import CaseError, InputError, Problem

HERE = "(this change)"
"""Stands in the place of a file for what is wrong with an edit that was not written."""


class Edit(Protocol):
    """One change to the files of a case, as a person thinks of it."""

    def describe(self, case: Case) -> str:
        """Say what it does, in a few words, by the titles that the case has before it."""

    def apply(self, revision: Revision) -> Mapping[str, bytes]:
        """Return the files that it changes, as they are after it.

        Documents are files whose name begins with ``sources/``. Nothing else in the files changes,
        not a byte.

        Raises
        ------
        CaseError, InputError : it cannot be made; the message says why and what would do.
        """


@dataclass(eq=False)
class Held:
    """A checked case, at hand or forgotten to save room."""

    digest: str
    case: Case | None


@dataclass(frozen=True, eq=False)
class Revision:
    """The files of a case, and the case that they make.

    Parameters
    ----------
    root : the case folder.
    contents : bytes of every file of the case, by name relative to the folder.
    held : what they say, checked.
    documents : files under ``sources/`` that are new and not on the disk yet, by name.
    notices : what was noticed while the folder was read.
    """

    root: Path
    contents: Mapping[str, bytes]
    held: Held
    documents: Mapping[str, bytes]
    notices: tuple[Problem, ...] = field(default=(), repr=False)

    @property
    def digest(self) -> str:
        """Tells revisions apart by what is in them."""
        return self.held.digest

    @property
    def case(self) -> Case:
        """What the files say; it is read again when it was forgotten."""
        case = self.held.case or _build(self)
        self.held.case = case
        return case

    def forget(self) -> None:
        """Keep the files alone, to save room."""
        self.held.case = None

    def at(self, root: Path) -> Revision:
        """Return the same files in another folder."""
        return replace(self, root=root, held=Held(self.digest, None))

    def sheet(self, name: str) -> Sheet:
        """Return a file to be changed; an empty one where there is none yet."""
        return Sheet(name, self.contents.get(name, b""))


def open_revision(folder: Path) -> Revision:
    """Read a case folder.

    Raises
    ------
    CaseError : as :func:`detente.case.load`.
    """
    root = find_folder(folder)
    contents, problems, notices = load_files(root)
    case = build(root, contents, problems, list(notices), read=read_file)
    return Revision(root, contents, Held(case.digest, case), {}, tuple(notices))


def make_revision(
    before: Revision, contents: Mapping[str, bytes], documents: Mapping[str, bytes]
) -> Revision:
    """Check the files of a case as they are to be.

    Raises
    ------
    CaseError : they are not in order.
    InputError : they are too large.
    """
    _check_size(contents)
    empty = Held(compute_digest(contents), None)
    after = Revision(before.root, contents, empty, documents, before.notices)
    after.held.case = _build(after)
    return after


def _build(revision: Revision) -> Case:
    return build(
        revision.root,
        dict(revision.contents),
        [],
        list(revision.notices),
        read=read_file,
        documents=frozenset(revision.documents),
    )


def revise(revision: Revision, edit: Edit) -> Revision:
    """Make an edit, and check the whole case as it then is.

    Raises
    ------
    CaseError, InputError : the edit cannot be made, or the case would not be in order; the revision
        is as it was.
    """
    written, documents = _apply(revision, edit)
    try:
        return make_revision(revision, written, documents)
    except CaseError as error:
        raise _explain(edit, error) from None


def check(revision: Revision, edit: Edit) -> tuple[Problem, ...]:
    """Say what would be wrong after an edit, without making it: as `detente check` does.

    Problems that stand on lines that the edit writes come first.
    """
    written: Mapping[str, bytes] = {}
    try:
        written, documents = _apply(revision, edit)
        make_revision(revision, written, documents)
    except InputError as error:
        return (Problem(HERE, 0, 0, str(error)),)
    except CaseError as error:
        problems = order_problems(error.problems, revision.contents, written)
        return (*_introduce(edit), *problems)
    return ()


def _explain(edit: Edit, error: CaseError) -> CaseError:
    """Say first of what is wrong that it stands against a removal."""
    said = _introduce(edit)
    return CaseError([*said, *error.problems]) if said else error


def _introduce(edit: Edit) -> tuple[Problem, ...]:
    if not isinstance(edit, Removal):
        return ()
    text = "it cannot be removed as the case stands; change what is named here first"
    return (Problem(HERE, 0, 0, text),)


def order_problems(
    problems: tuple[Problem, ...], before: Mapping[str, bytes], after: Mapping[str, bytes]
) -> tuple[Problem, ...]:
    """Put the problems on lines that an edit wrote first."""
    changed = {
        (name, line)
        for name, content in after.items()
        if content != before.get(name)
        for line in _find_changed(before.get(name, b""), content)
    }
    return tuple(sorted(problems, key=lambda problem: (problem.file, problem.line) not in changed))


def _find_changed(before: bytes, after: bytes) -> Iterator[int]:
    """Find the lines of a file that an edit wrote, counted from 1."""
    old, new = before.splitlines(), after.splitlines()
    top = next((i for i, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), 0)
    same = min(len(old), len(new)) - top
    bottom = next((i for i in range(same) if old[-1 - i] != new[-1 - i]), same)
    left, right = old[top : len(old) - bottom], new[top : len(new) - bottom]
    for kind, _, _, start, end in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind != "equal":
            yield from range(top + start + 1, top + end + 1)


def _apply(revision: Revision, edit: Edit) -> tuple[Mapping[str, bytes], Mapping[str, bytes]]:
    """Return all files of the case, and all new documents, as an edit makes them."""
    changed = edit.apply(revision)
    documents = {name: content for name, content in changed.items() if name.startswith("sources/")}
    files = {name: content for name, content in changed.items() if name not in documents}
    return {**revision.contents, **files}, {**revision.documents, **documents}


def _check_size(contents: Mapping[str, bytes]) -> None:
    total = sum(map(len, contents.values()))
    if total > MAX_TOTAL or any(len(content) > MAX_BYTES for content in contents.values()):
        limits = f"{MAX_BYTES / 1e6:g} MB, and all files together {MAX_TOTAL / 1e6:g} MB"
        raise InputError(f"the case would be too large: a file holds at most {limits}; split it")
