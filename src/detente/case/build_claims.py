"""Make the claims of a reading from its checked file."""

from __future__ import annotations

from detente.case import schema
from detente.case.claim_model import Claim
from detente.case.documents import Document
from detente.case.quantify import build_citations


def build_claims(document: Document[schema.ReadingFile]) -> tuple[Claim, ...]:
    """Build the claims of a reading, in its order."""
    return tuple(
        Claim(
            id=entry.id,
            says=entry.says,
            test=" ".join(entry.test.split()),
            because=build_citations(entry.because),
            note=entry.note,
            place=document.place("claims", index, "test"),
        )
        for index, entry in enumerate(document.checked.claims)
    )
