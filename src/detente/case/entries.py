"""What stands in case.yaml and sources.yaml: one model for each kind of mapping.

The models check the shape and read the numbers. Whether a party or a source that is named
exists is checked afterwards, over all files.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from detente.case import fields
from detente.case.fields import (
    NUMBER_SCHEMA,
    SHARE_RANGE_SCHEMA,
    Because,
    Choice,
    Date,
    Days,
    Emptyable,
    Flag,
    HowMany,
    Number,
    PartialDate,
    References,
    Seed,
    Share,
    ShareRange,
    Shorthand,
    Slug,
    Slugs,
    Text,
    Texts,
    Version,
)


class Entry(BaseModel):
    """A mapping in a file; keys that it does not know are errors."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    @field_validator("*", mode="before")
    @classmethod
    def _check_written(cls, value: Any, info: ValidationInfo) -> Any:
        """Refuse a key with nothing behind it, unless it may be empty."""
        if value is None and info.field_name is not None:
            metadata = cls.model_fields[info.field_name].metadata
            if not any(isinstance(item, Emptyable) for item in metadata):
                raise fields.fail(fields.NOTHING)
        return value


class Cited(Entry):
    """A mapping that may say what it rests on."""

    because: Because = Field(default=[], description="What it rests on.")
    note: Text = Field(default="", description="The coder's reasoning.")


class ValueEntry(Cited):
    """A number or range with what it rests on."""

    value: Number


class ShareEntry(Cited):
    """A probability, or a range of them, with what it rests on."""

    value: ShareRange


Value = Annotated[ValueEntry, Shorthand("value", NUMBER_SCHEMA)]
ShareValue = Annotated[ShareEntry, Shorthand("value", SHARE_RANGE_SCHEMA)]
Values: TypeAlias = dict[str, Value]


class PartyEntry(Entry):
    """A party: it has a value scale of its own, on which 0 is the status quo."""

    name: Text | None = Field(default=None, description="The name to show; default the id.")
    reservation: Value | None = Field(
        default=None, description="What its best alternative to a deal is worth; default 0."
    )
    about: Text = Field(default="", description="Who it is and what it wants.")


class RatifierEntry(PartyEntry):
    """An audience that must accept what its party agrees to."""

    party: Slug = Field(description="The party that it belongs to.")


class OptionEntry(Cited):
    """An option of an issue. Every further key is a party or ratifier, with its value."""

    model_config = ConfigDict(strict=True, extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Value] = Field(init=False)

    title: Text | None = Field(default=None, description="What it is called; default the id.")
    undo: Share = Field(default=0.0, description="Share that can be snapped back: 20% or 0.2.")
    verify: Days = Field(default=0, description="Time needed to verify it.")
    duration: Days = Field(default=0, description="Time needed to carry it out.")
    requires: References = Field(default=[], description="Options that must be in the package too.")
    excludes: References = Field(default=[], description="Options that may not be in the package.")

    @property
    def values(self) -> Values:
        """The values by party or ratifier, as written."""
        return dict(self.__pydantic_extra__ or {})


class IssueEntry(Entry):
    """An issue with its options in order; the first is the status quo."""

    title: Text | None = Field(default=None, description="What it is called; default the id.")
    by: Texts = Field(default=[], description="Who performs it; nobody named: joint.")
    about: Text = Field(default="", description="What it is about.")
    ordered: Flag = Field(
        default=True, description="Each option stands for everything up to it (default true)."
    )
    options: dict[Slug, Annotated[OptionEntry, Emptyable(dict)]] = Field(
        json_schema_extra={"minProperties": 2, "maxProperties": 50}
    )


class InteractionEntry(Cited):
    """An extra value for a combination of options. Every further key is a party or ratifier."""

    model_config = ConfigDict(strict=True, extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Value] = Field(init=False)

    when: dict[Slug, Choice] = Field(
        description="Issue to option: that option or a later one; or to a list: one of those."
    )
    title: Text = Field(default="", description="Why the combination matters.")

    @property
    def values(self) -> Values:
        """The values by party or ratifier, as written."""
        return dict(self.__pydantic_extra__ or {})


