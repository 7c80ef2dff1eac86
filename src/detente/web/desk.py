"""A case that is open: what it says now, what it said before, and what one compares it with."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from detente.case.edit import Edit, Revision, open_revision, revise
from detente.errors import InputError
from detente.web.analyst import Analyst


@dataclass(frozen=True)
class Step:
    """One step of the history: what was done, and the revision that it led to."""

    what: str
    revision: Revision


@dataclass(eq=False)
class Desk:
    """An open case with its history.

    Parameters
    ----------
    key : names it in addresses.
    folder : where it is kept.
    analyst : answers questions about it.
    steps : the history; ``steps[at]`` is what is shown. Every step but the first was an edit.
    saved : the revision that is on the disk.
    baseline : what is compared with.
    version : grows by one with every change of what is shown.
    """

    key: str
    folder: Path
    analyst: Analyst
    steps: list[Step]
    saved: Revision
    baseline: Revision
    at: int = 0
    version: int = 0
    listeners: set[asyncio.Queue[tuple[str, str]]] = field(default_factory=set)

    @classmethod
    def open(cls, key: str, folder: Path, analyst: Analyst) -> Desk:
        """Open a case folder; raises CaseError as loading does."""
        revision = open_revision(folder)
        return cls(key, folder, analyst, [Step("", revision)], revision, revision)

    @property
    def revision(self) -> Revision:
        """What is shown."""
        return self.steps[self.at].revision

    @property
    def is_saved(self) -> bool:
        """Whether the disk holds what is shown."""
        return self.revision.digest == self.saved.digest and not self.revision.documents

    @property
    def undoes(self) -> str:
        """What undoing would take back; empty when there is nothing."""
        return self.steps[self.at].what if self.at else ""

    @property
    def redoes(self) -> str:
        """What redoing would do again; empty when there is nothing."""
        return self.steps[self.at + 1].what if self.at + 1 < len(self.steps) else ""

    def edit(self, edit: Edit) -> None:
        """Make an edit; steps that were undone are forgotten.

        Raises
        ------
        CaseError, InputError : it cannot be made; nothing has changed.
        """
        revision = revise(self.revision, edit)
        self.steps[self.at + 1 :] = [Step(edit.describe(self.revision.case), revision)]
        self.at += 1
        self._tell_change()

    def undo(self) -> None:
        """Take the last edit back."""
        if not self.at:
            raise InputError("there is nothing to undo")
        self.at -= 1
        self._tell_change()

    def redo(self) -> None:
        """Make the edit again that was undone last."""
        if self.at + 1 >= len(self.steps):
            raise InputError("there is nothing to redo")
        self.at += 1
        self._tell_change()

    def pin(self) -> None:
        """Compare with what is shown now."""
        self.baseline = self.revision
        self._tell_change()

    def tell(self, event: str, text: str = "") -> None:
        """Tell every open page about something; see `detente.web.streams`."""
        for queue in self.listeners:
            queue.put_nowait((event, text))

    def _tell_change(self) -> None:
        self.version += 1
        self.tell("changed", str(self.version))
