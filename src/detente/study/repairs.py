"""What would help a plan: deposits, guarantees, snap-back, splitting, trust, faster checks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np

from detente.core.layout import FloatArray, IntArray
from detente.plan import greedy
from detente.plan.judge import Stakes
from detente.plan.problem import ONE, Problem, Stages, compute_days
from detente.study.items import compute_lag, find_reliance
from detente.study.judging import Assessed
from detente.study.plan_records import Repair
from detente.study.staging import Staging
from detente.study.stepping import Planner

Kind: TypeAlias = Literal["deposit", "guarantor", "trust", "verification", "snap_back", "split"]

_STEPS = 60
_CHAINS = 20
_CONSIDERED = 3
"""Items that are tried one by one: those that expose somebody most."""

_ENOUGH = 0.02
"""A repair that lowers neither the shortfall nor the exposure share by so much is left out."""

_SOONER = 0.05
"""Share of a plan's days that faster verification has to save."""


@dataclass(frozen=True)
class Variant:
    """The items of a plan with something changed."""

    problem: Problem
    stakes: Stakes

    def assess(self, staging: Staging, stages: Stages) -> Assessed:
        """Assess stages as if the change were made."""
        return Assessed.of(staging, stages, self.problem, self.stakes)


def find_repairs(planner: Planner) -> tuple[Repair, ...]:
    """Find what would help, each by itself, and what it would buy.

    Parameters
    ----------
    planner : with the recommended plan.

    Returns
    -------
    Deposits for every party that is tempted, and whatever else lowers the shortfall of trust or the
    largest exposure; none where nothing can be carried out at all.
    """
    best = planner.recommended
    if best is None or not best.stages:
        return ()
    repairs = [*_find_deposits(best), *_find_trust(best), *_find_speed(best)]
    if best.shortfall < _ENOUGH and best.exposure_share < _ENOUGH:
        return tuple(repairs)
    for kind in (_guarantee, _snap_back, _split):
        tried = [repair for repair in kind(best) if _is_better(repair)]
        repairs += sorted(tried, key=_rank)[:1]
    return tuple(repairs)


def find_binding(best: Assessed) -> tuple[Repair, ...]:
    """Find what would bind the sides of a plan that trust does not carry: deposits, more trust."""
    return (*_find_deposits(best), *_find_trust(best))


def _is_better(repair: Repair) -> bool:
    trust = repair.shortfall_before - repair.shortfall
    exposure = repair.exposure_share_before - repair.exposure_share
    return trust >= _ENOUGH or (exposure >= _ENOUGH and trust > -_ENOUGH)


def _rank(repair: Repair) -> tuple[float, float]:
    return (round(repair.shortfall, 4), repair.exposure_share)


def _find_deposits(best: Assessed) -> Iterator[Repair]:
    """For each tempted party, the deposit that makes every stage enforce itself."""
    most = np.maximum(best.figures.temptation, 0).max(axis=0)
    for p in np.flatnonzero(most):
        yield _make(
            best, "deposit", _lose_more(best, int(p), int(most[p])), party=int(p), amount=most[p]
        )


def _lose_more(best: Assessed, p: int, amount: int) -> Variant:
    staging = best.staging
    loss, drawn = staging.problem.loss.copy(), staging.stakes.loss.copy()
    loss[p] += amount
    drawn[:, p] += amount / staging.units[p]
    return Variant(replace(staging.problem, loss=loss), replace(staging.stakes, loss=drawn))


