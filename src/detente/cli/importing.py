"""``detente import``: a case from a scenario that somebody keeps in another format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.options import make_console, working

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

FORMATS = "genius, geniusweb, negmas, negolog or xlsx"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import", help="Make a case from a scenario or workbook in another format.")(
        import_
    )


def import_(
    path: Annotated[
        Path, typer.Argument(metavar="PATH", help="The file or folder to read; it stays as it is.")
    ],
    case: Annotated[
        Path,
        typer.Argument(metavar="CASE", help="A folder that does not exist yet, or is empty."),
    ],
    format_: Annotated[
        str | None,
        typer.Option("--format", metavar="F", help=f"{FORMATS}; recognised, if left out."),
    ] = None,
    profiles: Annotated[
        list[str] | None,
        typer.Option(
            "--profile",
            metavar="FILE",
            help="Read this file of a party, and only those named; give it once for each.",
        ),
    ] = None,
) -> None:
    """Read a scenario, check it as a case, and write that to a new folder."""
    from detente.case.interchange import import_case
    from detente.cli.tables import print_sentences
    from detente.report.words import say_few

    with working("Reading"):
        draft = import_case(path, format_, profiles=profiles or ())
        made = draft.save(case)
    parties = say_few(len(made.parties), "party", "parties")
    issues = say_few(len(made.issues), "issue")
    console = make_console()
    print_sentences(console, [f"{made.title}: {parties} and {issues}, in {case}."])
    print_notes(console, draft.notes)
    print_sentences(console, [f"Next: detente check {case}, then: detente deals {case}"])


def print_notes(console: Console, notes: Sequence[str]) -> None:
    """Print what was assumed, rounded or left out, a note a line."""
    from detente.cli.tables import print_sentences

    print_sentences(console, [f"note: {note}" for note in notes])
