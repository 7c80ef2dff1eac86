from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest

from detente.core.adjusted_winner import divide_by_adjusted_winner
from detente.errors import InputError


def random_points(rng: np.random.Generator) -> tuple[list[int], list[int]]:
    cuts = np.sort(rng.integers(0, 31, (2, int(rng.integers(0, 6)))), axis=1)
    first, second = (np.diff(row, prepend=0, append=30).tolist() for row in cuts)
    return first, second


def test_equitable_envy_free_efficient_and_at_most_one_split() -> None:
    rng = np.random.default_rng(1)
    for _ in range(500):
        first, second = random_points(rng)
        division = divide_by_adjusted_winner(first, second)
        assert division.totals[0] == division.totals[1] >= 15
        assert sum(0 < share < 1 for share in division.shares) <= 1
        for i, j in itertools.permutations(range(len(first)), 2):
            keeps_first, gives_second = division.shares[i] > 0, division.shares[j] < 1
            if keeps_first and gives_second:
                assert first[i] * second[j] >= second[i] * first[j]


def test_swapping_the_parties_swaps_the_totals() -> None:
    rng = np.random.default_rng(2)
    for _ in range(100):
        first, second = random_points(rng)
        one = divide_by_adjusted_winner(first, second)
        assert divide_by_adjusted_winner(second, first).totals == one.totals[::-1]


def test_equal_points_everywhere() -> None:
    division = divide_by_adjusted_winner([50, 50], [50, 50])
    assert division.shares == (Fraction(1), Fraction(0))
    assert division.split is None


def test_decimal_points_are_exact() -> None:
    division = divide_by_adjusted_winner([0.1, 0.2, 0.7], [0.2, 0.1, 0.7])
    assert division.totals == (Fraction(11, 20),) * 2


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([], []),
        ([1], [1, 0]),
        ([1, 2], [2, 2]),
        ([-1, 2], [0, 1]),
        ([0], [0]),
        ([float("nan")], [1]),
    ],
)
def test_points_that_cannot_be_used(first: list[float], second: list[float]) -> None:
    with pytest.raises(InputError):
        divide_by_adjusted_winner(first, second)
