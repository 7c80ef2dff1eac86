"""The frontier with every past offer placed on it: one drawing per pair of parties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, TypeAlias

from detente.report.charts.base import (
    Chart,
    Look,
    Spec,
    frame_spec,
    layer,
    spread,
    text_layers,
)
from detente.report.charts.labels import place_labels
from detente.report.naming import Names
from detente.report.tables import Table, make_table
from detente.report.words import possessive, say_count, say_date, say_list, say_number, say_percent
from detente.study.deal_records import Deal, DealFindings

Axes: TypeAlias = tuple[tuple[float, float], tuple[float, float]]
"""Ends of the axis across, then upwards, in points."""

MOST_POINTS = 1500
MOST_PARTIES = 4
HEIGHT = 420
WIDE, NARROW = 620.0, 280.0
TURN = 430
"""Below this inner width, in pixels, labels turn into letters."""

SOLUTION_NAMES = {
    "nash": "Nash",
    "kalai_smorodinsky": "Kalai-Smorodinsky",
    "egalitarian": "equal gains",
    "weighted_sum": "weighted sum",
}


@dataclass(frozen=True)
class Mark:
    """A labelled point of the drawing."""

    letter: str
    label: str
    value: Mapping[str, float]
    party: str | None


def draw_frontiers(names: Names, deals: DealFindings) -> list[Chart]:
    """Draw the frontier for each pair of parties, the first pair large.

    Two to four parties: every pair; more: the pairs of the first four.
    """
    if not deals.frontier or len(deals.parties) < 2:
        return []
    pairs = list(combinations(deals.parties[:MOST_PARTIES], 2))
    shown = thin(deals.frontier)
    marks = find_marks(names, deals)
    return [
        _draw_pair(names, deals, shown, marks, pair, half=place > 0)
        for place, pair in enumerate(pairs)
    ]


def thin(frontier: Sequence[Deal], most: int = MOST_POINTS) -> list[Deal]:
    """Keep at most so many points, evenly along the first party's value, ends included.

    Examples
    --------
    >>> thin([1, 2, 3], most=5)
    [1, 2, 3]
    """
    if len(frontier) <= most:
        return list(frontier)
    ordered = sorted(frontier, key=lambda deal: tuple(deal.value.values()))
    return [ordered[round(i * (len(ordered) - 1) / (most - 1))] for i in range(most)]


def find_marks(names: Names, deals: DealFindings) -> list[Mark]:
    """List what is labelled: the past offers, then the solutions, equal ones as one."""
    offers = [
        (names.offer(placed.offer), placed.value, _proposer(names, placed.offer))
        for placed in deals.placed
    ]
    places: dict[tuple[float, ...], list[str]] = {}
    values: dict[tuple[float, ...], Mapping[str, float]] = {}
    for name, solution in deals.solutions.items():
        if solution is not None:
            spot = tuple(round(value, 9) for value in solution.value.values())
            places.setdefault(spot, []).append(SOLUTION_NAMES.get(name, name))
            values[spot] = solution.value
    solutions = [(say_list(found), values[spot], None) for spot, found in places.items()]
    return [
        Mark(_letter(place), label, value, party)
        for place, (label, value, party) in enumerate([*offers, *solutions])
    ]


def _letter(place: int) -> str:
    return chr(ord("A") + place) if place < 26 else str(place - 25)


def _proposer(names: Names, offer: str) -> str | None:
    return next((item.by for item in names.case.offers if item.id == offer), None)


def _draw_pair(
    names: Names,
    deals: DealFindings,
    shown: Sequence[Deal],
    marks: Sequence[Mark],
    pair: tuple[str, str],
    *,
    half: bool,
) -> Chart:
    first, second = (names.label(party) for party in pair)
    axes = _find_axes(shown, marks, deals.reservation, pair)
    points = [point for point in (_point(deal, pair) for deal in shown) if _within(point, axes)]
    layers = [
        *_draw_ground(deals.reservation, pair),
        _draw_points(points),
        *_draw_marks(Look(names), marks, pair, axes, points, half),
    ]
    _set_axes(layers, names, pair, axes)
    reading = _read_half(names, pair) if half else _read(names, deals, len(points), pair)
    return Chart(
        id=f"frontier-{pair[0]}-{pair[1]}",
        title=f"{first} and {second}" if half else _title(names, deals),
        measure=f"What each package is worth, at the medians: {possessive(first)} points across, "
        f"{possessive(second)} upwards",
        reading=reading,
        spec=frame_spec(f"Frontier for {first} and {second}", layers, 320 if half else HEIGHT),
        table=_tabulate(names, deals, marks),
        parties=() if half else tuple(dict.fromkeys(m.party for m in marks if m.party)),
        key=() if half else tuple((mark.letter, mark.label) for mark in marks),
        half=half,
    )


def _point(deal: Deal, pair: tuple[str, str]) -> dict[str, Any]:
    return {
        "x": _tidy(deal.value[pair[0]]),
        "y": _tidy(deal.value[pair[1]]),
        "taken": deal.acceptable,
    }


def _tidy(value: float) -> float:
    return float(f"{value:.6g}")


def _within(point: Mapping[str, Any], axes: Axes) -> bool:
    return all(low <= point[field] <= high for field, (low, high) in zip("xy", axes, strict=True))


def _find_axes(
    shown: Sequence[Deal],
    marks: Sequence[Mark],
    reservation: Mapping[str, float],
    pair: tuple[str, str],
) -> Axes:
    """Frame the marks and what both would accept; packages far beyond are left out."""
    both = [deal for deal in shown if all(deal.value[p] >= reservation[p] for p in pair)]
    held = [*(deal.value for deal in both or shown), *(m.value for m in marks), reservation]
    across, up = (spread(value[party] for value in held) for party in pair)
    return across, up


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


def _draw_points(points: Sequence[Mapping[str, Any]]) -> Spec:
    size = 46 if len(points) <= 80 else 22 if len(points) <= 400 else 9
    hollow = {"condition": {"test": "datum.taken", "value": "var(--ink)"}, "value": "var(--paper)"}
    return layer(
        points,
        {"type": "point", "filled": True, "size": size, "strokeWidth": 1, "opacity": 1,
         "stroke": "var(--ink)"},
        {"x": _place("x"), "y": _place("y"), "fill": hollow},
    )  # fmt: skip


def _draw_marks(
    look: Look,
    marks: Sequence[Mark],
    pair: tuple[str, str],
    axes: Axes,
    points: Sequence[Mapping[str, Any]],
    half: bool,
) -> list[Spec]:
    rows = [
        {"x": _tidy(mark.value[pair[0]]), "y": _tidy(mark.value[pair[1]]),
         "label": f"{mark.letter} {mark.label}", "letter": mark.letter,
         "colour": look.colour(mark.party) if mark.party else "",
         "shape": look.shape(mark.party) if mark.party else "circle"}
        for mark in marks
    ]  # fmt: skip
    _add_spots(rows, points, axes, 320 if half else HEIGHT)
    for row in rows:
        row["label"] = row["letter"] if half else row["label"]
    offers = [row for row in rows if row["colour"]]
    rings = [row for row in rows if not row["colour"]]
    where = {"x": _place("x"), "y": _place("y")}
    fixed = {"scale": None, "legend": None, "type": "nominal"}
    ring = {"type": "point", "size": 190, "filled": False, "stroke": "var(--accent)",
            "strokeWidth": 2.2, "opacity": 1}  # fmt: skip
    offer = {"type": "point", "size": 110, "filled": True, "stroke": "var(--paper)",
             "strokeWidth": 1.5, "opacity": 1}  # fmt: skip
    coded = {"fill": {"field": "colour", **fixed}, "shape": {"field": "shape", **fixed}}
    narrow = "true" if half else f"width < {TURN}"
    text = {
        "text": {"expr": f"{narrow} ? datum.letter : datum.label"},
        "dx": {"expr": f"{narrow} ? datum.dx0 : datum.dx1"},
        "dy": {"expr": f"{narrow} ? datum.dy0 : datum.dy1"},
        "align": {"expr": f"{narrow} ? datum.align0 : datum.align1"},
    }
    away = {"field": "x"}, {"field": "y"}
    leader = {
        "type": "rule", "stroke": "var(--soft)", "strokeWidth": 0.8,
        "x2Offset": {"expr": f"0.75 * ({text['dx']['expr']})"},
        "y2Offset": {"expr": f"0.75 * ({text['dy']['expr']})"},
    }  # fmt: skip
    return [
        layer(rows, leader, {**where, "x2": away[0], "y2": away[1]}),
        layer(rings, ring, where),
        layer(offers, offer, {**where, **coded}),
        *text_layers(rows, text, where),
    ]


def _add_spots(
    rows: list[dict[str, Any]],
    points: Sequence[Mapping[str, Any]],
    axes: Axes,
    height: float,
) -> None:
    """Add the offsets of every label, for a narrow drawing and for a wide one."""
    for suffix, width, field in (("0", NARROW, "letter"), ("1", WIDE, "label")):
        spots = place_labels(
            [_to_pixels(row, axes, width, height) for row in rows],
            [row[field] for row in rows],
            (width, height),
            [_to_pixels(point, axes, width, height) for point in points[:: len(points) // 150 + 1]],
        )
        for row, spot in zip(rows, spots, strict=True):
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


def _title(names: Names, deals: DealFindings) -> str:
    taken = sum(deal.acceptable for deal in deals.frontier)
    total = len(deals.frontier)
    if taken == total:
        return "At the medians every efficient package is acceptable to every side"
    if taken == 0:
        refusing = Counter(side for deal in deals.frontier for side in deal.refused_by)
        side = names.side(refusing.most_common(1)[0][0])
        return f"At the medians every efficient package is refused, most often by {side}"
    share = f"{say_percent(taken / total)} of" if total > 100 else f"{taken} of {total}"
    return f"At the medians {share} efficient packages are acceptable to every side"


def _read(names: Names, deals: DealFindings, drawn: int, pair: tuple[str, str]) -> str:
    dots = "Each dot is a package that no other beats for every party"
    if drawn < deals.n_frontier:
        dots += f" ({say_count(drawn)} of {say_count(deals.n_frontier)} drawn)"
    offers = "; coloured marks are the offers made, as if delivered in full" if deals.placed else ""
    rings = (
        "; rings are the named solutions among the packages acceptable to all"
        if any(deals.solutions.values())
        else ""
    )
    return (
        f"{dots}: filled where every side and those at home would accept, hollow where one would "
        f"refuse. In the shaded corner {names.sides(pair)} both do at least as well as without "
        f"a deal{offers}{rings}."
    )


def _read_half(names: Names, pair: tuple[str, str]) -> str:
    return f"The same packages and letters as above, for {names.sides(pair)}."


def _tabulate(names: Names, deals: DealFindings, marks: Sequence[Mark]) -> Table:
    head = ["Mark", "Offer or solution", *(names.label(party) for party in deals.parties)]
    rows = [
        [mark.letter, mark.label, *(say_number(mark.value[party]) for party in deals.parties)]
        for mark in marks
    ]
    dates = {placed.offer: say_date(placed.date) for placed in deals.placed}
    for row, placed in zip(rows, deals.placed, strict=False):
        row[1] += f" ({dates[placed.offer]})"
    floor = ["", "Without a deal (reservation value)"]
    rows.append([*floor, *(say_number(deals.reservation[party]) for party in deals.parties)])
    caption = "Offers and solutions at the medians, in each party's own points"
    return make_table(caption, head, rows, range(2, len(head)))
