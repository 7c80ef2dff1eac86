"""A sweep over all pairs of items done and a stage to come: 3^N of them, block by block.

Items are split into a low and a high half. A block is one set of done high items with one set of
high items to do, and within it all pairs of low items, held in order of where they lead. Loads and
rooms are sums over both halves, so a block needs one comparison of a vector with a number for each
room; few pairs survive, and only these are looked at closely.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from detente.core.layout import BoolArray, IntArray
from detente.plan.problem import Criterion, Problem
from detente.plan.rooms import Limits, Rooms, compute_rooms
from detente.plan.states import (
    States,
    compute_days,
    compute_loads,
    compute_shortfall,
    compute_states,
    count_items,
    find_allowed,
)

NEVER = 2**62
"""The value of a set that no plan within the limits reaches."""

STAGE = 2**40
"""What a stage counts beside days, where stages are counted first."""

_LOW = 8
_ZERO = np.zeros(1, dtype=np.intp)
_NARROW = 2**29
_SPARSE = 8


@dataclass(frozen=True)
class Steps:
    """Stages after sets of done items: some rows of two columns of low items, and high items."""

    columns: tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]
    rows: npt.NDArray[np.intp]
    high: tuple[int, int] = (0, 0)

    @property
    def done(self) -> IntArray:
        """What is done before each stage."""
        return self.columns[0].take(self.rows) | self.high[0]

    @property
    def added(self) -> IntArray:
        """What each stage does."""
        return self.columns[1].take(self.rows) | self.high[1]


class Fold(Protocol):
    """How the value of a plan follows from that of its beginning."""

    @property
    def layers(self) -> int:
        """How many values there are for each set."""

    def extend(self, values: IntArray, steps: Steps) -> IntArray:
        """Return the values ``(L, m)`` after these stages, given those before them."""


@dataclass(frozen=True)
class Fewest:
    """Count stages, then days: the value is ``STAGE * stages + days``."""

    days: IntArray
    layers: int = 1

    @cached_property
    def instant(self) -> bool:
        """Whether no stage takes any time."""
        return not self.days.any()

    def extend(self, values: IntArray, steps: Steps) -> IntArray:
        """Add a stage and its days."""
        if self.instant:
            return values + STAGE
        return values + (STAGE + self.days[steps.added])


@dataclass(frozen=True)
class Largest:
    """Keep the largest weight of any stage; with more than one layer, by number of stages."""

    weigh: Callable[[IntArray, IntArray], IntArray]
    layers: int = 1

    def extend(self, values: IntArray, steps: Steps) -> IntArray:
        """Take the larger of the weight so far and that of the stage."""
        larger = np.maximum(values, self.weigh(steps.done, steps.added))
        if self.layers == 1:
            return larger
        return np.concatenate([np.full_like(larger[:1], NEVER), larger[:-1]])


@dataclass(frozen=True)
class Lattice:
    """All sets of items of a problem, and what they come to.

    Parameters
    ----------
    problem : the items; lags do not count.
    criterion : what plans are compared by.
    """

    problem: Problem
    criterion: Criterion

    @cached_property
    def states(self) -> States:
        """What is known after each set."""
        return compute_states(self.problem, np.arange(1 << self.problem.n_items))

    @cached_property
    def loads(self) -> IntArray:
        """What a stage of each set asks, ``(2 P + 1, 2^N)``."""
        return compute_loads(self.problem, self.states.done)

    @cached_property
    def days(self) -> IntArray:
        """How long a stage of each set takes, ``(2^N,)``."""
        return compute_days(self.problem)

    @cached_property
    def allowed(self) -> BoolArray:
        """After which sets a stage may end, ``(2^N,)``."""
        return find_allowed(self.problem, self.states.done)

    def find_rooms(self, limits: Limits) -> Rooms:
        """Compute what there is room for after each set."""
        return compute_rooms(self.problem, self.states, self.loads, self.criterion, limits)

    def weigh_shortfall(self, done: IntArray, added: IntArray) -> IntArray:
        """Compute the shortfall of trust of stages."""
        if self.criterion != "trust":
            return np.zeros_like(done)
        return compute_shortfall(self.problem, self.states.take(done), self.loads[:, added])

    def weigh_amount(self, done: IntArray, added: IntArray) -> IntArray:
        """Compute the largest weighted exposure (or temptation) of stages."""
        held, asked = self._scaled
        largest = np.zeros(len(done), dtype=np.int64)
        for p in range(len(held)):
            np.maximum(largest, asked[p].take(added) - held[p].take(done), out=largest)
        return largest

    @cached_property
    def _scaled(self) -> tuple[IntArray, IntArray]:
        """What exposure (or temptation) is the difference of, weighted: held, and asked."""
        problem, P = self.problem, self.problem.n_parties
        weight = problem.weight[:, None]
        if self.criterion == "temptation":
            held = (problem.whole + problem.loss)[:, None] - self.states.held
            return weight * held, weight * self.loads[P : 2 * P]
        return weight * (self.states.held + problem.cover[:, None]), weight * self.loads[:P]


def sweep(lattice: Lattice, rooms: Rooms, fold: Fold) -> IntArray:
    """Find the least value with which each set of items can be reached within the rooms.

    Returns
    -------
    Values ``(L, 2^N)``, NEVER where a set cannot be reached. O(3^N) comparisons for each room.
    """
    n = lattice.problem.n_items
    best = np.full((fold.layers, 1 << n), NEVER, dtype=np.int64)
    best[0, 0] = 0
    run = _Run(lattice, rooms, fold, best, pairs=_list_pairs(min(n, _LOW)))
    for high in range(1 << max(n - _LOW, 0)):
        run.take_row(high)
    return best


def trace(lattice: Lattice, rooms: Rooms, fold: Fold, best: IntArray) -> Iterator[int]:
    """Yield the stages of a best plan as bits, from the last to the first."""
    goal = best.shape[1] - 1
    layer = int(best[:, goal].argmin())
    while goal:
        done = _list_subsets(goal)
        held = Rooms(rooms.rows[:, done], rooms.loads, rooms.firm, rooms.loose)
        done = done[held.hold(lattice.loads[:, goal ^ done]) & (best[:, done].min(axis=0) < NEVER)]
        steps = Steps((done, goal ^ done), np.arange(len(done)))
        values = fold.extend(best[:, done], steps)[layer]
        found = int(done[np.flatnonzero(values == best[layer, goal])[0]])
        yield goal ^ found
        goal, layer = found, layer - (fold.layers > 1)


@dataclass(frozen=True)
class _Pairs:
    """Pairs of disjoint low sets: done and added, in order of their union."""

    bits: int
    done: npt.NDArray[np.intp]
    added: npt.NDArray[np.intp]
    both: npt.NDArray[np.int16]
    by_size: tuple[npt.NDArray[np.intp], ...]


@lru_cache(maxsize=16)
def _list_pairs(bits: int) -> _Pairs:
    done = added = np.zeros(1, dtype=np.intp)
    for bit in (1 << np.arange(bits)).tolist():
        done, added = (
            np.concatenate([done, done | bit, done]),
            np.concatenate([added, added, added | bit]),
        )
    order = np.lexsort((done, done | added))
    done, added = done[order], added[order]
    size = count_items(bits)[done]
    levels = (np.flatnonzero((size == k) & (added > 0)) for k in range(bits))
    return _Pairs(bits, done, added, (done | added).astype(np.int16), tuple(levels))


def _list_subsets(of: int) -> IntArray:
    """All subsets of a set but itself, ascending."""
    subsets = np.zeros(1, dtype=np.int64)
    for bit in (1 << np.flatnonzero([int(each) for each in f"{of:b}"[::-1]])).tolist():
        subsets = np.concatenate([subsets, subsets | bit])
    return subsets[:-1]


@dataclass(frozen=True)
class _Run:
    """One sweep, row by row; a row is one set of high items done."""

    lattice: Lattice
    rooms: Rooms
    fold: Fold
    best: IntArray
    pairs: _Pairs

    @cached_property
    def kind(self) -> npt.DTypeLike:
        """The narrowest type that holds every load."""
        return np.int32 if np.abs(self.lattice.loads).max(initial=0) < _NARROW else np.int64

    @cached_property
    def low(self) -> npt.NDArray[Any]:
        """Low loads of the pairs."""
        return self.lattice.loads[list(self.rooms.loads)][:, self.pairs.added].astype(self.kind)

    @cached_property
    def high(self) -> list[list[int]]:
        """Loads of each set of high items."""
        step = 1 << self.pairs.bits
        loads: list[list[int]] = self.lattice.loads[list(self.rooms.loads), ::step].T.tolist()
        return loads

    @cached_property
    def passable(self) -> list[bool]:
        """Whether some set with these high items is allowed."""
        shape = (-1, 1 << self.pairs.bits)
        return [bool(each.any()) for each in self.lattice.allowed.reshape(shape)]

    def take_row(self, high: int) -> None:
        """Settle one row, then take all stages with high items from it to others."""
        base = high << self.pairs.bits
        row = self.best[:, base : base + (1 << self.pairs.bits)]
        barred = ~self.lattice.allowed[base : base + row.shape[1]]
        row[:, barred] = NEVER
        if (row == NEVER).all():
            return
        rooms = self.rooms.rows[:, base : base + row.shape[1]].astype(self.kind)
        room = rooms[:, self.pairs.done] - self.low
        self._settle_row(high, row, barred, room)
        chosen = (row.min(axis=0) < NEVER)[self.pairs.done].nonzero()[0]
        if len(chosen) < room.shape[1]:
            room = room[:, chosen]
        self._leave_row(high, room, chosen, row[:, self.pairs.done[chosen]])

    def _settle_row(
        self, high: int, row: IntArray, barred: BoolArray, room: npt.NDArray[Any]
    ) -> None:
        """Take stages of low items only, by how many low items are done before."""
        within = np.zeros(room.shape[1], dtype=np.bool_)
        within[self._keep(room, self.high[0])] = True
        for level in self.pairs.by_size:
            reached = (row.min(axis=0) < NEVER)[self.pairs.done[level]]
            chosen = level[within[level] & reached]
            self._reach(high, 0, chosen, row[:, self.pairs.done[chosen]])
            row[:, barred] = NEVER

    def _leave_row(
        self, high: int, room: npt.NDArray[Any], chosen: npt.NDArray[np.intp], values: IntArray
    ) -> None:
        """Take all stages with high items."""
        rest = (len(self.high) - 1) & ~high
        added = rest
        while added:
            if self.passable[high | added]:
                kept = self._keep(room, self.high[added])
                if kept.size:
                    self._reach(high, added, chosen.take(kept), values.take(kept, axis=1))
            added = (added - 1) & rest

    def _keep(self, room: npt.NDArray[Any], loads: list[int]) -> npt.NDArray[np.intp]:
        """Pairs within their rooms: all are compared as long as many are left."""
        holds = np.ones(room.shape[1], dtype=np.bool_)
        for row in range(self.rooms.firm):
            holds &= room[row] >= loads[row]
        groups = list(self.rooms.loose)
        while groups and np.count_nonzero(holds) * _SPARSE > holds.size:
            first, *others = groups.pop()
            either = room[first] >= loads[first]
            for row in others:
                either |= room[row] >= loads[row]
            holds &= either
        kept = holds.nonzero()[0]
        while groups and kept.size:
            first, *others = groups.pop()
            either = room[first].take(kept) >= loads[first]
            for row in others:
                either |= room[row].take(kept) >= loads[row]
            kept = kept[either]
        return kept

    def _reach(self, high: int, added: int, kept: npt.NDArray[np.intp], values: IntArray) -> None:
        """Carry the values of these pairs over to where they lead."""
        if not kept.size:
            return
        pairs, bits = self.pairs, self.pairs.bits
        steps = Steps((pairs.done, pairs.added), kept, (high << bits, added << bits))
        values = self.fold.extend(values, steps)
        goals = pairs.both.take(kept)
        first = np.concatenate([_ZERO, (goals[1:] != goals[:-1]).nonzero()[0] + 1])
        goals = ((high | added) << bits) + goals[first].astype(np.intp)
        values = np.minimum.reduceat(values, first, axis=1)
        self.best[:, goals] = np.minimum(self.best[:, goals], values)
