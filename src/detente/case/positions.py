"""Read YAML into a tree that knows where everything stands.

The YAML of a case is a small, plain subset: mappings, lists and text. Words such as ``no`` or
``on`` stay words, ``1:30`` stays text, dates stay text, and numbers keep every digit they were
written with; only ``true``, ``false`` and ``null`` mean something. Anchors, aliases, tags, merge
keys and several documents in one file are refused, with the place and a way out.

The tree is built from the parser's events, never by recursion, so that depth and size are
bounded while reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias

import yaml

from detente.case.words import explain_torn, quote
from detente.errors import Problem

MAX_DEPTH = 40
MAX_NODES = 200_000
MAX_PROBLEMS = 200

Path: TypeAlias = tuple[str | int, ...]
Scalar: TypeAlias = str | bool | None

NOTHING_FILLED: Mapping[Path, Mapping[str, Any]] = MappingProxyType({})

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CORE: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_TAB_INDENT = re.compile(r"^ *\t[ \t]*", re.MULTILINE)


@dataclass(slots=True)
class Node:
    """A value with the place where it starts; lines and columns count from 1.

    ``content`` is a scalar, a list of nodes, or a mapping from key to node. ``key_line`` and
    ``key_column`` say where the key stands that leads here (0 outside mappings). ``raw`` is how a
    scalar is written, where that is not its text: in quotes, or over several lines. ``span`` and
    ``key_span`` are where the value and its key begin and end, in characters of the text;
    ``flow`` tells a mapping or list in brackets.
    """

    content: Scalar | list[Node] | dict[str, Node]
    line: int
    column: int
    key_line: int = 0
    key_column: int = 0
    raw: str = ""
    span: tuple[int, int] = (0, 0)
    key_span: tuple[int, int] = (0, 0)
    flow: bool = False

    def locate(self, offset: int) -> tuple[int, int]:
        """Find the line and column at which a character of a scalar's text stands in the file.

        Of text that is written in quotes or over several lines, words are looked up one after the
        other; one that is written with escapes is taken to stand where the scalar begins.
        """
        if not self.raw or not isinstance(self.content, str):
            return self.line, self.column + offset
        at = _find_written(self.raw, self.content, offset)
        before = self.raw[:at].replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if len(before) == 1:
            return self.line, self.column + at
        return self.line + len(before) - 1, len(before[-1]) + 1

    def at(self, path: Path) -> Node:
        """Walk down `path` as far as it leads; the deepest node on it."""
        node = self
        for step in path:
            below = node.step(step)
            if below is None:
                break
            node = below
        return node

    def step(self, step: str | int) -> Node | None:
        """Go to the child under a key or an index; None when there is none."""
        if isinstance(self.content, dict):
            return self.content.get(str(step))
        if isinstance(self.content, list) and isinstance(step, int):
            return self.content[step] if 0 <= step < len(self.content) else None
        return None

    def find(self, path: Path) -> Node | None:
        """Walk down `path`; None when it does not lead all the way."""
        node: Node | None = self
        for step in path:
            if node is None:
                return None
            node = node.step(step)
        return node

    def keys(self, *path: str | int) -> list[str]:
        """List the keys of the mapping at `path`; empty when there is no mapping."""
        node = self.find(path)
        return list(node.content) if node and isinstance(node.content, dict) else []

    def items(self, *path: str | int) -> list[Node]:
        """List the elements of the list at `path`; empty when there is no list."""
        node = self.find(path)
        return list(node.content) if node and isinstance(node.content, list) else []

    def text(self, *path: str | int) -> str | None:
        """Return the text at `path`; None when there is none."""
        node = self.find(path)
        return node.content if node and isinstance(node.content, str) else None

    def data(
        self,
        skip: frozenset[Path] | set[Path] = frozenset(),
        fill: Mapping[Path, Mapping[str, Any]] = NOTHING_FILLED,
        path: Path = (),
    ) -> Any:
        """Return plain lists, dicts and scalars, without the parts whose path is in `skip`.

        ``fill`` holds keys and values to add, by the path of the mapping that they belong to.
        """
        content = self.content
        if isinstance(content, dict):
            kept = {
                key: child.data(skip, fill, (*path, key))
                for key, child in content.items()
                if (*path, key) not in skip
            }
            return {**kept, **fill[path]} if path in fill else kept
        if isinstance(content, list):
            return [
                child.data(skip, fill, (*path, index))
                for index, child in enumerate(content)
                if (*path, index) not in skip
            ]
        return content

    def explain_torn(self, path: Path) -> str:
        """Say that the key at `path` is the end of the range before it; empty when it is not."""
        node, keys = self.find(path), self.keys(*path[:-1])
        if node is None or path[-1] not in keys:
            return ""
        place = keys.index(str(path[-1]))
        before = keys[place - 1] if place else ""
        written = self.text(*path[:-1], before)
        return explain_torn(str(path[-1]), node.content, before, written)


_SPACED = re.compile(r"\S+")


def _find_written(raw: str, text: str, offset: int) -> int:
    """Find where in the written form of a scalar a character of its text stands."""
    start = raw.find("\n") + 1 if raw[:1] in (">", "|") else 0
    end = start
    for word in _SPACED.finditer(text):
        start = raw.find(word.group(), end)
        if start < 0:
            return 0
        end = start + len(word.group())
        if offset < word.end():
            return start + max(0, offset - word.start())
    return end


def read_tree(name: str, text: str) -> tuple[Node | None, list[Problem]]:
    """Read YAML text into a tree, with everything that is wrong with it as YAML.

    Parameters
    ----------
    name : file name for the problems.
    text : the decoded text, without a byte order mark.

    Returns
    -------
    The tree, or None when the text is not YAML at all; and the problems.

    Notes
    -----
    Time and memory grow with the length of the text; nesting deeper than 40 and more than
    200,000 values are refused.
    """
    builder = _Builder(name, text)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if not builder.take(event):
                return None, builder.problems
    except yaml.MarkedYAMLError as error:
        return None, builder.problems + _explain_syntax(name, text, error)
    except yaml.YAMLError as error:
        return None, [*builder.problems, Problem(name, 0, 0, f"is not YAML: {quote(error)}")]
    if builder.root is None and not builder.problems:
        return None, [Problem(name, 0, 0, explain_empty(name, "holds no data, only remarks"))]
    return builder.root, builder.problems


def explain_empty(name: str, what: str) -> str:
    """Say what a file without data needs."""
    if name == "case.yaml":
        return f"{what}; it needs detente, title, as_of, parties and issues"
    return f"{what}; fill it or remove it"


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not been seen."""

    node: Node
    key: str | None = None
    key_node: Node | None = None
    expects_key: bool = True


