"""What stands in promises.yaml and offers.yaml."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from detente.case import fields
from detente.case.entries import Cited, Entry, ShareValue
from detente.case.fields import (
    Date,
    Emptyable,
    HalfLife,
    Positive,
    Share,
    Shorthand,
    Slug,
    Text,
    Texts,
    Weight,
)


class PriorEntry(Entry):
    """The belief before any promise, in pseudo-promises."""

    kept: Positive = Field(
        default=1.0, description="Promises taken as kept before any is known; default 1."
    )
    broken: Positive = Field(
        default=1.0, description="Promises taken as broken before any is known; default 1."
    )


class CreditEntry(Entry):
    """The share of a promise that each outcome counts as kept."""

    kept: Share | None = Field(default=None, description="Default 1.")
    late: Share | None = Field(default=None, description="Default 0.75.")
    partial: Share | None = Field(default=None, description="Default 0.5.")
    broken: Share | None = Field(default=None, description="Default 0.")


class TrustEntry(Entry):
    """How the ledger of promises becomes a belief."""

    prior: PriorEntry | None = None
    half_life: HalfLife | None = Field(default=None, description="Default 10 years.")
    precedent_weight: Share | None = Field(default=None, description="Default 0.25.")
    credit: CreditEntry | None = None


class PromiseEntry(Cited):
    """A promise and what came of it."""

    id: Slug = Field(description="A name of its own.")
    by: Text = Field(description="The party that promised; for a precedent, anybody.")
    to: Texts = Field(description="Whom it was made to.")
    made: Date = Field(description="When it was made.")
    due: Date | None = Field(default=None, description="When it was to be kept.")
    settled: Date | None = Field(default=None, description="When the outcome was known.")
    what: Text = Field(description="What was promised.")
    outcome: fields.Outcome = Field(description="What came of it.")
    share: Share | None = Field(default=None, description="Share kept, when late or partial.")
    weight: Weight | None = Field(
        default=None, description="How much it counts: above 0, at most 10; default 1."
    )
    precedent_for: Text | None = Field(
        default=None, description="The party whose reliability it bears on, though not its promise."
    )
    cited_by: Text | None = Field(default=None, description="Only this party's belief is touched.")


class PromisesFile(Entry):
    """promises.yaml: the ledger of promises."""

    trust: Annotated[TrustEntry, Emptyable(dict)] = TrustEntry()
    promises: Annotated[list[PromiseEntry], Emptyable(list)] = Field(default_factory=list)


class FirmnessEntry(Entry):
    """The chance that a pledge is delivered, by how firmly it is given."""

    done: ShareValue | None = None
    simultaneous: ShareValue | None = None
    scheduled: ShareValue | None = None
    stated: ShareValue | None = None
    vague: ShareValue | None = None


class PledgeEntry(Cited):
    """An option pledged in an offer."""

    option: Text = Field(description="An option of the issue.")
    firm: fields.Firm = Field(default="stated", description="How firmly it is given.")


Pledge = Annotated[PledgeEntry, Shorthand("option", {"type": "string"})]


class OfferEntry(Cited):
    """A package that was put on the table."""

    id: Slug = Field(description="A name of its own.")
    title: Text | None = Field(default=None, description="What it is called; default the id.")
    date: Date = Field(description="When it was made.")
    by: Text = Field(description="The party that made it.")
    to: Texts | None = Field(default=None, description="Default: every other party.")
    outcome: fields.OfferOutcome = Field(default="open", description="What came of it.")
    pledges: dict[Slug, Pledge]


class OffersFile(Entry):
    """offers.yaml: what was offered, how firmly, and what came of it."""

    firmness: Annotated[FirmnessEntry, Emptyable(dict)] = FirmnessEntry()
    offers: Annotated[list[OfferEntry], Emptyable(list)] = Field(default_factory=list)
