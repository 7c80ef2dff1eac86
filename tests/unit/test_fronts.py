"""Many fronts at once: the same however they are cut up, in one sweep or one by one."""

from __future__ import annotations

import numpy as np
import pytest

from detente.core import fronts, semiring
from detente.core.frontier import Frontier, find_frontier
from detente.core.layout import Constraint, IntArray, Interaction, Layout
from detente.core.semiring import Front, Need, Rules, unite
from tests import strategies


def search(seed: int, parties: int, ratifiers: int, size: int) -> Frontier:
    """Find a frontier in a random space whose issues hang together."""
    rng = np.random.default_rng(seed)
    layout, values = strategies.random_coupled(rng, parties + ratifiers, size=size)
    floors = rng.integers(-6, 3, parties + ratifiers) if ratifiers else None
    return find_frontier(layout, values, parties=parties, floors=floors)


def assert_same(one: Frontier, other: Frontier) -> None:
    assert np.array_equal(one.points, other.points)
    assert np.array_equal(one.packages, other.packages)
    assert one.counts == other.counts
    assert np.array_equal(one.epsilon, other.epsilon)


def test_ties_are_found_among_points_too_far_apart_to_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    layout = Layout((3,) * 8)
    values = [np.random.default_rng(seed).integers(-4, 5, (4, 24)) for seed in range(12)]
    floors = [-3, -3, 0, 0]
    expected = [find_frontier(layout, each, parties=2, floors=floors) for each in values]
    monkeypatch.setattr(semiring, "_MOST_NUMBERS", 0)
    for each, before in zip(values, expected, strict=True):
        assert_same(find_frontier(layout, each, parties=2, floors=floors), before)


@pytest.mark.parametrize(
    ("name", "limit"),
    [("_BATCH", 7), ("_LARGE", 0), ("_LARGE", 6), ("_FEW", 0), ("_FEW", 7), ("_WIDEST", 2)],
)
@pytest.mark.parametrize(("parties", "ratifiers"), [(1, 0), (2, 0), (2, 1), (3, 0)])
def test_the_way_it_is_done_changes_nothing(
    name: str, limit: int, parties: int, ratifiers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeds = range(12)
    expected = [search(seed, parties, ratifiers, 3) for seed in seeds]
    monkeypatch.setattr(fronts, name, limit)
    for seed, one in zip(seeds, expected, strict=True):
        assert_same(one, search(seed, parties, ratifiers, 3))


def make_chain(issues: int, most: int) -> tuple[Layout, IntArray]:
    """Neighbouring issues exclude each other's last options, and are worth more together."""
    rng = np.random.default_rng(issues)
    pairs = [(i, i + 1) for i in range(issues - 1)]
    allowed = np.ones((4, 4), dtype=np.bool_)
    allowed[3, 3] = False
    constraints = tuple(Constraint(pair, allowed) for pair in pairs)
    interactions = tuple(Interaction(pair, np.eye(4, dtype=np.bool_)) for pair in pairs)
    layout = Layout((4,) * issues, constraints, interactions)
    return layout, rng.integers(-most, most, (2, layout.n_columns), endpoint=True)


def test_packages_that_tie_are_counted_beyond_64_bits() -> None:
    layout, values = make_chain(40, 0)
    found = find_frontier(layout, values, parties=2)
    before, after = 3, 1  # packages that do not end in the last option, and that do
    for _ in range(39):
        before, after = 3 * (before + after), before
    assert found.counts == (before + after,)
    assert found.counts[0] > 2**64
    assert not found.packages.any()


def test_fronts_of_a_table_that_are_too_long_are_thinned_and_say_so() -> None:
    layout, values = make_chain(7, 2**40)
    values[1] = -values[0] + values[1] // 2**10
    exact = find_frontier(layout, values, parties=2)
    found = find_frontier(layout, values, parties=2, cap=9)
    assert exact.exact
    assert len(found) <= 9 < len(exact)
    assert found.epsilon.any()
    short = exact.points[:, None] - found.points[None]
    matched = np.all(short <= found.epsilon, axis=2)
    assert np.all(np.any(matched, axis=1))


@pytest.mark.parametrize(("rows", "parties"), [(1, 1), (2, 2), (2, 1), (3, 3), (4, 3)])
def test_many_at_once_are_what_each_would_be_alone(rows: int, parties: int) -> None:
    rng = np.random.default_rng([rows, parties])
    rules, need = Rules(parties, cap=6), None
    for turn in range(8):
        left, right = make_fronts(rng, rows, 5), make_fronts(rng, rows, 4)
        each = np.argwhere(left.allowed[:, None] & right.allowed)
        pairs = fronts.Pairs(each[:, 0], each[:, 1], np.sort(rng.integers(0, 7, len(each))), 7)
        if turn % 2:
            clamped = np.arange(rows) >= parties
            need = Need(np.full(rows, -4), np.where(clamped, 2, 2**60))
        found = fronts.combine(left, right, pairs, rules, need)
        for place in range(7):
            alone = [add_alone(left, right, pairs, i) for i in find_going(pairs, place)]
            assert found.allowed[place] == bool(alone)
            front = found.get(place)
            if front is not None:
                expected = unite(alone, rules, need)
                assert np.array_equal(front.sums, expected.sums)
                assert np.array_equal(front.keys, expected.keys)
                assert front.counts.tolist() == expected.counts.tolist()
                assert np.array_equal(front.epsilon, expected.epsilon)


def find_going(pairs: fronts.Pairs, place: int) -> list[int]:
    return [int(i) for i in np.flatnonzero(pairs.into == place)]


def add_alone(left: fronts.Fronts, right: fronts.Fronts, pairs: fronts.Pairs, pair: int) -> Front:
    """Add every point of one front of a pair to every point of the other, and strike out none."""
    one, other = left.get(int(pairs.left[pair])), right.get(int(pairs.right[pair]))
    assert one is not None
    assert other is not None
    many, more = np.divmod(np.arange(len(one) * len(other)), len(other))
    return Front(
        one.sums[:, many] + other.sums[:, more],
        one.keys[:, many] + other.keys[:, more],
        one.counts[many] * other.counts[more],
        one.epsilon + other.epsilon,
    )


def make_fronts(rng: np.random.Generator, rows: int, many: int) -> fronts.Fronts:
    """Make fronts of up to four points each, some of them forbidden."""
    rules = Rules(rows, 1000)
    each: list[Front | None] = []
    for _ in range(many):
        size = int(rng.integers(1, 5))
        sums, keys = rng.integers(-3, 4, (rows, size)), rng.integers(0, 9, (2, size))
        plain = Front(sums, keys, rng.integers(1, 5, size), rng.integers(0, 3, rows))
        each.append(unite([plain], rules, None) if rng.random() < 0.8 else None)
    return fronts.pack(each, rows, 2)
