"""Rules over several options are the same as checked, as tabulated and by their definition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import TypeAlias

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.case.constraint_model import Combinations, Constraint, Limit
from detente.case.constraints import Network
from detente.case.model import Issue, Option
from detente.case.rules import Ban, Law, Listing, Rule, Tally
from detente.case.tables import tabulate
from detente.core.feasibility import find_deals
from detente.core.frontier import find_frontier
from detente.core.layout import Constraint as Table
from detente.core.layout import FloatArray, Layout
from detente.core.layout import Tally as Count
from detente.core.unfolding import unfold

Package: TypeAlias = tuple[int, ...]


def list_packages(counts: tuple[int, ...]) -> list[Package]:
    return list(product(*map(range, counts)))


@st.composite
def laws(draw: st.DrawFn, counts: tuple[int, ...], number: int) -> Law:
    """A rule of any kind over some of the issues."""
    size = draw(st.integers(1, min(4, len(counts))))
    scope = tuple(sorted(draw(st.permutations(range(len(counts))))[:size]))
    some = [st.integers(1, (1 << counts[issue]) - 1) for issue in scope]
    text, path = f"rule {number}", (number,)
    kind = draw(st.sampled_from(["pair", "ban", "listing", "tally"]))
    if kind == "pair" and size > 1:
        these, those = draw(some[0]), draw(some[1])
        return Rule(scope[0], 0, these, scope[1], 0, those, text, path, is_requirement=False)
    if kind == "listing":
        rows = tuple(draw(st.lists(st.tuples(*some), min_size=1, max_size=4)))
        return Listing(scope, rows, text, path)
    if kind == "tally":
        weights = tuple(
            tuple(draw(st.lists(st.integers(0, 2), min_size=counts[i], max_size=counts[i])))
            for i in scope
        )
        least = draw(st.integers(0, 3))
        return Tally(scope, weights, least, draw(st.integers(least, 4)), text, path)
    return Ban(scope, draw(st.tuples(*some)), text, path)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    counts = tuple(draw(st.lists(st.integers(2, 3), min_size=2, max_size=4)))
    rules = [draw(laws(counts, number)) for number in range(draw(st.integers(1, 5)))]
    return Network(counts, [True] * len(counts), rules)


@settings(max_examples=120, deadline=None)
@given(networks())
def test_against_trying_every_package(network: Network) -> None:
    packages = [p for p in list_packages(tuple(network.counts)) if network.breaks(p) is None]
    conflict = network.find_conflict()
    assert (conflict is None) == bool(packages)
    if not packages:
        if conflict:
            alone = Network(network.counts, network.ordered, conflict)
            assert all(alone.breaks(p) for p in list_packages(tuple(network.counts)))
        return
    possible = {(issue, option) for p in packages for issue, option in enumerate(p)}
    every = {(i, k) for i, count in enumerate(network.counts) for k in range(1, count)}
    found = list(network.find_impossible())
    assert {(item.issue, item.option) for item in found} <= every - possible
    assert bool(found) == bool(every - possible)
    for item in found:
        alone = Network(network.counts, network.ordered, item.rules or network.rules)
        for package in list_packages(tuple(network.counts)):
            assert package[item.issue] != item.option or alone.breaks(package)


@settings(max_examples=120, deadline=None)
@given(networks())
def test_narrowing_takes_away_no_option_that_some_package_has(network: Network) -> None:
    for rule in network.rules:
        left = [(1 << count) - 1 for count in network.counts]
        for issue, bits in rule.narrow(left):
            for package in list_packages(tuple(network.counts)):
                assert bits >> package[issue] & 1 or rule.is_broken(package)


@st.composite
def spaces(draw: st.DrawFn) -> tuple[tuple[Issue, ...], tuple[Constraint, ...]]:
    """Issues, ladders and alternatives, with limits and lists of combinations."""
    issues = tuple(
        Issue(
            f"i{n}", "", (), tuple(Option(f"o{k}", "") for k in range(count)), draw(st.booleans())
        )
        for n, count in enumerate(draw(st.lists(st.integers(2, 3), min_size=4, max_size=5)))
    )
    pairs = [(issue.id, option.id) for issue in issues for option in issue.options]
    limits = st.builds(
        Limit,
        st.sampled_from(["at_most", "at_least", "exactly"]),
        st.integers(1, 4),
        st.lists(st.sampled_from(pairs), min_size=2, max_size=6, unique=True).map(tuple),
    )
    rows = st.lists(
        st.tuples(
            *(
                st.lists(st.sampled_from(["o0", "o1"]), min_size=1, unique=True).map(tuple)
                for _ in range(2)
            )
        ).map(lambda pair: {"i0": pair[0], "i2": pair[1]}),
        min_size=1,
        max_size=3,
    ).map(tuple)
    tables = st.builds(Combinations, st.sampled_from(["only", "never"]), rows)
    return issues, tuple(draw(st.lists(limits | tables, min_size=1, max_size=3)))


def keeps(issues: tuple[Issue, ...], constraint: Constraint, package: Package) -> bool:
    """Whether a package keeps to a constraint, as the format defines it."""
    chosen = dict(zip((issue.id for issue in issues), package, strict=True))
    home = {issue.id: issue for issue in issues}
    if isinstance(constraint, Limit):
        reached = sum(
            home[i].is_reached(chosen[i], home[i].index(option)) for i, option in constraint.of
        )
        compare: dict[str, Callable[[int], bool]] = {
            "at_most": lambda count: reached <= count,
            "at_least": lambda count: reached >= count,
            "exactly": lambda count: reached == count,
        }
        return compare[constraint.kind](constraint.count)
    held = [
        all(home[i].options[chosen[i]].id in options for i, options in row.items())
        for row in constraint.rows
    ]
    return any(held) if constraint.kind == "only" else not any(held)


@settings(max_examples=120, deadline=None)
@given(spaces(), st.integers(0, 2**32 - 1))
def test_tables_allow_what_the_format_defines(
    space: tuple[tuple[Issue, ...], tuple[Constraint, ...]], seed: int
) -> None:
    issues, constraints = space
    counts = tuple(len(issue.options) for issue in issues)
    tables = tuple(table for each in constraints for table in tabulate(each, issues))
    layout = Layout(counts, tables)
    packages = list_packages(counts)
    kept = [all(keeps(issues, each, package) for each in constraints) for package in packages]
    assert layout.allows(packages).tolist() == kept
    dense = Layout(counts, tuple(Table(each.scope, each.allowed) for each in tables))
    values = np.random.default_rng(seed).integers(-2, 3, (2, sum(counts)))
    one, other = (find_frontier(each, values, parties=2) for each in (layout, dense))
    assert one.packages.tolist() == other.packages.tolist()
    assert one.counts == other.counts


@st.composite
def counted(draw: st.DrawFn) -> Layout:
    """A space with counts over three to five issues."""
    counts = tuple(draw(st.lists(st.integers(1, 3), min_size=3, max_size=5)))
    limits = []
    for _ in range(draw(st.integers(1, 2))):
        size = draw(st.integers(3, len(counts)))
        scope = tuple(sorted(draw(st.permutations(range(len(counts))))[:size]))
        weights = tuple(
            np.array([draw(st.integers(0, 2)) for _ in range(counts[issue])]) for issue in scope
        )
        least = draw(st.integers(0, 4))
        limits.append(Count(scope, weights, least, draw(st.integers(least, 6))))
    return Layout(counts, tuple(limits))


@settings(max_examples=60, deadline=None)
@given(counted(), st.integers(0, 2**32 - 1))
def test_deals_are_found_in_the_same_draws_with_counts_as_with_their_tables(
    layout: Layout, seed: int
) -> None:
    tables = tuple(Table(each.scope, each.allowed) for each in layout.constraints)
    random = np.random.default_rng(seed)
    values = random.integers(-2, 3, (20, 3, layout.n_columns)).astype(np.float64)
    floors = random.integers(-2, 3, (20, 3)).astype(np.float64)
    packages = np.array(list_packages(layout.counts))
    packages = packages[layout.allows(packages)]
    gains: FloatArray = values @ layout.indicator(packages).T - floors[:, :, None]
    satisfied = np.min(gains, axis=1, initial=np.inf) >= 0
    better = np.max(gains[:, :2], axis=1, initial=-np.inf) > 0
    expected = np.any(satisfied & better, axis=1)
    for space in (layout, replace(layout, constraints=tables)):
        found = find_deals(space, values, floors, parties=2)
        assert not found.open.any()
        assert found.exists.tolist() == expected.tolist()
        assert layout.allows(found.witness[found.exists]).all()


@settings(max_examples=150, deadline=None)
@given(counted(), st.data())
def test_a_count_is_its_table_also_unfolded_restricted_and_fixed(
    layout: Layout, data: st.DataObject
) -> None:
    tables = tuple(Table(each.scope, each.allowed) for each in layout.constraints)
    dense = Layout(layout.counts, tables)
    packages = np.array(list_packages(layout.counts))
    kept = packages[dense.allows(packages)]
    assert layout.allows(packages).tolist() == dense.allows(packages).tolist()
    wider = unfold(layout)
    hidden = np.array(list_packages(wider.counts)).reshape(-1, len(wider.counts))
    seen = hidden[wider.allows(hidden)][:, : len(layout.counts)]
    assert seen.tolist() == kept.tolist()  # each once: what is hidden follows from the rest
    issues = sorted(data.draw(st.sets(st.integers(0, len(layout.counts) - 1), min_size=1)))
    smaller, same = (each.restrict(issues).layout for each in (layout, dense))
    some = np.array(list_packages(smaller.counts))
    assert smaller.allows(some).tolist() == same.allows(some).tolist()
    held = {i: data.draw(st.integers(0, layout.counts[i] - 1)) for i in issues[1:]}
    fixed = layout.fix(held)
    expected = [p for p in kept.tolist() if all(p[i] == k for i, k in held.items())]
    found = [] if fixed is None else list_packages(fixed.counts)
    if fixed is not None:
        found = [p for p, ok in zip(found, fixed.allows(found), strict=True) if ok]
    assert len(found) == len(expected)
