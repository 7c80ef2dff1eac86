"""The small grammar of numbers, ranges, shares, durations and dates.

Every reader takes text as it was written and returns an exact value, or raises `RangeError`
whose message quotes the text and says what would do.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from detente.case.words import quote

LARGEST = Decimal(10) ** 12
MAX_DECIMALS = 9
MAX_DAYS = 365_250
_LONGEST = 200

_SIGN = "+-\N{MINUS SIGN}"
_NUMBER = re.compile(r"([+-]?)([0-9]+)(?:\.([0-9]+))?")
_SPLIT_RANGE = re.compile(r"(?P<low>\S+)\s+to\s+(?P<high>[^\s,]+)(?:\s*,\s*best\s+(?P<best>\S+))?")
_OTHER_RANGE = re.compile(
    rf"([{_SIGN}]?[0-9.]+%?)\s*(?:-|\N{{EN DASH}}|\N{{EM DASH}}|\.\.+|to)\s*([{_SIGN}]?[0-9.]+%?)"
)
_NOT_FINITE = re.compile(r"[+-]?\.?(nan|inf|infinity)", re.IGNORECASE)
_HUGE = re.compile(r"[+-]?[0-9.]+\s*(\^|\*\*|[eE])\s*\+?[0-9]+")
_DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([A-Za-z]+)")
_OTHER_DATE = re.compile(r"([0-9]{1,4})([-/.])([0-9]{1,2})\2([0-9]{1,4})", re.ASCII)
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_DAYS = {
    "day": Decimal(1),
    "week": Decimal(7),
    "month": Decimal("30.4375"),
    "year": Decimal("365.25"),
}


_NO_SHARE = "{} is not a share; write 0 to 1, or 0% to 100%"

_Reader: TypeAlias = Callable[[str], Decimal]


class RangeError(ValueError):
    """A number, range, share, duration or date cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Range:
    """A number or a range as written; ``low`` to ``high`` is P10 to P90.

    Either ``point`` is set, or ``low`` and ``high`` are (and ``best``, the median, may be).
    ``flat`` tells a point that was written as a range with equal ends.
    """

    text: str
    point: Decimal | None = None
    low: Decimal | None = None
    best: Decimal | None = None
    high: Decimal | None = None
    flat: bool = False

    @property
    def ends(self) -> tuple[Decimal, Decimal]:
        """P10 and P90; the point twice where there is one."""
        if self.point is not None:
            return self.point, self.point
        return self.low or Decimal(0), self.high or Decimal(0)


def parse_number(text: str) -> Decimal:
    """Read an exact decimal number.

    >>> parse_number("-2.50")
    Decimal('-2.50')
    """
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise RangeError(_explain_number(text[:_LONGEST]))
    if len(found[2].lstrip("0")) > 13:
        raise RangeError(_too_large(text))
    if len((found[3] or "").rstrip("0")) > MAX_DECIMALS:
        raise RangeError(f"{quote(text)} has more than {MAX_DECIMALS} decimals; round it")
    fraction = (found[3] or "")[: 2 * MAX_DECIMALS]
    value = Decimal(f"{found[1]}{found[2].lstrip('0') or '0'}.{fraction or '0'}")
    value = value if fraction else value.to_integral_value()
    if abs(value) > LARGEST:
        raise RangeError(_too_large(text))
    return value or abs(value)


def _too_large(text: str) -> str:
    return f"{quote(text)} is too large; at most {LARGEST:,} either way. Choose a larger unit"


def _explain_number(text: str) -> str:
    shown = quote(text)
    if not text.strip():
        return 'a number is missing; write one such as "5", or "5 to 9"'
    if _NOT_FINITE.fullmatch(text):
        return f"{shown} is not a number that can be used; write a finite number or a range"
    if _HUGE.fullmatch(text):
        return f"{shown} is not written out; write the digits, at most {LARGEST:,} either way"
    if text.endswith("%"):
        return f"{shown} is a percentage; a plain number is needed here"
    return f"{shown} is not a number. {_suggest_number(text)}"


def _suggest_number(text: str) -> str:
    other = _OTHER_RANGE.fullmatch(text)
    if other and _reads_as_number(other[1]) and _reads_as_number(other[2]):
        return f'Did you mean "{_tidy(other[1])} to {_tidy(other[2])}"?'
    tidy = _tidy(text)
    if tidy != text and _NUMBER.fullmatch(tidy):
        return f'Did you mean "{tidy}"?'
    return 'Write a number such as "5", or a range such as "5 to 9" or "5 to 9, best 6"'


def _tidy(text: str) -> str:
    text = text.replace("\N{MINUS SIGN}", "-").replace("_", "").replace(" ", "")
    text = re.sub(r"^([+-]?)\.", r"\g<1>0.", text).rstrip(".")
    if re.fullmatch(r"[+-]?[0-9]{1,3}(,[0-9]{3})+", text):
        return text.replace(",", "")
    return text.replace(",", ".") if text.count(",") == 1 and "." not in text else text


def _reads_as_number(text: str) -> bool:
    return _NUMBER.fullmatch(_tidy(text.rstrip("%"))) is not None


def parse_range(text: str) -> Range:
    """Read ``5``, ``5 to 9`` or ``5 to 9, best 6``.

    >>> parse_range("5 to 9, best 6").best
    Decimal('6')
    """
    return _parse_range(text, parse_number)


