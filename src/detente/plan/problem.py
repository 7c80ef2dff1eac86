"""What a stage of a plan asks of each side: exposure, temptation, needed and available trust.

A package is carried out as *items*, each the move of one issue to the next option. A *stage* is a
set of items done together and verified at its end. After the items S, with a stage B ahead, party p

- is *exposed* by ``E = c(B) - U(S)``: how far below the status quo it stands when it delivers and
  nobody else does;
- is *tempted* by ``T = U(S) + b(B) - F - R``: what it gains by taking the others' deliveries and
  walking away instead of going on to the end;
- *needs trust* ``theta = c(B) / (c(B) + G)`` with ``G = F - U(S) + R``: the chance of delivery by
  the others from which on entering the stage is better than stopping.

U is the locked-in value of what is done (what cannot be snapped back), F the full value of the
completed package, R what a defector loses. The theory page derives all three.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, TypeAlias, TypeVar

import numpy as np

from detente.core.layout import BoolArray, FloatArray, IntArray

ONE = 10_000
"""Trust is counted in ten-thousandths, so that every comparison is between whole numbers."""

LARGEST = 10**13
"""The largest sum of amounts of one party; with trust in ten-thousandths it fits 64 bits."""

Stages: TypeAlias = Sequence[Sequence[int]]
Amounts = TypeVar("Amounts", IntArray, FloatArray)
Criterion: TypeAlias = Literal["trust", "exposure", "temptation"]


@dataclass(frozen=True)
class Problem:
    """Items to be put in stages, in whole numbers.

    Parameters
    ----------
    value : locked-in value of each item to each party, ``(P, N)``, in p's own units.
    cost : what p loses on an item even when all others default, ``(P, N)``; below 0 where p's own
        act benefits it.
    receipt : what p gets on an item when it defects and all others deliver, ``(P, N)``.
    gives : who performs each item, ``(P, N)``.
    whole : full value of the completed package, ``(P,)``.
    loss : what p loses by defecting, ``(P,)``; below 0 where it has a better alternative.
    trust : how far p believes q, in ten-thousandths, ``(P, P)``.
    weight : how exposures compare between parties, whole, ``(P,)``.
    cover : what is paid to p when the others default, ``(P,)``.
    held : locked-in value that p holds before the first stage, ``(P,)``.
    standing : whether q can take back an act that benefits p, ``(P, P)``: it is then relied on
        until the end, also for what it has done.
    doubt : how much more tempting each item may be than it looks, ``(P, N)``, at least 0.
    floor_value, floor : after every stage ``floor_value @ done >= floor``; ``(F, N)``, ``(F,)``.
    before : pairs of items of which the first comes earlier than the second, or with it.
    lag : stages by which a receipt counts late into exposure, ``(N,)``.
    days : how long each item takes, verification included, ``(N,)``.
    most_items, most_stages : limits; None for none.

    Raises
    ------
    ValueError
        Shapes differ, or amounts are too large to be compared exactly.
    """

    value: IntArray
    cost: IntArray
    receipt: IntArray
    gives: BoolArray
    whole: IntArray
    loss: IntArray
    trust: IntArray
    weight: IntArray
    cover: IntArray
    held: IntArray
    standing: BoolArray
    doubt: IntArray
    floor_value: IntArray
    floor: IntArray
    lag: IntArray
    days: IntArray
    before: tuple[tuple[int, int], ...] = ()
    most_items: int | None = None
    most_stages: int | None = None

    def __post_init__(self) -> None:
        P, N = self.value.shape
        for name in ("cost", "receipt", "gives", "doubt"):
            _check_shape(name, getattr(self, name).shape, (P, N))
        for name in ("whole", "loss", "weight", "cover", "held"):
            _check_shape(name, getattr(self, name).shape, (P,))
        _check_shape("trust", self.trust.shape, (P, P))
        _check_shape("standing", self.standing.shape, (P, P))
        _check_shape("floor_value", self.floor_value.shape, (len(self.floor), N))
        _check_shape("lag", self.lag.shape, (N,))
        _check_shape("days", self.days.shape, (N,))
        amounts = [self.value, self.cost, self.receipt, self.doubt]
        largest = sum(np.abs(each).sum(axis=1) for each in amounts)
        largest = largest + np.abs(self.whole) + np.abs(self.loss) + self.cover + np.abs(self.held)
        if (np.asarray(largest) > LARGEST).any():
            raise ValueError(f"amounts of one party add up to more than {LARGEST:,}")

    @classmethod
    def make(
        cls,
        value: IntArray,
        gives: BoolArray,
        *,
        loss: IntArray | None = None,
        trust: IntArray | None = None,
        weight: IntArray | None = None,
        floor_value: IntArray | None = None,
        floor: IntArray | None = None,
        before: tuple[tuple[int, int], ...] = (),
        most_items: int | None = None,
        most_stages: int | None = None,
    ) -> Problem:
        """Make a problem of items that cannot be undone; nobody trusted unless it is said.

        Examples
        --------
        Each of two gives something worth 1 to itself and 2 to the other:

        >>> swap = Problem.make(np.array([[-1, 2], [2, -1]]), np.eye(2, dtype=np.bool_))
        >>> figures = compute_figures(swap, [[0, 1]])
        >>> figures.exposure.tolist(), figures.temptation.tolist(), figures.needed.tolist()
        ([[1, 1]], [[1, 1]], [[5000, 5000]])
        """
        P, N = value.shape
        cost, receipt = split_value(value, gives)
        none = np.zeros(P, dtype=np.int64)
        return cls(
            value=value,
            cost=cost,
            receipt=receipt,
            gives=gives,
            whole=value.sum(axis=1),
            loss=none if loss is None else loss,
            trust=np.zeros((P, P), dtype=np.int64) if trust is None else trust,
            weight=np.ones(P, dtype=np.int64) if weight is None else weight,
            cover=none,
            held=none,
            standing=np.zeros((P, P), dtype=np.bool_),
            doubt=np.zeros((P, N), dtype=np.int64),
            floor_value=np.zeros((0, N), dtype=np.int64) if floor_value is None else floor_value,
            floor=np.zeros(0, dtype=np.int64) if floor is None else floor,
            lag=np.zeros(N, dtype=np.int64),
            days=np.zeros(N, dtype=np.int64),
            before=before,
            most_items=most_items,
            most_stages=most_stages,
        )

    @property
    def n_parties(self) -> int:
        """Number of parties, P."""
        return int(self.value.shape[0])

    @property
    def n_items(self) -> int:
        """Number of items, N."""
        return int(self.value.shape[1])

    @cached_property
    def owes(self) -> BoolArray:
        """Whether q performs item j to p's benefit, ``owes[p, q, j]``, shape ``(P, P, N)``."""
        owed = (self.value > 0)[:, None, :] & self.gives[None, :, :]
        owed[np.arange(self.n_parties), np.arange(self.n_parties)] = False
        return np.asarray(owed)

    @cached_property
    def receipts(self) -> IntArray:
        """What each party gets through the others, ``(P, N)``; see :func:`find_receipts`."""
        return np.asarray(find_receipts(self.value, self.gives))

    @cached_property
    def amounts(self) -> FloatArray:
        """What each item adds: costs, receipts, values, doubts and floors, ``(N, 4 P + F)``."""
        tables = (self.cost, self.receipt, self.value, self.doubt, self.floor_value)
        return np.concatenate(tables).T.astype(np.float64)

    def limit(self, *, most_stages: int | None) -> Problem:
        """Return the same problem with another limit on the number of stages."""
        return replace(self, most_stages=most_stages)


