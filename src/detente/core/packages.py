"""Packages: one option of every issue, what each is worth, and each as one number.

Read the options of a package as the digits of a number in a mixed radix, the first issue's digit
foremost, and the order of the numbers is the lexicographic order of the packages. Such *keys* are
additive as values are: the key of a package is the sum of what its options contribute. A search
that adds up values can therefore add up keys beside them, and knows the package of every sum
without keeping a trail. Issues are dealt into several int64 *limbs* when one cannot hold them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from detente.core.layout import BoolArray, IntArray, Layout
from detente.errors import TooLargeError

_LIMB = 2**62

ENUMERABLE = 2_000_000
"""Largest space that :func:`find_all_packages` lists unless told otherwise."""


@dataclass(frozen=True)
class Keys:
    """How the packages of a space are written as numbers.

    Parameters
    ----------
    counts : options of each issue.
    bounds : issue at which each limb starts, and the number of issues at the end.
    weights : what one step of an option adds, per issue, within the issue's limb.
    """

    counts: tuple[int, ...]
    bounds: tuple[int, ...]
    weights: tuple[int, ...]

    @classmethod
    def of(cls, counts: tuple[int, ...]) -> Keys:
        """Deal the issues into limbs, the last issue's digit lowest."""
        bounds, weights, weight = [len(counts)], [0] * len(counts), 1
        for issue in reversed(range(len(counts))):
            if weight * counts[issue] >= _LIMB:
                bounds.append(issue + 1)
                weight = 1
            weights[issue] = weight
            weight *= counts[issue]
        return cls(counts, (0, *reversed(bounds)), tuple(weights))

    @property
    def n_limbs(self) -> int:
        """Number of int64 numbers in a key."""
        return len(self.bounds) - 1

    def encode(self, issue: int) -> IntArray:
        """What each option of an issue contributes to a key, shape ``(limbs, K)``."""
        key = np.zeros((self.n_limbs, self.counts[issue]), dtype=np.int64)
        limb = sum(bound <= issue for bound in self.bounds[1:-1])
        key[limb] = np.arange(self.counts[issue]) * self.weights[issue]
        return key

    def decode(self, keys: IntArray) -> IntArray:
        """Read the packages off keys; shapes ``(limbs, N)`` to ``(N, I)``."""
        packages = np.zeros((keys.shape[1], len(self.counts)), dtype=np.int64)
        for limb, (start, stop) in enumerate(pairwise(self.bounds)):
            for issue in range(start, stop):
                packages[:, issue] = keys[limb] // self.weights[issue] % self.counts[issue]
        return packages


def compute_worth(layout: Layout, values: IntArray, packages: npt.ArrayLike) -> IntArray:
    """Add up what packages are worth to each party and ratifier, exactly.

    Parameters
    ----------
    layout : the package space.
    values : fixed point, shape ``(Q, C)``.
    packages : option indices, shape ``(N, I)``.

    Returns
    -------
    int64, shape ``(N, Q)``.

    Examples
    --------
    >>> compute_worth(Layout((2, 2)), np.array([[0, 5, 0, -3]]), [[1, 0], [1, 1]])
    array([[5],
           [2]])
    """
    chosen = np.asarray(packages, dtype=np.int64).reshape(-1, layout.n_issues)
    worth = np.zeros((len(chosen), len(values)), dtype=np.int64)
    for issue, start in enumerate(layout.starts):
        worth += values.T[start + chosen[:, issue]]
    for column, interaction in enumerate(layout.interactions, start=layout.n_options):
        holds = interaction.holds[tuple(chosen[:, interaction.scope].T)]
        worth[holds] += values[:, column]
    return worth


def find_all_packages(layout: Layout, limit: int = ENUMERABLE) -> IntArray:
    """List every package that keeps the constraints, in lexicographic order.

    Only for small spaces: the frontier and the solutions never need this list.

    Parameters
    ----------
    layout : the package space.
    limit : largest number of packages to go through.

    Returns
    -------
    Option indices, shape ``(N, I)``.

    Raises
    ------
    TooLargeError
        If the space, constraints aside, has more packages than the limit.

    Examples
    --------
    >>> find_all_packages(Layout((2, 2)))
    array([[0, 0],
           [0, 1],
           [1, 0],
           [1, 1]])
    """
    if layout.n_packages > limit:
        raise TooLargeError(
            f"The space has {layout.n_packages:,} packages; at most {limit:,} are listed one by "
            f"one. The frontier needs no list: use find_frontier."
        )
    packages = np.indices(layout.counts).reshape(layout.n_issues, -1).T.astype(np.int64)
    return packages[layout.allows(packages)]


def find_passing(
    worth: IntArray, floors: npt.ArrayLike, *, quorum: int, vetoes: tuple[int, ...] = ()
) -> BoolArray:
    """Say which packages pass a vote: each veto holder accepts, and at least a quorum does.

    Parameters
    ----------
    worth : what each package is worth to each party, shape ``(N, P)``.
    floors : least worth that each party accepts, shape ``(P,)``.
    quorum : least number of parties that must accept, veto holders counted.
    vetoes : parties without whom nothing passes.

    Returns
    -------
    bool, shape ``(N,)``. With ``quorum=P`` a package passes when all accept.

    Examples
    --------
    >>> find_passing(np.array([[5, 1, 1], [5, 5, 1], [0, 5, 5]]), [2, 2, 2], quorum=2, vetoes=(0,))
    array([False,  True, False])
    """
    accepts = worth >= np.asarray(floors, dtype=np.int64)
    passed: BoolArray = (accepts.sum(axis=1) >= quorum) & accepts[:, list(vetoes)].all(axis=1)
    return passed
