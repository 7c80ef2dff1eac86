"""Laws of plans in stages: splitting, reversal, scale, order, and what gradual steps cost."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from detente.core.layout import IntArray
from detente.plan.learning import compute_delivery, compute_posterior
from detente.plan.problem import (
    ONE,
    Criterion,
    Problem,
    Stages,
    compute_figures,
    compute_objective,
)
from detente.plan.serial import find_order
from detente.plan.subsets import find_curve, find_stages
from tests.plan_brute import make_random

MANY = settings(max_examples=150, deadline=None)
SOME = settings(max_examples=40, deadline=None)
SEEDS = st.integers(0, 2**32 - 1)
CRITERIA: tuple[Criterion, ...] = ("trust", "exposure", "temptation")


@st.composite
def plans(draw: st.DrawFn, *, plain: bool, most: int = 6) -> tuple[Problem, Stages]:
    """A small problem and some plan for it; in a plain one acts cost their performers alone."""
    items = draw(st.integers(1, most))
    problem = make_random(draw(SEEDS), parties=draw(st.integers(2, 3)), items=items, plain=plain)
    at = draw(st.lists(st.integers(0, items - 1), min_size=items, max_size=items))
    stages = [[j for j in range(items) if at[j] == k] for k in range(items)]
    return problem, [stage for stage in stages if stage]


@st.composite
def splits(draw: st.DrawFn) -> tuple[Problem, Stages, int, Stages]:
    """A plain problem, a plan, the stage that is split, and the plan afterwards."""
    problem, stages = draw(plans(plain=True))
    loss = draw(st.lists(st.integers(0, 5), min_size=3, max_size=3))
    problem = replace(problem, loss=np.array(loss[: problem.n_parties]))
    large = [k for k, stage in enumerate(stages) if len(stage) > 1]
    assume(large)
    k = draw(st.sampled_from(large))
    first = draw(st.sets(st.sampled_from(list(stages[k])), min_size=1))
    second = [j for j in stages[k] if j not in first]
    assume(second)
    return problem, stages, k, [*stages[:k], sorted(first), second, *stages[k + 1 :]]


# Fact 1. It holds where every act costs its performers, harms nobody else, and none is joint.


@MANY
@given(splits())
def test_splitting_a_stage_raises_nobodys_exposure_or_temptation(
    case: tuple[Problem, Stages, int, Stages],
) -> None:
    problem, stages, k, halves = case
    before, after = compute_figures(problem, stages), compute_figures(problem, halves)
    assert (after.exposure[k : k + 2].max(axis=0) <= before.exposure[k]).all()
    assert (after.temptation[k : k + 2].max(axis=0) <= before.temptation[k]).all()


@MANY
@given(splits())
def test_splitting_lowers_both_where_a_side_gives_and_gets_in_both_halves(
    case: tuple[Problem, Stages, int, Stages],
) -> None:
    problem, stages, k, halves = case
    before, after = compute_figures(problem, stages), compute_figures(problem, halves)
    cost = np.array([problem.cost[:, list(halves[i])].sum(axis=1) for i in (k, k + 1)])
    receipt = np.array([problem.receipt[:, list(halves[i])].sum(axis=1) for i in (k, k + 1)])
    both = (cost > 0).all(axis=0) & (receipt > 0).all(axis=0)
    assert (after.exposure[k : k + 2].max(axis=0) < before.exposure[k])[both].all()
    assert (after.temptation[k : k + 2].max(axis=0) < before.temptation[k])[both].all()


@SOME
@given(SEEDS, st.integers(1, 7), st.sampled_from(["exposure", "temptation"]))
def test_the_best_order_is_as_good_as_any_stages(
    seed: int, items: int, criterion: Criterion
) -> None:
    problem = make_random(seed, parties=2, items=items, plain=True)
    order, staged = find_order(problem, criterion), find_stages(problem, criterion)
    assert order is not None
    assert staged is not None
    assert order.proven
    assert order.objective.exposure == staged.objective.exposure
    assert len(staged.stages) <= len(order.stages)


def test_splitting_may_raise_needed_trust() -> None:
    """Getting first and giving later leaves less to gain when one gives."""
    problem = Problem.make(np.array([[-1, 2], [2, -1]]), np.eye(2, dtype=np.bool_))
    assert compute_figures(problem, [[0, 1]]).needed[0].tolist() == [5000, 5000]
    assert compute_figures(problem, [[1], [0]]).needed[1, 0] == ONE


# Fact 2. Equal tranches without loss lower the stake, not what the last step needs.


def make_tranches(shares: list[int], *, benefit: int, cost: int, loss: int = 0) -> Problem:
    """Two like sides, each with one item per share: the first m are the first side's."""
    given = -cost * np.array(shares)
    gained = benefit * np.array(shares)
    value = np.array([[*given, *gained], [*gained, *given]])
    return Problem.make(value, value < 0, loss=np.array([loss, loss]))


