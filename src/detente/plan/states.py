"""Sets of items as bits: what parties hold after them, and what a stage of them asks.

Bit j of a set stands for item j. Planners that go through all sets look up here what each set
comes to: a *state* is a set of items already done, a *load* a set of items done in one stage.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.core.layout import BoolArray, IntArray
from detente.plan.problem import ONE, Criterion, Problem, compute_needed

_HALF = 11


@dataclass(frozen=True)
class States:
    """What is known after each of M sets of items is done.

    Parameters
    ----------
    done : the sets, ``(M,)``.
    held : locked-in value, ``(P, M)``.
    doubt : doubt about what is still to come, ``(P, M)``.
    owes : whether p still relies on q, ``owes[p, q]``, ``(P, P, M)``.
    """

    done: IntArray
    held: IntArray
    doubt: IntArray
    owes: BoolArray

    def take(self, rows: IntArray) -> States:
        """Return the states of these rows."""
        return States(
            np.take(self.done, rows),
            np.take(self.held, rows, axis=-1),
            np.take(self.doubt, rows, axis=-1),
            np.take(self.owes, rows, axis=-1),
        )


def compute_states(problem: Problem, done: IntArray) -> States:
    """Look up what is known after each of these sets, O(M P^2)."""
    doubt = problem.doubt.sum(axis=1)[:, None] - compute_sums(problem.doubt, done)
    owed = problem.owes @ (1 << np.arange(problem.n_items, dtype=np.int64))
    owes = ((owed[:, :, None] & ~done) != 0) | problem.standing[:, :, None]
    held = problem.held[:, None] + compute_sums(problem.value, done)
    return States(done=done, held=held, doubt=doubt, owes=np.asarray(owes))


def compute_loads(problem: Problem, added: IntArray) -> IntArray:
    """Add up what each stage asks: costs, receipts, number of items, ``(2 P + 1, M)``."""
    ones = np.ones((1, problem.n_items), dtype=np.int64)
    return compute_sums(np.concatenate([problem.cost, problem.receipt, ones]), added)


def compute_sums(amounts: IntArray, sets: IntArray) -> IntArray:
    """Add up each row of amounts over each set, ``(R, N)`` and ``(M,)`` to ``(R, M)``.

    Examples
    --------
    >>> compute_sums(np.array([[1, 10, 100]]), np.array([0, 3, 6])).tolist()
    [[0, 11, 110]]
    """
    total = np.zeros((len(amounts), len(sets)), dtype=np.int64)
    for start in range(0, amounts.shape[1], _HALF):
        part = amounts[:, start : start + _HALF]
        table = compute_all_sums(part)
        total += table[:, (sets >> start) & (table.shape[1] - 1)]
    return total


def compute_all_sums(amounts: IntArray) -> IntArray:
    """Add up each row of amounts over every set of items, ``(R, N)`` to ``(R, 2^N)``."""
    sums = np.zeros((len(amounts), 1), dtype=np.int64)
    for column in amounts.T:
        sums = np.concatenate([sums, sums + column[:, None]], axis=1)
    return sums


def count_items(n: int) -> npt.NDArray[np.int8]:
    """Count the items of every set, ``(2^N,)``."""
    size = np.zeros(1, dtype=np.int8)
    for _ in range(n):
        size = np.concatenate([size, size + np.int8(1)])
    return size


def compute_days(problem: Problem) -> IntArray:
    """Return how long a stage of each set of items takes, ``(2^N,)``."""
    days = np.zeros(1, dtype=np.int64)
    for each in problem.days:
        days = np.concatenate([days, np.maximum(days, each)])
    return days


def find_allowed(problem: Problem, done: IntArray) -> BoolArray:
    """Tell after which sets of items a stage may end: order and floors are kept."""
    allowed = np.ones(done.shape, dtype=np.bool_)
    for first, second in problem.before:
        allowed &= ((done >> first) & 1) >= ((done >> second) & 1)
    for row, floor in zip(problem.floor_value, problem.floor, strict=True):
        allowed &= compute_sums(row[None], done)[0] >= floor
    return np.asarray(allowed | (done == 0))


def compute_shortfall(problem: Problem, states: States, loads: IntArray) -> IntArray:
    """Compute the largest shortfall of trust over parties, state by state, ``(M,)``.

    Loads are those of one stage for each state, ``(2 P + 1, M)``, or of one for all.
    """
    P = problem.n_parties
    left = (problem.whole + problem.loss)[:, None] - states.held
    needed, refuses = compute_needed(loads[:P], left)
    tempted = loads[P : 2 * P] - left + states.doubt > 0
    short = np.zeros(states.done.shape, dtype=np.int64)
    for p in range(P):
        available = np.full(states.done.shape, ONE, dtype=np.int64)
        for q in range(P):
            counts = states.owes[p, q] & tempted[q]
            available = np.where(counts, available * problem.trust[p, q] // ONE, available)
        short = np.maximum(short, np.where(refuses[p], ONE, needed[p] - available))
    return short


def compute_amount(
    problem: Problem, held: IntArray, loads: IntArray, criterion: Criterion
) -> IntArray:
    """Compute the largest weighted exposure (or temptation) over parties, ``(M,)``."""
    P = problem.n_parties
    largest = np.zeros(held.shape[1], dtype=np.int64)
    for p in range(P):
        if criterion == "temptation":
            amount = held[p] + (loads[P + p] - problem.whole[p] - problem.loss[p])
        else:
            amount = loads[p] - problem.cover[p] - held[p]
        amount *= problem.weight[p]
        np.maximum(largest, amount, out=largest)
    return largest
