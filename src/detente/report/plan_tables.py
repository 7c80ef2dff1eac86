"""The tables of a plan: its stages, plans beside each other, what binds each side."""

from __future__ import annotations

from collections.abc import Sequence

from detente.report.charts.calendar import say_begin
from detente.report.naming import Names
from detente.report.tables import Cell, Table, make_table
from detente.report.words import (
    say_date,
    say_duration,
    say_interval,
    say_number,
    say_percent,
    say_short,
    sentence,
)
from detente.study.plan_records import Break, Move, Plan, PlanFindings, Stage

PLAN_NAMES = {
    "single_step": "One big step",
    "recommended": "Stages found here",
    "fewest": "Fewest stages that all enter",
    "agreed": "Stages as agreed",
}


def say_moves(names: Names, moves: Sequence[Move]) -> str:
    """Say who does what, a sentence for each performer."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for move in moves:
        groups.setdefault(move.by, []).append(names.pledge(move.issue, move.to))
    return " ".join(
        sentence(f"{names.performers(by)}: {'; '.join(done)}") for by, done in groups.items()
    )


def say_when(plan: Plan, stage: Stage) -> str:
    """Say when a stage begins and by when it is verified."""
    begins = f"begins {say_begin(plan, stage)}".replace("begins at once", "begins first")
    return f"{begins}, verified by {say_date(stage.due)}" if stage.due else begins


def tabulate_stages(names: Names, found: PlanFindings, plan: Plan) -> Table:
    """List the stages: who does what, how it is verified, what each side then stands to lose."""
    draws = found.origin.draws
    rows: list[list[str | Cell]] = [
        [
            _say_stage(names, plan, place),
            *(_say_loss(stage, party) for party in found.parties),
            say_short(stage.p_kept, draws),
        ]
        for place, stage in enumerate(plan.stages, start=1)
    ]
    head = [
        "Who does what",
        *(f"{names.label(party)} is exposed by" for party in found.parties),
        "All kept through here",
    ]
    caption = (
        "The stages; exposure at the medians, in each side's own points; the odds that all is "
        "delivered through each stage, if nobody refuses to enter"
    )
    return make_table(caption, head, rows, range(1, len(head)))


def _say_stage(names: Names, plan: Plan, place: int) -> Cell:
    stage = plan.stages[place - 1]
    title = f"{stage.title}. " if stage.title else ""
    under = f"{say_when(plan, stage)}; takes {say_verification(names, stage)}"
    return Cell(f"{place}. {title}{say_moves(names, stage.items)}", under=under)


def say_verification(names: Names, stage: Stage) -> str:
    """Say how long a stage takes to verify, and what of it could be undone."""
    undone = [move for move in stage.items if names.case.issue(move.issue).option(move.to).undo > 0]
    took = say_duration(stage.days)
    if not undone:
        return took
    part = "all" if len(undone) == len(stage.items) else "some"
    return f"{took}; {part} of it can be undone in part"


def _say_loss(stage: Stage, party: str) -> Cell:
    amount = stage.exposure[party]
    refused = party in stage.refuses
    if amount <= 0:
        return Cell("nothing", under="would refuse" if refused else "", muted=not refused)
    return Cell(say_number(amount), under="would refuse" if refused else "")


def list_plans(found: PlanFindings) -> list[tuple[str, Plan | None]]:
    """List the plans that are compared; the agreed one only where there is one."""
    kept = [name for name in PLAN_NAMES if name != "agreed" or found.plans.get("agreed")]
    return [(name, found.plans.get(name)) for name in kept]


def tabulate_plans(names: Names, found: PlanFindings) -> Table:
    """Put the plans beside each other, a row for each thing asked of them."""
    plans = list_plans(found)
    rows = [[title, *(_fill(names, found, plan, title) for _, plan in plans)] for title in _ASKED]
    for party in found.parties:
        title = sentence(f"largest exposure of {names.side(party)}, P10 to P90")[:-1]
        rows.append([title, *(_say_worst(plan, party) for _, plan in plans)])
    for party in found.parties:
        title = f"More that {names.side(party)} would have to stand to lose"
        rows.append([title, *(_say_deposit(plan, party) for _, plan in plans)])
    caption = (
        "Ways to carry out the package, beside each other; exposure in each side's own points. "
        "The last rows say how much more each side would have to lose for the plan to enforce "
        "itself"
    )
    head = ["", *(PLAN_NAMES[name] for name, _ in plans)]
    return make_table(caption, head, rows, range(1, len(head)))


_ASKED = (
    "Stages",
    "Every side would enter, at the medians",
    "Nobody refuses, over the draws",
    "All is delivered, if nobody refuses",
    "Carried out to the end",
    "The same if trust grows on the way",
    "Time",
)


def _fill(names: Names, found: PlanFindings, plan: Plan | None, asked: str) -> str:
    if plan is None:
        return "there is none" if asked == "Stages" else "–"
    draws = found.origin.draws
    answers = {
        _ASKED[0]: str(len(plan.stages)),
        _ASKED[1]: "yes" if plan.enterable else _say_refusal(names, plan.breaks),
        _ASKED[2]: say_short(plan.p_no_refusal, draws),
        _ASKED[3]: say_short(plan.p_kept, draws),
        _ASKED[4]: say_short(plan.p_completed, draws),
        _ASKED[5]: say_short(plan.p_completed_growing, draws),
        _ASKED[6]: say_duration(plan.days),
    }
    return answers[asked]


def _say_refusal(names: Names, breaks: Break | None) -> str:
    return f"no: {names.label(breaks.side)}, at stage {breaks.stage}" if breaks else "no"


def _say_worst(plan: Plan | None, party: str) -> str:
    if plan is None:
        return "–"
    worst = plan.worst_exposure[party]
    return say_interval(max(worst.p10, 0.0), max(worst.p90, 0.0))


def _say_deposit(plan: Plan | None, party: str) -> str:
    if plan is None:
        return "–"
    return say_number(plan.deposit[party]) if plan.deposit[party] > 0 else "nothing"


def tabulate_stakes(names: Names, found: PlanFindings) -> Table:
    """List what would bind each side, and how far the others believe it."""
    rows = [
        [
            names.label(party),
            *map(say_number, (stake.relationship, stake.reputation, stake.deposits)),
            say_number(stake.covered),
            *(_say_trust(found, viewer, party) for viewer in found.parties),
        ]
        for party, stake in found.stakes.items()
    ]
    head = [
        "Side",
        "Relationship",
        "Reputation",
        "Deposits",
        "Paid to it if others break off",
        *(f"Believed by {names.side(viewer)}" for viewer in found.parties),
    ]
    caption = (
        "What each side loses by breaking a plan off, at the medians, in its own points; "
        "and how far each of the others believes it today"
    )
    return make_table(caption, head, rows, range(1, len(head)))


def _say_trust(found: PlanFindings, viewer: str, party: str) -> str:
    believed = found.trust.get(viewer, {}).get(party)
    return "" if viewer == party or believed is None else say_percent(believed)


def tabulate_package(names: Names, package: dict[str, str], caption: str) -> Table:
    """List what a package consists of, by who performs it."""
    rows = [[move, who] for who, moves in names.package_by(package) for move in moves]
    return make_table(caption, ["Part of the package", "By"], rows)
