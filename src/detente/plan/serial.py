"""The best order of items taken one at a time: exact to 22 items.

Held and Karp's (1962) recursion over sets of items, one more item at a time, kept to the sets that
can be reached at all. An order is a plan of one item per stage. Where every act costs those who
perform it and harms nobody else, splitting a stage never raises exposure or temptation, so the
best order then also bounds every plan in stages from below. It does not bound needed trust: where a
side gets in one half of a stage and gives in the other, less is left to gain when it gives.

Minimising the largest cumulative cost of an order is NP-hard in general (Garey and Johnson 1979,
problem SS7): nothing much faster than looking at all sets is to be expected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

import numpy as np

from detente.core.layout import IntArray
from detente.errors import InputError, TooLargeError
from detente.plan.problem import (
    ONE,
    Criterion,
    Objective,
    Problem,
    Solution,
    Stages,
    compute_objective,
)
from detente.plan.rooms import Limits, compute_rooms
from detente.plan.states import (
    States,
    compute_amount,
    compute_loads,
    compute_shortfall,
    compute_states,
    find_allowed,
)

MOST_ITEMS = 22
"""Most items; at 22 there are four million sets."""

_NEVER = 2**62
_NARROW = 500


def find_order(problem: Problem, criterion: Criterion = "trust") -> Solution | None:
    """Find the best order of items, one at a time.

    Parameters
    ----------
    problem : up to 22 items, no lags.
    criterion : what plans are compared by, as in
        :func:`~detente.plan.problem.compute_objective`.

    Returns
    -------
    The best plan of one item per stage; None when order, floors and limits allow none. It is
    `proven` when no plan in stages can have less shortfall and exposure. O(N 2^N).

    Raises
    ------
    TooLargeError
        There are more items.
    InputError
        Some receipts lag: verification takes longer than the sides wait for it.

    Examples
    --------
    The first side gives 3, the second 1 and 1, each worth more to the other; the second begins:

    >>> value = np.array([[-3, 2, 2], [5, -1, -1]])
    >>> gives = value < 0
    >>> order = find_order(Problem.make(value, gives), "exposure")
    >>> order.stages, order.objective.exposure
    (((2,), (0,), (1,)), 1)
    """
    check_size(problem, MOST_ITEMS)
    if problem.most_stages is not None and problem.most_stages < problem.n_items:
        return None
    least = _find_least_amount(_Orders(problem, _leave_out_trust(criterion)))
    stages = _find_stages(_Orders(problem, criterion), least)
    if least is None or stages is None:
        return None
    objective = judge(problem, stages, criterion)
    if len(problem.floor) or not splits_freely(problem, criterion):
        least = find_bound(problem, criterion)
    bound = Objective(0, least)
    proven = (objective.shortfall, objective.exposure) <= (0, bound.exposure)
    return Solution(stages=stages, objective=objective, bound=bound, engine="serial", proven=proven)


def find_bound(problem: Problem, criterion: Criterion) -> int:
    """Find what no plan's largest weighted exposure (or temptation) can fall below.

    The least of any order without floors and limits, where splitting a stage never raises it; 0
    where it might.
    """
    if not splits_freely(problem, criterion):
        return 0
    orders = _Orders(_drop_limits(problem), _leave_out_trust(criterion))
    return _find_least_amount(orders) or 0


def _leave_out_trust(criterion: Criterion) -> Criterion:
    return "exposure" if criterion == "trust" else criterion


def splits_freely(problem: Problem, criterion: Criterion) -> bool:
    """Whether splitting a stage can never raise exposure (or temptation).

    It holds for exposure when nobody gains by an act of its own, and for temptation when, too,
    nobody is harmed by others and no joint act benefits those who perform it.
    """
    value, cost, receipt = problem.value, problem.cost, problem.receipt
    if criterion == "temptation":
        return bool((receipt >= 0).all() and (value <= receipt).all())
    return bool((cost >= 0).all() and (value >= -cost).all())


def check_size(problem: Problem, most: int) -> None:
    """Refuse problems with too many items, or with lags."""
    if problem.n_items > most:
        raise TooLargeError(
            f"{problem.n_items} items are more than the {most} that can be searched completely; "
            "search with cp-sat, or carry out a smaller package"
        )
    if problem.lag.any():
        raise InputError(
            "the sides wait less than some verification takes (stages.wait in plan.yaml), and only "
            "cp-sat searches such plans; use --engine auto, or lengthen wait"
        )


def judge(problem: Problem, stages: Stages, criterion: Criterion) -> Objective:
    """Sum a plan up, also one without stages."""
    return compute_objective(problem, stages, criterion) if stages else Objective(0, 0)


@dataclass(frozen=True)
class _Orders:
    """All orders of a problem's items."""

    problem: Problem
    criterion: Criterion

    @cached_property
    def singles(self) -> IntArray:
        """What each item asks alone, ``(2 P + 1, N)``."""
        return compute_loads(self.problem, 1 << np.arange(self.problem.n_items))

    def weigh_amount(self, states: States, rows: IntArray, load: IntArray) -> IntArray:
        """Compute the largest weighted exposure of a stage after some of the states."""
        held = np.take(states.held, rows, axis=1)
        return compute_amount(self.problem, held, load, self.criterion)

    def weigh_shortfall(self, states: States, rows: IntArray, load: IntArray) -> IntArray:
        """Compute the largest shortfall of a stage after some of the states."""
        return compute_shortfall(self.problem, states.take(rows), load)


