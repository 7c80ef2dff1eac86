"""Versions of a case, as it is edited: what they have in common is worked out once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from detente.case import Case
from detente.case.differences import has_same_shape, list_changes
from detente.case.model import Change
from detente.study.views import Family, Memo, View
from detente.study.workspace import Recent, Workspace

_KEPT = 8
"""Workspaces of versions that are kept at hand: each may hold all draws of the case."""

_NUMBERS = 4096
"""Changed numbers that are remembered, so that what was found with them can be shared."""


def follow(workspace: Workspace, case: Case) -> Workspace:
    """Return a workspace for another version of a case, with as many draws.

    What is found in it is what would be found in a new one, bit for bit. Where the shape of the
    case is the same, it is on the same draws, and shares what rests on nothing that differs: with
    the first version, and with others that were followed from there.

    Parameters
    ----------
    workspace : a version to which many are compared, such as the one that is on the disk.
    case : the other version.

    Examples
    --------
    >>> import detente
    >>> from dataclasses import replace
    >>> case = detente.load(detente.find_case("barter-nash-1950"))
    >>> first = Workspace(case, draws=16)
    >>> renamed = follow(first, replace(case, title="Another title", digest="other"))
    >>> renamed.sample.values is first.sample.values, renamed.origin.title
    (True, 'Another title')
    """
    view = find_version(workspace, case)
    if view is not None:
        return view.on().vary(case)
    if has_same_shape(workspace.case, case):
        return workspace.vary(case)
    return Workspace(case, workspace.draws, workspace.seed, approximate=workspace.approximate)


def find_version(workspace: Workspace, case: Case) -> View | None:
    """See another version of a case as a view of this one; None where more than numbers differ."""
    changes = list_changes(workspace.case, case)
    if changes is None:
        return None
    return find_versions(workspace).view(_remember(workspace, changes))


def find_versions(workspace: Workspace) -> Family:
    """Find the versions of a case that share what they work out."""
    return workspace.once(_make_versions)


def _make_versions(workspace: Workspace) -> Family:
    return Family(workspace, Memo(kept=_KEPT))


def _remember(workspace: Workspace, changes: Iterable[Change]) -> Iterator[Change]:
    """Take each change as it was made before, if it was: views tell changes by identity."""
    known: Recent[Change] = workspace.recall("changes", lambda: Recent(_NUMBERS))
    for change in changes:
        number = getattr(change.value, "numbers", change.value)
        yield known.recall((change.key, number), partial(_get, change))


def _get(change: Change) -> Change:
    return change
