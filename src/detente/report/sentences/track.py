"""Sentences about what has been kept: what stands, what broke, and how it can go on."""

from __future__ import annotations

from collections.abc import Sequence

from detente.report.likelihood import say_odds, say_percent
from detente.report.naming import Names
from detente.report.sentences.plan import explain_break, say_steps
from detente.report.words import (
    say_date,
    say_few,
    say_interval,
    say_list,
    say_number,
    say_numeral,
    sentence,
)
from detente.study.plan_records import Break, Plan
from detente.study.track_records import (
    BeliefIn,
    BreakCost,
    Effect,
    Happened,
    Standing,
    TrackFindings,
)

STATES = {
    "done": "done",
    "late": "done late",
    "disputed": "disputed",
    "broken": "broken",
    "overdue": "overdue",
    "open": "not yet done",
    "begun": "in part",
}
"""What has become of a step or a stage, in words."""

OUTCOMES = {
    "kept": "kept",
    "late": "kept late",
    "partial": "kept in part",
    "disputed": "disputed",
    "broken": "broken",
}
"""What became of a promise, in words, the best first."""

LEAST = 0.005
"""A change of a chance by less than this is none; so is an amount of so little."""


def answer_track(names: Names, found: TrackFindings) -> str:
    """Answer what has been kept, and whether today's trust carries the rest."""
    if not found.steps:
        return "There is nothing to keep: no package is to be carried out."
    return f"{_say_kept(found)} {_say_rest(names, found)}"


def summarise_track(found: TrackFindings) -> str:
    """Say in one line what has been kept."""
    return _say_kept(found)


def _say_kept(found: TrackFindings) -> str:
    """Count the steps by what became of them."""
    counts = _count(found)
    total, day = say_few(found.steps, "step"), say_date(found.on)
    if not found.events:
        return f"Nothing is on record up to {day}: none of the {total} has been done."
    overran = _say_overrun(found, also=bool(counts["late"]))
    if found.done == found.steps:
        late = f"{say_numeral(counts['late'])} of them late" if counts["late"] else ""
        how = " and ".join(filter(None, (late, overran))) or "none of them late"
        return f"By {day}, every one of the {total} has been done, {how}."
    stand = f"{say_numeral(found.done)} of the {total} {'is' if found.done == 1 else 'are'} done"
    late = _say_late(counts, found.done)
    after = f"{' and' if late else ','} {overran}" if overran else ""
    return f"By {day}, {stand}{late}{after}; {say_list(_list_rest(counts))}."


def _say_overrun(found: TrackFindings, *, also: bool) -> str:
    """Say how many steps were done after their day, though not called late; empty for none."""
    count = sum(stage.overran(move) for stage in found.stages for move in stage.moves)
    if not count:
        return ""
    if count == found.done == 1:
        return "after its day"
    more = " more" if also else " of them"
    return f"{say_numeral(count)}{more} after {'its' if count == 1 else 'their'} day"


def _say_late(counts: dict[str, int], done: int) -> str:
    """Say how many of the steps that are done were late; empty for none."""
    late = counts["late"]
    if late == done == 1:
        return ", late"
    if late == done > 0:
        return ", all of them late"
    return f", {say_numeral(late)} of them late" if late else ""


def _list_rest(counts: dict[str, int]) -> list[str]:
    """Say how many steps are not done, by why."""
    said = [
        f"{say_numeral(counts[state])} {'is' if counts[state] == 1 else 'are'} {STATES[state]}"
        for state in ("broken", "disputed", "overdue", "open")
        if counts[state]
    ]
    return said[:1] + [text.replace(" is ", " ").replace(" are ", " ") for text in said[1:]]


def _count(found: TrackFindings) -> dict[str, int]:
    states = [move.state for stage in found.stages for move in stage.moves]
    return {state: states.count(state) for state in STATES}  # type: ignore[arg-type]


