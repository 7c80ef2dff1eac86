"""Sentences about past offers: why each was or was not acceptable to each side."""

from __future__ import annotations

from detente.report.naming import Names
from detente.report.words import (
    cannot_tell,
    say_claim,
    say_date,
    say_few,
    say_interval,
    say_list,
    say_number,
    say_numeral,
    say_odds,
    say_percent,
    say_share,
    sentence,
)
from detente.study.offers import OfferFinding, OfferFindings, OfferTo, PledgeEffect
from detente.study.record import Interval

OUTCOMES = {
    "rejected": "it was rejected",
    "accepted": "it was accepted",
    "lapsed": "it lapsed",
    "open": "it is still open",
}
FIRM = {"scheduled": "only scheduled", "stated": "only stated", "vague": "vague"}
NOTHING = 1e-9
SURE = 0.9
"""A pledge believed at this much or more is counted almost in full: no more is said of it."""


def answer_offers(names: Names, offers: OfferFindings) -> str:
    """Say how many offers were balanced, and how many all sides would probably have taken."""
    total = len(offers.offers)
    if total == 0:
        return "No offer is on record, so there is nothing to weigh."
    if total == 1:
        return explain_offer(names, offers.offers[0], offers.origin.draws)
    balanced = sum(offer.commensurate for offer in offers.offers)
    liked = sum(offer.p_all_accept > 0.5 for offer in offers.offers)
    verb = "was" if balanced == 1 else "were"
    return (
        f"Of the {say_few(total, 'offer')} on record {say_numeral(balanced)} {verb} balanced, and "
        f"{say_numeral(liked)} would more likely than not have been acceptable to every side."
    )


def explain_offer(names: Names, offer: OfferFinding, draws: int) -> str:
    """Say when an offer was made, what came of it, against whom it was, and its odds."""
    to = f" to {names.sides(offer.to)}" if offer.to else ""
    made = (
        f"{sentence(names.side(offer.by))[:-1]} put it{to} on {say_date(offer.date)}; "
        f"{OUTCOMES.get(offer.outcome, offer.outcome)}."
    )
    return " ".join([made, _say_balance(names, offer), _say_odds(offer, draws)])


def _say_balance(names: Names, offer: OfferFinding) -> str:
    if offer.commensurate:
        return "In most draws no side gave more than it got."
    against = names.sides(offer.one_sided_against)
    scale = ", each on its own scale" if len(offer.one_sided_against) > 1 else ", on its own scale"
    return f"In most draws it took more from {against} than it gave{scale}."


def _say_odds(offer: OfferFinding, draws: int) -> str:
    return _claim(f"it {_is(offer)} acceptable to every side", offer.p_all_accept, draws)


def _is(offer: OfferFinding) -> str:
    return "is" if offer.outcome == "open" else "was"


def _claim(clause: str, odds: float, draws: int) -> str:
    """Claim a clause with its odds, or say that the model cannot tell."""
    if cannot_tell(odds):
        return f"The model cannot tell whether {clause}: {say_odds(odds, draws)}."
    return f"{say_claim(clause, odds, draws)}."


def explain_offer_to(names: Names, offer: OfferFinding, party: str, draws: int) -> str:
    """Say in one paragraph why an offer was or was not acceptable to one side.

    What it asked, with the largest cost; what it returned after doubt, with the largest benefit;
    the odds that the side would accept; and who at home would refuse.
    """
    to = offer.parties[party]
    home = " and those at home" if to.p_ratified else ""
    clause = f"it {_is(offer)} acceptable to {names.side(party)}{home}"
    parts = [_say_exchange(names, offer, party), _claim(clause, to.p_accept, draws)]
    return " ".join([*parts, *_say_home(names, to, draws)])


def _say_exchange(names: Names, offer: OfferFinding, party: str) -> str:
    to, still = offer.parties[party], offer.outcome == "open"
    opening = f"For {names.side(party)} the offer"
    if to.gives.p90 <= NOTHING and to.gets.p90 <= NOTHING:
        return f"{opening} {'changes' if still else 'changed'} nothing that it values."
    asks, returns = ("asks", "returns") if still else ("asked", "returned")
    asked = f"{opening} {asks} for {_say_asked(names, to)}."
    return f"{asked} It {returns} {_say_returned(names, to)}."


def _say_asked(names: Names, to: OfferTo) -> str:
    if to.gives.p90 <= NOTHING:
        return "nothing that costs it"
    largest = _find_largest(to, cost=True)
    if largest is None:
        return f"{_ends(to.gives)} points"
    named = f"{_ends(to.gives)} points, most of all “{_pledge(names, largest)}”"
    if largest.delivery >= SURE:
        return f"{named} ({_size(largest.face)})"
    return (
        f"{named}, worth {_size(largest.face)} if carried out but counted as "
        f"{_size(largest.believed)}, since that pledge is {FIRM.get(largest.firm, largest.firm)}"
    )


def _say_returned(names: Names, to: OfferTo) -> str:
    if to.gets.p90 <= NOTHING:
        return "nothing that it values"
    largest = _find_largest(to, cost=False)
    if largest is None:
        return _ends(to.gets)
    named = f"{_ends(to.gets)}, most of all “{_pledge(names, largest)}”"
    if largest.delivery >= SURE:
        return f"{named} ({_size(largest.believed)})"
    only = "only " if largest.delivery < 0.6 else ""
    return (
        f"{named}, worth {_size(largest.face)} if delivered but counted as "
        f"{_size(largest.believed)}, since the pledge is believed at {only}"
        f"{say_percent(largest.delivery)}"
    )


def _find_largest(to: OfferTo, *, cost: bool) -> PledgeEffect | None:
    sign = -1.0 if cost else 1.0
    effects = [pledge for pledge in to.pledges if sign * pledge.believed.p50 > NOTHING]
    return max(effects, key=lambda pledge: sign * pledge.believed.p50, default=None)


def _pledge(names: Names, pledge: PledgeEffect) -> str:
    return names.pledge(pledge.issue, pledge.option)


def _ends(interval: Interval) -> str:
    return say_interval(interval.p10, interval.p90)


def _size(interval: Interval) -> str:
    """Say how large, without the sign: the sentence says whether it is cost or benefit."""
    low, high = sorted((abs(interval.p10), abs(interval.p90)))
    if interval.p10 < 0 < interval.p90:
        return f"about {say_number(abs(interval.p50))}"
    return say_interval(low, high)


def _say_home(names: Names, to: OfferTo, draws: int) -> list[str]:
    refusing = [(side, odds) for side, odds in to.p_ratified.items() if odds < 0.5]
    if not refusing:
        return []
    said = [f"{names.side(side)} {_in_draws(1 - odds, draws)}" for side, odds in refusing]
    return [f"At home it would be refused by {say_list(said)}."]


def _in_draws(odds: float, draws: int) -> str:
    share = say_share(odds, draws)
    return share if share.startswith("in ") else f"in {share}"
