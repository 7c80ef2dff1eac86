"""What more stages buy: exposure and needed trust of the best plan with at most so many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from detente.report.charts.base import Chart, Key, Spec, frame_spec, layer, text_layers
from detente.report.charts.panels import FIXED
from detente.report.likelihood import say_percent, say_short
from detente.report.look import Look
from detente.report.naming import Names
from detente.report.sentences.comparing import say_weighed
from detente.report.tables import Table, make_table
from detente.report.words import say_few, say_numeral
from detente.study.plan_records import CurvePoint, PlanFindings

TITLE, HIGH, FOOT, LEFT = 26, 130, 36, 40
FLAT = 0.02
"""A change of the share exposed by less than this is none to speak of."""

EXPOSED = "Largest exposure, of all that the side gives"
WEIGHED = "Largest exposure, as the case weighs it"
NEEDED = "Most trust that a side needs at any stage"


def draw_curve(names: Names, found: PlanFindings) -> Chart | None:
    """Draw what the best plan with at most so many stages asks; None for a single point."""
    points = found.curve
    if len(points) < 2:
        return None
    height = 2 * (TITLE + HIGH + FOOT)
    return Chart(
        id="stages-curve",
        title=_title(names, points),
        measure="The best plan with at most so many stages, at the medians"
        f"{'' if names.case.plan.weights else ', in percent'}",
        reading="Filled: every side would enter each stage of that plan. Hollow: somebody would "
        f"refuse one.{_say_ring(found)}{_say_unproven(points)}",
        spec=frame_spec(
            "Exposure and needed trust by number of stages", _layers(names, found, height), height
        ),
        table=_tabulate(names, found),
        parties=found.parties,
        key=_make_key(found),
    )


def _say_ring(found: PlanFindings) -> str:
    return " The ring marks the number of stages of the plan above." if found.stages else ""


def _say_unproven(points: Sequence[CurvePoint]) -> str:
    open_ones = [str(point.stages) for point in points if not point.proven]
    if not open_ones:
        return ""
    if len(open_ones) == len(points):
        return " There may be better plans than those found."
    return f" For {', '.join(open_ones)} stages there may be a better plan than the one found."


def _make_key(found: PlanFindings) -> tuple[Key, ...]:
    some = any(point.shortfall > 0 for point in found.curve)
    return (Key("●", "every side would enter"), Key("○", "somebody would refuse")) if some else ()


def _title(names: Names, points: Sequence[CurvePoint]) -> str:
    first, least = points[0], min(point.exposure_share for point in points)
    best = next(p for p in points if p.exposure_share <= least + FLAT)
    entered = next((p for p in points if p.shortfall <= 0), None)
    if first.exposure_share - least <= FLAT:
        told = "More stages do not lessen the largest exposure"
    else:
        shares = " to ".join(say_weighed(names, each.exposure_share) for each in (first, best))
        few = say_few(best.stages, "stage").capitalize()
        told = f"{few} bring the largest exposure from {shares}"
    if entered is None:
        return f"{told}; no number of stages makes every side enter"
    if entered.stages == 1:
        return f"{told}; every side would enter even a single one"
    return f"{told}; from {say_numeral(entered.stages)} on every side would enter"


def _layers(names: Names, found: PlanFindings, height: int) -> list[Spec]:
    most = _find_top(names, found)
    shares = list(_share_rows(names, found, most))
    needs = list(_need_rows(names, found))
    x: Spec = {
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [found.curve[0].stages - 0.4, found.curve[-1].stages + 0.4],
                  "range": [LEFT, {"expr": "width"}], "nice": False},
    }  # fmt: skip
    y: Spec = {
        "field": "row", "type": "quantitative", "axis": None,
        "scale": {"domain": [0, height], "range": [0, {"expr": "height"}], "nice": False},
    }  # fmt: skip
    here = {"x": {"field": "at", **x}, "y": y}
    colour, shape = {"field": "colour", **_PLAIN}, FIXED["shape"]
    paint = {"condition": {"test": "datum.filled", **colour}, "value": "var(--paper)"}
    point = {"type": "point", "filled": True, "opacity": 1, "size": 75, "strokeWidth": 1.8}
    line = {"type": "line", "strokeWidth": 2}
    text = {"field": "text", "type": "nominal"}
    return [
        layer(_grid(names, most), {"type": "rule", "stroke": "var(--rule)"},
              {"y": y, "x": {"value": LEFT}, "x2": {"value": "width"}}),
        layer(_zeros(), {"type": "rule", "stroke": "var(--ink)"},
              {"y": y, "x": {"value": LEFT}, "x2": {"value": "width"}}),
        layer(shares, {**line, "stroke": "var(--ink)"}, here),
        layer(needs, line, {**here, "detail": {"field": "party", "type": "nominal"},
                            "stroke": colour}),
        layer([row for row in shares if row["ring"]],
              {"type": "point", "filled": False, "size": 260, "strokeWidth": 2,
               "stroke": "var(--accent)", "opacity": 1}, here),
        layer([*shares, *needs], point,
              {**here, "fill": paint, "stroke": colour, "shape": shape,
               "tooltip": {"field": "tip", "type": "nominal"}}),
        *text_layers(list(_heads(names)), {"align": "left", "fontWeight": "bold",
                                      "limit": {"expr": "width"}},
                     {"x": {"value": 0}, "y": y, "text": text}),
        *text_layers(_grid(names, most), {"align": "right", "fill": "var(--soft)"},
                     {"x": {"value": LEFT - 8}, "y": y, "text": text}),
        *text_layers(list(_number(found.curve)), {"align": "center", "fill": "var(--soft)"},
                     {**here, "text": text}),
    ]  # fmt: skip


_PLAIN: Spec = {"type": "nominal", "scale": None, "legend": None}


def _row(panel: int, share: float, most: float = 1.0) -> float:
    top = panel * (TITLE + HIGH + FOOT) + TITLE + 6
    return round(top + (1 - share / most) * (HIGH - 6), 1)


def _share_rows(names: Names, found: PlanFindings, most: float) -> Iterator[dict[str, Any]]:
    for point in found.curve:
        yield {
            "at": point.stages, "row": _row(0, point.exposure_share, most),
            "filled": point.shortfall <= 0, "ring": point.stages == len(found.stages),
            "colour": "var(--ink)", "shape": "circle",
            "tip": f"{say_few(point.stages, 'stage')}: {say_weighed(names, point.exposure_share)}",
        }  # fmt: skip


def _need_rows(names: Names, found: PlanFindings) -> Iterator[dict[str, Any]]:
    look = Look(names)
    for point in found.curve:
        for party in found.parties:
            needed = point.needed_trust[party]
            yield {
                "at": point.stages, "row": _row(1, needed), "party": party,
                "filled": point.shortfall <= 0, "colour": look.colour(party),
                "shape": look.shape(party),
                "tip": f"{names.label(party)}, {say_few(point.stages, 'stage')}: "
                f"{say_percent(needed)}",
            }  # fmt: skip


def _heads(names: Names) -> Iterator[dict[str, Any]]:
    exposed = WEIGHED if names.case.plan.weights else EXPOSED
    for panel, text in enumerate((exposed, NEEDED)):
        yield {"row": panel * (TITLE + HIGH + FOOT) + 10, "text": text}


def _grid(names: Names, most: float) -> list[dict[str, Any]]:
    halves = (0.0, 0.5, 1.0)
    return [
        *({"row": _row(0, most * half, most), "text": say_weighed(names, most * half)}
          for half in halves),
        *({"row": _row(1, half), "text": say_percent(half)} for half in halves),
    ]  # fmt: skip


def _find_top(names: Names, found: PlanFindings) -> float:
    """Where the axis of exposures ends: at all that is given, or at the largest there is."""
    largest = max(point.exposure_share for point in found.curve)
    return largest or 1.0 if names.case.plan.weights else max(1.0, largest)


def _zeros() -> list[dict[str, Any]]:
    return [{"row": _row(panel, 0.0)} for panel in (0, 1)]


def _number(points: Sequence[CurvePoint]) -> Iterator[dict[str, Any]]:
    for panel in (0, 1):
        for point in points:
            word = "" if len(points) > 4 else " stage" if point.stages == 1 else " stages"
            yield {
                "at": point.stages,
                "row": _row(panel, 0.0) + 14,
                "text": f"{point.stages}{word}",
            }


def _tabulate(names: Names, found: PlanFindings) -> Table:
    draws = found.origin.draws
    rows = [
        [
            str(point.stages),
            say_weighed(names, point.exposure_share),
            *(say_percent(point.needed_trust[party]) for party in found.parties),
            "yes" if point.shortfall <= 0 else f"no, short by {_say_gap(point.shortfall)}",
            say_short(point.p_completed, draws),
            "yes" if point.proven else "not proven",
        ]
        for point in found.curve
    ]
    head = [
        "Stages at most",
        "Largest exposure, as weighed"
        if names.case.plan.weights
        else "Largest exposure, of all given",
        *(f"{names.label(party)} needs" for party in found.parties),
        "Every side enters",
        "Carried out to the end",
        "None better",
    ]
    caption = "The best plan with at most so many stages; all but the odds at the medians"
    return make_table(caption, head, rows, range(1, len(head) - 1))


def _say_gap(gap: float) -> str:
    return say_percent(gap) if gap >= 0.01 else "under 1%"
