"""Put a package in stages: with several margins, judged on every draw, and compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from detente.plan.problem import Criterion, Solution, Stages, is_allowed
from detente.plan.solve import SECONDS, Engine, find_curve, find_quickly, find_stages
from detente.study.judging import Assessed
from detente.study.staging import Staging

MARGINS = (0.0, 0.25, 0.5, 1.0)
"""Standard deviations by which items are taken to be more tempting, and floors to be higher."""

TRIALS = 150
"""Changed plans that are looked at where no plan would be entered."""

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
        """The plans that are best at the medians, with some margin or with few stages.

        Engines do not see what the whole way risks. Where none of these would be entered, plans
        that expose or tempt least, and small changes to the best of all, are looked at too.
        """
        plans = list(self._consider())
        if plans and not any(plan.enterable for plan in plans):
            plans += self._consider_more()
            plans.append(self._change(min(plans, key=lambda plan: plan.rank)))
        return tuple(plans)

    def _consider_more(self) -> Iterator[Assessed]:
        """The plans that expose least, and that tempt least."""
        criteria: tuple[Criterion, ...] = ("exposure", "temptation")
        for criterion in criteria:
            solution = find_quickly(self.staging.problem, criterion=criterion)
            if solution is not None:
                yield Assessed.of(self.staging, solution.stages)

    def _change(self, plan: Assessed) -> Assessed:
        """Move one item at a time to another stage, while that makes the plan better."""
        trials = iter(range(TRIALS))
        while not plan.enterable:
            better = self._find_better(plan, trials)
            if better is None:
                break
            plan = better
        return plan

    def _find_better(self, plan: Assessed, trials: Iterator[int]) -> Assessed | None:
        """Find a better plan that differs by one item, as long as there are trials left."""
        for stages in list_moves(plan.stages):
            if not is_allowed(self.staging.problem, stages):
                continue
            if next(trials, None) is None:
                return None
            tried = Assessed.of(self.staging, stages)
            if tried.rank < plan.rank:
                return tried
        return None

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
        """Of the plans considered, the fewest stages that every side would enter; or None."""
        entered = [plan for plan in self.considered if plan.enterable]
        return min(entered, key=lambda plan: (len(plan.stages), plan.rank), default=None)


def list_moves(stages: Stages) -> Iterator[tuple[tuple[int, ...], ...]]:
    """List the plans that differ by one item: in another stage, or in one of its own."""
    for at, stage in enumerate(stages):
        for item in stage:
            rest = [[each for each in other if each != item] for other in stages]
            for to in range(len(stages)):
                if to != at:
                    moved = [[*each, item] if n == to else each for n, each in enumerate(rest)]
                    yield tuple(tuple(sorted(each)) for each in moved if each)
            for to in range(len(stages) + 1):
                if len(stage) > 1:
                    moved = [*rest[:to], [item], *rest[to:]]
                    yield tuple(tuple(sorted(each)) for each in moved if each)
