"""Questions about plans as models for CP-SAT, the constraint solver of OR-Tools.

The variables say whether item j is done by the end of stage k. Items of a stage are then a
difference of two of them, and exposure, temptation, floors and lags are linear. In this form the
linear relaxation is far tighter, and proofs come far sooner, than with one variable for each item
and stage. A stage may be empty in the model; it is left out of the plan that is read off.

All coefficients are whole numbers, and CP-SAT is exact on them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import gcd
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from detente.core.layout import IntArray
from detente.plan.problem import ONE, Criterion, Problem, Stages

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, CpSolver, IntVar, LinearExpr
    from ortools.sat.python.cp_model_helper import Literal as Boolean


Goal: TypeAlias = Literal["any", "exposure", "days"]


@dataclass(frozen=True)
class Question:
    """Is there a plan within these limits, and which is the best?

    Parameters
    ----------
    problem, criterion : what is planned, and what `exposure` limits.
    most_stages : at most so many stages.
    shortfall : at most so much; ONE for any.
    exposure : at most so much, weighted; None for any, unless it is to be minimised.
    least : an exposure that is known to be needed.
    days : at most so many; None for any.
    goal : what is minimised, if anything.
    hint : a plan to begin near.
    reach : by how many stages an item may move from where the hint has it; None for any.
    """

    problem: Problem
    criterion: Criterion
    most_stages: int
    shortfall: int = ONE
    exposure: int | None = None
    least: int = 0
    days: int | None = None
    goal: Goal = "any"
    hint: Stages | None = None
    reach: int | None = None


@dataclass(frozen=True)
class Answer:
    """What CP-SAT says to a question.

    Parameters
    ----------
    stages : a plan; None when none was found.
    settled : nothing better exists; or nothing at all, where there are no stages.
    bound : what the goal cannot fall below, unless `settled` says more.
    effort : deterministic time that it took.
    """

    stages: tuple[tuple[int, ...], ...] | None
    settled: bool
    bound: int
    effort: float


def ask(question: Question, seconds: float, effort: float, seed: int = 0) -> Answer:
    """Let CP-SAT answer, on one thread, within time and deterministic time.

    Parameters
    ----------
    question : what is asked.
    seconds : of the clock, at most.
    effort : in CP-SAT's deterministic time, which does not depend on the machine or its load.
    seed : for the solver's random choices.
    """
    from ortools.sat.python import cp_model

    built = _Builder(cp_model.CpModel(), question)
    built.build()
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.symmetry_level = 0  # chains of items leave little of it
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = max(seconds, 0.0)
    solver.parameters.max_deterministic_time = max(effort, 0.0)
    status = solver.solve(built.model)
    assert status != cp_model.MODEL_INVALID, built.model.validate()
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return Answer(
        stages=built.read(solver) if found else None,
        settled=status in (cp_model.OPTIMAL, cp_model.INFEASIBLE),
        bound=_read_bound(question, solver),
        effort=solver.response_proto.deterministic_time,
    )


def _read_bound(question: Question, solver: CpSolver) -> int:
    if question.goal == "any":
        return question.least
    # The bound comes as a float: take off a hair, lest it claims more than was proven.
    bound = max(solver.best_objective_bound, float(question.least))
    return max(int(np.ceil(bound - 1e-6 - 1e-12 * bound)), question.least)


class _Builder:
    """Builds the model of one question; `done[j][k]` is 1 when j is done by the end of k."""

    def __init__(self, model: CpModel, question: Question) -> None:
        self.model = model
        self.question = question
        self.problem = question.problem
        self.K = question.most_stages
        self.done: list[list[IntVar]] = [
            [model.new_bool_var(f"done {j} {k}") for k in range(self.K - 1)]
            for j in range(self.problem.n_items)
        ]
        self.over: list[IntVar] = []

    def build(self) -> None:
        self._add_order()
        self._add_limits()
        if self.problem.lag.any() or any(self._compute_idle()):
            self._add_end()
        self._add_amounts()
        if self.question.criterion == "trust" and self.question.shortfall < ONE:
            self._add_trust()
        self._add_days()
        self._add_hint()

    def read(self, solver: CpSolver) -> tuple[tuple[int, ...], ...]:
        """Read the plan off, without its empty stages."""
        stages: list[list[int]] = [[] for _ in range(self.K)]
        for j, row in enumerate(self.done):
            stages[sum(not solver.boolean_value(each) for each in row)].append(j)
        return tuple(tuple(stage) for stage in stages if stage)

    # -- sums ----------------------------------------------------------------------------------

    def _sum(self, k: int, on_stage: IntArray, on_earlier: IntArray) -> LinearExpr | int:
        """Add up the items of stage k and those of the stages before."""
        return self._sum_done(k, on_stage) + self._sum_done(k - 1, on_earlier - on_stage)

    def _sum_done(self, k: int, amounts: IntArray) -> LinearExpr | int:
        """Add up the items that are done by the end of stage k."""
        from ortools.sat.python.cp_model import LinearExpr

        if k < 0:
            return 0
        if k >= self.K - 1:
            return int(amounts.sum())
        items = np.flatnonzero(amounts)
        return LinearExpr.weighted_sum(
            [self.done[j][k] for j in items], [int(amounts[j]) for j in items]
        )

    def _add(
        self, left: LinearExpr | int, right: LinearExpr | int, when: Sequence[Boolean] = ()
    ) -> None:
        """Add ``left <= right``, where all of `when` hold."""
        if isinstance(left, int) and isinstance(right, int):
            if left > right:
                self.model.add_bool_or([~each for each in when])
            return
        rule = self.model.add(left <= right)
        if when:
            rule.only_enforce_if(*when)

    # -- order and limits ----------------------------------------------------------------------

    def _add_order(self) -> None:
        for row in self.done:
            for earlier, later in pairwise(row):
                self.model.add_implication(earlier, later)
        for first, second in self.problem.before:
            for earlier, later in zip(self.done[first], self.done[second], strict=True):
                self.model.add_implication(later, earlier)

    def _add_limits(self) -> None:
        problem = self.problem
        ones, none = np.ones(problem.n_items, dtype=np.int64), np.zeros(problem.n_items, np.int64)
        for k in range(self.K):
            if problem.most_items is not None:
                self._add(self._sum(k, ones, none), problem.most_items)
            for amounts, floor in zip(problem.floor_value, problem.floor, strict=True):
                self._add(int(floor), self._sum_done(k, amounts))

    def _add_end(self) -> None:
        """Let stages be empty only at the end: before it, one would give receipts time to count."""
        N = self.problem.n_items
        ones = np.ones(N, dtype=np.int64)
        for k in range(self.K - 1):
            over = self.model.new_bool_var(f"over {k}")
            for row in self.done:
                self.model.add_implication(over, row[k])
            self._add(1, self._sum(k + 1, ones, 0 * ones) + over)
            self.over.append(over)

    # -- exposure, temptation, trust -----------------------------------------------------------

    def _add_amounts(self) -> None:
        """Limit exposure or temptation at every stage, or minimise the largest."""
        question = self.question
        if question.exposure is None:
            return
        most: LinearExpr | int = question.exposure
        if question.goal == "exposure":
            most = self.model.new_int_var(question.least, question.exposure, "most")
            self.model.minimize(most)
        idle = self._compute_idle()
        for k in range(self.K):
            for p, weight in enumerate(self.problem.weight.tolist()):
                excused = idle[p] * self.over[k - 1] if k and idle[p] > 0 else 0
                self._add(weight * (self._get_amount(k, p) - excused), most)

    def _get_amount(self, k: int, p: int) -> LinearExpr | int:
        problem = self.problem
        if self.question.criterion == "temptation":
            start = int(problem.held[p] - problem.whole[p] - problem.loss[p])
            return self._sum(k, problem.receipt[p], problem.value[p]) + start
        start = -int(problem.held[p] + problem.cover[p])
        return self._sum(k, problem.cost[p], -problem.value[p]) + self._get_waiting(k, p) + start

    def _get_waiting(self, k: int, p: int) -> LinearExpr | int:
        """Add up what was received before stage k and does not count yet."""
        problem = self.problem
        receipts = _get_receipts(problem)[p]
        total: LinearExpr | int = 0
        for lag in np.unique(problem.lag[problem.lag > 0]).tolist():
            late = np.where(problem.lag == lag, receipts, 0)
            total = total + self._sum_done(k - 1, late) - self._sum_done(k - 1 - lag, late)
        return total

    def _compute_idle(self) -> list[int]:
        """What a stage after the end would count, at most: to be excused, ``(P,)``."""
        problem = self.problem
        end = problem.held + problem.value.sum(axis=1)
        if self.question.criterion == "temptation":
            amounts = end - problem.whole - problem.loss
        else:
            late = np.where(problem.lag > 0, _get_receipts(problem), 0).sum(axis=1)
            amounts = late - end - problem.cover
        return [max(int(amount), 0) for amount in amounts]

    def _add_trust(self) -> None:
        """Let needed trust be at most what is available and the shortfall together."""
        risks = {k: list(self._find_tempted(k)) for k in range(self.K)}
        for p in range(self.problem.n_parties):
            rules = list(_find_rules(self.problem, p, self.question.shortfall))
            if (self.problem.cost[p] > 0).any():
                for k in range(self.K):
                    self._add_need(k, p, rules, risks[k])

    def _find_tempted(self, k: int) -> Iterator[IntVar]:
        """Make a variable for each party that holds when it is tempted at stage k."""
        problem = self.problem
        for q in range(problem.n_parties):
            tempted = self.model.new_bool_var(f"tempted {q} {k}")
            start = problem.held[q] - problem.whole[q] - problem.loss[q] + problem.doubt[q].sum()
            amount = self._sum(k, problem.receipt[q], problem.value[q] - problem.doubt[q])
            self._add(amount + int(start), 0, [~tempted])
            yield tempted

    def _add_need(
        self, k: int, p: int, rules: list[tuple[tuple[int, ...], int]], tempted: list[IntVar]
    ) -> None:
        problem = self.problem
        needs = self.model.new_bool_var(f"needs {p} {k}")
        none = np.zeros(problem.n_items, dtype=np.int64)
        self._add(self._sum(k, problem.cost[p], none), 0, [~needs])
        if (problem.cost[p] >= 0).all():  # follows, but tells the linear relaxation more
            for j in np.flatnonzero(problem.cost[p]):
                self.model.add_bool_or([needs, *self._get_elsewhere(int(j), k)])
        end = int(problem.whole[p] + problem.loss[p] - problem.held[p])
        self._add(self._sum(k, none, problem.value[p]), end - 1, [needs])
        for risky, trust in rules:
            part = gcd(trust, ONE)
            a, b = (ONE - trust) // part, trust // part
            when = [needs, *(tempted[q] for q in risky)]
            when += [owing for q in risky if (owing := self._find_owing(k, p, q)) is not None]
            self._add(self._sum(k, a * problem.cost[p], b * problem.value[p]), b * end, when)

    def _get_elsewhere(self, j: int, k: int) -> list[Boolean]:
        """Return what holds, one or the other, when item j is not in stage k."""
        later = [~self.done[j][k]] if k < self.K - 1 else []
        return later + ([self.done[j][k - 1]] if k else [])

    def _find_owing(self, k: int, p: int, q: int) -> IntVar | None:
        """Make a variable that holds while p relies on q as stage k begins; None: always."""
        if k == 0 or self.problem.standing[p, q]:
            return None
        owing = self.model.new_bool_var(f"owing {p} {q} {k}")
        for j in np.flatnonzero(self.problem.owes[p, q]):
            self.model.add_bool_or([owing, self.done[j][k - 1]])
        return owing

    # -- days, hint ----------------------------------------------------------------------------

    def _add_days(self) -> None:
        if self.question.goal != "days":
            return
        longest = int(self.problem.days.max())
        days = [self.model.new_int_var(0, longest, f"days {k}") for k in range(self.K)]
        for j, each in enumerate(self.problem.days.tolist()):
            for k in range(self.K):
                unit = np.zeros(self.problem.n_items, dtype=np.int64)
                unit[j] = each
                self._add(self._sum(k, unit, 0 * unit), days[k])
        if self.question.days is not None:
            self._add(sum(days), self.question.days)
        self.model.minimize(sum(days))

    def _add_hint(self) -> None:
        reach = self.K if self.question.reach is None else self.question.reach
        for place, stage in enumerate(self.question.hint or ()):
            for j in stage:
                for k, each in enumerate(self.done[j]):
                    self.model.add_hint(each, place <= k)
                    if abs(k + 0.5 - place) > reach:
                        self.model.add_bool_or([each if place <= k else ~each])


def _get_receipts(problem: Problem) -> IntArray:
    """Return what each party receives from items that others have a part in, ``(P, N)``."""
    alone = problem.gives & (problem.gives.sum(axis=0) == 1)
    return np.where(alone, 0, np.maximum(problem.value, 0))


def _find_rules(problem: Problem, p: int, shortfall: int) -> Iterator[tuple[tuple[int, ...], int]]:
    """Find which others p can trust together too little to enter whatever it costs.

    Yields the others, and the needed trust up to which p enters while all of them are tempted and
    owe it something. Sets that ask no more than one of their subsets are left out.
    """
    relies = problem.owes[p].any(axis=1) | problem.standing[p]
    others = [int(q) for q in np.flatnonzero(relies)]
    limits: dict[tuple[int, ...], int] = {(): ONE}
    for size in range(1, len(others) + 1):
        for risky in combinations(others, size):
            limit = min(_multiply(problem.trust[p], risky) + shortfall, ONE)
            limits[risky] = limit
            smaller = [limits[risky[:i] + risky[i + 1 :]] for i in range(size)]
            if limit < min(smaller):
                yield risky, limit


def _multiply(trust: IntArray, risky: tuple[int, ...]) -> int:
    product = ONE
    for q in risky:
        product = product * int(trust[q]) // ONE
    return product
