"""NegMAS asked for all its statistics of a scenario at once: ``calc_scenario_stats``.

Frontier, Nash, Kalai, Kalai-Smorodinsky and welfare, as its tournaments and its ``negotiate``
command compute them. Runs in an environment of its own, where alone negmas is installed.
"""

from __future__ import annotations

from typing import Any

from negmas.preferences.ops import calc_scenario_stats

from tests.bench.contestant_negmas import Problem
from tests.bench.contestant_negmas import prepare as prepare_ufuns
from tests.bench.workloads import Workload


def prepare(workload: Workload) -> Problem:
    """Build the outcome space and both utility functions."""
    return prepare_ufuns(workload)


def solve(problem: Problem) -> Any:
    """Compute all statistics."""
    return calc_scenario_stats(problem.ufuns)


def report(problem: Problem, found: Any) -> dict[str, Any]:
    """Options of the packages found; issues have whole numbers for values."""
    return {
        "packages": [list(outcome) for outcome in found.pareto_outcomes],
        "nash": list(found.nash_outcomes[0]),
        "kalai_smorodinsky": list(found.ks_outcomes[0]),
    }
