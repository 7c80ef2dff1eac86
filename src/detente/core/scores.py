"""How good were forecasts? Scores of stated probabilities against what happened.

A forecast is a probability ``p``, an outcome 1 where the event came about and 0 where it did not.
All scores are losses: 0 is best. Both scores used here are proper: nobody can expect to do better
than by stating what he believes (Brier 1950; Good 1952).

>>> p, happened = np.array([0.8, 0.3]), np.array([True, False])
>>> compute_brier(p, happened).round(2).tolist()
[0.04, 0.09]
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from detente.core.layout import BoolArray, FloatArray, IntArray
from detente.errors import InputError

BINS = 10
"""Bins of equal width into which forecasts are put for a calibration curve."""


@dataclass(frozen=True)
class Bins:
    """Forecasts put together by size, ``B`` bins that hold any, the lowest first.

    ``members (N,)``: the bin of each forecast, in ``0..B-1``. ``lows``, ``highs``: its limits.
    ``counts``, ``mean`` and ``share (B,)``: how many forecasts, their mean, and in which share of
    them the event came about; ``low`` and ``high``: limits of that share, see
    :func:`compute_limits`.
    """

    members: IntArray
    lows: FloatArray
    highs: FloatArray
    counts: IntArray
    mean: FloatArray
    share: FloatArray
    low: FloatArray
    high: FloatArray


@dataclass(frozen=True)
class Parts:
    """A mean Brier score in parts: ``reliability - resolution + uncertainty + within``.

    ``reliability``: how far the stated odds of a bin are from how often it came about (0 is best).
    ``resolution``: how far the bins differ in that (more is better). ``uncertainty``: what stating
    the same share for all, the one that came about, would score. ``within``: what is due to
    forecasts that differ within a bin; 0 where all of a bin are equal.
    """

    score: float
    reliability: float
    resolution: float
    uncertainty: float
    within: float


def compute_brier(p: FloatArray, happened: BoolArray) -> FloatArray:
    """Compute how far each forecast was from what happened, squared, ``(N,)``.

    Notes
    -----
    The half of the score of Brier 1950, which adds up both the event and its absence: from 0 to 1,
    and 0.25 for whoever always says one half.

    References
    ----------
    Brier 1950, *Verification of forecasts expressed in terms of probability*, Monthly Weather
    Review 78.
    """
    check_probabilities(p)
    return np.asarray((p - happened) ** 2)


def compute_log_score(p: FloatArray, happened: BoolArray, least: float | FloatArray) -> FloatArray:
    """Compute how surprising what happened was, in bits, ``(N,)``.

    Parameters
    ----------
    p, happened : the forecasts and what came of them, ``(N,)``.
    least : the smallest probability that a forecast can tell from 0, above 0 and at most one half:
        forecasts are moved to at least this, and to at most 1 less this. A share of D draws can
        tell no less than 1 / (2 D).

    Notes
    -----
    1 for whoever always says one half; without bounds for whoever calls impossible what happens.

    References
    ----------
    Good 1952, *Rational decisions*, Journal of the Royal Statistical Society B 14.

    Examples
    --------
    >>> compute_log_score(np.array([0.5, 0.25]), np.array([True, True]), 0.01).tolist()
    [1.0, 2.0]
    """
    check_probabilities(p)
    if not (np.all(np.asarray(least) > 0) and np.all(np.asarray(least) <= 0.5)):
        raise InputError(f"least: expected a probability above 0, at most 0.5, got {least}")
    bounded = np.clip(p, least, 1.0 - np.asarray(least))
    return np.asarray(-np.log2(np.where(happened, bounded, 1.0 - bounded)))


def compute_others_share(
    happened: BoolArray, settled: BoolArray | None = None, groups: IntArray | None = None
) -> FloatArray:
    """Compute what the other outcomes would have led one to expect of each, ``(N,)``.

    A base rate that nobody had to state: the share of the others in which it came about, by
    Laplace's rule of succession, ``(k + 1) / (n + 2)`` for k of n, so that it is never 0 or 1 and
    is one half where there are no others.

    Parameters
    ----------
    happened : the outcomes, ``(N,)``.
    settled : which of them are known; by default all.
    groups : the others are those of other groups, ``(N,)``; by default each is its own.

    Examples
    --------
    >>> compute_others_share(np.array([True, True, False])).round(3).tolist()
    [0.5, 0.5, 0.75]
    """
    known = np.ones(len(happened), dtype=np.bool_) if settled is None else settled
    names = np.arange(len(happened)) if groups is None else groups
    _, at = np.unique(names, return_inverse=True)
    hits = np.bincount(at, weights=happened & known)
    counts = np.bincount(at, weights=known)
    return np.asarray((hits.sum() - hits[at] + 1.0) / (counts.sum() - counts[at] + 2.0))


def compute_skill(score: float, reference: float) -> float | None:
    """Compute which share of a reference's loss a forecaster saves; None where there is none.

    1 is a forecaster without loss, 0 one as good as the reference, below 0 one that is worse.

    Examples
    --------
    >>> compute_skill(0.05, 0.2), compute_skill(0.1, 0.0)
    (0.75, None)
    """
    return 1.0 - score / reference if reference > 0 else None


def compute_mean_error(values: FloatArray, groups: IntArray) -> float | None:
    """Compute the sampling error of a mean whose values come in groups; None for one group.

    Values of one group may move together, as the stages of one deal do; groups are taken to be
    independent (Liang, Zeger 1986, with n / (n - 1) for few groups).

    Examples
    --------
    >>> compute_mean_error(np.array([1.0, 1.0, 3.0, 3.0]), np.array([0, 0, 1, 1]))
    1.0
    """
    names, members = np.unique(groups, return_inverse=True)
    n = len(names)
    if n < 2:
        return None
    totals = np.bincount(members, weights=values - values.mean())
    return float(math.sqrt(n / (n - 1) * float((totals**2).sum())) / len(values))


def compute_mean_limits(
    values: FloatArray, groups: IntArray, confidence: float = 0.95
) -> tuple[float, float] | None:
    """Compute limits of the mean of values that come in groups; None for one group.

    By Student's t with one degree of freedom less than there are groups.

    Examples
    --------
    >>> limits = compute_mean_limits(np.array([1.0, 2.0, 3.0]), np.arange(3))
    >>> [round(each, 3) for each in limits]
    [-0.484, 4.484]
    """
    from scipy.stats import t

    error = compute_mean_error(values, groups)
    if error is None:
        return None
    reach = float(t.ppf(0.5 + confidence / 2, len(np.unique(groups)) - 1)) * error
    return float(values.mean()) - reach, float(values.mean()) + reach


def compute_limits(hits: IntArray, counts: IntArray, z: float = 1.2816) -> FloatArray:
    """Compute limits of a chance behind ``hits`` of ``counts``, ``(B, 2)``; by default P10, P90.

    References
    ----------
    Wilson 1927, *Probable inference, the law of succession, and statistical inference*, Journal
    of the American Statistical Association 22.

    Examples
    --------
    >>> compute_limits(np.array([5]), np.array([10]), z=1.96).round(3).tolist()
    [[0.237, 0.763]]
    """
    n = counts.astype(np.float64)
    share, square = hits / n, z * z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = z * np.sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    limits = np.stack([middle - half, middle + half], axis=1)
    return np.clip(limits, 0.0, 1.0)


def group_forecasts(p: FloatArray, happened: BoolArray, bins: int = BINS) -> Bins:
    """Put forecasts into bins of equal width; a forecast on a limit goes to the higher bin.

    Examples
    --------
    >>> found = group_forecasts(np.array([0.12, 0.18, 0.9]), np.array([False, True, True]))
    >>> found.counts.tolist(), found.mean.round(2).tolist(), found.share.tolist()
    ([2, 1], [0.15, 0.9], [0.5, 1.0])
    """
    check_probabilities(p)
    if bins < 1:
        raise InputError(f"bins: expected a whole number of at least 1, got {bins}")
    # Rounded first, so that 0.3, which is no sum of tenths in binary, stands on its limit.
    places = np.minimum(np.floor(np.round(p * bins, 9)).astype(np.int64), bins - 1)
    held, members = np.unique(places, return_inverse=True)
    counts = np.bincount(members, minlength=len(held))
    hits = np.bincount(members, weights=happened, minlength=len(held))
    limits = compute_limits(hits, counts)
    return Bins(
        members=members,
        lows=held / bins,
        highs=(held + 1) / bins,
        counts=counts,
        mean=np.bincount(members, weights=p, minlength=len(held)) / counts,
        share=hits / counts,
        low=limits[:, 0],
        high=limits[:, 1],
    )


def decompose(p: FloatArray, happened: BoolArray, bins: int = BINS) -> Parts:
    """Take the mean Brier score apart, into what is wrong with forecasts and what is hard.

    The parts sum to the score exactly, whatever the bins: ``within`` holds the two terms that
    Murphy's three leave out where the forecasts of a bin differ.

    References
    ----------
    Murphy 1973, *A new vector partition of the probability score*, Journal of Applied Meteorology
    12. Stephenson, Coelho, Jolliffe 2008, *Two extra components in the Brier score decomposition*,
    Weather and Forecasting 23.

    Examples
    --------
    >>> parts = decompose(np.array([0.2, 0.2, 0.8, 0.8]), np.array([False, True, True, True]))
    >>> round(parts.score, 3), round(parts.reliability, 3), round(parts.resolution, 4)
    (0.19, 0.065, 0.0625)
    """
    if not len(p):
        raise InputError("forecasts: there is none to score")
    found = group_forecasts(p, happened, bins)
    weights, rate = found.counts / len(p), float(happened.mean())
    off = p - found.mean[found.members]
    missed = happened - found.share[found.members]
    return Parts(
        score=float(compute_brier(p, happened).mean()),
        reliability=float(weights @ (found.mean - found.share) ** 2),
        resolution=float(weights @ (found.share - rate) ** 2),
        uncertainty=rate * (1 - rate),
        within=float((off**2).mean() - 2 * (off * missed).mean()),
    )


def check_probabilities(p: FloatArray) -> None:
    """Check that numbers are probabilities.

    Raises
    ------
    InputError : one is not.
    """
    wrong = ~((p >= 0) & (p <= 1))
    if wrong.any():
        raise InputError(f"forecasts: expected probabilities from 0 to 1, got {p[wrong][0]}")
