"""Spaces whose issues hang together, against brute force: exact, unfolded, and approximated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from detente.core.approximation import find_near_frontier
from detente.core.frontier import find_frontier
from detente.core.layout import BoolArray, Constraint, IntArray, Layout
from detente.core.packages import compute_worth, find_all_packages
from detente.core.unfolding import insert_hidden, relax, unfold
from detente.errors import TooLargeError
from tests import strategies


def find_dominated(points: IntArray) -> BoolArray:
    """Compare all points with all."""
    above = np.all(points[None] >= points[:, None], axis=2)
    strictly = np.any(points[None] > points[:, None], axis=2)
    return np.asarray(np.any(above & strictly, axis=1))


def all_matched(points: IntArray, listed: IntArray, epsilon: IntArray) -> bool:
    """Whether each point has a listed one that is nowhere worse by more than epsilon."""
    return bool(np.all(np.any(np.all(listed[None] >= points[:, None] - epsilon, axis=2), axis=1)))


def list_space(
    layout: Layout, values: IntArray, floors: IntArray | None
) -> tuple[IntArray, IntArray]:
    """List every package that keeps the constraints and meets the floors, with its worth."""
    packages = find_all_packages(layout)
    worth = compute_worth(layout, values, packages)
    if floors is None:
        return packages, worth
    meets = (worth >= floors).all(axis=1)
    return packages[meets], worth[meets]


def draw_spaces(seed: list[int], many: int, rows: int) -> Iterator[tuple[Any, ...]]:
    """Draw spaces, every other one with floors, some of them with many ties."""
    rng = np.random.default_rng(seed)
    for turn in range(many):
        layout, values = strategies.random_coupled(
            rng, rows, max_issues=5, size=int(rng.choice([1, 3, 50]))
        )
        floors = rng.integers(-6, 3, rows) if turn % 2 else None
        yield rng, layout, values, floors


@pytest.mark.parametrize("parties", [2, 3, 4])
def test_frontiers_of_hundreds_of_coupled_spaces(parties: int) -> None:
    seen = 0
    for _, layout, values, floors in draw_spaces([parties, 1], 170, parties + 1):
        packages, worth = list_space(layout, values, floors)
        found = find_frontier(layout, values, parties=parties, floors=floors)
        points = worth[:, :parties]
        kept = ~find_dominated(points)
        distinct, first, counts = np.unique(
            points[kept], axis=0, return_index=True, return_counts=True
        )
        assert found.exact
        assert found.counted
        assert np.array_equal(found.points, distinct[::-1])
        assert np.array_equal(found.packages, packages[kept][first][::-1])
        assert found.counts == tuple(counts[::-1].tolist())
        seen += len(unfold(layout).counts) > layout.n_issues
    assert seen > 20  # spaces with something to take apart


@pytest.mark.parametrize("parties", [2, 3, 4])
def test_an_approximation_keeps_its_guarantee(parties: int) -> None:
    proven = approximated = 0
    for rng, layout, values, floors in draw_spaces([parties, 2], 18, parties + 1):
        most, cap = int(rng.integers(4, 20)), (1, 4, None)[int(rng.integers(3))]
        found = find_near_frontier(
            layout, values, parties=parties, floors=floors, cap=cap, most_entries=most
        )
        _, worth = list_space(layout, values, floors)
        listed = compute_worth(layout, values, found.packages)
        assert layout.allows(found.packages).all()
        assert floors is None or (listed >= floors).all()
        assert np.array_equal(listed[:, :parties], found.points)
        assert not find_dominated(found.points).any()
        asked = -np.inf if floors is None else floors + found.epsilon
        to_match = worth[(worth >= asked).all(axis=1), :parties]
        assert all_matched(to_match, found.points, found.epsilon[:parties])
        if found.exact:
            efficient = worth[~find_dominated(worth[:, :parties]), :parties]
            assert np.array_equal(found.points, np.unique(efficient, axis=0)[::-1])
        proven += found.exact and not found.counted
        approximated += not found.exact
    assert proven
    assert approximated


def test_nothing_rises_above_the_ceiling() -> None:
    for rng, layout, values, _ in draw_spaces([3], 30, 2):
        most = int(rng.integers(2, 20))
        wider = unfold(layout)
        relaxed = relax(wider, most)
        carried = insert_hidden(layout, values, relaxed.layout)
        ceiling = find_frontier(relaxed.layout, carried, parties=2, order=relaxed.order)
        _, worth = list_space(layout, values, None)
        assert all_matched(worth, ceiling.points, np.zeros(2, dtype=np.int64))
        sizes = [1, *wider.counts]
        for issue, separator in zip(relaxed.order.issues, relaxed.order.separators, strict=True):
            entries = np.prod([relaxed.layout.counts[i] for i in (issue, *separator)])
            assert entries <= max(most, *sizes)


@pytest.mark.parametrize("parties", [3, 4, 5, 6])
def test_more_parties_are_exact_below_the_cap_and_within_epsilon_above(parties: int) -> None:
    rng = np.random.default_rng(parties)
    thinned = exact = 0
    for turn in range(12):
        layout, values = strategies.random_space(rng, parties, max_issues=5, size=9)
        cap = (4, 12, 2000)[turn % 3]
        found = find_frontier(layout, values, parties=parties, cap=cap)
        _, worth = list_space(layout, values, None)
        assert all_matched(worth, found.points, found.epsilon)
        if found.exact:
            assert np.array_equal(
                found.points, np.unique(worth[~find_dominated(worth)], axis=0)[::-1]
            )
        thinned += not found.exact
        exact += found.exact
    assert thinned
    assert exact


def test_a_space_without_packages_has_an_empty_frontier() -> None:
    rng = np.random.default_rng(5)
    layout, values = strategies.random_coupled(rng, 2)
    low = np.full(2, 10**6)
    found = find_near_frontier(layout, values, parties=2, floors=low, most_entries=2)
    assert len(found) == 0
    assert found.exact


def test_too_wide_is_said_with_what_makes_it_wide() -> None:
    rng = np.random.default_rng(6)
    table = rng.random((10,) * 6) < 0.5
    layout = Layout((10,) * 6, (Constraint(tuple(range(6)), table),))
    values = rng.integers(-5, 5, (2, 60))
    with pytest.raises(TooLargeError, match=r"a, b, c, d, e, f\. .* --approximate"):
        find_frontier(layout, values, parties=2, names=list("abcdef"))
