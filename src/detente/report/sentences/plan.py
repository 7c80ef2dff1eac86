"""Sentences about plans: how far today's trust carries, where it breaks, and why."""

from __future__ import annotations

from collections.abc import Sequence

from detente.report.naming import Names
from detente.report.words import (
    cannot_tell,
    hits,
    say_claim,
    say_count,
    say_few,
    say_list,
    say_number,
    say_numeral,
    say_odds,
    say_percent,
    say_share,
    sentence,
)
from detente.study.plan_records import Break, Move, Plan, PlanFindings, Stage

SELDOM = 0.05
"""Odds of being tempted that are too small to name who is."""

SURER = 0.02
"""A difference in odds below this is none to speak of."""

FEW = 3
"""So many steps are named in a sentence, then counted."""

NO_PACKAGE = "There is nothing to carry out: the package changes nothing."
NO_DEAL = "There is nothing to carry out: no package is acceptable to every side."

EXPOSURE = (
    "Exposure is how far below the status quo a side would stand if it delivered its part of a "
    "stage and nobody else did."
)
TEMPTATION = (
    "Temptation is what a side would gain by taking what the others deliver in a stage and "
    "breaking off; where it is nothing for everybody, the stage enforces itself."
)
NEEDED_TRUST = (
    "Needed trust is the chance of delivery by the others from which entering a stage is better "
    "for a side than stopping before it; available trust is the chance that it can see, from the "
    "record of those who are tempted to break off."
)


def explain_terms() -> tuple[str, ...]:
    """Explain the three words that the section on plans uses."""
    return (EXPOSURE, TEMPTATION, NEEDED_TRUST)


def say_medians(found: PlanFindings) -> str:
    """Say which figures are at the medians, and which are odds."""
    draws = say_count(found.origin.draws)
    return (
        "Exposure and trust are reckoned with the median of every number; odds are over all "
        f"{draws} draws, in which the numbers vary within their ranges."
    )


def answer_plan(names: Names, found: PlanFindings) -> str:
    """Answer how far today's trust carries, what comes first, and where it breaks."""
    plan = found.recommended
    if not names.changes(found.package):
        return NO_DEAL if found.asked == "recommended" else NO_PACKAGE
    if plan is None or not plan.stages:
        return _say_impossible(names, found.impossible)
    return " ".join([_say_reach(names, found, plan), _say_odds(plan, found.origin.draws)])


def summarise_plan(names: Names, found: PlanFindings) -> str:
    """Say in one line how far today's trust carries."""
    plan = found.recommended
    if not names.changes(found.package):
        return NO_DEAL if found.asked == "recommended" else NO_PACKAGE
    if plan is None or not plan.stages:
        return _say_impossible(names, found.impossible)
    share = say_share(plan.p_completed, found.origin.draws)
    done = f"carried out to the end {share if share.startswith('in ') else f'in {share} draws'}"
    count = say_few(len(plan.stages), "stage")
    if plan.breaks is None:
        return f"Today's trust carries the package in {count}; {done}."
    return f"In {count} it breaks at stage {plan.breaks.stage}: {_say_why(names, plan)}; {done}."


def _say_impossible(names: Names, breaks: Break | None) -> str:
    none = "No order of the steps can carry out this package"
    if breaks is None:
        return f"{none} within the limits that the case sets to stages."
    if breaks.why == "limit":
        left = say_few(round(breaks.short), "step is", "steps are")
        return f"{none} within the limits that the case sets to stages: {left} left over."
    who = names.side(breaks.side)
    amount = f"{say_number(abs(breaks.short))} of its own points"
    return (
        f"{none}: in whichever stages they are put, {who} would at some point hold {amount} less "
        "than it has to."
    )


def _say_reach(names: Names, found: PlanFindings, plan: Plan) -> str:
    """Say how many stages today's trust carries, which step is first, and what stops it."""
    total, first = len(plan.stages), say_steps(names, plan.stages[0].items)
    if plan.breaks is None:
        if total == 1:
            return "Today's trust carries the whole package at once, in a single stage."
        return f"{_say_carried(found, plan)}, beginning with {first}."
    why = _say_why(names, plan)
    if plan.breaks.why == "outset":
        return f"Today's trust does not carry the package, though each stage by itself: {why}."
    if plan.breaks.stage == 1:
        even = "a single stage" if total == 1 else f"the first of {say_few(total, 'stage')}"
        return f"Today's trust does not carry even {even}, {first}: {why}."
    carried = plan.breaks.stage - 1
    some = "first stage" if carried == 1 else f"first {say_few(carried, 'stage')}"
    return (
        f"Today's trust carries the {some} of {say_numeral(total)}, beginning with {first}; it "
        f"breaks at stage {plan.breaks.stage}, because {why}."
    )


def _say_carried(found: PlanFindings, plan: Plan) -> str:
    """Say that trust carries the package in stages, or even without them."""
    single, count = found.plans.get("single_step"), say_few(len(plan.stages), "stage")
    if single and single.enterable and plan.exposure_share < single.exposure_share:
        return f"Today's trust carries the whole package, even at once; less is at stake in {count}"
    return f"Today's trust carries the whole package in {count}"


def _say_why(names: Names, plan: Plan) -> str:
    """Say why a plan breaks, as a clause."""
    breaks = plan.breaks
    assert breaks is not None
    return explain_break(names, breaks, plan.stages[breaks.stage - 1])


def say_steps(names: Names, moves: Sequence[Move]) -> str:
    """Name moves within a sentence; of many, the first ones."""
    titles = [f"“{names.pledge(move.issue, move.to)}”" for move in moves]
    if len(titles) <= FEW:
        return say_list(titles)
    return say_list([*titles[: FEW - 1], say_few(len(titles) - FEW + 1, "more step")])


