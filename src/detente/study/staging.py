"""A package as the items that a plan puts in stages, at the medians and over the draws."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

import numpy as np
import numpy.typing as npt

from detente.case.arrays import Frame
from detente.case.model import ZERO
from detente.case.terms import Terms, are_alike, draw_terms, find_median_terms
from detente.core.layout import BoolArray, FloatArray, IntArray
from detente.core.packages import compute_worth
from detente.plan.judge import Judged, Measured, Stakes, join, measure
from detente.plan.problem import LARGEST, ONE, Problem, Stages, split_value
from detente.study.amounts import MOST, PARTS, find_full, fit, shrink, to_units, weigh
from detente.study.items import (
    PER_MILLE,
    Item,
    describe,
    find_items,
    find_order,
    find_reliance,
    is_done,
    share_out,
    stack_gives,
)
from detente.study.measuring import measure_stay
from detente.study.plan_records import Move
from detente.study.workspace import BLOCK, Recent, Workspace

MEASURED = 128
"""Plans whose stakes are kept at hand, of a case and its views."""


@dataclass(frozen=True)
class Staging:
    """A package as items, and what they are worth.

    Parameters
    ----------
    workspace : the case and its draws.
    package : option indices to be reached, ``(I,)``.
    begun : option indices reached before, ``(I,)``; the status quo at the outset.
    believed : how far each party believes each other, ``(P, P)``; None for what the ledger says.
    """

    workspace: Workspace
    package: IntArray
    begun: IntArray
    believed: FloatArray | None = None

    @classmethod
    def of(
        cls,
        workspace: Workspace,
        package: IntArray,
        begun: IntArray | None = None,
        believed: FloatArray | None = None,
    ) -> Staging:
        """Stage a package from the status quo, or from what has been reached of it."""
        start = np.zeros_like(package) if begun is None else begun
        return cls(workspace, package, start, believed)

    @property
    def frame(self) -> Frame:
        """Where everything stands in the arrays."""
        return self.workspace.frame

    def measure(self, stages: Stages) -> Measured:
        """Measure what stages put at stake; the same stages only once for all views of the case.

        Nothing in it rests on what is believed, nor on the values of options that the package does
        not take. Views that differ in nothing else share it.
        """
        stages, home = tuple(map(tuple, stages)), find_staked(self.workspace)
        if home.draws > BLOCK:  # too large to keep
            return self._measure(stages)
        known: Recent[Measured] = home.recall("measured", lambda: Recent(MEASURED))
        key = (*self._key, stages, self._list_changed(home), self.standing.tobytes())
        return known.recall(key, lambda: self._measure(stages))

    def _list_changed(self, home: Workspace) -> tuple[Hashable, ...]:
        """List the values that the package takes, or the status quo has, and `home` does not."""
        first = self.frame.layout.starts.tolist()
        taken = {*first, *(c for columns, _ in self._columns for c in columns.tolist())}
        taken |= set(range(self.frame.layout.n_options, self.frame.layout.n_columns))
        both = zip(self.frame.columns(), home.frame.columns(), strict=True)
        return tuple(
            (column, side, values.get(side, ZERO).numbers)
            for (column, _, values), (_, _, before) in both
            if column in taken and values is not before
            for side in self.frame.sides
            if not values.get(side, ZERO).is_like(before.get(side, ZERO))
        )

    def _measure(self, stages: Stages) -> Measured:
        return join(self.workspace.gather(lambda block: measure(self._on(block).stakes, stages)))

    def _on(self, workspace: Workspace) -> Staging:
        """The same steps on some of the draws, or on others."""
        return self if workspace is self.workspace else replace(self, workspace=workspace)

    def on(self, workspace: Workspace) -> Staging:
        """The same steps on other draws of the case, made once for all plans that take them."""
        believed = None if self.believed is None else self.believed.tobytes()
        return workspace.recall(("staged", *self._key, believed), lambda: self._on(workspace))

    def judge(self, stages: Stages) -> Judged:
        """Judge stages on every draw; see :meth:`measure`."""
        return self.measure(stages).believe(self.trust, self.reliable)

    @property
    def _key(self) -> tuple[bytes, bytes]:
        """Which steps are taken: what views of a case can share is kept under it."""
        return self.package.tobytes(), self.begun.tobytes()

    @cached_property
    def _path(self) -> tuple[tuple[Item, ...], BoolArray]:
        """All items of the package, and which of them are done."""
        home = self.workspace.drawn
        return home.recall(
            ("path", *self._key), lambda: _find_path(home.frame, self.package, self.begun)
        )

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The items that are still to be put in stages, the axis N."""
        items, done = self._path
        return tuple(item for item, is_done in zip(items, done, strict=True) if not is_done)

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """The items, as they are shown."""
        return tuple(describe(self.frame, item) for item in self.items)

    @cached_property
    def before(self) -> tuple[tuple[int, int], ...]:
        """Pairs of items of which the first comes earlier than the second, or with it."""
        return tuple(find_order(self.frame, self.items))

    @cached_property
    def floored(self) -> tuple[int, ...]:
        """Sides with a floor: all ratifiers, and the parties for which plan.yaml names one."""
        named = self.workspace.case.plan.floors
        parties = len(self.frame.parties)
        return tuple(q for q, s in enumerate(self.frame.sides) if q >= parties or s in named)

    @property
    def terms(self) -> Terms:
        """What breaking off costs, over the draws."""
        return self.workspace.once(_draw_terms)

    @property
    def median_terms(self) -> Terms:
        """What breaking off costs, at the medians."""
        return self.workspace.once(_find_median_terms)

    @cached_property
    def gives(self) -> BoolArray:
        """Who performs each item, ``(P, N)``."""
        return stack_gives(self.items, len(self.frame.parties))

    @property
    def full(self) -> FloatArray:
        """Value of every item of the package, nothing undone, over the draws, ``(D, Q, M)``.

        Large, and therefore not kept.
        """
        values = self.workspace.sample.values
        full = np.zeros((*values.shape[:2], len(self._columns)), order="F")
        for place, (at, counts) in enumerate(self._columns):
            full[:, :, place] = _add_up(values, at, counts)
        return full

    @cached_property
    def _columns(self) -> list[tuple[IntArray, FloatArray]]:
        """Columns that make up each item of the package, and how each counts."""
        layout = self.frame.layout
        found = []
        for item in self._path[0]:
            start = int(layout.starts[item.issue])
            at = [start + item.to, start + item.start]
            at += [layout.n_options + place for place, _ in item.shares]
            counts = [1.0, -1.0, *(float(share) for _, share in item.shares)]
            found.append((np.asarray(at, dtype=np.int64), np.asarray(counts)))
        return found

    @cached_property
    def stakes(self) -> Stakes:
        """The items over the draws, in points."""
        floors, worth = list(self.floored), self._find_worth()
        P, reservation = len(self.frame.parties), self.workspace.sample.reservation
        floor = self._floors(self.terms, reservation) - worth.reached[:, floors]
        return Stakes(
            value=worth.locked,
            mean=self._mean,
            gives=self.gives,
            whole=worth.whole,
            loss=np.asfortranarray(self.terms.loss + worth.at_first[:, :P] - reservation[:, :P]),
            cover=np.asfortranarray(self.terms.cover),
            held=worth.held,
            trust=self.trust,
            standing=self.standing,
            reliable=self.reliable,
            floor_value=np.asfortranarray(worth.left[:, floors]),
            floor=np.asfortranarray(floor),
            lag=np.array([item.lag for item in self.items], dtype=np.int64),
        )

    @cached_property
    def _mean(self) -> FloatArray | None:
        """Mean locked-in value of each item, ``(P, N)``; None where these draws themselves tell.

        Who relies on whom is settled once, so that a plan is judged as it was found.
        """
        few = self.workspace.searched
        if few is self.workspace:
            return None
        return few.recall(("mean", *self._key), self._on(few).find_mean)

    def find_mean(self) -> FloatArray:
        """Find the mean locked-in value of each item over these draws, ``(P, N)``."""
        return np.asarray(self.stakes.value.mean(axis=0))

    def _find_worth(self) -> _Worth:
        items, done = self._path
        full, P = self.full, len(self.frame.parties)
        locked = full[:, :P] * np.array([1.0 - item.undo / PER_MILLE for item in items])
        at_first = measure_stay(self.workspace)
        left = ~done if done.any() else slice(None)  # a slice copies nothing
        return _Worth(
            locked=locked[:, :, left],
            held=np.asfortranarray(locked[:, :, done].sum(axis=2)),
            whole=full[:, :P].sum(axis=2),
            left=full[:, :, left],
            at_first=at_first,
            reached=full[:, :, done].sum(axis=2) + at_first,
        )

    def _floors(self, terms: Terms, reservation: FloatArray) -> FloatArray:
        sides = self.frame.sides
        rows = [terms.floors.get(sides[q], reservation[:, q]) for q in self.floored]
        return np.stack(rows, axis=1) if rows else np.zeros((len(reservation), 0))

    @cached_property
    def standing(self) -> BoolArray:
        """Whether q can take back an act of the package that benefits p, ``(P, P)``."""
        home = self.workspace.drawn
        plain = self if home is self.workspace else Staging(home, self.package, self.begun)
        return home.recall(("standing", *self._key), plain._find_standing)

    def _find_standing(self) -> BoolArray:
        found = np.zeros((len(self.frame.parties),) * 2, dtype=np.bool_)
        for item, worth in zip(self._path[0], self.median_full.T, strict=True):
            if item.undo:
                found |= find_reliance(item.gives, worth)
        return found

    @property
    def trust(self) -> FloatArray:
        """How far each party believes each other, ``(P, P)``; 1 on the diagonal."""
        return self.workspace.once(find_trust) if self.believed is None else self.believed

    @property
    def reliable(self) -> FloatArray:
        """How far each party is to be believed, on the record as all see it, ``(P,)``."""
        return self.workspace.once(find_reliable)

    @cached_property
    def problem(self) -> Problem:
        """The items at the medians, in whole numbers.

        A party's amounts are exact when together they fit into :data:`UNITS` units, and rounded to
        one of so many otherwise.
        """
        return self._amounts[0]

    @cached_property
    def units(self) -> FloatArray:
        """Units of the problem in a point of each party, ``(P,)``."""
        return self._amounts[1]

    @property
    def largest_share(self) -> float:
        """What :data:`PARTS` of weighted exposure stand for: 1, or points as the case weighs."""
        return self._amounts[2]

    @property
    def share_per_unit(self) -> FloatArray:
        """What a unit of each party's exposure counts for, as a share or by weight, ``(P,)``."""
        return self._amounts[3]

    @cached_property
    def _amounts(self) -> tuple[Problem, FloatArray, float, FloatArray]:
        items, done = self._path
        medians, P = self.frame.medians, len(self.frame.parties)
        full, scale = self._full_at_medians
        kept = np.array([PER_MILLE - item.undo for item in items], dtype=object)
        locked = full[:P] * kept[None, :] if len(items) else full[:P]
        whole = full[:P] * PER_MILLE
        per_point = [scale * PER_MILLE * 10**d for d in medians.decimals]
        locked, whole, units = fit(locked, whole, per_point[:P])
        cost, receipt = split_value(locked, stack_gives(items, P))
        terms = self.median_terms
        floor_value, floor = self._floored_items[:2]
        named = [float(w) for p in self.frame.parties if (w := self._weights.get(p)) is not None]
        given = np.maximum(split_value(whole, stack_gives(items, P))[0], 0).sum(axis=1)
        per_unit, share = weigh(given, units, named)
        weight = np.maximum(np.rint(PARTS * per_unit / share), 1.0)
        problem = Problem(
            value=locked[:, ~done],
            cost=cost[:, ~done],
            receipt=receipt[:, ~done],
            gives=self.gives,
            whole=whole.sum(axis=1),
            loss=to_units(terms.loss[0] - self.alternative, units),
            trust=np.floor(self.trust * ONE).astype(np.int64),
            weight=np.where(given > 0, weight, 0.0).astype(np.int64),
            cover=to_units(terms.cover[0], units),
            held=locked[:, done].sum(axis=1),
            standing=self.standing,
            doubt=np.zeros_like(locked[:, ~done]),
            floor_value=floor_value,
            floor=floor,
            lag=np.array([item.lag for item in self.items], dtype=np.int64),
            days=np.array([item.days for item in self.items], dtype=np.int64),
            before=self.before,
            most_items=self.workspace.case.plan.most_items,
            most_stages=self.workspace.case.plan.most_stages,
        )
        return problem, units, share, per_unit

    @property
    def _weights(self) -> Mapping[str, Decimal]:
        return self.workspace.case.plan.weights

    @cached_property
    def _full_at_medians(self) -> tuple[npt.NDArray[np.object_], int]:
        """Value of every item of the package, exact, ``(Q, M)``; and what to divide it by."""
        columns = [
            (at, [Fraction(1), Fraction(-1), *(share for _, share in item.shares)])
            for item, (at, _) in zip(self._path[0], self._columns, strict=True)
        ]
        return find_full(self.frame.medians.values, columns)

    @cached_property
    def _first_at_medians(self) -> IntArray:
        """What every side holds at the status quo, in fixed point, ``(Q,)``."""
        nothing = np.zeros_like(self.package)
        first: IntArray = compute_worth(self.frame.layout, self.frame.medians.values, nothing)[0]
        return first

    @cached_property
    def _floored_items(self) -> tuple[IntArray, IntArray, FloatArray]:
        """Floors at the medians, less what is held already; and units in a point of each."""
        medians, sides, done = self.frame.medians, self.frame.sides, self._path[1]
        (full, scale), first = self._full_at_medians, self._first_at_medians
        rows, floors, units = [], [], []
        for q in self.floored:
            unit = 10 ** medians.decimals[q]
            named = self.median_terms.floors.get(sides[q])
            least = medians.reservation[q] if named is None else round(float(named[0]) * unit)
            held = int(sum(full[q, done])) + int(first[q]) * scale
            row, floor, factor = shrink(list(full[q, ~done]), int(least) * scale - held)
            rows.append(row)
            floors.append(floor)
            units.append(scale * unit / factor)
        shape = (len(rows), len(self.items))
        table = np.array(rows, dtype=np.int64).reshape(shape)
        return table, np.array(floors, dtype=np.int64), np.array(units)

    @cached_property
    def median_full(self) -> FloatArray:
        """Value of every item of the package at the medians, in points, ``(Q, M)``."""
        medians = self.frame.medians
        full, scale = self._full_at_medians
        points = np.array([scale * 10**d for d in medians.decimals], dtype=np.float64)
        return np.asarray(full.astype(np.float64) / points[:, None])

    @cached_property
    def at_first(self) -> FloatArray:
        """What every side holds before the first of these items, at the medians, ``(Q,)``."""
        medians = self.frame.medians
        points = self._first_at_medians / 10.0 ** np.asarray(medians.decimals)
        return np.asarray(points + self.median_full[:, self._path[1]].sum(axis=1))

    @property
    def left(self) -> FloatArray:
        """Value of the items still to be put in stages, at the medians, ``(Q, N)``."""
        return np.asarray(self.median_full[:, ~self._path[1]])

    @cached_property
    def alternative(self) -> FloatArray:
        """What each party falls back on when the plan breaks, above the status quo, ``(P,)``."""
        medians, P = self.frame.medians, len(self.frame.parties)
        above = medians.reservation - self._first_at_medians
        return np.asarray(above[:P] / 10.0 ** np.array(medians.decimals[:P]))

    def to_points(self, amounts: IntArray) -> FloatArray:
        """Turn units with a last axis over parties into points."""
        return np.asarray(amounts / self.units)

    @cached_property
    def _spread(self) -> FloatArray:
        """Standard deviation of each item over the draws, ``(P, N)``."""
        P, done = len(self.frame.parties), self._path[1]
        return np.asarray(self.full[:, :P][:, :, ~done].std(axis=0))

    def add_doubt(self, deviations: float) -> Problem:
        """Ask for a margin: every item more tempting, and every floor higher, than they look.

        The margin is so many standard deviations, over the draws, of the item and of the floor.
        """
        if not deviations or not self.items:
            return self.problem
        N, spread = len(self.items), self._spread * deviations
        higher = self.stakes.floor.std(axis=0) * deviations * self._floored_items[2]
        return replace(
            self.problem,
            doubt=np.clip(np.rint(spread * self.units[:, None]), 0, MOST // N).astype(np.int64),
            floor=self.problem.floor + np.clip(np.rint(higher), 0, LARGEST).astype(np.int64),
        )


def assume_trust(workspace: Workspace, giver: int, trust: FloatArray, reliable: float) -> Workspace:
    """Return the same case and draws, with another trust in one party.

    Parameters
    ----------
    giver : index of the party.
    trust : how far each party believes it, ``(P,)``.
    reliable : how far it is to be believed, on the record as all see it.
    """
    assumed = workspace.vary(workspace.case)
    known, all_known = workspace.once(find_trust).copy(), workspace.once(find_reliable).copy()
    known[:, giver], all_known[giver] = trust, reliable
    assumed.assume(find_trust, known)
    assumed.assume(find_reliable, all_known)
    return assumed


@dataclass(frozen=True)
class _Worth:
    """What the items are worth over the draws, as far as it rests on values alone.

    Parameters
    ----------
    locked : locked-in value of the items still to be put in stages, ``(D, P, N)``.
    held : locked-in value of those done, ``(D, P)``.
    whole : full value of all items, ``(D, P)``.
    left : full value of the items still to be put in stages, ``(D, Q, N)``.
    at_first : what every side holds at the status quo, ``(D, Q)``.
    reached : the same with the items that are done, ``(D, Q)``.
    """

    locked: FloatArray
    held: FloatArray
    whole: FloatArray
    left: FloatArray
    at_first: FloatArray
    reached: FloatArray


def _find_path(
    frame: Frame, package: IntArray, begun: IntArray
) -> tuple[tuple[Item, ...], BoolArray]:
    """Find all items of a package, and which of them are done."""
    items = tuple(share_out(frame, list(find_items(frame, package))))
    done = [is_done(frame, item, begun) for item in items]
    return items, np.asarray(done, dtype=np.bool_)


def find_staked(workspace: Workspace) -> Workspace:
    """Find the plainest workspace that it was varied from where all but values and beliefs is."""
    like = workspace.like
    if like is None:
        return workspace
    if workspace.sample.reservation is not like.sample.reservation:
        return workspace
    if workspace.once(_draw_terms) is not like.once(_draw_terms):
        return workspace
    return find_staked(like)


def has_terms_of(workspace: Workspace, like: Workspace) -> bool:
    """Whether breaking off costs the same in two workspaces on the same draws."""
    return workspace.once(_draw_terms) is like.once(_draw_terms)


def _draw_terms(workspace: Workspace) -> Terms:
    if workspace.part is not None:
        whole, rows = workspace.part
        return whole.once(_draw_terms).take(rows)
    like = workspace.like
    if like is not None and are_alike(like.case.plan, workspace.case.plan):
        return like.once(_draw_terms)
    return draw_terms(workspace.frame, workspace.draws, workspace.seed)


def _find_median_terms(workspace: Workspace) -> Terms:
    like = workspace.like
    if like is not None and are_alike(like.case.plan, workspace.case.plan):
        return like.once(_find_median_terms)
    return find_median_terms(workspace.frame)


def find_trust(workspace: Workspace) -> FloatArray:
    """Find how far each party believes each other, ``(P, P)``; 1 on the diagonal."""
    frame, parties = workspace.frame, workspace.frame.parties
    rows = [[1.0 if p == q else frame.belief(q, p).mean for q in parties] for p in parties]
    return np.asarray(rows)


def find_reliable(workspace: Workspace) -> FloatArray:
    """Find how far each party is to be believed, on the record as all see it, ``(P,)``."""
    return np.array([workspace.frame.belief(party).mean for party in workspace.frame.parties])


def _add_up(values: FloatArray, at: IntArray, counts: FloatArray) -> FloatArray:
    total = np.zeros(values.shape[:2], order="F")
    for column, count in zip(at.tolist(), counts.tolist(), strict=True):
        if count == 1.0:
            total += values[:, :, column]
        elif count == -1.0:
            total -= values[:, :, column]
        else:
            total += count * values[:, :, column]
    return total
