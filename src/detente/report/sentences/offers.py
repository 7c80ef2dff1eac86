"""Sentences about past offers: why each was or was not acceptable to each side."""

from __future__ import annotations

from detente.report.likelihood import cannot_tell, in_draws, say_claim, say_percent, say_share
from detente.report.naming import Names
from detente.report.words import (
    is_negligible,
    say_date,
    say_few,
    say_interval,
    say_list,
    say_number,
    say_numeral,
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
BALANCED = "each side gets at least as much as it gives"
CLOSE = (1 / 3, 2 / 3)
"""Between these, "more likely than not" is said with its odds."""

SURE = 0.9
"""A pledge believed at this much or more is counted almost in full: no more is said of it."""


def answer_offers(names: Names, offers: OfferFindings) -> str:
    """Say how many offers were balanced, and how many all sides would probably have taken."""
    total = len(offers.offers)
    if total == 0:
        return "No offer is on record, so there is nothing to weigh."
    if total == 1:
        only = explain_offer(names, offers.offers[0], offers.origin.draws)
        return " ".join(filter(None, [only, _warn(offers)]))
    surprises = [offer for offer in offers.offers if is_surprising(offer)]
    said = [f"“{offer.title}” was {offer.outcome} all the same." for offer in surprises]
    parts = [_count_offers(offers), _say_close(offers), *said, _warn(offers)]
    return " ".join(filter(None, parts))


def summarise_offers(offers: OfferFindings) -> str:
    """Count in one line how many offers were balanced, and how many all would have taken."""
    return _count_offers(offers, short=True) if offers.offers else "None is on record."


def find_sides(offer: OfferFinding) -> list[str]:
    """List the sides of an offer: those who make it and those to whom it is made."""
    return [side for side in offer.parties if side in (offer.by, *offer.to)]


def is_bystander(offer: OfferFinding, party: str) -> bool:
    """Say whether a party neither made an offer nor was it made to it."""
    return party not in (offer.by, *offer.to)


def _say_all(offer: OfferFinding) -> str:
    """Name all sides of an offer, those at home included."""
    if any(is_bystander(offer, party) for party in offer.parties):
        return "both its sides" if len(find_sides(offer)) == 2 else "all its sides"
    return "every side"


def say_judged(names: Names) -> str:
    """Say of which day the values and the trust are by which offers are judged."""
    day = say_date(names.case.as_of)
    return (
        f"Offers are judged with the values and the trust of {day}, not with those of the day "
        f"they were made: would it be acceptable as things are judged on {day}?"
    )


def compute_short(offer: OfferFinding) -> float:
    """Compute the largest odds, over its sides, that a side gets less than it gives."""
    return max((offer.parties[side].p_short for side in find_sides(offer)), default=0.0)


def _say_close(offers: OfferFindings) -> str:
    """Give the odds of the offers whose balance is close."""
    draws = offers.origin.draws
    close = [
        f"“{offer.title}” asks more of a side than it returns "
        f"{in_draws(compute_short(offer), draws)}"
        for offer in offers.offers
        if is_close(compute_short(offer))
    ]
    return f"Close to even: {say_list(close)}." if close else ""


def is_close(odds: float) -> bool:
    """Say whether "more likely than not" is by little.

    Examples
    --------
    >>> is_close(0.55), is_close(0.9)
    (True, False)
    """
    return CLOSE[0] < odds < CLOSE[1]


def _warn(offers: OfferFindings) -> str:
    """Warn of values by which a side would have refused what it offered itself."""
    total = len(offers.offers)
    odd = [
        offer
        for offer in offers.offers
        if offer.by in offer.parties and offer.parties[offer.by].p_accept < 0.5
    ]
    if not odd:
        return ""
    opening = f"In {len(odd)} of {total} offers" if total > 1 else "By these values"
    return (
        f"{opening} the side that made it would itself more likely than not refuse it: a warning "
        "about the values."
    )


def _count_offers(offers: OfferFindings, *, short: bool = False) -> str:
    total = len(offers.offers)
    balanced = sum(offer.commensurate for offer in offers.offers)
    liked = sum(offer.p_all_accept > 0.5 for offer in offers.offers)
    if total == 1:
        first = "more" if balanced else "less"
        second = "" if liked else "not "
        return (
            f"The one on record is {first} likely than not to be balanced; it is {second}likely to "
            "be acceptable to all its sides."
        )
    verb = "is" if balanced <= 1 else "are"
    likely = "is" if liked <= 1 else "are"
    what = "balanced" if short else f"balanced ({BALANCED})"
    return (
        f"Of {say_few(total, 'offer')} on record {say_numeral(balanced)} {verb} more likely than "
        f"not {what}, and {say_numeral(liked)} {likely} more likely than not acceptable to all "
        "its sides."
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
    parts = [made, _say_balance(names, offer, draws), _say_odds(offer, draws), _say_surprise(offer)]
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


def _say_balance(names: Names, offer: OfferFinding, draws: int) -> str:
    still = offer.outcome == "open"
    share = f" ({in_draws(short, draws)})" if is_close(short := compute_short(offer)) else ""
    if offer.commensurate:
        gives, gets = ("gives", "gets") if still else ("gave", "got")
        share = f" ({in_draws(1 - short, draws)})" if share else ""
        return f"More likely than not{share} no side {gives} more than it {gets}, after doubt."
    against = names.sides(offer.one_sided_against)
    each = ", each on its own scale" if len(offer.one_sided_against) > 1 else ", on its own scale"
    asks, returns = ("asks", "returns") if still else ("asked", "returned")
    return (
        f"More likely than not{share} it {asks} more of {against} than it {returns}{each} and "
        "after doubt."
    )


def _say_odds(offer: OfferFinding, draws: int) -> str:
    return _claim(f"it would be acceptable to {_say_all(offer)}", offer.p_all_accept, draws)


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
    clause = f"it would be acceptable to {names.side(party)}{home}"
    parts = [_say_exchange(names, offer, party), _claim(clause, to.p_accept, draws)]
    return " ".join([*parts, *_say_home(names, to, draws)])


def _say_exchange(names: Names, offer: OfferFinding, party: str) -> str:
    to, still = offer.parties[party], offer.outcome == "open"
    aside = ", a bystander," if is_bystander(offer, party) else ""
    opening = f"For {names.side(party)}{aside} the offer"
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
