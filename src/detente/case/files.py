"""Read the files of a case folder, bounded, and never one that lies outside it.

Whatever stands in the folder may have been written by somebody else. So a file is looked at
before it is opened (a pipe or a device would hang), its size is known before it is read, and
a link that leads out of the folder is refused.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path

from detente.case.positions import explain_empty
from detente.case.words import quote, suggest
from detente.errors import CaseError, Problem

MAX_BYTES = 5_000_000
MAX_TOTAL = 10_000_000
MAX_READINGS = 100
MAX_ENTRIES = 10_000
_LONGEST_PATH = 200

KINDS = ("case", "sources", "promises", "offers", "meetings", "forecasts", "plan", "events")
FILES = tuple(f"{kind}.yaml" for kind in KINDS)
FOLDERS = ("readings", "sources")
APART = ("resolutions.yaml",)
"""Files of a case folder that are no part of the case: see `detente.case.resolutions`."""

_BINARY = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def find_folder(path: str | os.PathLike[str]) -> Path:
    """Find the case folder that `path` names; a ``case.yaml`` stands for its folder.

    Raises
    ------
    CaseError : nothing is there, or it is not a case folder, or it may not be read.
    """
    given = os.fsdecode(path)
    if not given:
        raise _folder_error("(no path)", "no case folder was named; give its path")
    try:
        folder = Path(given)
        mode = folder.stat().st_mode
    except (OSError, ValueError) as error:
        raise _folder_error(given, _explain_missing(given, error)) from None
    if stat.S_ISDIR(mode):
        return folder
    if stat.S_ISREG(mode) and folder.name == "case.yaml":
        return folder.parent
    raise _folder_error(given, _explain_file(folder))


def _folder_error(path: str, message: str) -> CaseError:
    return CaseError([Problem(show_path(path), 0, 0, message)])


def show_path(path: str) -> str:
    """Show a path on one line; of a very long one, the beginning and the end.

    >>> show_path("cases/water")
    'cases/water'
    """
    half = _LONGEST_PATH // 2
    shown = path if len(path) <= _LONGEST_PATH else f"{path[:half]}...{path[-half:]}"
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in shown)


def quote_path(path: str | os.PathLike[str]) -> str:
    """Quote a path for a message.

    >>> print(quote_path("cases/water"))
    "cases/water"
    """
    return f'"{show_path(os.fspath(path))}"'


def _explain_missing(given: str, error: OSError | ValueError) -> str:
    if isinstance(error, PermissionError):
        return "permission denied: this case folder may not be read by you"
    if isinstance(error, FileNotFoundError):
        return _explain_absent(Path(given))
    reason = getattr(error, "strerror", None) or error
    return f"this path cannot be used: {reason}; name a folder that holds case.yaml"


def _explain_absent(folder: Path) -> str:
    try:
        with os.scandir(folder.parent) as entries:
            siblings = [entry.name for entry in islice(entries, 1_000) if entry.is_dir()]
    except OSError:
        siblings = []
    hint = suggest(folder.name, siblings) or "`detente init FOLDER` starts a new case."
    return f"there is no such case folder. {hint}"


def _explain_file(path: Path) -> str:
    has_case = (path.parent / "case.yaml").exists()
    where = f". Did you mean {quote(str(path.parent))}?" if has_case else ""
    if path.suffix.lower() == ".xlsx" and not has_case:
        where = ". `detente import WORKBOOK CASE` makes one of a workbook"
    return f"this is not a folder; a case is a folder that holds case.yaml{where}"


def load_files(folder: Path) -> tuple[dict[str, bytes], list[Problem], list[Problem]]:
    """Read every file of the case.

    Returns
    -------
    Bytes by name relative to the folder; the problems; the notices (files that are not read).
    """
    contents: dict[str, bytes] = {}
    problems: list[Problem] = []
    names = list_entries(folder, "")
    if "case.yaml" not in names:
        problems.append(_explain_no_case(folder, names))
    wanted = [name for name in FILES if name in names] + _list_readings(folder, names, problems)
    for name in wanted:
        found = read_inside(folder, name)
        if isinstance(found, Problem):
            problems.append(found)
        elif sum(map(len, contents.values())) + len(found) > MAX_TOTAL:
            text = f"the files together exceed {MAX_TOTAL / 1e6:g} MB; split the case"
            problems.append(Problem(name, 0, 0, text))
        else:
            contents[name] = found
    strays, notices = _check_strays(folder, names)
    return contents, problems + strays, notices


def list_entries(folder: Path, under: str) -> list[str]:
    """List the names in the folder, or in a folder of it, sorted; hidden ones left out.

    Raises
    ------
    CaseError : the folder may not be listed, or holds more than ten thousand entries.
    """
    place = folder / under
    names: list[str] = []
    try:
        with os.scandir(place) as entries:
            for entry in entries:
                if len(names) >= MAX_ENTRIES:
                    text = f"more than {MAX_ENTRIES:,} files; this is no case folder"
                    raise _folder_error(under or str(folder), text)
                if not entry.name.startswith("."):
                    names.append(entry.name)
    except OSError as error:
        reason = error.strerror or str(error)
        raise _folder_error(under or str(folder), f"cannot be listed: {reason}") from None
    return sorted(names)


def _explain_no_case(folder: Path, names: list[str]) -> Problem:
    where = f"is missing in {show_path(_show_folder(folder))}"
    near = [name for name in names if name.lower() in ("case.yaml", "case.yml", "case.yaml.txt")]
    if near:
        return Problem("case.yaml", 0, 0, f"{where}. Rename {quote(near[0])} to case.yaml")
    hint = "Name a folder that holds one; `detente init NEW-FOLDER` starts a case"
    return Problem("case.yaml", 0, 0, f"{where}. {hint}")


def _show_folder(folder: Path) -> str:
    """Name a folder as it was given; the working folder, which has no name, in full."""
    try:
        return str(folder if folder.name else folder.absolute())
    except OSError:  # the working folder is gone
        return str(folder)


def _list_readings(folder: Path, names: list[str], problems: list[Problem]) -> list[str]:
    if "readings" not in names:
        return []
    trouble = _check_inside(folder, "readings", stat.S_ISDIR, "a folder")
    if trouble:
        problems.append(trouble)
        return []
    found = [name for name in list_entries(folder, "readings") if name.endswith(".yaml")]
    problems += [_refuse_name(name) for name in found if not name.isprintable()]
    found = [name for name in found if name.isprintable()]
    if len(found) > MAX_READINGS:
        text = f"{len(found)} readings, at most {MAX_READINGS} are allowed; move some elsewhere"
        problems.append(Problem("readings", 0, 0, text))
    return [f"readings/{name}" for name in found[:MAX_READINGS]]


def _refuse_name(name: str) -> Problem:
    text = "its name cannot be shown; rename it with letters and digits"
    return Problem(f"readings/{show_path(name)}", 0, 0, text)


def _check_strays(folder: Path, names: list[str]) -> tuple[list[Problem], list[Problem]]:
    problems: list[Problem] = []
    notices: list[Problem] = []
    for name in names:
        if name in FILES or name in FOLDERS or name in APART:
            continue
        is_yaml = name.endswith((".yaml", ".yml"))
        known = (*FILES, *APART) if is_yaml else FOLDERS
        if not is_yaml and not (folder / name).is_dir():
            continue
        hint = suggest(name, known, cutoff=0.8)
        if hint and not (is_yaml and name.lower().startswith("case.")):
            text = f"is not part of a case and is not read. {hint}"
            problems.append(Problem(show_path(name), 0, 0, text))
        elif is_yaml:
            expected = ", ".join(FILES)
            text = f"is not read; a case may hold {expected}"
            notices.append(Problem(show_path(name), 0, 0, text))
    if "readings" in names and (folder / "readings").is_dir():
        notices += _notice_reading_strays(folder)
    return problems, notices


def _notice_reading_strays(folder: Path) -> list[Problem]:
    strays = [name for name in list_entries(folder, "readings") if name.endswith(".yml")]
    text = "is not read; a reading's name ends in .yaml"
    return [Problem(f"readings/{show_path(name)}", 0, 0, text) for name in strays]


def _check_inside(
    folder: Path, name: str, is_kind: Callable[[int], bool], kind: str
) -> Problem | None:
    """Say why `name` is not a file or folder inside the case folder; None when it is."""
    path = folder / name
    try:
        target, root = path.resolve(strict=True), folder.resolve(strict=True)
        mode = target.stat().st_mode
    except (OSError, RuntimeError, ValueError) as error:
        return Problem(name, 0, 0, _explain_unreadable(error))
    if not target.is_relative_to(root):
        way_out = "copy what it points to into the folder"
        return Problem(name, 0, 0, f"leads out of the case folder and is not read; {way_out}")
    if not is_kind(mode):
        return Problem(name, 0, 0, f"is not {kind} and is not read; remove it")
    return None


def _explain_unreadable(error: Exception) -> str:
    if isinstance(error, PermissionError):
        return "permission denied: this file may not be read by you"
    if isinstance(error, FileNotFoundError):
        return "there is no such file, or it is a link that leads nowhere"
    return f"cannot be read: {getattr(error, 'strerror', None) or error}"


def read_inside(folder: Path, name: str, limit: int = MAX_BYTES) -> bytes | Problem:
    """Read an ordinary file of the folder, or say why it cannot be read.

    At most `limit` bytes are read; a longer file is refused by its size alone.
    """
    trouble = _check_inside(folder, name, stat.S_ISREG, "an ordinary file")
    if trouble:
        return trouble
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(folder / name, flags), "rb") as stream:
            status = os.fstat(stream.fileno())
            if not stat.S_ISREG(status.st_mode):
                return Problem(name, 0, 0, "is not an ordinary file and is not read; remove it")
            if status.st_size > limit:
                return _refuse_size(name, status.st_size, limit)
            content = stream.read(limit + 1)
    except OSError as error:
        return Problem(name, 0, 0, _explain_unreadable(error))
    return content if len(content) <= limit else _refuse_size(name, len(content), limit)


def _refuse_size(name: str, size: int, limit: int) -> Problem:
    sizes = f"{size / 1e6:.1f} MB, and at most {limit / 1e6:g} MB are read"
    return Problem(name, 0, 0, f"is too large: {sizes}; keep documents in sources/ instead")


def check_document(folder: Path, name: str) -> str | None:
    """Say why a document named by ``file:`` cannot be used; None when it is an ordinary file.

    The message fits behind 'file "x": '.
    """
    if Path(name).is_absolute() or "\\" in name or ".." in Path(name).parts:
        return "leads out of the case folder; name a file inside it, such as sources/report.txt"
    trouble = _check_inside(folder, name, stat.S_ISREG, "an ordinary file")
    return trouble.message if trouble else None


def decode(name: str, content: bytes) -> str | Problem:
    """Decode UTF-8, with or without a byte order mark, or say where it stops being text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Problem(name, 0, 0, "is UTF-16 text; save it as UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, column = _locate(content[: error.start].decode("utf-8", "replace"))
        bad = f"byte {error.start} (0x{content[error.start]:02x}) is not UTF-8"
        return Problem(name, line, column, f"{bad}; save the file as UTF-8")
    found = _BINARY.search(text)
    if found:
        return _refuse_binary(name, text, found.start())
    if not text.strip():
        return Problem(name, 0, 0, explain_empty(name, "is empty"))
    return text


def _refuse_binary(name: str, text: str, at: int) -> Problem:
    line, column = _locate(text[:at])
    what = f"a control character (U+{ord(text[at]):04X})"
    return Problem(name, line, column, f"{what} stands here; this is not a plain text file")


def _locate(before: str) -> tuple[int, int]:
    before = before.replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def compute_digest(contents: Mapping[str, bytes]) -> str:
    """Compute the sha256 of the names and bytes of the files, as hexadecimal text."""
    total = hashlib.sha256()
    for name in sorted(contents):
        head = f"{len(name.encode())}:{name}:{len(contents[name])}:"
        total.update(head.encode() + contents[name])
    return total.hexdigest()
