"""The files of a case as they are written: pydantic models, and the JSON Schema they give.

The models check the shape of each file and read its numbers. Whether a party or a source that
is named exists is checked afterwards, over all files (`detente.case.checks`).
"""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

from detente.case import fields
from detente.case.fields import (
    FIRMNESS_SCHEMA,
    NUMBER_SCHEMA,
    SHARE_RANGE_SCHEMA,
    Because,
    Date,
    Days,
    Emptyable,
    Flag,
    HalfLife,
    Number,
    PartialDate,
    Positive,
    References,
    Seed,
    Share,
    ShareRange,
    Shorthand,
    Slug,
    Text,
    Texts,
    Version,
    Weight,
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
    about: Text = ""


class RatifierEntry(PartyEntry):
    """An audience that must accept what its party agrees to."""

    party: Slug = Field(description="The party that it belongs to.")


class OptionEntry(Cited):
    """An option of an issue. Every further key is a party or ratifier, with its value."""

    model_config = ConfigDict(strict=True, extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Value] = Field(init=False)

    title: Text | None = None
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

    title: Text | None = None
    by: Texts = Field(default=[], description="Who performs it; nobody named: joint.")
    about: Text = ""
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

    when: dict[Slug, Slug] = Field(description="Issue to option: that option or a later one.")
    title: Text = ""

    @property
    def values(self) -> Values:
        """The values by party or ratifier, as written."""
        return dict(self.__pydantic_extra__ or {})


class CaseFile(Entry):
    """case.yaml: parties, ratifiers, issues, options and their values."""

    detente: Version = Field(description="Version of the format: 1.")
    title: Text
    as_of: Date = Field(description="What was known on this day; nothing may be dated later.")
    seed: Seed = Field(default=0, description="Seed of the draws; same seed, same figures.")
    about: Text = ""
    parties: dict[Slug, Annotated[PartyEntry, Emptyable(dict)]] = Field(
        json_schema_extra={"minProperties": 2, "maxProperties": 12}
    )
    ratifiers: Annotated[dict[Slug, RatifierEntry], Emptyable(dict)] = {}
    issues: dict[Slug, IssueEntry] = Field(
        json_schema_extra={"minProperties": 1, "maxProperties": 200}
    )
    interactions: Annotated[list[InteractionEntry], Emptyable(list)] = []


class SourceEntry(Entry):
    """A document that numbers rest on."""

    author: Text = ""
    title: Text
    date: PartialDate | None = None
    publisher: Text = ""
    url: Text = ""
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


class PriorEntry(Entry):
    """The belief before any promise, in pseudo-promises."""

    kept: Positive = 1.0
    broken: Positive = 1.0


class CreditEntry(Entry):
    """The share of a promise that each outcome counts as kept."""

    kept: Share | None = None
    late: Share | None = None
    partial: Share | None = None
    broken: Share | None = None


class TrustEntry(Entry):
    """How the ledger of promises becomes a belief."""

    prior: PriorEntry | None = None
    half_life: HalfLife | None = Field(default=None, description="Default 10 years.")
    precedent_weight: Share | None = Field(default=None, description="Default 0.25.")
    credit: CreditEntry | None = None


class PromiseEntry(Cited):
    """A promise and what came of it."""

    id: Slug
    by: Text = Field(description="The party that promised; for a precedent, anybody.")
    to: Texts
    made: Date
    due: Date | None = None
    settled: Date | None = Field(default=None, description="When the outcome was known.")
    what: Text
    outcome: fields.Outcome
    share: Share | None = Field(default=None, description="Share kept, when late or partial.")
    weight: Weight | None = None
    precedent_for: Text | None = Field(
        default=None, description="The party whose reliability it bears on, though not its promise."
    )
    cited_by: Text | None = Field(default=None, description="Only this party's belief is touched.")


class PromisesFile(Entry):
    """promises.yaml: the ledger of promises."""

    trust: Annotated[TrustEntry, Emptyable(dict)] = TrustEntry()
    promises: Annotated[list[PromiseEntry], Emptyable(list)] = []


class FirmnessEntry(Entry):
    """The chance that a pledge is delivered, by how firmly it is given."""

    done: ShareValue | None = None
    simultaneous: ShareValue | None = None
    scheduled: ShareValue | None = None
    stated: ShareValue | None = None
    vague: ShareValue | None = None


class PledgeEntry(Cited):
    """An option pledged in an offer."""

    option: Text
    firm: fields.Firm = Field(default="stated", description="How firmly it is given.")


Pledge = Annotated[PledgeEntry, Shorthand("option", {"type": "string"})]


class OfferEntry(Cited):
    """A package that was put on the table."""

    id: Slug
    title: Text | None = None
    date: Date
    by: Text
    to: Texts | None = Field(default=None, description="Default: every other party.")
    outcome: fields.OfferOutcome = "open"
    pledges: dict[Slug, Pledge]


class OffersFile(Entry):
    """offers.yaml: what was offered, how firmly, and what came of it."""

    firmness: Annotated[FirmnessEntry, Emptyable(dict)] = FirmnessEntry()
    offers: Annotated[list[OfferEntry], Emptyable(list)] = []


class PayoffEntry(Entry):
    """What a meeting itself is worth to a party, whatever is agreed."""

    held: Value | None = None
    cost: Value | None = None
    fails: Value | None = None
    declines: Value | None = None
    declined: Value | None = None


class PaysEntry(Cited):
    """A transfer that carries a meeting's cost."""

    by: Text
    for_: Text = Field(alias="for")
    amount: Value


class MeetingEntry(Cited):
    """An invitation to a meeting."""

    id: Slug
    title: Text | None = None
    format: fields.Format = "leaders"
    date: Date | None = None
    agenda: Texts | None = Field(default=None, description="Default: every issue.")
    readiness: ShareValue
    approach: fields.Approach = "package"
    proposer: Text
    invited: Texts
    payoffs: Annotated[dict[str, PayoffEntry], Emptyable(dict)] = {}
    pays: Annotated[list[PaysEntry], BeforeValidator(fields.as_list)] = []
    condition: Text = ""


class MeetingsFile(Entry):
    """meetings.yaml: formats and their payoffs, invitations."""

    meetings: Annotated[list[MeetingEntry], Emptyable(list)]


class EventEntry(Entry):
    """What would make a forecast come true: one key, or words."""

    meeting_held: Text | None = None
    deal_signed: Text | None = None
    offer_accepted: Text | None = None
    text: Text | None = None


class StatedEntry(Entry):
    """A forecast that somebody stated."""

    who: Text
    on: Date
    p: Share
    because: Because = []
    note: Text = ""


class ForecastEntry(Cited):
    """A question with a date."""

    id: Slug
    question: Text
    by: Date
    event: Annotated[EventEntry, Shorthand("text", {"type": "string"})] | None = None
    stated: Annotated[list[StatedEntry], Emptyable(list)] = []


class ForecastsFile(Entry):
    """forecasts.yaml: questions with a date, and forecasts of others."""

    forecasts: Annotated[list[ForecastEntry], Emptyable(list)]


class PartyOverlay(Entry):
    """Another view of a party."""

    reservation: Value


class OptionOverlay(Cited):
    """Another view of an option's values, by party or ratifier."""

    model_config = ConfigDict(strict=True, extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Value] = Field(init=False)

    @property
    def values(self) -> Values:
        """The values by party or ratifier, as written."""
        return dict(self.__pydantic_extra__ or {})


class IssueOverlay(Entry):
    """Another view of an issue's options."""

    options: dict[str, OptionOverlay]


class PromiseOverlay(Entry):
    """Another view of what came of a promise."""

    outcome: fields.Outcome | None = None
    share: Share | None = None
    weight: Weight | None = None


class PledgeOverlay(Entry):
    """Another view of a pledge."""

    option: Text | None = None
    firm: fields.Firm | None = None


class OfferOverlay(Entry):
    """Another view of an offer's pledges."""

    pledges: dict[str, Annotated[PledgeOverlay, Shorthand("firm", FIRMNESS_SCHEMA)]]


class MeetingOverlay(Entry):
    """Another view of a meeting."""

    readiness: ShareValue | None = None
    payoffs: dict[str, PayoffEntry] = {}


class OverlayEntry(Entry):
    """What a reading sees differently; all of it must exist in the case."""

    parties: dict[str, PartyOverlay] = {}
    ratifiers: dict[str, PartyOverlay] = {}
    issues: dict[str, IssueOverlay] = {}
    trust: TrustEntry = TrustEntry()
    firmness: FirmnessEntry = FirmnessEntry()
    promises: dict[str, PromiseOverlay] = {}
    offers: dict[str, OfferOverlay] = {}
    meetings: dict[str, MeetingOverlay] = {}


class ReadingFile(Entry):
    """readings/NAME.yaml: one author's view of the same case."""

    author: Text
    source: Text | None = None
    about: Text = ""
    overlay: OverlayEntry


FILE_MODELS: dict[str, type[Entry]] = {
    "case": CaseFile,
    "sources": SourcesFile,
    "promises": PromisesFile,
    "offers": OffersFile,
    "meetings": MeetingsFile,
    "forecasts": ForecastsFile,
    "reading": ReadingFile,
}
