"""What is signed when several must sign, and packages are taken up in a fixed order.

Of M packages, the first that all would sign is the one. What each side would sign in a draw is a
pattern: M bits, the first package lowest. A side knows its own pattern, and of the others how often
each pattern comes about; so patterns that occur are compared, never draws with draws.
"""

from __future__ import annotations

import numpy as np

from detente.core.layout import BoolArray, FloatArray, IntArray
from detente.errors import TooLargeError

MOST_PACKAGES = 60
"""Packages that fit into one whole number as bits."""


def find_first(signed: BoolArray) -> IntArray:
    """Find the first package that is signed in each draw, ``(D,)``; -1 where none is.

    Parameters
    ----------
    signed : shape ``(D, M)``.

    Examples
    --------
    >>> find_first(np.array([[False, True, True], [False, False, False]])).tolist()
    [1, -1]
    """
    if not signed.shape[1]:
        return np.full(len(signed), -1)
    return np.asarray(np.where(signed.any(axis=1), signed.argmax(axis=1), -1))


def compute_first_odds(own: BoolArray, others: BoolArray) -> FloatArray:
    """Say how likely each package is the first that all sign, as one side sees it.

    Parameters
    ----------
    own : what the side itself would sign, by its type, shape ``(D, M)``.
    others : what all the others would sign together, shape ``(D', M)``: each as likely.

    Returns
    -------
    Chance that each package is the one signed, for each type of the side, ``(D, M)``. Exact for
    the draws given: every type of the side meets every draw of the others. O((D + D') M), and the
    patterns that occur on either side with each other.

    Raises
    ------
    TooLargeError : more than 60 packages.

    Examples
    --------
    It would sign both packages, and the others the first in one draw of two:

    >>> both, either = np.array([[True, True]]), np.array([[True, True], [False, True]])
    >>> compute_first_odds(both, either).tolist()
    [[0.5, 0.5]]
    """
    packages = own.shape[1]
    mine, place = np.unique(_pack(own), return_inverse=True)
    theirs, counts = np.unique(_pack(others), return_counts=True)
    common = mine[:, None] & theirs[None, :]
    first = common & -common
    odds = np.empty((len(mine), packages))
    for m in range(packages):
        odds[:, m] = (first == 1 << m) @ counts / len(others)
    return odds[place]


def _pack(signs: BoolArray) -> IntArray:
    packages = signs.shape[1]
    if packages > MOST_PACKAGES:
        raise TooLargeError(f"{packages} packages at one meeting; at most {MOST_PACKAGES} are")
    packed = np.zeros(len(signs), dtype=np.int64)
    for m in range(packages):
        packed |= signs[:, m].astype(np.int64) << m
    return packed
