"""Measure packages on all draws of a case, a block of them at a time.

What packages are worth in one draw does not depend on the others. So however many draws there are,
only some of them have to be at hand as whole numbers at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from detente.core.integers import scale_values
from detente.core.layout import BoolArray, FloatArray, IntArray
from detente.core.odds import Odds, Trials, compute_odds
from detente.study.agreement import Found, settle
from detente.study.workspace import Workspace


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


def measure_existence(workspace: Workspace, known: IntArray) -> tuple[BoolArray, BoolArray]:
    """Measure in which draws a deal exists, and which are not settled, ``(D,)`` each.

    Parameters
    ----------
    known : packages that are deals in many draws, ``(N, I)``; tried first.
    """
    return workspace.recall(
        ("existence", known.tobytes()), lambda: _measure_existence(workspace, known, _take_all)
    )


def recount(
    workspace: Workspace, found: Found, narrow: Callable[[Trials], Trials] | None = None
) -> Found:
    """Count on all draws what was searched for on the first of them.

    Parameters
    ----------
    workspace : the case and its draws.
    found : what the search on :attr:`Workspace.searched` turned up.
    narrow : leaves the issues that were searched; all of them by default.
    """
    if workspace.searched is workspace:
        return found
    if narrow is None:
        exists, left = measure_existence(workspace, found.likely)
    else:
        exists, left = _measure_existence(workspace, found.likely, narrow)
    counted = replace(found, p_exists=float(exists.mean()), p_open=float(left.mean()))
    best = found.best
    if best is None:
        return counted
    take = narrow or _take_all
    odds = _join(workspace.gather(lambda block: compute_odds(take(block.trials), best[None])))
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


def _take_all(trials: Trials) -> Trials:
    return trials


def _measure_existence(
    workspace: Workspace, known: IntArray, take: Callable[[Trials], Trials]
) -> tuple[BoolArray, BoolArray]:
    def measure(block: Workspace) -> tuple[BoolArray, BoolArray]:
        trials = take(block.trials)
        settled = settle(trials, compute_odds(trials, known).deals, known)
        return settled.exists, settled.open

    exists, left = zip(*workspace.gather(measure), strict=True)
    return np.concatenate(exists), np.concatenate(left)


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


def _concatenate(parts: Sequence[FloatArray], axis: int = 0) -> FloatArray:
    """Put blocks together; one block is not copied."""
    return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=axis)
