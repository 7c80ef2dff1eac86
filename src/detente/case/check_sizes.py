"""Check that a case is within what can be computed exactly: how much of it, and how many digits.

Draws are compared as whole numbers, so that ties are ties (`detente.core.integers`). All values
of a side together, in units of its last decimal, have to stay below `LIMIT` for that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from detente.case import schema
from detente.case.documents import Document
from detente.case.names import Findings, Names
from detente.case.positions import Path
from detente.case.ranges import Range

LIMIT = 2**40
MAX_RATIFIERS = 24
MAX_INTERACTIONS = 500
MAX_STREAMS = 20_000
"""Sides times issues and interactions: each has a coordinate of its own in every draw, of which
there are 21,201; the rest is for reservation values, trust and firmness."""

CaseDocument: TypeAlias = Document[schema.CaseFile]
ReadingDocument: TypeAlias = Document[schema.ReadingFile]
Written: TypeAlias = dict[str, dict[Path, Range]]
"""By side: what it is written for, as the path in case.yaml, and the number."""


def check_amounts(document: CaseDocument, names: Names, findings: Findings) -> None:
    """Check how many ratifiers and interactions there are, and how many values are drawn."""
    ratifiers = len(document.tree.keys("ratifiers"))
    interactions = len(document.tree.items("interactions"))
    if ratifiers > MAX_RATIFIERS:
        text = f"ratifiers: {ratifiers} given, but at most {MAX_RATIFIERS} are allowed"
        findings.add(document, ("ratifiers",), f"{text}; merge some", key=True)
    if interactions > MAX_INTERACTIONS:
        text = f"interactions: {interactions:,} given, but at most {MAX_INTERACTIONS} are allowed"
        findings.add(document, ("interactions",), f"{text}; keep those that matter most", key=True)
        return
    sides, issues = len(names.actors), len(document.tree.keys("issues"))
    streams = sides * (issues + interactions)
    if interactions and streams > MAX_STREAMS:
        text = (
            f"interactions: {sides} parties and ratifiers times {issues} issues and "
            f"{interactions} interactions are {streams:,}, but at most {MAX_STREAMS:,} can be "
            "drawn; leave out interactions or ratifiers"
        )
        findings.add(document, ("interactions",), text, key=True)


@dataclass(frozen=True)
class _Total:
    """What the numbers of one side need: their sum and the most decimals among them."""

    size: Decimal
    decimals: int

    @property
    def fits(self) -> bool:
        """Whether sums of them are exact in every draw."""
        return self.fits_with(self.decimals)

    def fits_with(self, decimals: int) -> bool:
        """Whether they would be exact with so many decimals."""
        return bool(self.size * 10**decimals < LIMIT)

    def explain(self, side: str) -> str:
        """Say what the limit is, and what would fit."""
        room = next(filter(self.fits_with, range(self.decimals, -1, -1)), None)
        fewer = "" if room is None else f"write {_count_words(room)}, or "
        return (
            f"the numbers of {side} add up to {_show(self.size)}, the largest here, with up to "
            f"{self.decimals} {_plural(self.decimals)}; sums are exact only below {LIMIT:,} "
            f"units of the last decimal. For {side}, {fewer}choose a larger unit"
        )


def check_digits(
    document: CaseDocument,
    entry: schema.CaseFile,
    readings: tuple[ReadingDocument, ...],
    findings: Findings,
) -> None:
    """Check that the numbers of each side, and as each reading has them, add up exactly."""
    written = _collect_case(document, entry)
    totals = {side: _sum(ranges) for side, ranges in written.items()}
    for side, total in totals.items():
        if not total.fits:
            path = max(written[side], key=lambda place: _measure(written[side][place]))
            findings.add(document, path, total.explain(side))
    for reading in readings:
        if reading.entry is not None:
            _check_reading(reading, reading.entry, written, totals, findings)


def _check_reading(
    document: ReadingDocument,
    entry: schema.ReadingFile,
    written: Written,
    totals: Mapping[str, _Total],
    findings: Findings,
) -> None:
    for side, ranges in _collect(entry.overlay).items():
        before = totals.get(side, _Total(Decimal(0), 0))
        if not before.fits:
            continue
        own = _sum(ranges)
        replaced = _sum({p: r for p, r in written.get(side, {}).items() if p in ranges})
        size = before.size - replaced.size + own.size
        total = _Total(size, max(before.decimals, own.decimals))
        if not total.fits:
            path = max(ranges, key=lambda place: _measure(ranges[place]))
            findings.add(document, ("overlay", *path), total.explain(side))


def _collect_case(document: CaseDocument, entry: schema.CaseFile) -> Written:
    written = _collect(entry)
    for index, interaction in zip(document.kept("interactions"), entry.interactions, strict=True):
        for side, value in interaction.values.items():
            written[side]["interactions", index, side] = value.value
    return written


def _collect(entry: schema.CaseFile | schema.OverlayEntry) -> Written:
    """Collect the reservation values and the values of options."""
    written: Written = defaultdict(dict)
    for section in ("parties", "ratifiers"):
        for side, actor in getattr(entry, section).items():
            if actor.reservation is not None:
                written[side][section, side, "reservation"] = actor.reservation.value
    for path, value in _find_values(entry.issues):
        written[str(path[-1])][path] = value
    return written


def _find_values(issues: Mapping[str, Any]) -> Iterator[tuple[Path, Range]]:
    for issue, listed in issues.items():
        for name, option in listed.options.items():
            for side, value in option.values.items():
                yield ("issues", issue, "options", name, side), value.value


def _sum(ranges: Mapping[Path, Range]) -> _Total:
    sizes = map(_measure, ranges.values())
    decimals = max(map(_count_decimals, ranges.values()), default=0)
    return _Total(sum(sizes, Decimal(0)), decimals)


def _measure(value: Range) -> Decimal:
    return max(map(abs, value.ends))


def _count_decimals(value: Range) -> int:
    """Count the decimals of a number or range, trailing zeros aside."""
    return max(map(_count, (*value.ends, value.best or Decimal(0))))


def _count(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _show(size: Decimal) -> str:
    return f"{size:,.0f}" if size >= 1_000 else f"{size.normalize():f}"


def _plural(decimals: int) -> str:
    return "decimal" if decimals == 1 else "decimals"


def _count_words(decimals: int) -> str:
    return f"at most {decimals} {_plural(decimals)}" if decimals else "no decimals"
