"""Put a package in stages: with several margins, judged on every draw, and compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from detente.plan.problem import Solution, Stages
from detente.plan.solve import SECONDS, Engine, find_curve, find_quickly, find_stages
from detente.study.judging import Assessed
from detente.study.staging import Staging

MARGINS = (0.0, 0.25, 0.5, 1.0)
"""Standard deviations by which items are taken to be more tempting, and floors to be higher."""

CURVE = 12
"""Most stages that the curve goes to."""


@dataclass(frozen=True)
class Planner:
    """Plans for the items of a package.

    Parameters
    ----------
    staging : the items.
    engine, seconds : see :func:`detente.plan.solve.find_stages`.
    """

    staging: Staging
    engine: Engine = "auto"
    seconds: float = SECONDS

    @cached_property
    def everything(self) -> Assessed:
        """One big step."""
        return Assessed.of(self.staging, [list(range(len(self.staging.items)))])

    @cached_property
    def nominal(self) -> Solution | None:
        """The best stages at the medians; None when floors and limits allow none."""
        return find_stages(self.staging.problem, engine=self.engine, seconds=self.seconds)

    @cached_property
    def curve(self) -> tuple[tuple[Assessed, Solution], ...]:
        """The best plan with at most so many stages, for each number that makes a difference."""
        problem = self.staging.problem
        most = min(CURVE, problem.n_items, problem.most_stages or CURVE)
        best: dict[int, Solution] = {}
        for solution in find_curve(problem, most):
            if solution is not None:
                best[len(solution.stages)] = solution
        return tuple((Assessed.of(self.staging, s.stages), s) for s in best.values())

    @cached_property
    def considered(self) -> tuple[Assessed, ...]:
        """The plans that are best at the medians, with some margin or with few stages."""
        return tuple(self._consider())

    @cached_property
    def surest(self) -> Assessed | None:
        """Of the plans considered, the one carried out to the end in the most draws."""
        return min(self.considered, key=lambda plan: (-plan.p_completed, plan.rank), default=None)

    @cached_property
    def recommended(self) -> Assessed | None:
        """The best plan over the draws, of those that are best at the medians with some margin."""
        return min(self.considered, key=lambda plan: plan.rank, default=None)

    def _consider(self) -> Iterator[Assessed]:
        if self.nominal is None:
            return
        seen: set[Stages] = set()
        for margin in MARGINS:
            doubted = self.staging.add_doubt(margin)
            solution = find_quickly(doubted, self.nominal.stages) if margin else self.nominal
            if solution is not None and solution.stages not in seen:
                seen.add(solution.stages)
                yield Assessed.of(self.staging, solution.stages)
        for plan, solution in self.curve:
            if solution.stages not in seen:
                seen.add(solution.stages)
                yield plan

    @cached_property
    def fewest(self) -> Assessed | None:
        """The fewest stages that every side would enter; None when there is no such plan."""
        plans = [plan for plan, _ in self.curve]
        plans += [self.recommended] if self.recommended is not None else []
        entered = [plan for plan in plans if plan.enterable]
        return min(entered, key=lambda plan: (len(plan.stages), plan.rank), default=None)
