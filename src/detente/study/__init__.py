"""The questions, one module each: a case goes in, a frozen record of findings comes out.

>>> import detente
>>> case = detente.load(detente.find_case("barter-nash-1950"))
>>> findings = detente.study.deals(case, draws=64)
>>> findings.solutions["nash"].gain
{'bill': 12.0, 'jack': 5.0}
"""

from __future__ import annotations

from collections.abc import Mapping

from detente.case import Case
from detente.study.deal_records import DealFindings
from detente.study.deals import FRONTIER_LIMIT, find_deals
from detente.study.lists import ListFindings, find_lists
from detente.study.offers import OfferFindings, find_offers
from detente.study.trust import TrustFindings, find_trust
from detente.study.workspace import DEFAULT_DRAWS, Workspace

__all__ = [
    "DEFAULT_DRAWS",
    "DealFindings",
    "ListFindings",
    "OfferFindings",
    "TrustFindings",
    "Workspace",
    "deals",
    "find_deals",
    "find_lists",
    "find_offers",
    "find_trust",
    "lists",
    "offers",
    "trust",
]


def lists(case: Case, *, draws: int = DEFAULT_DRAWS, seed: int | None = None) -> ListFindings:
    """What could each side give, what would it cost, what is it worth to the others?"""
    return find_lists(Workspace(case, draws, seed))


def trust(case: Case, *, draws: int = DEFAULT_DRAWS, seed: int | None = None) -> TrustFindings:
    """How far can each side be believed, on its record? See :func:`find_trust`."""
    return find_trust(Workspace(case, draws, seed))


def offers(case: Case, *, draws: int = DEFAULT_DRAWS, seed: int | None = None) -> OfferFindings:
    """Was each offer balanced, and would it be acceptable? See :func:`find_offers`."""
    return find_offers(Workspace(case, draws, seed))


def deals(
    case: Case,
    *,
    draws: int = DEFAULT_DRAWS,
    seed: int | None = None,
    weights: Mapping[str, float] | None = None,
    lotteries: bool = False,
    limit: int = FRONTIER_LIMIT,
) -> DealFindings:
    """Which packages do all sides gain from, and how sure is that? See :func:`find_deals`."""
    workspace = Workspace(case, draws, seed)
    return find_deals(workspace, weights=weights, lotteries=lotteries, limit=limit)
