"""The packages and plans that conclusions are about, found once for the case itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from detente.core.layout import IntArray
from detente.plan.judge import Judged
from detente.plan.problem import Stages
from detente.study.carrying import Carrying, carry_largest, carry_roadmap
from detente.study.deals import find_recommended, list_likely
from detente.study.judging import Assessed
from detente.study.menu import Steps, place_in_stages
from detente.study.schedule import plan_by_default
from detente.study.staging import Staging
from detente.study.workspace import Workspace


@dataclass(frozen=True)
class Anchor:
    """A package, and the stages in which it would be carried out from the status quo.

    Parameters
    ----------
    package : option indices, ``(I,)``.
    stages : as moves, so that any view of the case can stage them.
    """

    package: IntArray
    stages: Steps

    def place(self, workspace: Workspace) -> tuple[Staging, Stages]:
        """Put its steps in stages as another view of the case has them."""
        staging = Staging.of(workspace, self.package)
        return staging, place_in_stages(staging.moves, self.stages)

    def judge(self, workspace: Workspace) -> Judged:
        """Judge its stages on every draw of a view of the case."""
        staging, stages = self.place(workspace)
        return staging.judge(stages)


@dataclass(frozen=True)
class Anchors:
    """What is concluded about, whoever looks at it.

    Parameters
    ----------
    recommended : the package that the study of deals recommends, ``(I,)``; None without any.
    plan : what the study of plans carries out by default, that of plan.yaml where it has one, in
        the stages that it recommends; None where no order of its steps is allowed.
    largest : the largest deal that today's trust carries; None when it carries none.
    roadmap : the deals that lead there; of each all stages from the status quo on.
    witnesses : packages that are deals in some draw, worth trying first, ``(N, I)``.
    """

    recommended: IntArray | None
    plan: Anchor | None
    largest: Anchor | None
    roadmap: tuple[Anchor, ...]
    witnesses: IntArray

    @cached_property
    def packages(self) -> tuple[Anchor, ...]:
        """Packages with stages: deals of the roadmap, the largest, the plan's, the recommended.

        The recommended package is carried out in one stage where it is not what is planned.
        """
        found = [*self.roadmap, self.largest, self.plan]
        if self.recommended is not None and self.recommended.any():
            found.append(Anchor(self.recommended, ()))
        distinct: dict[bytes, Anchor] = {}
        for anchor in found:
            if anchor is not None:
                distinct.setdefault(anchor.package.tobytes(), anchor)
        return tuple(distinct.values())


def find_anchors(workspace: Workspace) -> Anchors:
    """Find the packages and plans of a case, the first time that they are asked for.

    What they rest on is shared with :func:`detente.study.plan.find_plan`: neither searches again
    for what the other has found.
    """
    return workspace.once(_find_anchors)


def _find_anchors(workspace: Workspace) -> Anchors:
    best = workspace.once(plan_by_default).recommended
    largest = workspace.once(carry_largest)
    return Anchors(
        recommended=find_recommended(workspace),
        plan=None if best is None else _anchor(best),
        largest=None if largest is None else _anchor(largest.plan),
        roadmap=tuple(_cumulate(workspace.once(carry_roadmap))),
        witnesses=list_likely(workspace),
    )


def _anchor(plan: Assessed) -> Anchor:
    return Anchor(plan.staging.package, _name_stages(plan))


def _name_stages(plan: Assessed) -> Steps:
    moves = plan.staging.moves
    return tuple(tuple(moves[item] for item in stage) for stage in plan.stages)


def _cumulate(roadmap: Sequence[Carrying]) -> Iterator[Anchor]:
    """Put the stages of each deal behind those of the deals before it."""
    stages: Steps = ()
    for deal in roadmap:
        stages = (*stages, *_name_stages(deal.plan))
        yield Anchor(deal.plan.staging.package, stages)
