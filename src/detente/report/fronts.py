"""The frontier beside the bargaining set, counted: what the title and the sentences rest on."""

from __future__ import annotations

from dataclasses import dataclass

from detente.study.deal_records import DealFindings


@dataclass(frozen=True, slots=True)
class Fronts:
    """What is acceptable to whom at the medians.

    Parameters
    ----------
    total : points of the frontier.
    taken : those of them that every party and everybody at home accepts.
    inside : points of the bargaining set: nothing acceptable to all beats them.
    home : whether somebody at home refuses each of the points that is refused.
    refuses_most : who refuses most of the points, several where they refuse as many.
    """

    total: int
    taken: int
    inside: int
    home: bool
    refuses_most: tuple[str, ...]


def count_fronts(deals: DealFindings) -> Fronts:
    """Count what of the frontier is acceptable, and how much lies short of it."""
    refusals = deals.refusals
    refused = deals.n_frontier - refusals.accepted
    most = max(refusals.by.values())
    return Fronts(
        total=deals.n_frontier,
        taken=refusals.accepted,
        inside=deals.n_bargaining_set,
        home=0 < refused == refusals.at_home,
        refuses_most=tuple(s for s, count in refusals.by.items() if refused and count == most),
    )