def _say_rest(names: Names, found: TrackFindings) -> str:
    if not found.left:
        return "Nothing is left to be done."
    plan = found.rest
    if plan is None or not plan.stages:
        return _say_impossible(names, found.impossible)
    first, total = say_steps(names, plan.stages[0].items), len(plan.stages)
    if plan.breaks is None:
        if total == 1:
            return f"Today's trust carries the rest, in a single stage: {first}."
        return (
            f"Today's trust carries the rest in {say_few(total, 'stage')}, beginning with {first}."
        )
    return _say_no(names, plan, plan.breaks)


def _say_impossible(names: Names, breaks: Break | None) -> str:
    """Say why no order of the rest is possible: a limit, or a side below what it must hold."""
    none, limits = "No order of what is left", "the limits that the case sets to stages"
    if breaks is None:
        return f"{none} keeps what each side has to hold at home and {limits}."
    if breaks.why == "limit":
        left = say_few(round(breaks.short), "step is", "steps are")
        return f"{none} keeps within {limits}: {left} left over."
    amount = f"{say_number(abs(breaks.short))} of its own points"
    return (
        f"{none} keeps what each side has to hold at home: in the stages that would be best "
        f"otherwise, {names.side(breaks.side)} comes to hold {amount} less than it has to."
    )


def _say_no(names: Names, plan: Plan, breaks: Break) -> str:
    """Say where the rest breaks, and why."""
    why, total = explain_break(names, breaks, plan.stages[breaks.stage - 1]), len(plan.stages)
    if breaks.why == "outset":
        return f"Today's trust does not carry the rest, though each stage by itself: {why}."
    if total == 1:
        return f"Today's trust does not carry the rest: {why}."
    where = f"stage {breaks.stage} of {total}"
    return f"Today's trust does not carry the rest: it breaks at {where}, because {why}."


def explain_schedule(found: TrackFindings) -> str:
    """Say what the steps are held against, what has changed meanwhile, and what is left out."""
    whose = {
        "agreed": "the stages that were agreed",
        "recommended": "the stages that were found for the package at the outset: none were agreed",
    }[found.schedule]
    parts = [f"The steps are held against {whose}."]
    changes = [_say_changed(event) for event in found.events if event.changes]
    if changes:
        parts.append(f"The case itself has changed since: {say_list(changes)}.")
    if found.events_after:
        later = say_few(found.events_after, "later event")
        is_are = "is" if found.events_after == 1 else "are"
        parts.append(f"{later.capitalize()} {is_are} left out.")
    return " ".join(parts)


def _say_changed(event: Happened) -> str:
    """Say what changed the case, and when; the number of values where no words were written."""
    what = f"“{event.what}”" if event.what else say_few(len(event.changes), "value")
    return f"{what} on {say_date(event.date)}"


def explain_standing(names: Names, standing: Standing) -> str:
    """Say where a party stands today, and what is still owed to it and by it."""
    who = names.side(standing.party)
    return sentence(f"{who} {_say_exposure(standing)}. {_say_debts(standing)}")


def _say_exposure(standing: Standing) -> str:
    amount = standing.exposure
    if abs(amount) < LEAST:
        return "stands where it stood at first, should everything be taken back that can be"
    place = "below" if amount > 0 else "above"
    ends = sorted((standing.over_draws.p10, standing.over_draws.p90), key=abs)
    if ends[0] * ends[1] < 0 or abs(ends[1] - ends[0]) < LEAST:
        ranged = _say_both(standing) if ends[0] * ends[1] < 0 else ""
    else:
        ranged = f" ({say_interval(abs(ends[0]), abs(ends[1]))})"
    return (
        f"stands {say_number(abs(amount))} of its own points {place} the status quo{ranged}, "
        "should everything be taken back that can be"
    )


def _say_both(standing: Standing) -> str:
    """Say a range that goes from below the status quo to above it."""
    below, above = standing.over_draws.p90, -standing.over_draws.p10
    return f" (from {say_number(below)} below to {say_number(above)} above)"


