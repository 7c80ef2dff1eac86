"""A good plan quickly, for any number of items: many plans at once, improved by small random moves.

The method is simulated annealing (Kirkpatrick, Gelatt and Vecchi, 1983) on 48 plans side by side,
so that one step is a few array operations. A move takes one item to another stage, or to a new one
between two stages, or swaps the stages of two items. Every so often the worst half of the plans is
replaced by copies of the best half. The number of steps is fixed, so that the same problem and
seed give the same plan.

Nothing is proven here: the plan is a start for the exact engines and an answer for the impatient.
"""

from __future__ import annotations

import numpy as np

from detente.core.layout import FloatArray, IntArray
from detente.plan.many import compute_keys
from detente.plan.problem import (
    Criterion,
    Objective,
    Problem,
    Solution,
    Stages,
    compute_objective,
    is_allowed,
)

CHAINS = 48
STEPS = 800
_WARM, _COLD = 0.05, 0.0005
_MIX_EVERY = 50
_SWAPS = 0.3


def find_stages(
    problem: Problem,
    criterion: Criterion = "trust",
    *,
    most_stages: int | None = None,
    hint: Stages | None = None,
    seed: int = 0,
    steps: int = STEPS,
    chains: int = CHAINS,
) -> Solution | None:
    """Find a good plan in well under a second; whether a better one exists is not asked.

    Parameters
    ----------
    problem : any number of items, lags included.
    criterion : what is minimised, see `compute_objective`.
    most_stages : at most so many stages, besides the problem's own limit.
    hint : a plan to begin with.
    seed, steps : of the random moves.
    chains : plans side by side, at least 2.

    Returns
    -------
    Solution, never proven; its bound is what `compute_bound` gives. None where no allowed plan was
    found, which does not mean that there is none. O(steps S N).

    Examples
    --------
    >>> rows = np.array([[-1, -1, 2, 2], [2, 2, -1, -1]])
    >>> swap = Problem.make(rows, rows < 0)
    >>> find_stages(swap, "exposure").objective
    Objective(shortfall=0, exposure=1, stages=2, days=0)
    """
    if most_stages is not None:
        limit = min(most_stages, problem.most_stages or most_stages)
        problem = problem.limit(most_stages=limit)
    best = _anneal(problem, criterion, hint, np.random.default_rng(seed), steps, chains)
    if not is_allowed(problem, best):
        return None
    bound = Objective(0, compute_bound(problem, criterion))
    return Solution(best, compute_objective(problem, best, criterion), bound, "greedy", False)


def compute_bound(problem: Problem, criterion: Criterion = "trust") -> int:
    """Compute an exposure (temptation) that no plan stays below, however many stages it has.

    Somebody goes first: the first stage holds an item and what must come before it, and costs its
    performers so much before anything was received. For temptation, the last stage likewise.

    Returns
    -------
    Weighted amount, at least 0. O(P N^2).
    """
    reach = compute_reach(problem)
    if criterion == "temptation":
        amounts, start = problem.receipt - problem.value, problem.value.sum(axis=1) + problem.held
        reach, start = reach.T, start - problem.whole - problem.loss
    else:
        amounts, start = problem.cost, -problem.held - problem.cover
    gains = np.minimum(amounts, 0)
    least = start[:, None] + (amounts - gains) @ reach + gains.sum(axis=1, keepdims=True)
    weighted = problem.weight[:, None] * np.maximum(least, 0)
    return int(weighted.max(axis=0).min(initial=np.iinfo(np.int64).max)) if least.size else 0


def compute_reach(problem: Problem) -> IntArray:
    """Whether item i must be there when item j is done, ``reach[i, j]``; i = j included."""
    reach = np.eye(problem.n_items, dtype=np.bool_)
    for first, second in problem.before:
        reach[first, second] = True
    for via in range(problem.n_items):
        reach |= reach[:, [via]] & reach[[via], :]
    return reach.astype(np.int64)


