"""The section on what has been kept since."""

from __future__ import annotations

from collections.abc import Iterator

from detente.report.blocks import Block, Figure, Heading, Items, Paragraph, Section, Sheet
from detente.report.charts import draw_kept
from detente.report.naming import Names
from detente.report.passages import Passages
from detente.report.plan_tables import list_moves, name_stage
from detente.report.sentences import say_cited
from detente.report.sentences.track import (
    answer_track,
    explain_belief,
    explain_breaks,
    explain_rest,
    explain_schedule,
    explain_standing,
)
from detente.report.track_tables import (
    tabulate_beliefs,
    tabulate_rest,
    tabulate_standings,
    tabulate_steps,
)
from detente.study.track_records import TrackFindings


def write_track(names: Names, passages: Passages, found: TrackFindings) -> Section:
    """Write what has been kept, where each side stands, and how the rest can be carried out."""
    events = names.case.events
    cited = sum(bool(event.because) for event in events)
    return Section(
        id="track",
        title="What has been kept since?",
        answer=answer_track(names, found),
        blocks=tuple(_list_blocks(names, passages, found)),
        rests=say_cited("event", cited, len(events)),
    )


def _list_blocks(names: Names, passages: Passages, found: TrackFindings) -> Iterator[Block]:
    if not found.steps:
        return
    yield Paragraph(explain_schedule(found))
    chart = draw_kept(names, found)
    if chart:
        yield Figure(chart)
    yield Sheet(tabulate_steps(names, passages, found), open=False)
    yield from _show_standings(names, found)
    yield from _show_breaks(names, found)
    yield from _show_rest(names, found)


def _show_standings(names: Names, found: TrackFindings) -> Iterator[Block]:
    yield Heading("Where each side stands", "track-exposure")
    for standing in found.standings:
        yield Paragraph(explain_standing(names, standing), standing.party)
    yield Sheet(tabulate_standings(names, found), open=False)
    yield Heading("Trust, at the outset and now", "track-trust")
    for belief in found.beliefs:
        yield Paragraph(explain_belief(names, belief), belief.party)
    yield Sheet(tabulate_beliefs(names, found), open=False)


def _show_breaks(names: Names, found: TrackFindings) -> Iterator[Block]:
    if found.breaks:
        yield Heading("What breaking off cost", "track-breaks")
        told = "By date, at the medians; amounts are in each side's own points"
        yield Items(told, explain_breaks(names, found.breaks))


def _show_rest(names: Names, found: TrackFindings) -> Iterator[Block]:
    plan = found.rest
    if plan is None or not plan.stages:
        return
    yield Heading("The rest, from here", "track-rest")
    yield Paragraph(explain_rest(found, plan))
    for place, stage in enumerate(plan.stages, start=1):
        yield Items(name_stage(plan, place), list_moves(names, stage))
    yield Sheet(tabulate_rest(names, found, plan))
