"""Sentences that set a plan beside others: one big step, the surest stages, what may be better."""

from __future__ import annotations

from detente.report.likelihood import in_draws, say_percent
from detente.report.naming import Names
from detente.report.sentences.plan import SURER, say_why
from detente.report.words import say_number, say_numeral
from detente.study.plan_records import Plan, PlanFindings

CLEAR = 0.05
"""Stages whose odds are better by less than this are not said to be surer."""

NEAR = 0.005
"""Shares closer than this are the same."""


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
    who, bound = name_exposed(names, plan), max(plan.bound or 0.0, 0.0)
    share, least = (say_exposed(names, each, who) for each in (plan.exposure_share, bound))
    if plan.bound is None:
        return f"Other stages may expose the sides less than here, where it is at most {share}."
    here = f"the largest exposure here is {share}"
    if least != share:
        return (
            f"Other stages may expose the sides less: {here}; at the medians none as good in trust "
            f"has less than {say_weighed(names, bound)}."
        )
    if plan.shortfall > 0:
        return f"It is not proven that no stages are short of less trust; {here}."
    return f"At the medians, no other stages expose the sides by clearly less: {here}."


def say_weighed(names: Names, share: float) -> str:
    """Say an exposure in percent of what is given, or as a number where the case weighs it."""
    return say_number(share) if names.case.plan.weights else say_percent(share)


def say_exposed(names: Names, share: float, who: str) -> str:
    """Say an exposure as a share of all that the exposed side gives, or as the case weighs it."""
    weighed = say_weighed(names, share)
    if names.case.plan.weights:
        return f"{weighed} as the case weighs it"
    return f"{weighed} of all that {who} gives"


def name_exposed(names: Names, plan: Plan | None) -> str:
    """Name the side that a plan exposes most, where it is one."""
    return names.side(plan.most_exposed) if plan and plan.most_exposed else "the most exposed side"


def explain_choice(found: PlanFindings) -> str:
    """Say by which rule the stages were chosen."""
    return f"How the stages were chosen. {found.rule}"
