"""A file of a case that can be changed: what is meant, and not a byte besides.

After each change the file is read again. It must say exactly what it said, with the change;
otherwise it is not made, and the person is asked to edit the file by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from detente.case.edit import patches
from detente.case.edit.layout import Text, list_children
from detente.case.edit.reading import read_file
from detente.case.edit.writing import Lines, Value, write_entry
from detente.case.positions import Node, Path
from detente.errors import CaseError, InputError

_MARK = b"\xef\xbb\xbf"
_BY_HAND = (
    "{}:{} is written in a way that cannot be changed here without touching what stands around "
    "it; change this place in a text editor"
)


@dataclass(frozen=True)
class Sheet:
    """A file as bytes, and what it says.

    Parameters
    ----------
    name : relative to the case folder.
    content : its bytes; none for a file that does not exist yet.
    """

    name: str
    content: bytes

    @cached_property
    def tree(self) -> Node:
        """What the file says."""
        if not self.content:
            return Node({}, 1, 1)
        tree, problems = read_file(self.name, self.content)
        if tree is None or problems:
            raise CaseError(problems)
        return tree

    @cached_property
    def lines(self) -> Text:
        """Its text without the byte order mark."""
        return Text(self.content.removeprefix(_MARK).decode("utf-8"))

    def find(self, path: Path) -> Node | None:
        """Find the value at a path."""
        return self.tree.find(path)

    def put(self, path: Path, value: Value, order: Sequence[str] = ()) -> Sheet:
        """Put a value at a path, in the place of what is there, or as a new entry.

        Parameters
        ----------
        order : keys in their usual order; a new entry follows the last that comes before it.
        """
        if self.find(path) is not None:
            return self._change(path, lambda data: _set(data, path, value), self._replace, value)
        keys = self.tree.keys(*path[:-1])
        return self.insert(path, value, find_place(keys, str(path[-1]), order))

    def insert(self, path: Path, value: Value, index: int) -> Sheet:
        """Add an entry to the mapping, or an element to the list, around a path.

        The mappings on the way that are missing are made.
        """
        around = path[:-1]
        if around and self.find(around) is None:
            return self.insert(around, _wrap(path[-1], value), len(self.tree.keys(*around[:-1])))
        return self._change(
            path, lambda data: _insert(data, path, value, index), self._insert, value, index
        )

    def remove(self, path: Path) -> Sheet:
        """Remove an entry, with the remarks that belong to it."""
        return self._change(path, lambda data: _remove(data, path), self._remove)

    def move(self, path: Path, to: int) -> Sheet:
        """Move an entry, with the remarks that belong to it, to another place beside it."""
        return self._change(path, lambda data: _move(data, path, to), self._move, to)

    def _change(
        self, path: Path, mean: Callable[[Any], Any], patch: Callable[..., str], *more: Any
    ) -> Sheet:
        """Make a change and hold what the file then says to what is meant."""
        meant = mean(self.tree.data())
        text = patch(path, *more)
        mark = _MARK if self.content.startswith(_MARK) else b""
        after = Sheet(self.name, mark + text.encode("utf-8", "surrogatepass"))
        tree, problems = read_file(after.name, after.content)
        if problems or tree is None or not is_same(tree.data(), meant):
            raise InputError(_BY_HAND.format(self.name, self.tree.at(path).line))
        return after

    def _replace(self, path: Path, value: Value) -> str:
        node = self.tree.at(path)
        flow = self._is_flow(path)
        return patches.replace(self.lines, node, value, after=self._lead(path), flow=flow)

    def _insert(self, path: Path, value: Value, index: int) -> str:
        node = self.tree.at(path[:-1])
        if not self.content or not list_children(node):
            return self._begin(path, value)
        return patches.insert(self.lines, node, str(path[-1]), value, index)

    def _begin(self, path: Path, value: Value) -> str:
        """Write the first entry of a mapping or list, or of a file."""
        around, text = path[:-1], self.lines.text
        if not around:
            return text + "".join(f"{line}\n" for line in write_entry(str(path[-1]), value, 0))
        return self._replace(around, _wrap(path[-1], value))

    def _remove(self, path: Path) -> str:
        node, index = self._find_entry(path)
        return patches.remove(self.lines, node, index, after=self._lead(path[:-1]))

    def _move(self, path: Path, to: int) -> str:
        node, index = self._find_entry(path)
        return patches.move(self.lines, node, index, to)

    def _find_entry(self, path: Path) -> tuple[Node, int]:
        node, step = self.tree.at(path[:-1]), path[-1]
        index = self.tree.keys(*path[:-1]).index(step) if isinstance(step, str) else step
        return node, index

    def _is_flow(self, path: Path) -> bool:
        """Whether a value stands inside brackets."""
        return any(self.tree.at(path[:depth]).flow for depth in range(len(path)))

    def _lead(self, path: Path) -> int:
        """Find the end of what leads to a value: the colon of its key, or its dash."""
        node = self.tree.at(path)
        if path and isinstance(path[-1], str):
            return self.lines.text.find(":", node.key_span[1]) + 1
        return self.lines.text.rfind("-", 0, node.span[0]) + 1


def _wrap(step: str | int, value: Value) -> Value:
    """Make the mapping or list around a first entry."""
    if isinstance(step, int):
        return [value]
    pair = {step: value}
    return Lines(pair) if isinstance(value, Lines) else pair


def find_place(keys: Sequence[str], key: str, order: Sequence[str]) -> int:
    """Find where among some keys a new one goes: behind the last that usually comes before it."""
    if key not in order:
        return len(keys)
    earlier = set(order[: order.index(key)])
    return max((place + 1 for place, known in enumerate(keys) if known in earlier), default=0)


def is_same(left: Any, right: Any) -> bool:
    """Whether two files say the same, in the same order, but for line ends at the end of texts."""
    if isinstance(left, dict) and isinstance(right, Mapping):
        pairs = zip(left.items(), right.items(), strict=False)
        same = all(a == b and is_same(x, y) for (a, x), (b, y) in pairs)
        return len(left) == len(right) and same
    if isinstance(left, list) and isinstance(right, (list, tuple)):
        return len(left) == len(right) and all(map(is_same, left, right))
    if isinstance(left, str) and isinstance(right, str):
        return left.rstrip("\n") == right.rstrip("\n")
    return left is right or (left is None and right in ({}, []))


def _set(data: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(data, list):
        return [_set(item, rest, value) if i == step else item for i, item in enumerate(data)]
    return {**data, step: _set(data.get(step), rest, value)}


def _update(data: Any, path: Path, change: Callable[[Any], Any]) -> Any:
    """Change the mapping or list around a path."""
    around = path[:-1]
    found = data
    for step in around:
        found = found[step]
    return _set(data, around, change(found))


def _insert(data: Any, path: Path, value: Any, index: int) -> Any:
    def change(around: Any) -> Any:
        if isinstance(around, list) or path[-1] == 0:
            return [*(around or [])[:index], value, *(around or [])[index:]]
        pairs = list((around or {}).items())
        return dict([*pairs[:index], (path[-1], value), *pairs[index:]])

    return _update(data, path, change)


def _remove(data: Any, path: Path) -> Any:
    def change(around: Any) -> Any:
        if isinstance(around, list):
            return [item for place, item in enumerate(around) if place != path[-1]]
        return {key: item for key, item in around.items() if key != path[-1]}

    return _update(data, path, change)


def _move(data: Any, path: Path, to: int) -> Any:
    def change(around: Any) -> Any:
        pairs = list(around.items()) if isinstance(around, dict) else list(enumerate(around))
        index = next(place for place, (key, _) in enumerate(pairs) if key == path[-1])
        pairs.insert(to, pairs.pop(index))
        return dict(pairs) if isinstance(around, dict) else [item for _, item in pairs]

    return _update(data, path, change)
