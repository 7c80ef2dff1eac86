"""Read the files of a case, and remember what was read: an edit changes one file of many."""

from __future__ import annotations

from functools import lru_cache

from detente.case.load import Read
from detente.case.load import read_file as _read

_REMEMBERED = 24
_LARGEST = 300_000


def read_file(name: str, content: bytes) -> Read:
    """Read a file as a tree, with what is wrong with it as YAML; the tree is not to be changed."""
    if len(content) > _LARGEST:
        return _read(name, content)
    tree, problems = _remember(name, content)
    return tree, list(problems)


@lru_cache(maxsize=_REMEMBERED)
def _remember(name: str, content: bytes) -> Read:
    return _read(name, content)
