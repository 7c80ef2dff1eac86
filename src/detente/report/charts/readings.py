"""Reading against reading: the odds of each conclusion through the eyes of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from detente.report.charts.base import (
    BOLD,
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
from detente.report.compare_tables import collect_odds, list_readings, tabulate_readings
from detente.report.likelihood import say_bounded
from detente.report.look import GLYPHS, SHAPES
from detente.report.naming import Names
from detente.report.sentences.compare import BASE, name_reading
from detente.report.sentences.conclusions import label_conclusion, open_with
from detente.report.words import say_few, say_numeral
from detente.study.conclusion_records import CompareFindings, Conclusion

GAP, TITLE, LABEL, LANE = 8, 22, 17, 16

SEEN = 0.02
"""Odds that differ by less than this are not drawn."""


def draw_readings(names: Names, found: CompareFindings) -> Chart | None:
    """Draw the odds of every conclusion under every reading; None where there is nothing."""
    readings = list_readings(found)
    if not readings:
        return None
    marks, spans, texts, height = _lay_out(names, found, readings)
    return Chart(
        id="readings-odds",
        title=_title(found),
        measure="Odds of each conclusion, through each reading",
        reading="A row is a conclusion; its marks are the odds that each reading gives it, and the "
        "line runs from the lowest to the highest, with both written at its ends. It is thick "
        "where it crosses the dashed line: there readings stand on different sides of one half."
        + _say_left_out(found),
        spec=frame_spec("Odds by reading", _layers(marks, spans, texts, height), height),
        table=tabulate_readings(names, found),
        key=tuple(
            Key(_find_sign(readings, name), open_with(name_reading(found, name)))
            for name in readings
        ),
        narrow=True,
    )


def _title(found: CompareFindings) -> str:
    odds = collect_odds(found)
    split = [each for each in odds.values() if _crosses(each)]
    total = say_few(len(odds), "conclusion")
    if not split:
        return f"On none of the {total} do readings stand on different sides of one half"
    if len(split) == len(odds):
        return f"On all {total} readings stand on different sides of one half"
    return (
        f"On {say_numeral(len(split))} of the {total} readings stand on different sides of one half"
    )


def list_shown(found: CompareFindings) -> list[tuple[Conclusion, dict[str, float]]]:
    """List the conclusions on which readings differ enough to be seen; all where none do."""
    odds = list(collect_odds(found).items())
    apart = [pair for pair in odds if max(pair[1].values()) - min(pair[1].values()) >= SEEN]
    return apart or odds


def _say_left_out(found: CompareFindings) -> str:
    left = len(collect_odds(found)) - len(list_shown(found))
    if not left:
        return ""
    on = say_few(left, "conclusion, on which", "conclusions, on which").capitalize()
    return f" {on} all agree to within 2 points, {'is' if left == 1 else 'are'} in the table only."


def _crosses(odds: Mapping[str, float]) -> bool:
    return min(odds.values()) < 0.5 <= max(odds.values())


def _find_place(readings: Sequence[str], name: str) -> int:
    """Number the readings from 0; the case itself is -1."""
    return [each for each in readings if each != BASE].index(name) if name != BASE else -1


def _find_sign(readings: Sequence[str], name: str) -> str:
    place = _find_place(readings, name)
    return "┃" if place < 0 else GLYPHS[_shape(place)]


def _shape(place: int) -> str:
    return SHAPES[place % len(SHAPES)]


def _lay_out(
    names: Names, found: CompareFindings, readings: Sequence[str]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]], int]:
    marks: list[dict[str, Any]] = []
    spans: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    top, heading = 0.0, ""
    for conclusion, odds in list_shown(found):
        label = label_conclusion(names, conclusion)
        if label.heading != heading:
            heading, top = label.heading, top + (GAP if heading else 0)
            lines, top = stack_lines(heading, top, TITLE, room=BOLD, weight="bold")
            texts += lines
        lines, top = stack_lines(label.text, top, LABEL, weight="normal")
        texts += lines
        row = top + LANE / 2
        marks += _mark(found, readings, odds, row)
        spans.append(_span(odds, row))
        top += LANE + 4
    return marks, spans, texts, round(top)


def _mark(
    found: CompareFindings, readings: Sequence[str], odds: Mapping[str, float], row: float
) -> Iterator[dict[str, Any]]:
    for name, p in odds.items():
        place = _find_place(readings, name)
        yield {
            "row": row, "at": p, "top": row - 7, "end": row + 7, "base": place < 0,
            "shape": _shape(max(place, 0)),
            "tip": f"{open_with(name_reading(found, name))}: {say_bounded(p)}",
        }  # fmt: skip


def _span(odds: Mapping[str, float], row: float) -> dict[str, Any]:
    low, high = min(odds.values()), max(odds.values())
    apart = say_bounded(low) != say_bounded(high)
    return {
        "row": row, "low": low, "high": high, "wide": 5 if _crosses(odds) else 2,
        "left": say_bounded(low) if apart else "", "right": say_bounded(high),
    }  # fmt: skip


def _layers(
    marks: Sequence[dict[str, Any]],
    spans: Sequence[dict[str, Any]],
    texts: Sequence[dict[str, Any]],
    height: int,
) -> list[Spec]:
    y = rows_scale(height)
    x: Spec = {
        "type": "quantitative",
        "scale": {"domain": [0, 1], "nice": False, "range": [34, {"expr": "width - 40"}]},
        "axis": {"title": None, "format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1]},
    }
    at = {"x": {"field": "at", **x}, "y": y}
    tip = {"tooltip": {"field": "tip", "type": "nominal"}}
    text = {"field": "text", "type": "nominal"}
    own = [mark for mark in marks if not mark["base"]]
    return [
        layer([{"at": 0.5}], {"type": "rule", "stroke": "var(--soft)", "strokeDash": [3, 3]},
              {"x": {"field": "at", **x}}),
        layer(spans, {"type": "rule", "stroke": "var(--soft)", "opacity": 0.55,
                      "strokeWidth": {"expr": "datum.wide"}},
              {"x": {"field": "low", **x}, "x2": {"field": "high"}, "y": y}),
        layer([mark for mark in marks if mark["base"]],
              {"type": "rule", "stroke": "var(--ink)", "strokeWidth": 3},
              {"x": {"field": "at", **x}, "y": {**y, "field": "top"}, "y2": {"field": "end"},
               **tip}),
        layer(own, {"type": "point", "filled": True, "size": 80, "opacity": 1,
                    "fill": "var(--ink)", "stroke": "var(--paper)", "strokeWidth": 1},
              {**at, "shape": FIXED["shape"], **tip}),
        *text_layers(spans, {"align": "right", "dx": -8, "fill": "var(--soft)", "fontSize": 11.5},
                     {"x": {"field": "low", **x}, "y": y,
                      "text": {"field": "left", "type": "nominal"}}),
        *text_layers(spans, {"align": "left", "dx": 8, "fill": "var(--soft)", "fontSize": 11.5},
                     {"x": {"field": "high", **x}, "y": y,
                      "text": {"field": "right", "type": "nominal"}}),
        *text_layers(texts, {"align": "left", "fontWeight": {"expr": "datum.weight"},
                             "limit": {"expr": "width"}},
                     {"x": {"value": 0}, "y": y, "text": text}),
    ]  # fmt: skip
