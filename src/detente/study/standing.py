"""Where each party stands today: what is locked in, what was broken, what is still owed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from detente.case import Case, Deposit, Quantity
from detente.case.arrays import Frame, draw_quantity
from detente.case.terms import Terms, draw_terms, find_median_terms
from detente.core.layout import BoolArray, FloatArray, IntArray
from detente.study.following import Fall, Followed, Step
from detente.study.items import PER_MILLE, is_done
from detente.study.judging import by_party
from detente.study.plan_records import Move
from detente.study.record import Interval
from detente.study.staging import Staging
from detente.study.track_records import BreakCost, Paid, Standing
from detente.study.workspace import Workspace


def merge(case: Case, package: IntArray, reached: IntArray) -> IntArray:
    """Extend a package by what has been reached beyond it, ``(I,)``.

    On a ladder the further option counts; of alternatives the package's own, where it has one.
    """
    ordered = np.array([issue.ordered for issue in case.issues], dtype=np.bool_)
    further = np.maximum(package, reached)
    return np.where(ordered, further, np.where(package > 0, package, reached))


@dataclass(frozen=True)
class Ground:
    """All steps that count, done, undone or still to come, and what they are worth today.

    Parameters
    ----------
    workspace : the case as the events have left it. package : what is to be carried out.
    """

    workspace: Workspace
    followed: Followed
    package: IntArray

    @cached_property
    def staging(self) -> Staging:
        """Every step of the package and of what was done beyond it, none of them done: axis M."""
        wide = merge(self.workspace.case, self.package, self.followed.ever)
        return Staging.of(self.workspace, wide)

    @property
    def parties(self) -> tuple[str, ...]:
        """Party ids in order."""
        return self.staging.frame.parties

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Issue and option of every step."""
        issues = self.workspace.case.issues
        return tuple((issues[item.issue].id, item.to) for item in self.staging.items)

    @cached_property
    def values(self) -> FloatArray:
        """What every step is worth to each party at the medians, nothing undone, ``(P, M)``."""
        return self.staging.median_full[: len(self.parties)]

    @cached_property
    def kept(self) -> FloatArray:
        """Share of each step that is locked in, ``(M,)``."""
        return np.array([1.0 - item.undo / PER_MILLE for item in self.staging.items])

    @cached_property
    def done(self) -> BoolArray:
        """Which steps are done, ``(M,)``."""
        return self.find_done(self.followed.reached)

    def find_done(self, reached: IntArray) -> BoolArray:
        """Mark the steps that are done where the issues stand at these options, ``(M,)``."""
        frame = self.staging.frame
        done = [is_done(frame, item, reached) for item in self.staging.items]
        return np.array(done, dtype=np.bool_)

    def mark(self, steps: Iterable[Step]) -> BoolArray:
        """Mark named steps, ``(M,)``."""
        named = set(steps)
        return np.array([step in named for step in self.steps], dtype=np.bool_)

    def add_up(self, chosen: BoolArray) -> FloatArray:
        """Add up the locked-in part of some steps over the draws, ``(D, P)``."""
        if not chosen.any():
            return np.zeros((self.workspace.draws, len(self.parties)))
        full = self.staging.full[:, : len(self.parties)][:, :, chosen]
        return np.asarray(full @ self.kept[chosen])


def find_standings(ground: Ground) -> tuple[Standing, ...]:
    """Find where each party stands today, and what is owed to it and by it."""
    undone = ground.mark(ground.followed.undone)
    locked = ground.values * ground.kept
    parts = [locked[:, ground.done].sum(axis=1), locked[:, undone].sum(axis=1)]
    paid = _restrict(ground.workspace.case, ground.followed.paid)
    parts.append(_net(find_median_terms(paid))[0])
    drawn = ground.add_up(ground.done | undone)
    drawn = drawn + _net(draw_terms(paid, ground.workspace.draws, ground.workspace.seed))
    owed, owes = _find_debts(ground)
    return tuple(
        Standing(
            party=party,
            exposure=float(-sum(part[p] for part in parts)),
            over_draws=Interval.of(-drawn[:, p]),
            done=float(parts[0][p]),
            undone=float(parts[1][p]),
            deposits=float(parts[2][p]),
            owed=float(owed[p]),
            owes=float(owes[p]),
        )
        for p, party in enumerate(ground.parties)
    )


