"""What the commands share: their options, opening a case, showing what was found."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from detente.errors import InputError

if TYPE_CHECKING:
    from rich.console import Console

    from detente.case import Case
    from detente.report.naming import Names
    from detente.study import Workspace
    from detente.study.record import Record

Findings = TypeVar("Findings", bound="Record")

DEFAULT_DRAWS = 4096

CaseArgument = Annotated[
    str, typer.Argument(metavar="CASE", help="A case folder, or the name of a shipped case.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]
DrawsOption = Annotated[
    int, typer.Option("--draws", metavar="N", help="How many times to draw the ranges.")
]
SeedOption = Annotated[
    int | None, typer.Option("--seed", metavar="N", help="Replace the case's own seed.")
]


def find_folder(text: str) -> Path:
    """Return the folder of a case: a path, or failing that the name of a shipped case."""
    from detente.case.shelf import find_case, list_cases

    path = Path(text)
    try:
        if text and path.exists():
            return path
    except (OSError, ValueError):  # a name that no file system takes
        pass
    if path.name == text and text in list_cases():
        return find_case(text)
    close = difflib.get_close_matches(text, list_cases(), 1)
    hint = f' Did you mean "{close[0]}"?' if close else ""
    raise InputError(
        f'there is no folder "{_shorten(text)}", and no shipped case of that name.{hint} '
        f"Shipped cases: {', '.join(list_cases())}. To start your own: detente init my-case"
    )


def _shorten(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}..."


def open_case(text: str) -> Case:
    """Load a case by path or by shipped name."""
    from detente.case import load

    return load(find_folder(text))


def open_workspace(
    text: str, draws: int, seed: int | None, *, approximate: bool = False
) -> Workspace:
    """Load a case and make it ready to be studied."""
    from detente.study import Workspace

    return Workspace(open_case(text), draws, seed, approximate=approximate)


def make_console(*, error: bool = False) -> Console:
    """Make a console: as wide as the terminal, 100 columns where there is none."""
    from rich.console import Console

    stream = sys.stderr if error else sys.stdout
    width = None if stream.isatty() else 100
    return Console(stderr=error, width=width, highlight=False, soft_wrap=False)


@contextmanager
def working(what: str) -> Iterator[None]:
    """Show that something is going on, on a terminal's standard error only."""
    if not sys.stderr.isatty():
        yield
        return
    with make_console(error=True).status(f"{what} ..."):
        yield


def answer(
    workspace: Workspace,
    find: Callable[[Workspace], Findings],
    show: Callable[[Console, Names, Findings], None],
    *,
    doing: str,
    as_json: bool,
) -> None:
    """Ask a question of a case, and print what was found: as JSON, or as the command shows it."""
    with working(doing):
        findings = find(workspace)
    if as_json:
        sys.stdout.write(findings.to_json() + "\n")
        return
    from detente.report.naming import Names

    show(make_console(), Names(workspace.case), findings)


def read_package(text: str, option: str) -> dict[str, str] | None:
    """Read ``freeze=frozen,oil=first``, the value of an option; None for an empty text.

    Examples
    --------
    >>> read_package("freeze=frozen, oil=first", "--package")
    {'freeze': 'frozen', 'oil': 'first'}
    """
    if not text.strip():
        return None
    package: dict[str, str] = {}
    for part in text.split(","):
        issue, _, name = (each.strip() for each in part.partition("="))
        if not issue or not name:
            raise InputError(
                f'{option}: expected ISSUE=OPTION, separated by commas, got "{part.strip()}"'
            )
        if issue in package:
            raise InputError(f"{option}: {issue} is given twice")
        package[issue] = name
    return package