def split_value(value: Amounts, gives: BoolArray) -> tuple[Amounts, Amounts]:
    """Split what items are worth into what is given for certain and what is received.

    Parameters
    ----------
    value : ``(..., P, N)``; gives : ``(P, N)``.

    Returns
    -------
    cost, receipt : ``(..., P, N)``. A harm done by others counts in both: in the worst case it
        comes while their benefits do not, and it comes whether or not p delivers. A joint act
        that benefits p counts in neither: it needs p and the others alike.
    """
    alone = gives & (gives.sum(axis=0) == 1)
    cost = np.maximum(-value, np.where(alone, -value.max(initial=0), 0))
    return cost, value * ~gives


def find_receipts(value: Amounts, gives: BoolArray) -> Amounts:
    """What each party gets through the others: it counts late where items lag; ``(..., P, N)``."""
    alone = gives & (gives.sum(axis=0) == 1)
    return np.asarray(np.maximum(value, 0) * ~alone)


@dataclass(frozen=True)
class Figures:
    """What each stage of a plan asks of each party; whole numbers, shape ``(S, P)`` each.

    Parameters
    ----------
    exposure, temptation : in the party's own units.
    needed, available : trust in ten-thousandths; `needed` is ONE where the party refuses.
    refuses : nothing is left to gain, whatever the others do.
    tempted : whether the party is tempted to walk away.
    held : locked-in value before the stage.
    below : floors that are not kept after the stage, ``(S, F)``.
    """

    exposure: IntArray
    temptation: IntArray
    needed: IntArray
    available: IntArray
    refuses: BoolArray
    tempted: BoolArray
    held: IntArray
    below: BoolArray

    @property
    def shortfall(self) -> IntArray:
        """Trust that each stage needs beyond what is available, ``(S, P)``, at most ONE."""
        short = np.maximum(self.needed - self.available, 0)
        return np.asarray(np.where(self.refuses, ONE, short))


