"""Scores of forecasts, worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from detente.core import scores
from detente.errors import InputError

P = np.array([0.1, 0.1, 0.1, 0.1, 0.6, 0.6, 0.9, 0.9])
HAPPENED = np.array([False, False, True, False, True, False, True, True])


def test_brier_by_hand():
    # .01 + .01 + .81 + .01 + .16 + .36 + .01 + .01 = 1.38
    assert scores.compute_brier(P, HAPPENED).sum() == pytest.approx(1.38)


def test_always_one_half_scores_a_quarter_and_one_bit():
    half = np.full(8, 0.5)
    assert scores.compute_brier(half, HAPPENED).tolist() == [0.25] * 8
    assert scores.compute_log_score(half, HAPPENED, 1e-6).tolist() == [1.0] * 8


def test_log_score_by_hand():
    found = scores.compute_log_score(np.array([0.25, 0.25, 1.0]), np.array([1, 0, 1]) > 0, 0.001)
    assert found.tolist() == pytest.approx([2.0, math.log2(4 / 3), -math.log2(0.999)])


def test_a_share_of_draws_is_never_called_impossible():
    least = 1 / (2 * 1024)
    found = scores.compute_log_score(np.array([0.0, 1.0]), np.array([True, False]), least)
    assert found.tolist() == pytest.approx([11.0, 11.0])
    each = scores.compute_log_score(np.zeros(2), np.ones(2) > 0, np.array([0.25, 0.5]))
    assert each.tolist() == [2.0, 1.0]


@pytest.mark.parametrize("least", [0.0, 0.6, -1.0, math.nan])
def test_a_bound_that_is_none_is_refused(least):
    with pytest.raises(InputError, match="least"):
        scores.compute_log_score(np.array([0.5]), np.array([True]), least)


def test_murphy_by_hand():
    # Bins .1 (4, came about once), .6 (2, once), .9 (2, twice); 4 of 8 in all.
    # reliability (4 * .15^2 + 2 * .1^2 + 2 * .1^2) / 8 = .13 / 8
    # resolution (4 * .25^2 + 0 + 2 * .5^2) / 8 = .75 / 8
    parts = scores.decompose(P, HAPPENED)
    assert parts.reliability == pytest.approx(0.13 / 8)
    assert parts.resolution == pytest.approx(0.75 / 8)
    assert parts.uncertainty == 0.25
    assert parts.within == pytest.approx(0.0, abs=1e-15)
    assert parts.score == pytest.approx(1.38 / 8)
    total = parts.reliability - parts.resolution + parts.uncertainty
    assert total == pytest.approx(parts.score)


def test_parts_sum_to_the_score_where_forecasts_of_a_bin_differ():
    p, happened = np.array([0.12, 0.19, 0.15, 0.55, 0.58]), np.array([0, 1, 0, 1, 0]) > 0
    parts = scores.decompose(p, happened)
    assert parts.within != pytest.approx(0.0, abs=1e-4)
    total = parts.reliability - parts.resolution + parts.uncertainty + parts.within
    assert total == pytest.approx(parts.score)


def test_one_bin_leaves_everything_to_what_is_within():
    parts = scores.decompose(P, HAPPENED, bins=1)
    assert parts.resolution == pytest.approx(0.0, abs=1e-30)
    assert parts.reliability == pytest.approx((P.mean() - 0.5) ** 2)


def test_bins_by_hand():
    found = scores.group_forecasts(
        np.array([0.0, 0.3, 0.29, 1.0, 0.95]), np.array([0, 1, 0, 1, 1]) > 0
    )
    assert found.lows.tolist() == [0.0, 0.2, 0.3, 0.9]
    assert found.counts.tolist() == [1, 1, 1, 2]
    assert found.members.tolist() == [0, 2, 1, 3, 3]
    assert found.share.tolist() == [0.0, 0.0, 1.0, 1.0]
    assert found.mean.tolist() == pytest.approx([0.0, 0.29, 0.3, 0.975])
    assert (found.low <= found.share + 1e-12).all()
    assert (found.share <= found.high + 1e-12).all()


def test_limits_of_none_and_all_are_not_certain():
    low, high = scores.compute_limits(np.array([0, 4]), np.array([4, 4])).T
    assert low.tolist() == pytest.approx([0.0, 1 - high[0]])
    assert 0.2 < high[0] < 0.4
    assert high[1] == 1.0


def test_the_others_are_counted_without_the_one():
    assert scores.compute_others_share(np.array([True])).tolist() == [0.5]
    assert scores.compute_others_share(np.array([False] * 4)).tolist() == [0.2] * 4
    mixed = scores.compute_others_share(np.array([True, False, False]))
    assert mixed.tolist() == [0.25, 0.5, 0.5]


def test_error_of_a_mean_counts_groups_and_not_values():
    values = np.array([0.0, 0.0, 0.0, 1.0, 1.0, 1.0])
    alone = scores.compute_mean_error(values, np.arange(6))
    assert alone == pytest.approx(values.std(ddof=1) / math.sqrt(6))
    together = scores.compute_mean_error(values, np.array([0, 0, 0, 1, 1, 1]))
    assert together == pytest.approx(0.5)
    assert scores.compute_mean_error(values, np.zeros(6, dtype=np.int64)) is None


@pytest.mark.parametrize("p", [-0.1, 1.1, math.nan])
def test_what_is_no_probability_is_refused(p):
    with pytest.raises(InputError, match="from 0 to 1"):
        scores.compute_brier(np.array([0.5, p]), np.array([True, True]))


def test_nothing_to_score_is_said():
    with pytest.raises(InputError, match="none to score"):
        scores.decompose(np.zeros(0), np.zeros(0, dtype=np.bool_))
    with pytest.raises(InputError, match="bins"):
        scores.group_forecasts(np.array([0.5]), np.array([True]), bins=0)
