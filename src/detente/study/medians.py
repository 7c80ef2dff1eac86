"""The case at its medians: the frontier, and what the bargaining solutions pick on it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

import numpy as np

from detente.core.approximation import find_near_frontier, is_too_wide
from detente.core.bargaining import find_bargaining_set
from detente.core.fixed import compute_bounds
from detente.core.frontier import Frontier, find_frontier
from detente.core.hull import Lottery as Draw
from detente.core.hull import (
    find_egalitarian_lottery,
    find_kalai_smorodinsky_lottery,
    find_nash_lottery,
)
from detente.core.layout import IntArray
from detente.core.packages import compute_worth
from detente.core.solutions import (
    find_egalitarian,
    find_kalai_smorodinsky,
    find_nash,
    find_weighted_sum,
)
from detente.errors import InputError, NoDealError
from detente.study.deal_records import Lottery, Ticket
from detente.study.workspace import Recent, Workspace

_FRONTIERS = 3
"""Frontiers that are kept at hand, of a case and its views."""

_Rule = Callable[[IntArray, IntArray], int]


@dataclass(frozen=True)
class AtMedians:
    """Exact answers at the median of every range.

    Parameters
    ----------
    workspace : the case; its draws are not used.
    """

    workspace: Workspace

    @cached_property
    def frontier(self) -> Frontier:
        """The Pareto frontier over the parties' values, whoever refuses.

        It rests on the medians of what options are worth alone, so views of a case share it.
        """
        known: Recent[Frontier] = self.workspace.plainest.recall(
            "frontiers", lambda: Recent(_FRONTIERS)
        )
        return known.recall(self.workspace.frame.medians.values.tobytes(), self._find_frontier)

    def _find_frontier(self) -> Frontier:
        frame = self.workspace.frame
        find = find_near_frontier if self.workspace.approximate else find_frontier
        return find(
            frame.layout,
            frame.medians.values,
            parties=len(frame.parties),
            names=[issue.id for issue in self.workspace.case.issues],
        )

    @cached_property
    def bargaining_set(self) -> Frontier:
        """The efficient packages among those acceptable to every party and ratifier."""
        return self._find_above(self.workspace.frame.medians.reservation)

    def _find_above(self, floors: IntArray) -> Frontier:
        """Find the frontier of the packages that leave no side below its floor, ``(Q,)``."""
        frame = self.workspace.frame
        values, parties = frame.medians.values, len(frame.parties)
        if self.is_approximated:
            return find_near_frontier(frame.layout, values, parties=parties, floors=floors)
        names = [issue.id for issue in self.workspace.case.issues]
        return find_bargaining_set(
            frame.layout, values, floors, parties=parties, names=names, frontier=self.frontier
        )

    @property
    def is_approximated(self) -> bool:
        """Whether the frontier can only be bounded."""
        frame = self.workspace.frame
        return self.workspace.approximate and is_too_wide(frame.layout, frame.medians.values)

    def worth(self, package: IntArray) -> IntArray:
        """Add up one package for every side, in fixed point, shape ``(Q,)``."""
        frame = self.workspace.frame
        worth: IntArray = compute_worth(frame.layout, frame.medians.values, package)[0]
        return worth

    def to_points(self, amounts: IntArray) -> dict[str, float]:
        """Show fixed-point amounts, parties first, as points by party."""
        parties = self.workspace.frame.parties
        points = self.workspace.frame.medians.to_points(amounts[: len(parties)])
        return dict(zip(parties, points.tolist(), strict=True))

    def find_refusing(self, worth: IntArray) -> tuple[str, ...]:
        """Name the sides for whom a worth ``(Q,)`` falls below the reservation value."""
        short = worth < self.workspace.frame.medians.reservation
        return tuple(
            side for side, refuses in zip(self.workspace.frame.sides, short, strict=True) if refuses
        )

    def find_solutions(self) -> dict[str, IntArray | None]:
        """Pick packages by Nash, Kalai-Smorodinsky and the egalitarian rule; None without a deal.

        The egalitarian rule compares gains of different parties point by point, as written.
        """
        rules: dict[str, _Rule] = {
            "nash": find_nash,
            "kalai_smorodinsky": find_kalai_smorodinsky,
            "egalitarian": lambda points, floor: find_egalitarian(points, floor, self._units),
        }
        return {name: self._pick(rule) for name, rule in rules.items()}

    def find_weighted(self, weights: Mapping[str, float] | None) -> dict[str, IntArray | None]:
        """Pick the largest weighted sum, for weights that are named; nothing without them."""
        if weights is None:
            return {}
        per_point = check_weights(weights, self.workspace.frame.parties)
        factors = [w * unit for w, unit in zip(per_point, self._units, strict=True)]
        rule: _Rule = lambda points, floor: find_weighted_sum(points, floor, factors)  # noqa: E731
        return {"weighted_sum": self._pick(rule)}

    def find_lotteries(self) -> dict[str, Lottery | None]:
        """Solve over lotteries between the packages that every ratifier accepts."""
        rules: dict[str, Callable[[IntArray, IntArray], Draw]] = {
            "nash": find_nash_lottery,
            "kalai_smorodinsky": find_kalai_smorodinsky_lottery,
            "egalitarian": lambda points, floor: find_egalitarian_lottery(
                points, floor, self._units
            ),
        }
        return {name: self._draw(rule) for name, rule in rules.items()}

    @cached_property
    def _units(self) -> list[Fraction]:
        """Points in one fixed-point unit of each party."""
        medians = self.workspace.frame.medians
        return [Fraction(1, 10**d) for d in medians.decimals[: len(self.workspace.frame.parties)]]

    @cached_property
    def _floor(self) -> IntArray:
        """Reservation values of the parties, in fixed point."""
        return self.workspace.frame.medians.reservation[: len(self.workspace.frame.parties)]

    def _pick(self, rule: _Rule) -> IntArray | None:
        found = self.bargaining_set
        if not (found.points > self._floor).any():
            return None
        package: IntArray = found.packages[rule(found.points, self._floor)]
        return package

    @cached_property
    def _ratified(self) -> Frontier:
        """The frontier of the packages that every ratifier accepts, whatever the parties say."""
        frame = self.workspace.frame
        if not frame.ratifiers:
            return self.frontier
        lowest, _ = compute_bounds(frame.layout, frame.medians.values)
        floors = frame.medians.reservation.copy()
        floors[: len(frame.parties)] = lowest[: len(frame.parties)]
        return self._find_above(floors)

    def _draw(self, rule: Callable[[IntArray, IntArray], Draw]) -> Lottery | None:
        try:
            drawn = rule(self._ratified.points, self._floor)
        except NoDealError:
            return None
        units = [float(unit) for unit in self._units]
        amounts, chances = list(map(float, drawn.values)), list(map(float, drawn.chances))
        value = [amount * unit for amount, unit in zip(amounts, units, strict=True)]
        floor = self.to_points(self._floor)
        parties = self.workspace.frame.parties
        return Lottery(
            value=dict(zip(parties, value, strict=True)),
            gain={p: round(v - floor[p], 9) for p, v in zip(parties, value, strict=True)},
            tickets=tuple(
                Ticket(self.workspace.frame.to_options(self._ratified.packages[row]), chance)
                for row, chance in zip(drawn.rows, chances, strict=True)
            ),
        )

    @property
    def exact(self) -> Literal[True] | dict[str, float]:
        """True, or the guarantee of the frontier or the bargaining set, the laxer, per party."""
        parties = len(self.workspace.frame.parties)
        if self.frontier.exact and self.bargaining_set.exact:
            return True
        epsilon = np.maximum(self.frontier.epsilon[:parties], self.bargaining_set.epsilon[:parties])
        return self.to_points(epsilon)

    def list_some(self, limit: int) -> list[IntArray]:
        """List some packages of the bargaining set and of the frontier, evenly spread."""
        return [
            package
            for front in (self.bargaining_set, self.frontier)
            for package in front.packages[spread(len(front), limit // 2)]
        ]


def check_weights(weights: Mapping[str, float], parties: Sequence[str]) -> list[Fraction]:
    """Read one positive weight for every party.

    Raises
    ------
    InputError
        A weight is missing, is not a positive number, or names no party.
    """
    unknown = [name for name in weights if name not in parties]
    if unknown or any(party not in weights for party in parties):
        raise InputError(
            f"weights: expected one for each of {', '.join(parties)}; got "
            f"{', '.join(f'{name}={weight:g}' for name, weight in weights.items())}"
        )
    bad = [name for name, weight in weights.items() if not 0 < weight < math.inf]
    if bad:
        raise InputError(f"weights: {bad[0]}={weights[bad[0]]:g} is not a positive number")
    exact = [Fraction(repr(float(weights[party]))) for party in parties]
    return [weight / max(exact) for weight in exact]


def spread(n: int, limit: int) -> IntArray:
    """Choose at most ``limit`` of n positions, evenly, both ends included.

    Examples
    --------
    >>> spread(10, 4).tolist(), spread(3, 4).tolist()
    ([0, 3, 6, 9], [0, 1, 2])
    """
    return np.unique(np.linspace(0, n - 1, min(n, limit)).round().astype(np.int64))
