"""The frontier beside the bargaining set, counted: what the title and the sentences rest on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from detente.study.deal_records import DealFindings


@dataclass(frozen=True, slots=True)
class Fronts:
    """What is acceptable to whom at the medians.

    Parameters
    ----------
    listed : points of the frontier that were looked at one by one.
    total : points of the frontier.
    taken : those of the listed ones that every party and everybody at home accepts.
    inside : points of the bargaining set: nothing acceptable to all beats them.
    home : whether somebody at home refuses each of the listed points that is refused.
    refuses_most : who refuses most of the listed points; "" when nobody refuses any.
    """

    listed: int
    total: int
    taken: int
    inside: int
    home: bool
    refuses_most: str

    @property
    def sampled(self) -> bool:
        """Whether only some points of the frontier were looked at."""
        return self.listed < self.total


def count_fronts(deals: DealFindings) -> Fronts:
    """Count what of the frontier is acceptable, and how much lies short of it."""
    at_home = set(deals.ratifiers)
    refused = [deal.refused_by for deal in deals.frontier if not deal.acceptable]
    counts = Counter(side for sides in refused for side in sides)
    return Fronts(
        listed=len(deals.frontier),
        total=deals.n_frontier,
        taken=len(deals.frontier) - len(refused),
        inside=deals.n_bargaining_set,
        home=bool(refused) and all(at_home & set(sides) for sides in refused),
        refuses_most=counts.most_common(1)[0][0] if counts else "",
    )
