"""Counts as sides of their own: what is counted adds up just like what is valued.

That a package holds at most three of some options says that a side to which each of them is worth
-1 stays at -3 or above. So a count (:class:`detente.core.layout.Tally`) is one more ratifier, or
two, and whatever proves by weighted sums that not all sides can be satisfied proves it of counts
too: its weight is the multiplier of a relaxed budget (Geoffrion 1974, Lagrangean relaxation for
integer programming, *Mathematical Programming Study* 2). As a table, a count over many issues
would say nothing before the last of them is decided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from detente.core.integers import VALUE_LIMIT
from detente.core.layout import FloatArray, IntArray, Layout, Tally

Loader: TypeAlias = Callable[[IntArray], tuple[FloatArray, FloatArray]]


@dataclass(frozen=True)
class Quotas:
    """The counts of a layout, as sides that follow parties and ratifiers.

    Parameters
    ----------
    layout : the package space without them.
    values : whole numbers, shape ``(T, C)``.
    least : what each of them asks for, shape ``(T,)``.
    """

    layout: Layout
    values: FloatArray
    least: FloatArray

    def __len__(self) -> int:
        return len(self.least)

    def add_to(self, load: Loader) -> Loader:
        """Let questions ``(n, Q, C)`` and ``(n, Q)`` ask for the counts too."""
        if not len(self):
            return load

        def extended(questions: IntArray) -> tuple[FloatArray, FloatArray]:
            values, floors = load(questions)
            more = np.broadcast_to(self.values, (len(values), *self.values.shape))
            least = np.broadcast_to(self.least, (len(values), len(self)))
            return np.concatenate([values, more], axis=1), np.concatenate([floors, least], axis=1)

        return extended


def find_quotas(layout: Layout) -> Quotas:
    """Turn the counts of a layout into sides.

    Examples
    --------
    >>> most_two = Tally((0, 1, 2), (np.array([0, 1]),) * 3, least=0, most=2)
    >>> quotas = find_quotas(Layout((2, 2, 2), (most_two,)))
    >>> quotas.layout.constraints, len(quotas)
    ((), 1)
    >>> (quotas.values / quotas.values.min()).tolist()
    [[0.0, 1.0, 0.0, 1.0, 0.0, 1.0]]
    """
    tallies = [each for each in layout.constraints if isinstance(each, Tally)]
    rows = [row for tally in tallies for row in _find_rows(layout, tally)]
    kept = tuple(each for each in layout.constraints if not isinstance(each, Tally))
    return Quotas(
        replace(layout, constraints=kept),
        np.array([values for values, _ in rows]).reshape(-1, layout.n_columns),
        np.array([least for _, least in rows]),
    )


def _find_rows(layout: Layout, tally: Tally) -> Iterator[tuple[FloatArray, float]]:
    """Make a row of each bound that some package would break.

    They are scaled to the size of the values of draws, since weights are few whole numbers.
    """
    counted = np.zeros(layout.n_columns)
    for issue, counts in zip(tally.scope, tally.counts, strict=True):
        start = int(layout.starts[issue])
        counted[start : start + len(counts)] = counts
    unit = np.floor(VALUE_LIMIT / max(1.0, counted.sum()))
    fewest = sum(int(counts.min()) for counts in tally.counts)
    most = sum(int(counts.max()) for counts in tally.counts)
    if tally.least > fewest:
        yield counted * unit, min(tally.least, most + 1) * unit
    if tally.most < most:
        yield -counted * unit, -max(tally.most, fewest - 1) * unit
