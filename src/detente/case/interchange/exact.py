"""Numbers as scenarios write them, read exactly; and a scale on which a case can hold them.

A scenario's number is a fraction: a weight times an evaluation over the best evaluation. A case
holds decimals with at most nine digits behind the point, of which those of one side may not add up
to more than about 10^12 units (`detente.case.check_sizes`). A party's points have no unit of their
own, so they may be multiplied by whatever makes them whole numbers or short decimals; only what
fits on no scale is rounded, and then so that packages which tie across issues still do.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import reduce

from detente.case.check_sizes import LIMIT
from detente.case.ranges import LARGEST, MAX_DECIMALS

STEPS = 21
"""Values that stand for a range: as many as GENIUS itself takes of a real issue."""

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_LONGEST = 60
_FURTHEST = 60
_MOST_MULTIPLE = 10_000
_HUNDRED = Fraction(100)


def space_evenly(low: Fraction, high: Fraction, *, whole: bool = False) -> list[Fraction]:
    """Choose the values that stand for a range: evenly spaced, both ends among them.

    Examples
    --------
    >>> [str(each) for each in space_evenly(Fraction(0), Fraction(1))[:3]]
    ['0', '1/20', '1/10']
    >>> [str(each) for each in space_evenly(Fraction(0), Fraction(99), whole=True)[:3]]
    ['0', '5', '10']
    """
    steps = STEPS if high > low else 1
    numbers = [low + (high - low) * step / max(1, steps - 1) for step in range(steps)]
    return [Fraction(round(each)) for each in numbers] if whole else numbers


@dataclass(frozen=True)
class Scale:
    """How a party's numbers become points.

    Parameters
    ----------
    factor : points for what the scenario calls 1.
    decimals : digits behind the point that are kept.
    off : by how much a number is off at most, in points; 0 where every number is exact.
    rounded : the points of every amount that is not exact.
    """

    factor: Fraction
    decimals: int
    off: Fraction = Fraction(0)
    rounded: Mapping[Fraction, Fraction] = field(default_factory=dict)

    def write(self, amount: Fraction) -> str:
        """Write an amount of the scenario as points; one of those that the scale was made for."""
        return write_decimal(self.rounded.get(amount, amount * self.factor))


def read_number(text: str) -> Fraction | None:
    """Read a number as it is written, exactly; None if it is none, or too long to be one.

    Examples
    --------
    >>> read_number("044"), read_number("2.5E-1"), read_number("NaN")
    (Fraction(44, 1), Fraction(1, 4), None)
    """
    text = text.strip()
    if len(text) > _LONGEST or not _NUMBER.fullmatch(text):
        return None
    exponent = re.split("[eE]", text)[1:]
    if exponent and abs(int(exponent[0])) > _FURTHEST:
        return None
    return Fraction(text.removesuffix("."))


def write_decimal(amount: Fraction) -> str:
    """Write a fraction that is a decimal with all its digits, and no more.

    Raises
    ------
    ValueError : it has no end as a decimal.

    Examples
    --------
    >>> write_decimal(Fraction(1, 8)), write_decimal(Fraction(-300))
    ('0.125', '-300')
    """
    decimals = count_decimals(amount)
    if decimals is None:
        raise ValueError(f"{amount} has no end as a decimal")
    units = amount.numerator * 10**decimals // amount.denominator
    digits = str(abs(units)).rjust(decimals + 1, "0")
    whole, rest = digits[: len(digits) - decimals], digits[len(digits) - decimals :]
    return ("-" if units < 0 else "") + whole + (f".{rest}" if rest else "")


def count_decimals(amount: Fraction) -> int | None:
    """Count the digits that a fraction needs behind the point; None when there is no end of them.

    Examples
    --------
    >>> count_decimals(Fraction(3, 40)), count_decimals(Fraction(1, 3))
    (3, None)
    """
    rest, twos, fives = amount.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None


def find_scale(rows: Sequence[Sequence[Fraction]], wanted: Fraction = _HUNDRED) -> Scale:
    """Find the scale on which a case holds all of a party's numbers, exactly if there is one.

    Parameters
    ----------
    rows : all its numbers: those of each issue, the reservation value, those of combinations.
    wanted : points for 1, if every number is exact on that scale; otherwise the smallest scale is
        taken on which all are whole numbers, and if they are too large for that, the wanted scale
        again, with as many decimals as fit.

    Examples
    --------
    >>> find_scale([[Fraction(1, 4), Fraction(1, 10)]]).write(Fraction(1, 4))
    '25'
    >>> find_scale([[Fraction(1, 3)], [Fraction(1, 7)]]).factor
    Fraction(21, 1)

    Notes
    -----
    Where numbers are rounded, issues whose amounts are small multiples of one unit, as under equal
    weights, are rounded by that unit. What adds up to the same across them still does.
    """
    amounts = [amount for row in rows for amount in row]
    decimals = _count_needed([amount * wanted for amount in amounts])
    if decimals is not None and _fits(amounts, wanted, decimals):
        return Scale(wanted, decimals)
    whole = _find_whole(amounts)
    if _fits(amounts, whole, 0):
        return Scale(whole, 0)
    return _find_rounded(rows, wanted)


def _count_needed(amounts: Sequence[Fraction]) -> int | None:
    """Count the decimals that all amounts need; None when some has too many for a case."""
    needed = [count_decimals(amount) for amount in amounts]
    counts = [count for count in needed if count is not None and count <= MAX_DECIMALS]
    return max(counts, default=0) if len(counts) == len(needed) else None


def _fits(amounts: Sequence[Fraction], factor: Fraction, decimals: int) -> bool:
    """Whether a case can add up the amounts, counted in units of the last decimal, rounded up."""
    shift, most, total = factor * 10**decimals, int(LARGEST) * 10**decimals, 0
    for amount in amounts:
        units = abs(amount.numerator) * shift.numerator
        total += -(-units // (amount.denominator * shift.denominator))
        if total >= min(LIMIT, most):
            return False
    return True


def _find_whole(amounts: Sequence[Fraction]) -> Fraction:
    """Find the smallest factor that makes all amounts whole numbers."""
    base = math.lcm(*(amount.denominator for amount in amounts))
    return Fraction(base, math.gcd(*(amount.numerator for amount in amounts)) or 1)


def _find_rounded(rows: Sequence[Sequence[Fraction]], wanted: Fraction) -> Scale:
    amounts = [amount for row in rows for amount in row]
    factor = wanted
    while not _fits(amounts, factor, 1):
        factor /= 10
    decimals = max(d for d in range(MAX_DECIMALS + 1) if _fits(amounts, factor, d))
    groups = list(_group_rows(rows))
    rounded = _round_groups(groups, factor, decimals)
    # A unit that is rounded up may carry the sum beyond what fits; a digit less always has room.
    if not _fits([rounded[amount] for amount in amounts], Fraction(1), decimals):
        decimals -= 1
        rounded = _round_groups(groups, factor, decimals)
    off = max(abs(points - amount * factor) for amount, points in rounded.items())
    return Scale(factor, decimals, off, rounded)


@dataclass
class _Group:
    """Rows of amounts that are small multiples of one unit."""

    unit: Fraction
    largest: Fraction
    rows: list[Sequence[Fraction]]

    @classmethod
    def of(cls, row: Sequence[Fraction]) -> _Group:
        """Make a group of one row."""
        unit = reduce(_find_common, row, Fraction(0))
        return cls(unit, max(map(abs, row), default=Fraction(0)), [row])

    def join(self, other: _Group) -> bool:
        """Take in another, if what is common to both is not too small for either."""
        if not self.unit or not other.unit:
            return False
        common, largest = _find_common(self.unit, other.unit), max(self.largest, other.largest)
        if largest > _MOST_MULTIPLE * common:
            return False
        self.unit, self.largest = common, largest
        self.rows += other.rows
        return True


def _group_rows(rows: Sequence[Sequence[Fraction]]) -> Iterator[_Group]:
    """Group the rows whose amounts are small multiples of one unit; each other row by itself."""
    groups: list[_Group] = []
    for row in rows:
        alone = _Group.of(row)
        if not any(group.join(alone) for group in groups):
            groups.append(alone)
    yield from groups


def _find_common(first: Fraction, second: Fraction) -> Fraction:
    """Find the largest fraction of which two are multiples."""
    over = math.gcd(first.numerator * second.denominator, second.numerator * first.denominator)
    return Fraction(over, first.denominator * second.denominator)


def _round_groups(
    groups: Sequence[_Group], factor: Fraction, decimals: int
) -> dict[Fraction, Fraction]:
    """Round the unit of rows that share one, and other amounts one by one."""
    found: dict[Fraction, Fraction] = {}
    for group in groups:
        unit = _round(group.unit * factor, decimals)
        for amount in (amount for row in group.rows for amount in row):
            shared = len(group.rows) > 1 and unit
            points = amount / group.unit * unit if shared else _round(amount * factor, decimals)
            found.setdefault(amount, points)
    return found


def _round(amount: Fraction, decimals: int) -> Fraction:
    return Fraction(round(amount * 10**decimals), 10**decimals)


def say_bound(off: Fraction) -> str:
    """Say the least short decimal that is not below a small amount.

    Examples
    --------
    >>> say_bound(Fraction(1, 3 * 10**9))
    '0.0000000004'
    """
    with localcontext() as context:
        context.prec, context.rounding = 1, "ROUND_UP"
        return f"{Decimal(off.numerator) / Decimal(off.denominator):f}"
