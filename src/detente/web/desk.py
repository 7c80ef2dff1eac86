"""A case that is open: what it says now, what it said before, and what one compares it with."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from detente.case import Case
from detente.case.edit import Edit, Revision, make_revision, open_revision, revise
from detente.case.shelf import is_installed, is_shipped
from detente.errors import CaseError, DetenteError, InputError
from detente.web.analyst import Analyst
from detente.web.disk import (
    Contents,
    DiskChangedError,
    Saving,
    copy_folder,
    list_differences,
    read_contents,
    sign,
)
from detente.web.recovery import Keeper, Recovery, find_recoveries
from detente.web.telling import Queue, Telling

MOST_STEPS = 500
"""Steps that can be taken back; the oldest are forgotten."""

_AT_HAND = 25
_GLANCE = 1.0
_SHIPPED = (
    "this case came with detente and is never written to; save a copy in a folder of your own"
)
_TAKEN_BACK = (
    "steps that were saved have been taken back, which cannot be done again on top of the disk; "
    "take what is on the disk, or write over it"
)


@dataclass(frozen=True)
class Step:
    """One step of the history: what was done, and the revision that it led to.

    ``edit`` is None for a step that no edit made, such as taking what is on the disk.
    """

    what: str
    revision: Revision
    edit: Edit | None = None


@dataclass(frozen=True)
class Left:
    """A change that could not be made again on top of what is on the disk, and why."""

    what: str
    why: str


@dataclass(eq=False)
class Desk(Telling):
    """An open case with its history.

    Parameters
    ----------
    key : names it in addresses.
    folder : where it is kept.
    analyst : answers questions about it.
    steps : the history; ``steps[at]`` is what is shown.
    saved : the files as they were last seen on the disk.
    baseline : what is compared with.
    version : grows by one with every change of what is shown.
    shipped : it is never written to; a copy can be saved.
    recoveries : changes that an earlier server could not save; to be taken up or discarded.
    conflicts : the files that somebody else has changed on the disk, when last looked.
    unkept : the changes could not be written down, and would be lost with the server.
    """

    key: str
    folder: Path
    analyst: Analyst
    steps: list[Step]
    saved: Revision
    baseline: Revision
    at: int = 0
    version: int = 0
    shipped: bool = False
    recoveries: list[Recovery] = field(default_factory=list)
    conflicts: tuple[str, ...] = ()
    unkept: bool = False
    _written: set[str] = field(default_factory=set)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _watching: asyncio.Task[None] | None = None

    @classmethod
    def open(cls, key: str, folder: Path, analyst: Analyst, *, shipped: bool = False) -> Desk:
        """Open a case folder; raises CaseError as loading does."""
        revision = open_revision(folder)
        desk = cls(key, folder, analyst, [Step("", revision)], revision, revision)
        desk.shipped = shipped or is_installed(revision.root)
        desk.recoveries = find_recoveries(revision.root, beside=desk.keeper.beside)
        return desk

    @cached_property
    def keeper(self) -> Keeper:
        """Keeps what is not saved."""
        root = self.saved.root
        return Keeper(root, beside=not self.shipped and not is_shipped(root))

    @property
    def revision(self) -> Revision:
        """What is shown."""
        return self.steps[self.at].revision

    @property
    def is_saved(self) -> bool:
        """Whether the disk holds what is shown."""
        is_same = self.revision.digest == self.saved.digest
        return is_same and self._written.issuperset(self.revision.documents)

    @property
    def undoes(self) -> str:
        """What undoing would take back; empty when there is nothing."""
        return self.steps[self.at].what if self.at else ""

    @property
    def redoes(self) -> str:
        """What redoing would do again; empty when there is nothing."""
        return self.steps[self.at + 1].what if self.at + 1 < len(self.steps) else ""

    # What is shown

    def edit(self, edit: Edit, check: Callable[[Case], None] | None = None) -> None:
        """Make an edit; steps that were undone are forgotten. One that changes nothing is no step.

        Parameters
        ----------
        check : gets the case first, while nobody else can change it; what it raises is raised.

        Raises
        ------
        CaseError, InputError : it cannot be made; nothing has changed.
        """
        with self._lock:
            before = self.revision
            if check is not None:
                check(before.case)
            after = revise(before, edit)
            is_same = after.digest == before.digest and after.documents == before.documents
            if not is_same:
                self._step(Step(edit.describe(before.case), after, edit))

    def undo(self) -> None:
        """Take the last step back."""
        with self._lock:
            if not self.at:
                raise InputError("there is nothing to undo")
            self._go(self.at - 1)

    def redo(self) -> None:
        """Make the step again that was undone last."""
        with self._lock:
            if self.at + 1 >= len(self.steps):
                raise InputError("there is nothing to redo")
            self._go(self.at + 1)

    def pin(self) -> None:
        """Compare with what is shown now."""
        with self._lock:
            self.baseline = self.revision
            self._tell_change()

    def back(self) -> None:
        """Go back to what is compared with, as a step that can be undone."""
        with self._lock:
            if self.revision.digest == self.baseline.digest:
                raise InputError("what is shown is what it is compared with already")
            self._step(Step("back to what it is compared with", self.baseline))

    def _step(self, *steps: Step) -> None:
        self.steps[self.at + 1 :] = steps
        del self.steps[: max(len(self.steps) - MOST_STEPS - 1, 0)]
        self._go(len(self.steps) - 1)

    def _go(self, at: int) -> None:
        """Show another step. Its case is read again if it was forgotten, which can fail."""
        assert self.steps[at].revision.case
        self.at = at
        self._forget()
        self._keep()
        self._tell_change()

    def _forget(self) -> None:
        """Keep the files alone of what is far from what is shown."""
        around = self.steps[max(self.at - _AT_HAND, 0) : self.at + _AT_HAND]
        near = {id(step.revision) for step in around} | {id(self.saved), id(self.baseline)}
        for step in self.steps:
            if id(step.revision) not in near:
                step.revision.forget()

    def _keep(self) -> None:
        """Write down what is not saved, so that it outlives the server."""
        if self.is_saved:
            self.keeper.drop()
            self.unkept = False
            return
        new = {n: c for n, c in self.revision.documents.items() if n not in self._written}
        whats = self._list_unsaved()
        self.unkept = not self.keeper.keep(self.saved.contents, self.revision.contents, new, whats)

    def _list_unsaved(self) -> list[str]:
        """List what was done since the disk was last the same."""
        since = self._find_saved()
        steps = self.steps[since + 1 : self.at + 1] if since < self.at else []
        return [step.what for step in steps] or ["steps that were taken back"]

    def _find_saved(self) -> int:
        """Find the last step up to what is shown that is on the disk; -1 when there is none."""
        digests = [step.revision.digest for step in self.steps[: self.at + 1]]
        places = [place for place, digest in enumerate(digests) if digest == self.saved.digest]
        return max(places, default=-1)

    # The disk

    def look(self) -> tuple[str, ...]:
        """Name the files that somebody else has changed on the disk; pages are told when it is new.

        Of a folder that is gone, or cannot be read, they are all of them.
        """
        with self._lock:
            names = list_differences(self._find_contents(), self.saved.contents)
            if names != self.conflicts:
                self.conflicts = names
                self.tell("disk", ", ".join(names))
            return names

    def _find_contents(self) -> Contents:
        try:
            return read_contents(self.saved.root)
        except CaseError:
            return {}

    def save(self) -> None:
        """Write what is shown to the disk.

        Raises
        ------
        DiskChangedError : somebody else has changed the files; nothing is written.
        InputError : it cannot be written; the message says how the files now are.
        """
        with self._lock:
            if self.shipped:
                raise InputError(_SHIPPED)
            shown = self.revision
            try:
                Saving(self.saved.contents, shown.contents, shown.documents).write(shown.root)
            except DiskChangedError:
                self.look()
                raise
            except InputError:
                self._see()
                raise
            self._settle(shown)

    def _settle(self, shown: Revision) -> None:
        """Note that the disk holds a revision."""
        self.saved = shown
        self._written |= set(shown.documents)
        self._keep()
        self.look()
        self.tell("saved")

    def _see(self) -> None:
        """Take note of what a failed save has written after all."""
        with suppress(DetenteError):
            found = read_contents(self.saved.root)
            if found != self.saved.contents:
                self.saved = make_revision(self.saved, found, {})

    def overwrite(self) -> None:
        """Write what is shown over what somebody else has written.

        What stood on the disk can be had back by undoing, where it was in order.
        """
        with self._lock:
            if self.shipped:
                raise InputError(_SHIPPED)
            shown, found = self.revision, self._find_contents()
            Saving(found, shown.contents, shown.documents).write(shown.root)
            with suppress(DetenteError):
                disk = make_revision(self.saved, found, {})
                self._step(Step("what was on the disk", disk), Step("your version", shown))
            self._settle(shown)

    def reload(self) -> None:
        """Take what is on the disk, as a step: undoing it brings back what was shown.

        Raises
        ------
        CaseError : it is not in order.
        """
        with self._lock:
            self.saved = open_revision(self.saved.root)
            self.conflicts = ()
            self._step(Step("what is on the disk", self.saved))
            self.tell("disk", "")

    def merge(self) -> list[Left]:
        """Take what is on the disk, and make the changes since the last save again on top of it.

        Returns
        -------
        The changes that cannot be made any more. Nothing of them is lost: undoing brings back what
        was shown.

        Raises
        ------
        CaseError : what is on the disk is not in order.
        InputError : there are no such changes: steps that were saved have been taken back.
        """
        with self._lock:
            since = self._find_saved()
            if since < 0:
                raise InputError(_TAKEN_BACK)
            mine = self.steps[since + 1 : self.at + 1]
            self.reload()
            left = [found for step in mine if (found := self._repeat(step)) is not None]
            self._tell_change()
            return left

    def _repeat(self, step: Step) -> Left | None:
        """Make a step again; what stands in the way where it cannot be."""
        if step.edit is None:
            return Left(step.what, "it took a whole version, and cannot be made again on another")
        try:
            self.edit(step.edit)
        except DetenteError as error:
            return Left(step.what, str(error))
        return None

    def save_copy(self, folder: Path) -> None:
        """Save what is shown to a new folder, and go on there.

        Raises
        ------
        InputError : the folder holds something already, or cannot be written.
        """
        with self._lock:
            if self.saved.root.resolve() in (folder.resolve(), *folder.resolve().parents):
                raise InputError(
                    "a copy cannot stand inside the case itself; choose another folder"
                )
            copy = copy_folder(self.saved.root, folder, self.revision)
            self.keeper.drop()
            self.folder, self.keeper = folder, Keeper(copy.root, beside=True)
            self.steps = [
                Step(step.what, step.revision.at(copy.root), step.edit) for step in self.steps
            ]
            self._written |= set(self.revision.documents)
            self.steps[self.at] = Step(self.steps[self.at].what, copy, self.steps[self.at].edit)
            self.baseline, self.saved, self.shipped = self.baseline.at(copy.root), copy, False
            self.conflicts, self.recoveries = (), []
            self._tell_change()

    # What an earlier server could not save

    def take_up(self, number: int = 0) -> None:
        """Take up changes that an earlier server could not save, as one step.

        Raises
        ------
        CaseError : the case would not be in order with them; they are still offered.
        """
        with self._lock:
            found = self._find_recovery(number)
            files = {name: text for name, text in found.files.items() if text is not None}
            kept = {n: c for n, c in self.revision.contents.items() if n not in found.files}
            documents = {**self.revision.documents, **found.documents}
            after = make_revision(self.revision, {**kept, **files}, documents)
            self._step(Step(f"changes of {found.when:%H:%M} taken up", after))
            self.discard(number)

    def discard(self, number: int = 0) -> None:
        """Forget changes that an earlier server could not save."""
        with self._lock:
            found = self._find_recovery(number)
            self.recoveries.remove(found)
            found.discard()
            self._tell_change()

    def _find_recovery(self, number: int) -> Recovery:
        if not 0 <= number < len(self.recoveries):
            raise InputError("there are no such changes; they were taken up or discarded meanwhile")
        return self.recoveries[number]

    def listen(self, queue: Queue) -> None:
        """Let a page hear what happens; the disk is watched while one does."""
        super().listen(queue)
        if self._watching is None or self._watching.done():
            self._watching = asyncio.get_running_loop().create_task(watch(self))

    def _tell_change(self) -> None:
        self.version += 1
        self.tell("changed", str(self.version))


async def watch(desk: Desk) -> None:
    """Look at the disk while a page is open; at the files when a time or a size differs."""
    signed = None
    while desk.listeners:
        found = await asyncio.to_thread(sign, desk.saved.root)
        if found != signed:
            signed = found
            await asyncio.to_thread(desk.look)
        await asyncio.sleep(_GLANCE)
