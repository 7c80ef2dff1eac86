"""What stands in forecasts.yaml and resolutions.yaml: questions with a date, and what happened."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from detente.case.entries import Cited, Entry, SourceEntry
from detente.case.fields import (
    Because,
    Date,
    Emptyable,
    Flag,
    MostStages,
    Share,
    Shorthand,
    Slug,
    Text,
)


class EventEntry(Entry):
    """What would make a forecast come true: one key, or words."""

    meeting_held: Text | None = Field(default=None, description="Id of a meeting: it takes place.")
    deal_signed: Text | None = Field(default=None, description="any: a deal is signed.")
    offer_accepted: Text | None = Field(default=None, description="Id of an offer: it is accepted.")
    stage_kept: MostStages | None = Field(
        default=None, description="Number of a stage of the plan: all is kept through it."
    )
    text: Text | None = Field(default=None, description="The event in words.")


class StatedEntry(Entry):
    """A forecast that somebody stated."""

    who: Text = Field(description="Who stated it.")
    on: Date = Field(description="When it was stated.")
    p: Share = Field(description="The probability stated: 20% or 0.2.")
    because: Because = Field(default=[], description="What it rests on.")
    note: Text = Field(default="", description="The coder's reasoning.")


class BaseEntry(Cited):
    """How often such things have come about before."""

    p: Share = Field(description="The share of comparable cases in which it came about.")


BaseRate = Annotated[BaseEntry, Shorthand("p", {"type": ["number", "string"]})]


class ForecastEntry(Cited):
    """A question with a date."""

    id: Slug = Field(description="A name of its own.")
    question: Text = Field(description="The question, so that anybody can settle it.")
    by: Date = Field(description="The day on which it is settled.")
    event: Annotated[EventEntry, Shorthand("text", {"type": "string"})] | None = None
    base: BaseRate | None = Field(
        default=None, description="A base rate: how often such things have come about before."
    )
    stated: Annotated[list[StatedEntry], Emptyable(list)] = Field(default_factory=list)


class ForecastsFile(Entry):
    """forecasts.yaml: questions with a date, and forecasts of others."""

    forecasts: Annotated[list[ForecastEntry], Emptyable(list)]


class ResolutionEntry(Cited):
    """What came of a question."""

    id: Slug = Field(description="The id of the question in forecasts.yaml.")
    outcome: Flag = Field(description="Whether it came true: true or false.")
    on: Date = Field(description="When it came true, or when it was known that it had not.")


class ResolutionsFile(Entry):
    """resolutions.yaml: what came of the questions. No study of the case reads it."""

    resolutions: Annotated[list[ResolutionEntry], Emptyable(list)]
    sources: Annotated[dict[Slug, SourceEntry], Emptyable(dict)] = Field(
        default={}, description="Documents that only resolutions rest on, as in sources.yaml."
    )
