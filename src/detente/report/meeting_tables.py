"""The tables of a meeting: for each side what it would do and gain, what could be signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detente.report.likelihood import say_short
from detente.report.naming import Names
from detente.report.sentences.meeting import call_gain, keep_inside, open_choice, say_ending
from detente.report.tables import Cell, Table, make_table
from detente.report.words import say_date, say_interval, say_number
from detente.study.meeting_records import (
    HelpEffect,
    MeetingFinding,
    MeetingFindings,
    MeetingFor,
)
from detente.study.record import Interval

GAINS = {"wins": "better off", "loses": "worse off", "cannot_tell": "cannot tell"}
HELPS = {"payment": "pays", "hosting": "hosts it for", "guarantee": "gives a guarantee to"}
WHEN = {"held": "if held", "agreed": "if something is agreed", "fails": "if it fails"}


def say_p(odds: float | None, draws: int) -> str:
    """Say odds for a cell; a dash where there are none."""
    return "–" if odds is None else say_short(keep_inside(odds, draws), draws)


def tabulate_meetings(names: Names, found: MeetingFindings) -> Table:
    """Put the meetings beside each other: is it held, is something agreed, who gains."""
    draws = found.origin.draws
    parties = [party.id for party in names.case.parties]
    rows: list[list[str | Cell]] = [
        [
            Cell(meeting.title, under=say_date(meeting.date) if meeting.date else ""),
            say_p(meeting.p_held, draws),
            say_p(meeting.p_agreement_if_held, draws),
            say_p(meeting.p_agreement, draws),
            *(_say_gain(meeting.parties.get(party), draws) for party in parties),
        ]
        for meeting in found.meetings
    ]
    head = [
        "Meeting",
        "Is held",
        "Agreement, if held",
        "Held and agreed",
        *(f"{names.label(party)} better off if held" for party in parties),
    ]
    caption = "The odds of each meeting on its own invitation, with its proposer to invite or not"
    return make_table(caption, head, rows, range(1, len(head)))


def _say_gain(to: MeetingFor | None, draws: int) -> str | Cell:
    if to is None:
        return "–"
    return Cell(say_p(to.p_better_if_held, draws), under="dilemma if asked" if to.dilemma else "")


def tabulate_gains(names: Names, finding: MeetingFinding, draws: int) -> Table:
    """List for each party the odds of ending above, and below, where it stands uninvited."""
    parties = list(finding.parties.items())
    rows = [
        ["What it would do most often", *(_say_usual(names, to, draws) for _, to in parties)],
        *(
            [title, *(say_p(getattr(to, field), draws) for _, to in parties)]
            for title, field in _ODDS.items()
        ),
        ["Held, it is in most draws", *(GAINS[call_gain(to)] for _, to in parties)],
        ["Gains in most draws even if it fails", *(_yes(to.gains_whatever) for _, to in parties)],
        ["Worse off whether it accepts or declines", *(_yes(to.dilemma) for _, to in parties)],
    ]
    head = ["", *(names.label(party) for party, _ in parties)]
    caption = (
        "Odds of ending above, and below, where each side would stand without the invitation; "
        "for who invites, accepting is inviting and declining is not to"
    )
    return make_table(caption, head, rows, range(1, len(head)))


_ODDS = {
    "Better off if it accepts": "p_better_if_accepts",
    "Worse off if it accepts": "p_worse_if_accepts",
    "Better off if it declines": "p_better_if_declines",
    "Worse off if it declines": "p_worse_if_declines",
    "Better off if the meeting is held": "p_better_if_held",
    "Worse off if the meeting is held": "p_worse_if_held",
    "Better off if something is agreed": "p_better_if_agreed",
    "Better off if it fails": "p_better_if_fails",
}


def _yes(fact: bool | None) -> str:
    return "not asked" if fact is None else "yes" if fact else "no"


def _say_usual(names: Names, to: MeetingFor, draws: int) -> str:
    best = max(to.choices, key=lambda choice: choice.p, default=None)
    return f"{open_choice(names, best)} ({say_p(best.p, draws)})" if best else "not asked"


def tabulate_payoffs(names: Names, finding: MeetingFinding, draws: int) -> Table:
    """List what each party can expect of each choice, and of each part of the meeting."""
    rows: list[list[str]] = []
    for party, to in finding.parties.items():
        who = names.label(party)
        rows += [
            [who, open_choice(names, each), say_p(each.p, draws), *_say_payoff(each.payoff)]
            for each in to.choices
        ]
        rows += [[who, part, "", *_say_payoff(payoff)] for part, payoff in list_parts(to)]
    caption = (
        "What each side can expect, in its own points above where it stands without the "
        "invitation; what an agreement and a failure add are each times their odds"
    )
    head = ["Side", "If it", "Chosen in", "Median", "P10 to P90"]
    return make_table(caption, head, rows, [2, 3, 4])


def list_parts(to: MeetingFor) -> list[tuple[str, Interval]]:
    """List what a meeting brings to a party: in all, and part by part."""
    return [
        ("Meets: in all", to.payoff_if_held),
        ("Meets: of the meeting itself", to.split.meeting),
        ("Meets: of what may be agreed", to.split.agreement),
        ("Meets: of failing", to.split.failure),
    ]


def _say_payoff(payoff: Interval) -> list[str]:
    return [
        say_number(payoff.p50, payoff.p90 - payoff.p10),
        say_interval(payoff.p10, payoff.p90),
    ]


def tabulate_endings(names: Names, finding: MeetingFinding, draws: int) -> Table:
    """List how the invitation can end, the likeliest first."""
    rows = [
        [_open(say_ending(names, each)), say_p(each.p, draws)]
        for each in sorted(finding.equilibrium.endings, key=lambda each: -each.p)
    ]
    caption = (
        "How the invitation ends when every side does what is best for it, knowing its own values "
        "and of the others' only their ranges"
    )
    return make_table(caption, ["Ending", "Odds"], rows, [1])


def tabulate_signable(names: Names, finding: MeetingFinding, draws: int) -> Table:
    """List the packages that could be signed, who would refuse, and whether they would be kept."""
    sides = list(dict.fromkeys(side for each in finding.signable for side in each.refuses))
    rows = [
        [
            name_package(names, place, each.package),
            str(each.stages),
            *(say_p(each.refuses.get(side), draws) for side in sides),
            say_p(each.p_all_sign, draws),
            say_p(each.p_signed, draws),
            say_p(each.p_kept, draws),
        ]
        for place, each in enumerate(finding.signable, start=1)
    ]
    head = [
        "Package",
        "Stages",
        *(f"{names.label(side)} refuses" for side in sides),
        "All sign and enter",
        "Is what is signed, if held",
        "Then delivered",
    ]
    caption = (
        "What could be signed: the odds that each side refuses to sign or to enter it, that all "
        "do, that it is what is signed if the meeting is held, and that it is then delivered"
    )
    return make_table(caption, head, rows, range(1, len(head)))


def name_package(names: Names, place: int, package: Mapping[str, str]) -> str:
    """Name a package of the menu by its place and its size."""
    count = len(names.changes(package))
    return f"Package {place}, {count} part{'' if count == 1 else 's'}"


def tabulate_menu(names: Names, finding: MeetingFinding) -> Table:
    """List what each package that could be signed consists of, side by side."""
    packages = [dict(names.changes(each.package)) for each in finding.signable]
    rows: list[list[str | Cell]] = [
        [
            Cell(names.issue(issue.id), under=names.performers(names.givers(issue.id))),
            *(names.option(issue.id, each[issue.id]) if issue.id in each else "–"
              for each in packages),
        ]
        for issue in names.case.issues
        if any(issue.id in each for each in packages)
    ]  # fmt: skip
    head = ["Issue", *(f"Package {place}" for place in range(1, len(packages) + 1))]
    return make_table("What the packages consist of; – stays as it is", head, rows)


def tabulate_helps(names: Names, finding: MeetingFinding) -> Table:
    """List what each payment, hosting or guarantee changes."""
    asked = list(dict.fromkeys(p for each in finding.helps for p in each.p_accepts))
    parties = list(dict.fromkeys(p for each in finding.helps for p in each.payoff))
    rows: list[list[str | Cell]] = [
        [
            _name_help(names, each),
            say_points_of_odds(each.p_held),
            say_points_of_odds(each.p_agreement),
            *(say_points_of_odds(each.p_accepts.get(party)) for party in asked),
            *(_say_more(each.payoff.get(party)) for party in parties),
        ]
        for each in finding.helps
    ]
    head = [
        "Help",
        "Is held",
        "Held and agreed",
        *(f"{names.label(party)} accepts" for party in asked),
        *(f"{names.label(party)} can expect" for party in parties),
    ]
    caption = (
        "What each help changes, with it less without it: odds in percentage points, what a side "
        "can expect in its own points"
    )
    return make_table(caption, head, rows, range(1, len(head)))


def _name_help(names: Names, each: HelpEffect) -> Cell:
    text = f"{names.label(each.by)} {HELPS[each.kind]} {names.label(each.to)}"
    return Cell(text, under=WHEN[each.when])


def say_points_of_odds(change: float | None) -> str:
    """Say a change of odds in whole percentage points.

    Examples
    --------
    >>> [say_points_of_odds(c) for c in (0.062, -0.004, 0.0, None)]
    ['+6', 'under 1', '0', '–']
    """
    if change is None:
        return "–"
    if 1e-9 < abs(change) < 0.005:
        return "under 1"
    points = round(100 * abs(change))
    return f"{'+' if change > 0 else '−'}{points}" if points else "0"


def _say_more(change: float | None) -> str:
    if change is None:
        return "–"
    text = say_number(change)
    return text if text.startswith(("0", "−")) and change <= 0 else f"+{text}"


def tabulate_dates(names: Names, finding: MeetingFinding, draws: int) -> Table:
    """List the odds of the meeting on each of its dates."""
    parties = list(finding.parties)
    asked = list(dict.fromkeys(p for each in finding.timing for p in each.p_accepts))
    rows: list[list[str | Cell]] = [
        [
            Cell(say_date(each.date), under=_say_passed(names, each.after, each.proposed)),
            say_p(each.p_held, draws),
            say_p(each.p_agreement, draws),
            *(say_p(each.p_accepts.get(party), draws) for party in asked),
            *(say_p(each.p_better_if_held.get(party), draws) for party in parties),
        ]
        for each in finding.timing
    ]
    head = [
        "Date",
        "Is held",
        "Held and agreed",
        *(f"{names.label(party)} accepts" for party in asked),
        *(f"{names.label(party)} better off if held" for party in parties),
    ]
    return make_table("The odds on each date", head, rows, range(1, len(head)))


def _say_passed(names: Names, after: Sequence[str], proposed: bool) -> str:
    passed = [f"after “{names.day(day)}”" for day in after]
    return "; ".join([*(["as proposed"] if proposed else []), *passed])


def tabulate_conditions(names: Names, finding: MeetingFinding, draws: int) -> Table:
    """List what sides insist on, and what it changes."""
    rows = [
        [
            names.label(each.by),
            names.offer(each.offer),
            say_p(each.p_met, draws),
            say_points_of_odds(each.p_held),
            say_points_of_odds(each.p_agreement),
        ]
        for each in finding.conditions
    ]
    head = ["Side", "Signs only what beats", "Some package does", "Is held", "Held and agreed"]
    caption = (
        "What sides insist on; the last two columns, in percentage points, with it less without it"
    )
    return make_table(caption, head, rows, [2, 3, 4])


def _open(text: str) -> str:
    return text[0].upper() + text[1:]
