"""detente: the frontier by eliminating issues, then both solutions on it."""

from __future__ import annotations

from typing import Any

import numpy as np

from detente.core.frontier import Frontier, find_frontier
from detente.core.layout import Layout
from tests.bench.workloads import IntArray, Workload

Found = tuple[Frontier, int, int]


def prepare(workload: Workload) -> tuple[Layout, IntArray]:
    return Layout(workload.counts), workload.values


def solve(problem: tuple[Layout, IntArray]) -> Found:
    layout, values = problem
    frontier = find_frontier(layout, values, parties=2)
    ahead = frontier.points.astype(np.float64)
    nash = np.argmax(ahead.prod(axis=1))
    shares = ahead / ahead.max(axis=0)
    return frontier, int(nash), int(np.argmax(shares.min(axis=1)))


def report(problem: tuple[Layout, IntArray], found: Found) -> dict[str, Any]:
    frontier, nash, kalai_smorodinsky = found
    return {
        "packages": frontier.packages.tolist(),
        "nash": frontier.packages[nash].tolist(),
        "kalai_smorodinsky": frontier.packages[kalai_smorodinsky].tolist(),
        "epsilon": frontier.epsilon.tolist(),
    }
