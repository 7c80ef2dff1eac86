"""Couplings over many issues, taken apart with issues that nobody sees.

*At most three of these twenty* speaks of twenty issues, and its table has a million cells. Yet
read one issue after another, and all that has to be remembered is how many there were so far; and
of an extra value that needs four issues within ranges, whether all were so far. So with any table:
after the first issues of its scope, what matters is only what it says of the rest. Where many
beginnings leave the same rest, they are one *state*, and a hidden issue whose options are the
states carries it on. A chain of small tables then takes the place of the large one. That is its
decision diagram (Bryant 1986, *IEEE Transactions on Computers* 35, 677-691), and the states follow
from the package, so that no package is gained, lost or counted twice.

Where this does not help, hidden issues can make a *relaxation*: an issue is copied, some of the
couplings speak of the copy, and that the two be equal is no longer asked. Every package is still
there, with copies that agree; others are added whose copies do not. Deciding the copies one by one
is mini-bucket elimination (Dechter and Rish 2003, *Journal of the ACM* 50, 107-153, and Rollon and
Larrosa 2006 for frontiers; as copies, Choi, Chavira and Darwiche 2007).

Hidden issues come after all others and are worth nothing to anybody, so that neither the values
nor the lexicographic order of packages change.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from detente.core.elimination import Order, count_entries, find_order, follow
from detente.core.layout import BoolArray, Constraint, IntArray, Interaction, Layout, Tally


@dataclass(frozen=True)
class Arrangement:
    """A space with hidden issues, and an order in which to eliminate all of them.

    Parameters
    ----------
    layout : the same issues, then hidden ones.
    order : of its issues.
    """

    layout: Layout
    order: Order


def insert_hidden(layout: Layout, values: IntArray, wider: Layout) -> IntArray:
    """Add columns of zeros for the hidden options of a wider layout, and for its hidden extras.

    Parameters
    ----------
    layout : the package space.
    values : fixed point, shape ``(Q, C)``.
    wider : the same issues, then hidden ones; the same interactions.
    """
    hidden = np.zeros((len(values), wider.n_options - layout.n_options), dtype=np.int64)
    return np.concatenate(
        [values[:, : layout.n_options], hidden, values[:, layout.n_options :]], axis=1
    )


def arrange(layout: Layout) -> Arrangement:
    """Take couplings apart where that makes the tables of the elimination smaller, and order it.

    Parameters
    ----------
    layout : the package space.

    Returns
    -------
    The layout or its unfolding, whichever has fewer combinations to go through; not looser at all.
    """
    wider = unfold(layout)
    choices = [layout] if wider is layout else [layout, wider]
    arranged = [Arrangement(each, find_order(each)) for each in choices]
    return min(arranged, key=lambda each: sum(count_entries(each.layout, each.order)))


def unfold(layout: Layout) -> Layout:
    """Take apart the couplings that are smaller as a chain of tables than as one.

    Parameters
    ----------
    layout : the package space.

    Returns
    -------
    The same issues, then hidden ones whose options follow from theirs; the same interactions, some
    of them over hidden issues. The layout itself when there is nothing to take apart.

    Examples
    --------
    At most one of six: each hidden issue tells whether there was one so far.

    >>> at_most = Constraint((0, 1, 2, 3, 4, 5), np.indices((2,) * 6).sum(axis=0) <= 1)
    >>> wider = unfold(Layout((2,) * 6, (at_most,)))
    >>> wider.counts
    (2, 2, 2, 2, 2, 2, 2, 2)
    >>> [constraint.scope for constraint in wider.constraints]
    [(0, 1, 6), (2, 6, 7), (3, 4, 5, 7)]
    """
    counts, constraints, interactions = list(layout.counts), [], []
    for limit in layout.constraints:
        chain = (
            _count(_line_up(limit, layout), len(counts))
            if isinstance(limit, Tally) and len(limit.scope) > 2
            else _chain(limit.scope, limit.allowed, len(counts), dead=True)
        )
        counts += chain.states
        constraints += [Constraint(*table, limit.label) for table in (*chain.links, chain.last)]
    for bonus in layout.interactions:
        chain = _chain(bonus.scope, bonus.holds, len(counts), dead=False)
        counts += chain.states
        constraints += [Constraint(*table, bonus.label) for table in chain.links]
        interactions.append(Interaction(*chain.last, bonus.label))
    if len(counts) == layout.n_issues:
        return layout
    return Layout(tuple(counts), tuple(constraints), tuple(interactions))


_Table = tuple[tuple[int, ...], BoolArray]


@dataclass(frozen=True)
class _Chain:
    """A table taken apart.

    Parameters
    ----------
    links : from what was decided so far and one issue more to a state: tables of what may be.
    states : the number of options of each hidden issue.
    last : what the last state says of the issues that are left.
    """

    links: list[_Table]
    states: list[int]
    last: _Table


def _chain(scope: tuple[int, ...], table: BoolArray, hidden: int, *, dead: bool) -> _Chain:
    """Take a table apart, one issue after another, as long as that makes it smaller.

    Parameters
    ----------
    scope, table : a coupling.
    hidden : index of the first hidden issue.
    dead : whether what leads to nothing but False is forbidden.
    """
    links, states = [], []
    carried, rest = scope[0], table
    left = list(scope[1:])
    while len(left) > 1 and (table.any() or not dead):
        leads, folded = _fold(rest, dead=dead)
        if leads.size + folded.size >= rest.size:
            break
        links.append(_sort_axes((carried, left.pop(0), hidden), leads))
        states.append(len(folded))
        carried, rest, hidden = hidden, folded, hidden + 1
    return _Chain(links, states, _sort_axes((carried, *left), rest))


def _line_up(tally: Tally, layout: Layout) -> Tally:
    """Count issues that hang together in other ways one after another, depth first.

    Else a counter would pass between them, and join what was apart.
    """
    others = tuple(each for each in layout.constraints if not isinstance(each, Tally))
    order = find_order(replace(layout, constraints=others))
    parents = {i: set(near) for i, near in zip(order.issues, order.separators, strict=True)}
    line: list[int] = []
    seen: set[int] = set()
    for root in reversed(order.issues):
        stack = [root]
        while stack:
            issue = stack.pop()
            if issue not in seen:
                seen.add(issue)
                line.append(issue)
                stack += [i for i in order.issues if issue in parents[i]]
    rank = {issue: place for place, issue in enumerate(line)}
    pairs = sorted(zip(tally.scope, tally.counts, strict=True), key=lambda pair: rank[pair[0]])
    return replace(
        tally, scope=tuple(issue for issue, _ in pairs), counts=tuple(c for _, c in pairs)
    )


def _count(tally: Tally, hidden: int) -> _Chain:
    """Turn a count into a chain: each state is how much there was so far, as far as it matters.

    Parameters
    ----------
    tally : of three issues or more.
    hidden : index of the first hidden issue.
    """
    links, states = [], []
    carried, totals = tally.scope[0], tally.counts[0]
    for place in range(1, len(tally.scope) - 1):
        rest = tally.counts[place + 1 :]
        fewest, most = sum(int(c.min()) for c in rest), sum(int(c.max()) for c in rest)
        after = np.add.outer(totals, tally.counts[place])
        alive = (after + most >= tally.least) & (after + fewest <= tally.most)
        free = alive & (after + fewest >= tally.least) & (after + most <= tally.most)
        after[free] = after[free].min(initial=tally.most + 1)  # whatever follows is allowed
        totals = np.unique(after[alive])
        if not len(totals):
            return _Chain([], [], ((tally.scope[0],), np.zeros(len(tally.counts[0]), np.bool_)))
        leads = alive[:, :, None] & (after[:, :, None] == totals)
        links.append(_sort_axes((carried, tally.scope[place], hidden), leads))
        states.append(len(totals))
        carried, hidden = hidden, hidden + 1
    total = np.add.outer(totals, tally.counts[-1])
    last = _sort_axes((carried, tally.scope[-1]), (tally.least <= total) & (total <= tally.most))
    return _Chain(links, states, last)


def _fold(rest: BoolArray, *, dead: bool) -> tuple[BoolArray, BoolArray]:
    """Decide one issue more: which state that leads to, and what each state allows of the rest.

    Parameters
    ----------
    rest : what each state allows, its first axis; then the options of the issue, then the rest.
    dead : whether what leads to nothing but False leads nowhere.

    Returns
    -------
    Whether a state and an option lead to a state, shape ``(S, K, S')``, and what those allow.
    """
    states: dict[bytes, int] = {}
    kept: list[BoolArray] = []
    leads: list[tuple[int, int, int]] = []
    for before, option in np.ndindex(*rest.shape[:2]):
        left = rest[before, option]
        if left.any() or not dead:
            state = states.setdefault(np.packbits(left).tobytes(), len(kept))
            if state == len(kept):
                kept.append(left)
            leads.append((before, option, state))
    table = np.zeros((*rest.shape[:2], len(kept)), dtype=np.bool_)
    for link in leads:
        table[link] = True
    return table, np.array(kept, dtype=np.bool_).reshape(len(kept), *rest.shape[2:])


def relax(layout: Layout, most_entries: int) -> Arrangement:
    """Copy issues until no table has more entries than a limit.

    Parameters
    ----------
    layout : the package space.
    most_entries : largest number of combinations that an elimination may go through. A coupling
        that has more alone is left out: a constraint is not asked, and an interaction counts or
        not, whichever suits.

    Returns
    -------
    A space in which every package of the layout is found again, worth the same to everybody.

    Notes
    -----
    Issues are taken in the order of :func:`find_order`. What speaks of an issue when its turn
    comes is dealt into groups that fit, large ones first; the first group keeps the issue, with
    its values, and each other one gets a copy.
    """
    fitted = _drop_large(layout, most_entries)
    return _Splitter(fitted, most_entries).run()


def _drop_large(layout: Layout, most: int) -> Layout:
    """Leave out constraints with too large a table, and let such interactions count or not."""
    counts = list(layout.counts)
    interactions = []
    for interaction in layout.interactions:
        if interaction.holds.size > most:
            switch = Interaction((len(counts),), np.array([False, True]), interaction.label)
            counts.append(2)
            interactions.append(switch)
        else:
            interactions.append(interaction)
    constraints = tuple(each for each in layout.constraints if each.allowed.size <= most)
    return Layout(tuple(counts), constraints, tuple(interactions))


class _Splitter:
    """Eliminates issues on paper, and copies those that too much hangs on."""

    def __init__(self, layout: Layout, most: int) -> None:
        self.layout, self.most = layout, most
        self.counts = list(layout.counts)
        self.scopes = [list(each.scope) for each in layout.constraints]
        self.scopes += [list(each.scope) for each in layout.interactions]
        # what is waiting to be decided: the issues it speaks of, and the couplings in it
        self.waiting = [(set(scope), [place]) for place, scope in enumerate(self.scopes)]
        self.issues: list[int] = []

    def run(self) -> Arrangement:
        for issue in find_order(self.layout).issues:
            self._decide(issue)
        split = self._rebuild()
        return Arrangement(split, follow(split, self.issues))

    def _decide(self, issue: int) -> None:
        """Decide an issue, or each of its copies, with what speaks of it."""
        bucket = [each for each in self.waiting if issue in each[0]]
        self.waiting = [each for each in self.waiting if issue not in each[0]]
        groups = self._deal(bucket) or [(set[int](), list[int]())]
        for number, (issues, couplings) in enumerate(groups):
            name = issue if number == 0 else self._copy(issue, couplings)
            self.issues.append(name)
            if others := issues - {issue}:
                self.waiting.append((others, couplings))

    def _deal(self, bucket: list[tuple[set[int], list[int]]]) -> list[tuple[set[int], list[int]]]:
        """Put together what fits into one table, the largest first."""
        groups: list[tuple[set[int], list[int]]] = []
        for issues, couplings in sorted(bucket, key=lambda each: (-self._size(each[0]), each[1])):
            for place, (members, known) in enumerate(groups):
                if self._size(members | issues) <= self.most:
                    groups[place] = (members | issues, known + couplings)
                    break
            else:
                groups.append((issues, couplings))
        return groups

    def _size(self, issues: Iterable[int]) -> int:
        return math.prod(self.counts[issue] for issue in issues)

    def _copy(self, issue: int, couplings: list[int]) -> int:
        """Copy an issue for some couplings."""
        self.counts.append(self.counts[issue])
        for place in couplings:
            scope = self.scopes[place]
            self.scopes[place] = [len(self.counts) - 1 if i == issue else i for i in scope]
        return len(self.counts) - 1

    def _rebuild(self) -> Layout:
        constraints, interactions = self.layout.constraints, self.layout.interactions
        scopes = self.scopes[: len(constraints)], self.scopes[len(constraints) :]
        return Layout(
            tuple(self.counts),
            tuple(
                Constraint(*_sort_axes(scope, each.allowed), each.label)
                for each, scope in zip(constraints, scopes[0], strict=True)
            ),
            tuple(
                Interaction(*_sort_axes(scope, each.holds), each.label)
                for each, scope in zip(interactions, scopes[1], strict=True)
            ),
        )


def _sort_axes(issues: Sequence[int], table: BoolArray) -> tuple[tuple[int, ...], BoolArray]:
    """Bring the issues of a table into ascending order."""
    return tuple(sorted(issues)), np.transpose(table, np.argsort(issues))
