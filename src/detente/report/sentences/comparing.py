"""Sentences that set a plan beside others: one big step, the surest stages, what may be better."""

from __future__ import annotations

from detente.report.naming import Names
from detente.report.sentences.plan import SURER, say_why
from detente.report.words import in_draws, say_numeral, say_percent
from detente.study.plan_records import Plan, PlanFindings

CLEAR = 0.05
"""Stages whose odds are better by less than this are not said to be surer."""

NEAR = 0.005
"""Shares closer than this are the same."""

EXACT = 1e-6
"""Amounts that differ by less than this part are the same but for rounding."""


def explain_single(names: Names, found: PlanFindings) -> str:
    """Say what would happen if everything were done at once."""
    single = found.plans.get("single_step")
    if single is None or not single.stages or len(found.stages) == 1:
        return ""
    if single.breaks is None:
        return f"Done all at once, every side would enter as well, at the medians{_weigh(found)}."
    return f"Done all at once it would not be entered: {say_why(names, single)}."


def _weigh(found: PlanFindings) -> str:
    """Say so where a big step is likelier to be carried out than the stages."""
    single, plan = found.plans["single_step"], found.recommended
    if single is None or plan is None or single.p_completed - plan.p_completed < SURER:
        return ""
    odds = [say_percent(each.p_completed) for each in (single, plan)]
    return (
        f", and it would be carried out to the end more often, in {odds[0]} of the draws instead "
        f"of {odds[1]}; what stages lessen is the exposure"
    )


def explain_surest(found: PlanFindings) -> str:
    """Say what the surest stages found would buy; empty where they are hardly surer."""
    plan, surest = found.recommended, found.plans.get("surest")
    if plan is None or surest is None or len(surest.stages) < 2 or have_same_stages(plan, surest):
        return ""
    if surest.p_completed - plan.p_completed < CLEAR:
        return ""
    more = surest.exposure_share - plan.exposure_share > NEAR
    return (
        f"The surest stages found, {say_numeral(len(surest.stages))} of them, would be carried out "
        f"to the end {in_draws(surest.p_completed, found.origin.draws)}"
        f"{'; they put more at stake' if more else ''}."
    )


def have_same_stages(first: Plan, second: Plan) -> bool:
    """Whether two plans do the same steps in the same stages."""
    return _list_steps(first) == _list_steps(second)


def _list_steps(plan: Plan) -> list[frozenset[tuple[str, str]]]:
    return [frozenset((move.issue, move.to) for move in stage.items) for stage in plan.stages]


def explain_search(names: Names, found: PlanFindings) -> str:
    """Say how sure it is that no better plan exists."""
    plan = found.recommended
    if plan is None:
        return ""
    if plan.proven:
        return (
            "It is proven that, at the medians, no way to put these steps in stages is short of "
            "less trust, and none that is short of no more exposes the sides less."
        )
    share = say_exposed(names, found, plan)
    if plan.bound is None:
        return f"Other stages may expose the sides less than here, where it is at most {share}."
    here = f"the largest exposure here is {share}"
    if say_percent(max(plan.bound, 0.0)) != say_percent(plan.exposure_share):
        return (
            f"Other stages may expose the sides less: {here}; at the medians none as good in trust "
            f"has less than {say_percent(max(plan.bound, 0.0))}."
        )
    if plan.shortfall > 0:
        return f"It is not proven that no stages are short of less trust; {here}."
    return f"At the medians, no other stages expose the sides by clearly less: {here}."


def say_exposed(names: Names, found: PlanFindings, plan: Plan) -> str:
    """Say the largest exposure as a share of all that whoever is exposed so far gives."""
    return f"{say_percent(plan.exposure_share)} of all that {name_exposed(names, found)} gives"


def name_exposed(names: Names, found: PlanFindings) -> str:
    """Name the side that the recommended plan exposes most, where it can be told.

    Its exposure is the plan's largest share of what it gives; what it would give then has to fit
    the largest shares of other plans, and fits some of them exactly.
    """
    plan = found.recommended
    if plan is None or plan.exposure_share <= 0 or names.case.plan.weights:
        return "the most exposed side"
    share, worst = plan.exposure_share, _find_worst(found, plan)
    gives = {p: worst[p] / share for p in found.parties if worst[p] > 0}
    least = {p: _find_least_given(found, share, p) for p in gives}
    fits = [p for p in gives if gives[p] >= least[p] * (1 - EXACT)]
    sure = [p for p in fits if gives[p] <= least[p] * (1 + EXACT)] or fits
    return names.side(sure[0]) if len(sure) == 1 else "the most exposed side"


def _find_least_given(found: PlanFindings, share: float, party: str) -> float:
    """The least that a party can give in all, since no plan exposes it by more than its share."""
    known = [(_find_worst(found, p), p.exposure_share) for p in found.plans.values() if p]
    known += [(point.exposure, point.exposure_share) for point in found.curve]
    others = [(worst[party], each) for worst, each in known if each > 0 and each != share]
    return max(found.single_step.gives[party], *(worst / each for worst, each in others), 0.0)


def _find_worst(found: PlanFindings, plan: Plan) -> dict[str, float]:
    exposed = [stage.exposure for stage in plan.stages]
    return {party: max((each[party] for each in exposed), default=0.0) for party in found.parties}


def explain_choice(found: PlanFindings) -> str:
    """Say by which rule the stages were chosen."""
    return f"How the stages were chosen. {found.rule}"
