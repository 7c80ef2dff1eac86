"""The case at its medians: the frontier, and what the bargaining solutions pick on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from detente.core.bargaining import find_bargaining_set
from detente.core.frontier import Frontier, find_frontier
from detente.core.layout import IntArray
from detente.core.packages import compute_worth
from detente.study.workspace import Workspace


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
        """The Pareto frontier over the parties' values, whoever refuses."""
        frame = self.workspace.frame
        return find_frontier(
            frame.layout,
            frame.medians.values,
            parties=len(frame.parties),
            names=[issue.id for issue in self.workspace.case.issues],
        )

    @cached_property
    def bargaining_set(self) -> Frontier:
        """The efficient packages among those acceptable to every party and ratifier."""
        frame = self.workspace.frame
        return find_bargaining_set(
            frame.layout,
            frame.medians.values,
            frame.medians.reservation,
            parties=len(frame.parties),
            names=[issue.id for issue in self.workspace.case.issues],
        )

    def worth(self, package: IntArray) -> IntArray:
        """Add up one package for every side, in fixed point, shape ``(Q,)``."""
        frame = self.workspace.frame
        return compute_worth(frame.layout, frame.medians.values, package)[0]

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

    @property
    def exact(self) -> Literal[True] | dict[str, float]:
        """True, or the guarantee of the frontier or the bargaining set, the laxer, per party."""
        parties = len(self.workspace.frame.parties)
        if self.frontier.exact and self.bargaining_set.exact:
            return True
        epsilon = np.maximum(self.frontier.epsilon[:parties], self.bargaining_set.epsilon[:parties])
        return self.to_points(epsilon)

    def choose(self, limit: int) -> IntArray:
        """Choose at most so many points of the frontier, evenly spread along it."""
        return spread(len(self.frontier), limit)

    def list_some(self, limit: int) -> list[IntArray]:
        """List some packages of the bargaining set and of the frontier, evenly spread."""
        return [
            package
            for front in (self.bargaining_set, self.frontier)
            for package in front.packages[spread(len(front), limit // 2)]
        ]


def spread(n: int, limit: int) -> IntArray:
    """Choose at most ``limit`` of n positions, evenly, both ends included.

    Examples
    --------
    >>> spread(10, 4).tolist(), spread(3, 4).tolist()
    ([0, 3, 6, 9], [0, 1, 2])
    """
    return np.unique(np.linspace(0, n - 1, min(n, limit)).round().astype(np.int64))
