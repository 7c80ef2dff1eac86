"""How can a package be carried out, so that nobody is exposed further than trust permits?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Literal, TypeAlias

import numpy as np

from detente.case import Case
from detente.case.fields import MOST_ITEMS, MOST_STAGES
from detente.case.words import quote, suggest_or_list
from detente.core.layout import IntArray
from detente.errors import InputError
from detente.plan.solve import SECONDS, Engine, find_stages
from detente.study.carrying import find_largest, find_roadmap
from detente.study.items import name_moved
from detente.study.judging import (
    Agreed,
    Assessed,
    by_party,
    describe_plan,
    find_floor_break,
    find_floors,
)
from detente.study.offers import find_broken
from detente.study.plan_records import Break, CurvePoint, Plan, PlanFindings, Stake
from detente.study.repairs import find_repairs
from detente.study.schedule import find_package, list_agreed, plan_by_default
from detente.study.sharing import find_planned
from detente.study.staging import Staging
from detente.study.stepping import Planner
from detente.study.workspace import Workspace

Asked: TypeAlias = Literal["named", "case", "recommended"]


def find_plan(
    workspace: Workspace,
    package: Mapping[str, str] | None = None,
    *,
    most_stages: int | None = None,
    most_items: int | None = None,
    engine: Engine = "auto",
    seconds: float = SECONDS,
) -> PlanFindings:
    """Find how a package can be carried out in stages, and the largest deal trust can carry.

    Parameters
    ----------
    workspace : the case and its draws.
    package : issue to option; issues that are left out stay at the status quo. By default that
        of plan.yaml, or else the package that the study of deals recommends.
    most_stages, most_items : limits that replace those of plan.yaml.
    engine, seconds : see :func:`detente.plan.solve.find_stages`.

    Returns
    -------
    The recommended stages beside one big step and the fewest stages that trust allows; what would
    help; the largest deal that today's trust can carry, and what comes after it.

    Raises
    ------
    InputError : the package names an issue or option that is not there, or breaks a constraint; a
        limit is below 1.
    TooLargeError : an engine was named that cannot take so many items.
    """
    workspace = _limit(workspace, most_stages, most_items)
    home, named = find_planned(workspace), None if package is None else tuple(package.items())
    find = partial(_find_plan, home, package, engine, seconds)
    return replace(home.recall(("plan", named, engine, seconds), find), origin=workspace.origin)


def _find_plan(
    workspace: Workspace, package: Mapping[str, str] | None, engine: Engine, seconds: float
) -> PlanFindings:
    asked, reached = _choose(workspace, package)
    planner = _find_planner(workspace, reached, engine, seconds)
    staging = planner.staging
    single, plans = (
        describe_plan(planner.everything.on(workspace)),
        _describe_all(planner, workspace),
    )
    best = plans["recommended"]
    frame = workspace.frame
    return PlanFindings(
        origin=workspace.origin,
        parties=frame.parties,
        ratifiers=frame.ratifiers,
        package=name_moved(frame, reached),
        asked=asked,
        stages=best.stages if best is not None else (),
        single_step=single.stages[0],
        plans={"single_step": single, **plans},
        engine=best.engine if best is not None else "",
        proven=planner.nominal is None or (best is not None and best.proven),
        bound=best.bound if best is not None else None,
        p_completed=best.p_completed if best is not None else 0.0,
        impossible=None if best is not None else explain_impossible(planner),
        complete=by_party(frame.parties, staging.to_points(staging.problem.whole)),
        trust={
            viewer: by_party(frame.parties, staging.trust[p])
            for p, viewer in enumerate(frame.parties)
        },
        stakes=_find_stakes(staging),
        floors=find_floors(staging),
        curve=_find_curve(planner, workspace, proven=best is not None and best.proven),
        repairs=find_repairs(planner),
        largest_deal=find_largest(workspace),
        roadmap=find_roadmap(workspace),
    )


def _limit(workspace: Workspace, most_stages: int | None, most_items: int | None) -> Workspace:
    """Replace the limits of plan.yaml."""
    terms = workspace.case.plan
    if most_stages is not None:
        terms = replace(terms, most_stages=_check_limit("most stages", most_stages, MOST_STAGES))
    if most_items is not None:
        terms = replace(terms, most_items=_check_limit("items in a stage", most_items, MOST_ITEMS))
    if terms is workspace.case.plan:
        return workspace
    return workspace.vary(replace(workspace.case, plan=terms))


def _check_limit(name: str, limit: int, most: int) -> int:
    if not 1 <= limit <= most:
        raise InputError(f"{name}: expected a whole number from 1 to {most}, got {limit:,}")
    return limit


def _choose(workspace: Workspace, package: Mapping[str, str] | None) -> tuple[Asked, IntArray]:
    """Choose what is carried out, and say where it comes from."""
    if package is not None:
        return "named", check_package(workspace, package)
    terms = workspace.case.plan
    asked: Asked = "case" if terms.package or terms.agreed else "recommended"
    return asked, find_package(workspace)


def _find_planner(
    workspace: Workspace, reached: IntArray, engine: Engine, seconds: float
) -> Planner:
    """Plan a package; what the case plans by default is shared with other studies."""
    if engine == "auto" and seconds == SECONDS:
        planner = workspace.once(plan_by_default)
        if np.array_equal(planner.staging.package, reached):
            return planner
    return Planner(Staging.of(workspace.searched, reached), engine, seconds)


def check_package(workspace: Workspace, package: Mapping[str, str]) -> IntArray:
    """Check a package that the user names, and turn it into option indices, ``(I,)``.

    Raises
    ------
    InputError : it names an issue or option that is not there, or breaks a constraint.
    """
    reached = read_package(workspace, package)
    broken = find_broken(workspace.frame.layout, reached)
    if broken:
        raise InputError(f"package: it breaks a constraint of the case: {'; '.join(broken)}")
    return reached


def read_package(workspace: Workspace, package: Mapping[str, str]) -> IntArray:
    """Turn a package that the user names into option indices, ``(I,)``, whatever the rules say.

    Raises
    ------
    InputError : it names an issue or option that is not there.
    """
    for name, option in package.items():
        find_option(workspace.case, name, option)
    return workspace.frame.to_package(package)


def find_option(case: Case, issue: str, option: str) -> int:
    """Find the place of an option among those of its issue.

    Raises
    ------
    InputError : there is no such issue, or it has no such option.
    """
    known = {each.id: each for each in case.issues}
    if issue not in known:
        hint = suggest_or_list(issue, list(known), "issues")
        raise InputError(f"package: the case has no issue {quote(issue)}. {hint}")
    options = [each.id for each in known[issue].options]
    if option not in options:
        hint = suggest_or_list(option, options, "options")
        raise InputError(f"package: issue {issue} has no option {quote(option)}. {hint}")
    return options.index(option)


def _describe_all(planner: Planner, workspace: Workspace) -> dict[str, Plan | None]:
    """Describe the plans that stand beside one big step."""
    best, nominal = planner.recommended, planner.nominal
    fewest, surest = planner.fewest, planner.surest
    return {
        "recommended": None if best is None else describe_plan(best.on(workspace), nominal),
        "fewest": None if fewest is None else describe_plan(fewest.on(workspace)),
        "surest": None if surest is None else describe_plan(surest.on(workspace)),
        "agreed": _describe_agreed(planner.staging, workspace),
    }


def _describe_agreed(staging: Staging, workspace: Workspace) -> Plan | None:
    """Judge the stages as they were agreed; None when they lead to another package."""
    agreed = list_agreed(staging)
    stages = [stage.items for stage in agreed]
    if not agreed or sum(map(len, stages)) < len(staging.items):
        return None
    labels = [Agreed(stage.title, stage.due) for stage in agreed]
    return describe_plan(Assessed.of(staging, stages).on(workspace), agreed=labels)


def explain_impossible(planner: Planner) -> Break | None:
    """Say which side refuses whatever the order, at which stage, and short of what."""
    staging, problem = planner.staging, planner.staging.problem
    free = replace(problem, floor_value=problem.floor_value[:0], floor=problem.floor[:0])
    solution = find_stages(free, engine=planner.engine, seconds=planner.seconds)
    if solution is None:
        room = (problem.most_stages or problem.n_items) * (problem.most_items or problem.n_items)
        left = max(1, problem.n_items - room)
        return Break(problem.most_stages or problem.n_items, "", "limit", float(left))
    return find_floor_break(Assessed.of(staging, solution.stages))


def _find_stakes(staging: Staging) -> dict[str, Stake]:
    terms = staging.median_terms
    return {
        party: Stake(
            relationship=float(terms.relationship[0, p]),
            reputation=float(terms.reputation[0, p]),
            deposits=float(terms.deposits[0, p]),
            covered=float(terms.cover[0, p]),
            alternative=float(staging.alternative[p]),
        )
        for p, party in enumerate(staging.frame.parties)
    }


def _find_curve(planner: Planner, workspace: Workspace, *, proven: bool) -> tuple[CurvePoint, ...]:
    """The best plan found of each number of stages, the recommended one included."""
    points = {
        len(plan.stages): _describe_point(plan.on(workspace), each.proven)
        for plan, each in planner.curve
    }
    best = planner.recommended
    if best is not None and best.stages:
        point = _describe_point(best.on(workspace), proven)
        known = points.setdefault(point.stages, point)
        if (point.shortfall, point.exposure_share) <= (known.shortfall, known.exposure_share):
            points[point.stages] = point
    return tuple(points[count] for count in sorted(points))


def _describe_point(plan: Assessed, proven: bool) -> CurvePoint:
    staging = plan.staging
    exposed = staging.to_points(np.maximum(plan.figures.exposure, 0)).max(axis=0, initial=0.0)
    return CurvePoint(
        stages=len(plan.stages),
        exposure_share=plan.exposure_share,
        exposure=by_party(staging.frame.parties, exposed),
        needed_trust=by_party(staging.frame.parties, plan.needed.max(axis=0, initial=0.0)),
        shortfall=plan.shortfall,
        p_completed=plan.p_completed,
        proven=proven,
    )
