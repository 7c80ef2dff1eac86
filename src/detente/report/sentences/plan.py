"""Sentences about plans: how far today's trust carries, where it breaks, and why."""

from __future__ import annotations

from collections.abc import Sequence

from detente.report.likelihood import (
    cannot_tell,
    hits,
    in_draws,
    say_claim,
    say_odds,
    say_percent,
    say_share,
    say_short,
)
from detente.report.naming import Names
from detente.report.words import say_count, say_few, say_list, say_number, say_numeral, sentence
from detente.study.plan_records import Break, Move, Plan, PlanFindings, Stage

SURER = 0.02
"""A difference in odds below this is none to speak of."""

HAIR = 1.5e-4
"""Trust is counted in ten-thousandths; a shortfall below this one is none."""

ENOUGH = 100
"""Fewer draws than this say nothing about odds close to 0 or 1."""

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
        return _say_impossible(names, found)
    return " ".join([_say_reach(names, found, plan), _say_odds(plan, found.origin.draws)])


def summarise_plan(names: Names, found: PlanFindings) -> str:
    """Say in one line how far today's trust carries."""
    plan = found.recommended
    if not names.changes(found.package):
        return NO_DEAL if found.asked == "recommended" else NO_PACKAGE
    if plan is None or not plan.stages:
        return _say_impossible(names, found)
    odds, draws = plan.p_completed, found.origin.draws
    share = f"with odds of {say_end(odds, draws)}" if _few(odds, draws) else in_draws(odds, draws)
    done = f"carried out to the end {share}"
    count = say_few(len(plan.stages), "stage")
    if plan.breaks is None:
        return f"Today's trust carries the package in {count}; {done}."
    where = "" if plan.breaks.why == "outset" else f" it breaks at stage {plan.breaks.stage}"
    return f"In {count}{where}: {say_why(names, plan)}; {done}."


def _say_impossible(names: Names, found: PlanFindings) -> str:
    none, breaks = "No order of the steps can carry out this package", found.impossible
    if breaks is None:
        return f"{none} within the limits set to stages."
    if breaks.why == "limit":
        return f"{none} within the limits set to stages: {_say_left_over(found, breaks)}."
    who = names.side(breaks.side)
    amount = f"{say_number(abs(breaks.short))} of its own points"
    return (
        f"{none}: in the stages that would be best otherwise, {who} comes to hold {amount} less "
        "than it has to."
    )


def _say_left_over(found: PlanFindings, breaks: Break) -> str:
    """Say how many steps so many stages of so many steps leave over, as a clause."""
    total, left = len(found.single_step.items), round(breaks.short)
    each, uneven = divmod(total - left, max(breaks.stage, 1))
    if uneven or each < 1:
        return f"{say_few(left, 'step is', 'steps are')} left over"
    stages = say_few(breaks.stage, "stage")
    leave = "leaves" if breaks.stage == 1 else "leave"
    most = say_few(each, "step")
    return (
        f"{stages} of at most {most} {leave} {say_numeral(left)} of the {say_numeral(total)} over"
    )


def _say_reach(names: Names, found: PlanFindings, plan: Plan) -> str:
    """Say how many stages today's trust carries, which step is first, and what stops it."""
    total, first = len(plan.stages), say_steps(names, plan.stages[0].items)
    if plan.breaks is None:
        if total == 1:
            return "Today's trust carries the whole package at once, in a single stage."
        return f"{_say_carried(found, plan)}, beginning with {first}."
    why = say_why(names, plan)
    if plan.breaks.why == "outset":
        return f"Today's trust does not carry the package, though each stage by itself: {why}."
    if plan.breaks.stage == 1:
        even = "a single stage" if total == 1 else f"the first of {say_few(total, 'stage')}"
        return f"Today's trust does not carry even {even}, {first}: {why}."
    carried = plan.breaks.stage - 1
    few = "stage," if carried == 1 else f"{say_few(carried, 'stage')}, beginning with"
    return (
        f"Today's trust does not carry the package: the first {few} {first}, would be entered, but "
        f"at stage {plan.breaks.stage} of {total} {why}."
    )


def _say_carried(found: PlanFindings, plan: Plan) -> str:
    """Say that trust carries the package in stages, or even without them."""
    single, count = found.plans.get("single_step"), say_few(len(plan.stages), "stage")
    if single and single.enterable and plan.exposure_share < single.exposure_share:
        return f"Today's trust carries the whole package, even at once; less is at stake in {count}"
    return f"Today's trust carries the whole package in {count}"


def say_why(names: Names, plan: Plan) -> str:
    """Say why a plan breaks, as a clause, and who else would refuse there."""
    breaks = plan.breaks
    assert breaks is not None
    why = explain_break(names, breaks, plan.stages[breaks.stage - 1])
    others = [side for side in _list_refusing(plan, breaks) if side != breaks.side]
    return f"{why}; {names.sides(others)} would refuse too" if others else why


def _list_refusing(plan: Plan, breaks: Break) -> list[str]:
    if breaks.why != "outset":
        return list(plan.stages[breaks.stage - 1].refuses)
    held = plan.available_at_outset
    return [side for side, need in plan.needed_at_outset.items() if need > held[side] + HAIR]