def _restrict(case: Case, deposits: tuple[Deposit, ...]) -> Frame:
    """Set up the terms of some deposits alone."""
    return Frame(replace(case, plan=replace(case.plan, deposits=deposits)))


def _net(terms: Terms) -> FloatArray:
    return terms.cover - terms.deposits


def _find_debts(ground: Ground) -> tuple[FloatArray, FloatArray]:
    """What the others still have to deliver to each party, and what its own part costs, ``(P,)``.

    Both are at their full value: it is what was promised.
    """
    left, gives = ~ground.done, ground.staging.gives
    by_others = gives.sum(axis=0) - gives > 0
    owed = np.where(by_others & left, np.maximum(ground.values, 0.0), 0.0)
    owes = np.where(gives & left, np.maximum(-ground.values, 0.0), 0.0)
    return owed.sum(axis=1), owes.sum(axis=1)


def find_break_costs(ground: Ground) -> tuple[BreakCost, ...]:
    """Find what each break cost, by date."""
    falls = ground.followed.falls
    first = {fall.event.by: place for place, fall in reversed(list(enumerate(falls)))}
    return tuple(
        _find_cost(ground, fall, is_first=first[fall.event.by] == place)
        for place, fall in enumerate(falls)
    )


def _find_cost(ground: Ground, fall: Fall, *, is_first: bool) -> BreakCost:
    event, parties = fall.event, ground.parties
    undone = ground.mark(fall.undone)
    value, kept = ground.values[:, undone], ground.kept[undone]
    given = _find_given(ground, fall)
    relationship, reputation = _find_bonds(ground, event.by) if is_first else (0.0, 0.0)
    return BreakCost(
        date=event.date,
        by=event.by,
        what=event.what,
        moves=_name(ground, ground.mark(fall.broken)),
        undone=_name(ground, undone),
        lost=by_party(parties, value @ (1.0 - kept)),
        remains=by_party(parties, value @ kept),
        returnable=_leave_out(event.by, by_party(parties, given @ (1.0 - ground.kept))),
        sunk=_leave_out(event.by, by_party(parties, given @ ground.kept)),
        deposits=tuple(_describe_paid(deposit) for deposit in fall.deposits),
        relationship=relationship,
        reputation=reputation,
    )


def _find_bonds(ground: Ground, party: str) -> tuple[float, float]:
    """What a party loses by breaking off, besides deposits: relationship and reputation."""
    terms = ground.workspace.case.plan
    bonds = (terms.relationship.get(party), terms.reputation.get(party))
    first, second = (0.0 if each is None else _find_median(each) for each in bonds)
    return first, second


def _find_median(quantity: Quantity) -> float:
    return float(draw_quantity(quantity, np.array([0.5]))[0])


def _find_given(ground: Ground, fall: Fall) -> FloatArray:
    """What each party had given in the steps that stood after a break, ``(P, M)``."""
    stood = ground.find_done(fall.standing) & ground.staging.gives
    return np.where(stood, np.maximum(-ground.values, 0.0), 0.0)


def _leave_out(party: str, amounts: Mapping[str, float]) -> dict[str, float]:
    return {other: amount for other, amount in amounts.items() if other != party}


def _name(ground: Ground, chosen: BoolArray) -> tuple[Move, ...]:
    return tuple(ground.staging.moves[at] for at in np.flatnonzero(chosen))


def _describe_paid(deposit: Deposit) -> Paid:
    return Paid(
        id=deposit.id,
        title=deposit.title,
        by=deposit.by,
        secures=deposit.secures,
        loses=_find_median(deposit.loses),
        pays={party: _find_median(amount) for party, amount in deposit.pays.items()},
    )
