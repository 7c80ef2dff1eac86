"""Check forecasts.yaml: what a question is about is there, and lies ahead."""

from __future__ import annotations

import datetime as dt

from detente.case import schema
from detente.case.check_ledger import check_ids_differ, check_not_after
from detente.case.documents import Document
from detente.case.names import Findings, Names
from detente.case.positions import Path
from detente.case.words import quote

KINDS = ("meeting_held", "deal_signed", "offer_accepted", "stage_kept", "text")


def check_forecasts(
    document: Document[schema.ForecastsFile],
    names: Names,
    as_of: dt.date,
    stages: int,
    findings: Findings,
) -> None:
    """Check the forecasts; ``stages`` counts the agreed stages, 0 where there are none."""
    check_ids_differ(document, "forecasts", findings)
    if document.entry is None:
        return
    for index, entry in zip(document.kept("forecasts"), document.entry.forecasts, strict=True):
        path: Path = ("forecasts", index)
        _check_ahead(document, (*path, "by"), entry.by, as_of, findings)
        if entry.event is not None:
            _check_event(document, (*path, "event"), entry.event, names, findings)
            _check_stage(document, (*path, "event"), entry.event, stages, findings)
        for number, stated in zip(document.kept(*path, "stated"), entry.stated, strict=True):
            check_not_after(document, (*path, "stated", number, "on"), stated.on, as_of, findings)


def _check_ahead(
    document: Document[schema.ForecastsFile],
    path: Path,
    by: dt.date,
    as_of: dt.date,
    findings: Findings,
) -> None:
    """Check that a question is not settled before the day of the case."""
    known = as_of < dt.date.max  # case.yaml has a date that others can be held against
    if known and by < as_of and not document.is_filled(path):
        text = f"by: {by} lies before as_of, {as_of}; a question is about what is not known yet"
        findings.add(document, path, text)


def _check_event(
    document: Document[schema.ForecastsFile],
    path: Path,
    event: schema.EventEntry,
    names: Names,
    findings: Findings,
) -> None:
    given, keys = event.model_dump(exclude_none=True), document.tree.keys(*path)
    if len(keys) > 1 or not (keys or given):
        text = f"event: {len(keys)} events; write one of {', '.join(KINDS)}"
        findings.add(document, path, text)
        return
    choices = {
        "meeting_held": (names.meetings, ("meeting", "meetings")),
        "offer_accepted": (names.offers, ("offer", "offers")),
    }
    for kind, word in given.items():
        known, what = choices.get(kind, (None, ("", "")))
        if known is not None:
            findings.check_known(document, (*path, kind), word, known, what)
        elif kind == "deal_signed" and word != "any":
            text = f"event: deal_signed is about any deal, not {quote(word)}; write any"
            findings.add(document, (*path, kind), text)


def _check_stage(
    document: Document[schema.ForecastsFile],
    path: Path,
    event: schema.EventEntry,
    stages: int,
    findings: Findings,
) -> None:
    """Check that a stage is one of those that were agreed, where they were."""
    if event.stage_kept is not None and 0 < stages < event.stage_kept:
        text = f"stage_kept: {event.stage_kept}, but plan.yaml has {stages} agreed stages; "
        findings.add(document, (*path, "stage_kept"), f"{text}name one of them")
