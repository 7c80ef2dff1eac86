"""What was due and when it was done: a lane for each step, on one axis of time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from detente.report.charts.base import (
    Chart,
    Key,
    Spec,
    frame_spec,
    layer,
    rows_scale,
    stack_lines,
    text_layers,
)
from detente.report.charts.panels import FIXED
from detente.report.look import Look
from detente.report.naming import Names
from detente.report.sentences.track import STATES
from detente.report.tables import Table, make_table
from detente.report.words import say_date
from detente.study.track_records import TrackedMove, TrackedStage, TrackFindings

LABEL, LANE, AXIS, GAP = 16, 14, 26, 8
"""Pixels of a label, of the line below it, of the axis, and between two stages."""

SHAPES = {"disputed": "square", "broken": "cross"}
SIGNS = {"due": "|", "delivered": "●", "disputed": "■", "broken": "✚"}
WORDS = {
    "due": "the day on which it was due",
    "delivered": "done",
    "disputed": "disputed, not counted as done",
    "broken": "broken",
}
DAYS = 365.25
WEEK, MONTH = 7, 30.44
STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240)
MOST_TICKS = 7


def draw_kept(names: Names, found: TrackFindings) -> Chart | None:
    """Draw when each step was due and when it was done; None where nothing has a date."""
    days = sorted(_list_days(found))
    if not days or days[0] == days[-1]:
        return None
    rows, texts, height = _lay_out(names, found)
    span = (days[0], days[-1])
    return Chart(
        id="track-dates",
        title=_title(found),
        measure=f"When each step was due and when it was done, {say_date(days[0])} to "
        f"{say_date(days[-1])}",
        reading="A grey stroke is the day on which a step was due, a round mark in the colour of "
        "whoever performs it the day on which it was done. A stroke alone: not done. Steps by "
        "several have the colour of none.",
        spec=frame_spec("Steps, due and done", _layers(names, rows, texts, span, height), height),
        table=_tabulate(names, found),
        parties=_list_performers(found),
        key=tuple(Key(SIGNS[sign], WORDS[sign]) for sign in _list_signs(found)),
    )


def _list_days(found: TrackFindings) -> Iterator[dt.date]:
    for stage in found.stages:
        for move in stage.moves:
            yield from (day for day in (stage.due, move.delivered, move.date) if day)


def _list_performers(found: TrackFindings) -> tuple[str, ...]:
    alone = {m.by[0] for stage in found.stages for m in stage.moves if len(m.by) == 1}
    return tuple(party for party in found.parties if party in alone)


def _list_signs(found: TrackFindings) -> list[str]:
    states = {move.state for stage in found.stages for move in stage.moves}
    marks = [state for state in SHAPES if state in states]
    return ["due", "delivered", *marks]


def _title(found: TrackFindings) -> str:
    late = [
        (move.delivered - stage.due).days
        for stage in found.stages
        for move in stage.moves
        if move.delivered and stage.due
    ]
    stand = f"{found.done} of {found.steps} steps {'is' if found.done == 1 else 'are'} done"
    if not late:
        return stand
    if max(late) <= WEEK:
        return f"{stand}; none came over a week late"
    worst = f"{round(max(late) / MONTH)} months" if max(late) >= 2 * MONTH else f"{max(late)} days"
    return f"{stand}; the latest came {worst} after its day"


def _lay_out(
    names: Names, found: TrackFindings
) -> tuple[list[tuple[TrackedStage, TrackedMove, float]], list[dict[str, Any]], int]:
    """Give each step a label and a line below it; where the middle of each line is, in pixels."""
    rows: list[tuple[TrackedStage, TrackedMove, float]] = []
    texts: list[dict[str, Any]] = []
    top = 0.0
    for stage in found.stages:
        for move in stage.moves:
            said = f"{stage.stage}. {names.pledge(move.issue, move.to)}"
            lines, top = stack_lines(said, top, LABEL)
            texts += lines
            rows.append((stage, move, top + LANE / 2 - 1))
            top += LANE
        top += GAP
    return rows, texts, round(top + AXIS)


def _layers(
    names: Names,
    rows: list[tuple[TrackedStage, TrackedMove, float]],
    texts: list[dict[str, Any]],
    span: tuple[dt.date, dt.date],
    height: int,
) -> list[Spec]:
    y, x = rows_scale(height), _time(span)
    ticks = [{**tick, "row": 0, "end": height - AXIS} for tick in _find_ticks(span)]
    words = [{**tick, "row": height - AXIS / 2} for tick in _find_ticks(span)]
    lines = [line for row in rows for line in _line(names, *row, span)]
    dues = [due for row in rows for due in _due(*row, span)]
    marks = [mark for row in rows for mark in _marks(names, *row, span)]
    shape = {"field": "shape", "type": "nominal", "scale": None, "legend": None}
    text = {"field": "text", "type": "nominal"}
    at = {"field": "at", **x}
    return [
        layer(ticks, {"type": "rule", "stroke": "var(--rule)"},
              {"x": at, "y": y, "y2": {"field": "end"}}),
        layer(lines, {"type": "rule", "strokeWidth": 1.6, "opacity": 0.5},
              {"x": {"field": "from", **x}, "x2": {"field": "to"}, "y": y,
               "stroke": FIXED["colour"]}),
        layer(dues, {"type": "rule", "stroke": "var(--soft)", "strokeWidth": 2.5},
              {"x": at, "y": y, "y2": {"field": "end"}}),
        layer(marks, {"type": "point", "filled": True, "size": 70, "opacity": 1},
              {"x": at, "y": y, "shape": shape, "fill": FIXED["colour"],
               "tooltip": {"field": "tip", "type": "nominal"}}),
        *text_layers(texts, {"align": "left", "limit": {"expr": "width"}},
                     {"x": {"value": 0}, "y": y, "text": text}),
        *text_layers(words, {"align": {"expr": "datum.align"}, "fill": "var(--soft)"},
                     {"x": at, "y": y, "text": text}),
    ]  # fmt: skip


def _time(span: tuple[dt.date, dt.date]) -> Spec:
    days = (span[1] - span[0]).days
    margin = days * 0.015
    scale = {"domain": [-margin, days + margin], "range": [0, {"expr": "width"}], "nice": False}
    return {"type": "quantitative", "scale": scale, "axis": None}


def _at(day: dt.date, span: tuple[dt.date, dt.date]) -> int:
    return (day - span[0]).days


def _colour(names: Names, move: TrackedMove) -> str:
    return Look(names).colour(move.by[0]) if len(move.by) == 1 else "var(--ink)"


def _line(
    names: Names,
    stage: TrackedStage,
    move: TrackedMove,
    row: float,
    span: tuple[dt.date, dt.date],
) -> Iterator[dict[str, Any]]:
    """Join the day on which a step was due, was done, and was broken."""
    days = [day for day in (stage.due, move.delivered, move.date) if day]
    if len(days) > 1:
        yield {"row": row, "from": _at(min(days), span), "to": _at(max(days), span),
               "colour": _colour(names, move)}  # fmt: skip


def _due(
    stage: TrackedStage, move: TrackedMove, row: float, span: tuple[dt.date, dt.date]
) -> Iterator[dict[str, Any]]:
    del move
    if stage.due:
        yield {"at": _at(stage.due, span), "row": row - 6, "end": row + 6}


def _marks(
    names: Names,
    stage: TrackedStage,
    move: TrackedMove,
    row: float,
    span: tuple[dt.date, dt.date],
) -> Iterator[dict[str, Any]]:
    del stage
    found = [("circle", "done", move.delivered)] if move.delivered else []
    if move.date and move.state in SHAPES:
        found.append((SHAPES[move.state], STATES[move.state], move.date))
    for shape, word, day in found:
        assert day is not None
        yield {"at": _at(day, span), "row": row, "shape": shape,
               "colour": _colour(names, move), "tip": f"{word} {say_date(day)}"}  # fmt: skip


def _find_ticks(span: tuple[dt.date, dt.date]) -> list[dict[str, Any]]:
    """Find the firsts of months, or of years, that a narrow page has room for."""
    months = (span[1] - span[0]).days / MONTH
    step = next((each for each in STEPS if months / each <= MOST_TICKS), STEPS[-1])
    first, last = (day.year * 12 + day.month - 1 for day in span)
    firsts = [dt.date(m // 12, m % 12 + 1, 1) for m in range(first, last + 1) if m % step == 0]
    days = max((span[1] - span[0]).days, 1)
    return [
        {"at": _at(day, span), "text": _name(day, step), "align": _align(_at(day, span) / days)}
        for day in firsts
        if day >= span[0]
    ]


def _name(day: dt.date, step: int) -> str:
    return str(day.year) if step >= 12 else f"{day:%b} {day.year}"


def _align(share: float) -> str:
    """Keep a label within the drawing."""
    if share < 0.08:
        return "left"
    return "right" if share > 0.92 else "center"


def _tabulate(names: Names, found: TrackFindings) -> Table:
    rows = [
        [
            str(stage.stage),
            names.pledge(move.issue, move.to),
            say_date(stage.due) if stage.due else "",
            say_date(move.delivered) if move.delivered else "",
            STATES[move.state],
        ]
        for stage in found.stages
        for move in stage.moves
    ]
    return make_table("Steps, due and done", ["Stage", "Step", "Due", "Done", "Now"], rows)
