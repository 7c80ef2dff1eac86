"""A plan's stages as records: what each asks of each side, and the odds over the draws."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from detente.core.layout import BoolArray, FloatArray
from detente.plan.judge import Judged, Stakes, judge
from detente.plan.problem import (
    ONE,
    Figures,
    Objective,
    Problem,
    Solution,
    Stages,
    compute_figures,
    compute_needed,
    compute_objective,
)
from detente.study.amounts import PARTS
from detente.study.measuring import measure_gain
from detente.study.plan_records import Break, Plan, Stage
from detente.study.record import Interval
from detente.study.staging import Staging
from detente.study.workspace import Workspace

HAIR = 1.5 / ONE
"""Trust is counted in ten-thousandths; a shortfall below this one is none."""

LIKELY = 0.5
"""Trust carries a plan when no side refuses at any stage, at the medians and in so many draws."""

_CLOSE = 1e-5
"""Shares of exposure closer than this differ only by the rounding of weights."""

TIE = 0.05
"""Exposures, and odds, closer than this are not told apart when a plan is recommended."""


@dataclass(frozen=True)
class Assessed:
    """A plan at the medians and over the draws."""

    staging: Staging
    problem: Problem
    stages: Stages
    figures: Figures
    judged: Judged

    @classmethod
    def of(
        cls,
        staging: Staging,
        stages: Stages,
        problem: Problem | None = None,
        stakes: Stakes | None = None,
    ) -> Assessed:
        """Assess a plan; with other items than the staging's own, where they are given."""
        problem = problem or staging.problem
        figures = compute_figures(problem, stages)
        judged = judge(stakes or staging.stakes, stages)
        return cls(staging, problem, stages, figures, judged)

    def on(self, workspace: Workspace) -> Assessed:
        """Judge the same plan on all draws of a workspace; itself where it was judged there.

        A plan for other items than the staging's own stays as it is.
        """
        if workspace is self.staging.workspace:
            return self
        staging = self.staging.on(workspace)
        return replace(self, staging=staging, judged=staging.judge(self.stages))

    @property
    def needed(self) -> FloatArray:
        """Needed trust at the medians, ``(S, P)``."""
        return np.asarray(self.figures.needed / ONE)

    @property
    def available(self) -> FloatArray:
        """Available trust without learning, ``(S, P)``."""
        return self.judged.available.T

    @property
    def short(self) -> FloatArray:
        """By how much each stage needs more trust than there is; 1 where a party refuses."""
        short = np.maximum(self.needed - self.available, 0.0)
        short[short < HAIR] = 0.0
        return np.asarray(np.where(self.figures.refuses, 1.0, short))

    @property
    def outset(self) -> FloatArray:
        """Trust needed before the first stage to go through all, at the medians, ``(P,)``."""
        problem = self.problem
        loses = np.maximum(self.figures.exposure, 0).max(axis=0, initial=0) + problem.held
        needed, _ = compute_needed(loses, problem.whole + problem.loss - problem.held)
        return np.asarray(needed / ONE)

    @property
    def outset_short(self) -> FloatArray:
        """By how much that exceeds the chance of delivery throughout, ``(P,)``."""
        short = np.maximum(self.outset - self.judged.throughout, 0.0)
        return np.asarray(np.where(self.outset >= 1.0, 1.0, np.where(short < HAIR, 0.0, short)))

    @property
    def shortfall(self) -> float:
        """The largest shortfall of trust, at any stage or at the outset."""
        return float(max(self.short.max(initial=0.0), self.outset_short.max(initial=0.0)))

    @property
    def enterable(self) -> bool:
        """Whether no side refuses and no floor is broken, at the medians."""
        return self.shortfall == 0.0 and not self.figures.below.any()

    @property
    def exposure_share(self) -> float:
        """The largest weighted exposure, in shares."""
        return float(self.weighted_exposure.max())

    @property
    def weighted_exposure(self) -> FloatArray:
        """The largest exposure of each party, in shares or as the case weighs it, ``(P,)``."""
        exposed = np.maximum(self.figures.exposure, 0).max(axis=0, initial=0)
        return np.asarray(exposed * self.staging.share_per_unit)

    @property
    def margin(self) -> float:
        """Available less needed trust at the tightest stage, P10 over the draws."""
        return float(np.quantile(self.judged.margin, 0.1))

    @cached_property
    def enters(self) -> BoolArray:
        """Draws in which no side refuses at any stage, nothing being learnt, ``(D,)``."""
        return self.judged.enters(self.judged.available)

    @property
    def p_no_refusal(self) -> float:
        """Chance that no side refuses at any stage, nothing being learnt."""
        return float(self.enters.mean())

    @property
    def p_completed(self) -> float:
        """Chance that nobody refuses and everything is delivered, nothing being learnt."""
        if not len(self.stages):
            return 1.0
        return float((self.enters * self.judged.kept[:, -1]).mean())

    @cached_property
    def rank(self) -> tuple[float, ...]:
        """What plans are compared by, least first; see :data:`plan_records.RULE`."""
        objective = compute_objective(self.problem, self.stages)
        exposed = math.ceil(round(self.exposure_share / TIE, 6))
        odds = -math.floor(round(self.p_completed / TIE, 6))
        short, unlikely = round(self.shortfall, 4), float(self.p_no_refusal < LIKELY)
        size = len(self.stages)
        return (
            short,
            unlikely,
            exposed,
            odds,
            size,
            objective.days,
            objective.exposure,
            -self.margin,
        )


