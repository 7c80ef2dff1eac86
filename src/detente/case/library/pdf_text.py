"""The text of a PDF, page by page, with the lines of a paragraph put together again."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator

from detente.case.library.texts import MOST_CHARACTERS, Paragraph

MOST_PAGES = 1_000

_BREAK = re.compile(r"(?<=\w)[-\u2010\xad]\n(?=[a-z])")
_END = re.compile(r"[.:!?;][\"'\u201d\u2019)\]]?$")
_SHORT = 0.75
"""A line that ends a sentence and is so much shorter than the longest ends a paragraph too."""


def list_pdf(content: bytes) -> Iterator[Paragraph]:
    """Go over the paragraphs of a PDF, at most a thousand pages and two million characters.

    A page that cannot be read is left out; a file that cannot be opened raises what pypdf does.
    """
    import pypdf

    logging.disable(logging.CRITICAL)
    reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
    room = MOST_CHARACTERS
    for number in range(min(len(reader.pages), MOST_PAGES)):
        try:
            page = reader.pages[number].extract_text()
        except Exception:  # noqa: S112 (whatever is wrong with one page, the others are read)
            continue
        yield from (Paragraph(text, number + 1) for text in join_lines(page))
        room -= len(page)
        if room < 0:
            return


def join_lines(page: str) -> Iterator[str]:
    r"""Put lines together to paragraphs.

    Examples
    --------
    >>> list(join_lines("One long line that is bro-\nken here.\n\nAnother one."))
    ['One long line that is broken here.', 'Another one.']
    """
    lines = [line.strip() for line in _BREAK.sub("", page).split("\n")]
    width = max(map(len, lines), default=0)
    held: list[str] = []
    for line in lines:
        if line:
            held.append(line)
        is_last = bool(_END.search(line)) and len(line) < _SHORT * width
        if held and (not line or is_last):
            yield " ".join(held)
            held = []
    if held:
        yield " ".join(held)
