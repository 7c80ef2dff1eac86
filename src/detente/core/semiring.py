"""The Pareto semiring: sets of sums worth keeping, how they unite, and how they add.

Let a *front* be a set of points of which none dominates another. Two fronts *unite* by putting
their points together and striking out what is dominated. They *add* by adding every point of one
to every point of the other and striking out again. These two operations obey the laws of plus and
times (Rollon and Larrosa 2006, *Journal of Heuristics* 12, 307-328), and hence an elimination
scheme that was made for numbers finds frontiers when it is fed fronts: a party's best total is
never lost by striking out early, because whatever completes a dominated sum completes the sum
that dominates it as well. For a sum over issues this is the dynamic programme of Nemhauser and
Ullmann (1969, *Management Science* 15, 494-505).

Each point carries the key of the lexicographically first package that attains it
(:mod:`detente.core.packages`) and the number of packages that do.

Floors
------
A ratifier is not to be pleased but to be satisfied: its row of a front counts only until its
floor is settled. Knowing the best and the worst that everything outside a front can still add, a
sum that cannot reach the floor is dropped, and a sum that is sure to reach it is clamped to the
least that is sure: more would be useless. Once the outside is used up, all that is left stands
exactly at the floor, and the row decides nothing. As long as it does, sums that tie for all
parties stay beside each other even when one leaves a ratifier less to spare: they are different
ways to the same point.

Thinning
--------
Fronts can grow without bound when one side's loss is just the other's gain. A front larger than
its cap is laid on a grid over all rows but the last that varies, and of each cell only the point
that is highest in that last one is kept. What the points of a cell lose at most by being
represented by that one is recorded per row as the front's ``epsilon``. Unions take the larger
epsilon and sums add them up, so that the final one bounds the error of the whole computation.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from detente.core.dominance import (
    find_varying,
    mark_new,
    order_columns,
    order_nondominated,
)
from detente.core.layout import IntArray

Counts = npt.NDArray[Any]
"""int64, or Python integers in an object array once int64 could overflow."""

_NO_KEY = 2**62  # larger than every key
_MOST_NUMBERS = 2**62  # of points that can be told apart by one number
_BATCH = 2**22  # sums formed at once
_MOST_SUMS = 2**27  # sums formed in one addition
_FINEST = 4  # grids tried: this many times finer than the coarsest that surely fits, and coarser


@dataclass(frozen=True, slots=True)
class Front:
    """Sums of which none dominates another.

    Parameters
    ----------
    sums : parties, then unsettled floors, by points in ascending order, shape ``(R, N)``.
    keys : lexicographically first package of each point, shape ``(limbs, N)``.
    counts : number of packages that attain each point, shape ``(N,)``.
    epsilon : how far thinning may have set the front back, per row, shape ``(R,)``.
    made : how it came about, where a trail is kept.
    neutral : whether adding it changes nothing.
    """

    sums: IntArray
    keys: IntArray
    counts: Counts
    epsilon: IntArray
    made: tuple[Literal["union", "sum", "leaf"], tuple[Front, ...]] = ("leaf", ())
    neutral: bool = False

    def __len__(self) -> int:
        return int(self.sums.shape[1])


@dataclass(frozen=True, slots=True)
class Need:
    """What the floors ask of a sum, given all that can still be added to it.

    Parameters
    ----------
    at_least : sums below cannot reach the floor any more, shape ``(R,)``.
    enough : sums at or above are sure to reach it, shape ``(R,)``.
    """

    at_least: IntArray
    enough: IntArray


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for all fronts of one computation.

    Parameters
    ----------
    parties : rows that are objectives; the rows after them are floors only.
    cap : points that a front may keep.
    trail : whether fronts remember what they were made of.
    """

    parties: int
    cap: int
    trail: bool = False


def unite(fronts: Sequence[Front], rules: Rules, need: Need | None) -> Front:
    """Put fronts together and strike out what is dominated; at least one front."""
    sums = np.concatenate([front.sums for front in fronts], axis=1)
    keys = np.concatenate([front.keys for front in fronts], axis=1)
    counts = np.concatenate([front.counts for front in fronts])
    epsilon: IntArray = np.max([front.epsilon for front in fronts], axis=0)
    front = _reduce(sums, lambda kept: (keys.take(kept, 1), counts[kept]), epsilon, rules, need)
    return replace(front, made=("union", tuple(fronts))) if rules.trail else front


