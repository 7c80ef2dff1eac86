"""Check what somebody does for a party so that a meeting can be held, or pays off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.case import schema
from detente.case.check_case import check_party
from detente.case.check_plan import check_count
from detente.case.check_terms import check_amount
from detente.case.documents import Document
from detente.case.fields import MOST_HELPS, SLUG
from detente.case.names import PARTY, Findings, Names, find_element
from detente.case.positions import Path
from detente.case.words import quote


def check_payer(
    document: Document[Any], path: Path, word: str, names: Names, findings: Findings
) -> None:
    """Check who invites or pays: a party, or a third party, which is written with a capital."""
    if word in names.ratifiers:
        text = f"{quote(word)} is a ratifier, which makes no moves; name a party, or somebody else"
        findings.add(document, path, text)
    elif names.parties and word not in names.parties and SLUG.fullmatch(word):
        hint = findings.hint(word, names.parties, PARTY[1])
        text = f"party {quote(word)} is not declared. {hint} Write a third party with a capital"
        findings.add(document, path, text)


def check_pays(
    document: Document[Any],
    path: Path,
    meeting: schema.MeetingEntry,
    names: Names,
    findings: Findings,
) -> None:
    """Check the helps of a meeting: by whom, for whom, and that no amount is below 0."""
    check_count(document, (*path, "pays"), MOST_HELPS, "keep those that matter", findings)
    for number, entry in enumerate(meeting.pays):
        here = find_element(document, (*path, "pays"), number)
        check_payer(document, (*here, "by"), entry.by, names, findings)
        check_party(document, (*here, "for"), entry.for_, names, findings)
        if entry.by == entry.for_:
            text = f"for: {quote(entry.by)} pays; name the party that it pays for"
            findings.add(document, (*here, "for"), text)
        _check_amounts(document, here, entry, entry.by, names, findings)


def _check_amounts(
    document: Document[Any],
    path: Path,
    entry: schema.PaysEntry | schema.PaysOverlay,
    payer: str,
    names: Names,
    findings: Findings,
) -> None:
    for kind in ("amount", "costs"):
        value = getattr(entry, kind)
        if value is not None:
            check_amount(document, (*path, kind), value, findings)
    if entry.costs is not None and payer not in names.actors and not SLUG.fullmatch(payer):
        text = f"costs: {quote(payer)} is no party of the case and has no points; remove it"
        findings.add(document, (*path, "costs"), text)


def check_pays_overlay(
    document: Document[Any],
    path: Path,
    pays: Mapping[str, schema.PaysOverlay],
    meeting: schema.MeetingEntry,
    names: Names,
    findings: Findings,
) -> None:
    """Check another view of a meeting's helps, which it names by their numbers."""
    known = {str(number): entry for number, entry in enumerate(meeting.pays, start=1)}
    for number, view in pays.items():
        here = (*path, number)
        if number in known:
            _check_amounts(document, here, view, known[number].by, names, findings)
        else:
            what = f"the meeting has {len(known) or 'none'}"
            text = f"pays: {quote(number)} is not the number of a help; {what}, counted from 1"
            findings.add(document, here, text, key=True)
