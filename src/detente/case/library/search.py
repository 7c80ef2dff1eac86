"""Search in the passages and documents of a case: words, phrases and beginnings of words."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from threading import Lock
from weakref import finalize

from detente.case.library.texts import Text, clean
from detente.case.model import Source

MOST_HITS = 100
LONGEST_QUERY = 300
MOST_WORDS = 20
SNIPPET = 32
"""Words that are shown around what was found."""

_OPEN, _CLOSE = "\x02", "\x03"
_PART = re.compile(r'"([^"]*)"|([^\s"]+)')
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Hit:
    """A place where something was found.

    Parameters
    ----------
    source : the document.
    passage : the name of the passage that holds it; empty for the document itself.
    paragraph : of the document, counted from 0; -1 for a passage, and for what stands on a title.
    page : of the document, counted from 1; 0 where there are none.
    pieces : what stands there, in pieces: the text, and whether it is what was looked for.
    """

    source: str
    passage: str
    paragraph: int
    page: int
    pieces: tuple[tuple[str, bool], ...]


class Index:
    """An index over the sources of a case, held in memory."""

    def __init__(self, rows: Iterable[tuple[str, str, int, int, str]]) -> None:
        self._lock = Lock()
        self._base = sqlite3.connect(":memory:", check_same_thread=False)
        self._base.execute(
            "CREATE VIRTUAL TABLE texts USING fts5(source UNINDEXED, passage UNINDEXED, "
            "paragraph UNINDEXED, page UNINDEXED, text, "
            "tokenize = \"unicode61 remove_diacritics 2\", prefix = '2 3')"
        )
        finalize(self, self._base.close)
        self._base.executemany("INSERT INTO texts VALUES (?, ?, ?, ?, ?)", rows)

    def search(self, words: str, most: int = MOST_HITS) -> tuple[Hit, ...]:
        """Find where words stand, the best places first.

        Parameters
        ----------
        words : all of them have to stand in one paragraph or passage. ``"in quotes"`` they have to
            follow each other, and ``denucl*`` stands for every word that begins so. Anything else
            is taken as plain words: no query is wrong.
        """
        query = make_query(words)
        if not query:
            return ()
        with self._lock:
            rows: list[tuple[str, str, int, int, str]] = self._base.execute(
                "SELECT source, passage, paragraph, page, "
                "snippet(texts, 4, ?, ?, '…', ?) FROM texts WHERE texts MATCH ? "
                "ORDER BY bm25(texts), rowid LIMIT ?",
                (_OPEN, _CLOSE, SNIPPET, query, most),
            ).fetchall()
        return tuple(
            Hit(source, passage, paragraph, page, tuple(_cut(said)))
            for source, passage, paragraph, page, said in rows
        )


def make_query(words: str) -> str:
    """Make of what somebody typed a query that can be read, whatever it was.

    Examples
    --------
    >>> make_query('sanctions relief'), make_query('"early relief" denucl*'), make_query('(a OR "')
    ('"sanctions" "relief"', '"early relief" "denucl"*', '"a" "or"')
    >>> make_query('* -- ""')
    ''
    """
    parts = []
    for quoted, plain in _PART.findall(words[:LONGEST_QUERY])[:MOST_WORDS]:
        inner = _WORD.findall((quoted or plain).lower())
        begins = plain.endswith("*")
        if inner:
            parts.append(f'"{" ".join(inner)}"{"*" if begins else ""}')
    return " ".join(parts)


def make_index(sources: Mapping[str, Source], texts: Mapping[str, Text]) -> Index:
    """Make an index over the passages of sources, their titles, and the documents there are."""
    return Index(_list_rows(sources, texts))


def _list_rows(
    sources: Mapping[str, Source], texts: Mapping[str, Text]
) -> Iterator[tuple[str, str, int, int, str]]:
    for id, source in sources.items():
        head = (source.author, source.title, source.publisher)
        yield id, "", -1, 0, clean(". ".join(filter(None, head)))
        for name, said in source.passages.items():
            yield id, name, -1, 0, clean(said)
        if id in texts:
            for number, paragraph in enumerate(texts[id].paragraphs):
                yield id, "", number, paragraph.page, paragraph.text


def _cut(snippet: str) -> Iterator[tuple[str, bool]]:
    """Cut a snippet where marks stand in it."""
    for piece in re.split(f"({_OPEN}[^{_CLOSE}]*{_CLOSE})", snippet):
        if piece:
            yield piece.strip(_OPEN + _CLOSE), piece.startswith(_OPEN)
