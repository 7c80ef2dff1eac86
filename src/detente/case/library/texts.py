"""A document as text: paragraphs in order, clean of what cannot be shown, of a bounded size."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MOST_CHARACTERS = 2_000_000
MOST_PARAGRAPHS = 40_000
LONGEST_PARAGRAPH = 4_000
"""A longer one is cut at a space, so that it can be shown and pointed at."""

_BLANKS = re.compile(r"[ \t\r\n\f\v\x85\xa0\u2028\u2029]+")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069"
    "\ud800-\udfff\ufeff\ufff0-\uffff]"
)


@dataclass(frozen=True)
class Paragraph:
    """A piece of a document: what it says, on which page (0: without pages), and as what heading.

    ``level``: 1 for a title, 2 for a chapter and so on; 0 for plain text.
    """

    text: str
    page: int = 0
    level: int = 0


@dataclass(frozen=True)
class Text:
    """What a document says. ``cut``: it goes on, beyond what is read."""

    paragraphs: tuple[Paragraph, ...]
    cut: bool = False


def clean(text: str) -> str:
    r"""Take out what cannot be seen: control characters, and marks that turn the direction round.

    Blanks of every kind become single spaces.

    Examples
    --------
    >>> clean(" a\tb\u202e \x00c ")
    'a b c'
    """
    return _BLANKS.sub(" ", _UNSEEN.sub("", text)).strip()


def make_text(pieces: Iterable[Paragraph]) -> Text:
    """Make a text of pieces as they were found: cleaned, cut to size, empty ones left out."""
    kept: list[Paragraph] = []
    room = MOST_CHARACTERS
    for piece in _split(pieces):
        if room < len(piece.text) or len(kept) >= MOST_PARAGRAPHS:
            return Text(tuple(kept), cut=True)
        room -= len(piece.text)
        kept.append(piece)
    return Text(tuple(kept))


def _split(pieces: Iterable[Paragraph]) -> Iterator[Paragraph]:
    for piece in pieces:
        text = clean(piece.text)
        while len(text) > LONGEST_PARAGRAPH:
            at = text.rfind(" ", 1, LONGEST_PARAGRAPH)
            at = at if at > 0 else LONGEST_PARAGRAPH
            yield Paragraph(text[:at], piece.page, piece.level)
            text = text[at:].lstrip()
        if text:
            yield Paragraph(text, piece.page, piece.level)
