"""From what a case couples to a package space: tables over the options of some issues each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import reduce
from typing import TypeAlias

import numpy as np

from detente.case.constraint_model import Choice, Combinations, Constraint, Limit
from detente.case.model import Case, Interaction, Issue
from detente.core.layout import BoolArray, IntArray, Layout, Tally
from detente.core.layout import Constraint as Table
from detente.core.layout import Interaction as Bonus

Issues: TypeAlias = Sequence[Issue]

_NARROW = 3  # limits over so many issues are tables


def make_layout(case: Case) -> Layout:
    """Make the package space of a case: its issues, what is ruled out, and what adds value."""
    return Layout(
        counts=tuple(len(issue.options) for issue in case.issues),
        constraints=(
            *_tabulate_pairs(case.issues),
            *(table for each in case.constraints for table in tabulate(each, case.issues)),
        ),
        interactions=tuple(_tabulate_bonus(each, case.issues) for each in case.interactions),
    )


def tabulate(constraint: Constraint, issues: Issues) -> Iterator[Table | Tally]:
    """Turn a constraint into tables over the issues that it speaks of, or into a count.

    Parameters
    ----------
    constraint : of the case.
    issues : all issues of the case, in order.

    Yields
    ------
    One table; of ``never`` one for each combination. Its axes are the options of its issues, in
    the order of the case. A limit over more issues than a table can hold well stays a count.

    Examples
    --------
    >>> from detente.case.model import Option
    >>> a, b = (Issue(i, i, (), (Option("no", "No"), Option("yes", "Yes"))) for i in "ab")
    >>> either = Limit("at_most", 1, (("a", "yes"), ("b", "yes")))
    >>> next(tabulate(either, [a, b])).allowed.tolist()
    [[True, True], [True, False]]
    """
    if isinstance(constraint, Limit):
        yield _tabulate_limit(constraint, issues)
    elif constraint.kind == "only":
        scope = _find_scope(constraint.issues, issues)
        allowed = reduce(np.logical_or, (_mark(row, scope, issues) for row in constraint.rows))
        yield Table(scope, allowed, constraint.labels[0])
    else:
        yield from _rule_out(constraint, issues)


def _tabulate_limit(limit: Limit, issues: Issues) -> Table | Tally:
    scope = _find_scope(limit.issues, issues)
    counts = tuple(_count(limit, issues[place]) for place in scope)
    tally = Tally(scope, counts, limit.least, limit.most, limit.labels[0])
    return tally if len(scope) > _NARROW else Table(scope, tally.allowed, tally.label)


def _count(limit: Limit, issue: Issue) -> IntArray:
    """Count for each option of an issue how many of those of a limit it stands for."""
    named = [option for of, option in limit.of if of == issue.id]
    return np.asarray(np.sum([_reach(issue, option) for option in named], axis=0, dtype=np.int64))


def _rule_out(constraint: Combinations, issues: Issues) -> Iterator[Table]:
    for row, label in zip(constraint.rows, constraint.labels, strict=True):
        scope = _find_scope(row, issues)
        yield Table(scope, ~_mark(row, scope, issues), label)


def _tabulate_pairs(issues: Issues) -> Iterator[Table]:
    """Turn what options require and exclude into tables of two issues each."""
    place = {issue.id: index for index, issue in enumerate(issues)}
    for issue in issues:
        for option in issue.options:
            for kind, others in (("requires", option.requires), ("excludes", option.excludes)):
                for other, named in others:
                    here, there = place[issue.id], place[other]
                    there_reached = _reach(issues[there], named)
                    forbidden = np.logical_and.outer(
                        _reach(issue, option.id),
                        ~there_reached if kind == "requires" else there_reached,
                    )
                    label = f"{issue.id}.{option.id} {kind} {other}.{named}"
                    yield _orient((here, there), ~forbidden, label)


def _orient(pair: tuple[int, int], allowed: BoolArray, label: str) -> Table:
    """Let the issue that comes first in the case come first in its table."""
    if pair[0] > pair[1]:
        return Table(pair[::-1], allowed.T, label)
    return Table(pair, allowed, label)


def _tabulate_bonus(interaction: Interaction, issues: Issues) -> Bonus:
    scope = _find_scope(interaction.when, issues)
    return Bonus(scope, _mark(interaction.when, scope, issues), interaction.title)


def _find_scope(named: Collection[str], issues: Issues) -> tuple[int, ...]:
    return tuple(place for place, issue in enumerate(issues) if issue.id in named)


def _mark(row: Mapping[str, Choice], scope: Sequence[int], issues: Issues) -> BoolArray:
    """Mark the combinations of options that a row stands for."""
    reached = [_reach(issues[place], row[issues[place].id]) for place in scope]
    return np.asarray(reduce(np.logical_and.outer, reached))


def _reach(issue: Issue, choice: Choice) -> BoolArray:
    """Mark the options that stand for a choice, as :meth:`Issue.matches` lists them."""
    reached = np.zeros(len(issue.options), dtype=np.bool_)
    reached[list(issue.matches(choice))] = True
    return reached
