"""Check events.yaml: what happened is a move, a promise or a change that the case knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, TypeAlias

from detente.case import schema
from detente.case.build import Folder
from detente.case.build_plan import find_performers
from detente.case.check_case import check_party
from detente.case.check_ledger import check_free
from detente.case.check_plan import check_count, check_move, find_as_of
from detente.case.check_readings import check_overlay
from detente.case.documents import Document
from detente.case.fields import MOVE_OUTCOMES
from detente.case.ladders import Ladders, make_ladders
from detente.case.names import Findings, Names, find_element
from detente.case.positions import Path
from detente.case.words import quote

MAX_EVENTS = 5_000
KINDS = ("moves", "promise", "change")

EventsDocument: TypeAlias = Document[schema.EventsFile]


def check_events(
    document: EventsDocument, folder: Folder, names: Names, findings: Findings
) -> None:
    """Check what happened against the case."""
    check_count(document, ("events",), MAX_EVENTS, "keep those that matter", findings)
    if document.entry is None:
        return
    before = len(findings.problems)
    ladders, as_of = make_ladders(folder.case), find_as_of(folder.case)
    for index, event in zip(document.kept("events"), document.entry.events, strict=True):
        path: Path = ("events", index)
        _check_date(document, path, event.date, as_of, findings)
        if _check_kind(document, path, findings):
            _check_moves(document, path, event, ladders, names, findings)
            _check_by(document, path, event, folder.case.entry, names, findings)
        _check_promise(document, path, event.promise, names, findings)
        if event.change is not None:
            _check_change(document, (*path, "change"), event.change, folder, names, findings)
    if ladders is None or document.left_out or len(findings.problems) > before:
        return
    if all(ladders.knows(event.moves) for event in document.entry.events):
        _note_repeated(document, document.entry, ladders, findings)
        _note_required(document, document.entry, folder.case.entry, ladders, findings)


def _check_date(
    document: EventsDocument,
    path: Path,
    date: dt.date,
    as_of: dt.date | None,
    findings: Findings,
) -> None:
    """Check that an event lies on the day of the case or after it: the case knows the rest."""
    if as_of is not None and date < as_of:
        text = f"date: {date} lies before as_of, {as_of}; what was known then belongs into "
        findings.add(document, (*path, "date"), f"{text}promises.yaml or the case")


def _check_kind(document: EventsDocument, path: Path, findings: Findings) -> bool:
    """Check that an event is one thing, with an outcome if it is moves; whether it is moves."""
    keys = document.tree.keys(*path)
    kinds = [kind for kind in KINDS if kind in keys]
    if not kinds and _has_misspelt(keys):
        return False
    if len(kinds) != 1:
        said = " and ".join(kinds) if kinds else "nothing that happened"
        text = f"{said} in one event; write one of moves, promise, change"
        findings.add(document, path, text)
        return False
    if kinds == ["moves"]:
        if "outcome" not in keys and not _has_misspelt(keys):
            choices = ", ".join(MOVE_OUTCOMES)
            text = f'"outcome" is missing; say what came of the moves: {choices}'
            findings.add(document, path, text)
        return True
    for key in ("outcome", "by"):
        if key in keys:
            way_out = "write it under promise" if kinds == ["promise"] else "remove it"
            findings.add(document, (*path, key), f"{key}: goes with moves; {way_out}")
    return False


def _has_misspelt(keys: Sequence[str]) -> bool:
    """Whether a key is not known, and so may be the one that is missing."""
    return any(key not in schema.RecordedEntry.model_fields for key in keys)


def _check_moves(
    document: EventsDocument,
    path: Path,
    event: schema.RecordedEntry,
    ladders: Ladders | None,
    names: Names,
    findings: Findings,
) -> None:
    """Check that moves name options, and none the first: nothing reaches or breaks it."""
    here = (*path, "moves")
    for issue, option in event.moves.items():
        check_move(document, (*here, issue), option, names, findings)
        first = ladders.explain_first(issue, option) if ladders is not None else ""
        if first:
            findings.add(document, (*here, issue), first)
    if not document.tree.keys(*here):
        findings.add(document, here, "moves: none is named; write issue: option")


def _check_by(
    document: EventsDocument,
    path: Path,
    event: schema.RecordedEntry,
    case: schema.CaseFile | None,
    names: Names,
    findings: Findings,
) -> None:
    """Check who broke, delayed or disputes moves: it performs them, unless it disputes."""
    here = (*path, "by")
    if document.tree.find(here) is None:
        known = not _has_misspelt(document.tree.keys(*path))
        if event.outcome == "broken" and case is not None and known:
            _check_culprit(document, path, event, case, findings)
        return
    if event.by is None or not check_party(document, here, event.by, names, findings):
        return
    if event.outcome == "done":
        text = "by: says who broke, delayed or disputes a move, and these are done; remove it"
        findings.add(document, here, text)
    if event.outcome in ("broken", "late") and case is not None:
        for issue in event.moves:
            performers = find_performers(case, issue)
            if performers and event.by not in performers:
                who = " and ".join(performers)
                text = f"by: {issue} is performed by {who}, not by {event.by}; correct one"
                findings.add(document, here, text)


def _check_culprit(
    document: EventsDocument,
    path: Path,
    event: schema.RecordedEntry,
    case: schema.CaseFile,
    findings: Findings,
) -> None:
    """Check that it is clear who broke the moves where nobody is named."""
    found = {tuple(find_performers(case, issue)) for issue in event.moves}
    several = dict.fromkeys(party for performers in sorted(found) for party in performers)
    if len(several) > 1:
        way_out = "say who broke them" if len(found) == 1 else "write an event for each side"
        who = " and ".join(several)
        text = f'"by" is missing: these moves are performed by {who}; {way_out}'
        findings.add(document, path, text)


def _check_promise(
    document: EventsDocument,
    path: Path,
    promise: schema.RecordedPromise | None,
    names: Names,
    findings: Findings,
) -> None:
    if promise is None:
        return
    here = (*path, "promise")
    check_party(document, (*here, "by"), promise.by, names, findings)
    for number, word in enumerate(promise.to):
        at = find_element(document, (*here, "to"), number)
        check_free(document, at, word, names, findings)
        if word == promise.by:
            findings.add(document, at, f"{quote(word)} makes the promise; name the other side")


def _check_change(
    document: Document[Any],
    path: Path,
    change: schema.OverlayEntry,
    folder: Folder,
    names: Names,
    findings: Findings,
) -> None:
    check_overlay(document, path, change, folder, names, findings)
    if not document.tree.keys(*path):
        text = "change: nothing is changed; say what, as in the overlay of a reading"
        findings.add(document, path, text)


def _note_repeated(
    document: EventsDocument, entry: schema.EventsFile, ladders: Ladders, findings: Findings
) -> None:
    """Note moves to where an issue stands already, going by date."""
    stands = dict.fromkeys(ladders.options, 0)
    dated = sorted((event.date, index) for index, event in enumerate(entry.events))
    for _, index in dated:
        event = entry.events[index]
        for issue, option in event.moves.items():
            target = ladders.index(issue, option)
            is_done = event.outcome in ("done", "late")
            if is_done and ladders.is_reached(issue, stands[issue], target):
                text = f"{issue} had reached {option} by an earlier event; keep one of them"
                findings.note(document, ("events", index, "moves", issue), text)
        _take(stands, ladders, event)


def _note_required(
    document: EventsDocument,
    entry: schema.EventsFile,
    case: schema.CaseFile | None,
    ladders: Ladders,
    findings: Findings,
) -> None:
    """Note moves that are done while what they require is not, at the end of their day."""
    if case is None:
        return
    stands = dict.fromkeys(ladders.options, 0)
    dated = sorted((event.date, index) for index, event in enumerate(entry.events))
    for _, day in groupby(dated, key=lambda each: each[0]):
        today = [index for _, index in day]
        began = dict(stands)
        for index in today:
            _take(stands, ladders, entry.events[index])
        for index in today:
            for issue, missing in _list_missing(began, stands, ladders, case, entry.events[index]):
                text = f"{issue} is done, but {missing}, which it requires, is not; correct one"
                findings.note(document, ("events", index, "moves", issue), text)


def _take(stands: dict[str, int], ladders: Ladders, event: schema.RecordedEntry) -> None:
    """Bring issues to where an event leaves them."""
    for issue, option in event.moves.items():
        target = ladders.index(issue, option)
        reached = ladders.is_reached(issue, stands[issue], target)
        if event.outcome in ("broken", "disputed") and reached:
            stands[issue] = target - 1 if ladders.ordered[issue] else 0
        elif event.outcome in ("done", "late") and not reached:
            stands[issue] = target


def _list_missing(
    began: Mapping[str, int],
    stands: Mapping[str, int],
    ladders: Ladders,
    case: schema.CaseFile,
    event: schema.RecordedEntry,
) -> Iterator[tuple[str, str]]:
    """List the moves of an event that are done before something that they require, and what."""
    for issue, option in event.moves.items() if event.outcome in ("done", "late") else ():
        options, target = case.issues[issue].options, ladders.index(issue, option)
        first = began[issue] + 1 if ladders.ordered[issue] else target
        passed = [options[each] for each in ladders.options[issue][first : target + 1]]
        for other, needed in dict.fromkeys(pair for each in passed for pair in each.requires):
            is_known = ladders.knows({other: needed})
            if is_known and not ladders.is_reached(
                other, stands[other], ladders.index(other, needed)
            ):
                yield f"{issue}.{option}", f"{other}.{needed}"
