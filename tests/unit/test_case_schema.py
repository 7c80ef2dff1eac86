"""The JSON Schema: it takes what the loader takes, and helps an editor."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from detente.case import json_schema
from detente.case.positions import read_tree
from detente.case.schema import FILE_MODELS
from detente.case.template import TEMPLATE
from detente.errors import InputError
from tests.folders import FILES, RULES, VALLEYS

SHIPPED = sorted(Path(__file__).parents[2].glob("cases/*/**/*.yaml"))
RULED = FILES["case.yaml"] + RULES
WRITTEN = [*FILES.items(), *VALLEYS.items(), *TEMPLATE.items(), ("case.yaml", RULED)]


def as_editor(text: str) -> Any:
    """Read YAML as an editor does: numbers are numbers, dates are text."""
    tree, problems = read_tree("x.yaml", text)
    assert tree is not None
    assert not problems
    return numbers(tree.data())


def numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: numbers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [numbers(item) for item in value]
    if isinstance(value, str) and re.fullmatch(r"[-+]?[0-9]+(\.[0-9]+)?", value):
        return float(value) if "." in value else int(value)
    return value


def validator(kind: str | None) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json_schema(kind))


def kind_of(name: str) -> str:
    return "reading" if "readings/" in name else Path(name).stem


@pytest.mark.parametrize("kind", [None, *FILE_MODELS])
def test_the_schema_is_one(kind: str | None) -> None:
    schema = json_schema(kind)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"].startswith("urn:detente:case:1")
    assert set(FILE_MODELS) <= set(schema["$defs"]) if kind is None else kind in schema["$defs"]


@pytest.mark.parametrize(("name", "text"), WRITTEN)
def test_valid_files_are_valid(name: str, text: str) -> None:
    errors = list(validator(kind_of(name)).iter_errors(as_editor(text)))
    assert not errors, errors[0].message
    assert validator(None).is_valid(as_editor(text))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_shipped_cases_are_valid(path: Path) -> None:
    kind = "reading" if path.parent.name == "readings" else path.stem
    errors = list(validator(kind).iter_errors(as_editor(path.read_text(encoding="utf-8"))))
    assert not errors, errors[0].message


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("case.yaml", "by: dprk", "bye: dprk"),
        ("case.yaml", "usa: 6 to 14", "usa: 6-14"),
        ("case.yaml", "usa: 6 to 14", "usa: nan"),
        ("case.yaml", "undo: 20%", "undo: 20"),
        ("case.yaml", "90 days", "90"),
        ("case.yaml", "inspections.some", "some"),
        ("case.yaml", "title: Two towns\n", ""),
        ("case.yaml", "2020-07-15", "July"),
        ("case.yaml", "  yongbyon:\n", "  Yongbyon:\n"),
        ("offers.yaml", "firm: scheduled", "firm: schedule"),
        ("promises.yaml", "outcome: kept", "outcome: keept"),
        ("readings/kelly.yaml", "firmness:", "firmnes:"),
        ("meetings.yaml", "calendar:", "calender:"),
        ("meetings.yaml", "[2024-11-01]", "[soon]"),
        ("meetings.yaml", "opens: gauges.shared", "opens: gauges"),
        ("meetings.yaml", "meeting: clerks", "meetings: clerks"),
        ("meetings.yaml", "kind: payment", "kind: loan"),
        ("meetings.yaml", "{readiness: 0.5 to 0.8", "{readiness: often"),
        ("readings/lower.yaml", "{amount: 1}", "{amount: much}"),
    ],
)
def test_mistakes_in_shape_are_seen(name: str, old: str, new: str) -> None:
    text = {**FILES, **VALLEYS}[name]
    if name in FILES and old in FILES[name]:
        text = FILES[name]
    assert text.count(old) >= 1
    assert not validator(kind_of(name)).is_valid(as_editor(text.replace(old, new, 1)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("at_most: 2", "at_most: none"),
        ("at_most: 2", "at_mots: 2"),
        ("at_most: 2", "exactly: 1, at_most: 2"),
        ("{at_most: 2, of: [yongbyon.frozen, inspections.some],", "{at_most: 2,"),
        ("[kept, frozen]", "[]"),
        ("{all: [usa, dprk]}", "{all: usa, at_least: 1, of: usa}"),
    ],
)
def test_mistakes_in_rules_are_seen(old: str, new: str) -> None:
    assert RULED.count(old) == 1
    assert not validator("case").is_valid(as_editor(RULED.replace(old, new)))


def test_references_lead_somewhere() -> None:
    for kind in (None, *FILE_MODELS):
        schema = json_schema(kind)
        for reference in find_references(schema):
            assert reference.removeprefix("#/$defs/") in schema["$defs"]


def find_references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for item in node.values():
            yield from find_references(item)
    elif isinstance(node, list):
        for item in node:
            yield from find_references(item)


def test_every_key_is_described() -> None:
    schema = json_schema()
    bare = [
        f"{name}.{key}"
        for name, definition in schema["$defs"].items()
        for key, body in definition.get("properties", {}).items()
        if "description" not in json.dumps(body) and "$ref" not in json.dumps(body)
    ]
    assert bare == []


def test_an_unknown_kind_suggests_one() -> None:
    with pytest.raises(InputError, match='Did you mean "offers"'):
        json_schema("offer")
