"""``detente sources``: what do the numbers rest on, and which rest on nothing?"""

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
    from collections.abc import Sequence

    from rich.console import Console

    from detente.report.naming import Names
    from detente.study import SourceFindings, Workspace
    from detente.study.sources import Bare, Found, SourceUse

MOST = 30
"""Numbers without a source that are listed; all of them with --json."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("sources", help="What do the numbers rest on, and which on nothing?")(sources)


def sources(
    case: CaseArgument,
    search: Annotated[
        str,
        typer.Option(
            "--search",
            metavar="WORDS",
            help='Look for words in passages and documents; "a phrase", begin*.',
        ),
    ] = "",
    unsourced: Annotated[
        bool,
        typer.Option("--unsourced", help="Rank the numbers without a source by what they move."),
    ] = False,
    as_json: JsonOption = False,
    draws: DrawsOption = DEFAULT_DRAWS,
    seed: SeedOption = None,
) -> None:
    """The sources with what rests on them; a search in them; the numbers that have none."""
    from detente.case.library import open_library
    from detente.study import find_sources

    def find(workspace: Workspace) -> SourceFindings:
        return find_sources(workspace, open_library(workspace.case), search, unsourced=unsourced)

    def show(console: Console, names: Names, findings: SourceFindings) -> None:
        if search:
            _show_found(console, findings.found)
        if unsourced:
            _show_unsourced(console, names, findings.unsourced)
        if not search and not unsourced:
            _show_sources(console, findings.sources)

    workspace = open_workspace(case, draws, seed)
    answer(workspace, find, show, doing="Going through the sources", as_json=as_json)


def _show_sources(console: Console, found: Sequence[SourceUse]) -> None:
    from detente.cli.tables import print_sentences, print_table
    from detente.report.sentences.sources import answer_sources

    print_sentences(console, [answer_sources(found), ""])
    head = ("Source", "Title", "Date", "Status", "Document", "Passages", "Numbers", "Entries")
    rows = [
        [
            each.id,
            each.title,
            each.date or "–",
            each.status,
            _say_document(each),
            str(len(each.passages)),
            str(each.numbers),
            str(each.others),
        ]
        for each in found
    ]
    print_table(console, head, rows, text=5)
    print_sentences(console, [f"{each.id}: {each.trouble}" for each in found if each.trouble])


def _say_document(source: SourceUse) -> str:
    words = {"none": "–", "unread": "cannot be read"}
    if source.document in words:
        return words[source.document]
    told = [each for each in source.passages if each.found]
    there = sum(each.found != "elsewhere" for each in told)
    return f"{there} of {len(told)} found"


def _show_found(console: Console, found: Sequence[Found]) -> None:
    from detente.cli.tables import print_sentences, print_title

    if not found:
        print_sentences(console, ["These words stand in no passage and no document together."])
    for each in found:
        place = f"{each.source}, {each.passage}" if each.passage else each.source
        print_title(console, f"{place}, page {each.page}" if each.page else place)
        print_sentences(console, [each.text])


def _show_unsourced(console: Console, names: Names, found: Sequence[Bare]) -> None:
    from detente.cli.tables import print_sentences, print_table
    from detente.report.driver_tables import say_influence
    from detente.report.sentences.sources import NO_BARE
    from detente.report.words import say_count

    if not found:
        print_sentences(console, [NO_BARE])
        return
    head = ("Number without a source", "Moves most", "Value", "Odds if low", "if high", "Flips")
    rows = [
        [
            each.label,
            _label(names, each.conclusion),
            each.value,
            "–" if each.low is None else say_influence(each.low),
            "–" if each.high is None else say_influence(each.high),
            "yes" if each.flips else "–",
        ]
        for each in found[:MOST]
    ]
    print_table(console, head, rows, text=2)
    if len(found) > MOST:
        more = f"{say_count(len(found) - MOST)} more; --json lists all."
        print_sentences(console, [more])


def _label(names: Names, key: str) -> str:
    from detente.report.sentences.conclusions import label_conclusion
    from detente.study.conclusions import list_conclusions

    known = {each.key: each for each in list_conclusions(names.case)}
    return str(label_conclusion(names, known[key])) if key else "–"
