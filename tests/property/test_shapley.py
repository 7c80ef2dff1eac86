"""Shapley values against all orders, and the axioms that make them the only ones."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.shapley import MOST_GROUPS, compute_shapley

NUMBERS = st.floats(-1e3, 1e3, allow_nan=False, width=32)


@st.composite
def games(draw: st.DrawFn, most: int = 5) -> list[float]:
    n = draw(st.integers(0, most))
    return draw(st.lists(NUMBERS, min_size=2**n, max_size=2**n))


def count(game: list[float]) -> int:
    return int(math.log2(len(game)))


def average_orders(game: list[float]) -> list[float]:
    """Average what each group adds over all orders, in whole ratios."""
    n = count(game)
    totals = [Fraction(0)] * n
    for order in permutations(range(n)):
        mask = 0
        for group in order:
            totals[group] += Fraction(game[mask | 1 << group]) - Fraction(game[mask])
            mask |= 1 << group
    return [float(total / math.factorial(n)) for total in totals]


@given(games())
def test_they_are_the_mean_over_all_orders(game: list[float]) -> None:
    found = compute_shapley(game.__getitem__, count(game))
    np.testing.assert_allclose(found, average_orders(game), rtol=1e-12, atol=1e-12)


@given(games())
def test_they_sum_to_the_difference(game: list[float]) -> None:
    total = math.fsum(compute_shapley(game.__getitem__, count(game)))
    assert total == pytest.approx(game[-1] - game[0], rel=1e-12, abs=1e-9)


@given(games())
def test_changing_back_divides_alike_with_the_other_sign(game: list[float]) -> None:
    n = count(game)
    there = compute_shapley(game.__getitem__, n)
    back = compute_shapley(lambda mask: game[len(game) - 1 - mask], n)
    assert (back == -there).all()


@given(games(4), st.integers(0, 4))
def test_a_group_that_never_matters_gets_nothing(game: list[float], place: int) -> None:
    n = count(game)
    at = min(place, n)

    def widened(mask: int) -> float:
        return game[(mask >> at + 1 << at) | mask & (1 << at) - 1]

    found = compute_shapley(widened, n + 1)
    assert found[at] == 0
    np.testing.assert_allclose(
        np.delete(found, at), compute_shapley(game.__getitem__, n), rtol=1e-12, atol=1e-12
    )


@given(st.lists(NUMBERS, min_size=6, max_size=6))
def test_groups_that_do_the_same_get_the_same(by_size: list[float]) -> None:
    found = compute_shapley(lambda mask: by_size[mask.bit_count()], 5)
    assert len(set(found.tolist())) == 1


@given(games(3), NUMBERS)
def test_the_unit_does_not_matter(game: list[float], factor: float) -> None:
    n = count(game)
    scaled = compute_shapley(lambda mask: factor * game[mask], n)
    np.testing.assert_allclose(
        scaled, factor * compute_shapley(game.__getitem__, n), rtol=1e-9, atol=1e-6
    )


def test_as_many_groups_as_are_allowed() -> None:
    rng = np.random.default_rng(1)
    alone, pairs = rng.normal(size=MOST_GROUPS), rng.normal(size=(MOST_GROUPS, MOST_GROUPS))

    def value(mask: int) -> float:
        on = np.array([mask >> i & 1 for i in range(MOST_GROUPS)])
        return float(alone @ on + on @ pairs @ on)

    expected = (
        alone + pairs.diagonal() + (pairs + pairs.T - 2 * np.diag(pairs.diagonal())).sum(1) / 2
    )
    np.testing.assert_allclose(compute_shapley(value, MOST_GROUPS), expected, atol=1e-12)
