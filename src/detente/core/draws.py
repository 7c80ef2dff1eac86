"""From ranges to draws.

An analyst writes ``5 to 9`` and means: four times in five it lies between. The two ends are
therefore P10 and P90, and ``best`` is P50. Three families turn them into a whole distribution:

- both ends of one sign: lognormal, mirrored when negative, so that a cost stays a cost;
- ends of different signs: normal;
- with a best guess: the three-term metalog (Keelin 2016), of the logarithm when both ends share
  a sign (his semi-bounded form), of the number itself otherwise.

Draws come from a scrambled Sobol sequence (Sobol 1967; Owen 1998), which fills the unit cube
more evenly than independent draws, so that odds settle with fewer of them.
"""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np
import numpy.typing as npt

from detente.core.layout import FloatArray
from detente.errors import TooLargeError

Z90 = 1.2815515655446004
"""The standard normal's 90th percentile."""

_LOG_ODDS_90 = math.log(9.0)
_METALOG_SHAPE = 0.5 * (1.0 - 1.66711 * 0.4)
"""Keelin's k for P10, P50, P90: the best guess must split the range no more unevenly than this."""

_EDGE = 2.0**-40


def draw_uniforms(n: int, dimensions: int, rng: np.random.Generator) -> FloatArray:
    """Fill the unit cube evenly.

    The first ``n`` points of the sequence do not depend on how many are asked for beyond
    them, up to the next power of two.

    Parameters
    ----------
    n : number of draws, D >= 1.
    dimensions : number of coordinates of each, at most 21201.
    rng : scrambles the sequence.

    Returns
    -------
    Shape ``(D, dimensions)``, strictly between 0 and 1.

    Raises
    ------
    TooLargeError
        More dimensions than the sequence has.

    Examples
    --------
    >>> u = draw_uniforms(1024, 3, np.random.default_rng(1))
    >>> u.shape, bool(abs(u.mean() - 0.5) < 0.001)
    ((1024, 3), True)
    """
    from scipy.stats import qmc

    if dimensions > qmc.Sobol.MAXDIM:
        raise TooLargeError(
            f"the case has {dimensions:,} uncertain dimensions (sides times issues); at most "
            f"{qmc.Sobol.MAXDIM:,} can be drawn: leave out issues, or ratifiers"
        )
    if dimensions == 0:
        return np.empty((n, 0))
    sobol = qmc.Sobol(dimensions, scramble=True, rng=rng)
    points = sobol.random_base2(max(0, math.ceil(math.log2(n))))[:n]
    columns = np.empty(points.shape, order="F")  # as they are read, one after another
    return np.clip(points, _EDGE, 1.0 - _EDGE, out=columns)


def draw_beside(n: int, dimensions: int, rng: np.random.Generator) -> FloatArray:
    """Fill another unit cube evenly, independent of those that are filled already.

    Two scramblings of one sequence are not independent: the k-th coordinates of both move together.
    Here the order of the points is shuffled too (Latin supercube sampling, Owen 1998), from the
    2**k-th to the next power of two at a time, so that the beginning of the sequence stays what it
    is however many points are asked for.

    Parameters and returns as for :func:`draw_uniforms`.

    Examples
    --------
    >>> one = draw_uniforms(1024, 1, np.random.default_rng(1))[:, 0]
    >>> two = draw_beside(1024, 1, np.random.default_rng(2))[:, 0]
    >>> bool(abs(np.corrcoef(one, two)[0, 1]) < 0.1)
    True
    """
    whole = 2 ** max(0, math.ceil(math.log2(n)))
    points, start = draw_uniforms(whole, dimensions, rng), 1
    while start < whole:
        points[start : 2 * start] = rng.permutation(points[start : 2 * start])
        start *= 2
    return points[:n]


