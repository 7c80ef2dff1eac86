"""What versions of a case find alike, because nothing that it rests on differs between them."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np

from detente.case.differences import outline
from detente.study.staging import find_reliable, find_trust, has_terms_of
from detente.study.workspace import Workspace


def find_dealt(workspace: Workspace) -> Workspace:
    """Find the plainest workspace that it was varied from in which the same can be agreed.

    Deals rest on what options are worth, on reservation values, and on what past offers pledged.
    """
    home = workspace.valued
    return home if _list_pledged(home) == _list_pledged(workspace) else workspace


def find_planned(workspace: Workspace) -> Workspace:
    """Find the plainest workspace that it was varied from in which plans are the same.

    Plans rest on all that deals do, on what breaking off costs, on trust, and on plan.yaml.
    """
    like = workspace.like
    if like is not None and _are_planned_alike(workspace, like):
        return find_planned(like)
    return workspace


def _are_planned_alike(workspace: Workspace, like: Workspace) -> bool:
    same_values = like.valued is workspace.valued
    return (
        same_values
        and _list_pledged(like) == _list_pledged(workspace)
        and has_terms_of(workspace, like)
        and np.array_equal(workspace.once(find_trust), like.once(find_trust))
        and np.array_equal(workspace.once(find_reliable), like.once(find_reliable))
        and _list_planned(like) == _list_planned(workspace)
    )


def _list_pledged(workspace: Workspace) -> list[Hashable]:
    """List what past offers pledge, with all that is said of them where deals are described."""
    return [
        (offer.id, offer.title, offer.date, *((each.issue, each.option) for each in offer.pledges))
        for offer in workspace.case.offers
    ]


def _list_planned(workspace: Workspace) -> tuple[object, ...]:
    """List what plan.yaml says beside its numbers, and the day from which plans begin."""
    terms = workspace.case.plan
    titles = [stage.title for stage in terms.agreed]
    return outline(terms), titles, workspace.case.as_of
