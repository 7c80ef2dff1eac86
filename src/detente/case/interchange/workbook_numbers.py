"""Numbers and days as a spreadsheet keeps them, and as text that a case can hold.

A cell gets a number or a day only where reading it back gives the very text that was meant; all
else stays text.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

PERCENT, PERCENTS, DAY = "0%", "0.0########%", "yyyy-mm-dd"
_FIRST_DAY = dt.date(1900, 3, 1)
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,9})?")
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def say_number(value: float) -> str:
    """Write a number with the digits that a spreadsheet shows, at most 15 that count.

    >>> say_number(12.0), say_number(0.1 + 0.2), say_number(-2.5)
    ('12', '0.3', '-2.5')
    """
    if isinstance(value, int) or not abs(value) < 1e300:
        return str(value)
    return _tidy(Decimal(f"{value:.15g}"))


def say_percent(value: float) -> str:
    """Write a share as the percentage that a spreadsheet shows.

    >>> say_percent(0.07)
    '7%'
    """
    if not abs(value) < 1e300:
        return str(value)
    return f"{_tidy(Decimal(f'{value:.15g}') * 100)}%"


def _tidy(value: Decimal) -> str:
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def find_number(text: str) -> tuple[float, str] | None:
    """Find the number, and the format to show it in, that stands for a text; None for none.

    >>> find_number("20%"), find_number("2.50")
    ((0.2, '0%'), None)
    """
    for said, form, say in (
        (text, "General", say_number),
        (text.removesuffix("%"), PERCENTS if "." in text else PERCENT, say_percent),
    ):
        if _NUMBER.fullmatch(said) and (said == text) is (form == "General"):
            value = float(said if form == "General" else Decimal(said) / 100)
            if say(value) == text:
                return value, form
    return None


def find_day(text: str) -> dt.date | None:
    """Find the day that a text stands for, if a spreadsheet can hold it."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day >= _FIRST_DAY and day.isoformat() == text else None


def say_day(value: dt.datetime, shown: str) -> str:
    """Write a day as ISO text; as a month or a year, where only that is shown.

    >>> say_day(dt.datetime(2020, 7, 1), "mmm-yy"), say_day(dt.datetime(2020, 7, 15), "d/m/yy")
    ('2020-07', '2020-07-15')
    """
    form = _LITERAL.sub("", shown).lower()
    day = value.date().isoformat()
    if "d" in form or "y" not in form or value.day != 1:
        return day
    return day[:7] if "m" in form or value.month != 1 else day[:4]


def is_percent(shown: str) -> bool:
    """Whether a number format shows percentages."""
    return "%" in _LITERAL.sub("", shown)
