"""A small case for the tests of the report, and ways to change it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

from detente.case import (
    Case,
    Citation,
    Issue,
    Offer,
    Option,
    Party,
    Pledge,
    Promise,
    Quantity,
    Ratifier,
    Source,
)
from detente.report import Findings, study_all

DRAWS = 128
ATTACK = "</script><img src=x onerror=alert(1)>\"'&{{7*7}}<!--"
CITED = (Citation("treaty", "art. 4"),)


def quantity(
    low: float, high: float | None = None, *, cited: bool = False, note: str = ""
) -> Quantity:
    because = CITED if cited else ()
    if high is None:
        point = Decimal(str(low))
        return Quantity(
            point=point, text=str(low), because=because, note=note, place="case.yaml:1:1"
        )
    ends = {"low": Decimal(str(low)), "high": Decimal(str(high))}
    text = f"{low} to {high}"
    return Quantity(**ends, text=text, because=because, note=note, place="case.yaml:1:1")


def issue(id: str, title: str, by: str, values: Mapping[str, Quantity]) -> Issue:
    options = (Option("kept", "Kept"), Option("given", "Given up", values=values, verify_days=90))
    return Issue(id, title, (by,) if by else (), options)


FIRMNESS = {
    "done": quantity(1),
    "simultaneous": quantity(0.9, 0.98),
    "scheduled": quantity(0.6, 0.9),
    "stated": quantity(0.3, 0.6),
    "vague": quantity(0.05, 0.25),
}


def make_case(**changes: Any) -> Case:
    """Make the case of a canal between a Republic and an Island, changed as told."""
    case = Case(
        title="The canal between the Republic and the Island",
        as_of=dt.date(2020, 7, 15),
        seed=7,
        parties=(
            Party("north", "United North", quantity(0)),
            Party("isle", "The Isle", quantity(0, 1)),
        ),
        ratifiers=(Ratifier("senate", "Senate", "north", quantity(-1, 0)),),
        issues=(
            issue("locks", "Locks", "north",
                  {"north": quantity(-4, -2, cited=True), "isle": quantity(6, 9),
                   "senate": quantity(-1, 1)}),
            issue("tolls", "Tolls", "isle",
                  {"north": quantity(5, 8, cited=True, note="Counted per ship."),
                   "isle": quantity(-3, -1)}),
            issue("flag", "Flag", "", {"north": quantity(-1), "isle": quantity(2)}),
        ),
        sources={
            "treaty": Source("treaty", "Treaty of the canal", author="Both", date="1977",
                             url="https://example.org/treaty",
                             passages={"art. 4": "Who keeps the locks."}),
            "memoir": Source("memoir", "A memoir", author="An envoy", status="recalled"),
        },
        firmness=FIRMNESS,
        promises=(
            _promise("p1", "isle", "open the river", "kept", 1990, because=CITED),
            _promise("p2", "isle", "lower the tolls", "broken", 2010,
                     because=(Citation("memoir"),)),
            _promise("p3", "isle", "mark the border", "disputed", 2015),
            _promise("p4", "elsewhere", "leave its canal", "late", 2012, precedent_for="north"),
        ),
        offers=(
            Offer("first", "The first offer", dt.date(2019, 2, 28), "isle", ("north",), "rejected",
                  (Pledge("tolls", "given", "stated", CITED), Pledge("locks", "given", "vague"))),
        ),
        digest="0123456789abcdef" * 4,
    )  # fmt: skip
    return replace(case, **changes)


def _promise(id: str, by: str, what: str, outcome: str, year: int, **more: Any) -> Promise:
    made, settled = dt.date(year, 1, 31), dt.date(year, 12, 31)
    return Promise(id, by, ("north",), made, None, settled, what, outcome, **more)


@cache
def sample() -> tuple[Case, Findings]:
    """Return the case as it is, with its findings."""
    case = make_case()
    return case, study_all(case, draws=DRAWS)


def study(case: Case) -> Findings:
    """Study a changed case."""
    return study_all(case, draws=DRAWS)


def attack(case: Case) -> Case:
    """Put markup wherever the case holds a text."""
    party = replace(case.parties[0], name=ATTACK, about=ATTACK)
    option = replace(
        case.issues[0].options[1],
        title=ATTACK,
        note=ATTACK,
        values={"north": quantity(-4, -2, cited=True, note=ATTACK), "isle": quantity(6, 9)},
    )
    issue = replace(case.issues[0], title=ATTACK, options=(case.issues[0].options[0], option))
    source = replace(
        case.sources["treaty"],
        title=ATTACK,
        author=ATTACK,
        url="javascript:alert(1)",
        passages={"art. 4": ATTACK},
    )
    return replace(
        case,
        title=ATTACK,
        about=ATTACK,
        parties=(party, case.parties[1]),
        issues=(issue, *case.issues[1:]),
        sources={**case.sources, "treaty": source},
        offers=(replace(case.offers[0], title=ATTACK, note=ATTACK),),
        promises=(replace(case.promises[0], what=ATTACK, note=ATTACK), *case.promises[1:]),
        ratifiers=(replace(case.ratifiers[0], name=ATTACK),),
    )
