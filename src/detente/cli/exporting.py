"""``detente export``: a case in a format that other programs read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.importing import FORMATS, print_notes
from detente.cli.options import CaseArgument, make_console, open_case, working


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("export", help="Write a case in a format that other programs read.")(export)


def export(
    case: CaseArgument,
    path: Annotated[
        Path, typer.Argument(metavar="PATH", help="The file or folder to write; not there yet.")
    ],
    format_: Annotated[str, typer.Option("--format", metavar="F", help=f"{FORMATS}.")],
    force: Annotated[
        bool, typer.Option("--force", help="Write over files of the same names.")
    ] = False,
) -> None:
    """Write a case in another format, and say what of it that format cannot hold."""
    from detente.case.interchange import export_case, get_format

    title = get_format(format_).title
    loaded = open_case(case)
    with working("Writing"):
        notes = export_case(loaded, path, format_, force=force)
    console = make_console()
    console.print(f"Wrote {path} as {title}.", markup=False)
    print_notes(console, notes)
