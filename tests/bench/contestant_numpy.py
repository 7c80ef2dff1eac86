"""Brute force in numpy: list the values of all packages, sort them, keep the efficient ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tests.bench.workloads import IntArray, Workload

Found = tuple[npt.NDArray[np.intp], int, int]


def prepare(workload: Workload) -> list[IntArray]:
    """Values issue by issue."""
    return workload.split()


def solve(issues: list[IntArray]) -> Found:
    """Numbers of the efficient packages, of Nash's, and of Kalai and Smorodinsky's."""
    points = list_points(issues)
    return pick(points, find_efficient(points))


def pick(points: IntArray, efficient: npt.NDArray[np.intp]) -> Found:
    """Look up both solutions among the efficient packages."""
    ahead = points[:, efficient].astype(np.float64)
    nash = efficient[np.argmax(ahead.prod(axis=0))]
    shares = ahead / ahead.max(axis=1, keepdims=True)
    return efficient, int(nash), int(efficient[np.argmax(shares.min(axis=0))])


def list_points(issues: list[IntArray]) -> IntArray:
    """Worth of every package, shape ``(2, N)``, the last issue's option changing fastest."""
    points = np.zeros((2, 1), dtype=np.int64)
    for values in issues:
        points = (points[:, :, None] + values[:, None, :]).reshape(2, -1)
    return points


def find_efficient(points: IntArray) -> npt.NDArray[np.intp]:
    """Return the columns of `points` that none dominates, one of each set of equals."""
    order = np.lexsort((-points[1], -points[0]))
    second = points[1, order]
    best_before = np.concatenate([[np.iinfo(np.int64).min], np.maximum.accumulate(second)[:-1]])
    efficient: npt.NDArray[np.intp] = order[second > best_before]
    return efficient


def report(issues: list[IntArray], found: Found) -> dict[str, Any]:
    """Options of the packages found."""
    efficient, nash, kalai_smorodinsky = found
    counts = [values.shape[1] for values in issues]
    return {
        "packages": np.stack(np.unravel_index(efficient, counts), axis=1).tolist(),
        "nash": [int(k) for k in np.unravel_index(nash, counts)],
        "kalai_smorodinsky": [int(k) for k in np.unravel_index(kalai_smorodinsky, counts)],
    }
