"""Adjusted Winner: dividing items between two parties who value them differently.

Each party spreads the same number of points over the items. Every item first goes to the party
that gave it more points, and an item on which they tie to the party that is behind. Then the party
that is ahead hands over items, those first on which the two differ least in proportion, the last of
them in part, until both hold equally many of their own points.

The result is efficient, equitable and free of envy, and at most one item is split.

References
----------
Brams, Taylor 1996, *Fair Division: From Cake-Cutting to Dispute Resolution*, chapter 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from detente.core.fixed import Rational, read_exactly
from detente.errors import InputError


@dataclass(frozen=True, slots=True)
class Division:
    """Who gets how much of each item.

    Parameters
    ----------
    shares : the first party's share of each item, between 0 and 1; the rest is the second's.
    totals : what each party holds, in its own points.
    before : what each held before anything was handed over.
    """

    shares: tuple[Fraction, ...]
    totals: tuple[Fraction, Fraction]
    before: tuple[Fraction, Fraction]

    @property
    def split(self) -> int | None:
        """Position of the item that is split, if one is."""
        return next((i for i, share in enumerate(self.shares) if 0 < share < 1), None)


def divide_by_adjusted_winner(first: Sequence[Rational], second: Sequence[Rational]) -> Division:
    """Divide items between two parties by Adjusted Winner.

    Parameters
    ----------
    first, second : points that each party gives each item: not negative, one per item, with the
        same positive total for both (100, by custom).

    Returns
    -------
    The division, in exact fractions.

    Raises
    ------
    InputError
        If the lists do not fit together.

    Notes
    -----
    O(I log I). Where the tied items are several, each goes to the party that is behind at the time,
    and to the first if neither is; equally contested items change hands in the order listed.

    Examples
    --------
    >>> division = divide_by_adjusted_winner([60, 40], [30, 70])
    >>> [str(share) for share in division.shares], [str(total) for total in division.totals]
    (['1', '1/11'], ['700/11', '700/11'])
    """
    points = _read_points(first, second)
    shares = _award(points)
    before = _total(points, shares)
    leader = 0 if before[0] >= before[1] else 1
    for item in _sort_by_contest(points, shares, leader):
        ahead = _total(points, shares)
        gap = ahead[leader] - ahead[1 - leader]
        part = min(Fraction(1), gap / sum(points[item]))
        shares[item] += -part if leader == 0 else part
    return Division(tuple(shares), _total(points, shares), before)


def _read_points(
    first: Sequence[Rational], second: Sequence[Rational]
) -> list[tuple[Fraction, Fraction]]:
    if len(first) != len(second) or not first:
        raise InputError(
            f"Both parties must give points to the same items: {len(first)} against {len(second)}."
        )
    points = [(read_exactly(a), read_exactly(b)) for a, b in zip(first, second, strict=True)]
    totals = [sum(column) for column in zip(*points, strict=True)]
    if min(map(min, points)) < 0 or totals[0] != totals[1] or totals[0] <= 0:
        raise InputError(
            f"Points must not be negative and must add up to the same for both parties; they add "
            f"up to {float(totals[0])} and {float(totals[1])}."
        )
    return points


def _award(points: list[tuple[Fraction, Fraction]]) -> list[Fraction]:
    """Give each item to whom it is worth more; a tied one to the party that is behind."""
    shares = [Fraction(int(a > b)) for a, b in points]
    tied = [item for item, (a, b) in enumerate(points) if a == b]
    held = [
        sum(a for a, b in points if a > b),
        sum(b for a, b in points if b > a),
    ]
    for item in tied:
        taker = 0 if held[0] <= held[1] else 1
        held[taker] += points[item][taker]
        shares[item] = Fraction(1 - taker)
    return shares


def _sort_by_contest(
    points: list[tuple[Fraction, Fraction]], shares: list[Fraction], leader: int
) -> list[int]:
    """The leader's items that the other wants too, most equally valued first."""
    owned = [
        item for item, pair in enumerate(points) if shares[item] == 1 - leader and pair[1 - leader]
    ]
    return sorted(owned, key=lambda item: points[item][leader] / points[item][1 - leader])


def _total(
    points: list[tuple[Fraction, Fraction]], shares: list[Fraction]
) -> tuple[Fraction, Fraction]:
    first = sum((a * share for (a, _), share in zip(points, shares, strict=True)), Fraction(0))
    second = sum(
        (b * (1 - share) for (_, b), share in zip(points, shares, strict=True)), Fraction(0)
    )
    return first, second
