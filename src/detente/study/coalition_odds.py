"""What one coalition can do by itself, over the draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from detente.core.layout import BoolArray, FloatArray, IntArray
from detente.core.odds import Trials, polish
from detente.study.agreement import Found, search, settle
from detente.study.coalition_records import Coalition, Outsider
from detente.study.deals import find_recommended, list_candidates, list_likely
from detente.study.record import Interval
from detente.study.workspace import Workspace

COALITION_DRAWS = 2048
"""Coalitions are looked at on the first so many draws: each asks anew whether a deal exists."""

_STARTS = 32
"""Packages of the whole table that start a coalition's search, cut down to its issues."""


@dataclass(frozen=True)
class Table:
    """What all coalitions of a case have in common.

    Parameters
    ----------
    workspace : the case and its draws.
    """

    workspace: Workspace

    @cached_property
    def trials(self) -> Trials:
        """The draws on which coalitions are looked at."""
        return self.workspace.thin(COALITION_DRAWS).trials

    @cached_property
    def best(self) -> IntArray | None:
        """The package that is recommended to the whole table, ``(I,)``."""
        return find_recommended(self.workspace)

    @cached_property
    def claims(self) -> FloatArray:
        """What each side has without any coalition, in whole numbers, ``(D, Q)``.

        A party has the package for all, or no deal where that is worth more to it; who is at home
        only asks not to be worse off than without a deal.
        """
        claims, parties = self.trials.reservation.copy(), self.trials.parties
        if self.best is not None:
            given = self.compute_worth(self.best)[:, :parties]
            claims[:, :parties] = np.maximum(given, claims[:, :parties])
        return claims

    @cached_property
    def starts(self) -> IntArray:
        """Packages that suit the whole table, and the status quo, ``(N, I)``."""
        likely = list(list_likely(self.workspace)[:_STARTS])
        return np.array([self.stay, *likely, *list_candidates(self.workspace, _STARTS)])

    @cached_property
    def stay(self) -> IntArray:
        """The status quo, ``(I,)``."""
        return np.zeros(self.trials.layout.n_issues, dtype=np.int64)

    def compute_worth(self, package: IntArray) -> FloatArray:
        """Add up a package for each side, in whole numbers, ``(D, Q)``."""
        on = self.trials.layout.indicator(package[None])[0] > 0
        return np.asarray(self.trials.values[:, :, on].sum(axis=2))

    def list_issues(self, members: Sequence[str]) -> list[int]:
        """List the issues that members alone carry out, by index."""
        givers = [self.workspace.frame.givers(issue) for issue in self.workspace.case.issues]
        return [issue for issue, by in enumerate(givers) if set(by) <= set(members)]

    def list_sides(self, members: Sequence[str]) -> list[int]:
        """List the members, then those at home with them, by index."""
        frame = self.workspace.frame
        return [q for q, p in enumerate(frame.party_of) if frame.parties[p] in members]


@dataclass(frozen=True)
class Judged:
    """A coalition on every draw.

    Parameters
    ----------
    record : what is reported of it.
    exists : whether it has a deal by itself, ``(D,)``.
    open : whether that could not be settled, ``(D,)``.
    gain : what its package leaves each party over what it has without a deal, in the party's
        points, ``(D, P)``; zeros without a package.
    """

    record: Coalition
    exists: BoolArray
    open: BoolArray
    gain: FloatArray


def judge(table: Table, members: tuple[str, ...]) -> Judged:
    """Find what a coalition can do by itself, and what that does to everybody.

    A coalition without an issue of its own has no deal.
    """
    frame, case = table.workspace.frame, table.workspace.case
    issues = table.list_issues(members)
    alone = _Alone(table, members, issues) if issues else None
    nothing = np.zeros(table.trials.n_draws, dtype=np.bool_)
    exists, left = alone.exists if alone else (nothing, nothing)
    better, unsure = alone.better if alone else (nothing, nothing)
    package = alone.package if alone else None
    effect = _Effect(table, members, package)
    compared = table.best is not None
    record = Coalition(
        id="+".join(members),
        parties=members,
        issues=tuple(case.issues[issue].id for issue in issues),
        winning=case.is_agreed_by(members),
        p_deal_exists=float(exists.mean()),
        p_deal_open=float(left.mean()),
        package=None if package is None else frame.to_options(package),
        p_all_accept=effect.p_all_accept,
        p_accept=effect.p_accept,
        expected_gain=effect.expected_gain,
        outsiders=effect.outsiders,
        p_better=float(better.mean()) if compared else None,
        p_better_open=float(unsure.mean()),
        p_prefers=effect.p_prefers if compared else None,
    )
    return Judged(record, exists, left, effect.gain)


