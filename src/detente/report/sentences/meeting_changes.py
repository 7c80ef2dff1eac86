"""Sentences about what changes a meeting: what is on the table, help, conditions, the date."""

from __future__ import annotations

from collections.abc import Mapping

from detente.report.naming import Names
from detente.report.sentences.meeting import open_side
from detente.report.words import (
    in_draws,
    say_claim,
    say_date,
    say_few,
    say_list,
    say_number,
    say_numeral,
    say_percent,
    sentence,
)
from detente.study.meeting_records import (
    ConditionEffect,
    HelpEffect,
    MeetingFinding,
    OnDate,
)

SHOWS = 0.005
"""A change of odds by less than this, half a percentage point, does not show."""

CLEAR = 0.05
"""Dates whose odds differ by less than this are about as good."""

WHEN = {
    "held": "if the meeting is held",
    "agreed": "if something is agreed",
    "fails": "if the meeting fails",
}
MEANS = {
    "payment": "pays {to}",
    "hosting": "hosts the meeting for {to}",
    "guarantee": "gives {to} a guarantee",
}


def explain_search(finding: MeetingFinding, draws: int) -> str:
    """Say which packages were tried, how often one would be signed, and what readiness leaves."""
    tried = len(finding.signable)
    if not tried:
        return (
            "Nothing could be signed: of the packages that the other sections single out, none "
            "is left when it is cut down to what is on the table."
        )
    clause = f"{'it' if tried == 1 else 'one of them'} would be signed and entered by all who must"
    claim = say_claim(clause, finding.p_acceptable, draws)
    ends = [finding.readiness.p10, finding.readiness.p90]
    ready = " to ".join(dict.fromkeys(map(say_percent, ends)))
    return (
        f"{say_few(tried, 'package').capitalize()} could be signed: those that the other sections "
        f"single out, cut down to what is on the table. {claim}. That the sides then find it is "
        f"their readiness, {ready}. Other packages were not tried; some other might be signed in "
        "more draws."
    )


def explain_help(names: Names, effect: HelpEffect) -> str:
    """Say what a payment, hosting or a guarantee changes, beside the same without it."""
    means = MEANS[effect.kind].format(to=names.side(effect.to))
    when = "" if effect.kind == "hosting" else f" {WHEN[effect.when]}"
    opening = f"That {names.side(effect.by)} {means}{when}"
    odds = [
        _say_shift("the odds that it is held", effect.p_held),
        _say_shift("the odds that it is held and ends in agreement", effect.p_agreement),
        *(
            _say_shift(f"the odds that {names.side(party)} accepts", change)
            for party, change in effect.p_accepts.items()
        ),
    ]
    said = [part for part in odds if part]
    gained = _say_gained(names, effect.payoff)
    if not said:
        return f"{opening} changes no odds by as much as one percentage point{gained}."
    return f"{opening} {say_list(said)}{gained}."


def _say_shift(what: str, change: float) -> str:
    """Say by how much odds are higher or lower; empty where it does not show."""
    if abs(change) < SHOWS:
        return ""
    points = max(round(100 * abs(change)), 1)
    unit = "percentage point" if points == 1 else "percentage points"
    return f"{'raises' if change > 0 else 'lowers'} {what} by {points} {unit}"


def _say_gained(names: Names, payoff: Mapping[str, float]) -> str:
    """Say who can expect more or less by it, in points of its own."""
    said = [
        f"{names.side(party)} {say_number(abs(change))} {'more' if change > 0 else 'less'}"
        for party, change in payoff.items()
        if say_number(change) != "0" and abs(change) >= 1e-3
    ]
    if not said:
        return ""
    return f"; by it the invitation is worth, to {say_list(said)}, each in its own points"


def explain_condition(names: Names, effect: ConditionEffect, draws: int) -> str:
    """Say what a party's condition, to sign only what is better than an offer, changes."""
    who, offer = open_side(names, effect.by), names.offer(effect.offer)
    parts = [
        f"{who} signs only what is worth more to it than “{offer}” at face value",
        f"something that all would sign is so {in_draws(effect.p_met, draws)}",
    ]
    shifts = [
        _say_shift("the odds that the meeting is held", effect.p_held),
        _say_shift("the odds that it is held and ends in agreement", effect.p_agreement),
    ]
    said = say_list(part for part in shifts if part)
    change = f"The condition {said}." if said else "The condition changes no odds that would show."
    return f"{sentence('; '.join(parts))} {change}"


def explain_timing(names: Names, finding: MeetingFinding, draws: int) -> str:
    """Say on which date the meeting is likeliest, and for whom the date matters."""
    dates = finding.timing
    if len(dates) < 2:
        return ""
    best = max(dates, key=lambda each: (each.p_held, each.p_agreement))
    worst = min(dates, key=lambda each: (each.p_held, each.p_agreement))
    if best.p_held - worst.p_held < CLEAR:
        told = (
            f"Of the {say_numeral(len(dates))} dates none makes it clearly likelier that the "
            f"meeting is held: the odds lie between {say_percent(worst.p_held)} and "
            f"{say_percent(best.p_held)}."
        )
    else:
        told = (
            f"It is likeliest to be held on {_say_day(names, best)}, {in_draws(best.p_held, draws)}"
            f", and least likely on {_say_day(names, worst)}, {in_draws(worst.p_held, draws)}."
        )
    return " ".join(filter(None, [told, _say_moved(names, finding)]))


def _say_day(names: Names, on: OnDate) -> str:
    """Name a date, with what has passed by then."""
    mark = ", as proposed" if on.proposed else ""
    passed = say_list(f"“{names.day(day)}”" for day in on.after)
    return f"{say_date(on.date)}{mark}" + (f" (after {passed})" if passed else "")


def _say_moved(names: Names, finding: MeetingFinding) -> str:
    """Name the parties for whom some date is better than another if the meeting is held."""
    said = []
    for party in finding.parties:
        odds = [(each.p_better_if_held[party], each) for each in finding.timing
                if party in each.p_better_if_held]  # fmt: skip
        if not odds:
            continue
        low, high = min(odds, key=lambda pair: pair[0]), max(odds, key=lambda pair: pair[0])
        if high[0] - low[0] >= CLEAR:
            said.append(
                f"{names.side(party)} from {say_percent(low[0])} on {say_date(low[1].date)} to "
                f"{say_percent(high[0])} on {say_date(high[1].date)}"
            )
    if not said:
        return "For no side does the date change the odds of gaining by it clearly."
    return sentence(f"the odds of being better off if it is held run for {say_list(said)}")


def explain_opening(names: Names, finding: MeetingFinding) -> str:
    """Say which options only a later date puts on the table; empty where there are none."""
    said = [
        f"from {say_date(each.date)} on, {_list_options(names, each)}"
        for before, each in zip((None, *finding.timing), finding.timing, strict=False)
        if set(each.opens) - set(before.opens if before else ())
    ]
    return f"On the table only later: {say_list(said)}." if said else ""


def _list_options(names: Names, on: OnDate) -> str:
    return say_list(f"“{names.pledge(issue, option)}”" for issue, option in on.opens)
