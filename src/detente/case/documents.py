"""A file of the case after reading: its tree, its entries, and where each of them stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from detente.case import schema, words
from detente.case.messages import explain, find_misspelt
from detente.case.positions import Node, Path
from detente.errors import CaseError, Problem

M = TypeVar("M", bound=schema.Entry)

_MAX_ROUNDS = 4
_MAX_ERRORS = 2_000
_MAX_HINTS = 400
_PLACEHOLDERS: dict[str, Any] = {
    "detente": "1",
    "title": "?",
    "as_of": "9999-12-31",
    "parties": {},
    "issues": {},
}
_FIRST_DAY, _LAST_DAY = "0001-01-01", "9999-12-31"
_STAND_INS: dict[str, Any] = {
    **dict.fromkeys(("id", "party"), "x"),
    **dict.fromkeys(("by", "to", "for", "what", "who", "title", "question", "author"), "?"),
    **dict.fromkeys(("proposer", "invited", "option"), "?"),
    **dict.fromkeys(("made", "date", "on"), _FIRST_DAY),
    "outcome": "late",
    "p": "0.5",
    "readiness": "0.5",
    "pledges": {},
    "secures": "?",
    "loses": "0",
    "moves": {},
    **dict.fromkeys(("says", "test"), "?"),
    **dict.fromkeys(("meeting", "better_than"), "?"),
    "amount": "0",
}
_STAND_INS_THERE: dict[tuple[str | int, str], Any] = {
    ("forecasts", "by"): _LAST_DAY,
    ("resolutions", "outcome"): False,
}


@dataclass
class Document(Generic[M]):
    """A file, as a tree and as checked entries.

    ``entry`` leaves out what is wrong in the file, so that the rest can still be checked; it is
    None when too little is left. ``left_out`` holds the paths of what it leaves out, and
    ``holes`` those of the lists that miss elements by it. ``filled`` holds what stands in for
    required values that are missing or wrong, by the path of their mapping; no check speaks of
    those. ``unseen`` tells that more may be wrong in what is left out.
    """

    name: str
    tree: Node
    entry: M | None = None
    left_out: set[Path] = field(default_factory=set)
    holes: set[Path] = field(default_factory=set)
    filled: dict[Path, dict[str, Any]] = field(default_factory=dict)
    unseen: bool = False

    def leave_out(self, path: Path) -> None:
        """Leave a value out of the entry."""
        self.left_out.add(path)
        if isinstance(path[-1], int):
            self.holes.add(path[:-1])

    def fill(self, path: Path) -> bool:
        """Let a stand-in take the place of a required value; False when there is none for it."""
        key = str(path[-1])
        missing = key not in self.filled.get(path[:-1], ())
        if key not in _STAND_INS or not missing:
            return False
        there = (path[0], key) if len(path) == 3 else ("", key)
        value = _STAND_INS_THERE.get(there, _STAND_INS[key])
        self.filled.setdefault(path[:-1], {})[key] = value
        return True

    def is_filled(self, path: Path) -> bool:
        """Whether a stand-in takes the place of the value at `path`, or of one around it."""
        return bool(self.filled) and any(
            step in self.filled.get(path[:depth], ()) for depth, step in enumerate(path)
        )

    @property
    def lacks_date(self) -> bool:
        """Whether this is case.yaml without a date that the other dates can be held against."""
        path: Path = ("as_of",)
        missing = self.tree.find(path) is None or path in self.left_out
        return self.name == "case.yaml" and missing

    @property
    def checked(self) -> M:
        """The entry of a file that nothing is wrong with."""
        if self.entry is None:
            raise CaseError([self.problem((), "could not be checked")])
        return self.entry

    def place(self, *path: str | int) -> str:
        """Say where the value at `path` stands, as ``case.yaml:41:9``."""
        node = self.tree.at(path)
        return f"{self.name}:{node.line}:{node.column}"

    def problem(self, path: Path, message: str, *, key: bool = False) -> Problem:
        """Make a problem at the value of `path`, or at its key."""
        node = self.tree.at(path)
        spot = (node.line, node.column)
        if key and node.key_line and self.tree.find(path) is node:
            spot = (node.key_line, node.key_column)
        return Problem(self.name, *spot, message)

    def kept(self, *path: str | int) -> list[int]:
        """List the indices of the elements of a list that `entry` holds, in order."""
        count = range(len(self.tree.items(*path)))
        if path not in self.holes:
            return list(count)
        return [index for index in count if (*path, index) not in self.left_out]


def validate(document: Document[M], model: type[M]) -> list[Problem]:
    """Check a file against its model; everything that is wrong with its shape, at once."""
    if not isinstance(document.tree.content, dict):
        expected = ", ".join(model.model_fields)
        found = words.quote(document.tree.data())
        text = f"must be a mapping with the keys {expected}, not {found}"
        return [document.problem((), text)]
    return _validate(document, model)


def _validate(document: Document[M], model: type[M]) -> list[Problem]:
    problems: list[Problem] = []
    for turn in range(_MAX_ROUNDS):
        data = document.tree.data(document.left_out, document.filled)
        for key, value in _PLACEHOLDERS.items() if turn else ():
            if key in model.model_fields:
                data.setdefault(key, value)
        try:
            document.entry = model.model_validate(data)
            return problems
        except ValidationError as error:
            found = error.errors(include_url=False, include_context=True)
        locations = [_find_path(document, details) for details in found]
        if turn == 0:
            problems = _make_problems(document, model, found, locations)
        if len(found) > _MAX_ERRORS or not _leave_out(document, found, locations):
            break
    return problems


def check_value(document: Document[Any], path: Path) -> list[Problem]:
    """Check a value by itself, as that of a party that is not declared."""
    node = document.tree.at(path)
    try:
        _read_value().validate_python(node.data())
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=True)
    else:
        return []
    problems = []
    for details in found:
        here: Path = (*path, *details["loc"])
        text = explain(document.tree, schema.CaseFile, details, here)
        problems.append(document.problem(here, text))
    return problems


@lru_cache
def _read_value() -> TypeAdapter[schema.ValueEntry]:
    return TypeAdapter(schema.Value)


def _find_path(document: Document[M], details: ErrorDetails) -> Path:
    """Walk an error's location down the tree, through what has been left out of its lists."""
    path: Path = ()
    node: Node | None = document.tree
    for step in details["loc"]:
        if step == "[key]":
            break
        if isinstance(step, int) and node is not None and not isinstance(node.content, list):
            continue  # one entry that stands for a list of one
        at = step
        if isinstance(step, int) and path in document.holes:
            kept = document.kept(*path)
            at = kept[step] if step < len(kept) else step
        path = (*path, at)
        node = node.step(at) if node is not None else None
    return path