def _anneal(
    problem: Problem,
    criterion: Criterion,
    hint: Stages | None,
    rng: np.random.Generator,
    steps: int,
    chains: int,
) -> tuple[tuple[int, ...], ...]:
    scale = _compute_scale(problem, criterion)
    at = _start(problem, hint, rng, chains)
    energy, best = _judge(problem, criterion, at, scale)
    for step in range(steps):
        tried = _move(at, rng)
        tried_energy, found = _judge(problem, criterion, tried, scale)
        best = min(best, found)
        heat = _WARM * (_COLD / _WARM) ** (step / steps)
        taken = tried_energy < energy + heat * rng.exponential(size=len(at))
        at[taken], energy[taken] = tried[taken], tried_energy[taken]
        if step % _MIX_EVERY == _MIX_EVERY - 1:
            at, energy = _mix(at, energy)
    return to_stages(np.array(best[1]))


def _compute_scale(problem: Problem, criterion: Criterion) -> float:
    """What exposures are measured against: those of the single step."""
    single = [list(range(problem.n_items))]
    return float(max(compute_objective(problem, single, criterion).exposure, 1))


def _judge(
    problem: Problem, criterion: Criterion, at: IntArray, scale: float
) -> tuple[FloatArray, tuple[tuple[float, ...], tuple[int, ...]]]:
    """Return the energy of each plan, and the best plan after what it is compared by."""
    keys = compute_keys(problem, at, criterion)
    row = keys.find_row()
    return keys.compute_energy(scale), (keys.get(row), tuple(at[row].tolist()))


def _mix(at: IntArray, energy: FloatArray) -> tuple[IntArray, FloatArray]:
    """Replace the worst half by copies of the best half."""
    order = np.argsort(energy, kind="stable")
    rows = np.resize(order[: len(order) // 2], len(order))
    return at[rows], energy[rows]


def _start(
    problem: Problem, hint: Stages | None, rng: np.random.Generator, chains: int
) -> IntArray:
    """Begin with the hint, with everything at once, and with random orders cut into stages."""
    N = problem.n_items
    most = min(problem.most_stages or N, N)
    depth = compute_reach(problem).sum(axis=0)
    # Sorting by depth first keeps the order; noise of the size of the depth mixes the rest.
    order = np.argsort(depth * rng.random((chains, 1)) * 2 + rng.random((chains, N)) * 2, axis=1)
    places = np.argsort(order, axis=1)
    counts = rng.integers(1, most + 1, size=(chains, 1))
    at = places * counts // N
    at[0] = 0
    if hint is not None:
        for k, stage in enumerate(hint):
            at[1, list(stage)] = k
    return number(at)


def _move(at: IntArray, rng: np.random.Generator) -> IntArray:
    """Move one item of each plan to another stage or between two; in some plans swap two items."""
    M, N = at.shape
    rows = np.arange(M)
    moved = 2 * at + 1
    one, other = rng.integers(0, N, size=(2, M))
    places = rng.integers(0, 2 * at.max(axis=1) + 3)
    swap = rng.random(M) < _SWAPS
    moved[rows, one] = np.where(swap, moved[rows, other], places)
    moved[rows[swap], other[swap]] = 2 * at[rows[swap], one[swap]] + 1
    return number(moved)


def number(at: IntArray) -> IntArray:
    """Number the stages of each plan from 0 without gaps, in the same order."""
    rows = np.arange(len(at))[:, None]
    present = np.zeros((len(at), int(at.max(initial=0)) + 1), dtype=np.int64)
    present[rows, at] = 1
    places = np.cumsum(present, axis=1) - 1
    return np.asarray(places[rows, at])


def to_stages(at: IntArray) -> tuple[tuple[int, ...], ...]:
    """List the items of each stage from the stage of each item."""
    return tuple(tuple(np.flatnonzero(at == k).tolist()) for k in range(int(at.max()) + 1))
