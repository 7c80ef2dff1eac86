"""The six-party game of Abdelnabi and others 2024, after Susskind, as a case with its own rule.

A deal passes if the project's company, the federal department and any three of the other four
agree to it. The company carries everything out, so that any coalition with it can move all issues.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np

from detente.case import Case, Issue, Option, Party, Quantity, Quorum
from detente.core.layout import BoolArray, Layout
from detente.core.packages import compute_worth, find_all_packages
from detente.study.coalition_records import CoalitionFindings
from detente.study.coalitions import find_coalitions
from detente.study.workspace import Workspace
from tests.oracle.published import load

GAME = load("scorable_game.yaml")
NAMES = tuple(GAME["parties"])
PARTIES = [GAME["parties"][name] for name in NAMES]
LEAST = np.array([party["least"] for party in PARTIES])
LAYOUT = Layout(tuple(map(len, PARTIES[0]["scores"])))
VALUES = np.array([np.concatenate(party["scores"]) for party in PARTIES], dtype=np.int64)
ACCEPTS = compute_worth(LAYOUT, VALUES, find_all_packages(LAYOUT)) >= LEAST
ABOVE = compute_worth(LAYOUT, VALUES, find_all_packages(LAYOUT)) > LEAST


def _say(number: int) -> Quantity:
    return Quantity(point=Decimal(number), text=str(number))


def make_case() -> Case:
    issues = []
    for i, count in enumerate(LAYOUT.counts):
        worth = [{n: _say(p["scores"][i][k]) for n, p in _pairs()} for k in range(count)]
        options = tuple(Option(f"o{k}", f"o{k}", worth[k]) for k in range(count))
        issues.append(Issue(f"i{i}", f"i{i}", NAMES[:1], options))
    return Case(
        title="A six-party game",
        as_of=dt.date(2024, 1, 1),
        parties=tuple(Party(name, name, _say(party["least"])) for name, party in _pairs()),
        issues=tuple(issues),
        agreement=(Quorum(2, NAMES[:2]), Quorum(3, NAMES[2:])),
    )


def _pairs() -> list[tuple[str, Any]]:
    return list(zip(NAMES, PARTIES, strict=True))


def _find_deals(members: Sequence[str]) -> BoolArray:
    own = [NAMES.index(name) for name in members]
    return np.asarray(ACCEPTS[:, own].all(axis=1) & ABOVE[:, own].any(axis=1))


@cache
def find() -> CoalitionFindings:
    return find_coalitions(Workspace(make_case(), 1))


def test_the_rule_lets_pass_what_was_published() -> None:
    case = make_case()
    accepting = [[n for n, yes in zip(NAMES, row, strict=True) if yes] for row in ACCEPTS]
    assert sum(map(case.is_agreed_by, accepting)) == GAME["published"]["pass"]


def test_each_coalition_has_a_deal_where_brute_force_finds_one() -> None:
    found = find()
    assert len(found.coalitions) == 57
    for each in found.coalitions:
        able = NAMES[0] in each.parties
        assert each.p_deal_exists == (able and _find_deals(each.parties).any()), each.parties
        assert each.winning == (set(NAMES[:2]) <= set(each.parties) and len(each.parties) > 4)


def test_only_who_carries_it_out_is_needed_but_two_have_a_veto() -> None:
    found = find()
    assert [each.needed for each in found.absences] == [True] + [False] * 5
    assert [each.vetoes for each in found.absences] == [True] * 2 + [False] * 4
    assert [each.p_agreement for each in found.absences] == [0.0, 0.0, *_count_without()]
    assert found.p_agreement == 1


def _count_without() -> list[float]:
    """Whether all but one of the last four have a deal that passes."""
    return [float(_find_deals([n for n in NAMES if n != out]).any()) for out in NAMES[2:]]