def _say_debts(standing: Standing) -> str:
    owed, owes = say_number(standing.owed), say_number(standing.owes)
    if standing.owed < LEAST and standing.owes < LEAST:
        return "Nothing more is owed to it, and nothing by it"
    if standing.owed < LEAST:
        return f"Nothing more is owed to it, and its own part of the rest would cost it {owes}"
    cost = f"would cost it {owes}" if standing.owes >= LEAST else "would cost it nothing"
    return f"What it is still owed is worth {owed} to it, and its own part of the rest {cost}"


def explain_belief(names: Names, belief: BeliefIn) -> str:
    """Say how far a party is believed now, against the outset, and on what."""
    who, now = names.side(belief.party), say_percent(belief.mean)
    before = say_percent(belief.mean_before)
    change = belief.mean - belief.mean_before
    moved = f", as it was at the outset ({before})"
    if abs(change) >= LEAST:
        moved = f", {'up' if change > 0 else 'down'} from {before} at the outset"
    said = f"the chance that {who} keeps a promise is put at {now}{moved}"
    return f"{sentence(said)} {_say_added(belief)}"


def _say_added(belief: BeliefIn) -> str:
    """Count the promises that have been settled since, by their outcome."""
    outcomes = [entry.outcome for entry in belief.added]
    if not outcomes:
        return "None of its promises has been settled since."
    said = [
        f"{say_numeral(outcomes.count(each))} {words}"
        for each, words in OUTCOMES.items()
        if each in outcomes
    ]
    verb = "has" if len(outcomes) == 1 else "have"
    count = say_numeral(len(outcomes)).capitalize()
    told = OUTCOMES[outcomes[0]] if len(outcomes) == 1 else say_list(said)
    if len(said) == 1 < len(outcomes):
        told = f"all {OUTCOMES[outcomes[0]]}"
    return f"{count} of its promises {verb} been settled since: {told}."


def explain_breaks(names: Names, breaks: Sequence[BreakCost]) -> tuple[str, ...]:
    """Say what each break cost, a text each; what the others can take back once, if it is the same.

    Each text says what was broken by whom, what that took back, and what it set off.
    """
    told: set[str] = set()
    texts = []
    for cost in breaks:
        returnable = _say_returnable(names, cost)
        parts = [_say_break(names, cost), _say_lost(names, cost)]
        parts.append("" if returnable in told else returnable)
        parts += [_say_paid(names, cost), _say_bonds(names, cost)]
        texts.append(" ".join(filter(None, parts)))
        told.add(returnable)
    return tuple(texts)


def _say_break(names: Names, cost: BreakCost) -> str:
    who, when = names.side(cost.by) if cost.by else "nobody in particular", say_date(cost.date)
    if not cost.undone:
        return sentence(f"{when}: {who} did not deliver {say_steps(names, cost.moves)}")
    return sentence(f"{when}: {who} went back on {say_steps(names, cost.undone)}")


def _say_lost(names: Names, cost: BreakCost) -> str:
    """Say what going back takes from the others, what of it stays, and what the breaker saves."""
    said = [
        f"{names.side(party)} loses {say_number(lost)} of what that was worth to it and keeps "
        f"{say_number(cost.remains[party])}"
        for party, lost in cost.lost.items()
        if lost >= LEAST
    ]
    spared = -cost.lost.get(cost.by, 0.0)
    if spared >= LEAST:
        said.append(f"{names.side(cost.by)} is spared {say_number(spared)}")
    return sentence("; ".join(said)) if said else ""


def _say_returnable(names: Names, cost: BreakCost) -> str:
    """Say what the others could take back of what they had given by then."""
    said = []
    for party, back in cost.returnable.items():
        stays = cost.sunk[party]
        if back + stays < LEAST:
            continue
        of = f"of the {say_number(back + stays)} that it had given by then"
        what = f"can take back {say_number(back)}" if back >= LEAST else "can take back nothing"
        said.append(f"{names.side(party)} {what} {of}")
    return sentence(say_list(said)) if said else ""


