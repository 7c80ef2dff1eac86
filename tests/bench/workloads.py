"""The package spaces that detente and its peers are timed on.

Values are whole numbers at a stated number of decimals, so that every contestant gets the same
exact input: detente as fixed point, its peers as floats, as a user would type them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Workload:
    """Two parties' values of the options of some issues.

    Parameters
    ----------
    name : what it is, in a few words.
    counts : number of options of each issue.
    decimals : decimals of the fixed point.
    values : shape ``(2, C)``, options of the issues in a row; worth ``values / 10**decimals``.
    peers : whether peers, which list every package, can be asked at all.
    """

    name: str
    counts: tuple[int, ...]
    decimals: int
    values: IntArray
    peers: bool = True

    @property
    def n_packages(self) -> int:
        """Number of packages, as an exact Python integer."""
        product = 1
        for count in self.counts:
            product *= count
        return product

    def split(self) -> list[IntArray]:
        """Values issue by issue, each of shape ``(2, K)``."""
        return np.split(self.values, np.cumsum(self.counts)[:-1], axis=1)

    def save(self, file: Path) -> None:
        """Write to an ``.npz`` file that any contestant can read."""
        np.savez(
            file,
            name=self.name,
            counts=np.array(self.counts),
            decimals=self.decimals,
            values=self.values,
        )

    @classmethod
    def load(cls, file: Path) -> Workload:
        """Read what `save` wrote."""
        with np.load(file) as stored:
            return cls(
                str(stored["name"]),
                tuple(int(count) for count in stored["counts"]),
                int(stored["decimals"]),
                stored["values"],
            )


def make_random(n_issues: int, n_options: int, decimals: int, seed: int) -> Workload:
    """Both parties' values independent and even between 0 and 1, the first option at 0.

    With two or three decimals many packages tie; nine stand for values from a continuum.
    """
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 10**decimals, size=(2, n_issues * n_options), endpoint=True)
    return Workload(
        f"{n_options}^{n_issues} random, {decimals} decimals",
        (n_options,) * n_issues,
        decimals,
        values.astype(np.int64),
        peers=n_options**n_issues <= 2_000_000,
    )


def make_opposed(n_issues: int, n_options: int, decimals: int, seed: int) -> Workload:
    """What helps one party hurts the other on every issue, by amounts that differ."""
    rng = np.random.default_rng(seed)
    top = 10**decimals
    steps = rng.integers(1, top, size=(2, n_issues, n_options - 1), endpoint=True)
    ladders = np.concatenate(
        [np.zeros((2, n_issues, 1), dtype=np.int64), np.cumsum(steps, axis=2)], axis=2
    )
    ladders[1] = ladders[1, :, ::-1]
    return Workload(
        f"{n_options}^{n_issues} opposed, {decimals} decimals",
        (n_options,) * n_issues,
        decimals,
        ladders.reshape(2, -1).astype(np.int64),
        peers=n_options**n_issues <= 2_000_000,
    )


def make_all(*, quick: bool = False) -> list[Workload]:
    """Return every random workload; the quick ones take seconds even for the peers."""
    small = [make_random(5, 5, 2, seed=55)]
    if quick:
        return small
    return [
        make_random(8, 5, 2, seed=58),
        make_random(8, 5, 3, seed=58),
        make_random(8, 5, 9, seed=58),
        make_random(9, 5, 2, seed=59),
        make_random(9, 5, 3, seed=59),
        make_random(9, 5, 9, seed=59),
        make_random(50, 5, 2, seed=50),
        make_random(50, 5, 9, seed=50),
        make_opposed(50, 5, 2, seed=50),
        make_opposed(50, 5, 9, seed=50),
    ]
