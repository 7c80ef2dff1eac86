"""Which inputs an outcome depends on, read off draws that were made anyway.

For each input alone, the outcome is averaged over everything else and written as a cosine series of
the input's uniform. The coefficients of that one series give all there is to ask: the share of
variance that the input explains by itself (Plischke 2010, 2012), how the outcome would move if the
input turned out low or high, where it would cross a threshold, and what knowing it would be worth
(Strong and Oakley 2013). No further evaluations are needed, whatever the number of inputs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from detente.core.layout import BoolArray, FloatArray

HARMONICS = 8
"""Cosines of a series; fewer where there are few draws."""

DRAWS_PER_HARMONIC = 32

CLEAR = 2.0
"""Standard errors beyond which a coefficient counts, of an input that stands out at all."""

_BLOCK = 4_000_000
"""Numbers held at a time while inputs are expanded: 32 MB."""

_GRID = 200


@dataclass(frozen=True)
class Expansion:
    """Outcomes as functions of one input at a time, averaged over all others.

    Parameters
    ----------
    mean, variance : of each outcome over the draws, ``(C,)``.
    draws : how many there were.
    coefficients : of ``sqrt(2) cos(k pi u)``, k from 1, ``(K, N, C)``.
    """

    mean: FloatArray
    variance: FloatArray
    draws: int
    coefficients: FloatArray

    @cached_property
    def noise(self) -> FloatArray:
        """Sampling variance of a coefficient, as if draws were independent, ``(C,)``.

        Draws of a Sobol sequence err less.
        """
        return np.asarray(self.variance / self.draws)

    @cached_property
    def counted(self) -> BoolArray:
        """Inputs that stand out from the noise, ``(N, C)``.

        Of all coefficients of an outcome, were they noise, the largest would hardly exceed
        ``sqrt(2 log(K N))`` standard errors (Donoho and Johnstone 1994): an input with one beyond
        that counts.
        """
        return np.asarray((np.abs(self.coefficients) > self._limit(self._universal)).any(axis=0))

    @cached_property
    def kept(self) -> FloatArray:
        """Coefficients of the inputs that count, those within their sampling error left out."""
        clear = np.abs(self.coefficients) > self._limit(CLEAR)
        return np.asarray(np.where(clear & self.counted, self.coefficients, 0.0))

    @property
    def _universal(self) -> float:
        size = self.coefficients.shape[0] * self.coefficients.shape[1]
        return max(CLEAR, math.sqrt(2.0 * math.log(max(size, 2))))

    def _limit(self, errors: float) -> FloatArray:
        return errors * np.sqrt(self.noise) + 1e-12

    @cached_property
    def shares(self) -> FloatArray:
        """First-order share of the variance, corrected for noise, ``(N, C)``; 0 without variance.

        Inputs that do not count have none.
        """
        power = (np.square(self.kept) - (self.kept != 0) * self.noise).sum(axis=0)
        fixed = self.variance <= 0
        shares = np.maximum(power, 0.0) / np.where(fixed, 1.0, self.variance)
        return np.asarray(np.where(fixed, 0.0, np.minimum(shares, 1.0)))

    def compute_means(self, u: FloatArray) -> FloatArray:
        """Average each outcome given each input at the probabilities ``u``, ``(G, N, C)``.

        Examples
        --------
        >>> u = (np.arange(4096) + 0.5) / 4096
        >>> found = expand([u], u[:, None])
        >>> found.compute_means(np.array([0.1, 0.9])).round(2)[:, 0, 0].tolist()
        [0.09, 0.91]
        """
        waves = _compute_waves(u, len(self.coefficients))
        return np.asarray(self.mean + np.tensordot(waves, self.kept, axes=(1, 0)))

    def compute_errors(self, u: FloatArray) -> FloatArray:
        """Standard errors of :meth:`compute_means`, ``(G, N, C)``."""
        waves = np.square(_compute_waves(u, len(self.coefficients)))
        count = 1.0 + np.tensordot(waves, (self.kept != 0).astype(np.float64), axes=(1, 0))
        return np.asarray(np.sqrt(count * self.noise))


def expand(uniforms: Sequence[FloatArray], outcomes: FloatArray) -> Expansion:
    """Expand outcomes in cosines of one input at a time.

    Parameters
    ----------
    uniforms : of each input the probability at which it was read in each draw, ``(D,)`` each,
        strictly between 0 and 1; inputs are independent.
    outcomes : shape ``(D, C)``.

    Returns
    -------
    The expansion, of ``HARMONICS`` cosines, or of one for every 32 draws. O(D K N C), in chunks of
    bounded memory.

    Notes
    -----
    E[Y|u] is even about 0 and 1 when it is continued beyond them, so that a cosine series has no
    jump there; that is the transform of Plischke (2012), taken at the draws themselves rather than
    after sorting them.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> u, v = rng.random((2, 4096))
    >>> expand([u, v], (2 * u + v)[:, None]).shares[:, 0].round(1).tolist()
    [0.8, 0.2]
    """
    draws, n_outcomes = outcomes.shape
    mean = outcomes.mean(axis=0)
    centred = outcomes - mean
    harmonics = max(1, min(HARMONICS, draws // DRAWS_PER_HARMONIC))
    coefficients = np.empty((harmonics, len(uniforms), n_outcomes))
    step = max(1, _BLOCK // draws)
    for start in range(0, len(uniforms), step):
        block = np.stack(uniforms[start : start + step], axis=1)
        coefficients[:, start : start + step] = _project(block, centred, harmonics)
    return Expansion(mean, np.square(centred).mean(axis=0), draws, coefficients)


def _project(u: FloatArray, centred: FloatArray, harmonics: int) -> FloatArray:
    """Average outcome times cosine, ``(K, n, C)``; cosines by Chebyshev's recursion."""
    first = np.cos(np.pi * u)
    before, now = np.ones_like(first), first
    found = []
    for _ in range(harmonics):
        found.append(math.sqrt(2.0) * (now.T @ centred) / len(u))
        before, now = now, 2.0 * first * now - before
    return np.stack(found)