_Weigh: TypeAlias = Callable[[States, IntArray, IntArray], IntArray]


def _find_stages(orders: _Orders, least: int | None) -> tuple[tuple[int, ...], ...] | None:
    """The best order; `least` is the least exposure of any order, None where there is none."""
    if least is None:
        return None
    limits = Limits(0 if orders.criterion == "trust" else ONE, least)
    best = _sweep(orders, limits)
    if best[-1] == _NEVER:
        limits, best = _trade(orders, least)
    stages = [(item,) for item in _trace(orders, limits, best)]
    return tuple(reversed(stages))


def _trade(orders: _Orders, least: int) -> tuple[Limits, IntArray]:
    """The least shortfall first, then the least exposure within it."""
    shortfall = _find_least_shortfall(orders)
    amount = least if shortfall == ONE else _find_least_amount(orders, shortfall)
    limits = Limits(shortfall, amount)
    return limits, _sweep(orders, limits)


def _find_least_shortfall(orders: _Orders) -> int:
    """The least shortfall of any order: better than what a narrow search finds, or that."""
    weigh = orders.weigh_shortfall
    known = min(ONE, int(_sweep(orders, Limits(), weigh, _NARROW)[-1]))
    if known == 0:
        return 0
    return min(known, int(_sweep(orders, Limits(known - 1), weigh)[-1]))


def _find_least_amount(orders: _Orders, shortfall: int = ONE) -> int | None:
    """The least exposure of any order within a shortfall; None where there is no order."""
    weigh = orders.weigh_amount
    known = int(_sweep(orders, Limits(shortfall), weigh, _NARROW)[-1])
    if known == 0:
        return 0
    limits = Limits(shortfall, known - 1 if known < _NEVER else None)
    least = min(known, int(_sweep(orders, limits, weigh)[-1]))
    return None if least == _NEVER else least


def _drop_limits(problem: Problem) -> Problem:
    """The same problem without floors and limits."""
    return replace(
        problem,
        floor=np.zeros(0, dtype=np.int64),
        floor_value=np.zeros((0, problem.n_items), dtype=np.int64),
        most_items=None,
        most_stages=None,
    )


def _sweep(
    orders: _Orders, limits: Limits, weigh: _Weigh | None = None, width: int | None = None
) -> IntArray:
    """The least of the largest weights on the way to each set, ``(2^N,)``.

    Weights are 0 without `weigh`: only what can be reached is asked. With a `width`, only so many
    sets of each size are gone on from.
    """
    problem = orders.problem
    best = np.full(1 << problem.n_items, _NEVER, dtype=np.int64)
    best[0] = 0
    reached = np.zeros(1, dtype=np.int64)
    for _ in range(problem.n_items):
        reached = _extend(orders, limits, weigh, best, reached)
        barred = ~find_allowed(problem, reached)
        best[reached[barred]] = _NEVER
        reached = reached[~barred]
        if width is not None:
            reached = reached[np.argsort(best[reached], kind="stable")[:width]]
    return best


def _extend(
    orders: _Orders, limits: Limits, weigh: _Weigh | None, best: IntArray, reached: IntArray
) -> IntArray:
    """Add every item to these sets of one size, and return the sets that this leads to."""
    problem, singles = orders.problem, orders.singles
    states = compute_states(problem, reached)
    rooms = compute_rooms(problem, states, singles, orders.criterion, limits)
    before = best[reached]
    found = [np.zeros(0, dtype=np.int64)]
    for item in range(problem.n_items):
        load = singles[:, [item]]
        kept = np.flatnonzero(rooms.hold(load) & ((reached >> item) & 1 == 0))
        goals = reached[kept] | (1 << item)
        values = before[kept]
        if weigh is not None:
            values = np.maximum(values, weigh(states, kept, load))
        known = best[goals]
        found.append(goals[known == _NEVER])
        best[goals] = np.minimum(known, values)
    return np.concatenate(found)


def _trace(orders: _Orders, limits: Limits, best: IntArray) -> Iterator[int]:
    """Yield the items of a best order, from the last to the first."""
    problem, goal = orders.problem, len(best) - 1
    while goal:
        items = np.array([j for j in range(problem.n_items) if goal >> j & 1])
        states = compute_states(problem, goal ^ (1 << items))
        loads = orders.singles[:, items]
        rooms = compute_rooms(problem, states, loads, orders.criterion, limits)
        held = rooms.hold(loads) & (best[states.done] <= best[-1])
        last = int(items[np.flatnonzero(held)[0]])
        yield last
        goal ^= 1 << last