def explain_break(names: Names, breaks: Break, stage: Stage) -> str:
    """Say why a side would not go on at a stage, as a clause."""
    who = names.side(breaks.side)
    if breaks.why == "trust":
        needed = stage.needed_trust[breaks.side]
        held = stage.available_trust[breaks.side]
        return (
            f"{who} would have to believe at {say_percent(needed)} that the others deliver, and "
            f"the record supports {_say_below(held, needed)}"
        )
    if breaks.why == "outset":
        return (
            f"seen from the outset, {who} would have to believe in delivery throughout by "
            f"{round(100 * breaks.short) or 1} percentage points more than the record supports"
        )
    if breaks.why == "nothing_left":
        return f"{who} is still to give, and what is to come would leave it no better off"
    amount = f"{say_number(abs(breaks.short))} of its own points"
    return f"{who} would hold {amount} less than it has to"


def _say_below(held: float, needed: float) -> str:
    """Say a chance that falls short of another, also where both round to the same."""
    said = say_percent(held)
    return f"just less than {said}" if said == say_percent(needed) else f"only {said}"


def _say_odds(plan: Plan, draws: int) -> str:
    odds = plan.p_completed
    if cannot_tell(odds):
        return (
            "Over the draws the model cannot tell whether it would be carried out to the end: the "
            f"odds, {say_share(odds, draws)}, are near even."
        )
    claim = say_claim("every stage would be entered by all and delivered", odds, draws)
    return f"{claim}." if hits(odds, draws) in (0, draws) else f"Over the draws, {_lower(claim)}."


def explain_package(found: PlanFindings) -> str:
    """Say which package is to be carried out, and in how many steps."""
    steps = sum(len(stage.items) for stage in found.stages) or len(found.single_step.items)
    whose = {
        "named": "the package that was asked for",
        "case": "the package that the case names for its plan",
        "recommended": "the safest package found",
    }[found.asked]
    return (
        f"What is to be carried out is {whose}, in {say_few(steps, 'step')}: a step takes one "
        "issue from an option to the next. Steps of one stage are done together and verified "
        "before the next stage begins."
    )


def explain_odds(found: PlanFindings) -> str:
    """Take the odds of the plan apart: who refuses, who defaults, what growing trust adds."""
    plan, draws = found.recommended, found.origin.draws
    if plan is None:
        return ""
    parts = [
        sentence(say_claim("no side refuses to enter any stage", plan.p_no_refusal, draws)),
        sentence(f"if none does, {_lower(say_claim('all is delivered', plan.p_kept, draws))}"),
    ]
    if plan.p_completed_growing - plan.p_completed >= SURER:
        shares = [say_percent(plan.p_completed), say_percent(plan.p_completed_growing)]
        parts.append(
            f"Counting that trust grows with every kept stage raises the odds of the end from "
            f"{shares[0]} to {shares[1]}."
        )
    return " ".join(parts)


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


def explain_tempted(names: Names, found: PlanFindings) -> str:
    """Say who is tempted to break off, and where."""
    said = []
    for party in found.parties:
        places = [
            str(place)
            for place, stage in enumerate(found.stages, start=1)
            if stage.temptation[party] > 0
        ]
        if places:
            where = "stage" if len(places) == 1 else "stages"
            said.append(f"{names.side(party)} at {where} {say_list(places)}")
    if not said:
        return _say_rarely_tempted(names, found)
    return sentence(f"tempted to take what the others deliver and to break off: {say_list(said)}")


def _say_rarely_tempted(names: Names, found: PlanFindings) -> str:
    """Say who gains most often by breaking off, where nobody does at the medians."""
    none = "At the medians no side would gain by breaking off at any stage"
    odds, place, party = max(
        (stage.sigma[party], place, party)
        for place, stage in enumerate(found.stages, start=1)
        for party in found.parties
    )
    if odds < SELDOM:
        return f"{none}: the plan enforces itself."
    said = say_odds(odds, found.origin.draws)
    likeliest = f"over the draws {names.side(party)} is the likeliest to"
    return f"{none}; {likeliest}, at stage {place}, where it would gain: {said}."


def explain_single(names: Names, found: PlanFindings) -> str:
    """Say what would happen if everything were done at once."""
    single = found.plans.get("single_step")
    if single is None or not single.stages or len(found.stages) == 1:
        return ""
    if single.breaks is None:
        return f"Done all at once, every side would enter as well, at the medians{_weigh(found)}."
    why = explain_break(names, single.breaks, single.stages[0])
    return f"Done all at once it would not be entered: {why}."


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


def explain_search(found: PlanFindings) -> str:
    """Say how sure it is that no better plan exists."""
    plan = found.recommended
    if plan is None:
        return ""
    if plan.proven:
        return (
            "It is proven that, at the medians, no way to put these steps in stages is short of "
            "less trust, and none that is short of no more exposes the sides less."
        )
    share = f"{say_percent(plan.exposure_share)} of all that the side gives"
    if plan.bound is None:
        return f"Other stages may expose the sides less than here, where it is at most {share}."
    return (
        f"Other stages may expose the sides less: the largest exposure here is {share}; at the "
        f"medians none as good in trust has less than {say_percent(max(plan.bound, 0.0))}."
    )


def explain_choice(found: PlanFindings) -> str:
    """Say by which rule the stages were chosen."""
    return f"How the stages were chosen. {found.rule}"


def explain_floors(names: Names, found: PlanFindings) -> str:
    """Say what sides have to hold after every stage; empty without floors."""
    if not found.floors:
        return ""
    said = [f"{names.side(side)} {say_number(floor)}" for side, floor in found.floors.items()]
    return (
        f"The least that a side has to hold after every stage, in its own points: {say_list(said)}."
    )
