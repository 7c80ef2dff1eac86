"""Write an event as YAML, in the style of the documentation, at the end of a list of events.

Whatever is written is read again before it is used: it must say what was meant, and leave what
stood before as it was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

import yaml

from detente.case.files import decode
from detente.case.positions import Node, read_tree
from detente.case.schema import RecordedEntry
from detente.case.words import quote
from detente.errors import CaseError, InputError, Problem

NEW = "(the new event)"

Plain: TypeAlias = dict[str, Any]

_WIDTH = 96
_DEEPEST = 20
_LONGEST = 100_000
_LAST = ("because", "note")
_KEYS = (*(key for key in RecordedEntry.model_fields if key not in _LAST), *_LAST)
_AS_WRITTEN = ("timestamp", "int", "float")
_LINE_ENDS = "\x85\u2028\u2029"
_EXAMPLE = '"date: 2020-11-28", "moves: {issue: option}" and "outcome: done"'
_BRACKETS = (
    '{}: nothing can be added at its end. Write "events:" on a line of its own, and below it each '
    'event on lines that begin with "- "; remove brackets, and "..." at the end'
)


def read_event(event: str | Mapping[str, Any]) -> Plain:
    """Read the fields of an event from YAML text, or from a mapping; in the usual order.

    Raises
    ------
    InputError : it is not one event, or holds a value that no file can hold.
    CaseError : the text is not YAML as the files of a case have it.
    """
    if isinstance(event, str):
        text = event
    elif isinstance(event, Mapping):
        text = "\n".join(_dump(_make_plain(event), 0))
    else:
        raise InputError(f"{quote(event)} is not an event; write {_EXAMPLE}")
    data = _read_text(text)
    if not isinstance(data, dict) or not data:
        raise InputError(f"{quote(data)} is not an event; write {_EXAMPLE}")
    rest = [key for key in data if key not in _KEYS]
    return {key: data[key] for key in (*_KEYS, *rest) if key in data}


def _read_text(text: str) -> Any:
    if len(text) > _LONGEST:
        raise InputError(f"{len(text):,} characters are no event; at most {_LONGEST:,} are read")
    if not text.strip():
        raise InputError(f"nothing is written; write {_EXAMPLE}")
    found = decode(NEW, text.encode("utf-8", "surrogatepass"))
    if isinstance(found, Problem):
        raise CaseError([found])
    tree, problems = read_tree(NEW, found)
    if problems or tree is None:
        raise CaseError(problems)
    data = tree.data()
    if isinstance(data, list) and len(data) != 1:
        raise InputError(f"{len(data)} events are written; add them one by one")
    return data[0] if isinstance(data, list) else data


def _make_plain(value: Any, depth: int = 0) -> Any:
    """Turn a value into text, true, false, nothing, lists and mappings."""
    if depth > _DEEPEST:
        raise InputError(f"an event is nested more than {_DEEPEST} deep; no event needs that")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, dt.datetime):
        raise InputError(f"{quote(value)} is a time; give a date")
    if isinstance(value, (str, int, float, Decimal, dt.date)):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    if isinstance(value, Mapping):
        return {str(key): _make_plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return [_make_plain(item, depth + 1) for item in value]
    kind = type(value).__name__
    raise InputError(f"a value of kind {quote(kind)} cannot be written; give text or a number")


def extend(name: str, before: bytes, entry: Plain) -> bytes:
    """Add an event at the end of a file of events; what stood there is the beginning of it.

    Raises
    ------
    InputError : the file is written so that nothing can be added at its end.
    CaseError : the file is no YAML.
    """
    text = _decode(name, before)
    tree = _read(name, text) if text.strip() else None
    ending = "\r\n" if text.endswith("\r\n") else "\n"
    lines = [] if tree is not None else ["events:"]
    lines += _dump(entry, _find_indent(tree))
    gap = "" if not text or text.endswith(("\n", "\r")) else ending
    added = gap + "".join(line + ending for line in lines)
    after = before + added.encode("utf-8", "surrogatepass")
    _check(name, tree, entry, _decode(name, after))
    return after


def _decode(name: str, content: bytes) -> str:
    """Decode a file; one that holds nothing is an empty text."""
    if not content.strip():
        return content.decode("ascii", "replace")
    found = decode(name, content)
    if isinstance(found, Problem):
        raise CaseError([found])
    return found


def _read(name: str, text: str) -> Node | None:
    """Read a file as a tree; None when it holds remarks only."""
    tree, problems = read_tree(name, text)
    if tree is None and _holds_remarks(text):
        return None
    if problems or tree is None:
        raise CaseError(problems)
    return tree


def _holds_remarks(text: str) -> bool:
    return all(not line.strip() or line.lstrip().startswith("#") for line in text.splitlines())


def _find_indent(tree: Node | None) -> int:
    """Find the column, from 0, at which the dashes of the list stand."""
    listed = tree.find(("events",)) if tree is not None else None
    if listed is None or not isinstance(listed.content, list) or not listed.content:
        return 2
    return listed.column - 1


def _check(name: str, tree: Node | None, entry: Plain, text: str) -> None:
    """Check that the new text says what was there before, and the event."""
    after, problems = read_tree(name, text)
    old = tree.data() if tree is not None else {"events": None}
    if isinstance(old, dict) and isinstance(old.get("events", []), (list, type(None))):
        meant = {**old, "events": [*(old.get("events") or []), entry]}
        if not problems and after is not None and _tidy(after.data()) == _tidy(meant):
            return
    raise InputError(_BRACKETS.format(name))


def _tidy(value: Any) -> Any:
    """Leave out the line ends at the end of texts: one may come with what is added."""
    if isinstance(value, dict):
        return {key: _tidy(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_tidy(item) for item in value]
    return value.rstrip("\n") if isinstance(value, str) else value


def _dump(entry: Plain, indent: int) -> list[str]:
    """Write an event as an element of a list, its keys on lines of their own."""
    text = yaml.dump(
        [_Lines(entry)],
        Dumper=_Dumper,
        default_flow_style=None,
        allow_unicode=True,
        sort_keys=False,
        width=_WIDTH - indent,
    )
    return [" " * indent + line if line else "" for line in text.rstrip("\n").split("\n")]


class _Lines(dict[str, Any]):
    """A mapping whose keys stand on lines of their own."""


class _Dumper(yaml.SafeDumper):
    """Writes numbers and dates as they were given, and never an anchor."""

    def ignore_aliases(self, data: Any) -> bool:
        """Repeat a value that stands in two places."""
        del data
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Write the dashes of a list further in than the key above them."""
        del indentless
        super().increase_indent(flow, False)


def _represent_lines(dumper: yaml.SafeDumper, data: _Lines) -> yaml.MappingNode:
    return dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=False)


def _represent_text(dumper: yaml.SafeDumper, data: str) -> yaml.ScalarNode:
    resolve: Any = dumper.resolve
    tag = str(resolve(yaml.ScalarNode, data, (True, False)))
    is_plain = tag.rsplit(":", 1)[-1] in _AS_WRITTEN
    # Between other quotes these would be read as the end of a line: they are written as escapes.
    style = '"' if any(sign in data for sign in _LINE_ENDS) else None
    return dumper.represent_scalar(tag if is_plain else "tag:yaml.org,2002:str", data, style)


_Dumper.add_representer(_Lines, _represent_lines)
_Dumper.add_representer(str, _represent_text)
