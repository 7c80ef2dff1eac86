"""Offers and trust on a small case, worked by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente import study
from detente.case import Case, load

CASE = """\
detente: 1
title: A swap
as_of: 2024-01-01
parties:
  a: {}
  b: {reservation: RB}
  c: {}
ratifiers:
  voters: {party: b, reservation: -3}
issues:
  first:
    by: a
    options:
      stay: {}
      give: {a: -4, b: 8}
  second:
    by: b
    options:
      stay: {}
      give: {a: 10, b: -5, voters: VOTERS}
  shared:
    options:
      stay: {}
      sign: {a: 1, b: 2}
interactions:
  - when: {first: give, second: give}
    b: 3
"""

OFFERS = """\
firmness: {stated: 0.5, scheduled: 0.8, simultaneous: 0.9, vague: 0.1}
offers:
  - id: swap
    title: The swap
    date: 2023-06-01
    by: a
    to: b
    outcome: rejected
    pledges:
      first: {option: give, firm: FIRM}
      second: {option: give, firm: simultaneous}
"""

PROMISES = """\
trust: {prior: {kept: 1, broken: 1}, half_life: 1000 years}
promises:
  - {id: p1, by: a, to: b, made: 2020-01-01, what: one, outcome: kept}
  - {id: p2, by: a, to: b, made: 2021-01-01, what: two, outcome: broken}
  - {id: p3, by: a, to: c, made: 2022-01-01, what: three, outcome: kept}
  - {id: p4, by: a, to: b, made: 2022-01-01, what: four, outcome: not_triggered}
  - {id: p5, by: someone else, to: elsewhere, made: 2022-01-01, what: five, outcome: broken,
     precedent_for: a, cited_by: c, weight: 0.5}
"""


def make(folder: Path, *, firm: str = "stated", reservation: str = "0", voters: str = "-2") -> Case:
    text = CASE.replace("RB", reservation, 1).replace("VOTERS", voters)
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    (folder / "offers.yaml").write_text(OFFERS.replace("FIRM", firm), encoding="utf-8")
    (folder / "promises.yaml").write_text(PROMISES, encoding="utf-8")
    return load(folder)


def test_a_pledge_counts_by_its_firmness_for_giver_and_receiver(tmp_path: Path) -> None:
    (offer,) = study.offers(make(tmp_path, firm="simultaneous"), draws=64).offers
    to = offer.parties["b"]
    assert to.gives.p50 == pytest.approx(0.9 * 5)
    assert to.gets.p50 == pytest.approx(0.9 * 8 + 0.9 * 3)
    assert to.return_ratio == pytest.approx((0.9 * 11) / 4.5)
    assert to.p_accept == 1.0
    assert offer.commensurate
    assert offer.parties["a"].gets.p50 == pytest.approx(9)


def test_what_comes_later_is_discounted_by_trust(tmp_path: Path) -> None:
    case = make(tmp_path, firm="stated")
    (offer,) = study.offers(case, draws=4096).offers
    believed = offer.parties["b"].pledges[0]
    trust = {t.party: t for t in study.trust(case).parties}["a"]
    as_b_sees_it = {seen.party: seen.mean for seen in trust.seen_by}["b"]
    assert as_b_sees_it == pytest.approx(3 / 5, abs=0.01)
    assert believed.delivery == pytest.approx(0.5 * as_b_sees_it, abs=0.01)
    assert offer.parties["a"].pledges[0].delivery == pytest.approx(0.5)


def test_the_ratifiers_verdict_counts_and_is_shown(tmp_path: Path) -> None:
    (offer,) = study.offers(make(tmp_path, firm="simultaneous", voters="-4"), draws=64).offers
    to = offer.parties["b"]
    assert to.p_accept_alone == 1.0
    assert to.p_ratified == {"voters": 0.0}
    assert to.p_accept == 0.0


def test_a_tie_with_the_reservation_value_is_accepted(tmp_path: Path) -> None:
    (offer,) = study.offers(make(tmp_path, firm="done", reservation="6.2"), draws=64).offers
    assert offer.parties["b"].net.p50 == pytest.approx(8 + 0.9 * 3 - 0.9 * 5)
    assert offer.parties["b"].p_accept_alone == 1.0


def test_a_side_that_gives_nothing_has_no_return_ratio(tmp_path: Path) -> None:
    (offer,) = study.offers(make(tmp_path), draws=64).offers
    bystander = offer.parties["c"]
    assert bystander.return_ratio is None
    assert not bystander.one_sided
    assert bystander.p_accept == 1.0


def test_an_offer_is_one_sided_against_whoever_gets_less_than_it_gives(tmp_path: Path) -> None:
    (offer,) = study.offers(make(tmp_path, firm="vague"), draws=64).offers
    assert offer.one_sided_against == ("b",)
    assert not offer.commensurate
    assert offer.parties["b"].p_short == 1.0


def test_a_precedent_counts_for_those_who_cite_it_and_open_entries_for_nobody(
    tmp_path: Path,
) -> None:
    trust = {t.party: t for t in study.trust(make(tmp_path)).parties}["a"]
    seen = {each.party: each.mean for each in trust.seen_by}
    assert seen["b"] == pytest.approx(3 / 5, abs=0.01)
    assert seen["c"] == pytest.approx(3 / 5.5, abs=0.01)
    assert {entry.promise for entry in trust.entries} == {"p1", "p2", "p3", "p5"}


def test_the_belief_over_time_ends_where_the_belief_stands(tmp_path: Path) -> None:
    trust = study.trust(make(tmp_path)).parties[0]
    last = trust.history[-1]
    assert (last.mean, last.p10, last.p90) == pytest.approx((trust.mean, trust.p10, trust.p90))
    assert [moment.date for moment in trust.history] == sorted(m.date for m in trust.history)


def test_a_party_without_a_record_is_believed_as_the_prior_says(tmp_path: Path) -> None:
    trust = {t.party: t for t in study.trust(make(tmp_path)).parties}["c"]
    assert (trust.mean, trust.p10, trust.p90) == pytest.approx((0.5, 0.1, 0.9))


def test_a_joint_act_is_trusted_as_far_as_the_least_trusted_of_the_others(tmp_path: Path) -> None:
    case = make(tmp_path)
    text = OFFERS.replace("first: {option: give, firm: FIRM}", "shared: {option: sign}")
    (tmp_path / "offers.yaml").write_text(text, encoding="utf-8")
    (offer,) = study.offers(load(tmp_path), draws=4096).offers
    seen = {
        trusted.party: {each.party: each.mean for each in trusted.seen_by}
        for trusted in study.trust(case).parties
    }
    believed = offer.parties["b"].pledges[0].delivery
    assert believed < 0.5 * min(seen["a"]["b"], seen["c"]["b"])
    assert believed > 0.5 * seen["a"]["b"] * seen["c"]["b"]


def test_bystanders_are_not_asked(tmp_path: Path) -> None:
    case = make(tmp_path, firm="done")
    text = (tmp_path / "case.yaml").read_text(encoding="utf-8")
    text = text.replace("{a: -4, b: 8}", "{a: -4, b: 8, c: -1}")
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    case = load(tmp_path)
    (offer,) = study.offers(case, draws=64).offers
    assert offer.parties["c"].p_accept == 0.0
    assert offer.parties["c"].one_sided
    assert offer.p_all_accept == 1.0
    assert offer.commensurate