@dataclass(frozen=True)
class _Alone:
    """A coalition with at least one issue of its own, and nobody else at the table."""

    table: Table
    members: tuple[str, ...]
    issues: list[int]

    @cached_property
    def trials(self) -> Trials:
        """Its issues and its sides; all else stays as it is."""
        whole, sides = self.table.trials.restrict(self.issues), self.table.list_sides(self.members)
        return replace(
            whole,
            values=np.asfortranarray(whole.values[:, sides]),
            reservation=whole.reservation[:, sides],
            scale=whole.scale[:, sides],
            parties=len(self.members),
        )

    @property
    def is_whole(self) -> bool:
        """Whether it is the whole table."""
        return len(self.members) == self.table.trials.parties

    @cached_property
    def found(self) -> Found:
        """What a search for packages turns up."""
        return search(self.trials, np.unique(self.table.starts[:, self.issues], axis=0))

    @cached_property
    def package(self) -> IntArray | None:
        """The safest package found, over all issues, ``(I,)``; of the whole table that for all."""
        if self.is_whole:
            return self.table.best
        if self.found.best is None:
            return None
        package = self.table.stay.copy()
        package[self.issues] = polish(self.trials, self.found.best)
        return package

    @cached_property
    def exists(self) -> tuple[BoolArray, BoolArray]:
        """In which draws it has a deal, and in which that was not settled, ``(D,)``."""
        return self._settle(self.trials.reservation)

    @cached_property
    def better(self) -> tuple[BoolArray, BoolArray]:
        """In which draws it could do better than with the package for all, and not settled."""
        always = self.table.trials.layout.restrict(self.issues).always
        settled = self.table.trials.values[:, :, always].sum(axis=2)
        sides = self.table.list_sides(self.members)
        return self._settle((self.table.claims - settled)[:, sides])

    def _settle(self, floors: FloatArray) -> tuple[BoolArray, BoolArray]:
        likely = self.table.starts[:, self.issues] if self.is_whole else self.found.likely
        trials = replace(self.trials, reservation=floors)
        unknown = np.zeros((trials.n_draws, 0), dtype=np.bool_)
        settled = settle(trials, unknown, likely)
        return settled.exists, settled.open


@dataclass(frozen=True)
class _Effect:
    """What a package that some agree on does to everybody."""

    table: Table
    members: tuple[str, ...]
    package: IntArray | None

    @cached_property
    def _worth(self) -> FloatArray:
        return self.table.compute_worth(self.table.stay if self.package is None else self.package)

    @cached_property
    def gain(self) -> FloatArray:
        """Over what each party has without a deal, in its points, ``(D, P)``."""
        trials = self.table.trials
        P = trials.parties
        if self.package is None:
            return np.zeros((trials.n_draws, P))
        return np.asarray((self._worth - trials.reservation)[:, :P] / trials.scale[:, :P])

    @property
    def p_accept(self) -> dict[str, float]:
        """The chance that each side of the coalition accepts it."""
        if self.package is None:
            return {}
        sides = self.table.workspace.frame.sides
        accepts = (self._worth >= self.table.trials.reservation).mean(axis=0)
        return {sides[q]: float(accepts[q]) for q in self.table.list_sides(self.members)}

    @property
    def p_all_accept(self) -> float:
        """The chance that it is a deal for the coalition."""
        return self._compare(self.table.trials.reservation)

    @property
    def p_prefers(self) -> float:
        """The chance that it is better for the coalition than the package for all."""
        return self._compare(self.table.claims)

    def _compare(self, floors: FloatArray) -> float:
        """The chance that it leaves nobody in the coalition below, and a member above."""
        if self.package is None:
            return 0.0
        sides = self.table.list_sides(self.members)
        above = (self._worth - floors)[:, sides]
        deals = (above >= 0).all(axis=1) & (above[:, : len(self.members)] > 0).any(axis=1)
        return float(deals.mean())

    @property
    def expected_gain(self) -> dict[str, float]:
        """Mean gain of each member."""
        if self.package is None:
            return {}
        parties = self.table.workspace.frame.parties
        means = dict(zip(parties, self.gain.mean(axis=0).tolist(), strict=True))
        return {party: means[party] for party in self.members}

    @property
    def outsiders(self) -> dict[str, Outsider]:
        """How each party that is not in it fares, against the status quo."""
        if self.package is None:
            return {}
        change = self._worth - self.table.compute_worth(self.table.stay)
        points = change / self.table.trials.scale
        return {
            party: Outsider(
                p_better=float((change[:, p] > 0).mean()),
                p_worse=float((change[:, p] < 0).mean()),
                change=Interval.of(points[:, p]),
            )
            for p, party in enumerate(self.table.workspace.frame.parties)
            if party not in self.members
        }
