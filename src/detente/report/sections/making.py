"""The closing sections: numbers without a source, the sources, and how the report was made."""

from __future__ import annotations

from collections.abc import Iterator

from detente.case import Case, Quantity, Source
from detente.report.blocks import (
    Block,
    Items,
    Paragraph,
    Reference,
    References,
    Section,
    Sheet,
)
from detente.report.naming import Names
from detente.report.passages import Passages, Quote, describe_source
from detente.report.sentences import say_basis
from detente.report.tables import make_table
from detente.report.words import say_count, say_date, say_few
from detente.study.record import Origin

DIGEST_SHOWN = 16
FEW = 10
"""Items that stand open without being in the way."""

ICD = (
    "Words for odds are the seven bands of Intelligence Community Directive 203: almost no "
    "chance (to 5%), very unlikely (to 20%), unlikely (to 45%), roughly even chance (to 55%), "
    "likely (to 80%), very likely (to 95%), almost certain. Between 40% and 60% the report says "
    "that it cannot tell."
)


def write_basis(names: Names, origin: Origin) -> Section:
    """Write which numbers have no source."""
    return Section(
        id="basis",
        title="What does all this rest on?",
        answer=say_basis(origin),
        blocks=tuple(_list_unsourced(names.case)),
    )


def _list_unsourced(case: Case) -> Iterator[Block]:
    bare = [entry for entry in case.quantities() if not entry.quantity.sourced]
    written = [entry for entry in bare if not entry.quantity.is_default]
    defaults = [entry for entry in bare if entry.quantity.is_default]
    if written:
        summary = f"{say_few(len(written), 'number')} written in the case without a source"
        items = tuple(_say_entry(entry.label, entry.quantity) for entry in written)
        yield _fold(summary, items)
    if defaults:
        summary = f"{say_few(len(defaults), 'default')} of the format, not written in the case"
        items = tuple(_say_entry(entry.label, entry.quantity) for entry in defaults)
        yield _fold(summary, items)
    if case.notices:
        notices = tuple(f"{notice.message} ({notice.file})" for notice in case.notices)
        yield _fold("worth knowing about the case", notices)


def _fold(summary: str, items: tuple[str, ...]) -> Items:
    """List texts; a long list is folded, and not printed: the tables mark the same numbers."""
    few = len(items) <= FEW
    return Items(summary[0].upper() + summary[1:], items, open=few, printed=few)


def _say_entry(label: str, quantity: Quantity) -> str:
    number = quantity.text.replace("-", "\N{MINUS SIGN}")
    note = f" ({quantity.note})" if quantity.note else ""
    return f"{label}: {number}{note}"


def write_sources(case: Case, passages: Passages) -> Section:
    """Write the sources, with every passage that a number cites."""
    sources = list(case.sources.values())
    recalled = sum(source.status == "recalled" for source in sources)
    if not sources:
        answer = "The case names no source: every number in it is an assumption of its coder."
    else:
        answer = f"The case cites {say_few(len(sources), 'source')}."
        if recalled:
            verb = "was" if recalled == 1 else "were"
            answer += f" {say_few(recalled, 'of them', 'of them').capitalize()} {verb} recalled"
            answer += ", not read: what they are cited for is uncertain."
    cited = [quote for note in passages.notes for quote in note.quotes]
    references = tuple(
        _refer(source, place, cited) for place, source in enumerate(sources, start=1)
    )
    blocks: tuple[Block, ...] = (References(references),) if references else ()
    return Section(id="sources", title="Sources", answer=answer, blocks=blocks)


def _refer(source: Source, number: int, cited: list[Quote]) -> Reference:
    quotes = {(quote.locator, quote.text): quote for quote in cited if quote.source == source.id}
    address = source.url if source.url.startswith(("https://", "http://")) else ""
    return Reference(
        id=source.id,
        number=number,
        label=describe_source(source),
        url=address,
        recalled=source.status == "recalled",
        used=bool(quotes),
        quotes=tuple(quote for quote in quotes.values() if quote.locator or quote.text),
    )


def write_making(case: Case, origin: Origin) -> Section:
    """Write how to make the same report again."""
    folder = case.folder.name if case.folder else "CASE"
    command = f"detente report {folder} --draws {origin.draws} --seed {origin.seed}"
    rows = [
        ["Case", case.title],
        ["As of", say_date(case.as_of)],
        ["Draws", say_count(origin.draws)],
        ["Seed", str(origin.seed)],
        ["Version", f"detente {origin.version}"],
        ["Digest of the case folder (SHA-256)", origin.digest[:DIGEST_SHOWN] or "none"],
        ["Command", command],
    ]
    return Section(
        id="making",
        title="How this was made",
        answer=(
            f"Every number was drawn {say_count(origin.draws)} times from its range; odds are "
            f"shares of those draws.{_say_searched(origin)} The same case, seed and version give "
            "the same report."
        ),
        blocks=(
            Sheet(make_table("To make it again", ["What", "Value"], rows)),
            Paragraph(ICD),
            Paragraph(
                "A range from a to b in the case means P10 to P90: four times in five the number "
                "lies between. Every party counts in points of its own; points of different "
                "parties are never added or compared."
            ),
        ),
    )


def _say_searched(origin: Origin) -> str:
    """Say that packages and plans were searched for on some of the draws, where they were."""
    if origin.searched == origin.draws:
        return ""
    return (
        f" Packages and plans were searched for on the first {say_count(origin.searched)}, and "
        "judged on all of them."
    )