def add(left: Front, right: Front, rules: Rules, need: Need | None) -> Front:
    """Add every point of one front to every point of another, and strike out.

    O(N M log M) for fronts of N and M points, M the smaller, of two parties: M sorted runs of
    length N are merged.
    """
    large, small = _make_fit(*((left, right) if len(left) >= len(right) else (right, left)))
    if len(small) == 1:
        total = _shift(large, small)
    elif len(small) * len(large) <= _BATCH:
        total = _add_all(large, small, rules, need)
    else:
        total = _add_in_batches(large, small, rules, need)
    return replace(total, made=("sum", (large, small))) if rules.trail else total


def find_keys(front: Front, point: IntArray, rules: Rules) -> Iterator[IntArray]:
    """Walk the trail of a front backwards: the key of every package that attains a point.

    Parameters
    ----------
    front : a front that was computed with a trail.
    point : a sum for each party, shape ``(P,)``; floors are for the caller to check.
    rules : those of the computation.

    Yields
    ------
    Keys, shape ``(limbs,)``, in no particular order.
    """
    how, parts = front.made
    if how == "leaf":
        if np.array_equal(front.sums[: rules.parties, 0], point):
            yield front.keys[:, 0]
    elif how == "union":
        for part in parts:
            if len(_locate(part, point, rules)):
                yield from find_keys(part, point, rules)
    else:
        large, small = parts
        for share in np.unique(small.sums[: rules.parties], axis=1).T:
            if len(_locate(large, point - share, rules)):
                for key in find_keys(small, share, rules):
                    for other in find_keys(large, point - share, rules):
                        yield key + other


def _locate(front: Front, point: IntArray, rules: Rules) -> IntArray:
    """Where a front attains a point, as far as the parties are concerned."""
    first = front.sums[0]
    start = int(np.searchsorted(first, point[0], "left"))
    stop = int(np.searchsorted(first, point[0], "right"))
    same = front.sums[: rules.parties, start:stop] == point[:, None]
    return np.flatnonzero(same.all(axis=0))


def _shift(front: Front, single: Front) -> Front:
    """Add a front of one point. What the floors ask of it is left to the next union or sum."""
    return Front(
        front.sums + single.sums,
        front.keys + single.keys,
        multiply(front.counts, single.counts),
        front.epsilon + single.epsilon,
    )


def _add_all(large: Front, small: Front, rules: Rules, need: Need | None) -> Front:
    sums = (small.sums[:, :, None] + large.sums[:, None, :]).reshape(len(small.sums), -1)

    def label(kept: IntArray) -> tuple[IntArray, Counts]:
        of_small, of_large = np.divmod(kept, len(large))
        keys = small.keys.take(of_small, 1) + large.keys.take(of_large, 1)
        return keys, multiply(small.counts[of_small], large.counts[of_large])

    return _reduce(sums, label, large.epsilon + small.epsilon, rules, need)


