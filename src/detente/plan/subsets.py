"""The best plan in stages: exact to 16 items, over all sets of items and all stages after them.

Plans are compared by their largest shortfall of trust, then their largest exposure, then the
number of stages, then days. A single pass that compares these in turn would be wrong: of two
beginnings, the one with less exposure may be longer, and the exposure of what follows may hide the
difference. So there is a pass for each: the least shortfall, the least exposure within it, and the
fewest stages and days within both. The last two add up, and are one pass. Each pass is a
recursion over pairs of what is done and the stage to come, O(3^N).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate

import numpy as np

from detente.plan.pairs import NEVER, Fewest, Largest, Lattice, sweep, trace
from detente.plan.problem import (
    ONE,
    Criterion,
    Objective,
    Problem,
    Solution,
    compute_objective,
    is_allowed,
)
from detente.plan.rooms import Limits
from detente.plan.serial import check_size, find_bound, find_order, judge

_NONE = np.zeros(1, dtype=np.int64)

MOST_ITEMS = 16
"""Most items; at 16 there are 43 million pairs."""


def find_stages(problem: Problem, criterion: Criterion = "trust") -> Solution | None:
    """Find the best plan in stages.

    Parameters
    ----------
    problem : up to 16 items, no lags.
    criterion : what plans are compared by, as in
        :func:`~detente.plan.problem.compute_objective`.

    Returns
    -------
    The best plan, proven; None when order, floors and limits allow no plan at all.
    O(3^N) for each of one to four passes; with `most_stages` K, where that binds, O(K 3^N).

    Raises
    ------
    TooLargeError
        There are more items.
    InputError
        Some receipts lag.

    Examples
    --------
    Two sides with two halves each, of which each costs its giver 1 and is worth 2 to the other:

    >>> value = np.array([[-1, -1, 2, 2], [2, 2, -1, -1]])
    >>> halves = Problem.make(value, value < 0)
    >>> find_stages(halves.limit(most_stages=1), "exposure").objective
    Objective(shortfall=0, exposure=2, stages=1, days=0)
    >>> plan = find_stages(halves, "exposure")
    >>> plan.stages, plan.objective
    (((0, 2), (1, 3)), Objective(shortfall=0, exposure=1, stages=2, days=0))
    """
    check_size(problem, MOST_ITEMS)
    solution = _find_freely(problem.limit(most_stages=None), criterion)
    most = problem.most_stages
    if solution is None or most is None or len(solution.stages) <= most:
        return solution
    return _find_by_number(Lattice(problem, criterion), [most])[0] if most > 0 else None


def find_curve(
    problem: Problem, criterion: Criterion = "trust", most: int = 8
) -> tuple[Solution | None, ...]:
    """Find what each further stage buys: the best plan of at most K stages, for each K.

    Parameters
    ----------
    problem : up to 16 items, no lags.
    criterion : what plans are compared by.
    most : the largest K, at least 1.

    Returns
    -------
    The best plans for K = 1 to `most`, None where there is none. At most `most_stages` of the
    problem are used whatever K is. O(K 3^N) for each of a few passes.

    Raises
    ------
    TooLargeError, InputError
        As :func:`find_stages`.

    Examples
    --------
    >>> value = np.array([[-1, -1, 2, 2], [2, 2, -1, -1]])
    >>> halves = Problem.make(value, value < 0)
    >>> [plan.objective.exposure for plan in find_curve(halves, "exposure", 3)]
    [2, 1, 1]
    """
    check_size(problem, MOST_ITEMS)
    limit = most if problem.most_stages is None else min(most, problem.most_stages)
    numbers = [min(k, limit) for k in range(1, most + 1)]
    return tuple(_find_by_number(Lattice(problem, criterion), numbers))


def _find_freely(problem: Problem, criterion: Criterion) -> Solution | None:
    """The best plan of any number of stages."""
    lattice = Lattice(problem, criterion)
    bound = find_bound(problem, criterion)
    solution = _find_fewest(lattice, Limits(0, bound))
    if solution is not None:
        return solution
    known = min(_find_known(lattice), default=None)
    limits = _find_least_shortfall(lattice, known)
    if limits is None:
        return None
    if limits.shortfall > 0:
        solution = _find_fewest(lattice, Limits(limits.shortfall, bound))
    return solution or _find_fewest(lattice, _find_least_amount(lattice, limits))


def _find_known(lattice: Lattice) -> Iterable[Objective]:
    """What the two plainest plans come to: one stage, and one item per stage."""
    problem, criterion = lattice.problem, lattice.criterion
    single = (tuple(range(problem.n_items)),)
    if is_allowed(problem, single):
        yield compute_objective(problem, single, criterion)
    order = find_order(problem, criterion)
    if order is not None:
        yield order.objective


def _find_least_shortfall(lattice: Lattice, known: Objective | None) -> Limits | None:
    """The least shortfall, and an exposure that can be had with it."""
    if known is not None and known.shortfall == 0:
        return Limits(0, known.exposure)
    limits = Limits(ONE if known is None else known.shortfall - 1)
    rooms, fold = lattice.find_rooms(limits), Largest(lattice.weigh_shortfall)
    best = sweep(lattice, rooms, fold)
    if best[0, -1] == NEVER:
        return None if known is None else Limits(known.shortfall, known.exposure)
    stages = _read_stages(trace(lattice, rooms, fold, best))
    objective = compute_objective(lattice.problem, stages, lattice.criterion)
    return Limits(objective.shortfall, objective.exposure)


def _find_least_amount(lattice: Lattice, limits: Limits) -> Limits:
    """The least exposure within a shortfall, given one that can be had."""
    weights = sweep(lattice, lattice.find_rooms(limits), Largest(lattice.weigh_amount))
    return replace(limits, amount=int(weights[0, -1]))


def _find_fewest(lattice: Lattice, limits: Limits) -> Solution | None:
    """The plan of fewest stages, then days, within limits."""
    rooms, fold = lattice.find_rooms(limits), Fewest(lattice.days)
    best = sweep(lattice, rooms, fold)
    if best[0, -1] == NEVER:
        return None
    stages = _read_stages(trace(lattice, rooms, fold, best))
    objective = judge(lattice.problem, stages, lattice.criterion)
    return Solution(
        stages=stages, objective=objective, bound=objective, engine="subsets", proven=True
    )


def _find_by_number(lattice: Lattice, numbers: Sequence[int]) -> list[Solution | None]:
    """The best plans of at most so many stages."""
    most = min(max(numbers), lattice.problem.n_items)
    wanted = range(min(*numbers, most), most + 1)
    shortfalls = _list_shortfalls(lattice, wanted)
    limits: list[Limits | None] = [None] * (most + 1)
    for shortfall in sorted({shortfalls[number] for number in wanted} - {NEVER}):
        chosen = [number for number in wanted if shortfalls[number] == shortfall]
        amounts = _list_amounts(lattice, shortfall, range(chosen[0], chosen[-1] + 1))
        for number in chosen:
            limits[number] = Limits(shortfall, amounts[number])
    found = {limit: _find_fewest(lattice, limit) for limit in set(limits) if limit is not None}
    chosen_limits = [limits[min(number, most)] for number in numbers]
    return [None if limit is None else found[limit] for limit in chosen_limits]


def _list_shortfalls(lattice: Lattice, wanted: range) -> list[int]:
    """The least shortfall with at most 0, 1, ... stages; swept only where it is not 0 or all."""
    ends = (ONE, ONE - 1, 0) if lattice.criterion == "trust" else (0,)
    counts = [_count_fewest(lattice, Limits(end)) for end in ends]
    least = [NEVER] * wanted.stop
    for end, count in zip(ends, counts, strict=True):
        least[count:] = [end] * len(least[count:])
    if len(ends) > 1:
        between = range(max(counts[1], wanted.start), min(counts[2], wanted.stop))
        fold = Largest(lattice.weigh_shortfall, between.stop)
        _fill(least, lattice, Limits(ONE - 1), fold, between)
    return least


def _list_amounts(lattice: Lattice, shortfall: int, wanted: range) -> list[int]:
    """The least exposure within a shortfall, with at most 0, 1, ... stages, where wanted."""
    bound = find_bound(lattice.problem, lattice.criterion)
    least = [NEVER] * wanted.stop
    shortest = _find_fewest(lattice, Limits(shortfall))
    if shortest is None:
        return least
    enough = min(_count_fewest(lattice, Limits(shortfall, bound)), wanted.stop)
    least[enough:] = [bound] * len(least[enough:])
    between = range(wanted.start, enough)
    fold = Largest(lattice.weigh_amount, enough)
    _fill(least, lattice, Limits(shortfall, shortest.objective.exposure), fold, between)
    return least


def _count_fewest(lattice: Lattice, limits: Limits) -> int:
    """How many stages it takes to stay within limits; more than there are items if it cannot be."""
    solution = _find_fewest(lattice, limits)
    return lattice.problem.n_items + 1 if solution is None else len(solution.stages)


def _fill(
    least: list[int], lattice: Lattice, limits: Limits, fold: Largest, numbers: range
) -> None:
    """Fill in the least of the largest weights with at most so many stages."""
    if numbers == range(1, 2):
        single = fold.weigh(_NONE, np.array([(1 << lattice.problem.n_items) - 1]))
        least[1] = int(single[0])
    elif numbers:
        best = sweep(lattice, lattice.find_rooms(limits), fold)
        found = list(accumulate(best[:, -1].tolist(), min))
        least[numbers.start : numbers.stop] = found[numbers.start : numbers.stop]


def _read_stages(sets: Iterable[int]) -> tuple[tuple[int, ...], ...]:
    """Stages from bits, given from the last to the first."""
    stages = [tuple(j for j in range(each.bit_length()) if each >> j & 1) for each in sets]
    return tuple(reversed(stages))
