"""Tables as data: what the page shows as HTML, Markdown shows as pipes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Cell:
    """One cell of a table.

    Parameters
    ----------
    text : what it says.
    note : key of the passage behind an input number; empty for a computed number or a text.
    sourced : whether the input number has a source; None when it is no input number.
    under : a smaller line below the text.
    muted : whether it stands back behind the other cells.
    """

    text: str
    note: str = ""
    sourced: bool | None = None
    under: str = ""
    muted: bool = False


@dataclass(frozen=True)
class Table:
    """Rows under a caption; the first column names the row.

    Parameters
    ----------
    caption : what the table shows, with the unit.
    head : titles of the columns.
    rows : cells, each row as long as ``head``.
    numbers : positions of the columns that hold numbers and align to the right.
    tall : whether the first column holds so much that on a phone it takes a line of its own.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: frozenset[int] = field(default_factory=frozenset)
    tall: bool = False


def make_table(
    caption: str,
    head: Iterable[str],
    rows: Iterable[Iterable[str | Cell]],
    numbers: Iterable[int] = (),
) -> Table:
    """Build a table from texts and cells.

    Examples
    --------
    >>> make_table("Odds", ["Party", "Odds"], [["City", "7 in 20"]], [1]).rows[0][1].text
    '7 in 20'
    """
    return Table(
        caption,
        tuple(head),
        tuple(tuple(_cell(item) for item in row) for row in rows),
        frozenset(numbers),
    )


def _cell(item: str | Cell) -> Cell:
    return item if isinstance(item, Cell) else Cell(item)
