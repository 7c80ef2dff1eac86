"""Stages set by hand: what does each ask of each side, and would all go on?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from detente.plan.problem import Stages
from detente.study.items import Item, name_moved
from detente.study.judging import Assessed, describe_plan
from detente.study.plan import check_package, find_option
from detente.study.plan_records import Plan
from detente.study.schedule import find_package, plan_package
from detente.study.staged_records import StagedFindings, StageProblem
from detente.study.staging import Staging
from detente.study.workspace import Workspace

Named: TypeAlias = Sequence[Sequence[tuple[str, str]]]
"""Stages as they are named: pairs of issue and the option that it reaches."""


def find_staged(
    workspace: Workspace, package: Mapping[str, str] | None, stages: Named
) -> StagedFindings:
    """Find what stages that were set by hand ask of each side.

    Parameters
    ----------
    workspace : the case and its draws.
    package : issue to option; issues that are left out stay at the status quo. None for what the
        case carries out by default.
    stages : pairs of issue and option. On a ladder, steps that are named nowhere come with the
        first later one that is; all else that is left out comes last, in one stage.

    Returns
    -------
    The stages judged as the study of plans judges its own, the recommended ones for the same
    package, and what is wrong with them. An order that the case forbids is not judged.

    Raises
    ------
    InputError : an issue or option is not there, or the package breaks a constraint.
    """
    reached = find_package(workspace) if package is None else check_package(workspace, package)
    planner = plan_package(workspace, reached)
    _check(workspace, stages)
    order = Order(planner.staging, stages)
    problems, best = tuple(order.list_problems()), planner.recommended
    return StagedFindings(
        origin=workspace.origin,
        parties=workspace.frame.parties,
        ratifiers=workspace.frame.ratifiers,
        package=name_moved(workspace.frame, reached),
        stages=tuple(tuple(order.staging.moves[at] for at in stage) for stage in order.stages),
        plan=_judge(workspace, order) if order.is_possible else None,
        recommended=None if best is None else describe_plan(best.on(workspace), planner.nominal),
        problems=problems,
    )


def _check(workspace: Workspace, stages: Named) -> None:
    """Check that all that is named is there."""
    for stage in stages:
        for issue, option in stage:
            find_option(workspace.case, issue, option)


def _judge(workspace: Workspace, order: Order) -> Plan:
    return describe_plan(Assessed.of(order.staging, order.stages).on(workspace))


@dataclass(frozen=True)
class Order:
    """The items of a package in stages as they were named; see :func:`find_staged`."""

    staging: Staging
    named: Named

    @cached_property
    def _said(self) -> dict[tuple[str, str], list[int]]:
        """In which stages each option is named."""
        said: dict[tuple[str, str], list[int]] = {}
        for number, stage in enumerate(self.named):
            for step in stage:
                said.setdefault(step, []).append(number)
        return said

    @cached_property
    def at(self) -> tuple[int, ...]:
        """In which of the named stages each item comes; one more than there are if in none."""
        return tuple(map(self._find_stage, self.staging.items))

    def _find_stage(self, item: Item) -> int:
        """Find where an item is named, or else the first later step of its ladder."""
        issue = self.staging.frame.case.issues[item.issue]
        reached = max(each.to for each in self.staging.items if each.issue == item.issue)
        steps = range(item.to, reached + 1) if issue.ordered else (item.to,)
        named = (self._said.get((issue.id, issue.options[step].id)) for step in steps)
        return next((numbers[0] for numbers in named if numbers), len(self.named))

    @cached_property
    def _numbers(self) -> dict[int, int]:
        """Which stage, from 1, each of the named ones is once empty ones are left out."""
        return {at: number for number, at in enumerate(sorted(set(self.at)), start=1)}

    @cached_property
    def stages(self) -> Stages:
        """The items of each stage."""
        return tuple(
            tuple(item for item, each in enumerate(self.at) if each == at)
            for at in sorted(set(self.at))
        )

    @property
    def is_possible(self) -> bool:
        """Whether nothing comes before what it needs."""
        return all(self.at[first] <= self.at[second] for first, second in self.staging.before)

    def list_problems(self) -> Iterator[StageProblem]:
        """List what is wrong, what cannot be carried out first."""
        yield from self._list_order()
        yield from self._list_misnamed()
        yield from self._list_limits()

    def _list_order(self) -> Iterator[StageProblem]:
        for first, second in self.staging.before:
            if self.at[first] > self.at[second]:
                yield StageProblem(
                    "order",
                    stage=self._numbers[self.at[second]],
                    move=self.staging.moves[second],
                    other=self.staging.moves[first],
                    needs=self._numbers[self.at[first]],
                )

    def _list_misnamed(self) -> Iterator[StageProblem]:
        moves = {(move.issue, move.to): move for move in self.staging.moves}
        for (issue, option), numbers in self._said.items():
            if (issue, option) not in moves:
                yield StageProblem("outside", stage=numbers[0] + 1, issue=issue, option=option)
            for again in numbers[1:] if (issue, option) in moves else ():
                move = moves[issue, option]
                yield StageProblem("twice", stage=again + 1, move=move, needs=numbers[0] + 1)

    def _list_limits(self) -> Iterator[StageProblem]:
        terms = self.staging.workspace.case.plan
        if len(self.stages) > terms.most_stages:
            yield StageProblem("most_stages", 0, found=len(self.stages), allowed=terms.most_stages)
        for number, stage in enumerate(self.stages, start=1):
            if terms.most_items is not None and len(stage) > terms.most_items:
                yield StageProblem("most_items", number, found=len(stage), allowed=terms.most_items)
