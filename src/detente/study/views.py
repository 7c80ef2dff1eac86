"""A case seen with some of its numbers changed, on the same draws.

A question asks a view only for the changes that it rests on. Views that differ in nothing else are
then one and the same workspace, and what was found for it need not be found again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

from detente.case.model import Change
from detente.case.readings import apply_changes
from detente.study.workspace import Workspace

VALUES = ("value/", "reservation/", "interaction/")
TRUST = ("trust/", "promise/")
TERMS = ("relationship/", "reputation/", "deposit/", "floor/")
FIRM = ("firmness/", "pledge/")

_DRAWN = ("value/", "interaction/")
"""Most of the draws are of these: what differs in nothing but other numbers shares them."""

_PLANNED = (*VALUES, *TRUST, *TERMS, "pledge/")
"""Plans rest on these: what differs in nothing but meetings and firmness shares them."""

VIEWED_DRAWS = 2048
"""Readings are looked at on the first so many draws: every view of the case needs draws anew."""

KEPT = 32
"""Workspaces that are kept at hand: each holds all draws of the case."""

RECALLED = 64
"""Results that are kept at hand."""

T = TypeVar("T")
Key: TypeAlias = frozenset[int]
"""Which changes are made, by identity: readings hold them as long as a case lives."""


def begins(key: str, stems: Sequence[str]) -> bool:
    """Say whether a key is one of these, or stands under one; each stem ends with a slash.

    Examples
    --------
    >>> begins("readiness/talks", ["readiness/talks/"])
    True
    >>> begins("readiness/talks-2", ["readiness/talks/"])
    False
    """
    return f"{key}/".startswith(tuple(stems))


@dataclass(frozen=True)
class Memo:
    """What was worked out for views of one case, and how many workspaces of it are kept."""

    workspaces: OrderedDict[Key, tuple[Workspace, tuple[Change, ...]]] = field(
        default_factory=OrderedDict
    )
    results: OrderedDict[tuple[Hashable, Key], tuple[Any, tuple[Change, ...]]] = field(
        default_factory=OrderedDict
    )
    shared: dict[Hashable, Any] = field(default_factory=dict)
    under: dict[tuple[str, ...], dict[str, bool]] = field(default_factory=dict)
    kept: int = KEPT


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
    memo: Memo = field(default_factory=Memo, repr=False, compare=False)

    def find_changes(self, *prefixes: str) -> tuple[Change, ...]:
        """Find the changes of keys that begin with one of these; all of them without any."""
        if not prefixes:
            return self.changes
        known = self.memo.under.setdefault(prefixes, {})
        for change in self.changes:
            if change.key not in known:
                known[change.key] = begins(change.key, prefixes)
        return tuple(change for change in self.changes if known[change.key])

    def on(self, *prefixes: str) -> Workspace:
        """Return the case with those changes only; itself, where none of them is made."""
        return self._find_workspace(self.find_changes(*prefixes))

    def _find_workspace(self, changes: tuple[Change, ...]) -> Workspace:
        if not changes:
            return self.workspace
        known, key = self.memo.workspaces, find_key(changes)
        if key not in known:
            known[key] = self._vary(changes), changes
        _keep(known, key, self.memo.kept)
        return known[key][0]

    def _vary(self, changes: tuple[Change, ...]) -> Workspace:
        """Apply changes on top of a view that has most of them: all that plans rest on, if any."""
        planned = tuple(change for change in changes if begins(change.key, _PLANNED))
        staked = tuple(change for change in changes if not begins(change.key, TRUST))
        valued = tuple(change for change in changes if begins(change.key, VALUES))
        drawn = tuple(change for change in changes if begins(change.key, _DRAWN))
        kinds = (planned, staked, valued, drawn)
        fewer = (some for some in kinds if len(some) < len(changes))
        like = self._find_workspace(next(fewer, ()))
        return like.vary(apply_changes(self.workspace.case, changes, "view"))

    def recall(self, name: Hashable, prefixes: Sequence[str], find: Callable[[], T]) -> T:
        """Find something that rests on some changes only, unless it was found for them before.

        Parameters
        ----------
        name : what is found.
        prefixes : what it rests on.
        find : finds it.
        """
        changes = self.find_changes(*prefixes)
        known, key = self.memo.results, (name, find_key(changes))
        if key not in known:
            known[key] = find(), changes
        _keep(known, key, RECALLED)
        found: T = known[key][0]
        return found

    def share(self, name: Hashable, find: Callable[[], T]) -> T:
        """Find something that is the same for all views of the case, the first time."""
        if name not in self.memo.shared:
            self.memo.shared[name] = find()
        found: T = self.memo.shared[name]
        return found


def find_key(changes: Iterable[Change]) -> Key:
    """Tell changes apart without reading them."""
    return frozenset(map(id, changes))


def _keep(known: OrderedDict[Any, Any], key: Hashable, most: int) -> None:
    """Keep the entries that were asked for last."""
    known.move_to_end(key)
    while len(known) > most:
        known.popitem(last=False)


@dataclass(frozen=True)
class Family:
    """Views of one case that share what they work out."""

    workspace: Workspace
    memo: Memo = field(default_factory=Memo, repr=False, compare=False)

    def view(self, changes: Iterable[Change] = ()) -> View:
        """Return the case with some changes; of several to one key the last counts."""
        last = {change.key: change for change in changes}
        return View(self.workspace, tuple(last.values()), self.memo)


def find_family(workspace: Workspace, draws: int) -> Family:
    """Find the views of a case on so many draws at most, shared by all who ask for as many."""
    few = workspace.thin(draws)
    return workspace.recall(("family", draws), lambda: Family(few))
