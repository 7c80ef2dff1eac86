"""Search a package space over draws: does a deal exist, and which package is one most often?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.core.feasibility import find_deals
from detente.core.layout import BoolArray, FloatArray, IntArray
from detente.core.odds import Odds, Trials, compute_odds, find_safest, improve
from detente.core.packages import find_all_packages

ENUMERABLE = 256
"""Spaces of so many packages are gone through whole."""

_LIKELY = 64
"""Packages that are kept for other draws, and other views of the case, to begin with."""

_FIRST = 8
"""So many of them are tried on every draw."""

_FINALISTS = 16
"""Packages of the search that are judged on every draw."""


@dataclass(frozen=True)
class Found:
    """What the search turned up.

    Parameters
    ----------
    exists : whether some package is a deal, ``(D,)``.
    open : draws not settled within the work limit, ``(D,)``; ``exists`` is False there.
    best : the package from which all gain most often, ``(I,)``; None when they never do.
    p_all_gain : share of draws in which all gain from it.
    expected_gain : mean gain of each party from it, ``(P,)``; zeros without one.
    likely : packages that are deals in many draws, worth trying first on others, ``(N, I)``.
    """

    exists: BoolArray
    open: BoolArray
    best: IntArray | None
    p_all_gain: float
    expected_gain: FloatArray
    likely: IntArray

    @property
    def p_exists(self) -> float:
        """Share of draws in which some package is a deal; exact but for sampling."""
        return float(self.exists.mean())

    @property
    def p_open(self) -> float:
        """Share of draws not settled within the work limit."""
        return float(self.open.mean())


def search(trials: Trials, start: IntArray) -> Found:
    """Settle in which draws a deal exists, and look for the package that is one most often.

    Small spaces are gone through whole. In others the safest packages that a search finds settle
    most draws, the exact method the rest, and the deals that it finds are tried in their turn.

    Parameters
    ----------
    trials : the package space over draws.
    start : packages to begin with, ``(N, I)``.
    """
    if trials.layout.n_packages <= ENUMERABLE:
        packages = find_all_packages(trials.layout, ENUMERABLE)
        odds = compute_odds(trials, packages)
        exists = np.asarray(odds.deals.any(axis=1))
        return _conclude(packages, odds, exists, np.zeros_like(exists))
    packages = find_safest(trials, start)[:_FINALISTS]
    odds = compute_odds(trials, packages)
    settled = settle(trials, odds.deals)
    if len(settled.witnesses):
        common = _list_common(settled.witnesses, packages)
        better = improve(trials, [common])[:_FINALISTS]
        packages = np.concatenate([packages, better])
        odds = compute_odds(trials, packages)
    return _conclude(packages, odds, settled.exists, settled.open)


@dataclass(frozen=True)
class Settled:
    """In which draws a deal exists.

    Parameters
    ----------
    exists : whether there is one, ``(D,)``.
    open : draws not settled within the work limit, ``(D,)``; ``exists`` is False there.
    witnesses : a deal for each draw that has one, but none of the known packages, ``(n, I)``.
    """

    exists: BoolArray
    open: BoolArray
    witnesses: IntArray


def settle(trials: Trials, deals: BoolArray, pool: IntArray | None = None) -> Settled:
    """Settle in which draws a deal exists: by known packages, and exactly where none is one.

    Parameters
    ----------
    trials : the package space over draws.
    deals : where each known package is a deal, ``(D, N)``.
    pool : packages worth trying first on the other draws, ``(N', I)``; they need not keep the
        constraints.
    """
    exists = np.asarray(deals.any(axis=1))
    hard, left = np.flatnonzero(~exists), np.zeros_like(exists)
    found = find_deals(
        trials.layout,
        trials.values[hard],
        trials.reservation[hard],
        parties=trials.parties,
        pool=pool,
    )
    exists[hard], left[hard] = found.exists, found.open
    return Settled(exists, left, found.witness[found.exists])


def settle_by(trials: Trials, known: IntArray, pool: IntArray | None = None) -> Settled:
    """Settle in which draws a deal exists, as :func:`settle` does.

    Parameters
    ----------
    trials : the package space over draws.
    known : packages that keep the constraints, the likeliest first, ``(N, I)``. The first few
        settle most draws, so the others are tried on what is left; for whether any of them is a
        deal, the order does not matter.
    pool : as for :func:`settle`.
    """
    exists = np.asarray(compute_odds(trials, known[:_FIRST]).deals.any(axis=1))
    left, hard = np.zeros_like(exists), np.flatnonzero(~exists)
    if not len(hard):
        return Settled(exists, left, np.zeros((0, trials.layout.n_issues), dtype=np.int64))
    rest = trials.take(hard)
    settled = settle(rest, compute_odds(rest, known[_FIRST:]).deals, pool)
    exists[hard], left[hard] = settled.exists, settled.open
    return Settled(exists, left, settled.witnesses)


def _conclude(packages: IntArray, odds: Odds, exists: BoolArray, left: BoolArray) -> Found:
    best = int(odds.rank()[0]) if len(packages) else -1
    some = best >= 0 and bool(odds.deals[:, best].any())
    return Found(
        exists=exists,
        open=left,
        best=packages[best] if some else None,
        p_all_gain=float(odds.all_gain[best]) if some else 0.0,
        expected_gain=odds.expected_gain[best] if some else np.zeros(odds.expected_gain.shape[1]),
        likely=packages[odds.rank()[:_LIKELY]],
    )


def _list_common(witnesses: IntArray, best: IntArray) -> IntArray:
    """List the best packages so far, and the deals found most often, in a fixed order."""
    distinct, counts = np.unique(witnesses, axis=0, return_counts=True)
    common = distinct[np.argsort(-counts, kind="stable")[:_FINALISTS]]
    return np.concatenate([best, common])
