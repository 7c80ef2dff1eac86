"""The frontier against brute force, on thousands of small spaces full of ties."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.frontier import find_frontier, find_packages, is_efficient
from detente.core.layout import IntArray, Layout
from detente.core.packages import compute_worth, find_all_packages
from detente.errors import TooLargeError
from tests import strategies

MANY = settings(max_examples=100, deadline=None)


def dominated(points: Any) -> Any:
    """Compare all with all."""
    if not len(points):
        return np.zeros(0, dtype=np.bool_)
    above = (points[None, :, :] >= points[:, None, :]).all(axis=2)
    return (above & (points[None, :, :] > points[:, None, :]).any(axis=2)).any(axis=1)


def all_matched(points: Any, listed: Any, epsilon: IntArray) -> bool:
    """Whether each point has a listed one that is nowhere worse by more than epsilon."""
    return bool((listed[None] >= points[:, None] - epsilon).all(axis=2).any(axis=1).all())


def brute(
    layout: Layout, values: IntArray, parties: int, floors: IntArray | None = None
) -> tuple[IntArray, IntArray, tuple[int, ...]]:
    """Points, their first packages, and how many packages attain each."""
    packages = find_all_packages(layout)
    worth = compute_worth(layout, values, packages)
    if floors is not None:
        meets = (worth >= floors).all(axis=1)
        packages, worth = packages[meets], worth[meets]
    points = worth[:, :parties]
    kept = ~dominated(points)
    distinct, first, counts = np.unique(points[kept], axis=0, return_index=True, return_counts=True)
    return distinct[::-1], packages[kept][first][::-1], tuple(counts[::-1].tolist())


def assert_matches(layout: Layout, values: IntArray, parties: int, floors: Any = None) -> None:
    points, packages, counts = brute(layout, values, parties, floors)
    found = find_frontier(layout, values, parties=parties, floors=floors)
    assert found.exact
    assert np.array_equal(found.points, points)
    assert np.array_equal(found.packages, packages)
    assert found.counts == counts
    assert found.n_packages == layout.n_packages


@pytest.mark.parametrize("parties", [1, 2, 3, 4])
@pytest.mark.parametrize("ratifiers", [0, 1, 2])
def test_agrees_with_brute_force(parties: int, ratifiers: int) -> None:
    rng = np.random.default_rng([parties, ratifiers])
    for _ in range(100):
        layout, values = strategies.random_space(rng, parties + ratifiers)
        assert_matches(layout, values, parties)
        floors = rng.integers(-8, 9, parties + ratifiers)
        assert_matches(layout, values, parties, floors)


@MANY
@given(strategies.spaces(max_ratifiers=1), st.data())
def test_agrees_with_brute_force_on_shrinkable_cases(
    space: tuple[Layout, IntArray, int], data: st.DataObject
) -> None:
    layout, values, parties = space
    floor = st.one_of(
        st.none(), st.lists(st.integers(-9, 9), min_size=len(values), max_size=len(values))
    )
    floors = data.draw(floor)
    assert_matches(layout, values, parties, None if floors is None else np.array(floors))


@pytest.mark.parametrize("parties", [1, 2, 3])
def test_finds_all_packages_of_each_point(parties: int) -> None:
    rng = np.random.default_rng(parties)
    for _ in range(40):
        layout, values = strategies.random_space(rng, parties + 1, max_issues=5, size=2)
        floors = rng.integers(-5, 3, parties + 1)
        packages = find_all_packages(layout)
        worth = compute_worth(layout, values, packages)
        meets = (worth >= floors).all(axis=1)
        frontier = find_frontier(layout, values, parties=parties, floors=floors)
        for point, count in zip(frontier.points, frontier.counts, strict=True):
            expected = packages[meets & (worth[:, :parties] == point).all(axis=1)]
            found = find_packages(layout, values, point, parties=parties, floors=floors)
            assert np.array_equal(found, expected)
            assert len(found) == count
            some = find_packages(layout, values, point, parties=parties, floors=floors, limit=2)
            assert len(some) == min(count, 2)


@MANY
@given(strategies.spaces(min_parties=2, max_parties=3))
def test_efficient_packages_are_those_that_nothing_dominates(
    space: tuple[Layout, IntArray, int],
) -> None:
    layout, values, parties = space
    everything = find_all_packages(replace(layout, constraints=()))
    allowed = layout.allows(everything)
    worth = compute_worth(layout, values, everything)
    efficient = np.zeros(len(everything), dtype=np.bool_)
    efficient[allowed] = ~dominated(worth[allowed])
    assert np.array_equal(is_efficient(layout, values, everything, parties=parties), efficient)


@MANY
@given(strategies.spaces(min_parties=2, max_parties=3), st.randoms(use_true_random=False))
def test_order_of_issues_does_not_matter(space: tuple[Layout, IntArray, int], random: Any) -> None:
    layout, values, parties = space
    order = list(range(layout.n_issues))
    random.shuffle(order)
    shuffled, moved = shuffle(layout, values, order)
    one = find_frontier(layout, values, parties=parties)
    other = find_frontier(shuffled, moved, parties=parties)
    assert np.array_equal(one.points, other.points)
    assert one.counts == other.counts


def shuffle(layout: Layout, values: IntArray, order: list[int]) -> tuple[Layout, IntArray]:
    place = {issue: where for where, issue in enumerate(order)}

    def move(coupling: Any, name: str) -> Any:
        scope = [place[issue] for issue in coupling.scope]
        axes = np.argsort(scope)
        table = np.transpose(getattr(coupling, name), axes)
        return replace(coupling, scope=tuple(sorted(scope)), **{name: table})

    columns = [np.arange(layout.counts[issue]) + layout.starts[issue] for issue in order]
    extras = np.arange(layout.n_options, layout.n_columns)
    moved = Layout(
        tuple(layout.counts[issue] for issue in order),
        tuple(move(constraint, "allowed") for constraint in layout.constraints),
        tuple(move(interaction, "holds") for interaction in layout.interactions),
    )
    return moved, values[:, np.concatenate([*columns, extras])]


@MANY
@given(
    strategies.spaces(min_parties=2, max_parties=3),
    st.integers(1, 7),
    st.lists(st.integers(-5, 5), min_size=4, max_size=4),
)
def test_affine_rescaling_of_one_party_changes_nothing(
    space: tuple[Layout, IntArray, int], scale: int, shifts: list[int]
) -> None:
    layout, values, parties = space
    rescaled = values.copy()
    rescaled[1] *= scale
    for start, count, shift in zip(layout.starts, layout.counts, shifts, strict=False):
        rescaled[1, start : start + count] += shift
    one = find_frontier(layout, values, parties=parties)
    other = find_frontier(layout, rescaled, parties=parties)
    assert np.array_equal(one.packages, other.packages)
    assert one.counts == other.counts


@pytest.mark.parametrize("parties", [2, 3, 4])
@pytest.mark.parametrize("cap", [1, 2, 4, 8])
def test_thinning_keeps_its_guarantee(parties: int, cap: int) -> None:
    rng = np.random.default_rng([parties, cap])
    thinned = 0
    for _ in range(40):
        layout, values = strategies.random_space(rng, parties + 1, size=200)
        floors = rng.integers(-600, 100, parties + 1)
        found = find_frontier(layout, values, parties=parties, floors=floors, cap=cap)
        packages = find_all_packages(layout)
        worth = compute_worth(layout, values, packages)
        listed = compute_worth(layout, values, found.packages)
        assert layout.allows(found.packages).all()
        assert (listed >= floors).all()
        assert np.array_equal(listed[:, :parties], found.points)
        to_match = worth[(worth >= floors + found.epsilon).all(axis=1), :parties]
        assert all_matched(to_match, found.points, found.epsilon[:parties])
        thinned += not found.exact
        if found.exact:
            points, *_ = brute(layout, values, parties, floors)
            assert np.array_equal(found.points, points)
    assert thinned


def test_thinning_without_floors_matches_every_package() -> None:
    rng = np.random.default_rng(3)
    for _ in range(100):
        layout, values = strategies.random_space(rng, 2, size=50)
        found = find_frontier(layout, values, parties=2, cap=4)
        worth = compute_worth(layout, values, find_all_packages(layout))
        assert all_matched(worth, found.points, found.epsilon)


def test_efficiency_is_decided_where_the_frontier_is_thinned() -> None:
    rng = np.random.default_rng(11)
    for _ in range(40):
        layout, values = strategies.random_space(rng, 2, max_issues=4, size=30)
        packages = find_all_packages(layout)
        worth = compute_worth(layout, values, packages)
        exact = find_frontier(layout, values, parties=2)
        cap = max(1, len(exact) - 1)
        for package, unbeaten in zip(packages, ~dominated(worth), strict=True):
            try:
                told = is_efficient(layout, values, package, parties=2, cap=cap)[0]
            except TooLargeError:
                continue
            assert told == unbeaten
