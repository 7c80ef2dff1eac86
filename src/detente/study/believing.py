"""What if a party could be believed more, or less? The trust that plans need, tried out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from detente.core.layout import FloatArray
from detente.study.anchors import Anchors
from detente.study.conclusion_records import Conclusion
from detente.study.conclusions import compute_conclusion, list_grounds
from detente.study.inputs import HIGH, LOW, Input, measure_record
from detente.study.staging import assume_trust
from detente.study.views import View
from detente.study.workspace import Workspace

TRIED_DRAWS = 512
"""Draws on which it is tried out; it shifts the odds found on all draws."""

AT = (LOW, HIGH)
"""Where in a belief it is tried out; between these and its mean, straight lines."""

HALVINGS = 5
"""Times that the way to a switching value is halved."""


def list_givers(workspace: Workspace) -> tuple[Input, ...]:
    """List how far each party can be believed, as all see its record together."""
    frame = workspace.frame
    nowhere = np.empty(0)
    return tuple(
        Input(
            name=f"trust/{party}",
            side=party,
            issue="",
            numbers=((f"trust/{party}", frame.belief(party)),),
            u=nowhere,
            record=measure_record(workspace, party),
        )
        for party in frame.parties
    )


def try_out(
    workspace: Workspace, anchors: Anchors, conclusions: Sequence[Conclusion], u: FloatArray
) -> dict[str, dict[str, FloatArray]]:
    """Try out how conclusions shift when one party is believed more, or less.

    Parameters
    ----------
    workspace, anchors : the case, and what conclusions are about.
    conclusions : those that rest on trust without drawing it are tried.
    u : probabilities within the belief, ascending, ``(G,)``.

    Returns
    -------
    By conclusion and party (``trust/ID``), the odds less what they are with the belief's mean, at
    each ``u``, ``(G,)``.
    """
    tried = [each for each in conclusions if _is_tried(workspace, each)]
    if not tried:
        return {}
    few = workspace.thin(TRIED_DRAWS)
    base = _conclude(few, anchors, tried)
    found: dict[str, dict[str, FloatArray]] = {each.key: {} for each in tried}
    for place, giver in enumerate(few.frame.parties):
        belief = few.frame.belief(giver)
        middle = float(belief.compute_cdf(belief.mean))
        ends = {at: _conclude(_believe(few, place, at), anchors, tried) for at in AT}
        for each in tried:
            known = {at: odds[each.key] for at, odds in ends.items()} | {middle: base[each.key]}
            for at in AT:
                known |= _close_in(few, anchors, each, place, known, at, middle)
            points = sorted(known)
            shifts = [known[point] - base[each.key] for point in points]
            found[each.key][f"trust/{giver}"] = np.interp(u, points, shifts)
    return found


def _close_in(
    workspace: Workspace,
    anchors: Anchors,
    conclusion: Conclusion,
    giver: int,
    known: Mapping[float, float],
    end: float,
    middle: float,
) -> dict[float, float]:
    """Halve the way to where the odds cross one half, if they do; the odds at each point tried."""
    tried: dict[float, float] = {}
    yes = known[middle] >= 0.5
    if (known[end] >= 0.5) == yes:
        return tried
    for _ in range(HALVINGS):
        at = (end + middle) / 2.0
        seen = _believe(workspace, giver, at)
        tried[at] = _conclude(seen, anchors, [conclusion])[conclusion.key]
        end, middle = (end, at) if (tried[at] >= 0.5) == yes else (at, middle)
    return tried


def _is_tried(workspace: Workspace, conclusion: Conclusion) -> bool:
    grounds = list_grounds(workspace.case, conclusion)
    return "trust/" in grounds and conclusion.kind not in ("offer_accepted", "trust")


def _conclude(
    workspace: Workspace, anchors: Anchors, conclusions: Sequence[Conclusion]
) -> Mapping[str, float]:
    view = View(workspace)
    return {each.key: float(compute_conclusion(view, anchors, each).mean()) for each in conclusions}


def _believe(workspace: Workspace, giver: int, u: float) -> Workspace:
    """Believe one party as at a probability within each one's belief in it."""
    frame = workspace.frame
    party = frame.parties[giver]
    trust = np.array(
        [
            1.0 if viewer == party else float(frame.belief(party, viewer).compute_quantile(u))
            for viewer in frame.parties
        ]
    )
    return assume_trust(workspace, giver, trust, float(frame.belief(party).compute_quantile(u)))
