"""Which inputs an outcome depends on, read off draws that were made anyway.

For each input alone, the outcome is averaged over everything else and written as a series of
orthogonal polynomials in the input's uniform. The coefficients of that one series give all there is
to ask: the share of variance that the input explains by itself (Sudret 2008; from given data, as in
Plischke 2010), how the outcome would move if the input turned out low or high, where it would cross
a threshold, and what knowing it would be worth (Strong and Oakley 2013). No further evaluations are
needed, whatever the number of inputs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from detente.core.layout import BoolArray, FloatArray

DEGREE = 8
"""Highest degree of a series; less where there are few draws."""

ASKED = 2
"""Degrees that an input has to show itself in: a slope, or a bend."""

SURE = 3
"""Degrees that are kept of an input that counts, however small."""

DRAWS_PER_DEGREE = 32

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
    coefficients : of the Legendre polynomials of degree 1 to K, normed on the unit interval,
        ``(K, N, C)``.
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

        Of so many coefficients of an outcome, were they noise, the largest would hardly exceed
        ``sqrt(2 log(count))`` standard errors (Donoho and Johnstone 1994): an input with one beyond
        that counts. Only a slope and a bend are asked for: estimates of higher degrees have
        heavier tails.
        """
        asked = self.coefficients[:ASKED]
        most = max(CLEAR, math.sqrt(2.0 * math.log(max(asked.shape[0] * asked.shape[1], 2))))
        return np.asarray((np.abs(asked) > self._limit(most)).any(axis=0))

    @cached_property
    def kept(self) -> FloatArray:
        """Coefficients of the inputs that count; high ones only beyond their sampling error."""
        clear = np.abs(self.coefficients) > self._limit(CLEAR)
        clear[:SURE] = True
        return np.asarray(np.where(clear & self.counted, self.coefficients, 0.0))

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
        >>> found.compute_means(np.array([0.1, 0.9])).round(3)[:, 0, 0].tolist()
        [0.1, 0.9]
        """
        basis = np.stack(list(_list_polynomials(u, len(self.coefficients))), axis=1)
        return np.asarray(self.mean + np.tensordot(basis, self.kept, axes=(1, 0)))

    def compute_swing_errors(self, low: float, high: float) -> FloatArray:
        """Standard errors of the difference of the means at two probabilities, ``(N, C)``."""
        ends = np.array([low, high])
        basis = np.stack(list(_list_polynomials(ends, len(self.coefficients))), axis=1)
        weight = np.square(basis[1] - basis[0])
        kept = (self.kept != 0).astype(np.float64)
        return np.asarray(np.sqrt(np.tensordot(weight, kept, axes=(0, 0)) * self.noise))

    def compute_errors(self, u: FloatArray) -> FloatArray:
        """Standard errors of :meth:`compute_means`, ``(G, N, C)``."""
        basis = np.stack(list(_list_polynomials(u, len(self.coefficients))), axis=1)
        count = 1.0 + np.tensordot(
            np.square(basis), (self.kept != 0).astype(np.float64), axes=(1, 0)
        )
        return np.asarray(np.sqrt(count * self.noise))


def expand(uniforms: Sequence[FloatArray], outcomes: FloatArray) -> Expansion:
    """Expand outcomes in polynomials of one input at a time.

    Parameters
    ----------
    uniforms : of each input the probability at which it was read in each draw, ``(D,)`` each,
        strictly between 0 and 1; inputs are independent.
    outcomes : shape ``(D, C)``.

    Returns
    -------
    The expansion, up to degree 8, or one for every 32 draws. O(D K N C), in chunks of bounded
    memory.

    Notes
    -----
    Polynomials follow a curve that is steepest at the ends of an input, as odds often are. A cosine
    series (Plischke 2012) is flat there: on the shipped case its errors at P10 and P90 are half as
    large again.

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
    degree = max(1, min(DEGREE, draws // DRAWS_PER_DEGREE))
    coefficients = np.empty((degree, len(uniforms), n_outcomes))
    step = max(1, _BLOCK // draws)
    for start in range(0, len(uniforms), step):
        block = np.stack(uniforms[start : start + step], axis=1)
        coefficients[:, start : start + step] = _project(block, centred, degree)
    return Expansion(mean, np.square(centred).mean(axis=0), draws, coefficients)


def _project(u: FloatArray, centred: FloatArray, degree: int) -> FloatArray:
    """Average outcome times polynomial, ``(K, n, C)``."""
    return np.stack([values.T @ centred / len(u) for values in _list_polynomials(u, degree)])


def _list_polynomials(u: FloatArray, degree: int) -> Iterator[FloatArray]:
    """Go over the Legendre polynomials from degree 1, normed on the unit interval.

    Examples
    --------
    >>> u = (np.arange(1000) + 0.5) / 1000
    >>> first, second = _list_polynomials(u, 2)
    >>> [round(float(np.mean(each)), 3) + 0.0 for each in (first * first, first * second)]
    [1.0, 0.0]
    """
    x = 2.0 * u - 1.0
    before, now = np.ones_like(x), x.copy()
    for k in range(1, degree + 1):
        yield math.sqrt(2.0 * k + 1.0) * now
        after = (2.0 * k + 1.0) * x
        after *= now
        before *= k
        after -= before
        after /= k + 1.0
        before, now = now, after


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


def find_unclear(beyond: FloatArray, error: float) -> BoolArray:
    """Find where a curve goes beyond a level, but not by more than an error before it comes back.

    Parameters
    ----------
    beyond : by how much it is beyond, ``(G,)``; below 0 where it is not.
    error : by how much it has to be for that to be clear.

    Examples
    --------
    >>> find_unclear(np.array([-0.1, 0.01, -0.1, 0.01, 0.4]), 0.1).tolist()
    [False, True, False, False, False]
    """
    above = beyond > 0
    stretch = np.cumsum(np.diff(above, prepend=above[:1]))
    highest = np.zeros(int(stretch[-1]) + 1)
    np.maximum.at(highest, stretch, beyond)
    return np.asarray(above & (highest[stretch] <= error))


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
