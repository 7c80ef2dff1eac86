"""``detente serve``: the workbench, in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.options import find_folder

DEFAULT_DRAWS = 2000
LOOPBACK = "127.0.0.1"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve", help="Open the workbench: see a case, change a number, see what moves.")(
        serve
    )


def serve(
    case: Annotated[
        str,
        typer.Argument(
            metavar="CASE_OR_FOLDER",
            help="A case folder, the name of a shipped case, or a folder of case folders.",
        ),
    ],
    port: Annotated[
        int | None,
        typer.Option("--port", metavar="N", help="Where to listen; by default 8080 or the next."),
    ] = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Whether to open the browser.")
    ] = True,
    draws: Annotated[
        int, typer.Option("--draws", metavar="N", help="How many times to draw the ranges.")
    ] = DEFAULT_DRAWS,
    host: Annotated[
        str,
        typer.Option(
            "--host",
            metavar="ADDRESS",
            help="Let others reach it under this name; needs the three options below.",
        ),
    ] = LOOPBACK,
    certificate: Annotated[
        Path | None, typer.Option("--tls-cert", metavar="FILE", help="Its certificate, as PEM.")
    ] = None,
    key: Annotated[
        Path | None, typer.Option("--tls-key", metavar="FILE", help="Its private key, as PEM.")
    ] = None,
    password: Annotated[
        Path | None,
        typer.Option("--password-file", metavar="FILE", help="The password, on its first line."),
    ] = None,
) -> None:
    """Open the workbench in the browser."""
    from detente.web.serving import Place, prepare, run
    from detente.web.shelving import shelve

    folder = find_folder(case)
    place = Place(host, port, certificate, key, password)
    shelved = shelve(folder, shipped=not Path(case).exists())
    run(prepare(shelved, place, draws), browser=browser)
