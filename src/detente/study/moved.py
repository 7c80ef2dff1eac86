"""A case was changed: which conclusions moved, and by more than chance?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.case import Case
from detente.case.differences import has_same_lists, has_same_shape, list_different
from detente.core.layout import FloatArray
from detente.errors import InputError
from detente.study.anchors import Anchors, find_anchors
from detente.study.carried_over import carry_over
from detente.study.conclusion_records import Conclusion
from detente.study.conclusions import compute_conclusion, list_conclusions
from detente.study.moved_records import Moved, MovedFindings
from detente.study.versions import find_version, find_versions
from detente.study.views import View
from detente.study.workspace import Recent, Workspace

CLEAR = 2.0
"""A difference is clear when it is so many times as large as its sampling error."""


def find_moved(workspace: Workspace, before: Workspace) -> MovedFindings:
    """Find what moved between two versions of a case.

    Parameters
    ----------
    workspace : the case as it is now.
    before : the case as it was, on as many draws; the packages and plans found for it are what both
        versions are judged on.

    Returns
    -------
    Every conclusion that both versions have, before and after. Where numbers alone differ, what
    rests on none of them is not judged again, and what does is exactly what it would be if the
    version now had been judged by itself.

    Raises
    ------
    InputError : the two have no party or no issue in common.
    """
    _check(workspace.case, before.case)
    anchors = find_anchors(before)
    was = _Seen(find_versions(before).view(), anchors, before.case.digest)
    now = _see(workspace, before, anchors)
    known = set(list_conclusions(before.case))
    shared = [each for each in list_conclusions(workspace.case) if each in known]
    lists = has_same_lists(before.case, workspace.case)
    seeds = {workspace.seed or workspace.case.seed, before.seed or before.case.seed}
    return MovedFindings(
        origin=workspace.origin,
        digest_before=before.case.digest,
        changed=list_different(before.case, workspace.case) if lists else (),
        terms=lists and not has_same_shape(before.case, workspace.case),
        restructured=not lists,
        same_draws=lists and len(seeds) == 1 and workspace.draws == before.draws,
        impossible=now.impossible,
        moved=tuple(_compare(each, was.judge(each), now.judge(each)) for each in shared),
    )


def _check(case: Case, before: Case) -> None:
    for what in ("parties", "issues"):
        known = {each.id for each in getattr(before, what)}
        if known.isdisjoint(each.id for each in getattr(case, what)):
            raise InputError(
                f"“{case.title}” and “{before.title}” are not versions of one case: they have no "
                f"{what} in common, by id"
            )


@dataclass(frozen=True)
class _Seen:
    """A version of the case, and what it is judged on: found for the version of that digest."""

    view: View
    anchors: Anchors
    found_for: str
    impossible: tuple[str, ...] = ()

    def judge(self, conclusion: Conclusion) -> FloatArray:
        """Compute in every draw how likely a conclusion holds; for the same view only once."""
        known: Recent[FloatArray] = self.view.workspace.recall("moved", lambda: Recent(256))
        key = (conclusion.key, self.view.changes, self.found_for)
        return known.recall(key, lambda: compute_conclusion(self.view, self.anchors, conclusion))


def _see(workspace: Workspace, before: Workspace, anchors: Anchors) -> _Seen:
    """See the version now: as a view of the one before, where numbers alone differ."""
    view = find_version(before, workspace.case)
    if view is not None and workspace.draws == before.draws and workspace.seed == before.seed:
        return _Seen(view, anchors, before.case.digest)
    carried = carry_over(workspace, before.case, anchors)
    return _Seen(View(workspace), carried.anchors, before.case.digest, carried.impossible)


def _compare(conclusion: Conclusion, before: FloatArray, after: FloatArray) -> Moved:
    """Compare a conclusion draw by draw; each is ``(D,)``."""
    error = _find_error(before, after)
    odds, new = float(before.mean()), float(after.mean())
    return Moved(conclusion, odds, new, error, abs(new - odds) > CLEAR * error)


def _find_error(before: FloatArray, after: FloatArray) -> float:
    """Find the sampling error of the difference of two means."""
    if len(before) == len(after):
        return float(np.std(after - before) / np.sqrt(len(after)))
    return float(np.sqrt(np.var(before) / len(before) + np.var(after) / len(after)))
