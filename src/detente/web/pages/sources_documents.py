"""The documents of what a desk shows: read once, indexed once, and named for a new passage."""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from itertools import count
from threading import Lock
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from detente.case import Entry
from detente.case.edit import Revision
from detente.case.library import Index, Library, Text, make_index
from detente.case.library.anchors import fold
from detente.case.library.documents import Reader
from detente.study.sources import Bare

INDEXES = 4
"""Indexes that are kept at hand."""

FOUND = 40
"""Numbers that are listed at a time."""

T = TypeVar("T")

_WORD = re.compile(r"[^\W_]+")
_READER = Reader()
_PLACES = CapacityLimiter(2)


async def read_aside(read: Callable[..., T], *about: object) -> T:
    """Read documents apart from the loop, few at a time.

    Those of a case that was made to harm take long. Whoever asks for them over and over waits, and
    takes no thread from other pages.
    """
    return await to_thread.run_sync(read, *about, limiter=_PLACES)


def open_documents(revision: Revision) -> Library:
    """Open the documents of a revision, those included that are not on the disk yet."""
    return Library(revision.case, revision.root, revision.documents, _READER)


@dataclass(eq=False)
class Indexes:
    """Makes an index of the sources of a revision, unless one of the same was made before."""

    _known: OrderedDict[str, Index] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def find(self, revision: Revision) -> Index:
        """Find the index of a revision; the first time it takes as long as to read everything."""
        key = _identify(revision)
        with self._lock:
            if key not in self._known:
                library = open_documents(revision)
                read = {id: library.read(id) for id in library.list_held()}
                texts = {id: text for id, text in read.items() if isinstance(text, Text)}
                self._known[key] = make_index(revision.case.sources, texts)
            self._known.move_to_end(key)
            while len(self._known) > INDEXES:
                self._known.popitem(last=False)
            return self._known[key]


INDEXED = Indexes()


def _identify(revision: Revision) -> str:
    """Name what an index depends on: the sources, and the documents as they are now."""
    total = hashlib.sha256(revision.contents.get("sources.yaml", b""))
    for source in revision.case.sources.values():
        if source.file in revision.documents:
            total.update(hashlib.sha256(revision.documents[source.file]).digest())
        elif source.file:
            total.update(_stamp(revision, source.file).encode())
    return total.hexdigest()


def _stamp(revision: Revision, name: str) -> str:
    try:
        status = (revision.root / name).stat()
    except (OSError, ValueError):
        return f"{name} is gone"
    return f"{name} {status.st_size} {status.st_mtime_ns}"


# A new passage


def propose_name(text: str, taken: Collection[str]) -> str:
    """Propose a name for a passage: its first telling words, unlike every other of the source.

    Examples
    --------
    >>> propose_name("The two sides will freeze the plants.", ["two-sides-will"])
    'two-sides-will-2'
    """
    words = [fold(word) for word in _WORD.findall(text[:400])]
    telling = [word for word in words if word not in _PLAIN] or words or ["passage"]
    name = "-".join(telling[:3])[:40].strip("-")
    return next(each for each in _number(name) if each not in taken)


def propose_id(title: str, taken: Collection[str]) -> str:
    """Propose an id for a source, from its title: as ids are, beginning with a letter.

    Examples
    --------
    >>> propose_id("19 September statement", [])
    'source-19-september-statement'
    """
    name = re.sub("[^a-z0-9-]", "", propose_name(title, ())).strip("-") or "source"
    name = name if name[0].isalpha() else f"source-{name}"
    return next(each for each in _number(name) if each not in taken)


def _number(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}-{number}" for number in count(2))


_PLAIN = frozenset(("a", "an", "the", "of", "to", "and", "or", "in", "on", "at", "that", "this"))


def pick_numbers(
    entries: Collection[Entry], ranked: Collection[Bare], words: str, first: str = ""
) -> tuple[Entry, ...]:
    """Pick the numbers to offer for a passage.

    Parameters
    ----------
    entries : all numbers of the case.
    ranked : those without a source, by what they move.
    words : each must stand in the label or the key.
    first : the key of one that stands before all others.

    Returns
    -------
    Those without a source first, by their rank; then the others, as in the files.
    """
    rank = {bare.key: place for place, bare in enumerate(ranked)}
    wanted = [fold(word) for word in words.split()]
    found = [entry for entry in entries if _has_all(entry, wanted)]
    found.sort(
        key=lambda entry: (
            entry.key != first,
            entry.quantity.sourced,
            rank.get(entry.key, len(rank)),
        )
    )
    return tuple(found[:FOUND])


def _has_all(entry: Entry, wanted: Collection[str]) -> bool:
    there = fold(f"{entry.label} {entry.key}")
    return all(word in there for word in wanted)
