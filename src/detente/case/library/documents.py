"""The documents of a case: which there are, and what they say, each read once."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TypeAlias

from detente.case.files import check_document, read_inside
from detente.case.library.kinds import MOST_BYTES
from detente.case.library.reading import read_text
from detente.case.library.texts import Text
from detente.case.model import Case
from detente.errors import InputError, Problem

REMEMBERED = 64
"""Documents of which the text is kept at hand."""

Found: TypeAlias = Text | str
"""The text of a document, or why there is none."""


@dataclass(eq=False)
class Reader:
    """Reads documents, each once, by what is in them."""

    _known: OrderedDict[str, Found] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def read(self, content: bytes) -> Found:
        """Read a document, or say why it cannot be read."""
        key = hashlib.sha256(content).hexdigest()
        with self._lock:  # one after the other: a slow one is not read twice at the same time
            if key not in self._known:
                self._known[key] = _try(content)
            self._known.move_to_end(key)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
            return self._known[key]


def _try(content: bytes) -> Found:
    try:
        return read_text(content)
    except InputError as error:
        return str(error)


@dataclass(frozen=True, eq=False)
class Library:
    """The documents of a case.

    Parameters
    ----------
    case : whose sources they are.
    root : the case folder; None where a case was made without one.
    fresh : documents that are not on the disk yet, by name inside the folder.
    reader : what reads them.
    """

    case: Case
    root: Path | None
    fresh: Mapping[str, bytes] = field(default_factory=dict)
    reader: Reader = field(default_factory=Reader)

    def list_held(self) -> tuple[str, ...]:
        """List the sources of which the document is in the folder."""
        return tuple(each.id for each in self.case.sources.values() if each.file)

    def read(self, source: str) -> Found | None:
        """Read the document of a source: its text, why there is none, or None without one."""
        name = self.case.sources[source].file
        if not name:
            return None
        content = self._load(name)
        return content if isinstance(content, str) else self.reader.read(content)

    def _load(self, name: str) -> bytes | str:
        if name in self.fresh:
            return self.fresh[name]
        if self.root is None:
            return "the case was made without a folder"
        trouble = check_document(self.root, name)
        if trouble:
            return trouble
        found = read_inside(self.root, name, MOST_BYTES)
        return found.message if isinstance(found, Problem) else found


def open_library(case: Case) -> Library:
    """Open the documents in the folder of a case."""
    return Library(case, case.folder)
