"""Numbers as scenarios write them, read exactly; and a scale on which a case can hold them.

A scenario's number is a fraction: a weight times an evaluation over the best evaluation. A case
holds decimals with at most nine digits behind the point, of which those of one side may not add up
to more than about 10^12 units (`detente.case.check_sizes`). A party's points have no unit of their
own, so they may be multiplied by whatever makes them whole numbers or short decimals; only what
fits on no scale is rounded.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from detente.case.check_sizes import LIMIT
from detente.case.ranges import LARGEST, MAX_DECIMALS

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_LONGEST = 60
_FURTHEST = 60
_HUNDRED = Fraction(100)


@dataclass(frozen=True)
class Scale:
    """How a party's numbers become points.

    Parameters
    ----------
    factor : points for what the scenario calls 1.
    decimals : digits behind the point that are kept.
    off : by how much a number is off at most, in points; 0 where every number is exact.
    """

    factor: Fraction
    decimals: int
    off: Fraction = Fraction(0)

    def write(self, amount: Fraction) -> str:
        """Write an amount of the scenario as points."""
        return write_decimal(_round(amount * self.factor, self.decimals))


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


def find_scale(amounts: Sequence[Fraction], wanted: Fraction = _HUNDRED) -> Scale:
    """Find the scale on which a case holds all of a party's numbers, exactly if there is one.

    Parameters
    ----------
    amounts : all its numbers, the reservation value among them.
    wanted : points for 1, if every number is exact on that scale; otherwise the smallest scale is
        taken on which all are whole numbers, and if they are too large for that, the wanted scale
        again, with as many decimals as fit.

    Examples
    --------
    >>> find_scale([Fraction(1, 4), Fraction(1, 10)])
    Scale(factor=Fraction(100, 1), decimals=0, off=Fraction(0, 1))
    >>> find_scale([Fraction(1, 3), Fraction(1, 7)]).factor
    Fraction(21, 1)
    """
    decimals = _count_needed([amount * wanted for amount in amounts])
    if decimals is not None and _fits(amounts, wanted, decimals):
        return Scale(wanted, decimals)
    whole = _find_whole(amounts)
    if _fits(amounts, whole, 0):
        return Scale(whole, 0)
    return _find_rounded(amounts, wanted)


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


def _find_rounded(amounts: Sequence[Fraction], wanted: Fraction) -> Scale:
    factor = wanted
    while not _fits(amounts, factor, 1):
        factor /= 10
    decimals = max(d for d in range(MAX_DECIMALS + 1) if _fits(amounts, factor, d))
    off = max(abs(_round(a * factor, decimals) - a * factor) for a in amounts)
    return Scale(factor, decimals, off)


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
