"""Write the YAML of a case line by line, remembering where each piece comes from."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from detente.case.fields import SLUG, propose_slug
from detente.case.interchange.draft import Place
from detente.case.names import RESERVED
from detente.case.words import RANGE_WORDS

_UNREADABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff0-\uffff]"
)
_BETWEEN = re.compile("[^A-Za-z0-9_]+")
_MEANT = frozenset(("true", "false", "null"))
_LONGEST_TITLE = 500


@dataclass
class Text:
    """The text of a file as it grows, with the places that its pieces come from."""

    name: str
    lines: list[str] = field(default_factory=list)
    places: dict[Place, Place] = field(default_factory=dict)

    def add(self, *pieces: str | tuple[str, Place]) -> None:
        """Add a line made of pieces; a piece with a place comes from there."""
        line = ""
        for piece in pieces:
            if isinstance(piece, str):
                line += piece
                continue
            written, place = piece
            self.places[self.name, len(self.lines) + 1, len(line) + 1] = place
            line += written
        self.lines.append(line)

    def __str__(self) -> str:
        return "\n".join(self.lines) + "\n"


def quote_text(text: str) -> str:
    """Write text so that YAML reads it as it is: in double quotes, on one line.

    What a case cannot hold (control characters, and those that turn the direction of writing)
    becomes a replacement character; runs of white space become one space.

    Examples
    --------
    >>> print(quote_text("5%  spoilage"))
    "5% spoilage"
    """
    return json.dumps(tidy(text)[:_LONGEST_TITLE] or "-", ensure_ascii=False)


def tidy(text: str) -> str:
    """Put text on one line, without what would steer a terminal or turn the writing round.

    Examples
    --------
    >>> print(tidy("Water" + chr(9) + " fee"))
    Water fee
    """
    return mask(" ".join(text.split()))


def mask(text: str) -> str:
    """Put a replacement character for each that a case cannot hold, and leave the rest."""
    return _UNREADABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def tell_apart(titles: Sequence[tuple[str, str]]) -> list[str]:
    """Make names of pairs of a title and an id: the id stands behind a title given twice.

    Examples
    --------
    >>> tell_apart([("Fee", "fee"), ("Toll", "toll"), ("Fee", "fee-2")])
    ['Fee (fee)', 'Toll', 'Fee (fee-2)']
    """
    count = Counter(title for title, _ in titles)
    return [title if count[title] == 1 else f"{title} ({id_})" for title, id_ in titles]


def make_ids(titles: Collection[str], fallback: str) -> list[str]:
    """Make an id of each title: short, different from each other, and not a word of the format.

    Examples
    --------
    >>> make_ids(["North Korea", "north korea", "$4.37", "title", "***"], "side")
    ['north-korea', 'north-korea-2', 'side-4-37', 'title-2', 'side']
    """
    used: set[str] = {*RESERVED, *RANGE_WORDS, *_MEANT}
    found = []
    for title in titles:
        stem, id_, number = _make_stem(title, fallback), "", 1
        while not id_ or id_ in used:
            id_ = stem if number == 1 else f"{stem[:56].rstrip('-_')}-{number}"
            number += 1
        used.add(id_)
        found.append(id_)
    return found


def _make_stem(title: str, fallback: str) -> str:
    """Make an id of a title alone; with the fallback before it where no letter comes first."""
    ascii_ = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    plain = _BETWEEN.sub("-", ascii_).strip("-")
    for text in (plain, f"{fallback}-{plain}"):
        slug = propose_slug(text)
        if SLUG.fullmatch(slug):
            return slug
    return fallback
