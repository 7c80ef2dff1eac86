"""NegMAS spared its slowest part: the worth of every package is added up in numpy beforehand.

``pareto_frontier_numpy`` is the extractor that its documentation recommends for points already at
hand; ``nash_points`` and ``ks_points`` then search that frontier. No user of utility functions
gets there by calling negmas alone: it is the most that can be got out of it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from negmas.preferences.ops import ks_points, nash_points, pareto_frontier_numpy

from tests.bench.contestant_negmas import Problem
from tests.bench.contestant_negmas import prepare as prepare_ufuns
from tests.bench.workloads import Workload


def prepare(workload: Workload) -> tuple[Problem, list[Any]]:
    """Build utility functions, and values issue by issue as floats."""
    return prepare_ufuns(workload), [v / 10**workload.decimals for v in workload.split()]


def solve(prepared: tuple[Problem, list[Any]]) -> tuple[Any, ...]:
    """Add up all packages, then the frontier's numbers and where on it both solutions are."""
    problem, issues = prepared
    points = np.zeros((2, 1))
    for values in issues:
        points = (points[:, :, None] + values[:, None, :]).reshape(2, -1)
    ranges = [tuple(row) for row in np.stack([points.min(axis=1), points.max(axis=1)], axis=1)]
    numbers = pareto_frontier_numpy(points.T)
    utils = [tuple(point) for point in points.T[numbers]]
    nash = nash_points(problem.ufuns, utils, ranges=ranges)
    kalai_smorodinsky = ks_points(problem.ufuns, utils, ranges=ranges)
    return numbers, nash[0][1], kalai_smorodinsky[0][1]


def report(prepared: tuple[Problem, list[Any]], found: tuple[Any, ...]) -> dict[str, Any]:
    """Options of the packages found."""
    numbers, nash, kalai_smorodinsky = found
    counts = prepared[0].counts
    packages = np.stack(np.unravel_index(numbers, counts), axis=1)
    return {
        "packages": packages.tolist(),
        "nash": packages[nash].tolist(),
        "kalai_smorodinsky": packages[kalai_smorodinsky].tolist(),
    }
