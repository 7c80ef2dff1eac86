"""Make the calendar and the meetings of a case from checked files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.case import model, schema
from detente.case.documents import Document
from detente.case.names import find_element
from detente.case.positions import Path
from detente.case.quantify import build_citations, build_payoffs, build_quantity


def build_meetings(
    document: Document[schema.MeetingsFile] | None, issues: list[str]
) -> dict[str, Any]:
    """Build the calendar, in the order of its dates, and the meetings; nothing without a file."""
    if document is None or document.entry is None:
        return {}
    entry = document.entry
    days = sorted(entry.calendar, key=lambda day: day.date)
    meetings = enumerate(entry.meetings)
    return {
        "calendar": tuple(_build_day(day) for day in days),
        "meetings": tuple(_build_meeting(document, i, item, issues) for i, item in meetings),
    }


def _build_day(entry: schema.DayEntry) -> model.CalendarDay:
    return model.CalendarDay(
        id=entry.id,
        title=entry.title or entry.id,
        date=entry.date,
        opens=tuple(entry.opens),
        because=build_citations(entry.because),
        note=entry.note,
    )


def _build_meeting(
    document: Document[Any], index: int, entry: schema.MeetingEntry, issues: list[str]
) -> model.Meeting:
    path: Path = ("meetings", index)
    return model.Meeting(
        id=entry.id,
        title=entry.title or entry.id,
        format=entry.format,
        date=entry.date,
        agenda=tuple(issues if entry.agenda is None else entry.agenda),
        readiness=build_quantity(document, (*path, "readiness"), entry.readiness),
        approach=entry.approach,
        proposer=entry.proposer,
        invited=tuple(entry.invited),
        payoffs=_build_payoffs(document, path, entry.payoffs),
        pays=tuple(_build_transfer(document, path, n, e) for n, e in enumerate(entry.pays)),
        condition=entry.condition,
        because=build_citations(entry.because),
        note=entry.note,
        dates=tuple(sorted(set(entry.dates) - {entry.date})),
        after={
            day: _build_change(document, (*path, "after", day), change)
            for day, change in entry.after.items()
        },
        counters=tuple(
            model.Counter(item.by, item.meeting, build_citations(item.because), item.note)
            for item in entry.counters
        ),
        conditions=tuple(
            model.Condition(item.by, item.better_than, build_citations(item.because), item.note)
            for item in entry.conditions
        ),
    )


def _build_payoffs(
    document: Document[Any], path: Path, payoffs: Mapping[str, schema.PayoffEntry]
) -> dict[str, dict[str, model.Quantity]]:
    return {
        party: build_payoffs(document, (*path, "payoffs", party), payoff)
        for party, payoff in payoffs.items()
    }


def _build_change(
    document: Document[Any], path: Path, entry: schema.ChangeEntry
) -> model.MeetingChange:
    readiness = None
    if entry.readiness is not None:
        readiness = build_quantity(document, (*path, "readiness"), entry.readiness)
    return model.MeetingChange(readiness, _build_payoffs(document, path, entry.payoffs))


def _build_transfer(
    document: Document[Any], path: Path, number: int, entry: schema.PaysEntry
) -> model.Transfer:
    here = find_element(document, (*path, "pays"), number)
    return model.Transfer(
        by=entry.by,
        to=entry.for_,
        amount=build_quantity(document, (*here, "amount"), entry.amount, entry.because),
        kind=entry.kind,
        when=entry.when or ("fails" if entry.kind == "guarantee" else "held"),
        costs=build_quantity(document, (*here, "costs"), entry.costs, entry.because),
        because=build_citations(entry.because),
        note=entry.note,
    )
