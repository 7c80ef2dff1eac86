"""Tables about packages that somebody put together: one by itself, and several side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from detente.case import Case
from detente.case.constraint_model import Combinations
from detente.report.charts.calendar import say_length
from detente.report.charts.marks import SOLUTION_NAMES
from detente.report.likelihood import say_percent, say_short
from detente.report.naming import Names
from detente.report.sentences.basis import is_certain
from detente.report.tables import Cell, Table, make_table
from detente.report.words import say_interval, say_number, sentence
from detente.study.deal_records import DealFindings, Lottery
from detente.study.package_records import Balanced, PackageFindings
from detente.study.plan_records import Plan
from detente.study.record import Interval

_KINDS = re.compile(r" (?:requires|excludes) ")


@dataclass(frozen=True)
class Broken:
    """A rule that a package breaks: what it says, and the choices that it is about."""

    rule: str
    issues: tuple[str, ...]
    choices: tuple[str, ...]


def list_broken(names: Names, found: PackageFindings) -> list[Broken]:
    """List the rules that a package breaks, each with the choices behind it."""
    listed = []
    for label in found.broken:
        issues = find_issues(names.case, label)
        chosen = (names.pledge(issue, _stands(names, found, issue)) for issue in issues)
        listed.append(Broken(sentence(names.rule(label)), issues, tuple(chosen)))
    return listed


def find_issues(case: Case, label: str) -> tuple[str, ...]:
    """Find the issues that a rule speaks of, by its label."""
    for constraint in case.constraints:
        if label in constraint.labels:
            if isinstance(constraint, Combinations) and constraint.kind == "never":
                return tuple(constraint.rows[constraint.labels.index(label)])
            return constraint.issues
    return tuple(dict.fromkeys(end.split(".")[0] for end in _KINDS.split(label)))


def _stands(names: Names, found: PackageFindings, issue: str) -> str:
    return found.package.get(issue, names.case.issue(issue).options[0].id)


def tabulate_sides(names: Names, found: PackageFindings) -> Table:
    """List what a package means to each party: worth, gain, what it gives and gets, its odds."""
    rows = [[names.label(party), *_say_party(names, found, party)] for party in found.parties]
    head = ["Side", "Worth", "Gains", "Gives", "Gets", "For 1 given", "Accepts"]
    caption = (
        "Delivered in full, in each side's own points: its worth at the medians; the gain over no "
        "deal, and what is given and got against the status quo, from P10 to P90"
    )
    return make_table(caption, head, rows, range(1, len(head)))


def _say_party(names: Names, found: PackageFindings, party: str) -> list[str]:
    judged, balance = found.candidate, found.balance[party]
    return [
        say_number(judged.value[party]),
        _say_ends(judged.gain[party]),
        _say_ends(balance.gives, balance),
        _say_ends(balance.gets, balance),
        _say_ratio(balance),
        _say_accepts(names, found, judged.p_gain[party]),
    ]


def _say_ends(interval: Interval, beside: Balanced | None = None) -> str:
    scale = max(beside.gives.p90, beside.gets.p90) if beside else 0.0
    return say_interval(interval.p10, interval.p90, scale)


def _say_ratio(balance: Balanced) -> str:
    return "–" if balance.return_ratio is None else say_number(balance.return_ratio)


def _say_accepts(names: Names, found: PackageFindings, odds: float) -> str:
    if is_certain(names):
        return "yes" if odds > 0 else "no"
    return say_short(odds, found.origin.draws)


def tabulate_choices(
    names: Names, packages: Mapping[str, Mapping[str, str]], *, every: bool = False
) -> Table:
    """Put the choices of packages side by side: issues on which they differ, or all of them."""
    rows: list[list[str | Cell]] = []
    for issue in names.case.issues:
        quo = issue.options[0].id
        chosen = [package.get(issue.id, quo) for package in packages.values()]
        if every or len(set(chosen)) > 1:
            who = names.performers(names.givers(issue.id))
            said = (Cell(names.option(issue.id, each), muted=each == quo) for each in chosen)
            rows.append([Cell(names.issue(issue.id), under=who), *said])
    caption = "What each package chooses" if every else "Where the packages differ"
    return make_table(caption, ["Issue", *packages], rows)


def tabulate_worth(names: Names, packages: Mapping[str, PackageFindings]) -> Table:
    """Put what packages mean to every side next to each other."""
    rows = [[title, *said] for title, said in _list_worth(names, list(packages.values()))]
    caption = (
        "What each package brings, delivered in full, in each side's own points: odds over the "
        "draws, gains over no deal from P10 to P90"
    )
    return make_table(caption, ["What it brings", *packages], rows, range(1, len(packages) + 1))


def _list_worth(
    names: Names, packages: Sequence[PackageFindings]
) -> Iterator[tuple[str, list[str]]]:
    suits = [_say_accepts(names, each, each.candidate.p_all_gain) for each in packages]
    yield "Acceptable to all", suits
    for party in packages[0].parties if packages else ():
        label = names.label(party)
        odds = [_say_accepts(names, each, each.candidate.p_gain[party]) for each in packages]
        yield f"{label} accepts", odds
        yield f"{label} gains", [_say_ends(each.candidate.gain[party]) for each in packages]
        yield f"{label} gets for 1 given", [_say_ratio(each.balance[party]) for each in packages]
    for side in packages[0].ratifiers if packages else ():
        home = [_say_accepts(names, each, each.candidate.p_ratified[side]) for each in packages]
        yield f"{names.label(side)}, at home, accepts", home
    if any(each.broken for each in packages):
        rules = ["; ".join(map(names.rule, each.broken)) or "none" for each in packages]
        yield "Rules that it breaks", rules


def tabulate_plans_of(names: Names, plans: Mapping[str, Plan | str | None], draws: int) -> Table:
    """Put the ways to carry packages out side by side; a text says why there is none."""
    asked = ("Stages", "Every side would enter", "Carried out to the end", "Time")
    said = [_say_plan(names, plan, draws) for plan in plans.values()]
    rows = [[title, *column] for title, *column in zip(asked, *said, strict=True)]
    caption = "How each would be carried out, by the stages that are best for it"
    return make_table(caption, ["Its plan", *plans], rows, range(1, len(plans) + 1))


def _say_plan(names: Names, plan: Plan | str | None, draws: int) -> list[str]:
    if plan is None or isinstance(plan, str):
        return [plan or "no order of the steps can", "–", "–", "–"]
    breaks = plan.breaks
    enters = "yes" if plan.enterable or breaks is None else f"no: {names.label(breaks.side)}"
    return [
        str(len(plan.stages)),
        enters,
        say_short(plan.p_completed, draws),
        say_length(plan.days),
    ]


def tabulate_lotteries(names: Names, deals: DealFindings) -> Table:
    """List the points that solutions pick when packages may be drawn by lot."""
    rows = [
        [SOLUTION_NAMES.get(name, name), *_say_lottery(names, deals, lottery)]
        for name, lottery in deals.lotteries.items()
    ]
    gains = (f"{names.label(party)} gains" for party in deals.parties)
    head = ["Solution", "Drawn by lot", *gains]
    caption = "With lotteries between packages, at the medians, in each side's own points"
    return make_table(caption, head, rows, range(2, len(head)))


def _say_lottery(names: Names, deals: DealFindings, lottery: Lottery | None) -> list[str]:
    if lottery is None:
        return ["no lottery suits all", *["" for _ in deals.parties]]
    tickets = [
        f"{say_percent(ticket.chance)}: {names.package(ticket.package)}"
        for ticket in lottery.tickets
    ]
    return [" — or ".join(tickets), *(say_number(lottery.gain[p]) for p in deals.parties)]
