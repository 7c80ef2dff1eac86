"""What holds of every score, whatever the forecasts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core import scores

PAIRS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40)


def split(pairs):
    return np.array([p for p, _ in pairs]), np.array([h for _, h in pairs])


@given(PAIRS, st.integers(1, 20))
def test_parts_always_sum_to_the_score(pairs, bins):
    odds, happened = split(pairs)
    parts = scores.decompose(odds, happened, bins)
    total = parts.reliability - parts.resolution + parts.uncertainty + parts.within
    assert total == pytest.approx(parts.score, abs=1e-9)
    assert parts.reliability >= 0
    assert parts.resolution >= 0
    assert 0 <= parts.uncertainty <= 0.25


@given(PAIRS)
def test_order_and_the_question_turned_round_change_nothing(pairs):
    p, happened = split(pairs)
    turned = scores.compute_brier(1 - p, ~happened)
    assert turned == pytest.approx(scores.compute_brier(p, happened))
    log = scores.compute_log_score(p, happened, 0.001)
    assert scores.compute_log_score(1 - p, ~happened, 0.001) == pytest.approx(log)
    assert scores.decompose(p[::-1], happened[::-1]).score == pytest.approx(
        scores.decompose(p, happened).score
    )


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_nobody_can_expect_to_do_better_than_by_saying_what_he_believes(believed, said):
    yes, no = np.array([True]), np.array([False])

    def expect(score, p):
        at = np.array([p])
        return believed * score(at, yes)[0] + (1 - believed) * score(at, no)[0]

    def log(p, happened):
        return scores.compute_log_score(p, happened, 0.001)

    for score in (scores.compute_brier, log):
        assert expect(score, believed) <= expect(score, said) + 1e-12


@given(PAIRS, st.integers(1, 20))
def test_bins_hold_every_forecast_once(pairs, bins):
    p, happened = split(pairs)
    found = scores.group_forecasts(p, happened, bins)
    assert found.counts.sum() == len(p)
    assert (found.counts * found.share).sum() == pytest.approx(happened.sum())
    assert (found.lows - 1e-9 <= found.mean).all()
    assert (found.mean <= found.highs + 1e-9).all()
