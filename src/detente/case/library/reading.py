"""From the bytes of a document to its text: plain text here, the rest in a process of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detente.case.library.apart import read_apart
from detente.case.library.kinds import decode, recognise
from detente.case.library.texts import Paragraph, Text, make_text

_GAP = re.compile(r"\n[ \t]*(?:\n[ \t]*)+|\f")
_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t]*#*$")


def read_text(content: bytes) -> Text:
    """Read the text of a document.

    Web pages and PDF are read in a process of their own, which is given a limited time and limited
    memory: what is in them may have been made to harm.

    Raises
    ------
    InputError : it is of no kind that can be read, or it is broken, or takes too long.
    """
    kind = recognise(content)
    if kind == "text":
        return make_text(_list_paragraphs(decode(content)))
    return read_apart(content, kind)


def _list_paragraphs(text: str) -> Iterator[Paragraph]:
    """Go over the paragraphs of a plain text: what stands between empty lines."""
    for piece in _GAP.split(text.replace("\r\n", "\n").replace("\r", "\n")):
        heading = _HEADING.match(piece.strip())
        if heading and "\n" not in piece.strip():
            yield Paragraph(heading[2], 0, len(heading[1]))
        else:
            yield Paragraph(piece)
