"""Options that make no difference, decided once.

An issue with ten steps may matter in four different ways: a scenario gives extra values within
ranges, and steps that lie in the same ranges are worth the same, whatever else is chosen. Such
options are *alike*: equal in worth to everybody, and equal to every constraint and interaction. Of
alike options one stands for all, the first, and counts for as many packages as there are of them.
Tables shrink by as much in every issue. Nothing is lost, since swapping alike options changes
neither what a package is worth nor whether it is allowed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from detente.core.layout import Constraint, IntArray, Interaction, Layout, Limit, Tally


@dataclass(frozen=True)
class Merged:
    """A package space in which one option stands for all that are alike.

    Parameters
    ----------
    layout : the same issues, with fewer options.
    options : for each issue, the options of the whole space that are kept.
    sizes : for each issue, how many options each of them stands for.
    columns : columns of the whole layout that are kept.
    """

    layout: Layout
    options: tuple[IntArray, ...]
    sizes: tuple[IntArray, ...]
    columns: IntArray

    def restore(self, packages: IntArray) -> IntArray:
        """Name packages by the options of the whole space, ``(N, I)``."""
        whole = [kept[chosen] for kept, chosen in zip(self.options, packages.T, strict=True)]
        return np.stack(whole, axis=1).reshape(packages.shape)


def merge_alike(layout: Layout, values: IntArray) -> Merged:
    """Let one option stand for all that are alike, in the issues that are coupled.

    Parameters
    ----------
    layout : the package space.
    values : fixed point, shape ``(Q, C)``.

    Examples
    --------
    The last two options are worth the same, and the interaction does not tell them apart:

    >>> holds = np.array([[False, True, True], [False, False, False]])
    >>> layout = Layout((2, 3), (), (Interaction((0, 1), holds),))
    >>> merged = merge_alike(layout, np.array([[0, 1, 0, 4, 4, 9]]))
    >>> merged.layout.counts, merged.options[1].tolist(), merged.sizes[1].tolist()
    ((2, 2), [0, 1], [1, 2])
    """
    kept, sizes = [], []
    coupled = {issue for each in layout.constraints for issue in each.scope}
    coupled |= {issue for each in layout.interactions for issue in each.scope}
    for issue, count in enumerate(layout.counts):
        first = np.arange(count)
        size = np.ones(count, dtype=np.int64)
        if issue in coupled:
            keys = [b"".join(_describe(layout, values, issue, k)) for k in range(count)]
            known = {key: place for place, key in reversed(list(enumerate(keys)))}
            first = np.array(sorted(known.values()), dtype=np.int64)
            size = np.array([keys.count(keys[k]) for k in first], dtype=np.int64)
        kept.append(first)
        sizes.append(size)
    extras = np.arange(layout.n_options, layout.n_columns)
    columns = [start + options for start, options in zip(layout.starts, kept, strict=True)]
    return Merged(
        _keep(layout, kept), tuple(kept), tuple(sizes), np.concatenate([*columns, extras])
    )


def _describe(layout: Layout, values: IntArray, issue: int, option: int) -> Iterator[bytes]:
    """Say all that there is to an option, as bytes."""
    yield values[:, layout.starts[issue] + option].tobytes()
    for limit in layout.constraints:
        if issue in limit.scope:
            place = limit.scope.index(issue)
            if isinstance(limit, Tally):
                yield limit.counts[place][option].tobytes()
            else:
                yield limit.allowed.take(option, axis=place).tobytes()
    for bonus in layout.interactions:
        if issue in bonus.scope:
            yield bonus.holds.take(option, axis=bonus.scope.index(issue)).tobytes()


def _keep(layout: Layout, options: list[IntArray]) -> Layout:
    """Keep some options of every issue."""
    counts = tuple(len(each) for each in options)
    if counts == layout.counts:
        return layout
    interactions = tuple(
        Interaction(each.scope, each.holds[np.ix_(*(options[i] for i in each.scope))], each.label)
        for each in layout.interactions
    )
    return Layout(
        counts, tuple(_narrow(limit, options) for limit in layout.constraints), interactions
    )


def _narrow(limit: Limit, options: list[IntArray]) -> Limit:
    kept = [options[issue] for issue in limit.scope]
    if isinstance(limit, Tally):
        counts = tuple(each[rows] for each, rows in zip(limit.counts, kept, strict=True))
        return Tally(limit.scope, counts, limit.least, limit.most, limit.label)
    return Constraint(limit.scope, limit.allowed[np.ix_(*kept)], limit.label)
