"""The best order of items: by hand, and against every order there is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from detente.errors import InputError, TooLargeError
from detente.plan.problem import Criterion, Objective, Problem, compute_objective, is_allowed
from detente.plan.serial import find_bound, find_order, splits_freely
from detente.plan.subsets import find_stages
from tests.plan_brute import find_least, make_numbered, make_random

CRITERIA: tuple[Criterion, ...] = ("trust", "exposure", "temptation")


@pytest.mark.parametrize("criterion", CRITERIA)
@pytest.mark.parametrize("block", range(8))
def test_agrees_with_brute_force(criterion: Criterion, block: int) -> None:
    for seed in range(20 * block, 20 * block + 20):
        problem = make_numbered(seed)
        found, least = find_order(problem, criterion), find_least(problem, criterion, serial=True)
        if least is None:
            assert found is None, seed
            continue
        assert found is not None, seed
        assert found.objective == least, seed
        assert compute_objective(problem, found.stages, criterion) == least
        assert is_allowed(problem, found.stages)


@pytest.mark.parametrize("criterion", CRITERIA)
def test_bounds_hold_for_plans_in_stages(criterion: Criterion) -> None:
    proven = 0
    for seed in range(100):
        problem = make_numbered(seed)
        least = find_least(problem, criterion)
        if least is None:
            continue
        assert find_bound(problem, criterion) <= least.exposure
        found = find_order(problem, criterion)
        if found is None:
            continue
        assert found.bound <= least
        if found.proven:
            proven += 1
            assert (found.objective.shortfall, found.objective.exposure) == (
                least.shortfall,
                least.exposure,
            )
    assert proven > 10


def test_more_than_a_narrow_search_is_exact_too() -> None:
    for seed in range(4):
        problem = make_random(seed, parties=2, items=11, plain=True)
        found = find_order(problem, "exposure")
        staged = find_stages(problem, "exposure")
        assert found is not None
        assert staged is not None
        assert found.proven
        assert found.objective.exposure == staged.objective.exposure
        assert found.objective.exposure == _find_by_recursion(problem)


def _find_by_recursion(problem: Problem) -> int:
    """Held and Karp, set by set."""
    n = problem.n_items
    best = {0: 0}
    for goal in range(1, 1 << n):
        options = []
        for j in range(n):
            if goal >> j & 1:
                done = [i for i in range(n) if (goal ^ 1 << j) >> i & 1]
                exposure = problem.cost[:, j] - problem.value[:, done].sum(axis=1)
                options.append(max(best[goal ^ 1 << j], int(exposure.max()), 0))
        best[goal] = min(options)
    return best[(1 << n) - 1]


def test_splits_freely_only_where_acts_cost_and_help() -> None:
    gives = np.eye(2, dtype=np.bool_)
    swap = Problem.make(np.array([[-1, 2], [2, -1]]), gives)
    assert all(splits_freely(swap, criterion) for criterion in CRITERIA)
    own_gain = Problem.make(np.array([[1, 2], [2, -1]]), gives)
    assert not any(splits_freely(own_gain, criterion) for criterion in CRITERIA)
    harm = Problem.make(np.array([[-1, -2], [2, -1]]), gives)
    assert [splits_freely(harm, each) for each in CRITERIA] == [True, True, False]
    joint = Problem.make(np.array([[1], [1]]), np.ones((2, 1), dtype=np.bool_))
    assert [splits_freely(joint, each) for each in CRITERIA] == [True, True, False]


def test_nothing_to_do_is_an_order() -> None:
    empty = Problem.make(np.zeros((2, 0), dtype=np.int64), np.zeros((2, 0), dtype=np.bool_))
    found = find_order(empty)
    assert found is not None
    assert (found.stages, found.objective, found.proven) == ((), Objective(0, 0), True)


def test_too_few_stages_leave_no_order() -> None:
    value = np.array([[-1, 2], [2, -1]])
    problem = Problem.make(value, value < 0, most_stages=1)
    assert find_order(problem) is None
    assert find_stages(problem) is not None


def test_too_many_items_say_so() -> None:
    value = -np.ones((1, 23), dtype=np.int64)
    with pytest.raises(TooLargeError, match="23 items are more than the 22"):
        find_order(Problem.make(value, value < 0))


def test_lags_are_refused() -> None:
    value = np.array([[-1, 2], [2, -1]])
    lagging = replace(Problem.make(value, value < 0), lag=np.array([0, 1]))
    with pytest.raises(InputError, match="wait less than some verification takes"):
        find_order(lagging)
