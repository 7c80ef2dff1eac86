"""Check plan.yaml: the terms of a plan, the package, and the stages as they were agreed."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any, TypeAlias

from detente.case import schema
from detente.case.check_agreed import check_agreed
from detente.case.check_case import check_party, check_reference
from detente.case.check_ledger import check_free, check_ids_differ
from detente.case.check_terms import check_costs, check_floors, check_payments
from detente.case.documents import Document
from detente.case.names import ISSUE, Findings, Names
from detente.case.positions import Path
from detente.case.words import quote

MAX_DEPOSITS = 50
MAX_AGREED = 60

PlanDocument: TypeAlias = Document[schema.PlanFile]
CaseDocument: TypeAlias = Document[schema.CaseFile]


def check_plan(
    document: PlanDocument, case: CaseDocument, names: Names, findings: Findings
) -> None:
    """Check the terms of a plan against the case."""
    check_count(document, ("deposits",), MAX_DEPOSITS, "merge some", findings)
    check_count(document, ("agreed",), MAX_AGREED, "merge some", findings)
    check_ids_differ(document, "deposits", findings)
    entry = document.entry
    if entry is None:
        return
    for section in ("relationship", "reputation"):
        check_costs(document, (section,), getattr(entry, section), names, findings)
    check_floors(document, ("floors",), entry.floors, names, findings)
    _check_weights(document, names, findings)
    for index, deposit in zip(document.kept("deposits"), entry.deposits, strict=True):
        _check_deposit(document, ("deposits", index), deposit, names, findings)
    before = len(findings.problems)
    _check_moves(document, entry, names, findings)
    if len(findings.problems) == before and not document.left_out and not document.filled:
        check_agreed(document, case, entry, findings)
    _note_dates(document, entry, findings)
    _note_start(document, case, entry, findings)
    _note_empty(document, findings)


def check_count(
    document: Document[Any], path: Path, most: int, way_out: str, findings: Findings
) -> None:
    """Check that a list is not too long."""
    count = len(document.tree.items(*path))
    if count > most:
        text = f"{path[-1]}: {count:,} given, but at most {most:,} are allowed; {way_out}"
        findings.add(document, path, text, key=True)


def _check_weights(document: PlanDocument, names: Names, findings: Findings) -> None:
    written = document.tree.keys("weights")
    known = [
        check_party(document, ("weights", party), party, names, findings, key=True)
        for party in written
    ]
    missing = [party for party in names.parties if party not in written]
    if written and missing and all(known):
        text = f"weights: none for {', '.join(missing)}; give every party one, or remove them all"
        findings.add(document, ("weights",), text, key=True)


def _check_deposit(
    document: PlanDocument,
    path: Path,
    deposit: schema.DepositEntry,
    names: Names,
    findings: Findings,
) -> None:
    check_free(document, (*path, "by"), deposit.by, names, findings)
    check_party(document, (*path, "secures"), deposit.secures, names, findings)
    check_payments(document, path, deposit, names, findings)
    if deposit.secures in deposit.pays:
        text = f"{quote(deposit.secures)} loses this deposit, and cannot be paid out of it"
        findings.add(document, (*path, "pays", deposit.secures), f"{text}; remove it", key=True)


def _check_moves(
    document: PlanDocument, entry: schema.PlanFile, names: Names, findings: Findings
) -> None:
    for issue, option in entry.package.items():
        check_move(document, ("package", issue), option, names, findings)
    for index, stage in zip(document.kept("agreed"), entry.agreed, strict=True):
        path: Path = ("agreed", index, "moves")
        for issue, option in stage.moves.items():
            check_move(document, (*path, issue), option, names, findings)
        if not document.tree.keys(*path):
            findings.add(document, path, "moves: nothing is moved; write issue: option")


def check_move(
    document: Document[Any], path: Path, option: str, names: Names, findings: Findings
) -> None:
    """Check that a move, an issue with an option, names an option of the case."""
    issue = str(path[-1])
    if findings.check_known(document, path, issue, names.issues, ISSUE, key=True):
        check_reference(document, path, (issue, option), names, findings)


def _note_dates(document: PlanDocument, entry: schema.PlanFile, findings: Findings) -> None:
    """Note agreed stages that are due before an earlier one."""
    kept = zip(document.kept("agreed"), entry.agreed, strict=True)
    dated = [(index, stage.due) for index, stage in kept if stage.due is not None]
    for (_, before), (index, due) in pairwise(dated):
        if due < before:
            text = f"due: {due} lies before {before}, when the stage before it is due"
            findings.note(document, ("agreed", index, "due"), text)


def _note_start(
    document: PlanDocument, case: CaseDocument, entry: schema.PlanFile, findings: Findings
) -> None:
    """Note a first stage that begins before the day of the case."""
    start, as_of = entry.stages.start, find_as_of(case)
    if start is not None and as_of is not None and start < as_of:
        text = f"start: {start} lies before as_of, {as_of}; the first stage would begin in the past"
        findings.note(document, ("stages", "start"), text)


def find_as_of(case: CaseDocument) -> dt.date | None:
    """Find the day of the case; None where it could not be read, and the last of all stands in."""
    if case.entry is None or case.entry.as_of == dt.date.max:
        return None
    return case.entry.as_of


def _note_empty(document: PlanDocument, findings: Findings) -> None:
    """Note a package in which nothing stands: it is as if it had not been written."""
    if document.tree.find(("package",)) is not None and not document.tree.keys("package"):
        text = "package: nothing is in it, and it counts as left out; write issue: option"
        findings.note(document, ("package",), f"{text}, or remove it", key=True)
