"""Judge a plan on every draw: who would refuse, who would yield to temptation, what is at stake.

In a draw, what a party does rests on its own values in that draw; what it expects of the others
rests on the case: its belief in them, and the share of draws in which they are tempted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from detente.core.layout import BoolArray, FloatArray
from detente.plan.learning import compute_delivery
from detente.plan.problem import Stages, find_receipts, split_value

T = TypeVar("T", bound=np.generic)

_HAIR = 1e-9
"""Parts of a party's total below which an amount counts as nothing: beyond any rounding."""


_BY_DRAW = (
    *("exposure", "temptation", "needed", "refuses", "tempted"),
    *("outset", "below", "size", "lasting"),
)
"""What is measured in every draw."""


@dataclass(frozen=True)
class Stakes:
    """The items of a package over draws, in each party's own points.

    Parameters
    ----------
    value : locked-in value of each item, ``(D, P, N)``.
    gives : who performs each item, ``(P, N)``.
    whole : full value of the completed package, ``(D, P)``.
    loss : what each party loses by defecting, ``(D, P)``.
    cover : what each party is paid when the others default, ``(D, P)``.
    held : locked-in value before the first stage, ``(D, P)``.
    trust : how far p believes q, ``(P, P)``.
    standing : whether q can take back an act that benefits p, ``(P, P)``.
    reliable : how far each party is to be believed, as all see it together, ``(P,)``.
    floor_value, floor : what sides hold, and must hold, after a stage; ``(D, F, N)``, ``(D, F)``.
    lag : stages by which a receipt counts late into exposure, ``(N,)``.
    mean : mean of `value`, ``(P, N)``, which tells who relies on whom; None: that of these draws.
    """

    value: FloatArray
    gives: BoolArray
    whole: FloatArray
    loss: FloatArray
    cover: FloatArray
    held: FloatArray
    trust: FloatArray
    standing: BoolArray
    reliable: FloatArray
    floor_value: FloatArray
    floor: FloatArray
    lag: npt.NDArray[np.int64]
    mean: FloatArray | None = None

    @property
    def n_draws(self) -> int:
        """Number of draws, D."""
        return len(self.value)


@dataclass(frozen=True)
class Judged:
    """A plan on every draw.

    Parameters
    ----------
    exposure, temptation, needed : ``(D, P, S)``; `needed` is 1 where a party refuses outright.
    refuses : nothing left to gain, whatever the others do, ``(D, P, S)``.
    tempted : whether a party is tempted to walk away, ``(D, P, S)``; never one without a part left.
    available, growing : trust that each party can place in the others at each stage, ``(P, S)``:
        without learning, and with what earlier kept stages taught.
    learnt : of each party, the share of draws in which an opportunist would not have been found out
        by the end, ``(P,)``.
    outset : trust that each party needs before the first stage, to go through the whole plan:
        for what it would lose when let down at the worst moment, ``(D, P)``.
    throughout : chance of delivery by the others at every stage, as each party sees it, ``(P,)``.
    below : floors not kept, ``(D, F, S)``.
    kept : chance in each draw that everything is delivered through each stage, ``(D, S)``.
    """

    exposure: FloatArray
    temptation: FloatArray
    needed: FloatArray
    refuses: BoolArray
    tempted: BoolArray
    available: FloatArray
    growing: FloatArray
    learnt: FloatArray
    outset: FloatArray
    throughout: FloatArray
    below: BoolArray
    kept: FloatArray

    @property
    def sigma(self) -> FloatArray:
        """Share of draws in which each party is tempted, ``(P, S)``."""
        return np.asarray(self.tempted.mean(axis=0))

    def enters(self, available: FloatArray) -> BoolArray:
        """Draws in which no side refuses at any stage, and no floor is broken, ``(D,)``.

        `available` is this plan's trust without learning, or the growing one, ``(P, S)``.
        """
        stops = self.find_stops(available).any(axis=1)
        return np.asarray(~stops & ~self.below.any(axis=(1, 2)))

    def find_stops(self, available: FloatArray) -> BoolArray:
        """Draws in which a party would not go on, at some stage or at the outset, ``(D, P)``."""
        return np.asarray(self._find_lacks(available).any(axis=2) | self._find_daunted())

    def find_going(self, available: FloatArray) -> BoolArray:
        """Draws in which nobody has refused and no floor is broken through each stage, ``(D, S)``.

        Who would not begin the whole plan refuses its first stage. The last column is `enters`.
        """
        stops = self._find_lacks(available).any(axis=1) | self.below.any(axis=1)
        stops |= np.asarray(self._find_daunted().any(axis=1))[:, None]
        return np.asarray(np.logical_and.accumulate(~stops, axis=1))

    def _find_lacks(self, available: FloatArray) -> BoolArray:
        """Whether a party lacks trust for a stage, or has nothing left to gain, ``(D, P, S)``."""
        return np.asarray((self.needed > available + _HAIR) | self.refuses)

    def _find_daunted(self) -> BoolArray:
        """Whether a party would not begin at all, ``(D, P)``."""
        return np.asarray(self.outset > self.throughout + _HAIR)

    @property
    def margin(self) -> FloatArray:
        """Available less needed trust where it is tightest, the outset included, ``(D,)``."""
        spare = np.where(self.refuses, -1.0, self.available - self.needed)
        begins = (self.throughout - self.outset).min(axis=1, initial=1.0)
        return np.asarray(np.minimum(spare.min(axis=(1, 2), initial=1.0), begins))


