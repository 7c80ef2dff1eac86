"""What stands under ``claims`` in a reading: an author's statements, each with a test."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, PlainValidator, WithJsonSchema

from detente.case.entries import Cited
from detente.case.fields import Slug, Text, reader
from detente.core.expressions import MOST_CHARACTERS

MOST_CLAIMS = 200

Test = Annotated[
    str,
    PlainValidator(reader(str)),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": MOST_CHARACTERS}),
]
"""An expression over finding names. It is read with the case's names at hand, not here."""


class ClaimEntry(Cited):
    """A statement of an author's, and how the findings would bear it out."""

    id: Slug = Field(description="A name for it; once in the reading.")
    says: Text = Field(description="What the author says, in the coder's own words.")
    test: Test = Field(description="An expression over findings, true where the author is right.")
