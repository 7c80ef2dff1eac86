"""A report as data: sections of paragraphs, charts and tables, the same for HTML and Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from detente.report.charts import Chart
from detente.report.passages import Quote
from detente.report.tables import Table

FEW_SOURCES = 10
"""Sources that stand open without being in the way."""


@dataclass(frozen=True)
class Heading:
    """A heading within a section."""

    kind: ClassVar[str] = "heading"
    text: str
    id: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; ``party`` puts the mark of that party before it."""

    kind: ClassVar[str] = "paragraph"
    text: str
    party: str = ""


@dataclass(frozen=True)
class Items:
    """A list of short texts under a summary that opens it; a long one is not printed."""

    kind: ClassVar[str] = "items"
    summary: str
    items: tuple[str, ...]
    open: bool = True
    printed: bool = True


@dataclass(frozen=True)
class Figure:
    """A chart with its words and its data; ``coded`` data are the case's own numbers."""

    kind: ClassVar[str] = "figure"
    chart: Chart
    coded: bool = False


@dataclass(frozen=True)
class Sheet:
    """A table; a long one is folded under its caption."""

    kind: ClassVar[str] = "sheet"
    table: Table
    open: bool = True


@dataclass(frozen=True)
class Reference:
    """One source in the list of sources, with every passage cited from it."""

    id: str
    number: int
    label: str
    url: str
    recalled: bool
    used: bool
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class Fold:
    """Blocks, without charts, that a reader opens under their title; open in print."""

    kind: ClassVar[str] = "fold"
    title: str
    id: str
    blocks: tuple[Paragraph | Sheet, ...]


@dataclass(frozen=True)
class References:
    """The list of sources."""

    kind: ClassVar[str] = "references"
    references: tuple[Reference, ...]

    @property
    def open(self) -> bool:
        """Whether the list is short enough to stand open."""
        return len(self.references) <= FEW_SOURCES


Block: TypeAlias = Heading | Paragraph | Items | Figure | Sheet | Fold | References


@dataclass(frozen=True)
class Section:
    """One question: its answer first, then what shows it, then what it rests on."""

    id: str
    title: str
    answer: str
    blocks: tuple[Block, ...]
    rests: str = ""