def _guarantee(best: Assessed) -> Iterator[Repair]:
    """For each exposed party, a payment by somebody else of half its largest exposure."""
    staging = best.staging
    most = best.figures.exposure.max(axis=0)
    for p in np.flatnonzero(most > 0):
        amount = -(-int(most[p]) // 2)
        cover, drawn = staging.problem.cover.copy(), staging.stakes.cover.copy()
        cover[p] += amount
        drawn[:, p] += amount / staging.units[p]
        variant = Variant(
            replace(staging.problem, cover=cover), replace(staging.stakes, cover=drawn)
        )
        yield _make(best, "guarantor", variant, party=int(p), amount=amount)


def _find_trust(best: Assessed) -> Iterator[Repair]:
    """For each party, the least more trust in it with which all would enter this plan."""
    if best.shortfall in (0.0, 1.0):
        return
    for q in range(len(best.staging.trust)):
        for more in np.arange(0.01, 1.0, 0.01):
            variant = _trust_more(best, q, float(more))
            if variant.assess(best.staging, best.stages).shortfall == 0.0:
                yield _make(best, "trust", variant, party=q, amount=float(more))
                break


def _trust_more(best: Assessed, q: int, more: float) -> Variant:
    staging = best.staging
    trust = staging.trust.copy()
    trust[:, q] = np.minimum(1.0, trust[:, q] + more)
    whole = np.floor(trust * ONE).astype(np.int64)
    return Variant(replace(staging.problem, trust=whole), replace(staging.stakes, trust=trust))


def _find_speed(best: Assessed) -> Iterator[Repair]:
    """The item whose verification, in half the time, would shorten the plan most."""
    before = compute_days(best.problem, best.stages)
    variants = [_verify_faster(best, item) for item in range(best.problem.n_items)]
    saved = [before - compute_days(variant.problem, best.stages) for variant in variants]
    item = int(np.argmax(saved))
    if saved[item] >= _SOONER * max(1, before):
        yield _make(best, "verification", variants[item], item=item, days=saved[item])


def _verify_faster(best: Assessed, item: int) -> Variant:
    """Verify an item in half the time: less is waited for, and less counts late."""
    staging, problem = best.staging, best.staging.problem
    wait, verify = staging.workspace.case.plan.wait_days, staging.items[item].verify
    days, lag = problem.days.copy(), problem.lag.copy()
    days[item] += _wait_for(verify // 2, wait) - _wait_for(verify, wait)
    lag[item] = compute_lag(verify // 2, wait)
    return Variant(replace(problem, days=days, lag=lag), replace(staging.stakes, lag=lag))


def _wait_for(verify: int, wait: int | None) -> int:
    return verify if wait is None else min(verify, wait)


def _find_costly(best: Assessed) -> list[int]:
    """The items that expose somebody most, weighed as exposures are."""
    problem = best.staging.problem
    weighed = (problem.weight[:, None] * np.maximum(problem.cost, 0)).max(axis=0)
    order = np.argsort(-weighed, kind="stable")
    return [int(item) for item in order[:_CONSIDERED] if weighed[item] > 0]


def _snap_back(best: Assessed) -> Iterator[Repair]:
    for item in _find_costly(best):
        problem, stakes = best.staging.problem, best.staging.stakes
        relies = find_reliance(problem.gives[:, item], best.staging.left[:, item])
        standing = problem.standing | relies
        variant = Variant(
            replace(
                problem,
                standing=standing,
                value=_clear(problem.value, item),
                cost=_clear(problem.cost, item),
                receipt=_clear(problem.receipt, item),
            ),
            replace(
                stakes,
                standing=standing,
                value=np.where(np.arange(problem.n_items) == item, 0.0, stakes.value),
            ),
        )
        yield _make(best, "snap_back", variant, item=item)


def _clear(amounts: IntArray, item: int) -> IntArray:
    cleared = amounts.copy()
    cleared[:, item] = 0
    return cleared


def _split(best: Assessed) -> Iterator[Repair]:
    """Do one item in two halves; the second half is a new item at the end."""
    staging = best.staging
    for item in _find_costly(best):
        yield _make(best, "split", split_item(staging.problem, staging.stakes, item), item=item)


def split_item(problem: Problem, stakes: Stakes, item: int) -> Variant:
    """Split an item into two halves, of which the second comes last in the arrays."""
    N = problem.n_items
    before = [*problem.before, (item, N)]
    before += [(N, later) for earlier, later in problem.before if earlier == item]
    return Variant(
        replace(
            problem,
            value=_halve(problem.value, item),
            cost=_halve(problem.cost, item),
            receipt=_halve(problem.receipt, item),
            doubt=_halve(problem.doubt, item),
            floor_value=_halve(problem.floor_value, item),
            gives=np.concatenate([problem.gives, problem.gives[:, item : item + 1]], axis=1),
            lag=np.append(problem.lag, problem.lag[item]),
            days=np.append(problem.days, problem.days[item]),
            before=tuple(before),
        ),
        replace(
            stakes,
            value=_halve_drawn(stakes.value, item),
            floor_value=_halve_drawn(stakes.floor_value, item),
            gives=np.concatenate([stakes.gives, stakes.gives[:, item : item + 1]], axis=1),
            lag=np.append(stakes.lag, stakes.lag[item]),
        ),
    )


def _halve(amounts: IntArray, item: int) -> IntArray:
    """Give the second half what the first leaves, so that both add up exactly."""
    first = amounts[:, item] // 2
    halves = np.concatenate([amounts, (amounts[:, item] - first)[:, None]], axis=1)
    halves[:, item] = first
    return np.asarray(halves)


def _halve_drawn(amounts: FloatArray, item: int) -> FloatArray:
    halves = np.concatenate([amounts, amounts[:, :, item : item + 1] / 2.0], axis=2)
    halves[:, :, item] /= 2.0
    return np.asarray(halves)


def _make(
    best: Assessed,
    kind: Kind,
    variant: Variant,
    *,
    party: int | None = None,
    item: int | None = None,
    amount: float | None = None,
    days: int | None = None,
) -> Repair:
    """Plan again with the change, and say what it bought."""
    staging = best.staging
    after = _plan_again(best, variant)
    if party is not None and amount is not None and kind != "trust":
        amount = float(amount / staging.units[party])
    return Repair(
        kind=kind,
        party=None if party is None else staging.frame.parties[party],
        move=None if item is None else staging.moves[item],
        amount=amount,
        days=days,
        shortfall=after.shortfall,
        shortfall_before=best.shortfall,
        exposure_share=after.exposure_share,
        exposure_share_before=best.exposure_share,
        enterable=after.enterable,
        self_enforcing=bool((after.figures.temptation <= 0).all()),
    )


def _plan_again(best: Assessed, variant: Variant) -> Assessed:
    """Find good stages with the change, beginning with those there were."""
    extra = list(range(best.problem.n_items, variant.problem.n_items))
    stages = [list(stage) for stage in best.stages]
    tried = [[*stages, extra] if extra else stages]
    solution = greedy.find_stages(variant.problem, hint=tried[0], steps=_STEPS, chains=_CHAINS)
    if solution is not None:
        tried.append([list(stage) for stage in solution.stages])
    plans = [variant.assess(best.staging, each) for each in tried]
    return min(plans, key=lambda plan: plan.rank)
