"""Where the words of a passage stand in a document: word for word, or nearly so."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from detente.case.library.texts import Text

CLOSE = 90.0
"""Of 100, how alike the words must be to count as nearly the same (rapidfuzz, partial ratio)."""

SHORTEST_CLOSE = 30
"""Characters below which a passage has to stand there word for word."""

MOST_PASSAGES = 1_000
MOST_WORK = 2_000_000_000
"""Characters of a passage times those of the text, summed: what is compared, a second or two."""

_ONE = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[{_ONE}]|[^\W{_ONE}]+")
_LEFT_OUT = re.compile(r"\.{3,}|\N{HORIZONTAL ELLIPSIS}")


@dataclass(frozen=True)
class Span:
    """From a character of one paragraph to before a character of the same or a later one."""

    start: tuple[int, int]
    end: tuple[int, int]


@dataclass(frozen=True)
class Anchor:
    """Where a passage stands. Several spans where it leaves something out ("...").

    ``exact``: the same words in the same order; punctuation, case and accents aside.
    """

    passage: str
    spans: tuple[Span, ...]
    exact: bool


def find_anchors(text: Text, passages: Mapping[str, str]) -> dict[str, Anchor]:
    """Find passages in a document.

    Parameters
    ----------
    text : of the document.
    passages : by name, what they say.

    Returns
    -------
    By name, where those are that stand there: word for word, else the likest place if it is at
    least ``CLOSE``. O(text) for each passage, and never more in all than ``MOST_WORK``.
    """
    words = Words(text)
    room = MOST_WORK
    found: dict[str, Anchor] = {}
    for name in list(passages)[:MOST_PASSAGES]:
        cost = len(passages[name]) * len(words.joined)
        anchor = _find(words, name, passages[name], may_be_close=cost <= room)
        room -= cost if cost <= room else 0
        if anchor is not None:
            found[name] = anchor
    return found


def _find(words: Words, name: str, passage: str, *, may_be_close: bool) -> Anchor | None:
    spans, exact = [], True
    for part in filter(None, map(_normalise, _LEFT_OUT.split(passage))):
        at = words.find(part)
        if at is None and may_be_close:
            at, exact = words.find_close(part), False
        if at is None:
            return None
        spans.append(at)
    return Anchor(name, tuple(spans), exact) if spans else None


def _normalise(text: str) -> str:
    return " ".join(map(fold, _WORD.findall(text)))


def fold(word: str) -> str:
    """Fold case, accents, ligatures and wide forms.

    Examples
    --------
    >>> fold("Zürich"), fold("ﬁnal")
    ('zurich', 'final')
    """
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char)) or word


class Words:
    """The words of a document, folded, and where each of them stands."""

    def __init__(self, text: Text) -> None:
        self._places: list[tuple[int, int, int]] = []
        self._starts: list[int] = []
        self._words: list[str] = []
        at = 0
        for number, start, end, word in _list_words(text):
            self._places.append((number, start, end))
            self._starts.append(at)
            self._words.append(word)
            at += len(word) + 1
        self.joined = " ".join(self._words)

    @cached_property
    def _fenced(self) -> str:
        return f" {self.joined} "

    def find(self, folded: str) -> Span | None:
        """Find words as they are."""
        at = self._fenced.find(f" {folded} ")
        return None if at < 0 else self._span(at, at + len(folded))

    def find_close(self, folded: str) -> Span | None:
        """Find the place that is likest, if it is like enough."""
        from rapidfuzz import fuzz

        if len(folded) < SHORTEST_CLOSE or len(folded) > len(self.joined):
            return None
        found = fuzz.partial_ratio_alignment(folded, self.joined, score_cutoff=CLOSE)
        if found is None:
            return None
        return self._span(found.dest_start, found.dest_end, frozenset(folded.split()))

    def _span(self, start: int, end: int, known: frozenset[str] = frozenset()) -> Span:
        """Return the span from one character of the joined words to another, in whole words.

        Where some words are ``known``, those at the ends that are not among them are left out.
        """
        first = max(bisect_right(self._starts, start) - 1, 0)
        last = max(bisect_right(self._starts, end - 1) - 1, first)
        while known and first < last and self._words[first] not in known:
            first += 1
        while known and first < last and self._words[last] not in known:
            last -= 1
        number, begin, _ = self._places[first]
        ends, _, stop = self._places[last]
        return Span((number, begin), (ends, stop))


def _list_words(text: Text) -> Iterator[tuple[int, int, int, str]]:
    for number, paragraph in enumerate(text.paragraphs):
        for match in _WORD.finditer(paragraph.text):
            yield number, match.start(), match.end(), fold(match[0])
