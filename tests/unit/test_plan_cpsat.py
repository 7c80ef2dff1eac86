"""Plans by CP-SAT and by annealing: what they promise beyond being right on small problems."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from detente.errors import TooLargeError
from detente.plan import cpsat, greedy
from detente.plan.cpsat_model import Question, ask
from detente.plan.many import compute_keys
from detente.plan.problem import ONE, Problem, compute_objective, is_allowed
from tests.bench.plans import make_problem
from tests.plan_brute import make_random

CRITERIA = ["trust", "exposure", "temptation"]
SWAP = Problem.make(
    np.array([[-1, -1, 2, 2], [2, 2, -1, -1]]), np.eye(2, dtype=bool)[:, [0, 0, 1, 1]]
)


def make_chain(n: int, **limits) -> Problem:
    """Items that must come in order, each for both parties' good."""
    pairs = tuple((i, i + 1) for i in range(n - 1))
    return Problem.make(
        np.ones((2, n), dtype=np.int64), np.ones((2, n), bool), before=pairs, **limits
    )


# -- the solver -----------------------------------------------------------------------------------


def test_no_trust_at_all_still_gives_a_plan_and_the_least_shortfall():
    found = cpsat.find_stages(SWAP, "trust")
    assert found is not None
    assert found.proven
    assert found.objective.shortfall == 5000  # the last two are swapped: half of what is at stake


def test_enough_trust_leaves_no_shortfall():
    trusting = replace(SWAP, trust=np.full((2, 2), 5000))
    found = cpsat.find_stages(trusting, "trust")
    assert found is not None
    assert (found.proven, found.objective.shortfall) == (True, 0)


def test_a_floor_that_the_end_itself_misses_is_proven_impossible():
    rows = np.array([[1, -3]])
    problem = Problem.make(rows, np.ones((1, 2), bool), floor_value=rows, floor=np.array([-1]))
    assert cpsat.find_stages(problem) is None
    assert greedy.find_stages(problem) is None


def test_too_few_places_for_the_items_are_proven_impossible():
    problem = make_random(3, parties=2, items=5)
    crowded = replace(problem, most_items=2, most_stages=2, before=())
    assert cpsat.find_stages(crowded) is None


def test_the_order_is_kept_and_a_longer_chain_than_the_first_depth_is_found():
    problem = make_chain(15, most_items=1)
    found = cpsat.find_stages(problem, "exposure")
    assert found is not None
    assert found.stages == tuple((j,) for j in range(15))


def test_a_limit_on_stages_in_the_call_comes_on_top_of_the_problem():
    for most in (1, 2):
        found = cpsat.find_stages(replace(SWAP, most_stages=3), "exposure", most_stages=most)
        assert found is not None
        assert len(found.stages) == most
    found = cpsat.find_stages(replace(SWAP, most_stages=1), "exposure", most_stages=2)
    assert found is not None
    assert len(found.stages) == 1


def test_lags_raise_exposure():
    at_once = cpsat.find_stages(SWAP, "exposure")
    late = cpsat.find_stages(replace(SWAP, lag=np.full(4, 3)), "exposure")
    assert at_once is not None
    assert late is not None
    assert (at_once.objective.exposure, late.objective.exposure) == (1, 2)


def test_days_break_the_tie():
    value = np.zeros((1, 4), dtype=np.int64)
    problem = Problem.make(value, np.ones((1, 4), bool), most_items=2)
    found = cpsat.find_stages(replace(problem, days=np.array([9, 1, 9, 1])))
    assert found is not None
    assert (found.objective.stages, found.objective.days) == (2, 10)
    assert found.bound == found.objective


def test_nothing_to_do_needs_no_stage():
    found = cpsat.find_stages(Problem.make(np.zeros((2, 0), np.int64), np.zeros((2, 0), bool)))
    assert found is not None
    assert (found.stages, found.proven) == ((), True)


@pytest.mark.parametrize("criterion", CRITERIA)
def test_hardly_any_time_gives_a_plan_and_a_bound_that_holds(criterion):
    problem = make_problem(20, seed=1)
    hasty = cpsat.find_stages(problem, criterion, seconds=0.01, most_stages=6)
    patient = cpsat.find_stages(problem, criterion, seconds=60, most_stages=6)
    assert hasty is not None
    assert patient is not None
    assert patient.proven
    assert hasty.objective == compute_objective(problem, hasty.stages, criterion)
    assert hasty.bound.shortfall <= patient.objective.shortfall <= hasty.objective.shortfall
    if hasty.objective.shortfall == patient.objective.shortfall:
        assert hasty.bound.exposure <= patient.objective.exposure <= hasty.objective.exposure


