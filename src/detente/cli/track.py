"""``detente track``: what has been kept since, and how to go on; or add what happened."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.options import (
    DEFAULT_DRAWS,
    CaseArgument,
    DrawsOption,
    JsonOption,
    SeedOption,
    answer,
    find_folder,
    make_console,
    open_workspace,
)
from detente.errors import InputError

if TYPE_CHECKING:
    from rich.console import Console

    from detente.case import Case, Event
    from detente.report.naming import Names
    from detente.study.track_records import Effect, TrackedMove, TrackedStage, TrackFindings


class Action(StrEnum):
    """What to do instead of showing what was kept."""

    ADD = "add"


ActionArgument = Annotated[
    Action | None,
    typer.Argument(metavar="[add]", help="Add an event, as the options after it say."),
]
OnOption = Annotated[
    str, typer.Option("--on", metavar="DATE", help="Leave events after this day out.")
]
SecondsOption = Annotated[
    float, typer.Option("--seconds", metavar="S", help="Search at most so long for a plan.")
]
DateOption = Annotated[
    str, typer.Option("--date", metavar="DATE", help="add: the day on which it happened.")
]
OutcomeOption = Annotated[
    str,
    typer.Option(
        "--outcome",
        metavar="OUTCOME",
        help="add: done, late, disputed or broken; of a promise: kept, late, partial, broken or "
        "disputed.",
    ),
]
MoveOption = Annotated[
    list[str] | None,
    typer.Option(
        "--move",
        metavar="ISSUE=OPTION",
        help="add: the option that an issue reached, or that was broken; may be repeated.",
    ),
]
PromiseOption = Annotated[
    str,
    typer.Option(
        "--promise", metavar="TEXT", help="add: a promise that was settled, instead of moves."
    ),
]
ByOption = Annotated[
    str,
    typer.Option(
        "--by", metavar="PARTY", help="add: who broke, delayed or disputes it; or who promised."
    ),
]
ToOption = Annotated[
    list[str] | None,
    typer.Option("--to", metavar="PARTY", help="add: to whom it was promised; may be repeated."),
]
WhatOption = Annotated[
    str, typer.Option("--what", metavar="TEXT", help="add: what happened, in a line.")
]
BecauseOption = Annotated[
    list[str] | None,
    typer.Option(
        "--because",
        metavar="SOURCE[:PASSAGE]",
        help="add: what it rests on; may be repeated.",
    ),
]
NoteOption = Annotated[
    str, typer.Option("--note", metavar="TEXT", help="add: the reasoning behind it.")
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("track", help="What has been kept since, and how to go on; or add what happened.")(
        track
    )


def track(
    case: CaseArgument,
    action: ActionArgument = None,
    on: OnOption = "",
    as_json: JsonOption = False,
    draws: DrawsOption = DEFAULT_DRAWS,
    seed: SeedOption = None,
    seconds: SecondsOption = 20.0,
    date: DateOption = "",
    outcome: OutcomeOption = "",
    move: MoveOption = None,
    promise: PromiseOption = "",
    by: ByOption = "",
    to: ToOption = None,
    what: WhatOption = "",
    because: BecauseOption = None,
    note: NoteOption = "",
) -> None:
    """What has been kept of a plan, where each side stands, and how the rest can be done."""
    told: dict[str, Any] = {
        "date": date, "outcome": outcome, "move": move, "promise": promise, "by": by, "to": to,
        "what": what, "because": because, "note": note,
    }  # fmt: skip
    if action is Action.ADD:
        if on:
            raise InputError("--on: goes with showing what was kept; an event has a --date")
        _add(case, make_event(told), draws, seed, as_json=as_json)
        return
    named = [option for option, value in told.items() if value]
    if named:
        raise InputError(f"--{named[0]}: goes with add: detente track {case} add --{named[0]} ...")
    _find(case, on, draws, seed, seconds, as_json=as_json)


def _find(
    case: str, on: str, draws: int, seed: int | None, seconds: float, *, as_json: bool
) -> None:
    from detente.study import find_track

    workspace = open_workspace(case, draws, seed)
    find = partial(find_track, on=read_date("--on", on) if on else None, seconds=seconds)
    answer(workspace, find, _show, doing="Following what was kept", as_json=as_json)


def read_date(option: str, text: str) -> dt.date:
    """Read a date.

    Examples
    --------
    >>> read_date("--on", "1994-11-28")
    datetime.date(1994, 11, 28)
    """
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise InputError(f'{option}: expected a date like 2020-11-28, got "{text}"') from None


def make_event(told: dict[str, Any]) -> dict[str, Any]:
    """Make the fields of an event out of the options that were given.

    Examples
    --------
    >>> make_event({"date": "1994-11-28", "outcome": "done", "move": ["freeze=frozen"]})
    {'date': datetime.date(1994, 11, 28), 'moves': {'freeze': 'frozen'}, 'outcome': 'done'}
    """
    given = {option: value for option, value in told.items() if value}
    for needed in ("date", "outcome"):
        if needed not in given:
            raise InputError(f"--{needed}: is missing; an event that is added needs it")
    event: dict[str, Any] = {"date": read_date("--date", given["date"])}
    if "promise" in given:
        event |= _make_promise(given)
    else:
        event |= _make_moves(given)
    event |= {key: given[key] for key in ("what", "note") if key in given}
    if "because" in given:
        event["because"] = [_read_source(text) for text in given["because"]]
    return event


def _make_moves(given: dict[str, Any]) -> dict[str, Any]:
    if "move" not in given:
        raise InputError("--move: is missing; say ISSUE=OPTION, or --promise with what was settled")
    if "to" in given:
        raise InputError("--to: goes with --promise; a move is owed to all who gain from it")
    event: dict[str, Any] = {"moves": dict(_read_move(text) for text in given["move"])}
    if len(event["moves"]) < len(given["move"]):
        raise InputError("--move: an issue is named twice; add an event for each")
    event["outcome"] = given["outcome"]
    return event | ({"by": given["by"]} if "by" in given else {})


def _read_move(text: str) -> tuple[str, str]:
    issue, _, option = (part.strip() for part in text.partition("="))
    if not issue or not option:
        raise InputError(f'--move: expected ISSUE=OPTION, got "{text}"')
    return issue, option


def _make_promise(given: dict[str, Any]) -> dict[str, Any]:
    if "move" in given:
        raise InputError("--promise: an event is either moves or a promise; add one for each")
    for needed, why in (("by", "say who promised"), ("to", "say to whom")):
        if needed not in given:
            raise InputError(f"--{needed}: is missing; {why}")
    promise = {"by": given["by"], "to": given["to"], "what": given["promise"]}
    return {"promise": {**promise, "outcome": given["outcome"]}}


def _read_source(text: str) -> str | list[str]:
    source, _, passage = (part.strip() for part in text.partition(":"))
    return [source, passage] if passage else source


def _add(case: str, event: dict[str, Any], draws: int, seed: int | None, *, as_json: bool) -> None:
    from detente.case import append_event, load
    from detente.report.naming import Names
    from detente.report.sentences.track import explain_effect
    from detente.study.track import find_effect

    folder = find_folder(case)
    _check_own(case, folder)
    added = append_event(folder, event)
    before, after = _cut(load(folder), added)
    effect: Effect = find_effect(before, after, draws=draws, seed=seed)
    if as_json:
        sys.stdout.write(effect.to_json() + "\n")
        return
    from detente.cli.tables import print_sentences

    print_sentences(make_console(), explain_effect(Names(after), effect))


def _cut(case: Case, added: Event) -> tuple[Case, Case]:
    """Cut a case off before an event and after it: others may have added some meanwhile."""
    places = [event.place for event in case.events]
    at = places.index(added.place) if added.place in places else len(places) - 1
    return replace(case, events=case.events[:at]), replace(case, events=case.events[: at + 1])


def _check_own(case: str, folder: Path) -> None:
    """Check that a folder is the user's own, and not that of a shipped case under its name."""
    from detente.case.shelf import shipped_folder

    if folder.resolve().parent == shipped_folder().resolve():
        name = folder.resolve().name
        raise InputError(
            f"{case} is a shipped case, to which nothing is added; copy it first: detente cases "
            f"{name} my-{name}, then: detente track my-{name} add ..."
        )


