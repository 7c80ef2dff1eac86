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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from detente.core.fronts import Fronts, Pairs, combine, make_mask, make_singles, pack
from detente.core.layout import BoolArray, IntArray, Layout
from detente.core.packages import Keys
from detente.core.semiring import Front, Need, Rules, add, unite
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
    joined = _find_joined(layout)
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
    joined = _find_joined(layout)
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


@dataclass(frozen=True, eq=False)
class Table:
    """A front for each allowed combination of options of some issues.

    Parameters
    ----------
    scope : the issues, ascending.
    fronts : one for each combination, the options of the last issue changing fastest; forbidden
        ones are marked. One may be empty, when no sum can reach the floors; its epsilon counts.
    worst, best : bounds on what the pieces in the table can add, per row.
    made : the same fronts with what they were made of, where a trail is kept.
    """

    scope: tuple[int, ...]
    fronts: Fronts
    worst: IntArray
    best: IntArray
    made: tuple[Front | None, ...] = ()

    def get(self, place: int) -> Front | None:
        """Take one front out; None when it is forbidden."""
        return self.made[place] if self.made else self.fronts.get(place)


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
        total = self._add_up(tables, [table.get(0) for table in tables])
        worst = np.sum([table.worst for table in tables], axis=0)
        best = np.sum([table.best for table in tables], axis=0)
        return None if total is None else unite([total], self.rules, self._ask(worst, best))

    def _eliminate(self, issue: int, bucket: list[Table]) -> Table:
        """Decide one issue for every combination of its separator."""
        members = {member for table in bucket for member in table.scope}
        scope = (*sorted(members - {issue}), issue)
        here = replace(self, rules=self._share(scope[:-1]))
        if self.rules.trail:
            return here._decide_each(scope, bucket)
        telling = [table for table in bucket if not table.fronts.neutral]
        masks = [table for table in bucket if table.fronts.neutral]
        while len(telling) > 2:
            pair = self._choose_pair(telling)
            telling = [table for table in telling if table not in pair]
            both = {member for table in pair for member in table.scope} - {issue}
            telling.append(here._join((*sorted(both), issue), pair, masks))
        return here._join(scope, telling, masks, decided=True)

    def _choose_pair(self, tables: list[Table]) -> tuple[Table, Table]:
        """Choose two tables to add: those with the fewest combinations, then the fewest sums."""

        def measure(pair: tuple[Table, Table]) -> tuple[int, float]:
            cells = self._count({member for table in pair for member in table.scope})
            means = [max(1.0, float(table.fronts.sizes.mean())) for table in pair]
            return cells, cells * math.prod(means)

        return min(combinations(tables, 2), key=measure)

    def _join(
        self,
        scope: tuple[int, ...],
        tables: Sequence[Table],
        masks: Sequence[Table],
        *,
        decided: bool = False,
    ) -> Table:
        """Add up one table or two where the masks allow it, and decide the last issue or not."""
        cells = self._count(scope)
        places = [self._place(table.scope, scope) for table in tables]
        known = [mask for mask in masks if set(mask.scope) <= set(scope)]
        allowed = np.ones(cells, dtype=np.bool_)
        for table, place in zip(tables, places, strict=True):
            allowed &= table.fronts.allowed[place]
        for mask in known:
            allowed &= mask.fronts.allowed[self._place(mask.scope, scope)]
        where = np.flatnonzero(allowed)
        worst = np.sum([table.worst for table in tables], axis=0)
        best = np.sum([table.best for table in tables], axis=0)
        options = self.layout.counts[scope[-1]] if decided else 1
        left = tables[0].fronts
        right = make_mask(np.ones(1, np.bool_), len(left.sums), len(left.keys))
        pairs = Pairs(places[0][where], np.zeros_like(where), where // options, cells // options)
        if len(tables) > 1:
            right, pairs = tables[1].fronts, replace(pairs, right=places[1][where])
        fronts = combine(left, right, pairs, self.rules, self._ask(worst, best))
        return Table(scope[:-1] if decided else scope, fronts, worst, best)

    def _decide_each(self, scope: tuple[int, ...], bucket: list[Table]) -> Table:
        """Decide the last issue of a scope one combination after another, keeping the trail."""
        places = [self._place(table.scope, scope).tolist() for table in bucket]
        worst = np.sum([table.worst for table in bucket], axis=0)
        best = np.sum([table.best for table in bucket], axis=0)
        need, options = self._ask(worst, best), self.layout.counts[scope[-1]]
        made: list[Front | None] = []
        for first in range(0, self._count(scope), options):
            sums = [
                self._add_up(bucket, [t.get(p[cell]) for t, p in zip(bucket, places, strict=True)])
                for cell in range(first, first + options)
            ]
            allowed = [front for front in sums if front is not None]
            made.append(unite(allowed, self.rules, need) if allowed else None)
        fronts = pack(made, len(self.values), Keys.of(self.layout.counts).n_limbs)
        return Table(scope[:-1], fronts, worst, best, tuple(made))

    def _count(self, issues: Iterable[int]) -> int:
        """Combinations of options of some issues."""
        return math.prod(self.layout.counts[issue] for issue in issues)

    def _place(self, scope: tuple[int, ...], within: tuple[int, ...]) -> IntArray:
        """Where a table stands for each combination of the options of a wider scope."""
        shape = tuple(self.layout.counts[issue] for issue in scope)
        own = np.arange(math.prod(shape)).reshape(shape)
        own = np.transpose(own, sorted(range(len(scope)), key=lambda i: within.index(scope[i])))
        wider = tuple(self.layout.counts[i] if i in scope else 1 for i in within)
        full = tuple(self.layout.counts[issue] for issue in within)
        return np.broadcast_to(own.reshape(wider), full).reshape(-1)

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
    return Table(
        (issue,), make_singles(amounts, keys, sizes), amounts.min(axis=1), amounts.max(axis=1)
    )


def _tabulate_constraints(layout: Layout, values: IntArray) -> list[Table]:
    zero = np.zeros(len(values), dtype=np.int64)
    limbs = Keys.of(layout.counts).n_limbs
    return [
        Table(limit.scope, make_mask(limit.allowed, len(values), limbs), zero, zero)
        for limit in layout.constraints
    ]


def _tabulate_interactions(layout: Layout, values: IntArray) -> list[Table]:
    limbs = Keys.of(layout.counts).n_limbs
    tables = []
    for bonus, extra in zip(layout.interactions, values.T[layout.n_options :], strict=True):
        holds = bonus.holds.reshape(-1)
        nothing = np.zeros((limbs, holds.size), dtype=np.int64)
        fronts = make_singles(extra[:, None] * holds, nothing, np.ones(holds.size, dtype=np.int64))
        tables.append(Table(bonus.scope, fronts, np.minimum(extra, 0), np.maximum(extra, 0)))
    return tables


def _find_joined(layout: Layout) -> BoolArray:
    """Which issues a constraint or an interaction speaks of together, shape ``(I, I)``."""
    joined = np.zeros((layout.n_issues, layout.n_issues), dtype=np.bool_)
    scopes = [constraint.scope for constraint in layout.constraints]
    scopes += [interaction.scope for interaction in layout.interactions]
    for scope in scopes:
        joined[np.ix_(scope, scope)] = True
    np.fill_diagonal(joined, False)
    return joined
