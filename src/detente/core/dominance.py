"""Dominance: which points nothing else beats.

A point dominates another when it is at least as good for everybody and better for somebody. What
is left after striking out the dominated points is the *Pareto frontier*. Equal points do not
dominate each other: of a nondominated point, every copy stays.

One objective needs a maximum. Two need a sweep: walk from the best for the first party downwards
and keep what sets a new record for the second; that is the O(N log N) of a sort, and less when
the points come in sorted runs, since NumPy's stable sort of integers recognises runs. Three and
more use the divide-and-conquer of Kung, Luccio and Preparata (1975) in the library moocore, whose
doubles are exact here because the points stay below 2**53 (:mod:`detente.core.fixed`). Of many
points for three, a look at a grid strikes out most before that.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from detente.core.fixed import LIMIT
from detente.core.layout import BoolArray, IntArray
from detente.errors import InputError

_MANY = 2048
"""From so many points on, it pays to look at a grid first."""

_MOST_BINS = 512


def find_nondominated(points: npt.ArrayLike) -> BoolArray:
    """Say which points no other point dominates.

    Parameters
    ----------
    points : integers, shape ``(N, P)``; more is better in every column. Magnitudes below 2**53
        when P is three or more.

    Returns
    -------
    bool, shape ``(N,)``. Duplicates of a nondominated point are all true.

    Raises
    ------
    InputError
        If the points are not a table, or too large to compare exactly.

    Notes
    -----
    O(N log N) for P up to 3, O(N (log N)**(P-2)) for four and more (Kung, Luccio and
    Preparata 1975, *Journal of the ACM* 22, 469-476).

    Examples
    --------
    >>> find_nondominated([[1, 3], [2, 2], [1, 2], [2, 2], [3, 0]])
    array([ True,  True, False,  True,  True])
    """
    table = np.asarray(points)
    if table.ndim != 2 or table.dtype.kind not in "iu":
        raise InputError(
            f"Points must be whole numbers in a table of one row per point; these have "
            f"{table.ndim} axes and type {table.dtype}. Use detente.core.fixed.to_fixed first."
        )
    mask = np.zeros(len(table), dtype=np.bool_)
    mask[order_nondominated(np.ascontiguousarray(table.T, dtype=np.int64))] = True
    return mask


def order_nondominated(columns: IntArray) -> IntArray:
    """Find the nondominated points in ascending lexicographic order.

    Parameters
    ----------
    columns : one row per objective and one column per point, shape ``(P, N)``.

    Returns
    -------
    Positions of the nondominated points; copies of one point stand side by side.
    """
    varying = columns[find_varying(columns)]
    if varying.shape[1] == 0 or len(varying) == 0:
        return np.arange(varying.shape[1])
    if len(varying) == 1:
        return np.flatnonzero(varying[0] == varying[0].max())
    if len(varying) == 2:
        return _sweep(varying[0], varying[1])
    _check_size(varying)
    hopeful = np.arange(varying.shape[1]) if len(varying) > 3 else _drop_beaten(varying)
    kept = hopeful[_filter_many(varying.take(hopeful, 1))]
    return kept[order_columns(varying.take(kept, 1))]


def order_columns(columns: IntArray) -> IntArray:
    """Positions that sort points lexicographically, first objective first; shape ``(P, N)``."""
    return np.lexsort(columns[::-1])


def find_varying(columns: IntArray) -> IntArray:
    """Objectives in which the points differ at all; the others decide nothing. ``(P, N)``."""
    if columns.shape[1] == 0:
        return np.arange(len(columns))
    return np.flatnonzero(columns.max(axis=1) != columns.min(axis=1))


def mark_new(columns: npt.NDArray[np.int64]) -> BoolArray:
    """Mark each point that differs from the one before it; shapes ``(P, N)`` to ``(N,)``."""
    new = np.ones(columns.shape[1], dtype=np.bool_)
    np.any(columns[:, 1:] != columns[:, :-1], axis=0, out=new[1:])
    return new


def _sweep(first: IntArray, second: IntArray) -> IntArray:
    """Walk down the first objective; keep the records of the second, and their copies."""
    order = np.argsort(first, kind="stable")[::-1]
    height = second[order]
    at_record = np.flatnonzero(height == np.maximum.accumulate(height))
    order = order[at_record]
    across, height = first[order], second[order]
    sets_record = mark_new(height[None, :])
    record = np.cumsum(sets_record) - 1
    where = across[sets_record]
    # A record is beaten when the next one stands at the same place; a later point of the
    # same height is a copy only when it stands where the record was set.
    stands = np.append(where[1:] != where[:-1], True)
    kept: IntArray = order[stands[record] & (across == where[record])][::-1]
    return kept


def _check_size(columns: IntArray) -> None:
    if np.abs(columns).max() >= LIMIT:
        raise InputError(
            "Points of three or more parties must stay below 2**53 to be compared exactly. "
            "Use fewer decimals, or larger units."
        )


def _drop_beaten(columns: IntArray) -> IntArray:
    """Find the points of three objectives that a look at a grid does not show to be dominated.

    The first two objectives are cut into bins. A point is dominated if in bins beyond its own, in
    both, another stands as high in the third. Of many sums of fronts few are left, in O(N).
    """
    if columns.shape[1] < _MANY:
        return np.arange(columns.shape[1])
    bins = min(_MOST_BINS, math.isqrt(columns.shape[1]) // 2)
    across, along = (_put_in_bins(row, bins) for row in columns[:2])
    cell = across * bins + along
    lowest = np.iinfo(np.int64).min
    height = np.full(bins * bins, lowest)
    np.maximum.at(height, cell, columns[2])
    beyond = np.full((bins + 1, bins + 1), lowest)
    turned = height.reshape(bins, bins)[::-1, ::-1]
    highest = np.maximum.accumulate(np.maximum.accumulate(turned, axis=0), axis=1)
    beyond[:-1, :-1] = highest[::-1, ::-1]
    return np.flatnonzero(columns[2] > beyond[1:, 1:].reshape(-1)[cell])


def _put_in_bins(row: IntArray, bins: int) -> IntArray:
    """Number the bin of each amount, ascending, ``(N,)``."""
    low, high = int(row.min()), int(row.max())
    return np.asarray((row - low) // ((high - low) // bins + 1))


def _filter_many(columns: IntArray) -> BoolArray:
    from moocore import is_nondominated

    points = np.ascontiguousarray(columns.T, dtype=np.float64)
    mask: BoolArray = is_nondominated(points, maximise=True, keep_weakly=True)
    return mask
