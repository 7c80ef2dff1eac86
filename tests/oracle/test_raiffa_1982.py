"""The union and the city: after Raiffa 1982, The Art and Science of Negotiation, chapters 10-11."""

from __future__ import annotations

import numpy as np

from detente.core.fixed import from_fixed
from detente.core.frontier import find_frontier, find_packages
from detente.core.packages import compute_worth, find_all_packages
from detente.core.solutions import find_egalitarian, find_nash, find_weighted_sum
from tests.oracle.published import ampo_city, load

LAYOUT, VALUES, NAMES, DECIMALS = ampo_city()
FRONTIER = find_frontier(LAYOUT, VALUES, parties=2)
EXPECTED = load("ampo_city.yaml")["derived"]
NOTHING = [0, 0]


def describe(row: int) -> list[str]:
    return [names[k] for names, k in zip(NAMES, FRONTIER.packages[row], strict=True)]


def test_number_of_efficient_points() -> None:
    """192 are points; since two issues have levels that tie for both sides, packages are more."""
    assert FRONTIER.n_packages == EXPECTED["packages"]
    assert len(FRONTIER) == EXPECTED["efficient"]
    assert sum(FRONTIER.counts) == 283


def test_against_every_one_of_the_packages() -> None:
    worth = compute_worth(LAYOUT, VALUES, find_all_packages(LAYOUT))
    order = np.lexsort((-worth[:, 1], -worth[:, 0]))
    first, second = worth[order].T
    best_before = np.concatenate([[-1], np.maximum.accumulate(second)[:-1]])
    points = np.column_stack([first, second])[second > best_before]
    assert np.array_equal(FRONTIER.points, points)
    attained = np.isin(worth @ [2**32, 1], FRONTIER.points @ [2**32, 1])
    assert sum(FRONTIER.counts) == attained.sum()


def test_nash_is_the_largest_sum() -> None:
    row = find_nash(FRONTIER.points, NOTHING)
    assert row == find_weighted_sum(FRONTIER.points, NOTHING, [1, 1])
    expected = EXPECTED["nash_and_largest_sum"]
    assert np.allclose(from_fixed(FRONTIER.points[row], DECIMALS), expected["worth"], atol=5e-4)
    assert describe(row) == expected["package"]


def test_largest_least() -> None:
    row = find_egalitarian(FRONTIER.points, NOTHING, [1, 1])
    expected = EXPECTED["largest_least"]
    assert np.allclose(from_fixed(FRONTIER.points[row], DECIMALS), expected["worth"], atol=5e-4)
    assert describe(row) == expected["package"]


def test_all_packages_of_a_point() -> None:
    row = find_nash(FRONTIER.points, NOTHING)
    found = find_packages(LAYOUT, VALUES, FRONTIER.points[row], parties=2)
    assert len(found) == FRONTIER.counts[row] == 2
    levels = {NAMES[3][package[3]] for package in found}
    assert levels == {"3", "3+"}
