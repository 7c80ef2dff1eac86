"""What rests on a source: numbers, and whatever else of a case cites one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from detente.case.model import Case, Citation, Quantity

What = Literal[
    "number",
    "option",
    "rule",
    "promise",
    "offer",
    "meeting",
    "plan",
    "forecast",
    "event",
    "reading",
    "claim",
]

Place: TypeAlias = tuple[str, str]
"""A source and the name of a passage in it; no name: the document as a whole."""


@dataclass(frozen=True)
class Use:
    """Something that cites a source; ``key`` is that of a number, and empty for anything else."""

    what: What
    label: str
    key: str = ""


def list_uses(case: Case) -> Mapping[Place, tuple[Use, ...]]:
    """List what rests on each passage, each thing once, in the order of the files."""
    found: dict[Place, dict[Use, None]] = {}
    for use, because in _list_all(case):
        for citation in because:
            place = (citation.source, citation.passage)
            found.setdefault(place, {})[use] = None
    return {place: tuple(uses) for place, uses in found.items()}


def _list_all(case: Case) -> Iterator[tuple[Use, tuple[Citation, ...]]]:
    for entry in case.quantities():
        yield Use("number", entry.label, entry.key), entry.quantity.because
    yield from _list_structure(case)
    yield from _list_record(case)
    yield from _list_meetings(case)
    yield from _list_plan(case)
    yield from _list_forecasts(case)
    yield from _list_readings(case)


def _list_structure(case: Case) -> Iterator[tuple[Use, tuple[Citation, ...]]]:
    for issue in case.issues:
        for option in issue.options:
            yield Use("option", f"{issue.title}: {option.title}"), option.because
    for interaction in case.interactions:
        yield Use("option", interaction.title or "a combination"), interaction.because
    for constraint in case.constraints:
        yield Use("rule", constraint.title or constraint.kind), constraint.because


def _list_record(case: Case) -> Iterator[tuple[Use, tuple[Citation, ...]]]:
    for promise in case.promises:
        yield Use("promise", f"{case.name(promise.by)}: {promise.what}"), promise.because
    for offer in case.offers:
        inner = [pledge.because for pledge in offer.pledges]
        yield Use("offer", offer.title), _join([offer.because, *inner])


def _list_meetings(case: Case) -> Iterator[tuple[Use, tuple[Citation, ...]]]:
    for day in case.calendar:
        yield Use("meeting", day.title), day.because
    for meeting in case.meetings:
        inner = [each.because for each in meeting.pays]
        inner += [each.because for each in meeting.counters]
        inner += [each.because for each in meeting.conditions]
        yield Use("meeting", meeting.title), _join([meeting.because, *inner])


def _list_plan(case: Case) -> Iterator[tuple[Use, tuple[Citation, ...]]]:
    for deposit in case.plan.deposits:
        yield Use("plan", deposit.title), deposit.because
    for stage in case.plan.agreed:
        yield Use("plan", stage.title), stage.because
    for event in case.events:
        inner = [] if event.promise is None else [event.promise.because]
        yield Use("event", f"{event.date}: {event.what}"), _join([event.because, *inner])


def _list_forecasts(case: Case) -> Iterator[tuple[Use, tuple[Citation, ...]]]:
    for forecast in case.forecasts:
        inner = [each.because for each in forecast.stated]
        inner += [] if forecast.base is None else [forecast.base.because]
        yield Use("forecast", forecast.question), _join([forecast.because, *inner])


def _list_readings(case: Case) -> Iterator[tuple[Use, tuple[Citation, ...]]]:
    for reading in case.readings:
        own = (Citation(reading.source),) if reading.source else ()
        values = (each.value for each in reading.changes)
        inner = [value.because for value in values if isinstance(value, Quantity)]
        yield Use("reading", f"The reading of {reading.author}"), _join([own, *inner])
        for claim in reading.claims:
            yield Use("claim", f"{reading.author}: {claim.says}"), claim.because


def _join(groups: Iterable[tuple[Citation, ...]]) -> tuple[Citation, ...]:
    return tuple(citation for group in groups for citation in group)
