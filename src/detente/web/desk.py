"""A case that is open: what it says now, what it said before, and what one compares it with."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from detente.case import Case
from detente.case.edit import Edit, Revision, list_clashes, make_revision, open_revision
from detente.case.shelf import is_installed, is_shipped
from detente.errors import DetenteError, InputError, Problem
from detente.web.analyst import Analyst
from detente.web.disk import (
    DiskChangedError,
    Saving,
    copy_folder,
    find_contents,
    list_differences,
    list_troubles,
    read_contents,
    sign,
)
from detente.web.pinned import Pins
from detente.web.recovery import Keeper, Recovery, find_recoveries
from detente.web.search import Search, Seen
from detente.web.steps import History, Merged, Step, make_step, repeat
from detente.web.telling import Queue, Telling

_GLANCE = 1.0
"""Seconds from one look at the disk to the next."""

_SHIPPED = (
    "this case came with detente and is never written to; save a copy in a folder of your own"
)
_TAKEN_BACK = (
    "steps that were saved have been taken back, which cannot be done again on top of the disk; "
    "take what is on the disk, or write over it"
)


@dataclass(eq=False)
class Desk(Telling):
    """An open case with its history.

    Parameters
    ----------
    key : names it in addresses.
    folder : where it is kept.
    analyst : answers questions about it.
    history : what was done; what is shown is a step of it.
    saved : the files as they were last seen on the disk.
    baseline : what is compared with.
    version : grows by one with every change of what is shown.
    shipped : it is never written to; a copy can be saved.
    recoveries : changes that an earlier server could not save; to be taken up or discarded.
    conflicts : the files that somebody else has changed on the disk, when last looked.
    troubles : what is wrong with the files on the disk where somebody else has changed them.
    unkept : the changes could not be written down, and would be lost with the server.
    merged : what is to be looked at since changes were made again on top of the disk.
    pins : packages that are kept to compare.
    search : what is looked for in the background.
    last : what was found last, by part of the report; it is shown, dimmed, until there is more.
    """

    key: str
    folder: Path
    analyst: Analyst
    history: History
    saved: Revision
    baseline: Revision
    version: int = 0
    shipped: bool = False
    recoveries: list[Recovery] = field(default_factory=list)
    conflicts: tuple[str, ...] = ()
    troubles: tuple[Problem, ...] = ()
    unkept: bool = False
    merged: Merged = field(default_factory=Merged)
    pins: Pins = field(default_factory=Pins)
    search: Search = field(default_factory=lambda: Search(""))
    last: dict[str, Seen] = field(default_factory=dict)
    _written: set[str] = field(default_factory=set)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _watching: asyncio.Task[None] | None = None

    @classmethod
    def open(cls, key: str, folder: Path, analyst: Analyst, *, shipped: bool = False) -> Desk:
        """Open a case folder; raises CaseError as loading does."""
        revision = open_revision(folder)
        desk = cls(key, folder, analyst, History((Step("", revision),)), revision, revision)
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
        return self.history.shown

    @property
    def is_saved(self) -> bool:
        """Whether the disk holds what is shown."""
        return self._is_on_disk(self.revision)

    def _is_on_disk(self, revision: Revision) -> bool:
        is_same = revision.digest == self.saved.digest
        return is_same and self._written.issuperset(revision.documents)

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
            if check is not None:
                check(self.revision.case)
            step = make_step(self.revision, edit)
            if step is not None:
                self._add(step)

    def undo(self) -> None:
        """Take the last step back."""
        with self._lock:
            self._show(self.history.undo())

    def redo(self) -> None:
        """Make the step again that was undone last."""
        with self._lock:
            self._show(self.history.redo())

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
            self._add(Step("back to what it is compared with", self.baseline))

    def _add(self, *steps: Step) -> None:
        self._show(self.history.add(*steps))

    def _show(self, history: History) -> None:
        """Show a step. Its case is read again if it was forgotten, which can fail."""
        assert history.shown.case
        self.history = history
        history.forget_far(self.saved, self.baseline)
        self._keep()
        self._tell_change()

    def _keep(self) -> None:
        """Write down what is not saved, so that it outlives the server."""
        if self.is_saved:
            self.keeper.drop()
            self.unkept = False
            return
        new = {n: c for n, c in self.revision.documents.items() if n not in self._written}
        whats = self.history.name_unsaved(self._is_on_disk)
        self.unkept = not self.keeper.keep(self.saved.contents, self.revision.contents, new, whats)

    # The disk

    def look(self) -> tuple[str, ...]:
        """Name the files that somebody else has changed on the disk; pages are told when it is new.

        Of a folder that is gone, or cannot be read, they are all of them.
        """
        with self._lock:
            root = self.saved.root
            names = list_differences(find_contents(root), self.saved.contents)
            found = (names, list_troubles(root) if names else ())
            if found != (self.conflicts, self.troubles):
                self.conflicts, self.troubles = found
                self.tell("disk", ", ".join(names))
            return names

    @property
    def is_gone(self) -> bool:
        """Whether the case is not where it was any more."""
        return bool(self.conflicts) and not (self.saved.root / "case.yaml").exists()

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
                self._note_written()
                raise
            self._note_saved(shown)

    def _note_saved(self, shown: Revision) -> None:
        """Note that the disk holds a revision."""
        self.saved = shown
        self._written |= set(shown.documents)
        self._keep()
        self.look()
        self.tell("saved")

    def _note_written(self) -> None:
        """Take note of what a failed save has written after all."""
        with suppress(DetenteError):
            found = read_contents(self.saved.root)
            if found != self.saved.contents:
                self.saved = make_revision(self.saved, found, {})

    def overwrite(self) -> bool:
        """Write what is shown over what somebody else has written.

        Returns
        -------
        Whether undoing brings back what stood on the disk: it does where that was in order.
        """
        with self._lock:
            if self.shipped:
                raise InputError(_SHIPPED)
            shown, found = self.revision, find_contents(self.saved.root)
            Saving(found, shown.contents, shown.documents).write(shown.root)
            is_kept = False
            with suppress(DetenteError):
                disk = make_revision(self.saved, found, {})
                self._add(Step("what was on the disk", disk), Step("your version", shown))
                is_kept = True
            self._note_saved(shown)
            return is_kept

    def reload(self) -> None:
        """Take what is on the disk, as a step: undoing it brings back what was shown.

        Raises
        ------
        CaseError : it is not in order.
        """
        with self._lock:
            self._take(open_revision(self.saved.root))

    def _take(
        self, disk: Revision, made: Iterable[Step] = (), merged: Merged | None = None
    ) -> None:
        """Take what is on the disk as a step, with others that were made on top of it."""
        self.saved, self.merged = disk, merged or Merged()
        self.conflicts, self.troubles = (), ()
        self._add(Step("what is on the disk", disk), *made)
        self.tell("disk", "")

    def merge(self) -> Merged:
        """Take what is on the disk, and make the changes since the last save again on top of it.

        Returns
        -------
        The changes that cannot be made any more, and what of the disk's is changed again by them.
        Nothing is lost: undoing brings back what the disk said, and then what was shown.

        Raises
        ------
        CaseError : what is on the disk is not in order.
        InputError : there are no such changes: steps that were saved have been taken back.
        """
        with self._lock:
            mine = self.history.list_since(self._is_on_disk)
            if mine is None:
                raise InputError(_TAKEN_BACK)
            before, disk = self.saved, open_revision(self.saved.root)
            made, left = repeat(mine, disk)
            shown = made[-1].revision if made else disk
            merged = Merged(tuple(left), list_clashes(before, disk, shown))
            self._take(disk, made, merged)
            return merged

    def settle(self) -> None:
        """Note that what is to be looked at after a merge has been looked at."""
        with self._lock:
            self.merged = Merged()
            self.tell("disk", "")

    def save_copy(self, folder: Path) -> None:
        """Save what is shown to a new folder, and go on there.

        Raises
        ------
        InputError : the folder holds something already, or cannot be written.
        """
        with self._lock:
            shown = self.revision
            copy = copy_folder(self.saved.root, folder, shown)
            self.keeper.drop()
            self.folder, self.keeper = folder, Keeper(copy.root, beside=True)
            self.history = self.history.go_on(copy)
            self._written |= set(shown.documents)
            self.baseline, self.saved, self.shipped = self.baseline.at(copy.root), copy, False
            self.conflicts, self.troubles, self.recoveries = (), (), []
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
            after = found.apply(self.revision)
            self._add(Step(f"changes of {found.when:%H:%M} taken up", after))
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
