"""The frontier, the bargaining set and every past offer: one drawing per pair of parties."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Any, TypeAlias

from detente.report.charts.base import Chart, Spec, frame_spec, layer, spread, text_layers
from detente.report.charts.labels import place_labels
from detente.report.charts.marks import (
    Mark,
    find_marks,
    make_key,
    make_title,
    read_half,
    read_large,
    tabulate_marks,
)
from detente.report.look import Look
from detente.report.naming import Names
from detente.study.deal_records import Deal, DealFindings

Axes: TypeAlias = tuple[tuple[float, float], tuple[float, float]]
"""Ends of the axis across, then upwards, in points."""

Point: TypeAlias = dict[str, Any]

Tell: TypeAlias = Callable[[Mapping[str, str]], Point]
"""What a point carries besides its place, by its package."""

MOST_POINTS = 700
"""Dots of one kind that are drawn at most."""

MOST_PARTIES = 4
HEIGHT, HALF = 420, 320
WIDE, NARROW = 700.0, 280.0
TURN = 480
"""Inner width, in pixels, at which the places of letters change over."""

REACH = 0.6
"""A mark further from the frame than this share of it is drawn at the edge."""

FEW = 80
"""So few points are framed with their surroundings."""

FAR = 2.5
"""The reach where points are few."""

EDGE = 0.03
"""How far inside the edge such a mark stands, as a share of the frame."""


ARROWS = {
    (0, 0): "", (-1, 0): "←", (1, 0): "→", (0, -1): "↓", (0, 1): "↑",
    (-1, 1): "↖", (1, 1): "↗", (-1, -1): "↙", (1, -1): "↘",
}  # fmt: skip
"""Where a mark lies beyond the frame: across, then upwards."""


def draw_frontiers(names: Names, deals: DealFindings, tell: Tell | None = None) -> list[Chart]:
    """Draw frontier and bargaining set for each pair of parties, the first pair large.

    Two to four parties: every pair; more: the pairs of the first four. ``tell`` says what each
    point is to carry, for a page on which a point can be picked.
    """
    tell = tell or (lambda _: {})
    if not deals.frontier or len(deals.parties) < 2:
        return []
    pairs = list(combinations(deals.parties[:MOST_PARTIES], 2))
    marks = find_marks(names, deals)
    dots = [deal for deal in deals.frontier if not deal.acceptable], deals.bargaining_set
    return [
        _draw_pair(names, deals, dots, marks, pair, tell, half=place > 0)
        for place, pair in enumerate(pairs)
    ]


def thin(front: Sequence[Deal], most: int = MOST_POINTS) -> list[Deal]:
    """Keep at most so many points, evenly along the first party's value, ends included.

    Examples
    --------
    >>> thin([1, 2, 3], most=5)
    [1, 2, 3]
    """
    if len(front) <= most:
        return list(front)
    ordered = sorted(front, key=lambda deal: tuple(deal.value.values()))
    return [ordered[round(i * (len(ordered) - 1) / (most - 1))] for i in range(most)]


def _draw_pair(
    names: Names,
    deals: DealFindings,
    dots: tuple[Sequence[Deal], Sequence[Deal]],
    marks: Sequence[Mark],
    pair: tuple[str, str],
    tell: Tell,
    *,
    half: bool,
) -> Chart:
    first, second = (names.label(party) for party in pair)
    axes = _find_axes(dots, marks, deals.reservation, pair)
    hollow, filled = (_list_points(each, pair, axes, tell) for each in dots)
    rows = [{**_row(Look(names), mark, pair, axes), **tell(mark.package)} for mark in marks]
    height = HALF if half else HEIGHT
    _add_spots(rows, [*hollow, *filled], axes, (NARROW if half else WIDE, height))
    layers = [
        *_draw_ground(deals.reservation, pair),
        *_draw_dots(hollow, filled),
        *_draw_marks(rows, half=half),
    ]
    _set_axes(layers, names, pair, axes)
    drawn = len(hollow), len(filled)
    return Chart(
        id=f"frontier-{pair[0]}-{pair[1]}",
        title=f"{first} and {second}" if half else make_title(deals),
        measure="Worth of each package at the medians, delivered in full, in points",
        reading=read_half(names, pair) if half else read_large(names, deals, drawn, pair),
        spec=frame_spec(f"Frontier for {first} and {second}", layers, height),
        table=tabulate_marks(names, deals, marks),
        key=() if half else make_key(names, marks, rows, drawn),
        half=half,
    )


def _list_points(
    front: Sequence[Deal], pair: tuple[str, str], axes: Axes, tell: Tell
) -> list[Point]:
    """Keep the points that the frame holds, thinned where they are many."""
    held = [
        deal
        for deal in front
        if all(low <= deal.value[p] <= high for p, (low, high) in zip(pair, axes, strict=True))
    ]
    return [
        {"x": _tidy(d.value[pair[0]]), "y": _tidy(d.value[pair[1]]), **tell(d.package)}
        for d in thin(held)
    ]


def _tidy(value: float) -> float:
    return float(f"{value:.6g}")


def _find_axes(
    dots: tuple[Sequence[Deal], Sequence[Deal]],
    marks: Sequence[Mark],
    reservation: Mapping[str, float],
    pair: tuple[str, str],
) -> Axes:
    """Frame what both sides could accept and the marks near it; the rest is left out."""
    hollow, filled = dots
    both = [deal for deal in hollow if all(deal.value[p] >= reservation[p] for p in pair)]
    core: list[Mapping[str, float]] = [deal.value for deal in [*filled, *both] or hollow]
    core += [mark.value for mark in marks if mark.party is None]
    few = len(hollow) + len(filled) <= FEW
    more = [mark.value for mark in marks] + [deal.value for deal in hollow if few]
    reach = FAR if few else REACH
    across, up = (
        _stretch([*(v[p] for v in core), reservation[p], 0.0], [v[p] for v in more], reach)
        for p in pair
    )
    return across, up


def _stretch(core: Sequence[float], marks: Sequence[float], share: float) -> tuple[float, float]:
    """Widen an axis for the marks within its reach."""
    low, high = min(core), max(core)
    reach = share * (high - low)
    near = [mark for mark in marks if low - reach <= mark <= high + reach]
    return spread([low, high, *near])


def _row(look: Look, mark: Mark, pair: tuple[str, str], axes: Axes) -> Point:
    """Place a mark; one beyond the frame stands at its edge, with an arrow."""
    row: Point = {
        "colour": look.colour(mark.party) if mark.party else "",
        "shape": look.shape(mark.party) if mark.party else "circle",
        "beyond": [],
    }
    ways = []
    for field, party, (low, high) in zip("xy", pair, axes, strict=True):
        value, margin = mark.value[party], EDGE * (high - low)
        ways.append((value > high) - (value < low))
        if ways[-1]:
            row["beyond"].append(party)
        row[field] = (
            _tidy(min(max(value, low + margin), high - margin)) if ways[-1] else _tidy(value)
        )
    arrow = ARROWS[ways[0], ways[1]]
    row["label"] = f"{arrow}{mark.letter}" if ways[0] < 0 else f"{mark.letter}{arrow}"
    return row


def _draw_ground(reservation: Mapping[str, float], pair: tuple[str, str]) -> list[Spec]:
    """Draw where both sides do at least as well as without a deal, and the lines around it."""
    corner = [{"x": _tidy(reservation[pair[0]]), "y": _tidy(reservation[pair[1]])}]
    dashed = {"type": "rule", "strokeDash": [4, 3], "stroke": "var(--soft)"}
    zero = {"type": "rule", "stroke": "var(--ink)", "strokeWidth": 1}
    x, y = _place("x"), _place("y")
    return [
        layer(corner, {"type": "rect", "fill": "var(--zone)", "opacity": 0.7},
              {"x": x, "y": y, "x2": {"value": "width"}, "y2": {"value": 0}}),
        layer([{"x": 0}], zero, {"x": x}),
        layer([{"y": 0}], zero, {"y": y}),
        layer(corner, dashed, {"x": x}),
        layer(corner, dashed, {"y": y}),
    ]  # fmt: skip


def _draw_dots(hollow: Sequence[Point], filled: Sequence[Point]) -> list[Spec]:
    total = len(hollow) + len(filled)
    size = 46 if total <= 80 else 22 if total <= 400 else 11
    dot = {"type": "point", "filled": True, "size": size, "opacity": 1}
    where = {"x": _place("x"), "y": _place("y")}
    ring = {"fill": "var(--paper)", "stroke": "var(--soft)", "strokeWidth": 0.9}
    return [
        layer(hollow, {**dot, **ring}, where),
        layer(filled, {**dot, "fill": "var(--ink)"}, where),
    ]


def _draw_marks(rows: Sequence[Point], *, half: bool) -> list[Spec]:
    """Draw offers as the shapes of who made them, solutions as rings, each with its letter."""
    where = {"x": _place("x"), "y": _place("y")}
    fixed = {"scale": None, "legend": None, "type": "nominal"}
    ring = {"type": "point", "filled": True, "size": {"expr": f"width < {TURN} ? 230 : 330"},
            "fill": "var(--paper)", "stroke": "var(--accent)", "strokeWidth": 2.4,
            "opacity": 1}  # fmt: skip
    offer = {"type": "point", "size": 130, "filled": True, "stroke": "var(--paper)",
             "strokeWidth": 1.5, "opacity": 1}  # fmt: skip
    coded = {"fill": {"field": "colour", **fixed}, "shape": {"field": "shape", **fixed}}
    narrow = "true" if half else f"width < {TURN}"
    text = {
        "text": {"expr": "datum.label"},
        "dx": {"expr": f"{narrow} ? datum.dx0 : datum.dx1"},
        "dy": {"expr": f"{narrow} ? datum.dy0 : datum.dy1"},
        "align": {"expr": f"{narrow} ? datum.align0 : datum.align1"},
        "fontWeight": "bold",
        "fontSize": 13,
    }
    within = {"type": "text", "fontWeight": "bold", "fontSize": 12, "baseline": "middle"}
    rings = [row for row in rows if not row["colour"]]
    offers = [row for row in rows if row["colour"]]
    return [
        layer(rings, ring, where),
        layer(rings, within, {**where, "text": {"field": "label", "type": "nominal"}}),
        layer(offers, offer, {**where, **coded}),
        *text_layers(offers, text, where),
    ]


def _add_spots(
    rows: Sequence[Point], dots: Sequence[Point], axes: Axes, size: tuple[float, float]
) -> None:
    """Add the offsets of the offers' letters, for a narrow drawing and for a wide one."""
    offers = [row for row in rows if row["colour"]]
    some = [*dots[:: len(dots) // 300 + 1], *(row for row in rows if not row["colour"])]
    for suffix, width in (("0", NARROW), ("1", size[0])):
        spots = place_labels(
            [_to_pixels(row, axes, width, size[1]) for row in offers],
            [row["label"] for row in offers],
            (width, size[1]),
            [_to_pixels(dot, axes, width, size[1]) for dot in some],
        )
        for row, spot in zip(offers, spots, strict=True):
            row.update({f"dx{suffix}": spot.dx, f"dy{suffix}": spot.dy,
                        f"align{suffix}": spot.align})  # fmt: skip


def _to_pixels(
    point: Mapping[str, Any],
    axes: Axes,
    width: float,
    height: float,
) -> tuple[float, float]:
    (left, right), (bottom, top) = axes
    return (
        (point["x"] - left) / (right - left) * width,
        (top - point["y"]) / (top - bottom) * height,
    )


def _place(field: str) -> Spec:
    return {"field": field, "type": "quantitative"}


def _set_axes(
    layers: Sequence[Spec],
    names: Names,
    pair: tuple[str, str],
    axes: Axes,
) -> None:
    for field, party, ends in zip("xy", pair, axes, strict=True):
        title = f"{'→' if field == 'x' else '↑'} better for {names.side(party)}, in points"
        settings = {
            "scale": {"domain": [_tidy(end) for end in ends], "nice": False, "zero": False},
            "axis": {"title": title, "tickCount": 5, "titleAnchor": "end", **_AXIS[field]},
        }
        for item in layers:
            if field in item["encoding"]:
                item["encoding"][field] = {**item["encoding"][field], **settings}


_AXIS: dict[str, Spec] = {
    "x": {"titleAlign": "right"},
    "y": {"titleAngle": 0, "titleAlign": "left", "titleX": 0, "titleY": -12,
          "titleBaseline": "bottom"},
}  # fmt: skip
