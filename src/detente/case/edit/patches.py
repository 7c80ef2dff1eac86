"""Change a text at one place: put a value there, add an entry, remove one, move one.

Nothing here checks what comes out; `detente.case.edit.sheet` reads the new text again.
"""

from __future__ import annotations

from itertools import pairwise

from detente.case.edit.layout import Span, Text, find_start, list_children, list_regions
from detente.case.edit.writing import (
    Value,
    fold,
    write_element,
    write_entry,
    write_flow,
    write_text,
)
from detente.case.positions import Node


def replace(lines: Text, node: Node, value: Value, *, after: int, flow: bool) -> str:
    """Put a value in the place of another; ``after`` is where what leads to it ends."""
    text, (start, end) = lines.text, node.span
    if isinstance(node.content, (dict, list)) and not node.flow:
        return f"{text[:after]} {write_flow(value, flow=flow)}{text[end:]}"
    if start == end:
        return f"{text[:start]} {write_flow(value, flow=flow)}{text[end:]}"
    return text[:start] + _write_like(lines, value, text[start:end], flow=flow) + text[end:]


def _write_like(lines: Text, value: Value, before: str, *, flow: bool) -> str:
    """Write a value in the way in which the one before it is written, where that can be."""
    if isinstance(value, str) and not flow and before[:1] in (">", "|"):
        folded = fold(value, before)
        if folded:
            return lines.ending.join(folded)
    return write_flow(value, flow=flow)


def insert(lines: Text, node: Node, key: str, value: Value, index: int) -> str:
    """Add an entry to a mapping or list that has some, as the one of that number."""
    regions, text = list_regions(lines, node), lines.text
    if node.flow:
        return _insert_flow(text, regions, _write_pair(node, key, value), index)
    first = list_children(node)[0]
    start = find_start(lines, node, first)
    indent = start - lines.starts[lines.find(start)]
    is_map = isinstance(node.content, dict)
    written = write_entry(key, value, indent) if is_map else write_element(value, indent)
    entry = lines.ending.join(written)
    gap = lines.ending * (1 + _is_spaced(lines, regions, index))
    if index:
        at = regions[index - 1][1]
        return text[:at] + gap + entry + text[at:]
    at = regions[0][0]
    own_line = at == lines.starts[lines.find(at)]
    added = entry + gap if own_line else entry.lstrip(" ") + lines.ending + " " * indent
    return text[:at] + added + text[at:]


def _write_pair(node: Node, key: str, value: Value) -> str:
    written = write_flow(value)
    return f"{write_text(key)}: {written}" if isinstance(node.content, dict) else written


def _insert_flow(text: str, regions: list[Span], entry: str, index: int) -> str:
    if index:
        at = regions[index - 1][1]
        return f"{text[:at]}, {entry}{text[at:]}"
    at = regions[0][0]
    return f"{text[:at]}{entry}, {text[at:]}"


def _is_spaced(lines: Text, regions: list[Span], index: int) -> bool:
    """Whether the entries around a place are set apart by blank lines, and what follows it is."""
    near = list(pairwise(regions))[max(index - 2, 0) : index + 1]
    after = lines.find(regions[index - 1][1]) + 1
    is_open = not index or after >= len(lines.lines) or lines.is_blank(after)
    return is_open and bool(near) and all(_has_blank(lines, *pair) for pair in near)


def _has_blank(lines: Text, left: Span, right: Span) -> bool:
    return any(map(lines.is_blank, range(lines.find(left[1]), lines.find(right[0]))))


def remove(lines: Text, node: Node, index: int, *, after: int) -> str:
    """Remove an entry, with the remarks that belong to it."""
    regions, text = list_regions(lines, node), lines.text
    start, end = regions[index]
    if len(regions) == 1:
        return _empty(lines, node, regions[0], after)
    if node.flow and index:
        return text[: regions[index - 1][1]] + text[end:]
    if node.flow or start != lines.starts[lines.find(start)]:
        return text[:start] + text[find_start(lines, node, list_children(node)[index + 1]) :]
    return _cut(lines, start, end, first=not index)


def _empty(lines: Text, node: Node, region: Span, after: int) -> str:
    """Remove the only entry: a pair of brackets stays."""
    text, brackets = lines.text, "{}" if isinstance(node.content, dict) else "[]"
    if node.flow:
        return text[: node.span[0]] + brackets + text[node.span[1] :]
    start, end = region
    if start == lines.starts[lines.find(start)]:
        rest = _cut(lines, start, end, first=False)
        return f"{rest[:after]} {brackets}{rest[after:]}"
    return text[:start] + brackets + text[end:]


def _cut(lines: Text, start: int, end: int, *, first: bool) -> str:
    """Remove whole lines, and the blank lines before them where blank ones follow too.

    Of the first entry, where none come before it, those that follow.
    """
    top, last = lines.find(start), lines.find(end)
    if last + 1 >= len(lines.lines) or lines.is_blank(last + 1):
        while lines.is_blank(top - 1):
            top -= 1
        while first and top == lines.find(start) and lines.is_blank(last + 1):
            last += 1
    text, below = lines.text, lines.starts[last + 1]
    if below == len(text) and end == below and top:
        return text[: lines.end(top - 1)]
    return text[: lines.starts[top]] + text[below:]


def move(lines: Text, node: Node, index: int, to: int) -> str:
    """Move an entry with its remarks; what stands between entries stays where it is."""
    regions, text = list_regions(lines, node), lines.text
    order = [place for place in range(len(regions)) if place != index]
    order.insert(to, index)
    pieces, at = [], 0
    for place, (start, end) in zip(order, regions, strict=True):
        pieces += [text[at:start], text[slice(*regions[place])]]
        at = end
    return "".join([*pieces, text[at:]])
