"""One package as it stands: the same odds and balance as deals and offers have for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import detente
from detente.case import load
from detente.errors import InputError
from detente.report.naming import Names
from detente.report.sentences.basis import is_certain
from detente.report.sentences.deals import summarise_deals
from detente.report.sentences.packages import explain_balance, explain_package
from detente.study import Workspace, find_carried, find_deals, find_offers, find_package, find_plan
from tests.folders import write

DRAWS = 64
CASE = """\
detente: 1
title: A swap with a bonus
as_of: 2020-01-01
parties: {a: {reservation: 1}, b: {}}
ratifiers: {home: {party: b, reservation: -2}}
issues:
  land:
    by: a
    options: {kept: {}, given: {a: -3, b: 8, excludes: [gold.given]}}
  money:
    by: b
    options: {kept: {}, given: {a: 6, b: -3, home: -1}}
  gold:
    by: b
    options: {kept: {}, given: {a: 1}}
interactions:
  - {when: {land: given, money: given}, a: 2}
"""
FACE = {
    "case.yaml": CASE,
    "offers.yaml": """\
offers:
  - id: whole
    title: All at once
    date: 2019-01-01
    by: a
    to: b
    pledges:
      land: {option: given, firm: done}
      money: {option: given, firm: done}
firmness: {done: 1}
""",
}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(load(write(tmp_path, FACE)), DRAWS)


def test_a_swap_by_hand(workspace: Workspace) -> None:
    found = find_package(workspace, {"land": "given", "money": "given"})
    assert found.package == {"land": "given", "money": "given"}
    assert found.candidate.value == {"a": 5.0, "b": 5.0}
    assert found.candidate.expected_gain == pytest.approx({"a": 4.0, "b": 5.0})
    assert found.candidate.p_ratified == {"home": 1.0}
    assert (found.candidate.p_all_gain, found.broken) == (1.0, ())
    a, b = found.balance["a"], found.balance["b"]
    assert (a.gives.p50, a.gets.p50) == (3.0, 8.0)
    assert a.return_ratio == pytest.approx(8 / 3)
    assert (b.gives.p50, b.gets.p50, b.net.p50) == (3.0, 8.0, 5.0)
    assert not a.one_sided


def test_it_is_what_deals_and_offers_say(workspace: Workspace) -> None:
    offered = find_package(workspace, {"land": "given", "money": "given"})
    deals, (offer,) = find_deals(workspace), find_offers(workspace).offers
    same = next(each for each in deals.candidates if "offer whole" in each.names)
    assert offered.candidate.to_dict() | {"names": []} == same.to_dict() | {"names": []}
    for party, balance in offered.balance.items():
        weighed = offer.parties[party]
        for name in ("gives", "gets", "net", "return_ratio", "p_short", "one_sided"):
            assert getattr(balance, name) == getattr(weighed, name), name


def test_a_broken_rule_is_said_and_the_package_judged_all_the_same(workspace: Workspace) -> None:
    found = find_package(workspace, {"land": "given", "gold": "given"})
    assert len(found.broken) == 1
    assert found.candidate.p_efficient is None
    assert found.balance["a"].one_sided
    assert found.candidate.p_gain == {"a": 0.0, "b": 1.0}


def test_the_status_quo_gives_and_gets_nothing(workspace: Workspace) -> None:
    found = find_package(workspace, {})
    assert found.package == {}
    assert found.balance["a"].net.p50 == 0.0
    assert found.balance["a"].return_ratio is None
    assert not found.balance["a"].one_sided
    assert [row["party"] for row in found.rows()] == ["a", "b"]


def test_what_is_not_there_is_refused(workspace: Workspace) -> None:
    with pytest.raises(InputError, match="land"):
        find_package(workspace, {"lnd": "given"})


def test_what_is_carried_is_what_the_study_of_plans_finds() -> None:
    case = detente.load(detente.find_case("barter-nash-1950"))
    plan, found = find_plan(Workspace(case, DRAWS)), find_carried(Workspace(case, DRAWS))
    assert found.largest == plan.largest_deal
    assert found.roadmap == plan.roadmap
    assert len(found.rows()) == len(plan.roadmap) + (plan.largest_deal is not None)


def test_a_package_by_which_nobody_gains_is_refused_by_nobody_and_is_no_deal(
    tmp_path: Path,
) -> None:
    text = CASE.replace("a: {reservation: 1}", "a: {}").replace("{a: 1}", "{a: 0, b: 0}")
    text = text.replace("{a: 6, b: -3, home: -1}", "{a: 6 to 8, b: -3}")
    case = load(write(tmp_path, {"case.yaml": text}))
    found = find_package(Workspace(case, DRAWS), {"gold": "given"})
    assert set(found.candidate.p_gain.values()) == {1.0}
    said = explain_package(Names(case), found)
    assert "No side refuses it in any draw, but none gains by it either." in said
    some = replace(found, candidate=replace(found.candidate, p_all_gain=0.25))
    assert "in the others nobody gains by it" in explain_package(Names(case), some)


def test_sides_that_refuse_as_often_are_named_together(tmp_path: Path) -> None:
    text = CASE.replace("{a: 1}", "{a: 0 to 1, b: -3 to -2, home: -4}")
    text = text.replace("a: {reservation: 1}", "a: {reservation: 2}")
    case = load(write(tmp_path, {"case.yaml": text}))
    workspace = Workspace(case, DRAWS)
    found, names = find_package(workspace, {"gold": "given"}), Names(case)
    assert set(found.candidate.p_gain.values()) == {0.0}
    said = explain_package(names, found)
    assert "A, b and home would refuse it most often, each in all 64 draws." in said
    deals = find_deals(workspace)
    refusals = replace(deals.refusals, accepted=0, by={"a": 2, "b": 2, "home": 1})
    none = replace(deals, recommended=None, n_frontier=5, refusals=refusals)
    assert summarise_deals(names, none) == (
        "At the medians a and b would each refuse 2 of the 5 efficient packages, more than "
        "anybody else."
    )
    alike = replace(none, refusals=replace(refusals, by=dict.fromkeys(("a", "b", "home"), 2)))
    assert summarise_deals(names, alike) == (
        "At the medians a, b and home would each refuse 2 of the 5 efficient packages."
    )


@pytest.mark.parametrize(
    ("against", "said"),
    [
        ((), "there is no side of which it asks more than it returns."),
        (("a",), "of a it asks more than it returns, on its own scale."),
        (("a", "b"), "of each of a and b it asks more than it returns, on its own scale."),
    ],
)
def test_balance_on_exact_numbers_is_said_of_each_side_by_itself(
    workspace: Workspace, against: tuple[str, ...], said: str
) -> None:
    found = find_package(workspace, {"land": "given", "money": "given"})
    assert is_certain(Names(workspace.case))
    sides = {p: replace(b, one_sided=p in against) for p, b in found.balance.items()}
    told = explain_balance(Names(workspace.case), replace(found, balance=sides))
    assert told.startswith(f"Delivered in full, {said}")
