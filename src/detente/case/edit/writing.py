"""Write values as YAML in the style of the shipped cases: short, quotes only where needed."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from detente.case.positions import read_tree

Value: TypeAlias = "str | Sequence[Value] | Mapping[str, Value]"

_WIDTH = 110
_STEP = 2
_UNSEEN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")


class Lines(dict[str, Value]):
    """A mapping whose keys stand on lines of their own."""


def write_flow(value: Value, *, flow: bool = True) -> str:
    """Write a value on one line; ``flow`` tells that it stands inside brackets.

    >>> write_flow({"value": "5 to 9, best 6", "because": ["kelly2020", "trust"]})
    '{value: "5 to 9, best 6", because: [kelly2020, trust]}'
    """
    if isinstance(value, str):
        return write_text(value, flow=flow)
    if isinstance(value, Mapping):
        pairs = (f"{write_text(key)}: {write_flow(item)}" for key, item in value.items())
        return f"{{{', '.join(pairs)}}}"
    return f"[{', '.join(write_flow(item) for item in value)}]"


def write_text(text: str, *, flow: bool = True) -> str:
    """Write a text on one line, without quotes where it is read as it stands.

    >>> write_text("A list: short", flow=False)
    '"A list: short"'
    """
    if _reads_as(text, f"[{text}]" if flow else f"- {text}"):
        return text
    single = f"'{text}'"
    if '"' in text and "'" not in text and _reads_as(text, f"[{single}]"):
        return single
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNSEEN.sub(lambda found: f"\\u{ord(found.group()):04X}", quoted)


def _reads_as(text: str, written: str) -> bool:
    if not text or text != text.strip() or not text.isprintable():
        return False
    tree, problems = read_tree("", written)
    items = tree.items() if tree is not None and not problems else []
    return [item.content for item in items] == [text]


def write_entry(key: str, value: Value, indent: int) -> list[str]:
    """Write a key and its value as lines of a mapping without brackets."""
    pad = " " * indent
    if isinstance(value, Lines) and value:
        below = [line for pair in value.items() for line in write_entry(*pair, indent + _STEP)]
        return [f"{pad}{write_text(key)}:", *below]
    if isinstance(value, list) and any(isinstance(item, Lines) for item in value):
        below = [line for item in value for line in write_element(item, indent + _STEP)]
        return [f"{pad}{write_text(key)}:", *below]
    return [f"{pad}{write_text(key)}: {write_flow(value, flow=False)}"]


def write_element(value: Value, indent: int) -> list[str]:
    """Write an element of a list without brackets, as lines."""
    pad = " " * indent
    if not isinstance(value, Lines) or not value:
        return [f"{pad}- {write_flow(value, flow=False)}"]
    below = [line for pair in value.items() for line in write_entry(*pair, indent + _STEP)]
    return [f"{pad}- {below[0].lstrip()}", *below[1:]]


def fold(text: str, before: str) -> list[str]:
    """Write a text as lines of a folded or literal block like the one `before`; [] if it cannot be.

    The first line is the sign of the block; the others are indented as they were.
    """
    head, *lines = before.splitlines()
    pad = next((line[: len(line) - len(line.lstrip())] for line in lines if line.strip()), "")
    parts = text.split("\n") if head.startswith("|") else _wrap(text, _WIDTH - len(pad))
    is_plain = all(part == part.strip() and part for part in parts)
    return [head, *(pad + part for part in parts)] if pad and is_plain else []


def _wrap(text: str, width: int) -> list[str]:
    if "\n" in text:
        return []
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
