"""What it costs each party if another stays away, a panel for each on its own scale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from detente.report.charts.base import Chart, Key, Spec, frame_spec, layer, rows_scale, text_layers
from detente.report.charts.panels import FIXED
from detente.report.coalition_tables import tabulate_absences
from detente.report.look import Look
from detente.report.naming import Names
from detente.report.words import say_interval
from detente.study.coalition_records import CoalitionFindings
from detente.study.record import Interval

GAP, TITLE, LABEL, LANE = 12, 24, 18, 16


def draw_absences(names: Names, found: CoalitionFindings) -> Chart:
    """Draw what each absence costs each other party, from P10 to P90 with the median."""
    marks, texts, heads, zeros, height = _lay_out(names, found)
    return Chart(
        id="absence-costs",
        title=_title(names, found),
        measure="What it costs a party if another stays away: its gain from the package for all, "
        "less that from the safest package of the others together; each in its own points",
        reading="A bar goes from P10 to P90, its mark is the median. To the right of the line the "
        "absence costs the party something; to the left it does better without. Every panel has a "
        "scale of its own: lengths in two panels say nothing about each other.",
        spec=frame_spec("Costs of an absence", _layers(marks, texts, heads, zeros, height), height),
        table=tabulate_absences(names, found),
        key=(Key("┊", "no difference"),),
        narrow=True,
    )


def _title(names: Names, found: CoalitionFindings) -> str:
    """Name the parties whose absence would cost every other one in most draws."""
    missed = [
        absence.parties
        for absence in found.absences
        if absence.cost and all(cost.p50 > 0 for cost in absence.cost.values())
    ]
    if len(missed) == len(found.absences):
        return "Whoever stays away, it costs each of the others something in most draws"
    if not missed:
        return "Nobody's absence costs each of the others something in most draws"
    who = names.sides((party for parties in missed for party in parties), "or")
    return f"It costs each of the others something in most draws if {who} stays away"


def _lay_out(
    names: Names, found: CoalitionFindings
) -> tuple[
    list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]], int
]:
    look = Look(names)
    marks: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    heads: list[dict[str, Any]] = []
    zeros: list[dict[str, Any]] = []
    top = 0.0
    for party in found.parties:
        costs = list(_list_costs(names, found, party))
        if not costs:
            continue
        sign = {"colour": look.colour(party), "shape": look.shape(party)}
        heads.append({"row": top + TITLE / 2, "text": names.label(party), **sign})
        top += TITLE
        low = min(0.0, *(cost.p10 for _, cost in costs))
        high = max(0.0, *(cost.p90 for _, cost in costs), low + 1e-9)
        start = top + LABEL
        for label, cost in costs:
            said = say_interval(cost.p10, cost.p90)
            texts.append({"row": top + LABEL / 2, "text": label, "said": said})
            top += LABEL
            ends = {"from": cost.p10, "to": cost.p90, "at": cost.p50}
            places = {name: (end - low) / (high - low) for name, end in ends.items()}
            marks.append({"row": top + LANE / 2, **places, **sign, "tip": f"{label}: {said}"})
            top += LANE
        zeros.append({"at": -low / (high - low), "row": start, "end": top})
        top += GAP
    return marks, texts, heads, zeros, round(top - GAP + 4)


def _list_costs(
    names: Names, found: CoalitionFindings, party: str
) -> Iterator[tuple[str, Interval]]:
    for absence in found.absences:
        if party in absence.cost:
            yield f"without {names.sides(absence.parties)}", absence.cost[party]


def _layers(
    marks: Sequence[dict[str, Any]],
    texts: Sequence[dict[str, Any]],
    heads: Sequence[dict[str, Any]],
    zeros: Sequence[dict[str, Any]],
    height: int,
) -> list[Spec]:
    y = rows_scale(height)
    x: Spec = {
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, 1], "range": [6, {"expr": "width - 6"}], "nice": False},
    }
    text = {"field": "text", "type": "nominal"}
    tip = {"tooltip": {"field": "tip", "type": "nominal"}}
    return [
        layer(zeros, {"type": "rule", "stroke": "var(--ink)", "strokeDash": [3, 2]},
              {"x": {"field": "at", **x}, "y": y, "y2": {"field": "end"}}),
        layer(marks, {"type": "rule", "strokeWidth": 6, "opacity": 0.45},
              {"x": {"field": "from", **x}, "x2": {"field": "to"}, "y": y,
               "stroke": FIXED["colour"], **tip}),
        layer(marks, {"type": "point", "filled": True, "size": 80, "opacity": 1},
              {"x": {"field": "at", **x}, "y": y, "fill": FIXED["colour"],
               "shape": FIXED["shape"], **tip}),
        layer(heads, {"type": "point", "filled": True, "size": 90, "opacity": 1},
              {"x": {"value": 6}, "y": y, "fill": FIXED["colour"], "shape": FIXED["shape"]}),
        *text_layers(heads, {"align": "left", "fontWeight": "bold", "limit": {"expr": "width"}},
                     {"x": {"value": 17}, "y": y, "text": text}),
        *text_layers(texts, {"align": "left"}, {"x": {"value": 0}, "y": y, "text": text}),
        *text_layers(texts, {"align": "right", "fill": "var(--soft)"},
                     {"x": {"value": "width"}, "y": y,
                      "text": {"field": "said", "type": "nominal"}}),
    ]  # fmt: skip
