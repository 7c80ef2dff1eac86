"""The frontier to pick packages from: the report's drawing, with what a script needs to know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from detente.report.charts import Chart, draw_frontiers
from detente.report.charts.base import Spec, text_layers
from detente.report.charts.marks import Mark, find_marks
from detente.report.naming import Names
from detente.report.words import say_list, say_number
from detente.study.deal_records import Candidate, DealFindings, Placed, Solution
from detente.web.pages.package_address import choose

OVERLAYS = ("pinned", "over", "open")
"""Marks that a script moves: what is pinned, what the pointer is on, what is open."""


@dataclass(frozen=True)
class Live:
    """The drawings, and the packages that can be picked in them.

    Parameters
    ----------
    charts : one for each pair of parties; every point has the number of its package in ``at``.
    packages : by number: option indices, worth to each party in words, who refuses it.
    numbers : the number of each package, by its text in an address.
    """

    charts: tuple[Chart, ...]
    packages: tuple[dict[str, Any], ...]
    numbers: Mapping[str, int]


def draw_live(names: Names, deals: DealFindings) -> Live:
    """Draw the frontier as the report does, so that a package can be picked."""
    numbers: dict[str, int] = {}

    def tell(package: Mapping[str, str]) -> dict[str, Any]:
        text = choose(names.case, package).text
        return {"at": numbers.setdefault(text, len(numbers))}

    charts = draw_frontiers(names, deals, tell)
    for mark in find_marks(names, deals):
        tell(mark.package)
    told = {text: told for text, told in _tell_packages(names, deals) if text in numbers}
    packages = tuple(told[text] for text in numbers)
    return Live(tuple(map(_overlay, charts)), packages, numbers)


def _tell_packages(names: Names, deals: DealFindings) -> Iterator[tuple[str, dict[str, Any]]]:
    """Describe every package that may be drawn, by its text; what is known best comes last."""
    solved = (solution for solution in deals.solutions.values() if solution is not None)
    named: list[Placed | Solution | Candidate] = [*deals.placed, *solved, *deals.candidates]
    for each in named:
        yield choose(names.case, each.package).text, _tell(names, each.package, each.value)
    for deal in (*deals.frontier, *deals.bargaining_set):
        refused = f"refused by {names.sides(deal.refused_by)}" if deal.refused_by else ""
        text = choose(names.case, deal.package).text
        yield text, _tell(names, deal.package, deal.value) | {"refused": refused}


def _tell(names: Names, package: Mapping[str, str], value: Mapping[str, float]) -> dict[str, Any]:
    return {
        "options": [issue.index(package[issue.id]) for issue in names.case.issues],
        "worth": [say_number(worth) for worth in value.values()],
        "refused": "",
    }


def _overlay(chart: Chart) -> Chart:
    """Add layers without data, into which a script puts what is open."""
    layers = chart.spec["layer"]
    where = next(each["encoding"] for each in layers if _is_placed(each["encoding"]))
    place = {axis: _clamp(where[axis]) for axis in "xy"}
    added = [_mark(name, place) for name in OVERLAYS]
    return replace(chart, spec={**chart.spec, "layer": [*layers, *added, *_label(place)]})


def _is_placed(encoding: Spec) -> bool:
    return all(encoding.get(axis, {}).get("field") == axis for axis in "xy")


def _clamp(axis: Spec) -> Spec:
    """Draw what lies beyond the frame at its edge."""
    return {**axis, "scale": {**axis["scale"], "clamp": True}}


def _mark(name: str, place: Spec) -> Spec:
    mark = {"type": "point", "filled": False, "opacity": 1, "aria": False, **_MARKS[name]}
    return {"data": {"name": name}, "mark": mark, "encoding": place}


def _label(place: Spec) -> list[Spec]:
    """Write the names of pinned packages, with a halo."""
    mark = {"dy": -14, "fontWeight": "bold", "text": {"expr": "datum.name"}}
    return [{**each, "data": {"name": "pinned"}} for each in text_layers([], mark, place)]


_MARKS: Mapping[str, Spec] = {
    "pinned": {"shape": "diamond", "size": 170, "stroke": "var(--ink)", "strokeWidth": 2,
               "fill": "var(--paper)"},
    "over": {"shape": "circle", "size": 420, "stroke": "var(--soft)", "strokeWidth": 2},
    "open": {"shape": "circle", "size": 620, "stroke": "var(--ink)", "strokeWidth": 3},
}  # fmt: skip


@dataclass(frozen=True)
class Point:
    """A lettered package of the drawing, as a button has it."""

    letter: str
    label: str
    party: str
    at: int
    worth: str


@dataclass(frozen=True)
class Points:
    """The packages of the drawing as lists.

    Parameters
    ----------
    marked : past offers, the safest package found, solutions.
    accepted, refused : numbers of the points that all accept, and of those that somebody refuses.
    """

    marked: tuple[Point, ...]
    accepted: tuple[int, ...]
    refused: tuple[int, ...]


def list_points(names: Names, deals: DealFindings, live: Live) -> Points:
    """List what can be picked in the drawing."""
    texts = [choose(names.case, deal.package).text for deal in deals.bargaining_set]
    hollow = [
        choose(names.case, deal.package).text for deal in deals.frontier if not deal.acceptable
    ]
    return Points(
        marked=tuple(_point(names, live, mark) for mark in find_marks(names, deals)),
        accepted=tuple(live.numbers[text] for text in texts if text in live.numbers),
        refused=tuple(live.numbers[text] for text in hollow if text in live.numbers),
    )


def _point(names: Names, live: Live, mark: Mark) -> Point:
    worth = say_list(f"{say_number(w)} for {names.side(p)}" for p, w in mark.value.items())
    at = live.numbers[choose(names.case, mark.package).text]
    return Point(mark.letter, mark.label, mark.party or "", at, worth)
