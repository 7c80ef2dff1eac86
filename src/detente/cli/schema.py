"""``detente schema``: the JSON Schema of a case's files, for editors."""

from __future__ import annotations

from typing import Annotated

import typer

from detente.errors import InputError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("schema", help="Print the JSON Schema of a case's files, for editors.")(schema)


def schema(
    kind: Annotated[
        str,
        typer.Argument(metavar="[FILE]", help="Which file: case, offers, promises, and so on."),
    ] = "case",
) -> None:
    """Print the JSON Schema of one kind of file."""
    import json

    from detente.case import SCHEMA_KINDS, json_schema

    if kind not in SCHEMA_KINDS:
        raise InputError(f'there is no schema for "{kind}". There are: {", ".join(SCHEMA_KINDS)}.')
    typer.echo(json.dumps(json_schema(kind), indent=2, ensure_ascii=False))
