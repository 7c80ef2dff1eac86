"""Bargaining solutions with lotteries: on the convex hull of the frontier.

Two packages that nobody likes equally well can be drawn between by lot. Whoever accepts to be
paid in expected points can then attain every point between two others, and what is attainable is
the *convex hull* of the packages. It is what Nash (1950) and Kalai and Smorodinsky (1975) assumed.
Divisible issues have the same effect: half an issue is worth what half a chance of it is.

For two parties the efficient rim of the hull is a chain of line segments through some of the
frontier's points, from the best for the second party to the best for the first. All solutions on
it are found with fractions, exactly, as a lottery between at most two packages. For three parties
and more they are found numerically (:mod:`detente.core.mixtures`), and say so.

Points that leave a party below its reservation value take part: a lottery may mix them with
others, as long as everyone's expectation is individually rational. So give the whole frontier, not
only its individually rational part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.core.dominance import order_nondominated
from detente.core.fixed import Rational, read_exactly
from detente.core.layout import FloatArray, IntArray
from detente.core.mixtures import (
    can_gain,
    compute_ideal_gains,
    find_fair_mixture,
    find_nash_mixture,
)
from detente.errors import InputError, NoDealError

Pair = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class Lottery:
    """Packages drawn by lot.

    Parameters
    ----------
    values : expected worth to each party, in the units of the points.
    rows : rows of the points drawn between.
    chances : the chance of each; they add up to one.
    exact : whether the numbers are fractions, or doubles from a numerical search.
    """

    values: tuple[Fraction, ...] | tuple[float, ...]
    rows: tuple[int, ...]
    chances: tuple[Fraction, ...] | tuple[float, ...]
    exact: bool


@dataclass(frozen=True, slots=True)
class _Span:
    """The individually rational part of one segment of the rim, from the left end to the right.

    ``start`` and ``stop`` are shares of the way; gains are those over the reservation values.
    """

    left: int
    right: int
    from_gain: Pair
    to_gain: Pair
    start: Fraction
    stop: Fraction

    def at(self, share: Fraction) -> Pair:
        """Gains a share of the way along."""
        (x, y), (u, v) = self.from_gain, self.to_gain
        return x + (u - x) * share, y + (v - y) * share

    def clip(self, share: Fraction) -> Fraction:
        return min(max(share, self.start), self.stop)


def find_rim(points: npt.ArrayLike) -> IntArray:
    """Find the corners of the efficient rim of the convex hull of two parties' points.

    Parameters
    ----------
    points : fixed point, shape ``(N, 2)``.

    Returns
    -------
    Rows of the corners, from the best for the second party to the best for the first; points
    inside a segment, or behind it, are left out.

    Notes
    -----
    Andrew's monotone chain (1979, *Information Processing Letters* 9) in exact integers.

    Examples
    --------
    >>> find_rim([[0, 4], [2, 3], [3, 1], [4, 0]])
    array([0, 1, 3])
    """
    table = _read_points(points)
    corners: list[tuple[int, int, int]] = []
    for row in order_nondominated(np.ascontiguousarray(table.T)).tolist():
        x, y = table[row].tolist()
        if corners and corners[-1][:2] == (x, y):
            continue
        while len(corners) > 1 and not _turns_right(corners[-2], corners[-1], x, y):
            corners.pop()
        corners.append((x, y, row))
    return np.array([row for *_, row in corners], dtype=np.int64)


def find_nash_lottery(points: npt.ArrayLike, reservation: npt.ArrayLike) -> Lottery:
    """Find the lottery with the largest product of expected gains.

    Parameters
    ----------
    points : fixed point, shape ``(N, P)``: the whole frontier.
    reservation : in the same units, shape ``(P,)``.

    Returns
    -------
    The lottery; exact for two parties, else within one part in a billion of the largest product.

    Raises
    ------
    NoDealError
        If no lottery is individually rational or, for three parties and more, if none leaves
        every party strictly better off.

    Examples
    --------
    >>> find_nash_lottery([[0, 3], [6, 0]], [1, 0]).values
    (Fraction(7, 2), Fraction(5, 4))
    """
    table, floor = _read(points, reservation)
    if table.shape[1] != 2:
        return _mix(table, find_nash_mixture(_subtract(table, floor)))
    spans = _find_spans(table, floor)
    best = max(
        ((span, _find_peak(span)) for span in spans),
        key=lambda spot: _multiply(spot[0].at(spot[1])),
    )
    return _draw(*best, floor)


def find_kalai_smorodinsky_lottery(points: npt.ArrayLike, reservation: npt.ArrayLike) -> Lottery:
    """Find the lottery whose least share of an ideal gain is largest.

    A party's ideal gain is its largest in any individually rational lottery.

    Parameters
    ----------
    points : fixed point, shape ``(N, P)``: the whole frontier.
    reservation : in the same units, shape ``(P,)``.

    Returns
    -------
    The lottery; exact for two parties.

    Raises
    ------
    NoDealError
        If no lottery is individually rational.

    Examples
    --------
    >>> find_kalai_smorodinsky_lottery([[0, 3], [6, 0]], [0, 0]).values
    (Fraction(3, 1), Fraction(3, 2))
    """
    table, floor = _read(points, reservation)
    if table.shape[1] != 2:
        gains = _subtract(table, floor)
        return _mix(table, find_fair_mixture(gains, compute_ideal_gains(gains)))
    spans = _find_spans(table, floor)
    return _draw(*_balance(spans, _read_ideal(spans)), floor)


def find_egalitarian_lottery(
    points: npt.ArrayLike, reservation: npt.ArrayLike, scales: Sequence[Rational]
) -> Lottery:
    """Find the lottery whose least expected gain is largest, on scales that are named.

    Of three parties and more, one that no lottery makes better off is left out of the comparison.

    Parameters
    ----------
    points : fixed point, shape ``(N, P)``: the whole frontier.
    reservation : in the same units, shape ``(P,)``.
    scales : what one unit of each party counts, shape ``(P,)``, positive.

    Returns
    -------
    The lottery; exact for two parties.

    Raises
    ------
    NoDealError
        If no lottery is individually rational.

    Examples
    --------
    >>> find_egalitarian_lottery([[0, 3], [6, 0]], [0, 0], scales=[1, 1]).values
    (Fraction(2, 1), Fraction(2, 1))
    """
    table, floor = _read(points, reservation)
    if len(scales) != table.shape[1] or min(scales) <= 0:
        raise InputError(f"There must be one positive scale for each of {table.shape[1]} parties.")
    wanted = [1 / read_exactly(scale) for scale in scales]
    if table.shape[1] != 2:
        gains = _subtract(table, floor)
        due = np.where(can_gain(gains), np.array(wanted, dtype=np.float64), 0.0)
        return _mix(table, find_fair_mixture(gains, due))
    spans = _find_spans(table, floor)
    return _draw(*_balance(spans, (wanted[0], wanted[1])), floor)


def trace_raiffa(
    points: npt.ArrayLike, reservation: npt.ArrayLike, steps: int = 24
) -> tuple[Pair, ...]:
    """Follow Raiffa's sequence of midpoints for two parties, with lotteries.

    From what both are sure of, each names the most it could have if the other lost nothing; they
    meet halfway between the two, are then sure of that, and go on.

    Parameters
    ----------
    points : fixed point, shape ``(N, 2)``: the whole frontier.
    reservation : in the same units, shape ``(2,)``.
    steps : most steps to take.

    Returns
    -------
    What both are sure of after each step, exactly; shorter when the rim is reached before.

    Raises
    ------
    NoDealError
        If no lottery is individually rational.

    Notes
    -----
    Raiffa 1953, in *Contributions to the Theory of Games* II.

    Examples
    --------
    >>> trace_raiffa([[0, 3], [6, 0]], [0, 0])
    ((Fraction(3, 1), Fraction(3, 2)),)
    """
    table, sure = _read(points, reservation)
    table = table[find_rim(table)]
    path: list[Pair] = []
    for _ in range(steps):
        most = _read_ideal(_find_spans(table, sure))
        if not any(most):
            break
        sure = np.array([now + gain / 2 for now, gain in zip(sure, most, strict=True)])
        path.append((sure[0], sure[1]))
    return tuple(path)


def _read_points(points: npt.ArrayLike) -> IntArray:
    table = np.asarray(points, dtype=np.int64)
    if table.ndim != 2 or table.shape[1] < 2:
        raise InputError(
            f"Points must have a column for each of two parties or more: {table.shape}"
        )
    return table


def _read(points: npt.ArrayLike, reservation: npt.ArrayLike) -> tuple[IntArray, npt.NDArray[Any]]:
    """Points as integers, and reservation values as fractions."""
    table, floor = _read_points(points), np.asarray(reservation, dtype=np.int64)
    if floor.shape != table.shape[1:]:
        raise InputError(
            f"There must be one reservation value for each of {table.shape[1]} parties; "
            f"these have shape {floor.shape}."
        )
    return table, np.array([Fraction(value) for value in floor.tolist()], dtype=object)


def _turns_right(first: tuple[int, ...], second: tuple[int, ...], x: int, y: int) -> bool:
    run, fall = second[0] - first[0], second[1] - first[1]
    return run * (y - second[1]) < fall * (x - second[0])


def _find_spans(points: IntArray, floor: npt.NDArray[Any]) -> list[_Span]:
    """The individually rational part of the rim, from left to right."""
    rim = find_rim(points).tolist()
    pairs = list(pairwise(rim)) or [(row, row) for row in rim]
    spans = [_cut(points, floor, left, right) for left, right in pairs]
    rational = [span for span in spans if span.start <= span.stop]
    if not rational:
        raise NoDealError(
            "No package, and no lottery between packages, leaves every party at or above its "
            "reservation value."
        )
    return rational


def _cut(points: IntArray, floor: npt.NDArray[Any], left: int, right: int) -> _Span:
    """Cut a segment down to where neither party is below its reservation value."""
    x, y = (int(value) - bound for value, bound in zip(points[left], floor, strict=True))
    u, v = (int(value) - bound for value, bound in zip(points[right], floor, strict=True))
    if left == right:
        start, stop = Fraction(0), Fraction(0 if min(x, y) >= 0 else -1)
    else:
        start, stop = max(Fraction(0), -x / (u - x)), min(Fraction(1), y / (y - v))
    return _Span(left, right, (x, y), (u, v), start, stop)


def _find_peak(span: _Span) -> Fraction:
    """Where along a segment the product of gains is largest."""
    (x, y), (u, v) = span.from_gain, span.to_gain
    if span.left == span.right:
        return span.start
    return span.clip(((u - x) * y - (y - v) * x) / (2 * (u - x) * (y - v)))


def _balance(spans: list[_Span], wanted: Pair) -> tuple[_Span, Fraction]:
    """Where gains stand in the wanted proportion, or as near to it as the rim goes."""
    if not all(wanted):  # one side cannot gain: a single spot is left
        return spans[0], spans[0].start
    for span in spans:
        ahead = _compare(span.at(span.stop), wanted)
        if ahead >= 0:
            behind = _compare(span.at(span.start), wanted)
            if behind >= 0:
                return span, span.start
            return span, span.start + (span.stop - span.start) * behind / (behind - ahead)
    return spans[-1], spans[-1].stop


def _compare(gain: Pair, wanted: Pair) -> Fraction:
    """By how much the first party is ahead of the second, in wanted units."""
    return gain[0] / wanted[0] - gain[1] / wanted[1]


def _read_ideal(spans: list[_Span]) -> Pair:
    """The largest gain of each party: at the right end, and at the left."""
    return spans[-1].at(spans[-1].stop)[0], spans[0].at(spans[0].start)[1]


def _multiply(gain: Pair) -> Fraction:
    return gain[0] * gain[1]


def _draw(span: _Span, share: Fraction, floor: npt.NDArray[Any]) -> Lottery:
    """Turn a spot on the rim into a lottery between its two ends."""
    gain = span.at(share)
    values = (gain[0] + floor[0], gain[1] + floor[1])
    chances = {span.left: 1 - share, span.right: share} if share else {span.left: Fraction(1)}
    drawn = {row: chance for row, chance in chances.items() if chance}
    return Lottery(values, tuple(drawn), tuple(drawn.values()), exact=True)


def _subtract(points: IntArray, floor: npt.NDArray[Any]) -> FloatArray:
    return points.astype(np.float64) - floor.astype(np.float64)


def _mix(points: IntArray, chances: FloatArray) -> Lottery:
    """Turn the chances of all points into a lottery among those that have one."""
    drawn = np.flatnonzero(chances)
    values = chances[drawn] @ points[drawn].astype(np.float64)
    return Lottery(
        tuple(values.tolist()), tuple(drawn.tolist()), tuple(chances[drawn].tolist()), exact=False
    )