def _show(console: Console, names: Names, found: TrackFindings) -> None:
    from detente.cli.tables import print_sentences
    from detente.report.sentences.track import answer_track, explain_schedule

    print_sentences(console, [answer_track(names, found)])
    if not found.steps:
        return
    print_sentences(console, ["", explain_schedule(found)])
    _show_steps(console, names, found)
    _show_standings(console, names, found)
    _show_breaks(console, names, found)
    _show_rest(console, names, found)


def _show_steps(console: Console, names: Names, found: TrackFindings) -> None:
    from rich.markup import escape

    from detente.cli.tables import print_title

    print_title(console, "Every step")
    has_words = any(move.what for stage in found.stages for move in stage.moves)
    for stage in found.stages:
        console.print(f"[bold]{escape(_head_stage(stage))}[/bold]")
        rows = [_list_cells(names, stage, move) for move in stage.moves]
        _print_stage(console, [row if has_words else row[:2] for row in rows])


def _head_stage(stage: TrackedStage) -> str:
    """Name a stage, with the day on which it was due."""
    from detente.report.words import say_date

    title = f"{stage.stage}. {stage.title}" if stage.title else f"Stage {stage.stage}"
    return f"{title}, due {say_date(stage.due)}" if stage.due else title


def _list_cells(names: Names, stage: TrackedStage, move: TrackedMove) -> list[str]:
    """Say a step with whoever performs it, what became of it, and what happened."""
    from detente.report.track_tables import say_state
    from detente.report.words import say_date

    state = say_state(names, stage, move)
    if move.delivered:
        day = say_date(move.delivered)
        is_done = move.state in ("done", "late")
        state = f"{state}, {day}" if is_done else f"{state} (was done on {day})"
    step = f"{names.performers(move.by)}: {names.pledge(move.issue, move.to)}"
    return [step, state, move.what]


