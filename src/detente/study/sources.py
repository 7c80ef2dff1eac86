"""What numbers rest on: the sources with their passages, and the numbers that have none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from detente.case import Case, Entry, Source
from detente.case.library import Hit, Library, Text, Use, find_anchors, list_uses, make_index
from detente.study.conclusion_records import Driven, Driver, DriverFindings
from detente.study.drivers import find_drivers
from detente.study.record import Origin, Record
from detente.study.workspace import Workspace

Standing = Literal["none", "read", "unread"]


@dataclass(frozen=True)
class PassageUse(Record):
    """A passage of a source, and what rests on it.

    ``name`` is empty for the document as a whole. ``numbers``: keys of numbers of the case;
    ``others``: promises, offers and whatever else cites it. ``found``: ``exactly`` or ``nearly``
    where the document says the same, ``elsewhere`` where it does not, empty without a document.
    """

    name: str
    text: str
    numbers: tuple[str, ...]
    others: tuple[str, ...]
    found: str = ""


@dataclass(frozen=True)
class SourceUse(Record):
    """A source, its passages, and how many numbers rest on it, each counted once.

    ``document``: ``read``, ``unread`` (it is there and cannot be read; ``trouble`` says why), or
    ``none``.
    """

    id: str
    title: str
    author: str
    publisher: str
    date: str
    status: str
    file: str
    document: Standing
    trouble: str
    numbers: int
    others: int
    passages: tuple[PassageUse, ...]


@dataclass(frozen=True)
class Found(Record):
    """A place where searched words stand: in a passage, or in a paragraph of a document.

    ``text`` is what stands there, with ``[`` and ``]`` around what was looked for. ``page`` counts
    from 1, and is 0 where there are none.
    """

    source: str
    passage: str
    page: int
    text: str


@dataclass(frozen=True)
class Bare(Record):
    """A number without a source.

    ``conclusion`` is what it moves most, with the odds when it is low (P10) and when it is high
    (P90); empty and None where it stands out of the noise nowhere. ``flips``: whether it alone
    carries those odds across one half. ``share`` of the doubt about that conclusion. ``width`` of
    its range, as a share of the largest amount that its side has at stake in the case.
    """

    key: str
    label: str
    value: str
    conclusion: str
    flips: bool
    low: float | None
    high: float | None
    share: float | None
    width: float


@dataclass(frozen=True)
class SourceFindings(Record):
    """What a case rests on.

    ``found``: where the words stand that were searched for. ``unsourced``: the numbers without a
    source, those that flip or move a conclusion first, then the widest.
    """

    origin: Origin
    sources: tuple[SourceUse, ...]
    found: tuple[Found, ...] = ()
    unsourced: tuple[Bare, ...] = ()

    def rows(self) -> list[dict[str, object]]:
        """One row per source and passage."""
        return [
            {
                "source": each.id,
                "passage": passage.name,
                "text": passage.text,
                "numbers": len(passage.numbers),
                "others": len(passage.others),
                "found": passage.found,
            }
            for each in self.sources
            for passage in each.passages
        ]


def find_sources(
    workspace: Workspace, library: Library, words: str = "", *, unsourced: bool = False
) -> SourceFindings:
    """Find what the numbers of a case rest on.

    Parameters
    ----------
    workspace : the case; its draws are used for ``unsourced`` alone.
    library : its documents.
    words : also search for these; see :meth:`detente.case.library.Index.search`.
    unsourced : also rank the numbers without a source by what they move.
    """
    case = workspace.case
    read = {source: library.read(source) for source in case.sources}
    texts = {source: text for source, text in read.items() if isinstance(text, Text)}
    uses = list_uses(case)
    found = make_index(case.sources, texts).search(words) if words else ()
    return SourceFindings(
        origin=workspace.origin,
        sources=tuple(
            _check(describe_use(source, uses), read[source.id]) for source in case.sources.values()
        ),
        found=tuple(map(_describe_hit, found)),
        unsourced=rank_unsourced(case, find_drivers(workspace)) if unsourced else (),
    )


def describe_use(source: Source, uses: Mapping[tuple[str, str], tuple[Use, ...]]) -> SourceUse:
    """Describe a source and what rests on it, without looking into its document."""
    names = [*source.passages, *(name for id, name in uses if id == source.id)]
    passages = tuple(
        _describe_passage(name, source.passages.get(name, ""), uses.get((source.id, name), ()))
        for name in dict.fromkeys(names)
    )
    return SourceUse(
        id=source.id,
        title=source.title,
        author=source.author,
        publisher=source.publisher,
        date=source.date,
        status=source.status,
        file=source.file,
        document="none",
        trouble="",
        numbers=len({key for each in passages for key in each.numbers}),
        others=len({label for each in passages for label in each.others}),
        passages=passages,
    )


def _describe_passage(name: str, text: str, uses: tuple[Use, ...]) -> PassageUse:
    numbers = tuple(use.key for use in uses if use.key)
    return PassageUse(name, text, numbers, tuple(use.label for use in uses if not use.key))


def _check(described: SourceUse, read: Text | str | None) -> SourceUse:
    """Hold the passages of a source against its document."""
    if not isinstance(read, Text):
        standing: Standing = "none" if read is None else "unread"
        return replace(described, document=standing, trouble=read or "")
    anchors = find_anchors(read, {each.name: each.text for each in described.passages})
    ways = {name: "exactly" if anchor.exact else "nearly" for name, anchor in anchors.items()}
    passages = tuple(
        replace(each, found=ways.get(each.name, "elsewhere") if each.text else "")
        for each in described.passages
    )
    return replace(described, document="read", passages=passages)


def _describe_hit(hit: Hit) -> Found:
    text = "".join(f"[{piece}]" if marked else piece for piece, marked in hit.pieces)
    return Found(hit.source, hit.passage, hit.page, text)


# Numbers without a source


def rank_unsourced(case: Case, found: DriverFindings | None = None) -> tuple[Bare, ...]:
    """Rank the numbers without a source: what flips or moves a conclusion first, then the widest.

    Parameters
    ----------
    case : whose numbers they are; defaults of the format are not counted.
    found : what drives its conclusions; by default the width of the ranges decides alone.

    Returns
    -------
    Numbers that share their uncertainty are listed each; what they move stands with the one that
    stands for them.
    """
    scales = _measure_scales(case)
    strongest = {} if found is None else find_strongest(found)
    bare = [
        _describe_bare(case, entry, strongest.get(entry.key), scales)
        for entry in case.quantities()
        if not entry.quantity.sourced and not entry.quantity.is_default
    ]
    return tuple(sorted(bare, key=_rank))


def find_strongest(found: DriverFindings) -> Mapping[str, tuple[Driven, Driver]]:
    """Find for each number that stands for an input which conclusion it moves most."""
    best: dict[str, tuple[Driven, Driver]] = {}
    for driven in found.conclusions:
        for driver in driven.inputs:
            key = driver.quantities[0]
            if key not in best or _measure(driver) > _measure(best[key][1]):
                best[key] = driven, driver
    return best


def _measure(driver: Driver) -> tuple[bool, float]:
    """Flips before what only moves, and then by how far it moves the odds."""
    return driver.flips, abs(driver.swing.high - driver.swing.low)


def _rank(bare: Bare) -> tuple[bool, bool, float, float, str]:
    swing = 0.0 if bare.low is None or bare.high is None else abs(bare.high - bare.low)
    return not bare.flips, not bare.conclusion, -swing, -bare.width, bare.key


def _describe_bare(
    case: Case, entry: Entry, moved: tuple[Driven, Driver] | None, scales: Mapping[str, Decimal]
) -> Bare:
    driver = None if moved is None else moved[1]
    return Bare(
        key=entry.key,
        label=entry.label,
        value=entry.quantity.text,
        conclusion="" if moved is None else moved[0].conclusion.key,
        flips=driver is not None and driver.flips,
        low=None if driver is None else driver.swing.low,
        high=None if driver is None else driver.swing.high,
        share=None if driver is None else driver.share,
        width=_measure_width(case, entry, scales),
    )


def _measure_width(case: Case, entry: Entry, scales: Mapping[str, Decimal]) -> float:
    low, high = entry.quantity.low, entry.quantity.high
    if low is None or high is None:
        return 0.0
    scale = scales[find_side(case, entry.key)]
    return float((high - low) / scale) if scale else 0.0


def _measure_scales(case: Case) -> dict[str, Decimal]:
    """Measure for each side the largest amount of its points that the case speaks of."""
    scales: dict[str, Decimal] = {}
    for entry in case.quantities():
        side = find_side(case, entry.key)
        scales[side] = max([scales.get(side, Decimal(0)), *_list_ends(entry)])
    scales[""] = Decimal(1)
    return scales


def _list_ends(entry: Entry) -> Iterator[Decimal]:
    quantity = entry.quantity
    ends = (quantity.low, quantity.best, quantity.high, quantity.point)
    return (abs(end) for end in ends if end is not None)


def find_side(case: Case, key: str) -> str:
    """Find whose points a number counts in; empty for a share."""
    kind, *rest = key.split("/")
    match kind:
        case "value" | "reservation" | "relationship" | "reputation" | "floor":
            return rest[0]
        case "interaction":
            return rest[-1]
        case "payoff":
            return rest[-2]
        case "deposit" if rest[1] == "pays":
            return rest[-1]
        case "deposit":
            return next(each.secures for each in case.plan.deposits if each.id == rest[0])
        case "pays":
            paid = case.meeting(rest[0]).pays[int(rest[1]) - 1]
            return paid.by if rest[-1] == "costs" else paid.to
    return ""
