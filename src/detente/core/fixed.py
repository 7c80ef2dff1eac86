"""Fixed point: decimal text as integers, so that ties are exact.

A value of 0.3 and a sum of 0.1 and 0.2 are the same to a negotiator and differ in binary
floating point, and a package that merely ties another must not be reported as dominated by it,
or as better. Point values are written as decimals; multiplied by the right power of ten they are
integers, and integers add and compare exactly. Every party has a scale of its own, hence a
number of decimals of its own. Ratios of one party's values are untouched by the choice.

Two promises hold up to :data:`LIMIT`, 2**53: totals fit an int64 with room to spare, and a double
holds each of them exactly, so that code which works in doubles agrees with code in integers.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from detente.core.layout import FloatArray, IntArray, Layout
from detente.errors import InputError

LIMIT = 2**53
"""Totals stay below this, so that int64 and double precision both hold them exactly."""

MOST_DECIMALS = 9
"""Values are written with at most this many decimals."""

_SAFE_PRODUCT = 2.0**50  # below it, rounding a product of doubles finds the intended integer

Number = int | float | Decimal
Rational = int | float | Decimal | Fraction


def choose_decimals(values: Iterable[Number]) -> int:
    """Say how many decimals hold one party's values in fixed point.

    Decimals, and floats that print as short decimals, are held exactly: the answer is the most
    decimals that any of them is written with. Values with more than nine decimals (computed
    ones, such as a square root) are rounded: the answer is then the most decimals, up to nine,
    that the size of the values leaves room for.

    Parameters
    ----------
    values : all values of one party, the reservation value among them.

    Raises
    ------
    InputError
        If a value is not finite, or a single value cannot be held.

    Examples
    --------
    >>> choose_decimals([5, Decimal("0.25"), 0.1])
    2
    >>> choose_decimals([2**0.5])
    9
    """
    exact = [_as_decimal(value) for value in values]
    written = max((_count_decimals(value) for value in exact), default=0)
    largest = max((abs(value) for value in exact), default=Decimal(0))
    room = _count_room(largest)
    if room < (written if written <= MOST_DECIMALS else 0):
        raise InputError(
            f"The value {largest} is too large to be held exactly beside values with {written} "
            f"decimals: together they may take 15 digits. Use fewer decimals, or larger units."
        )
    return min(written, room, MOST_DECIMALS)


def to_fixed(values: npt.ArrayLike, decimals: int) -> IntArray:
    """Turn values into fixed point.

    Parameters
    ----------
    values : ints, floats or Decimals, any shape. Decimals (an object array or nested list) must
        not have more decimals than asked for; floats are rounded to that many, half to even.
    decimals : decimals to keep, zero or more.

    Returns
    -------
    ``values * 10**decimals`` as int64, of the same shape.

    Raises
    ------
    InputError
        If a value is not finite, has too many decimals, or reaches 2**53 units.

    Examples
    --------
    >>> to_fixed([0.1 + 0.2, 0.3], 1)
    array([3, 3])
    >>> to_fixed([Decimal("1.25"), Decimal(-2)], 2)
    array([ 125, -200])
    """
    given = np.asarray(values)
    if given.dtype != object and _is_plain(given, decimals):
        return np.rint(given * 10.0**decimals).astype(np.int64)
    units = [_to_units(value, decimals) for value in given.ravel().tolist()]
    return np.array(units, dtype=np.int64).reshape(given.shape)


def from_fixed(units: npt.ArrayLike, decimals: int) -> FloatArray:
    """Turn fixed point back into floats: the double nearest to each value.

    Examples
    --------
    >>> from_fixed([3, -250], 1)
    array([  0.3, -25. ])
    """
    return np.asarray(units, dtype=np.float64) / 10.0**decimals


def to_decimal(units: int, decimals: int) -> Decimal:
    """Turn one fixed-point value back into the decimal it stands for, exactly.

    Examples
    --------
    >>> to_decimal(-250, 2)
    Decimal('-2.50')
    """
    sign, digits, _ = Decimal(int(units)).as_tuple()
    return Decimal((sign, digits, -decimals))


def read_exactly(value: Rational) -> Fraction:
    """Read a number as the fraction it was written as; a float as its shortest decimal.

    Raises
    ------
    InputError
        If the number is not finite.

    Examples
    --------
    >>> read_exactly(0.1), read_exactly(Decimal("2.5"))
    (Fraction(1, 10), Fraction(5, 2))
    """
    return value if isinstance(value, Fraction) else Fraction(_as_decimal(value))


def compute_bounds(layout: Layout, values: IntArray) -> tuple[IntArray, IntArray]:
    """Bound what any package can total, constraints aside.

    Parameters
    ----------
    layout : the package space.
    values : fixed point, shape ``(Q, C)``.

    Returns
    -------
    lowest, highest : int64, each ``(Q,)``: every issue at its worst and at its best, and
        every interaction counted only where it lowers and only where it raises the total.
    """
    options = values[:, : layout.n_options]
    extras = values[:, layout.n_options :]
    lowest = np.minimum.reduceat(options, layout.starts, axis=1).sum(axis=1)
    highest = np.maximum.reduceat(options, layout.starts, axis=1).sum(axis=1)
    return (
        lowest + np.minimum(extras, 0).sum(axis=1),
        highest + np.maximum(extras, 0).sum(axis=1),
    )


def check_totals(layout: Layout, values: IntArray) -> None:
    """Raise unless every partial total of every package stays below 2**53.

    Parameters
    ----------
    layout : the package space.
    values : fixed point, shape ``(Q, C)``.

    Raises
    ------
    InputError
        Naming the first row whose totals could reach the limit.
    """
    size = np.abs(values.astype(np.float64))
    options = np.maximum.reduceat(size[:, : layout.n_options], layout.starts, axis=1)
    totals = options.sum(axis=1) + size[:, layout.n_options :].sum(axis=1)
    for row in np.flatnonzero(totals >= LIMIT):
        raise InputError(
            f"Row {row} of the values (parties, then ratifiers, from 0) can total "
            f"{totals[row]:.3g} units of its last decimal; sums are exact only below 2**53, "
            f"about {LIMIT:.1e}. Use fewer decimals, or larger units."
        )


def _as_decimal(value: Number) -> Decimal:
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if not exact.is_finite():
        raise InputError(f"A value must be a finite number; this one is {value}.")
    return exact


def _count_decimals(value: Decimal) -> int:
    """Count the decimals of a finite value, trailing zeros aside."""
    _, digits, exponent = value.as_tuple()
    if int(exponent) >= 0:
        return 0
    text = "".join(map(str, digits))
    trailing = len(text) - len(text.rstrip("0"))
    return max(0, -int(exponent) - trailing) if any(digits) else 0


def _count_room(largest: Decimal) -> int:
    """Count the decimals that a value of this size leaves room for; negative when none."""
    whole = Fraction(largest)
    room = MOST_DECIMALS
    while room >= 0 and whole * 10**room >= LIMIT:
        room -= 1
    return room


def _is_plain(given: npt.NDArray[np.generic], decimals: int) -> bool:
    """Whether multiplying in doubles and rounding is sure to find the right integers."""
    if given.dtype.kind not in "iuf" or given.size == 0:
        return given.size == 0
    largest = float(np.max(np.abs(given.astype(np.float64))))
    return math.isfinite(largest) and largest * 10.0**decimals < _SAFE_PRODUCT


def _to_units(value: Number, decimals: int) -> int:
    exact, scale = _as_decimal(value), int(10**decimals)
    numerator, denominator = exact.as_integer_ratio()
    units, rest = divmod(numerator * scale, denominator)
    if rest and exact is value:
        raise InputError(f"The value {value} has more than {decimals} decimals.")
    if rest:
        units = round(Fraction(exact) * scale)
    if abs(units) >= LIMIT:
        raise InputError(
            f"The value {value} with {decimals} decimals kept reaches 2**53 units, beyond which "
            f"sums are not exact. Use fewer decimals, or larger units."
        )
    return units
