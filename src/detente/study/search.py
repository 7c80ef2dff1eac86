"""Search a package space over draws: does a deal exist, and which package is one most often?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.core.feasibility import find_deals
from detente.core.layout import FloatArray, IntArray
from detente.core.odds import Trials, compute_odds, find_safest

_POOL = 64
"""Packages tried on every draw before anything cleverer, and witnesses tried again after."""

_FINALISTS = 16
"""Packages judged on every draw for the last word."""


@dataclass(frozen=True)
class Found:
    """What the search turned up.

    Parameters
    ----------
    p_exists : share of draws in which some package is a deal; exact but for sampling.
    p_open : share of draws not settled within the work limit.
    best : the package from which all gain most often, ``(I,)``; None when they never do.
    p_all_gain : share of draws in which all gain from it.
    expected_gain : mean gain of each party from it, ``(P,)``; zeros without one.
    """

    p_exists: float
    p_open: float
    best: IntArray | None
    p_all_gain: float
    expected_gain: FloatArray


def search(trials: Trials, start: IntArray) -> Found:
    """Settle in which draws a deal exists, and look for the package that is one most often.

    Parameters
    ----------
    trials : the package space over draws.
    start : packages to begin with, ``(N, I)``.
    """
    pool = find_safest(trials, start)[:_POOL]
    existence = find_deals(
        trials.layout, trials.values, trials.reservation, parties=trials.parties, pool=pool
    )
    pool = find_safest(trials, _list_common(existence.witness[existence.exists], pool), climbs=1)
    odds = compute_odds(trials, pool[:_FINALISTS])
    best = int(odds.rank()[0]) if len(pool) else -1
    some = best >= 0 and bool(odds.all_gain[best] > 0)
    return Found(
        p_exists=float(existence.exists.mean()),
        p_open=float(existence.open.mean()),
        best=pool[best] if some else None,
        p_all_gain=float(odds.all_gain[best]) if some else 0.0,
        expected_gain=odds.expected_gain[best] if some else np.zeros(trials.parties),
    )


def _list_common(witnesses: IntArray, pool: IntArray) -> IntArray:
    """List the deals that settled most draws, and the best of the pool, in a fixed order."""
    distinct, counts = np.unique(witnesses, axis=0, return_counts=True)
    common = distinct[np.argsort(-counts, kind="stable")[:_POOL]]
    return np.concatenate([pool[:_FINALISTS], common])
