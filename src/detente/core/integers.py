"""Draws as whole numbers, so that ties are ties.

Whether a package is worth at least the reservation value, and whether it beats another one, are
questions about the sign of a sum, and floating point gets signs of sums wrong: ``0.1 + 0.2`` is
not ``0.3``. So the values of each draw and party are multiplied by a power of ten and rounded to
whole numbers, held in float64, where sums of whole numbers below ``2**53`` are exact in any order.

The power is the largest that keeps the sum of all absolute values of that draw and party within
``2**40`` (about 1.1e12). Values that are decimals are therefore compared exactly with 9 decimals
up to a sum of 1,099 points, with 6 up to a million, with 3 up to a billion; values drawn from
a range move by less than a part in 10**11 of that sum. The remaining bits are room for
whole-numbered weights: a weighted sum over parties whose weights add up to at most 4,000 is
exact too, and so is its difference from the weighted reservation values.
"""

from __future__ import annotations

import numpy as np

from detente.core.layout import FloatArray
from detente.errors import InputError

VALUE_LIMIT = 2.0**40
WEIGHT_LIMIT = 4000.0
_POWERS = np.array([float(f"1e{exponent}") for exponent in range(-300, 23)])


def compute_scale(values: FloatArray) -> FloatArray:
    """Find the power of ten that makes each draw and party whole-numbered.

    Parameters
    ----------
    values : float64, shape ``(D, Q, C)``, each party's own points.

    Returns
    -------
    Powers of ten, shape ``(D, Q)``.

    Raises
    ------
    InputError : when a value is not a finite number.

    Examples
    --------
    >>> float(compute_scale(np.array([[[0.1, 0.2, -3.0]]]))[0, 0])
    100000000000.0
    """
    size = np.abs(values).sum(axis=-1)
    if not np.isfinite(size).all():
        raise InputError("values must be finite numbers; some draw holds inf or nan")
    digits = np.floor(np.log10(VALUE_LIMIT / np.where(size > 0, size, 1.0)))
    return _POWERS[np.clip(digits, -300, 22).astype(np.int64) + 300]


def scale_values(values: FloatArray, scale: FloatArray) -> FloatArray:
    """Scale values ``(D, Q, C)`` by ``(D, Q)`` and round them to whole numbers."""
    whole = values * scale[..., None]
    return np.rint(whole, out=whole)


def scale_reservation(reservation: FloatArray, scale: FloatArray) -> FloatArray:
    """Scale reservation values ``(D, Q)`` likewise.

    One beyond every package's reach, infinite or not, is moved to just beyond that reach.

    Raises
    ------
    InputError : when a reservation value is nan.
    """
    if np.isnan(reservation).any():
        raise InputError("reservation values must be numbers; some draw holds nan")
    beyond = VALUE_LIMIT + 1.0
    return np.rint(np.clip(reservation * scale, -beyond, beyond))