def _leave_out(document: Document[M], found: list[ErrorDetails], locations: list[Path]) -> bool:
    """Leave out or fill the parts with errors; False when nothing more can be done."""
    before, filled = len(document.left_out), False
    for details, path in zip(found, locations, strict=True):
        is_missing = details["type"] == "missing"
        if is_missing and document.fill(path):
            filled = True
            continue
        wrong = _find_deepest(document.tree, path[:-1] if is_missing else path)
        if wrong:
            document.leave_out(wrong)
            is_whole = isinstance(document.tree.at(wrong).content, dict | list)
            document.unseen |= is_whole or details["type"] == "extra_forbidden"
    return filled or len(document.left_out) > before


def _find_deepest(tree: Node, path: Path) -> Path:
    """Shorten a path to the part of it that is there."""
    lengths = range(len(path), 0, -1)
    return next((path[:length] for length in lengths if tree.find(path[:length])), ())


def _make_problems(
    document: Document[M], model: type[M], found: list[ErrorDetails], locations: list[Path]
) -> list[Problem]:
    """Make the problems of a file; of a key that is misspelt, one and not two."""
    pairs = list(zip(found, locations, strict=True))
    unknown = [path for details, path in pairs if details["type"] == "extra_forbidden"]
    meant = {(path[:-1], find_misspelt(model, path)) for path in unknown[:_MAX_HINTS]}
    problems = []
    for number, (details, path) in enumerate(pairs):
        if details["type"] == "missing" and (path[:-1], str(path[-1])) in meant:
            continue
        is_key = details["type"] == "extra_forbidden" or "[key]" in details["loc"]
        text = explain(document.tree, model, details, path, brief=number >= _MAX_HINTS)
        problems.append(document.problem(path, text, key=is_key))
    return problems
