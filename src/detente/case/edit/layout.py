"""Where the entries of a mapping or list stand in a text, with the remarks that belong to them.

To an entry belong the remarks on its own lines, those directly above it at the same indentation,
and those directly below it that are indented further. A heading (a remark with a row of dashes or
the like) belongs to no entry, nor does a remark that is set off by a blank line.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate

from detente.case.positions import Node

_HEADING = re.compile(r"[-=#*_~]{4}")

Span = tuple[int, int]


class Text:
    """A text, line by line; lines count from 0."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.splitlines(keepends=True)

    @cached_property
    def starts(self) -> list[int]:
        """Where each line begins, and where the text ends."""
        return [0, *accumulate(map(len, self.lines))]

    def find(self, index: int) -> int:
        """Find the line of a character; the end of the text belongs to the last line."""
        return min(max(bisect_right(self.starts, index) - 1, 0), max(len(self.lines) - 1, 0))

    def end(self, number: int) -> int:
        """Find where a line ends, before its line end."""
        return self.starts[number] + len(self.lines[number].rstrip("\r\n\x85\u2028\u2029"))

    def indent(self, number: int) -> int:
        """Count the blanks at the beginning of a line."""
        line = self.lines[number]
        return len(line) - len(line.lstrip(" "))

    def is_blank(self, number: int) -> bool:
        """Whether a line is there and holds nothing."""
        return 0 <= number < len(self.lines) and not self.lines[number].strip()

    def is_remark(self, number: int) -> bool:
        """Whether a line is there and holds a remark alone."""
        return 0 <= number < len(self.lines) and self.lines[number].lstrip().startswith("#")

    @property
    def ending(self) -> str:
        """How lines end: as the first one does."""
        return "\r\n" if self.lines and self.lines[0].endswith("\r\n") else "\n"


def list_children(node: Node) -> list[Node]:
    """List the values in a mapping or list, in order."""
    if isinstance(node.content, dict):
        return list(node.content.values())
    return list(node.content) if isinstance(node.content, list) else []


def find_start(lines: Text, node: Node, child: Node) -> int:
    """Find where an entry begins, by its key or its dash."""
    if isinstance(node.content, dict):
        return child.key_span[0]
    if node.flow:
        return child.span[0]
    number, column = child.line - 1, node.column - 1
    while number > node.line - 1 and lines.lines[number][column : column + 1] != "-":
        number -= 1
    return lines.starts[number] + column


def list_regions(lines: Text, node: Node) -> list[Span]:
    """Find where each entry begins and ends, with its remarks, without the last line end.

    An entry in brackets, or one that shares its first line with a dash, begins with itself.
    """
    return [_find_region(lines, node, child) for child in list_children(node)]


def _find_region(lines: Text, node: Node, child: Node) -> Span:
    start = find_start(lines, node, child)
    if node.flow:
        return start, max(start, child.span[1])
    first, last = lines.find(start), lines.find(max(start, child.span[1]))
    column = start - lines.starts[first]
    while lines.is_remark(last + 1) and lines.indent(last + 1) > column:
        last += 1
    if lines.indent(first) != column:
        return start, lines.end(last)
    return lines.starts[_find_top(lines, first, column)], lines.end(last)


def _find_top(lines: Text, first: int, column: int) -> int:
    """Find the first of the remarks directly above a line that belong to it."""
    top = first
    while lines.is_remark(top - 1) and lines.indent(top - 1) == column:
        if _HEADING.search(lines.lines[top - 1]):
            return top
        top -= 1
    return top if top > 0 or column > 0 else first