def _print_stage(console: Console, rows: list[list[str]]) -> None:
    """Print the steps of a stage in columns that are as wide for every stage."""
    from rich.markup import escape
    from rich.padding import Padding
    from rich.table import Table as Grid

    grid = Grid.grid(padding=(0, 2, 0, 0))
    shares = (0.42, 0.28, 0.24) if len(rows[0]) > 2 else (0.56, 0.4)
    for share in shares:
        grid.add_column(width=int(share * console.width), overflow="fold")
    for row in rows:
        grid.add_row(*map(escape, row))
    console.print(Padding(grid, (0, 0, 0, 2)))


def _show_standings(console: Console, names: Names, found: TrackFindings) -> None:
    from detente.cli.tables import print_sentences, print_title
    from detente.report.sentences.track import explain_belief, explain_standing

    print_title(console, "Where each side stands")
    print_sentences(console, [explain_standing(names, each) for each in found.standings])
    print_title(console, "Trust, at the outset and now")
    print_sentences(console, [explain_belief(names, each) for each in found.beliefs])


def _show_breaks(console: Console, names: Names, found: TrackFindings) -> None:
    from detente.cli.tables import print_sentences, print_title
    from detente.report.sentences.track import explain_breaks

    if found.breaks:
        print_title(console, "What breaking off cost, at the medians, in each side's own points")
        print_sentences(console, explain_breaks(names, found.breaks))


def _show_rest(console: Console, names: Names, found: TrackFindings) -> None:
    from detente.cli.tables import print_report_table, print_sentences, print_title
    from detente.report.plan_tables import list_moves, name_stage
    from detente.report.sentences.track import explain_rest
    from detente.report.track_tables import tabulate_rest

    plan = found.rest
    if plan is None or not plan.stages:
        return
    print_title(console, "The rest, from here")
    print_sentences(console, [explain_rest(found, plan), ""])
    for place, stage in enumerate(plan.stages, start=1):
        steps = [f"  {move}" for move in list_moves(names, stage)]
        print_sentences(console, [name_stage(plan, place), *steps])
    print_sentences(console, [""])
    print_report_table(console, tabulate_rest(names, found, plan))
