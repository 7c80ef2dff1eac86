"""Check what a contestant found against exact integers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from tests.bench.workloads import IntArray, Workload

Point = tuple[int, int]


@dataclass(frozen=True)
class Truth:
    """The efficient points of a space, and the best that two solutions can reach on them.

    Parameters
    ----------
    points : worth to both parties in fixed point.
    nash : the largest product of gains over nothing.
    kalai_smorodinsky : the largest smaller share of what each party could gain at most.
    """

    points: frozenset[Point]
    nash: int
    kalai_smorodinsky: Fraction

    def check(self, workload: Workload, answer: dict[str, Any]) -> dict[str, Any]:
        """Count what an answer missed, and what it held that some package dominates."""
        found = {_evaluate(workload, package) for package in answer["packages"]}
        nash = _evaluate(workload, answer["nash"])
        kalai_smorodinsky = _evaluate(workload, answer["kalai_smorodinsky"])
        return {
            "missed": len(self.points - found),
            "dominated": len(found - self.points),
            "nash_exact": nash[0] * nash[1] == self.nash,
            "kalai_smorodinsky_exact": _smaller_share(kalai_smorodinsky, self.points)
            == self.kalai_smorodinsky,
        }


def find_truth(workload: Workload) -> Truth | None:
    """Find the efficient points in exact integers; None where packages are too many to list."""
    if not workload.can_be_listed:
        return None
    points = np.zeros((2, 1), dtype=np.int64)
    for values in workload.split():
        points = (points[:, :, None] + values[:, None, :]).reshape(2, -1)
    efficient = _keep_efficient(points)
    return Truth(
        efficient,
        max(u * v for u, v in efficient),
        max(_smaller_share(point, efficient) for point in efficient),
    )


def _keep_efficient(points: IntArray) -> frozenset[Point]:
    order = np.lexsort((-points[1], -points[0]))
    ranked = points[:, order]
    ceiling = np.maximum.accumulate(ranked[1])
    keep = np.concatenate([[True], ranked[1, 1:] > ceiling[:-1]])
    kept = [(int(u), int(v)) for u, v in ranked[:, keep].T]
    assert all(a[0] > b[0] and a[1] < b[1] for a, b in pairwise(kept))
    return frozenset(kept)


def _evaluate(workload: Workload, package: list[int]) -> Point:
    starts = np.cumsum([0, *workload.counts[:-1]])
    worth = workload.values[:, starts + np.array(package)].sum(axis=1)
    return int(worth[0]), int(worth[1])


def _smaller_share(point: Point, efficient: frozenset[Point]) -> Fraction:
    most = [max(p[side] for p in efficient) for side in (0, 1)]
    return min(Fraction(point[side], most[side]) for side in (0, 1))
