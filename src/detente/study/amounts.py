"""Amounts of a plan in whole units, so that ties are ties."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from detente.core.layout import FloatArray, IntArray
from detente.plan.problem import LARGEST

UNITS = 10**7
"""Units that all amounts of a party may take together in a plan; finer ones are rounded."""

PARTS = 10**12
"""Weighted exposure is counted in so many parts of what a party gives in all."""

MOST = 10**12
"""Units beyond which a loss, a payment or a margin no longer makes a difference."""


def find_full(
    values: IntArray, columns: list[tuple[IntArray, list[Fraction]]]
) -> tuple[npt.NDArray[np.object_], int]:
    """Add the columns of each item up exactly; ``(Q, M)`` Python integers, and their scale."""
    scale = math.lcm(1, *(share.denominator for _, shares in columns for share in shares))
    full = np.zeros((len(values), len(columns)), dtype=object)
    for place, (at, shares) in enumerate(columns):
        for column, share in zip(at.tolist(), shares, strict=True):
            full[:, place] += values[:, column].astype(object) * int(share * scale)
    return full, scale


def fit(
    locked: npt.NDArray[np.object_], whole: npt.NDArray[np.object_], per_point: list[int]
) -> tuple[IntArray, IntArray, FloatArray]:
    """Bring each party's amounts into units that fit; exactly, where they do.

    Units are as fine as fits, so that terms in fractions of a point are kept too.
    """
    fitted = np.zeros((2, *locked.shape), dtype=np.int64)
    units = np.ones(len(locked))
    for p, unit in enumerate(per_point):
        amounts = [int(each) for each in (*locked[p], *whole[p])]
        factor = math.gcd(unit, *amounts)
        total = sum(map(abs, amounts)) // factor
        if total > UNITS:
            factor *= -(-total // UNITS)
        finer = 10 ** len(str(UNITS // max(total, 1))[1:])
        row = [_divide(each, factor) * finer for each in amounts]
        fitted[:, p] = np.array(row, dtype=np.int64).reshape(2, -1)
        units[p] = unit / factor * finer
    return fitted[0], fitted[1], units


def shrink(row: list[int], floor: int) -> tuple[list[int], int, int]:
    """Divide a floor and its amounts by what they have in common, and by more if they are huge."""
    factor = math.gcd(floor, *row) or 1
    total = (sum(map(abs, row)) + abs(floor)) // factor
    if total > LARGEST:
        factor *= -(-total // LARGEST)
    return [_divide(each, factor) for each in row], floor // factor, factor


def _divide(amount: int, factor: int) -> int:
    """Divide and round to the nearest."""
    return (2 * amount + factor) // (2 * factor)


def weigh(gives: IntArray, units: FloatArray, named: Sequence[float]) -> tuple[FloatArray, float]:
    """How exposures compare: as shares of all that each gives, or by named weights of points.

    Returns what a unit of each party counts for, ``(P,)``, and what all that a party gives counts
    for at most.
    """
    if not len(named):
        return np.where(gives > 0, 1.0 / np.maximum(gives, 1), 0.0), 1.0
    per_unit = np.asarray(named) / units
    return per_unit, float((gives * per_unit).max()) or 1.0


def to_units(points: FloatArray, units: FloatArray) -> IntArray:
    """Turn points of each party into whole units, at most :data:`MOST`."""
    return np.clip(np.rint(points * units), -MOST, MOST).astype(np.int64)
