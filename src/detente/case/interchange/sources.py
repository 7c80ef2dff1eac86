"""The files of a scenario: those beside each other in one folder, bounded, and no other ever."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from detente.case.files import MAX_ENTRIES, MAX_TOTAL, list_entries, read_inside
from detente.case.interchange.text import mask, tidy
from detente.case.words import quote, suggest_or_list
from detente.errors import CaseError, Problem

MOST_FILES = 200
MOST_NOTES = 100
_GLANCE = 20_000


@dataclass
class Sources:
    """The files in the folder of a scenario that may belong to it.

    ``named`` is the file that the user named, empty where that was the folder; ``others`` are files
    without a word of the format in them. ``problems`` collect what is wrong.
    """

    folder: Path
    named: str
    contents: dict[str, bytes]
    others: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _notes: dict[str, None] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What the scenario is called: as its folder."""
        return tidy(self.folder.resolve().name) or "scenario"

    @property
    def place(self) -> str:
        """The folder, for problems with all of it."""
        return mask(str(self.folder))

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know; of very many notes the first, and how many more there are."""
        more = len(self._notes) - MOST_NOTES
        said = (f"There are {more:,} more notes like these.",) if more > 0 else ()
        return (*islice(self._notes, MOST_NOTES), *said)

    def note(self, text: str) -> None:
        """Note something for the user, once."""
        self._notes[text] = None

    def add(self, file: str, line: int, column: int, text: str) -> None:
        """Add a problem at a place."""
        self.problems.append(Problem(file, line, column, text))

    def note_unread(self, used: Collection[str]) -> None:
        """Say which files beside the scenario were not used."""
        others = sorted({*self.contents, *self.others} - set(used))
        if others:
            shown = ", ".join(others[:5]) + (", ..." if len(others) > 5 else "")
            self.note(f"Files beside these were not used: {shown}.")

    def check(self) -> None:
        """Raise all problems, if there are any."""
        if self.problems:
            raise CaseError(self.problems[:MOST_FILES])

    def choose(self, wanted: Sequence[str], known: Collection[str]) -> list[str]:
        """Return the files of parties that the user asked for, or all that are known, in order."""
        names = [self._name(each) for each in wanted]
        for name in names:
            if name not in known:
                hint = suggest_or_list(name, list(known), "files of parties here")
                self.add(self.place, 0, 0, f"holds no file {quote(name)} of a party. {hint}")
        if len(set(names)) < len(names):
            self.add(self.place, 0, 0, "a file of a party is named twice; name each once")
        return [name for name in names or known if name in known]

    def _name(self, given: str) -> str:
        """Shorten a path to a file of the folder to its name; leave others as they are."""
        path = Path(given)
        return path.name if path.parent.resolve() == self.folder.resolve() else given


def open_sources(path: Path, suffixes: tuple[str, ...], words: Sequence[str]) -> Sources:
    """Read the files with these endings in the folder that a path names, or in which it lies.

    Of files beside a scenario only those are looked into that hold one of the words of its format.

    Raises
    ------
    CaseError : the folder cannot be listed, has none of them or too many, or one cannot be read.
    """
    folder, named = (path, "") if path.is_dir() else (path.parent, path.name)
    listed = [name for name in list_entries(folder, "") if name.lower().endswith(suffixes)]
    names = [name for name in listed if name.isprintable()]
    found = Sources(folder, named, {}, others=[mask(name) for name in listed if name not in names])
    if named and named not in names:
        text = f"is not a file of this format; its name ends in {suffixes[0]}"
        found.add(mask(named), 0, 0, text)
    elif not names:
        found.add(found.place, 0, 0, f"holds no file that ends in {suffixes[0]}; name another")
    elif len(names) > MOST_FILES:
        text = f"holds {len(names):,} files that end in {suffixes[0]}, and at most {MOST_FILES}"
        found.add(found.place, 0, 0, f"{text} are read; put those of the scenario in a folder")
    else:
        _read_all(found, names, [word.encode() for word in words])
    found.check()
    return found


def _read_all(found: Sources, names: Sequence[str], words: Sequence[bytes]) -> None:
    total = 0
    for name in names:
        content = read_inside(found.folder, name)
        if isinstance(content, Problem):
            found.problems.append(content)
            continue
        total += len(content)
        if total > MAX_TOTAL:
            text = f"the files together exceed {MAX_TOTAL / 1e6:g} MB; put the scenario in a folder"
            found.add(name, 0, 0, f"{text} of its own")
            return
        if name == found.named or _holds(content, words):
            found.contents[name] = content
        else:
            found.others.append(name)


def _holds(content: bytes, words: Sequence[bytes]) -> bool:
    """Whether one of some words stands in a file; in UTF-16 it may."""
    return content.startswith((b"\xff\xfe", b"\xfe\xff")) or any(word in content for word in words)


def _list_files(folder: Path) -> list[Path]:
    """List what lies in a folder itself, of very many the first."""
    entries = islice(folder.iterdir(), MAX_ENTRIES)
    return sorted(entry for entry in entries if not entry.is_symlink())


def glance(path: Path, suffixes: tuple[str, ...], words: Sequence[str]) -> bool:
    """Whether a file, or some file of a folder, has an ending and holds one of some words early on.

    Never fails: what cannot be read is not recognised.
    """
    try:
        files = _list_files(path) if path.is_dir() else [path]
        for file in [each for each in files if each.name.lower().endswith(suffixes)][:MOST_FILES]:
            if file.is_file():
                with file.open("rb") as stream:
                    head = stream.read(_GLANCE)
                if _holds(head, [word.encode() for word in words]):
                    return True
    except OSError:
        return False
    return False
