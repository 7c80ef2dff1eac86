"""Packages carried out in stages, timed: ``python -m tests.bench.plans SERIES QUICK``.

Prints one line of JSON: a list of measurements. Packages are made up, but for the shipped case.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from detente.plan.judge import Stakes, judge
from detente.plan.problem import Criterion, Problem, compute_objective
from tests.bench.worker import read_peak_mb

CHAIN = 4
SECONDS = 28.0
"""For CP-SAT, so that it ends within half a minute with the quick plan before and all."""

Row = dict[str, Any]


def make_problem(
    n_items: int, seed: int, *, parties: int = 2, trust: float = 0.6, chained: bool = True
) -> Problem:
    """Items in chains of four, each given by one party at a cost and worth more to the others.

    Not chained, they may come in any order, which is harder for engines that go through sets.
    Costs are even between 1 and 10, benefits between 1 and 15, in thousandths; what a party would
    lose by breaking the plan is a tenth of all that it gives.
    """
    rng = np.random.default_rng(seed)
    chains = -(-n_items // CHAIN)
    giver = np.repeat(rng.permutation(np.arange(chains) % parties), CHAIN)[:n_items]
    gives = giver == np.arange(parties)[:, None]
    costs = rng.integers(1_000, 10_000, size=(parties, n_items), endpoint=True)
    benefits = rng.integers(1_000, 15_000, size=(parties, n_items), endpoint=True)
    return Problem.make(
        np.where(gives, -costs, benefits),
        gives,
        loss=np.where(gives, costs, 0).sum(axis=1) // 10,
        trust=np.full((parties, parties), round(trust * 10_000)),
        before=tuple((j, j + 1) for j in range(n_items - 1) if chained and (j + 1) % CHAIN),
    )


def make_stakes(problem: Problem, draws: int, seed: int) -> Stakes:
    """Uncertain values about a problem's: each a third up or down."""
    rng = np.random.default_rng(seed)
    value = problem.value * rng.uniform(2 / 3, 4 / 3, size=(draws, *problem.value.shape))
    none = np.zeros((draws, problem.n_parties))
    return Stakes(
        value=value,
        gives=problem.gives,
        whole=value.sum(axis=2),
        loss=none + problem.loss,
        cover=none,
        held=none,
        trust=problem.trust / 10_000,
        standing=problem.standing,
        reliable=np.full(problem.n_parties, 0.6),
        floor_value=value[:, :1],
        floor=none[:, :1] - 1e6,
        lag=problem.lag,
    )


def time_best(work: Callable[[], object], runs: int = 3) -> Row:
    """Time some work several times and keep the best."""
    seconds = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return {"seconds": min(seconds), "runs": runs}


def measure_subsets(*, quick: bool) -> Iterator[Row]:
    """All sets of items, exactly: the time grows with the items."""
    from detente.plan import subsets

    for items in (8, 10) if quick else (8, 10, 12, 14, 16):
        problem = make_problem(items, seed=items, chained=False)
        yield {"items": items} | time_best(partial(subsets.find_stages, problem))


def measure_serial(*, quick: bool) -> Iterator[Row]:
    """One item after another, exactly."""
    from detente.plan import serial

    for items in (8, 10) if quick else (12, 14, 16, 18, 20, 22):
        problem = make_problem(items, seed=items, chained=False)
        yield {"items": items} | time_best(partial(serial.find_order, problem))


def measure_cpsat(*, quick: bool) -> Iterator[Row]:
    """CP-SAT within half a minute: how far from the bound it ends."""
    from ortools.sat.python import cp_model

    assert cp_model  # loaded before anything is timed
    criteria: tuple[Criterion, ...] = ("exposure", "trust")
    for items in (12,) if quick else (30, 40, 50):
        for stages in (6,) if quick else (6, 12):
            for criterion in criteria:
                for seed in (0,) if quick or items != 40 else (0, 1, 2):
                    yield _measure_cpsat(items, stages, criterion, seed)


def _measure_cpsat(items: int, stages: int, criterion: Criterion, seed: int) -> Row:
    from detente.plan import cpsat, greedy

    problem = make_problem(items, seed)
    single = compute_objective(problem, [range(items)], criterion).exposure
    started = time.perf_counter()
    quick = greedy.find_stages(problem, criterion, most_stages=stages)
    middle = time.perf_counter()
    found = cpsat.find_stages(problem, criterion, most_stages=stages, seconds=SECONDS)
    ended = time.perf_counter()
    assert quick is not None
    assert found is not None
    return {
        "items": items,
        "stages": stages,
        "criterion": criterion,
        "seed": seed,
        "seconds": ended - middle,
        "proven": found.proven,
        "shortfall": found.objective.shortfall,
        "least_shortfall": found.bound.shortfall,
        "gap": (found.objective.exposure - found.bound.exposure) / single,
        "quick_seconds": middle - started,
        "quick_shortfall": quick.objective.shortfall,
        "quick_above": (quick.objective.exposure - found.objective.exposure) / single,
    }


def measure_judge(*, quick: bool) -> Iterator[Row]:
    """A plan on many draws: the time grows with items and draws."""
    sizes = [(10, 1000)] if quick else [(10, 10_000), (20, 10_000), (40, 10_000), (40, 1_000)]
    for items, draws in [*sizes, *([] if quick else [(40, 100_000)])]:
        problem = make_problem(items, seed=items)
        stakes = make_stakes(problem, draws, seed=1)
        stages = [range(j, min(j + 4, items)) for j in range(0, items, 4)]
        timed = time_best(partial(judge, stakes, stages))
        yield {"items": items, "draws": draws, "stages": len(stages)} | timed


def measure_case(*, quick: bool) -> Iterator[Row]:
    """The whole study of the shipped case's plan."""
    import detente

    case = detente.load(Path(__file__).parents[2] / "cases" / "us-dprk-2020")
    detente.study.plan(case, draws=100)  # loads what is loaded when needed
    for draws in (500,) if quick else (1_000, 3_000, 10_000):
        before = read_peak_mb()
        started = time.perf_counter()
        detente.study.plan(case, draws=draws)
        seconds = time.perf_counter() - started
        yield {"draws": draws, "seconds": seconds, "before_mb": before, "peak_mb": read_peak_mb()}


SERIES = {
    "subsets": measure_subsets,
    "serial": measure_serial,
    "cpsat": measure_cpsat,
    "judge": measure_judge,
    "case": measure_case,
}


if __name__ == "__main__":
    print(json.dumps(list(SERIES[sys.argv[1]](quick=sys.argv[2] == "quick"))))
