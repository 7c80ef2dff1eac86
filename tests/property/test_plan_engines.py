"""Every engine gives the plan that brute force gives, on small problems of every kind."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.plan import cpsat, greedy, subsets
from detente.plan.problem import Criterion, Problem, compute_objective, is_allowed
from tests.plan_brute import find_least, make_random

CRITERIA: list[Criterion] = ["trust", "exposure", "temptation"]
SLOW = settings(
    deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Up to three parties and five items; in a third of them receipts count late."""
    seed = draw(st.integers(0, 10**6))
    parties, items = draw(st.integers(1, 3)), draw(st.integers(1, 5))
    problem = make_random(seed, parties=parties, items=items, plain=draw(st.booleans()))
    lag = np.random.default_rng(seed).integers(0, 3, items)
    return replace(problem, lag=lag) if draw(st.integers(0, 2)) == 0 else problem


@pytest.mark.parametrize("criterion", CRITERIA)
@settings(SLOW, max_examples=25)
@given(problem=problems())
def test_cpsat_finds_and_proves_what_brute_force_finds(criterion, problem):
    check(problem, criterion, find_least(problem, criterion))


@pytest.mark.parametrize("criterion", CRITERIA)
@settings(SLOW, max_examples=25)
@given(problem=problems())
def test_cpsat_needs_no_quick_plan(criterion, problem, monkeypatch):
    monkeypatch.setattr(greedy, "find_stages", lambda *_, **__: None)
    check(problem, criterion, find_least(problem, criterion))


def check(problem, criterion, least):
    found = cpsat.find_stages(problem, criterion, seconds=600)
    if least is None:
        assert found is None
        return
    assert found is not None
    assert is_allowed(problem, found.stages)
    assert compute_objective(problem, found.stages, criterion) == found.objective
    assert (found.objective, found.bound, found.proven) == (least, least, True)


@pytest.mark.parametrize("criterion", CRITERIA)
@settings(SLOW, max_examples=25)
@given(problem=problems())
def test_the_quick_plan_claims_no_more_than_is_true(criterion, problem):
    least = find_least(problem, criterion)
    found = greedy.find_stages(problem, criterion, steps=50)
    if found is None:
        return
    assert least is not None
    assert not found.proven
    assert is_allowed(problem, found.stages)
    assert compute_objective(problem, found.stages, criterion) == found.objective >= least
    assert found.bound.exposure <= least.exposure


@pytest.mark.parametrize("criterion", CRITERIA)
@pytest.mark.parametrize("seed", range(6))
def test_cpsat_and_all_sets_of_items_agree_beyond_brute_force(criterion, seed):
    problem = make_random(seed, parties=2 + seed % 2, items=9, plain=seed % 3 == 0)
    exact = subsets.find_stages(problem, criterion)
    found = cpsat.find_stages(problem, criterion, seconds=600)
    assert (found and found.objective) == (exact and exact.objective)
