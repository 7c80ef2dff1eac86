"""``detente meet``: would a meeting be held, and is it worth it, even if it fails?"""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.options import (
    DEFAULT_DRAWS,
    CaseArgument,
    DrawsOption,
    JsonOption,
    SeedOption,
    answer,
    open_workspace,
)
from detente.cli.track import read_date
from detente.errors import InputError

if TYPE_CHECKING:
    from rich.console import Console

    from detente.report.naming import Names
    from detente.study import MeetingFindings, Workspace
    from detente.study.meeting_records import MeetingFinding

MeetingOption = Annotated[
    str | None, typer.Option("--meeting", metavar="ID", help="Look at this meeting only.")
]
DateOption = Annotated[
    str | None,
    typer.Option("--date", metavar="DATE", help="Hold it on this day instead of its own."),
]
EfgOption = Annotated[
    Path | None,
    typer.Option(
        "--efg", metavar="FILE", help="Also write the invitation as a game for Gambit, here."
    ),
]
TypesOption = Annotated[
    int | None,
    typer.Option(
        "--types", metavar="K", help="With --efg: draws that stand for each party; by default 3."
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("meet", help="Would a meeting be held, and is it worth it, even if it fails?")(meet)


def meet(
    case: CaseArgument,
    meeting: MeetingOption = None,
    date: DateOption = None,
    as_json: JsonOption = False,
    draws: DrawsOption = DEFAULT_DRAWS,
    seed: SeedOption = None,
    efg: EfgOption = None,
    types: TypesOption = None,
) -> None:
    """Who would come to a meeting, what would be agreed, and whom it leaves better off."""
    from detente.study import find_meetings

    if types is not None and efg is None:
        raise InputError("--types: goes with --efg FILE, which writes the game")
    on = None if date is None else read_date("--date", date)
    workspace = open_workspace(case, draws, seed)
    if efg is not None:
        _write_game(workspace, efg, meeting, 3 if types is None else types, on)
    find = partial(find_meetings, meeting=meeting, on=on)
    answer(workspace, find, _show, doing="Playing out the invitations", as_json=as_json)


def _write_game(
    workspace: Workspace, path: Path, meeting: str | None, types: int, on: dt.date | None
) -> None:
    from detente.report.page import save_report
    from detente.study.gambit import write_invitation

    save_report(write_invitation(workspace, meeting, types, on), path)
    typer.echo(f"Wrote {path}. Gambit reads it.", err=True)


def _show(console: Console, names: Names, found: MeetingFindings) -> None:
    from detente.cli.tables import print_report_table, print_sentences, print_title
    from detente.report.meeting_tables import tabulate_meetings
    from detente.report.sentences import meeting as sentences

    if len(found.meetings) > 1:
        print_sentences(console, [sentences.summarise_meetings(names, found), ""])
        print_report_table(console, tabulate_meetings(names, found))
        print_sentences(console, filter(None, [sentences.explain_rows(names)]))
    for finding in found.meetings:
        print_title(console, finding.title)
        _show_meeting(console, names, finding, found.origin.draws)


def _show_meeting(console: Console, names: Names, finding: MeetingFinding, draws: int) -> None:
    from detente.cli.tables import print_report_table, print_sentences
    from detente.report.meeting_tables import tabulate_endings, tabulate_gains
    from detente.report.sentences import meeting as sentences
    from detente.report.sentences.meeting_changes import explain_reading

    said = [
        sentences.answer_meeting(names, finding, draws),
        sentences.describe_meeting(names, finding),
        sentences.explain_dilemma(names, finding, draws),
    ]
    print_sentences(console, filter(None, said))
    print_report_table(console, tabulate_gains(names, finding, draws))
    said = [
        sentence
        for party in finding.parties
        for sentence in (
            sentences.explain_party(names, finding, party, draws),
            sentences.explain_split(names, finding, party),
        )
    ]
    print_sentences(console, filter(None, said))
    print_report_table(console, tabulate_endings(names, finding, draws))
    print_sentences(console, filter(None, [explain_reading(finding)]))
    _show_signable(console, names, finding, draws)
    _show_changes(console, names, finding, draws)


def _show_signable(console: Console, names: Names, finding: MeetingFinding, draws: int) -> None:
    from detente.cli.tables import print_report_table, print_sentences
    from detente.report.meeting_tables import name_package, tabulate_signable
    from detente.report.sentences import meeting_changes as sentences

    print_sentences(console, [sentences.explain_search(finding, draws)])
    if not finding.signable:
        return
    print_report_table(console, tabulate_signable(names, finding, draws))
    place, shown = max(enumerate(finding.signable, start=1), key=lambda each: each[1].p_signed)
    named = name_package(names, place, shown.package)
    if shown.p_signed > 0 and len(finding.signable) > 1:
        named = f"The likeliest to be signed, p{named[1:]}"
    parts = [f"  {who}: {'; '.join(moves)}" for who, moves in names.package_by(shown.package)]
    print_sentences(console, [f"{named}:", *parts])


def _show_changes(console: Console, names: Names, finding: MeetingFinding, draws: int) -> None:
    from detente.cli.tables import print_sentences
    from detente.report.sentences import meeting_changes as sentences

    said = [
        *(sentences.explain_help(names, finding, each) for each in finding.helps),
        *(sentences.explain_condition(names, each, draws) for each in finding.conditions),
        sentences.explain_timing(names, finding, draws),
        sentences.explain_opening(names, finding),
    ]
    print_sentences(console, filter(None, said))
    if len(finding.timing) > 1:
        _print_dates(console, names, finding, draws)


def _print_dates(console: Console, names: Names, finding: MeetingFinding, draws: int) -> None:
    """Print the dates, narrow enough for a terminal: of who is asked, and of who gains."""
    from detente.cli.tables import print_table
    from detente.report.meeting_tables import say_p

    rows = [
        (
            f"{on.date}" + ("\nas proposed" if on.proposed else ""),
            say_p(on.p_held, draws),
            say_p(on.p_agreement, draws),
            *(
                f"{say_p(on.p_accepts.get(party), draws)}; {say_p(better, draws)}"
                for party, better in on.p_better_if_held.items()
            ),
        )
        for on in finding.timing
    ]
    sides = [f"{names.label(party)} goes along; gains if held" for party in finding.parties]
    print_table(console, ("Date", "Is held", "Held and agreed", *sides), rows)