@dataclass(frozen=True, order=True)
class Objective:
    """What plans are compared by, least first: one reading for all engines.

    Parameters
    ----------
    shortfall : largest shortfall of trust, in ten-thousandths.
    exposure : largest weighted exposure (temptation, where that is the criterion).
    stages : how many stages there are.
    days : how long they take.
    """

    shortfall: int
    exposure: int
    stages: int = field(default=0)
    days: int = field(default=0)


def compute_figures(problem: Problem, stages: Stages) -> Figures:
    """Compute what each stage asks of each party.

    Parameters
    ----------
    problem : the items.
    stages : which items are done in each stage; each item once.

    Returns
    -------
    Figures of shape ``(S, P)``, exact. O(S P N).
    """
    inside = mark(problem, stages)
    earlier = np.cumsum(inside, axis=0) - inside
    held = problem.held + earlier @ problem.value.T
    cost = inside @ problem.cost.T
    temptation = held + inside @ problem.receipt.T - problem.whole - problem.loss
    gain = problem.whole + problem.loss - held
    verified = held - _compute_unverified(problem, inside)
    needed, refuses = compute_needed(cost, gain)
    tempted = temptation + (1 - earlier) @ problem.doubt.T > 0
    done = (earlier + inside) @ problem.floor_value.T
    return Figures(
        exposure=cost - verified - problem.cover,
        temptation=temptation,
        needed=needed,
        available=_compute_available(problem, tempted, earlier),
        refuses=refuses,
        tempted=tempted,
        held=held,
        below=np.asarray(done < problem.floor),
    )


def compute_objective(
    problem: Problem, stages: Stages, criterion: Criterion = "trust"
) -> Objective:
    """Sum a plan up in what plans are compared by.

    Parameters
    ----------
    problem, stages : the plan.
    criterion : ``trust`` counts the shortfall of trust, then exposure; ``exposure`` leaves trust
        out; ``temptation`` also puts temptation in the place of exposure.
    """
    figures = compute_figures(problem, stages)
    amounts = figures.temptation if criterion == "temptation" else figures.exposure
    weighted = problem.weight * np.maximum(amounts, 0)
    return Objective(
        shortfall=int(figures.shortfall.max(initial=0)) if criterion == "trust" else 0,
        exposure=int(weighted.max(initial=0)),
        stages=len(stages),
        days=compute_days(problem, stages),
    )


