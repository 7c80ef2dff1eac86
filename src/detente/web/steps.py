"""The history of an open case: what was done to it, step by step, and which step is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from detente.case.edit import Clash, Edit, Revision, revise
from detente.errors import DetenteError, InputError

MOST_STEPS = 500
"""Steps that can be taken back; the oldest are forgotten."""

AT_HAND = 25
"""Steps on either side of what is shown whose cases are kept; others are read again."""


@dataclass(frozen=True)
class Step:
    """One step of a history: what was done, and the revision that it led to.

    ``edit`` is None for a step that no edit made, such as taking what is on the disk.
    """

    what: str
    revision: Revision
    edit: Edit | None = None


@dataclass(frozen=True)
class Left:
    """A step that could not be made again on top of another revision, and why."""

    what: str
    why: str


@dataclass(frozen=True)
class Merged:
    """What is to be looked at once steps were made again on top of what is on the disk.

    Parameters
    ----------
    left : the steps that could not be made again.
    clashes : what somebody else had changed on the disk, and the steps have changed again.
    """

    left: tuple[Left, ...] = ()
    clashes: tuple[Clash, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.left or self.clashes)


@dataclass(frozen=True)
class History:
    """Steps in the order in which they were made; the first is how the case was opened.

    Parameters
    ----------
    steps : what was done, with what came of it; those behind ``at`` were undone.
    at : the step that is shown.
    """

    steps: tuple[Step, ...]
    at: int = 0

    @property
    def shown(self) -> Revision:
        """What is shown."""
        return self.steps[self.at].revision

    @property
    def undoes(self) -> str:
        """What undoing would take back; empty when there is nothing."""
        return self.steps[self.at].what if self.at else ""

    @property
    def redoes(self) -> str:
        """What redoing would do again; empty when there is nothing."""
        return self.steps[self.at + 1].what if self.at + 1 < len(self.steps) else ""

    def add(self, *steps: Step) -> History:
        """Add steps and show the last of them; those that were undone are forgotten."""
        kept = (*self.steps[: self.at + 1], *steps)[-MOST_STEPS - 1 :]
        return History(kept, len(kept) - 1)

    def undo(self) -> History:
        """Show the step before."""
        if not self.at:
            raise InputError("there is nothing to undo")
        return replace(self, at=self.at - 1)

    def redo(self) -> History:
        """Show the step that was undone last."""
        if self.at + 1 >= len(self.steps):
            raise InputError("there is nothing to redo")
        return replace(self, at=self.at + 1)

    def list_since(self, is_saved: Callable[[Revision], bool]) -> tuple[Step, ...] | None:
        """List the steps up to what is shown since the last saved one; None when there is none."""
        places = [at for at in range(self.at + 1) if is_saved(self.steps[at].revision)]
        return self.steps[places[-1] + 1 : self.at + 1] if places else None

    def name_unsaved(self, is_saved: Callable[[Revision], bool]) -> list[str]:
        """Name what was done since the last saved step, or since the first where none is."""
        since = self.list_since(is_saved)
        if since is None:
            since = (Step("saved steps were taken back", self.shown), *self.steps[1 : self.at + 1])
        return [step.what for step in since]

    def go_on(self, copy: Revision) -> History:
        """Go on in another folder, in which a copy of what is shown was saved."""
        moved = [replace(step, revision=step.revision.at(copy.root)) for step in self.steps]
        moved[self.at] = replace(self.steps[self.at], revision=copy)
        return replace(self, steps=tuple(moved))

    def forget_far(self, *near: Revision) -> None:
        """Keep the files alone of what is far from what is shown, to save room.

        Parameters
        ----------
        near : revisions whose cases are kept all the same.
        """
        around = self.steps[max(self.at - AT_HAND, 0) : self.at + AT_HAND]
        kept = {id(step.revision) for step in around} | {id(revision) for revision in near}
        for step in self.steps:
            if id(step.revision) not in kept:
                step.revision.forget()


def make_step(before: Revision, edit: Edit) -> Step | None:
    """Make an edit; None where it changes nothing.

    Raises
    ------
    CaseError, InputError : it cannot be made.
    """
    after = revise(before, edit)
    if after.digest == before.digest and after.documents == before.documents:
        return None
    return Step(edit.describe(before.case), after, edit)


def repeat(steps: Iterable[Step], revision: Revision) -> tuple[list[Step], list[Left]]:
    """Make the edits of steps again on top of another revision.

    Returns
    -------
    The steps that were made, and those that could not be.
    """
    made: list[Step] = []
    left: list[Left] = []
    for step in steps:
        try:
            again = _repeat(step, made[-1].revision if made else revision)
        except DetenteError as error:
            left.append(Left(step.what, str(error)))
        else:
            made += [again] if again else []
    return made, left


def _repeat(step: Step, revision: Revision) -> Step | None:
    if step.edit is None:
        raise InputError("it took a whole version, and cannot be made again on another")
    again = make_step(revision, step.edit)
    if again is not None and again.what != step.what and _names_by_place(step.edit):
        raise InputError(f"what stands in that place on the disk is something else: {again.what}")
    return again


def _names_by_place(edit: Edit) -> bool:
    """Whether an edit names its number by the place in a list, as that of a combination."""
    return any(part.isdigit() for part in getattr(edit, "key", "").split("/"))
