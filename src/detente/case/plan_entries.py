"""What stands in plan.yaml: what a plan of stages has to keep to, and what breaking it costs."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from detente.case.entries import Cited, Entry, Value, Values
from detente.case.fields import (
    Comparison,
    Date,
    Days,
    Emptyable,
    MostItems,
    MostStages,
    Slug,
    Text,
)


class DepositEntry(Cited):
    """What somebody holds for the keeping of a plan, and pays out when it is broken."""

    id: Slug = Field(description="A name of its own.")
    title: Text | None = Field(default=None, description="What it is called; default the id.")
    by: Text = Field(description="Who puts it up; a party, or anybody.")
    secures: Text = Field(description="The party whose conduct it secures.")
    loses: Value = Field(description="What that party then loses, in its own points.")
    pays: Annotated[Values, Emptyable(dict)] = Field(
        default={}, description="What the others then get, each in its own points."
    )


class StagesEntry(Entry):
    """How many stages there may be, how large they are and how long they take."""

    most: MostStages | None = Field(default=None, description="Most stages; default 12.")
    items: MostItems | None = Field(default=None, description="Most moves in a stage.")
    wait: Days | None = Field(
        default=None, description="How long the sides wait for verification after a stage."
    )
    gap: Days = Field(default=0, description="Time between two stages.")
    start: Date | None = Field(default=None, description="When it begins; default as_of.")


class AgreedEntry(Cited):
    """A stage as it was agreed."""

    title: Text | None = Field(default=None, description="What it is called.")
    due: Date | None = Field(default=None, description="When it was to be complete.")
    moves: dict[Slug, Text] = Field(description="Issue to the option that it reaches.")


class PlanFile(Entry):
    """plan.yaml: what a plan of stages has to keep to, and what breaking it costs."""

    relationship: Annotated[Values, Emptyable(dict)] = Field(
        default={}, description="By party: what it loses with the others when it breaks a plan."
    )
    reputation: Annotated[Values, Emptyable(dict)] = Field(
        default={}, description="By party: what it then loses with everybody else."
    )
    deposits: Annotated[list[DepositEntry], Emptyable(list)] = Field(
        default=[], json_schema_extra={"maxItems": 50}
    )
    floors: Annotated[Values, Emptyable(dict)] = Field(
        default={}, description="By party or ratifier: what it must hold after every stage."
    )
    stages: Annotated[StagesEntry, Emptyable(dict)] = StagesEntry()
    weights: Annotated[dict[str, Comparison], Emptyable(dict)] = Field(
        default={}, description="By party, all of them: how their exposures compare."
    )
    package: Annotated[dict[Slug, Text], Emptyable(dict)] = Field(
        default={}, description="Issue to option: what is to be carried out."
    )
    agreed: Annotated[list[AgreedEntry], Emptyable(list)] = Field(
        default=[], json_schema_extra={"maxItems": 60}
    )
