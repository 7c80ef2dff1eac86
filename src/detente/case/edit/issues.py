"""Add, remove and move issues, and their options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.case.edit.fields import check_new, find_entry, name_option, read_list
from detente.case.edit.layout import list_children
from detente.case.edit.sheet import Sheet
from detente.case.edit.writing import Lines, Value
from detente.case.positions import Path
from detente.case.words import quote
from detente.errors import InputError

if TYPE_CHECKING:
    from detente.case.edit.revision import Revision
    from detente.case.model import Case

_FILE = "case.yaml"


@dataclass(frozen=True)
class AddIssue:
    """Add an issue with two options: the status quo, and a first step that counts 0 to each party.

    Parameters
    ----------
    by : who performs it, parted by commas; empty when it is joint.
    after : the issue behind which it goes; empty for the end.
    """

    id: str
    title: str
    by: str = ""
    after: str = ""

    def describe(self, case: Case) -> str:
        """Say what it does."""
        del case
        return f"new issue “{self.title}”"

    def apply(self, revision: Revision) -> Mapping[str, bytes]:
        """Return case.yaml with the issue."""
        sheet, path = revision.sheet(_FILE), ("issues", self.id)
        keys = sheet.tree.keys("issues")
        check_new(self.id, keys, "an issue")
        _check_title(self.title)
        index = _find_next(keys, self.after)
        return {_FILE: sheet.insert(path, self._write(revision.case), index).content}

    def _write(self, case: Case) -> Value:
        parties = read_list(self.by)
        by: dict[str, Value] = {"by": parties[0] if len(parties) == 1 else parties}
        options: dict[str, Value] = {
            "status-quo": {"title": "Status quo"},
            "step-1": Lines({"title": "First step", **_list_zeros(case)}),
        }
        said = by if parties else {}
        return Lines({"title": self.title.strip(), **said, "options": Lines(options)})


@dataclass(frozen=True)
class AddOption:
    """Add an option to an issue; it counts 0 to each party until its values are written.

    Parameters
    ----------
    after : the option behind which it goes; empty for the end.
    """

    issue: str
    id: str
    title: str
    after: str = ""

    def describe(self, case: Case) -> str:
        """Say what it does."""
        return f"{name_option(case, self.issue)}: new option “{self.title}”"

    def apply(self, revision: Revision) -> Mapping[str, bytes]:
        """Return case.yaml with the option."""
        sheet, around = revision.sheet(_FILE), (*find_entry(revision, self.issue), "options")
        keys = sheet.tree.keys(*around)
        check_new(self.id, keys, "an option of this issue")
        _check_title(self.title)
        index = _find_next(keys, self.after)
        said: dict[str, Value] = {"title": self.title.strip(), **_list_zeros(revision.case)}
        lines = _stands_on_lines(sheet, around)
        value: Value = Lines(said) if lines else said
        return {_FILE: sheet.insert((*around, self.id), value, index).content}


def _list_zeros(case: Case) -> dict[str, Value]:
    """List a value of 0 for each party: an option must have a value for somebody."""
    return {party.id: "0" for party in case.parties}


def _stands_on_lines(sheet: Sheet, around: Path) -> bool:
    """Whether the last option is written on lines of its own, as most with values are."""
    return not any(node.flow for node in list_children(sheet.tree.at(around))[-1:])


def _check_title(title: str) -> None:
    if not title.strip():
        raise InputError("a title is needed; say in a few words what it is")


def _find_next(keys: Sequence[str], after: str) -> int:
    if not after:
        return len(keys)
    if after not in keys:
        raise InputError(f"{quote(after)} is not there any more; choose another place")
    return keys.index(after) + 1


class Removal:
    """An edit that other places of the case can stand against: they name what it removes."""


@dataclass(frozen=True)
class RemoveIssue(Removal):
    """Remove an issue, with the remarks that belong to it."""

    issue: str

    def describe(self, case: Case) -> str:
        """Say what it does."""
        return f"{name_option(case, self.issue)}: removed"

    def apply(self, revision: Revision) -> Mapping[str, bytes]:
        """Return case.yaml without the issue."""
        path = find_entry(revision, self.issue)
        return {_FILE: revision.sheet(_FILE).remove(path).content}


@dataclass(frozen=True)
class RemoveOption(Removal):
    """Remove an option, with the remarks that belong to it."""

    issue: str
    option: str

    def describe(self, case: Case) -> str:
        """Say what it does."""
        return f"{name_option(case, self.issue, self.option)}: removed"

    def apply(self, revision: Revision) -> Mapping[str, bytes]:
        """Return case.yaml without the option."""
        path = find_entry(revision, self.issue, self.option)
        if _find_rank(revision, path) == 0:
            text = "the first option is the status quo and cannot be removed; rename it instead"
            raise InputError(text)
        return {_FILE: revision.sheet(_FILE).remove(path).content}


@dataclass(frozen=True)
class MoveIssue:
    """Move an issue to another place in the list; ``to`` counts from 0."""

    issue: str
    to: int

    def describe(self, case: Case) -> str:
        """Say what it does."""
        return f"{name_option(case, self.issue)}: moved"

    def apply(self, revision: Revision) -> Mapping[str, bytes]:
        """Return case.yaml in the new order."""
        return _move(revision, find_entry(revision, self.issue), self.to, first=0)


@dataclass(frozen=True)
class MoveOption:
    """Move an option to another place of its issue; ``to`` counts from 0, the status quo."""

    issue: str
    option: str
    to: int

    def describe(self, case: Case) -> str:
        """Say what it does."""
        return f"{name_option(case, self.issue, self.option)}: moved"

    def apply(self, revision: Revision) -> Mapping[str, bytes]:
        """Return case.yaml in the new order."""
        path = find_entry(revision, self.issue, self.option)
        if _find_rank(revision, path) == 0 or self.to == 0:
            raise InputError("the status quo stays first; move an option behind it")
        return _move(revision, path, self.to, first=1)


def _find_rank(revision: Revision, path: Path) -> int:
    return revision.sheet(_FILE).tree.keys(*path[:-1]).index(str(path[-1]))


def _move(revision: Revision, path: Path, to: int, *, first: int) -> Mapping[str, bytes]:
    sheet = revision.sheet(_FILE)
    last = len(sheet.tree.keys(*path[:-1])) - 1
    if not first <= to <= last:
        raise InputError(f"place {to} is not one of {first} to {last}")
    return {} if _find_rank(revision, path) == to else {_FILE: sheet.move(path, to).content}
