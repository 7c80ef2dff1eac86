"""Find the cases that a person means: one of their own, a shipped one, or a folder of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from detente.errors import InputError

MOST = 200
"""Cases in one folder."""


@dataclass(frozen=True)
class Shelved:
    """Case folders by the keys that name them in addresses.

    Parameters
    ----------
    folders : where each case is kept.
    shipped : keys of those that came with detente, which are never written to.
    root : the folder in which they stand, and others may be put; None for a case alone.
    """

    folders: Mapping[str, Path]
    shipped: frozenset[str] = frozenset()
    root: Path | None = None


def shelve(folder: Path, *, shipped: bool = False) -> Shelved:
    """Find the cases of a folder: itself, or the folders in it.

    Raises
    ------
    InputError : it holds no case, or more than can be listed.
    """
    found = list_cases(folder)
    if not found and folder.is_file():
        raise InputError(f"{folder} is a file; name the folder of a case, or a folder of cases")
    if not found:
        raise InputError(
            f"{folder} holds no case.yaml, and none of the folders in it does. "
            f"To start a case there: detente init {folder / 'my-case'}"
        )
    if len(found) > MOST:
        raise InputError(f"{folder} holds {len(found)} cases, more than {MOST}; name one of them")
    keys = make_keys(found)
    root = None if found[0] in (folder, folder.parent) else folder
    return Shelved(keys, frozenset(keys) if shipped else frozenset(), root)


def list_cases(folder: Path) -> list[Path]:
    """List the cases of a folder; raises InputError where it cannot be read."""
    try:
        if not folder.is_dir():
            return [folder.parent] if folder.name == "case.yaml" else []
        if (folder / "case.yaml").exists():
            return [folder]
        return sorted(each.parent for each in folder.glob("*/case.yaml"))
    except OSError as error:
        raise InputError(f"{folder} cannot be read: {error.strerror}") from error


def make_keys(folders: Iterable[Path], taken: Mapping[str, Path] | None = None) -> dict[str, Path]:
    """Name case folders for addresses, each by another key; those that have one keep it.

    Examples
    --------
    >>> list(make_keys([Path("a/Grain deal"), Path("b/grain-deal"), Path("c/…")]))
    ['grain-deal', 'grain-deal-2', 'case']
    """
    keys = dict(taken or {})
    named = set(keys.values())
    for folder in folders:
        if folder not in named:
            keys[_name(folder, keys)] = folder
    return keys


def _name(folder: Path, taken: Mapping[str, Path]) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-") or "case"
    key, number = plain, 2
    while key in taken:
        key, number = f"{plain}-{number}", number + 1
    return key
