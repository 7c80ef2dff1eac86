from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np
import pytest

from detente.core.solutions import (
    find_egalitarian,
    find_kalai_smorodinsky,
    find_nash,
    find_weighted_sum,
)
from detente.errors import InputError, NoDealError

SOLUTIONS: list[Callable[..., int]] = [
    find_nash,
    find_kalai_smorodinsky,
    lambda points, floor: find_egalitarian(points, floor, [1] * len(floor)),
    lambda points, floor: find_weighted_sum(points, floor, [1] * len(floor)),
]


def shares(points: Any, floor: Any) -> list[list[Fraction]]:
    gains = [[int(v) - int(r) for v, r in zip(row, floor, strict=True)] for row in points]
    rational = [row for row in gains if min(row) >= 0]
    ideal = [max(column) for column in zip(*rational, strict=True)]
    return [
        sorted(Fraction(g, i) for g, i in zip(row, ideal, strict=True) if i) for row in rational
    ]


@pytest.mark.parametrize("parties", [2, 3, 4])
@pytest.mark.parametrize("size", [4, 10**12])
def test_against_the_definitions(parties: int, size: int) -> None:
    rng = np.random.default_rng([parties, size])
    for _ in range(150):
        points = rng.integers(-size, size, (int(rng.integers(1, 40)), parties))
        floor = rng.integers(-size - 1, size // 2 + 1, parties)
        rows = np.flatnonzero((points >= floor).all(axis=1))
        if not len(rows):
            for solve in SOLUTIONS:
                with pytest.raises(NoDealError):
                    solve(points, floor)
            continue
        gains = (points[rows] - floor).tolist()
        fair = shares(points, floor)
        can = [party for party in range(parties) if max(row[party] for row in gains) > 0]
        nash = [(prod(row[party] for party in can), fair[i]) for i, row in enumerate(gains)]
        assert find_nash(points, floor) == rows[nash.index(max(nash))]
        assert find_kalai_smorodinsky(points, floor) == rows[fair.index(max(fair))]
        scales = rng.integers(1, 4, parties).tolist()
        scaled = [sorted(g * s for g, s in zip(row, scales, strict=True)) for row in gains]
        assert find_egalitarian(points, floor, scales) == rows[scaled.index(max(scaled))]
        sums = [sum(g * s for g, s in zip(row, scales, strict=True)) for row in gains]
        assert find_weighted_sum(points, floor, scales) == rows[sums.index(max(sums))]


def test_products_that_doubles_cannot_tell_apart() -> None:
    n = 2**30
    points = [[n - 1, n + 1], [n, n], [n + 1, n - 1]]
    assert float((n - 1) * (n + 1)) == float(n * n)
    assert find_nash(points, [0, 0]) == 1


@pytest.mark.parametrize("solve", SOLUTIONS)
def test_reservation_inside_below_and_above(solve: Callable[..., int]) -> None:
    points = [[9, 0], [6, 4], [4, 6], [0, 9]]
    assert solve(points, [5, -100]) in (0, 1)
    assert solve(points, [5, 1]) == 1
    assert solve(points, [4, 6]) == 2
    with pytest.raises(NoDealError):
        solve(points, [10, 0])


def test_a_party_that_cannot_gain_is_left_out() -> None:
    points = [[3, 5, 0], [4, 4, 0], [9, 1, 0]]
    assert find_nash(points, [0, 0, 0]) == 1
    assert find_kalai_smorodinsky(points, [0, 0, 0]) == 1
    assert find_nash([[0, 0], [0, 0]], [0, 0]) == 0


def test_ties_go_to_the_fairer_share_and_then_to_the_first() -> None:
    assert find_nash([[12, 1], [4, 3], [2, 6]], [0, 0]) == 1
    assert find_nash([[6, 2], [2, 6], [4, 1]], [0, 0]) == 0
    assert find_weighted_sum([[5, 1], [3, 3]], [0, 0], [1, 1]) == 0


def test_rescaling_one_party_changes_neither_nash_nor_kalai_smorodinsky() -> None:
    rng = np.random.default_rng(4)
    for _ in range(50):
        points, floor = rng.integers(0, 50, (20, 3)), np.array([3, 4, 5])
        points[0] = [40, 40, 40]
        other, moved = points * [1, 7, 1] + [0, 11, 0], floor * [1, 7, 1] + [0, 11, 0]
        assert find_nash(points, floor) == find_nash(other, moved)
        assert find_kalai_smorodinsky(points, floor) == find_kalai_smorodinsky(other, moved)


@pytest.mark.parametrize("weights", [[1], [1, 0], [1, -1], [1, float("inf")]])
def test_weights_that_cannot_be_used(weights: list[float]) -> None:
    with pytest.raises(InputError):
        find_weighted_sum([[1, 1]], [0, 0], weights)
    with pytest.raises(InputError):
        find_egalitarian([[1, 1]], [0, 0], weights)


def test_decimal_weights_are_exact() -> None:
    assert find_weighted_sum([[3, 0], [0, 3], [1, 3]], [0, 0], [0.3, 0.2]) == 0


def test_reservation_that_does_not_fit() -> None:
    with pytest.raises(InputError):
        find_nash([[1, 1]], [0, 0, 0])
