"""``detente drivers``: which assumption would flip which conclusion?"""

from __future__ import annotations

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

if TYPE_CHECKING:
    from rich.console import Console

    from detente.report.naming import Names
    from detente.study import DriverFindings
    from detente.study.conclusion_records import Driven

OVERVIEW = ("Conclusion", "Most of all it hangs on", "Odds", "Flips when that is")
FEW = 6
"""Inputs that are shown for a conclusion, where many conclusions are shown."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("drivers", help="Which assumption would flip which conclusion?")(drivers)


def drivers(
    case: CaseArgument,
    conclusion: Annotated[
        str | None,
        typer.Option(
            "--conclusion", metavar="KEY", help="Only this conclusion, such as deal_exists."
        ),
    ] = None,
    as_json: JsonOption = False,
    draws: DrawsOption = DEFAULT_DRAWS,
    seed: SeedOption = None,
) -> None:
    """Each conclusion with the numbers that it hangs on, and the values at which it turns."""
    from detente.study import Workspace, find_drivers

    def find(workspace: Workspace) -> DriverFindings:
        return find_drivers(workspace, conclusion)

    workspace = open_workspace(case, draws, seed)
    answer(workspace, find, _show, doing="Looking for what would flip it", as_json=as_json)


def _show(console: Console, names: Names, findings: DriverFindings) -> None:
    from detente.cli.tables import print_sentences, print_title
    from detente.report.sentences.drivers import ALONE, UNKNOWN, explain_unsourced

    alone = len(findings.conclusions) == 1
    if not alone:
        _show_overview(console, names, findings)
    for driven in findings.conclusions:
        _show_driven(console, names, driven, findings.origin.draws, None if alone else FEW)
    print_title(console, "What it rests on")
    meets = any(each.conclusion.kind.startswith("meeting") for each in findings.conclusions)
    known = f"{ALONE} {UNKNOWN}" if meets else ALONE
    print_sentences(console, [explain_unsourced(names, findings), known])


def _show_overview(console: Console, names: Names, findings: DriverFindings) -> None:
    """Answer first: which conclusions a single number flips, one line each."""
    from detente.cli.tables import print_sentences, print_table
    from detente.report.sentences.drivers import answer_drivers

    print_sentences(console, [answer_drivers(names, findings), ""])
    rows = [_list_overview(names, driven, findings.origin.draws) for driven in findings.conclusions]
    print_table(console, OVERVIEW, rows, text=2)
    if any(driven.inputs for driven in findings.conclusions):
        print_sentences(console, ["", "By conclusion, with up to six numbers each:"])


def _list_overview(names: Names, driven: Driven, draws: int) -> list[str]:
    """Say of one conclusion how likely it is, and which number moves or flips it first."""
    from detente.report.likelihood import say_short
    from detente.report.sentences.conclusions import label_conclusion
    from detente.report.sentences.drivers import find_flip, label_input, say_value

    first = next(iter(driven.flipping or driven.inputs), None)
    flip = find_flip(driven, first) if first is not None and driven.flipping else None
    at = "–"
    if first is not None and first.switch_at is not None and driven.flipping:
        at = " ".join(filter(None, [flip, say_value(first, first.switch_at)]))
    return [
        str(label_conclusion(names, driven.conclusion)),
        "–" if first is None else label_input(names, driven, first),
        say_short(driven.odds, draws),
        at,
    ]


def _show_driven(
    console: Console, names: Names, driven: Driven, draws: int, most: int | None
) -> None:
    from detente.cli.tables import print_sentences, print_table, print_title
    from detente.report.driver_tables import HEAD, list_rows
    from detente.report.sentences.conclusions import label_conclusion
    from detente.report.sentences.drivers import explain_driven, explain_explained

    print_title(console, f"{label_conclusion(names, driven.conclusion)} [{driven.conclusion.key}]")
    print_sentences(console, [explain_driven(names, driven, draws)])
    if driven.inputs:
        print_table(console, HEAD, list_rows(names, driven)[:most])
        print_sentences(console, [explain_explained(driven)])