class Levels:
    """Probabilities at which several ranges are read: what all have in common, worked out once.

    Parameters
    ----------
    u : strictly between 0 and 1, any shape.
    """

    def __init__(self, u: npt.ArrayLike) -> None:
        self.u = np.asarray(u, dtype=np.float64)

    @property
    def shape(self) -> tuple[int, ...]:
        """As of an array."""
        return self.u.shape

    @cached_property
    def normal(self) -> FloatArray:
        """Quantiles of the standard normal distribution."""
        from scipy.special import ndtri

        return np.asarray(ndtri(self.u))

    @cached_property
    def log_odds(self) -> FloatArray:
        """Quantiles of the standard logistic distribution."""
        return np.asarray(np.log(self.u / (1.0 - self.u)))

    @cached_property
    def mirrored(self) -> Levels:
        """The same, counted from the other end."""
        return Levels(1.0 - self.u)


def compute_quantile(
    low: float, best: float | None, high: float, u: npt.ArrayLike | Levels
) -> FloatArray:
    """Read a range at the given probabilities.

    Parameters
    ----------
    low, high : P10 and P90, ``low < high``.
    best : P50, or None.
    u : probabilities strictly between 0 and 1, any shape; as :class:`Levels` where other ranges are
        read at the same.

    Returns
    -------
    Values in the unit of the range, of the shape of ``u``.

    Examples
    --------
    >>> compute_quantile(5, None, 9, [0.1, 0.5, 0.9]).round(6).tolist()
    [5.0, 6.708204, 9.0]
    >>> compute_quantile(-9, -6, -5, [0.1, 0.5, 0.9]).round(6).tolist()
    [-9.0, -6.0, -5.0]
    """
    levels = u if isinstance(u, Levels) else Levels(u)
    if low > 0:
        middle = None if best is None else math.log(best)
        return np.exp(_compute_unbounded(math.log(low), middle, math.log(high), levels))
    if high < 0:
        mirrored = None if best is None else -best
        return -compute_quantile(-high, mirrored, -low, levels.mirrored)
    return _compute_unbounded(low, best, high, levels)


def _compute_unbounded(low: float, best: float | None, high: float, levels: Levels) -> FloatArray:
    """Normal through P10 and P90, or three-term metalog through P10, P50 and P90."""
    if best is None:
        spread = (high - low) / (2.0 * Z90)
        return np.asarray((low + high) / 2.0 + spread * levels.normal)
    width = high - low
    skew = 1.0 - 2.0 * (best - low) / width
    scale = width / (2.0 * _LOG_ODDS_90)
    tilt = skew * width / (0.8 * _LOG_ODDS_90)
    return np.asarray(best + (scale + tilt * (levels.u - 0.5)) * levels.log_odds)


def compute_median(low: float, best: float | None, high: float) -> float:
    """Read a range at one half.

    Examples
    --------
    >>> compute_median(-4, None, 6), compute_median(4, None, 9)
    (1.0, 6.0)
    """
    if best is not None:
        return float(best)
    if low > 0 or high < 0:
        return math.copysign(math.sqrt(low * high), low)
    return (low + high) / 2.0


def check_range(low: float, best: float | None, high: float) -> str | None:
    """Say why a range with ``low < best < high`` has no metalog, or None when it has.

    A three-term metalog cannot be arbitrarily lopsided: the best guess must stay clear of both
    ends. Of the logarithm when both ends share a sign, of the number otherwise.

    Examples
    --------
    >>> check_range(5, 6, 9) is None
    True
    >>> check_range(0, 9.9, 10)
    'best 9.9 lies too close to an end of 0 to 10: it must lie between 1.67 and 8.33'
    """
    if best is None:
        return None
    if low > 0 or high < 0:
        first, second = sorted((abs(low), abs(high)))
        ratio = second / first
        inner = [first * ratio**_METALOG_SHAPE, first * ratio ** (1.0 - _METALOG_SHAPE)]
        if inner[0] < abs(best) < inner[1]:
            return None
        bounds = sorted(math.copysign(end, low) for end in inner)
    else:
        width = high - low
        bounds = [low + _METALOG_SHAPE * width, high - _METALOG_SHAPE * width]
        if bounds[0] < best < bounds[1]:
            return None
    return (
        f"best {best:g} lies too close to an end of {low:g} to {high:g}: "
        f"it must lie between {bounds[0]:.3g} and {bounds[1]:.3g}"
    )
