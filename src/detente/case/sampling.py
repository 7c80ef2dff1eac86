"""Draws of a case: uniforms first, then what is read off them.

The uniforms rest on the shape of a case alone. A case with other numbers reads the same ones, so
that two views of a case are compared on like draws, and what did not change is not drawn again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from functools import cached_property
from itertools import groupby, repeat
from operator import itemgetter

import numpy as np

from detente.case.arrays import Frame, draw_quantity
from detente.case.model import ZERO, Quantity
from detente.core.belief import Belief
from detente.core.draws import Levels, draw_uniforms
from detente.core.layout import FloatArray


@dataclass(frozen=True)
class Uniforms:
    """Where each draw stands in every range of a case: probabilities strictly between 0 and 1.

    Parameters
    ----------
    values : one for each side and stream, ``(D, Q, streams)``; a stream is an issue, whose options
        share it, or an interaction.
    reservation : one for each side, ``(D, Q)``.
    firmness : one for all levels, ``(D,)``.
    trust : one for each viewer and giver, ``(D, P, P)``.
    seed : what they were made from.
    """

    values: FloatArray
    reservation: FloatArray
    firmness: FloatArray
    trust: FloatArray
    seed: int
    _beliefs: dict[tuple[int, int, Belief], FloatArray] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def n_draws(self) -> int:
        """Number of draws, D."""
        return len(self.firmness)

    def draw_belief(self, viewer: int, giver: int, belief: Belief) -> FloatArray:
        """Draw the belief of a viewer in a giver, ``(D,)``; the same belief only once."""
        key = (viewer, giver, belief)
        if key not in self._beliefs:
            self._beliefs[key] = belief.draw(self.trust[:, viewer, giver])
        return self._beliefs[key]

    def name(self, frame: Frame) -> Iterator[tuple[str, FloatArray]]:
        """Name every stream by what it moves, with its uniforms, ``(D,)`` each.

        Names are the keys of `Case.quantities` as far as a stream is shared:
        ``value/usa/yongbyon``, ``interaction/1/usa``, ``reservation/usa``, ``firmness``; and
        ``trust/usa/dprk`` for the belief of the first in the second.
        """
        issues = [f"value/{{}}/{issue.id}" for issue in frame.case.issues]
        mixed = [f"interaction/{n + 1}/{{}}" for n in range(len(frame.case.interactions))]
        for q, side in enumerate(frame.sides):
            yield f"reservation/{side}", self.reservation[:, q]
            for stream, name in enumerate([*issues, *mixed]):
                yield name.format(side), self.values[:, q, stream]
        yield "firmness", self.firmness
        for p, viewer in enumerate(frame.parties):
            for q, giver in enumerate(frame.parties):
                if p != q:
                    yield f"trust/{viewer}/{giver}", self.trust[:, p, q]


def draw_case(frame: Frame, n: int, seed: int | None = None) -> Uniforms:
    """Fill the unit cube evenly with as many dimensions as a case has.

    Parameters
    ----------
    frame : gives the shape: sides, issues, interactions.
    n : number of draws, D.
    seed : replaces the case's own.
    """
    chosen = frame.case.seed if seed is None else seed
    n_sides, n_parties, streams = len(frame.sides), len(frame.parties), _count_streams(frame)
    parts = [n_sides, 1, n_parties * n_parties, n_sides * streams]
    uniforms = draw_uniforms(n, sum(parts), np.random.default_rng(chosen))
    reservation, firmness, trust, values = np.split(uniforms, np.cumsum(parts)[:-1], axis=1)
    return Uniforms(
        values=values.reshape(n, n_sides, streams),
        reservation=reservation,
        firmness=firmness[:, 0],
        trust=trust.reshape(n, n_parties, n_parties),
        seed=chosen,
    )


def count_uniforms(frame: Frame) -> int:
    """Count the numbers that one draw of a case takes."""
    n_sides, n_parties = len(frame.sides), len(frame.parties)
    return n_sides * (1 + _count_streams(frame)) + 1 + n_parties * n_parties


def _count_streams(frame: Frame) -> int:
    return len(frame.case.issues) + len(frame.case.interactions)


@dataclass(frozen=True)
class Sample:
    """A case over draws, each part read when it is first asked for.

    Parameters
    ----------
    frame : where everything stands.
    uniforms : where each draw stands in every range.
    like : a sample of a case of the same shape on the same uniforms; what both cases have in
        common is taken from it.
    """

    frame: Frame
    uniforms: Uniforms
    like: Sample | None = None

    @property
    def n_draws(self) -> int:
        """Number of draws, D."""
        return self.uniforms.n_draws

    @property
    def seed(self) -> int:
        """What the draws were made from."""
        return self.uniforms.seed

    @cached_property
    def values(self) -> FloatArray:
        """Values, ``(D, Q, C)``, each in q's own points; column after column in memory."""
        changed = list(self._list_changed())
        if self.like is None:
            shape = (self.n_draws, len(self.frame.sides), self.frame.layout.n_columns)
            drawn = np.zeros(shape, order="F")
        elif not changed:
            return self.like.values
        else:
            drawn = self.like.values.copy(order="F")
        for stream, group in groupby(changed, key=itemgetter(2)):
            levels = [Levels(u) for u in self.uniforms.values[:, :, stream].T]
            for q, column, _, quantity in group:
                drawn[:, q, column] = draw_quantity(quantity, levels[q])
        return drawn

    def _list_changed(self) -> Iterator[tuple[int, int, int, Quantity]]:
        """List side, column, stream and quantity of every value that has to be read."""
        known = self.like.frame.columns() if self.like is not None else repeat((0, 0, {}))
        for (column, stream, values), (_, _, before) in zip(
            self.frame.columns(), known, strict=False
        ):
            for q, side in enumerate(self.frame.sides):
                quantity = values.get(side, ZERO)
                if not quantity.is_like(before.get(side, ZERO)):
                    yield q, column, stream, quantity

    @cached_property
    def reservation(self) -> FloatArray:
        """Reservation values, ``(D, Q)``."""
        u = self.uniforms.reservation
        quantities = self.frame.reservations
        if self.like is not None and _are_same(quantities, self.like.frame.reservations):
            return self.like.reservation
        drawn = [draw_quantity(each, u[:, q]) for q, each in enumerate(quantities)]
        return np.stack(drawn).T

    @cached_property
    def trust(self) -> FloatArray:
        """Chance that a promise is kept, ``trust[d, viewer, giver]``, ``(D, P, P)``.

        1 on the diagonal.
        """
        parties = self.frame.parties
        trust = np.ones((self.n_draws, len(parties), len(parties)), order="F")
        for p, viewer in enumerate(parties):
            for q, giver in enumerate(parties):
                if p != q:
                    belief = self.frame.belief(giver, viewer)
                    trust[:, p, q] = self.uniforms.draw_belief(p, q, belief)
        return trust

    @cached_property
    def firmness(self) -> Mapping[str, FloatArray]:
        """Delivery belief of each level of firmness, ``(D,)`` each.

        All levels share one uniform, so that a firmer level stays firmer.
        """
        return {
            level: np.clip(draw_quantity(quantity, self.uniforms.firmness), 0.0, 1.0)
            for level, quantity in self.frame.case.firmness.items()
        }


