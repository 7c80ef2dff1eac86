"""Sentences about what changes a meeting: what is on the table, help, conditions, the date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detente.report.likelihood import in_draws, say_bounded, say_claim, say_percent
from detente.report.naming import Names
from detente.report.sentences.meeting import open_side
from detente.report.words import say_date, say_few, say_list, say_number, say_numeral, sentence
from detente.study.meeting_records import (
    ConditionEffect,
    HelpEffect,
    MeetingFinding,
    OnDate,
)

SHOWS = 0.005
"""A change of odds by less than this, half a percentage point, does not show."""

LITTLE = 0.01
"""A share of what a meeting brings to a party below which a change is not said."""

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
    several = "; of several that all would sign, they sign the first listed" if tried > 1 else ""
    return (
        f"{say_few(tried, 'package').capitalize()} could be signed, of those that the other "
        f"sections single out, cut down to what is on the table. {claim}. The chance that the "
        f"sides then find it is put at {ready}{several}. Other packages were not tried; some other "
        "might be signed in more draws."
    )


def explain_reading(finding: MeetingFinding) -> str:
    """Say so where it matters whether a first move is read for what it shows; else empty."""
    odds, read = finding.p_held, finding.equilibrium.p_held_if_read
    if read is None or abs(read - odds) < CLEAR:
        return ""
    return (
        "These odds take it that nobody reads anything into an invitation. Were it read for what "
        f"it shows of who makes it, the meeting would be held in {say_bounded(read)} of the draws "
        f"in place of {say_bounded(odds)}."
    )


def explain_help(names: Names, finding: MeetingFinding, effect: HelpEffect) -> str:
    """Say what a payment, hosting or a guarantee changes, beside the same without it."""
    means = MEANS[effect.kind].format(to=names.side(effect.to))
    when = "" if effect.kind == "hosting" else f" {WHEN[effect.when]}"
    opening = f"That {names.side(effect.by)} {means}{when}"
    odds = [
        ("it is held", effect.p_held),
        ("it is held and ends in agreement", effect.p_agreement),
        *((f"{names.side(party)} goes along", p) for party, p in effect.p_accepts.items()),
    ]
    gained = _say_gained(names, finding, effect.payoff)
    said = say_shifts(odds)
    if not said:
        return f"{opening} changes no odds by as much as one percentage point{gained}."
    return f"{opening} {said}{gained}."


def say_shifts(odds: Sequence[tuple[str, float]]) -> str:
    """Say by how much odds are higher, then which are lower; empty where nothing shows.

    Examples
    --------
    >>> say_shifts([("it is held", 0.03), ("all sign", 0.001), ("it is agreed", -0.01)])
    'raises the odds that it is held by 3 percentage points and lowers the odds that it is agreed \
by 1'
    """
    parts, unit = [], " percentage points"
    for verb, sign in (("raises", 1), ("lowers", -1)):
        said = []
        for what, change in odds:
            if sign * change >= SHOWS:
                said.append(f"that {what} by {max(round(100 * abs(change)), 1)}{unit}")
                unit = ""
        if said:
            parts.append(f"{verb} the odds {say_list(said)}")
    return " and ".join(parts).replace(" by 1 percentage points", " by 1 percentage point")


def _say_gained(names: Names, finding: MeetingFinding, payoff: Mapping[str, float]) -> str:
    """Say who can expect more or less by it, in points of its own."""
    shown = [
        (party, change)
        for party, change in payoff.items()
        if party in finding.parties and abs(change) > LITTLE * _find_scale(finding, party)
    ]
    if not shown:
        return ""
    own, each = (" of its own points", "") if len(shown) == 1 else ("", ", each in its own points")
    said = (
        f"{say_number(abs(change))} {'more' if change > 0 else 'less'}{own} to {names.side(party)}"
        for party, change in shown
    )
    return f"; on average the invitation is then worth {say_list(said)}{each}"


def _find_scale(finding: MeetingFinding, party: str) -> float:
    """Size up what a meeting brings to a party, so that what is nothing beside it is not said."""
    held = finding.parties[party].payoff_if_held
    return max(abs(held.p10), abs(held.p90))


def explain_condition(names: Names, effect: ConditionEffect, draws: int) -> str:
    """Say what a party's condition, to sign only what is better than an offer, changes."""
    who, offer = open_side(names, effect.by), names.offer(effect.offer)
    parts = [
        f"{who} signs only what is worth more to it than “{offer}” at face value",
        f"something that all would sign meets that {in_draws(effect.p_met, draws)}",
    ]
    said = say_shifts(
        [("the meeting is held", effect.p_held),
         ("it is held and ends in agreement", effect.p_agreement)]
    )  # fmt: skip
    change = f"The condition {said}." if said else "The condition changes no odds that would show."
    return f"{sentence('; '.join(parts))} {change}"


def explain_timing(names: Names, finding: MeetingFinding, draws: int) -> str:
    """Say on which dates the meeting is likelier, and for whom the date matters."""
    dates = finding.timing
    if len(dates) < 2:
        return ""
    most, least = max(each.p_held for each in dates), min(each.p_held for each in dates)
    better = [each for each in dates if most - each.p_held < CLEAR]
    worse = [each for each in dates if each not in better]
    if not worse:
        told = (
            f"None of the {say_numeral(len(dates))} dates makes it clearly likelier that the "
            f"meeting is held: the odds are {_say_ends(least, most)}."
        )
    elif len(better) == 1:
        last = max(worse, key=lambda each: each.p_held)
        told = (
            f"It is likeliest to be held on {_say_day(names, better[0])}, {in_draws(most, draws)}; "
            f"next on {_say_day(names, last)}, {in_draws(last.p_held, draws)}."
        )
    else:
        told = (
            f"It is less likely to be held on {say_list(_say_day(names, each) for each in worse)} "
            f"({_say_ends(least, max(each.p_held for each in worse))}) than on the other dates "
            f"({_say_ends(min(each.p_held for each in better), most)})."
        )
    return " ".join(filter(None, [told, _say_moved(names, finding)]))


def _say_ends(low: float, high: float) -> str:
    return " to ".join(dict.fromkeys(map(say_percent, (low, high))))


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
