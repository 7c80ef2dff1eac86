"""Measure packages on all draws of a case, a block of them at a time.

What packages are worth in one draw does not depend on the others. So however many draws there are,
only some of them have to be at hand as whole numbers at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from detente.core.integers import scale_values
from detente.core.layout import BoolArray, FloatArray, IntArray
from detente.core.odds import Odds, Trials, compute_odds
from detente.core.packages import find_all_packages
from detente.study.agreement import ENUMERABLE, Found, settle_by
from detente.study.workspace import Workspace

T = TypeVar("T", bound=np.generic)


def measure_odds(workspace: Workspace, packages: IntArray) -> Odds:
    """Measure how likely each side is to gain from packages, ``(N, I)``.

    As :func:`detente.core.odds.compute_odds` on all draws of the workspace.
    """
    return _join(workspace.gather(lambda block: compute_odds(_prepare(block, packages), packages)))


def measure_gains(workspace: Workspace, packages: IntArray) -> FloatArray:
    """Measure value less reservation value in whole numbers, ``(D, Q, N)``, for ``(N, I)``.

    Divided by :attr:`Workspace.scale` they are points.
    """

    def measure(block: Workspace) -> FloatArray:
        return _concatenate(list(_prepare(block, packages).iterate_gains(packages)), axis=2)

    return _concatenate(workspace.gather(measure))


def measure_gain(workspace: Workspace, package: IntArray) -> FloatArray:
    """Measure value less reservation value of one package, ``(I,)``, in points, ``(D, Q)``."""
    return np.asarray(measure_gains(workspace, package[None])[:, :, 0] / workspace.scale)


def measure_stay(workspace: Workspace) -> FloatArray:
    """Measure what every side holds at the status quo, in points, ``(D, Q)``."""
    home = workspace.drawn

    def measure() -> FloatArray:
        layout, values = home.frame.layout, home.sample.values
        on = layout.indicator(np.zeros((1, layout.n_issues), dtype=np.int64))[0] > 0
        stay = np.zeros(values.shape[:2], order="F")
        for column in np.flatnonzero(on).tolist():
            stay += values[:, :, column]
        return stay

    return home.recall("stay", measure)


def measure_existence(workspace: Workspace, known: IntArray) -> BoolArray:
    """Measure in which draws a deal exists, ``(D,)``.

    Parameters
    ----------
    known : packages that are deals in many draws, ``(N, I)``; tried first.
    """

    def measure(block: Workspace) -> BoolArray:
        return settle_by(block.trials, known).exists

    return workspace.recall(
        ("existence", known.tobytes()), lambda: _concatenate(workspace.gather(measure))
    )


def recount(
    workspace: Workspace, found: Sequence[Found], issues: Sequence[Sequence[int] | None]
) -> list[Found]:
    """Count on all draws what was searched for on the first of them, and is known there.

    Parameters
    ----------
    workspace : the case and its draws.
    found : what searches on :attr:`Workspace.searched` turned up.
    issues : to which issues each was confined; None for all.
    """
    if workspace.searched is workspace:
        return list(found)
    asked = list(zip(found, issues, strict=True))

    def measure(block: Workspace) -> list[_Counted]:
        at = 0 if block.part is None else block.part[1].start
        return [_count(_confine(block.trials, kept), each, at) for each, kept in asked]

    parts = workspace.gather(measure)
    return [_sum_up(each, [part[n] for part in parts]) for n, (each, _) in enumerate(asked)]


@dataclass(frozen=True)
class _Counted:
    """Where a deal exists, and what the best package brings, on some of the draws."""

    exists: BoolArray
    open: BoolArray
    best: Odds | None


def _confine(trials: Trials, issues: Sequence[int] | None) -> Trials:
    return trials if issues is None else trials.restrict(issues)


def _count(trials: Trials, found: Found, at: int) -> _Counted:
    """Count what was found, on draws of which the first is the draw `at` of all."""
    best = None if found.best is None else compute_odds(trials, found.best[None])
    known = slice(at, at + trials.n_draws)
    before = found.exists[known], found.open[known]
    exists, left = _count_deals(trials.take(slice(len(before[0]), None)), found.likely)
    return _Counted(_concatenate([before[0], exists]), _concatenate([before[1], left]), best)


def _count_deals(trials: Trials, likely: IntArray) -> tuple[BoolArray, BoolArray]:
    """In which draws a deal exists, and in which that was not settled, ``(D,)``."""
    if not trials.n_draws:
        return np.zeros(0, dtype=np.bool_), np.zeros(0, dtype=np.bool_)
    if trials.layout.n_packages <= ENUMERABLE:
        packages = find_all_packages(trials.layout, ENUMERABLE)
        exists = np.asarray(compute_odds(trials, packages).deals.any(axis=1))
        return exists, np.zeros_like(exists)
    settled = settle_by(trials, likely)
    return settled.exists, settled.open


def _sum_up(found: Found, parts: Sequence[_Counted]) -> Found:
    counted = replace(
        found,
        exists=_concatenate([part.exists for part in parts]),
        open=_concatenate([part.open for part in parts]),
    )
    best = [part.best for part in parts if part.best is not None]
    if not best:
        return counted
    odds = _join(best)
    return replace(counted, p_all_gain=float(odds.all_gain[0]), expected_gain=odds.expected_gain[0])


def _prepare(block: Workspace, packages: IntArray) -> Trials:
    """Make whole numbers of the columns that packages take; of all, where they are to be kept."""
    if block.part is None:
        return block.trials
    layout, sample, scale = block.frame.layout, block.sample, block.scale
    values = np.zeros(sample.values.shape, order="F")  # pages that are not touched cost nothing
    for column in np.flatnonzero(layout.indicator(packages).any(axis=0)).tolist():
        values[:, :, column] = scale_values(sample.values[:, :, column, None], scale)[:, :, 0]
    reservation = np.rint(sample.reservation * scale)
    return Trials(layout, values, reservation, scale, len(block.frame.parties))


def _join(parts: Sequence[Odds]) -> Odds:
    """Put odds on blocks of draws together; shares are counted, so that they come out exact."""
    if len(parts) == 1:
        return parts[0]
    draws = np.array([len(part.deals) for part in parts], dtype=np.float64)
    counts = [np.rint(part.gains * n) for part, n in zip(parts, draws.tolist(), strict=True)]
    means = np.stack([part.expected_gain for part in parts])
    return Odds(
        gains=np.asarray(np.sum(counts, axis=0) / draws.sum()),
        deals=np.concatenate([part.deals for part in parts]),
        expected_gain=np.asarray(np.tensordot(draws, means, axes=1) / draws.sum()),
    )


def _concatenate(parts: Sequence[npt.NDArray[T]], axis: int = 0) -> npt.NDArray[T]:
    """Put blocks together; one block is not copied."""
    return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=axis)
