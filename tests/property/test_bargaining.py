"""The bargaining set against brute force, searched and read off the frontier."""

from __future__ import annotations

import numpy as np
import pytest

from detente.core.bargaining import find_bargaining_set
from detente.core.frontier import find_frontier
from detente.core.layout import Layout
from detente.core.packages import compute_worth, find_all_packages
from tests import strategies
from tests.property.test_coupled_spaces import find_dominated


@pytest.mark.parametrize("ratifiers", [0, 1, 2])
def test_the_frontier_of_what_all_accept(ratifiers: int) -> None:
    rng = np.random.default_rng(ratifiers)
    uncounted = 0
    for _ in range(60):
        parties = int(rng.integers(1, 4))
        layout, values = strategies.random_coupled(rng, parties + ratifiers, max_issues=4)
        floors = rng.integers(-6, 3, parties + ratifiers)
        packages = find_all_packages(layout)
        worth = compute_worth(layout, values, packages)
        meets = (worth >= floors).all(axis=1)
        packages, points = packages[meets], worth[meets, :parties]
        kept = ~find_dominated(points)
        distinct, first, counts = np.unique(
            points[kept], axis=0, return_index=True, return_counts=True
        )
        whole = find_frontier(layout, values, parties=parties)
        for frontier in (None, whole):
            found = find_bargaining_set(layout, values, floors, parties=parties, frontier=frontier)
            assert found.exact
            assert np.array_equal(found.points, distinct[::-1])
            assert np.array_equal(found.packages, packages[kept][first][::-1])
            assert found.epsilon.shape == floors.shape
            assert not found.counted or found.counts == tuple(counts[::-1].tolist())
            uncounted += not found.counted
    assert uncounted == 0 or ratifiers


def test_packages_that_a_ratifier_refuses_are_not_vouched_for() -> None:
    layout = Layout((2, 2))
    values = np.array([[0, 1, 0, 0], [0, 0, 0, -5]])  # the second issue is the ratifier's alone
    found = find_bargaining_set(layout, values, np.array([0, -2]), parties=1)
    assert found.packages.tolist() == [[1, 0]]
    assert found.counts == (2,)
    assert not found.counted


def test_a_thinned_frontier_is_searched_again() -> None:
    values = np.array([[0, 1, 0, 2, 0, 4, 0, 8], [0, -1, 0, -2, 0, -4, 0, -8]])
    layout = Layout((2, 2, 2, 2))
    coarse = find_frontier(layout, values, parties=2, cap=4)
    assert not coarse.exact
    found = find_bargaining_set(layout, values, np.array([3, -5]), parties=2, frontier=coarse)
    assert found.exact
    assert found.points.tolist() == [[5, -5], [4, -4], [3, -3]]
