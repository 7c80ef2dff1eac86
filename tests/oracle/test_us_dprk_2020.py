"""The shipped case: its findings come out of its inputs, so changed inputs move them.

No finding is pinned to a number here. What is tested is direction: a cheaper concession is
accepted more often, a broken promise lowers the belief, a firmer pledge is worth more.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

import detente
from detente.case import Case, Quantity
from detente.study import Workspace, find_offers, find_trust

DRAWS = 512


@pytest.fixture(scope="module")
def case() -> Case:
    return detente.load(detente.find_case("us-dprk-2020"))


def scale(quantity: Quantity, factor: str) -> Quantity:
    def times(number: Decimal | None) -> Decimal | None:
        return None if number is None else number * Decimal(factor)

    return replace(
        quantity,
        low=times(quantity.low),
        best=times(quantity.best),
        high=times(quantity.high),
        point=times(quantity.point),
    )


def scale_values(case: Case, side: str, issue: str, factor: str) -> Case:
    """Multiply what every option of an issue is worth to one side."""
    issues = tuple(
        replace(
            each,
            options=tuple(
                replace(
                    option,
                    values={
                        who: scale(value, factor) if who == side else value
                        for who, value in option.values.items()
                    },
                )
                for option in each.options
            ),
        )
        if each.id == issue
        else each
        for each in case.issues
    )
    return replace(case, issues=issues)


def test_what_the_case_must_hold(case: Case) -> None:
    by = [issue.by for issue in case.issues]
    assert sum(b == ("dprk",) for b in by) >= 8
    assert sum(b == ("usa",) for b in by) >= 8
    assert sum(b == ("rok",) for b in by) >= 3
    assert sum(len(b) != 1 for b in by) >= 2
    assert sum(len(issue.options) >= 3 for issue in case.issues) >= 5
    assert {ratifier.party for ratifier in case.ratifiers} >= {"usa", "dprk"}
    assert len(case.offers) >= 5
    assert sum(promise.precedent_for is None for promise in case.promises) >= 30
    assert any(promise.precedent_for == "usa" for promise in case.promises)
    assert {reading.id for reading in case.readings} == {"kelly", "kim"}


def test_nothing_is_dated_after_the_case(case: Case) -> None:
    dates = [offer.date for offer in case.offers]
    dates += [date for p in case.promises for date in (p.made, p.settled)]
    assert max(dates) <= case.as_of


def test_every_value_has_a_source_or_a_reason(case: Case) -> None:
    bare = [
        (issue.id, option.id, side)
        for issue in case.issues
        for option in issue.options
        for side, value in option.values.items()
        if not (value.because or value.note or option.note)
    ]
    assert bare == []


def test_a_cheaper_concession_is_accepted_more_often(case: Case) -> None:
    def accepts(changed: Case) -> float:
        offers = find_offers(Workspace(changed, DRAWS)).offers
        hanoi = next(offer for offer in offers if offer.id == "hanoi-dprk")
        return hanoi.parties["usa"].p_accept_alone

    asked = next(offer for offer in case.offers if offer.id == "hanoi-dprk")
    sanctions = [p.issue for p in asked.pledges if case.issue(p.issue).by == ("usa",)]
    cheaper, dearer = case, case
    for issue in sanctions:
        cheaper = scale_values(cheaper, "usa", issue, "0.3")
        dearer = scale_values(dearer, "usa", issue, "3")
    assert accepts(dearer) < accepts(case) < accepts(cheaper)


def test_a_broken_promise_lowers_the_belief(case: Case) -> None:
    def trust(changed: Case) -> float:
        findings = find_trust(Workspace(changed, DRAWS))
        return next(each.mean for each in findings.parties if each.party == "dprk")

    kept = next(p for p in case.promises if p.by == "dprk" and p.outcome == "kept")
    broken = tuple(
        replace(p, outcome="broken", share=None) if p.id == kept.id else p for p in case.promises
    )
    assert trust(replace(case, promises=broken)) < trust(case)


def test_a_precedent_is_weighed_only_by_those_who_cite_it(case: Case) -> None:
    cited = next(p for p in case.promises if p.precedent_for == "usa" and p.cited_by == "dprk")
    without = replace(case, promises=tuple(p for p in case.promises if p.id != cited.id))

    def seen(changed: Case, viewer: str) -> float:
        findings = find_trust(Workspace(changed, DRAWS))
        usa = next(each for each in findings.parties if each.party == "usa")
        return next(each.mean for each in usa.seen_by if each.party == viewer)

    assert seen(case, "rok") == seen(without, "rok")
    assert seen(case, "dprk") < seen(without, "dprk")


def test_a_firmer_pledge_returns_more(case: Case) -> None:
    def returns(changed: Case) -> float:
        offers = find_offers(Workspace(changed, DRAWS)).offers
        singapore = next(offer for offer in offers if offer.id == "singapore-us")
        return singapore.parties["dprk"].gets.p50

    firmer = tuple(
        replace(
            offer,
            pledges=tuple(
                replace(p, firm="simultaneous") if case.issue(p.issue).by == ("usa",) else p
                for p in offer.pledges
            ),
        )
        for offer in case.offers
    )
    assert returns(replace(case, offers=firmer)) > returns(case)


def test_less_trust_in_the_giver_lowers_what_a_later_pledge_is_worth(case: Case) -> None:
    settings = replace(case.trust, prior_broken=case.trust.prior_broken + 30)

    def gets(changed: Case) -> float:
        offers = find_offers(Workspace(changed, DRAWS)).offers
        hanoi = next(offer for offer in offers if offer.id == "hanoi-dprk")
        return hanoi.parties["usa"].gets.p50

    assert gets(replace(case, trust=settings)) < gets(case)
