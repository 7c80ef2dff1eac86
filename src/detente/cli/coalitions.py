"""``detente coalitions``: who can agree without whom?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.deals import ApproximateOption
from detente.cli.options import (
    DEFAULT_DRAWS,
    CaseArgument,
    DrawsOption,
    JsonOption,
    SeedOption,
    answer,
    open_workspace,
)

if TYPE_CHECKING:
    from rich.console import Console

    from detente.report.naming import Names
    from detente.study import CoalitionFindings, Workspace


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("coalitions", help="Who can agree without whom, and what does it cost the others?")(
        coalitions
    )


def coalitions(
    case: CaseArgument,
    without: Annotated[
        list[str] | None,
        typer.Option(
            "--without", metavar="PARTY", help="Leave this party out; may be given several times."
        ),
    ] = None,
    as_json: JsonOption = False,
    draws: DrawsOption = DEFAULT_DRAWS,
    seed: SeedOption = None,
    approximate: ApproximateOption = False,
) -> None:
    """What some of the parties can agree on alone, and what it costs if somebody stays away."""
    from detente.study import find_coalitions

    def find(workspace: Workspace) -> CoalitionFindings:
        return find_coalitions(workspace, without or ())

    workspace = open_workspace(case, draws, seed, approximate=approximate)
    answer(workspace, find, _show, doing="Looking for who can agree alone", as_json=as_json)


def _show(console: Console, names: Names, found: CoalitionFindings) -> None:
    from detente.cli.tables import print_report_table, print_sentences, print_title
    from detente.report.coalition_tables import tabulate_absences, tabulate_coalitions
    from detente.report.sentences import coalitions as sentences

    print_sentences(console, [sentences.answer_coalitions(names, found)])
    if len(found.parties) == 2:
        return
    said = [
        sentences.explain_counting(names, found),
        sentences.explain_better(names, found),
        sentences.explain_scope(found),
        sentences.METHOD,
        sentences.KNOWING,
    ]
    print_sentences(console, filter(None, said))
    print_title(console, "What each coalition can do by itself")
    table = tabulate_coalitions(names, found)
    print_report_table(console, table)
    print_sentences(console, [f"{table.caption}."])
    print_title(console, "What an absence costs")
    table = tabulate_absences(names, found)
    print_report_table(console, table)
    print_sentences(console, [f"{table.caption}."])
    _show_packages(console, names, found)


def _show_packages(console: Console, names: Names, found: CoalitionFindings) -> None:
    """Print on what coalitions would agree, the likeliest first."""
    from detente.cli.tables import print_sentences, print_title
    from detente.report.coalition_tables import list_likeliest, list_moves
    from detente.report.sentences.coalitions import explain_coalition, explain_outsiders

    likeliest = list_likeliest(found)
    if likeliest:
        print_title(console, "On what they would agree")
    for each in likeliest:
        draws = found.draws
        said = [explain_coalition(names, each, draws), explain_outsiders(names, each, draws)]
        moves = [f"  {who}: {'; '.join(steps)}" for who, steps in list_moves(names, each)]
        print_sentences(console, ["", " ".join(said), *moves])
