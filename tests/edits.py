"""Edits for tests: what stands in the files after each, byte for byte."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from detente.case.edit import Edit, Revision, check, open_revision, revise
from detente.errors import CaseError, InputError
from tests.folders import write

FROZEN = "value/usa/yongbyon/frozen"


def open_case(folder: Path, **files: str) -> Revision:
    """Open a case of some files, whose names stand without their ending."""
    return open_revision(write(folder, {f"{name}.yaml": text for name, text in files.items()}))


def diff(before: Revision, after: Revision) -> list[str]:
    """List the lines that are no longer there, and those that are new."""
    found = []
    for name in sorted({*before.contents, *after.contents}):
        old, new = (each.contents.get(name, b"").decode().splitlines() for each in (before, after))
        lines = list(difflib.unified_diff(old, new, n=0, lineterm=""))[2:]
        found += [line for line in lines if not line.startswith("@@")]
    return found


def make(revision: Revision, edit: Edit) -> list[str]:
    """Make an edit; what is different. The order of keys and all else is held to by the edit."""
    assert check(revision, edit) == ()
    return diff(revision, revise(revision, edit))


def refuse(revision: Revision, edit: Edit) -> str:
    """Try an edit that cannot be made; what is said of it."""
    with pytest.raises((CaseError, InputError)) as caught:
        revise(revision, edit)
    assert check(revision, edit)
    return str(caught.value)
