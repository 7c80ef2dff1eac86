from __future__ import annotations

import time

import numpy as np
import pytest

from detente.core import semiring
from detente.core.elimination import find_order
from detente.core.fixed import LIMIT
from detente.core.frontier import find_frontier, find_packages, is_efficient
from detente.core.layout import Constraint, Interaction, Layout
from detente.errors import InputError, TooLargeError
from tests.strategies import random_space

TRADE = np.array([[0, 9, 0, -4], [0, -3, 0, 6]])


def constant_sum(n_issues: int, n_options: int) -> tuple[Layout, np.ndarray]:
    shares = np.random.default_rng(5).integers(0, 10**9, (n_issues * n_options,))
    return Layout((n_options,) * n_issues), np.stack([shares, 10**9 - shares])


def test_logrolling_by_hand() -> None:
    frontier = find_frontier(Layout((2, 2)), TRADE, parties=2)
    assert frontier.points.tolist() == [[9, -3], [5, 3], [-4, 6]]
    assert frontier.counts == (1, 1, 1)
    assert (frontier.exact, frontier.width, frontier.n_packages) == (True, 0, 4)


def test_floors_leave_what_meets_them() -> None:
    values = np.vstack([TRADE, [0, -5, 0, 1]])
    frontier = find_frontier(Layout((2, 2)), values, parties=2, floors=[0, 0, -4])
    assert frontier.points.tolist() == [[5, 3]]
    frontier = find_frontier(Layout((2, 2)), values, parties=2, floors=[-9, 0, -3])
    assert frontier.points.tolist() == [[0, 0], [-4, 6]]


@pytest.mark.parametrize("floors", [[10, 0, 0], [0, 0, 100], [2**62, -(2**62), 0]])
def test_floors_out_of_reach_leave_nothing(floors: list[int]) -> None:
    values = np.vstack([TRADE, [0, -5, 0, 1]])
    frontier = find_frontier(Layout((2, 2)), values, parties=2, floors=floors)
    assert len(frontier) == 0
    assert frontier.points.shape == (0, 2)
    assert frontier.packages.shape == (0, 2)
    assert frontier.exact


def test_constraints_that_contradict_each_other_leave_nothing() -> None:
    never = Constraint((0, 1), np.zeros((2, 2), dtype=np.bool_))
    frontier = find_frontier(
        Layout((2, 2, 2), (never,)), np.zeros((2, 6), dtype=np.int64), parties=2
    )
    assert (len(frontier), frontier.width) == (0, 1)
    found = find_packages(Layout((2, 2), (never,)), TRADE, [5, 3], parties=2)
    assert found.shape == (0, 2)


def test_packages_of_a_point_off_the_frontier_are_none() -> None:
    assert len(find_packages(Layout((2, 2)), TRADE, [0, 0], parties=2)) == 0


def test_numbers_of_packages_beyond_int64() -> None:
    layout = Layout((5,) * 50)
    frontier = find_frontier(layout, np.zeros((2, 250), dtype=np.int64), parties=2)
    assert frontier.counts == (5**50,)
    assert frontier.packages.tolist() == [[0] * 50]
    found = find_packages(layout, np.zeros((2, 250), dtype=np.int64), [0, 0], parties=2, limit=7)
    assert len(np.unique(found, axis=0)) == 7


def test_sums_formed_in_batches_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(2)
    spaces = [random_space(rng, 3, size=30) for _ in range(30)]
    whole = [find_frontier(*space, parties=3) for space in spaces]
    monkeypatch.setattr(semiring, "_BATCH", 20)
    for space, expected in zip(spaces, whole, strict=True):
        found = find_frontier(*space, parties=3)
        assert np.array_equal(found.points, expected.points)
        assert np.array_equal(found.packages, expected.packages)
        assert found.counts == expected.counts


