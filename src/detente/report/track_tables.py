"""The tables of what has been kept: steps, where each side stands, beliefs, the rest."""

from __future__ import annotations

from collections.abc import Sequence

from detente.case import Event
from detente.report.likelihood import say_percent
from detente.report.naming import Names
from detente.report.passages import Passages
from detente.report.sentences.track import STATES
from detente.report.tables import Cell, Table, make_table
from detente.report.words import say_date, say_interval, say_number, say_signed
from detente.study.plan_records import Plan, Stage
from detente.study.track_records import TrackedMove, TrackedStage, TrackFindings


def tabulate_steps(names: Names, passages: Passages, found: TrackFindings) -> Table:
    """List the steps of the stages: when due, when done, and what became of them."""
    rows = [
        [
            _name_step(names, stage, move),
            _say_state(names, passages, stage, move),
            say_date(stage.due) if stage.due else Cell("no date", muted=True),
            say_date(move.delivered) if move.delivered else Cell("–", muted=True),
            move.what,
        ]
        for stage in found.stages
        for move in stage.moves
    ]
    caption = f"Every step, when it was due and what became of it, up to {say_date(found.on)}"
    return make_table(caption, ["Step", "Now", "Due", "Done", "What happened"], rows)


def _name_step(names: Names, stage: TrackedStage, move: TrackedMove) -> Cell:
    title = f"{stage.stage}. {stage.title}" if stage.title else f"Stage {stage.stage}"
    return Cell(names.pledge(move.issue, move.to), under=f"{title}; {names.performers(move.by)}")


def _say_state(names: Names, passages: Passages, stage: TrackedStage, move: TrackedMove) -> Cell:
    """Say what became of a step, with what the event rests on."""
    event, said = find_event(names, move), say_state(names, stage, move)
    if event is None:
        return Cell(said, muted=True)
    return passages.text(said, event.because, event.note)


def say_state(names: Names, stage: TrackedStage, move: TrackedMove) -> str:
    """Say what became of a step, since when, and by whom."""
    said = "done, after its day" if stage.overran(move) else STATES[move.state]
    if move.state in ("broken", "disputed") and move.date:
        said += f" on {say_date(move.date)}"
    if move.blamed and move.by != (move.blamed,):
        said += f" by {names.side(move.blamed)}"
    return said


def find_event(names: Names, move: TrackedMove) -> Event | None:
    """Find the event that brought a step to where it is; the last one of its day."""
    fitting = [
        event
        for event in names.case.events
        if (event.date, event.outcome, event.what) == (move.date, move.state, move.what)
        and move.issue in event.moves
    ]
    return fitting[-1] if fitting else None


def tabulate_standings(names: Names, found: TrackFindings) -> Table:
    """List where each side stands today, and what makes that up."""
    rows: list[Sequence[str | Cell]] = [
        [
            names.label(each.party),
            Cell(
                say_number(each.exposure),
                under=say_interval(each.over_draws.p10, each.over_draws.p90),
            ),
            *map(_say_part, (each.done, each.undone, each.deposits)),
            say_number(each.owed),
            say_number(each.owes),
        ]
        for each in found.standings
    ]
    head = [
        "Side",
        "Exposed by, P10 to P90",
        "Done",
        "Done and undone",
        "Deposits",
        "Still owed to it",
        "Its part of the rest costs",
    ]
    caption = (
        "Each side's exposure today, in its own points: how far below the status quo it stands if "
        "everything is taken back that can be; below 0 it stands above. It is the negative of the "
        "three next columns together, which count what is locked in, at the medians"
    )
    return make_table(caption, head, rows, range(1, len(head)))


def _say_part(amount: float) -> str:
    return say_signed(amount) if abs(amount) > 1e-9 else "0"


def tabulate_beliefs(names: Names, found: TrackFindings) -> Table:
    """List how far each side is believed, at the outset and now."""
    rows: list[list[str | Cell]] = [
        [
            names.label(each.party),
            _say_belief(each.mean_before, each.p10_before, each.p90_before),
            _say_belief(each.mean, each.p10, each.p90),
            str(len(each.added)),
        ]
        for each in found.beliefs
    ]
    head = ["Promises by", "At the outset", "Now", "Settled since"]
    caption = "The chance that a promise is kept, at the outset and now, with P10 to P90"
    return make_table(caption, head, rows, [1, 2, 3])


def _say_belief(mean: float, low: float, high: float) -> Cell:
    return Cell(say_percent(mean), under=f"{say_percent(low)} to {say_percent(high)}")


def tabulate_rest(names: Names, found: TrackFindings, plan: Plan) -> Table:
    """List what each stage of the rest asks of each side."""
    rows: list[list[str | Cell]] = [
        [f"Stage {place}", *(_say_asked(stage, party) for party in found.parties)]
        for place, stage in enumerate(plan.stages, start=1)
    ]
    head = ["", *(f"{names.label(party)} is exposed by" for party in found.parties)]
    caption = (
        "What each stage of the rest asks, at the medians: exposure in each side's own points, and "
        "below it the trust that the side needs and has"
    )
    return make_table(caption, head, rows, range(1, len(head)))


def _say_asked(stage: Stage, party: str) -> Cell:
    needed, held = stage.needed_trust[party], stage.available_trust[party]
    trust = f"needs {say_percent(needed)}, has {say_percent(held)}" if needed > 0 else ""
    under = f"{trust}; would refuse" if party in stage.refuses else trust
    amount = stage.exposure[party]
    return Cell(say_number(amount) if amount > 0 else "nothing", under=under, muted=amount <= 0)
