"""The files of a case as they stand after some edits, checked, and not yet on the disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from detente.case.files import find_folder, load_files
from detente.case.load import build
from detente.case.model import Case
from detente.errors import CaseError


class Edit(Protocol):
    """One change to the files of a case, as a person thinks of it."""

    @property
    def what(self) -> str:
        """What it does, in a few words, by ids where it has no case to look titles up in."""

    def apply(self, revision: Revision) -> Mapping[str, bytes]:
        """Return the files as they are after it; nothing else in them changes, not a byte.

        Raises
        ------
        CaseError, InputError : it cannot be made; the message says why and what would do.
        """


@dataclass(frozen=True, eq=False)
class Revision:
    """The files of a case, and the case that they make.

    Parameters
    ----------
    root : the case folder.
    contents : bytes of every file of the case, by name relative to the folder.
    case : what they say, checked.
    documents : files under ``sources/`` that are new and not on the disk yet, by name.
    """

    root: Path
    contents: Mapping[str, bytes]
    case: Case
    documents: Mapping[str, bytes]

    @property
    def digest(self) -> str:
        """Tells revisions apart by what is in them."""
        return self.case.digest


def open_revision(folder: Path) -> Revision:
    """Read a case folder.

    Raises
    ------
    CaseError : as :func:`detente.case.load`.
    """
    root = find_folder(folder)
    contents, problems, notices = load_files(root)
    return Revision(root, contents, build(root, contents, problems, notices), {})


def revise(revision: Revision, edit: Edit) -> Revision:
    """Make an edit, and check the whole case as it then is.

    Raises
    ------
    CaseError, InputError : the edit cannot be made, or the case would not be in order; the revision
        is as it was.
    """
    contents = {**revision.contents, **edit.apply(revision)}
    _, problems, notices = load_files(revision.root)
    if problems:
        raise CaseError(problems)
    case = build(revision.root, contents, [], notices)
    return Revision(revision.root, contents, case, revision.documents)
