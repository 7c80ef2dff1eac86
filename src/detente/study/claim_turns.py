"""Which numbers of a reading make it see a claim otherwise than the case itself does?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from detente.case import Change, Reading
from detente.study.anchors import Anchors
from detente.study.claim_hinges import TRIED_DRAWS, Test
from detente.study.claim_records import Turn, judge_odds
from detente.study.claim_values import Reader
from detente.study.conclusions import MENUS
from detente.study.views import Family, begins
from detente.study.workspace import Workspace

SHOWN = 2
"""Numbers of a reading that are named for a claim."""

CLEAR = 0.02
"""Odds that a number of a reading has to move by itself, to be named."""


@dataclass(frozen=True)
class Asked:
    """A test on which a reading has another verdict, and the odds under that reading."""

    place: int
    test: Test
    odds: float


@dataclass
class Turning:
    """Tries the numbers of readings out one at a time, on some of the draws.

    Each number is put to all tests before the next is looked at, so that a view of the case is
    worked out once.
    """

    home: Workspace
    anchors: Anchors
    family: Family = field(init=False)

    def __post_init__(self) -> None:
        self.family = Family(self.home.thin(TRIED_DRAWS))

    def find(self, reading: Reading, asked: Sequence[Asked]) -> dict[int, tuple[Turn, ...]]:
        """Find the numbers of a reading that by themselves move the odds most towards its own.

        Parameters
        ----------
        reading : whose numbers are tried.
        asked : the tests on which it has another verdict than the case.

        Returns
        -------
        By place of a test, at most two numbers, the one that moves the odds most first; the odds
        are those found on all draws, shifted by what the number does on the draws looked at.
        """
        shifts: dict[int, list[tuple[float, str]]] = defaultdict(list)
        before = {each.place: self._count(each, ()) for each in asked}
        heavy = [change for change in reading.changes if begins(change.key, MENUS)]
        light = {each.place for each in asked if not self._matters(each, heavy, before)}
        for change in reading.changes:
            for each in asked:
                if begins(change.key, each.test.grounds) and not (
                    change in heavy and each.place in light
                ):
                    moved = self._count(each, (change,)) - before[each.place]
                    shifts[each.place].append((moved, change.key))
        return {each.place: _choose(each, shifts[each.place]) for each in asked}

    def _matters(self, asked: Asked, heavy: Sequence[Change], before: Mapping[int, float]) -> bool:
        """Say whether the numbers that plans rest on move a test, all of them together."""
        return abs(self._count(asked, heavy) - before[asked.place]) > CLEAR

    def _count(self, asked: Asked, changes: Sequence[Change]) -> float:
        view = self.family.view(changes)
        reader = Reader(view, self.anchors, self.home)
        return float(asked.test.ask(reader, view.workspace.draws).mean())


def _choose(asked: Asked, shifts: Sequence[tuple[float, str]]) -> tuple[Turn, ...]:
    now = asked.test.odds
    towards = 1.0 if asked.odds > now else -1.0
    ranked = sorted(shifts, key=lambda shift: (-towards * shift[0], shift[1]))
    clear = [(moved, key) for moved, key in ranked if towards * moved > CLEAR]
    odds = [(key, min(1.0, max(0.0, now + moved))) for moved, key in clear[:SHOWN]]
    return tuple(Turn(key, each, judge_odds(each)) for key, each in odds)
