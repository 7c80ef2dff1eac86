"""What stands in events.yaml: what happened, in moves, promises and changes of the case."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from detente.case import fields
from detente.case.entries import Cited, Entry
from detente.case.fields import Date, Emptyable, Slug, Text, Texts
from detente.case.overlay_entries import OverlayEntry


class RecordedPromise(Entry):
    """A promise that was settled on the day of the event."""

    by: Text = Field(description="The party that promised.")
    to: Texts = Field(description="Whom it was made to.")
    what: Text = Field(description="What was promised.")
    outcome: fields.SettledOutcome = Field(description="What came of it.")


class RecordedEntry(Cited):
    """What happened on a day: moves, a promise that was settled, or a change of the case."""

    date: Date = Field(description="When it happened; not before as_of.")
    what: Text = Field(default="", description="What happened, in a line.")
    moves: dict[Slug, Text] = Field(
        default={}, description="Issue to the option reached; broken: the one not delivered."
    )
    outcome: fields.MoveOutcome | None = Field(default=None, description="What came of the moves.")
    by: Text | None = Field(default=None, description="Who broke, delayed or disputes them.")
    promise: RecordedPromise | None = Field(default=None, description="A promise that was settled.")
    change: OverlayEntry | None = Field(
        default=None, description="What it changes, as the overlay of a reading."
    )


class EventsFile(Entry):
    """events.yaml: what happened since."""

    events: Annotated[list[RecordedEntry], Emptyable(list)] = Field(
        json_schema_extra={"maxItems": 5000}
    )
