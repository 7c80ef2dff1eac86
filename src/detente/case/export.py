"""The JSON Schema of the files of a case, so that editors complete and check them."""

from __future__ import annotations

import re
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema
from pydantic_core import core_schema

from detente.case.schema import FILE_MODELS
from detente.case.words import quote, suggest_or_list
from detente.errors import InputError

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ID = "urn:detente:case:1"
_EMPTY = (None, "")


def json_schema(kind: str | None = None) -> dict[str, Any]:
    """Export the JSON Schema (2020-12) of a file of the case, or of all of them.

    Parameters
    ----------
    kind : case, sources, promises, offers, meetings, forecasts, plan, events, reading or
        resolutions; None for a schema that takes any of them. Either way ``$defs`` holds one
        entry for each kind.

    Raises
    ------
    InputError : there is no such kind of file.

    Examples
    --------
    >>> json_schema("offers")["$ref"]
    '#/$defs/offers'
    """
    if kind is not None and kind not in FILE_MODELS:
        hint = suggest_or_list(kind, list(FILE_MODELS), "kinds of file")
        raise InputError(f"there is no schema for {quote(kind)}. {hint}")
    models: list[tuple[type[BaseModel], Literal["validation"]]] = [
        (model, "validation") for model in FILE_MODELS.values()
    ]
    _, bundle = models_json_schema(models, schema_generator=_Generator)
    definitions = {_name(name): _tidy(body) for name, body in bundle["$defs"].items()}
    kinds = list(FILE_MODELS) if kind is None else [kind]
    references = [{"$ref": f"#/$defs/{each}"} for each in kinds]
    root: dict[str, Any] = {"anyOf": references} if kind is None else references[0]
    needed = _find_needed(definitions, kinds)
    return {
        "$schema": DIALECT,
        "$id": ID if kind is None else f"{ID}:{kind}",
        "title": "A detente case" if kind is None else f"A detente case: {kind}",
        **root,
        "$defs": {name: definitions[name] for name in sorted(needed)},
    }


class _Generator(GenerateJsonSchema):
    """Writes optional keys without null: a key that is there says something."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """Describe the value alone."""
        return self.generate_inner(schema["schema"])


def _name(definition: str) -> str:
    """Name a definition after what it describes: ``case`` for CaseFile, ``party``."""
    words = re.sub("(Entry|File)$", "", definition)
    return re.sub("(?<=[a-z])(?=[A-Z])", "-", words).lower()


def _tidy(node: Any) -> Any:
    """Drop what tells an editor nothing, and name the references anew."""
    if isinstance(node, list):
        return [_tidy(item) for item in node]
    if not isinstance(node, dict):
        return node
    tidy = {key: _tidy(value) for key, value in node.items() if not _is_noise(key, value)}
    if isinstance(tidy.get("$ref"), str):
        tidy["$ref"] = "#/$defs/" + _name(tidy["$ref"].rsplit("/", 1)[-1])
    if "patternProperties" in tidy:
        tidy.setdefault("additionalProperties", False)
    return tidy


def _is_noise(key: str, value: Any) -> bool:
    if key == "default":
        return isinstance(value, (dict, list)) or value in _EMPTY
    return key == "title" and isinstance(value, str)


def _find_needed(definitions: dict[str, Any], kinds: list[str]) -> set[str]:
    """Find the definitions that some kinds of file refer to, themselves included."""
    needed, queue = set(kinds), list(kinds)
    while queue:
        for name in re.findall(r"'#/\$defs/([a-z-]+)'", repr(definitions[queue.pop()])):
            if name not in needed:
                needed.add(name)
                queue.append(name)
    return needed
