"""The tables of a plan: its stages, plans beside each other, what binds each side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detente.case import Option
from detente.report.charts.calendar import find_days, find_start, say_begin, say_length
from detente.report.likelihood import say_bounded, say_percent, say_short
from detente.report.naming import Names
from detente.report.sentences.comparing import have_same_stages
from detente.report.sentences.plan import say_mean
from detente.report.tables import Cell, Table, make_table
from detente.report.words import say_date, say_enough, say_interval, say_number, sentence
from detente.study.plan_records import Break, Move, Plan, PlanFindings, Stage

PLAN_NAMES = {
    "by_hand": "Stages set by hand",
    "single_step": "One big step",
    "recommended": "Stages found here",
    "surest": "Surest stages found",
    "fewest": "Fewest stages that all enter",
    "agreed": "Stages as agreed",
}

_ASKED_FOR = ("by_hand", "agreed")
"""Plans that somebody chose; they are not always there."""


def list_moves(names: Names, stage: Stage) -> tuple[str, ...]:
    """Say who does what in a stage, and how it is verified, a text for each step."""
    return tuple(_say_move(names, move) for move in stage.items)


def _say_move(names: Names, move: Move) -> str:
    option = names.case.issue(move.issue).option(move.to)
    asides = [_say_time(names, option)] if find_days(names, move) else []
    if option.undo > 0:
        asides.append(f"{say_percent(option.undo)} of it can be undone")
    done = f"{names.performers(move.by)}: {names.pledge(move.issue, move.to)}"
    return f"{done} ({'; '.join(asides)})" if asides else done


def _say_time(names: Names, option: Option) -> str:
    """Say how long a step takes, and how much of its verification the sides wait for."""
    done, verified = option.duration_days, option.verify_days
    wait = names.case.plan.wait_days
    if wait is None or verified <= wait:
        return f"done and verified in {say_length(done + verified)}"
    first = f"done in {say_length(done)}, " if done else ""
    late = say_length(verified - wait)
    return f"{first}verified in {say_length(verified)}, {late} longer than the sides wait"


def list_asides(names: Names, move: Move) -> Iterator[str]:
    """Say in short how long a step takes, how late it is verified, and how much can be undone."""
    option = names.case.issue(move.issue).option(move.to)
    wait = names.case.plan.wait_days
    late = 0 if wait is None else max(0, option.verify_days - wait)
    days = option.duration_days + option.verify_days - late
    if days:
        yield say_length(days)
    if late:
        yield f"verified {say_length(late)} late"
    if option.undo > 0:
        yield f"{say_percent(option.undo)} can be undone"


def name_stage(plan: Plan, place: int) -> str:
    """Name a stage by its number and title, and say when it runs; stages count from 1."""
    stage = plan.stages[place - 1]
    title = f"Stage {place}" + (f", {stage.title}" if stage.title else "")
    return f"{title}: {_say_when(plan, stage)}"


def _say_when(plan: Plan, stage: Stage) -> str:
    begins, took = say_begin(plan, stage), say_length(stage.days)
    if find_start(plan) is None:
        due = f"due {say_date(stage.due)}" if stage.due else f"begins {begins}"
        return f"{due}, takes {took}" if stage.days > 0 else due
    until = f" to {say_date(stage.due)}, {took}" if stage.due and stage.days > 0 else ""
    return f"{begins}{until}"


def tabulate_stages(names: Names, found: PlanFindings, plan: Plan) -> Table:
    """List for each stage what each side stands to lose, and the odds that all is kept."""
    draws = found.origin.draws
    rows: list[list[str | Cell]] = [
        [
            Cell(f"Stage {place}", under="; ".join(_list_notes(names, found, stage))),
            *(_say_loss(stage, party) for party in found.parties),
            say_mean(stage.p_kept, draws),
        ]
        for place, stage in enumerate(plan.stages, start=1)
    ]
    head = [
        "",
        *(f"{names.label(party)} is exposed by" for party in found.parties),
        "All kept through here",
    ]
    caption = (
        "Exposure by stage, at the medians, in each side's own points; and the odds that all is "
        "delivered through that stage, if nobody refuses to enter"
    )
    return make_table(caption, head, rows, range(1, len(head)))


def _list_notes(names: Names, found: PlanFindings, stage: Stage) -> list[str]:
    """Say what a stage was called, and who at home would refuse it."""
    home = [side for side in stage.refuses if side not in found.parties]
    refused = [f"{names.labels(home)} would refuse"] if home else []
    return [*([stage.title] if stage.title else []), *refused]


def _say_loss(stage: Stage, party: str) -> Cell:
    amount = stage.exposure[party]
    refused = party in stage.refuses
    under = "would refuse" if refused else ""
    if amount <= 0:
        return Cell("nothing", under=under, muted=not refused)
    return Cell(say_number(amount), under=under)


def list_plans(found: PlanFindings) -> list[tuple[str, Plan | None]]:
    """List the plans that are compared; some only where they are, surest ones where they differ."""
    kept = [name for name in PLAN_NAMES if name not in _ASKED_FOR or found.plans.get(name)]
    surest = found.plans.get("surest")
    others = [found.plans.get(name) for name in kept if name != "surest"]
    if surest is None or any(other and have_same_stages(other, surest) for other in others):
        kept.remove("surest")
    return [(name, found.plans.get(name)) for name in kept]


def tabulate_plans(names: Names, found: PlanFindings) -> Table:
    """Put the plans beside each other, a row for each thing asked of them."""
    plans = list_plans(found)
    rows = [[title, *(_fill(names, found, plan, title) for _, plan in plans)] for title in _ASKED]
    for party in found.parties:
        title = sentence(f"largest exposure of {names.side(party)}, P10 to P90")[:-1]
        rows.append([title, *(_say_worst(plan, party) for _, plan in plans)])
    rows[2:2] = _list_outset(names, found, [plan for _, plan in plans])
    for party in found.parties:
        title = f"Further deposit with which {names.side(party)} never gains by breaking off"
        rows.append([title, *(_say_deposit(plan, party) for _, plan in plans)])
    caption = (
        "Ways to carry out the package, beside each other; exposure and deposits in each side's "
        "own points"
    )
    head = ["", *(PLAN_NAMES[name] for name, _ in plans)]
    return make_table(caption, head, rows, range(1, len(head)))


def _list_outset(
    names: Names, found: PlanFindings, plans: Sequence[Plan | None]
) -> Iterator[list[str]]:
    """Give a row to each party; none where nobody needs trust at the outset."""
    if not any(plan and max(plan.needed_at_outset.values(), default=0.0) > 0 for plan in plans):
        return
    for party in found.parties:
        title = f"Trust that {names.side(party)} needs at the outset"
        yield [title, *(_say_outset(plan, party) for plan in plans)]


def _say_outset(plan: Plan | None, party: str) -> str:
    if plan is None:
        return "–"
    needed = plan.needed_at_outset.get(party, 0.0)
    if needed >= 1:
        return "none is enough"
    has = say_bounded(plan.available_at_outset.get(party, 1.0))
    return f"{say_bounded(needed)}; has {has}" if needed > 0 else "none"


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
        _ASKED[3]: say_mean(plan.p_kept, draws),
        _ASKED[4]: say_mean(plan.p_completed, draws),
        _ASKED[5]: say_mean(plan.p_completed_growing, draws),
        _ASKED[6]: say_length(plan.days),
    }
    return answers[asked]


def _say_refusal(names: Names, breaks: Break | None) -> str:
    if breaks is None:
        return "no"
    where = "at the outset" if breaks.why == "outset" else f"at stage {breaks.stage}"
    return f"no: {names.label(breaks.side)}, {where}"


def _say_worst(plan: Plan | None, party: str) -> str:
    if plan is None:
        return "–"
    worst = plan.worst_exposure[party]
    return say_interval(max(worst.p10, 0.0), max(worst.p90, 0.0))


def _say_deposit(plan: Plan | None, party: str) -> str:
    if plan is None:
        return "–"
    return say_enough(plan.deposit[party]) if plan.deposit[party] > 0 else "nothing"


def tabulate_stakes(names: Names, found: PlanFindings) -> Table:
    """List what would bind each side, a column for each, and how far the others believe it."""
    stakes = list(found.stakes.items())
    rows = [
        [title, *(say_number(getattr(stake, name)) for _, stake in stakes)]
        for name, title in _STAKES.items()
    ]
    rows += [
        [f"Believed by {names.side(viewer)}",
         *(_say_trust(found, viewer, party) for party, _ in stakes)]
        for viewer in found.parties
    ]  # fmt: skip
    head = ["", *(names.label(party) for party, _ in stakes)]
    caption = (
        "What each side loses by breaking a plan off and what it then falls back on, at the "
        "medians, in its own points; and how far each of the others believes it today"
    )
    return make_table(caption, head, rows, range(1, len(head)))


_STAKES = {
    "relationship": "Relationship",
    "reputation": "Reputation",
    "deposits": "Deposits",
    "alternative": "Falls back on",
    "covered": "Paid to it if others break off",
}


def _say_trust(found: PlanFindings, viewer: str, party: str) -> str:
    believed = found.trust.get(viewer, {}).get(party)
    return "" if viewer == party or believed is None else say_percent(believed)


def tabulate_package(names: Names, package: dict[str, str], caption: str) -> Table:
    """List what a package consists of, by who performs it."""
    rows = [[move, who] for who, moves in names.package_by(package) for move in moves]
    return make_table(caption, ["Part of the package", "By"], rows)
