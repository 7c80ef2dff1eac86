"""Turn an error of a model into a sentence for a person."""

from __future__ import annotations

import types
import typing
from typing import Any

from pydantic_core import ErrorDetails

from detente.case.positions import Node, Path
from detente.case.schema import Entry, ValueEntry
from detente.case.words import quote, suggest

_KINDS = {
    "parties": "party",
    "ratifiers": "ratifier",
    "issues": "issue",
    "options": "option",
    "sources": "source",
    "pledges": "pledge",
    "passages": "passage",
    "payoffs": "payoffs of",
    "promises": "promise",
    "offers": "offer",
    "meetings": "meeting",
    "forecasts": "forecast",
    "interactions": "interaction",
    "stated": "stated forecast",
    "pays": "payment",
}
_EXPECTED = {
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "list_type": "a list",
}
_EXAMPLES = {
    "a mapping": '"key: value" lines, indented under it',
    "a list": 'a list, each entry beginning with "- "',
}


def describe(tree: Node, path: Path) -> str:
    """Say which part of the case a path lies in: ``issue yongbyon, option frozen: ``.

    >>> describe(Node({}, 1, 1), ("issues", "yongbyon", "options", "frozen", "usa"))
    'issue yongbyon, option frozen: '
    """
    parts = []
    for depth in range(1, len(path)):
        kind = _KINDS.get(str(path[depth - 1]))
        if kind is not None:
            parts.append(f"{kind} {_name(tree, path[: depth + 1])}")
    return ", ".join(parts) + ": " if parts else ""


def _name(tree: Node, path: Path) -> str:
    last = path[-1]
    if isinstance(last, int):
        return tree.text(*path, "id") or str(last + 1)
    return quote(last)[1:-1]


def explain(tree: Node, model: type[Entry], details: ErrorDetails, path: Path) -> str:
    """Say what is wrong, with the value and a way out."""
    kind = details["type"]
    if kind == "missing":
        return describe(tree, path) + _explain_missing(tree, path)
    if kind == "extra_forbidden":
        return describe(tree, path) + _explain_unknown(model, path)
    if kind in _EXPECTED:
        expected = _EXPECTED[kind]
        found = quote(details["input"])
        named = f"{path[-1]}: " if path and isinstance(path[-1], str) else ""
        text = f"{named}{found} stands where {expected} is needed; write {_EXAMPLES[expected]}"
        return describe(tree, path) + text
    label = f"{path[-1]}: " if _is_attribute(path) else ""
    return f"{describe(tree, path)}{label}{details['msg']}"


def _is_attribute(path: Path) -> bool:
    """Whether the last step names what the value is, rather than an element."""
    if not path or not isinstance(path[-1], str) or path[-1] == "value":
        return False
    return len(path) < 2 or str(path[-2]) not in _KINDS


def _explain_missing(tree: Node, path: Path) -> str:
    missing = path[-1]
    there = tree.keys(*path[:-1])
    hint = suggest(str(missing), there)
    return f'"{missing}" is missing; add it' + (f". {hint}" if hint else "")


def _explain_unknown(model: type[Entry], path: Path) -> str:
    known = _known_keys(model, path[:-1])
    hint = suggest(str(path[-1]), known) or f"The keys are {', '.join(known)}."
    return f"key {quote(path[-1])} is not known here. {hint}"


def _known_keys(model: type[Entry], path: Path) -> list[str]:
    """Follow `path` through the models to the keys that are known at its end."""
    here: Any = model
    for step in path:
        here = _below(here, step)
        if here is None:
            return []
    return [field.alias or name for name, field in here.model_fields.items()]


def _below(here: Any, step: str | int) -> Any:
    if isinstance(here, type) and issubclass(here, Entry):
        fields = {field.alias or name: field for name, field in here.model_fields.items()}
        if step in fields:
            return _unwrap(fields[str(step)].annotation)
        return ValueEntry if here.model_config.get("extra") == "allow" else None
    arguments = typing.get_args(here)
    return _unwrap(arguments[-1]) if arguments else None


def _unwrap(annotation: Any) -> Any:
    """Strip Annotated and Optional."""
    while True:
        origin = typing.get_origin(annotation)
        if origin is typing.Annotated:
            annotation = typing.get_args(annotation)[0]
        elif origin in (typing.Union, types.UnionType):
            annotation = next(
                part for part in typing.get_args(annotation) if part is not type(None)
            )
        else:
            return annotation
