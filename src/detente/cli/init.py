"""``detente init``: start a case from a commented template."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("init", help="Start a case: a folder with a commented template to edit.")(init)


def init(
    folder: Annotated[Path, typer.Argument(help="A folder that does not exist yet, or is empty.")],
    xlsx: Annotated[
        bool,
        typer.Option("--xlsx", help="Write an Excel workbook to fill in, and an example of one."),
    ] = False,
) -> None:
    """Write the template to a new folder."""
    if xlsx:
        _start_workbook(folder)
        return
    from detente.case import save_template

    save_template(folder)
    typer.echo(f"Started a case in {folder}. Edit {folder / 'case.yaml'}, then:")
    typer.echo(f"  detente check {folder}\n  detente report {folder}")
    typer.echo(f"Or change it in the browser, and watch the answer move:\n  detente serve {folder}")


def _start_workbook(folder: Path) -> None:
    from detente.case.interchange.workbook import save_workbooks

    save_workbooks(folder)
    typer.echo(f"Started a workbook in {folder}: fill in {folder / 'case.xlsx'}, then:")
    typer.echo(f"  detente import {folder / 'case.xlsx'} {folder / 'case'}")
    typer.echo(f"{folder / 'example.xlsx'} shows one that is filled in.")
