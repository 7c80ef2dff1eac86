"""The plain values of a case file: how each is read, and how an editor is told about it.

Every type here reads text as it was written (`detente.case.positions` keeps numbers and dates
as text) and fails with one message that quotes it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, TypeAlias, TypeVar

from pydantic import (
    BeforeValidator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainValidator,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from detente.case import ranges
from detente.case.words import quote, suggest

SLUG = re.compile(r"[a-z][a-z0-9_-]{0,63}")
OUTCOMES = ("kept", "late", "partial", "broken", "disputed", "not_triggered", "open")
OFFER_OUTCOMES = ("rejected", "accepted", "lapsed", "open")
FIRMNESS = ("done", "simultaneous", "scheduled", "stated", "vague")
FORMATS = ("leaders", "working_level")
APPROACHES = ("package", "stages")
STATUSES = ("read", "recalled")
MOVE_OUTCOMES = ("done", "late", "disputed", "broken")
SETTLED_OUTCOMES = ("kept", "late", "partial", "broken", "disputed")
MOST_STAGES = 30
MOST_ITEMS = 50
HELPS = ("payment", "hosting", "guarantee")
HELPED_WHEN = ("held", "agreed", "fails")
MOST_MEETINGS = 24
MOST_DAYS = 24
MOST_DATES = 24
MOST_COUNTERS = 8
MOST_CONDITIONS = 8
MOST_HELPS = 12
MOST_COUNTED = 200
_LARGEST_WEIGHT = 1_000
_WEIGHT_DECIMALS = 3

NOTHING = "nothing is written here; write a value or remove the line"

T = TypeVar("T")
JsonSchema: TypeAlias = dict[str, Any]


def fail(message: str) -> PydanticCustomError:
    """Make the error whose message reaches the user unchanged."""
    return PydanticCustomError("detente", "{said}", {"said": message})


def reader(read: Callable[[str], T]) -> Callable[[Any], T]:
    """Turn a function from text to a value into a validator of one plain value."""

    def check(value: Any) -> T:
        if value is None:
            raise fail(NOTHING)
        if not isinstance(value, str):
            raise fail(_explain_kind(value))
        try:
            return read(value)
        except ranges.RangeError as error:
            raise fail(str(error)) from None

    return check


def _explain_kind(value: object) -> str:
    if isinstance(value, bool):
        return f"{quote(value)} stands for yes or no here; put quotes around it to make it text"
    return f"{quote(value)} stands where one plain value is needed"


def propose_slug(text: str) -> str:
    """Turn text into an id; empty when nothing of it can serve.

    >>> propose_slug("North Korea")
    'north-korea'
    """
    tidy = re.sub(r"[^a-z0-9_-]+", "-", text[:200].lower()).strip("-_")[:64]
    return tidy if SLUG.fullmatch(tidy) else ""


def explain_slug(text: str) -> str:
    """Say what an id looks like, with a proposal where there is one."""
    tidy = propose_slug(text)
    hint = f". Did you mean {quote(tidy)}?" if tidy else ""
    rule = "a lower-case letter, then lower-case letters, digits, - and _, at most 64"
    return f"{quote(text)} is not an id; an id is {rule}{hint}"


def _read_text(text: str) -> str:
    if not text.strip():
        raise ranges.RangeError("an empty text; write something or remove the line")
    return text.strip()


_check_text = reader(_read_text)


def _read_slug(text: str) -> str:
    if not SLUG.fullmatch(text):
        raise ranges.RangeError(explain_slug(text))
    return text


def _read_seed(text: str) -> int:
    if not re.fullmatch("[0-9]{1,18}", text):
        raise ranges.RangeError(f"{quote(text)} is not a seed; write a whole number from 0")
    return int(text)


def _read_version(text: str) -> int:
    if text != "1":
        raise ranges.RangeError(f"{quote(text)} is not a format that is known; write 1")
    return 1


def _read_positive(text: str) -> float:
    value = ranges.parse_number(text)
    if value <= 0:
        raise ranges.RangeError(f"{quote(text)} is not above 0; write a number above 0")
    return float(value)


def _read_weight(text: str) -> float:
    value = _read_positive(text)
    if value > 10:
        raise ranges.RangeError(f"{quote(text)} is too heavy; a weight is above 0, at most 10")
    return value


def _read_comparison(text: str) -> Decimal:
    value = ranges.parse_number(text)
    if not 0 < value <= _LARGEST_WEIGHT:
        raise ranges.RangeError(f"{quote(text)} is no weight; it is above 0, at most 1,000")
    if value != round(value, _WEIGHT_DECIMALS):
        raise ranges.RangeError(
            f"{quote(text)} has more than {_WEIGHT_DECIMALS} decimals; round it"
        )
    return value


def _whole(most: int) -> PlainValidator:
    """Read a whole number from 1 to ``most``."""

    def read(text: str) -> int:
        if not re.fullmatch("[0-9]{1,9}", text) or not 1 <= int(text) <= most:
            raise ranges.RangeError(f"{quote(text)} is not a whole number from 1 to {most}")
        return int(text)

    return PlainValidator(reader(read))


def _integer(most: int) -> WithJsonSchema:
    return WithJsonSchema({"type": "integer", "minimum": 1, "maximum": most})


def _read_share(text: str) -> float:
    return float(ranges.parse_share(text))


def _read_half_life(text: str) -> float:
    days = ranges.parse_duration(text)
    if days < 1:
        raise ranges.RangeError(f"{quote(text)} is too short; write at least 1 day")
    return float(days)


def _read_partial_date(text: str) -> str:
    ranges.parse_partial_date(text)
    return text.strip()


def _read_reference(text: str) -> tuple[str, str]:
    issue, dot, option = text.partition(".")
    if not dot or not SLUG.fullmatch(issue) or not SLUG.fullmatch(option):
        raise ranges.RangeError(f'{quote(text)} does not name an option; write "issue.option"')
    return issue, option


def _read_flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise fail(f"{quote(value)} is neither true nor false; write one of them")
    return value


def as_list(value: Any) -> Any:
    """Let a single entry stand for a list of one."""
    return value if isinstance(value, list) else [value]


def _as_citations(value: Any) -> Any:
    is_several = isinstance(value, list) and any(isinstance(item, list) for item in value)
    return value if is_several else [value]


def _read_citation(value: Any) -> tuple[str, str]:
    parts = value if isinstance(value, list) else [value]
    if not 1 <= len(parts) <= 2:
        forms = '"[source, passage]", or a list of such pairs; quote a passage with a comma'
        raise fail(f"{len(parts)} entries do not make a citation; write {forms}")
    texts = [_check_text(part) for part in parts]
    return texts[0], texts[1] if len(texts) == 2 else ""


def _choose(names: tuple[str, ...]) -> PlainValidator:
    def read(text: str) -> str:
        if text in names:
            return text
        hint = suggest(text, names) or f"It may be {', '.join(names)}."
        raise ranges.RangeError(f"{quote(text)} is not one of the choices. {hint}")

    return PlainValidator(reader(read))


def _enum(names: tuple[str, ...]) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": list(names)})


@dataclass(frozen=True, eq=False)
class Shorthand:
    """Lets one plain value stand for a mapping with a single key.

    A mapping is taken as it is; anything else becomes ``{field: value}``, so that a mistake in
    the short form gives the one error of that field.
    """

    field: str
    schema: JsonSchema

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self._expand, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchema:
        return {"anyOf": [self.schema, handler(schema)]}

    def _expand(self, value: Any) -> Any:
        return value if isinstance(value, dict) else {self.field: value}


class OneOrMore:
    """Lets a single entry stand for a list of one."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_before_validator_function(as_list, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchema:
        several = handler(schema)
        return {"anyOf": [several["items"], several]}