def describe_plan(
    plan: Assessed, solution: Solution | None = None, agreed: Sequence[Agreed] = ()
) -> Plan:
    """Describe a plan, with what is known of how good it could be."""
    staging, judged = plan.staging, plan.judged
    parties = staging.frame.parties
    stages = describe_stages(plan, agreed)
    worst = judged.exposure.max(axis=2, initial=0.0)
    tempted = staging.to_points(np.maximum(plan.figures.temptation, 0)).max(axis=0, initial=0.0)
    grows = judged.enters(judged.growing)
    kept = judged.kept[:, -1] if len(stages) else np.ones(len(grows))
    gain = _compute_gain(staging)
    bound = None if solution is None else _compute_bound(plan, solution)
    objective = compute_objective(staging.problem, plan.stages)
    return Plan(
        stages=stages,
        shortfall=plan.shortfall,
        exposure_share=plan.exposure_share,
        most_exposed=_find_most_exposed(plan),
        worst_exposure={p: Interval.of(worst[:, at]) for at, p in enumerate(parties)},
        deposit=by_party(parties, tempted),
        expected_gain=by_party(parties, gain),
        p_no_refusal=plan.p_no_refusal,
        p_kept=float(kept.mean()),
        p_completed=plan.p_completed,
        p_completed_growing=float((grows * kept).mean()),
        margin=plan.margin,
        enterable=plan.enterable,
        breaks=find_break(plan),
        days=stages[-1].start + stages[-1].days if stages else 0,
        engine="" if solution is None else solution.engine,
        proven=solution is not None and _is_best(objective, solution),
        p_stops=_find_stopping(plan),
        needed_at_outset=by_party(parties, plan.outset),
        available_at_outset=by_party(parties, judged.throughout),
        bound=bound,
    )


def _find_most_exposed(plan: Assessed) -> str | None:
    """Find the party with the largest weighted exposure; None where it is nobody's alone."""
    weighted = plan.weighted_exposure
    alike = np.flatnonzero(weighted >= weighted.max() - _CLOSE)
    single = len(alike) == 1 and weighted.max() > 0
    return plan.staging.frame.parties[int(alike[0])] if single else None


def _find_stopping(plan: Assessed) -> dict[str, float]:
    """Chance that each side is one that would not go on."""
    judged, staging = plan.judged, plan.staging
    stops = judged.find_stops(judged.available)
    found = by_party(staging.frame.parties, stops.mean(axis=0))
    below = judged.below.any(axis=2).mean(axis=0)
    for q, odds in zip(staging.floored, below.tolist(), strict=True):
        side = staging.frame.sides[q]
        found[side] = max(odds, found.get(side, 0.0))
    return found


def _compute_bound(plan: Assessed, solution: Solution) -> float:
    """What the largest exposure cannot fall below, in shares; rounded weights never pass it."""
    share = solution.bound.exposure / PARTS * plan.staging.largest_share
    found = plan.exposure_share
    return found if abs(share - found) < _CLOSE else min(share, found)


def _is_best(objective: Objective, solution: Solution) -> bool:
    """Whether a plan is as good as what an engine found, in shortfall and exposure."""
    best = solution.objective
    return solution.proven and (objective.shortfall, objective.exposure) <= (
        best.shortfall,
        best.exposure,
    )


@dataclass(frozen=True)
class Agreed:
    """The title and the date of a stage as it was agreed."""

    title: str
    due: dt.date | None


def describe_stages(plan: Assessed, agreed: Sequence[Agreed] = ()) -> tuple[Stage, ...]:
    """Describe every stage of a plan, with its dates."""
    starts, lasts = _schedule(plan)
    begin = plan.staging.workspace.case.plan.start or plan.staging.workspace.case.as_of
    found = []
    for at in range(len(plan.stages)):
        due = _add_days(begin, starts[at] + lasts[at])
        label = agreed[at] if agreed else Agreed("", due)
        found.append(_describe_stage(plan, at, starts[at], lasts[at], label))
    return tuple(found)


