"""From the bytes of a document to its text: plain text here, the rest in a process of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from detente.case.library.apart import read_apart
from detente.case.library.kinds import decode, recognise
from detente.case.library.texts import MOST_CHARACTERS, Paragraph, Text, make_text

_LONGEST = 2 * MOST_CHARACTERS
"""Characters that are looked at: what is shown, with as many blanks."""

_GAP = re.compile(r"\n[ \t]*(?:\n[ \t]*)+|\f")
_SIGNS = re.compile(r"#{1,6}(?=[ \t])")


def read_text(content: bytes) -> Text:
    """Read the text of a document.

    Web pages and PDF are read in a process of their own, which is given a limited time and limited
    memory: what is in them may have been made to harm.

    Raises
    ------
    InputError : it is of no kind that can be read, or it is broken, or takes too long.
    """
    kind = recognise(content)
    if kind != "text":
        return read_apart(content, kind)
    whole = decode(content)
    found = make_text(_list_paragraphs(whole[:_LONGEST]))
    return replace(found, cut=found.cut or len(whole) > _LONGEST)


def _list_paragraphs(text: str) -> Iterator[Paragraph]:
    """Go over the paragraphs of a plain text: what stands between empty lines."""
    for piece in _GAP.split(text.replace("\r\n", "\n").replace("\r", "\n")):
        line = piece.strip()
        if not line:
            continue
        signs = None if "\n" in line else _SIGNS.match(line)
        if signs is None:
            yield Paragraph(piece)
        else:
            yield Paragraph(line[signs.end() :].rstrip("#"), 0, signs.end())
