"""Bargaining solutions on the discrete frontier: which efficient package to single out.

Each solution is an answer to what would be fair, from axioms. All start from the *reservation
values*, what each party has without a deal, and look only at packages that are *individually
rational*: worth at least that to everybody. What a package is worth above it is the *gain*.

==================  ===============================================  ==========================
solution            singles out the package with                     depends on the scales
==================  ===============================================  ==========================
Nash                the largest product of gains                     not at all
Kalai-Smorodinsky   the largest least share of one's ideal gain      not at all
egalitarian         the largest least gain                           entirely: they must be named
weighted sum        the largest weighted total                       entirely: weights are named
==================  ===============================================  ==========================

Points and reservation values are fixed-point integers, one scale per party, and every comparison
is exact: doubles only sort out what cannot be the best, and integers or fractions decide among the
rest. A party that cannot gain at all in any individually rational package has no say in what is
fair: it is left out of products and shares. Ties go to the larger least share of ideal gains, then
the next least, and so on, and at last to the point listed first, which on a
:class:`~detente.core.frontier.Frontier` is the one that is better for the first party.

With lotteries between packages there is more to choose from: :mod:`detente.core.hull`.

References
----------
Nash 1950, The bargaining problem, *Econometrica* 18. Kalai, Smorodinsky 1975, Other solutions to
Nash's bargaining problem, *Econometrica* 43. Kalai 1977, Proportional solutions to bargaining
situations, *Econometrica* 45. Imai 1983, Individual monotonicity and lexicographic maxmin solution,
*Econometrica* 51 (the tie-break by shares).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import cache

import numpy as np
import numpy.typing as npt

from detente.core.fixed import Rational, read_exactly
from detente.core.layout import BoolArray, FloatArray, IntArray
from detente.errors import InputError, NoDealError

_CLOSE = 1e-11  # doubles further apart than this, relatively, are in the right order


def find_rational(points: npt.ArrayLike, reservation: npt.ArrayLike) -> BoolArray:
    """Say which points are individually rational: at least the reservation value for all.

    Parameters
    ----------
    points : fixed point, shape ``(N, P)``.
    reservation : in the same units, shape ``(P,)``.

    Returns
    -------
    bool, shape ``(N,)``.

    Examples
    --------
    >>> find_rational([[9, -3], [5, 3]], [0, 0])
    array([False,  True])
    """
    table = np.asarray(points, dtype=np.int64)
    rational: BoolArray = np.logical_and.reduce(table >= np.asarray(reservation), axis=1)
    return rational


def find_nash(points: npt.ArrayLike, reservation: npt.ArrayLike) -> int:
    """Find the point with the largest product of gains.

    Parameters
    ----------
    points : fixed point, shape ``(N, P)``, of the frontier or of any list of packages.
    reservation : in the same units, shape ``(P,)``.

    Returns
    -------
    Row of the point.

    Raises
    ------
    NoDealError
        If no point is individually rational.

    Examples
    --------
    >>> find_nash([[9, 1], [5, 3], [0, 6]], [0, 0])
    1
    """
    rows, gains = _compute_gains(points, reservation)
    ideal = gains.max(axis=0)
    counted = gains[:, ideal > 0]
    best = _keep_largest_product(counted)
    return int(rows[best[_find_leximin(gains[best], _compute_unit_shares(ideal))]])


def find_kalai_smorodinsky(points: npt.ArrayLike, reservation: npt.ArrayLike) -> int:
    """Find the point whose least share of an ideal gain is largest.

    A party's ideal gain is its largest in any individually rational point.

    Parameters
    ----------
    points : fixed point, shape ``(N, P)``: all of the frontier, since ideals are read off it.
    reservation : in the same units, shape ``(P,)``.

    Returns
    -------
    Row of the point.

    Raises
    ------
    NoDealError
        If no point is individually rational.

    Examples
    --------
    >>> find_kalai_smorodinsky([[9, 1], [5, 3], [0, 6]], [0, 0])
    1
    """
    rows, gains = _compute_gains(points, reservation)
    return int(rows[_find_leximin(gains, _compute_unit_shares(gains.max(axis=0)))])


def find_egalitarian(
    points: npt.ArrayLike, reservation: npt.ArrayLike, scales: Sequence[Rational]
) -> int:
    """Find the point whose least gain is largest, then the next least, and so on.

    Comparing gains of different parties means something only on scales on which they may be
    compared; they have to be named.

    Parameters
    ----------
    points : fixed point, shape ``(N, P)``.
    reservation : in the same units, shape ``(P,)``.
    scales : what one unit of each party counts, shape ``(P,)``, positive.

    Returns
    -------
    Row of the point.

    Raises
    ------
    NoDealError
        If no point is individually rational.
    InputError
        If there is not one positive scale per party.

    Examples
    --------
    >>> find_egalitarian([[9, 1], [5, 3], [0, 6]], [0, 0], scales=[1, 1])
    1
    """
    rows, gains = _compute_gains(points, reservation)
    units = _read_factors(scales, gains.shape[1], "scale")
    return int(rows[_find_leximin(gains, dict(enumerate(units)))])


def find_weighted_sum(
    points: npt.ArrayLike, reservation: npt.ArrayLike, weights: Sequence[Rational]
) -> int:
    """Find the individually rational point with the largest weighted total.

    Parameters
    ----------
    points : fixed point, shape ``(N, P)``.
    reservation : in the same units, shape ``(P,)``.
    weights : weight of one unit of each party, shape ``(P,)``, positive; there is no default.

    Returns
    -------
    Row of the point; the first of those that tie.

    Raises
    ------
    NoDealError
        If no point is individually rational.
    InputError
        If there is not one positive weight per party.

    Examples
    --------
    >>> find_weighted_sum([[9, 1], [5, 3], [0, 6]], [0, 0], weights=[1, 2])
    2
    """
    rows, gains = _compute_gains(points, reservation)
    factors = _read_factors(weights, gains.shape[1], "weight")
    rough = gains @ np.array([float(factor) for factor in factors])
    near = np.flatnonzero(rough >= rough.max() * (1 - _CLOSE))
    exact = [sum(map(_multiply, row, factors)) for row in gains[near].tolist()]
    return int(rows[near[exact.index(max(exact))]])


def _multiply(gain: int, factor: Fraction) -> Fraction:
    return gain * factor


def _compute_gains(points: npt.ArrayLike, reservation: npt.ArrayLike) -> tuple[IntArray, IntArray]:
    """Rows of the individually rational points, and their gains, shape ``(M, P)``."""
    table, floor = np.asarray(points, dtype=np.int64), np.asarray(reservation, dtype=np.int64)
    if table.ndim != 2 or floor.shape != table.shape[1:]:
        raise InputError(
            f"There must be one reservation value per party; points have shape {table.shape} "
            f"and reservation values {floor.shape}."
        )
    rows = np.flatnonzero(find_rational(table, floor))
    if not len(rows):
        raise NoDealError(
            "No package leaves every party at or above its reservation value. Lower a "
            "reservation value, or add options that give more."
        )
    return rows, table[rows] - floor


def _keep_largest_product(gains: IntArray) -> IntArray:
    """Rows with the largest product of gains; all rows when there is nothing to multiply."""
    with np.errstate(divide="ignore"):
        rough = np.log(gains).sum(axis=1)
    near = np.flatnonzero(rough >= rough.max(initial=-np.inf) - _CLOSE * max(1, gains.shape[1]))
    products = [math.prod(row) for row in gains[near].tolist()]
    largest = max(products)
    return _keep(near, [product == largest for product in products])


def _compute_unit_shares(ideal: IntArray) -> dict[int, Fraction]:
    """What one unit is of each party's ideal gain, for the parties that can gain."""
    return {party: Fraction(1, int(gain)) for party, gain in enumerate(ideal) if gain > 0}


