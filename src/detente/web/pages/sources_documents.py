"""The documents of what a desk shows: read once, and indexed once."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from detente.case.edit import Revision
from detente.case.library import Index, Library, Text, make_index
from detente.case.library.documents import Reader

INDEXES = 4
"""Indexes that are kept at hand."""

T = TypeVar("T")

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
