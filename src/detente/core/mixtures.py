"""Lotteries for three parties and more, found numerically.

A *mixture* gives each of N points a chance; the expected gains are the chances times the gains.
Kalai-Smorodinsky and egalitarian mixtures solve a linear programme: the largest t such that every
party expects at least t times what it is due. The Nash mixture maximises a sum of logarithms, which
is concave; it needs no more than a few points, and the search admits them one at a time.

Why the search knows when to stop: where the expected gains are u, no mixture with gains g can raise
the sum of logarithms by more than the largest ``sum(g_p / u_p) - P`` of any single point. Once
that is tiny, so is what is left to win; the point that attains it is the one to admit next.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from detente.core.layout import BoolArray, FloatArray
from detente.errors import NoDealError

_ENOUGH = 1e-9
_MOST_ROUNDS = 300
_NEGLIGIBLE = 1e-10


def compute_ideal_gains(gains: FloatArray) -> FloatArray:
    """Largest expected gain of each party in a mixture that leaves nobody a loss.

    Parameters
    ----------
    gains : over the reservation values, shape ``(N, P)``; negative ones allowed.

    Returns
    -------
    Shape ``(P,)``.

    Raises
    ------
    NoDealError
        If every mixture leaves somebody a loss.
    """
    scaled, size = _scale(gains)
    best = [-_solve(-column, -scaled.T, np.zeros(len(size))).fun for column in scaled.T]
    return np.maximum(np.array(best) * size, 0.0)


def can_gain(gains: FloatArray) -> BoolArray:
    """Say whom some mixture makes better off while nobody loses; ``(N, P)`` to ``(P,)``."""
    better: BoolArray = compute_ideal_gains(gains) > _NEGLIGIBLE * _scale(gains)[1]
    return better


def find_fair_mixture(gains: FloatArray, due: FloatArray) -> FloatArray:
    """Find the mixture in which the least share of what a party is due is largest.

    Parameters
    ----------
    gains : over the reservation values, shape ``(N, P)``.
    due : what each party's gain is measured by, shape ``(P,)``; a party with 0 is due nothing, and
        only must not lose.

    Returns
    -------
    Chances, shape ``(N,)``. Among mixtures with the same least share, one whose total of shares is
    largest, so that nothing is left on the table.

    Raises
    ------
    NoDealError
        If every mixture leaves somebody a loss.
    """
    counted = due > 0
    scaled = gains / np.where(counted, due, _scale(gains)[1])
    if not counted.any():
        return _clean(_solve(np.zeros(len(gains)), -scaled.T, np.zeros(len(due))).x)
    least = _solve(
        np.append(np.zeros(len(gains)), -1.0),
        np.column_stack([-scaled.T, counted.astype(np.float64)]),
        np.zeros(len(due)),
        len(gains),
    )
    level = -float(least.fun)
    floor = np.where(counted, level - _NEGLIGIBLE * max(1.0, abs(level)), 0.0)
    return _clean(_solve(-scaled[:, counted].sum(axis=1), -scaled.T, -floor).x)


def find_nash_mixture(gains: FloatArray) -> FloatArray:
    """Find the mixture with the largest product of expected gains.

    A party that no mixture can make better off is left out of the product; points that cost it
    something are left out too.

    Parameters
    ----------
    gains : over the reservation values, shape ``(N, P)``.

    Returns
    -------
    Chances, shape ``(N,)``; the product is within about one part in a billion of the largest.

    Raises
    ------
    NoDealError
        If every mixture leaves somebody a loss.
    """
    ideal, size = compute_ideal_gains(gains), _scale(gains)[1]
    counted = can_gain(gains)
    harmless = (gains[:, ~counted] >= -_NEGLIGIBLE * size[~counted]).all(axis=1)
    if not counted.any() or not harmless.any():
        return find_fair_mixture(gains, np.where(counted, ideal, 0.0))
    chances = np.zeros(len(gains))
    chances[harmless] = _find_largest_product(gains[np.ix_(harmless, counted)])
    return chances


def _find_largest_product(gains: FloatArray) -> FloatArray:
    """Find the mixture for parties that can all gain."""
    ideal = compute_ideal_gains(gains)
    shares = gains / ideal
    chances = find_fair_mixture(gains, ideal)
    for _ in range(_MOST_ROUNDS):
        weights = shares @ (1 / (chances @ shares))
        candidate = int(weights.argmax())
        if weights[candidate] - shares.shape[1] <= _ENOUGH:
            break
        admitted = np.union1d(np.flatnonzero(chances), candidate)
        chances = np.zeros(len(gains))
        chances[admitted] = _climb(shares[admitted])
    return chances


def _climb(shares: FloatArray) -> FloatArray:
    """Maximise the sum of logarithms over mixtures of a few points.

    At the maximum every party has at least the P-th part of its ideal gain. Below half of that
    the logarithm is continued as a parabola, so that a trial step may leave its domain.
    """
    from scipy.optimize import minimize

    n_points, parties = shares.shape
    least = 0.5 / parties

    def lose(chances: FloatArray) -> tuple[float, FloatArray]:
        safe = np.maximum(chances @ shares, least)
        short = (chances @ shares - safe) / least
        value = np.log(safe) + short - short**2 / 2
        return -float(value.sum()), -(shares @ ((1 - short) / safe))

    found = minimize(
        lose,
        np.full(n_points, 1 / n_points),
        jac=True,
        method="SLSQP",
        bounds=[(0, 1)] * n_points,
        constraints={
            "type": "eq",
            "fun": lambda chances: chances.sum() - 1,
            "jac": lambda _: np.ones(n_points),
        },
        options={"ftol": 1e-15, "maxiter": 200},
    )
    return _clean(found.x)


def _scale(gains: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Bring each party's gains to the order of one."""
    if not len(gains):
        raise _fail("at or above its reservation value")
    size = np.maximum(np.abs(gains).max(axis=0), np.finfo(np.float64).tiny)
    return gains / size, size


def _solve(
    cost: FloatArray, matrix: FloatArray, bound: FloatArray, n_chances: int | None = None
) -> Any:
    """Minimise over chances, and what comes after them, subject to ``matrix @ x <= bound``."""
    from scipy.optimize import linprog

    is_chance = np.arange(len(cost)) < (len(cost) if n_chances is None else n_chances)
    found = linprog(cost, matrix, bound, is_chance[None, :], np.ones(1), (0, None), method="highs")
    if found.x is None:
        raise _fail("at or above its reservation value")
    return found


def _clean(chances: npt.NDArray[Any]) -> FloatArray:
    """Drop what is left over from rounding."""
    kept = np.where(chances > _NEGLIGIBLE, chances, 0.0)
    cleaned: FloatArray = kept / kept.sum()
    return cleaned


def _fail(how: str) -> NoDealError:
    return NoDealError(f"No package, and no lottery between packages, leaves every party {how}.")