@dataclass(frozen=True)
class Measured:
    """What a plan puts at stake on every draw, whatever anybody believes of anybody.

    Parameters
    ----------
    exposure, temptation, needed, refuses, tempted, outset, below : as in :class:`Judged`.
    size : of the amounts of each party, against which sums are rounded, ``(D, P)``.
    lasting : whether temptation has come to a party by each stage, ``(D, P, S)``.
    performs : who has a part in each stage, ``(P, S)``.
    owed : whether p relies on q when a stage begins, ``(P, P, S)``.
    """

    exposure: FloatArray
    temptation: FloatArray
    needed: FloatArray
    refuses: BoolArray
    tempted: BoolArray
    outset: FloatArray
    below: BoolArray
    size: FloatArray
    lasting: BoolArray
    performs: BoolArray
    owed: BoolArray

    @cached_property
    def relied(self) -> BoolArray:
        """Whether p relies on q at some stage, ``(P, P)``.

        On who still owes something that is good for it, or could take it back; at the mean values.
        """
        return np.asarray(self.owed.any(axis=2))

    @cached_property
    def sigma(self) -> FloatArray:
        """Share of draws in which each party is tempted, ``(P, S)``."""
        return np.asarray(self.tempted.mean(axis=0))

    @cached_property
    def come(self) -> FloatArray:
        """Share of draws in which temptation has come to each party by each stage, ``(P, S)``."""
        return np.asarray(self.lasting.mean(axis=0))

    def believe(self, trust: FloatArray, reliable: FloatArray) -> Judged:
        """Judge the plan as those see it who believe each other so far.

        Parameters
        ----------
        trust : how far p believes q, ``(P, P)``.
        reliable : how far each party is to be believed, as all see it together, ``(P,)``.

        Returns
        -------
        O(D P S).
        """
        growing, learnt = _grow(self, trust)
        return Judged(
            exposure=self.exposure,
            temptation=self.temptation,
            needed=self.needed,
            refuses=self.refuses,
            tempted=self.tempted,
            available=_multiply(self.owed, compute_delivery(trust[:, :, None], self.sigma[None])),
            growing=_multiply(self.owed, growing),
            learnt=learnt,
            outset=self.outset,
            throughout=_see_through(self, trust),
            below=self.below,
            kept=_keep(self.lasting, reliable),
        )


def judge(stakes: Stakes, stages: Stages) -> Judged:
    """Judge a plan on every draw.

    Parameters
    ----------
    stakes : the items over draws.
    stages : which items are done in each stage.

    Returns
    -------
    The figures of :mod:`detente.plan.problem` in every draw, and the odds that follow.

    Notes
    -----
    O(D P N): items are added up by stage, and stages one after another.
    """
    return measure(stakes, stages).believe(stakes.trust, stakes.reliable)


