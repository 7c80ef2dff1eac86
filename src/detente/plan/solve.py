"""Find the stages of a plan with the engine that suits it."""

from __future__ import annotations

from typing import Literal, TypeAlias

from detente.errors import InputError
from detente.plan.problem import (
    Criterion,
    Problem,
    Solution,
    Stages,
    compute_objective,
    is_allowed,
)

Engine: TypeAlias = Literal["auto", "subsets", "cp-sat"]
ENGINES = ("auto", "subsets", "cp-sat")

SECONDS = 20.0
"""How long CP-SAT may look for a better plan, or for a proof that there is none."""

_QUICK_STEPS = 60
_QUICK_CHAINS = 20
_FEW = 12

_MANY = 8
"""Parties beyond which only a quick plan is looked for: rules of trust double with each."""


def find_stages(
    problem: Problem,
    criterion: Criterion = "trust",
    *,
    engine: Engine = "auto",
    seconds: float = SECONDS,
) -> Solution | None:
    """Find the best stages for the items of a package.

    Parameters
    ----------
    problem : the items.
    criterion : what plans are compared by, see :func:`detente.plan.problem.compute_objective`.
    engine : ``subsets`` goes through all sets of items and is exact; ``cp-sat`` takes any number of
        items, and states its bound when time runs out before the proof; ``auto`` takes the first
        where it can, and with more than eight parties only looks for a good plan.
    seconds : how long CP-SAT may take.

    Returns
    -------
    The plan with its bound; None when floors, order and limits are proven to allow none.

    Raises
    ------
    InputError : no such engine, or time that is not positive.
    TooLargeError : ``subsets`` was asked for and the items are too many.
    """
    from detente.plan import cpsat, greedy, subsets

    if engine not in ENGINES:
        raise InputError(f'engine: "{engine}" is none of {", ".join(ENGINES)}')
    if not seconds > 0:
        raise InputError(f"seconds: expected more than 0, got {seconds:g}")
    if engine == "auto" and problem.n_parties > _MANY:
        quick = greedy.find_stages(problem, criterion)
        return quick or cpsat.find_stages(problem, "exposure", seconds=seconds)
    if engine == "subsets" or (engine == "auto" and _is_small(problem)):
        return subsets.find_stages(problem, criterion)
    return cpsat.find_stages(problem, criterion, seconds=seconds)


def find_quickly(
    problem: Problem, hint: Stages | None = None, criterion: Criterion = "trust"
) -> Solution | None:
    """Find good stages in a moment: exactly where the items are few."""
    from detente.plan import greedy, subsets

    if _is_few(problem):
        return subsets.find_stages(problem, criterion)
    return greedy.find_stages(
        problem, criterion, hint=hint, steps=_QUICK_STEPS, chains=_QUICK_CHAINS
    )


def find_curve(
    problem: Problem, most: int, criterion: Criterion = "trust"
) -> list[Solution | None]:
    """Find the best plan with at most 1, 2, ... `most` stages.

    Exact where the items are few; otherwise good plans, each no worse than the one before. The list
    may end early, where more stages cannot help.
    """
    from detente.plan import greedy, subsets

    if most < 1:
        return []
    if _is_few(problem):
        return list(subsets.find_curve(problem, criterion, most))
    found: list[Solution | None] = [_do_at_once(problem, criterion)]
    for stages in range(2, most + 1):
        before = found[-1]
        if before is not None and before.objective.shortfall == before.objective.exposure == 0:
            break  # nothing is left that more stages could lower
        hint = before.stages if before is not None else None
        plan = greedy.find_stages(
            problem,
            criterion,
            most_stages=stages,
            hint=hint,
            steps=_QUICK_STEPS,
            chains=_QUICK_CHAINS,
        )
        is_better = plan is not None and (before is None or plan.objective < before.objective)
        found.append(plan if is_better else before)
    return found


def _do_at_once(problem: Problem, criterion: Criterion) -> Solution | None:
    """One stage: there is only one such plan."""
    stages = (tuple(range(problem.n_items)),)
    if not is_allowed(problem, stages):
        return None
    objective = compute_objective(problem, stages, criterion)
    return Solution(stages, objective, objective, "greedy", True)


def _is_small(problem: Problem) -> bool:
    from detente.plan.subsets import MOST_ITEMS

    return problem.n_items <= MOST_ITEMS and not problem.lag.any()


def _is_few(problem: Problem) -> bool:
    few = problem.n_items <= _FEW and problem.n_parties <= _MANY
    return few and not problem.lag.any()
