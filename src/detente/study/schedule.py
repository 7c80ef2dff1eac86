"""The stages that a deal is held against: as they were agreed, or as they were found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from detente.core.layout import IntArray
from detente.plan.solve import SECONDS, Engine
from detente.study.deals import find_recommended
from detente.study.judging import describe_stages
from detente.study.plan_records import Move
from detente.study.sharing import find_planned
from detente.study.staging import Staging
from detente.study.stepping import Planner
from detente.study.workspace import Workspace

Source: TypeAlias = Literal["agreed", "recommended"]


@dataclass(frozen=True)
class Scheduled:
    """A stage with its date, and its items by their place in the staging of the package."""

    title: str
    due: dt.date | None
    items: tuple[int, ...]


@dataclass(frozen=True)
class Schedule:
    """The stages of a package from the status quo to its end.

    ``planner`` is what found them, where they were not agreed.
    """

    source: Source
    moves: tuple[Move, ...]
    stages: tuple[Scheduled, ...]
    planner: Planner | None = None


def find_package(workspace: Workspace) -> IntArray:
    """Find what a case carries out: as plan.yaml has it, or the recommended package, ``(I,)``."""
    frame, terms = workspace.frame, workspace.case.plan
    if terms.package or terms.agreed:
        agreed = {issue: option for stage in terms.agreed for issue, option in stage.moves.items()}
        return frame.to_package(terms.package or agreed)
    best = find_recommended(workspace)
    return np.zeros(len(workspace.case.issues), dtype=np.int64) if best is None else best


def plan_by_default(workspace: Workspace) -> Planner:
    """Plan what a case carries out; to be asked for once, by :meth:`Workspace.once`."""
    return plan_package(workspace, find_package(workspace))


def plan_package(workspace: Workspace, package: IntArray) -> Planner:
    """Plan a package, ``(I,)``, as a case is planned by default; the same one only once."""
    home = find_planned(workspace)
    return home.recall(
        ("planner", package.tobytes()), lambda: Planner(Staging.of(home.searched, package))
    )


def find_schedule(
    workspace: Workspace, package: IntArray, engine: Engine = "auto", seconds: float = SECONDS
) -> Schedule:
    """Find the stages that a package is held against.

    Parameters
    ----------
    workspace : the case at the outset.
    package : option indices to be reached, ``(I,)``.
    engine, seconds : see :func:`detente.plan.solve.find_stages`; where no stages were agreed.
    """
    staging = Staging.of(workspace.searched, package)
    if workspace.case.plan.agreed:
        return Schedule("agreed", staging.moves, list_agreed(staging))
    planner = Planner(staging, engine, seconds)
    found = _recommend(planner) if staging.items else ()
    return Schedule("recommended", staging.moves, found, planner)


def list_agreed(staging: Staging) -> tuple[Scheduled, ...]:
    """List the agreed stages with the items that each of them adds."""
    place = {(move.issue, move.to): at for at, move in enumerate(staging.moves)}
    found = []
    for stage in staging.workspace.case.plan.agreed:
        steps = list_steps(staging, stage.moves)
        items = sorted(at for step in steps if (at := place.pop(step, -1)) >= 0)
        if items:
            found.append(Scheduled(stage.title, stage.due, tuple(items)))
    return tuple(found)


def list_steps(staging: Staging, moves: Mapping[str, str]) -> list[tuple[str, str]]:
    """List every step that moves imply: on a ladder, all up to the option that is reached."""
    case = staging.workspace.case
    steps = []
    for issue, option in moves.items():
        home = case.issue(issue)
        steps += [(issue, home.options[at].id) for at in home.list_steps(home.index(option))]
    return steps


def _recommend(planner: Planner) -> tuple[Scheduled, ...]:
    """Take the recommended stages; where no order is allowed, everything at once without a date."""
    best = planner.recommended
    if best is None:
        return (Scheduled("", None, tuple(range(len(planner.staging.items)))),)
    dates = [stage.due for stage in describe_stages(best)]
    items = [tuple(stage) for stage in best.stages]
    return tuple(Scheduled("", due, each) for due, each in zip(dates, items, strict=True))
