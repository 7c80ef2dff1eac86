"""Which assumptions would flip which conclusion, and which of them rest on no source?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from detente.case.words import quote, suggest_or_list
from detente.core.layout import FloatArray, IntArray
from detente.core.sensitivity import (
    CLEAR,
    Expansion,
    compute_change,
    compute_information,
    expand,
    find_crossing,
    find_unclear,
    make_grid,
)
from detente.errors import InputError
from detente.study.anchors import Anchors, find_anchors
from detente.study.believing import TRIED_DRAWS, list_givers, try_out
from detente.study.conclusion_records import (
    Conclusion,
    Driven,
    Driver,
    DriverFindings,
    Kind,
    Swing,
)
from detente.study.conclusions import compute_conclusion, list_conclusions, list_grounds
from detente.study.inputs import HIGH, LOW, Input, choose_number, find_inputs
from detente.study.record import Interval
from detente.study.views import Family, begins
from detente.study.workspace import Workspace

SHOWN = 12
"""Inputs that are listed for a conclusion; all are counted in what is explained."""

EVENTS: tuple[Kind, ...] = (
    "deal_exists",
    "recommended_accepted",
    "plan_completed",
    "largest_carried",
    "meeting_held",
    "meeting_worth",
)
"""Conclusions that are looked into when none is named."""

_GRID = make_grid()
_ENDS = np.array([LOW, 0.5, HIGH])
_TAIL = 0.01
"""A switching value beyond P1 or P99 is none."""

Tried: TypeAlias = Mapping[str, FloatArray]


def find_drivers(workspace: Workspace, conclusion: str | None = None) -> DriverFindings:
    """Find what each conclusion hangs on.

    Parameters
    ----------
    workspace : the case and its draws.
    conclusion : the key of one; by default those about deals, the plan and meetings.

    Returns
    -------
    Per conclusion the inputs that stand out from the noise of the draws: those that alone would
    carry its odds across one half come first, then those that move it most. Whatever varies over
    the draws is read off the draws that were made anyway; the trust that a plan needs does not, so
    it is tried out. O(D N C) for N inputs and C conclusions.

    Raises
    ------
    InputError : there is no such conclusion.
    """
    chosen = _choose(workspace, conclusion)
    anchors = find_anchors(workspace)
    view = Family(workspace).view()
    outcomes = np.stack([compute_conclusion(view, anchors, each) for each in chosen], axis=1)
    inputs = find_inputs(workspace)
    curves = _Curves.of(expand([each.u for each in inputs], outcomes))
    tried = try_out(workspace, anchors, chosen, _GRID)
    return DriverFindings(
        origin=workspace.origin,
        conclusions=tuple(
            _Study(workspace, anchors, each, place, curves, inputs, tried).describe()
            for place, each in enumerate(chosen)
        ),
    )


def _choose(workspace: Workspace, key: str | None) -> list[Conclusion]:
    known = list_conclusions(workspace.case)
    if key is None:
        return [each for each in known if each.kind in EVENTS]
    found = [each for each in known if each.key == key]
    if not found:
        hint = suggest_or_list(key, [each.key for each in known], "conclusions")
        raise InputError(f"conclusion: the case has no conclusion {quote(key)}. {hint}")
    return found


@dataclass(frozen=True)
class _Curves:
    """All curves of all conclusions: a series can overshoot, odds cannot."""

    expansion: Expansion
    means: FloatArray
    ends: FloatArray
    errors: FloatArray
    unclear: FloatArray

    @classmethod
    def of(cls, expansion: Expansion) -> _Curves:
        ends = np.array([LOW, HIGH])
        return cls(
            expansion,
            means=np.clip(expansion.compute_means(_GRID), 0.0, 1.0),
            ends=np.clip(expansion.compute_means(ends), 0.0, 1.0),
            errors=expansion.compute_errors(ends).max(axis=0),
            unclear=CLEAR * expansion.compute_swing_errors(LOW, HIGH),
        )


@dataclass(frozen=True)
class _Curve:
    """How odds depend on one input: over a grid of its probabilities, and how sure that is."""

    input: Input
    odds: float
    means: FloatArray
    ends: FloatArray
    error: float
    share: float | None

    @property
    def switch(self) -> float | None:
        """Where the odds cross one half, if beyond it they are clear of it."""
        inside = (_TAIL <= _GRID) & (_GRID <= 1.0 - _TAIL)
        means, yes = self.means[inside], self.odds >= 0.5
        beyond = 0.5 - means if yes else means - 0.5
        unclear = find_unclear(beyond, CLEAR * self.error)
        here = 0.5 if yes else np.nextafter(0.5, 0.0)
        return find_crossing(_GRID[inside], np.where(unclear, here, means))

    def describe(self) -> Driver:
        switch, number = self.switch, self.input.read
        means, odds = self.means[:, None, None], np.array([self.odds])
        crosses = switch is not None
        return Driver(
            input=self.input.name,
            side=self.input.side,
            issue=self.input.issue,
            quantities=tuple(key for key, _ in self.input.numbers),
            unit=self.input.unit,
            range=Interval(*(float(each) for each in number(_ENDS))),
            share=self.share,
            swing=Swing(float(self.ends[0]), float(self.ends[1])),
            switch_at=None if switch is None else float(number(switch)),
            flips=switch is not None and LOW <= switch <= HIGH,
            p_change=float(compute_change(odds, means).item()) if crosses else 0.0,
            voi=float(compute_information(odds, means).item()) if crosses else 0.0,
            sourced=self.input.sourced,
        )


@dataclass(frozen=True)
class _Study:
    """What one conclusion hangs on."""

    workspace: Workspace
    anchors: Anchors
    conclusion: Conclusion
    place: int
    curves: _Curves
    inputs: Sequence[Input]
    tried: Mapping[str, Tried]

    @property
    def expansion(self) -> Expansion:
        return self.curves.expansion

    @property
    def odds(self) -> float:
        return float(self.expansion.mean[self.place])

    def describe(self) -> Driven:
        """Describe the conclusion and its drivers, the strongest first."""
        drivers = sorted((curve.describe() for curve in self._list_curves()), key=_rank)
        shares = self.expansion.shares[self._places, self.place]
        bare = np.array([1.0 - self._choose(n).sourced for n in self._places.tolist()])
        variance = float(self.expansion.variance[self.place])
        explained = min(float(shares.sum()), 1.0)
        return Driven(
            conclusion=self.conclusion,
            odds=self.odds,
            error=float(np.sqrt(variance / self.workspace.draws)),
            fixed=variance == 0.0,
            inputs=tuple(drivers[:SHOWN]),
            explained=explained,
            unsourced=float(shares @ bare / shares.sum()) if explained > 0 else None,
        )

    @property
    def _places(self) -> IntArray:
        """The inputs that the conclusion can rest on and that stand out from the noise."""
        grounds = list_grounds(self.workspace.case, self.conclusion)
        able = [_bears(each, self.conclusion, grounds) for each in self.inputs]
        return np.flatnonzero(self.expansion.counted[:, self.place] & np.array(able, dtype=bool))

    def _list_curves(self) -> Iterator[_Curve]:
        found, place = self.curves, self.place
        for n in self._places.tolist():
            curve = _Curve(
                input=self._choose(n),
                odds=self.odds,
                means=found.means[:, n, place],
                ends=found.ends[:, n, place],
                error=float(found.errors[n, place]),
                share=float(self.expansion.shares[n, place]),
            )
            if curve.switch is not None or np.ptp(curve.ends) > found.unclear[n, place]:
                yield curve
        yield from self._list_tried()

    def _choose(self, place: int) -> Input:
        """Let the number that the conclusion is about stand for an input."""
        return choose_number(self.workspace, self.inputs[place], self._package)

    def _list_tried(self) -> Iterator[_Curve]:
        """List how far each party is believed, where that moves the odds."""
        moved = self.tried.get(self.conclusion.key, {})
        few = min(self.workspace.draws, TRIED_DRAWS)
        error = float(np.sqrt(self.expansion.variance[self.place] / few))
        for each in list_givers(self.workspace) if moved else ():
            means = np.clip(self.odds + moved[each.name], 0.0, 1.0)
            ends = np.interp([LOW, HIGH], _GRID, means)
            if np.ptp(ends) > CLEAR * error:
                yield _Curve(each, self.odds, means, ends, error, None)

    @property
    def _package(self) -> IntArray | None:
        """The package that the conclusion is about."""
        anchors = self.anchors
        match self.conclusion.kind:
            case "plan_completed" if anchors.plan is not None:
                return anchors.plan.package
            case "largest_carried" if anchors.largest is not None:
                return anchors.largest.package
        return anchors.recommended


def _bears(each: Input, conclusion: Conclusion, grounds: Sequence[str]) -> bool:
    """Say whether an input can bear on a conclusion; trust is drawn for offers alone."""
    if each.name.startswith("trust/"):
        return conclusion.kind == "offer_accepted"
    return begins(each.name, grounds)


def _rank(driver: Driver) -> tuple[bool, float, str]:
    """Flips first, then by how far they move the odds."""
    return (not driver.flips, -abs(driver.swing.high - driver.swing.low), driver.input)
