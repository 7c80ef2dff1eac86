"""What breaking a plan costs, and what must be held after every stage, as arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from detente.case.arrays import Frame, draw_quantity
from detente.case.model import Quantity
from detente.case.plan_model import PlanTerms
from detente.core.draws import draw_beside
from detente.core.layout import FloatArray

_STREAM = 1
"""Terms are drawn beside the values, so that a plan.yaml changes no other draw."""


@dataclass(frozen=True)
class Terms:
    """The terms of a plan over draws, each in the side's own points.

    Parameters
    ----------
    relationship, reputation, deposits : what each party loses by breaking off, ``(D, P)``.
    cover : what each party is paid out of the others' deposits when they break, ``(D, P)``.
    floors : by side, what it must hold after every stage, ``(D,)`` each; ratifiers whose floor is
        their reservation value are not listed.
    """

    relationship: FloatArray
    reputation: FloatArray
    deposits: FloatArray
    cover: FloatArray
    floors: Mapping[str, FloatArray]

    @property
    def loss(self) -> FloatArray:
        """All that each party loses by defecting, ``(D, P)``."""
        return self.relationship + self.reputation + self.deposits

    def take(self, rows: slice) -> Terms:
        """Take the terms in some draws, as views."""
        return Terms(
            self.relationship[rows],
            self.reputation[rows],
            self.deposits[rows],
            self.cover[rows],
            {side: floor[rows] for side, floor in self.floors.items()},
        )


def draw_terms(frame: Frame, n: int, seed: int | None = None) -> Terms:
    """Draw the terms of a plan, from a stream of their own."""
    return _read(frame, _draw_stream(frame, n, seed))


def list_inputs(
    frame: Frame, n: int, seed: int | None = None
) -> Iterator[tuple[str, tuple[str, ...], FloatArray]]:
    """List what varies on its own in the terms of a plan.

    Yields
    ------
    A name, which is the key of the one quantity that it moves, that key, and where each draw stands
    in its range, ``(D,)``, strictly between 0 and 1.
    """
    u = _draw_stream(frame, n, seed)
    known = {entry.key for entry in frame.case.quantities()}
    for place, key in enumerate(_name_streams(frame)):
        if key in known:
            yield key, (key,), u[:, place]


def find_median_terms(frame: Frame) -> Terms:
    """Read the terms at their medians: one draw, ``D = 1``."""
    return _read(frame, np.full((1, _count(frame)), 0.5))


def are_alike(terms: PlanTerms, others: PlanTerms) -> bool:
    """Whether two plans have the same terms, as far as they are drawn."""
    return _number_terms(terms) == _number_terms(others)


def _number_terms(terms: PlanTerms) -> tuple[object, ...]:
    rows = (terms.relationship, terms.reputation, terms.floors)
    deposits = [(d.secures, d.loses.numbers, _number_row(d.pays)) for d in terms.deposits]
    return (*map(_number_row, rows), deposits)


def _number_row(row: Mapping[str, Quantity]) -> dict[str, object]:
    return {side: quantity.numbers for side, quantity in row.items()}


def _draw_stream(frame: Frame, n: int, seed: int | None) -> FloatArray:
    """Draw where every quantity stands in its range, ``(D, streams)``."""
    chosen = frame.case.seed if seed is None else seed
    rng = np.random.default_rng([chosen, _STREAM])
    return draw_beside(n, _count(frame), rng)


def _name_streams(frame: Frame) -> Iterator[str]:
    """Name the streams in the order in which they are read, by the keys of `Case.quantities`."""
    for kind in ("relationship", "reputation"):
        yield from (f"{kind}/{party}" for party in frame.parties)
    yield from (f"floor/{side}" for side in frame.sides)
    for deposit in frame.case.plan.deposits:
        yield f"deposit/{deposit.id}/loses"
        yield from (f"deposit/{deposit.id}/pays/{party}" for party in frame.parties)


def _count(frame: Frame) -> int:
    parties = len(frame.parties)
    return 2 * parties + len(frame.sides) + len(frame.case.plan.deposits) * (1 + parties)


def _read(frame: Frame, u: FloatArray) -> Terms:
    """Read every quantity at its own uniform, ``(D,)`` each, in a fixed order."""
    plan, parties = frame.case.plan, frame.parties
    P, Q = len(parties), len(frame.sides)
    deposits, cover = np.zeros((len(u), P), order="F"), np.zeros((len(u), P), order="F")
    for place, deposit in enumerate(plan.deposits):
        at = 2 * P + Q + place * (1 + P)
        deposits[:, parties.index(deposit.secures)] += draw_quantity(deposit.loses, u[:, at])
        paid = _read_row(deposit.pays, parties, u[:, at + 1 : at + 1 + P])
        cover += paid
    floors = {
        side: draw_quantity(plan.floors[side], u[:, 2 * P + q])
        for q, side in enumerate(frame.sides)
        if side in plan.floors
    }
    return Terms(
        relationship=_read_row(plan.relationship, parties, u[:, :P]),
        reputation=_read_row(plan.reputation, parties, u[:, P : 2 * P]),
        deposits=deposits,
        cover=cover,
        floors=floors,
    )


def _read_row(
    quantities: Mapping[str, Quantity], parties: tuple[str, ...], u: FloatArray
) -> FloatArray:
    rows = [
        draw_quantity(quantities[party], u[:, p]) if party in quantities else np.zeros(len(u))
        for p, party in enumerate(parties)
    ]
    return np.stack(rows).T
