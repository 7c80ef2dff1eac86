"""The shape of a package space: issues, their options, and what couples them.

A *layout* holds structure only. Numbers travel beside it in arrays whose last axis runs over
the layout's *columns*: first every option of every issue in a row, then one column for each
interaction. With Q parties and ratifiers, the values at the medians are an int64 array
``(Q, C)`` in fixed point (:mod:`detente.core.fixed`), and over D draws a float64 array
``(D, Q, C)``. The value of a package is then the sum of the columns that it switches on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

Chosen: TypeAlias = Sequence[IntArray] | IntArray
"""Options of some issues, issue by issue."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """Which combinations of options of some issues may stand together.

    Parameters
    ----------
    scope : issue indices, ascending, without repeats.
    allowed : bool array with one axis per issue of the scope, of that issue's option count.
    label : what the constraint says, for messages.
    """

    scope: tuple[int, ...]
    allowed: BoolArray
    label: str = ""

    def keeps(self, chosen: Chosen) -> BoolArray:
        """Say which combinations it allows; ``chosen`` holds the options of each issue in scope."""
        return np.asarray(self.allowed[tuple(chosen)])

    def hold(self, options: Mapping[int, int]) -> Constraint:
        """Hold some issues at an option; they leave the scope."""
        index = tuple(options.get(issue, slice(None)) for issue in self.scope)
        left = tuple(issue for issue in self.scope if issue not in options)
        return Constraint(left, np.asarray(self.allowed[index]), self.label)


@dataclass(frozen=True, slots=True)
class Tally:
    """A constraint that counts: from ``least`` to ``most`` in all, over any number of issues.

    Parameters
    ----------
    scope : issue indices, ascending, without repeats.
    counts : int64 array for each issue of the scope: how much each of its options counts, from 0.
    least, most : bounds on the total, both allowed.
    label : what the constraint says, for messages.

    Examples
    --------
    >>> at_most_one = Tally((0, 1), (np.array([0, 1]), np.array([0, 1])), 0, 1)
    >>> at_most_one.allowed.tolist()
    [[True, True], [True, False]]
    """

    scope: tuple[int, ...]
    counts: tuple[IntArray, ...]
    least: int
    most: int
    label: str = ""

    @property
    def allowed(self) -> BoolArray:
        """The same as a table: exponential in the number of issues."""
        table = np.zeros((), dtype=np.int64)
        for counts in self.counts:
            table = np.add.outer(table, counts)
        return np.asarray((self.least <= table) & (table <= self.most))

    def keeps(self, chosen: Chosen) -> BoolArray:
        """Say which combinations it allows; ``chosen`` holds the options of each issue in scope."""
        pairs = zip(self.counts, chosen, strict=True)
        total = np.sum([counts[options] for counts, options in pairs], axis=0)
        return np.asarray((self.least <= total) & (total <= self.most))

    def hold(self, options: Mapping[int, int]) -> Constraint | Tally:
        """Hold some issues at an option; they leave the scope. A table once two are left."""
        pairs = list(zip(self.scope, self.counts, strict=True))
        total = sum(int(counts[options[issue]]) for issue, counts in pairs if issue in options)
        left = [pair for pair in pairs if pair[0] not in options]
        held = Tally(
            tuple(issue for issue, _ in left),
            tuple(counts for _, counts in left),
            self.least - total,
            self.most - total,
            self.label,
        )
        return held if len(left) > 2 else Constraint(held.scope, held.allowed, held.label)


Limit: TypeAlias = Constraint | Tally


@dataclass(frozen=True, slots=True)
class Interaction:
    """An extra value that a combination of options carries.

    Parameters
    ----------
    scope : issue indices, ascending, without repeats.
    holds : bool array with one axis per issue of the scope: where the extra value counts.
        Its amount stands in the interaction's own column of the values.
    label : what the interaction says, for messages.
    """

    scope: tuple[int, ...]
    holds: BoolArray
    label: str = ""


@dataclass(frozen=True)
class Layout:
    """Issues, options, constraints and interactions of a package space.

    Parameters
    ----------
    counts : number of options of each issue, at least one each; the first is the status quo.
    constraints : hard limits on combinations, as tables or as counts.
    interactions : combinations that carry an extra value.

    Examples
    --------
    >>> layout = Layout(counts=(2, 3))
    >>> layout.n_issues, layout.n_options, layout.n_packages
    (2, 5, 6)
    >>> layout.indicator(np.array([[1, 2]]))
    array([[0., 1., 0., 0., 1.]])
    """

    counts: tuple[int, ...]
    constraints: tuple[Limit, ...] = field(default=())
    interactions: tuple[Interaction, ...] = field(default=())

    @property
    def n_issues(self) -> int:
        """Number of issues, I."""
        return len(self.counts)

    @property
    def n_options(self) -> int:
        """Number of options over all issues, M."""
        return sum(self.counts)

    @property
    def n_columns(self) -> int:
        """Number of columns of the values, C: options, then interactions."""
        return self.n_options + len(self.interactions)

    @property
    def n_packages(self) -> int:
        """Number of packages before constraints; an exact Python integer, however large."""
        product = 1
        for count in self.counts:
            product *= count
        return product

    @cached_property
    def starts(self) -> IntArray:
        """Column at which each issue's options start, shape ``(I,)``."""
        ends = np.cumsum(np.asarray(self.counts, dtype=np.int64))
        return np.concatenate([np.zeros(1, dtype=np.int64), ends[:-1]]).astype(np.int64)

    def indicator(self, packages: npt.ArrayLike) -> FloatArray:
        """Say which columns each package switches on.

        Parameters
        ----------
        packages : option indices, shape ``(N, I)``.

        Returns
        -------
        Zeros and ones, shape ``(N, C)``; ``indicator @ values[q]`` is worth to q.
        """
        chosen = np.asarray(packages, dtype=np.int64).reshape(-1, self.n_issues)
        switched = np.zeros((len(chosen), self.n_columns))
        rows = np.arange(len(chosen))[:, None]
        switched[rows, self.starts + chosen] = 1.0
        switched[:, self.n_options :] = self.switch(chosen)
        return switched

    def switch(self, packages: npt.ArrayLike) -> BoolArray:
        """Say which interactions each package completes; shapes ``(N, I)`` to ``(N, J)``."""
        chosen = np.asarray(packages, dtype=np.int64).reshape(-1, self.n_issues)
        on = np.zeros((len(chosen), len(self.interactions)), dtype=np.bool_)
        for place, interaction in enumerate(self.interactions):
            on[:, place] = interaction.holds[tuple(chosen[:, interaction.scope].T)]
        return on

    def allows(self, packages: npt.ArrayLike) -> BoolArray:
        """Say which packages keep every constraint; shapes ``(N, I)`` to ``(N,)``."""
        chosen = np.asarray(packages, dtype=np.int64).reshape(-1, self.n_issues)
        kept = np.ones(len(chosen), dtype=np.bool_)
        for constraint in self.constraints:
            kept &= constraint.keeps(chosen[:, constraint.scope].T)
        return kept

    def restrict(self, issues: Sequence[int]) -> Restriction:
        """Keep some issues and leave all others at the status quo.

        Parameters
        ----------
        issues : indices of the issues to keep, ascending, at least one.

        Returns
        -------
        The smaller layout, which columns it keeps, and which columns stay switched on.
        """
        kept = tuple(issues)
        still = [issue for issue in range(self.n_issues) if issue not in set(kept)]
        columns = [int(self.starts[i]) + k for i in kept for k in range(self.counts[i])]
        always = [int(self.starts[i]) for i in still]
        interactions = []
        for column, interaction in enumerate(self.interactions, start=self.n_options):
            scope, holds = _slice(interaction.scope, interaction.holds, kept)
            if scope:
                interactions.append(Interaction(scope, holds, interaction.label))
                columns.append(column)
            elif holds.item():
                always.append(column)
        constraints = []
        position = {issue: place for place, issue in enumerate(kept)}
        for constraint in self.constraints:
            held = constraint.hold(dict.fromkeys(still, 0))
            if held.scope:
                constraints.append(replace(held, scope=tuple(position[i] for i in held.scope)))
            elif not held.allowed.item():  # what stays put is forbidden as it is
                nothing = np.zeros(self.counts[kept[0]], dtype=np.bool_)
                constraints.append(Constraint((0,), nothing, held.label))
        counts = tuple(self.counts[i] for i in kept)
        layout = Layout(counts, tuple(constraints), tuple(interactions))
        return Restriction(layout, np.asarray(columns, np.int64), np.asarray(always, np.int64))

    def fix(self, options: Mapping[int, int]) -> Layout | None:
        """Keep one option of some issues, and every option of the others.

        Parameters
        ----------
        options : issue index to the option that is kept.

        Returns
        -------
        A layout of the same issues, those that are fixed with a single option; the columns of
        :meth:`locate` are its own. None when a constraint forbids what is fixed.
        """
        counts = tuple(1 if i in options else count for i, count in enumerate(self.counts))
        constraints, interactions = [], []
        for constraint in self.constraints:
            held = constraint.hold(options)
            if isinstance(held, Constraint) and not held.allowed.any():
                return None
            if isinstance(held, Tally) or not held.allowed.all():
                constraints.append(held)
        for interaction in self.interactions:
            scope, holds = _fix(interaction.scope, interaction.holds, options)
            interactions.append(Interaction(scope, holds, interaction.label))
        return Layout(counts, tuple(constraints), tuple(interactions))

    def locate(self, options: Mapping[int, int]) -> IntArray:
        """Find the columns that are left when some issues keep one option, in order."""
        kept = [
            int(start) + option
            for i, (start, count) in enumerate(zip(self.starts, self.counts, strict=True))
            for option in ([options[i]] if i in options else range(count))
        ]
        return np.asarray([*kept, *range(self.n_options, self.n_columns)], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Restriction:
    """A layout with some issues left at the status quo.

    Parameters
    ----------
    layout : over the issues that are kept.
    columns : columns of the whole layout that the smaller one keeps, in its order.
    always : columns of the whole layout that every one of its packages switches on.
    """

    layout: Layout
    columns: IntArray
    always: IntArray


def _slice(
    scope: tuple[int, ...], table: BoolArray, kept: tuple[int, ...]
) -> tuple[tuple[int, ...], BoolArray]:
    """Hold the issues of a scope that are not kept at their first option."""
    position = {issue: place for place, issue in enumerate(kept)}
    index = tuple(slice(None) if issue in position else 0 for issue in scope)
    return tuple(position[i] for i in scope if i in position), np.asarray(table[index])


def _fix(
    scope: tuple[int, ...], table: BoolArray, options: Mapping[int, int]
) -> tuple[tuple[int, ...], BoolArray]:
    """Hold some issues of a scope at an option; one of them is left if there were only such."""
    left = [issue for issue in scope if issue not in options] or [scope[0]]
    index = tuple(slice(None) if issue in left else options[issue] for issue in scope)
    if left[0] in options:
        index = (slice(options[left[0]], options[left[0]] + 1), *index[1:])
    return tuple(left), np.asarray(table[index])
