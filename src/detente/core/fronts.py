"""Many small fronts at once, for issues that hang together.

Deciding an issue for every combination of its neighbours takes as many sums and unions of fronts
as there are combinations, most of them of a handful of points. One after another they would cost
more in overhead than in work. Here the fronts of a table stand behind each other in one array, and
all of them are added, united and struck out together: sorting by front first and by worth second
makes one sweep (:mod:`detente.core.dominance`) do for all. Large fronts, of which there are few,
are left to :mod:`detente.core.semiring`, one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from detente.core.dominance import mark_new, order_columns
from detente.core.layout import BoolArray, IntArray
from detente.core.semiring import (
    Counts,
    Front,
    Need,
    Rules,
    add,
    merge_equal,
    multiply,
    thin,
    unite,
)

_BATCH = 2**20  # sums formed at once
_LARGE = 4_096  # sums of one front, on average, beyond which fronts are made one by one
_FEW = 48  # points of one front that are compared with each other, where there is no sweep
_WIDEST = 2**62  # numbers below can stand for a front and a worth in one


@dataclass(frozen=True, slots=True)
class Fronts:
    """Fronts behind each other, E of them, some of them forbidden.

    Parameters
    ----------
    sums, keys, counts : as in :class:`~detente.core.semiring.Front`, of all points: ``(R, N)``,
        ``(limbs, N)``, ``(N,)``.
    starts : where each front starts, and N at the end, shape ``(E + 1,)``.
    epsilon : how far thinning may have set each back, shape ``(R, E)``.
    allowed : which are not forbidden, shape ``(E,)``. One that is allowed may be empty.
    neutral : whether adding any of them changes nothing.
    """

    sums: IntArray
    keys: IntArray
    counts: Counts
    starts: IntArray
    epsilon: IntArray
    allowed: BoolArray
    neutral: bool = False

    @property
    def sizes(self) -> IntArray:
        """Points of each front, shape ``(E,)``."""
        return np.diff(self.starts)

    def get(self, place: int) -> Front | None:
        """Take one front out; None when it is forbidden."""
        if not self.allowed[place]:
            return None
        points = slice(int(self.starts[place]), int(self.starts[place + 1]))
        return Front(
            self.sums[:, points],
            self.keys[:, points],
            self.counts[points],
            self.epsilon[:, place],
            neutral=self.neutral,
        )


def make_singles(sums: IntArray, keys: IntArray, counts: Counts) -> Fronts:
    """Make fronts of one point each; ``(R, E)``, ``(limbs, E)`` and ``(E,)``."""
    many = len(counts)
    return Fronts(
        sums, keys, counts, np.arange(many + 1), np.zeros_like(sums), np.ones(many, dtype=np.bool_)
    )


def make_mask(allowed: BoolArray, rows: int, limbs: int) -> Fronts:
    """Make fronts that add nothing, and forbid some; ``allowed`` of shape ``(E,)``."""
    many = allowed.size
    nothing = make_singles(
        np.zeros((rows, many), dtype=np.int64),
        np.zeros((limbs, many), dtype=np.int64),
        np.ones(many, dtype=np.int64),
    )
    return replace(nothing, allowed=allowed.reshape(-1), neutral=True)


def pack(fronts: Sequence[Front | None], rows: int, limbs: int) -> Fronts:
    """Put fronts behind each other; None for what is forbidden."""
    none = np.zeros((max(rows, limbs), 0), dtype=np.int64)
    there = [front for front in fronts if front is not None]
    epsilon = np.zeros((rows, len(fronts)), dtype=np.int64)
    allowed = np.array([front is not None for front in fronts], dtype=np.bool_)
    if there:
        epsilon[:, allowed] = np.stack([front.epsilon for front in there], axis=1)
    sizes = [0 if front is None else len(front) for front in fronts]
    return Fronts(
        np.concatenate([none[:rows], *(front.sums for front in there)], axis=1),
        np.concatenate([none[:limbs], *(front.keys for front in there)], axis=1),
        np.concatenate([none[0], *(front.counts for front in there)]),
        np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]).astype(np.int64),
        epsilon,
        allowed,
    )


@dataclass(frozen=True, slots=True)
class Pairs:
    """Which fronts to add, and which of the sums to unite.

    Parameters
    ----------
    left, right : places of the fronts of each pair, none of them forbidden, shape ``(M,)``.
    into : the front that the sum goes to, ascending, shape ``(M,)``.
    many : how many fronts that makes, E; those that nothing goes to are forbidden.
    """

    left: IntArray
    right: IntArray
    into: IntArray
    many: int

    def take(self, where: slice) -> Pairs:
        """Keep some pairs in a row."""
        return Pairs(self.left[where], self.right[where], self.into[where], self.many)


def combine(left: Fronts, right: Fronts, pairs: Pairs, rules: Rules, need: Need | None) -> Fronts:
    """Add fronts in pairs, and unite the sums that belong together.

    Parameters
    ----------
    left, right : fronts.
    pairs : what to add, and where it goes.
    rules : those of the computation.
    need : what the floors ask of the sums.

    Returns
    -------
    The fronts, those above the cap thinned. O(S log S) for S sums of two parties; small fronts of
    more are compared point with point.
    """
    sizes = left.sizes[pairs.left] * right.sizes[pairs.right]
    starts = np.flatnonzero(mark_new(pairs.into[None, :]))
    if not len(starts):
        return pack([None] * pairs.many, len(left.sums), len(left.keys))
    weights = np.add.reduceat(sizes, starts)
    if not _are_small(weights, len(left.sums), rules.parties):
        return _combine_one_by_one(left, right, pairs, rules, need)
    pieces = [
        _combine_batch(left, right, pairs.take(where), rules.parties, need)
        for where in _cut(starts, weights, len(sizes))
    ]
    united = _chain(pieces, pairs, starts, left.epsilon, right.epsilon)
    return _thin_large(united, rules.cap)


def _are_small(weights: IntArray, rows: int, parties: int) -> bool:
    """Whether fronts of so many sums each are better made all at once."""
    if rows > 2 or rows > parties:
        return int(weights.max()) <= _FEW
    return int(weights.max()) <= _BATCH and float(weights.mean()) <= _LARGE


def _combine_one_by_one(
    left: Fronts, right: Fronts, pairs: Pairs, rules: Rules, need: Need | None
) -> Fronts:
    made: list[list[Front]] = [[] for _ in range(pairs.many)]
    for one, other, into in zip(
        pairs.left.tolist(), pairs.right.tolist(), pairs.into.tolist(), strict=True
    ):
        first, second = left.get(one), right.get(other)
        if first is not None and second is not None:
            made[into].append(first if second.neutral else add(first, second, rules, need))
    united = [unite(each, rules, need) if each else None for each in made]
    return pack(united, len(left.sums), len(left.keys))


def _cut(starts: IntArray, weights: IntArray, stop: int) -> Iterator[slice]:
    """Cut pairs into batches, between the fronts that they go to."""
    batch = np.cumsum(weights) // _BATCH
    bounds = [*starts[mark_new(batch[None, :])].tolist(), stop]
    return (slice(start, end) for start, end in pairwise(bounds))


@dataclass(frozen=True, slots=True)
class _Piece:
    """Points of some fronts, and the front of each, ascending."""

    points: Front
    into: IntArray


def _combine_batch(
    left: Fronts, right: Fronts, pairs: Pairs, parties: int, need: Need | None
) -> _Piece:
    """Form every sum of some pairs, and keep what nothing in the same front beats."""
    of_left, of_right, pair = _match(left, right, pairs)
    sums = left.sums.take(of_left, 1)
    if not right.neutral:
        sums += right.sums.take(of_right, 1)
    into = pairs.into[pair]
    alive = slice(None) if need is None else (sums >= need.at_least[:, None]).all(axis=0)
    if need is not None:
        sums, into = np.minimum(sums[:, alive], need.enough[:, None]), into[alive]
    kept = _strike(into, sums, parties)
    of_left, of_right = of_left[alive][kept], of_right[alive][kept]
    keys, counts = left.keys.take(of_left, 1), left.counts[of_left]
    if not right.neutral:
        keys += right.keys.take(of_right, 1)
        counts = multiply(counts, right.counts[of_right])
    labelled = np.concatenate([into[None, kept], sums.take(kept, 1)])
    merged = merge_equal(Front(labelled, keys, counts, np.zeros(0, dtype=np.int64)))
    return _Piece(replace(merged, sums=merged.sums[1:]), merged.sums[0])


def _match(left: Fronts, right: Fronts, pairs: Pairs) -> tuple[IntArray, IntArray, IntArray]:
    """Find the two points of every sum, and its pair; each of shape ``(S,)``."""
    few = right.sizes[pairs.right]
    sizes = left.sizes[pairs.left] * few
    pair = np.repeat(np.arange(len(sizes)), sizes)
    step = np.arange(len(pair)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    if (few == 1).all():
        return left.starts[pairs.left][pair] + step, right.starts[pairs.right][pair], pair
    of_left, of_right = np.divmod(step, few[pair])
    of_left += left.starts[pairs.left][pair]
    of_right += right.starts[pairs.right][pair]
    return of_left, of_right, pair


def _strike(into: IntArray, sums: IntArray, parties: int) -> IntArray:
    """Find what to keep of each front, by front and then by worth, ascending.

    Parameters
    ----------
    into : the front of each sum, ascending, shape ``(S,)``.
    sums : shape ``(R, S)``.
    parties : rows that are objectives; sums that tie for all of them are kept beside each other.
    """
    if len(sums) > parties or len(sums) > 2:
        return _compare_all(into, sums, parties)
    return _sweep(into, sums)


def _sweep(into: IntArray, sums: IntArray) -> IntArray:
    """Walk each front down the first row; keep the records of the last, and their copies."""
    if not len(into):
        return into
    order = _order(np.concatenate([into[None], sums]))
    ranked = np.concatenate([into[None, order], sums[:, order]])
    new = mark_new(ranked)
    front, height = ranked[0, new][::-1], ranked[-1, new][::-1]
    if len(sums) == 1:
        record = mark_new(front[None, :])
    else:
        record = mark_new(front[None, :])
        climbing = _lift(front, height)
        record[1:] |= climbing[1:] > np.maximum.accumulate(climbing)[:-1]
    return np.asarray(order[record[::-1][np.cumsum(new) - 1]])


def _lift(front: IntArray, height: IntArray) -> IntArray:
    """Raise each front above those before it, so that one running maximum does for all."""
    low, high = int(height.min()), int(height.max())
    turn = np.cumsum(mark_new(front[None, :])) - 1
    if (high - low + 1) * len(front) >= _WIDEST:
        height = np.unique(height, return_inverse=True)[1]
        low, high = 0, len(height)
    lifted: IntArray = turn * (high - low + 1) + (height - low)
    return lifted


def _order(columns: IntArray) -> IntArray:
    """Sort points by the first row, then the next, as one number each where that is possible."""
    low = columns.min(axis=1)
    spans = [
        int(high) - int(least) + 1 for high, least in zip(columns.max(axis=1), low, strict=True)
    ]
    whole = 1
    for span in spans:
        whole *= span
    if whole >= _WIDEST:
        return order_columns(columns)
    number = columns[0] - low[0]
    for row, least, span in zip(columns[1:], low[1:], spans[1:], strict=True):
        number = number * span + (row - least)
    return np.asarray(np.argsort(number))


def _compare_all(into: IntArray, sums: IntArray, parties: int) -> IntArray:
    """Compare every point of a small front with every other."""
    if not len(into):
        return into
    sizes = np.bincount(into)
    sizes = sizes[sizes > 0]
    most = int(sizes.max())
    step = max(1, 2 * _BATCH // most**2)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    kept = np.zeros(len(into), dtype=np.bool_)
    for first in range(0, len(sizes), step):
        some = sizes[first : first + step]
        points = slice(int(starts[first]), int(starts[min(first + step, len(sizes))]))
        kept[points] = _compare(sums[:, points], some, parties)
    where = np.flatnonzero(kept)
    rows = np.concatenate([into[None], sums])
    return np.asarray(where[order_columns(rows.take(where, 1))])


def _compare(sums: IntArray, sizes: IntArray, parties: int) -> BoolArray:
    """Say what nothing beats, and what ties with that, in fronts of these sizes in a row."""
    there = np.arange(int(sizes.max())) < sizes[:, None]
    padded = np.zeros((len(sums), *there.shape), dtype=np.int64)
    padded[:, there] = sums
    # of each front, whether i is nowhere above j, the same in all rows, the same for all parties
    below: BoolArray = there[:, None, :] & there[:, :, None]
    same, tied = below.copy(), below
    for row, worth in enumerate(padded):
        np.logical_and(below, worth[:, :, None] <= worth[:, None, :], out=below)
        np.logical_and(same, worth[:, :, None] == worth[:, None, :], out=same)
        if row == parties - 1:
            tied = same.copy()
    unbeaten = there & ~(below & ~same).any(axis=2)
    kept = np.asarray((tied & unbeaten[:, None, :]).any(axis=2))
    return np.asarray(kept[there])


def _chain(
    pieces: list[_Piece], pairs: Pairs, starts: IntArray, left: IntArray, right: IntArray
) -> Fronts:
    """Put the points of all batches behind each other."""
    into = np.concatenate([piece.into for piece in pieces])
    sizes = np.bincount(into, minlength=pairs.many)
    groups = pairs.into[starts]
    allowed = np.zeros(pairs.many, dtype=np.bool_)
    allowed[groups] = True
    epsilon = np.zeros((len(left), pairs.many), dtype=np.int64)
    if left.any() or right.any():
        both = left[:, pairs.left] + right[:, pairs.right]
        epsilon[:, groups] = np.maximum.reduceat(both, starts, axis=1)
    return Fronts(
        np.concatenate([piece.points.sums for piece in pieces], axis=1),
        np.concatenate([piece.points.keys for piece in pieces], axis=1),
        np.concatenate([piece.points.counts for piece in pieces]),
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        epsilon,
        allowed,
    )


def _thin_large(fronts: Fronts, cap: int) -> Fronts:
    """Thin those that hold more points than the cap."""
    if fronts.sizes.max(initial=0) <= cap:
        return fronts
    each = [fronts.get(place) for place in range(len(fronts.allowed))]
    thinned = [thin(one, cap) if one is not None and len(one) > cap else one for one in each]
    return pack(thinned, len(fronts.sums), len(fronts.keys))
