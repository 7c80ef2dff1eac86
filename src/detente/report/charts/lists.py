"""The lists of gives and wants: what each option costs its giver and is worth to the others."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from detente.report.charts.base import (
    Chart,
    Spec,
    frame_spec,
    layer,
    rows_scale,
    spread,
    text_layers,
)
from detente.report.look import Look
from detente.report.naming import Names
from detente.report.tables import Table, make_table
from detente.report.words import say_few, say_interval, say_number, sentence
from detente.study.lists import Concession, ListFindings
from detente.study.record import Interval

ISSUE_GAP, TITLE, LABEL, LANE, FOOT = 10, 20, 17, 12, 4
"""Heights in pixels: above an issue, its title, an option's label, a party's lane, below."""

MOST_HIGH = 800
"""Height in pixels of a drawing that still fits a printed page."""

MEASURE = (
    "Worth of each option against the status quo, in each party's own points: cost to the left "
    "of zero, benefit to the right"
)
READING = (
    "A mark is the median and its bar runs from P10 to P90. Points of different parties are "
    "different units: compare marks of one shape with each other only."
)


@dataclass(frozen=True)
class Part:
    """Some of a giver's options, few enough for one drawing.

    ``place`` counts from 0 among the parts of one giver; ``whole`` holds all of them.
    """

    by: tuple[str, ...]
    place: int
    concessions: tuple[Concession, ...]
    whole: tuple[Concession, ...]


def split_lists(names: Names, lists: ListFindings) -> list[Part]:
    """Split the lists by giver, joint issues last, and long ones between issues."""
    groups: dict[tuple[str, ...], list[Concession]] = {}
    for concession in lists.concessions:
        if _touched(names, concession):
            groups.setdefault(concession.by, []).append(concession)
    order = [party.id for party in names.case.parties]
    ranked = sorted(groups, key=lambda by: (len(by), [order.index(party) for party in by]))
    return [
        Part(by, place, tuple(part), tuple(groups[by]))
        for by in ranked
        for place, part in enumerate(_split(names, groups[by]))
    ]


def _split(names: Names, concessions: Sequence[Concession]) -> list[list[Concession]]:
    """Cut a list between issues, into parts of about the same height."""
    issues = [list(group) for _, group in groupby(concessions, key=lambda item: item.issue)]
    heights = [ISSUE_GAP + TITLE + sum(_height(names, item) for item in group) for group in issues]
    room = sum(heights) / math.ceil(sum(heights) / MOST_HIGH)
    parts: list[list[Concession]] = []
    filled = math.inf
    for group, height in zip(issues, heights, strict=True):
        if filled + height / 2 > room:
            parts.append([])
            filled = 0.0
        parts[-1] += group
        filled += height
    return parts


def _height(names: Names, concession: Concession) -> int:
    return LABEL + LANE * len(_touched(names, concession)) + FOOT


def _touched(names: Names, concession: Concession) -> list[tuple[str, Interval]]:
    """List the parties for whom an option changes something, in declared order."""
    values = concession.values
    return [
        (party.id, values[party.id])
        for party in names.case.parties
        if party.id in values and (values[party.id].p10 or values[party.id].p90)
    ]


def draw_list(names: Names, part: Part) -> Chart:
    """Draw one part of a giver's list, on the axis of the whole list."""
    rows, texts, rules, height = _lay_out(names, Look(names), part.concessions)
    worths = [worth for item in part.whole for _, worth in _touched(names, item)]
    ends = [end for worth in worths for end in (worth.p10, worth.p90)]
    axis = {
        "scale": {"domain": list(spread(ends, pad=0.05)), "nice": False},
        "axis": {"title": "points, on each party's own scale", "tickCount": 5, "orient": "top"},
    }
    where = f"list-{'-'.join(part.by)}" + (f"-{part.place + 1}" if part.place else "")
    return Chart(
        id=where,
        title=_title(names, part),
        measure="Points, on each party's own scale" if part.place else MEASURE,
        reading="Read as the chart before it, on the same axis." if part.place else READING,
        spec=frame_spec(where, _layers(rows, texts, rules, height, axis), height),
        table=_tabulate(names, part.by, part.concessions),
        parties=tuple(dict.fromkeys(row["party"] for row in rows)),
    )