def compute_days(problem: Problem, stages: Stages) -> int:
    """Add up how long the stages take: each as long as its longest item."""
    return sum(int(problem.days[list(stage)].max(initial=0)) for stage in stages)


@dataclass(frozen=True)
class Solution:
    """A plan that an engine found.

    Parameters
    ----------
    stages : items of each stage, ascending.
    objective : what it comes to.
    bound : what no plan can fall below; equal to `objective` when proven. Stages and days of a
        bound are 0 unless they were proven too.
    engine : ``subsets``, ``serial``, ``cp-sat`` or ``greedy``.
    proven : whether no allowed plan is better in shortfall and exposure.
    """

    stages: tuple[tuple[int, ...], ...]
    objective: Objective
    bound: Objective
    engine: str
    proven: bool


def is_allowed(problem: Problem, stages: Stages) -> bool:
    """Whether a plan does each item once, in order, and keeps every floor and limit."""
    inside = mark(problem, stages)
    if (inside.sum(axis=0) != 1).any() or (inside.sum(axis=1) == 0).any():
        return False
    if not problem.n_items or not len(stages):
        return problem.n_items == len(stages)
    if problem.most_stages is not None and len(stages) > problem.most_stages:
        return False
    if problem.most_items is not None and inside.sum(axis=1).max(initial=0) > problem.most_items:
        return False
    at = inside.argmax(axis=0)
    if any(at[first] > at[second] for first, second in problem.before):
        return False
    return not compute_figures(problem, stages).below.any()


def compute_needed(cost: IntArray, gain: IntArray) -> tuple[IntArray, BoolArray]:
    """Compute needed trust, rounded up to ten-thousandths, and who refuses outright."""
    refuses = (cost > 0) & (gain <= 0)
    needs = (cost > 0) & ~refuses
    total = np.where(needs, cost + gain, 1)
    needed = np.where(needs, -(-(ONE * cost) // total), np.where(refuses, ONE, 0))
    return needed, np.asarray(refuses)


def mark(problem: Problem, stages: Stages) -> IntArray:
    """Mark the items of each stage, ``(S, N)``."""
    inside = np.zeros((len(stages), problem.n_items), dtype=np.int64)
    for row, stage in zip(inside, stages, strict=True):
        np.add.at(row, list(stage), 1)
    return inside


def _compute_unverified(problem: Problem, inside: IntArray) -> IntArray:
    """Receipts of earlier stages that do not count yet, ``(S, P)``."""
    if not problem.lag.any() or not len(inside):
        return np.zeros((len(inside), problem.n_parties), dtype=np.int64)
    at = inside.argmax(axis=0)
    now = np.arange(len(inside))[:, None]
    waiting = (at < now) & (now <= at + problem.lag)
    return np.asarray(waiting.astype(np.int64) @ problem.receipts.T)


def _compute_available(problem: Problem, tempted: BoolArray, earlier: IntArray) -> IntArray:
    """Multiply the trust in those who are tempted and are still relied on, ``(S, P)``."""
    owed = np.einsum("pqn,sn->spq", problem.owes.astype(np.int64), 1 - earlier) > 0
    owed |= problem.standing
    available = np.full(tempted.shape, ONE, dtype=np.int64)
    for q in range(problem.n_parties):
        counts = owed[:, :, q] & tempted[:, q, None]
        available = np.where(counts, available * problem.trust[:, q] // ONE, available)
    return available


def _check_shape(name: str, found: tuple[int, ...], expected: tuple[int, ...]) -> None:
    if found != expected:
        raise ValueError(f"{name} has shape {found}, expected {expected}")
