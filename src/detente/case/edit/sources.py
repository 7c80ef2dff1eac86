"""Add sources, and passages of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.case.edit.places import list_keys
from detente.case.edit.writing import Lines
from detente.case.fields import SLUG, explain_slug
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
        title = case.sources[self.source].title if self.source in case.sources else self.source
        return f"“{title}”: new passage {self.name.strip()}"

    def apply(self, revision: Revision) -> Mapping[str, bytes]:
        """Return sources.yaml with the passage."""
        name, text = self.name.strip(), self.text.replace("\r\n", "\n").strip()
        sheet, path = revision.sheet(_FILE), ("sources", self.source, "passages")
        if sheet.find(path[:-1]) is None:
            raise InputError(f"there is no source {quote(self.source)}; it may have been removed")
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
        if not SLUG.fullmatch(self.id):
            raise InputError(explain_slug(self.id))
        if self.id in known:
            raise InputError(f"there is a source {quote(self.id)} already; choose another id")
        written = {"author": self.author, "title": self.title, "date": self.date}
        entry = Lines({key: text.strip() for key, text in written.items() if text.strip()})
        return {_FILE: sheet.insert(("sources", self.id), entry, len(known)).content}
