"""A file of the case after reading: its tree, its entries, and where each of them stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from detente.case import schema, words
from detente.case.positions import Node, Path
from detente.errors import CaseError, Problem

M = TypeVar("M", bound=schema.Entry)

_MAX_ROUNDS = 4
_PLACEHOLDERS = {"detente": "1", "title": "?", "as_of": "9999-12-31"}


@dataclass
class Document(Generic[M]):
    """A file, as a tree and as checked entries.

    ``entry`` leaves out what is wrong in the file, so that the rest can still be checked; it is
    None when too little is left. ``left_out`` holds the paths of what it leaves out.
    """

    name: str
    tree: Node
    entry: M | None = None
    left_out: set[Path] = field(default_factory=set)

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
        count = len(self.tree.items(*path))
        return [index for index in range(count) if (*path, index) not in self.left_out]


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
        data = document.tree.data(document.left_out)
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
            pairs = zip(found, locations, strict=True)
            problems = [_make_problem(document, model, *pair) for pair in pairs]
        if not _leave_out(document, found, locations):
            break
    return problems


def _find_path(document: Document[M], details: ErrorDetails) -> Path:
    """Walk an error's location down the tree, through what has been left out of its lists."""
    path: Path = ()
    for step in details["loc"]:
        if step == "[key]":
            break
        kept = document.kept(*path) if isinstance(step, int) else []
        is_known = isinstance(step, int) and step < len(kept)
        path = (*path, kept[int(step)] if is_known else step)
    return path


def _leave_out(document: Document[M], found: list[ErrorDetails], locations: list[Path]) -> bool:
    """Leave out the parts with errors; False when nothing more can be left out."""
    before = len(document.left_out)
    for details, path in zip(found, locations, strict=True):
        is_missing = details["type"] == "missing"
        wrong = _find_deepest(document.tree, path[:-1] if is_missing else path)
        if wrong:
            document.left_out.add(wrong)
    return len(document.left_out) > before


def _find_deepest(tree: Node, path: Path) -> Path:
    """Shorten a path to the part of it that is there."""
    lengths = range(len(path), 0, -1)
    return next((path[:length] for length in lengths if tree.find(path[:length])), ())


def _make_problem(
    document: Document[M], model: type[M], details: ErrorDetails, path: Path
) -> Problem:
    from detente.case.messages import explain

    is_key = details["type"] == "extra_forbidden" or "[key]" in details["loc"]
    text = explain(document.tree, model, details, path)
    return document.problem(path, text, key=is_key)
