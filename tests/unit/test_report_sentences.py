"""Sentences say what was found, how sure, and when the model cannot tell."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from detente.report import render_html, render_markdown
from detente.report.blocks import Sheet
from detente.report.naming import Names, with_article
from detente.report.passages import Passages
from detente.report.sections import write_offers
from detente.report.sentences import (
    answer_deals,
    answer_in_short,
    answer_lists,
    answer_offers,
    answer_trust,
    compare_lists,
    explain_division,
    explain_exactness,
    explain_fuller,
    explain_offer,
    explain_offer_to,
    explain_recommended,
    explain_solutions,
    explain_trust,
    is_certain,
    say_basis,
    summarise_trust,
)
from detente.study.deal_records import DealFindings, Refusals
from detente.study.division import Division
from detente.study.record import Interval
from tests.report_samples import make_case, quantity, sample, study

ORACLE = re.compile(
    r"\b(optimal|solver|utility|utilities|should|must|ought|recommend)", re.IGNORECASE
)


@pytest.mark.parametrize(
    ("odds", "opening"),
    [
        (0.0, "No deal: even if every promise is kept, in none of the 128 draws"),
        (0.45, "The model cannot tell whether a deal exists"),
        (0.55, "The model cannot tell whether a deal exists"),
        (0.75, "If every promise is kept, it is likely, about 3 in 4, that some package"),
        (1.0, "If every promise is kept, some package is acceptable to every side in all 128"),
    ],
)
def test_the_answer_has_its_odds_or_says_that_it_cannot_tell(odds: float, opening: str) -> None:
    case, findings = sample()
    assert answer_in_short(Names(case), replace(findings.deals, p_deal_exists=odds)).startswith(
        opening
    )


def test_no_deal_is_said_plainly() -> None:
    case, findings = sample()
    names = Names(case)
    deals = replace(
        findings.deals,
        p_deal_exists=0.0,
        recommended=None,
        candidates=(),
        solutions=dict.fromkeys(findings.deals.solutions),
    )
    assert answer_deals(names, deals).startswith("No deal:")
    assert "none is singled out" in explain_recommended(names, deals)
    assert "no bargaining solution is defined" in explain_solutions(deals)


def test_an_offer_is_explained_to_each_side() -> None:
    case, findings = sample()
    names, offer = Names(case), findings.offers.offers[0]
    said = explain_offer_to(names, offer, "north", 128)
    assert said.startswith("For the United North the offer asked for ")
    assert "which would cost it 2 to 4 if carried out and counts as" in said
    assert "since that pledge is vague" in said
    assert "“Locks: Given up”" in said
    assert "“Tolls: Given up”" in said
    assert "it is believed at only" in said
    assert re.search(r"about \d+ in \d+|in (none|all)|(fewer|more) than", said)
    assert "28 February 2019" in explain_offer(names, offer, 128)


def test_an_offer_with_even_odds_cannot_be_told() -> None:
    case, findings = sample()
    offer = findings.offers.offers[0]
    even = replace(offer, parties={"north": replace(offer.parties["north"], p_accept=0.5)})
    assert "The model cannot tell" in explain_offer_to(Names(case), even, "north", 128)


def test_an_offer_that_asks_nothing_says_so() -> None:
    base = make_case()
    one = replace(base.offers[0], pledges=base.offers[0].pledges[:1])
    case = replace(base, offers=(one,))
    findings = study(case)
    said = explain_offer_to(Names(case), findings.offers.offers[0], "north", 128)
    assert "asked for nothing that costs it" in said
    other = explain_offer_to(Names(case), findings.offers.offers[0], "isle", 128)
    assert "returned nothing that it values" in other


def test_who_at_home_refuses_is_named() -> None:
    case, findings = sample()
    offer = findings.offers.offers[0]
    north = replace(offer.parties["north"], p_ratified={"senate": 0.125})
    said = explain_offer_to(Names(case), replace(offer, parties={"north": north}), "north", 128)
    assert "At home it would be refused by the Senate in about 7 in 8 draws." in said


def test_trust_names_the_entry_that_moves_it_most() -> None:
    case, findings = sample()
    isle = findings.trust.parties[1]
    said = explain_trust(Names(case), isle)
    mover = max(isle.entries, key=lambda entry: abs(entry.shift))
    assert f"“{mover.what}”" in said
    assert "three promises" in said


def test_a_proposer_that_would_refuse_its_own_offer_is_a_warning() -> None:
    case, findings = sample()
    offer = findings.offers.offers[0]
    names = Names(case)
    for odds, warned in ((0.3, True), (0.7, False)):
        own = {**offer.parties, "isle": replace(offer.parties["isle"], p_accept=odds)}
        changed = replace(findings.offers, offers=(replace(offer, parties=own),) * 2)
        said = answer_offers(names, changed)
        assert ("In 2 of 2 offers the side that made it" in said) is warned


def test_a_close_balance_is_said_with_its_odds() -> None:
    case, findings = sample()
    offer = findings.offers.offers[0]
    for short, close in ((0.55, True), (0.95, False)):
        sides = {side: replace(to, p_short=short) for side, to in offer.parties.items()}
        changed = replace(offer, parties=sides, commensurate=False, one_sided_against=("isle",))
        said = explain_offer(Names(case), changed, 128)
        assert ("More likely than not (in about 11 in 20" in said) is close


def test_bystanders_are_told_apart_and_not_counted() -> None:
    case, findings = sample()
    alone = replace(case.offers[0], to=())
    offer = replace(findings.offers.offers[0], to=())
    said = explain_offer_to(Names(case), offer, "north", 128)
    assert said.startswith("For the United North, a bystander, the offer asked for ")
    assert "acceptable to all its sides" in explain_offer(Names(case), offer, 128)
    offers = replace(findings.offers, offers=(offer, offer))
    names = Names(replace(case, offers=(alone, alone)))
    section = write_offers(names, Passages(names.case), offers)
    table = next(block.table for block in section.blocks if isinstance(block, Sheet))
    assert "bystanders stand in brackets" in table.caption
    assert any(cell.muted and cell.text.startswith("(") for cell in table.rows[0])


def test_offers_say_on_what_numbers_and_of_which_day_they_rest() -> None:
    case, findings = sample()
    rests = write_offers(Names(case), Passages(case), findings.offers).rests
    assert "for what was pledged" in rests
    assert "rests on two numbers, one for each level of firmness, none with a source" in rests
    assert "as things are judged on 15 July 2020" in rests


def test_a_rule_is_said_by_titles() -> None:
    names = Names(sample()[0])
    said = names.rule("locks.given requires tolls.given")
    assert said == "“Locks: Given up” requires “Tolls: Given up”"
    assert names.rule("at most two") == "at most two"


def test_nothing_on_record() -> None:
    case = make_case(promises=(), offers=())
    findings, names = study(case), Names(case)
    assert "No promise is on record" in answer_trust(names, findings.trust)
    assert "No offer is on record" in answer_offers(names, findings.offers)
    assert "no promise on record" in explain_trust(names, findings.trust.parties[0])


def test_a_fuller_list_is_compared_with_the_offers_issues() -> None:
    case, findings = sample()
    said = explain_fuller(Names(case), findings.deals, findings.deals.fuller[0])
    assert "With only the two issues of “The first offer”" in said
    assert "with all three issues" in said


def test_exactness_is_said() -> None:
    case, findings = sample()
    names = Names(case)
    assert "exact" in explain_exactness(names, findings.deals)
    short = replace(findings.deals, exact={"north": 0.25, "isle": 0.5})
    said = explain_exactness(names, short)
    assert "0.25 of the United North's points" in said
    assert "too large to list in full" in said


def test_exact_numbers_give_no_odds() -> None:
    base = make_case(ratifiers=(), offers=(), promises=())
    option = replace(base.issues[1].options[1], values={"north": quantity(5), "isle": quantity(-1)})
    swap = replace(base.issues[0].options[1], values={"north": quantity(-2), "isle": quantity(6)})
    case = replace(
        base,
        parties=tuple(replace(party, reservation=quantity(0)) for party in base.parties),
        issues=(
            replace(base.issues[0], options=(base.issues[0].options[0], swap)),
            replace(base.issues[1], options=(base.issues[1].options[0], option)),
        ),
    )
    findings, names = study(case), Names(case)
    assert is_certain(names)
    said = answer_deals(names, findings.deals)
    assert said == "A deal exists: on the exact numbers of this case some package suits every side."
    assert 'data-chart="deal-odds"' not in render_html(case, findings)


def test_why_no_package_of_the_frontier_is_acceptable() -> None:
    case, findings = sample()
    total = findings.deals.n_frontier
    refusals = Refusals(accepted=0, at_home=total, by={"senate": total})
    deals = replace(findings.deals, refusals=refusals, n_bargaining_set=3)
    said = explain_exactness(Names(case), deals)
    assert "those at home refuse all of it" in said
    assert "three points there are acceptable to all" in said
    none = replace(deals, n_bargaining_set=0, bargaining_set=())
    assert "at home" not in explain_exactness(Names(case), none)


def make_rivals(draws_apart: float) -> DealFindings:
    """Put a second package beside the safest one, so many standard errors less safe."""
    _, findings = sample()
    deals = findings.deals
    best = replace(deals.candidates[0], names=("recommended",), p_all_gain=0.7)
    error = (0.7 * 0.3 / deals.origin.draws) ** 0.5
    rival = replace(
        best,
        names=("nash",),
        package={**best.package, "flag": "other"},
        p_all_gain=0.7 - draws_apart * error,
        expected_gain=dict.fromkeys(best.expected_gain, 3.0),
    )
    return replace(deals, recommended=best, candidates=(best, rival))


def test_packages_that_the_draws_cannot_tell_apart_are_named() -> None:
    names = Names(sample()[0])
    said = explain_recommended(names, make_rivals(1.9))
    assert "The draws cannot tell it (70%) from “Nash”" in said
    assert "3 instead of" in said
    assert "cannot tell" not in explain_recommended(names, make_rivals(2.1))


def test_a_package_that_breaks_a_rule_is_no_rival() -> None:
    deals = make_rivals(0.5)
    broken = replace(deals.candidates[1], breaks=("locks need tolls",))
    deals = replace(deals, candidates=(deals.candidates[0], broken))
    assert "cannot tell" not in explain_recommended(Names(sample()[0]), deals)


def test_an_offer_that_came_out_against_the_odds_is_admitted() -> None:
    case, findings = sample()
    offer = findings.offers.offers[0]
    odds = {side: replace(to, p_accept=0.1) for side, to in offer.parties.items()}
    taken = replace(offer, outcome="accepted", parties=odds)
    assert "accepted all the same" in explain_offer(Names(case), taken, 128)
    assert "all the same" not in explain_offer(Names(case), offer, 128)
    liked = {side: replace(to, p_accept=0.95) for side, to in offer.parties.items()}
    assert "rejected all the same" in explain_offer(Names(case), replace(offer, parties=liked), 128)


def test_dividing_the_issues_is_told_where_it_applies() -> None:
    case, findings = sample()
    names = Names(case)
    assert explain_division(names, replace(findings.deals, adjusted_winner=None)) == ""
    half = {"locks": {"north": 0.5, "isle": 0.5}}
    division = Division(half, {"north": 66.2, "isle": 66.2}, "locks")
    said = explain_division(names, replace(findings.deals, adjusted_winner=division))
    assert "66 to the United North and 66 to the Isle" in said
    assert said.endswith("with only “Locks” shared.")


def test_lists_no_longer_than_the_case_are_not_compared() -> None:
    case, findings = sample()
    names = Names(case)
    every = tuple(issue.id for issue in case.issues)
    whole = replace(findings.deals.fuller[0], issues=every)
    said = compare_lists(names, replace(findings.deals, fuller=(whole,)))
    assert "covers all issues" in said
    three = [replace(whole, issues=every[:1], p_deal_exists=p, title=str(p)) for p in (0.3, 0.6)]
    said = compare_lists(names, replace(findings.deals, fuller=tuple(three)))
    assert "at best in about 3 in 5 draws (“0.6”), at worst in about 3 in 10" in said


def test_a_wide_record_is_not_leant_on() -> None:
    case, findings = sample()
    names, trust = Names(case), findings.trust
    wide = tuple(replace(each, p10=0.2, p90=0.8) for each in trust.parties)
    narrow = tuple(replace(each, p10=0.5, p90=0.6) for each in trust.parties)
    assert "too wide to lean on" in summarise_trust(names, replace(trust, parties=wide))
    assert "too wide" not in summarise_trust(names, replace(trust, parties=narrow))


def test_what_is_negligible_reads_as_nothing() -> None:
    case, findings = sample()
    offer = findings.offers.offers[0]
    to = offer.parties["isle"]
    little = replace(to, gives=Interval(0.0, 0.0, 0.000003), return_ratio=None)
    changed = replace(offer, parties={"isle": little})
    said = explain_offer_to(Names(case), changed, "isle", 128)
    assert "asked for nothing that costs it." in said
    some = replace(to, gives=Interval(0.0, 0.0, to.gets.p90), return_ratio=None)
    said = explain_offer_to(Names(case), replace(offer, parties={"isle": some}), "isle", 128)
    assert "nothing that costs it in most draws (0 to" in said


def test_the_basis_counts_what_has_no_source() -> None:
    _, findings = sample()
    origin = findings.origin
    assert f"{origin.numbers} numbers" in say_basis(origin)
    assert "none of which has a source" in say_basis(replace(origin, sourced=0))
    assert "each with a source" in say_basis(replace(origin, sourced=origin.numbers))


def test_lists_are_counted_by_giver() -> None:
    case, findings = sample()
    said = answer_lists(Names(case), findings.lists)
    assert said == (
        "The United North can give on one issue and the Isle on one; one issue is for several to "
        "settle together."
    )


def test_no_oracle_tone() -> None:
    case, findings = sample()
    assert not ORACLE.search(render_markdown(case, findings))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("United States", "the United States"),
        ("The Isle", "the Isle"),
        ("North Korea", "North Korea"),
        ("Netherlands", "the Netherlands"),
        ("", ""),
    ],
)
def test_names_take_their_article(name: str, said: str) -> None:
    assert with_article(name) == said