@dataclass(slots=True)
class _Builder:
    """Builds the tree from the parser's events and collects what is refused."""

    name: str
    text: str
    root: Node | None = None
    problems: list[Problem] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    ended: int = 0
    count: int = 0
    documents: int = 0

    def take(self, event: Any) -> bool:
        """Take the next event; False when reading must stop."""
        if isinstance(event, yaml.ScalarEvent):
            return self._enter(event) and self._scalar(event)
        if isinstance(event, yaml.CollectionStartEvent):
            return self._enter(event) and self._open(event)
        if isinstance(event, yaml.CollectionEndEvent):
            self._close(event)
        elif isinstance(event, yaml.AliasEvent):
            self._refuse(event, f"alias *{quote(event.anchor)[1:-1]} is not read; repeat the value")
            self._place(Node(None, *_spot(event)), None)
        elif isinstance(event, yaml.DocumentStartEvent):
            return self._document(event)
        return len(self.problems) < MAX_PROBLEMS

    def _document(self, event: Any) -> bool:
        self.documents += 1
        if self.documents > 1:
            self._refuse(event, 'a second document starts here; remove the "---" line')
            return False
        return True

    def _enter(self, event: Any) -> bool:
        self.count += 1
        if self.count > MAX_NODES:
            self._refuse(event, f"more than {MAX_NODES:,} values in one file; split the case")
            return False
        if event.anchor is not None:
            anchor = quote(event.anchor)[1:-1]
            self._refuse(event, f"anchor &{anchor} is not read; remove it and repeat the value")
        if event.tag not in (None, "!"):
            tag = quote(event.tag.replace("tag:yaml.org,2002:", "!!"))
            self._refuse(event, f"tag {tag} is not read; remove it (quotes make a value text)")
        return len(self.problems) < MAX_PROBLEMS

    def _scalar(self, event: Any) -> bool:
        value: str = event.value
        found = _CONTROL.search(value)
        if found:
            code = f"U+{ord(found.group()):04X}"
            self._refuse(event, f"control character {code} in text; remove it")
            value = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", value)
        plain = event.style is None or event.style == ""
        meaning: Scalar = _CORE.get(value, value) if plain and event.tag is None else value
        node = Node(meaning, *_spot(event))
        start = event.start_mark.index
        written = self.text[start : event.end_mark.index].rstrip()
        node.raw, node.span = "" if written == value else written, (start, start + len(written))
        self._place(node, value)
        return len(self.problems) < MAX_PROBLEMS

    def _open(self, event: Any) -> bool:
        if len(self.stack) >= MAX_DEPTH:
            self._refuse(event, f"nested more than {MAX_DEPTH} deep; no case needs that")
            return False
        is_map = isinstance(event, yaml.MappingStartEvent)
        node = Node({} if is_map else [], *_spot(event), flow=bool(event.flow_style))
        node.span = (event.start_mark.index, event.start_mark.index)
        self._place(node, None)
        self.stack.append(_Open(node))
        return len(self.problems) < MAX_PROBLEMS

    def _close(self, event: Any) -> None:
        """End a mapping or list; one without brackets ends where its last value does."""
        node = self.stack.pop().node
        end = event.end_mark.index if node.flow else self.ended
        node.span, self.ended = (node.span[0], end), end

    def _place(self, node: Node, written: str | None) -> None:
        """Put a node under the open mapping or list; a mapping takes keys and values in turn."""
        self.ended = node.span[1]
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        if isinstance(parent.node.content, list):
            parent.node.content.append(node)
        elif parent.expects_key:
            parent.expects_key = False
            parent.key_node = node
            parent.key = self._check_key(parent, node, written)
        else:
            parent.expects_key = True
            if parent.key_node is not None:
                node.key_line, node.key_column = parent.key_node.line, parent.key_node.column
                node.key_span = parent.key_node.span
            if parent.key is not None and isinstance(parent.node.content, dict):
                parent.node.content[parent.key] = node

    def _check_key(self, parent: _Open, node: Node, written: str | None) -> str | None:
        """Return the key to use, or None when its value is to be passed over."""
        if written is None:
            self._add(node, "a key must be plain text, not a mapping or a list; use quotes")
            return None
        if written == "<<":
            self._add(node, 'merge key "<<" is not read; repeat the keys')
            return None
        if not isinstance(node.content, str):
            shown = written or "an empty key"
            self._add(node, f"key {shown} is not text; put quotes around it or choose another word")
            return None
        first = parent.node.step(written)
        if first is not None:
            before = parent.key or ""
            torn = explain_torn(written, first.content, before, parent.node.text(before))
            if torn:
                self._add(node, torn)
                return None
            where = f"it stands at line {first.key_line} already; keep one of the two"
            self._add(node, f"key {quote(written)} is given twice; {where}")
            return None
        return written

    def _refuse(self, event: Any, message: str) -> None:
        self.problems.append(Problem(self.name, *_spot(event), message))

    def _add(self, node: Node, message: str) -> None:
        self.problems.append(Problem(self.name, node.line, node.column, message))


