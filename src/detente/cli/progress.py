"""A progress bar for long work, on a terminal's standard error only."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def showing_progress(steps: int) -> Iterator[Callable[[str], None]]:
    """Yield a function to call with the name of each of so many steps before it starts."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from detente.cli.options import make_console

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=make_console(error=True), transient=True) as bar:
        task = bar.add_task("", total=steps)
        done = -1

        def start(name: str) -> None:
            nonlocal done
            done += 1
            bar.update(task, description=name.capitalize(), completed=done)

        yield start


@contextmanager
def showing_count(what: str) -> Iterator[Callable[[int, int], None]]:
    """Yield a function to call with how much of something is done, and how much there is."""
    if not sys.stderr.isatty():
        yield lambda _done, _all: None
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    from detente.cli.options import make_console

    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        TextColumn("left:"), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=make_console(error=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
