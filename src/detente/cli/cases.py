"""``detente cases``: the shipped cases, to read, run or copy."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.options import JsonOption, make_console


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("cases", help="List the shipped cases, or copy one to a folder of your own.")(cases)


def cases(
    name: Annotated[str | None, typer.Argument(help="The case to copy.")] = None,
    folder: Annotated[
        Path | None, typer.Argument(help="Where to; by default a folder of the case's name.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List the shipped cases, or copy one."""
    from detente.case.shelf import copy_case

    if name is None:
        _list(as_json=as_json)
        return
    target = copy_case(name, folder or Path(name))
    typer.echo(f"Copied {name} to {target}. Next: detente report {target}")


def _list(*, as_json: bool) -> None:
    import json

    from detente.case import load
    from detente.case.shelf import find_case, list_cases
    from detente.cli.tables import print_table

    shipped = [(name, load(find_case(name))) for name in list_cases()]
    if as_json:
        listed = [{"name": name, "title": case.title} for name, case in shipped]
        typer.echo(json.dumps(listed, indent=2, ensure_ascii=False))
        return
    rows = [
        (name, case.title, str(len(case.parties)), str(len(case.issues))) for name, case in shipped
    ]
    print_table(make_console(), ("Case", "What it is", "Parties", "Issues"), rows, text=2)
    typer.echo("Copy one with: detente cases NAME FOLDER")
