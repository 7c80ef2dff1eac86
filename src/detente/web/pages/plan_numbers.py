"""Numbers that a slider sets: steps that suit it, and how a case has what it sends."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from detente.case.arrays import find_median
from detente.case.model import Quantity
from detente.errors import InputError

NICE = (1, 2, 5, 10)
"""Steps of a slider are one of these, by a power of ten."""

NARROW = Decimal("1.5")
"""A range whose ends are closer than this, as a ratio, is written with more digits."""

STEPS = 50
"""So many steps a slider has at least, where it is about points."""


def find_step(high: float) -> float:
    """Find a round step that divides what a slider covers finely enough."""
    rough = high / STEPS
    power = 10.0 ** np.floor(np.log10(rough))
    return float(power * min(nice for nice in NICE if nice * power >= rough * 0.999))


def write_number(value: float, digits: int = 3) -> str:
    """Write a number as a case has it, with so many significant digits.

    Examples
    --------
    >>> write_number(2.5), write_number(0.30000000000000004), write_number(1234.0)
    ('2.5', '0.3', '1230')
    """
    return f"{Decimal(f'{value:.{digits}g}').normalize():f}"


def scale_text(quantity: Quantity, middle: str) -> str:
    """Move a number to another median; a range keeps its proportions.

    Examples
    --------
    >>> scale_text(Quantity(low=Decimal(2), best=Decimal(4), high=Decimal(6), text="..."), "8")
    '4 to 12, best 8'
    """
    was, to = find_median(quantity), float(read_number(middle))
    if quantity.is_point or was == 0:
        return write_number(to)
    ends = quantity.low or Decimal(0), quantity.high or Decimal(0)
    digits = 2 if abs(ends[1]) >= NARROW * abs(ends[0]) else 4
    low, best, high = (
        "" if each is None else write_number(float(each) * to / was, digits)
        for each in (quantity.low, quantity.best, quantity.high)
    )
    return f"{low} to {high}" + (f", best {best}" if best else "")


def read_number(text: str) -> Decimal:
    """Read what a slider sends.

    Raises
    ------
    InputError : it is no number.
    """
    try:
        number = Decimal(text)
    except ArithmeticError:
        raise InputError(f'"{text[:40]}" is not a number; write one such as "5"') from None
    if not number.is_finite():
        raise InputError(f'"{text[:40]}" is not a number; write one such as "5"')
    return number
