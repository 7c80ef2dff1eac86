"""The bargaining set: the efficient packages that everybody would accept.

It is the Pareto frontier among the packages that leave no party and no ratifier below the
reservation value. Parties are easy: whatever beats a package that meets their floors meets them as
well, being no worse for any of them. Hence what their floors leave of the frontier is the frontier
of what they leave. Ratifiers are floors only, and every floor that is carried along makes the
search wider, although most of them never bind. So they are brought in one at a time: if every
package on the frontier under some of the floors happens to meet the others too, it is the frontier
under all. A coarse frontier, thinned to a few points, tells beforehand which of them are likely to
be needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from detente.core.frontier import Frontier, find_frontier
from detente.core.layout import IntArray, Layout
from detente.core.packages import compute_worth

_COARSE = 500
"""Points that the coarse frontier may hold."""


def find_bargaining_set(
    layout: Layout,
    values: IntArray,
    reservation: IntArray,
    *,
    parties: int,
    cap: int | None = None,
    names: Sequence[str] = (),
    frontier: Frontier | None = None,
) -> Frontier:
    """Find the efficient packages among those acceptable to all.

    Parameters
    ----------
    layout : the package space.
    values : fixed point, shape ``(Q, C)``: parties first, then ratifiers.
    reservation : fixed point, shape ``(Q,)``.
    parties : how many of the Q are parties.
    cap, names : as for :func:`detente.core.frontier.find_frontier`.

    frontier : that of all packages, where it is known; if it is exact, it is not searched again.

    Returns
    -------
    The frontier, empty when no package is acceptable to all. ``counted`` is False where packages
    that a ratifier refuses may be among those counted at a point.

    Notes
    -----
    Exact unless its ``epsilon`` says otherwise: when the packages of a frontier under fewer floors
    happen to meet all of them, no package that meets all of them can beat one of those.

    Examples
    --------
    Two issues; a ratifier refuses the first one's second option:

    >>> layout = Layout((2, 2))
    >>> values = np.array([[0, 9, 0, -4], [0, -3, 0, 6], [0, -5, 0, 1]])
    >>> found = find_bargaining_set(layout, values, np.array([-9, 0, 0]), parties=2)
    >>> found.points.tolist()
    [[0, 0], [-4, 6]]
    """
    asked = list(range(parties))
    if frontier is not None and frontier.exact:
        found = _keep_acceptable(frontier, reservation[:parties])
        refusing = _find_refusing(layout, values, reservation, found)
        if refusing is None:
            return _widen(found, asked, len(values))
        asked.append(refusing)
    # without ratifiers there is nothing to find out beforehand
    for limit in (_COARSE, cap) if len(values) > parties else (cap,):
        while True:
            found = find_frontier(
                layout,
                values[asked],
                parties=parties,
                floors=reservation[asked],
                cap=limit,
                names=names,
            )
            refusing = _find_refusing(layout, values, reservation, found)
            if refusing is None:
                break
            asked.append(refusing)
    return _widen(found, asked, len(values))


def _keep_acceptable(frontier: Frontier, floors: IntArray) -> Frontier:
    """Keep the points that leave no party below its floor, ``(P,)``."""
    kept = np.flatnonzero((frontier.points >= floors).all(axis=1))
    return replace(
        frontier,
        points=frontier.points[kept],
        packages=frontier.packages[kept],
        counts=tuple(frontier.counts[row] for row in kept.tolist()),
    )


def _find_refusing(
    layout: Layout, values: IntArray, reservation: IntArray, found: Frontier
) -> int | None:
    """Find the side that refuses the most of what was found; None when nobody refuses any."""
    short = (compute_worth(layout, values, found.packages) < reservation).sum(axis=0)
    worst = int(np.argmax(short))
    return worst if short[worst] else None


def _widen(found: Frontier, asked: list[int], sides: int) -> Frontier:
    """State the guarantee for all sides, those never brought in included."""
    epsilon = np.zeros(sides, dtype=np.int64)
    epsilon[asked] = found.epsilon[: len(asked)]
    counted = len(asked) == sides or sum(found.counts) == len(found)
    return replace(found, epsilon=epsilon, counted=found.counted and counted)