def _say_paid(names: Names, cost: BreakCost) -> str:
    said = []
    for paid in cost.deposits:
        gets = [
            f"{names.side(party)} gets {say_number(amount)}"
            for party, amount in paid.pays.items()
            if amount >= LEAST
        ]
        loses = [f"{names.side(paid.secures)} loses {say_number(paid.loses)}"]
        effects = [*(loses if paid.loses >= LEAST else []), *gets]
        said.append(f"“{paid.title}” is paid out: {say_list(effects) or 'nobody loses by it'}.")
    return " ".join(said)


def _say_bonds(names: Names, cost: BreakCost) -> str:
    bonds = {"relationship": cost.relationship, "reputation": cost.reputation}
    said = [f"{say_number(amount)} in {what}" for what, amount in bonds.items() if amount >= LEAST]
    if not said:
        return ""
    return sentence(f"by its first break {names.side(cost.by)} also loses {say_list(said)}")


def explain_rest(found: TrackFindings, plan: Plan) -> str:
    """Say how likely the rest is to be carried out, and how it is reckoned."""
    odds = say_odds(plan.p_completed, found.origin.draws)
    told = (
        "It begins where the issues stand today, with today's trust, and counts what has been "
        "delivered for good; a step that was undone counts as one to be done anew."
    )
    same = " It supposes that all sides still want the same package." if found.breaks else ""
    return f"Carried out to the end: {odds}. {told}{same}"


def explain_effect(names: Names, effect: Effect) -> tuple[str, ...]:
    """Say which event was added, what it changes, and what about it may be a mistake."""
    doubts = (_ask_late(effect), _say_required(names, effect))
    return _say_event(names, effect), _say_change(names, effect), *filter(None, doubts)


def _ask_late(effect: Effect) -> str:
    if effect.overran is None:
        return ""
    due = say_date(effect.overran)
    return f"That is after {due}, the day that was agreed: was it late?"


def _say_required(names: Names, effect: Effect) -> str:
    """Say what has to be done with the moves and is not done yet; empty for nothing."""
    needed = [f"“{names.pledge(issue, option)}”" for issue, option in effect.required.items()]
    if not needed:
        return ""
    who = "it requires" if len(effect.moves) == 1 else "they require"
    return f"{say_list(needed)}, which {who}, {'is' if len(needed) == 1 else 'are'} not done."


def _say_event(names: Names, effect: Effect) -> str:
    moves = [f"“{names.pledge(issue, option)}”" for issue, option in effect.moves.items()]
    what = say_list(moves) if moves else f"“{effect.what}”, promised by {names.side(effect.by)}"
    by = f" by {names.side(effect.by)}" if moves and effect.by else ""
    state = STATES.get(effect.outcome) or OUTCOMES.get(effect.outcome, effect.outcome)
    return f"Added to events.yaml: {say_date(effect.date)}, {what}, {state}{by}."


def _say_change(names: Names, effect: Effect) -> str:
    """Say how many steps are done now, and how the beliefs move."""
    count = say_numeral(effect.done).capitalize()
    verb = "is" if effect.done == 1 else "are"
    total = say_few(effect.steps, "step")
    said = f"{count} of the {total} {verb} done{_say_difference(effect)}"
    moved = [
        party
        for party, before in effect.belief_before.items()
        if abs(effect.belief[party] - before) >= LEAST
    ]
    if not moved:
        return f"{said}; trust stays where it was."
    verbs = ("moves ", *("" for _ in moved))
    told = [
        f"in {names.side(party)} {verb}from {say_percent(effect.belief_before[party])} to "
        f"{say_percent(effect.belief[party])}"
        for party, verb in zip(moved, verbs, strict=False)
    ]
    return f"{said}; trust {say_list(told)}."


def _say_difference(effect: Effect) -> str:
    change = effect.done - effect.done_before
    if change == 0:
        return ", as before"
    return f", {say_numeral(abs(change))} {'more' if change > 0 else 'fewer'} than before"