def measure(stakes: Stakes, stages: Stages) -> Measured:
    """Measure what a plan puts at stake on every draw; nothing in it rests on trust.

    O(D P N). Arrays are laid out column after column (Fortran order), as items add up.
    """
    inside = _mark(stages, stakes.value.shape[2])
    cost, receipt = split_value(stakes.value, stakes.gives)
    given, received = _add_up(cost, inside), _add_up(receipt, inside)
    done = _add_up(stakes.value, inside)
    held = stakes.held[:, :, None] + _accumulate(np.add, done) - done
    end = (stakes.whole + stakes.loss)[:, :, None]
    size = np.abs(stakes.value).sum(axis=2) + np.abs(stakes.whole)
    hair = _HAIR * (size + 1.0)[:, :, None]
    temptation = held + received - end
    left = _count_left(inside)
    tempted = (temptation > hair) & _find_bound(stakes, left)[None]
    needed, refuses = _compute_needed(given, end - held, hair)
    exposure = given - held + _compute_unverified(stakes, inside) - stakes.cover[:, :, None]
    return Measured(
        exposure=exposure,
        temptation=temptation,
        needed=needed,
        refuses=refuses,
        tempted=np.asarray(tempted),
        outset=_look_ahead(stakes, exposure, hair[:, :, 0]),
        below=_find_below(stakes, inside),
        size=np.asarray(size),
        lasting=_accumulate(np.logical_or, tempted),
        performs=np.asarray(stakes.gives.astype(np.float64) @ inside > 0),
        owed=_find_owed(stakes, left),
    )


def join(parts: Sequence[Measured]) -> Measured:
    """Put together what was measured of a plan on several blocks of draws, in order.

    ``performs`` and ``owed`` are those of the first: they have to be the same for all.
    """
    if len(parts) == 1:
        return parts[0]
    joined = {name: _concatenate([getattr(part, name) for part in parts]) for name in _BY_DRAW}
    return replace(parts[0], **joined)


def _concatenate(parts: Sequence[npt.NDArray[T]]) -> npt.NDArray[T]:
    """Put blocks of draws together, column after column in memory."""
    shape = (sum(map(len, parts)), *parts[0].shape[1:])
    return np.concatenate(parts, out=np.empty(shape, dtype=parts[0].dtype, order="F"))


def _add_up(amounts: FloatArray, inside: npt.NDArray[Any]) -> FloatArray:
    """Add up the amounts of items, ``(D, P, N)``, by stage, ``(D, P, S)``."""
    total = np.zeros((*amounts.shape[:2], inside.shape[1]), order="F")
    for item, stage in np.argwhere(inside).tolist():
        total[:, :, stage] += amounts[:, :, item]
    return total


def _mark(stages: Stages, n_items: int) -> FloatArray:
    inside = np.zeros((n_items, len(stages)))
    for place, stage in enumerate(stages):
        inside[list(stage), place] = 1.0
    return inside


def _accumulate(how: np.ufunc, amounts: npt.NDArray[T]) -> npt.NDArray[T]:
    """Accumulate stage after stage, ``(D, P, S)``: quicker than numpy's along a last axis."""
    total = amounts.copy(order="F")
    for stage in range(1, total.shape[2]):
        how(total[:, :, stage - 1], total[:, :, stage], out=total[:, :, stage])
    return total


def _compute_needed(
    given: FloatArray, gain: FloatArray, hair: FloatArray
) -> tuple[FloatArray, BoolArray]:
    gives = given > hair
    refuses = gives & (gain <= hair)
    needed = refuses.astype(np.float64, order="K")
    np.divide(given, given + gain, out=needed, where=gives & ~refuses)
    return needed, np.asarray(refuses)


def _compute_unverified(stakes: Stakes, inside: FloatArray) -> FloatArray:
    """Receipts of earlier stages that do not count yet, ``(D, P, S)``."""
    if not stakes.lag.any():
        return np.zeros(1)
    late = np.flatnonzero(stakes.lag)
    receipts = find_receipts(stakes.value[:, :, late], stakes.gives[:, late])
    at, now = inside[late].argmax(axis=1)[:, None], np.arange(inside.shape[1])[None]
    waiting = (at < now) & (now <= at + stakes.lag[late, None])
    return _add_up(receipts, waiting)


