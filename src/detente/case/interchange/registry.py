"""The formats there are: find the one of a path, import a case from it, export a case to it."""

from __future__ import annotations

import importlib
import os
import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path

from detente.case.files import quote_path
from detente.case.interchange.draft import Draft, Format
from detente.case.model import Case
from detente.case.words import quote, suggest_or_list
from detente.errors import InputError

_HOMES = {
    "genius": "genius",
    "geniusweb": "geniusweb",
    "negmas": "negmas",
    "negolog": "negolog",
    "xlsx": "workbook",
}
"""Where each format is at home: its module has a `FORMAT`."""

NAMES = tuple(_HOMES)


def list_formats() -> tuple[Format, ...]:
    """List the formats, in the order in which they are tried on a path."""
    return tuple(get_format(name) for name in NAMES)


def get_format(name: str) -> Format:
    """Return the format of that name.

    Raises
    ------
    InputError : there is none; the message lists those there are.
    """
    if name not in _HOMES:
        hint = suggest_or_list(name, NAMES, "formats")
        raise InputError(f"there is no format {quote(name)}. {hint}")
    home = importlib.import_module(f"detente.case.interchange.{_HOMES[name]}")
    found: Format = home.FORMAT
    return found


def find_format(path: str | os.PathLike[str], name: str | None = None) -> Format:
    """Find the format of a file or folder, by its name or by what is in it.

    Raises
    ------
    InputError : nothing is there; there is no format of that name; or none is recognised.
    """
    source = _find_source(path)
    if name is not None:
        return get_format(name)
    for each in list_formats():
        if each.recognise(source):
            return each
    if source.name == "case.yaml" or (source / "case.yaml").is_file():
        raise InputError(f"{quote_path(source)} is a case already; there is nothing to import")
    if source.is_dir() and get_format("xlsx").recognise(source / "case.xlsx"):
        raise InputError(f"{quote_path(source)} holds a workbook; name that: case.xlsx in it")
    known = ", ".join(f"{each.name} ({each.title})" for each in list_formats())
    raise InputError(
        f"{quote_path(source)} is not recognised as a scenario; name its format with --format: "
        f"{known}"
    )


def import_case(
    path: str | os.PathLike[str], name: str | None = None, *, profiles: Sequence[str] = ()
) -> Draft:
    """Read a scenario of another format as the text of a case.

    Parameters
    ----------
    path : the scenario's file or folder.
    name : its format: genius, geniusweb, negmas, negolog or xlsx; recognised if left out.
    profiles : which files of parties to read, by name and in order; all, if left out.

    Returns
    -------
    The texts of a case folder, with notes on what was assumed; ``save(FOLDER)`` checks it and
    writes it.

    Raises
    ------
    CaseError : the scenario cannot be read; every problem with its place.
    InputError : nothing is there, or the format is not recognised.
    """
    found = find_format(path, name)
    source = Path(path)
    if not profiles:
        return found.read(source)
    if found.read_some is None:
        raise InputError(f"{found.title} has no files of parties to choose from; name none")
    return found.read_some(source, profiles)


def export_case(
    case: Case, path: str | os.PathLike[str], name: str, *, force: bool = False
) -> tuple[str, ...]:
    """Write a case in another format, at its medians.

    Parameters
    ----------
    path : the file or folder to write; new, or an empty folder.
    name : genius, geniusweb, negmas, negolog or xlsx.
    force : write over files that are there; others in a folder stay.

    Returns
    -------
    Notes: what was rounded, and what of the case has no counterpart in that format.

    Raises
    ------
    InputError : the format does not exist or cannot hold the case; or something is there already.
    """
    found, target = get_format(name), Path(path)
    if not force:
        _check_free(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        stage = target.parent / f".detente-{secrets.token_hex(4)}"
        try:
            notes = found.write(case, stage)
            _replace(stage, target)
        finally:
            _remove(stage)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"cannot write {quote_path(target)}: {reason}; name another") from None
    return notes


def _find_source(path: str | os.PathLike[str]) -> Path:
    source = Path(path)
    try:
        if source.is_file() or source.is_dir():
            return source
    except (OSError, ValueError):  # a name that no file system takes
        pass
    raise InputError(f"there is no file or folder {quote_path(source)}; check the path")


def _check_free(target: Path) -> None:
    """Refuse a target that holds anything."""
    if not os.path.lexists(target) or (target.is_dir() and not any(target.iterdir())):
        return
    what = "is not empty" if target.is_dir() else "is there already"
    raise InputError(f"{quote_path(target)} {what}; name another, or write over it with --force")


def _replace(stage: Path, target: Path) -> None:
    """Put a file, or the files of a folder, in place; each whole or not at all."""
    if stage.is_dir():
        if target.exists() and not target.is_dir():
            text = f"{quote_path(target)} is a file, and the format is a folder; name a folder"
            raise InputError(text)
        target.mkdir(exist_ok=True)
        for item in sorted(stage.iterdir()):
            item.replace(target / item.name)
    elif target.is_dir():
        raise InputError(f"{quote_path(target)} is a folder, and the format is a file; name a file")
    else:
        stage.replace(target)


def _remove(stage: Path) -> None:
    if stage.is_dir():
        shutil.rmtree(stage, ignore_errors=True)
    else:
        stage.unlink(missing_ok=True)
