"""Read a test on findings, with every mistake in its place.

The grammar::

    test        either { "or" either }
    either      part { "and" part }
    part        "not" part | comparison
    comparison  sum { ("<" | "<=" | ">" | ">=" | "==" | "!=") sum }
    sum         term { ("+" | "-") term }
    term        factor { ("*" | "/") factor }
    factor      "-" factor | number [ "%" ] | name | call | "(" test ")"
    call        function "(" test { "," test } ")"

A name is dotted words of lower-case letters, digits, ``-`` and ``_``; since ``-`` belongs to names,
a minus between two names needs a space on each side.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NoReturn

from detente.core.expressions import (
    COMPARISONS,
    FUNCTIONS,
    MOST_CHARACTERS,
    MOST_DEPTH,
    MOST_NODES,
    Arithmetic,
    Call,
    Comparison,
    ExpressionError,
    Logic,
    Name,
    Node,
    Number,
    Prefix,
)

_WORDS = ("and", "or", "not")
_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?%?)"
    r"|(?P<name>[a-z][a-z0-9_-]*(?:\.[a-z][a-z0-9_-]*)*)"
    r"|(?P<sign><=|>=|==|!=|[-<>+*/(),])"
)
_WORD = re.compile(r"\S[\w.%-]*")
_HINTS = {
    "=": 'to compare, write "=="',
    "&": 'write "and"',
    "|": 'write "or"',
    "!": 'write "not", or "!=" for unequal',
    "≤": 'write "<="',
    "≥": 'write ">="',
    "≠": 'write "!="',
    "−": 'write a plain "-"',
    "×": 'write "*"',
    "÷": 'write "/"',
    "%": "write it right behind a number, as in 50%",
    ".": "write a number such as 0.5",
    "^": "there are no powers; write a product",
    ";": 'write "and", or make two claims of it',
    '"': "leave the quotation marks out",
    "'": "leave the quotation marks out",
    "∧": 'write "and"',
    "∨": 'write "or"',
}


def parse(text: str) -> Node:
    """Read a test.

    Parameters
    ----------
    text : at most 500 characters, 200 parts, 50 deep.

    Returns
    -------
    A tree. Names are not looked up and units not checked yet.

    Raises
    ------
    ExpressionError : the text cannot be read; ``column`` says where.

    Notes
    -----
    Recursive descent, in time proportional to the length of the text.

    Examples
    --------
    >>> from detente.core.expressions import to_text
    >>> to_text(parse("not (a.b<1)  and 10% <= c-d"))
    'not a.b < 1 and 10% <= c-d'
    >>> parse("a <")
    Traceback (most recent call last):
    ...
    detente.core.expressions.ExpressionError: the test ends where a number or a name is needed
    """
    if len(text) > MOST_CHARACTERS:
        raise ExpressionError(
            f"the test has {len(text):,} characters, and at most {MOST_CHARACTERS} are read; "
            "make two claims of it",
            MOST_CHARACTERS,
        )
    reader = _Reader(tuple(_split(text)), len(text.rstrip()))
    node = reader.read_test()
    reader.check_end()
    return node


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


def _split(text: str) -> Iterator[_Token]:
    """Split a text into numbers, names and signs."""
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            _refuse(text, at)
        kind, end = found.lastgroup or "", found.end()
        if kind == "number" and end < len(text) and re.match(r"[\w.]", text[end]):
            _refuse(text, at)
        if kind != "space":
            yield _Token(kind, found.group(), at)
        at = end


def _refuse(text: str, at: int) -> NoReturn:
    """Say what is wrong with a piece of text that is no number, name or sign."""
    found = _WORD.match(text, at)
    word = found.group()[:30] if found else text[at]
    hint = _HINTS.get(text[at], "")
    if not hint and any(char.isupper() for char in word):
        hint = "names are written in lower case"
    elif not hint and word[0].isdigit():
        hint = "write a number such as 0.5 or 20%, with a space behind it"
    shown = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in word)
    raise ExpressionError(f'"{shown}" cannot be read in a test{hint and "; "}{hint}', at)


@dataclass(slots=True)
class _Reader:
    """Reads tokens from left to right, one method for each rule of the grammar."""

    tokens: tuple[_Token, ...]
    end: int
    place: int = 0
    depth: int = 0
    nodes: int = 0

    @property
    def token(self) -> _Token:
        """The next token; an empty one at the end."""
        if self.place < len(self.tokens):
            return self.tokens[self.place]
        return _Token("end", "", self.end)

    def take(self, *texts: str) -> _Token | None:
        """Take the next token if it is one of these signs or words."""
        token = self.token
        if token.kind in ("sign", "name") and token.text in texts:
            self.place += 1
            return token
        return None

    def add(self, node: Node) -> Node:
        """Count a part."""
        self.nodes += 1
        if self.nodes > MOST_NODES:
            text = f"the test has more than {MOST_NODES} parts; make two claims of it"
            raise ExpressionError(text, node.at)
        return node

    def check_end(self) -> None:
        """Refuse what stands behind the end of the test."""
        token = self.token
        if token.kind == "end":
            return
        if token.text == ")":
            raise ExpressionError('this ")" closes nothing; remove it', token.at)
        hint = "put and, or, or a sign between the two"
        raise ExpressionError(f'"{token.text}" follows where the test could end; {hint}', token.at)

    def read_test(self) -> Node:
        """Read parts joined by or."""
        return self._join("or", self._read_either)

    def _read_either(self) -> Node:
        return self._join("and", self._read_part)

    def _join(self, word: Literal["and", "or"], read: Callable[[], Node]) -> Node:
        parts = [read()]
        at = self.token.at
        while self.take(word):
            parts.append(read())
        return parts[0] if len(parts) == 1 else self.add(Logic(word, tuple(parts), at))

    def _read_part(self) -> Node:
        word = self.take("not")
        if word is None:
            return self._read_comparison()
        self._enter(word.at)
        node = self.add(Prefix("not", self._read_part(), word.at))
        self.depth -= 1
        return node

    def _read_comparison(self) -> Node:
        first, rest = self._read_sum(), []
        at = self.token.at
        while sign := self.take(*COMPARISONS):
            rest.append((sign.text, self._read_sum()))
        return self.add(Comparison(first, tuple(rest), at)) if rest else first

    def _read_sum(self) -> Node:
        return self._chain(("+", "-"), self._read_term)

    def _read_term(self) -> Node:
        return self._chain(("*", "/"), self._read_factor)

    def _chain(self, signs: tuple[str, ...], read: Callable[[], Node]) -> Node:
        node = read()
        while sign := self.take(*signs):
            node = self.add(Arithmetic(sign.text, node, read(), sign.at))  # type: ignore[arg-type]
        return node

    def _read_factor(self) -> Node:
        sign = self.take("-")
        if sign is None:
            return self._read_atom()
        self._enter(sign.at)
        node = self.add(Prefix("-", self._read_factor(), sign.at))
        self.depth -= 1
        return node

    def _read_atom(self) -> Node:
        token = self.token
        if self.take("("):
            return self._read_inside(token)
        if token.kind == "number":
            self.place += 1
            return self.add(_read_number(token))
        if token.kind == "name" and token.text not in _WORDS:
            self.place += 1
            if self.token.text == "(":
                return self._read_call(token)
            return self.add(Name(token.text, token.at))
        raise ExpressionError(_explain_missing(token), token.at)

    def _read_inside(self, opened: _Token) -> Node:
        self._enter(opened.at)
        node = self.read_test()
        self._close(opened)
        return node

    def _read_call(self, name: _Token) -> Node:
        if name.text not in FUNCTIONS:
            known = ", ".join(FUNCTIONS)
            text = f'"{name.text}" is no function; the functions are {known}'
            raise ExpressionError(text, name.at)
        opened = self.token
        self.place += 1
        self._enter(opened.at)
        arguments = [self.read_test()]
        while self.take(","):
            arguments.append(self.read_test())
        self._close(opened)
        return self.add(Call(name.text, tuple(arguments), name.at))

    def _enter(self, at: int) -> None:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            text = f"nested more than {MOST_DEPTH} deep; make two claims of it"
            raise ExpressionError(text, at)

    def _close(self, opened: _Token) -> None:
        self.depth -= 1
        token = self.token
        if self.take(")"):
            return
        if token.kind == "end":
            raise ExpressionError('this "(" is never closed; add a ")"', opened.at)
        text = f'"{token.text}" stands where the parenthesis should close; add a ")" before it'
        raise ExpressionError(text, token.at)


def _read_number(token: _Token) -> Number:
    if token.text.endswith("%"):
        return Number(Decimal(token.text[:-1]).scaleb(-2), True, token.at)
    return Number(Decimal(token.text), False, token.at)


def _explain_missing(token: _Token) -> str:
    needed = "a number or a name is needed"
    if token.kind == "end":
        return f"the test ends where {needed}"
    return f'"{token.text}" stands where {needed}'
