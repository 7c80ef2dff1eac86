"""Check what breaking a plan costs, as plan.yaml says it and as an overlay changes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.case import schema
from detente.case.check_case import check_party
from detente.case.documents import Document
from detente.case.names import ACTOR, Findings, Names
from detente.case.positions import Path
from detente.case.words import quote


def check_costs(
    document: Document[Any],
    path: Path,
    values: Mapping[str, schema.ValueEntry],
    names: Names,
    findings: Findings,
) -> None:
    """Check amounts by party: each party is declared, and no amount is below 0."""
    for party, entry in values.items():
        here = (*path, party)
        check_party(document, here, party, names, findings, key=True)
        check_amount(document, here, entry, findings)


def check_amount(
    document: Document[Any], path: Path, entry: schema.ValueEntry, findings: Findings
) -> None:
    """Check that what is lost or paid is not below 0."""
    if entry.value.ends[0] < 0:
        label = f"{path[-1]}: " if path[-1] in ("loses", "amount", "costs") else ""
        text = f"{label}{quote(entry.value.text)} goes below 0; write how much is lost or paid"
        findings.add(document, path, text)


def check_floors(
    document: Document[Any],
    path: Path,
    floors: Mapping[str, schema.ValueEntry],
    names: Names,
    findings: Findings,
) -> None:
    """Check that floors are those of parties and ratifiers."""
    for side in floors:
        findings.check_known(document, (*path, side), side, names.actors, ACTOR, key=True)


def check_payments(
    document: Document[Any],
    path: Path,
    deposit: schema.DepositEntry | schema.DepositOverlay,
    names: Names,
    findings: Findings,
) -> None:
    """Check what is lost and paid out of a deposit."""
    if deposit.loses is not None:
        check_amount(document, (*path, "loses"), deposit.loses, findings)
    check_costs(document, (*path, "pays"), deposit.pays, names, findings)
