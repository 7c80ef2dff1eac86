"""Many plans compared at once, as the random moves of `greedy` need it.

Sums are in float64, which is exact here: the amounts of one party add up to less than 2**53. Needed
trust is then compared in whole numbers, as `compute_figures` does.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from detente.core.layout import BoolArray, FloatArray, IntArray
from detente.plan.problem import ONE, Criterion, Problem, compute_needed

_BROKEN, _SHORT = 100.0, 10.0
_MEAN = 0.1
_STAGE = 1e-4


@dataclass(frozen=True)
class Keys:
    """What M plans are compared by, each ``(M,)``.

    Parameters
    ----------
    broken : by how much limits, floors and the order are not kept; 0 for an allowed plan.
    shortfall, exposure, stages, days : as in `Objective`.
    mean_shortfall, mean_exposure : over stages and parties, a slope where the largest ties.
    """

    broken: FloatArray
    shortfall: IntArray
    exposure: FloatArray
    stages: IntArray
    days: FloatArray
    mean_shortfall: FloatArray
    mean_exposure: FloatArray

    def compute_energy(self, scale: float) -> FloatArray:
        """Add everything up for the random walk; exposures are divided by `scale`."""
        short = (self.shortfall + _MEAN * self.mean_shortfall) / ONE
        exposed = (self.exposure + _MEAN * self.mean_exposure) / scale
        return np.asarray(_BROKEN * self.broken + _SHORT * short + exposed + _STAGE * self.stages)

    def find_row(self) -> int:
        """Find the least plan, lexicographically."""
        columns = (self.days, self.stages, self.exposure, self.shortfall, self.broken)
        return int(np.lexsort(columns)[0])

    def get(self, row: int) -> tuple[float, ...]:
        """Return what one plan is compared by, in order."""
        columns = (self.broken, self.shortfall, self.exposure, self.stages, self.days)
        return tuple(float(column[row]) for column in columns)

    def take(self, rows: IntArray) -> Keys:
        """Return the keys of some of the plans."""
        return Keys(**{each.name: getattr(self, each.name)[rows] for each in fields(self)})


def compute_keys(problem: Problem, at: IntArray, criterion: Criterion = "trust") -> Keys:
    """Compute what many plans are compared by.

    Parameters
    ----------
    problem : the items.
    at : the stage of each item in each plan, from 0 without gaps, ``(M, N)``.
    criterion : as for `compute_objective`.

    Returns
    -------
    Keys of M plans. O(M S N P).
    """
    inside = at[:, None, :] == np.arange(int(at.max(initial=0)) + 1)[None, :, None]
    used = inside.any(axis=2)
    sums = _Sums.make(problem, inside, at)
    amounts = sums.exposure if criterion != "temptation" else sums.temptation
    weighted = np.where(used[..., None], np.maximum(amounts, 0) * problem.weight, 0)
    short = np.zeros(weighted.shape, dtype=np.int64)
    if criterion == "trust":
        short = np.where(used[..., None], _compute_shortfall(problem, sums, at), 0)
    stages = used.sum(axis=1)
    return Keys(
        broken=_compute_broken(problem, inside, sums.done, at, stages),
        shortfall=short.max(axis=(1, 2)),
        exposure=weighted.max(axis=(1, 2)),
        stages=stages,
        days=np.where(inside, problem.days, 0).max(axis=2).sum(axis=1).astype(np.float64),
        mean_shortfall=short.mean(axis=(1, 2)),
        mean_exposure=weighted.sum(axis=(1, 2)) / np.maximum(stages, 1) / problem.n_parties,
    )


@dataclass(frozen=True)
class _Sums:
    """Sums by plan, stage and party, ``(M, S, P)``; `done` by floor, ``(M, S, F)``."""

    cost: FloatArray
    held: FloatArray
    exposure: FloatArray
    temptation: FloatArray
    doubt: FloatArray
    done: FloatArray

    @classmethod
    def make(cls, problem: Problem, inside: BoolArray, at: IntArray) -> _Sums:
        """Add up over the items of each stage, then over the stages before."""
        P = problem.n_parties
        every = inside.astype(np.float64) @ problem.amounts
        cost, receipt, value, doubt = (every[:, :, k * P : (k + 1) * P] for k in range(4))
        held = problem.held + np.cumsum(value, axis=1) - value
        left = problem.doubt.sum(axis=1) - (np.cumsum(doubt, axis=1) - doubt)
        verified = held - _compute_unverified(problem, inside, at)
        return cls(
            cost=cost,
            held=held,
            exposure=cost - verified - problem.cover,
            temptation=held + receipt - problem.whole - problem.loss,
            doubt=left,
            done=np.cumsum(every[:, :, 4 * P :], axis=1),
        )


def _compute_unverified(problem: Problem, inside: BoolArray, at: IntArray) -> FloatArray | float:
    """Receipts of earlier stages that do not count yet, ``(M, S, P)``."""
    if not problem.lag.any():
        return 0.0
    now = np.arange(inside.shape[1])[None, :, None]
    waiting = (at[:, None, :] < now) & (now <= (at + problem.lag)[:, None, :])
    return np.asarray(waiting.astype(np.float64) @ problem.receipts.T.astype(np.float64))


def _compute_shortfall(problem: Problem, sums: _Sums, at: IntArray) -> IntArray:
    gain = (problem.whole + problem.loss - sums.held).astype(np.int64)
    needed, refuses = compute_needed(sums.cost.astype(np.int64), gain)
    tempted = sums.temptation + sums.doubt > 0
    short = np.maximum(needed - _compute_available(problem, tempted, at), 0)
    return np.asarray(np.where(refuses, ONE, short))


def _compute_available(problem: Problem, tempted: BoolArray, at: IntArray) -> IntArray:
    """Multiply the trust in those who are tempted and are still relied on, ``(M, S, P)``."""
    available = np.full(tempted.shape, ONE, dtype=np.int64)
    stages = np.arange(tempted.shape[1])
    for q in range(problem.n_parties):
        for p in range(problem.n_parties):
            owed = problem.owes[p, q]
            if problem.standing[p, q] or owed.any():
                counts = tempted[:, :, q].copy()
                if not problem.standing[p, q]:
                    counts &= at[:, owed].max(axis=1)[:, None] >= stages
                less = available[:, :, p] * int(problem.trust[p, q]) // ONE
                available[:, :, p] = np.where(counts, less, available[:, :, p])
    return available


def _compute_broken(
    problem: Problem, inside: BoolArray, done: FloatArray, at: IntArray, stages: IntArray
) -> FloatArray:
    """Add up pairs out of order, items and stages beyond the limits, and what floors lack."""
    broken = np.zeros(len(at))
    if problem.before:
        first, second = np.array(problem.before).T
        broken += (at[:, first] > at[:, second]).sum(axis=1)
    if problem.most_stages is not None:
        broken += np.maximum(stages - problem.most_stages, 0)
    if problem.most_items is not None:
        broken += np.maximum(inside.sum(axis=2) - problem.most_items, 0).sum(axis=1)
    if len(problem.floor):
        scale = np.maximum(np.abs(problem.floor_value).sum(axis=1), 1)
        lacks = np.maximum(problem.floor - done, 0) / scale
        # A plan with fewer stages than the longest repeats its last state, which is no fault.
        real = np.arange(done.shape[1]) < stages[:, None]
        broken += np.where(real[..., None], lacks, 0).sum(axis=(1, 2))
    return broken