def _count_left(inside: FloatArray) -> FloatArray:
    """Mark the items that a stage and later ones do, ``(N, S)``."""
    return np.asarray(np.cumsum(inside[:, ::-1], axis=1)[:, ::-1])


def _find_owed(stakes: Stakes, left: FloatArray) -> BoolArray:
    """Whether p still relies on q when a stage begins, ``(P, P, S)``; at the mean values."""
    benefits = (stakes.value.mean(axis=0) if stakes.mean is None else stakes.mean) > 0
    owes = benefits[:, None, :] & stakes.gives[None]
    owes[np.arange(len(owes)), np.arange(len(owes))] = False
    return np.asarray((owes.astype(np.float64) @ left > 0) | stakes.standing[:, :, None])


def _find_bound(stakes: Stakes, left: FloatArray) -> BoolArray:
    """Whether a party has a part still to do, or could take back what it did, ``(P, S)``."""
    performs = np.asarray(stakes.gives.astype(np.float64) @ left > 0)
    standing = np.asarray(stakes.standing.any(axis=0))
    return np.asarray(performs | standing[:, None])


def _multiply(owed: BoolArray, delivers: FloatArray) -> FloatArray:
    return np.asarray(np.where(owed, delivers, 1.0).prod(axis=1))


def _grow(measured: Measured, trust: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Chance of delivery at each stage when all before were kept, and what is learnt by the end.

    Shapes ``(P, P, S)`` and ``(P,)``.

    Bayes: whoever was never tempted has taught nothing; an opportunist who was tempted and yet
    performed its part does not exist. A stage in which a party has no part teaches nothing about it
    until it next performs. With temptations that are independent between stages this is the rule of
    :func:`detente.plan.learning.compute_posterior` applied stage by stage.
    """
    spared = 1.0 - measured.come
    learnt = np.ones((len(spared), 1))
    before = np.empty_like(spared)
    for stage in range(spared.shape[1]):
        before[:, stage] = learnt[:, 0]
        learnt = np.where(measured.performs[:, [stage]], spared[:, [stage]], learnt)
    pi = trust[:, :, None]
    delivers = (pi + (1 - pi) * spared) / np.maximum(pi + (1 - pi) * before, 1e-12)
    return delivers, np.asarray(learnt[:, 0])


def _look_ahead(stakes: Stakes, exposure: FloatArray, hair: FloatArray) -> FloatArray:
    """Trust needed to go through the whole plan rather than stop before it, ``(D, P)``."""
    loses = exposure.max(axis=2, initial=0.0) + stakes.held
    gains = stakes.whole + stakes.loss - stakes.held
    needed, _ = _compute_needed(loses, gains, hair)
    return needed


def _see_through(measured: Measured, trust: FloatArray) -> FloatArray:
    """Chance that the others whom p relies on deliver at every stage, ``(P,)``."""
    if not measured.come.shape[1]:
        return np.ones(len(trust))
    delivers = compute_delivery(trust, measured.come[None, :, -1])
    return np.asarray(np.where(measured.relied, delivers, 1.0).prod(axis=1))


def _keep(lasting: BoolArray, reliable: FloatArray) -> FloatArray:
    """Chance in each draw that everything is delivered through each stage, ``(D, S)``."""
    kept = np.ones((len(lasting), lasting.shape[2]), order="F")
    for p, sure in enumerate(reliable.tolist()):
        kept *= np.where(lasting[:, p], sure, sure + (1.0 - sure))
    return kept


def _find_below(stakes: Stakes, inside: FloatArray) -> BoolArray:
    held = _accumulate(np.add, _add_up(stakes.floor_value, inside))
    hair = _HAIR * (np.abs(stakes.floor_value).sum(axis=2) + 1.0)[:, :, None]
    return np.asarray(held < stakes.floor[:, :, None] - hair)
