"""From a case to arrays: the one bridge between what is written and what is computed.

Axes, everywhere in this order: D draws, Q parties then ratifiers, C columns (the options of
all issues in a row, then the interactions), I issues.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np

from detente.case.model import Case, Issue, Promise, Quantity
from detente.case.tables import make_layout
from detente.core.belief import Belief, Ledger
from detente.core.draws import Levels, compute_median, compute_quantile
from detente.core.fixed import MOST_DECIMALS, choose_decimals, to_fixed
from detente.core.layout import FloatArray, IntArray, Layout

DAYS_PER_YEAR = 365.25
MEDIAN_DIGITS = 6
"""Medians of ranges keep so many significant digits; numbers written as points stay exact."""

MOST_DIGITS = 14
"""Digits that a side's largest total and its smallest decimal may span at the medians."""


@dataclass(frozen=True)
class Medians:
    """The case at the median of every range, in exact fixed point.

    Parameters
    ----------
    values : int64, shape ``(Q, C)``, in units of ``10**-decimals[q]`` of q's points.
    reservation : int64, shape ``(Q,)``, in the same units.
    decimals : digits after the point kept for each q.
    """

    values: IntArray
    reservation: IntArray
    decimals: tuple[int, ...]

    def to_points(self, amounts: IntArray) -> FloatArray:
        """Turn fixed point with a last axis over the first parties back into points."""
        units = 10.0 ** np.asarray(self.decimals[: amounts.shape[-1]])
        return np.asarray(amounts / units)


@dataclass(frozen=True)
class Frame:
    """Where each party, ratifier, issue and option of a case stands in the arrays."""

    case: Case

    @cached_property
    def parties(self) -> tuple[str, ...]:
        """Party ids in order."""
        return tuple(party.id for party in self.case.parties)

    @cached_property
    def ratifiers(self) -> tuple[str, ...]:
        """Ratifier ids in order."""
        return tuple(ratifier.id for ratifier in self.case.ratifiers)

    @cached_property
    def sides(self) -> tuple[str, ...]:
        """Parties, then ratifiers: the axis Q."""
        return self.parties + self.ratifiers

    @cached_property
    def reservations(self) -> tuple[Quantity, ...]:
        """Reservation values along the axis Q."""
        parties = [party.reservation for party in self.case.parties]
        return (*parties, *(ratifier.reservation for ratifier in self.case.ratifiers))

    @cached_property
    def party_of(self) -> IntArray:
        """The party each side belongs to, shape ``(Q,)``: itself, or the ratifier's."""
        own = [self.parties.index(ratifier.party) for ratifier in self.case.ratifiers]
        return np.asarray([*range(len(self.parties)), *own], dtype=np.int64)

    @cached_property
    def issue_index(self) -> dict[str, int]:
        """Issue id to position."""
        return {issue.id: index for index, issue in enumerate(self.case.issues)}

    def givers(self, issue: Issue) -> tuple[str, ...]:
        """Who performs an issue; all parties when it is joint."""
        return issue.by or self.parties

    def to_package(self, options: Mapping[str, str]) -> IntArray:
        """Turn ``{issue: option}`` into option indices, shape ``(I,)``; others stay put."""
        package = np.zeros(len(self.case.issues), dtype=np.int64)
        for issue, option in options.items():
            place = self.issue_index[issue]
            package[place] = self.case.issues[place].index(option)
        return package

    def to_options(self, package: Iterable[int]) -> dict[str, str]:
        """Turn option indices, shape ``(I,)``, into ``{issue: option}``."""
        return {
            issue.id: issue.options[int(index)].id
            for issue, index in zip(self.case.issues, package, strict=True)
        }

    @cached_property
    def layout(self) -> Layout:
        """The package space: issues, constraints and interactions."""
        return make_layout(self.case)

    def columns(self) -> Iterator[tuple[int, int, Mapping[str, Quantity]]]:
        """Yield every column with values: ``(column, stream, {side: value})``.

        A *stream* numbers what shares one uniform per side: an issue, or an interaction.
        """
        column = 0
        for stream, issue in enumerate(self.case.issues):
            for option in issue.options:
                yield column, stream, option.values
                column += 1
        for stream, interaction in enumerate(self.case.interactions, len(self.case.issues)):
            yield column, stream, interaction.values
            column += 1

    @cached_property
    def medians(self) -> Medians:
        """The case at its medians."""
        columns = [values for _, _, values in self.columns()]
        amounts = [
            _find_medians([*(values.get(side) for values in columns), reservation])
            for side, reservation in zip(self.sides, self.reservations, strict=True)
        ]
        decimals = tuple(choose_decimals(row) for row in amounts)
        fixed = np.stack(
            [to_fixed(np.asarray(row), d) for row, d in zip(amounts, decimals, strict=True)]
        )
        return Medians(fixed[:, :-1], fixed[:, -1], decimals)

    def ledger(self, giver: str, viewer: str | None = None) -> tuple[list[Promise], Ledger]:
        """Read the record of one party, as one viewer or as everybody together sees it."""
        promises = [p for p in self.case.promises if _counts(p, giver, viewer)]
        return promises, build_ledger(self.case, promises, self.case.as_of)

    def belief(self, giver: str, viewer: str | None = None) -> Belief:
        """How far a promise by the giver is believed."""
        _, ledger = self.ledger(giver, viewer)
        return ledger.compute_belief(get_prior(self.case), get_half_life(self.case))


