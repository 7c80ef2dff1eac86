"""Read scenarios in JSON or YAML into trees that know where everything stands.

JSON is read by the reader of YAML, of which it is a part: one reader, with the same bounds, that
keeps numbers as they are written and finds keys that are given twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from detente.case.files import decode
from detente.case.interchange.draft import Place
from detente.case.interchange.exact import read_number
from detente.case.interchange.sources import Sources
from detente.case.positions import Node, read_tree
from detente.case.words import quote
from detente.errors import Problem

_PAIR = re.compile(
    r"(?<!\\)((?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE
)
"""A character that JSON writes as two escapes, which YAML does not know."""


def read_trees(sources: Sources, belongs: Callable[[Node], bool]) -> dict[str, Node]:
    """Read all files; those that belong to the format, by name.

    Raises
    ------
    CaseError : one cannot be read; or the file that the user named does not belong.
    """
    trees: dict[str, Node] = {}
    for name, content in sources.contents.items():
        text = decode(name, content)
        if isinstance(text, Problem):
            sources.problems.append(text)
            continue
        tree, problems = read_tree(name, _PAIR.sub(_join_pair, text))
        sources.problems += problems
        if tree is not None and belongs(tree):
            trees[name] = tree
        elif tree is not None and name == sources.named:
            sources.add(name, tree.line, tree.column, "does not hold a scenario of this format")
    sources.check()
    return trees


def _join_pair(found: re.Match[str]) -> str:
    high, low = int(found[2], 16) - 0xD800, int(found[3], 16) - 0xDC00
    return found[1] + chr(0x10000 + (high << 10) + low)


@dataclass(frozen=True)
class Cursor:
    """A node of a file, with the means to say what is wrong with it."""

    sources: Sources
    file: str
    node: Node
    said: str = "this"

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.file, self.node.line, self.node.column

    def add(self, text: str) -> None:
        """Add a problem here."""
        self.sources.add(*self.place, text)

    def go(self, *path: str | int) -> Cursor | None:
        """Go to a node below; None when it is not there."""
        node = self.node.find(path)
        return None if node is None else Cursor(self.sources, self.file, node, f"{path[-1]}")

    def need(self, *path: str | int) -> Cursor | None:
        """Go to a node below; None after adding a problem when it is not there."""
        found = self.go(*path)
        if found is None:
            self.add(f"{'.'.join(map(str, path))} is missing; add it")
        return found

    def children(self) -> dict[str, Cursor]:
        """Go to everything in a mapping, by key; adds a problem when this is none."""
        if not isinstance(self.node.content, dict):
            self.add(f"{self.said} should hold keys and values; check what stands here")
            return {}
        return {
            key: Cursor(self.sources, self.file, child, key)
            for key, child in self.node.content.items()
        }

    def items(self) -> list[Cursor]:
        """Go to everything in a list; adds a problem when this is none."""
        if not isinstance(self.node.content, list):
            self.add(f"{self.said} should be a list; check what stands here")
            return []
        return [Cursor(self.sources, self.file, child, self.said) for child in self.node.content]

    def text(self) -> str:
        """Return plain text; empty after adding a problem when there is none."""
        if isinstance(self.node.content, str):
            return self.node.content
        self.add(f"{self.said} should be plain text or a number; check what stands here")
        return ""

    def number(self) -> Fraction:
        """Return a number, exactly; 0 after adding a problem when there is none."""
        content = self.node.content
        number = read_number(content) if isinstance(content, str) else None
        if number is None:
            self.add(f"{self.said} is {quote(self.node.data())}, where a number is needed")
        return number or Fraction(0)


def check_any(sources: Sources, trees: dict[str, Node], what: str) -> None:
    """Raise where no file of the format was found at all."""
    if not trees:
        sources.add(sources.place, 0, 0, f"holds no scenario of {what}; name another")
    sources.check()