def explain_stages(names: Names, plan: Plan, draws: int, put: str) -> str:
    """Say whether stages that were given would be entered, and where they break.

    Parameters
    ----------
    put : names the stages, as in ``three stages like this``.
    """
    odds = f"Carried out to the end: {say_end(plan.p_completed, draws)}."
    if plan.breaks is None:
        each = "it" if len(plan.stages) == 1 else "each"
        return f"Put in {put}, every side would enter {each}, at the medians. {odds}"
    why = say_why(names, plan)
    if plan.breaks.why == "outset":
        return f"Put in {put}, every side would enter each by itself, but {why}. {odds}"
    breaks = f"the package breaks at stage {plan.breaks.stage}, because {why}"
    return f"Put in {put}, {breaks}. {odds}"


def say_refused(names: Names, stage: Stage) -> str:
    """Say who would refuse a stage: parties, and those at home whose floor it breaks."""
    parties = [side for side in stage.refuses if side in stage.exposure]
    home = [side for side in stage.refuses if side not in stage.exposure]
    said = [f"{names.sides(parties)} would refuse this stage"] if parties else []
    if home:
        said.append(f"it leaves {names.sides(home)} with less than the least that they must hold")
    return " ".join(map(sentence, said))


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
            f"{who} would have to believe at {say_percent(needed)} that "
            f"{say_others(names, breaks.side, 'delivers', 'deliver')}, and the record supports "
            f"{_say_below(held, needed)}"
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


def say_others(names: Names, side: str, one: str, several: str) -> str:
    """Say what the other parties do; between two, the other by its name."""
    others = [party.id for party in names.case.parties if party.id != side]
    return f"{names.side(others[0])} {one}" if len(others) == 1 else f"the others {several}"


def _say_below(held: float, needed: float) -> str:
    """Say a chance that falls short of another, also where both round to the same."""
    said = say_percent(held)
    return f"just less than {said}" if said == say_percent(needed) else f"only {said}"


def _say_odds(plan: Plan, draws: int) -> str:
    odds = plan.p_completed
    if _few(odds, draws):
        few = say_few(draws, "draw")
        return (
            f"Over {few}, which is too few to say more, the odds that it would be carried out to "
            f"the end are {say_end(odds, draws)}."
        )
    if hits(odds, draws) == 0:
        return f"{sentence(say_share(odds, draws))[:-1]} would it be carried out to the end."
    if hits(odds, draws) == draws:
        return f"{sentence(say_share(odds, draws))[:-1]} it would be carried out to the end."
    if cannot_tell(odds):
        return (
            "Over the draws the model cannot tell whether it would be carried out to the end: the "
            f"odds, {say_share(odds, draws)}, are near even."
        )
    claim = say_claim("every stage would be entered by all and delivered", odds, draws)
    return f"Over the draws, {_lower(claim)}."


def _few(odds: float, draws: int) -> bool:
    """Whether so few draws would say none, or all, of odds that are neither."""
    return draws < ENOUGH and 0 < odds < 1 and hits(odds, draws) in (0, draws)


def say_end(odds: float, draws: int) -> str:
    """Say the odds of coming to the end; of too few draws, in percent."""
    return f"about {say_percent(odds)}" if _few(odds, draws) else say_odds(odds, draws)


def say_mean(odds: float, draws: int) -> str:
    """Say odds that are a mean over the draws for a table; of too few draws, in percent."""
    return say_percent(odds) if _few(odds, draws) else say_short(odds, draws)


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
    kept = _lower(say_claim("all is delivered", plan.p_kept, draws))
    if _few(plan.p_kept, draws):
        kept = f"the odds that all is delivered are {say_end(plan.p_kept, draws)}"
    parts = [_say_entered(plan.p_no_refusal, draws), sentence(f"if nobody refuses, {kept}")]
    if plan.p_completed_growing - plan.p_completed >= SURER:
        shares = [say_percent(plan.p_completed), say_percent(plan.p_completed_growing)]
        parts.append(
            f"Counting that trust grows with every kept stage raises the odds of the end from "
            f"{shares[0]} to {shares[1]}."
        )
    return " ".join(parts)


def _say_entered(odds: float, draws: int) -> str:
    """Say how likely it is that every side enters every stage."""
    count, share = hits(odds, draws), sentence(say_share(odds, draws))[:-1]
    if draws == 1:
        every = "every side enters every stage" if count else "some side refuses"
        return f"In the one draw {every}."
    if count == 0:
        return f"{share} would every side enter every stage."
    if count == draws:
        return f"{share} every side enters every stage."
    return sentence(say_claim("no side refuses to enter any stage", odds, draws))


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


def explain_floors(names: Names, found: PlanFindings) -> str:
    """Say what sides have to hold after every stage; empty without floors."""
    if not found.floors:
        return ""
    said = [f"{names.side(side)} {say_number(floor)}" for side, floor in found.floors.items()]
    return (
        f"The least that a side has to hold after every stage, in its own points: {say_list(said)}."
    )
