"""The documents that numbers rest on: read as text, searched, and held against the passages."""

from detente.case.library.anchors import Anchor, find_anchors
from detente.case.library.documents import Library, open_library
from detente.case.library.kinds import MOST_BYTES, recognise
from detente.case.library.reading import read_text
from detente.case.library.search import Hit, Index, make_index
from detente.case.library.texts import Paragraph, Text
from detente.case.library.uses import Use, list_uses

__all__ = [
    "MOST_BYTES",
    "Anchor",
    "Hit",
    "Index",
    "Library",
    "Paragraph",
    "Text",
    "Use",
    "find_anchors",
    "list_uses",
    "make_index",
    "open_library",
    "read_text",
    "recognise",
]
