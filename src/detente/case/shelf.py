"""The shipped cases: list them, find one, copy one."""

from __future__ import annotations

import difflib
import shutil
from pathlib import Path

from detente.errors import InputError


def shipped_folder() -> Path:
    """Return the folder of shipped cases: in the package, or beside the sources in a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "shipped"
    return installed if installed.is_dir() else package.parents[1] / "cases"


def is_installed(folder: Path) -> bool:
    """Whether a folder is part of the installed package, where nothing is to be written."""
    installed = Path(__file__).resolve().parents[1] / "shipped"
    return folder.resolve().is_relative_to(installed)


def is_shipped(folder: Path) -> bool:
    """Whether a folder is one of the shipped cases, in the package or in a checkout."""
    return folder.resolve().is_relative_to(shipped_folder().resolve())


def list_cases() -> tuple[str, ...]:
    """Name the shipped cases, in alphabetical order."""
    return tuple(sorted(path.parent.name for path in shipped_folder().glob("*/case.yaml")))


def find_case(name: str) -> Path:
    """Return the folder of a shipped case.

    Raises
    ------
    InputError
        No shipped case has that name; the message lists those there are.
    """
    names = list_cases()
    if name not in names:
        close = difflib.get_close_matches(name, names, 1)
        hint = f'Did you mean "{close[0]}"?' if close else f"There are: {', '.join(names)}."
        raise InputError(f'no shipped case is named "{name}". {hint}')
    return shipped_folder() / name


def copy_case(name: str, target: Path) -> Path:
    """Copy a shipped case to a folder that does not exist yet, or is empty.

    Raises
    ------
    InputError
        No such case, or the target holds something already, or cannot be written.
    """
    source = find_case(name)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InputError(f"{target} is not an empty folder: name another one, or empty it first")
    try:
        shutil.copytree(source, target, dirs_exist_ok=True)
    except OSError as error:
        raise InputError(f"{target} cannot be written: {error.strerror}") from error
    return target
