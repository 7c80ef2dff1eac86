"""What is proposed to whoever attaches a passage: its name, an id for its source, numbers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import count

from detente.case import Entry
from detente.case.library.anchors import fold
from detente.study.sources import Bare

FOUND = 40
"""Numbers that are listed at a time."""

_WORD = re.compile(r"[^\W_]+")
_PLAIN = frozenset(("a", "an", "the", "of", "to", "and", "or", "in", "on", "at", "that", "this"))


def propose_name(text: str, taken: Collection[str]) -> str:
    """Propose a name for a passage: its first telling words, unlike every other of the source.

    Examples
    --------
    >>> propose_name("The two sides will freeze the plants.", ["two-sides-will"])
    'two-sides-will-2'
    """
    words = [fold(word) for word in _WORD.findall(text[:400])]
    telling = [word for word in words if word not in _PLAIN] or words or ["passage"]
    name = "-".join(telling[:3])[:40].strip("-")
    return next(each for each in _number(name) if each not in taken)


def propose_id(title: str, taken: Collection[str]) -> str:
    """Propose an id for a source, from its title: as ids are, beginning with a letter.

    Examples
    --------
    >>> propose_id("19 September statement", [])
    'source-19-september-statement'
    """
    name = re.sub("[^a-z0-9-]", "", propose_name(title, ())).strip("-") or "source"
    name = name if name[0].isalpha() else f"source-{name}"
    return next(each for each in _number(name) if each not in taken)


def _number(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}-{number}" for number in count(2))


def pick_numbers(
    entries: Collection[Entry], ranked: Collection[Bare], words: str, first: str = ""
) -> tuple[Entry, ...]:
    """Pick the numbers to offer for a passage.

    Parameters
    ----------
    entries : all numbers of the case.
    ranked : those without a source, by what they move.
    words : each must stand in the label or the key.
    first : the key of one that stands before all others.

    Returns
    -------
    Those without a source first, by their rank; then the others, as in the files.
    """
    rank = {bare.key: place for place, bare in enumerate(ranked)}
    wanted = [fold(word) for word in words.split()]
    found = [entry for entry in entries if _has_all(entry, wanted)]
    found.sort(
        key=lambda entry: (
            entry.key != first,
            entry.quantity.sourced,
            rank.get(entry.key, len(rank)),
        )
    )
    return tuple(found[:FOUND])


def _has_all(entry: Entry, wanted: Collection[str]) -> bool:
    there = fold(f"{entry.label} {entry.key}")
    return all(word in there for word in wanted)
