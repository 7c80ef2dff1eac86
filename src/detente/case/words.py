"""Words for messages: quoting what was written, and guessing what was meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable
from itertools import islice

_LONGEST = 60
_COMPARED = 100
RANGE_WORDS = frozenset(("best", "low", "high", "median"))
"""Keys that somebody writes who takes the parts of a range for values of their own."""

_BEST = re.compile(r"best\s")


def quote(value: object) -> str:
    """Quote a value as it was written, on one line, shortened, without control characters.

    >>> quote("dprkk")
    '"dprkk"'
    """
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return f'"{_shorten(str(value))}"'


def _shorten(text: str) -> str:
    short = text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in short)


def suggest(word: str, known: Iterable[str], *, cutoff: float = 0.6) -> str:
    """Ask whether the nearest known word was meant; empty when none is near.

    >>> suggest("dprkk", ["usa", "dprk"])
    'Did you mean "dprk"?'
    """
    near = find_near(word, known, cutoff=cutoff)
    return f"Did you mean {quote(near)}?" if near else ""


def find_near(word: str, known: Iterable[str], *, cutoff: float = 0.6) -> str:
    """Find the known word nearest to another; empty when none is near.

    ``cutoff`` is the least likeness, 0 to 1. At most the first 500 known words are compared.
    """
    choices = {name.lower()[:_COMPARED]: name for name in islice(known, 500)}
    near = difflib.get_close_matches(word.lower()[:_COMPARED], choices, n=1, cutoff=cutoff)
    return choices[near[0]] if near else ""


def suggest_or_list(word: str, known: Collection[str], what: str) -> str:
    """Suggest the nearest known word, or list what is known, for the end of a message.

    >>> suggest_or_list("france", ["usa", "dprk"], "parties")
    'The parties are usa, dprk.'
    """
    if not known:
        return f"There are no {what}."
    shown = ", ".join(map(_shorten, islice(known, 12))) + (", ..." if len(known) > 12 else ".")
    return suggest(word, known) or f"The {what} are {shown}"


def explain_range_word(word: str) -> str:
    """Say that a part of a range is written as a key of its own.

    >>> explain_range_word("best")
    'key "best" is not known here; a range and its median are one value: 3 to 5, best 4'
    """
    text = "a range and its median are one value: 3 to 5, best 4"
    return f"key {quote(word)} is not known here; {text}"


def explain_torn(key: str, value: object, before: str, written: object) -> str:
    """Say that a range was torn apart at its comma; empty when the key is none of its parts.

    Inside braces a comma ends a value, so ``{b: 5 to 9, best 6}`` has a key "best 6" with
    nothing behind it.

    Parameters
    ----------
    key, value : what stands behind the comma, read as a key and its value.
    before, written : the key before it and its value; an empty key for none.

    Examples
    --------
    >>> explain_torn("best 6", None, "b", "5 to 9")
    'inside braces a comma ends a value; put quotes around the range: b: "5 to 9, best 6"'
    """
    if value is not None or not _BEST.match(key):
        return ""
    known = before and isinstance(written, str)
    example = f"{before}: {quote(f'{written}, {key}')}" if known else f'party: "5 to 9, {key}"'
    return f"inside braces a comma ends a value; put quotes around the range: {example}"
