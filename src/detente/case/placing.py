"""Put files of a case in place: whole or not at all, one writer at a time, never through a link.

A new file is written beside the old one, brought down to the disk, and put in its place in a
single step. So a process that is killed leaves the old file or the new one, never a part; what it
leaves beside them is removed by the next writer.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from detente.errors import InputError

LOCK = ".events.lock"
_STAGED = re.compile(r"\..+\.[0-9a-f]{16}\.new")
_UNCHANGED = "It is unchanged; mend that and try again"


@dataclass(frozen=True)
class Change:
    """A file as it must be found, and as it is to be; None where there is none.

    ``name`` is relative to the folder, with ``/`` between its parts.
    """

    name: str
    before: bytes | None
    after: bytes | None


@contextmanager
def hold(root: Path, name: str, timeout: float) -> Iterator[None]:
    """Keep other processes from writing the files of a folder; what they left behind is removed.

    Raises
    ------
    InputError : another process holds it for longer than ``timeout`` seconds; it says that `name`
        is being written.
    """
    from filelock import FileLock, Timeout

    path = root / LOCK
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise InputError(f"{LOCK} is not an ordinary file; remove it")
    lock = FileLock(path, timeout=timeout)
    try:
        lock.acquire()
    except Timeout:
        text = f"{name} is being written by another process; try again, or end that process"
        raise InputError(text) from None
    except OSError as error:
        raise explain_failure(name, error) from None
    try:
        _remove_stale(root)
        yield
    finally:
        lock.release()


def explain_failure(name: str, error: OSError, after: str = _UNCHANGED) -> InputError:
    """Say why a file cannot be written, and how it now is."""
    return InputError(f"{name} cannot be written: {error.strerror or str(error)}. {after}")


def place_files(root: Path, changes: Sequence[Change]) -> None:
    """Put files in place, in their order; none is put in place before all are on the disk.

    Raises
    ------
    InputError : a file cannot be written, or is not as it must be found. Every file is as it was,
        or the message names those that are new.
    """
    staged: dict[str, Path] = {}
    try:
        for change in changes:
            _stage(root, change, staged)
        for change in changes:
            _check_before(root, change)
        _put_in_place(root, changes, staged)
    finally:
        for path in staged.values():
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _stage(root: Path, change: Change, staged: dict[str, Path]) -> None:
    """Write the new file beside the old one."""
    if change.after is None:
        return
    path = root / change.name
    try:
        _make_folder(root, path.parent)
        staged[change.name] = path.with_name(f".{path.name}.{secrets.token_hex(8)}.new")
        _write(staged[change.name], change.after, _find_mode(path))
    except OSError as error:
        raise explain_failure(change.name, error) from None


def _make_folder(root: Path, folder: Path) -> None:
    """Make a folder inside the case folder; one that is a link is refused."""
    if folder == root:
        return
    if folder.is_symlink():
        name = folder.relative_to(root).as_posix()
        raise InputError(f"{name} is a link; put the folder itself in its place")
    folder.mkdir(exist_ok=True)


def _check_before(root: Path, change: Change) -> None:
    path = root / change.name
    if path.is_symlink():
        raise InputError(f"{change.name} is a link; put the file itself in its place")
    try:
        found = path.read_bytes() if path.exists() else None
    except OSError as error:
        raise explain_failure(change.name, error) from None
    if (found or b"") != (change.before or b""):
        raise InputError(f"{change.name} was changed by somebody else meanwhile; try again")


def _put_in_place(root: Path, changes: Sequence[Change], staged: Mapping[str, Path]) -> None:
    done: list[str] = []
    for change in changes:
        path = root / change.name
        try:
            if change.after is None:
                path.unlink(missing_ok=True)
            else:
                staged[change.name].replace(path)
        except OSError as error:
            after = f"{', '.join(done)} is written; the rest is unchanged" if done else _UNCHANGED
            raise explain_failure(change.name, error, after) from None
        done.append(change.name)
    for folder in {(root / change.name).parent for change in changes}:
        _sync_folder(folder)


def _find_mode(path: Path) -> int | None:
    return stat.S_IMODE(path.stat().st_mode) if path.exists() else None


def _write(path: Path, content: bytes, mode: int | None) -> None:
    """Write a file that does not exist yet, down to the disk."""
    with path.open("xb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    if mode is not None:
        path.chmod(mode)


def _sync_folder(folder: Path) -> None:
    """Bring the change of the names to the disk too, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _remove_stale(root: Path) -> None:
    """Remove what a killed process left behind; nobody else writes now."""
    for folder in (root, root / "sources", root / "readings"):
        with suppress(OSError):
            for path in () if folder.is_symlink() else folder.glob(".*.new"):
                if _STAGED.fullmatch(path.name):
                    path.unlink()
