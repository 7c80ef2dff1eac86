"""``detente forecast``: what will happen, as odds that can be scored, and how good were they?"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.options import (
    DEFAULT_DRAWS,
    DrawsOption,
    JsonOption,
    SeedOption,
    find_folder,
    make_console,
    working,
)
from detente.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from detente.case import Case
    from detente.report.naming import Names
    from detente.study import ForecastFindings, PooledForecasts
    from detente.study.forecast_records import Scored

CasesArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="CASE...", help="Case folders, or names of shipped cases; several are pooled."
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "forecast", help="What will happen, as odds that can be scored: how good are they?"
    )(forecast)


def forecast(
    cases: CasesArgument,
    as_json: JsonOption = False,
    draws: DrawsOption = DEFAULT_DRAWS,
    seed: SeedOption = None,
) -> None:
    """The model's odds for questions with a date, beside others', and scores of those resolved."""
    from detente.study import pool_forecasts

    opened = [_open(each) for each in cases]
    _refuse_twice(cases, [case for _, case in opened])
    with working("Putting odds on the questions"):
        asked = [(case, _find(folder, case, draws, seed)) for folder, case in opened]
        pooled = pool_forecasts([found for _, found in asked]) if len(asked) > 1 else None
    if as_json:
        record = asked[0][1] if pooled is None else pooled
        sys.stdout.write(record.to_json() + "\n")
        return
    from detente.report.naming import Names

    console = make_console()
    for case, found in asked:
        _show(console, Names(case), found, several=pooled is not None)
    if pooled is not None:
        _show_pool(console, pooled)


def _open(text: str) -> tuple[Path, Case]:
    from detente.case import load

    folder = find_folder(text)
    return folder, load(folder)


def _refuse_twice(named: list[str], cases: list[Case]) -> None:
    """Refuse a case that is there twice, by whatever path: its questions would count twice."""
    seen: dict[str, str] = {}
    for name, case in zip(named, cases, strict=True):
        if case.digest in seen:
            first = seen[case.digest]
            also = f', as "{first}" too' if first != name else ""
            raise InputError(f'"{name}" is named twice{also}; its questions would count twice')
        seen[case.digest] = name


def _find(folder: Path, case: Case, draws: int, seed: int | None) -> ForecastFindings:
    from detente.case import load_resolutions
    from detente.study import Workspace, find_forecasts

    return find_forecasts(Workspace(case, draws, seed), load_resolutions(folder, case))


def _show(console: Console, names: Names, found: ForecastFindings, *, several: bool) -> None:
    from detente.cli.tables import print_sentences, print_title
    from detente.report.sentences import forecast as sentences

    if several:
        print_title(console, names.case.title)
    print_sentences(console, [sentences.answer_forecast(found)])
    if not found.questions:
        return
    _print_questions(console, found)
    if several:
        return
    _print_bases(console, names, found)
    _show_scores(console, found.scored)


def _print_questions(console: Console, found: ForecastFindings) -> None:
    from detente.cli.tables import print_table
    from detente.report.forecast_tables import tabulate_odds

    table = tabulate_odds(found)
    rows = [[f"{place}. {row[0].text}", *(cell.text for cell in row[1:])]
            for place, row in enumerate(table.rows, start=1)]  # fmt: skip
    print_table(console, table.head, rows)


def _print_bases(console: Console, names: Names, found: ForecastFindings) -> None:
    from detente.cli.tables import print_sentences, print_title
    from detente.report.sentences.forecast import list_bases

    print_title(console, "What the model's odds are")
    print_sentences(console, list_bases(names, found.questions))


def _show_scores(console: Console, scored: Scored) -> None:
    from detente.cli.tables import print_sentences, print_title
    from detente.report.sentences import forecast as sentences

    if not scored.resolved:
        return
    print_title(console, "How good were these odds?")
    print_sentences(console, [sentences.explain_versus(each) for each in scored.versus])
    found = scored.calibration
    if found is not None:
        print_sentences(
            console, [sentences.explain_calibration(found), sentences.explain_log(found)]
        )
        _print_bins(console, scored)


def _print_bins(console: Console, scored: Scored) -> None:
    from detente.cli.tables import print_report_table
    from detente.report.forecast_tables import tabulate_bins
    from detente.report.sentences.forecast import LEAST_CURVE

    found = scored.calibration
    if found is not None and found.questions >= LEAST_CURVE:
        print_report_table(console, tabulate_bins(found))


def _show_pool(console: Console, pooled: PooledForecasts) -> None:
    from detente.cli.tables import print_sentences, print_title
    from detente.report.sentences.forecast import answer_pool

    print_title(console, "All cases together")
    print_sentences(console, [answer_pool(pooled)])
    _show_scores(console, pooled.scored)