def _make_fit(large: Front, small: Front) -> tuple[Front, Front]:
    """Thin two fronts that have more sums than can be formed in seconds; the larger first."""
    if len(large) * len(small) > _MOST_SUMS:
        large = thin(large, max(math.isqrt(_MOST_SUMS), _MOST_SUMS // len(small)))
        small = thin(small, _MOST_SUMS // len(large))
    return large, small


def _add_in_batches(large: Front, small: Front, rules: Rules, need: Need | None) -> Front:
    """Add in batches that fit in memory, and unite the batches."""
    plain = replace(rules, trail=False)
    width = max(1, _BATCH // len(large))
    batches = (
        _add_all(large, _take(small, slice(start, start + width)), plain, need)
        for start in range(0, len(small), width)
    )
    return reduce(lambda total, batch: unite([total, batch], plain, need), batches)


def _take(front: Front, where: slice | IntArray) -> Front:
    return replace(
        front, sums=front.sums[:, where], keys=front.keys[:, where], counts=front.counts[where]
    )


def multiply(left: Counts, right: Counts) -> Counts:
    """Multiply numbers of packages, in Python integers where int64 could overflow."""
    if len(right) == 1 and right[0] == 1:
        return left
    product: Counts = _widen(left, float(right.max(initial=1))) * right
    return product


def _widen(counts: Counts, factor: float) -> Counts:
    if counts.dtype != object and float(counts.max(initial=1)) * factor >= 2.0**62:
        return counts.astype(object)
    return counts


def _reduce(
    sums: IntArray,
    label: Callable[[IntArray], tuple[IntArray, Counts]],
    epsilon: IntArray,
    rules: Rules,
    need: Need | None,
) -> Front:
    """Make a front of sums: settle floors, strike out, merge what is equal, thin."""
    alive = np.arange(sums.shape[1])
    if need is not None:
        alive = np.flatnonzero((sums >= need.at_least[:, None]).all(axis=0))
        sums = np.minimum(sums.take(alive, 1), need.enough[:, None])
    kept = _strike(sums, rules.parties)
    keys, counts = label(alive[kept])
    front = merge_equal(Front(sums.take(kept, 1), keys, counts, epsilon))
    return front if len(front) <= rules.cap else thin(front, rules.cap)


def _strike(sums: IntArray, parties: int) -> IntArray:
    """Find what to keep, in ascending order: the nondominated, and what ties with it.

    A sum ties when it is the same for every party; it may leave less to a floor.
    """
    kept = order_nondominated(sums)
    if not len(kept) or len(find_varying(sums[parties:])) == 0:
        return kept
    number = _number_alike(sums[:parties])
    tied = np.flatnonzero(np.isin(number, number[kept]))
    return kept if len(tied) == len(kept) else tied[order_columns(sums.take(tied, 1))]


def _number_alike(columns: IntArray) -> IntArray:
    """Number points so that those that are the same, and no others, share a number, ``(N,)``."""
    low, high = columns.min(axis=1), columns.max(axis=1)
    shape = [int(span) + 1 for span in high - low]
    if math.prod(shape) < _MOST_NUMBERS:
        return np.asarray(np.ravel_multi_index(tuple(columns - low[:, None]), shape))
    order = order_columns(columns)
    number = np.empty(columns.shape[1], dtype=np.int64)
    number[order] = np.cumsum(mark_new(columns.take(order, 1)))
    return number


def merge_equal(front: Front) -> Front:
    """Merge neighbours that are equal: the smallest key stands for all, the counts add up."""
    new = mark_new(front.sums)
    if new.all():
        return front
    starts = np.flatnonzero(new)
    runs = np.diff(starts, append=len(front))
    return replace(
        front,
        sums=front.sums.take(starts, 1),
        keys=_find_smallest(front.keys, starts, runs),
        counts=np.add.reduceat(_widen(front.counts, float(runs.max())), starts),
    )


def _find_smallest(keys: IntArray, starts: IntArray, runs: IntArray) -> IntArray:
    """Find the smallest key of each run, limb by limb; ``(limbs, N)`` to ``(limbs, runs)``."""
    smallest, first = [], np.ones(keys.shape[1], dtype=np.bool_)
    for limb in keys:
        running = np.where(first, limb, _NO_KEY)
        smallest.append(np.minimum.reduceat(running, starts))
        first = running == np.repeat(smallest[-1], runs)
    return np.stack(smallest)


def thin(front: Front, cap: int) -> Front:
    """Keep one point of each cell of a grid, and add to epsilon what that may cost."""
    varying = front.sums[find_varying(front.sums)]
    cell = _lay_grid(varying[:-1], cap)
    order = np.argsort(cell, kind="stable")
    starts = np.flatnonzero(mark_new(cell[None, order]))
    runs = np.diff(starts, append=len(order))
    height = varying[-1, order]
    highest = np.flatnonzero(height == np.repeat(np.maximum.reduceat(height, starts), runs))
    first = highest[np.searchsorted(highest, starts)]
    stands_in = np.repeat(order[first], runs)
    cost = (front.sums.take(order, 1) - front.sums.take(stands_in, 1)).max(axis=1)
    thinned = _take(front, np.sort(order[first]))
    return replace(thinned, epsilon=front.epsilon + np.maximum(cost, 0))


def _lay_grid(rows: IntArray, cap: int) -> IntArray:
    """Number the cell of each point on the finest grid tried that keeps within the cap.

    Points that vary in one row only, and hence in none of these, share one cell.
    """
    if not len(rows):
        return np.zeros(rows.shape[1], dtype=np.int64)
    low, span = rows.min(axis=1, keepdims=True), np.ptp(rows, axis=1, keepdims=True) + 1
    per_row = max(1, int(cap ** (1 / len(rows))))
    fineness = _FINEST
    while True:
        size = -(-span // (per_row * fineness))
        places = (rows - low) // size
        shape = tuple((places.max(axis=1) + 1).tolist())
        cell: IntArray = np.ravel_multi_index(tuple(places), shape)
        if fineness == 1 or _count_distinct(cell) <= cap:
            return cell
        fineness //= 2


def _count_distinct(cell: IntArray) -> int:
    """Count by sorting, which is quick where the numbers come in ascending runs."""
    return int(np.count_nonzero(np.diff(np.sort(cell, kind="stable")))) + 1
