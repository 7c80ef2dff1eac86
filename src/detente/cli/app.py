"""The application: every command, in the order in which a newcomer meets them."""

from __future__ import annotations

from typing import Annotated

import typer

from detente import __version__
from detente.cli import (
    cases,
    check,
    claims,
    coalitions,
    compare,
    deals,
    demo,
    drivers,
    exporting,
    forecast,
    importing,
    init,
    meet,
    offers,
    plan,
    report,
    schema,
    serve,
    sources,
    sweep,
    track,
    trust,
)

app = typer.Typer(
    help="Negotiations between parties who do not trust each other, described in plain text.",
    epilog="Start with: detente demo, or: detente init my-case. Everything runs offline.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"detente {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Show the version and stop."
        ),
    ] = False,
) -> None:
    """Negotiations between parties who do not trust each other, described in plain text."""


for module in (
    demo, cases, init, check, schema, importing, exporting, trust, offers, deals, coalitions,
    plan, meet, compare, claims, drivers, sources, forecast, track, sweep, report,
    serve,
):  # fmt: skip
    module.register(app)
