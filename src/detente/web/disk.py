"""The files of an open case on the disk: what they are now, and putting new ones in their place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from detente.case.edit import Revision, open_revision
from detente.case.files import FILES, list_entries, load_files
from detente.case.new_folder import save_folder
from detente.case.placing import Change, hold, place_files
from detente.errors import CaseError, InputError, Problem

WAIT = 5.0
"""Seconds to wait for another program that writes the case."""

Contents = Mapping[str, bytes]
Signature = frozenset[tuple[str, int, int]]


class DiskChangedError(InputError):
    """The files on the disk are not those that were read; ``names`` says which."""

    status = 409

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        said = f"{names[0]} was" if len(names) == 1 else f"{', '.join(names)} were"
        super().__init__(
            f"{said} changed on the disk by somebody else. Nothing is written. Take what is on the "
            "disk, put your changes on top of it, or write over it"
        )


def list_differences(left: Contents, right: Contents) -> tuple[str, ...]:
    """Name the files that are not the same, byte for byte, in their usual order."""
    names = sorted({*left, *right}, key=_rank)
    return tuple(name for name in names if left.get(name) != right.get(name))


def _rank(name: str) -> tuple[int, str]:
    return (FILES.index(name) if name in FILES else len(FILES), name)


def read_contents(root: Path) -> dict[str, bytes]:
    """Read the files of a case as they are on the disk, in order or not.

    Raises
    ------
    CaseError : the folder cannot be read.
    """
    return load_files(root)[0]


def find_contents(root: Path) -> Contents:
    """Read the files of a case as they are on the disk; none of a folder that cannot be read."""
    try:
        return read_contents(root)
    except CaseError:
        return {}


def list_troubles(root: Path) -> tuple[Problem, ...]:
    """List what is wrong with the files of a case as they are on the disk."""
    try:
        open_revision(root)
    except CaseError as error:
        return tuple(error.problems)
    return ()


def sign(root: Path) -> Signature:
    """Tell by time and size alone whether a file of the case has changed; cheap."""
    return frozenset(_list_signs(root))


def _list_signs(root: Path) -> Iterator[tuple[str, int, int]]:
    names = list(FILES)
    with suppress(CaseError):  # whoever reads the folder says it
        names += [f"readings/{name}" for name in list_entries(root, "readings")]
    for name in names:
        with suppress(OSError):
            status = (root / name).stat()
            yield name, status.st_mtime_ns, status.st_size


@dataclass(frozen=True)
class Saving:
    """What is to be written.

    Parameters
    ----------
    seen : the files as they were last seen on the disk.
    contents : the files as they are to be.
    documents : new documents, by name.
    """

    seen: Contents
    contents: Contents
    documents: Contents

    def write(self, root: Path) -> None:
        """Write every file that is different, whole; documents and sources first, the case last.

        Raises
        ------
        DiskChangedError : the disk does not hold what was last seen; nothing is written.
        InputError : a file cannot be written; the message says how each one now is.
        """
        with hold(root, "the case", WAIT):
            found = read_contents(root)
            names = list_differences(found, self.seen)
            if names and list_differences(found, self.contents):
                raise DiskChangedError(names)
            place_files(root, self._list_changes(root, found))

    def _list_changes(self, root: Path, found: Contents) -> list[Change]:
        documents = [
            Change(name, None, content)
            for name, content in self.documents.items()
            if not _is_there(root / name, content)
        ]
        names = list_differences(found, self.contents)
        ordered = sorted(names, key=lambda name: (name == "case.yaml", name != "sources.yaml"))
        files = [Change(name, found.get(name), self.contents.get(name)) for name in ordered]
        return [*documents, *files]


def _is_there(path: Path, content: bytes) -> bool:
    try:
        return not path.is_symlink() and path.is_file() and path.read_bytes() == content
    except OSError:
        return False


def copy_folder(root: Path, target: Path, revision: Revision) -> Revision:
    """Copy a case folder to a new one, with the files as they are in a revision, and open it.

    Hidden files and links stay behind. Where the old folder is gone, what is in the revision is
    saved all the same.

    Raises
    ------
    InputError : the target holds something already, stands in the case, or cannot be written.
    """
    if root.resolve() in (target.resolve(), *target.resolve().parents):
        raise InputError("a copy cannot stand inside the case itself; choose another folder")

    def write(stage: Path) -> None:
        if root.is_dir():
            shutil.copytree(root, stage, dirs_exist_ok=True, symlinks=True, ignore=_skip)
        for name in list_differences(read_contents(stage), revision.contents):
            _write(stage / name, revision.contents.get(name))
        for name, content in revision.documents.items():
            _write(stage / name, content)

    save_folder(target, write, "save a copy of the case")
    return open_revision(target)


def _write(path: Path, content: bytes | None) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    if content is None:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)


def _skip(folder: str, names: list[str]) -> set[str]:
    """Leave out what is hidden, and what is neither a file nor a folder of its own."""
    return {name for name in names if name.startswith(".") or not _is_plain(Path(folder, name))}


def _is_plain(path: Path) -> bool:
    return not path.is_symlink() and (path.is_file() or path.is_dir())


def may_write(root: Path) -> bool:
    """Whether files can be put into the folder."""
    return os.access(root, os.W_OK | os.X_OK)
