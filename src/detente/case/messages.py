"""Turn an error of a model into a sentence for a person."""

from __future__ import annotations

import types
import typing
from typing import Any

from pydantic_core import ErrorDetails

from detente.case.positions import Node, Path
from detente.case.schema import Entry, ValueEntry
from detente.case.words import (
    RANGE_WORDS,
    explain_range_word,
    find_near,
    quote,
    suggest_or_list,
)

_BY_KEY = {
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
    "after": "after",
    "relationship": "relationship of",
    "reputation": "reputation of",
    "deposits": "deposit",
    "floors": "floor of",
    "weights": "weight of",
    "pays": "payment to",
    "moves": "move",
}
_BY_NUMBER = {
    "promises": "promise",
    "offers": "offer",
    "meetings": "meeting",
    "forecasts": "forecast",
    "resolutions": "resolution",
    "interactions": "interaction",
    "constraints": "constraint",
    "only": "combination",
    "never": "combination",
    "agreement": "rule of agreement",
    "claims": "claim",
    "stated": "stated forecast",
    "pays": "help",
    "calendar": "day",
    "counters": "counter",
    "conditions": "condition",
    "deposits": "deposit",
    "agreed": "agreed stage",
    "events": "event",
}
MISSING = " is missing; add it"

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
        kind = _find_kind(path, depth)
        if kind is not None:
            parts.append(f"{kind} {_name(tree, path[: depth + 1])}")
    return ", ".join(parts) + ": " if parts else ""


def _find_kind(path: Path, depth: int) -> str | None:
    """Say what kind of thing a step leads to; None when it only names an attribute."""
    kinds = _BY_NUMBER if isinstance(path[depth], int) else _BY_KEY
    if kinds is _BY_KEY and path[depth - 1] == "pays" and "meetings" in path[:-2]:
        # One help that stands for a list of one; an overlay names it by its number.
        return "help" if str(path[depth]).isdigit() else None
    return kinds.get(str(path[depth - 1]))


def _name(tree: Node, path: Path) -> str:
    last = path[-1]
    if isinstance(last, int):
        given = tree.text(*path, "id")
        return quote(given)[1:-1] if given else str(last + 1)
    return quote(last)[1:-1]


def explain(
    tree: Node, model: type[Entry], details: ErrorDetails, path: Path, *, brief: bool = False
) -> str:
    """Say what is wrong, with the value and a way out; `brief` looks for no likely word."""
    kind = details["type"]
    if kind == "missing":
        return f'{describe(tree, path)}"{path[-1]}"{MISSING}'
    if kind == "extra_forbidden":
        torn = "" if brief else tree.explain_torn(path)
        if torn:
            return describe(tree, path) + torn
        if str(path[-1]) in RANGE_WORDS:
            return describe(tree, path) + explain_range_word(str(path[-1]))
        hint = "" if brief else _suggest_key(model, path)
        return f"{describe(tree, path)}key {quote(path[-1])} is not known here{hint}"
    if kind in _EXPECTED:
        expected = _EXPECTED[kind]
        found = quote(details["input"])
        named = f"{path[-1]}: " if path and isinstance(path[-1], str) else ""
        text = f"{named}{found} stands where {expected} is needed; write {_EXAMPLES[expected]}"
        return describe(tree, path) + text
    subject = path[:-1] if path[-1:] == ("value",) else path
    label = f"{subject[-1]}: " if _is_attribute(subject) else ""
    return f"{describe(tree, subject)}{label}{details['msg']}"


def _is_attribute(path: Path) -> bool:
    """Whether the last step names what the value is, rather than an element."""
    if not path or not isinstance(path[-1], str):
        return False
    return len(path) < 2 or _find_kind(path, len(path) - 1) is None


def _suggest_key(model: type[Entry], path: Path) -> str:
    known = find_keys(model, path[:-1])
    return f". {suggest_or_list(str(path[-1]), known, 'keys')}"


def find_misspelt(model: type[Entry], path: Path) -> str:
    """Find the key that an unknown key at `path` is probably meant to be; empty for none."""
    return find_near(str(path[-1]), find_keys(model, path[:-1]))


def find_keys(model: type[Entry], path: Path) -> list[str]:
    """Follow `path` through the models to the keys that are known at its end."""
    here: Any = model
    for step in path:
        here = _below(here, step)
    here = _skip_list(here)
    return list(_fields(here)) if isinstance(here, type) and issubclass(here, Entry) else []


def _fields(model: type[Entry]) -> dict[str, Any]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _below(here: Any, step: str | int) -> Any:
    """Go from the type of a value to the type of what stands under `step` in it."""
    if isinstance(step, str):
        here = _skip_list(here)
    if isinstance(here, type) and issubclass(here, Entry):
        field = _fields(here).get(str(step))
        if field is not None:
            return _unwrap(field.annotation)
        return ValueEntry if here.model_config.get("extra") == "allow" else None
    arguments = typing.get_args(here)
    return _unwrap(arguments[-1]) if arguments else None


def _skip_list(here: Any) -> Any:
    """Go from a list to its elements, where one of them may stand for the list."""
    return _unwrap(typing.get_args(here)[0]) if typing.get_origin(here) is list else here


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
