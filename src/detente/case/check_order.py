"""Note what is odd along an ordered list: values that turn, and ranges that overtake.

All options of an issue are read at the same probability in a draw. Two ranges of which both ends
rise keep their order in most draws, unless they are of different families: a range across 0 is
symmetric and has a high median, one above 0 is skewed and has a low one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import accumulate, pairwise
from typing import TypeAlias

from detente.case import schema
from detente.case.documents import Document
from detente.case.names import Findings, Names
from detente.case.positions import Path
from detente.case.ranges import Range

LARGE_SHARE = 0.25
"""The share of draws from which on a pair that changes places is worth a notice."""

_GRID = tuple(step / 200 for step in range(1, 200, 2))
_NOUGHT = Range("0", point=Decimal(0))

CaseDocument: TypeAlias = Document[schema.CaseFile]
Step: TypeAlias = tuple[str, Range]
Steps: TypeAlias = list[Step]


def note_order(
    document: CaseDocument, id_: str, issue: schema.IssueEntry, names: Names, findings: Findings
) -> None:
    """Note sides whose values turn along an ordered list, and parties whose ranges overtake."""
    path: Path = ("issues", id_, "options")
    actors = {actor: None for option in issue.options.values() for actor in option.values}
    for actor in actors:
        steps = _list_steps(issue, actor)
        ends = [value.ends for _, value in steps]
        if _rises(ends) and _rises([(-high, -low) for low, high in ends]):
            text = (
                f"{actor}'s values do not run one way along this list; "
                "check them, or write ordered: false for alternatives"
            )
            findings.note(document, path, text, key=True)
        elif actor in names.parties:
            _note_overtaking(document, path, actor, steps, findings)


def _list_steps(issue: schema.IssueEntry, actor: str) -> Steps:
    """List the values of one side: the first, 0 if it has none, and all that are written."""
    return [
        (name, option.values[actor].value if actor in option.values else _NOUGHT)
        for number, (name, option) in enumerate(issue.options.items())
        if number == 0 or actor in option.values
    ]


def _rises(ends: Sequence[tuple[Decimal, Decimal]]) -> bool:
    """Whether some range lies wholly above an earlier one."""
    lowest = list(accumulate((high for _, high in ends), min))
    return any(low > before for (low, _), before in zip(ends[1:], lowest, strict=False))


def _note_overtaking(
    document: CaseDocument, path: Path, actor: str, steps: Steps, findings: Findings
) -> None:
    """Note the first two neighbours that change places in a large share of draws."""
    found = next(_find_overtaking(steps), None)
    if found is None:
        return
    low, high, share = found
    text = (
        f"{actor}'s range for {high[0]} ({high[1].text}) lies above that for {low[0]} "
        f"({low[1].text}) at both ends, but its median is lower ({_find_median(high[1]):.3g} "
        f"against {_find_median(low[1]):.3g}), and so is the value in about {share:.0%} of draws; "
        "write a best for both, or move an end"
    )
    findings.note(document, (*path, high[0], actor), text, key=True)


def _find_overtaking(steps: Steps) -> Iterator[tuple[Step, Step, float]]:
    """Go over the neighbours that often change places: the lower, the higher, how often."""
    for pair in pairwise(steps):
        for low, high in (pair, pair[::-1]):
            if _can_overtake(low[1], high[1]):
                share = _compute_share(low[1], high[1])
                if share >= LARGE_SHARE:
                    yield low, high, share


def _is_above(value: Range, other: Range) -> bool:
    """Whether both ends are at least those of another range, and one is more."""
    return value.ends != other.ends and all(
        mine >= its for mine, its in zip(value.ends, other.ends, strict=True)
    )


def _can_overtake(low: Range, high: Range) -> bool:
    """Whether a range lies above another at both ends, with a lower median.

    Of one family without a best there are none, nor of ranges that do not overlap.
    """
    if low.point is not None or high.point is not None or not _is_above(high, low):
        return False
    if high.ends[0] >= low.ends[1]:
        return False
    if low.best is None and high.best is None and _crosses(low) == _crosses(high):
        return False
    return _find_median(high) < _find_median(low)


def _find_median(value: Range) -> float:
    from detente.core.draws import compute_median

    return compute_median(*_floats(value))


def _crosses(value: Range) -> bool:
    return value.ends[0] <= 0 <= value.ends[1]


def _compute_share(low: Range, high: Range) -> float:
    """Estimate the share of draws in which the range whose ends are higher is lower."""
    from detente.core.draws import compute_quantile

    below = compute_quantile(*_floats(high), _GRID) < compute_quantile(*_floats(low), _GRID)
    return float(below.mean())


def _floats(value: Range) -> tuple[float, float | None, float]:
    low, high = value.ends
    return float(low), None if value.best is None else float(value.best), float(high)
