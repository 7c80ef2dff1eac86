from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from detente.core.hull import (
    Lottery,
    find_egalitarian_lottery,
    find_kalai_smorodinsky_lottery,
    find_nash_lottery,
    find_rim,
    trace_raiffa,
)
from detente.core.mixtures import compute_ideal_gains, find_fair_mixture, find_nash_mixture
from detente.errors import InputError, NoDealError


def even(points: Any, floor: Any) -> Lottery:
    return find_egalitarian_lottery(points, floor, [1] * len(floor))


SOLUTIONS: list[Callable[[Any, Any], Lottery]] = [
    find_nash_lottery,
    find_kalai_smorodinsky_lottery,
    even,
]


def assert_is_mixture(lottery: Lottery, points: Any, floor: Any) -> None:
    assert sum(lottery.chances) == pytest.approx(1)
    assert min(lottery.chances) > 0
    mixed = np.array([float(c) for c in lottery.chances]) @ points[list(lottery.rows)]
    assert mixed == pytest.approx([float(value) for value in lottery.values])
    slack = 1e-6 * np.abs(points).max()
    assert (np.array([float(v) for v in lottery.values]) >= floor - slack).all()


@pytest.mark.parametrize("size", [5, 10**9])
def test_fractions_agree_with_the_numerical_search(size: int) -> None:
    rng = np.random.default_rng(size)
    for _ in range(40):
        points = rng.integers(0, size, (int(rng.integers(1, 25)), 2))
        floor = rng.integers(0, size // 2, 2)
        gains = (points - floor).astype(np.float64)
        try:
            exact = [solve(points, floor) for solve in SOLUTIONS]
        except NoDealError:
            with pytest.raises(NoDealError):
                compute_ideal_gains(gains)
            continue
        for lottery in exact:
            assert lottery.exact
            assert_is_mixture(lottery, points, floor)
        nash, kalai, equal = (np.array(lottery.values, dtype=float) - floor for lottery in exact)
        ideal = compute_ideal_gains(gains)
        tolerance = 1e-6 * size
        assert find_fair_mixture(gains, ideal) @ gains == pytest.approx(kalai, abs=tolerance)
        assert find_fair_mixture(gains, np.ones(2)) @ gains == pytest.approx(equal, abs=tolerance)
        if min(nash) > 0:
            found = find_nash_mixture(gains) @ gains
            assert found.prod() == pytest.approx(np.prod(nash), rel=1e-7)
        elif max(nash) > 0:
            assert find_nash_mixture(gains) @ gains == pytest.approx(nash, abs=tolerance)


@pytest.mark.parametrize("parties", [3, 4, 6])
def test_many_parties(parties: int) -> None:
    rng = np.random.default_rng(parties)
    for _ in range(10):
        points = rng.integers(0, 1000, (200, parties))
        floor = np.full(parties, 300)
        nash = find_nash_lottery(points, floor)
        assert not nash.exact
        assert_is_mixture(nash, points, floor)
        gains = np.array(nash.values) - floor
        assert ((points - floor) / gains).sum(axis=1).max() <= parties + 1e-6
        ideal = compute_ideal_gains((points - floor).astype(np.float64))
        kalai = find_kalai_smorodinsky_lottery(points, floor)
        assert_is_mixture(kalai, points, floor)
        shares = (np.array(kalai.values) - floor) / ideal
        assert shares.min() >= (gains / ideal).min() - 1e-6
        assert_is_mixture(even(points, floor), points, floor)


def test_symmetric_three_way_split() -> None:
    points = np.eye(3, dtype=np.int64) * 9
    for solve in SOLUTIONS:
        assert solve(points, [0, 0, 0]).values == pytest.approx([3, 3, 3])


def test_a_lottery_can_be_rational_where_no_package_is() -> None:
    points = [[0, 10], [10, 0]]
    lottery = find_nash_lottery(points, [4, 4])
    assert lottery == Lottery((Fraction(5), Fraction(5)), (0, 1), (Fraction(1, 2),) * 2, True)


@pytest.mark.parametrize("solve", SOLUTIONS)
def test_nothing_rational(solve: Callable[[Any, Any], Lottery]) -> None:
    with pytest.raises(NoDealError):
        solve([[0, 10], [10, 0]], [6, 6])
    with pytest.raises(NoDealError):
        solve([[0, 10, 0], [10, 0, 0]], [6, 6, 0])
    with pytest.raises(NoDealError):
        solve([[1, 1]], [2, 0])


@pytest.mark.parametrize("solve", SOLUTIONS)
def test_one_side_cannot_gain(solve: Callable[[Any, Any], Lottery]) -> None:
    assert solve([[0, 10], [10, 0]], [10, 0]).values == (10, 0)
    assert solve([[0, 10], [10, 0]], [10, -5]).values == (10, 0)
    assert solve([[3, 3]], [3, 3]).values == (3, 3)
    assert solve([[3, 3]], [3, 1]).rows == (0,)


def test_three_parties_of_which_one_cannot_gain() -> None:
    points = [[8, 0, 2], [0, 8, 2]]
    assert find_kalai_smorodinsky_lottery(points, [0, 0, 2]).values == pytest.approx([4, 4, 2])
    assert find_nash_lottery(points, [0, 0, 2]).values == pytest.approx([4, 4, 2])
    assert find_nash_lottery([[3, 3, 3], [9, 9, 2]], [0, 0, 3]).values == pytest.approx([3, 3, 3])
    assert find_kalai_smorodinsky_lottery([[1, 1, 1]], [1, 1, 1]).values == pytest.approx([1, 1, 1])


def test_wants_that_the_rim_does_not_reach() -> None:
    points = [[5, 9], [6, 8]]
    assert even(points, [0, 0]).values == (6, 8)
    assert even(points, [0, 8]).values == (5, 9)


def test_rim_leaves_out_what_is_inside() -> None:
    assert find_rim([[0, 4], [1, 3], [2, 2], [1, 1], [2, 2], [4, 0]]).tolist() == [0, 5]
    assert find_rim([[1, 1], [1, 1]]).tolist() == [0]


def test_raiffa_on_a_single_point() -> None:
    assert trace_raiffa([[4, 4]], [4, 4]) == ()
    assert len(trace_raiffa([[4, 6], [6, 4], [5, 6]], [0, 0], steps=3)) == 3


def test_input_that_does_not_fit() -> None:
    with pytest.raises(InputError):
        find_rim([1, 2])
    with pytest.raises(InputError):
        find_egalitarian_lottery([[1, 1]], [0, 0], [1])
    with pytest.raises(InputError):
        find_nash_lottery([[1, 1]], [0])


def test_an_even_lottery_leaves_out_who_cannot_gain() -> None:
    points = [[8, 0, 0], [0, 8, 0]]
    found = find_egalitarian_lottery(points, [0, 0, 0], scales=[1, 1, 1])
    assert found.values == pytest.approx([4, 4, 0])
