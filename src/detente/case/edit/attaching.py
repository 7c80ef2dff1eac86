"""Put the document of a source into the case folder."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from detente.case.edit.places import list_keys
from detente.case.edit.sources import find_source, name_source
from detente.case.files import check_document, quote_path
from detente.case.library.kinds import MOST_BYTES
from detente.case.schema import SourceEntry
from detente.errors import InputError

if TYPE_CHECKING:
    from detente.case.edit.revision import Revision
    from detente.case.model import Case

_FILE = "sources.yaml"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,80}(\.[a-z]{1,5})?")


@dataclass(frozen=True)
class AttachDocument:
    """Put a document into ``sources/`` and let its source name it.

    Parameters
    ----------
    name : what to call it, such as ``report.pdf``; a number is added where something else is
        called so already.
    content : what is in it.
    """

    source: str
    name: str
    content: bytes = field(repr=False)

    def describe(self, case: Case) -> str:
        """Say what it does."""
        return f"“{name_source(case, self.source)}”: add the document"

    def apply(self, revision: Revision) -> Mapping[str, bytes]:
        """Return sources.yaml with the name of the document, and the document."""
        sheet = revision.sheet(_FILE)
        path = find_source(sheet, self.source)
        held = sheet.tree.text(*path, "file")
        if held and (held in revision.documents or not check_document(revision.root, held)):
            raise InputError(f"the source has a document already, {quote_path(held)}")
        if not _NAME.fullmatch(self.name):
            raise InputError(f"{quote_path(self.name)} is no name for a document; write report.pdf")
        if not 0 < len(self.content) <= MOST_BYTES:
            most = f"{MOST_BYTES / 1e6:g} MB"
            raise InputError(f"a document has something in it, and at most {most}")
        file = self._find_name(revision)
        after = sheet.put((*path, "file"), file, list_keys(SourceEntry))
        return {_FILE: after.content, file: self.content}

    def _find_name(self, revision: Revision) -> str:
        """Find a name that nothing has yet, be it in the folder or waiting to be saved."""
        stem, dot, end = self.name.partition(".")
        for number in count(1):
            file = f"sources/{stem}{f'-{number}' if number > 1 else ''}{dot}{end}"
            path = revision.root / file
            if not (file in revision.documents or path.exists() or path.is_symlink()):
                return file
        raise AssertionError("a number is always free")