def _lay_out(
    names: Names, look: Look, concessions: Sequence[Concession]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]], int]:
    """Stack issues, options and parties' lanes from the top; return marks, texts and rules."""
    rows: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    rules: list[dict[str, Any]] = []
    top = 0
    for issue, options in groupby(concessions, key=lambda concession: concession.issue):
        rules.append({"row": top + ISSUE_GAP / 2 - 1})
        top += ISSUE_GAP
        texts.append({"row": top + TITLE / 2, "text": names.issue(issue), "weight": "bold"})
        top += TITLE
        for concession in options:
            label = names.option(issue, concession.option)
            texts.append({"row": top + LABEL / 2, "text": label, "weight": "normal"})
            top += LABEL
            for party, worth in _touched(names, concession):
                rows.append(_mark(look, party, worth, names, label, top + LANE / 2))
                top += LANE
            top += FOOT
    return rows, texts, rules[1:], top + 2


def _mark(
    look: Look, party: str, worth: Interval, names: Names, label: str, row: float
) -> dict[str, Any]:
    return {
        "row": row, "low": worth.p10, "middle": worth.p50, "high": worth.p90, "party": party,
        "colour": look.colour(party), "shape": look.shape(party),
        "tip": f"{names.label(party)}, {label}: {say_interval(worth.p10, worth.p90)} points",
    }  # fmt: skip


def _layers(
    rows: Sequence[dict[str, Any]],
    texts: Sequence[dict[str, Any]],
    rules: Sequence[dict[str, Any]],
    height: int,
    axis: Spec,
) -> list[Spec]:
    y = rows_scale(height)
    fixed = {"scale": None, "legend": None, "type": "nominal"}
    tip = {"tooltip": {"field": "tip", "type": "nominal"}}
    colour = {"field": "colour", **fixed}
    weigh = {"fontWeight": {"expr": "datum.weight"}, "limit": {"expr": "width"}, "align": "left"}
    return [
        layer([{"zero": 0}], {"type": "rule", "stroke": "var(--ink)"},
              {"x": {"field": "zero", "type": "quantitative", **axis}}),
        layer(rules, {"type": "rule", "stroke": "var(--rule)"}, {"y": y}),
        layer(rows, {"type": "rule", "strokeWidth": 6, "opacity": 0.35, "strokeCap": "round"},
              {"x": {"field": "low", "type": "quantitative", **axis}, "x2": {"field": "high"},
               "y": y, "stroke": colour, **tip}),
        layer(rows, {"type": "point", "filled": True, "size": 62, "opacity": 1},
              {"x": {"field": "middle", "type": "quantitative", **axis}, "y": y,
               "fill": colour, "shape": {"field": "shape", **fixed}, **tip}),
        *text_layers(texts, weigh,
                     {"x": {"value": 0}, "y": y, "text": {"field": "text", "type": "nominal"}}),
    ]  # fmt: skip


def _title(names: Names, part: Part) -> str:
    """Name the costliest option for a single giver; count the options otherwise."""
    by, concessions = part.by, part.whole
    if part.place:
        return f"{names.performers(by)}, continued"
    count = say_few(len(concessions), "option")
    if len(by) != 1:
        return f"{names.performers(by)}: {count} to be carried out jointly"
    who = sentence(names.side(by[0]))[:-1]
    costs = [(item.values[by[0]].p50, item) for item in concessions if by[0] in item.values]
    cost, costliest = min(costs, key=lambda pair: pair[0], default=(0.0, concessions[0]))
    if cost >= 0:
        return f"{who} can offer {count}, none of which costs it anything"
    option = names.pledge(costliest.issue, costliest.option)
    return (
        f"{who} can offer {count}; the costliest is “{option}”, at about "
        f"{say_number(-cost)} of its own points"
    )


def _tabulate(names: Names, by: tuple[str, ...], concessions: Sequence[Concession]) -> Table:
    shown = [side for side in names.everyone() if any(side in item.values for item in concessions)]
    rows = [
        [
            names.issue(item.issue),
            names.option(item.issue, item.option),
            *(_worth(item.values.get(side)) for side in shown),
        ]
        for item in concessions
    ]
    head = ["Issue", "Option", *(names.label(side) for side in shown)]
    whose = "Joint" if len(by) > 1 else sentence(names.owner(by[0]))[:-1]
    caption = f"{whose} options: P10 to P90 in each side's own points"
    return make_table(caption, head, rows, range(2, len(head)))


def _worth(worth: Interval | None) -> str:
    return say_interval(worth.p10, worth.p90) if worth else "0"
