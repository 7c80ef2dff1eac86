"""If every issue could be split between two parties: Adjusted Winner at the medians."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from detente.core.adjusted_winner import divide_by_adjusted_winner
from detente.core.layout import IntArray
from detente.study.record import Record
from detente.study.workspace import Workspace


@dataclass(frozen=True)
class Division(Record):
    """Who gets its way on how much of each contested issue, by Adjusted Winner.

    ``shares`` gives, per issue, each party's share of its own way; ``points`` what each then holds
    of the 100 points that it spreads over the contested issues; ``split`` names the issue that is
    shared, if one is.
    """

    shares: Mapping[str, Mapping[str, float]]
    points: Mapping[str, float]
    split: str | None


def find_division(workspace: Workspace) -> Division | None:
    """Divide the contested issues of two parties by Adjusted Winner (Brams and Taylor 1996).

    An issue is contested when its best option for one party is the worst for the other. A party's
    points on it are what it stands to gain there, from its worst option to its best, as a share of
    what it stands to gain on all contested issues.

    Parameters
    ----------
    workspace : the case, at its medians.

    Returns
    -------
    The division; None unless there are two parties, nothing couples the issues, every issue
    on which anything is at stake is contested, and both parties have something at stake.
    """
    frame = workspace.frame
    layout = frame.layout
    if len(frame.parties) != 2 or layout.constraints or layout.interactions:
        return None
    values = [
        frame.medians.values[:2, start : start + count]
        for start, count in zip(layout.starts, layout.counts, strict=True)
    ]
    stakes = [_find_stakes(each) for each in values]
    contested = [place for place, stake in enumerate(stakes) if any(stake)]
    if not all(_is_contested(values[place]) for place in contested):
        return None
    if not all(any(stake[p] for stake in stakes) for p in range(2)):
        return None
    issues = [workspace.case.issues[place].id for place in contested]
    return _divide(frame.parties, issues, [stakes[place] for place in contested])


def _find_stakes(values: IntArray) -> tuple[int, int]:
    """What each party stands to gain on an issue, values of shape ``(2, K)``."""
    first, second = (values.max(axis=1) - values.min(axis=1)).tolist()
    return first, second


def _is_contested(values: IntArray) -> bool:
    """Whether the best for each party can be the worst for the other."""
    first, second = values
    return bool(
        ((first == first.max()) & (second == second.min())).any()
        and ((second == second.max()) & (first == first.min())).any()
    )


def _divide(parties: tuple[str, ...], issues: list[str], stakes: list[tuple[int, int]]) -> Division:
    totals = [sum(column) for column in zip(*stakes, strict=True)]
    points = [[Fraction(100 * stake[p], totals[p]) for stake in stakes] for p in range(2)]
    division = divide_by_adjusted_winner(*points)
    return Division(
        shares={
            issue: {parties[0]: float(share), parties[1]: float(1 - share)}
            for issue, share in zip(issues, division.shares, strict=True)
        },
        points=dict(zip(parties, map(float, division.totals), strict=True)),
        split=None if division.split is None else issues[division.split],
    )
