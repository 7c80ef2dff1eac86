"""What stands in meetings.yaml: a calendar, formats and their payoffs, invitations."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from detente.case import fields
from detente.case.entries import Cited, Entry, ShareValue, Value
from detente.case.fields import (
    MOST_CONDITIONS,
    MOST_COUNTERS,
    MOST_DATES,
    MOST_DAYS,
    MOST_HELPS,
    MOST_MEETINGS,
    Date,
    Dates,
    Emptyable,
    OneOrMore,
    References,
    Slug,
    Text,
    Texts,
)


class DayEntry(Cited):
    """A day of the calendar, from which things stand differently."""

    id: Slug = Field(description="A name of its own.")
    title: Text | None = Field(default=None, description="What it is called; default the id.")
    date: Date = Field(description="When it is; it may lie after as_of.")
    opens: References = Field(
        default=[], description="Options that are on the table at a meeting only from then on."
    )


class PayoffEntry(Entry):
    """What a meeting itself is worth to a party, whatever is agreed."""

    held: Value | None = None
    cost: Value | None = None
    fails: Value | None = None
    declines: Value | None = None
    declined: Value | None = None


Payoffs = Annotated[dict[str, PayoffEntry], Emptyable(dict)]


class ChangeEntry(Entry):
    """What is different when a meeting is held on or after a day of the calendar."""

    readiness: ShareValue | None = Field(default=None, description="The chance from then on.")
    payoffs: Payoffs = Field(default_factory=dict)


class PaysEntry(Cited):
    """What somebody does for a party so that a meeting can be held, or pays off."""

    by: Text = Field(description="The party that pays, or anybody.")
    for_: Text = Field(alias="for", description="The party it pays for.")
    amount: Value = Field(description="What it is worth to that party, in its own points.")
    kind: fields.Help = Field(default="payment", description="payment, hosting or guarantee.")
    when: fields.HelpWhen | None = Field(
        default=None, description="held, agreed or fails; default held, of a guarantee fails."
    )
    costs: Value | None = Field(
        default=None, description="What it costs the payer, in its own points; default 0."
    )


class CounterEntry(Cited):
    """Another meeting with which an invited party may answer."""

    by: Text = Field(description="The invited party.")
    meeting: Text = Field(description="Id of the other meeting.")


class ConditionEntry(Cited):
    """A party signs only what is worth more to it than an offer of the past."""

    by: Text = Field(description="The party.")
    better_than: Text = Field(description="Id of the offer.")


class MeetingEntry(Cited):
    """An invitation to a meeting."""

    id: Slug = Field(description="A name of its own.")
    title: Text | None = Field(default=None, description="What it is called; default the id.")
    format: fields.Format = Field(default="leaders", description="leaders or working_level.")
    date: Date | None = Field(default=None, description="When it is to be; it may lie after as_of.")
    dates: Dates = Field(
        default=[],
        description="Other dates on which it could be held.",
        json_schema_extra={"maxItems": MOST_DATES},
    )
    agenda: Texts | None = Field(default=None, description="Default: every issue.")
    readiness: ShareValue = Field(
        description="Chance that an acceptable package, if there is one, is found."
    )
    approach: fields.Approach = Field(default="package", description="package, or stages.")
    proposer: Text = Field(description="The party that invites, or anybody.")
    invited: Texts = Field(description="The parties that are invited, in the order asked.")
    payoffs: Payoffs = Field(default_factory=dict)
    after: Annotated[dict[Slug, ChangeEntry], Emptyable(dict)] = Field(
        default_factory=dict, description="By day of the calendar: what is different from then on."
    )
    pays: Annotated[list[PaysEntry], OneOrMore()] = Field(
        default_factory=list, json_schema_extra={"maxItems": MOST_HELPS}
    )
    counters: Annotated[list[CounterEntry], OneOrMore()] = Field(
        default_factory=list, json_schema_extra={"maxItems": MOST_COUNTERS}
    )
    conditions: Annotated[list[ConditionEntry], OneOrMore()] = Field(
        default_factory=list, json_schema_extra={"maxItems": MOST_CONDITIONS}
    )
    condition: Text = Field(default="", description="What it depends on, in words.")


class MeetingsFile(Entry):
    """meetings.yaml: a calendar, formats and their payoffs, invitations."""

    calendar: Annotated[list[DayEntry], Emptyable(list)] = Field(
        default=[], json_schema_extra={"maxItems": MOST_DAYS}
    )
    meetings: Annotated[list[MeetingEntry], Emptyable(list)] = Field(
        json_schema_extra={"maxItems": MOST_MEETINGS}
    )
