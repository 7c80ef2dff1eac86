"""``detente compare``: why do readings of a case disagree, and what moved between two versions?"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.options import (
    DEFAULT_DRAWS,
    CaseArgument,
    DrawsOption,
    JsonOption,
    SeedOption,
    answer,
    open_case,
    open_workspace,
)
from detente.errors import InputError

if TYPE_CHECKING:
    from rich.console import Console

    from detente.report.naming import Names
    from detente.study import Workspace
    from detente.study.conclusion_records import CompareFindings, Comparison
    from detente.study.moved_records import MovedFindings


class By(StrEnum):
    """How numbers are put in groups."""

    KIND = "kind"
    ISSUE = "issue"
    PARTY = "party"


FirstArgument = Annotated[
    str | None,
    typer.Argument(metavar="FIRST", help="A reading of the case, or base for the case itself."),
]
SecondArgument = Annotated[
    str | None,
    typer.Argument(metavar="SECOND", help="What to compare with; the case itself by default."),
]
ByOption = Annotated[
    By, typer.Option("--by", help="Group what they see differently by kind, issue or party.")
]

WithOption = Annotated[
    str | None,
    typer.Option(
        "--with",
        metavar="CASE",
        help="An earlier version of the case, as a folder or the name of a shipped case: "
        "what differs, and what moved with it.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("compare", help="Why do readings of the case disagree, and what would end it?")(
        compare
    )


def compare(
    case: CaseArgument,
    first: FirstArgument = None,
    second: SecondArgument = None,
    by: ByOption = By.KIND,
    version: WithOption = None,
    as_json: JsonOption = False,
    draws: DrawsOption = DEFAULT_DRAWS,
    seed: SeedOption = None,
) -> None:
    """Every conclusion under both readings, and which inputs make the difference."""
    from detente.study import find_comparison

    workspace = open_workspace(case, draws, seed)
    if version is not None:
        _compare_versions(workspace, version, first, as_json=as_json)
        return
    find = partial(find_comparison, first=first, second=second, by=by.value)
    answer(workspace, find, _show, doing="Seeing it through other eyes", as_json=as_json)


def _compare_versions(
    workspace: Workspace, version: str, reading: str | None, *, as_json: bool
) -> None:
    """Compare the case with an earlier version of it."""
    from detente.study import Workspace, find_moved

    if reading is not None:
        raise InputError("compare: name readings, or another version by --with, not both")
    before = Workspace(open_case(version), workspace.draws, workspace.seed)
    find = partial(find_moved, before=before)
    answer(workspace, find, _show_moved, doing="Comparing the versions", as_json=as_json)


def _show_moved(console: Console, names: Names, found: MovedFindings) -> None:
    from detente.cli.tables import print_report_table, print_sentences
    from detente.report.moved_tables import tabulate_moved
    from detente.report.sentences import moved as sentences

    print_sentences(console, [sentences.answer_moved(names, found), ""])
    shown = sentences.list_moved(found)
    if shown:
        table = tabulate_moved(names, found)
        print_sentences(console, [f"{table.caption}:"])
        print_report_table(console, table)
        print_sentences(console, [""])
    print_sentences(console, [sentences.explain_moved_basis(found)])


def _show(console: Console, names: Names, found: CompareFindings) -> None:
    from detente.cli.tables import print_report_table, print_sentences
    from detente.report.compare_tables import tabulate_readings
    from detente.report.sentences import compare as sentences

    print_sentences(console, [sentences.answer_compare(names, found), ""])
    table = tabulate_readings(names, found)
    print_sentences(console, [f"{table.caption}:"])
    print_report_table(console, table)
    for comparison in found.comparisons:
        _show_comparison(console, names, found, comparison)
    main = sentences.find_main(found)
    if main is not None:
        print_sentences(console, ["", sentences.explain_method(found, main.groups)])


def _show_comparison(
    console: Console, names: Names, found: CompareFindings, comparison: Comparison
) -> None:
    """Show what makes the differences that are clear, and what would narrow each most."""
    from detente.cli.tables import print_report_table, print_sentences, print_title
    from detente.report.compare_tables import list_agreeing, tabulate_attribution
    from detente.report.sentences import compare as sentences
    from detente.report.sentences.conclusions import open_with
    from detente.report.words import say_list

    both = (sentences.name_reading(found, n) for n in (comparison.first, comparison.second))
    print_title(console, open_with(say_list(both, "beside")))
    if comparison is not sentences.find_main(found):
        print_sentences(console, [sentences.answer_comparison(names, found, comparison)])
    clear = tuple(sentences.list_clear(comparison))
    if clear:
        print_sentences(console, [""])
        shown = replace(comparison, differences=clear)
        table = tabulate_attribution(names, found, shown)
        print_sentences(console, [f"{table.caption}:"])
        print_report_table(console, table)
        print_sentences(console, ["", *list_agreeing(names, found, comparison)])
