"""Check what invited parties may answer with, and what they insist on."""

from __future__ import annotations

from typing import Any

from detente.case import schema
from detente.case.build import Folder
from detente.case.check_case import check_party
from detente.case.check_plan import check_count
from detente.case.documents import Document
from detente.case.fields import MOST_CONDITIONS, MOST_COUNTERS
from detente.case.names import Findings, Names, find_element
from detente.case.positions import Path
from detente.case.words import quote


def check_counters(
    document: Document[Any],
    path: Path,
    meeting: schema.MeetingEntry,
    entry: schema.MeetingsFile,
    names: Names,
    findings: Findings,
) -> None:
    """Check that invited parties counter with other meetings in which they take part."""
    check_count(document, (*path, "counters"), MOST_COUNTERS, "keep the likeliest", findings)
    others = {other.id: other for other in entry.meetings}
    seen: set[tuple[str, str]] = set()
    for number, counter in enumerate(meeting.counters):
        here = find_element(document, (*path, "counters"), number)
        _check_invited(document, (*here, "by"), path, counter.by, meeting, names, findings)
        if counter.meeting == meeting.id:
            text = f"meeting: {quote(counter.meeting)} is this meeting; name another"
            findings.add(document, (*here, "meeting"), text)
        elif _check_meeting(document, (*here, "meeting"), counter.meeting, names, findings):
            other = others.get(counter.meeting)
            _check_part(document, here, counter.by, other, names, findings)
        if (counter.by, counter.meeting) in seen:
            text = f"{quote(counter.by)} counters with this meeting already; remove one"
            findings.add(document, here, text)
        seen.add((counter.by, counter.meeting))


def _check_invited(
    document: Document[Any],
    here: Path,
    path: Path,
    party: str,
    meeting: schema.MeetingEntry,
    names: Names,
    findings: Findings,
) -> None:
    known = check_party(document, here, party, names, findings)
    listed = meeting.invited and not document.is_filled((*path, "invited"))
    if known and listed and party not in meeting.invited:
        who = " and ".join(meeting.invited)
        text = f"by: {quote(party)} is not invited to this meeting, {who} may counter; name one"
        findings.add(document, here, text)


def _check_meeting(
    document: Document[Any], path: Path, word: str, names: Names, findings: Findings
) -> bool:
    what = ("meeting", "meetings")
    if names.meetings is None:
        return False
    return findings.check_known(document, path, word, names.meetings, what)


def _check_part(
    document: Document[Any],
    path: Path,
    party: str,
    other: schema.MeetingEntry | None,
    names: Names,
    findings: Findings,
) -> None:
    """Check that a party takes part in the meeting that it answers with."""
    if other is None or party not in names.parties:
        return
    if party not in (other.proposer, *other.invited):
        text = (
            f"meeting: {quote(party)} takes no part in {quote(other.id)}; name one in which it does"
        )
        findings.add(document, (*path, "meeting"), text)


def check_conditions(
    document: Document[Any],
    path: Path,
    meeting: schema.MeetingEntry,
    folder: Folder,
    names: Names,
    findings: Findings,
) -> None:
    """Check that parties compare with offers that they made or were made."""
    check_count(document, (*path, "conditions"), MOST_CONDITIONS, "keep the strictest", findings)
    offers = folder.offers.entry.offers if folder.offers and folder.offers.entry else []
    sides = {offer.id: {offer.by, *(offer.to or names.parties)} for offer in offers}
    seen: set[tuple[str, str]] = set()
    for number, condition in enumerate(meeting.conditions):
        here = find_element(document, (*path, "conditions"), number)
        offer = condition.better_than
        known = check_party(document, (*here, "by"), condition.by, names, findings)
        if names.offers is not None:
            what = ("offer", "offers")
            findings.check_known(document, (*here, "better_than"), offer, names.offers, what)
        if known and condition.by not in sides.get(offer, {condition.by}):
            text = f"better_than: {quote(offer)} was neither made by {condition.by} nor to it"
            findings.add(document, (*here, "better_than"), f"{text}; name one of its own")
        if (condition.by, offer) in seen:
            findings.add(document, here, f"{quote(condition.by)} says so already; remove one")
        seen.add((condition.by, offer))
