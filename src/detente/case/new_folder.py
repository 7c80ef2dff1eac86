"""Write a folder whole or not at all: into one that is new or empty, never over anything."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from detente.case.files import quote_path
from detente.case.words import quote
from detente.errors import InputError

T = TypeVar("T")


def save_folder(folder: str | os.PathLike[str], write: Callable[[Path], T], doing: str) -> T:
    """Let `write` fill a folder beside the target, and put it in place once it is done.

    Parameters
    ----------
    folder : the target: new, or empty but for a git repository.
    write : gets a folder that is empty; what it raises leaves nothing behind.
    doing : what is being done, for messages: ``start a case``.

    Returns
    -------
    What `write` returns.

    Raises
    ------
    InputError : the target holds something already, or cannot be written.
    """
    target = Path(folder)
    try:
        exists = _check_empty(target)
        place = target if exists else target.parent
        place.mkdir(parents=True, exist_ok=True)
        stage = place / f".detente-{secrets.token_hex(4)}"
        try:
            stage.mkdir()
            written = write(stage)
            _move(stage, target, exists=exists)
        finally:
            shutil.rmtree(stage, ignore_errors=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        text = f"cannot {doing} in {quote_path(target)}: {reason}; choose another folder"
        raise InputError(text) from None
    return written


def save_text(folder: Path, name: str, text: str) -> None:
    """Write a file of a folder as UTF-8 with plain line ends, whatever the system."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _check_empty(target: Path) -> bool:
    """Say whether the folder is there; raise when it holds anything but a git repository."""
    if not target.exists() and not target.is_symlink():
        return False
    if not target.is_dir():
        raise InputError(f"{quote_path(target)} is not a folder; choose another name")
    found = next((item.name for item in target.iterdir() if item.name != ".git"), None)
    if found is not None:
        text = f"{quote_path(target)} is not empty: it holds {quote(found)}"
        raise InputError(f"{text}; choose a new folder")
    return True


def _move(stage: Path, target: Path, *, exists: bool) -> None:
    if not exists:
        stage.rename(target)
        return
    for item in sorted(stage.iterdir()):
        item.rename(target / item.name)
