"""What kind of document some bytes are, by what is in them and not by how they are called."""

from __future__ import annotations

import re
from typing import Literal

from detente.errors import InputError

Kind = Literal["text", "html", "pdf"]

MOST_BYTES = 20_000_000
"""A larger document is not taken and not read."""

_HTML = re.compile(
    rb"\s*(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta)\b",
    re.DOTALL | re.IGNORECASE,
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HEAD = 2_048
_SUFFIXES = {"text": (".txt", ".md"), "html": (".html", ".htm"), "pdf": (".pdf",)}
_NAME = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME = 60

KNOWN = "a plain text in UTF-8, a web page or a PDF"


def recognise(content: bytes) -> Kind:
    """Tell what kind of document it is.

    Raises
    ------
    InputError : it is empty, too large, or of no kind that can be read; says what would do.
    """
    if not content.strip():
        raise InputError(f"the document is empty; take {KNOWN}")
    if len(content) > MOST_BYTES:
        size, most = len(content) / 1e6, MOST_BYTES / 1e6
        raise InputError(f"the document has {size:.1f} MB, and at most {most:g} MB are taken")
    if b"%PDF-" in content[:1_024]:
        return "pdf"
    text = decode(content)
    return "html" if _HTML.match(text[:_HEAD].encode("utf-8", "replace")) else "text"


def decode(content: bytes) -> str:
    """Decode a text: UTF-8, or UTF-16 that says so at its start.

    Raises
    ------
    InputError : it is no text, or not in UTF-8.
    """
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        known = f"this is not {KNOWN}"
        raise InputError(f"{known}; if it is a text, save it as UTF-8") from None
    if _CONTROL.search(text):
        raise InputError(f"control characters stand in it, so this is not {KNOWN}")
    return text


def name_file(name: str, kind: Kind) -> str:
    """Make of the name of a document one that is safe in every folder.

    Examples
    --------
    >>> name_file("../../Joint Statement (final).PDF", "pdf")
    'joint-statement-final.pdf'
    >>> name_file("notes.md", "text"), name_file("con", "text"), name_file("x.pdf", "html")
    ('notes.md', 'document-con.txt', 'x.html')
    """
    base = re.split(r"[/\\]", name)[-1]
    stem, dot, end = base.rpartition(".")
    suffix = f".{end.lower()}" if dot else ""
    known = suffix in sum(_SUFFIXES.values(), ())
    slug = _NAME.sub("-", (stem if known else base).lower()).strip("-")[:_LONGEST_NAME].strip("-")
    if not slug or slug in _RESERVED:
        slug = f"document-{slug}".strip("-")
    return slug + (suffix if suffix in _SUFFIXES[kind] else _SUFFIXES[kind][0])


_RESERVED = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)),
}
"""Names that stand for devices on one system or another."""
