"""Ranges and the draws made from them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from detente.core.draws import (
    Levels,
    check_range,
    compute_median,
    compute_quantile,
    draw_uniforms,
)

ENDS = st.floats(-1e4, 1e4).map(lambda x: round(x, 3))


@st.composite
def ranges(draw: st.DrawFn) -> tuple[float, float | None, float]:
    low, high = sorted((draw(ENDS), draw(ENDS)))
    assume(high - low > 1e-2)
    best = draw(st.none() | st.floats(low, high))
    assume(best is None or (low < best < high and check_range(low, best, high) is None))
    return low, best, high


@given(ranges())
def test_a_range_is_reproduced_at_its_own_probabilities(
    given_range: tuple[float, float | None, float],
) -> None:
    low, best, high = given_range
    p10, p50, p90 = compute_quantile(low, best, high, [0.1, 0.5, 0.9])
    scale = max(1.0, abs(low), abs(high))
    assert p10 == pytest.approx(low, abs=1e-9 * scale)
    assert p90 == pytest.approx(high, abs=1e-9 * scale)
    assert p50 == pytest.approx(compute_median(low, best, high), abs=1e-9 * scale)
    if best is not None:
        assert p50 == pytest.approx(best, abs=1e-9 * scale)


@given(ranges())
def test_quantiles_rise(given_range: tuple[float, float | None, float]) -> None:
    u = np.linspace(1e-6, 1 - 1e-6, 400)
    assert (np.diff(compute_quantile(*given_range, u)) >= 0).all()


@given(ranges())
def test_ends_of_one_sign_keep_every_draw_on_that_side(
    given_range: tuple[float, float | None, float],
) -> None:
    low, _, high = given_range
    drawn = compute_quantile(*given_range, np.linspace(1e-9, 1 - 1e-9, 99))
    if low > 0:
        assert (drawn > 0).all()
    if high < 0:
        assert (drawn < 0).all()


@given(ranges())
def test_a_mirrored_range_mirrors_its_draws(given_range: tuple[float, float | None, float]) -> None:
    low, best, high = given_range
    u = np.linspace(0.001, 0.999, 50)
    mirrored = compute_quantile(-high, None if best is None else -best, -low, 1.0 - u)
    assert mirrored == pytest.approx(-compute_quantile(low, best, high, u), rel=1e-9, abs=1e-9)


@settings(max_examples=20, deadline=None)
@given(ranges(), st.integers(0, 2**32))
def test_draws_reproduce_the_range_to_within_sampling_error(
    given_range: tuple[float, float | None, float], seed: int
) -> None:
    n = 4096
    u = draw_uniforms(n, 3, np.random.default_rng(seed))[:, 1]
    drawn = compute_quantile(*given_range, u)
    for probability in (0.1, 0.5, 0.9):
        below = float(np.mean(drawn <= compute_quantile(*given_range, [probability])[0]))
        assert abs(below - probability) < 4 * math.sqrt(probability * (1 - probability) / n)


def test_fewer_draws_are_a_prefix_of_more() -> None:
    few = draw_uniforms(100, 4, np.random.default_rng(5))
    more = draw_uniforms(3000, 4, np.random.default_rng(5))
    assert (few == more[:100]).all()


def test_a_lopsided_best_is_refused_with_its_bounds() -> None:
    message = check_range(1.0, 1.05, 100.0)
    assert message is not None
    assert "1.05" in message
    low, high = 1.0 * 100 ** (0.5 * (1 - 1.66711 * 0.4)), 100 ** (1 - 0.5 * (1 - 1.66711 * 0.4))
    assert f"{low:.3g}" in message
    assert f"{high:.3g}" in message


def test_ranges_read_at_the_same_levels_are_what_they_are_alone() -> None:
    """What ranges share at their levels changes no bit of any of them."""
    u = np.random.default_rng(5).uniform(0.001, 0.999, 64)
    levels = Levels(u)
    for low, best, high in ((1, 2, 5), (-5, -2, -1), (-3, 1, 4), (1, None, 5), (-3, None, 4)):
        np.testing.assert_array_equal(
            compute_quantile(low, best, high, levels), compute_quantile(low, best, high, u)
        )
