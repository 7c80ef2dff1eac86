"""Make the terms of a plan and the events of a case from checked files."""

from __future__ import annotations

from typing import Any

from detente.case import model, schema
from detente.case.documents import Document
from detente.case.plan_model import AgreedStage, Deposit, Event, PlanTerms
from detente.case.positions import Path
from detente.case.quantify import build_citations, build_quantity, build_values
from detente.case.readings import find_changes

_MOST_STAGES = PlanTerms().most_stages


def build_plan(document: Document[schema.PlanFile] | None) -> dict[str, Any]:
    """Build the terms of a plan; nothing without a file, so that the defaults hold."""
    if document is None or document.entry is None:
        return {}
    entry = document.entry
    stages = entry.stages
    terms = PlanTerms(
        relationship=build_values(document, ("relationship",), entry.relationship, []),
        reputation=build_values(document, ("reputation",), entry.reputation, []),
        deposits=tuple(_build_deposit(document, i, item) for i, item in enumerate(entry.deposits)),
        floors=build_values(document, ("floors",), entry.floors, []),
        most_stages=stages.most or _MOST_STAGES,
        most_items=stages.items,
        wait_days=stages.wait,
        gap_days=stages.gap,
        start=stages.start,
        weights=dict(entry.weights),
        package=dict(entry.package),
        agreed=tuple(_build_agreed(document, i, item) for i, item in enumerate(entry.agreed)),
    )
    return {"plan": terms}


def _build_deposit(document: Document[Any], index: int, entry: schema.DepositEntry) -> Deposit:
    path: Path = ("deposits", index)
    return Deposit(
        id=entry.id,
        title=entry.title or entry.id,
        by=entry.by,
        secures=entry.secures,
        loses=build_quantity(document, (*path, "loses"), entry.loses, entry.because),
        pays=build_values(document, (*path, "pays"), entry.pays, entry.because),
        because=build_citations(entry.because),
        note=entry.note,
        place=document.place(*path),
    )


def _build_agreed(document: Document[Any], index: int, entry: schema.AgreedEntry) -> AgreedStage:
    return AgreedStage(
        title=entry.title or f"Stage {index + 1}",
        due=entry.due,
        moves=dict(entry.moves),
        because=build_citations(entry.because),
        note=entry.note,
        place=document.place("agreed", index),
    )


def build_events(
    document: Document[schema.EventsFile] | None, case: schema.CaseFile
) -> dict[str, Any]:
    """Build the events, in the order of the file."""
    if document is None or document.entry is None:
        return {}
    events = enumerate(document.entry.events)
    return {"events": tuple(_build_event(document, index, item, case) for index, item in events)}


def _build_event(
    document: Document[Any], index: int, entry: schema.RecordedEntry, case: schema.CaseFile
) -> Event:
    path: Path = ("events", index)
    because = build_citations(entry.because)
    change = entry.change
    changes = find_changes(document, change, (*path, "change")) if change is not None else ()
    return Event(
        date=entry.date,
        what=entry.what or (entry.promise.what if entry.promise else ""),
        moves=dict(entry.moves),
        outcome=entry.outcome or "",
        by=entry.by or _find_culprit(entry, case),
        promise=_build_promise(document, index, entry, because),
        changes=tuple(changes),
        because=because,
        note=entry.note,
        place=document.place(*path),
    )


def _find_culprit(entry: schema.RecordedEntry, case: schema.CaseFile) -> str:
    """Name the only side that can have broken or delayed the moves; empty when several can."""
    if entry.outcome not in ("broken", "late"):
        return ""
    performers = {tuple(find_performers(case, issue)) for issue in entry.moves}
    only = next(iter(performers)) if len(performers) == 1 else ()
    return only[0] if len(only) == 1 else ""


def find_performers(case: schema.CaseFile, issue: str) -> list[str]:
    """List the parties that perform an issue: those named, or all; nobody for no issue."""
    if issue not in case.issues:
        return []
    return list(case.issues[issue].by) or list(case.parties)


def _build_promise(
    document: Document[Any],
    index: int,
    entry: schema.RecordedEntry,
    because: tuple[model.Citation, ...],
) -> model.Promise | None:
    promise = entry.promise
    if promise is None:
        return None
    return model.Promise(
        id=f"event-{index + 1}",
        by=promise.by,
        to=tuple(promise.to),
        made=entry.date,
        due=None,
        settled=entry.date,
        what=promise.what,
        outcome=promise.outcome,
        because=because,
        note=entry.note,
        place=document.place("events", index, "promise"),
    )
