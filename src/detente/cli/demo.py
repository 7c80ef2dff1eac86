"""``detente demo``: the shipped US-North Korea case, analysed."""

from __future__ import annotations

from pathlib import Path

import typer

from detente.cli.options import DEFAULT_DRAWS, DrawsOption
from detente.cli.report import Format, FormatOption, OutOption, write_report

DEMO_CASE = "us-dprk-2020"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo", help="Analyse the shipped US-North Korea case and write its report.")(demo)


def demo(
    out: OutOption = None,
    kind: FormatOption = Format.HTML,
    draws: DrawsOption = DEFAULT_DRAWS,
) -> None:
    """Analyse the shipped US-North Korea case and write its report."""
    write_report(DEMO_CASE, out or Path(f"report.{kind}"), kind, draws, None)
    typer.echo(f"To change a number and watch the answer move: detente serve {DEMO_CASE}")
    typer.echo(f"To have the case itself, and edit it: detente cases {DEMO_CASE} my-copy")
