"""How much a stage may ask of each party, so that a plan stays within limits.

Whether a stage keeps within a largest shortfall and a largest exposure is a set of comparisons
between what the stage asks (a *load*: costs, receipts, number of items) and what there is *room*
for after the items done. Loads and rooms depend on the stage and on the items done apart, which
is what makes it fast to look at all pairs of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from detente.core.layout import BoolArray, IntArray
from detente.plan.problem import ONE, Criterion, Problem
from detente.plan.states import States

_NO_LIMIT = 2**60


@dataclass(frozen=True)
class Limits:
    """What a plan has to stay within.

    Parameters
    ----------
    shortfall : largest shortfall of trust, in ten-thousandths; ONE for no limit.
    amount : largest weighted exposure (or temptation); None for no limit.
    """

    shortfall: int = ONE
    amount: int | None = None


@dataclass(frozen=True)
class Rooms:
    """What there is room for in each of M states.

    Parameters
    ----------
    rows : most that a load may come to, ``(R, M)``.
    loads : row of :func:`~detente.plan.states.compute_loads` that each is compared with, ``(R,)``.
    firm : how many of the rows, from the first, must be kept.
    loose : of each of these groups of the other rows, one must be kept: either p needs no more
        trust than is left when these others are tempted, or one of them is not.
    """

    rows: IntArray
    loads: tuple[int, ...]
    firm: int
    loose: tuple[tuple[int, ...], ...]

    def hold(self, loads: IntArray) -> BoolArray:
        """Tell in which states a stage of these loads, ``(2 P + 1, M)``, is within limits."""
        holds = np.ones(self.rows.shape[1], dtype=np.bool_)
        for row in range(self.firm):
            holds &= loads[self.loads[row]] <= self.rows[row]
        for group in self.loose:
            kept = [loads[self.loads[row]] <= self.rows[row] for row in group]
            holds &= np.logical_or.reduce(kept)
        return holds


def compute_rooms(
    problem: Problem, states: States, loads: IntArray, criterion: Criterion, limits: Limits
) -> Rooms:
    """Compute what there is room for in each state.

    Parameters
    ----------
    problem : the items.
    states : what is known after each set of done items, M of them.
    loads : loads of all stages that will be asked about; rooms that none exceeds are left out.
    criterion, limits : what a plan has to stay within.

    Returns
    -------
    Rooms. With P parties that all owe each other there are up to ``P 2^(P-1)`` loose rows.
    """
    least, most = loads.min(axis=1), loads.max(axis=1)
    firm = [
        (load, room)
        for load, room in _find_firm(problem, states, criterion, limits)
        if (room < most[load]).any()
    ]
    rows, groups = list(firm), []
    tempting: dict[int, int] = {}
    if criterion == "trust" and limits.shortfall < ONE:
        for p, others, room in _find_loose(problem, states, limits.shortfall):
            if not (room < most[p]).any():
                continue
            for q in others:
                if q not in tempting:
                    tempting[q] = len(rows)
                    rows.append((problem.n_parties + q, _find_resisted(problem, states, q)))
            groups.append((len(rows), *(tempting[q] for q in others)))
            rows.append((p, room))
    clipped = [np.clip(room, least[load] - 1, most[load]) for load, room in rows]
    return Rooms(
        rows=np.array(clipped, dtype=np.int64).reshape(len(rows), len(states.done)),
        loads=tuple(load for load, _ in rows),
        firm=len(firm),
        loose=tuple(groups),
    )


def _find_firm(
    problem: Problem, states: States, criterion: Criterion, limits: Limits
) -> Iterator[tuple[int, IntArray]]:
    P = problem.n_parties
    for p in range(P):
        left = problem.whole[p] + problem.loss[p] - states.held[p]
        amount = _NO_LIMIT
        if limits.amount is not None and problem.weight[p] > 0:
            amount = limits.amount // int(problem.weight[p])
        if criterion == "temptation":
            yield P + p, left + amount
            continue
        room = states.held[p] + problem.cover[p] + amount
        if criterion == "trust" and limits.shortfall < ONE:
            room = np.where(left <= 0, np.minimum(room, 0), room)
        yield p, room
    if problem.most_items is not None:
        yield 2 * P, np.full(states.done.shape, problem.most_items, dtype=np.int64)


def _find_resisted(problem: Problem, states: States, q: int) -> IntArray:
    """The largest receipt that does not tempt q, in each state."""
    left = problem.whole[q] + problem.loss[q] - states.held[q]
    return np.asarray(left - states.doubt[q])


def _find_loose(
    problem: Problem, states: States, shortfall: int
) -> Iterator[tuple[int, tuple[int, ...], IntArray]]:
    """Each party, some others, and what it may give when just these others are tempted."""
    for p in range(problem.n_parties):
        left = problem.whole[p] + problem.loss[p] - states.held[p]
        doubted = [
            q
            for q in range(problem.n_parties)
            if states.owes[p, q].any() and problem.trust[p, q] < ONE
        ]
        for size in range(1, len(doubted) + 1):
            for others in combinations(doubted, size):
                yield p, others, _find_affordable(problem, states, (p, others), left, shortfall)


def _find_affordable(
    problem: Problem,
    states: States,
    who: tuple[int, tuple[int, ...]],
    left: IntArray,
    shortfall: int,
) -> IntArray:
    """The largest cost c with ``ceil(ONE c / (c + left))`` within what is trusted."""
    p, others = who
    trusted = np.full(states.done.shape, ONE, dtype=np.int64)
    for q in others:
        trusted = np.where(states.owes[p, q], trusted * problem.trust[p, q] // ONE, trusted)
    trusted = trusted + shortfall
    binds = (trusted < ONE) & (left > 0)
    room = trusted * np.where(binds, left, 0) // np.where(binds, ONE - trusted, 1)
    return np.asarray(np.where(binds, room, _NO_LIMIT))
