"""What does a short test on findings say? A tree of its parts, and the text of it.

An expression is text such as ``offer.hanoi.return.usa < 1 and not deal.exists``.
:mod:`detente.core.expression_reader` reads it and :mod:`detente.core.expression_values` works it
out. Nothing is ever run as program text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypeAlias

from detente.errors import InputError

MOST_CHARACTERS = 500
MOST_DEPTH = 50
MOST_NODES = 200

FUNCTIONS = ("min", "max", "abs", "odds", "mean", "median", "p10", "p90")
COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")


class ExpressionError(InputError):
    """A test cannot be read or makes no sense. ``column`` counts from 0 inside its text."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(message)
        self.column = column


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written; ``share`` where a percent sign followed it, of which ``value`` is 1."""

    value: Decimal
    share: bool = False
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """The name of something found."""

    text: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Prefix:
    """Something denied, or taken negative."""

    sign: Literal["not", "-"]
    operand: Node
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two amounts added, subtracted, multiplied or divided."""

    sign: Literal["+", "-", "*", "/"]
    left: Node
    right: Node
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Amounts compared one after the other: ``a < b <= c`` is ``a < b and b <= c``."""

    first: Node
    rest: tuple[tuple[str, Node], ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Logic:
    """Two or more truths that must all hold, or of which one must."""

    word: Literal["and", "or"]
    parts: tuple[Node, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function of one or more amounts or truths."""

    function: str
    arguments: tuple[Node, ...]
    at: int = field(default=0, compare=False)


Node: TypeAlias = Number | Name | Prefix | Arithmetic | Comparison | Logic | Call


def find_names(node: Node) -> Iterator[Name]:
    """Go over the names in a tree, from left to right."""
    if isinstance(node, Name):
        yield node
    for child in list_children(node):
        yield from find_names(child)


def list_children(node: Node) -> tuple[Node, ...]:
    """List what a part of a tree is made of."""
    if isinstance(node, Prefix):
        return (node.operand,)
    if isinstance(node, Arithmetic):
        return node.left, node.right
    if isinstance(node, Comparison):
        return node.first, *(operand for _, operand in node.rest)
    if isinstance(node, Logic):
        return node.parts
    return node.arguments if isinstance(node, Call) else ()


def to_text(node: Node) -> str:
    """Write a tree as text, with no more parentheses than are needed; the inverse of `parse`."""
    if isinstance(node, Number):
        return f"{node.value.scaleb(2):f}%" if node.share else f"{node.value:f}"
    if isinstance(node, Name):
        return node.text
    if isinstance(node, Call):
        return f"{node.function}({', '.join(map(to_text, node.arguments))})"
    rank = _rank(node)
    if isinstance(node, Prefix):
        space = " " if node.sign == "not" else ""
        return f"{node.sign}{space}{_wrap(node.operand, rank)}"
    if isinstance(node, Arithmetic):
        return f"{_wrap(node.left, rank)} {node.sign} {_wrap(node.right, rank + 1)}"
    if isinstance(node, Comparison):
        rest = "".join(f" {sign} {_wrap(each, rank + 1)}" for sign, each in node.rest)
        return f"{_wrap(node.first, rank + 1)}{rest}"
    return f" {node.word} ".join(_wrap(part, rank + 1) for part in node.parts)


def _rank(node: Node) -> int:
    """How tightly a part holds together; the tightest last."""
    if isinstance(node, Logic):
        return 0 if node.word == "or" else 1
    if isinstance(node, Prefix):
        return 2 if node.sign == "not" else 6
    if isinstance(node, Comparison):
        return 3
    if isinstance(node, Arithmetic):
        return 4 if node.sign in "+-" else 5
    return 7


def _wrap(node: Node, least: int) -> str:
    text = to_text(node)
    return text if _rank(node) >= least else f"({text})"