def test_no_time_and_no_plan_at_hand_says_so(monkeypatch):
    monkeypatch.setattr(greedy, "find_stages", lambda *_, **__: None)
    with pytest.raises(TooLargeError, match="allow more time"):
        cpsat.find_stages(make_problem(20, seed=1), seconds=0.0)


def test_the_same_seed_gives_the_same_plan():
    problem = make_problem(18, seed=2)
    assert len({cpsat.find_stages(problem, most_stages=5, seconds=60) for _ in range(3)}) == 1


def test_a_hint_is_used_when_it_is_allowed_and_ignored_when_not():
    problem = make_problem(20, seed=3)
    best = cpsat.find_stages(problem, seconds=60, most_stages=6)
    assert best is not None
    warm = cpsat.find_stages(problem, seconds=0.0, most_stages=6, hint=best.stages)
    assert warm is not None
    assert warm.objective == best.objective
    assert cpsat.find_stages(problem, seconds=0.0, most_stages=6, hint=[[0], [0]]) is not None


def test_amounts_as_large_as_allowed_stay_exact():
    small = make_problem(8, seed=4)
    factor = 10**7
    large = replace(small, value=small.value * factor + 1, most_stages=4)
    large = replace(large, cost=np.maximum(-large.value, 0), whole=large.value.sum(axis=1))
    large = replace(large, receipt=np.maximum(large.value, 0), loss=small.loss * factor)
    found = cpsat.find_stages(large, "trust", seconds=60)
    assert found is not None
    assert found.proven
    assert found.bound.exposure == found.objective.exposure > factor


def test_a_question_within_reach_moves_items_no_further():
    problem = make_problem(12, seed=5)
    start = tuple((j,) for j in range(12))
    question = Question(
        problem, "exposure", 12, hint=start, exposure=10**9, goal="exposure", reach=1
    )
    answer = ask(question, 60, 60)
    assert answer.stages is not None
    free = ask(replace(question, reach=None), 60, 60)
    assert answer.bound >= free.bound


# -- the quick plan -------------------------------------------------------------------------------


@pytest.mark.parametrize("criterion", CRITERIA)
def test_many_plans_are_judged_as_the_reference_judges_one(criterion):
    rng = np.random.default_rng(0)
    for seed in range(40):
        problem = make_random(seed, parties=1 + seed % 3, items=5)
        problem = replace(problem, lag=rng.integers(0, 3, 5) if seed % 2 else problem.lag)
        at = greedy.number(rng.integers(0, 4, (20, 5)))
        keys = compute_keys(problem, at, criterion)
        for row, stages in enumerate(map(greedy.to_stages, at)):
            objective = compute_objective(problem, stages, criterion)
            got = keys.get(row)
            assert (got[0] == 0) == is_allowed(problem, stages)
            assert got[1:] == (
                objective.shortfall,
                objective.exposure,
                objective.stages,
                objective.days,
            )


def test_the_quick_plan_is_near_the_best_and_the_same_each_time():
    for seed in range(3):
        problem = make_problem(30, seed=seed)
        quick = greedy.find_stages(problem, "exposure", most_stages=8)
        best = cpsat.find_stages(problem, "exposure", most_stages=8, seconds=60)
        assert quick is not None
        assert best is not None
        assert quick == greedy.find_stages(problem, "exposure", most_stages=8)
        single = compute_objective(problem, [range(30)], "exposure").exposure
        assert quick.objective.exposure - best.objective.exposure < 0.1 * single


def test_a_bound_by_hand():
    # The first to give puts 1 at stake; the one who would put up 3 can wait.
    rows = np.array([[-1, 4], [4, -3]])
    assert greedy.compute_bound(Problem.make(rows, rows < 0), "exposure") == 1
    # Whoever is last to give could walk away with what it costs.
    assert greedy.compute_bound(Problem.make(rows, rows < 0), "temptation") == 1
    first = Problem.make(rows, rows < 0, before=((1, 0),))
    assert greedy.compute_bound(first, "exposure") == 3
    assert greedy.compute_bound(first, "temptation") == 1


def test_reach_follows_chains():
    chain = make_chain(4)
    assert (greedy.compute_reach(chain) == np.triu(np.ones((4, 4), dtype=np.int64))).all()
    assert ONE == 10_000
