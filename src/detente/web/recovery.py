"""Changes that are not saved, kept in a small file so that they outlive the server.

The file stands hidden in the case folder, or, where that cannot be written, in the folder of the
user for such things. It holds the changed files whole. What is found in one is only ever offered:
it is checked like any other change when it is taken up.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import os
import re
import secrets
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from detente.case.edit import Revision, make_revision
from detente.case.files import FILES, MAX_TOTAL, read_inside
from detente.web.disk import may_write

MOST_BYTES = 3 * MAX_TOTAL
"""Larger recovery files are neither written nor read."""

_MOST_OFFERED = 5
_MOST_READ = 20
_MOST_WHATS = 500
_LONGEST = 300
_NAME = re.compile(r"\.detente-unsaved-[0-9a-f]{16}\.json")
_DOCUMENT = re.compile(r"sources/[A-Za-z0-9][A-Za-z0-9._-]{0,100}")
_READING = re.compile(r"readings/[^./\\\x00-\x1f][^/\\\x00-\x1f]{0,100}\.yaml")
_ours: set[str] = set()


@dataclass(frozen=True)
class Recovery:
    """Changes that were not saved, as they were found in a file.

    Parameters
    ----------
    path : the file.
    when : when the last of them was made.
    whats : what was done, in order.
    files : the changed files as they are after it; None for one that is not there any more.
    documents : new documents.
    base : the files that were changed, as they were on the disk: sha256 by name.
    """

    path: Path
    when: dt.datetime
    whats: tuple[str, ...]
    files: Mapping[str, bytes | None]
    documents: Mapping[str, bytes]
    base: Mapping[str, str]

    @property
    def text(self) -> str:
        """Say what is offered."""
        number = len(self.whats)
        said = "1 change" if number == 1 else f"{number} changes"
        is_today = self.when.date() == _now().date()
        when = f"{self.when:%H:%M}" if is_today else f"{self.when:%d %B %Y, %H:%M}"
        return f"{said} from {when} {'was' if number == 1 else 'were'} not saved."

    def list_stale(self, contents: Mapping[str, bytes]) -> tuple[str, ...]:
        """Name the files that somebody has changed since: taking this up puts older text there."""
        known = {name: hash_file(contents.get(name)) for name in self.base}
        return tuple(name for name, digest in self.base.items() if known[name] != digest)

    def apply(self, revision: Revision) -> Revision:
        """Put the files as they were kept into a revision.

        Raises
        ------
        CaseError : the case would not be in order with them.
        """
        files = {name: content for name, content in self.files.items() if content is not None}
        rest = {n: content for n, content in revision.contents.items() if n not in self.files}
        documents = {**revision.documents, **self.documents}
        return make_revision(revision, {**rest, **files}, documents)

    def discard(self) -> None:
        """Remove the file."""
        with suppress(OSError):
            self.path.unlink()


def _now() -> dt.datetime:
    return dt.datetime.now().astimezone()


def hash_file(content: bytes | None) -> str:
    """Tell files apart; nothing for none."""
    return "" if content is None else hashlib.sha256(content).hexdigest()


@dataclass
class Keeper:
    """Keeps the changes of one desk that are not saved.

    Parameters
    ----------
    root : the case folder.
    beside : whether the file may stand in it.
    name : the name of the file, of this desk alone.
    """

    root: Path
    beside: bool
    name: str = field(default_factory=lambda: f".detente-unsaved-{secrets.token_hex(8)}.json")

    def __post_init__(self) -> None:
        _ours.add(self.name)

    def keep(
        self,
        before: Mapping[str, bytes],
        after: Mapping[str, bytes],
        documents: Mapping[str, bytes],
        whats: list[str],
    ) -> bool:
        """Write down what differs from the disk; False where that cannot be done."""
        names = [name for name in {*before, *after} if before.get(name) != after.get(name)]
        data = {
            "detente-unsaved": 1,
            "when": _now().isoformat(timespec="seconds"),
            "process": os.getpid(),
            "began": _find_beginning(os.getpid()),
            "whats": whats[-_MOST_WHATS:],
            "base": {name: hash_file(before.get(name)) for name in names},
            "files": {name: _pack(after.get(name)) for name in names},
            "documents": {name: _pack(content) for name, content in documents.items()},
        }
        content = json.dumps(data).encode()
        return len(content) <= MOST_BYTES and any(
            _replace(folder / self.name, content)
            for folder in list_places(self.root, beside=self.beside)
        )

    def drop(self) -> None:
        """Remove the file: everything is saved."""
        for folder in list_places(self.root, beside=self.beside):
            with suppress(OSError):
                (folder / self.name).unlink()


def list_places(root: Path, *, beside: bool = True) -> Iterator[Path]:
    """List the folders in which recovery files of a case may stand, the first choice first."""
    if beside and may_write(root):
        yield root
    home = os.environ.get("XDG_STATE_HOME") or os.environ.get("LOCALAPPDATA")
    with suppress(OSError, RuntimeError):
        base = Path(home) if home else Path.home() / ".local" / "state"
        key = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:16]
        yield base / "detente" / "unsaved" / key


def _replace(path: Path, content: bytes) -> bool:
    """Put a file in place in a single step, readable by its owner alone."""
    staged = path.with_name(f"{path.name}.{secrets.token_hex(8)}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        staged.replace(path)
    except OSError:
        with suppress(OSError):
            staged.unlink()
        return False
    return True


def find_recoveries(root: Path, *, beside: bool = True) -> list[Recovery]:
    """Find changes that were not saved and that no running server keeps, the latest first.

    There may be very many, and large ones, in a folder that somebody sent: few are read.
    """
    kept = [path for folder in list_places(root, beside=beside) for path in _list_kept(folder)]
    read = (_read(path.parent, path.name) for path in kept[:_MOST_READ])
    found = islice((each for each in read if each is not None), _MOST_OFFERED)
    return sorted(found, key=lambda recovery: recovery.when, reverse=True)


def _list_kept(folder: Path) -> list[Path]:
    """List the files in which changes are kept, the latest first."""
    try:
        with os.scandir(folder) as entries:
            found = [each for each in entries if _NAME.fullmatch(each.name)]
            found.sort(key=lambda each: each.stat(follow_symlinks=False).st_mtime, reverse=True)
    except OSError:
        return []
    return [folder / each.name for each in found if each.name not in _ours]


def _read(folder: Path, name: str) -> Recovery | None:
    content = read_inside(folder, name, MOST_BYTES)
    if not isinstance(content, bytes):
        return None
    try:
        data = json.loads(content)
        if _is_running(int(data["process"]), str(data.get("began", ""))):
            return None
        return Recovery(
            path=folder / name,
            when=dt.datetime.fromisoformat(data["when"]).astimezone(),
            whats=tuple(str(what)[:_LONGEST] for what in data["whats"][-_MOST_WHATS:]),
            files={key: _unpack(text) for key, text in _pick(data["files"], _is_file)},
            documents={
                key: _unpack(text) or b"" for key, text in _pick(data["documents"], _is_document)
            },
            base={key: str(digest) for key, digest in _pick(data["base"], _is_file)},
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        return None


def _is_running(process: int, began: str) -> bool:
    """Whether a server that keeps changes is still there; one on Windows is taken to be gone.

    After a restart of the machine another process may have its number.
    """
    if process == os.getpid() or process <= 0 or sys.platform == "win32":
        return False
    try:
        os.kill(process, 0)
    except PermissionError:
        pass  # it is there, and somebody else's
    except OSError:
        return False
    return not began or _find_beginning(process) in ("", began)


def _find_beginning(process: int) -> str:
    """Tell a process from a later one of the same number; empty where the system does not say."""
    with suppress(OSError, IndexError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        said = Path(f"/proc/{process}/stat").read_text(errors="replace")
        return f"{boot} {said.rpartition(')')[2].split()[19]}"
    return ""


def _pick(data: Mapping[str, Any], is_wanted: Callable[[str], bool]) -> Iterator[tuple[str, Any]]:
    return ((name, value) for name, value in data.items() if is_wanted(name))


def _is_file(name: str) -> bool:
    return name in FILES or _READING.fullmatch(name) is not None


def _is_document(name: str) -> bool:
    return _DOCUMENT.fullmatch(name) is not None


def _pack(content: bytes | None) -> str | None:
    return None if content is None else base64.b64encode(content).decode("ascii")


def _unpack(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text, validate=True)
