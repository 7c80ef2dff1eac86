"""The calendar of a plan: a bar for each stage, and in it one for each step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from detente.report.charts.base import (
    Chart,
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
from detente.report.tables import Table, make_table
from detente.report.words import say_date, say_duration, say_few, say_number
from detente.study.plan_records import Move, Plan, Stage

GAP, TITLE, LABEL, LANE, AXIS = 8, 20, 16, 12, 26
MOST_STEPS = 18
"""More steps than this are not drawn one by one."""

MONTH = 30.44
LONG = 90
"""More days than this are said in months where they are not a round number of them."""

STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
MOST_TICKS = 7

NARROW, WIDE, LETTER, APART = 330, 520, 6.5, 10
"""Pixels across: on a phone, on a page; of a letter of a label, and between two labels."""

LEAST = 0.006
"""Share of the plan by which what takes no time is drawn."""


def draw_calendar(names: Names, plan: Plan) -> Chart | None:
    """Draw when each stage runs and how long each step takes to verify; None without times."""
    if plan.days <= 0 or not plan.stages:
        return None
    each = sum(len(stage.items) for stage in plan.stages) <= MOST_STEPS
    bars, texts, height = _lay_out(names, plan, each=each)
    return Chart(
        id="calendar",
        title=_title(plan),
        measure="From the beginning of each stage to its end"
        + (f", {_say_span(plan)}" if find_start(plan) else ""),
        reading=_read(each=each) + _say_cut(names, plan),
        spec=frame_spec("Calendar of the plan", _layers(plan, bars, texts, height), height),
        table=_tabulate(names, plan),
        parties=tuple(dict.fromkeys(bar["party"] for bar in bars if bar["party"])),
    )


def find_start(plan: Plan) -> dt.date | None:
    """Find the day on which a plan begins; None without dates, or where others were agreed."""
    begun = {
        stage.due - dt.timedelta(days=stage.start + stage.days) if stage.due else None
        for stage in plan.stages
    }
    return begun.pop() if len(begun) == 1 else None


def _say_span(plan: Plan) -> str:
    start = find_start(plan)
    assert start is not None
    return f"{say_date(start)} to {say_date(start + dt.timedelta(days=plan.days))}"


def say_length(days: int) -> str:
    """Say a length of time, a long one that is not round as about so many months or years.

    Examples
    --------
    >>> say_length(45), say_length(180), say_length(487), say_length(1500)
    ('45 days', '6 months', 'about 16 months', 'about 4.1 years')
    """
    said = say_duration(days)
    round_units = ("months", "year", "years") if days < 2 * 365 else ("year", "years")
    if days < LONG or said.endswith(round_units):
        return said
    if days < 2 * 365:
        return f"about {round(days / MONTH)} months"
    return f"about {say_number(days / 365.25)} years"


def _title(plan: Plan) -> str:
    took = say_length(plan.days)
    few = say_few(len(plan.stages), "stage").capitalize()
    longest = max(plan.stages, key=lambda stage: stage.days)
    if len(plan.stages) == 1:
        return f"The one stage takes {took}"
    if all(stage.days == longest.days for stage in plan.stages):
        return f"{few} take {took}, {say_length(longest.days)} each"
    place = plan.stages.index(longest) + 1
    return f"{few} take {took}; the longest, stage {place}, {say_length(longest.days)}"


def _read(*, each: bool) -> str:
    told = "A grey bar is a stage, from its beginning to where the sides wait no longer."
    if not each:
        return f"{told} Its steps stand in the table of stages."
    return (
        f"{told} A coloured bar is a step of it, by whoever performs it, as long as its "
        "verification takes; steps by several have the colour of none."
    )


def _say_cut(names: Names, plan: Plan) -> str:
    """Say so where the sides do not wait for all of a verification."""
    if all(find_days(names, m) <= stage.days for stage in plan.stages for m in stage.items):
        return ""
    return (
        " The sides do not wait for all of it: some steps are verified only after their stage has "
        "ended, and their bars end with it."
    )


def _lay_out(
    names: Names, plan: Plan, *, each: bool
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    look = Look(names)
    bars: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    top = 0.0
    for place, stage in enumerate(plan.stages, start=1):
        texts.append({"row": top + TITLE / 2, "weight": "bold", "text": _name(place, stage)})
        top += TITLE
        bars.append(_stage_bar(plan, stage, top))
        top += LANE + 2
        for move in stage.items if each else ():
            said = names.pledge(move.issue, move.to)
            lines, top = stack_lines(said, top, LABEL, weight="normal")
            texts += lines
            bars.append(_move_bar(names, look, plan, stage, move, top))
            top += LANE
        top += GAP
    return bars, texts, round(top + AXIS)


def _name(place: int, stage: Stage) -> str:
    title = f"Stage {place}" + (f", {stage.title}" if stage.title else "")
    if stage.due is None:
        return f"{title}: {say_length(stage.days)}"
    return f"{title}: until {say_date(stage.due)}"


def _stage_bar(plan: Plan, stage: Stage, top: float) -> dict[str, Any]:
    return {
        "row": top + 1, "end": top + LANE - 1, **_span_days(plan, stage, stage.days),
        "colour": "var(--soft)", "party": "", "opacity": 0.4, "tip": say_length(stage.days),
    }  # fmt: skip


def _span_days(plan: Plan, stage: Stage, days: int) -> dict[str, float]:
    """From where to where something goes; what takes no time is a thin mark."""
    wide = max(days, plan.days * LEAST)
    begin = max(0.0, min(stage.start, plan.days - wide))
    return {"from": begin, "to": begin + wide}


def _move_bar(
    names: Names, look: Look, plan: Plan, stage: Stage, move: Move, top: float
) -> dict[str, Any]:
    days = find_days(names, move)
    party = move.by[0] if len(move.by) == 1 else ""
    return {
        "row": top + 2, "end": top + LANE - 2, "party": party,
        **_span_days(plan, stage, min(days, stage.days)),
        "colour": look.colour(party) if party else "var(--ink)", "opacity": 1,
        "tip": f"{names.performers(move.by)}: {say_length(days)}",
    }  # fmt: skip


def find_days(names: Names, move: Move) -> int:
    """Find how long it takes to carry out a move and to verify it."""
    option = names.case.issue(move.issue).option(move.to)
    return option.verify_days + option.duration_days


def _layers(
    plan: Plan, bars: Sequence[dict[str, Any]], texts: Sequence[dict[str, Any]], height: int
) -> list[Spec]:
    y = rows_scale(height)
    ticks = _find_ticks(plan)
    x: Spec = {
        "type": "quantitative",
        "scale": {"domain": [0, plan.days], "range": [0, {"expr": "width"}], "nice": False},
        "axis": None,
    }
    marks = [{**tick, "row": 0, "end": height - AXIS + 4} for tick in ticks]
    said = [{**tick, "row": height - AXIS / 2} for tick in ticks]
    text = {"field": "text", "type": "nominal"}
    shown = {"expr": f"width < {WIDE} ? datum.narrow : datum.wide"}
    tip = {"tooltip": {"field": "tip", "type": "nominal"}}
    return [
        layer(marks, {"type": "rule", "stroke": "var(--rule)"},
              {"x": {"field": "at", **x}, "y": y, "y2": {"field": "end"}}),
        layer(bars, {"type": "rect", "opacity": {"expr": "datum.opacity"}},
              {"x": {"field": "from", **x}, "x2": {"field": "to"}, "y": y, "y2": {"field": "end"},
               "fill": FIXED["colour"], **tip}),
        *text_layers(texts, {"align": "left", "fontWeight": {"expr": "datum.weight"},
                             "limit": {"expr": "width"}},
                     {"x": {"value": 0}, "y": y, "text": text}),
        *text_layers(said, {"align": {"expr": "datum.align"}, "fill": "var(--soft)",
                            "opacity": shown},
                     {"x": {"field": "at", **x}, "y": y, "text": text}),
    ]  # fmt: skip


def _find_ticks(plan: Plan) -> list[dict[str, Any]]:
    """Find round times: the firsts of months where there are dates, else months from the start."""
    months = plan.days / MONTH
    step = next((s for s in STEPS if months / s <= MOST_TICKS), STEPS[-1])
    start = find_start(plan)
    found = _find_dates(start, plan.days, step) if start else _find_counts(plan.days, step)
    ticks = [{"at": at, "text": text, "align": _align(at / plan.days)} for at, text in found]
    for name, width in (("narrow", NARROW), ("wide", WIDE)):
        free = -float(APART)
        for tick in ticks:
            begin, end = _find_extent(tick, width / plan.days)
            tick[name] = int(begin >= free + APART)
            free = end if tick[name] else free
    return ticks


def _find_extent(tick: dict[str, Any], scale: float) -> tuple[float, float]:
    """From which pixel to which a label goes."""
    middle, wide = tick["at"] * scale, len(tick["text"]) * LETTER
    begin = middle - {"left": 0.0, "center": 0.5, "right": 1.0}[tick["align"]] * wide
    return begin, begin + wide


def _align(share: float) -> str:
    """Keep a label within the drawing."""
    if share < 0.08:
        return "left"
    return "right" if share > 0.92 else "center"


def _find_dates(start: dt.date, days: int, step: int) -> list[tuple[int, str]]:
    months = range(start.year * 12 + start.month - 1, start.year * 12 + start.month + days // 28)
    firsts = [dt.date(month // 12, month % 12 + 1, 1) for month in months if month % step == 0]
    at = [((first - start).days, _name_month(first, step)) for first in firsts]
    return [(day, text) for day, text in at if 0 <= day <= days]


def _name_month(first: dt.date, step: int) -> str:
    return str(first.year) if step >= 12 else f"{first:%b} {first.year}"


def _find_counts(days: int, step: int) -> list[tuple[int, str]]:
    counts = range(step, int(days / MONTH) + 1, step)
    unit, size = ("year", 12) if step >= 12 else ("month", 1)
    return [(round(n * MONTH), f"{n // size} {unit}{'s' if n > size else ''}") for n in counts]


def _tabulate(names: Names, plan: Plan) -> Table:
    rows = [
        [
            f"Stage {place}",
            names.pledge(move.issue, move.to),
            names.performers(move.by),
            say_begin(plan, stage),
            say_length(stage.days),
            say_length(find_days(names, move)),
        ]
        for place, stage in enumerate(plan.stages, start=1)
        for move in stage.items
    ]
    head = ["Stage", "Step", "By", "Begins", "The stage takes", "The step, verified, in"]
    return make_table("When each stage begins and how long its steps take", head, rows, [4, 5])


def say_begin(plan: Plan, stage: Stage) -> str:
    """Say when a stage begins: its day, or how long after the plan does."""
    start = find_start(plan)
    if start:
        return say_date(start + dt.timedelta(days=stage.start))
    return "at once" if stage.start == 0 else f"after {say_length(stage.start)}"
