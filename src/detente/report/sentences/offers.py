"""Sentences about past offers: why each was or was not acceptable to each side."""

from __future__ import annotations

from detente.report.naming import Names
from detente.report.words import (
    cannot_tell,
    in_draws,
    is_negligible,
    say_claim,
    say_date,
    say_few,
    say_interval,
    say_list,
    say_number,
    say_numeral,
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
SURE = 0.9
"""A pledge believed at this much or more is counted almost in full: no more is said of it."""


def answer_offers(names: Names, offers: OfferFindings) -> str:
    """Say how many offers were balanced, and how many all sides would probably have taken."""
    total = len(offers.offers)
    if total == 0:
        return "No offer is on record, so there is nothing to weigh."
    if total == 1:
        return explain_offer(names, offers.offers[0], offers.origin.draws)
    surprises = [offer for offer in offers.offers if is_surprising(offer)]
    said = [f"“{offer.title}” was {offer.outcome} all the same." for offer in surprises]
    return " ".join([_count_offers(offers), *said])


def summarise_offers(offers: OfferFindings) -> str:
    """Count in one line how many offers were balanced, and how many all would have taken."""
    return _count_offers(offers) if offers.offers else "None is on record."


def _count_offers(offers: OfferFindings) -> str:
    total = len(offers.offers)
    balanced = sum(offer.commensurate for offer in offers.offers)
    liked = sum(offer.p_all_accept > 0.5 for offer in offers.offers)
    if total == 1:
        first = "was balanced" if balanced else "was one-sided"
        second = "likely" if liked else "not likely"
        return f"The one on record {first}; it was {second} to be acceptable to every side."
    verb = "was" if balanced <= 1 else "were"
    likely = "was" if liked <= 1 else "were"
    return (
        f"Of {say_few(total, 'offer')} on record {say_numeral(balanced)} {verb} balanced, and "
        f"{say_numeral(liked)} {likely} more likely than not to be acceptable to every side."
    )


def is_surprising(offer: OfferFinding) -> bool:
    """Say whether what came of an offer goes against the odds of those who made and took it."""
    asked = [to.p_accept for side, to in offer.parties.items() if side in (offer.by, *offer.to)]
    if offer.outcome == "accepted":
        return min(asked, default=1.0) < 0.2
    return offer.outcome == "rejected" and 1.0 - sum(1.0 - odds for odds in asked) > 0.8


def explain_offer(names: Names, offer: OfferFinding, draws: int) -> str:
    """Say when an offer was made, what came of it, against whom it was, and its odds."""
    to = f" to {names.sides(offer.to)}" if offer.to else ""
    made = (
        f"{sentence(names.side(offer.by))[:-1]} put it{to} on {say_date(offer.date)}; "
        f"{OUTCOMES.get(offer.outcome, offer.outcome)}."
    )
    parts = [made, _say_balance(names, offer), _say_odds(offer, draws), _say_surprise(offer)]
    return " ".join(part for part in parts if part)


def _say_surprise(offer: OfferFinding) -> str:
    """Admit where the model's odds and the outcome disagree."""
    if not is_surprising(offer):
        return ""
    if offer.outcome == "accepted":
        return (
            "It was accepted all the same: something counted that the case leaves out, or the "
            "doubt is overstated."
        )
    return "It was rejected all the same: something counted that the case leaves out."


def _say_balance(names: Names, offer: OfferFinding) -> str:
    still = offer.outcome == "open"
    if offer.commensurate:
        gives, gets = ("gives", "gets") if still else ("gave", "got")
        return f"In most draws no side {gives} more than it {gets}, after doubt."
    against = names.sides(offer.one_sided_against)
    each = ", each on its own scale" if len(offer.one_sided_against) > 1 else ", on its own scale"
    asks, returns = ("asks", "returns") if still else ("asked", "returned")
    return f"In most draws it {asks} more of {against} than it {returns}{each} and after doubt."


def _say_odds(offer: OfferFinding, draws: int) -> str:
    return _claim(f"it {_is(offer)} acceptable to every side", offer.p_all_accept, draws)


def _is(offer: OfferFinding) -> str:
    return "is" if offer.outcome == "open" else "was"


def _claim(clause: str, odds: float, draws: int) -> str:
    """Claim a clause with its odds, or say that the model cannot tell."""
    if cannot_tell(odds):
        return (
            f"The model cannot tell whether {clause}: the odds, {say_share(odds, draws)}, are "
            "near even."
        )
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
    if is_negligible(max(to.gives.p90, to.gets.p90), 0.0):
        return f"{opening} {'changes' if still else 'changed'} nothing that it values."
    asks, returns = ("asks", "returns") if still else ("asked", "returned")
    asked = f"{opening} {asks} for {_say_asked(names, to)}."
    return f"{asked} It {returns} {_say_returned(names, to)}."


def _say_asked(names: Names, to: OfferTo) -> str:
    if is_negligible(to.gives.p90, get_scale(to)):
        return "nothing that costs it"
    largest = _find_largest(to, cost=True)
    if to.return_ratio is None:
        return f"nothing that costs it in most draws ({_ends(to.gives)} points)"
    if largest is None:
        return f"{_ends(to.gives)} points"
    named = f"{_ends(to.gives)} points, most of all “{_pledge(names, largest)}”"
    if largest.delivery >= SURE:
        return f"{named} ({_size(largest.face)})"
    return (
        f"{named}, which would cost it {_size(largest.face)} if carried out and counts as "
        f"{_size(largest.believed)}, since that pledge is {FIRM.get(largest.firm, largest.firm)}"
    )


def _say_returned(names: Names, to: OfferTo) -> str:
    if is_negligible(to.gets.p90, get_scale(to)):
        return "nothing that it values"
    largest = _find_largest(to, cost=False)
    if largest is None:
        return _ends(to.gets)
    named = f"{_ends(to.gets)}, most of all “{_pledge(names, largest)}”"
    if largest.delivery >= SURE:
        return f"{named} ({_size(largest.believed)})"
    only = "only " if largest.delivery < 0.6 else ""
    return (
        f"{named}, which is worth {_size(largest.face)} if delivered and counts as "
        f"{_size(largest.believed)}, since it is believed at {only}"
        f"{say_percent(largest.delivery)}"
    )


def _find_largest(to: OfferTo, *, cost: bool) -> PledgeEffect | None:
    sign = -1.0 if cost else 1.0
    effects = [pledge for pledge in to.pledges if sign * pledge.believed.p50 > 1e-9]
    return max(effects, key=lambda pledge: sign * pledge.believed.p50, default=None)


def get_scale(to: OfferTo) -> float:
    """Size up what is at stake for a side, so that what is nothing beside it reads as nothing."""
    return max(to.gives.p90, to.gets.p90)


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
    said = [f"{names.side(side)} {in_draws(1 - odds, draws)}" for side, odds in refusing]
    return [f"At home it would be refused by {say_list(said)}."]
