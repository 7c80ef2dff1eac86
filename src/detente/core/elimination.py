"""Bucket elimination: deciding issues one at a time when some of them hang together.

Constraints and interactions couple issues. Draw the issues as dots and join two whenever a
constraint or an interaction speaks of both. To *eliminate* an issue is to decide it best for every
combination of its neighbours, its *separator*: the issue disappears, its neighbours become
neighbours of each other, and a table with one entry per combination takes its place. Issues
without neighbours leave a table of a single entry. When all are gone, a single entry is left, and
it is the answer. Here the entries are Pareto fronts (:mod:`detente.core.semiring`), as in Rollon
and Larrosa (2006, *Journal of Heuristics* 12, 307-328); the scheme is Dechter's (1999, *Artificial
Intelligence* 113, 41-85).

The size of the tables is exponential in the size of the largest separator, the *induced width* of
the order, and in nothing else. Finding the best order is hard; taking next the issue whose
elimination joins the fewest neighbours that were not joined (*min-fill*) is the usual good guess.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from detente.core.layout import BoolArray, IntArray, Layout
from detente.core.packages import Keys
from detente.core.semiring import Front, Need, Rules, add, make_leaf, make_neutral, unite
from detente.errors import TooLargeError

MOST_ENTRIES = 200_000
"""Most combinations of options that the table of one elimination may have."""

_FRONTS_OF_TABLE = 20  # a table holds at most as many points as this many full fronts

NEVER = 2**60
"""Beyond every total: the negative is a floor that asks nothing."""


@dataclass(frozen=True)
class Order:
    """The order in which issues are eliminated.

    Parameters
    ----------
    issues : issue indices, first eliminated first.
    separators : the neighbours that each had when its turn came, ascending.
    """

    issues: tuple[int, ...]
    separators: tuple[tuple[int, ...], ...]

    @property
    def width(self) -> int:
        """Induced width: size of the largest separator; 0 when no issues are coupled."""
        return max((len(separator) for separator in self.separators), default=0)


def find_order(layout: Layout) -> Order:
    """Find a good order of elimination by min-fill; the lower index first on ties.

    Examples
    --------
    >>> from detente.core.layout import Constraint
    >>> together = Constraint((0, 2), np.array([[True, True], [False, True]]))
    >>> find_order(Layout((2, 2, 2), (together,)))
    Order(issues=(1, 0, 2), separators=((), (2,), ()))
    """
    joined = _join(layout)
    left = np.flatnonzero(joined.any(axis=0))
    free = [issue for issue in range(layout.n_issues) if issue not in set(left.tolist())]
    issues = list(free)
    separators: list[tuple[int, ...]] = [() for _ in free]
    while len(left):
        among = joined[np.ix_(left, left)].astype(np.float64)
        degree = among.sum(axis=0)
        missing = degree * (degree - 1) - ((among @ among) * among).sum(axis=0)
        issue = int(left[np.argmin(missing)])
        issues.append(issue)
        separators.append(_take_out(joined, issue))
        left = left[left != issue]
    return Order(tuple(issues), tuple(separators))


def follow(layout: Layout, issues: Sequence[int]) -> Order:
    """Eliminate issues in a given order, which names each of them once."""
    joined = _join(layout)
    return Order(tuple(issues), tuple(_take_out(joined, issue) for issue in issues))


def _take_out(joined: BoolArray, issue: int) -> tuple[int, ...]:
    """Join the neighbours of an issue, in place, and return them."""
    separator = np.flatnonzero(joined[issue])
    joined[np.ix_(separator, separator)] = True
    joined[separator, separator] = False
    joined[issue, :] = joined[:, issue] = False
    return tuple(separator.tolist())


def count_entries(layout: Layout, order: Order) -> list[int]:
    """Combinations of options that each elimination goes through, in order."""
    return [
        math.prod(layout.counts[member] for member in (issue, *separator))
        for issue, separator in zip(order.issues, order.separators, strict=True)
    ]


def check_width(layout: Layout, order: Order, names: Sequence[str]) -> None:
    """Raise if some table of the elimination would be too large.

    Parameters
    ----------
    layout : the package space.
    order : as found by :func:`find_order`.
    names : what to call the issues in the message; hidden ones, at the end, have no name.

    Raises
    ------
    TooLargeError
        Naming the issues that must be decided together, and the induced width.
    """
    entries = count_entries(layout, order)
    for issue, separator, many in zip(order.issues, order.separators, entries, strict=True):
        if many > MOST_ENTRIES:
            together = sorted((issue, *separator))
            called = [names[member] for member in together if member < len(names)]
            raise TooLargeError(
                f"Constraints and interactions tie these issues so closely that they must be "
                f"decided together: {', '.join(called)}. That takes a table of {many:,} "
                f"combinations (induced width {order.width}); the limit is {MOST_ENTRIES:,}. "
                f"Drop an interaction or constraint among them, merge some of their options, or "
                f"ask for a proven bound instead (deals --approximate, report --approximate)."
            )


@dataclass(frozen=True)
class Table:
    """A front for each allowed combination of options of some issues.

    Parameters
    ----------
    scope : the issues, ascending.
    entries : from options of the scope to a front; combinations left out are forbidden. An
        entry may be empty, when no sum can reach the floors; its epsilon still counts.
    worst, best : bounds on what the pieces in the table can add, per row.
    """

    scope: tuple[int, ...]
    entries: dict[tuple[int, ...], Front]
    worst: IntArray
    best: IntArray


@dataclass(frozen=True)
class Floors:
    """The least total asked in each row, and the bounds of all pieces together.

    Parameters
    ----------
    least : floors, minus :data:`NEVER` where nothing is asked, shape ``(R,)``.
    clamped : rows that are nobody's objective, shape ``(R,)``.
    worst, best : bounds on the total of any package, per row.
    """

    least: IntArray
    clamped: BoolArray
    worst: IntArray
    best: IntArray

    def ask(self, worst: IntArray, best: IntArray) -> Need:
        """What is needed of a sum of pieces with these bounds, given all other pieces."""
        return Need(
            np.maximum(self.least - (self.best - best), -NEVER),
            np.where(self.clamped, self.least - (self.worst - worst), NEVER),
        )


@dataclass(frozen=True)
class Elimination:
    """The elimination of all issues of a layout; ``run`` carries it out.

    Parameters
    ----------
    layout, values : structure, and fixed point of shape ``(R, C)``: parties, then floors only.
    order : as found by :func:`find_order`.
    rules : cap and trail.
    floors : what is asked of the totals, if anything.
    sizes : for the first issues, how many packages each option counts for; else one.
    """

    layout: Layout
    values: IntArray
    order: Order
    rules: Rules
    floors: Floors | None
    sizes: tuple[IntArray, ...] = ()

    def run(self) -> Front | None:
        """Eliminate every issue; None when the constraints leave no package."""
        waiting = make_tables(self.layout, self.values, self.sizes)
        done = [table for table in waiting if not table.scope]
        for issue in self.order.issues:
            bucket = [table for table in waiting if issue in table.scope]
            waiting = [table for table in waiting if issue not in table.scope]
            table = self._eliminate(issue, bucket)
            (waiting if table.scope else done).append(table)
        tables = sorted(done, key=self._influence, reverse=True)
        total = self._add_up(tables, [table.entries.get(()) for table in tables])
        worst = np.sum([table.worst for table in tables], axis=0)
        best = np.sum([table.best for table in tables], axis=0)
        return None if total is None else unite([total], self.rules, self._ask(worst, best))

    def _eliminate(self, issue: int, bucket: list[Table]) -> Table:
        """Decide one issue for every combination of its separator."""
        others = {member for table in bucket for member in table.scope} - {issue}
        separator = tuple(sorted(others))
        scope = (*separator, issue)
        places = [[scope.index(member) for member in table.scope] for table in bucket]
        worst = np.sum([table.worst for table in bucket], axis=0)
        best = np.sum([table.best for table in bucket], axis=0)
        here = replace(self, rules=self._share(separator))
        entries = {}
        for given in product(*(range(self.layout.counts[member]) for member in separator)):
            choices = []
            for option in range(self.layout.counts[issue]):
                full = (*given, option)
                fronts = [
                    table.entries.get(tuple(full[place] for place in where))
                    for table, where in zip(bucket, places, strict=True)
                ]
                choices.append(here._add_up(bucket, fronts))
            allowed = [front for front in choices if front is not None]
            if allowed:
                entries[given] = unite(allowed, here.rules, here._ask(worst, best))
        return Table(separator, entries, worst, best)

    def _add_up(self, tables: list[Table], fronts: list[Front | None]) -> Front | None:
        """Add one front of each table, or None when one of them is forbidden."""
        if any(front is None for front in fronts):
            return None
        each = [(f, t) for f, t in zip(fronts, tables, strict=True) if f is not None]
        (total, table), *more = self._list_telling(each)
        worst, best = table.worst, table.best
        for front, table in more:
            if self.floors is not None:
                worst, best = worst + table.worst, best + table.best
            total = add(total, front, self.rules, self._ask(worst, best))
        return total

    def _list_telling(self, each: list[tuple[Front, Table]]) -> list[tuple[Front, Table]]:
        """Leave out what adds nothing; small ones first, unless the floors want it otherwise."""
        telling = [pair for pair in each if not pair[0].neutral] or each[:1]
        return telling if self.floors else sorted(telling, key=lambda pair: len(pair[0]))

    def _ask(self, worst: IntArray, best: IntArray) -> Need | None:
        return None if self.floors is None else self.floors.ask(worst, best)

    def _influence(self, table: Table) -> float:
        """How much of the range of the floor-only rows a table decides: most goes first."""
        if self.floors is None or not self.floors.clamped.any():
            return 0.0
        clamped = self.floors.clamped
        whole = np.maximum(self.floors.best - self.floors.worst, 1)[clamped]
        return float(((table.best - table.worst)[clamped] / whole).max())

    def _share(self, separator: tuple[int, ...]) -> Rules:
        """Share what a table may hold among its entries; each within the cap."""
        entries = math.prod(self.layout.counts[member] for member in separator)
        share = max(1, _FRONTS_OF_TABLE * self.rules.cap // entries)
        return replace(self.rules, cap=min(share, self.rules.cap))


def make_tables(layout: Layout, values: IntArray, sizes: tuple[IntArray, ...] = ()) -> list[Table]:
    """Turn a layout and its values into tables: one per issue, constraint and interaction.

    Parameters
    ----------
    layout : the package space.
    values : fixed point, shape ``(R, C)``.
    sizes : as for :class:`Elimination`.
    """
    ones = (np.ones(count, dtype=np.int64) for count in layout.counts[len(sizes) :])
    return [
        *(_tabulate_issue(layout, values, i, each) for i, each in enumerate((*sizes, *ones))),
        *_tabulate_constraints(layout, values),
        *_tabulate_interactions(layout, values),
    ]


def _tabulate_issue(layout: Layout, values: IntArray, issue: int, sizes: IntArray) -> Table:
    start, count = layout.starts[issue], layout.counts[issue]
    amounts = values[:, start : start + count]
    keys = Keys.of(layout.counts).encode(issue)
    leaves: dict[tuple[int, ...], Front] = {
        (k,): replace(make_leaf(amounts[:, k], keys[:, k]), counts=sizes[k : k + 1])
        for k in range(count)
    }
    return Table((issue,), leaves, amounts.min(axis=1), amounts.max(axis=1))


def _tabulate_constraints(layout: Layout, values: IntArray) -> list[Table]:
    zero = np.zeros(len(values), dtype=np.int64)
    neutral = make_neutral(len(values), Keys.of(layout.counts).n_limbs)
    return [
        Table(constraint.scope, dict.fromkeys(_find_cells(constraint.allowed), neutral), zero, zero)
        for constraint in layout.constraints
    ]


def _tabulate_interactions(layout: Layout, values: IntArray) -> list[Table]:
    nothing = np.zeros(Keys.of(layout.counts).n_limbs, dtype=np.int64)
    neutral = make_neutral(len(values), len(nothing))
    tables = []
    for interaction, extra in zip(layout.interactions, values.T[layout.n_options :], strict=True):
        entries = dict.fromkeys(_find_cells(~interaction.holds), neutral)
        entries |= dict.fromkeys(_find_cells(interaction.holds), make_leaf(extra, nothing))
        worst, best = np.minimum(extra, 0), np.maximum(extra, 0)
        tables.append(Table(interaction.scope, entries, worst, best))
    return tables


def _find_cells(mask: BoolArray) -> list[tuple[int, ...]]:
    return [tuple(cell) for cell in np.argwhere(mask).tolist()]


def _join(layout: Layout) -> BoolArray:
    """Which issues a constraint or an interaction speaks of together, shape ``(I, I)``."""
    joined = np.zeros((layout.n_issues, layout.n_issues), dtype=np.bool_)
    scopes = [constraint.scope for constraint in layout.constraints]
    scopes += [interaction.scope for interaction in layout.interactions]
    for scope in scopes:
        joined[np.ix_(scope, scope)] = True
    np.fill_diagonal(joined, False)
    return joined
