"""Divide a difference among those who made it: Shapley values, exactly.

Change some groups of inputs from one view to another, and an answer changes. What each group did
depends on which were changed before it. The Shapley value (Shapley 1953, *A value for n-person
games*, Contributions to the Theory of Games II) is a group's mean effect over all orders in which
the groups could be changed. It is the only division that adds up to the whole difference, gives
nothing to a group that never matters, treats alike what acts alike, and adds over answers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from detente.core.layout import FloatArray
from detente.errors import TooLargeError

MOST_GROUPS = 12
"""Every set of groups is looked at: 4,096 sets."""


def compute_shapley(value: Callable[[int], npt.ArrayLike], n: int) -> FloatArray:
    """Divide the difference between all groups changed and none among the groups.

    Parameters
    ----------
    value : the answer when some groups are changed, given as a bit mask: bit i for group i. A
        number or an array, of one shape for all masks; in any unit.
    n : number of groups, 0 to 12.

    Returns
    -------
    What each group adds, ``(n, ...)``, in the unit of the answer. They sum to ``value(2**n - 1)``
    less ``value(0)``, to rounding. Sums are rounded once, so that groups which do the same get the
    same, and changing everything back gives the same with the other sign.

    Raises
    ------
    TooLargeError : more groups than that.

    Notes
    -----
    Exact: all ``2**n`` sets are evaluated, each once; then O(n 2**n). Weights are ratios of whole
    numbers, ``|S|! (n - |S| - 1)! / n!`` for a group that joins the set S.

    Examples
    --------
    Two gloves make a pair, left and right; there are two left ones.

    >>> compute_shapley(lambda mask: float(bool(mask & 1) and bool(mask & 6)), 3).round(4).tolist()
    [0.6667, 0.1667, 0.1667]
    """
    if not 0 <= n <= MOST_GROUPS:
        raise TooLargeError(
            f"{n} groups of inputs differ; at most {MOST_GROUPS} can be told apart: merge some"
        )
    table = np.array([value(mask) for mask in range(2**n)], dtype=np.float64)
    rows = table.reshape(2**n, -1)
    weights = _list_weights(n)
    found = [_add_up(rows, each, weights) for each in range(n)]
    return np.array(found, dtype=np.float64).reshape(n, *table.shape[1:])


def _list_weights(n: int) -> list[int]:
    """List in how many orders of the others a set of each size comes before a group."""
    return [math.factorial(size) * math.factorial(n - size - 1) for size in range(n)]


def _add_up(rows: FloatArray, group: int, weights: Sequence[int]) -> list[float]:
    """Average what one group adds to every set of others, over all orders; one for each column."""
    masks = np.arange(len(rows))
    before = masks[masks >> group & 1 == 0]
    orders = np.array([weights[int(mask).bit_count()] for mask in before], dtype=np.float64)
    adds = (rows[before | 1 << group] - rows[before]) * orders[:, None]
    total = math.factorial(len(weights))
    return [math.fsum(column) / total for column in adds.T]
