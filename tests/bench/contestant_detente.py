"""detente: the frontier by eliminating issues, then every solution on it."""

from __future__ import annotations

from typing import Any

from detente.core.frontier import Frontier, find_frontier
from detente.core.layout import Layout
from detente.core.solutions import (
    find_egalitarian,
    find_kalai_smorodinsky,
    find_nash,
    find_weighted_sum,
)
from tests.bench.workloads import IntArray, Workload

Found = tuple[Frontier, int, int]
NOTHING = (0, 0)
EVEN = (1, 1)


def prepare(workload: Workload) -> tuple[Layout, IntArray]:
    """Layout and values as the core takes them."""
    return Layout(workload.counts), workload.values


def solve(problem: tuple[Layout, IntArray]) -> Found:
    """Return the frontier, and the rows of two of the four solutions on it."""
    layout, values = problem
    frontier = find_frontier(layout, values, parties=2)
    nash = find_nash(frontier.points, NOTHING)
    find_egalitarian(frontier.points, NOTHING, EVEN)
    find_weighted_sum(frontier.points, NOTHING, EVEN)
    return frontier, nash, find_kalai_smorodinsky(frontier.points, NOTHING)


def report(problem: tuple[Layout, IntArray], found: Found) -> dict[str, Any]:
    """Options of the packages found."""
    frontier, nash, kalai_smorodinsky = found
    return {
        "packages": frontier.packages.tolist(),
        "nash": frontier.packages[nash].tolist(),
        "kalai_smorodinsky": frontier.packages[kalai_smorodinsky].tolist(),
        "epsilon": frontier.epsilon.tolist(),
    }
