"""The bargaining set: the efficient packages that everybody would accept.

It is the Pareto frontier among the packages that leave no party and no ratifier below the
reservation value. Ratifiers are floors, and every floor that is carried along makes the search
wider, although most of them never bind. So they are brought in one at a time: if every package on
the frontier under some of the floors happens to meet the others too, it is the frontier under all.
A coarse frontier, thinned to a few points, tells beforehand which of them are likely to be needed.
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
) -> Frontier:
    """Find the efficient packages among those acceptable to all.

    Parameters
    ----------
    layout : the package space.
    values : fixed point, shape ``(Q, C)``: parties first, then ratifiers.
    reservation : fixed point, shape ``(Q,)``.
    parties : how many of the Q are parties.
    cap, names : as for :func:`detente.core.frontier.find_frontier`.

    Returns
    -------
    The frontier, empty when no package is acceptable to all.

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
            short = (compute_worth(layout, values, found.packages) < reservation).sum(axis=0)
            worst = int(np.argmax(short))
            if short[worst] == 0:
                break
            asked.append(worst)
    return _widen(found, asked, len(values))


def _widen(found: Frontier, asked: list[int], sides: int) -> Frontier:
    """State the guarantee for all sides, those never brought in included."""
    epsilon = np.zeros(sides, dtype=np.int64)
    epsilon[asked] = found.epsilon
    return replace(found, epsilon=epsilon)