def _spot(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


_INDENT = "check the indentation of this line, and quotes and brackets before it"
_HINTS = {
    "mapping values are not allowed": "put quotes around text with a colon, or "
    "check the indentation",
    "could not find expected ':'": 'a key needs a colon and a space behind it, as in "usa: 5"',
    "did not find expected key": _INDENT,
    "expected <block end>": _INDENT,
    "did not find expected '-' indicator": _INDENT,
    "cannot start any token": "put quotes around text that begins with this character",
    "expected ',' or": "close the bracket, or put a comma between the entries",
    "unexpected end of stream": "close the quotes or the bracket",
    "found unknown escape": "write the backslash twice, or use single quotes",
}


def _explain_syntax(name: str, text: str, error: yaml.MarkedYAMLError) -> list[Problem]:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    tabs = list(_find_tabs(name, text))
    if any(tab.line in (line, line - 1) for tab in tabs):
        return tabs[:MAX_PROBLEMS]
    said = str(error.problem or error.context or "this is not YAML")
    hint = next((hint for start, hint in _HINTS.items() if start in said), "check this line")
    if "expected ',' or" in said and _has_second_colon(text, line, column):
        hint = "put text with a colon in quotes, or a comma between the entries"
    started = error.context_mark
    since = f" (in what starts at line {started.line + 1})" if started and mark != started else ""
    return [Problem(name, line, column, f"cannot be read: {said}{since}; {hint}")]


def _has_second_colon(text: str, line: int, column: int) -> bool:
    """Whether a colon stands at a place in brackets, in what follows a colon already."""
    written = re.split("\r\n|\r|\n", text)[line - 1 : line]
    if not written or not written[0].startswith(":", column - 1):
        return False
    return ": " in re.split(r"[,{\[]", written[0][: column - 1])[-1]


def _find_tabs(name: str, text: str) -> Iterator[Problem]:
    for number, line in enumerate(re.split("\r\n|\r|\n", text), start=1):
        if _TAB_INDENT.match(line):
            column = line.index("\t") + 1
            yield Problem(name, number, column, "a tab in the indentation; use spaces instead")
