"""The section on claims: what each author says, and whether the model bears it out."""

from __future__ import annotations

from collections.abc import Iterator

from detente.report.blocks import Block, Heading, Paragraph, Section, Sheet
from detente.report.claim_tables import tabulate_claims
from detente.report.naming import Names
from detente.report.passages import Passages
from detente.report.sentences.claims import (
    METHOD,
    WOULD_CHANGE,
    answer_claims,
    explain_disagreement,
    list_readings,
)
from detente.report.words import say_few
from detente.study.claim_records import ClaimFindings


def write_claims(names: Names, passages: Passages, found: ClaimFindings) -> Section:
    """Write what each author claims, and where the model disagrees."""
    return Section(
        id="claims",
        title="Does the model bear out what the authors say?",
        answer=answer_claims(found),
        blocks=tuple(_list_blocks(names, passages, found)),
        rests=_say_basis(found),
    )


def _list_blocks(names: Names, passages: Passages, found: ClaimFindings) -> Iterator[Block]:
    yield Paragraph(f"{METHOD} {WOULD_CHANGE}")
    for reading in list_readings(found):
        yield Heading(found.authors[reading], f"claims-{reading}")
        yield Paragraph(explain_disagreement(found, reading))
        yield from _list_tables(names, passages, found, reading)


def _list_tables(
    names: Names, passages: Passages, found: ClaimFindings, reading: str
) -> Iterator[Block]:
    """Show the claims that are not borne out first, the others folded below."""
    author = found.authors[reading]
    doubted = tabulate_claims(
        names,
        passages,
        found,
        reading,
        ("does_not", "cannot_tell"),
        f"Claims by {author} that the case as coded does not bear out, with the share of draws "
        "in which each is true",
    )
    if doubted is not None:
        yield Sheet(doubted)
    caption = f"Claims by {author} that the case as coded bears out"
    borne = tabulate_claims(names, passages, found, reading, ("holds",), caption)
    if borne is not None:
        yield Sheet(borne, open=doubted is None)


def _say_basis(found: ClaimFindings) -> str:
    cited = sum(bool(claim.because) for claim in found.claims)
    return (
        f"{say_few(len(found.claims), 'claim').capitalize()} in a coder's words, "
        f"{cited} of them with the passage in which the author says it; every test stands in the "
        "case's readings. A claim that is borne out follows from the numbers of the case; it is "
        "not thereby true of the world."
    )
