"""What the drawing of the frontier letters, and what it says around the drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from detente.report.charts.base import Key
from detente.report.fronts import count_fronts
from detente.report.naming import Names
from detente.report.sentences.basis import is_certain
from detente.report.tables import Table, make_table
from detente.report.words import say_count, say_date, say_list, say_number, sentence
from detente.study.deal_records import Candidate, DealFindings, Placed, Solution

SOLUTION_NAMES = {
    "nash": "Nash",
    "kalai_smorodinsky": "Kalai-Smorodinsky",
    "egalitarian": "Egalitarian",
    "weighted_sum": "Weighted sum",
}


_SAME = 1e-6
"""Points: what is worth more than another thing by less than this is worth the same."""


@dataclass(frozen=True)
class Mark:
    """A lettered point of the drawing."""

    letter: str
    label: str
    value: Mapping[str, float]
    party: str | None
    package: Mapping[str, str]


_Found: TypeAlias = tuple[str, Placed | Candidate | Solution, str | None]
"""Something to be marked: what it is called, the package with its worth, and who made it."""


def find_marks(names: Names, deals: DealFindings) -> list[Mark]:
    """List what is lettered: past offers, the safest package, solutions, equal ones as one."""
    offers: list[_Found] = [
        (f"{names.offer(p.offer)}, {p.date.year}", p, _proposer(names, p.offer))
        for p in deals.placed
    ]
    places: dict[tuple[float, ...], list[str]] = {}
    picks: dict[tuple[float, ...], Solution] = {}
    for name, solution in deals.solutions.items():
        if solution is not None:
            spot = _spot(solution.value)
            places.setdefault(spot, []).append(SOLUTION_NAMES.get(name, name))
            picks[spot] = solution
    best = None if is_certain(names) else deals.recommended
    safest: list[_Found] = []
    if best:
        found = places.pop(_spot(best.value), [])
        also = f", also the {_say_solutions(found)}" if found else ""
        safest = [(f"The safest package found{also}", best, None)]
    solutions: list[_Found] = [
        (_say_solutions(found), picks[spot], None) for spot, found in places.items()
    ]
    return [
        Mark(_letter(place), label, held.value, party, held.package)
        for place, (label, held, party) in enumerate([*offers, *safest, *solutions])
    ]


def _spot(value: Mapping[str, float]) -> tuple[float, ...]:
    return tuple(round(each, 9) for each in value.values())


def _say_solutions(found: Sequence[str]) -> str:
    return f"{say_list(found)} solution{'s' if len(found) > 1 else ''}"


def _letter(place: int) -> str:
    return chr(ord("A") + place) if place < 26 else str(place - 25)


def _proposer(names: Names, offer: str) -> str | None:
    return next((item.by for item in names.case.offers if item.id == offer), None)


def make_title(deals: DealFindings) -> str:
    """State how much of the frontier all could accept, and what lies short of it."""
    fronts = count_fronts(deals)
    if fronts.inside == 0:
        return "No package is acceptable to all at the medians"
    if _is_idle(deals):
        return "Nothing acceptable to all at the medians is better than no deal"
    total, inside = say_count(fronts.total), say_count(fronts.inside)
    if fronts.taken == 0:
        who = "Those at home refuse" if fronts.home else "Somebody refuses"
        noun = "point" if fronts.inside == 1 else "points"
        verb = "is" if fronts.inside == 1 else "are"
        return f"{who} the whole frontier; {inside} {noun} short of it {verb} acceptable to all"
    if fronts.taken == fronts.total:
        return "Every point of the frontier is acceptable to all"
    verb = "is" if fronts.taken == 1 else "are"
    points = f"{say_count(fronts.taken)} of the {total} points of the frontier"
    return f"{points} {verb} acceptable to all"


def _is_idle(deals: DealFindings) -> bool:
    """Whether all that is acceptable to all is worth as much to everybody as no deal."""
    gains = (
        deal.value[party] - worth
        for deal in deals.bargaining_set
        for party, worth in deals.reservation.items()
        if party in deal.value
    )
    return len(deals.bargaining_set) == deals.n_bargaining_set and max(gains) <= _SAME


def read_large(
    names: Names, deals: DealFindings, drawn: tuple[int, int], pair: tuple[str, str]
) -> str:
    """Say how to read the large drawing; ``drawn`` counts hollow and filled dots."""
    hollow, filled = drawn
    parts = ["Each dot is a package, or several of the same worth."]
    if filled:
        whom = "every side and those at home" if deals.ratifiers else "every side"
        some = _say_some(filled, deals.n_bargaining_set)
        parts.append(f"Filled: acceptable to {whom}, and beaten by no other that is{some}.")
    if hollow:
        some = _say_some(hollow, deals.n_frontier - count_fronts(deals).taken)
        parts.append(
            f"Hollow: nothing beats it on the parties' own values, but somebody refuses it{some}."
        )
    parts.append(
        f"In the shaded corner {names.sides(pair)} both do at least as well as without a deal."
    )
    rings = [
        *(["the safest package found"] if deals.recommended and not is_certain(names) else []),
        *(["the classical solutions"] if any(deals.solutions.values()) else []),
    ]
    if rings:
        parts.append(f"Rings are {say_list(rings)}.")
    return " ".join(parts)


def _say_some(drawn: int, total: int) -> str:
    return f" ({say_count(drawn)} of {say_count(total)} drawn)" if drawn < total else ""


def read_half(names: Names, pair: tuple[str, str]) -> str:
    """Say how to read a small drawing."""
    return f"Marks and letters as above, for {names.sides(pair)}."


def make_key(
    names: Names,
    marks: Sequence[Mark],
    rows: Sequence[Mapping[str, Any]],
    drawn: tuple[int, int],
) -> tuple[Key, ...]:
    """List the dots, then every lettered mark; those beyond the frame with their value."""
    hollow, filled = drawn
    dots = [
        *([Key("●", "acceptable to all")] if filled else []),
        *([Key("○", "on the frontier, but refused by somebody")] if hollow else []),
    ]
    return (*dots, *(_key(names, mark, row) for mark, row in zip(marks, rows, strict=True)))


def _key(names: Names, mark: Mark, row: Mapping[str, Any]) -> Key:
    text = mark.label
    beyond = [f"{say_number(mark.value[p])} for {names.side(p)}" for p in row["beyond"]]
    if beyond:
        text += f"; beyond the edge, at {say_list(beyond)}"
    return Key(mark.letter, text, mark.party or "", ring=mark.party is None)


def tabulate_marks(names: Names, deals: DealFindings, marks: Sequence[Mark]) -> Table:
    """List what is marked, and what is best for each party, with its worth to all."""
    head = ["Mark", "Offer, package or solution", *(names.label(party) for party in deals.parties)]
    rows = [
        [mark.letter, mark.label, *(say_number(mark.value[party]) for party in deals.parties)]
        for mark in marks
    ]
    dates = [say_date(placed.date) for placed in deals.placed]
    for row, placed, date in zip(rows, deals.placed, dates, strict=False):
        row[1] = f"{names.offer(placed.offer)} ({date})"
    for what, front in (
        ("among those acceptable to all", deals.bargaining_set),
        ("on the frontier", deals.frontier),
    ):
        for party in deals.parties if front else ():
            best = max(front, key=lambda deal: deal.value[party])
            worth = (say_number(best.value[each]) for each in deals.parties)
            rows.append(["", sentence(f"best for {names.side(party)} {what}")[:-1], *worth])
    floor = ["", "Without a deal (reservation value)"]
    rows.append([*floor, *(say_number(deals.reservation[party]) for party in deals.parties)])
    caption = "Packages at the medians, delivered in full, in each party's own points"
    return make_table(caption, head, rows, range(2, len(head)))
