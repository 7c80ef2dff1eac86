"""Check the claims of a reading: each once, and each with a test that makes sense in the case."""

from __future__ import annotations

from typing import Any

from detente.case import schema
from detente.case.build import Folder
from detente.case.claim_entries import MOST_CLAIMS
from detente.case.documents import Document
from detente.case.finding_names import Known, check_test
from detente.case.names import Findings, Names
from detente.case.positions import Path
from detente.case.words import quote
from detente.errors import Problem


def check_claims(
    document: Document[schema.ReadingFile], folder: Folder, names: Names, findings: Findings
) -> None:
    """Check the claims of one reading against the case."""
    if document.entry is None or not names.parties:
        return
    known = Known.read(names, _list_asked(folder))
    first: dict[str, int] = {}
    kept = document.kept("claims")
    if len(kept) > MOST_CLAIMS:
        text = f"claims: {len(kept):,} claims, and at most {MOST_CLAIMS} are read; drop some"
        findings.add(document, ("claims",), text)
        return
    for index, claim in zip(kept, document.entry.claims, strict=True):
        path: Path = ("claims", index)
        if claim.id in first and not document.is_filled((*path, "id")):
            text = f"claim {quote(claim.id)} is given twice; keep one or rename it"
            findings.add(document, (*path, "id"), text)
        first.setdefault(claim.id, index)
        _check_test(document, (*path, "test"), claim.test, known, findings)


def _list_asked(folder: Folder) -> dict[str, list[str]]:
    """List by meeting who is asked, of the meetings that could be read."""
    entry = folder.meetings.entry if folder.meetings is not None else None
    meetings = [] if entry is None else entry.meetings
    return {meeting.id: [meeting.proposer, *meeting.invited] for meeting in meetings}


def _check_test(
    document: Document[Any], path: Path, test: str, known: Known, findings: Findings
) -> None:
    """Check a test; what is wrong is said at its place in the text."""
    if document.is_filled(path):
        return
    for error in check_test(test, known):
        line, column = document.tree.at(path).locate(error.column)
        findings.problems.append(Problem(document.name, line, column, f"test: {error}"))