class ConstraintEntry(Cited):
    """A limit on how many of some options a package holds, or on which may stand together."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [
                {"required": ["at_most", "of"]},
                {"required": ["at_least", "of"]},
                {"required": ["exactly", "of"]},
                {"required": ["only"]},
                {"required": ["never"]},
            ]
        }
    )

    at_most: HowMany | None = Field(default=None, description="At most so many of them.")
    at_least: HowMany | None = Field(default=None, description="At least so many of them.")
    exactly: HowMany | None = Field(default=None, description="Exactly so many of them.")
    of: References = Field(
        default=[], description="The options that are counted; on a ladder each or a later one."
    )
    only: list[dict[Slug, Slugs]] | None = Field(
        default=None, description="The only combinations allowed: issue to option, or to several."
    )
    never: list[dict[Slug, Slugs]] | None = Field(
        default=None, description="Combinations that are ruled out: issue to option, or to several."
    )
    title: Text = Field(default="", description="Why it is so, in a line.")


class QuorumEntry(Entry):
    """Who has to agree: all of some parties, or so many of them."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["all"]}, {"required": ["at_least", "of"]}]}
    )

    all: Texts | None = Field(default=None, description="Parties that all have to agree.")
    at_least: HowMany | None = Field(default=None, description="So many of those under of.")
    of: Texts | None = Field(default=None, description="The parties of whom so many are needed.")


class CaseFile(Entry):
    """case.yaml: parties, ratifiers, issues, options and their values."""

    detente: Version = Field(description="Version of the format: 1.")
    title: Text = Field(description="What the case is about, in a line.")
    as_of: Date = Field(
        description="What was known on this day; no source, promise or offer is dated later."
    )
    seed: Seed = Field(default=0, description="Seed of the draws; same seed, same figures.")
    about: Text = Field(default="", description="The situation, in a paragraph.")
    parties: dict[Slug, Annotated[PartyEntry, Emptyable(dict)]] = Field(
        json_schema_extra={"minProperties": 2, "maxProperties": 12}
    )
    ratifiers: Annotated[dict[Slug, RatifierEntry], Emptyable(dict)] = Field(
        default={}, json_schema_extra={"maxProperties": 24}
    )
    issues: dict[Slug, IssueEntry] = Field(
        json_schema_extra={"minProperties": 1, "maxProperties": 200}
    )
    interactions: Annotated[list[InteractionEntry], Emptyable(list)] = Field(
        default=[], json_schema_extra={"maxItems": 500}
    )
    constraints: Annotated[list[ConstraintEntry], Emptyable(list)] = Field(
        default=[],
        json_schema_extra={"maxItems": 500},
        description="What a package has to keep to beyond requires and excludes.",
    )
    agreement: Annotated[list[QuorumEntry], Emptyable(list)] = Field(
        default=[],
        json_schema_extra={"maxItems": 24},
        description="Who has to agree for a deal to count, all of it together; default everybody.",
    )


class SourceEntry(Entry):
    """A document that numbers rest on."""

    author: Text = Field(default="", description="Who wrote it.")
    title: Text = Field(description="What it is called.")
    date: PartialDate | None = Field(
        default=None, description="When it was published: a day, a month or a year."
    )
    publisher: Text = Field(default="", description="Who published it.")
    url: Text = Field(default="", description="Where it can be found.")
    file: Text = Field(default="", description="The document itself, inside the case folder.")
    status: fields.Status = Field(
        default="read", description="read, or recalled: not seen by the coder."
    )
    passages: Annotated[dict[str, Text], Emptyable(dict)] = Field(
        default={}, description="Locator to what it says there, in the coder's words."
    )


class SourcesFile(Entry):
    """sources.yaml: the documents that numbers rest on."""

    sources: Annotated[dict[Slug, SourceEntry], Emptyable(dict)]
