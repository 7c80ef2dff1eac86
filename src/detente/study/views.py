"""A case seen with some of its numbers changed, on the same draws.

A question asks a view only for the changes that it rests on. Views that differ in nothing else are
then one and the same workspace, and what was found for it need not be found again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from detente.case.model import Case, Change
from detente.case.readings import apply_changes
from detente.study.workspace import Workspace

VALUES = ("value/", "reservation/", "interaction/")
TRUST = ("trust/", "promise/")
TERMS = ("relationship/", "reputation/", "deposit/", "floor/")
FIRM = ("firmness/", "pledge/")

KEPT = 12
"""Workspaces that are kept at hand: each holds all draws of the case."""

Changes: TypeAlias = frozenset[Change]
Memo: TypeAlias = "OrderedDict[Changes, Workspace]"


@dataclass(frozen=True)
class View:
    """A case with some changes.

    Parameters
    ----------
    workspace : the case itself and its draws.
    changes : what is seen differently, each key once.

    Examples
    --------
    >>> import detente
    >>> from detente.study.workspace import Workspace
    >>> case = detente.load(detente.find_case("us-dprk-2020"))
    >>> base = Workspace(case, draws=16)
    >>> kelly = View(base, case.readings[0].changes)
    >>> kelly.on("floor/") is base, kelly.on(*VALUES) is base
    (True, False)
    """

    workspace: Workspace
    changes: tuple[Change, ...] = ()
    _memo: Memo = field(default_factory=OrderedDict, repr=False, compare=False)

    def find_changes(self, *prefixes: str) -> Changes:
        """Find the changes of keys that begin with one of these; all of them without any."""
        found = self.changes if not prefixes else self._pick(prefixes)
        return frozenset(found)

    def _pick(self, prefixes: tuple[str, ...]) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.key.startswith(prefixes))

    def on(self, *prefixes: str) -> Workspace:
        """Return the case with those changes only; itself, where none of them is made."""
        changes = self.find_changes(*prefixes)
        if not changes:
            return self.workspace
        if changes not in self._memo:
            self._memo[changes] = self.workspace.vary(self._apply(changes))
            while len(self._memo) > KEPT:
                self._memo.popitem(last=False)
        self._memo.move_to_end(changes)
        return self._memo[changes]

    def _apply(self, changes: Changes) -> Case:
        ordered = tuple(change for change in self.changes if change in changes)
        return apply_changes(self.workspace.case, ordered, "view")


@dataclass(frozen=True)
class Family:
    """Views of one case that share what they work out."""

    workspace: Workspace
    _memo: Memo = field(default_factory=OrderedDict, repr=False, compare=False)

    def view(self, changes: Iterable[Change] = ()) -> View:
        """Return the case with some changes; of several to one key the last counts."""
        last = {change.key: change for change in changes}
        return View(self.workspace, tuple(last.values()), self._memo)
