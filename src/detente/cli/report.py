"""``detente report``: all of it, in one file."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from detente.cli.deals import ApproximateOption
from detente.cli.options import DEFAULT_DRAWS, CaseArgument, DrawsOption, SeedOption, find_folder

STUDIES = 12


class Format(StrEnum):
    """What a report can be written as."""

    HTML = "html"
    MD = "md"


OutOption = Annotated[
    Path | None,
    typer.Option("--out", "-o", help="Where to write; by default report.html or report.md here."),
]
FormatOption = Annotated[Format, typer.Option("--format", help="One HTML file, or Markdown.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("report", help="Write all of it to one self-contained file.")(report)


def report(
    case: CaseArgument,
    out: OutOption = None,
    kind: FormatOption = Format.HTML,
    draws: DrawsOption = DEFAULT_DRAWS,
    seed: SeedOption = None,
    approximate: ApproximateOption = False,
) -> None:
    """Study a case and write the report."""
    where = out or Path(f"report.{kind}")
    write_report(case, where, kind, draws, seed, approximate=approximate)


def write_report(
    case: str,
    out: Path,
    kind: Format,
    draws: int,
    seed: int | None,
    *,
    approximate: bool = False,
) -> None:
    """Study a case, write the report, and say where it is."""
    from concurrent.futures import ThreadPoolExecutor

    from detente.case import load, load_resolutions
    from detente.cli.progress import showing_progress
    from detente.report import render_html, render_markdown, save_report, study_all
    from detente.report.templating import load_bundle

    folder, replaced = find_folder(case), out.exists()
    loaded = load(folder)
    with showing_progress(STUDIES + 1) as progress:
        known = load_resolutions(folder, loaded)
        with ThreadPoolExecutor(1) as beside:
            if kind is Format.HTML:
                beside.submit(load_bundle)  # takes a second or more, and rests on no case
            findings = study_all(loaded, draws, seed, progress, known, approximate=approximate)
        progress("page")
        render = render_html if kind is Format.HTML else render_markdown
        save_report(render(loaded, findings), out)
    done = "Replaced" if replaced else "Wrote"
    how = " Open it in any browser; it needs no network." if kind is Format.HTML else ""
    typer.echo(f"{done} {out}.{how}")
