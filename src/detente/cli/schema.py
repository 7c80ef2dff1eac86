"""``detente schema``: the JSON Schema of a case's files, for editors."""

from __future__ import annotations

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("schema", help="Print the JSON Schema of a case's files, for editors.")(schema)


def schema(
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar="[FILE]",
            help="Which file: case, sources, promises, offers, meetings, forecasts, plan, events, "
            "reading or resolutions.",
        ),
    ] = None,
) -> None:
    """Print the JSON Schema of one kind of file, or of any of them."""
    import json

    from detente.case import json_schema

    typer.echo(json.dumps(json_schema(kind), indent=2, ensure_ascii=False))