def test_too_many_sums_are_thinned_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    layout, values = constant_sum(6, 3)
    whole = find_frontier(layout, values, parties=2)
    monkeypatch.setattr(semiring, "_MOST_SUMS", 100)
    found = find_frontier(layout, values, parties=2)
    assert whole.exact
    assert not found.exact
    for point in whole.points:
        assert (found.points >= point - found.epsilon).all(axis=1).any()


def test_a_fight_over_the_same_points_is_thinned_within_the_cap() -> None:
    layout, values = constant_sum(30, 4)
    frontier = find_frontier(layout, values, parties=2, cap=2000)
    assert not frontier.exact
    assert 1000 < len(frontier) <= 2000
    assert frontier.epsilon.max() < 30 * 10**9 / 100


def test_same_frontier_every_time() -> None:
    layout, values = constant_sum(20, 4)
    one, other = (find_frontier(layout, values, parties=2, cap=500) for _ in range(2))
    assert np.array_equal(one.points, other.points)
    assert np.array_equal(one.packages, other.packages)


def test_issues_that_hang_together_too_closely_are_named() -> None:
    pairs = [(i, j) for i in range(9) for j in range(i + 1, 9)]
    together = tuple(Interaction(pair, np.eye(5, dtype=np.bool_)) for pair in pairs)
    layout = Layout((5,) * 10, interactions=together)
    values = np.zeros((2, layout.n_columns), dtype=np.int64)
    with pytest.raises(TooLargeError, match=r"issue 1, issue 2.*width 8") as raised:
        find_frontier(layout, values, parties=2)
    assert "issue 10" not in str(raised.value)
    with pytest.raises(TooLargeError, match="yongbyon"):
        find_frontier(layout, values, parties=2, names=["yongbyon", *"bcdefghij"])


def test_a_chain_has_width_one_and_a_ring_two() -> None:
    def couple(*pairs: tuple[int, int]) -> Layout:
        same = np.eye(3, dtype=np.bool_)
        return Layout((3,) * 12, tuple(Constraint(pair, same) for pair in pairs))

    chain = [(i, i + 1) for i in range(11)]
    assert find_order(couple(*chain)).width == 1
    assert find_order(couple(*chain, (0, 11))).width == 2


def test_long_chain_of_equal_choices() -> None:
    same = np.eye(4, dtype=np.bool_)
    layout = Layout((4,) * 100, tuple(Constraint((i, i + 1), same) for i in range(99)))
    values = np.tile([[0, 1, 2, 3], [3, 2, 1, 0]], 100)
    frontier = find_frontier(layout, values, parties=2)
    assert frontier.points.tolist() == [[300, 0], [200, 100], [100, 200], [0, 300]]
    assert frontier.counts == (1, 1, 1, 1)


def test_fifty_issues_do_not_hang() -> None:
    values = np.random.default_rng(1).integers(0, 1000, (2, 250))
    started = time.perf_counter()
    frontier = find_frontier(Layout((5,) * 50), values, parties=2)
    assert time.perf_counter() - started < 60, "it hangs"
    assert frontier.exact
    assert is_efficient(Layout((5,) * 50), values, frontier.packages, parties=2).all()


@pytest.mark.parametrize(
    ("values", "parties"),
    [
        (np.zeros((2, 3), dtype=np.int64), 2),
        (np.zeros((2, 4)), 2),
        (np.zeros((2, 4), dtype=np.int64), 3),
        (np.zeros((2, 4), dtype=np.int64), 0),
        (np.full((2, 4), LIMIT - 1), 2),
    ],
)
def test_values_that_cannot_be_used(values: np.ndarray, parties: int) -> None:
    with pytest.raises(InputError):
        find_frontier(Layout((2, 2)), values, parties=parties)


def test_floors_that_do_not_fit() -> None:
    with pytest.raises(InputError, match="floor for each"):
        find_frontier(Layout((2, 2)), TRADE, parties=2, floors=[1])


def test_undecidable_efficiency_says_so() -> None:
    layout, values = constant_sum(12, 3)
    with pytest.raises(TooLargeError, match="cap"):
        is_efficient(layout, np.vstack([values, values[0]]), np.zeros(12), parties=3, cap=1)
