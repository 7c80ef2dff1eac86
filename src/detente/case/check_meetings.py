"""Check the calendar and the meetings: who takes part, when, and what their payoffs are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, TypeAlias

from detente.case import schema
from detente.case.build import Folder
from detente.case.check_case import check_once, check_party_list, check_reference
from detente.case.check_invitations import check_conditions, check_counters
from detente.case.check_ledger import check_ids_differ
from detente.case.check_pays import check_payer, check_pays, check_pays_overlay
from detente.case.check_plan import check_count, find_as_of
from detente.case.documents import Document
from detente.case.fields import MOST_DATES, MOST_DAYS, MOST_MEETINGS
from detente.case.names import ISSUE, PARTY, Findings, Names, find_element
from detente.case.positions import Path
from detente.case.words import quote

MeetingsDocument: TypeAlias = Document[schema.MeetingsFile]

_DAY = ("day of the calendar", "days of the calendar")


def check_meetings(
    document: MeetingsDocument, folder: Folder, names: Names, findings: Findings
) -> None:
    """Check the calendar, then each meeting."""
    for section, most in (("calendar", MOST_DAYS), ("meetings", MOST_MEETINGS)):
        check_count(document, (section,), most, "keep those that matter", findings)
        check_ids_differ(document, section, findings)
    entry = document.entry
    if entry is None:
        return
    _check_calendar(document, entry, names, findings)
    for index, meeting in zip(document.kept("meetings"), entry.meetings, strict=True):
        path: Path = ("meetings", index)
        _check_sides(document, path, meeting, names, findings)
        _check_agenda(document, (*path, "agenda"), meeting.agenda or [], names, findings)
        _check_dates(document, path, meeting, find_as_of(folder.case), findings)
        _check_payoffs(document, (*path, "payoffs"), meeting.payoffs, names, findings)
        _check_after(document, (*path, "after"), meeting.after, names, findings)
        check_pays(document, path, meeting, names, findings)
        check_counters(document, path, meeting, entry, names, findings)
        check_conditions(document, path, meeting, folder, names, findings)


def _check_calendar(
    document: MeetingsDocument, entry: schema.MeetingsFile, names: Names, findings: Findings
) -> None:
    """Check that days open options that are there, that are not open anyway, each once."""
    first: dict[tuple[str, str], str] = {}
    for index, day in zip(document.kept("calendar"), entry.calendar, strict=True):
        for number, reference in enumerate(day.opens):
            here = find_element(document, ("calendar", index, "opens"), number)
            if not check_reference(document, here, reference, names, findings):
                continue
            word = quote(".".join(reference))
            if reference[1] == next(iter(names.options[reference[0]])):
                text = f"opens: {word} is where things stand today; name a later option"
                findings.add(document, here, text)
            elif reference in first:
                text = f"opens: {word} waits for {first[reference]} already; remove one of the two"
                findings.add(document, here, text)
            first.setdefault(reference, day.id)


def _check_sides(
    document: MeetingsDocument,
    path: Path,
    meeting: schema.MeetingEntry,
    names: Names,
    findings: Findings,
) -> None:
    """Check who invites whom."""
    check_payer(document, (*path, "proposer"), meeting.proposer, names, findings)
    check_party_list(document, (*path, "invited"), meeting.invited, names, findings)
    if not meeting.invited:
        text = "invited: nobody is invited; name a party"
        findings.add(document, (*path, "invited"), text)
    for number, party in enumerate(meeting.invited):
        if party == meeting.proposer:
            here = find_element(document, (*path, "invited"), number)
            findings.add(document, here, f"{quote(party)} makes the invitation; name the others")


def _check_agenda(
    document: MeetingsDocument, path: Path, issues: list[str], names: Names, findings: Findings
) -> None:
    """Check that the issues of an agenda are declared, each once."""
    for number, word in enumerate(issues):
        here = find_element(document, path, number)
        findings.check_known(document, here, word, names.issues, ISSUE)
    check_once(document, path, issues, findings)


def _check_dates(
    document: MeetingsDocument,
    path: Path,
    meeting: schema.MeetingEntry,
    as_of: dt.date | None,
    findings: Findings,
) -> None:
    """Check that dates differ, and note those that lie in the past."""
    check_count(document, (*path, "dates"), MOST_DATES, "keep those that matter", findings)
    places = [find_element(document, (*path, "dates"), n) for n in range(len(meeting.dates))]
    if meeting.dates and document.tree.find((*path, "date")) is None:
        text = "dates: these are other dates than date, which is missing; write the likeliest there"
        findings.add(document, (*path, "dates"), text, key=True)
    seen = {meeting.date}
    for here, date in zip(places, meeting.dates, strict=True):
        if date in seen:
            findings.add(document, here, f"dates: {date} is named twice; remove one")
        seen.add(date)
    dated = [((*path, "date"), meeting.date), *zip(places, meeting.dates, strict=True)]
    for here, day in dated:
        if day is not None and as_of is not None and day < as_of and not document.is_filled(here):
            text = f"{day} lies before as_of, {as_of}; the meeting would be held in the past"
            findings.note(document, here, text)


def _check_payoffs(
    document: Document[Any],
    path: Path,
    payoffs: Mapping[str, schema.PayoffEntry],
    names: Names,
    findings: Findings,
) -> None:
    """Check that payoffs are those of parties, and note costs that are written as gains."""
    for party, entry in payoffs.items():
        here = (*path, party)
        if party in names.ratifiers:
            text = f"{quote(party)} is a ratifier, which gets nothing of a meeting; name its party"
            findings.add(document, here, text, key=True)
            continue
        findings.check_known(document, here, party, names.parties, PARTY, key=True)
        if entry.cost is not None and entry.cost.value.ends[0] > 0:
            text = f"cost: {quote(entry.cost.value.text)} is added as it stands, a gain; "
            findings.note(document, (*here, "cost"), f"{text}write a cost with a minus sign")


def _check_after(
    document: Document[Any],
    path: Path,
    after: Mapping[str, schema.ChangeEntry] | Mapping[str, schema.ChangeOverlay],
    names: Names,
    findings: Findings,
) -> None:
    """Check what is different from days of the calendar on."""
    for day, change in after.items():
        here = (*path, day)
        if names.days is not None:
            findings.check_known(document, here, day, names.days, _DAY, key=True)
        if not document.tree.keys(*here):
            text = "nothing is different; write readiness or payoffs, or remove the day"
            findings.add(document, here, text, key=True)
        _check_payoffs(document, (*here, "payoffs"), change.payoffs, names, findings)


def check_meeting_overlay(
    document: Document[Any],
    path: Path,
    overlay: schema.MeetingOverlay,
    folder: Folder,
    names: Names,
    findings: Findings,
) -> None:
    """Check another view of a meeting, whose id `path` ends in."""
    _check_payoffs(document, (*path, "payoffs"), overlay.payoffs, names, findings)
    _check_after(document, (*path, "after"), overlay.after, names, findings)
    found = folder.meetings.entry if folder.meetings is not None else None
    meetings = {meeting.id: meeting for meeting in found.meetings} if found else {}
    meeting = meetings.get(str(path[-1]))
    if meeting is not None and folder.meetings is not None and not folder.meetings.left_out:
        check_pays_overlay(document, (*path, "pays"), overlay.pays, meeting, names, findings)
