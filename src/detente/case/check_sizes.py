"""Check that a case is within what can be computed exactly: how much of it, and how many digits.

Draws are compared as whole numbers, so that ties are ties (`detente.core.integers`). All values
of a side together, in units of its last decimal, have to stay below `LIMIT` for that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeAlias

from detente.case import schema
from detente.case.build import Folder
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

NOBODY: Mapping[str, str] = MappingProxyType({})
NO_MORE: Mapping[str, int] = MappingProxyType({})

CaseDocument: TypeAlias = Document[schema.CaseFile]
Written: TypeAlias = dict[str, dict[Path, Range]]
"""By side: what it is written for, as the path in an overlay, and the number."""

Placed: TypeAlias = dict[str, dict[Path, tuple[Range, Path]]]
"""The same, with the place of each number in the file that holds it."""


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


def check_digits(folder: Folder, findings: Findings) -> None:
    """Check that the numbers of each side add up exactly, also as readings and events have them.

    The terms of a plan count with the case. Events are taken together, each number at its
    largest: they follow each other.
    """
    if folder.case.entry is None:
        return
    written = _collect_case(folder.case, folder.case.entry)
    totals = {side: _sum(ranges) for side, ranges in written.items()}
    for side, total in totals.items():
        if not total.fits:
            path = max(written[side], key=lambda place: _measure(written[side][place]))
            findings.add(folder.case, path, total.explain(side))
    changes = _collect_plan(folder.plan)
    _check_added(folder.plan, changes, written, totals, findings)
    for side, ranges in changes.items():
        written[side] |= {path: value for path, (value, _) in ranges.items()}
        totals[side] = _sum(written[side])
    secures = _find_secures(folder.plan)
    for reading in folder.readings:
        if reading.entry is not None:
            found = _place(_collect(reading.entry.overlay, secures), ("overlay",))
            _check_added(reading, found, written, totals, findings)
    changes, decimals = _collect_events(folder.events, secures)
    _check_added(folder.events, changes, written, totals, findings, decimals)


def _check_added(
    document: Document[Any] | None,
    changes: Placed,
    written: Written,
    totals: Mapping[str, _Total],
    findings: Findings,
    decimals: Mapping[str, int] = NO_MORE,
) -> None:
    """Check the numbers of each side with some of them added or changed.

    ``decimals`` says by side how many are used, where `changes` do not show it.
    """
    for side, placed in changes.items() if document is not None else ():
        before = totals.get(side, _Total(Decimal(0), 0))
        if not before.fits:
            continue
        own = _sum({path: value for path, (value, _) in placed.items()})
        mine = written.get(side, {})
        replaced = _sum({path: mine[path] for path in placed if path in mine})
        size = before.size - replaced.size + own.size
        total = _Total(size, max(before.decimals, own.decimals, decimals.get(side, 0)))
        if not total.fits and document is not None:
            _, place = max(placed.values(), key=lambda item: _measure(item[0]))
            findings.add(document, place, total.explain(side))


def _collect_case(document: CaseDocument, entry: schema.CaseFile) -> Written:
    written = _collect(entry)
    for index, interaction in zip(document.kept("interactions"), entry.interactions, strict=True):
        for side, value in interaction.values.items():
            written[side]["interactions", index, side] = value.value
    return written


def _collect_plan(document: Document[schema.PlanFile] | None) -> Placed:
    """Collect the terms of a plan, as an overlay names them, with their places in the file."""
    found: Placed = defaultdict(dict)
    if document is None or document.entry is None:
        return found
    entry = document.entry
    for path, value in _find_terms(entry):
        found[str(path[-1])]["plan", *path] = (value, path)
    for index, deposit in zip(document.kept("deposits"), entry.deposits, strict=True):
        here = ("deposits", index)
        for side, path, value in _find_deposit(deposit.secures, deposit):
            found[side]["plan", "deposits", deposit.id, *path] = (value, (*here, *path))
    return found


def _collect_events(
    document: Document[schema.EventsFile] | None, secures: Mapping[str, str]
) -> tuple[Placed, dict[str, int]]:
    """Collect what events change, of each number the largest; and the most decimals by side."""
    found: Placed = defaultdict(dict)
    decimals: dict[str, int] = defaultdict(int)
    if document is None or document.entry is None:
        return found, decimals
    for index, event in zip(document.kept("events"), document.entry.events, strict=True):
        if event.change is None:
            continue
        stem = ("events", index, "change")
        for side, placed in _place(_collect(event.change, secures), stem).items():
            for path, item in placed.items():
                decimals[side] = max(decimals[side], _count_decimals(item[0]))
                largest = (found[side].get(path, item), item)
                found[side][path] = max(largest, key=lambda each: _measure(each[0]))
    return found, decimals


def _find_secures(document: Document[schema.PlanFile] | None) -> dict[str, str]:
    """Say which party each deposit secures, by its id."""
    entry = document.entry if document is not None else None
    return {deposit.id: deposit.secures for deposit in entry.deposits} if entry else {}


def _place(written: Written, stem: Path) -> Placed:
    return {
        side: {path: (value, (*stem, *path)) for path, value in ranges.items()}
        for side, ranges in written.items()
    }


def _collect(
    entry: schema.CaseFile | schema.OverlayEntry, secures: Mapping[str, str] = NOBODY
) -> Written:
    """Collect the reservation values, the values of options, and the terms of a plan."""
    written: Written = defaultdict(dict)
    for section in ("parties", "ratifiers"):
        for side, actor in getattr(entry, section).items():
            if actor.reservation is not None:
                written[side][section, side, "reservation"] = actor.reservation.value
    for path, value in _find_values(entry.issues):
        written[str(path[-1])][path] = value
    if isinstance(entry, schema.OverlayEntry):
        for path, value in _find_terms(entry.plan):
            written[str(path[-1])]["plan", *path] = value
        for id_, deposit in entry.plan.deposits.items():
            for side, path, value in _find_deposit(secures.get(id_, ""), deposit):
                written[side]["plan", "deposits", id_, *path] = value
    return written


def _find_values(issues: Mapping[str, Any]) -> Iterator[tuple[Path, Range]]:
    for issue, listed in issues.items():
        for name, option in listed.options.items():
            for side, value in option.values.items():
                yield ("issues", issue, "options", name, side), value.value


def _find_terms(entry: schema.PlanFile | schema.PlanOverlay) -> Iterator[tuple[Path, Range]]:
    for section in ("relationship", "reputation", "floors"):
        for side, value in getattr(entry, section).items():
            yield (section, side), value.value


def _find_deposit(
    secures: str, deposit: schema.DepositEntry | schema.DepositOverlay
) -> Iterator[tuple[str, Path, Range]]:
    """Go over the numbers of a deposit, with the side in whose points each is."""
    if deposit.loses is not None:
        yield secures, ("loses",), deposit.loses.value
    for side, value in deposit.pays.items():
        yield side, ("pays", side), value.value


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
