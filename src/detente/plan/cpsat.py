"""Stages for any number of items, proven best or with a bound, by the solver CP-SAT.

The objective is lexicographic, and so is the search: the least shortfall of trust (0 is tried
first, then its range is halved), then the least exposure, then the fewest stages, then the fewest
days. Each step keeps what the steps before it reached. It starts from the plan of
:mod:`detente.plan.greedy`; so there is a plan at any time, and what CP-SAT adds is improvement and
proof.

CP-SAT runs on one thread from a fixed seed and is limited in deterministic time as well as by the
clock. The same problem gives the same plan, unless the machine is so slow that the clock decides.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

from detente.errors import TooLargeError
from detente.plan import greedy
from detente.plan.cpsat_model import Answer, Goal, Question, ask
from detente.plan.problem import (
    ONE,
    Criterion,
    Objective,
    Problem,
    Solution,
    Stages,
    compute_objective,
    is_allowed,
)

DEPTH = 12
"""So many stages are tried first where the problem allows more."""

# Shares of the time that is left, for one question.
_FOR_SHORTFALL, _FOR_BOUND, _FOR_FIRST_TRY, _FOR_STEP = 0.2, 0.2, 0.2, 0.1
_FOR_HALF, _FOR_EXPOSURE, _FOR_STAGES = 0.3, 0.75, 0.5
_REACH = 3
_PATIENCE = 3
_EFFORT_PER_SECOND = 0.6


def find_stages(
    problem: Problem,
    criterion: Criterion = "trust",
    *,
    seconds: float = 20.0,
    most_stages: int | None = None,
    hint: Stages | None = None,
    seed: int = 0,
) -> Solution | None:
    """Find the best stages for any number of items, within a time.

    Parameters
    ----------
    problem : the items; lags, floors, limits and prerequisites included.
    criterion : what plans are compared by, see `compute_objective`.
    seconds : how long to look for better plans and proofs; the quick plan that it starts from and
        loading the solver come on top, about a second.
    most_stages : at most so many stages, besides the problem's own limit.
    hint : a plan to begin with, if it is allowed.
    seed : of the solver and of the quick plan.

    Returns
    -------
    The best plan that was found, and what no plan can fall below; None when it is proven that
    order, floors and limits allow no plan.

    Raises
    ------
    TooLargeError
        Time ran out before any allowed plan was found.

    Examples
    --------
    >>> import numpy as np
    >>> rows = np.array([[-1, -1, 2, 2], [2, 2, -1, -1]])
    >>> swap = Problem.make(rows, rows < 0)
    >>> found = find_stages(swap, "exposure")
    >>> found.proven, found.objective
    (True, Objective(shortfall=0, exposure=1, stages=2, days=0))
    """
    if most_stages is not None:
        problem = problem.limit(most_stages=min(most_stages, problem.most_stages or most_stages))
    if problem.n_items == 0:
        return Solution((), Objective(0, 0), Objective(0, 0), "cp-sat", True)
    start = _find_start(problem, criterion, hint, seed)
    search = _Search(problem, criterion, _Clock(seconds), seed)
    if start is None and not search.find_any():
        return None
    if start is not None:
        search.take(start)
    search.reduce_shortfall()
    search.reduce_exposure()
    search.reduce_stages()
    search.reduce_days()
    return search.get_solution()


def _find_start(
    problem: Problem, criterion: Criterion, hint: Stages | None, seed: int
) -> Stages | None:
    if hint is not None and not is_allowed(problem, hint):
        hint = None
    quick = greedy.find_stages(problem, criterion, hint=hint, seed=seed)
    return hint if quick is None else quick.stages


class _Clock:
    """What is left of the time, and of deterministic time."""

    def __init__(self, seconds: float) -> None:
        self.ends = time.monotonic() + seconds
        self.effort = seconds * _EFFORT_PER_SECOND

    def get_left(self, share: float) -> tuple[float, float]:
        """Return seconds and effort: a share of what is left."""
        return max(self.ends - time.monotonic(), 0.0) * share, self.effort * share


@dataclass
class _Search:
    """The best plan so far, and what is proven of it: no plan is below `least`."""

    problem: Problem
    criterion: Criterion
    clock: _Clock
    seed: int
    stages: tuple[tuple[int, ...], ...] = ()
    objective: Objective = field(default_factory=lambda: Objective(ONE + 1, 0))
    least: Objective = field(default_factory=lambda: Objective(0, 0))

    def take(self, stages: Stages) -> None:
        """Keep a plan when it is better than the best so far, by the reference figures."""
        objective = compute_objective(self.problem, stages, self.criterion)
        if objective < self.objective and is_allowed(self.problem, stages):
            self.stages = tuple(tuple(stage) for stage in stages)
            self.objective = objective

    def ask(self, question: Question, share: float) -> Answer:
        """Ask CP-SAT within a share of the time that is left, and keep a better plan."""
        answer = ask(question, *self.clock.get_left(share), self.seed)
        self.clock.effort -= answer.effort
        if answer.stages is not None:
            found = compute_objective(self.problem, answer.stages, question.criterion)
            assert is_allowed(self.problem, answer.stages), answer.stages
            assert found.shortfall <= question.shortfall, answer.stages
            assert found.stages <= question.most_stages, answer.stages
            assert question.exposure is None or found.exposure <= question.exposure
            self.take(answer.stages)
        return answer

    def ask_deeper(self, question: Question, share: float) -> Answer:
        """Ask with few stages first; with more while there is no plan. Settled for all depths."""
        depths = self.list_depths()
        for depth in depths:
            part = share if depth == depths[-1] else share / 2
            answer = self.ask(replace(question, most_stages=depth), part)
            if answer.stages is not None:
                break
        return answer

    def list_depths(self) -> list[int]:
        """List how many stages are allowed at first, then, and at last."""
        most = min(self.problem.most_stages or self.problem.n_items, self.problem.n_items)
        return sorted({min(DEPTH, most), min(2 * DEPTH, most), most})

    def find_any(self) -> bool:
        """Find a plan that order, floors and limits allow; False when there is none."""
        answer = self.ask_deeper(Question(self.problem, self.criterion, 1), 1.0)
        if answer.stages is None and not answer.settled:
            raise TooLargeError(
                f"no plan of {self.problem.n_items} items that keeps order, floors and limits was"
                " found in time, and none was proven impossible: allow more time, more stages or"
                " more items in a stage"
            )
        return answer.stages is not None

    def reduce_shortfall(self) -> None:
        """Find the least shortfall: 0 if possible, otherwise by halving."""
        if self.criterion != "trust":
            return
        low, proven, middle, unsettled = 0, 0, 0, 0
        while low < self.objective.shortfall and unsettled < _PATIENCE:
            question = Question(self.problem, self.criterion, 1, middle, hint=self.stages)
            answer = self.ask_deeper(question, _FOR_SHORTFALL)
            if answer.stages is None:
                proven = middle + 1 if answer.settled else proven
                low = middle + 1
            unsettled = 0 if answer.settled else unsettled + 1
            middle = (low + self.objective.shortfall) // 2
        self.least = Objective(proven, 0)

    def reduce_exposure(self) -> None:
        """Find the least exposure at that shortfall, with ever more stages."""
        depths = self.list_depths()
        least = self._find_bound(depths[-1])
        for depth in depths:
            answer = self._reduce_exposure_within(depth, least, last=depth == depths[-1])
            if depth == depths[-1]:
                least = self.objective.exposure if answer.settled else answer.bound
        self.least = Objective(self.least.shortfall, min(least, self.objective.exposure))

    def _reduce_exposure_within(self, depth: int, least: int, *, last: bool) -> Answer:
        """Try a proof at once; else go from plan to better plans nearby, and try again."""
        answer = self._try_exposure(depth, least, _FOR_FIRST_TRY)
        if answer.settled:
            return answer
        self._step_nearby(depth, least)
        least = self._halve_exposure(depth, max(least, answer.bound))
        return self._try_exposure(depth, least, _FOR_EXPOSURE if last else _FOR_EXPOSURE / 2)

    def _step_nearby(self, depth: int, least: int) -> None:
        """Go to better plans in which every item stays near its stage, while there are any."""
        reach = 1
        while reach <= _REACH:
            before = self.objective.exposure
            self._try_exposure(depth, least, _FOR_STEP, reach)
            reach = reach + 1 if self.objective.exposure == before else 1

    def _halve_exposure(self, depth: int, least: int) -> int:
        """Ask for an exposure half way to the bound, either answer being progress; return it."""
        while least < self.objective.exposure:
            middle = (least + self.objective.exposure - 1) // 2
            question = replace(self._get_question(depth, "any"), exposure=middle)
            answer = self.ask(question, _FOR_HALF)
            if answer.stages is None and not answer.settled:
                break
            least = middle + 1 if answer.stages is None else least
        return least

    def _try_exposure(
        self, depth: int, least: int, share: float, reach: int | None = None
    ) -> Answer:
        """Ask for less exposure, perhaps with every item near the stage where it is."""
        if self.objective.exposure == least:
            return Answer(None, True, least, 0.0)
        question = replace(self._get_question(depth, "exposure", least), reach=reach)
        return self.ask(question, share)

    def _find_bound(self, depth: int) -> int:
        """Find an exposure that is needed even where trust is no matter: far easier to prove."""
        least = min(greedy.compute_bound(self.problem, self.criterion), self.objective.exposure)
        if self.criterion != "trust" or self.objective.exposure == least:
            return least
        question = self._get_question(depth, "exposure", least)
        question = replace(question, criterion="exposure", exposure=self.objective.exposure)
        answer = self.ask(question, _FOR_BOUND)
        return answer.bound

    def _get_question(self, depth: int, goal: Goal, least: int = 0) -> Question:
        """Ask for what is better in the goal and as good in what comes before it."""
        now = self.objective
        return Question(
            self.problem,
            self.criterion,
            depth,
            shortfall=now.shortfall,
            exposure=now.exposure - (goal == "exposure"),
            least=least,
            days=now.days - 1 if goal == "days" else None,
            goal=goal,
            hint=self.stages,
        )

    def reduce_stages(self) -> None:
        """Find the fewest stages at that exposure, by halving."""
        low = -(-self.problem.n_items // (self.problem.most_items or self.problem.n_items))
        proven = low
        while low < self.objective.stages:
            middle = (low + self.objective.stages - 1) // 2
            answer = self.ask(self._get_question(middle, "any"), _FOR_STAGES)
            if answer.stages is None:
                proven = middle + 1 if answer.settled else proven
                low = middle + 1
        if self.is_proven():
            self.least = replace(self.least, stages=proven)

    def reduce_days(self) -> None:
        """Find the fewest days at that number of stages."""
        days = self.objective.days
        if self.problem.days.any():
            answer = self.ask(self._get_question(len(self.stages), "days"), 1.0)
            days = self.objective.days if answer.settled else 0
        if self.is_proven() and self.least.stages == self.objective.stages:
            self.least = replace(self.least, days=days)

    def is_proven(self) -> bool:
        """Whether no plan is better in shortfall and exposure."""
        found, least = self.objective, self.least
        return (found.shortfall, found.exposure) == (least.shortfall, least.exposure)

    def get_solution(self) -> Solution:
        """Return the best plan with what is proven of it."""
        least = (
            self.least
            if self.least.stages == self.objective.stages
            else replace(self.least, stages=0)
        )
        return Solution(self.stages, self.objective, least, "cp-sat", self.is_proven())
