"""The values of the four historical cases follow from one rule, and from nothing else.

Each step's note ends in its weight and kind. Benefits are shares of what a side is owed; costs are
weights times how hard the kind is to take back, scaled to a total; audiences at home follow their
government. Their README states the rule: a value moved by hand fails here.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from detente.case import Case, Issue, Option, Quantity
from detente.case.load import load
from detente.case.shelf import find_case

CASES = ("agreed-framework-1994", "six-party-2007", "jpoa-2013", "sinai-1979")
FACTOR = {"disabled": 1.5, "ended": 2.0, "goods": 2.0, "known": 2.0}
UNDO = {
    **dict.fromkeys(("words", "rule"), 0.8),
    "relations": 0.7,
    **dict.fromkeys(("access", "stop"), 0.5),
    "disabled": 0.2,
    "ended": 0.05,
    **dict.fromkeys(("goods", "known"), 0.0),
}
HELPERS = {("The Six-Party action plans, 2007", party) for party in ("rok", "china")}
SPREAD = 1.6
ROUNDING = 0.06


@dataclass(frozen=True)
class Step:
    issue: Issue
    option: Option
    weight: float
    kind: str

    def gains(self, case: Case) -> set[str]:
        return {p.id for p in case.parties if sign(self.change(p.id)) > 0}

    def losers(self, case: Case) -> set[str]:
        return {p.id for p in case.parties if sign(self.change(p.id)) < 0}

    def change(self, side: str) -> float:
        before = self.issue.options[self.issue.index(self.option.id) - 1]
        return middle(self.option.values.get(side)) - middle(before.values.get(side))


def list_parties(case: Case) -> set[str]:
    return {party.id for party in case.parties}


def sign(change: float) -> int:
    return 0 if abs(change) < ROUNDING else 1 if change > 0 else -1


def middle(value: Quantity | None) -> float:
    if value is None:
        return 0.0
    low, high = float(value.low or 0), float(value.high or 0)
    return math.copysign(math.sqrt(low * high), high)


def list_steps(case: Case) -> Iterator[Step]:
    for issue in case.issues:
        for option in issue.options[1:]:
            found = re.search(r"Weight ([\d.]+), (\w+)\.$", option.note)
            assert found, f"{issue.id}.{option.id} states no weight and kind"
            yield Step(issue, option, float(found[1]), found[2])


def compute_medians(case: Case, steps: list[Step]) -> dict[tuple[str, str, str], float]:
    """Compute what every party's value of every option should be by the rule."""
    got: dict[str, float] = defaultdict(float)
    given: dict[str, float] = defaultdict(float)
    units: list[tuple[Step, str, float]] = []
    for step in steps:
        losers = step.losers(case)
        for p in step.gains(case):
            got[p] += step.weight
            units.append((step, p, step.weight))
        for p in losers:
            cost = step.weight * FACTOR.get(step.kind, 1.0) / len(losers)
            given[p] += cost
            units.append((step, p, -cost))
    total: dict[tuple[str, str], float] = defaultdict(float)
    medians = {}
    for step, p, unit in units:
        most = 20 if (case.title, p) in HELPERS else 60
        total[step.issue.id, p] += 100 * unit / got[p] if unit > 0 else most * unit / given[p]
        medians[step.issue.id, step.option.id, p] = total[step.issue.id, p]
    return medians


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> Case:
    return load(find_case(request.param))


def test_values_follow_from_weights_and_kinds(case: Case) -> None:
    steps = list(list_steps(case))
    medians = compute_medians(case, steps)
    issues = {issue.id: issue for issue in case.issues}
    for (issue, option, party), median in medians.items():
        value = issues[issue].option(option).values[party]
        ends = sorted((median / SPREAD, median * SPREAD))
        assert [float(value.low or 0), float(value.high or 0)] == pytest.approx(ends, abs=ROUNDING)
    written = sum(len(set(step.option.values) & list_parties(case)) for step in steps)
    assert written == len(medians)


def test_performers_pay_and_the_others_gain(case: Case) -> None:
    for step in list_steps(case):
        assert step.losers(case) <= set(step.issue.by)
        assert step.gains(case) & (list_parties(case) - set(step.issue.by) or list_parties(case))


def test_what_can_be_undone_follows_from_the_kind(case: Case) -> None:
    for step in list_steps(case):
        assert step.option.undo == pytest.approx(UNDO[step.kind]), step.option.id


def test_audiences_follow_their_government(case: Case) -> None:
    for ratifier in case.ratifiers:
        assert ratifier.reservation.text == "-25 to -10"
        for step in list_steps(case):
            own = middle(step.option.values.get(ratifier.party))
            theirs = middle(step.option.values.get(ratifier.id))
            expected = own * (0.9 if own > 0 else 1.25)
            assert theirs == pytest.approx(expected, abs=0.15)


def test_no_value_claims_a_source(case: Case) -> None:
    options = [option for issue in case.issues for option in issue.options]
    assert not any(value.because for option in options for value in option.values.values())


def test_a_breach_costs_what_the_rule_says(case: Case) -> None:
    assert case.plan.relationship.keys() == case.plan.reputation.keys() == list_parties(case)
    assert {value.text for value in case.plan.relationship.values()} <= {"5 to 15", "15 to 35"}
    assert {value.text for value in case.plan.reputation.values()} <= {"5 to 15", "1 to 5"}


def test_deposits_count_as_a_step_of_weight_two_and_guarantees_of_one(case: Case) -> None:
    steps = list(list_steps(case))
    for deposit in case.plan.deposits:
        amounts = {deposit.secures: (deposit.loses, 2.0 if deposit.loses.point is None else 0.0)}
        amounts |= {party: (value, 1.0) for party, value in deposit.pays.items()}
        for party, (value, weight) in amounts.items():
            owed = sum(step.weight for step in steps if party in step.gains(case))
            low, high = float(value.low or 0), float(value.high or 0)
            assert math.sqrt(low * high) == pytest.approx(100 * weight / owed, abs=0.1)


def test_every_agreed_stage_is_of_the_whole_deal(case: Case) -> None:
    reached = {issue: option for stage in case.plan.agreed for issue, option in stage.moves.items()}
    assert reached == {issue.id: issue.options[-1].id for issue in case.issues}
    assert all(event.date > case.as_of for event in case.events)
