"""NegMAS as its documentation recommends: utility functions in, frontier and solutions out.

``pareto_frontier`` from the utility functions is the route that its docstring calls the faster one
from end to end; ``nash_points`` and ``ks_points`` then search that frontier. Runs in an
environment of its own, where alone negmas is installed.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

from negmas import make_issue, make_os
from negmas.preferences import LinearAdditiveUtilityFunction
from negmas.preferences.ops import ks_points, nash_points, pareto_frontier
from negmas.preferences.value_fun import TableFun

from tests.bench.workloads import Workload


@dataclass
class Problem:
    """A workload in negmas's terms."""

    space: Any
    ufuns: list[Any]
    counts: tuple[int, ...]


def prepare(workload: Workload) -> Problem:
    """Build the outcome space and both utility functions, reserved values at 0."""
    space = make_os([make_issue(count, name=f"i{i}") for i, count in enumerate(workload.counts)])
    issues = (workload.values / 10**workload.decimals).tolist()
    ufuns = []
    for row in issues:
        amounts = iter(row)
        tables = [TableFun({k: next(amounts) for k in range(c)}) for c in workload.counts]
        ufun = LinearAdditiveUtilityFunction(tables, outcome_space=space, reserved_value=0.0)
        ufuns.append(ufun)
    return Problem(space, ufuns, workload.counts)


def solve(problem: Problem) -> tuple[Any, ...]:
    """Return the frontier with its outcomes' numbers, and where on it both solutions are."""
    ranges = [ufun.minmax(problem.space, above_reserve=False) for ufun in problem.ufuns]
    utils, numbers = pareto_frontier(problem.ufuns, issues=problem.space.issues)
    nash = nash_points(problem.ufuns, utils, ranges=ranges)
    kalai_smorodinsky = ks_points(problem.ufuns, utils, ranges=ranges)
    return numbers, nash[0][1], kalai_smorodinsky[0][1]


def report(problem: Problem, found: tuple[Any, ...]) -> dict[str, Any]:
    """Options of the packages found; outcomes are numbered with the last issue changing fastest."""
    numbers, nash, kalai_smorodinsky = found
    outcomes = list(itertools.product(*map(range, problem.counts)))
    return {
        "packages": [list(outcomes[number]) for number in numbers],
        "nash": list(outcomes[numbers[nash]]),
        "kalai_smorodinsky": list(outcomes[numbers[kalai_smorodinsky]]),
    }