def _describe_stage(plan: Assessed, at: int, start: int, days: int, label: Agreed) -> Stage:
    staging, figures, judged = plan.staging, plan.figures, plan.judged
    parties, problem = staging.frame.parties, staging.problem
    items = list(plan.stages[at])
    gives = staging.to_points(np.maximum(problem.cost[:, items], 0).sum(axis=1))
    gets = staging.to_points(np.maximum(problem.receipt[:, items], 0).sum(axis=1))
    refusing = (plan.short[at] > 0).nonzero()[0]
    return Stage(
        items=tuple(staging.moves[item] for item in items),
        exposure=by_party(parties, staging.to_points(figures.exposure[at])),
        temptation=by_party(parties, staging.to_points(figures.temptation[at])),
        needed_trust=by_party(parties, plan.needed[at]),
        available_trust=by_party(parties, judged.available[:, at]),
        growing_trust=by_party(parties, judged.growing[:, at]),
        sigma=by_party(parties, judged.sigma[:, at]),
        gives=by_party(parties, gives),
        gets=by_party(parties, gets),
        at_home=_find_held(plan, at),
        refuses=tuple(parties[p] for p in refusing) + _find_below(plan, at),
        p_kept=float(judged.kept[:, at].mean()),
        start=start,
        days=days,
        due=label.due,
        title=label.title,
    )


def _schedule(plan: Assessed) -> tuple[list[int], list[int]]:
    """On which day each stage starts, counted from the first, and how many days it takes."""
    days = plan.staging.problem.days
    lasts = [int(days[list(stage)].max(initial=0)) for stage in plan.stages]
    gap = plan.staging.workspace.case.plan.gap_days
    starts = [sum(lasts[:at]) + gap * at for at in range(len(lasts))]
    return starts, lasts


def _add_days(begin: dt.date, days: int) -> dt.date | None:
    try:
        return begin + dt.timedelta(days=days)
    except OverflowError:
        return None


def _find_held(plan: Assessed, at: int) -> dict[str, float]:
    """What each side with a floor holds after a stage, in its own points."""
    staging = plan.staging
    done = [item for stage in plan.stages[: at + 1] for item in stage]
    held = staging.at_first + staging.left[:, done].sum(axis=1)
    return {staging.frame.sides[q]: float(held[q]) for q in staging.floored}


def _find_below(plan: Assessed, at: int) -> tuple[str, ...]:
    below = plan.figures.below[at].nonzero()[0]
    return tuple(plan.staging.frame.sides[plan.staging.floored[f]] for f in below)


def find_floors(staging: Staging) -> dict[str, float]:
    """What each side must hold after every stage, at the medians, in its own points."""
    medians, sides = staging.frame.medians, staging.frame.sides
    named = staging.median_terms.floors
    return {
        sides[q]: float(named[sides[q]][0])
        if sides[q] in named
        else float(medians.reservation[q]) / 10.0 ** medians.decimals[q]
        for q in staging.floored
    }


def find_floor_break(plan: Assessed) -> Break | None:
    """Find the first stage after which a side holds less than it must."""
    floors = find_floors(plan.staging)
    for at in range(len(plan.stages)):
        held, below = _find_held(plan, at), _find_below(plan, at)
        if below:
            return _worst(at, "floor", {side: floors[side] - held[side] for side in below})
    return None


def find_break(plan: Assessed) -> Break | None:
    """Find where a plan first asks for more than there is, and by how much."""
    floor = find_floor_break(plan)
    parties = plan.staging.frame.parties
    for at in range(len(plan.stages)):
        if floor is not None and floor.stage == at + 1:
            return floor
        if plan.figures.refuses[at].any():
            short = _find_missing(plan, at)
            return _worst(at, "nothing_left", short)
        short = by_party(parties, plan.short[at])
        if max(short.values()) > 0:
            return _worst(at, "trust", short)
    if plan.outset_short.max(initial=0.0) > 0:
        return _worst(0, "outset", by_party(parties, plan.outset_short))
    return None


def _find_missing(plan: Assessed, at: int) -> dict[str, float]:
    """What those who have nothing left to gain lack, in their own points."""
    problem, staging = plan.staging.problem, plan.staging
    lacks = staging.to_points(plan.figures.held[at] - problem.whole - problem.loss)
    refuses = plan.figures.refuses[at]
    return {party: float(lacks[p]) for p, party in enumerate(staging.frame.parties) if refuses[p]}


def _worst(at: int, why: str, short: Mapping[str, float]) -> Break:
    side = max(short, key=lambda each: short[each])
    return Break(at + 1, side, why, short[side])  # type: ignore[arg-type]


def _compute_gain(staging: Staging) -> FloatArray:
    """Mean of the completed package less the reservation value, ``(P,)``."""
    gains = measure_gain(staging.workspace, staging.package)
    return np.asarray(gains[:, : len(staging.frame.parties)].mean(axis=0))


def by_party(parties: Iterable[str], amounts: FloatArray) -> dict[str, float]:
    """Name amounts in the order of the parties, ``(P,)``."""
    return dict(zip(parties, amounts.tolist(), strict=True))
