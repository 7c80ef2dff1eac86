"""How numbers, dates and lists are said: the one place, for the report and the terminal.

Odds are said in :mod:`detente.report.likelihood`.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from decimal import Decimal

MINUS = "\N{MINUS SIGN}"
TIMES = "\N{MULTIPLICATION SIGN}"

NEGLIGIBLE = 0.001
"""Share of a scale below which an amount is said as nothing."""

_SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


# Numbers


_ROUNDING = 1e-9
"""Steps: what is above a whole number of them by less is above it by rounding alone."""


def say_number(value: float, scale: float = 0.0) -> str:
    """Say a number with two significant digits; beside larger ones, no finer than they need.

    Parameters
    ----------
    value : the number.
    scale : size of the largest number that it stands beside.

    Examples
    --------
    >>> [say_number(x) for x in (12.4, -0.354, 1234.0, 0.0, 1.04)]
    ['12', '−0.35', '1,200', '0', '1']
    >>> say_number(-0.041, scale=25.0)
    '0'
    """
    if not math.isfinite(value):
        return "unknown"
    return _say_rounded(value, max(_step(abs(value)), _step(scale) / 10 if scale else 0.0))


def say_enough(value: float) -> str:
    """Say an amount that is needed with two significant digits, rounded up so that it is enough.

    Examples
    --------
    >>> [say_enough(x) for x in (10.1, 0.0864, 3.0, 1201.0, 0.0)]
    ['11', '0.087', '3', '1,300', '0']
    """
    step = _step(abs(value))
    return _say_rounded(math.ceil(value / step - _ROUNDING) * step, step)


def is_negligible(amount: float, scale: float) -> bool:
    """Say whether an amount is nothing beside what else is weighed.

    Examples
    --------
    >>> is_negligible(0.000003, 5.0), is_negligible(0.3, 5.0), is_negligible(0.0, 0.0)
    (True, False, True)
    """
    return abs(amount) <= max(NEGLIGIBLE * abs(scale), 1e-9)


def say_interval(low: float, high: float, scale: float = 0.0) -> str:
    """Say a range, its ends on one scale.

    Parameters
    ----------
    low, high : its ends.
    scale : size of what it is weighed against; beside it a negligible range is nothing.

    Examples
    --------
    >>> say_interval(5, 9), say_interval(-0.031, 12.2), say_interval(3, 3)
    ('5 to 9', '0 to 12', '3')
    >>> say_interval(0.0, 0.000003, scale=5.0)
    '0'
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        return "unknown"
    if scale and is_negligible(max(abs(low), abs(high)), scale):
        return "0"
    step = min(_step(max(abs(low), abs(high))), _step(high - low) * 10 if high > low else math.inf)
    ends = [_say_rounded(end, step) for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


def say_count(count: int | float) -> str:
    """Say a count: exact below a million, then in two or three digits.

    Examples
    --------
    >>> say_count(4096), say_count(1_944_000), say_count(5**40)
    ('4,096', '1.94 million', '9.1 × 10²⁷')
    """
    if count < 1e6:
        return f"{int(count):,}"
    for scale, name in _SCALES:
        if scale <= count < 1000 * scale:
            return f"{_trim(f'{count / scale:.3g}')} {name}"
    digits, power = f"{Decimal(count):.1e}".split("e")
    return f"{digits} {TIMES} 10{str(int(power)).translate(_RAISED)}"


def say_numeral(count: int, zero: str = "none") -> str:
    """Say a small count as a word.

    Examples
    --------
    >>> say_numeral(0), say_numeral(3), say_numeral(1200)
    ('none', 'three', '1,200')
    """
    if count == 0:
        return zero
    return _SMALL[count] if 0 < count < len(_SMALL) else say_count(count)


def say_few(count: int, one: str, many: str = "") -> str:
    """Say how many of something, small numbers as words.

    Examples
    --------
    >>> say_few(1, "promise"), say_few(3, "promise"), say_few(12, "party", "parties")
    ('one promise', 'three promises', '12 parties')
    """
    return f"{say_numeral(count, zero='no')} {one if count == 1 else many or one + 's'}"


def say_none(several: str) -> str:
    """Open a sentence that denies something of several.

    Examples
    --------
    >>> say_none("two offers"), say_none("eight offers")
    ('Neither of the two offers', 'None of the eight offers')
    """
    return f"{'Neither' if several.startswith('two ') else 'None'} of the {several}"


def say_signed(value: float) -> str:
    """Say a change with its sign.

    Examples
    --------
    >>> say_signed(3.2), say_signed(-3.2), say_signed(0)
    ('+3.2', '−3.2', '0')
    """
    text = say_number(value)
    return text if text == "0" or text.startswith(MINUS) else f"+{text}"


def say_ratio(ratio: float) -> str:
    """Say what comes back for each point given.

    Examples
    --------
    >>> say_ratio(0.25), say_ratio(3.1), say_ratio(0.0)
    ('0.25 for 1', '3.1 for 1', 'nothing')
    """
    return "nothing" if ratio <= 0 else f"{say_number(ratio)} for 1"


# Time


def say_date(day: dt.date) -> str:
    """Say a date.

    Examples
    --------
    >>> say_date(dt.date(2020, 7, 15))
    '15 July 2020'
    """
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def say_duration(days: float) -> str:
    """Say a length of time in the largest unit that fits it.

    Examples
    --------
    >>> [say_duration(days) for days in (0, 1, 21, 90, 730, 45)]
    ['at once', '1 day', '3 weeks', '3 months', '2 years', '45 days']
    """
    whole = round(days)
    if whole <= 0:
        return "at once"
    for size, name, least in ((365, "year", 365), (30, "month", 60), (7, "week", 14)):
        if whole >= least and whole % size == 0:
            return _plural(whole // size, name)
    return _plural(whole, "day")


def say_years(years: float) -> str:
    """Say a length of time given in years.

    Examples
    --------
    >>> say_years(10.0), say_years(0.5), say_years(1.0)
    ('10 years', '6 months', '1 year')
    """
    if years < 1:
        return _plural(round(12 * years), "month")
    return f"{say_number(years)} year{'' if years == 1 else 's'}"


# Texts


def say_list(items: Iterable[str], joint: str = "and") -> str:
    """Join items as in a sentence.

    Examples
    --------
    >>> say_list(["a", "b", "c"]), say_list(["a", "b"], "or"), say_list([])
    ('a, b and c', 'a or b', '')
    """
    words: Sequence[str] = list(items)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"


def possessive(name: str) -> str:
    """Make a name own something.

    Examples
    --------
    >>> possessive("North Korea"), possessive("the United States")
    ("North Korea's", "the United States'")
    """
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def sentence(text: str) -> str:
    """Open with a capital and close with a stop.

    Examples
    --------
    >>> sentence("the offer lapsed"), sentence("Why?")
    ('The offer lapsed.', 'Why?')
    """
    text = text.strip()
    if not text:
        return ""
    opened = text[0].upper() + text[1:]
    return opened if opened[-1] in ".!?" else f"{opened}."


def shorten(text: str, longest: int) -> str:
    """Cut a text at a word, with an ellipsis.

    Examples
    --------
    >>> shorten("one two three four", 12)
    'one two…'
    """
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:.(") + "…"


# How it is done


def _step(size: float) -> float:
    """Find the unit of the second significant digit."""
    if size == 0 or not math.isfinite(size):
        return 1.0
    return float(10.0 ** (math.floor(math.log10(size)) - 1))


def _say_rounded(value: float, step: float) -> str:
    places = max(0, -math.floor(math.log10(step) + 0.5)) if step > 0 else 0
    rounded = round(value / step) * step
    text = _trim(f"{abs(rounded):,.{places}f}")
    return f"{MINUS}{text}" if rounded < 0 and text.strip("0.,") else text


def _trim(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number


def _plural(count: int, name: str) -> str:
    return f"{count} {name}{'' if count == 1 else 's'}"
