"""Weighted sums that prove a deal impossible, or find one.

For weights ``w >= 0`` over parties and ratifiers, no package has a weighted gain (value less
reservation value) above the sum of each block's best weighted choice. Where that bound is
negative, no package satisfies everyone: this is the Lagrangian relaxation of the reservation
values. The best choices themselves form a package, which may happen to be a deal. Where neither
settles the question, the weights move away from those who gain and towards those who do not, as
in a zero-sum game between weights and packages, by multiplicative updates.

Values and weights are whole numbers (:mod:`detente.core.integers`), so every bound is exact. In
a deal some party is *strictly* better off than at its reservation value, so that the weighted
gain is at least the smallest weight of a party; this settles what is tied at zero.

References
----------
Held and Karp (1970), The traveling-salesman problem and minimum spanning trees, Operations
Research 18. Geoffrion (1974), Lagrangean relaxation for integer programming, Mathematical
Programming Study 2. Freund and Schapire (1999), Adaptive game playing using multiplicative
weights, Games and Economic Behavior 29.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.core.choices import Choices
from detente.core.integers import WEIGHT_LIMIT
from detente.core.layout import BoolArray, FloatArray, IntArray

NONE, DEAL, UNSETTLED = 0, 1, 2
ROUNDS = 12
KEPT_WEIGHTS = 2
_PACE = 2.0


@dataclass(frozen=True)
class Problems:
    """Many questions "is there a deal?" over one package space.

    Parameters
    ----------
    choices : the issues, merged into independent blocks.
    values : whole-numbered values of choices and loose interactions, ``(n, Q, M + J)``.
    reservation : whole-numbered reservation values, ``(n, Q)``.
    parties : how many of the Q are parties; they come first.
    """

    choices: Choices
    values: FloatArray
    reservation: FloatArray
    parties: int

    def __len__(self) -> int:
        return len(self.values)

    def take(self, rows: IntArray) -> Problems:
        """Keep some of the problems."""
        values = self.values.take(rows, axis=0)
        return Problems(self.choices, values, self.reservation.take(rows, axis=0), self.parties)

    def compute_gains(self, picks: IntArray) -> FloatArray:
        """Value less reservation value of one package each; ``(n, G)`` to ``(n, Q)``."""
        chosen = np.take_along_axis(self.values, picks[:, None, :], axis=2)
        gains: FloatArray = chosen.sum(axis=2) - self.reservation
        if self.choices.interactions:
            switched = self.choices.switched(self.choices.assemble(picks))
            extra = self.values[:, :, self.choices.n_choices :]
            gains += (extra @ switched[:, :, None])[:, :, 0]
        return gains

    def are_deals(self, picks: IntArray, gains: FloatArray) -> BoolArray:
        """Say which of those packages are deals; ``(n, G)`` and ``(n, Q)`` to ``(n,)``."""
        deals = is_deal(gains, self.parties)
        if self.choices.constraints:
            deals[deals] = self.choices.keeps(self.choices.assemble(picks[deals]))
        return deals


@dataclass
class Relaxed:
    """What the relaxation established about n problems.

    Parameters
    ----------
    status : NONE, DEAL or UNSETTLED; ``(n,)``.
    picks : one choice per block, a deal where there is one; ``(n, G)``.
    weights : whole-numbered weights with the lowest bounds, the lowest first; ``(n, W, Q)``.
    """

    status: IntArray
    picks: IntArray
    weights: FloatArray


def is_deal(gains: FloatArray, parties: int) -> BoolArray:
    """Say where nobody is below and some party above its reservation value.

    Parameters
    ----------
    gains : value less reservation value, ``(..., Q)``.
    parties : how many of the Q are parties; they come first.
    """
    satisfied = gains.min(axis=-1) >= 0
    better = gains[..., :parties].max(axis=-1) > 0
    return np.asarray(satisfied & better, dtype=np.bool_)


def compute_bound(problems: Problems, weights: FloatArray) -> tuple[FloatArray, IntArray]:
    """Bound the weighted gain of every package, and find the choices that reach the bound.

    Parameters
    ----------
    problems : n of them.
    weights : whole numbers adding up to 4,000 at most, ``(n, Q)``.

    Returns
    -------
    Bounds ``(n,)``, exact up to loose couplings, and best choices ``(n, G)``.
    """
    scores = (weights[:, None, :] @ problems.values)[:, 0]
    count = problems.choices.n_choices
    best, picks = problems.choices.argmax(scores[:, :count])
    loose = np.maximum(scores[:, count:], 0.0).sum(axis=1)
    bound: FloatArray = best.sum(axis=1) + loose - (weights * problems.reservation).sum(axis=1)
    return bound, picks


def compute_least_gain(weights: FloatArray, parties: int) -> FloatArray:
    """Find the least weighted gain that a deal can have; ``(..., Q)`` to ``(...)``."""
    least: FloatArray = weights[..., :parties].min(axis=-1)
    return least


def round_weights(weights: FloatArray) -> FloatArray:
    """Make positive weights whole numbers that add up to 4,000 at most; ``(n, Q)``."""
    spare = WEIGHT_LIMIT - weights.shape[-1]
    rounded: FloatArray = np.ceil(weights * (spare / weights.sum(axis=-1, keepdims=True)))
    return rounded


def relax(problems: Problems, *, rounds: int = ROUNDS) -> Relaxed:
    """Settle what weighted sums can settle.

    Parameters
    ----------
    problems : n of them.
    rounds : how many weights to try per problem.

    Returns
    -------
    Status, packages, and for what is unsettled the weights with the lowest bounds.

    Notes
    -----
    Takes O(rounds x n x Q x M) time.
    """
    n, parties = problems.reservation.shape
    found = Relaxed(
        status=np.full(n, UNSETTLED, dtype=np.int64),
        picks=np.zeros((n, problems.choices.n_blocks), dtype=np.int64),
        weights=np.zeros((n, KEPT_WEIGHTS, parties)),
    )
    left, shares, lowest = np.arange(n), np.full((n, parties), 1.0 / parties), np.full(n, np.inf)
    stakes = np.maximum(np.abs(problems.values).sum(axis=2), 1.0)
    for turn in range(rounds):
        weights = round_weights(shares / stakes)
        bound, picks = compute_bound(problems, weights)
        gains = problems.compute_gains(picks)
        deals = problems.are_deals(picks, gains)
        none = bound < compute_least_gain(weights, problems.parties)
        found.status[left] = np.select([deals, none], [DEAL, NONE], UNSETTLED)
        found.picks[left] = picks
        height = bound / (weights * stakes).sum(axis=1)
        _keep_lowest(found.weights, left[height < lowest[left]], weights[height < lowest[left]])
        lowest[left] = np.minimum(lowest[left], height)
        shares = _shift(shares, gains / stakes, _PACE / np.sqrt(1.0 + turn))
        on = np.flatnonzero(~(deals | none))
        if len(on) < len(left):
            problems, left, shares, stakes = problems.take(on), left[on], shares[on], stakes[on]
        if not len(left):
            break
    return found


def _keep_lowest(kept: FloatArray, rows: IntArray, weights: FloatArray) -> None:
    """Put new best weights in front; ``kept`` is modified in place."""
    kept[rows, 1:] = kept[rows, :-1]
    kept[rows, 0] = weights


def _shift(shares: FloatArray, gains: FloatArray, pace: float) -> FloatArray:
    """Move the shares of the weights towards those who gain least."""
    largest = np.maximum(np.abs(gains).max(axis=1, keepdims=True), np.finfo(np.float64).tiny)
    moved = shares * np.exp(-pace * gains / largest)
    shifted: FloatArray = moved / moved.sum(axis=1, keepdims=True)
    return shifted
