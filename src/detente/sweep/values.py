"""What a sweep varies: keys of a case's quantities, and the values that they take."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from detente.case import Case
from detente.case.model import Change, Entry
from detente.case.quantify import make_quantity
from detente.case.ranges import Range, RangeError, parse_range, parse_share_range
from detente.case.words import quote, suggest_or_list
from detente.errors import InputError

Values = tuple[tuple[str, str], ...]
"""What is different in a variant: keys, and what each becomes, as text."""

PLACE = "sweep"
"""Where the quantities of a variant stand, as far as a case is asked."""

_SHARES = ("firmness", "readiness")
_AMOUNTS = ("relationship", "reputation", "deposit", "pays")
_COMMA = re.compile(r",(?!\s*best\b)")


def read_settings(texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Read ``KEY=v1,v2``, one text for each key; a range's best guess keeps its comma.

    Examples
    --------
    >>> read_settings(["reservation/usa=0, 5 to 9, best 6"])
    {'reservation/usa': ('0', '5 to 9, best 6')}
    """
    settings: dict[str, tuple[str, ...]] = {}
    problems = []
    for text in texts:
        key, found, written = text.partition("=")
        values = tuple(value.strip() for value in _COMMA.split(written))
        if not found or not key.strip() or not all(values):
            problems.append(f"--set: expected KEY=VALUE,VALUE,... and got {quote(text)}")
        elif key.strip() in settings:
            problems.append(f"--set: {key.strip()} is set twice; put all its values in one")
        else:
            settings[key.strip()] = values
    raise_all(problems)
    return settings


def raise_all(problems: Sequence[str]) -> None:
    """Raise all problems together, each on a line; nothing where there are none."""
    if problems:
        raise InputError("\n".join(dict.fromkeys(problems)))


def check_settings(case: Case, name: str, settings: Mapping[str, Sequence[str]]) -> list[str]:
    """Say what is wrong with the values that keys are to take in a case."""
    known = {entry.key for entry in case.quantities()}
    problems = []
    for key, texts in settings.items():
        if key not in known:
            problems.append(explain_unknown(key, name, known))
            continue
        if len({_identify(key, text) for text in texts}) < len(texts):
            problems.append(f"{key}: a value stands there twice; name each once")
        problems += filter(None, (_explain_value(key, text) for text in texts))
    return problems


def explain_unknown(key: str, name: str, known: Iterable[str]) -> str:
    """Say that a case has no number of a key, and which may have been meant."""
    hint = suggest_or_list(key, sorted(known), "numbers of the case")
    return f"{key or quote(key)}: {name} has no number of that key. {hint} --keys lists them all"


def _identify(key: str, text: str) -> Range | str:
    """Tell values apart by what they are, however they are written; by the text of what is none."""
    with suppress(RangeError):
        return replace(read_value(key, text), text="")
    return text


def _explain_value(key: str, text: str) -> str:
    """Say why a number cannot take a value, as the checks of a case would; empty when it can."""
    try:
        value = read_value(key, text)
    except RangeError as error:
        return f"{key}: {error}"
    if key.startswith(tuple(f"{kind}/" for kind in _AMOUNTS)) and value.ends[0] < 0:
        return f"{key}: {quote(text)} goes below 0; write how much is lost or paid"
    return ""


@lru_cache(maxsize=4096)
def read_value(key: str, text: str) -> Range:
    """Read the value of a key: a share, or a number or range of points.

    Raises
    ------
    RangeError : the text is none.
    """
    is_share = key.split("/", 1)[0] in _SHARES
    return parse_share_range(text) if is_share else parse_range(text)


def make_changes(values: Values) -> tuple[Change, ...]:
    """Turn the values of a variant into changes of its case."""
    return tuple(
        Change(key, make_quantity(read_value(key, text), place=PLACE), PLACE)
        for key, text in values
    )


def get_point(key: str, text: str) -> float | None:
    """Return the number where a value is one, and None for a range."""
    point = read_value(key, text).point
    return None if point is None else float(point)


def find_ranges(case: Case, stems: Sequence[str], name: str) -> tuple[list[Entry], list[str]]:
    """Find the ranges of a case under some keys, all of them without any; and what is wrong.

    A stem is a key, or the beginning of keys up to a slash: ``value/usa``.
    """
    entries = list(case.quantities())
    ranges = [entry for entry in entries if not entry.quantity.is_point]
    problems = [
        _explain_stem(stem, name, entries)
        for stem in stems
        if not any(is_under(entry.key, stem) for entry in ranges)
    ]
    chosen = [e for e in ranges if not stems or any(is_under(e.key, stem) for stem in stems)]
    if not ranges:
        problems.append(f"{name} has no range to sample: all its numbers are exact; set some")
    return chosen, problems


def find_stream(key: str) -> str:
    """Name what varies as one with a number, as it does over draws.

    A party's values of the options of one issue share their uncertainty, so that a dearer option
    stays dearer; so do all levels of firmness.

    Examples
    --------
    >>> find_stream("value/usa/oil/first"), find_stream("firmness/vague"), find_stream("floor/usa")
    ('value/usa/oil', 'firmness', 'floor/usa')
    """
    kind, *steps = key.split("/")
    if kind == "value":
        return "/".join((kind, *steps[:2]))
    return kind if kind == "firmness" else key


def is_under(key: str, stem: str) -> bool:
    """Say whether a key is the stem, or stands under it.

    Examples
    --------
    >>> is_under("value/usa/oil/first", "value/usa"), is_under("value/usa-2/oil/first", "value/usa")
    (True, False)
    """
    return f"{key}/".startswith(f"{stem.rstrip('/')}/")


def _explain_stem(stem: str, name: str, entries: Sequence[Entry]) -> str:
    if any(is_under(entry.key, stem) for entry in entries):
        return f"{stem}: in {name} this is exact, so that there is nothing to sample; set it"
    return explain_unknown(stem, name, [entry.key for entry in entries])


def write_number(number: float, entry: Entry) -> str:
    """Write a sampled number with four digits, and inside the bounds of its kind.

    Examples
    --------
    >>> from detente.case.model import Quantity
    >>> write_number(1234.567, Entry("value/usa/oil/first", "", Quantity()))
    '1235'
    """
    kind = entry.key.split("/", 1)[0]
    low = Decimal(0) if kind in (*_SHARES, *_AMOUNTS) else None
    exact = Decimal(f"{number:.4g}")
    exact = exact if low is None else max(exact, low)
    exact = min(exact, Decimal(1)) if kind in _SHARES else exact
    # Nine decimals are the most that a case may state.
    text = format(round(exact, 9), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
