"""The best plan in stages: by hand, and against every plan there is."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from detente.errors import InputError, TooLargeError
from detente.plan.problem import (
    ONE,
    Criterion,
    Objective,
    Problem,
    compute_objective,
    is_allowed,
)
from detente.plan.subsets import find_curve, find_stages
from tests.plan_brute import find_least, list_plans, make_numbered, make_random

CRITERIA: tuple[Criterion, ...] = ("trust", "exposure", "temptation")
HALVES = np.array([[-1, -1, 2, 2], [2, 2, -1, -1]])


def make_halves() -> Problem:
    """Two sides with two halves each; what costs one 1 is worth 2 to the other."""
    return Problem.make(HALVES, HALVES < 0)


def test_brute_force_lists_every_plan() -> None:
    assert [len(list_plans(n)) for n in range(6)] == [1, 1, 3, 13, 75, 541]
    assert len(set(list_plans(5))) == 541


@cache
def find_least_of(seed: int, criterion: Criterion) -> Objective | None:
    """Try every plan of a numbered problem, once for all tests that ask."""
    return find_least(make_numbered(seed), criterion)


@pytest.mark.no_cover
@pytest.mark.parametrize("criterion", CRITERIA)
@pytest.mark.parametrize("block", range(8))
def test_agrees_with_brute_force(criterion: Criterion, block: int) -> None:
    for seed in range(20 * block, 20 * block + 20):
        problem = make_numbered(seed)
        found = find_stages(problem, criterion)
        least = find_least_of(seed, criterion)
        if least is None:
            assert found is None, seed
            continue
        assert found is not None, seed
        assert found.objective == least, seed
        assert found.bound == least
        assert compute_objective(problem, found.stages, criterion) == least
        assert is_allowed(problem, found.stages)


def test_random_problems_are_of_every_kind() -> None:
    least = [find_least_of(seed, "trust") for seed in range(160)]
    assert sum(each is None for each in least) > 5
    found = [each for each in least if each is not None]
    assert sum(each.shortfall == 0 for each in found) > 40
    assert sum(0 < each.shortfall < ONE for each in found) > 10
    assert sum(each.shortfall == ONE for each in found) > 5
    assert len({each.stages for each in found}) >= 4


@pytest.mark.no_cover
@pytest.mark.parametrize("criterion", CRITERIA)
def test_curve_agrees_with_brute_force(criterion: Criterion) -> None:
    for seed in range(60):
        problem = make_random(seed, parties=2 + seed % 2, items=1 + seed % 4)
        curve = find_curve(problem, criterion, 5)
        assert len(curve) == 5
        for number, solution in enumerate(curve, start=1):
            limit = min(number, problem.most_stages or number)
            least = find_least(problem.limit(most_stages=limit), criterion)
            assert (None if solution is None else solution.objective) == least, (seed, number)


def test_nine_items_take_both_halves() -> None:
    """More than the eight low items: stages with high items too, against the curve's passes."""
    for seed in range(6):
        problem = make_random(seed, parties=2, items=10, plain=seed % 2 == 0)
        free = replace(problem, most_stages=None, most_items=None)
        found = find_stages(free, "trust")
        curve = find_curve(free, "trust", 10)
        assert (found is None) == (curve[-1] is None)
        if found is not None and curve[-1] is not None:
            assert found.objective == curve[-1].objective
            assert compute_objective(free, found.stages) == found.objective
            assert is_allowed(free, found.stages)


def test_large_amounts_are_compared_exactly() -> None:
    problem = make_random(7, parties=2, items=4, plain=True)
    scale = 10**11
    large = Problem.make(problem.value * scale, problem.gives, trust=problem.trust)
    small, found = find_stages(problem), find_stages(large)
    assert small is not None
    assert found is not None
    assert found.stages == small.stages
    assert found.objective.exposure == scale * small.objective.exposure


def test_nothing_to_do_is_a_plan_without_stages() -> None:
    empty = Problem.make(np.zeros((2, 0), dtype=np.int64), np.zeros((2, 0), dtype=np.bool_))
    found = find_stages(empty)
    assert found is not None
    assert found.stages == ()
    assert found.objective == Objective(0, 0)
    assert [each is not None for each in find_curve(empty, most=2)] == [True, True]


def test_stages_then_days_break_ties() -> None:
    value = np.zeros((1, 4), dtype=np.int64)
    problem = Problem.make(value, np.ones((1, 4), dtype=np.bool_), most_items=2)
    found = find_stages(replace(problem, days=np.array([9, 1, 9, 1])))
    assert found is not None
    assert found.objective == Objective(0, 0, stages=2, days=10)
    assert sorted(found.stages) == [(0, 2), (1, 3)]


def test_a_longer_beginning_may_be_part_of_the_best_plan() -> None:
    """One lexicographic pass fails here: exposure of what follows hides that of the beginning."""
    found = find_stages(make_halves(), "exposure")
    assert found is not None
    assert found.objective == Objective(0, 1, stages=2)
    problem = replace(make_halves(), whole=np.array([2, 2]), weight=np.array([1, 3]))
    for criterion in CRITERIA:
        solution = find_stages(problem, criterion)
        assert solution is not None
        assert solution.objective == find_least(problem, criterion)


def test_limits_that_leave_no_plan() -> None:
    assert find_stages(replace(make_halves(), most_stages=1, most_items=3)) is None
    assert find_curve(replace(make_halves(), most_items=3), most=2)[0] is None
    floor: Any = {"floor_value": HALVES[:1], "floor": np.array([3])}
    assert find_stages(Problem.make(HALVES, HALVES < 0, **floor)) is None


def test_floors_hold_after_every_stage_only() -> None:
    floor: Any = {"floor_value": HALVES[:1], "floor": np.array([2])}
    found = find_stages(Problem.make(HALVES, HALVES < 0, **floor), "exposure")
    assert found is not None
    assert found.stages == ((0, 1, 2, 3),)


def test_order_may_be_kept_within_a_stage() -> None:
    cycle = Problem.make(HALVES, HALVES < 0, before=((0, 1), (1, 0)))
    found = find_stages(cycle, "exposure")
    assert found is not None
    assert any({0, 1} <= set(stage) for stage in found.stages)


def test_harm_to_another_may_be_sheltered_by_an_own_gain() -> None:
    """Where own acts benefit their performers, splitting a stage can raise exposure."""
    value = np.array([[5, -5], [-5, 5]])
    gives = np.eye(2, dtype=np.bool_)
    found = find_stages(Problem.make(value, gives), "exposure")
    assert found is not None
    assert found.stages == ((0, 1),)
    assert found.objective.exposure == 0
    assert compute_objective(Problem.make(value, gives), [[0], [1]], "exposure").exposure == 5


def test_too_many_items_say_so() -> None:
    value = -np.ones((1, 17), dtype=np.int64)
    with pytest.raises(TooLargeError, match="17 items are more than the 16"):
        find_stages(Problem.make(value, value < 0))


def test_lags_are_refused() -> None:
    lagging = replace(make_halves(), lag=np.array([0, 1, 0, 0]))
    for find in (find_stages, find_curve):
        with pytest.raises(InputError, match="wait less than some verification takes"):
            find(lagging)
