"""Adjusted Winner on published cases: Brams and Taylor 1996 and 1999, Brams and Togman 1996."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from detente.core.adjusted_winner import Division, divide_by_adjusted_winner
from detente.core.frontier import find_frontier
from detente.core.hull import find_kalai_smorodinsky_lottery, find_nash_lottery
from detente.core.packages import compute_worth
from detente.core.solutions import find_weighted_sum
from tests.oracle.published import divisible, fraction, load, same

CASES = load("adjusted_winner.yaml")
EACH = pytest.mark.parametrize("name", CASES)
FIGURES = {name: {**case.get("published", {}), **case["derived"]} for name, case in CASES.items()}


def divide(case: dict[str, Any]) -> Division:
    first, second = zip(*case["items"].values(), strict=True)
    return divide_by_adjusted_winner(first, second)


def with_figure(key: str) -> Any:
    """Every case for which the figure is known."""
    return pytest.mark.parametrize("name", [name for name in CASES if key in FIGURES[name]])


@EACH
def test_both_hold_the_same(name: str) -> None:
    first, second = divide(CASES[name]).totals
    assert first == second == fraction(CASES[name]["derived"]["each"])
    published = CASES[name].get("published", {}).get("each", float(first))
    assert abs(float(first) - published) < 0.05


@with_figure("split")
def test_item_that_is_split(name: str) -> None:
    division = divide(CASES[name])
    assert division.split is not None
    assert list(CASES[name]["items"])[division.split] == FIGURES[name]["split"]
    assert division.shares[division.split] == fraction(FIGURES[name]["first_share"])


@with_figure("before")
def test_before_anything_is_handed_over(name: str) -> None:
    assert same(divide(CASES[name]).before, FIGURES[name]["before"])


@with_figure("first_wins")
def test_who_wins_what(name: str) -> None:
    shares = dict(zip(CASES[name]["items"], divide(CASES[name]).shares, strict=True))
    assert [item for item, share in shares.items() if share == 1] == FIGURES[name]["first_wins"]
    assert [item for item, share in shares.items() if share == 0] == FIGURES[name]["second_wins"]


@with_figure("nash")
def test_divisible_nash_solution(name: str) -> None:
    layout, values = divisible(CASES[name]["items"])
    points = find_frontier(layout, values, parties=2).points
    assert same(find_nash_lottery(points, [0, 0]).values, FIGURES[name]["nash"])


@EACH
def test_adjusted_winner_is_the_divisible_kalai_smorodinsky_solution(name: str) -> None:
    layout, values = divisible(CASES[name]["items"])
    points = find_frontier(layout, values, parties=2).points
    assert find_kalai_smorodinsky_lottery(points, [0, 0]).values == divide(CASES[name]).totals


@with_figure("largest_sum")
def test_largest_sum(name: str) -> None:
    layout, values = divisible(CASES[name]["items"])
    points = find_frontier(layout, values, parties=2).points
    row = find_weighted_sum(points, [0, 0], [1, 1])
    assert points[row].sum() == FIGURES[name]["largest_sum"]


def test_halving_every_issue_of_the_canal_treaty_gives_half() -> None:
    layout, values = divisible(CASES["panama_canal_1974"]["items"])
    all_to_one = [[0] * layout.n_issues, [1] * layout.n_issues]
    halves = compute_worth(layout, values, all_to_one).sum(axis=0) / 2
    assert halves.tolist() == CASES["panama_canal_1974"]["derived"]["halves"]


def test_tied_item_goes_first_to_the_side_that_is_behind() -> None:
    """New York University's example: with the tied investments Bob holds 50, not 40."""
    tied = divide(CASES["nyu_bob_carol"])
    assert same(tied.before, [65, 50])
    assert tied.totals[0] == 50 + 40 * Fraction(1, 6) == 15 + 50 * Fraction(5, 6)


@pytest.mark.parametrize("rest", [(10, 25), (0, 20), (19, 45)])
def test_john_and_mary(rest: tuple[int, int]) -> None:
    """For All Practical Purposes, which leaves open how the points for B and E divide."""
    john = [30, rest[0], 20, 30, 20 - rest[0]]
    mary = [20, rest[1], 15, 15, 50 - rest[1]]
    division = divide_by_adjusted_winner(john, mary)
    assert same(division.before, [80, 50])
    assert division.shares[2] == Fraction(1, 7)
    assert division.totals == (62 + Fraction(6, 7),) * 2