class OneOrSeveral:
    """Lets a list stand for what is otherwise one plain value; it is read as a tuple."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        several = handler.generate_schema(list[Slug])
        return core_schema.no_info_wrap_validator_function(self._read, several)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchema:
        several = {**handler(schema), "minItems": 1}
        return {"anyOf": [several["items"], several]}

    def _read(self, value: Any, handler: ValidatorFunctionWrapHandler) -> str | tuple[str, ...]:
        if not isinstance(value, list):
            return str(handler([value])[0])
        if not value:
            raise fail("an empty list; name an option, or several")
        return tuple(handler(value))


class Emptyable:
    """Reads "nothing written" as an empty mapping or list."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        def fill(value: Any) -> Any:
            return self.make() if value is None else value

        return core_schema.no_info_before_validator_function(fill, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchema:
        return {"anyOf": [handler(schema), {"type": "null"}]}


_N = r"[+-]?[0-9]+(\.[0-9]+)?"
_S = r"[0-9]+(\.[0-9]+)?%?"
_ID = "[a-z][a-z0-9_-]{0,63}"
_TEXT: JsonSchema = {"type": ["string", "number"]}
_TEXTS: JsonSchema = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
_REFERENCE: JsonSchema = {"type": "string", "pattern": rf"^{_ID}\.{_ID}$"}
_DATE: JsonSchema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_CITATION: JsonSchema = {"type": "array", "items": _TEXT, "minItems": 1, "maxItems": 2}

NUMBER_SCHEMA: JsonSchema = {
    "type": ["number", "string"],
    "pattern": rf"^\s*{_N}(\s+to\s+{_N}(\s*,\s*best\s+{_N})?)?\s*$",
    "minimum": -1e12,
    "maximum": 1e12,
    "description": "A number (5), a range (5 to 9: P10 to P90), or one with its median "
    "(5 to 9, best 6).",
}
SHARE_RANGE_SCHEMA: JsonSchema = {
    "type": ["number", "string"],
    "pattern": rf"^\s*{_S}(\s+to\s+{_S}(\s*,\s*best\s+{_S})?)?\s*$",
    "minimum": 0,
    "maximum": 1,
    "description": "A probability (0.3 or 30%), or a range of them (0.3 to 0.6: P10 to P90).",
}
FIRMNESS_SCHEMA: JsonSchema = {"type": "string", "enum": list(FIRMNESS)}
SLUG_SCHEMA: JsonSchema = {"type": "string", "pattern": f"^{_ID}$"}
_SHARE: JsonSchema = {
    "type": ["number", "string"],
    "pattern": rf"^\s*{_S}\s*$",
    "minimum": 0,
    "maximum": 1,
}
_DURATION: JsonSchema = {
    "type": "string",
    "pattern": r"^\s*[0-9]+(\.[0-9]+)?\s*(day|week|month|year)s?\s*$",
    "description": "A duration: 90 days, 6 weeks, 3 months, 10 years.",
}
_POSITIVE: JsonSchema = {"type": "number", "exclusiveMinimum": 0}

Text = Annotated[str, PlainValidator(reader(_read_text)), WithJsonSchema(_TEXT)]
Texts = Annotated[list[Text], BeforeValidator(as_list), WithJsonSchema(_TEXTS)]
Slug = Annotated[str, PlainValidator(reader(_read_slug)), WithJsonSchema(SLUG_SCHEMA)]
Slugs = Annotated[
    list[Slug],
    BeforeValidator(as_list),
    WithJsonSchema(
        {"anyOf": [SLUG_SCHEMA, {"type": "array", "items": SLUG_SCHEMA, "minItems": 1}]}
    ),
]
Choice = Annotated[str | tuple[str, ...], OneOrSeveral()]
HowMany = Annotated[int, _whole(MOST_COUNTED), _integer(MOST_COUNTED)]
Date = Annotated[
    dt.date,
    PlainValidator(reader(ranges.parse_date)),
    WithJsonSchema(_DATE),
]
Dates = Annotated[
    list[Date],
    BeforeValidator(as_list),
    WithJsonSchema({"anyOf": [_DATE, {"type": "array", "items": _DATE}]}),
]
PartialDate = Annotated[
    str,
    PlainValidator(reader(_read_partial_date)),
    WithJsonSchema(
        {"type": ["string", "integer"], "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"}
    ),
]
Number = Annotated[
    ranges.Range, PlainValidator(reader(ranges.parse_range)), WithJsonSchema(NUMBER_SCHEMA)
]
ShareRange = Annotated[
    ranges.Range,
    PlainValidator(reader(ranges.parse_share_range)),
    WithJsonSchema(SHARE_RANGE_SCHEMA),
]
Share = Annotated[float, PlainValidator(reader(_read_share)), WithJsonSchema(_SHARE)]
Days = Annotated[int, PlainValidator(reader(ranges.parse_days)), WithJsonSchema(_DURATION)]
HalfLife = Annotated[float, PlainValidator(reader(_read_half_life)), WithJsonSchema(_DURATION)]
Positive = Annotated[float, PlainValidator(reader(_read_positive)), WithJsonSchema(_POSITIVE)]
Weight = Annotated[
    float,
    PlainValidator(reader(_read_weight)),
    WithJsonSchema({**_POSITIVE, "maximum": 10}),
]
Comparison = Annotated[
    Decimal,
    PlainValidator(reader(_read_comparison)),
    WithJsonSchema({**_POSITIVE, "maximum": _LARGEST_WEIGHT}),
]
MostStages = Annotated[int, _whole(MOST_STAGES), _integer(MOST_STAGES)]
MostItems = Annotated[int, _whole(MOST_ITEMS), _integer(MOST_ITEMS)]
Seed = Annotated[
    int, PlainValidator(reader(_read_seed)), WithJsonSchema({"type": "integer", "minimum": 0})
]
Version = Annotated[int, PlainValidator(reader(_read_version)), WithJsonSchema({"const": 1})]
Flag = Annotated[bool, PlainValidator(_read_flag), WithJsonSchema({"type": "boolean"})]
Reference = Annotated[
    tuple[str, str], PlainValidator(reader(_read_reference)), WithJsonSchema(_REFERENCE)
]
References = Annotated[
    list[Reference],
    BeforeValidator(as_list),
    WithJsonSchema(
        {
            "anyOf": [_REFERENCE, {"type": "array", "items": _REFERENCE}],
            "description": "One option of another issue, as issue.option, or a list of them.",
        }
    ),
]
Cited = Annotated[
    tuple[str, str], PlainValidator(_read_citation), WithJsonSchema({"anyOf": [_TEXT, _CITATION]})
]
Because = Annotated[
    list[Cited],
    BeforeValidator(_as_citations),
    WithJsonSchema(
        {
            "anyOf": [
                _TEXT,
                _CITATION,
                {"type": "array", "items": {"anyOf": [_TEXT, _CITATION]}},
            ],
            "description": "What it rests on: a source, [source, passage], or a list of those.",
        }
    ),
]
Outcome = Annotated[str, _choose(OUTCOMES), _enum(OUTCOMES)]
MoveOutcome = Annotated[str, _choose(MOVE_OUTCOMES), _enum(MOVE_OUTCOMES)]
SettledOutcome = Annotated[str, _choose(SETTLED_OUTCOMES), _enum(SETTLED_OUTCOMES)]
OfferOutcome = Annotated[str, _choose(OFFER_OUTCOMES), _enum(OFFER_OUTCOMES)]
Firm = Annotated[str, _choose(FIRMNESS), _enum(FIRMNESS)]
Help = Annotated[str, _choose(HELPS), _enum(HELPS)]
HelpWhen = Annotated[str, _choose(HELPED_WHEN), _enum(HELPED_WHEN)]
Format = Annotated[str, _choose(FORMATS), _enum(FORMATS)]
Approach = Annotated[str, _choose(APPROACHES), _enum(APPROACHES)]
Status = Annotated[str, _choose(STATUSES), _enum(STATUSES)]
