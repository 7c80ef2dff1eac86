"""The packages and plans of one version of a case, as another version has them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from detente.case import Case, Issue
from detente.core.layout import IntArray
from detente.study.anchors import Anchor, Anchors
from detente.study.staged import Order
from detente.study.staging import Staging
from detente.study.workspace import Workspace


@dataclass(frozen=True)
class CarriedOver:
    """Packages and plans that were found for another version of the case.

    Parameters
    ----------
    anchors : as this version has them; None for what its rules forbid.
    impossible : names of those.
    """

    anchors: Anchors
    impossible: tuple[str, ...]


def carry_over(workspace: Workspace, before: Case, anchors: Anchors) -> CarriedOver:
    """Carry packages and plans over from one version of a case to another, by their ids.

    An issue that is new stays at the status quo. Where an option is gone, its issue goes as far as
    the last option before it that is still there. A step that is new comes with the next one of its
    ladder, all others last.

    Parameters
    ----------
    workspace : the other version.
    before : the version for which they were found.
    """
    carrier = _Carrier(workspace, before)
    carried = Anchors(
        recommended=carrier.allow(anchors.recommended),
        plan=carrier.carry(anchors.plan),
        largest=carrier.carry(anchors.largest),
        roadmap=tuple(filter(None, map(carrier.carry, anchors.roadmap))),
        witnesses=carrier.keep(anchors.witnesses),
    )
    impossible = tuple(
        name
        for name in ("recommended", "plan", "largest")
        if getattr(carried, name) is None and getattr(anchors, name) is not None
    )
    return CarriedOver(carried, impossible)


@dataclass(frozen=True)
class _Carrier:
    """From one version of a case to another."""

    workspace: Workspace
    before: Case

    def place(self, package: IntArray) -> IntArray:
        """Say where a package leaves every issue, ``(I,)``."""
        stood = {issue.id: (issue, int(to)) for issue, to in
                 zip(self.before.issues, package, strict=True)}  # fmt: skip
        case = self.workspace.case
        found = [_find_reached(issue, *stood[issue.id]) if issue.id in stood else 0
                 for issue in case.issues]  # fmt: skip
        return np.asarray(found, dtype=np.int64)

    def allow(self, package: IntArray | None) -> IntArray | None:
        """Carry a package over; None where the rules forbid it."""
        if package is None:
            return None
        placed = self.place(package)
        return placed if self.workspace.frame.layout.allows(placed[None])[0] else None

    def keep(self, packages: IntArray) -> IntArray:
        """Carry over those packages that the rules allow, ``(N, I)``."""
        placed = [self.place(package) for package in packages]
        shape = (len(placed), len(self.workspace.case.issues))
        found = np.asarray(placed, dtype=np.int64).reshape(shape)
        return np.asarray(found[self.workspace.frame.layout.allows(found)])

    def carry(self, anchor: Anchor | None) -> Anchor | None:
        """Carry a plan over; None where the rules forbid the package, or the order."""
        package = None if anchor is None else self.allow(anchor.package)
        if anchor is None or package is None:
            return None
        staging = Staging.of(self.workspace, package)
        named = [[(move.issue, move.to) for move in stage] for stage in anchor.stages]
        order = Order(staging, named)
        if not order.is_possible:
            return None
        stages = tuple(tuple(staging.moves[item] for item in each) for each in order.stages)
        return replace(anchor, package=package, stages=stages)


def _find_reached(issue: Issue, was: Issue, to: int) -> int:
    """Find the last option that an issue still has, of those up to where it went; 0 for none."""
    places = {option.id: place for place, option in enumerate(issue.options)}
    reached = [option.id for option in was.options[: to + 1]] if was.ordered else [
        was.options[0].id, was.options[to].id]  # fmt: skip
    return next((places[id] for id in reversed(reached) if id in places), 0)