def pair(order: list[int]) -> Stages:
    """Stages in which both sides do the tranche of this number."""
    return [[k, len(order) + k] for k in order]


@MANY
@given(st.integers(1, 12), st.integers(1, 9), st.integers(1, 9))
def test_last_step_unravels(m: int, cost: int, surplus: int) -> None:
    benefit = cost + surplus
    whole = make_tranches([m], benefit=benefit, cost=cost)
    tranches = make_tranches([1] * m, benefit=benefit, cost=cost)
    single, figures = compute_figures(whole, [[0, 1]]), compute_figures(tranches, pair([*range(m)]))
    assert (figures.exposure.max(axis=0) * m == single.exposure[0]).all()
    assert (figures.temptation.max(axis=0) * m == single.temptation[0]).all()
    assert (figures.needed[-1] == single.needed[0]).all()
    assert (figures.needed.max(axis=0) == single.needed[0]).all()


@MANY
@given(st.integers(2, 12), st.integers(1, 9), st.integers(1, 9), st.integers(1, 9))
def test_a_loss_lowers_what_the_last_step_needs(m: int, cost: int, surplus: int, loss: int) -> None:
    tranches = make_tranches([1] * m, benefit=cost + surplus, cost=cost)
    without = compute_figures(tranches, pair([*range(m)]))
    held = replace(tranches, loss=np.array([loss, loss]))
    assert (compute_figures(held, pair([*range(m)])).needed[-1] < without.needed[-1]).all()


@MANY
@given(st.integers(1, 8), st.integers(1, 5), st.integers(0, 5))
def test_tranches_that_shrink_enforce_themselves(m: int, cost: int, surplus: int) -> None:
    benefit = cost + surplus
    shares = [benefit ** (m - 1 - k) * cost**k for k in range(m)]
    loss = cost * shares[-1]
    for short in (0, 1):
        problem = make_tranches(shares, benefit=benefit, cost=cost, loss=loss - short)
        figures = compute_figures(problem, pair([*range(m)]))
        assert (figures.temptation == short).all()


# Fact 3. It holds where, too, acts may benefit their performer, in stages as in orders.


@MANY
@given(plans(plain=True), SEEDS)
def test_temptation_is_the_exposure_of_the_reversed_plan(
    case: tuple[Problem, Stages], seed: int
) -> None:
    problem, stages = case
    gain = np.random.default_rng(seed).integers(0, 5, problem.value.shape)
    value = np.where(problem.gives, problem.value + gain, problem.value)
    problem = Problem.make(value, problem.gives)
    forward = compute_figures(problem, stages)
    backward = compute_figures(problem, stages[::-1])
    assert (forward.temptation == backward.exposure[::-1]).all()
    found = find_stages(problem, "temptation")
    turned = find_stages(problem, "exposure")
    assert found is not None
    assert turned is not None
    assert found.objective.exposure == turned.objective.exposure
    assert found.objective.stages == turned.objective.stages


# Fact 4. Temptation wants the large tranches early, learning wants them late.


@SOME
@given(st.lists(st.integers(1, 9), min_size=1, max_size=5), st.integers(1, 4), st.integers(0, 3))
def test_temptation_wants_large_tranches_early(shares: list[int], cost: int, surplus: int) -> None:
    problem = make_tranches(shares, benefit=cost + surplus, cost=cost)
    largest_first = sorted(range(len(shares)), key=lambda k: -shares[k])
    orders = [list(order) for order in permutations(range(len(shares)))]
    least = min(compute_objective(problem, pair(o), "temptation").exposure for o in orders)
    found = compute_objective(problem, pair(largest_first), "temptation").exposure
    assert found == least
    smallest_first = compute_objective(problem, pair(largest_first[::-1]), "exposure").exposure
    assert smallest_first == least


