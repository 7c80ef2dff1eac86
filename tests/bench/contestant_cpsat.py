"""CP-SAT by epsilon-constraint, the way of multi-objective integer programming.

The best for one party, then the best for the other at that; then both again, the second party to
get more than before; until nothing is left (Haimes, Lasdon and Wismer 1971). Exact, and two
searches for every efficient point. Both solutions are then looked up among the points found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from tests.bench.workloads import IntArray, Workload


@dataclass
class Problem:
    """A workload as a model: one of each issue's options is chosen."""

    issues: list[IntArray]
    low: list[int]
    high: list[int]


def prepare(workload: Workload) -> Problem:
    """Values issue by issue, and what each party can have at least and at most."""
    issues = workload.split()
    low = [sum(int(values[p].min()) for values in issues) for p in (0, 1)]
    high = [sum(int(values[p].max()) for values in issues) for p in (0, 1)]
    return Problem(issues, low, high)


def solve(problem: Problem) -> tuple[list[list[int]], int, int]:
    """Return all efficient packages, and where both solutions are among them."""
    packages: list[list[int]] = []
    points: list[list[int]] = []
    least = problem.low[1]
    while least <= problem.high[1]:
        first = _search(problem, 0, (problem.low[0], least))
        if first is None:
            break
        # It has been seen to deny, with amounts of eleven digits, what it had just found.
        second = _search(problem, 1, (first[1][0], least)) or first
        packages.append(second[0])
        points.append(second[1])
        least = second[1][1] + 1
    ahead = np.array(points, dtype=np.float64)
    shares = ahead / ahead.max(axis=0)
    return packages, int(ahead.prod(axis=1).argmax()), int(shares.min(axis=1).argmax())


def _search(
    problem: Problem, party: int, least: tuple[int, int]
) -> tuple[list[int], list[int]] | None:
    """Find the best package for one party that gives both at least so much."""
    model = cp_model.CpModel()
    chosen = [
        [model.new_bool_var(f"{i}.{k}") for k in range(values.shape[1])]
        for i, values in enumerate(problem.issues)
    ]
    for issue in chosen:
        model.add_exactly_one(issue)
    worth = []
    for p in (0, 1):
        total = model.new_int_var(least[p], problem.high[p], f"worth {p}")
        amounts = [
            int(values[p, k]) * option
            for values, issue in zip(problem.issues, chosen, strict=True)
            for k, option in enumerate(issue)
        ]
        model.add(total == sum(amounts))
        worth.append(total)
    model.maximize(worth[party])
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return None
    assert status == cp_model.OPTIMAL
    package = [next(k for k, o in enumerate(issue) if solver.value(o)) for issue in chosen]
    return package, [solver.value(total) for total in worth]


def report(problem: Problem, found: tuple[list[list[int]], int, int]) -> dict[str, Any]:
    """Options of the packages found."""
    packages, nash, kalai_smorodinsky = found
    return {
        "packages": packages,
        "nash": packages[nash],
        "kalai_smorodinsky": packages[kalai_smorodinsky],
    }