def draw_quantity(quantity: Quantity, u: FloatArray | Levels) -> FloatArray:
    """Read a quantity at the given probabilities; a point is itself everywhere."""
    if quantity.point is not None:
        return np.full(u.shape, float(quantity.point))
    low, best, high = _ends(quantity)
    return compute_quantile(low, best, high, u)


def find_median(quantity: Quantity) -> float:
    """Find the median of a quantity; of a point, itself."""
    return float(draw_quantity(quantity, np.array([0.5]))[0])


def get_prior(case: Case) -> tuple[float, float]:
    """Pseudo-promises kept and broken before the record is read."""
    return case.trust.prior_kept, case.trust.prior_broken


def get_half_life(case: Case) -> float:
    """Years in which an entry of the ledger loses half its weight."""
    return case.trust.half_life_days / DAYS_PER_YEAR


def build_ledger(case: Case, promises: Iterable[Promise], on: dt.date) -> Ledger:
    """Turn promises settled by a date into arrays, faded to that date."""
    entries = list(promises)
    credit = [_credit(case, promise) for promise in entries]
    weight = [_weight(case, promise) for promise in entries]
    age = [max(0.0, (on - promise.settled).days / DAYS_PER_YEAR) for promise in entries]
    disputed = [promise.outcome == "disputed" for promise in entries]
    return Ledger(
        np.asarray(credit, dtype=np.float64),
        np.asarray(weight, dtype=np.float64),
        np.asarray(age, dtype=np.float64),
        np.asarray(disputed, dtype=np.bool_),
    )


def _counts(promise: Promise, giver: str, viewer: str | None) -> bool:
    """Whether an entry touches the belief in the giver that the viewer holds."""
    if promise.outcome in ("not_triggered", "open"):
        return False
    if giver != (promise.precedent_for or promise.by):
        return False
    return viewer is None or promise.cited_by in (None, viewer)


def _credit(case: Case, promise: Promise) -> float:
    if promise.share is not None:
        return promise.share
    return case.trust.credit.get(promise.outcome, 0.0)


def _weight(case: Case, promise: Promise) -> float:
    if promise.weight is not None:
        return promise.weight
    return case.trust.precedent_weight if promise.precedent_for else 1.0


def _ends(quantity: Quantity) -> tuple[float, float | None, float]:
    if quantity.low is None or quantity.high is None:
        raise ValueError(f"not a range: {quantity.text}")
    best = None if quantity.best is None else float(quantity.best)
    return float(quantity.low), best, float(quantity.high)


def _find_medians(quantities: Sequence[Quantity | None]) -> list[Decimal]:
    """Find one side's medians; what is not written as a point is rounded to what fits."""
    medians = [Decimal(0) if each is None else _median(each) for each in quantities]
    total = sum(map(abs, medians), Decimal(1))
    room = max(0, min(MOST_DECIMALS, MOST_DIGITS - total.adjusted()))
    return [
        median if each is None or _is_exact(each) else _round(median, room)
        for each, median in zip(quantities, medians, strict=True)
    ]


def _is_exact(quantity: Quantity) -> bool:
    return quantity.point is not None or quantity.best is not None


def _median(quantity: Quantity) -> Decimal:
    exact = quantity.point if quantity.point is not None else quantity.best
    return Decimal(repr(compute_median(*_ends(quantity)))) if exact is None else exact


def _round(median: Decimal, most: int) -> Decimal:
    """Keep the significant digits, and at most so many decimals."""
    decimals = MEDIAN_DIGITS - 1 - median.adjusted() if median else 0
    return round(median, max(0, min(decimals, most)))
