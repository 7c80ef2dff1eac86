"""Plans in stages against published values, and against games solved by hand.

Garey and Johnson 1979 (problem SS7 and 3-partition), Steinitz 1913 with Grinberg and Sevastyanov
1980 (orders of vectors), closed forms for two like sides, and the stage game by backward induction.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from detente.core.layout import IntArray
from detente.plan.learning import compute_posterior
from detente.plan.problem import ONE, Problem, Stages, compute_figures, compute_objective
from detente.plan.serial import find_order
from detente.plan.subsets import find_stages
from detente.plan.tranches import (
    compute_best_tranches,
    compute_fewest_stages,
    compute_least_deposit,
    compute_needed_trust,
)
from tests.oracle.published import load

PUBLISHED: Any = load("sequencing.yaml")


def make_sides(shares: IntArray, benefit: int, cost: int, loss: int = 0) -> Problem:
    """Two like sides that give these shares of what costs one `cost` and brings the other more."""
    given, gained = -cost * shares, benefit * shares
    value = np.array([[*given, *gained], [*gained, *given]])
    return Problem.make(value, value < 0, loss=np.array([loss, loss]))


def pair(m: int) -> Stages:
    return [[k, m + k] for k in range(m)]


# Garey and Johnson 1979.


def test_least_max_cumulative_cost() -> None:
    data = PUBLISHED["max_cumulative_cost"]
    value = -np.array([data["costs"]])
    before = tuple((i, j) for i, j in data["before"])
    problem = Problem.make(value, np.ones_like(value, dtype=np.bool_), before=before)
    found = find_order(problem, "exposure")
    assert found is not None
    assert found.objective.exposure == data["least"]
    order = [stage[0] for stage in found.stages]
    assert all(order.index(i) < order.index(j) for i, j in before)
    assert np.cumsum(np.array(data["costs"])[order]).max() == data["least"]


@pytest.mark.parametrize("kind", ["solvable", "unsolvable"])
def test_three_partition(kind: str) -> None:
    total, data = PUBLISHED["three_partition"]["total"], PUBLISHED["three_partition"][kind]
    given = data["a"]
    value = np.array([[-a for a in given] + [total] * 3, [*given] + [-total] * 3])
    problem = Problem.make(value, value < 0, weight=np.array([1, 1000]))
    for find in (find_order, find_stages):
        found = find(problem, "exposure")
        assert found is not None
        assert found.proven
        assert Fraction(found.objective.exposure, total) == Fraction(data["least"])


def test_solvable_three_partition_is_found_in_triples() -> None:
    """Within the least exposure each counterpart comes after items of a sum of B at least."""
    data = PUBLISHED["three_partition"]
    given = data["solvable"]["a"]
    value = np.array([[-a for a in given] + [15] * 3, [*given] + [-15] * 3])
    found = find_order(Problem.make(value, value < 0, weight=np.array([1, 1000])), "exposure")
    assert found is not None
    sums, running = [], 0
    for (item,) in found.stages:
        if item >= len(given):
            sums.append(running)
        else:
            running += given[item]
    assert sums == [15, 30, 45]


# Two like sides.


def test_equal_tranches() -> None:
    for m, expected in PUBLISHED["equal_tranches"].items():
        figures = compute_figures(make_sides(np.ones(m, dtype=np.int64), 2, 1), pair(m))
        assert Fraction(int(figures.exposure.max()), m) == Fraction(expected)
        assert Fraction(int(figures.temptation.max()), m) == Fraction(expected)


def test_least_deposit_with_best_tranches() -> None:
    data = PUBLISHED["best_tranches"]
    for m, expected in data["deposits"].items():
        assert compute_least_deposit(Fraction(2), Fraction(1), m) == Fraction(expected)
    shares = compute_best_tranches(Fraction(2), Fraction(1), 4)
    assert shares == tuple(Fraction(share) for share in data["shares"])
    unit = make_sides(np.array([int(15 * share) for share in shares]), 2, 1)
    figures = compute_figures(unit, pair(4))
    assert (figures.temptation == 15 * data_deposit(4)).all()
    found = find_stages(unit, "temptation")
    assert found is not None
    assert found.objective.exposure <= 15 * data_deposit(4)


def data_deposit(m: int) -> Fraction:
    return Fraction(PUBLISHED["best_tranches"]["deposits"][m])


def test_fewest_stages_for_a_deposit() -> None:
    data = PUBLISHED["fewest_stages"]
    deposit = Fraction(data["deposit"])
    for benefit, expected in data["benefits"].items():
        assert compute_fewest_stages(Fraction(benefit), Fraction(1), deposit) == expected
        assert compute_fewest_stages(float(Fraction(benefit)), 1.0, float(deposit)) == expected
    for m in range(1, data["equal"] + 1):
        sides = make_sides(np.full(m, 10), 2, 1, loss=m)
        assert (compute_figures(sides, pair(m)).temptation <= 0).all() == (m >= data["equal"])


def test_needed_trust_with_best_tranches() -> None:
    data = PUBLISHED["needed_trust"]
    for m, expected in data["stages"].items():
        assert compute_needed_trust(2, 1, data["loss"], m) == pytest.approx(expected, abs=5e-5)
        shares = cut_evenly(m, data["loss"])
        sides = make_sides((shares * 10**9).round().astype(np.int64), 2, 1, loss=10**8)
        needed = compute_figures(sides, pair(m)).needed / ONE
        assert needed == pytest.approx(expected, abs=2e-4)


def cut_evenly(m: int, loss: float) -> Any:
    """Tranches of 1 at cost 1, benefit 2, of which each needs the same trust, by bisection."""
    low, high = 0.0, 1.0
    for _ in range(100):
        kappa = (low + high) / 2
        left, shares = 1 + loss, []
        for _ in range(m):
            shares.append(kappa * left)
            left -= shares[-1]
        low, high = (kappa, high) if sum(shares) < 1 else (low, kappa)
    return np.array(shares)


def test_last_step_unravels() -> None:
    data = PUBLISHED["last_step"]
    m = data["stages"]
    for loss, expected in data["needed"].items():
        sides = make_sides(np.full(m, 1), 2, 1, loss=int(m * Fraction(loss)))
        last = compute_figures(sides, pair(m)).needed[-1]
        assert (last == -(-ONE * Fraction(expected) // 1)).all()
    single = compute_figures(make_sides(np.array([1]), 2, 1), [[0, 1]]).needed
    assert (single == ONE * Fraction(data["single"])).all()


def test_beliefs_after_kept_stages() -> None:
    data = PUBLISHED["learning"]
    belief: Any = data["belief"]
    for expected in data["beliefs"]:
        belief = compute_posterior(belief, data["yields"])
        assert float(belief) == pytest.approx(expected, abs=5e-5)


# A divisible counter-payment: the stake that both put up together.


def make_pool() -> Problem:
    """One party for both: an item is worth its surplus, and tempts by its value to the receiver."""
    items = np.array(PUBLISHED["pooled_stake"]["items"])
    surplus = items[:, 0] - items[:, 1]
    pool = Problem.make(surplus[None], np.ones((1, len(items)), dtype=np.bool_))
    return replace(pool, receipt=items[None, :, 0], cost=items[None, :, 1])


def test_pooled_stake() -> None:
    data, pool = PUBLISHED["pooled_stake"], make_pool()
    for find in (find_order, find_stages):
        found = find(pool, "temptation")
        assert found is not None
        assert found.proven
        assert found.objective.exposure == data["least"]
    costs = [cost for _, cost in data["items"]]
    cheapest = sorted(range(len(costs)), key=costs.__getitem__)
    serial = [[j] for j in cheapest]
    assert compute_objective(pool, serial, "temptation").exposure == data["cheapest_first"]
    dearest = compute_objective(pool, serial[::-1], "temptation").exposure
    assert dearest == data["least"]


def test_pooled_stake_rule() -> None:
    """Value-destroying items first, by value; then surplus items by descending cost."""
    rng = np.random.default_rng(4)
    for _ in range(60):
        worth, cost = rng.integers(0, 9, (2, rng.integers(1, 8)))
        pool = Problem.make((worth - cost)[None], np.ones((1, len(cost)), dtype=np.bool_))
        pool = replace(pool, receipt=worth[None], cost=cost[None])
        rule = sorted(
            range(len(cost)),
            key=lambda j: (0, worth[j]) if worth[j] < cost[j] else (1, -cost[j]),
        )
        found = find_order(pool, "temptation")
        assert found is not None
        ruled = compute_objective(pool, [[j] for j in rule], "temptation")
        assert found.objective.exposure == ruled.exposure


# Steinitz 1913; Grinberg and Sevastyanov 1980.


@pytest.mark.parametrize("parties", [2, 3])
def test_steinitz_bound(parties: int) -> None:
    rng = np.random.default_rng(parties)
    checked = 0
    while checked < 25:
        items = int(rng.integers(2, 9))
        gives = np.zeros((parties, items), dtype=np.bool_)
        gives[rng.integers(parties, size=items), np.arange(items)] = True
        value = np.where(gives, -1, 1) * rng.integers(0, 10, gives.shape)
        if (value.sum(axis=1) < 0).any():
            continue
        checked += 1
        mean = [Fraction(int(row.sum()), items) for row in value]
        spread = max(abs(v - mean[p]) for p in range(parties) for v in value[p].tolist())
        for criterion in ("exposure", "temptation"):
            found = find_order(Problem.make(value, gives), criterion)
            assert found is not None
            assert found.objective.exposure <= parties * spread


# The stage game.


def play(problem: Problem, stages: Stages, p: int, delivery: list[Fraction]) -> list[Fraction]:
    """What entering a stage is worth to p beyond stopping there, by backward induction.

    At each stage p stops (and loses what walking away costs) or enters; then the others deliver,
    or default, and the game ends: p has given, received nothing, and nothing is left to lose.
    """
    worth = Fraction(int(problem.whole[p]))
    gains = []
    for k in range(len(stages) - 1, -1, -1):
        done = [j for stage in stages[:k] for j in stage]
        held = int(problem.held[p] + problem.value[p, done].sum())
        stop = Fraction(held - int(problem.loss[p]))
        betrayed = stop - int(problem.cost[p, list(stages[k])].sum())
        enter = delivery[k] * worth + (1 - delivery[k]) * betrayed
        gains.append(enter - stop)
        worth = max(stop, enter)
    return gains[::-1]


THREE_STAGES: Stages = [[0, 3], [1, 4], [2, 5]]


def make_three(seed: int) -> Problem:
    """Two sides, three tranches each, of random sizes, with something to lose."""
    rng = np.random.default_rng(seed)
    given, gained = -rng.integers(1, 9, (2, 3)), rng.integers(9, 20, (2, 3))
    value = np.array([[*given[0], *gained[0]], [*gained[1], *given[1]]])
    return Problem.make(value, value < 0, loss=rng.integers(0, 5, 2))


@pytest.mark.parametrize("seed", range(30))
def test_needed_trust_is_where_entering_and_stopping_are_equal(seed: int) -> None:
    problem = make_three(seed)
    figures = compute_figures(problem, THREE_STAGES)
    for k in range(3):
        for p in range(2):
            cost = int(problem.cost[p, list(THREE_STAGES[k])].sum())
            left = int(problem.whole[p] + problem.loss[p] - figures.held[k, p])
            threshold = Fraction(cost, cost + left)
            delivery = [Fraction(1)] * 3
            delivery[k] = threshold
            assert play(problem, THREE_STAGES, p, delivery)[k] == 0
            delivery[k] = Fraction(int(figures.needed[k, p]), ONE)
            assert play(problem, THREE_STAGES, p, delivery)[k] >= 0
            delivery[k] -= Fraction(1, ONE)
            assert play(problem, THREE_STAGES, p, delivery)[k] < 0


@pytest.mark.parametrize("seed", range(30))
def test_walking_away_pays_where_a_stage_tempts(seed: int) -> None:
    """Against a side that delivers in every stage: keep this one's receipts, or go on."""
    problem = make_three(seed)
    figures = compute_figures(problem, THREE_STAGES)
    for k in range(3):
        done = [j for stage in THREE_STAGES[:k] for j in stage]
        for p in range(2):
            held = int(problem.value[p, done].sum())
            taken = sum(
                int(problem.value[p, j]) for j in THREE_STAGES[k] if not problem.gives[p, j]
            )
            away = held + taken - int(problem.loss[p])
            assert away - int(problem.whole[p]) == figures.temptation[k, p]


@pytest.mark.parametrize("seed", range(12))
def test_enterable_plans_are_entered(seed: int) -> None:
    """A plan without shortfall: each side enters every stage on its trust in who is tempted."""
    problem = replace(make_three(seed), trust=np.full((2, 2), 4000 + 400 * seed))
    found = find_stages(problem)
    assert found is not None
    figures = compute_figures(problem, found.stages)
    entered = True
    for k in range(len(found.stages)):
        for p in range(2):
            delivery = [Fraction(1)] * len(found.stages)
            delivery[k] = Fraction(int(figures.available[k, p]), ONE)
            entered &= play(problem, found.stages, p, delivery)[k] >= 0
    assert entered == (found.objective.shortfall == 0)
