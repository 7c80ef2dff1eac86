"""Tables in the terminal: plain, aligned, readable without colour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

if TYPE_CHECKING:
    from detente.report.tables import Cell, Table


def print_title(console: Console, title: str) -> None:
    """Print a heading."""
    console.print(f"\n[bold]{escape(title)}[/bold]")


def print_sentences(console: Console, sentences: Iterable[str]) -> None:
    """Print each sentence as a paragraph of its own."""
    for sentence in sentences:
        console.print(escape(sentence))


def print_table(
    console: Console, columns: Sequence[str], rows: Iterable[Sequence[str]], *, text: int = 1
) -> None:
    """Print a table whose first ``text`` columns hold words and the rest numbers."""
    table = Grid(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for index, column in enumerate(columns):
        words = index < text
        table.add_column(
            escape(column), justify="left" if words else "right", overflow="fold", no_wrap=False
        )
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    console.print(table)


def print_report_table(console: Console, table: Table, *, text: int = 1) -> None:
    """Print a table of the report, with what stands under a cell on a line of its own."""
    rows = [[_join(cell) for cell in row] for row in table.rows]
    print_table(console, table.head, rows, text=text)


def _join(cell: Cell) -> str:
    return "\n".join(filter(None, [cell.text, cell.under]))