@MANY
@given(
    st.floats(0.01, 0.99),
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 5)), min_size=2, max_size=6),
)
def test_learning_wants_large_stakes_late(belief: float, steps: list[tuple[float, float]]) -> None:
    """What is expected to be lost, by the chance of default at each step times its stake."""
    sigmas = [sigma for sigma, _ in steps]
    believed = [belief]
    for sigma in sigmas:
        believed.append(float(compute_posterior(believed[-1], sigma)))
    assert all(a <= b + 1e-12 for a, b in pairwise(believed))
    same = max(sigmas)
    chances = [1 - float(compute_delivery(pi, same)) for pi in believed]
    assert all(a >= b - 1e-12 for a, b in pairwise(chances))


# Symmetries.


@SOME
@given(SEEDS, st.integers(1, 6), st.sampled_from(CRITERIA))
def test_the_order_of_items_does_not_matter(seed: int, items: int, criterion: Criterion) -> None:
    problem = make_random(seed, parties=2 + seed % 2, items=items)
    order = np.random.default_rng(seed).permutation(items)
    turned = _permute(problem, order)
    for find in (find_stages, find_order):
        first, second = find(problem, criterion), find(turned, criterion)
        assert (first is None) == (second is None)
        if first is not None and second is not None:
            assert first.objective == second.objective


def _permute(problem: Problem, order: IntArray) -> Problem:
    """The same problem with item ``order[j]`` in the place of item j."""
    place = np.argsort(order)
    by_item = ("value", "cost", "receipt", "gives", "doubt", "floor_value")
    return replace(
        problem,
        **{name: getattr(problem, name)[:, order] for name in by_item},
        lag=problem.lag[order],
        days=problem.days[order],
        before=tuple((int(place[i]), int(place[j])) for i, j in problem.before),
    )


@SOME
@given(SEEDS, st.integers(1, 5), st.sampled_from(CRITERIA), st.integers(0, 1))
def test_one_sides_units_do_not_matter(
    seed: int, items: int, criterion: Criterion, side: int
) -> None:
    """Twice all its amounts; the others' exposures then have to count twice as well."""
    problem = make_random(seed, parties=2, items=items)
    scale = np.ones(2, dtype=np.int64)
    scale[side] = 2
    by_item = ("value", "cost", "receipt", "doubt")
    scaled = replace(
        problem,
        **{name: getattr(problem, name) * scale[:, None] for name in by_item},
        **{name: getattr(problem, name) * scale for name in ("whole", "loss", "cover", "held")},
        weight=problem.weight * 2 // scale,
    )
    first, second = find_stages(problem, criterion), find_stages(scaled, criterion)
    assert (first is None) == (second is None)
    if first is not None and second is not None:
        assert second.stages == first.stages
        assert second.objective == replace(first.objective, exposure=2 * first.objective.exposure)


@SOME
@given(SEEDS, st.integers(1, 6), st.sampled_from(CRITERIA))
def test_more_stages_are_never_worse(seed: int, items: int, criterion: Criterion) -> None:
    problem = make_random(seed, parties=2, items=items)
    curve = find_curve(problem, criterion, items)
    found = [plan.objective for plan in curve if plan is not None]
    assert all((b.shortfall, b.exposure) <= (a.shortfall, a.exposure) for a, b in pairwise(found))
    best = find_stages(problem, criterion)
    assert (best is None) == (curve[-1] is None)
    if best is not None and curve[-1] is not None:
        assert curve[-1].objective == best.objective


@SOME
@given(SEEDS, st.integers(1, 6), st.integers(0, 6))
def test_a_larger_loss_never_needs_more_trust(seed: int, items: int, more: int) -> None:
    problem = make_random(seed, parties=2, items=items)
    surer = replace(problem, loss=problem.loss + more)
    first, second = find_stages(problem), find_stages(surer)
    assert (first is None) == (second is None)
    if first is not None and second is not None:
        assert second.objective.shortfall <= first.objective.shortfall


@pytest.mark.parametrize("criterion", CRITERIA)
def test_the_same_problem_gives_the_same_plan(criterion: Criterion) -> None:
    for seed in range(20):
        plans_found = {
            None if found is None else found.stages
            for found in (
                find_stages(make_random(seed, parties=2, items=5), criterion) for _ in range(2)
            )
        }
        assert len(plans_found) == 1
