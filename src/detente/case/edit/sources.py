"""Add sources, and passages of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.case.edit.fields import check_new
from detente.case.edit.places import list_keys
from detente.case.edit.sheet import Sheet
from detente.case.edit.writing import Lines
from detente.case.positions import Path
from detente.case.schema import SourceEntry
from detente.case.words import quote
from detente.errors import InputError

if TYPE_CHECKING:
    from detente.case.edit.revision import Revision
    from detente.case.model import Case

_FILE = "sources.yaml"


@dataclass(frozen=True)
class AddPassage:
    """Add a passage to a source: a name for it, and what it says there."""

    source: str
    name: str
    text: str

    def describe(self, case: Case) -> str:
        """Say what it does."""
        return f"“{name_source(case, self.source)}”: new passage {self.name.strip()}"

    def apply(self, revision: Revision) -> Mapping[str, bytes]:
        """Return sources.yaml with the passage."""
        name, text = self.name.strip(), self.text.replace("\r\n", "\n").strip()
        sheet = revision.sheet(_FILE)
        path = (*find_source(sheet, self.source), "passages")
        if not name or not text:
            raise InputError("a passage needs a name, such as a page, and what is said there")
        known = sheet.tree.keys(*path)
        if name in known:
            raise InputError(f"the source has a passage {quote(name)} already; choose another name")
        if sheet.find(path) is None:
            return {_FILE: sheet.put(path, Lines({name: text}), list_keys(SourceEntry)).content}
        return {_FILE: sheet.insert((*path, name), text, len(known)).content}


@dataclass(frozen=True)
class AddSource:
    """Add a source; its document is added to it by `AttachDocument`."""

    id: str
    title: str
    author: str = ""
    date: str = ""

    def describe(self, case: Case) -> str:
        """Say what it does."""
        del case
        return f"new source “{self.title.strip()}”"

    def apply(self, revision: Revision) -> Mapping[str, bytes]:
        """Return sources.yaml with the source."""
        sheet = revision.sheet(_FILE)
        known = sheet.tree.keys("sources")
        check_new(self.id, known, "a source")
        written = {"author": self.author, "title": self.title, "date": self.date}
        entry = Lines({key: text.strip() for key, text in written.items() if text.strip()})
        return {_FILE: sheet.insert(("sources", self.id), entry, len(known)).content}


def find_source(sheet: Sheet, source: str) -> Path:
    """Find the path of a source.

    Raises
    ------
    InputError : there is none of that id.
    """
    path: Path = ("sources", source)
    if sheet.find(path) is None:
        raise InputError(f"there is no source {quote(source)}; it may have been removed")
    return path


def name_source(case: Case, source: str) -> str:
    """Name a source by its title; by its id where the case has none."""
    return case.sources[source].title if source in case.sources else source
