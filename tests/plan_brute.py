"""Plans by brute force: every way of putting items in stages, judged by the reference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import combinations
from typing import Any

import numpy as np

from detente.plan.problem import (
    Criterion,
    Objective,
    Problem,
    compute_objective,
    is_allowed,
)

Plan = tuple[tuple[int, ...], ...]


@lru_cache(maxsize=16)
def list_plans(n: int) -> tuple[Plan, ...]:
    """All ordered set partitions: 1, 1, 3, 13, 75, 541, 4683, ..."""
    return tuple(_partition(tuple(range(n))))


def _partition(items: tuple[int, ...]) -> Iterator[Plan]:
    if not items:
        yield ()
    for size in range(1, len(items) + 1):
        for first in combinations(items, size):
            rest = tuple(item for item in items if item not in first)
            yield from ((first, *others) for others in _partition(rest))


def find_least(problem: Problem, criterion: Criterion, *, serial: bool = False) -> Objective | None:
    """What the best allowed plan comes to, if there is one."""
    if problem.n_items == 0:
        return Objective(0, 0)
    objectives = [
        compute_objective(problem, plan, criterion)
        for plan in list_plans(problem.n_items)
        if (not serial or all(len(stage) == 1 for stage in plan)) and is_allowed(problem, plan)
    ]
    return min(objectives, default=None)


def make_numbered(seed: int) -> Problem:
    """Two or three parties, two to five items; every fourth is plain."""
    items = 5 if seed % 10 == 0 else 2 + seed % 3
    return make_random(seed, parties=2 + seed // 3 % 2, items=items, plain=seed % 4 == 3)


def make_random(seed: int, *, parties: int, items: int, plain: bool = False) -> Problem:
    """A small problem of small whole numbers, so that ties abound.

    A plain one has items of one performer that cost it and benefit others, no floors, no limits.
    """
    rng = np.random.default_rng(seed)
    gives = np.zeros((parties, items), dtype=np.bool_)
    gives[rng.integers(parties, size=items), np.arange(items)] = True
    if plain:
        value = np.where(
            gives,
            -rng.integers(0, 4, (parties, items)),
            rng.integers(0, 5, (parties, items)),
        )
        return Problem.make(value, gives, trust=_draw_trust(rng, parties))
    gives |= rng.random((parties, items)) < 0.15
    sign = np.where(rng.random((parties, items)) < 0.95, np.where(gives, -1, 1), 1)
    sign = np.where(rng.random((parties, items)) < 0.05, -sign, sign)
    value = sign * np.where(gives, rng.integers(0, 4, gives.shape), rng.integers(1, 9, gives.shape))
    limits: dict[str, Any] = {}
    if rng.random() < 0.4:
        pairs = rng.integers(items, size=(2, 2)) if items else np.zeros((0, 2), dtype=np.int64)
        limits["before"] = tuple((int(i), int(j)) for i, j in pairs if i != j)
    if rng.random() < 0.3:
        limits["most_items"] = int(rng.integers(1, 4))
    if rng.random() < 0.3:
        limits["most_stages"] = int(rng.integers(1, 4))
    if rng.random() < 0.4:
        limits["floor_value"] = value[:1]
        limits["floor"] = rng.integers(-6, 1, 1)
    made = Problem.make(
        value,
        gives,
        loss=rng.integers(0, 4, parties) * rng.integers(2),
        trust=_draw_trust(rng, parties),
        weight=rng.integers(1, 4, parties),
        **limits,
    )
    return _vary(made, rng)


def _draw_trust(rng: np.random.Generator, parties: int) -> Any:
    return rng.choice([0, 1000, 2000, 5001, 10_000], (parties, parties))


def _vary(problem: Problem, rng: np.random.Generator) -> Problem:
    """Cover, a head start, doubt, days, acts that can be undone, a whole worth more."""
    P, N = problem.n_parties, problem.n_items
    doubt = rng.integers(0, 2, (P, N)) if rng.random() < 0.5 else problem.doubt
    return replace(
        problem,
        doubt=doubt,
        cover=rng.integers(0, 2, P),
        held=rng.integers(-1, 2, P),
        whole=problem.whole + rng.integers(0, 3, P) * rng.integers(2),
        days=rng.integers(0, 4, N),
        standing=rng.random((P, P)) < rng.choice([0.0, 0.3]),
    )
