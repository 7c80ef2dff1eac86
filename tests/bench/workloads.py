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
    aim : what is aimed at: ``"peers"`` (many times faster than negmas), ``"seconds"`` (a time,
        where packages are too many for any peer), ``"labour"`` (both) or nothing, where
        detente has no advantage.
    kind : how its values were made up; nothing for those of a case.
    """

    name: str
    counts: tuple[int, ...]
    decimals: int
    values: IntArray
    aim: str = ""
    kind: str = ""

    @property
    def n_packages(self) -> int:
        """Number of packages, as an exact Python integer."""
        product = 1
        for count in self.counts:
            product *= count
        return product

    @property
    def can_be_listed(self) -> bool:
        """Whether peers, which go through every package, can be asked at all."""
        return self.n_packages <= 2_000_000

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


def make_random(n_issues: int, n_options: int, decimals: int, seed: int, aim: str = "") -> Workload:
    """Both parties' values independent and even between 0 and 1; the first option is worth 0.

    With two or three decimals many packages tie; nine stand for values from a continuum.
    """
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 10**decimals, size=(2, n_issues, n_options), endpoint=True)
    values[:, :, 0] = 0
    name = f"{n_options}^{n_issues} random, {decimals} decimals"
    return _make(name, values, decimals, aim, "random")


def make_opposed(
    n_issues: int, n_options: int, decimals: int, seed: int, aim: str = ""
) -> Workload:
    """What helps one party hurts the other on every issue, by amounts that differ."""
    rng = np.random.default_rng(seed)
    steps = rng.integers(1, 10**decimals, size=(2, n_issues, n_options - 1), endpoint=True)
    ladders = np.pad(np.cumsum(steps, axis=2), ((0, 0), (0, 0), (1, 0)))
    ladders[1] = ladders[1, :, ::-1]
    name = f"{n_options}^{n_issues} opposed, {decimals} decimals"
    return _make(name, ladders, decimals, aim, "opposed")


def make_constant_sum(n_issues: int, n_options: int, decimals: int, seed: int) -> Workload:
    """What one party gains the other loses, point for point: every package is efficient."""
    rng = np.random.default_rng(seed)
    gains = rng.integers(0, 10**decimals, size=(n_issues, n_options), endpoint=True)
    gains -= gains.min(axis=1, keepdims=True)
    values = np.stack([gains, gains.max(axis=1, keepdims=True) - gains])
    name = f"{n_options}^{n_issues} constant-sum, {decimals} decimals"
    return _make(name, values, decimals, "", "constant-sum")


def _make(name: str, values: IntArray, decimals: int, aim: str, kind: str) -> Workload:
    counts = (values.shape[2],) * values.shape[1]
    return Workload(name, counts, decimals, values.reshape(2, -1).astype(np.int64), aim, kind)


def make_all(*, quick: bool = False) -> list[Workload]:
    """Return every made-up workload; the quick ones take seconds even for the peers."""
    small = [make_random(n, 5, 2, seed=50 + n) for n in (3, 4, 5, 6, 7)]
    if quick:
        return small[::3]
    return [
        *(make_random(8, 5, decimals, seed=58, aim="peers") for decimals in (2, 3, 9)),
        *(make_random(9, 5, decimals, seed=59, aim="peers") for decimals in (2, 3, 9)),
        *(make_random(50, 5, decimals, seed=50, aim="seconds") for decimals in (2, 9)),
        *(make_opposed(50, 5, decimals, seed=50, aim="seconds") for decimals in (2, 9)),
        *small,
        make_constant_sum(6, 5, 9, seed=56),
    ]
