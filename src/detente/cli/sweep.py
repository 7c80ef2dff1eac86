"""``detente sweep``: the same questions for many variants of a case, or for many cases."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.options import (
    DEFAULT_DRAWS,
    DrawsOption,
    JsonOption,
    SeedOption,
    find_folder,
    make_console,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from detente.sweep import Failure, Summary, SweepFindings

KEYS = (
    "--set takes any of these keys. --vary samples those with a range, by their keys or by what "
    "keys begin with, up to a slash."
)
STOPPED = 130
"""Exit status after Ctrl-C, as shells have it."""

CasesArgument = Annotated[
    str,
    typer.Argument(
        metavar="CASE", help="A case folder, the name of a shipped case, or a folder of many cases."
    ),
]
AskOption = Annotated[
    str, typer.Option("--ask", metavar="QUESTION,...", help="What to ask: names of commands.")
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE,...",
        help="Values of a number, or ranges such as 5 to 9; again for another number.",
    ),
]
SampleOption = Annotated[
    int,
    typer.Option("--sample", metavar="N", min=0, help="Put points into the ranges, N times."),
]
VaryOption = Annotated[
    list[str] | None,
    typer.Option(
        "--vary",
        metavar="KEY",
        help="Which range to sample, or the beginning of keys; again for others. Default: all.",
    ),
]
OutOption = Annotated[
    Path, typer.Option("--out", "-o", metavar="DIR", help="The folder of the results.")
]
WorkersOption = Annotated[
    int | None,
    typer.Option("--workers", metavar="N", min=1, help="Processes; by default one for each core."),
]
ClusterOption = Annotated[
    str | None,
    typer.Option("--cluster", metavar="ADDRESS", help="Work on the Dask cluster at this address."),
]
AgainOption = Annotated[
    bool, typer.Option("--again", help="Replace the sweep that is in the folder.")
]
KeysOption = Annotated[
    bool, typer.Option("--keys", help="List the numbers that can be set or sampled, and stop.")
]
ShowOption = Annotated[
    list[str] | None,
    typer.Option(
        "--show", metavar="FINDING", help="Summarise these findings; * stands for any part."
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("sweep", help="Ask the same of many variants of a case, or of many cases.")(sweep)


def sweep(
    case: CasesArgument,
    ask: AskOption = "deals",
    setting: SetOption = None,
    sample: SampleOption = 0,
    vary: VaryOption = None,
    out: OutOption = Path("sweep"),
    workers: WorkersOption = None,
    cluster: ClusterOption = None,
    again: AgainOption = False,
    show: ShowOption = None,
    keys: KeysOption = False,
    as_json: JsonOption = False,
    draws: DrawsOption = DEFAULT_DRAWS,
    seed: SeedOption = None,
) -> None:
    """Ask every variant the same questions, keep what is finished, and say what moves what."""
    from detente import sweep as sweeps
    from detente.cli.progress import showing_count
    from detente.sweep.processes import count_cores
    from detente.sweep.values import read_settings

    cases, grid = find_folder(case), read_settings(setting or ())
    if keys:
        _show_keys(make_console(), cases)
        return
    done = 0
    try:
        with showing_count("Variants") as progress:

            def count(finished: int, total: int) -> None:
                nonlocal done
                done = finished
                progress(finished, total)

            found = sweeps.run(
                cases,
                ask=[name.strip() for name in ask.split(",")],
                grid=grid,
                sample=sample,
                vary=vary or (),
                draws=draws,
                seed=seed,
                out=out,
                workers=workers or count_cores(),
                cluster=cluster,
                again=again,
                show=show or (),
                progress=count,
            )
    except KeyboardInterrupt:
        typer.echo(
            f"Stopped. {done:,} variants are finished and kept in {out}; the same command goes on "
            "from there.",
            err=True,
        )
        raise typer.Exit(STOPPED) from None
    if as_json:
        sys.stdout.write(found.to_json() + "\n")
        return
    _show(make_console(), found)


def _show_keys(console: Console, cases: Path) -> None:
    """Print the numbers of a case, or those that all of many have, by key."""
    from detente.cli.tables import print_sentences, print_table
    from detente.sweep.sweeping import find_cases

    first, *others = (each.case for each in find_cases(cases))
    known = [{entry.key for entry in case.quantities()} for case in others]
    rows = [
        (entry.key, entry.label, *([] if others else [entry.quantity.text]))
        for entry in first.quantities()
        if all(entry.key in keys for keys in known)
    ]
    head = ("Key", "Number") if others else ("Key", "Number", "Value")
    print_table(console, head, rows, text=2)
    print_sentences(console, ["", KEYS])


def _show(console: Console, found: SweepFindings) -> None:
    from detente.cli.tables import print_sentences, print_table, print_title

    print_sentences(console, explain_sweep(found))
    for question in found.questions:
        shown = [each for each in found.summaries if each.question == question]
        numbers = [each for each in shown if each.low is not None]
        words = [each for each in shown if each.answers]
        if shown:
            print_title(console, question)
        if numbers:
            columns = ("", "Lowest", "Median", "Mean", "Highest")
            print_table(console, columns, map(_tabulate, numbers))
        if words:
            print_table(console, ("", "Answers"), [(w.finding, _count(w)) for w in words], text=2)
    print_sentences(console, ["", *explain_summary(found)])


def explain_sweep(found: SweepFindings) -> Iterator[str]:
    """Say what was asked, how far it has come, and what could not be answered."""
    from detente.report.words import say_count, say_few, say_list, sentence

    of = found.cases[0].name if len(found.cases) == 1 else say_few(len(found.cases), "case")
    asked = say_list(found.questions)
    yield sentence(f"{say_few(found.n_variants, 'variant')} of {of}; asked of each: {asked}")
    if found.n_finished < found.n_variants:
        yield f"Finished: {say_count(found.n_finished)}. The same command goes on from there."
    if found.n_before:
        yield f"{say_count(found.n_before)} were finished before."
    if found.failures:
        yield f"Not answered: {say_few(found.n_failed + found.n_lost, 'question')}."
        yield from (f"  {_say_failure(failure)}" for failure in found.failures[:5])


def _say_failure(failure: Failure) -> str:
    from detente.report.words import say_few

    asked = f"{failure.question}, in " if failure.question else ""
    where = f"{asked}{say_few(failure.variants, 'variant')}"
    return f"{where}, first in {failure.variant} ({failure.case}): {failure.why}"


def explain_summary(found: SweepFindings) -> Iterator[str]:
    """Say what the tables leave out, and where all of it is."""
    from detente.report.words import say_count

    if found.n_variants == 1:
        yield (
            "One variant differs from no other: --set and --sample make more, of the numbers that "
            "--keys lists."
        )
    elif not found.n_findings:
        yield "Nothing that was found differs between variants."
    shown = sum(each.n_answers > 1 for each in found.summaries)
    if shown < found.n_findings:
        yield (
            f"Shown: {say_count(shown)} of {say_count(found.n_findings)} findings that differ; "
            "--show NAME shows others, * stands for any part of a name."
        )
    if any(each.moves for each in found.summaries):
        yield (
            "Under each stands what goes along with most of its differences, and with how much of "
            "them."
        )
    if found.sampled and found.n_findings:
        yield (
            "What was sampled is named only where it stands out from chance; several together may "
            "matter more than any of them does."
        )
    yield f"All of it: {found.folder}/findings/*.parquet and {found.folder}/variants.parquet."


def _tabulate(summary: Summary) -> tuple[str, ...]:
    from detente.report.likelihood import say_percent
    from detente.report.words import say_number

    numbers = (summary.low, summary.median, summary.mean, summary.high)
    said = [say_number(number) if number is not None else "" for number in numbers]
    mover = ""
    if summary.share is not None:
        each = " each" if ", " in summary.moves else ""
        mover = f"\n  {summary.moves}: {say_percent(summary.share)}{each}"
    return (f"{summary.finding}{mover}", *said)


def _count(summary: Summary) -> str:
    """Count the commonest answers, and say how many others there are."""
    said = [f"{answer}: {count}" for answer, count in summary.answers.items()]
    others = summary.n_answers - len(summary.answers)
    return "; ".join(_join(said, others))


def _join(said: Iterable[str], others: int) -> Iterator[str]:
    yield from said
    if others > 0:
        yield f"{others} other answers"
