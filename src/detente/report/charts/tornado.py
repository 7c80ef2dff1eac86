"""What single numbers do to a conclusion: bars from the odds if it is low to the odds if high."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from detente.report.charts.base import (
    BOLD,
    LETTERS,
    Chart,
    Key,
    Spec,
    frame_spec,
    layer,
    rows_scale,
    stack_lines,
    text_layers,
)
from detente.report.driver_tables import say_influence, tabulate_swings
from detente.report.naming import Names
from detente.report.sentences.conclusions import label_conclusion, open_with
from detente.report.sentences.drivers import label_input, say_value
from detente.report.words import say_few, say_numeral
from detente.study.conclusion_records import Driven, Driver, DriverFindings

TOP, TITLE, LABEL, BAR, GAP, FOOT = 20, 22, 19, 15, 12, 5
MOST = 5
"""So many inputs are drawn for a conclusion; fewer where many conclusions share a drawing."""

FEWER, MANY = 3, 3
BESIDE = 41
"""Letters of a name for which there is room beside the value that flips a conclusion."""

SAID = 44
"""Pixels at either end of the axis in which the values of an input are written."""

READING = (
    "Each bar runs from the odds if a number is low in its range (P10) to the odds if it is high "
    "(P90), all others being as uncertain as they are; at its ends stand the two values. The short "
    "line is the odds as they are. A bar that crosses the line at one half, clear of the noise of "
    "the draws, flips the conclusion alone: it is marked."
)
KEY = (
    Key("■", "has a source"),
    Key("□", "no source"),
    Key("◆", "flips the conclusion, at the value that is named"),
)


def draw_tornados(names: Names, found: DriverFindings) -> tuple[Chart, ...]:
    """Draw what moves the conclusions most: about deals and plan, and about each meeting."""
    moved = [each for each in found.conclusions if each.inputs]
    groups = groupby(moved, key=lambda each: label_conclusion(names, each.conclusion).heading)
    return tuple(
        _draw(names, place, heading, list(group)) for place, (heading, group) in enumerate(groups)
    )


def _draw(names: Names, place: int, heading: str, group: Sequence[Driven]) -> Chart:
    most = MOST if len(group) <= MANY else FEWER
    bars, labels, texts, height = _lay_out(names, group, most)
    drawn = _layers(bars, labels, texts, height)
    return Chart(
        id=f"tornado-{place + 1}",
        title=_title(group),
        measure=f"{open_with(heading)}: odds, by what one number turns out to be",
        reading=READING,
        spec=frame_spec(f"What moves it most: {heading}", drawn, height),
        table=tabulate_swings(names, heading, group),
        key=tuple(_choose_key(bars)),
    )


def _title(group: Sequence[Driven]) -> str:
    flipped, total = sum(bool(each.flipping) for each in group), len(group)
    if total == 1:
        return f"{'A' if flipped else 'No'} single number, within its range, could flip this"
    conclusions = f"{say_few(total, 'conclusion')}"
    if not flipped:
        return f"No single number, within its range, could flip any of these {conclusions}"
    which = "each" if flipped == total else say_numeral(flipped)
    return f"A single number, within its range, could flip {which} of these {conclusions}"


def _choose_key(bars: Sequence[dict[str, Any]]) -> Iterator[Key]:
    """Explain the signs that are drawn."""
    drawn = {"■": any(not bar["bare"] for bar in bars), "□": any(bar["bare"] for bar in bars),
             "◆": any(bar["turn"] for bar in bars)}  # fmt: skip
    yield from (key for key in KEY if drawn[key.sign])


def _lay_out(
    names: Names, group: Sequence[Driven], most: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]], int]:
    bars: list[dict[str, Any]] = []
    labels: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    top: float = TOP
    for driven in group:
        text = open_with(label_conclusion(names, driven.conclusion).text)
        said = f"{say_influence(driven.odds)} – {text}"
        lines, top = stack_lines(said, top - 2, TITLE, room=BOLD)
        texts += lines
        top += 2
        for driver in driven.inputs[:most]:
            room = BESIDE if driver.flips else LETTERS
            lines, end = stack_lines(label_input(names, driven, driver), top, LABEL, room=room)
            bars.append(_mark(names, driven, driver, top, end))
            labels += lines
            top = end + BAR + FOOT
        top += GAP
    return bars, labels, texts, round(top - GAP)


def _mark(names: Names, driven: Driven, driver: Driver, top: float, under: float) -> dict[str, Any]:
    low, high = driver.swing.low, driver.swing.high
    values = [say_value(driver, end) for end in (driver.range.p10, driver.range.p90)]
    left, right = values if low <= high else values[::-1]
    turn = f"◆ {say_value(driver, driver.switch_at or 0.0)}" if driver.flips else ""
    name = label_input(names, driven, driver)
    return {
        "label": top + LABEL / 2, "row": under, "end": under + BAR - 3,
        "middle": under + (BAR - 3) / 2,
        "low": round(min(low, high), 4), "high": round(max(low, high), 4),
        "left": left, "right": right, "odds": round(driven.odds, 4), "half": 0.5,
        "turn": turn, "bare": not driver.sourced,
        "colour": "var(--accent)" if driver.flips else "var(--soft)",
        "tip": f"{name}: {say_influence(low)} at {values[0]}, {say_influence(high)} at {values[1]}",
    }  # fmt: skip


def _layers(
    bars: Sequence[dict[str, Any]],
    labels: Sequence[dict[str, Any]],
    texts: Sequence[dict[str, Any]],
    height: int,
) -> list[Spec]:
    axis: Spec = {
        "type": "quantitative",
        "scale": {"domain": [0, 1], "nice": False,
                  "range": [SAID, {"expr": f"width - {SAID}"}]},
        "axis": {"title": None, "orient": "bottom", "format": ".0%",
                 "values": [0, 0.25, 0.5, 0.75, 1], "grid": True},
    }  # fmt: skip
    y, flips = rows_scale(height), [bar for bar in bars if bar["turn"]]
    middle, label = {**y, "field": "middle"}, {**y, "field": "label"}
    fixed = {"type": "nominal", "scale": None, "legend": None}
    body = {"x": {"field": "low", **axis}, "x2": {"field": "high"}, "y": y, "y2": {"field": "end"}}
    half = [{"half": 0.5, "row": TOP - 4, "end": height}]
    said = [{"half": 0.5, "row": TOP / 2 - 2, "text": "one half"}]
    small = {"fontSize": 11.5, "fill": "var(--ink)"}
    return [
        layer(half, {"type": "rule", "stroke": "var(--ink)", "strokeWidth": 1.2,
                     "strokeDash": [4, 3]},
              {"x": {"field": "half", **axis}, "y": y, "y2": {"field": "end"}}),
        *text_layers(said, {"align": "center", "fill": "var(--soft)"},
                     {"x": {"field": "half", **axis}, "y": y, "text": _text("text")}),
        layer(bars, {"type": "rect", "strokeWidth": 1.6, "cornerRadius": 1},
              {**body, "stroke": {"field": "colour", **fixed},
               "fill": {"condition": {"test": "datum.bare", "value": "var(--paper)"},
                        "field": "colour", **fixed},
               "tooltip": _text("tip")}),
        layer(bars, {"type": "rule", "stroke": "var(--ink)", "strokeWidth": 2.4},
              {"x": {"field": "odds", **axis}, "y": {**y, "field": "row"},
               "y2": {"field": "end"}}),
        layer(flips, {"type": "point", "shape": "diamond", "filled": True, "size": 80,
                      "opacity": 1, "fill": "var(--ink)", "stroke": "var(--paper)",
                      "strokeWidth": 1},
              {"x": {"field": "half", **axis}, "y": middle}),
        *text_layers(bars, {"align": "right", "dx": -5, **small},
                     {"x": {"field": "low", **axis}, "y": middle, "text": _text("left")}),
        *text_layers(bars, {"align": "left", "dx": 5, **small},
                     {"x": {"field": "high", **axis}, "y": middle, "text": _text("right")}),
        *text_layers(labels, {"align": "left", "fontSize": 11.5, "limit": {"expr": "width"}},
                     {"x": {"value": 0}, "y": y, "text": _text("text")}),
        *text_layers(flips, {"align": "right", "fontSize": 11.5, "fill": "var(--accent)",
                             "fontWeight": "bold"},
                     {"x": {"value": "width"}, "y": label, "text": _text("turn")}),
        *text_layers(texts, {"align": "left", "fontWeight": "bold", "limit": {"expr": "width"}},
                     {"x": {"value": 0}, "y": y, "text": _text("text")}),
    ]  # fmt: skip


def _text(field: str) -> Spec:
    return {"field": field, "type": "nominal"}