@dataclass(frozen=True)
class Part(Sample):
    """Some draws of a sample, one after another, as views: nothing is copied.

    Parameters
    ----------
    whole : the sample.
    rows : which of its draws.
    """

    _: KW_ONLY
    whole: Sample
    rows: slice

    @classmethod
    def of(cls, whole: Sample, rows: slice) -> Part:
        """Take some draws of a sample."""
        return cls(whole.frame, whole.uniforms, whole=whole, rows=rows)

    @property
    def n_draws(self) -> int:
        """Number of draws."""
        return len(range(*self.rows.indices(self.whole.n_draws)))

    @cached_property
    def values(self) -> FloatArray:
        """Values, as of a sample."""
        return self.whole.values[self.rows]

    @cached_property
    def reservation(self) -> FloatArray:
        """Reservation values, as of a sample."""
        return self.whole.reservation[self.rows]

    @cached_property
    def trust(self) -> FloatArray:
        """Chance that a promise is kept, as of a sample."""
        return self.whole.trust[self.rows]

    @cached_property
    def firmness(self) -> Mapping[str, FloatArray]:
        """Delivery belief of each level of firmness, as of a sample."""
        return {level: drawn[self.rows] for level, drawn in self.whole.firmness.items()}


def draw_sample(frame: Frame, n: int, seed: int | None = None) -> Sample:
    """Draw a case: values, reservation values, trust and firmness. See :func:`draw_case`."""
    return Sample(frame, draw_case(frame, n, seed))


def _are_same(quantities: Sequence[Quantity], others: Sequence[Quantity]) -> bool:
    """Whether two cases hold the same numbers."""
    return all(each.is_like(other) for each, other in zip(quantities, others, strict=True))
