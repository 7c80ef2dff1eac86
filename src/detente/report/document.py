"""A report before it is a page: the answer, the sections, and the notes behind its numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from detente.case import Case
from detente.report.blocks import Figure, Section
from detente.report.charts import Chart
from detente.report.findings import Findings
from detente.report.naming import Names
from detente.report.passages import Note, Passages
from detente.report.sections import (
    write_basis,
    write_claims,
    write_coalitions,
    write_compare,
    write_deals,
    write_drivers,
    write_forecast,
    write_lists,
    write_making,
    write_meetings,
    write_offers,
    write_plan,
    write_sources,
    write_track,
    write_trust,
)
from detente.report.sentences import (
    answer_at_top,
    compare_lists,
    is_certain,
    say_basis,
    say_three,
    summarise_claims,
    summarise_coalitions,
    summarise_compare,
    summarise_deals,
    summarise_forecast,
    summarise_meetings,
    summarise_offers,
    summarise_plan,
    summarise_track,
    summarise_trust,
)
from detente.report.words import say_date


@dataclass(frozen=True)
class Finding:
    """One line of the summary, and the section that shows it."""

    anchor: str
    label: str
    text: str


@dataclass(frozen=True)
class Document:
    """A whole report, ready to be written as HTML or Markdown.

    ``flips`` are the assumptions that would turn the answer, the strongest first.
    """

    title: str
    as_of: str
    about: tuple[str, ...]
    answer: str
    rests: str
    findings: tuple[Finding, ...]
    sections: tuple[Section, ...]
    notes: tuple[Note, ...]
    names: Names
    flips: tuple[str, ...] = ()

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Every chart, in order."""
        return tuple(
            block.chart
            for section in self.sections
            for block in section.blocks
            if isinstance(block, Figure)
        )


def write_document(case: Case, findings: Findings) -> Document:
    """Turn the findings about a case into a report.

    Sources come after all that cite them, so that each passage stands under its source.
    """
    names, passages = Names(case), Passages(case)
    sections = [
        *_write_answers(names, passages, findings),
        *_write_inputs(names, passages, findings),
        write_basis(names, findings.origin),
        write_sources(case, passages),
        write_making(case, findings.origin),
    ]
    return Document(
        title=case.title,
        as_of=say_date(case.as_of),
        about=tuple(part.strip() for part in case.about.split("\n\n") if part.strip()),
        answer=answer_at_top(names, findings.deals, findings.plan),
        rests=say_basis(findings.origin),
        findings=tuple(_list_findings(names, findings)),
        sections=tuple(sections),
        notes=passages.notes,
        names=names,
        flips=say_three(names, findings.drivers) if findings.drivers else (),
    )


def _write_answers(names: Names, passages: Passages, findings: Findings) -> Iterator[Section]:
    """Write what was concluded: deals, the plan, what was kept of it, meetings, readings."""
    yield write_deals(names, passages, findings.deals)
    if findings.coalitions:
        yield write_coalitions(names, findings.coalitions)
    yield write_plan(names, findings.plan)
    if findings.track:
        yield write_track(names, passages, findings.track)
    if findings.meeting:
        yield write_meetings(names, passages, findings.meeting)
    if findings.compare:
        yield write_compare(names, findings.compare)
    if findings.claims:
        yield write_claims(names, passages, findings.claims)
    if findings.drivers:
        yield write_drivers(names, findings.drivers)
    if findings.forecasts:
        yield write_forecast(names, passages, findings.forecasts)


def _write_inputs(names: Names, passages: Passages, findings: Findings) -> Iterator[Section]:
    """Write what the conclusions were drawn from: offers, trust, lists."""
    yield write_offers(names, passages, findings.offers)
    yield write_trust(names, passages, findings.trust)
    yield write_lists(names, passages, findings.lists)


def _list_findings(names: Names, findings: Findings) -> Iterator[Finding]:
    """Put one line to each question, for the first screen."""
    for part in SUMMARIES:
        found = getattr(findings, part)
        if found is not None:
            yield summarise(names, part, found)
    if findings.deals.fuller:
        fuller = compare_lists(names, findings.deals, short=True)
        yield Finding("fuller-lists", "A fuller list", fuller)


def summarise(names: Names, part: str, found: Any) -> Finding:
    """Put in one line what was found.

    Parameters
    ----------
    names : of the case.
    part : a field of the findings, one of `SUMMARIES`.
    found : what stands there.
    """
    anchor, label, say = SUMMARIES[part]
    if part == "deals" and is_certain(names):
        label = "A package that suits all"
    return Finding(anchor, label, say(names, found))


SUMMARIES: Mapping[str, tuple[str, str, Callable[[Names, Any], str]]] = {
    "deals": ("recommended", "The safest package found", summarise_deals),
    "coalitions": ("coalitions", "Who is needed", summarise_coalitions),
    "plan": ("plan", "Carried out in stages", summarise_plan),
    "track": ("track", "Kept so far", lambda _, found: summarise_track(found)),
    "meeting": ("meeting", "Meetings", summarise_meetings),
    "compare": ("readings", "Readings", lambda _, found: summarise_compare(found)),
    "claims": ("claims", "Claims", lambda _, found: summarise_claims(found)),
    "forecasts": ("forecasts", "Forecasts", lambda _, found: summarise_forecast(found)),
    "offers": ("offers", "Past offers", lambda _, found: summarise_offers(found)),
    "trust": ("trust", "Trust", summarise_trust),
}
"""By the field of the findings: the section that shows it, what the line is called, its words."""
