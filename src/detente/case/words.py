"""Words for messages: quoting what was written, and guessing what was meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

_LONGEST = 60


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


def suggest(word: str, known: Iterable[str]) -> str:
    """Ask whether the nearest known word was meant; empty when none is near.

    >>> suggest("dprkk", ["usa", "dprk"])
    'Did you mean "dprk"?'
    """
    choices = {name.lower(): name for name in known}
    near = difflib.get_close_matches(word.lower()[:200], list(choices), n=1, cutoff=0.6)
    return f"Did you mean {quote(choices[near[0]])}?" if near else ""


def suggest_or_list(word: str, known: Sequence[str], what: str) -> str:
    """Suggest the nearest known word, or list what is known, for the end of a message.

    >>> suggest_or_list("france", ["usa", "dprk"], "parties")
    'The parties are usa, dprk.'
    """
    if not known:
        return f"There are no {what}."
    shown = ", ".join(known[:12]) + (", ..." if len(known) > 12 else "")
    return suggest(word, known) or f"The {what} are {shown}."
