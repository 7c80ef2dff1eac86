"""The promise timeline: the belief over time, and the promises that moved it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from detente.report.charts.base import Chart, Spec, frame_spec, layer, to_years
from detente.report.likelihood import say_percent
from detente.report.look import Look
from detente.report.naming import Names
from detente.report.tables import Table, make_table
from detente.report.words import say_date, sentence
from detente.study.trust import Entry, TrustIn

OUTCOME_SHAPES = {
    "kept": "circle",
    "late": "triangle-right",
    "partial": "diamond",
    "disputed": "square",
    "broken": "cross",
    "open": "triangle-up",
    "not_triggered": "stroke",
}
LANE = 0.13
"""Height of an outcome's lane on the scale of the belief."""

PLOT, LANE_PIXELS = 190, 24
BESIDE = 0.25
"""Years between marks of promises that were settled on the same day."""


def draw_timeline(names: Names, trust: TrustIn) -> Chart | None:
    """Draw how the belief in one party went over time; None without a record."""
    if not trust.entries:
        return None
    lanes = [outcome for outcome in OUTCOME_SHAPES if outcome in {e.outcome for e in trust.entries}]
    who = names.label(trust.party)
    height = PLOT + LANE_PIXELS * len(lanes)
    return Chart(
        id=f"trust-{trust.party}",
        title=f"{sentence(names.owner(trust.party))[:-1]} word: {_trend(trust)}",
        measure=f"Chance that a promise by {names.side(trust.party)} is kept",
        reading="The line is the belief from what was settled by then; the band runs from P10 to "
        f"P90. Marks below are promises at the date they were settled{_hollow(trust)}.",
        spec=frame_spec(f"Belief in {who} over time", _layers(names, trust, lanes), height),
        table=_tabulate(names, trust),
    )


def _trend(trust: TrustIn) -> str:
    """Say where the belief stands, and whether it once stood clearly higher."""
    now = say_percent(trust.mean)
    peak = max(trust.history, key=lambda moment: moment.mean, default=None)
    if peak is None or peak.mean <= trust.p90:
        return f"believed at {now}"
    return f"believed at {now}, down from {say_percent(peak.mean)} in {peak.date.year}"


def _hollow(trust: TrustIn) -> str:
    return "; hollow ones were made by others" if any(e.precedent for e in trust.entries) else ""


def _layers(names: Names, trust: TrustIn, lanes: Sequence[str]) -> list[Spec]:
    colour = Look(names).colour(trust.party)
    history = [
        {"at": to_years(moment.date), "mean": moment.mean, "low": moment.p10,
         "high": moment.p90}
        for moment in trust.history
    ]  # fmt: skip
    marks = _place_entries(names, trust.entries, lanes)
    x, y = _time_axis(trust), _belief_axis(lanes)
    step = {"interpolate": "step-after"}
    fixed = {"scale": None, "legend": None, "type": "nominal"}
    hollow = {"condition": {"test": "datum.hollow", "value": "var(--paper)"}, "value": colour}
    return [
        layer(history, {"type": "area", "fill": colour, "opacity": 0.22, **step},
              {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}),
        layer(history, {"type": "line", "stroke": colour, "strokeWidth": 2.2, **step},
              {"x": x, "y": {**y, "field": "mean"}}),
        layer([{"zero": 0}], {"type": "rule", "stroke": "var(--ink)"},
              {"y": {**y, "field": "zero"}}),
        layer(marks, {"type": "point", "filled": True, "size": 70, "stroke": colour,
                      "strokeWidth": 1.6, "opacity": 0.9},
              {"x": x, "y": {**y, "field": "row"}, "fill": hollow,
               "shape": {"field": "shape", **fixed},
               "tooltip": {"field": "tip", "type": "nominal"}}),
    ]  # fmt: skip


def _lane(place: int) -> float:
    return round(-LANE * (place + 0.75), 4)


def _place_entries(
    names: Names, entries: Sequence[Entry], lanes: Sequence[str]
) -> list[dict[str, Any]]:
    """Put each promise into the lane of its outcome; those of one day side by side."""
    rows = []
    crowd: defaultdict[tuple[str, float], int] = defaultdict(int)
    for entry in entries:
        at = to_years(entry.settled)
        beside = crowd[entry.outcome, at]
        crowd[entry.outcome, at] += 1
        rows.append({
            "at": round(at - beside * BESIDE, 3), "row": _lane(lanes.index(entry.outcome)),
            "shape": OUTCOME_SHAPES[entry.outcome], "hollow": entry.precedent,
            "tip": f"{say_date(entry.settled)}, {names.label(entry.by)}: {entry.what}",
        })  # fmt: skip
    return rows


def _time_axis(trust: TrustIn) -> Spec:
    days = [entry.settled for entry in trust.entries] + [m.date for m in trust.history]
    first, last = to_years(min(days)), to_years(max(days))
    margin = max((last - first) * 0.03, BESIDE)
    return {
        "field": "at",
        "type": "quantitative",
        "scale": {"domain": [first - margin, last + margin], "nice": False, "zero": False},
        "axis": {"title": None, "format": "d", "grid": False, "tickCount": 6, "tickMinStep": 1,
                 "labelOverlap": "greedy"},
    }  # fmt: skip


def _belief_axis(lanes: Sequence[str]) -> Spec:
    """Make one axis of two parts: the belief above zero, the lanes of outcomes below."""
    shares = [0.0, 0.25, 0.5, 0.75, 1.0]
    places = [_lane(place) for place in range(len(lanes))]
    words = "format(datum.value, '.0%')"
    for place, outcome in zip(places, lanes, strict=True):
        said = outcome.replace("_", " ")
        words = f"abs(datum.value + {-place}) < 0.01 ? '{said}' : {words}"
    bottom = -LANE * (len(lanes) + 0.35)
    return {
        "type": "quantitative",
        "scale": {"domain": [round(bottom, 4), 1.0], "nice": False},
        "axis": {"title": None, "values": [*places, *shares], "labelExpr": words},
    }


def _tabulate(names: Names, trust: TrustIn) -> Table:
    head = ["Date", "Mean", "P10", "P90"]
    rows = [
        [say_date(m.date), say_percent(m.mean), say_percent(m.p10), say_percent(m.p90)]
        for m in trust.history
    ]
    caption = f"Belief that a promise by {names.side(trust.party)} is kept, over time"
    return make_table(caption, head, rows, [1, 2, 3])