def parse_share_range(text: str) -> Range:
    """Read a share, or a range of shares, between 0 and 1 or 0% and 100%.

    >>> parse_share_range("30% to 60%").low
    Decimal('0.3')
    """
    other = _OTHER_RANGE.fullmatch(text.strip()) if "%" in text else None
    if other and " to " not in text:
        hint = f'Did you mean "{other[1]} to {other[2]}"?'
        raise RangeError(f"{quote(text)} is not a share or a range of them. {hint}")
    return _parse_range(text, parse_share)


def _parse_range(text: str, read: _Reader) -> Range:
    text = text.strip()
    found = _SPLIT_RANGE.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        return Range(text, point=read(text))
    low, high = read(found["low"]), read(found["high"])
    best = read(found["best"]) if found["best"] else None
    if low > high:
        tail = f", best {found['best']}" if found["best"] else ""
        turned = f'"{found["high"]} to {found["low"]}{tail}"'
        raise RangeError(f"{quote(text)} runs downwards. Did you mean {turned}?")
    _check_best(text, low, best, high)
    if low == high:
        return Range(text, point=low, flat=True)
    return Range(text, low=low, best=best, high=high)


def _check_best(text: str, low: Decimal, best: Decimal | None, high: Decimal) -> None:
    if best is None:
        return
    if not low <= best <= high:
        raise RangeError(f"{quote(text)}: best {best} lies outside {low} to {high}; move it inside")
    if low == high:
        return
    from detente.core.draws import check_range

    trouble = check_range(float(low), float(best), float(high))
    if trouble:
        raise RangeError(f"{quote(text)}: {trouble}")


def parse_share(text: str) -> Decimal:
    """Read a share: ``20%`` or ``0.2``.

    >>> parse_share("20%")
    Decimal('0.2')
    """
    text = text.strip()
    percent = text.endswith("%")
    if "%" in text and _NUMBER.fullmatch(text[:-1].rstrip() if percent else text) is None:
        raise RangeError(f"{_NO_SHARE.format(quote(text))}{_suggest_share(text)}")
    value = parse_number(text[:-1].rstrip() if percent else text)
    value = value / 100 if percent else value
    if 0 <= value <= 1:
        return value
    hint = f'. Did you mean "{text}%"?' if not percent and 1 < value <= 100 else ""
    raise RangeError(f"{_NO_SHARE.format(quote(text))}{hint}")


def _suggest_share(text: str) -> str:
    """Propose the percentage that is probably meant; empty when none is near."""
    tidy = _tidy(text.replace("%", ""))
    near = len(tidy) < 20 and _NUMBER.fullmatch(tidy) is not None and 0 <= Decimal(tidy) <= 100
    return f'. Did you mean "{tidy}%"?' if near else ""


def parse_days(text: str) -> int:
    """Read a duration in whole days, rounded down.

    >>> parse_days("6 weeks")
    42
    """
    return int(parse_duration(text))


def parse_duration(text: str) -> Decimal:
    """Read a duration in days: ``90 days``, ``6 weeks``, ``3 months``, ``10 years``.

    A month counts 30.4375 days and a year 365.25.

    >>> parse_duration("10 years")
    Decimal('3652.50')
    """
    text = text.strip()
    found = _DURATION.fullmatch(text)
    unit = _DAYS.get(found[2].lower().removesuffix("s")) if found else None
    if found is None or unit is None:
        hint = f'. Did you mean "{text} days"?' if re.fullmatch("[0-9]{1,6}", text) else ""
        raise RangeError(f'{quote(text)} is not a duration; write "90 days", "3 months"{hint}')
    days = parse_number(found[1]) * unit
    if days > MAX_DAYS:
        raise RangeError(f"{quote(text)} is longer than a thousand years; shorten it")
    return days


def parse_date(text: str) -> dt.date:
    """Read a full date, year first.

    >>> parse_date("2020-07-15")
    datetime.date(2020, 7, 15)
    """
    found = _DATE.fullmatch(text.strip())
    if found is None or found[3] is None:
        raise RangeError(f"{quote(text)} is not a full date; {_suggest_date(text.strip())}")
    return _make_date(text, found)


def _suggest_date(text: str) -> str:
    """Propose the date that a text can only mean; otherwise show the form."""
    found = _OTHER_DATE.fullmatch(text)
    means = _find_dates(int(found[1]), int(found[3]), found[1], found[4]) if found else set()
    if len(means) == 1:
        return f'write year-month-day. Did you mean "{means.pop()}"?'
    return "write year-month-day, for example 2020-03-15"


def _find_dates(first: int, second: int, start: str, end: str) -> set[dt.date]:
    """Find the days that three numbers can stand for, the year first or last, in four digits."""
    if len(start) == 4:
        orders = [(first, second, int(end))]
    elif len(end) == 4:
        orders = [(int(end), second, first), (int(end), first, second)]
    else:
        orders = []
    found = set()
    for year, month, day in orders:
        with contextlib.suppress(ValueError):
            found.add(dt.date(year, month, day))
    return found


def parse_partial_date(text: str) -> dt.date:
    """Read a date, a month or a year; the first day of it.

    >>> parse_partial_date("2020-07")
    datetime.date(2020, 7, 1)
    """
    found = _DATE.fullmatch(text.strip())
    if found is None:
        example = '"2020-07-15", "2020-07" or "2020"'
        raise RangeError(f"{quote(text)} is not a date; write it as {example}")
    return _make_date(text, found)


def _make_date(text: str, found: re.Match[str]) -> dt.date:
    try:
        return dt.date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        raise RangeError(f"{quote(text)} is not a day of the calendar; check it") from None
