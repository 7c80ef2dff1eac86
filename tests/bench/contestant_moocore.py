"""moocore's filter: the worth of every package is listed in numpy, and moocore keeps the efficient.

The fastest filter of points that can be installed; detente uses it too, for three parties and
more. Both solutions are then looked up among the points kept.
"""

from __future__ import annotations

from typing import Any

import moocore
import numpy as np

from tests.bench import contestant_numpy
from tests.bench.contestant_numpy import Found, list_points, pick
from tests.bench.workloads import IntArray, Workload


def prepare(workload: Workload) -> list[IntArray]:
    """Values issue by issue."""
    return workload.split()


def solve(issues: list[IntArray]) -> Found:
    """Numbers of the efficient packages, of Nash's, and of Kalai and Smorodinsky's."""
    points = list_points(issues)
    kept = moocore.is_nondominated(points.T.astype(np.float64), maximise=True, keep_weakly=False)
    return pick(points, np.flatnonzero(kept))


def report(issues: list[IntArray], found: Found) -> dict[str, Any]:
    """Options of the packages found."""
    return contestant_numpy.report(issues, found)
