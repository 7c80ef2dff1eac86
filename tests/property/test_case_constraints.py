"""What requires and excludes leave possible, against trying every package."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from detente.case.constraints import Network, find_cycles
from detente.case.rules import Rule


@st.composite
def networks(draw: st.DrawFn) -> Network:
    counts = draw(st.lists(st.integers(2, 4), min_size=2, max_size=5))
    ordered = draw(st.lists(st.booleans(), min_size=len(counts), max_size=len(counts)))
    rules = []
    for number in range(draw(st.integers(0, 8))):
        when, then = draw(st.permutations(range(len(counts))))[:2]
        option = draw(st.integers(0, counts[when] - 1))
        other = draw(st.integers(0, counts[then] - 1))
        those = matching(counts[then], other, ordered[then])
        requires = draw(st.booleans())
        full = (1 << counts[then]) - 1
        rules.append(
            Rule(
                when=when,
                option=option,
                these=matching(counts[when], option, ordered[when]),
                then=then,
                other=other,
                those=those if requires else full & ~those,
                text=f"rule {number}",
                path=(number,),
                is_requirement=requires,
            )
        )
    return Network(counts, ordered, rules)


def matching(count: int, option: int, ordered: bool) -> int:
    return sum(1 << k for k in range(count) if (k >= option if ordered else k == option))


def allowed(network: Network) -> list[tuple[int, ...]]:
    packages = itertools.product(*(range(count) for count in network.counts))
    return [package for package in packages if network.breaks(package) is None]


@settings(max_examples=400, deadline=None)
@given(networks())
def test_against_trying_every_package(network: Network) -> None:
    packages = allowed(network)
    conflict = network.find_conflict()
    assert (conflict is None) == bool(packages)
    if not packages:
        return
    possible = {(i, package[i]) for package in packages for i in range(len(package))}
    found = list(network.find_impossible())
    for item in found:
        assert (item.issue, item.option) not in possible
    blamed = [set(item.rules) for item in found]
    for issue, count in enumerate(network.counts):
        for option in range(1, count):
            if (issue, option) not in possible:
                assert any(rules <= set(network.rules) for rules in blamed)


@settings(max_examples=400, deadline=None)
@given(networks())
def test_the_reason_given_is_reason_enough_and_no_more(network: Network) -> None:
    if not allowed(network):
        return
    for item in network.find_impossible():
        if not item.rules:
            continue
        alone = Network(network.counts, network.ordered, item.rules)
        assert all(package[item.issue] != item.option for package in allowed(alone))
        for rule in item.rules:
            fewer = [other for other in item.rules if other is not rule]
            rest = Network(network.counts, network.ordered, fewer)
            assert any(package[item.issue] == item.option for package in allowed(rest))


@settings(max_examples=400, deadline=None)
@given(networks())
def test_a_circle_leads_back_to_where_it_began(network: Network) -> None:
    rules = [rule for rule in network.rules if isinstance(rule, Rule)]
    for cycle in find_cycles(rules, network.ordered):
        for rule, following in itertools.pairwise((*cycle, cycle[0])):
            assert rule.is_requirement
            assert rule.then == following.when
            stands_at = (rule.other, following.option)
            assert (
                stands_at[0] >= stands_at[1]
                if network.ordered[rule.then]
                else (stands_at[0] == stands_at[1])
            )