def _find_leximin(gains: IntArray, units: dict[int, Fraction]) -> int:
    """Row whose scaled gains, least first, come last in lexicographic order.

    Parameters
    ----------
    gains : shape ``(M, P)``.
    units : what one unit counts, for the parties that are counted.
    """
    if not units:
        return 0
    parties = list(units)
    counted = gains[:, parties]
    rough = np.sort(counted * np.array([float(units[party]) for party in parties]), axis=1)

    @cache
    def scale(row: int) -> list[Fraction]:
        return sorted(map(_multiply, counted[row].tolist(), units.values()))

    left = np.arange(len(gains))
    for rank in range(len(parties)):
        left = _keep_close(left, rough[left, rank])
        exact = [scale(row)[rank] for row in left.tolist()]
        largest = max(exact)
        left = _keep(left, [value == largest for value in exact])
    return int(left[0])


def _keep_close(rows: IntArray, rough: FloatArray) -> IntArray:
    return _keep(rows, rough >= rough.max() * (1 - _CLOSE))


def _keep(rows: IntArray, wanted: BoolArray | list[bool]) -> IntArray:
    kept: IntArray = rows[np.asarray(wanted, dtype=np.bool_)]
    return kept


def _read_factors(given: Sequence[Rational], parties: int, called: str) -> list[Fraction]:
    factors = [read_exactly(factor) for factor in given]
    if len(factors) != parties or min(factors, default=Fraction(0)) <= 0:
        raise InputError(
            f"There must be one positive {called} for each of the {parties} parties; "
            f"these are {[float(factor) for factor in factors]}."
        )
    return factors
