"""What the pages on sources show: sources, passages and numbers, with what they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from detente.case import Entry
from detente.case.library import Anchor, Text, Use, find_anchors, list_uses
from detente.report.naming import Names
from detente.report.passages import describe_source
from detente.report.sentences.sources import FOUND, explain_bare, say_resting
from detente.study.sources import (
    Bare,
    SourceUse,
    describe_use,
    find_strongest,
    rank_unsourced,
)
from detente.web.pages.sources_documents import open_documents
from detente.web.pages.sources_highlights import find_part, lay_out, split_parts

if TYPE_CHECKING:
    from detente.case.edit import Revision
    from detente.study import DriverFindings
    from detente.study.conclusion_records import Driven, Driver

MOST_USES = 40
MOST_REST = 400
MOST_PASSAGES = 500


@dataclass(frozen=True)
class Shown:
    """A passage as a page shows it.

    Parameters
    ----------
    number : names it on the page, from 1.
    name, text : of the passage; no name for the document as a whole.
    numbers : label and key of the numbers that rest on it, at most so many.
    others : labels of what else cites it.
    more : how many of both are not listed.
    resting : how much rests on it, in words.
    found : how its words stand in the document, in words; empty where they do not.
    part : the part of the document in which they do; 0 for none.
    """

    number: int
    name: str
    text: str
    numbers: tuple[tuple[str, str], ...]
    others: tuple[str, ...]
    more: int
    resting: str
    found: str = ""
    part: int = 0


@dataclass(frozen=True)
class Row:
    """A number without a source: what it is, and what it moves in a sentence."""

    key: str
    label: str
    value: str
    said: str
    flips: bool


def list_sources(revision: Revision) -> tuple[SourceUse, ...]:
    """List the sources with what rests on them."""
    uses = list_uses(revision.case)
    return tuple(describe_use(source, uses) for source in revision.case.sources.values())


# One source


def gather_source(revision: Revision, source: str) -> dict[str, Any]:
    """Gather what stands on the page of a source before its document is read."""
    held = revision.case.sources[source]
    return {"source": held, "described": describe_source(held)}


def gather_text(
    revision: Revision, source: str, part: int | None = None, at: int | None = None
) -> dict[str, Any]:
    """Gather the document of a source with the passages marked, one part of it.

    The part is given by its number, or by that of a paragraph in it.
    """
    held = revision.case.sources[source]
    every = list(_list_passages(revision, source))
    passages, more = every[:MOST_PASSAGES], max(len(every) - MOST_PASSAGES, 0)
    read = open_documents(revision).read(source)
    known: dict[str, Any] = {
        "source": held,
        "part": None,
        "trouble": "",
        "cut": False,
        "more": more,
    }
    if not isinstance(read, Text):
        return known | {"trouble": read or "", "passages": passages, "apart": ()}
    anchors = find_anchors(read, {each.name: each.text for each in passages if each.text})
    found = {each.number: anchors[each.name] for each in passages if each.name in anchors}
    starts = split_parts(read)
    placed = [_place(each, found.get(each.number), starts) for each in passages]
    return known | {
        "part": lay_out(read, found, part or find_part(starts, at or 0)),
        "cut": read.cut,
        "passages": [each for each in placed if each.part],
        "apart": [each for each in placed if not each.part],
    }


def _place(shown: Shown, anchor: Anchor | None, starts: Sequence[int]) -> Shown:
    if anchor is None:
        return shown
    way = FOUND["exactly" if anchor.exact else "nearly"]
    return replace(shown, found=way, part=find_part(starts, anchor.spans[0].start[0]))


def _list_passages(revision: Revision, source: str) -> Iterator[Shown]:
    """List the passages of a source, and then what cites it as a whole."""
    uses = list_uses(revision.case)
    held = revision.case.sources[source]
    names = [*held.passages, *(name for id, name in uses if id == source)]
    for number, name in enumerate(dict.fromkeys(names), start=1):
        cited = uses.get((source, name), ())
        yield _show(number, name, held.passages.get(name, ""), cited)


def _show(number: int, name: str, text: str, uses: Sequence[Use]) -> Shown:
    numbers = [(use.label, use.key) for use in uses if use.key]
    others = [use.label for use in uses if not use.key]
    more = max(len(numbers) - MOST_USES, 0) + max(len(others) - MOST_USES, 0)
    return Shown(
        number=number,
        name=name,
        text=text,
        numbers=tuple(numbers[:MOST_USES]),
        others=tuple(others[:MOST_USES]),
        more=more,
        resting=say_resting(len(numbers), len(others)),
    )


# One number


@dataclass(frozen=True)
class Wanted:
    """The number for which a passage is looked for, with what it rests on already."""

    key: str
    label: str
    value: str
    because: tuple[tuple[str, str, str], ...]


def find_wanted(revision: Revision, key: str) -> Wanted | None:
    """Find the number for which a passage is looked for; None where there is none."""
    entry = find_entry(revision, key)
    if entry is None:
        return None
    sources = revision.case.sources
    because = tuple(
        (each.source, each.passage, describe_source(sources[each.source]))
        for each in entry.quantity.because
        if each.source in sources
    )
    return Wanted(entry.key, entry.label, entry.quantity.text, because)


def find_entry(revision: Revision, key: str) -> Entry | None:
    """Find a number by its key."""
    return next((each for each in revision.case.quantities() if each.key == key), None)


# Numbers without a source


def list_rows(names: Names, found: DriverFindings) -> tuple[tuple[Row, ...], tuple[Bare, ...]]:
    """List the numbers without a source: those that move a conclusion, and then the rest."""
    strongest = find_strongest(found)
    ranked = rank_unsourced(names.case, found)
    moving = tuple(_make_row(names, bare, strongest, found) for bare in ranked if bare.conclusion)
    return moving, tuple(bare for bare in ranked if not bare.conclusion)


def _make_row(
    names: Names,
    bare: Bare,
    strongest: Mapping[str, tuple[Driven, Driver]],
    found: DriverFindings,
) -> Row:
    driven, driver = strongest[bare.key]
    said = explain_bare(names, driven, driver, found.origin.draws)
    return Row(bare.key, bare.label, bare.value, said, bare.flips)
