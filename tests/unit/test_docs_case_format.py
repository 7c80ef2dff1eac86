"""The case format that is documented is the one that is read: every key, in both directions."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from detente.case import fields, schema

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "case-format.md"
HEADINGS = {"reading": "Readings"}
ROW = re.compile(r"^\| `(?P<key>[^`]+)` \|(?P<type>[^|]*)\|(?P<default>[^|]*)\|[^|]*\|$")

# Told once, in a section of its own or where the file that holds it is told.
ONCE: set[type] = {schema.ValueEntry, schema.ShareEntry}
ONCE_IN_READINGS = ONCE | {schema.TrustEntry, schema.FirmnessEntry, schema.PayoffEntry}
STOPS = {
    "reading": ONCE_IN_READINGS,
    "events": ONCE | {schema.OverlayEntry},
    "resolutions": ONCE | {schema.SourceEntry},
}


def read_rows(kind: str) -> dict[str, re.Match[str]]:
    """The documented keys of one kind of file, placeholders without their names."""
    heading = HEADINGS.get(kind, f"{kind}.yaml")
    text = PAGE.read_text(encoding="utf-8")
    section = re.split(r"^## ", text.split(f"\n## {heading}\n")[1], maxsplit=1, flags=re.MULTILINE)
    rows = filter(None, map(ROW.match, section[0].splitlines()))
    return {re.sub(r"\{\w+\}", "{}", row["key"]): row for row in rows}


def find_keys(model: type[schema.Entry], stop: set[type], stem: str = "") -> Iterator[str]:
    """Every key that a model takes, and those below it."""
    for name, field in model.model_fields.items():
        key = f"{stem}{field.alias or name}"
        yield key
        yield from find_below(field.annotation, stop, key)
    if model.model_config.get("extra") == "allow":
        yield f"{stem}{{}}"


def find_below(annotation: Any, stop: set[type], key: str) -> Iterator[str]:
    inner, marks = unwrap(annotation)
    for mark in marks:
        key = f"{key}{mark}"
        if mark == ".{}":
            yield key
    if isinstance(inner, type) and issubclass(inner, schema.Entry) and inner not in stop:
        yield from find_keys(inner, stop, f"{key}.")


def unwrap(annotation: Any, marks: tuple[str, ...] = ()) -> tuple[Any, tuple[str, ...]]:
    """Strip Annotated and Optional; say which mappings and lists it is of, outermost first."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return unwrap(arguments[0], marks)
    if origin in (typing.Union, types.UnionType):
        return unwrap(next(part for part in arguments if part is not type(None)), marks)
    if origin is dict:
        return unwrap(arguments[1], (*marks, ".{}"))
    if origin is list:
        return unwrap(arguments[0], (*marks, "[]"))
    return annotation, marks


@pytest.mark.parametrize("kind", schema.FILE_MODELS)
def test_every_key_is_documented_and_every_documented_key_exists(kind):
    taken = set(find_keys(schema.FILE_MODELS[kind], STOPS.get(kind, ONCE)))
    documented = read_rows(kind)
    assert taken - set(documented) == set(), "not in docs/reference/case-format.md"
    assert set(documented) - taken == set(), "documented, but no such key"


@pytest.mark.parametrize("kind", schema.FILE_MODELS)
def test_needed_keys_are_said_to_be_needed(kind):
    documented = read_rows(kind)
    for name, field in schema.FILE_MODELS[kind].model_fields.items():
        assert (
            documented[field.alias or name]["default"].strip() == "needed"
        ) == field.is_required(), name


@pytest.mark.parametrize(
    ("kind", "key", "words"),
    [
        ("promises", "promises[].outcome", fields.OUTCOMES),
        ("offers", "offers[].outcome", fields.OFFER_OUTCOMES),
        ("offers", "offers[].pledges.{}.firm", fields.FIRMNESS),
        ("meetings", "meetings[].format", fields.FORMATS),
        ("meetings", "meetings[].approach", fields.APPROACHES),
        ("meetings", "meetings[].pays[].kind", fields.HELPS),
        ("meetings", "meetings[].pays[].when", fields.HELPED_WHEN),
        ("sources", "sources.{}.status", fields.STATUSES),
        ("events", "events[].outcome", fields.MOVE_OUTCOMES),
        ("events", "events[].promise.outcome", fields.SETTLED_OUTCOMES),
    ],
)
def test_choices_are_all_named(kind, key, words):
    assert re.findall(r"`(\w+)`", read_rows(kind)[key]["type"]) == list(words)


def test_defaults_of_trust_and_firmness_are_those_of_the_program(tmp_path):
    from detente.case import load, save_template
    from detente.case.model import TrustSettings

    rows = read_rows("promises")
    for outcome, credit in TrustSettings().credit.items():
        assert float(rows[f"trust.credit.{outcome}"]["default"].strip(" `")) == credit
    assert float(rows["trust.precedent_weight"]["default"].strip(" `")) == 0.25
    assert TrustSettings().precedent_weight == 0.25
    case = load(save_template(tmp_path / "case"))
    for level, chance in case.firmness.items():
        assert read_rows("offers")[f"firmness.{level}"]["default"].strip(" `") == chance.text


def test_the_sizes_of_meetings_are_those_that_are_checked():
    rows = read_rows("meetings")
    for key, most in (
        ("calendar", fields.MOST_DAYS),
        ("meetings", fields.MOST_MEETINGS),
        ("meetings[].dates", fields.MOST_DATES),
        ("meetings[].pays", fields.MOST_HELPS),
        ("meetings[].counters", fields.MOST_COUNTERS),
        ("meetings[].conditions", fields.MOST_CONDITIONS),
    ):
        assert rows[key]["type"].strip().endswith(f"up to {most}")