def _compute_waves(u: FloatArray, harmonics: int) -> FloatArray:
    """Cosines at the given probabilities, ``(G, K)``."""
    return np.asarray(math.sqrt(2.0) * np.cos(np.pi * np.outer(u, np.arange(1, harmonics + 1))))


def make_grid(count: int = _GRID) -> FloatArray:
    """Spread equally likely probabilities over an input, ``(G,)``.

    Examples
    --------
    >>> make_grid(4).tolist()
    [0.125, 0.375, 0.625, 0.875]
    """
    return np.asarray((np.arange(count) + 0.5) / count)


def compute_change(odds: FloatArray, means: FloatArray) -> FloatArray:
    """Odds that knowing an input would put the outcome on the other side of one half.

    Parameters
    ----------
    odds : of each outcome, ``(C,)``.
    means : the same given each input at equally likely values of it, ``(G, N, C)``.

    Returns
    -------
    Shape ``(N, C)``.

    Examples
    --------
    >>> compute_change(np.array([0.6]), np.array([0.2, 0.7, 0.7, 0.8])[:, None, None]).tolist()
    [[0.25]]
    """
    return np.asarray(((means >= 0.5) != (odds >= 0.5)).mean(axis=0))


def compute_information(odds: FloatArray, means: FloatArray) -> FloatArray:
    """By how much knowing an input would raise the odds of calling the outcome right.

    The expected value of partial perfect information, for somebody who says yes or no and wants to
    be right: ``E max(m, 1 - m) - max(E m, 1 - E m)``. Shapes as for :func:`compute_change`.

    Examples
    --------
    >>> round(compute_information(np.array([0.6]), np.array([0.2, 1.0])[:, None, None]).item(), 6)
    0.3
    """
    right = np.maximum(means, 1.0 - means).mean(axis=0)
    return np.asarray(np.maximum(right - np.maximum(odds, 1.0 - odds), 0.0))


def find_crossing(u: FloatArray, means: FloatArray, level: float = 0.5) -> float | None:
    """Find where a curve crosses a level, nearest to the middle of the input; None if nowhere.

    Parameters
    ----------
    u, means : points of the curve, ``(G,)`` each, ``u`` ascending.

    Examples
    --------
    >>> find_crossing(np.array([0.1, 0.5, 0.9]), np.array([0.2, 0.4, 0.8])).__round__(3)
    0.6
    """
    above = means >= level
    places = np.flatnonzero(above[1:] != above[:-1])
    if not len(places):
        return None
    left, right = means[places], means[places + 1]
    crossings = u[places] + (level - left) / (right - left) * (u[places + 1] - u[places])
    return float(crossings[np.argmin(np.abs(crossings - 0.5))])
