"""A document laid out to be read: in parts of a bounded size, with the passages marked in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from detente.case.library import Anchor, Paragraph, Text

PART = 60_000
"""Characters that are shown at a time."""

FEW = 8
"""Passages that one piece of text can name; where more overlap, the list beside it has them all."""


@dataclass(frozen=True)
class Piece:
    """Some words of a paragraph.

    ``marks``: numbers of the passages that they belong to. ``begins``: of those, the ones that
    begin here; ``ends``: those that end here.
    """

    text: str
    marks: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


@dataclass(frozen=True)
class Laid:
    """A paragraph in pieces; ``page`` is given where a new page begins."""

    number: int
    level: int
    page: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Part:
    """What is shown of a document at a time; parts count from 1."""

    number: int
    count: int
    paragraphs: tuple[Laid, ...]

    @property
    def earlier(self) -> int:
        """The part before it; 0 for none."""
        return self.number - 1

    @property
    def later(self) -> int:
        """The part behind it; 0 for none."""
        return self.number + 1 if self.number < self.count else 0


@dataclass(frozen=True)
class Mark:
    """Where a passage stands in one paragraph."""

    passage: int
    start: int
    end: int
    is_first: bool
    is_last: bool


def lay_out(text: Text, anchors: Mapping[int, Anchor], number: int) -> Part:
    """Lay out one part of a document.

    Parameters
    ----------
    text : of the document.
    anchors : where passages stand in it, by their numbers.
    number : of the part; one that there is not is taken as the nearest that there is.
    """
    starts = split_parts(text)
    at = min(max(number, 1), len(starts)) - 1
    stop = starts[at + 1] if at + 1 < len(starts) else len(text.paragraphs)
    marks = _sort_marks(anchors, text.paragraphs)
    pages = [0, *(each.page for each in text.paragraphs)]
    return Part(
        at + 1,
        len(starts),
        tuple(
            Laid(
                n,
                text.paragraphs[n].level,
                text.paragraphs[n].page if n == starts[at] or pages[n] != pages[n + 1] else 0,
                tuple(cut(text.paragraphs[n].text, marks.get(n, ()))),
            )
            for n in range(starts[at], stop)
        ),
    )


def split_parts(text: Text) -> list[int]:
    """Split a document into parts: the numbers of the paragraphs with which they begin."""
    starts, held = [0], 0
    for number, paragraph in enumerate(text.paragraphs):
        if held and held + len(paragraph.text) > PART:
            starts.append(number)
            held = 0
        held += len(paragraph.text)
    return starts


def find_part(starts: Sequence[int], paragraph: int) -> int:
    """Find the part in which a paragraph stands, counted from 1."""
    return max(sum(start <= paragraph for start in starts), 1)


def _sort_marks(
    anchors: Mapping[int, Anchor], paragraphs: Sequence[Paragraph]
) -> dict[int, list[Mark]]:
    """List by paragraph what is marked there; a passage can go over several."""
    found: dict[int, list[Mark]] = {}
    for passage, anchor in anchors.items():
        pieces = list(_list_places(anchor, paragraphs))
        for order, (paragraph, start, end) in enumerate(pieces):
            is_first, is_last = order == 0, order == len(pieces) - 1
            mark = Mark(passage, start, end, is_first, is_last)
            found.setdefault(paragraph, []).append(mark)
    return found


def _list_places(anchor: Anchor, paragraphs: Sequence[Paragraph]) -> Iterator[tuple[int, int, int]]:
    for span in anchor.spans:
        for number in range(span.start[0], span.end[0] + 1):
            start = span.start[1] if number == span.start[0] else 0
            whole = len(paragraphs[number].text)
            yield number, start, span.end[1] if number == span.end[0] else whole


def cut(text: str, marks: Iterable[Mark]) -> Iterator[Piece]:
    """Cut a paragraph where marks begin and end; they may overlap.

    Examples
    --------
    >>> [(p.text, p.marks) for p in cut("abcdef", [Mark(1, 1, 4, True, True)])]
    [('a', ()), ('bcd', (1,)), ('ef', ())]
    """
    marked = list(marks)
    begin: dict[int, list[Mark]] = {}
    for mark in marked:
        begin.setdefault(mark.start, []).append(mark)
    ends = sorted({0, len(text), *(m.start for m in marked), *(m.end for m in marked)})
    open_: dict[int, Mark] = {}
    for start, end in pairwise(ends):
        open_ = {n: mark for n, mark in open_.items() if mark.end > start}
        new = begin.get(start, ())
        open_.update((mark.passage, mark) for mark in new)
        yield Piece(
            text[start:end],
            tuple(open_)[:FEW],
            tuple(mark.passage for mark in new if mark.is_first)[:FEW],
            tuple(m.passage for m in open_.values() if m.end == end and m.is_last)[:FEW],
        )
