"""The passages behind the input numbers, numbered in the order in which they are first used."""

from __future__ import annotations

from dataclasses import dataclass

from detente.case import Case, Citation, Quantity, Source
from detente.report.tables import Cell


@dataclass(frozen=True)
class Quote:
    """One citation, ready to be shown: the source, where in it, and what it says there."""

    source: str
    number: int
    label: str
    locator: str
    text: str
    recalled: bool


@dataclass(frozen=True)
class Note:
    """What opens when an input number is pressed."""

    key: str
    quotes: tuple[Quote, ...]
    reasoning: str

    @property
    def numbers(self) -> tuple[int, ...]:
        """Numbers of the cited sources, each once."""
        return tuple(dict.fromkeys(quote.number for quote in self.quotes))


class Passages:
    """Collect the notes of a report; equal notes are kept once.

    Parameters
    ----------
    case : whose sources are cited; they are numbered in the order of its file.
    """

    def __init__(self, case: Case) -> None:
        self._sources = case.sources
        self._numbers = {source: place for place, source in enumerate(case.sources, start=1)}
        self._notes: dict[tuple[tuple[Citation, ...], str], Note] = {}

    @property
    def notes(self) -> tuple[Note, ...]:
        """All notes so far."""
        return tuple(self._notes.values())

    def find(self, key: str) -> Note | None:
        """Return the note of that key."""
        return next((note for note in self._notes.values() if note.key == key), None)

    def cite(self, because: tuple[Citation, ...], note: str = "") -> str:
        """Return the key of the note for these citations and this reasoning; "" for neither."""
        if not because and not note:
            return ""
        held = (because, note)
        if held not in self._notes:
            quotes = tuple(self._quote(citation) for citation in because)
            self._notes[held] = Note(f"note-{len(self._notes) + 1}", quotes, note)
        return self._notes[held].key

    def number(self, quantity: Quantity, text: str = "") -> Cell:
        """Show an input number as it was written, with what is behind it."""
        return Cell(
            (text or quantity.text or str(quantity)).replace("-", "\N{MINUS SIGN}"),
            self.cite(quantity.because, quantity.note),
            quantity.sourced,
        )

    def text(self, text: str, because: tuple[Citation, ...], note: str = "") -> Cell:
        """Show a judgement of the coder, with what is behind it."""
        return Cell(text, self.cite(because, note), bool(because))

    def _quote(self, citation: Citation) -> Quote:
        source = self._sources.get(citation.source)
        if source is None:
            return Quote(citation.source, 0, citation.source, citation.passage, "", recalled=False)
        return Quote(
            source=source.id,
            number=self._numbers[source.id],
            label=describe_source(source),
            locator=citation.passage,
            text=source.passages.get(citation.passage, ""),
            recalled=source.status == "recalled",
        )


def describe_source(source: Source) -> str:
    """Name a source in one line: author, title, publisher, date.

    Examples
    --------
    >>> describe_source(Source("a", "A treaty", author="Two states", date="1977"))
    'Two states, A treaty, 1977'
    """
    parts = (source.author, source.title, source.publisher, source.date)
    return ", ".join(part for part in parts if part)
