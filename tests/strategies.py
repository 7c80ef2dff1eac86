"""Small package spaces for property tests: layouts with couplings, values with many ties."""

from __future__ import annotations

from functools import reduce

import numpy as np
from hypothesis import strategies as st

from detente.core.layout import Constraint, IntArray, Interaction, Layout, Tally


@st.composite
def layouts(draw: st.DrawFn, max_issues: int = 4, max_options: int = 3) -> Layout:
    """Up to three constraints and three interactions over up to four issues."""
    counts = tuple(draw(st.lists(st.integers(1, max_options), min_size=1, max_size=max_issues)))
    scopes = draw(st.lists(_scopes(len(counts)), max_size=3))
    constraints = tuple(Constraint(s, _mask(draw, counts, s, 0.75)) for s in scopes)
    scopes = draw(st.lists(_scopes(len(counts)), max_size=3))
    interactions = tuple(Interaction(s, _mask(draw, counts, s, 0.5)) for s in scopes)
    return Layout(counts, constraints, interactions)


def _scopes(n_issues: int) -> st.SearchStrategy[tuple[int, ...]]:
    members = st.sets(st.integers(0, n_issues - 1), min_size=1, max_size=3)
    return members.map(lambda scope: tuple(sorted(scope)))


def _mask(
    draw: st.DrawFn, counts: tuple[int, ...], scope: tuple[int, ...], share: float
) -> np.ndarray:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return rng.random([counts[issue] for issue in scope]) < share


@st.composite
def values(draw: st.DrawFn, layout: Layout, rows: int, size: int = 4) -> IntArray:
    """Small whole numbers, so that ties abound."""
    cell = st.integers(-size, size)
    column = st.lists(cell, min_size=layout.n_columns, max_size=layout.n_columns)
    table = draw(st.lists(column, min_size=rows, max_size=rows))
    return np.array(table, dtype=np.int64).reshape(rows, layout.n_columns)


@st.composite
def spaces(
    draw: st.DrawFn, min_parties: int = 1, max_parties: int = 4, max_ratifiers: int = 0
) -> tuple[Layout, IntArray, int]:
    """A layout, values and the number of parties among their rows."""
    layout = draw(layouts())
    parties = draw(st.integers(min_parties, max_parties))
    ratifiers = draw(st.integers(0, max_ratifiers))
    return layout, draw(values(layout, parties + ratifiers)), parties


def random_space(
    rng: np.random.Generator, rows: int, max_issues: int = 6, max_options: int = 4, size: int = 5
) -> tuple[Layout, IntArray]:
    """One space from a generator: faster than hypothesis where thousands are wanted."""
    n_issues = int(rng.integers(1, max_issues + 1))
    counts = tuple(rng.integers(1, max_options + 1, n_issues).tolist())
    constraints = tuple(
        Constraint(scope, _random_mask(rng, counts, scope, 0.8))
        for scope in _random_scopes(rng, n_issues)
    )
    interactions = tuple(
        Interaction(scope, _random_mask(rng, counts, scope, 0.5))
        for scope in _random_scopes(rng, n_issues)
    )
    layout = Layout(counts, constraints, interactions)
    return layout, rng.integers(-size, size + 1, (rows, layout.n_columns))


def _random_scopes(rng: np.random.Generator, n_issues: int) -> list[tuple[int, ...]]:
    many = int(rng.integers(0, 4))
    widths = rng.integers(1, min(3, n_issues) + 1, many)
    return [tuple(sorted(rng.choice(n_issues, width, replace=False).tolist())) for width in widths]


def _random_mask(
    rng: np.random.Generator, counts: tuple[int, ...], scope: tuple[int, ...], share: float
) -> np.ndarray:
    return rng.random([counts[issue] for issue in scope]) < share


def random_coupled(
    rng: np.random.Generator, rows: int, max_issues: int = 6, size: int = 3
) -> tuple[Layout, IntArray]:
    """One space with constraints and interactions of every kind, over up to all of its issues."""
    n_issues = int(rng.integers(3, max_issues + 1))
    counts = tuple(rng.integers(2, 4, n_issues).tolist())
    constraints = tuple(
        _KINDS[int(rng.integers(len(_KINDS)))](rng, counts, scope)
        for scope in _wide_scopes(rng, n_issues)
    )
    interactions = tuple(
        Interaction(scope, _random_box(rng, counts, scope)) for scope in _wide_scopes(rng, n_issues)
    )
    layout = Layout(counts, constraints, interactions)
    return layout, rng.integers(-size, size + 1, (rows, layout.n_columns))


def _wide_scopes(rng: np.random.Generator, n_issues: int) -> list[tuple[int, ...]]:
    widths = rng.integers(2, n_issues + 1, int(rng.integers(1, 4)))
    return [tuple(sorted(rng.choice(n_issues, width, replace=False).tolist())) for width in widths]


def _random_limit(
    rng: np.random.Generator, counts: tuple[int, ...], scope: tuple[int, ...]
) -> Constraint | Tally:
    """At most, at least or exactly so many, of one option or several of each issue."""
    marked = tuple(rng.integers(0, 3, counts[issue]) for issue in scope)
    count, none, all_ = int(rng.integers(0, len(scope) + 1)), 0, 2 * len(scope)
    least, most = [(none, count), (count, all_), (count, count)][int(rng.integers(3))]
    tally = Tally(scope, marked, least, most)
    return tally if rng.random() < 0.5 else Constraint(scope, tally.allowed)


def _random_listing(
    rng: np.random.Generator, counts: tuple[int, ...], scope: tuple[int, ...]
) -> Constraint:
    """Only a few combinations, or none of a few."""
    few = rng.random([counts[issue] for issue in scope]) < rng.choice([0.1, 0.3])
    return Constraint(scope, np.asarray(few if rng.random() < 0.5 else ~few))


def _random_box(
    rng: np.random.Generator, counts: tuple[int, ...], scope: tuple[int, ...]
) -> np.ndarray:
    """Any of some options of each issue, all at once."""
    marked = [rng.random(counts[issue]) < 0.6 for issue in scope]
    return np.asarray(reduce(np.logical_and.outer, marked))


def _random_ban(
    rng: np.random.Generator, counts: tuple[int, ...], scope: tuple[int, ...]
) -> Constraint:
    """Never those."""
    return Constraint(scope, ~_random_box(rng, counts, scope))


_KINDS = (_random_limit, _random_listing, _random_ban)
