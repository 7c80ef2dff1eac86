"""Several edits as one step: all of them, or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.case.edit.revision import Edit, Revision
    from detente.case.model import Case


@dataclass(frozen=True)
class Together:
    """Make edits one after the other; the case is checked when all of them are made.

    Parameters
    ----------
    edits : each finds the files as those before it left them, and the case as it was at first.
        So they set numbers and words; they do not add issues, or take them away.
    what : what they do together, in a few words.
    """

    edits: tuple[Edit, ...]
    what: str

    def describe(self, case: Case) -> str:
        """Say what they do; of a single edit, what it says itself."""
        return self.edits[0].describe(case) if len(self.edits) == 1 else self.what

    def apply(self, revision: Revision) -> Mapping[str, bytes]:
        """Return the files that any of them changes."""
        changed: dict[str, bytes] = {}
        for edit in self.edits:
            changed |= edit.apply(revision)
            revision = replace(revision, contents={**revision.contents, **changed})
        return changed
