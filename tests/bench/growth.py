"""How the search for the frontier grows: with issues, options, parties, coupling.

``python -m tests.bench.growth SERIES QUICK`` prints one line of JSON: a list of measurements.
Every space is made up, its values in whole numbers; ``share`` is the guarantee of a frontier that
had to be thinned, as a share of what a party can gain at most, and 0 for an exact one.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import numpy as np

from detente.core.fixed import compute_bounds
from detente.core.frontier import find_frontier
from detente.core.layout import Constraint, IntArray, Interaction, Layout
from detente.core.packages import compute_worth
from detente.core.solutions import find_nash
from tests.bench import contestant_cpsat
from tests.bench.worker import read_peak_mb
from tests.bench.workloads import Workload

RUNS = 5
ENOUGH_SECONDS = 4.0
MOST = 1_000
"""Values go from minus this to this."""

Row = dict[str, Any]
Space = tuple[Layout, IntArray]


def measure_issues(*, quick: bool) -> Iterator[Row]:
    """Two parties, five options of each issue, independent values."""
    for issues in (5, 10) if quick else (10, 20, 30, 40, 50, 60):
        yield {"issues": issues} | _measure(make_space(issues, 5, 2, seed=issues))


def measure_options(*, quick: bool) -> Iterator[Row]:
    """Two parties, twenty issues."""
    for options in (2, 5) if quick else (2, 5, 10, 20, 40):
        yield {"options": options} | _measure(make_space(20, options, 2, seed=options))


def measure_parties(*, quick: bool) -> Iterator[Row]:
    """Three options of each issue, more parties: most packages become efficient."""
    sizes = ((3, 5),) if quick else ((2, 30), (3, 10), (3, 30), (4, 10), (5, 10), (6, 10))
    for parties, issues in sizes:
        row = _measure(make_space(issues, 3, parties, seed=parties))
        yield {"parties": parties, "issues": issues} | row


def measure_sums(*, quick: bool) -> Iterator[Row]:
    """What one party gains the other loses, point for point or nearly so."""
    for noise in (0.05, 0.01, 0.0):
        row = _measure(make_opposed(8 if quick else 50, 5, noise, seed=50))
        yield {"noise": noise, "issues": 8 if quick else 50} | row


def measure_constraints(*, quick: bool) -> Iterator[Row]:
    """Fifty issues of five options with more and more rules between two or three of them."""
    for rules in (5,) if quick else (0, 10, 25, 40):
        layout, values = make_space(12 if quick else 50, 5, 2, seed=25)
        space = couple(layout, rules, seed=rules), values
        yield {"rules": rules} | _measure(space)


def measure_width(*, quick: bool) -> Iterator[Row]:
    """Twenty issues of three options, of which some are all coupled in pairs by interactions."""
    for together in (3,) if quick else (2, 4, 6, 8):
        layout, values = make_space(20, 3, 2, seed=20)
        yield {"coupled": together} | _measure(tie(layout, values, together, seed=together))


def measure_search(*, quick: bool) -> Iterator[Row]:
    """The same spaces by CP-SAT, one efficient point after another."""
    for issues in (5,) if quick else (10, 20, 30):
        layout, values = make_space(issues, 5, 2, seed=issues)
        problem = contestant_cpsat.prepare(Workload("", layout.counts, 0, values))
        started = time.perf_counter()
        packages, *_ = contestant_cpsat.solve(problem)
        seconds = time.perf_counter() - started
        found = find_frontier(layout, values, parties=2)
        reached = {tuple(worth) for worth in compute_worth(layout, values, packages).tolist()}
        same = reached == set(map(tuple, found.points.tolist()))
        row = _measure((layout, values))
        yield {"issues": issues, "cpsat_seconds": seconds, "same": same} | row


def make_space(issues: int, options: int, parties: int, seed: int) -> Space:
    """Values independent and even, nothing coupled; the status quo is worth 0."""
    rng = np.random.default_rng(seed)
    values = rng.integers(-MOST, MOST, size=(parties, issues, options), endpoint=True)
    values[:, :, 0] = 0
    return Layout((options,) * issues), values.reshape(parties, -1).astype(np.int64)


def make_opposed(issues: int, options: int, noise: float, seed: int) -> Space:
    """A fight over the same points, up to a share of noise."""
    rng = np.random.default_rng(seed)
    most = MOST**2  # fine enough that few packages tie
    gains = rng.integers(0, most, size=(issues, options), endpoint=True)
    spoilt = rng.integers(-most, most, size=(issues, options), endpoint=True) * noise
    values = np.stack([gains, most - gains + np.rint(spoilt).astype(np.int64)])
    return Layout((options,) * issues), values.reshape(2, -1).astype(np.int64)


def couple(layout: Layout, rules: int, seed: int) -> Layout:
    """Forbid a fifth of the combinations of two or three neighbouring issues, so many times."""
    rng = np.random.default_rng(seed)
    constraints = []
    for _ in range(rules):
        size = int(rng.integers(2, 4))
        first = int(rng.integers(0, layout.n_issues - 4))
        scope = tuple(sorted(first + rng.choice(4, size=size, replace=False)))
        allowed = rng.random([layout.counts[i] for i in scope]) > 0.2
        allowed.flat[0] = True
        constraints.append(Constraint(tuple(int(i) for i in scope), allowed))
    return Layout(layout.counts, tuple(constraints))


def tie(layout: Layout, values: IntArray, together: int, seed: int) -> Space:
    """Give every two of the first so many issues an extra value for one of their combinations."""
    rng = np.random.default_rng(seed)
    interactions = []
    for pair in combinations(range(together), 2):
        holds = np.zeros([layout.counts[i] for i in pair], dtype=np.bool_)
        holds[tuple(rng.integers(0, size) for size in holds.shape)] = True
        interactions.append(Interaction(pair, holds))
    extra = rng.integers(-MOST, MOST, size=(len(values), len(interactions)), endpoint=True)
    return Layout(layout.counts, (), tuple(interactions)), np.concatenate([values, extra], axis=1)


def _measure(space: Space) -> Row:
    layout, values = space
    seconds: list[float] = []
    found = None
    while len(seconds) < RUNS and sum(seconds) < ENOUGH_SECONDS:
        started = time.perf_counter()
        found = find_frontier(layout, values, parties=len(values))
        if len(found):
            find_nash(found.points, (0,) * len(values))
        seconds.append(time.perf_counter() - started)
    assert found is not None
    worst, best = compute_bounds(layout, values)
    return {
        "packages": str(layout.n_packages),
        "seconds": min(seconds),
        "points": len(found),
        "width": found.width,
        "share": float((found.epsilon / np.maximum(best - worst, 1)).max()),
        "peak_mb": read_peak_mb(),
    }


SERIES: dict[str, Callable[..., Iterator[Row]]] = {
    "issues": measure_issues,
    "options": measure_options,
    "parties": measure_parties,
    "sums": measure_sums,
    "constraints": measure_constraints,
    "width": measure_width,
    "search": measure_search,
}


if __name__ == "__main__":
    print(json.dumps(list(SERIES[sys.argv[1]](quick=sys.argv[2] == "quick"))))
