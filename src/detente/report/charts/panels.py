"""One panel for each party above the other, a column for each stage, and one for all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detente.report.charts.base import Spec, layer, rows_scale, text_layers
from detente.report.look import Look
from detente.report.naming import Names
from detente.study.plan_records import Plan, PlanFindings

TITLE, LABEL, FOOT, GAP = 24, 16, 22, 10
"""Heights in pixels: a panel's title, room for a label beyond a bar, the stages' numbers, a gap."""

ASIDE = 92
"""Pixels at the right for everything at once as a single stage."""

BAR, ASIDE_BAR = 0.78, 46
"""Width of a bar: as a share of its column; in pixels, of the bar at the right."""

MANY = 8
"""So many stages can be labelled each on a phone."""


@dataclass(frozen=True)
class Panel:
    """Where the drawing of one party stands: pixels from the top, and the values at its ends."""

    party: str
    top: float
    height: float
    low: float
    high: float

    def row(self, value: float) -> float:
        """Turn a value into pixels from the top."""
        share = (self.high - value) / (self.high - self.low)
        return round(self.top + share * self.height, 1)

    @property
    def bottom(self) -> float:
        """Where its scale ends, with room for labels below the zero line."""
        return self.top + self.height + (LABEL if self.low < 0 else 0)


def get_single(found: PlanFindings, plan: Plan) -> Plan | None:
    """Get everything at once, to stand beside a plan; None for a plan that is just that."""
    return found.plans["single_step"] if len(plan.stages) > 1 else None


def stack_panels(ends: Mapping[str, tuple[float, float]], height: float) -> list[Panel]:
    """Stack a panel for each party, from the top.

    Parameters
    ----------
    ends : by party, the lowest and the highest value that it holds.
    height : pixels from the lowest to the highest.

    Examples
    --------
    >>> [panel.row(0.0) for panel in stack_panels({"a": (0, 2), "b": (-2, 2)}, 100)]
    [140.0, 262.0]
    """
    panels = []
    top = 0.0
    for party, (low, high) in ends.items():
        top += TITLE + LABEL
        panels.append(Panel(party, top, height, low, high if high > low else low + 1.0))
        top = panels[-1].bottom + FOOT + GAP
    return panels


def measure_height(panels: Sequence[Panel]) -> int:
    """Measure the whole drawing in pixels."""
    return round(panels[-1].bottom + FOOT) if panels else 0


class Columns:
    """The columns of the stages: where something is drawn across.

    Parameters
    ----------
    count : number of stages.
    height : of the drawing, in pixels.
    aside : whether everything at once stands at the right.
    """

    def __init__(self, count: int, height: int, *, aside: bool = True) -> None:
        self.count = count
        self.aside = aside
        self.y = rows_scale(height)
        end = f"width - {ASIDE}" if aside else "width"
        self.x: Spec = {
            "type": "quantitative",
            "axis": None,
            "scale": {"domain": [0.5, count + 0.5], "range": [0, {"expr": end}], "nice": False},
        }

    def stage(self, place: int, *, wide: float = BAR) -> dict[str, float]:
        """Say from where to where a bar of a stage goes; ``place`` counts from 1."""
        return {"at": place, "left": place - wide / 2, "right": place + wide / 2}

    def bars(self, rows: Iterable[Mapping[str, Any]], mark: Spec, encoding: Spec) -> Spec:
        """Draw rectangles from ``row`` to ``end`` in the columns of the stages."""
        across = {"x": {"field": "left", **self.x}, "x2": {"field": "right"}}
        return layer(rows, {"type": "rect", **mark}, {**across, **self._down(), **encoding})

    def ticks(self, rows: Iterable[Mapping[str, Any]], mark: Spec, encoding: Spec) -> Spec:
        """Draw level lines at ``row`` across the columns of the stages."""
        across = {"x": {"field": "left", **self.x}, "x2": {"field": "right"}}
        return layer(rows, {"type": "rule", **mark}, {**across, "y": self.y, **encoding})

    def words(self, rows: Sequence[Mapping[str, Any]], mark: Spec | None = None) -> list[Spec]:
        """Write texts at ``row`` in the middle of their columns."""
        middle = {"x": {"field": "at", **self.x}, "y": self.y, "text": _TEXT}
        return text_layers(rows, {"align": "center", "fontSize": 11.5, **(mark or {})}, middle)

    def aside_bars(self, rows: Iterable[Mapping[str, Any]], mark: Spec, encoding: Spec) -> Spec:
        """Draw rectangles from ``row`` to ``end`` at the right."""
        across = {"x": _from_right(ASIDE_BAR / 2), "x2": _from_right(-ASIDE_BAR / 2)}
        return layer(rows, {"type": "rect", **mark}, {**across, **self._down(), **encoding})

    def aside_ticks(self, rows: Iterable[Mapping[str, Any]], mark: Spec, encoding: Spec) -> Spec:
        """Draw level lines at ``row`` at the right."""
        across = {"x": _from_right(ASIDE_BAR / 2), "x2": _from_right(-ASIDE_BAR / 2)}
        return layer(rows, {"type": "rule", **mark}, {**across, "y": self.y, **encoding})

    def aside_words(self, rows: Sequence[Mapping[str, Any]]) -> list[Spec]:
        """Write texts at ``row`` in the middle at the right."""
        middle = {"x": _from_right(0), "y": self.y, "text": _TEXT}
        return text_layers(rows, {"align": "center", "fontSize": 11.5}, middle)

    def _down(self) -> Spec:
        return {"y": self.y, "y2": {"field": "end"}}


_TEXT: Spec = {"field": "text", "type": "nominal"}


def _from_right(shift: float) -> Spec:
    return {"value": {"expr": f"width - {ASIDE / 2 + shift}"}}


def frame_panels(names: Names, panels: Sequence[Panel], columns: Columns) -> list[Spec]:
    """Draw what all panels share: the party's sign and name, its zero line, the stages' numbers."""
    look = Look(names)
    heads = [
        {"row": panel.top - LABEL - TITLE / 2 + 2, "text": names.label(panel.party),
         "shape": look.shape(panel.party), "colour": look.colour(panel.party)}
        for panel in panels
    ]  # fmt: skip
    zeros = [{"row": panel.row(0.0)} for panel in panels]
    y = columns.y
    return [
        layer(zeros, {"type": "rule", "stroke": "var(--ink)"}, {"y": y}),
        layer(heads, {"type": "point", "filled": True, "size": 90, "opacity": 1},
              {"x": {"value": 6}, "y": y, "fill": FIXED["colour"], "shape": FIXED["shape"]}),
        *text_layers(heads, {"align": "left", "fontWeight": "bold", "limit": {"expr": "width"}},
                     {"x": {"value": 17}, "y": y, "text": _TEXT}),
        *columns.words(list(_number(panels, columns)), {"fill": "var(--soft)"}),
        *(columns.aside_words(list(_name_aside(panels))) if columns.aside else []),
    ]  # fmt: skip


FIXED: Mapping[str, Spec] = {
    name: {"field": name, "type": "nominal", "scale": None, "legend": None}
    for name in ("colour", "shape")
}
"""Colours and shapes that the data name themselves."""


def _number(panels: Sequence[Panel], columns: Columns) -> Iterable[dict[str, Any]]:
    for panel in panels:
        for place in range(1, columns.count + 1):
            prefix = "stage " if columns.count <= 4 else ""
            yield {"at": place, "row": panel.bottom + FOOT / 2 + 1, "text": f"{prefix}{place}"}


def _name_aside(panels: Sequence[Panel]) -> Iterable[dict[str, Any]]:
    for panel in panels:
        yield {"row": panel.bottom + FOOT / 2 + 1, "text": "all at once"}


def label_rows(
    rows: Sequence[Mapping[str, Any]], always: Callable[[Mapping[str, Any]], bool]
) -> list[dict[str, Any]]:
    """Keep the labels that find room: all of a few, else those that matter."""
    few = len({row["at"] for row in rows}) <= MANY
    return [dict(row) for row in rows if row["text"] and (few or always(row))]
